/** A worker that the tests start themselves, to look at what goes in and out of it. */
export const SCRIPT = new URL('../../dist/package/worker-node.js', import.meta.url)

/** A thread as a worker that `openVault` takes. */
export function threadOf(thread) {
  const worker = { postMessage: message => thread.postMessage(message), terminate: () => thread.terminate(), ref: () => thread.ref(), unref: () => thread.unref() }
  thread.on('message', data => worker.onmessage({ data }))
  thread.on('error', error => worker.onerror({ message: error.message }))
  return worker
}
