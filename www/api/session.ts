import * as core from '#core'
import type { AskStore } from './calls.js'
import { isRootpageError, RootpageError } from './errors.js'
import type { Act, Question } from './types.js'

/** What an act gave, and whether others had changed the vault before it. */
export interface Done {
  view: unknown
  revision: number
  refreshed: boolean
}

/** The open vault of this worker, and the order of things: sign and seal, store, and only then release. */
export class OpenSession {
  readonly #store: AskStore
  #session: core.Session | undefined

  constructor(store: AskStore) {
    this.#store = store
  }

  /** Under the store's lock. */
  async create(passphrase: string): Promise<number> {
    if (await this.#store('revision') !== -1) throw new RootpageError('store/exists')
    const session = core.Session.create(passphrase)
    await this.#commit(session)
    session.confirm()
    this.#session = session
    return session.revision()
  }

  async open(passphrase: string): Promise<number> {
    const { revision, records } = await this.#store('load')
    if (revision === -1) throw new RootpageError('store/absent')
    this.#session = core.Session.open(records, passphrase)
    return this.#session.revision()
  }

  async ask(question: Question): Promise<unknown> {
    const session = this.#open
    return session.ask(question, await this.#cold(session, question))
  }

  /** Under the store's lock: between the look at the revision and the commit nobody else commits. */
  async act(act: Act, key: core.KeyHandle | undefined): Promise<Done> {
    const session = this.#open
    const before = session.revision()
    const refreshed = await this.refresh() !== before
    session.prepare(act, key, await this.#cold(session, act))
    await this.#commit(session)
    return { view: session.confirm(), revision: session.revision(), refreshed }
  }

  /** Under the store's lock. Another tab may have committed: what it did is read before anything else is done. */
  async refresh(): Promise<number> {
    const session = this.#open
    if (await this.#store('revision') !== session.revision()) {
      const { revision, records } = await this.#store('load')
      if (revision === -1) throw new RootpageError('store/lost')
      session.refresh(records)
    }
    return session.revision()
  }

  async #commit(session: core.Session): Promise<void> {
    try {
      await this.#store('commit', session.takeCommit())
    } catch (error) {
      session.abandon()
      if (isRootpageError(error) && error.code === 'store/stale' && session === this.#session) await this.refresh()
      throw error
    }
  }

  async #cold(session: core.Session, about: Question | Act): Promise<[string, Uint8Array][]> {
    const keys = session.needs(about)
    return keys.length === 0 ? [] : this.#store('read', keys)
  }

  get #open(): core.Session {
    if (!this.#session) throw new RootpageError('vault/locked')
    return this.#session
  }
}
