import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { isRootpageError, RootpageError } from './errors.js'
import type { Store } from './store.js'
import type { Commit } from './types.js'

/** A store in this browser. */
export interface IndexedDbStore extends Store {
  /**
   * Accepts that the vault that was here is gone (`store/lost`), so that a new one may be made in its place.
   * Only after a person was told, and said so: there is nothing to go back to.
   */
  acceptLoss(): void
  /** Asks the browser not to clear it by itself; undefined where it does not answer (Firefox asks the person first). */
  persist(): Promise<boolean | undefined>
}

interface Layout extends DBSchema {
  hot: { key: string; value: Uint8Array }
  cold: { key: string; value: Uint8Array }
  facts: { key: string; value: number }
}

type Database = IDBPDatabase<Layout>
type StoreName = 'hot' | 'cold' | 'facts'

const VERSION = 1
const ALL: StoreName[] = ['hot', 'cold', 'facts']
/** How long a browser may think about a question that it might show to a person. */
const PATIENCE = 10_000

/** The vault `name` of this browser, in the database `rootpage:<name>`. */
export function indexedDbStore(name: string): IndexedDbStore {
  const connection = new Connection(`rootpage:${name}`)
  const marker = new Marker(`rootpage:${name}`)

  /** An empty database beside the marker was emptied by somebody: that is a loss, never a first run. */
  const known = (revision = -1) => {
    if (revision === -1 && marker.isSet) throw new RootpageError('store/lost')
    if (revision !== -1) marker.set()
    return revision
  }

  return {
    name,
    revision: () => connection.use(async database => known(await database.get('facts', 'revision'))),
    load: () => connection.use(async database => {
      const tx = database.transaction(['hot', 'facts'])
      const [revision, keys, values] = await Promise.all([tx.objectStore('facts').get('revision'), tx.objectStore('hot').getAllKeys(), tx.objectStore('hot').getAll()])
      return { revision: known(revision), records: zip(keys, values) }
    }),
    read: keys => connection.use(async database => {
      const { store } = database.transaction('cold')
      return zip(keys, await Promise.all(keys.map(key => store.get(key))))
    }),
    async commit(commit) {
      await connection.use(database => write(database, commit))
      marker.set()
    },
    close: () => connection.close(),
    acceptLoss: () => marker.remove(),
    persist: () => soon(globalThis.navigator.storage?.persist?.()),
  }
}

/** One transaction: the revision is compared in it, and everything was sealed before it began. */
async function write(database: Database, { expectedRevision, revision, put, remove }: Commit): Promise<void> {
  const tx = database.transaction(ALL, 'readwrite', { durability: 'strict' })
  const { done } = tx
  try {
    if ((await tx.objectStore('facts').get('revision') ?? -1) !== expectedRevision) throw new RootpageError('store/stale')
    const writes: Promise<unknown>[] = [tx.objectStore('facts').put(revision, 'revision')]
    for (const key of remove) writes.push(tx.objectStore(shelf(key)).delete(key))
    for (const [key, value] of put) writes.push(tx.objectStore(shelf(key)).put(value, key))
    await Promise.all([...writes, done])
  } catch (error) {
    abort(tx)
    await done.catch(() => {})
    throw tx.error ?? error
  }
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort()
  } catch {
    // It has ended by itself: that is what failed.
  }
}

const shelf = (key: string): 'hot' | 'cold' => (key.startsWith('cold/') ? 'cold' : 'hot')

function zip(keys: string[], values: (Uint8Array | undefined)[]): [string, Uint8Array][] {
  return keys.flatMap((key, index) => {
    const value = values[index]
    return value ? [[key, value]] : []
  })
}

/** The connection: opened when it is needed, given up when another tab wants to upgrade or the browser takes it away. */
class Connection {
  readonly #name: string
  #database: Promise<Database> | undefined

  constructor(name: string) {
    this.#name = name
  }

  async use<T>(run: (database: Database) => Promise<T>): Promise<T> {
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

  async #open(): Promise<Database> {
    const forget = () => void this.close()
    try {
      return await new Promise((resolve, reject) => {
        openDB<Layout>(this.#name, VERSION, {
          upgrade(database) {
            for (const name of ALL) database.createObjectStore(name)
          },
          blocked: () => reject(new RootpageError('store/blocked')),
          blocking: forget,
          terminated: forget,
        }).then(resolve, reject)
      })
    } catch (error) {
      this.#database = undefined
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
  // Storage was written by a later layout than VERSION.
  VersionError: 'vault/too-new',
}

/** `I existed`, in localStorage: another store of the browser, which is not lost together with IndexedDB. */
class Marker {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  get isSet(): boolean {
    return this.#try(storage => storage.getItem(this.#key)) != null
  }

  set(): void {
    if (!this.isSet) this.#try(storage => storage.setItem(this.#key, new Date().toISOString()))
  }

  remove(): void {
    this.#try(storage => storage.removeItem(this.#key))
  }

  /** A browser may have no localStorage, or forbid it: then there is no marker. */
  #try<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return use(localStorage)
    } catch {
      return undefined
    }
  }
}

function soon<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE, undefined))
  return Promise.race([promise?.catch(() => undefined), late])
}
