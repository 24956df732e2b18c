/** The part of the Web Locks API that is used here; exclusive locks alone. */
export interface Locks {
  /** Runs when the lock is granted, and keeps it until the promise is settled. With `ifAvailable` null is given where it is not free at once. */
  request<T>(name: string, how: LockOptions, run: (lock: object | null) => Promise<T>): Promise<T>
}

/** Locks among all tabs of the browser, or in this process where there are no Web Locks (Node). */
export function locks(): Locks {
  const { locks } = globalThis.navigator as { locks?: Locks } | undefined ?? {}
  return locks ?? inProcess
}

/** Runs alone among all who use the same name. Where the lock is broken open meanwhile, it goes on all the same: what it commits is compared with what is there. */
export function alone<T>(name: string, run: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let running = false
    const granted = async () => {
      running = true
      await run().then(resolve, reject)
    }
    locks().request(short(name), {}, granted).catch((error: Error) => {
      if (!running) reject(error)
    })
  })
}

/** Takes the lock from somebody who does not answer any more. */
export async function breakOpen(name: string): Promise<void> {
  await locks().request(short(name), { steal: true }, async () => {})
}

const short = (name: string): string => `rootpage:${name}`

interface Waiting {
  grant: () => Promise<void>
  reject: (error: Error) => void
}

/** Web Locks for one process: each request waits for the one before it. */
class ProcessLocks implements Locks {
  readonly #held = new Map<string, Waiting>()
  readonly #queues = new Map<string, Waiting[]>()

  request<T>(name: string, { ifAvailable, steal, signal }: LockOptions, run: (lock: object | null) => Promise<T>): Promise<T> {
    if (ifAvailable && this.#held.has(name)) return run(null)
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { grant: () => run({ name }).then(resolve, reject), reject }
      if (steal) this.#steal(name, waiting)
      else this.#enqueue(name, waiting, signal)
    })
  }

  #steal(name: string, waiting: Waiting): void {
    this.#held.get(name)?.reject(new DOMException('The lock was taken.', 'AbortError'))
    this.#grant(name, waiting)
  }

  #enqueue(name: string, waiting: Waiting, signal: AbortSignal | undefined): void {
    const queue = this.#queues.get(name) ?? []
    this.#queues.set(name, queue)
    queue.push(waiting)
    signal?.addEventListener('abort', () => {
      const place = queue.indexOf(waiting)
      if (place === -1) return
      queue.splice(place, 1)
      waiting.reject(new DOMException('It is not waited for any more.', 'AbortError'))
    })
    if (!this.#held.has(name)) this.#next(name)
  }

  #next(name: string): void {
    const next = this.#queues.get(name)?.shift()
    if (next) this.#grant(name, next)
    else this.#queues.delete(name)
  }

  #grant(name: string, waiting: Waiting): void {
    this.#held.set(name, waiting)
    void waiting.grant().then(() => {
      if (this.#held.get(name) !== waiting) return
      this.#held.delete(name)
      this.#next(name)
    })
  }
}

const inProcess = new ProcessLocks()
