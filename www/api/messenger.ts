import { isRootpageError, plain, revive, RootpageError, type PlainError } from './errors.js'
import type { Progress } from './types.js'

/** What goes between the calling thread and the worker, in both directions. */
export type Message =
  | { call: string; id: number; args: unknown[] }
  | { cancel: number }
  | { progress: number; value: Progress }
  | { done: number; value: unknown }
  | { done: number; error: PlainError }
  /** Something went wrong that is nobody's refusal: the sender's state is not to be trusted any more. */
  | { crash: string }

/** What a call is told while it runs. */
export interface CallOptions {
  onProgress?: ((progress: Progress) => void) | undefined
  signal?: AbortSignal | undefined
}

/** What the one who answers a call may do meanwhile. */
export interface Task {
  report(progress: Progress): void
  signal: AbortSignal
}

type Answer = (name: string, args: unknown[], task: Task) => Promise<unknown>

interface Pending {
  resolve: (value: unknown) => void
  reject: (error: RootpageError) => void
  onProgress: ((progress: Progress) => void) | undefined
}

/** Calls over a channel of messages: a number for each, so that answers may come in any order. Both threads have one. */
export class Messenger {
  readonly #post: (message: Message, transfer?: Transferable[]) => void
  readonly #answer: Answer
  readonly #pending = new Map<number, Pending>()
  readonly #running = new Map<number, AbortController>()
  #last = 0

  constructor(post: (message: Message, transfer?: Transferable[]) => void, answer: Answer) {
    this.#post = post
    this.#answer = answer
  }

  /** Whether nobody waits for an answer. */
  get idle(): boolean {
    return this.#pending.size === 0
  }

  async call(name: string, args: unknown[], { onProgress, signal }: CallOptions = {}): Promise<unknown> {
    if (signal?.aborted) throw new RootpageError('session/cancelled')
    const id = ++this.#last
    // What cannot be stopped any more is answered as if nobody had asked.
    const cancel = () => this.#post({ cancel: id })
    signal?.addEventListener('abort', cancel)
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onProgress })
        this.#post({ call: name, id, args })
      })
    } finally {
      this.#pending.delete(id)
      signal?.removeEventListener('abort', cancel)
    }
  }

  receive(message: Exclude<Message, { crash: string }>): void {
    if ('call' in message) void this.#run(message.call, message.id, message.args)
    else if ('cancel' in message) this.#running.get(message.cancel)?.abort()
    else if ('progress' in message) this.#pending.get(message.progress)?.onProgress?.(message.value)
    else if ('error' in message) this.#pending.get(message.done)?.reject(revive(message.error))
    else this.#pending.get(message.done)?.resolve(message.value)
  }

  /** No answer will come any more. */
  abandon(error: RootpageError): void {
    for (const { reject } of this.#pending.values()) reject(error)
  }

  async #run(name: string, id: number, args: unknown[]): Promise<void> {
    const controller = new AbortController()
    this.#running.set(id, controller)
    const task: Task = { signal: controller.signal, report: value => this.#post({ progress: id, value }) }
    try {
      const value = await this.#answer(name, args, task)
      this.#post({ done: id, value }, moved(value))
    } catch (error) {
      this.#post(isRootpageError(error) ? { done: id, error: plain(error) } : { crash: String(error) })
    } finally {
      this.#running.delete(id)
    }
  }
}

/** From this size on bytes are handed over rather than copied. */
const LARGE = 1 << 20

/** The large bytes of an answer, which nobody here needs any more: a backup. */
function moved(value: unknown): Transferable[] {
  if (typeof value !== 'object' || value === null) return []
  const bytes = Object.values(value).filter(part => part instanceof Uint8Array)
  return bytes.filter(({ byteLength, buffer }) => byteLength >= LARGE && byteLength === buffer.byteLength).map(({ buffer }) => buffer as ArrayBuffer)
}
