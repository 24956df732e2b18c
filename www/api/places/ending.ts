import type { Connection } from '../connection.js'
import { connectionTo, type Layout } from '../database.js'

/** In the scratch database: more than the 4 MB at which Chromium begins a new log, with room. */
const SCRATCH = 12 * 1024 * 1024
/** Larger values are kept beside the log, and would not roll it. */
const PIECE = 32 * 1024

/**
 * Whether the vault was closed the last time. The opening is written durably into the database, its end into localStorage, which can be done
 * while the page goes: a kill leaves an opening without its end.
 */
export class Ending {
  readonly #connection: Connection<Layout>
  readonly #name: string
  #opening: string | undefined

  constructor(name: string) {
    this.#connection = connectionTo(name)
    this.#name = name
  }

  get begun(): boolean {
    return this.#opening !== undefined
  }

  async wasUnclean(): Promise<boolean> {
    if (this.#opening !== undefined || !storage()) return false
    const opened = await this.#connection.use(database => database.get('facts', 'opened'))
    return opened !== undefined && opened !== storage()?.getItem(this.#key('closed'))
  }

  /** Whoever writes now: also where another tab has written in between. */
  async begin(): Promise<void> {
    const opening = crypto.randomUUID()
    this.#opening = opening
    storage()?.setItem(this.#key('opened'), opening)
    globalThis.addEventListener?.('pagehide', this.#ended)
    globalThis.addEventListener?.('pageshow', this.#back)
    await this.#connection.use(async database => {
      const tx = database.transaction('facts', 'readwrite', { durability: 'strict' })
      await Promise.all([tx.store.put(opening, 'opened'), tx.done])
    })
  }

  async end(): Promise<void> {
    this.#ended()
    this.#opening = undefined
    globalThis.removeEventListener?.('pagehide', this.#ended)
    globalThis.removeEventListener?.('pageshow', this.#back)
    await this.#connection.close()
  }

  /** A tab that has handed the writing on has nothing to end. */
  readonly #ended = () => {
    const mine = this.#opening !== undefined && storage()?.getItem(this.#key('opened')) === this.#opening
    if (mine) storage()?.setItem(this.#key('closed'), this.#opening ?? '')
  }

  /** A page can come back as it was left. */
  readonly #back = () => {
    if (storage()?.getItem(this.#key('closed')) === this.#opening) storage()?.removeItem(this.#key('closed'))
  }

  #key(what: 'opened' | 'closed'): string {
    return `rootpage:${this.#name}:${what}`
  }
}

/** Chromium, under whatever name. */
export function isChromium(): boolean {
  return /Chrom(e|ium)\//.test(globalThis.navigator?.userAgent ?? '')
}

/**
 * Has Chromium begin a new log. A kill can leave a torn record at the end of the one that there is; Chromium reads over it once, writes behind it,
 * and at the start after that finds the log broken and deletes every database of the origin. So the log is left behind before anything of ours
 * is written: a scratch database is filled, and removed.
 */
export async function rollLog(name: string): Promise<void> {
  const scratch = connectionTo(`${name}:scratch`)
  await scratch.use(async database => {
    const tx = database.transaction('hot', 'readwrite', { durability: 'strict' })
    const pieces = Array.from({ length: SCRATCH / PIECE }, (_, index) => tx.store.put(crypto.getRandomValues(new Uint8Array(PIECE)), String(index)))
    await Promise.all([...pieces, tx.done])
  })
  await scratch.close()
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`rootpage:${name}:scratch`)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new DOMException('no reason was given', 'UnknownError'))
  })
}

/** A browser may have no localStorage, or forbid it. */
function storage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
