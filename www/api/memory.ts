import { RootpageError } from './errors.js'
import type { Copy } from './places/place.js'

/** A store that keeps everything in memory: for Node, tests, and whoever brings the records somewhere else. */
export interface MemoryStore extends Copy {
  /** A copy of everything, to be kept and handed to `memoryStore` another time. */
  snapshot(): Map<string, Uint8Array>
}

/** In a snapshot the revision stands beside the records, in decimal digits. */
const REVISION = 'revision'

/** The reference store. Two vaults opened on the same one are like two tabs. */
export function memoryStore(snapshot: ReadonlyMap<string, Uint8Array> = new Map()): MemoryStore {
  // Every store is a place of its own, whatever other pages there are.
  return memoryCopy(`memory-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`, snapshot)
}

/** The same under a name, as a copy beside others. */
export function memoryCopy(name = 'memory', snapshot: ReadonlyMap<string, Uint8Array> = new Map()): MemoryStore {
  const records = copied(snapshot)
  const stored = records.get(REVISION)
  records.delete(REVISION)
  let current = stored ? Number(new TextDecoder().decode(stored)) : -1

  const chosen = (keys: string[]) => keys.flatMap((key): [string, Uint8Array][] => {
    const value = records.get(key)
    return value ? [[key, value.slice()]] : []
  })

  return {
    name,
    kind: 'memory',
    revision: async () => current,
    load: async () => ({ revision: current, records: chosen([...records.keys()].filter(key => !key.startsWith('cold/'))) }),
    read: async keys => chosen(keys),
    async commit({ expectedRevision, revision, put, remove }) {
      if (current !== expectedRevision) throw new RootpageError('store/stale')
      for (const key of remove) records.delete(key)
      for (const [key, value] of put) records.set(key, value.slice())
      current = revision
    },
    whole: async () => ({ revision: current, records: chosen([...records.keys()]) }),
    async replace(whole, expectedRevision) {
      if (current !== expectedRevision) throw new RootpageError('store/stale')
      records.clear()
      for (const [key, value] of whole.records) records.set(key, value.slice())
      current = whole.revision
    },
    close: async () => {},
    snapshot: () => copied(records).set(REVISION, new TextEncoder().encode(String(current))),
  }
}

function copied(records: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...records].map(([key, value]) => [key, value.slice()]))
}
