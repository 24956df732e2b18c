import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { Icon } from './icon.js'

/** A place to choose files at. Dropping works on the whole page; here it is said. */
export function Dropzone({ title, hint, children }: { title: string; hint: string; children: (describedBy: string) => ComponentChildren }) {
  const id = useId()
  return (
    <div class="dropzone">
      <Icon name="drop" />
      <p class="dropzone-title">{title}</p>
      <p class="hint" id={id}>{hint}</p>
      <div class="acts centre">{children(id)}</div>
    </div>
  )
}

interface ChooseProps {
  label: string
  onChoose: (files: File[]) => void
  describedBy?: string
  several?: boolean
  /** A whole folder, with all that is below it. */
  folder?: boolean
}

/** A button that opens the browser's own choice of files. */
export function ChooseFile({ label, onChoose, describedBy, several = false, folder = false }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null)
  const chosen = () => {
    const files = [...(input.current?.files ?? [])]
    if (files.length > 0) onChoose(files)
    if (input.current) input.current.value = ''
  }
  // The types of JSX do not know it; browsers do.
  const kind = folder ? { webkitdirectory: true } : {}
  return (
    <label class="button plain dropzone-choose">
      {label}
      <input {...kind} ref={input} type="file" class="hidden" multiple={several} onChange={chosen} aria-describedby={describedBy} />
    </label>
  )
}
