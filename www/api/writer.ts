import { RootpageError } from './errors.js'
import { breakOpen, locks } from './lock.js'

/** What one of several who have a vault open may do: one writes, the others see all that it does. */
export type Role = 'writer' | 'reader'

/** Why a role is another one now. */
export type RoleReason =
  /** The writer went, and this was the next who waited. */
  | 'queue'
  /** This one asked for it. */
  | 'taken'
  /** Another one asked for it, and got it. */
  | 'asked'
  /** Another one took it, since this one did not answer. */
  | 'stolen'

/** What those who have the same vault open tell each other. */
export type Notice =
  | { committed: number }
  /** Somebody, who calls itself so, wants to write. */
  | { wanted: string }
  /** The writer has finished its act; whoever asked may take the lock. */
  | { yielded: string }

/** How long one who wants to write waits for the writer's answer, in milliseconds; and the writer for being relieved. */
const PATIENCE = 3_000

/** The one who writes: for as long as the vault is open, unless it leaves it to another. */
export class Writer {
  readonly #name: string
  readonly #lock: string
  readonly #self = crypto.randomUUID()
  readonly #tell: (notice: Notice) => void
  readonly #prepare: () => Promise<void>
  readonly #leave: () => Promise<void>
  readonly #acts = new Set<Promise<unknown>>()
  #waiting = new AbortController()
  #role: Role = 'reader'
  #ended = false
  #holding = false
  #letGo = () => {}
  #answered = () => {}
  /** Called when the role has changed. */
  onRole: (role: Role, why: RoleReason) => void = () => {}

  /** `prepare` is done by whoever has just become the writer, before anything is written; `leave` by whoever leaves it to another, after its last act. */
  constructor(name: string, { tell, prepare, leave }: { tell: (notice: Notice) => void; prepare: () => Promise<void>; leave: () => Promise<void> }) {
    this.#name = name
    this.#lock = `rootpage:${name}:writer`
    this.#tell = tell
    this.#prepare = prepare
    this.#leave = leave
  }

  get role(): Role {
    return this.#role
  }

  /** Becomes the writer where there is none, and waits in the queue otherwise. */
  async start(): Promise<void> {
    if (await this.#hold({ ifAvailable: true })) await this.#write()
    else this.#wait()
  }

  /** Runs an act as the writer, or refuses it. */
  async act<T>(run: () => Promise<T>): Promise<T> {
    if (this.#role !== 'writer') throw new RootpageError('vault/reader')
    const act = run()
    this.#acts.add(act)
    try {
      return await act
    } finally {
      this.#acts.delete(act)
    }
  }

  /** Asks the writer to leave it to this one; takes it where there is no answer. */
  async takeOver(): Promise<void> {
    if (this.#role === 'writer') return
    if (!await this.#ask()) await breakOpen(this.#name)
    if (this.#ended || this.role === 'writer') return
    this.#waiting.abort()
    if (await this.#hold({ steal: true })) await this.#write('taken')
  }

  /** What another one said. */
  hear(notice: Notice): void {
    if ('wanted' in notice) void this.#yield(notice.wanted)
    else if ('yielded' in notice && notice.yielded === this.#self) this.#answered()
  }

  /** Lets the next one write. */
  end(): void {
    this.#ended = true
    this.#holding = false
    this.#role = 'reader'
    this.#waiting.abort()
    this.#letGo()
  }

  /** Whether there was an answer in time. */
  #ask(): Promise<boolean> {
    return new Promise(resolve => {
      const late = setTimeout(resolve, PATIENCE, false)
      this.#answered = () => {
        clearTimeout(late)
        resolve(true)
      }
      this.#tell({ wanted: this.#self })
    })
  }

  /** Nothing new is begun; what was begun is finished; then the other one takes the lock. Where it went away meanwhile, the next in the queue gets it. */
  async #yield(to: string): Promise<void> {
    if (this.#role !== 'writer') return
    const letGo = this.#letGo
    this.#become('reader', 'asked')
    await Promise.allSettled(this.#acts)
    await this.#leave().catch(() => {})
    // It took so long that it was taken.
    if (this.#letGo !== letGo) return
    this.#tell({ yielded: to })
    const late = setTimeout(() => {
      this.#holding = false
      letGo()
      this.#wait()
    }, PATIENCE)
    // Node alone: this is no reason to stay.
    ;(late as { unref?(): void }).unref?.()
    this.#letGo = () => {
      clearTimeout(late)
      letGo()
    }
  }

  #wait(): void {
    if (this.#ended) return
    this.#waiting = new AbortController()
    void this.#hold({ signal: this.#waiting.signal }).then(async held => {
      if (held) await this.#write('queue')
    })
  }

  async #write(why?: RoleReason): Promise<void> {
    // What cannot be done now is tried again by the next act, which says why it fails.
    await this.#prepare().catch(() => {})
    if (!this.#holding) return
    if (why) this.#become('writer', why)
    else this.#role = 'writer'
  }

  /** Whether the lock is held now; then it is, until it is let go or another one takes it. */
  #hold(how: LockOptions): Promise<boolean> {
    return new Promise(resolve => {
      let held = false
      const granted = async (lock: object | null) => {
        held = lock !== null && !this.#ended
        this.#holding ||= held
        resolve(held)
        if (held) await new Promise<void>(release => { this.#letGo = release })
      }
      locks().request(this.#lock, how, granted).catch(() => {
        resolve(false)
        if (held) this.#lost()
      })
    })
  }

  /** Another one has the lock now. */
  #lost(): void {
    this.#holding = false
    this.#letGo()
    if (this.#role === 'writer') this.#become('reader', 'stolen')
    this.#wait()
  }

  #become(role: Role, why: RoleReason): void {
    this.#role = role
    this.onRole(role, why)
  }
}
