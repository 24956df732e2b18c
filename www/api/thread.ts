import type { Worker as Thread } from 'node:worker_threads'
import type { CoreWorker } from './environment.js'

/** A thread of Node with the face of a browser's worker. */
export function asCoreWorker(thread: Thread): CoreWorker {
  const worker: CoreWorker = {
    postMessage: message => thread.postMessage(message),
    terminate: () => thread.terminate(),
    ref: () => thread.ref(),
    unref: () => thread.unref(),
    onmessage: null,
    onerror: null,
  }
  thread.on('message', (data: unknown) => worker.onmessage?.({ data } as MessageEvent))
  thread.on('error', (error: Error) => worker.onerror?.({ message: error.message } as ErrorEvent))
  return worker
}
