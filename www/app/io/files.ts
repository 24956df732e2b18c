/** What is dropped on the page or pasted into it, wherever that happens. */
import type { DraftSource } from '../state.js'

let files = 0

export function fromFile(file: File): DraftSource {
  return { from: 'file', id: ++files, name: file.name, size: file.size, input: file }
}

/** Calls back with what is dropped anywhere; `over` says whether something hovers above the page. */
export function onDrop(receive: (source: DraftSource) => void, over: (hovering: boolean) => void, signal: AbortSignal): void {
  let depth = 0
  const hover = (change: number) => {
    depth = Math.max(0, depth + change)
    over(depth > 0)
  }
  addEventListener('dragenter', event => carries(event) && hover(1), { signal })
  addEventListener('dragleave', event => carries(event) && hover(-1), { signal })
  addEventListener('dragover', event => carries(event) && event.preventDefault(), { signal })
  addEventListener('drop', event => {
    if (!carries(event)) return
    event.preventDefault()
    hover(-depth)
    const source = dropped(event.dataTransfer)
    if (source) receive(source)
  }, { signal })
}

/** A drag that brings files, or text from another program: text dragged within a field of the page is left alone. */
function carries(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? []
  return types.includes('Files') || (types.includes('text/plain') && !inField(event.target))
}

function dropped(transfer: DataTransfer | null): DraftSource | undefined {
  const file = transfer?.files[0]
  if (file) return fromFile(file)
  const text = transfer?.getData('text/plain') ?? ''
  return text === '' ? undefined : { from: 'text', text }
}

/** Calls back with what is pasted outside a field. */
export function onPaste(receive: (source: DraftSource) => void, signal: AbortSignal): void {
  addEventListener('paste', event => {
    if (inField(event.target)) return
    const source = dropped(event.clipboardData)
    if (source) receive(source)
  }, { signal })
}

function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog') !== null
}
