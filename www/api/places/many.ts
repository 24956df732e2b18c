import { RootpageError } from '../errors.js'
import type { Commit } from '../types.js'
import { Follower, type Patience } from './follower.js'
import { hold, ordered, type Held } from './holding.js'
import { look, refusal, same } from './look.js'
import type { Copy, Holding, ManyPlaces, PlaceView } from './place.js'
import type { Settled } from './settle.js'

/** Five seconds for an answer, two minutes where the vault may be nowhere else; ten minutes until one that keeps failing is tried again unasked. */
const PATIENCE: Patience = { answer: 5_000, needed: 120_000, pause: 600_000 }

/**
 * A vault in several places. A commit is durable in the first one, the primary, before it goes to the copies, and the answer waits for these
 * no longer than the patience: a copy that fails or is slow stops nothing, says so, and gets all that it lacks at the next chance.
 */
export function manyPlaces(primary: Copy, copies: Copy[] | Promise<Copy[]> = [], patience: Partial<Patience> = {}): ManyPlaces {
  return new Places(primary, copies, patience)
}

export class Places implements ManyPlaces {
  readonly #primary: Copy
  readonly #patience: Patience
  readonly #followers: Follower[] = []
  readonly #listeners = new Set<(places: PlaceView[]) => void>()
  readonly #ready: Promise<void>
  /** Where reads go; the primary, unless another was chosen and not settled yet. */
  #reading: Copy
  /** What was chosen for this opening, in order; each but the last was left again: the core refused it. */
  #chosen: Copy[] = []
  /** Whether the vault is open from here and all places were told so. */
  #settled = false
  #accepted = false
  #problem: RootpageError | undefined
  #behind = false
  #revision = -1
  #at: string | undefined

  constructor(primary: Copy, copies: Copy[] | Promise<Copy[]>, patience: Partial<Patience> = {}) {
    this.#primary = primary
    this.#reading = primary
    this.#patience = { ...PATIENCE, ...patience }
    if (Array.isArray(copies)) for (const copy of copies) this.#followers.push(this.#follower(copy))
    this.#ready = Array.isArray(copies) ? Promise.resolve() : this.#arrive(copies)
  }

  get name(): string {
    return this.#primary.name
  }

  async revision(): Promise<number> {
    return this.#reading === this.#primary ? this.#known(() => this.#primary.revision()) : this.#reading.revision()
  }

