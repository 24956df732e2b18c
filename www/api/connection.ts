import { wrap, type DBSchema, type IDBPDatabase } from 'idb'
import { isRootpageError, RootpageError, type Code } from './errors.js'

/** Makes the layout of a new database; `lost` says that the browser has just deleted the old one. */
type Upgrade<Layout extends DBSchema> = (database: IDBPDatabase<Layout>, lost: boolean) => void

/** The connection: opened when it is needed, given up when another tab wants to upgrade or the browser takes it away. */
export class Connection<Layout extends DBSchema> {
  readonly #name: string
  readonly #version: number
  readonly #upgrade: Upgrade<Layout>
  readonly #factory: () => Promise<IDBFactory>
  #database: Promise<IDBPDatabase<Layout>> | undefined
  /** The browser ended the connection: what was under way then failed for that reason. */
  #taken = false

  constructor(name: string, version: number, upgrade: Upgrade<Layout>, factory: () => Promise<IDBFactory> = async () => indexedDB) {
    this.#name = name
    this.#version = version
    this.#upgrade = upgrade
    this.#factory = factory
  }

  async use<T>(run: (database: IDBPDatabase<Layout>) => Promise<T>): Promise<T> {
    this.#taken = false
    const used = (this.#database ??= this.#open())
    try {
      return await run(await used)
    } catch (error) {
      // Closed by us between the two, before anything was asked of it.
      if (error instanceof DOMException && error.name === 'InvalidStateError' && used !== this.#database && !this.#taken) return this.use(run)
      throw refusal(error, this.#taken)
    }
  }

  async close(): Promise<void> {
    const database = this.#database
    this.#database = undefined
    await database?.then(open => open.close(), () => {})
  }

  async #open(): Promise<IDBPDatabase<Layout>> {
    try {
      const database = await this.#request(await this.#factory())
      database.addEventListener('versionchange', () => void this.close())
      database.addEventListener('close', () => {
        this.#taken = true
        this.#database = undefined
      })
      return wrap(database) as IDBPDatabase<Layout>
    } catch (error) {
      this.#database = undefined
      throw error
    }
  }

  #request(factory: IDBFactory): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = factory.open(this.#name, this.#version)
      let waiting = true
      request.onblocked = () => {
        waiting = false
        reject(new RootpageError('store/blocked'))
      }
      // Chromium alone says so: it found the database broken, and deleted it.
      request.onupgradeneeded = event => this.#upgrade(wrap(request.result) as IDBPDatabase<Layout>, (event as { dataLoss?: string }).dataLoss === 'total')
      request.onerror = () => reject(request.error ?? new DOMException('no reason was given', 'UnknownError'))
      // Where it opens after all, nobody waits for it any more.
      request.onsuccess = () => (waiting ? resolve(request.result) : request.result.close())
    })
  }
}

/** What a browser's error means for a person. */
export function refusal(error: unknown, taken = false): RootpageError {
  if (isRootpageError(error)) return error
  const name = error instanceof DOMException ? error.name : ''
  const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const code = taken ? 'store/taken' : REFUSALS[name] ?? (typeof indexedDB === 'undefined' ? 'store/unavailable' : 'store/failed')
  return new RootpageError(code, { details: { found }, cause: error })
}

const REFUSALS: Record<string, Code> = {
  QuotaExceededError: 'store/quota',
  // How browsers say that this page may not store anything.
  SecurityError: 'store/unavailable',
  // The database was written with a later layout.
  VersionError: 'vault/too-new',
  // What Chromium and Firefox say of a disk that is full or does not answer.
  UnknownError: 'store/disk',
  DataError: 'store/disk',
  NotReadableError: 'store/disk',
  // The connection was closed under a transaction: site data was cleared, or the browser is going.
  InvalidStateError: 'store/taken',
}
