import { RootpageError } from '../errors.js'
import type { Commit } from '../types.js'
import { look, lookAt, refusal, same, within, type Look } from './look.js'
import type { Copy, PlaceState, PlaceView } from './place.js'

/** What may be written over: nothing but what came before, what this vault left there, anything. */
export type Over = 'older' | 'this-vault' | 'anything'

/** How long a place is waited for, how long one that alone may have the vault, and how long one that failed is left alone at most (it costs a reading of the whole vault to try). */
export interface Patience {
  answer: number
  needed: number
  pause: number
}

/** One copy that follows the vault. It never throws and never holds an act up: it says how it is, and is caught up later. */
export class Follower {
  readonly copy: Copy
  readonly #patience: Patience
  readonly #changed: () => void
  #state: PlaceState = 'absent'
  #problem: RootpageError | undefined
  #revision = -1
  #at: string | undefined
  #working: Promise<void> | undefined
  #missed = false
  #failures = 0
  #rest = 0

  constructor(copy: Copy, patience: Patience, changed: () => void) {
    this.copy = copy
    this.#patience = patience
    this.#changed = changed
  }

  view(): PlaceView {
    return {
      name: this.copy.name,
      kind: this.copy.kind,
      state: this.#state,
      ...(this.#revision >= 0 && { revision: this.#revision }),
      ...(this.#problem && { problem: this.#problem }),
      ...(this.#at !== undefined && { at: this.#at }),
    }
  }

  /** Takes a commit that is stored already, or all that there is where it lacks more than that. */
  async follow(commit: Commit, source: Copy, over: Over = 'older'): Promise<void> {
    const extend = this.#state === 'current' && !this.#working
    if (!extend && Date.now() < this.#rest) {
      // What is under way ends with what there was before this commit: it goes round once more.
      this.#missed = this.#working !== undefined
      return
    }
    await this.#work(source, over, async () => {
      if (!extend || !(await this.#extend(commit))) await this.#copyWhole(source, over)
    })
  }

  /** Makes it equal to the source, now. */
  async catchUp(source: Copy, over: Over = 'older'): Promise<void> {
    await this.#work(source, over, () => this.#copyWhole(source, over))
  }

  /** What was found when all places were looked at. */
  found(state: PlaceState, revision: number, problem?: RootpageError): void {
    this.#revision = revision
    this.#is(state, problem)
  }

  failed(error: RootpageError): void {
    this.#failures++
    this.#rest = Date.now() + Math.min(this.#patience.pause, 1000 * 2 ** this.#failures)
    const state = { 'store/copy-permission': 'locked', 'store/copy-late': 'behind', 'store/stale': 'behind' } as const
    this.#is(state[error.code as keyof typeof state] ?? 'failed', error)
  }

  /** One thing at a time. Whoever comes while it works is not kept waiting for two: it is told that something was missed. */
  async #work(source: Copy, over: Over, run: () => Promise<void>): Promise<void> {
    if (this.#working) this.#missed = true
    this.#working ??= this.#until(source, over, run).finally(() => { this.#working = undefined })
    try {
      await within(this.#patience.answer, this.#working)
    } catch (error) {
      this.failed(refusal(error))
    }
  }

  async #until(source: Copy, over: Over, run: () => Promise<void>): Promise<void> {
    await run()
    while (this.#missed) {
      this.#missed = false
      await this.#copyWhole(source, over)
    }
  }

  /** False where it is not at the revision before. */
  async #extend(commit: Commit): Promise<boolean> {
    try {
      await this.copy.commit(commit)
    } catch (error) {
      if (refusal(error).code === 'store/stale') return false
      throw error
    }
    this.#current(commit.revision)
    return true
  }

  async #copyWhole(source: Copy, over: Over): Promise<void> {
    const there = await this.#look(over)
    const whole = await source.whole()
    const wanted = lookAt(whole)
    if (!same(there, wanted)) {
      refuse(there, wanted, over)
      await this.copy.replace(whole, there.revision)
    }
    this.#current(whole.revision)
  }

  /** What can be read of it. Where nothing can, it is a browser's own place that may be written anew, and no file of a person. */
  async #look(over: Over): Promise<Look> {
    try {
      return await look(this.copy)
    } catch (error) {
      const mayGo = over === 'anything' || (this.copy.kind !== 'file' && refusal(error).code === 'store/copy-damaged')
      if (!mayGo) throw error
      return { revision: -1, vault: '', head: new Uint8Array() }
    }
  }

  #current(revision: number): void {
    this.#failures = 0
    this.#rest = 0
    this.#revision = revision
    this.#at = new Date().toISOString()
    this.#is('current')
  }

  #is(state: PlaceState, problem?: RootpageError): void {
    this.#state = state
    this.#problem = problem
    this.#changed()
  }
}

/** Nobody's last copy is written over: not that of another vault, and not what this one does not have. */
function refuse(there: Look, wanted: Look, over: Over): void {
  if (there.revision === -1 || over === 'anything') return
  if (there.vault !== wanted.vault) throw new RootpageError('store/copy-other')
  if (over === 'older' && there.revision >= wanted.revision) throw new RootpageError('store/copy-diverged', { details: { found: `revision ${there.revision}`, allowed: `revision ${wanted.revision}` } })
}
