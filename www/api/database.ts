import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb'
import { Connection } from './connection.js'
import { RootpageError } from './errors.js'
import type { Copy, PlaceKind, Whole } from './places/place.js'
import type { Commit } from './types.js'

/** Records beside what is known of them: the revision, and which opening of the vault was the last (`places/ending.ts`). */
export interface Layout extends DBSchema {
  hot: { key: string; value: Uint8Array }
  cold: { key: string; value: Uint8Array }
  facts: { key: string; value: number | string }
}

type Database = IDBPDatabase<Layout>
type StoreName = 'hot' | 'cold' | 'facts'
type Writing = IDBPTransaction<Layout, StoreName[], 'readwrite'>

const VERSION = 1
const ALL: StoreName[] = ['hot', 'cold', 'facts']

/** A copy in another IndexedDB than the page's own, with the same layout. */
export function databaseCopy(name: string, kind: PlaceKind, connection: Connection<Layout>): Copy {
  return { ...recordsIn(connection), name, kind }
}

/** The connection to the database of a vault; `lost` is called where the browser has just deleted the one that was there. */
export function connectionTo(name: string, lost = () => {}, factory?: () => Promise<IDBFactory>): Connection<Layout> {
  return new Connection<Layout>(`rootpage:${name}`, VERSION, (database, deleted) => {
    for (const shelf of ALL) database.createObjectStore(shelf)
    if (deleted) lost()
  }, factory)
}

/** The records of a vault in that database. */
export function recordsIn(connection: Connection<Layout>): Omit<Copy, 'name' | 'kind'> {
  const revisionIn = async (facts: { get(key: string): Promise<number | string | undefined> }) => Number(await facts.get('revision') ?? -1)
  return {
    revision: () => connection.use(database => revisionIn(database.transaction('facts').store)),
    load: () => connection.use(async database => {
      const tx = database.transaction(['hot', 'facts'])
      const [revision, keys, values] = await Promise.all([revisionIn(tx.objectStore('facts')), tx.objectStore('hot').getAllKeys(), tx.objectStore('hot').getAll()])
      return { revision, records: zip(keys, values) }
    }),
    read: keys => connection.use(async database => {
      const tx = database.transaction(['hot', 'cold'])
      return zip(keys, await Promise.all(keys.map(key => tx.objectStore(shelf(key)).get(key))))
    }),
    whole: () => connection.use(async database => {
      const tx = database.transaction(ALL)
      const [hot, cold] = [tx.objectStore('hot'), tx.objectStore('cold')]
      const [revision, ...found] = await Promise.all([revisionIn(tx.objectStore('facts')), hot.getAllKeys(), hot.getAll(), cold.getAllKeys(), cold.getAll()])
      const [hotKeys, hotValues, coldKeys, coldValues] = found
      return { revision, records: [...zip(hotKeys, hotValues), ...zip(coldKeys, coldValues)] }
    }),
    commit: commit => connection.use(database => write(database, commit, () => [])),
    replace: (whole, expectedRevision) => connection.use(database => write(database, asCommit(whole, expectedRevision), tx => [tx.objectStore('hot').clear(), tx.objectStore('cold').clear()])),
    close: () => connection.close(),
  }
}

const asCommit = ({ revision, records }: Whole, expectedRevision: number): Commit => ({ expectedRevision, revision, put: records, remove: [] })

/** One transaction: the revision is compared in it, and everything was sealed before it began. */
async function write(database: Database, { expectedRevision, revision, put, remove }: Commit, first: (tx: Writing) => Promise<unknown>[]): Promise<void> {
  const tx: Writing = database.transaction(ALL, 'readwrite', { durability: 'strict' })
  const { done } = tx
  try {
    if (Number(await tx.objectStore('facts').get('revision') ?? -1) !== expectedRevision) throw new RootpageError('store/stale')
    const writes: Promise<unknown>[] = [...first(tx), tx.objectStore('facts').put(revision, 'revision')]
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
