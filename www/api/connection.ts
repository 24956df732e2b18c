import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { isRootpageError, RootpageError } from './errors.js'

/** Makes the layout of a new database; `lost` says that the browser has just deleted the old one. */
type Upgrade<Layout extends DBSchema> = (database: IDBPDatabase<Layout>, lost: boolean) => void

/** The connection: opened when it is needed, given up when another tab wants to upgrade or the browser takes it away. */
export class Connection<Layout extends DBSchema> {
  readonly #name: string
  readonly #version: number
  readonly #upgrade: Upgrade<Layout>
  #database: Promise<IDBPDatabase<Layout>> | undefined

  constructor(name: string, version: number, upgrade: Upgrade<Layout>) {
    this.#name = name
    this.#version = version
    this.#upgrade = upgrade
  }

  async use<T>(run: (database: IDBPDatabase<Layout>) => Promise<T>): Promise<T> {
    try {
      return await run(await (this.#database ??= this.#open()))
    } catch (error) {
      throw refusal(error)
    }
  }

  async close(): Promise<void> {
    const database = this.#database
    this.#database = undefined
    await database?.then(open => open.close(), () => {})
  }

  async #open(): Promise<IDBPDatabase<Layout>> {
    const forget = () => void this.close()
    let blocked = () => {}
    const refusal = new Promise<never>((_, reject) => { blocked = () => reject(new RootpageError('store/blocked')) })
    const opening = openDB<Layout>(this.#name, this.#version, {
      // Chromium alone says so: it found the database broken, and deleted it.
      upgrade: (database, _old, _new, _tx, event) => this.#upgrade(database, (event as { dataLoss?: string }).dataLoss === 'total'),
      blocked: () => blocked(),
      blocking: forget,
      terminated: forget,
    })
    try {
      return await Promise.race([opening, refusal])
    } catch (error) {
      this.#database = undefined
      // Where it opens after all, nobody waits for it any more.
      opening.then(database => database.close(), () => {})
      throw error
    }
  }
}

/** What a browser's error means for a person. */
function refusal(error: unknown): RootpageError {
  if (isRootpageError(error)) return error
  const name = error instanceof DOMException ? error.name : ''
  const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const code = REFUSALS[name] ?? (typeof indexedDB === 'undefined' ? 'store/unavailable' : 'store/failed')
  return new RootpageError(code, { details: { found }, cause: error })
}

const REFUSALS: Record<string, 'store/quota' | 'store/unavailable' | 'vault/too-new'> = {
  QuotaExceededError: 'store/quota',
  // How browsers say that this page may not store anything.
  SecurityError: 'store/unavailable',
  // The database was written with a later layout.
  VersionError: 'vault/too-new',
}
