import type { RootpageError } from '../errors.js'
import type { Store } from '../store.js'
import type { Settled } from './settle.js'

/** What a place is made of: the browser's database, a bucket beside it (Chromium), its private file system, a file that the person chose. */
export type PlaceKind = 'database' | 'bucket' | 'opfs' | 'file' | 'memory'

/** All that a place holds, cold records too, from one moment. */
export interface Whole {
  revision: number
  records: [key: string, value: Uint8Array][]
}

/** A store that can also be read and written as a whole: what copies are made of, and made to. */
export interface Copy extends Store {
  readonly kind: PlaceKind
  whole(): Promise<Whole>
  /** Puts a whole in place of what is there, if the revision there is the expected one (`store/stale` otherwise). Atomic, as a commit is. */
  replace(whole: Whole, expectedRevision: number): Promise<void>
  /** What was wrong with what was read last, though something could be read: a torn end, a changed frame. */
  readonly finding?: RootpageError | undefined
  /** Asks for a permission that has run out; from a press alone. Whether it was given. */
  permit?(): Promise<boolean>
  /** Lets go of the place for good: the handle of a file is forgotten, what it holds stays. */
  forget?(): Promise<void>
  /** The vault that is known to have been here last, and its revision then: remembered apart from what is stored. */
  remembered?(): Remembered | undefined
  /** Accepts that the vault that was here is gone. */
  acceptLoss?(): void
}

/** What is remembered of a vault outside of its records. */
export interface Remembered {
  vault: string
  revision: number
}

/** How a place stands to the vault. */
export type PlaceState =
  | 'current'
  /** It lacks the newest commits, and gets them at the next chance. */
  | 'behind'
  /** It takes nothing: `problem` says why. */
  | 'failed'
  /** Its permission must be given again, by a press (`permit`). */
  | 'locked'
  /** There is nothing in it. */
  | 'absent'

/** A place, as it is shown. */
export interface PlaceView {
  name: string
  kind: PlaceKind
  revision?: number
  state: PlaceState
  problem?: RootpageError
  /** When it last took a commit, or was found to have all. */
  at?: string
}

/** What one place holds, looked at from outside: nothing of it is opened yet. */
export interface Holding {
  place: string
  kind: PlaceKind
  /** -1 where it is empty, or where it cannot be read. */
  revision: number
  /** The vault's identifier, as its header says it plainly: 32 hexadecimal digits. */
  vault?: string
  /** Whether the core may be given it. What is empty, unreadable, or of another vault is not. */
  usable: boolean
  /** What is wrong with it; a usable one may be torn (`store/copy-torn`), changed (`store/copy-damaged`) or have gone another way (`store/copy-diverged`). */
  problem?: RootpageError
}

/** Several places of one vault: a commit goes to the first, and then to each of the others. */
export interface ManyPlaces extends Store {
  /** What the places hold: the usable ones first, the newest of them first; then those that cannot be used. */
  holdings(): Promise<Holding[]>
  /** Reads from this place, until `settle`: `revision`, `load` and `read` are its. Nothing is written. */
  choose(place: string): void
  /** The chosen place was opened, by whoever may write: makes all others equal to it, and commits go on from it. */
  settle(): Promise<Settled>
  places(): PlaceView[]
  /** Calls back when a place changes its state. Gives the way to stop it. */
  onPlaces(listener: (places: PlaceView[]) => void): () => void
  /** One more place, which gets all that there is; what it holds of another vault is left alone (`store/copy-other`). */
  add(copy: Copy): Promise<PlaceView>
  /** One place less; what it holds stays. */
  remove(place: string): Promise<void>
  /**
   * Accepts that the vault that was here is gone (`store/lost`), so that a new one may be made in its place, or a backup be restored into it.
   * Only after a person was told, and said so. What a copy holds of another vault stays where it is.
   */
  acceptLoss(): void
  /** Asks again for the permission of a place that is `locked`, from a press; it is caught up when it is given. */
  permit(place: string): Promise<boolean>
  /** Tries what is behind or failed again, now: one place, or all. */
  catchUp(place?: string): Promise<PlaceView[]>
  /** Writes over what a place holds of another vault, or of another way of this one. Only after a person was told, and said so. */
  overwrite(place: string): Promise<PlaceView>
}
