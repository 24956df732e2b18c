import { CopyButton } from './copyable.js'

/** A file as it is, to be read and copied; `of` tells two of one name apart for those who hear them. */
export function FileText({ name, text, of }: { name: string; text: string; of?: string }) {
  const spoken = of === undefined ? name : `${name}: ${of}`
  return (
    <div>
      <div class="files-text-head"><code>{name}</code>{text !== '' && <CopyButton text={text} what={spoken} />}</div>
      {/* A scrolling region needs a stop for the keyboard. */}
      <pre class="files-text" tabIndex={0} role="region" aria-label={`The text of ${spoken}`}>{text === '' ? <span class="muted">empty</span> : text}</pre>
    </div>
  )
}
