import * as core from '#core'
import { RootpageError } from './errors.js'
import type { Task } from './messenger.js'
import type { KeyKind } from './types.js'

/** How long a search keeps the worker to itself, in milliseconds: a cancellation gets in between two slices. */
const SLICE = 50
/** The least time between two reports. */
const REPORT = 100

/** Searches a key, in slices, with progress. */
export async function searchKey(kind: KeyKind, task: Task): Promise<core.KeyHandle> {
  const search = new core.KeySearch(kind)
  let reported = performance.now()
  try {
    for (;;) {
      const key = slice(search)
      if (key) return key
      if (performance.now() - reported >= REPORT) {
        task.report(search.progress())
        reported = performance.now()
      }
      await turn()
      if (task.signal.aborted) throw new RootpageError('session/cancelled')
    }
  } finally {
    search.free()
  }
}

function slice(search: core.KeySearch): core.KeyHandle | undefined {
  const end = performance.now() + SLICE
  for (;;) {
    const key = search.step()
    if (key || performance.now() >= end) return key
  }
}

/** One turn of the event loop. A message is no timer: browsers make nested timers wait. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise(resolve => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
