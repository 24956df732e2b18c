import { useId, useRef } from 'preact/hooks'
import { fromFile } from '../io/files.js'
import type { DraftSource } from '../state.js'
import { Icon } from './icon.js'

/** A place to choose a file at. Dropping works on the whole page; here it is said. */
export function Dropzone({ title, hint, onReceive }: { title: string; hint: string; onReceive: (source: DraftSource) => void }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const chosen = () => {
    const file = input.current?.files?.[0]
    if (!file || !input.current) return
    onReceive(fromFile(file))
    input.current.value = ''
  }
  return (
    <div class="dropzone">
      <Icon name="drop" />
      <p class="dropzone-title">{title}</p>
      <p class="hint" id={id}>{hint}</p>
      <label class="button plain dropzone-choose">
        Choose a file
        <input ref={input} type="file" class="hidden" onChange={chosen} aria-describedby={id} />
      </label>
    </div>
  )
}
