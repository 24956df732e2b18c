/** What is dropped on the page or pasted into it, wherever that happens. */
import type { DirectoryFile } from '../../api/index.js'
import type { DirectorySource, DraftSource, FileSource } from '../state.js'

/** What was brought: something to sign, or a directory to take in. */
export type Received = { source: DraftSource } | { directory: DirectorySource }

let files = 0

/** Files as they were chosen or dropped: an archive is a directory, several files are several requests. */
export async function fromFiles(chosen: readonly File[]): Promise<Received | undefined> {
  const [first] = chosen
  if (first === undefined) return undefined
  if (chosen.length > 1) return { source: { from: 'files', files: chosen.map(fromFile) } }
  return await isArchive(first) ? { directory: fromFile(first) as DirectorySource } : { source: { from: 'file', ...fromFile(first) } }
}

/** A folder that was picked: its files bring their paths along. */
export function fromFolder(chosen: readonly File[]): DirectorySource | undefined {
  const [first] = chosen
  if (first === undefined) return undefined
  return { id: ++files, name: first.webkitRelativePath.split('/')[0] || first.name, size: chosen.reduce((size, file) => size + file.size, 0), input: chosen }
}

export function fromFile(file: File): FileSource {
  return { id: ++files, name: file.name, size: file.size, input: file }
}

/** Text that was pasted or dropped, as if it were a file. */
export function fromText(text: string): FileSource {
  return { id: ++files, name: 'pasted text', size: text.length, input: text }
}

/** Bytes that came before it was known what they are. */
export function fromInput(input: Uint8Array | Blob): FileSource {
  if (input instanceof File) return fromFile(input)
  return { id: ++files, name: 'what was brought', size: input instanceof Blob ? input.size : input.length, input }
}

/** The single files of what was brought. */
export function fromSource(what: Received): FileSource[] {
  if ('directory' in what) return fromDirectory(what.directory)
  const { source } = what
  switch (source.from) {
    case 'text': return [fromText(source.text)]
    case 'file': return [{ id: source.id, name: source.name, size: source.size, input: source.input }]
    case 'files': return source.files
    case 'nothing':
    case 'vault':
    case 'renewal': return []
  }
}

function fromDirectory({ id, name, size, input }: DirectorySource): FileSource[] {
  if (input instanceof Uint8Array || input instanceof Blob) return [{ id, name, size, input }]
  return [...input].map(file => 'path' in file
    ? { id: ++files, name: file.path, size: file.bytes instanceof Blob ? file.bytes.size : file.bytes.length, input: file.bytes }
    : fromFile(file))
}

/** Zip, gzip or tar, told by its first bytes. */
async function isArchive(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 512).arrayBuffer())
  const text = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to))
  return text(0, 4) === 'PK\u0003\u0004' || text(0, 2) === '\u001f\u008b' || text(257, 262) === 'ustar'
}

/** Calls back with what is dropped anywhere; `over` says whether something hovers above the page. */
export function onDrop(receive: (what: Received) => void, over: (hovering: boolean) => void, signal: AbortSignal): void {
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
    void dropped(event.dataTransfer).then(what => what && receive(what))
  }, { signal })
}

/** A drag that brings files, or text from another program: text dragged within a field of the page is left alone. */
function carries(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? []
  return types.includes('Files') || (types.includes('text/plain') && !inField(event.target))
}

/** What a transfer holds must be taken out of it at once; reading it may take its time. */
async function dropped(transfer: DataTransfer | null): Promise<Received | undefined> {
  const [folder] = [...(transfer?.items ?? [])].map(item => item.webkitGetAsEntry?.()).filter(entry => entry?.isDirectory)
  const chosen = [...(transfer?.files ?? [])]
  const text = transfer?.getData('text/plain') ?? ''
  if (folder) return { directory: await fromEntry(folder as FileSystemDirectoryEntry) }
  if (chosen.length > 0) return fromFiles(chosen)
  return text === '' ? undefined : { source: { from: 'text', text } }
}

async function fromEntry(folder: FileSystemDirectoryEntry): Promise<DirectorySource> {
  const input = await below(folder)
  return { id: ++files, name: folder.name, size: input.reduce((size, { bytes }) => size + (bytes as File).size, 0), input }
}

/** All files below a folder that was dropped. */
async function below(folder: FileSystemDirectoryEntry): Promise<DirectoryFile[]> {
  const reader = folder.createReader()
  const found: DirectoryFile[] = []
  for (;;) {
    // A reader gives some at a time, and nothing when it is done.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (entries.length === 0) return found
    for (const entry of entries) found.push(...(entry.isDirectory ? await below(entry as FileSystemDirectoryEntry) : [await filed(entry as FileSystemFileEntry)]))
  }
}

async function filed(entry: FileSystemFileEntry): Promise<DirectoryFile> {
  return { path: entry.fullPath.replace(/^\//, ''), bytes: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }
}

/** Calls back with what is pasted outside a field. */
export function onPaste(receive: (what: Received) => void, signal: AbortSignal): void {
  addEventListener('paste', event => {
    if (inField(event.target)) return
    void dropped(event.clipboardData).then(what => what && receive(what))
  }, { signal })
}

function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog') !== null
}
