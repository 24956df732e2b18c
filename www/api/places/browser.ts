import { Connection } from '../connection.js'
import { RootpageError } from '../errors.js'
import { indexedDbStore, type IndexedDbStore } from '../indexeddb.js'
import { bytes } from '../input.js'
import { memoryCopy } from '../memory.js'
import type { Commit, Input } from '../types.js'
import { bucketCopy, bucketOf, buckets } from './bucket.js'
import { Ending, isChromium, rollLog } from './ending.js'
import { fileCopy, type ChosenFile } from './file.js'
import { read } from './log.js'
import { within } from './look.js'
import { Places } from './many.js'
import { opfsCopy } from './opfs.js'
import type { Copy, ManyPlaces, PlaceView } from './place.js'
import type { Settled } from './settle.js'

/** The places that this browser has. */
export interface BrowserPlaces extends ManyPlaces {
  /** Asks the browser not to clear them by itself; undefined where it does not answer (Firefox asks the person first). */
  persist(): Promise<boolean | undefined>
  /** Whether a file can be chosen as one more place (Chromium alone). */
  readonly canChooseFile: boolean
  /** Lets the person choose a new file; from a press. An old one would be emptied by the browser: that is what `openFile` is for. */
  chooseFile(): Promise<PlaceView>
  /** Lets the person choose a file that is a copy already, of this vault or of one that is to be opened; from a press. */
  openFile(): Promise<PlaceView>
}

/** The vault `name` in all places of this browser: its database, a bucket, its private file system, and the file that was chosen. */
export function browserPlaces(name: string): BrowserPlaces {
  return new InBrowser(name)
}

/** A copy that was brought as a file: among the holdings once it is added, and never written to. */
export async function readCopy(input: Input, name = 'brought copy'): Promise<Copy> {
  const log = await read((await bytes(input)).slice())
  const snapshot = new Map(log.records).set('revision', new TextEncoder().encode(String(log.revision)))
  return Object.assign(memoryCopy(name, snapshot), { finding: log.finding })
}

interface Pickers {
  showSaveFilePicker?: (this: void, options: object) => Promise<ChosenFile>
  showOpenFilePicker?: (this: void, options: object) => Promise<ChosenFile[]>
}

/** How long a browser may take to say what it has. */
const PATIENCE = 3_000

const TYPES = [{ description: 'Rootpage copy', accept: { 'application/octet-stream': ['.rootpage-copy'] } }]

class InBrowser extends Places implements BrowserPlaces {
  readonly #store: IndexedDbStore
  readonly #ending: Ending
  readonly #handle: Handle

  constructor(name: string) {
    const store = indexedDbStore(name)
    const handle = new Handle(name)
    super(store, found(name, handle))
    this.#store = store
    this.#handle = handle
    this.#ending = new Ending(name)
  }

  get canChooseFile(): boolean {
    return typeof (globalThis as Pickers).showSaveFilePicker === 'function'
  }

  async chooseFile(): Promise<PlaceView> {
    const choose = (globalThis as Pickers).showSaveFilePicker
    return this.#take(await chosen(() => choose?.({ id: 'rootpage-copy', suggestedName: `${this.name}.rootpage-copy`, types: TYPES })))
  }

  async openFile(): Promise<PlaceView> {
    const choose = (globalThis as Pickers).showOpenFilePicker
    const handle = await chosen(async () => (await choose?.({ id: 'rootpage-copy', types: TYPES }))?.[0])
    await handle.requestPermission({ mode: 'readwrite' })
    return this.#take(handle)
  }

  persist(): Promise<boolean | undefined> {
    return this.#store.persist()
  }

  /** Copies first, and the page's own database last: after an unclean end its first write is the one that is dangerous. */
  override async settle(): Promise<Settled> {
    const unclean = await this.#ending.wasUnclean()
    const settled = await super.settle()
    const rolled = unclean && isChromium() && await rollLog(this.name).then(() => true, () => false)
    await this.#ending.begin()
    return { ...settled, unclean, rolled }
  }

  override async commit(commit: Commit): Promise<void> {
    await super.commit(commit)
    if (!this.#ending.begun) await this.#ending.begin()
  }

  override async close(): Promise<void> {
    await this.#ending.end()
    await super.close()
  }

  async #take(handle: ChosenFile): Promise<PlaceView> {
    for (const { name, kind } of this.places()) if (kind === 'file') await this.remove(name)
    const view = await this.add(fileCopy(handle, () => this.#handle.forget()))
    await this.#handle.keep(handle)
    return view
  }
}

/** What there is here. A place that the browser refuses (OPFS on Chromium's file://) is none. */
async function found(name: string, handle: Handle): Promise<Copy[]> {
  const folder = async () => (await navigator.storage?.getDirectory?.() ? [opfsCopy(name)] : [])
  const file = async () => [await handle.kept()].flatMap(kept => (kept ? [fileCopy(kept, () => handle.forget())] : []))
  const [folders, files] = await Promise.all([folder, file].map(look => within(PATIENCE, look()).catch(() => [])))
  return [...(buckets() ? [bucketCopy(name)] : []), ...folders ?? [], ...files ?? []]
}

/** A person who closes the dialog has cancelled. */
async function chosen(choose: () => Promise<ChosenFile | undefined> | undefined): Promise<ChosenFile> {
  try {
    const handle = await choose()
    if (handle) return handle
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'AbortError') throw error
    throw new RootpageError('session/cancelled')
  }
  throw new RootpageError('store/unavailable')
}

/** The handle of the chosen file, in the bucket where there is one: it is needed just when the database is gone. */
class Handle {
  readonly #connection: Connection<{ handles: { key: string; value: ChosenFile } }>

  constructor(name: string) {
    const factory = async () => (buckets() ? bucketOf(name) : indexedDB)
    this.#connection = new Connection(`rootpage:${name}:file`, 1, database => void database.createObjectStore('handles'), factory)
  }

  kept(): Promise<ChosenFile | undefined> {
    return this.#connection.use(database => database.get('handles', 'file'))
  }

  async keep(handle: ChosenFile): Promise<void> {
    await this.#connection.use(database => database.put('handles', handle, 'file'))
  }

  async forget(): Promise<void> {
    await this.#connection.use(database => database.delete('handles', 'file'))
  }
}
