import { connectionTo, databaseCopy } from '../database.js'
import type { Copy } from './place.js'
import { slug } from './slug.js'

/** A bucket has its own IndexedDB, in a directory of its own: what takes the page's databases does not take it. */
export interface Buckets {
  open(name: string, options: { durability: 'strict' }): Promise<{ indexedDB: IDBFactory }>
}

/** Chromium alone has them, and from file:// too. */
export function buckets(): Buckets | undefined {
  return (globalThis.navigator as { storageBuckets?: Buckets } | undefined)?.storageBuckets
}

/** A copy in the bucket `rootpage-<name>`, with the layout of the database. */
export function bucketCopy(name: string): Copy {
  return databaseCopy('bucket', 'bucket', connectionTo(name, () => {}, () => bucketOf(name)))
}

/** The buckets that were opened, for as long as the page lives: Chromium collects one that nobody holds, and what its databases have under way then neither succeeds nor fails. */
const held = new Set<object>()

/** The bucket's own IndexedDB. */
export async function bucketOf(name: string): Promise<IDBFactory> {
  const open = buckets()
  if (!open) throw new DOMException('This browser has no storage buckets.', 'SecurityError')
  const bucket = await open.open(`rootpage-${slug(name)}`, { durability: 'strict' })
  held.add(bucket)
  return bucket.indexedDB
}
