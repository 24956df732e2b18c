import { useEffect, useState } from 'preact/hooks'
import { copy } from '../io/clipboard.js'
import { Breakable } from './breakable.js'
import { Icon } from './icon.js'

/** Copies, and says for two seconds that it did. */
export function CopyButton({ text, what, secret }: { text: string; what: string; secret?: boolean | undefined }) {
  const [done, setDone] = useState<boolean>()
  useEffect(() => {
    if (done === undefined) return
    const timer = setTimeout(() => setDone(undefined), 2000)
    return () => clearTimeout(timer)
  }, [done])
  return (
    <button type="button" class="copy-button" onClick={() => void copy(text, { secret }).then(setDone)} aria-label={`Copy ${what}`}>
      <Icon name={done ? 'check' : 'copy'} />
      <span class="copy-word" role="status">{done === undefined ? 'Copy' : done ? 'Copied' : 'Not allowed'}</span>
    </button>
  )
}

/** A long value, such as a fingerprint, that breaks where it must and can be taken along. */
export function Copyable({ value, text = value, what }: { value: string; text?: string; what: string }) {
  return <span class="copyable"><code><Breakable text={value} /></code><CopyButton text={text} what={what} /></span>
}
