import { connectionTo, recordsIn } from './database.js'
import { RootpageError } from './errors.js'
import { Marker } from './marker.js'
import { lookAt } from './places/look.js'
import type { Copy } from './places/place.js'

/** A store in this browser. */
export interface IndexedDbStore extends Copy {
  /**
   * Accepts that the vault that was here is gone (`store/lost`), so that a new one may be made in its place.
   * Only after a person was told, and said so: there is nothing to go back to.
   */
  acceptLoss(): void
  /** Asks the browser not to clear it by itself; undefined where it does not answer (Firefox asks the person first). */
  persist(): Promise<boolean | undefined>
}

/** How long a browser may think about a question that it might show to a person. */
const PATIENCE = 3_000

/** The vault `name` of this browser, in the database `rootpage:<name>`. */
export function indexedDbStore(name: string): IndexedDbStore {
  const marker = new Marker(`rootpage:${name}`)
  const records = recordsIn(connectionTo(name, () => marker.set()))
  let vault = ''

  /** An empty database beside the marker was emptied by somebody: that is a loss, never a first run. */
  const known = (revision: number) => {
    if (revision === -1 && marker.isSet) throw new RootpageError('store/lost')
    if (revision !== -1) marker.set()
    return revision
  }
  /** Whose vault it is stands in its header, which is seldom written. */
  const remember = (revision: number, put: [string, Uint8Array][]) => {
    if (put.some(([key]) => key === 'header')) vault = lookAt({ revision, records: put }).vault
    if (vault === '') marker.set()
    else marker.remember({ vault, revision })
  }

  return {
    ...records,
    name,
    kind: 'database',
    revision: async () => known(await records.revision()),
    async load() {
      const loaded = await records.load()
      known(loaded.revision)
      vault = lookAt(loaded).vault
      return loaded
    },
    async commit(commit) {
      await records.commit(commit)
      remember(commit.revision, commit.put)
    },
    async replace(whole, expectedRevision) {
      await records.replace(whole, expectedRevision)
      remember(whole.revision, whole.records)
    },
    remembered: () => marker.remembered,
    acceptLoss: () => marker.remove(),
    persist: () => soon(globalThis.navigator.storage?.persist?.()),
  }
}

function soon<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE, undefined))
  return Promise.race([promise?.catch(() => undefined), late])
}
