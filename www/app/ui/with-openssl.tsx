import { opensslCommand } from '../../api/index.js'
import type { Act, CommandContext, Question } from '../../api/index.js'
import { CopyButton } from './copyable.js'

/** The command that does the same by hand, folded away until somebody wants it. */
export function WithOpenssl({ what, context }: { what: Act | Question; context?: CommandContext }) {
  const command = opensslCommand(what, context)
  return (
    <details class="with-openssl">
      <summary>With OpenSSL</summary>
      <div class="with-openssl-body">
        {/* A scrolling region needs a stop for the keyboard. */}
        <pre tabIndex={0} role="region" aria-label="The command of OpenSSL">{command}</pre>
        <CopyButton text={command} what="the command" />
      </div>
    </details>
  )
}
