import type { Commit } from './types.js'

/**
 * Where the sealed records of one vault are kept. A store sees sealed bytes and random record keys, nothing else.
 *
 * A commit is atomic and durable: when its promise resolves, all of it is stored, and when it rejects, nothing is.
 * An error that is not a `RootpageError` reaches the caller as `store/failed` with the error as its cause.
 */
export interface Store {
  /** The place's own name: whoever opens the same place under it shares a lock, and hears of the others' commits. */
  readonly name: string
  /** The newest revision; -1 where there is no vault yet. */
  revision(): Promise<number>
  /** All records but the cold ones (`cold/…`), and their revision, from one moment. */
  load(): Promise<{ revision: number; records: [key: string, value: Uint8Array][] }>
  /** Records by their keys, from one moment: cold ones, and those of the journal; one that is not there is left out. */
  read(keys: string[]): Promise<[key: string, value: Uint8Array][]>
  /** Puts and removes, if the revision is the expected one (`store/stale` otherwise). */
  commit(commit: Commit): Promise<void>
  close(): Promise<void>
}
