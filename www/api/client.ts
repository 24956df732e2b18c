import type { Calls } from './calls.js'
import { core, startWorker, type CoreWorker } from './environment.js'
import { isRootpageError, RootpageError } from './errors.js'
import { Messenger, type CallOptions, type Message } from './messenger.js'
import type { Store } from './store.js'

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

  /** Ends the worker at once, with all that it knows. Whoever waits for an answer gets `why`. */
  end(why: RootpageError): void {
    if (this.#ended) return
    this.#ended = why
    void this.#worker.terminate()
    this.#messenger.abandon(why)
    this.onEnd(why)
  }

  #crash(what: string): void {
    this.end(new RootpageError('session/crashed', { details: { found: what } }))
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