  async load(): Promise<{ revision: number; records: [string, Uint8Array][] }> {
    if (this.#reading !== this.#primary) return this.#reading.load()
    const loaded = await this.#primary.load().catch(async (error: unknown) => { throw await this.#lost(error) })
    await this.#known(async () => loaded.revision)
    return loaded
  }

  read(keys: string[]): Promise<[string, Uint8Array][]> {
    return this.#reading.read(keys)
  }

  async commit(commit: Commit): Promise<void> {
    await this.#ready
    if (this.#reading !== this.#primary) await this.settle()
    const first = commit.expectedRevision === -1
    if (first) await this.revision()
    await this.#try(() => this.#primary.commit(commit))
    this.#stored(commit.revision)
    const over = first && this.#accepted ? 'this-vault' : 'older'
    await Promise.all(this.#followers.map(follower => follower.follow(commit, this.#primary, over)))
    this.#accepted = false
  }

  async close(): Promise<void> {
    this.#settled = false
    this.#choose([])
    await Promise.all([this.#primary, ...this.#copies].map(copy => copy.close()))
  }

  // ---- on opening

  async holdings(): Promise<Holding[]> {
    await this.#ready
    if (!this.#settled) this.#choose([])
    const inOrder = ordered(await this.#held(), this.#primary)
    this.#tell(inOrder)
    return inOrder.map(({ holding }) => holding)
  }

  choose(place: string): void {
    const copy = this.#copy(place)
    this.#choose([...this.#chosen.filter(other => other !== copy), copy])
  }

  async settle(): Promise<Settled> {
    await this.#ready
    const before = new Map(this.places().map(({ name, state }) => [name, state]))
    const refused = new Set(this.#chosen.slice(0, -1))
    if (this.#reading !== this.#primary) await this.#try(() => this.#restorePrimary(this.#reading, refused.has(this.#primary)))
    this.#choose([])
    this.#stored(await this.#primary.revision())
    await Promise.all(this.#followers.map(follower => follower.catchUp(this.#primary, refused.has(follower.copy) ? 'this-vault' : 'older')))
    this.#settled = true
    return { caughtUp: this.places().filter(({ name, state }) => state === 'current' && before.get(name) !== 'current').map(({ name }) => name), unclean: false, rolled: false }
  }

  acceptLoss(): void {
    this.#accepted = true
    this.#choose([])
    this.#primary.acceptLoss?.()
  }

  // ---- the places themselves

  places(): PlaceView[] {
    const state = this.#problem ? 'failed' : this.#revision === -1 ? 'absent' : this.#behind ? 'behind' : 'current'
    const primary: PlaceView = {
      name: this.#primary.name,
      kind: this.#primary.kind,
      state,
      ...(this.#revision >= 0 && { revision: this.#revision }),
      ...(this.#problem && { problem: this.#problem }),
      ...(this.#at !== undefined && { at: this.#at }),
    }
    return [primary, ...this.#followers.map(follower => follower.view())]
  }

  onPlaces(listener: (places: PlaceView[]) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async add(copy: Copy): Promise<PlaceView> {
    await this.#ready
    if ([this.#primary, ...this.#copies].some(({ name }) => name === copy.name)) throw new RootpageError('store/exists', { field: copy.name })
    const follower = this.#follower(copy)
    this.#followers.push(follower)
    await this.#reach(follower)
    return follower.view()
  }

  async remove(place: string): Promise<void> {
    const index = this.#followers.findIndex(({ copy }) => copy.name === place)
    const [follower] = index < 0 ? [] : this.#followers.splice(index, 1)
    if (!follower) throw new RootpageError('store/absent', { field: place })
    await follower.copy.forget?.()
    await follower.copy.close()
    this.#changed()
  }

  async permit(place: string): Promise<boolean> {
    const follower = this.#named(place)
    // Nothing may come between the press and the question.
    const given = await (follower.copy.permit?.() ?? true)
    if (given) await this.#reach(follower)
    return given
  }

  async catchUp(place?: string): Promise<PlaceView[]> {
    await this.#ready
    await Promise.all((place === undefined ? this.#followers : [this.#named(place)]).map(follower => this.#reach(follower)))
    return this.places()
  }

  async overwrite(place: string): Promise<PlaceView> {
    const follower = this.#named(place)
    await follower.catchUp(this.#reading, 'anything')
    return follower.view()
  }

  // ---- inside

  #choose(chosen: Copy[]): void {
    this.#chosen = chosen
    this.#reading = chosen.at(-1) ?? this.#primary
  }

  get #copies(): Copy[] {
    return this.#followers.map(({ copy }) => copy)
  }

  #copy(place: string): Copy {
    const copy = [this.#primary, ...this.#copies].find(({ name }) => name === place)
    if (!copy) throw new RootpageError('store/absent', { field: place })
    return copy
  }

  #named(place: string): Follower {
    const follower = this.#followers.find(({ copy }) => copy.name === place)
    if (!follower) throw new RootpageError('store/absent', { field: place })
    return follower
  }

  #follower(copy: Copy): Follower {
    return new Follower(copy, this.#patience, () => this.#changed())
  }

  async #arrive(copies: Promise<Copy[]>): Promise<void> {
    for (const copy of await copies.catch(() => [])) this.#followers.push(this.#follower(copy))
    this.#changed()
  }

  /** Catches a place up with what is read from; where there is no vault yet, it is only looked at. */
  async #reach(follower: Follower): Promise<void> {
    const revision = await this.#reading.revision().catch(() => -1)
    if (revision >= 0) return follower.catchUp(this.#reading)
    const { holding } = await hold(follower.copy, this.#patience.answer)
    if (holding.problem) follower.failed(holding.problem)
    else follower.found(holding.revision === -1 ? 'absent' : 'current', holding.revision)
  }

  /** Who is late is waited for once more, and longer, where what is there by then cannot be all. */
  async #held(): Promise<Held[]> {
    const held = await Promise.all([this.#primary, ...this.#copies].map(copy => hold(copy, this.#patience.answer)))
    const newest = Math.max(...held.map(({ holding }) => holding.revision))
    if (newest >= Math.max(0, this.#primary.remembered?.()?.revision ?? 0)) return held
    return Promise.all(held.map(async one => (one.holding.problem?.code === 'store/copy-late' ? hold(one.copy, this.#patience.needed) : one)))
  }

  /** An empty primary beside a copy that is not: that is a loss, and nobody's first run. */
  async #known(ask: () => Promise<number>): Promise<number> {
    const revision = await ask().catch(async (error: unknown) => { throw await this.#lost(error) })
    if (revision >= 0 || this.#accepted) return revision
    const there = await this.#others()
    if (there !== '') throw new RootpageError('store/lost', { details: { found: there } })
    return revision
  }

  async #lost(error: unknown): Promise<RootpageError> {
    const { code } = refusal(error)
    const there = code === 'store/lost' ? await this.#others() : ''
    return there === '' ? refusal(error) : new RootpageError('store/lost', { details: { found: there }, cause: error })
  }

  /** The copies that hold something, in words. */
  async #others(): Promise<string> {
    await this.#ready
    const held = await Promise.all(this.#copies.map(copy => hold(copy, this.#patience.answer)))
    return held.filter(({ holding }) => holding.revision >= 0).map(({ holding: { place, revision } }) => `revision ${revision} in ${place}`).join(', ')
  }

  /** What was opened elsewhere comes to the primary: over what is older, and over what the core has refused, and over nothing else. */
  async #restorePrimary(source: Copy, refused: boolean): Promise<void> {
    const whole = await source.whole()
    const there = await look(this.#primary).catch((error: unknown) => {
      if (refusal(error).code === 'store/lost') return { revision: -1, vault: '', head: new Uint8Array() }
      throw error
    })
    const wanted = await look(source)
    if (same(there, wanted)) return
    if (there.revision >= whole.revision && !refused) throw new RootpageError('store/copy-diverged')
    if (there.revision >= 0 && there.vault !== wanted.vault) throw new RootpageError('store/copy-other')
    await this.#primary.replace(whole, there.revision)
  }

  /** The primary's refusals are the caller's, and stand on the screen too. */
  async #try(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (refusal(error).code !== 'store/stale') {
        this.#problem = refusal(error)
        this.#changed()
      }
      throw error
    }
  }

  #stored(revision: number): void {
    this.#problem = undefined
    this.#behind = false
    this.#revision = revision
    this.#at = new Date().toISOString()
    this.#changed()
  }

  #tell(held: Held[]): void {
    const [newest] = held
    for (const { copy, holding, seen } of held) {
      const equal = newest !== undefined && same(newest.seen, seen)
      const state = holding.revision === -1 ? 'absent' : equal ? 'current' : 'behind'
      if (copy === this.#primary) {
        this.#revision = holding.revision
        this.#problem = holding.usable ? undefined : holding.problem
        this.#behind = !equal
      } else {
        const follower = this.#named(copy.name)
        if (holding.problem && !equal) follower.failed(holding.problem)
        else follower.found(state, holding.revision, holding.problem)
      }
    }
    this.#changed()
  }

  #changed(): void {
    const places = this.places()
    for (const listener of this.#listeners) listener(places)
  }
}
