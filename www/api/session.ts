import * as core from '#core'
import type { AskStore } from './calls.js'
import { isRootpageError, RootpageError } from './errors.js'
import type { Task } from './messenger.js'
import type { Act, BackupReportView, DamageView, KdfView, Question, TakenBackupView } from './types.js'

/** What an act gave, and whether others had changed the vault before it. */
export interface Done {
  view: unknown
  revision: number
  refreshed: boolean
}

/** What opens a vault. */
export type Opener = { passphrase: string } | { recovery: string }

export type Records = [key: string, value: Uint8Array][]

/** How many cold records are read at a time when all are. */
const CHUNK = 1_000

/** The open vault of this worker, and the order of things: sign and seal, store, and only then release. */
export class OpenSession {
  readonly #store: AskStore
  #session: core.Session | undefined
  /** Whether it was opened although something in it is not as it should be. */
  #damaged = false

  constructor(store: AskStore) {
    this.#store = store
  }

  /** Under the store's lock. */
  async create(passphrase: string, kdf: KdfView | 'calibrate', backupLimit: number | null | undefined): Promise<number> {
    if (await this.#store('revision') !== -1) throw new RootpageError('store/exists')
    const session = core.Session.create(passphrase, kdf === 'calibrate' ? core.calibrateKdf() : kdf, backupLimit)
    await this.#commit(session)
    session.confirm()
    return this.#take(session)
  }

  async open(opener: Opener): Promise<number> {
    return this.#take(opened((await this.#load()).records, opener))
  }

  /** What is authentic in it, whatever happened to the rest. */
  async openDamaged({ passphrase }: { passphrase: string }): Promise<number> {
    const { records } = await this.#load()
    return this.#take(core.Session.openDamaged(records, passphrase), true)
  }

  async ask(question: Question): Promise<unknown> {
    const session = this.#open
    return session.ask(question, await this.#cold(session, question))
  }

  /** Under the store's lock: between the look at the revision and the commit nobody else commits. */
  async act(act: Act, key?: core.KeyHandle): Promise<Done> {
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
    if (await this.#store('revision') !== session.revision()) session.refresh((await this.#load('store/lost')).records)
    return session.revision()
  }

  /** Looks at every cold record, part by part. */
  async check(task: Task): Promise<DamageView[]> {
    const found: DamageView[] = []
    for await (const { keys, records, tested, fraction } of this.#parts()) {
      if (task.signal.aborted) throw new RootpageError('session/cancelled')
      found.push(...this.#open.checkCold(keys, records))
      task.report({ fraction, tested })
    }
    // What was put away meanwhile is not missing.
    const referred = found.length === 0 ? undefined : new Set(this.#open.coldKeys())
    return found.filter(({ key }) => referred?.has(key))
  }

  /** Under the store's lock. */
  async backup(passphrase: string): Promise<TakenBackupView> {
    await this.refresh()
    const { records } = await this.#load()
    for await (const part of this.#parts()) records.push(...part.records)
    return this.#open.backup(passphrase, records)
  }

  async verify(file: Uint8Array, passphrase: string): Promise<BackupReportView> {
    return this.#open.verifyBackup(file, passphrase, (await this.#load()).records)
  }

  checkPassphrase(passphrase: string): void {
    this.#open.checkPassphrase(passphrase)
  }

  get damaged(): boolean {
    return this.#damaged
  }

  /** Refuses a place that has a vault. One whose header was destroyed has none: nothing opens it any more. */
  async checkVacant(opener: Opener): Promise<void> {
    const { revision, records } = await this.#store('load')
    if (revision !== -1 && !isDestroyed(records, opener)) throw new RootpageError('store/exists')
  }

  /** Under the store's lock: puts the state of a backup in place of all that is there. It opens before it is stored. */
  async replace(records: Records, opener: Opener): Promise<number> {
    const session = opened(hot(records), opener)
    const there = await this.#store('load')
    const keys = new Set(records.map(([key]) => key))
    const gone = [...there.records.map(([key]) => key), ...this.#session?.coldKeys() ?? []].filter(key => !keys.has(key))
    try {
      await this.#store('commit', { expectedRevision: there.revision, revision: session.revision(), put: records, remove: gone })
    } catch (error) {
      session.free()
      throw error
    }
    this.#session?.free()
    return this.#take(session)
  }

  /** The core overwrites what was secret before it gives the memory back. */
  drop(): void {
    this.#session?.free()
    this.#session = undefined
  }

  #take(session: core.Session, damaged = false): number {
    this.#session = session
    this.#damaged = damaged
    return session.revision()
  }

  async #load(missing: 'store/absent' | 'store/lost' = 'store/absent'): Promise<{ revision: number; records: Records }> {
    const loaded = await this.#store('load')
    if (loaded.revision === -1) throw new RootpageError(missing)
    return loaded
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

  async #cold(session: core.Session, about: Question | Act): Promise<Records> {
    const keys = session.needs(about)
    return keys.length === 0 ? [] : this.#store('read', keys)
  }

  /** All cold records, so many at a time that no message is too large. */
  async * #parts(): AsyncGenerator<{ keys: string[]; records: Records; tested: number; fraction: number }> {
    const all = this.#open.coldKeys()
    for (let start = 0; start < all.length; start += CHUNK) {
      const keys = all.slice(start, start + CHUNK)
      const tested = start + keys.length
      yield { keys, records: await this.#store('read', keys), tested, fraction: tested / all.length }
    }
  }

  get #open(): core.Session {
    if (!this.#session) throw new RootpageError('vault/locked')
    return this.#session
  }
}

function opened(records: Records, opener: Opener): core.Session {
  return 'recovery' in opener ? core.Session.openWithRecovery(records, opener.recovery) : core.Session.open(records, opener.passphrase)
}

function isDestroyed(records: Records, opener: Opener): boolean {
  try {
    opened(records, opener).free()
    return false
  } catch (error) {
    if (isRootpageError(error)) return error.code === 'vault/format' || error.code === 'vault/kdf-range'
    throw error
  }
}

/** Those that are loaded on opening. */
const hot = (records: Records): Records => records.filter(([key]) => !key.startsWith('cold/'))
