import { CopyButton } from './copyable.js'

/** A file as it is, to be read and copied. */
export function FileText({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <div class="files-text-head"><code>{name}</code>{text !== '' && <CopyButton text={text} what={name} />}</div>
      {/* A scrolling region needs a stop for the keyboard. */}
      <pre class="files-text" tabIndex={0} role="region" aria-label={`The text of ${name}`}>{text === '' ? <span class="muted">empty</span> : text}</pre>
    </div>
  )
}
