import type { Calls } from './calls.js'
import { core, startWorker, type CoreWorker } from './environment.js'
import { isRootpageError, RootpageError } from './errors.js'
import { Messenger, type CallOptions, type Message } from './messenger.js'
import type { Store } from './store.js'

/** How long a worker may take to overwrite what is secret, in milliseconds. */
const PATIENCE = 100

type Arguments<N extends keyof Calls> = Calls[N] extends (task: never, ...args: infer A) => unknown ? A : never

/** A worker and the calls to it, from its start to its end. */
export class Client {
  readonly #worker: CoreWorker
  readonly #messenger: Messenger
  readonly #store: Store | undefined
  #ended: RootpageError | undefined
  /** Called once, when the worker has ended: by `end`, or by a fault. */
  onEnd: (why: RootpageError) => void = () => {}

  static async start(store?: Store, worker: () => CoreWorker | Promise<CoreWorker> = startWorker): Promise<Client> {
    const [module, started] = await Promise.all([core(), worker()])
    return new Client(started, module, store)
  }

  private constructor(worker: CoreWorker, module: WebAssembly.Module, store: Store | undefined) {
    this.#worker = worker
    this.#store = store
    this.#messenger = new Messenger(message => worker.postMessage(message), (name, args) => this.#askStore(name, args))
    worker.onmessage = ({ data }: { data: Message }) => ('crash' in data ? this.#crash(data.crash) : this.#messenger.receive(data))
    worker.onerror = ({ message }) => this.#crash(message || 'the worker could not be started')
    worker.postMessage({ start: module })
    worker.unref?.()
  }

  get ended(): boolean {
    return this.#ended !== undefined
  }

  async call<N extends keyof Calls>(name: N, args: Arguments<N>, options?: CallOptions): Promise<Awaited<ReturnType<Calls[N]>>> {
    if (this.#ended) throw this.#ended
    this.#worker.ref?.()
    try {
      return await this.#messenger.call(name, args, options) as Awaited<ReturnType<Calls[N]>>
    } finally {
      if (this.#messenger.idle) this.#worker.unref?.()
    }
  }

  /** What every call gives after the end. */
  refused(): Promise<never> {
    return Promise.reject(this.#ended ?? new RootpageError('vault/locked'))
  }

  /** Ends the worker, with all that it knows: it overwrites what is secret, if it answers soon. Whoever waits for an answer gets `why`. */
  end(why: RootpageError): void {
    if (!this.#finish(why)) return
    this.#worker.ref?.()
    const dropped = this.#messenger.call('drop', []).catch(() => {})
    void Promise.race([dropped, new Promise(late => setTimeout(late, PATIENCE))]).then(() => this.#worker.terminate())
  }

  /** Whether this is the first end. */
  #finish(why: RootpageError): boolean {
    if (this.#ended) return false
    this.#ended = why
    this.#messenger.abandon(why)
    this.onEnd(why)
    return true
  }

  #crash(what: string): void {
    // What it holds is not to be trusted any more; nothing is asked of it.
    if (this.#finish(new RootpageError('session/crashed', { details: { found: what } }))) void this.#worker.terminate()
  }

  async #askStore(name: string, args: unknown[]): Promise<unknown> {
    const store = this.#store as Record<string, (...args: unknown[]) => Promise<unknown>> | undefined
    try {
      return await store?.[name]?.(...args)
    } catch (error) {
      throw isRootpageError(error) ? error : new RootpageError('store/failed', { details: { found: String(error) }, cause: error })
    }
  }
}
