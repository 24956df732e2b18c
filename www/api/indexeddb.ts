import type { DBSchema, IDBPDatabase } from 'idb'
import { Connection } from './connection.js'
import { RootpageError } from './errors.js'
import { Marker } from './marker.js'
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
const PATIENCE = 3_000

/** The vault `name` of this browser, in the database `rootpage:<name>`. */
export function indexedDbStore(name: string): IndexedDbStore {
  const marker = new Marker(`rootpage:${name}`)
  const connection = new Connection<Layout>(`rootpage:${name}`, VERSION, (database, lost) => {
    for (const shelf of ALL) database.createObjectStore(shelf)
    if (lost) marker.set()
  })

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

function soon<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE, undefined))
  return Promise.race([promise?.catch(() => undefined), late])
}
