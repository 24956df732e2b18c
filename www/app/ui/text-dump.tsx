import { CopyButton } from './copyable.js'

/** The text as OpenSSL prints it, folded away until it is wanted. */
export function TextDump({ title, command, text }: { title: string; command: string; text: string }) {
  return (
    <details class="dump">
      <summary>{title} <code class="dump-command">{command}</code></summary>
      <div class="dump-body">
        <CopyButton text={text} what="the text" />
        {/* A scrolling region needs a stop for the keyboard. */}
        <pre tabIndex={0} role="region" aria-label={title}>{text}</pre>
      </div>
    </details>
  )
}
