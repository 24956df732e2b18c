import { RootpageError } from '../errors.js'
import { alone } from '../lock.js'
import type { Commit } from '../types.js'
import { refusal } from './look.js'
import { extended, read, written, type Log, type Tail } from './log.js'
import type { Copy, PlaceKind, Whole } from './place.js'

/** Where the bytes of a log are. */
export interface LogFile {
  /** The logs that are there, the newest first: more than one where a rewriting was cut off. Nothing where there is none. */
  read(): Promise<Uint8Array[]>
  /** Other than before whenever the content is. */
  stamp(): Promise<string>
  /** Longer by so much; `size` is where it ends now. */
  append(bytes: Uint8Array, size: number): Promise<void>
  /** All of it in place of what was there, at once. */
  rewrite(bytes: Uint8Array): Promise<void>
  /** Of how many pieces it is. */
  readonly pieces?: number
}

/** Below this nobody minds what is not in force any more. */
const SMALL = 65_536
/** In more pieces it would be slow to read. */
const PIECES = 128

/** A copy in a file: a log to which commits are appended (docs/vault-format.md, "The copy"). */
export class LogCopy implements Copy {
  readonly name: string
  readonly kind: PlaceKind
  readonly #file: LogFile
  readonly #lock: string
  #tail: Tail | undefined
  #stamp = ''
  #finding: RootpageError | undefined

  /** `lock`: whoever writes to the same file writes alone under it. */
  constructor(name: string, kind: PlaceKind, file: LogFile, lock: string) {
    this.name = name
    this.kind = kind
    this.#file = file
    this.#lock = lock
  }

  get finding(): RootpageError | undefined {
    return this.#finding
  }

  async revision(): Promise<number> {
    return (await this.#where())?.revision ?? -1
  }

  async load(): Promise<Whole> {
    return this.#select(key => !key.startsWith('cold/'))
  }

  async whole(): Promise<Whole> {
    return this.#select(() => true)
  }

  async read(keys: string[]): Promise<[string, Uint8Array][]> {
    const { records } = await this.#read() ?? { records: new Map<string, Uint8Array>() }
    return keys.flatMap((key): [string, Uint8Array][] => {
      const value = records.get(key)
      return value ? [[key, value.slice()]] : []
    })
  }

  commit(commit: Commit): Promise<void> {
    return alone(this.#lock, async () => {
      const tail = await this.#where()
      if ((tail?.revision ?? -1) !== commit.expectedRevision) throw new RootpageError('store/stale')
      if (!tail) return this.#rewrite({ revision: commit.revision, records: commit.put })
      if (this.#finding || tail.size > 2 * tail.live + SMALL || (this.#file.pieces ?? 0) >= PIECES) return this.#rewrite(await this.#after(commit))
      const { size } = tail
      this.#tail = undefined
      const bytes = await extended(tail, commit)
      await this.#write(tail, () => this.#file.append(bytes, size))
    })
  }

  replace(whole: Whole, expectedRevision: number): Promise<void> {
    return alone(this.#lock, async () => {
      // What cannot be read at all has no revision.
      const tail = await this.#where().catch(() => undefined)
      if ((tail?.revision ?? -1) !== expectedRevision) throw new RootpageError('store/stale')
      await this.#rewrite(whole)
    })
  }

  async close(): Promise<void> {
    this.#tail = undefined
  }

  async #select(wanted: (key: string) => boolean): Promise<Whole> {
    const log = await this.#read()
    const records = [...(log?.records ?? [])].filter(([key]) => wanted(key)).map(([key, value]): [string, Uint8Array] => [key, value.slice()])
    return { revision: log?.revision ?? -1, records }
  }

  /** Where the log ends: as it is remembered, if nobody else has written since. */
  async #where(): Promise<Tail | undefined> {
    if (this.#tail && await this.#file.stamp() === this.#stamp) return this.#tail
    return this.#read()
  }

  /** The newest log of which a state can be read; what was wrong with it, or with a newer one, is found. */
  async #read(): Promise<Log | undefined> {
    this.#finding = undefined
    this.#tail = undefined
    const stamp = await this.#file.stamp()
    let refused: RootpageError | undefined
    for (const bytes of await this.#file.read()) {
      try {
        const log = await read(bytes)
        this.#finding = log.finding ?? (refused ? new RootpageError('store/copy-damaged') : undefined)
        const { revision, size, hash, weights, live } = log
        this.#tail = { revision, size, hash, weights, live }
        this.#stamp = stamp
        return log
      } catch (error) {
        refused ??= refusal(error)
      }
    }
    if (refused) throw refused
    return undefined
  }

  async #after({ put, remove, revision }: Commit): Promise<Whole> {
    const records = new Map((await this.#read())?.records)
    for (const key of remove) records.delete(key)
    for (const [key, value] of put) records.set(key, value)
    return { revision, records: [...records] }
  }

  async #rewrite(whole: Whole): Promise<void> {
    const { bytes, tail } = await written(whole)
    await this.#write(tail, () => this.#file.rewrite(bytes))
    this.#finding = undefined
  }

  async #write(tail: Tail, run: () => Promise<void>): Promise<void> {
    this.#tail = undefined
    await run()
    this.#stamp = await this.#file.stamp()
    this.#tail = tail
  }
}
