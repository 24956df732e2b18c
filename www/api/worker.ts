import * as core from '#core'
import { calls, type AskStore } from './calls.js'
import { RootpageError } from './errors.js'
import { Messenger, type Message, type Task } from './messenger.js'

/** The inner side of a worker: a browser's `self`, a port of Node. */
interface Port {
  postMessage(message: Message, how: { transfer: Transferable[] }): void
  onmessage: ((event: MessageEvent) => void) | null
}

type Received = { start: WebAssembly.Module } | Exclude<Message, { crash: string }>

/** Answers the calling thread. Private keys and the open vault stay on this side. */
export function serve(port: Port): void {
  const messenger = new Messenger((message, transfer = []) => port.postMessage(message, { transfer }), answer)
  const table = calls(((name: string, ...args: unknown[]) => messenger.call(name, args)) as AskStore) as Record<string, Call | undefined>

  function answer(name: string, args: unknown[], task: Task): Promise<unknown> {
    const call = Object.hasOwn(table, name) ? table[name] : undefined
    if (!call) throw new RootpageError('session/call-unknown', { details: { found: name } })
    return call(task, ...args)
  }

  port.onmessage = ({ data }: { data: Received }) => {
    if ('start' in data) core.initSync({ module: data.start })
    else messenger.receive(data)
  }
}

type Call = (task: Task, ...args: unknown[]) => Promise<unknown>
