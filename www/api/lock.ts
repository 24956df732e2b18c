/** What runs in this process under each name, where there are no Web Locks (Node): each waits for the one before it. */
const queues = new Map<string, Promise<unknown>>()

/** Runs alone among all who use the same name: in every tab of the browser, or in this process. */
export function alone<T>(name: string, run: () => Promise<T>): Promise<T> {
  const { locks } = globalThis.navigator as { locks?: LockManager } | undefined ?? {}
  return locks ? locks.request(`rootpage:${name}`, run) as Promise<T> : queued(name, run)
}

function queued<T>(name: string, run: () => Promise<T>): Promise<T> {
  const result = (queues.get(name) ?? Promise.resolve()).then(run)
  const settled = result.then(forget, forget)
  queues.set(name, settled)
  return result

  function forget() {
    if (queues.get(name) === settled) queues.delete(name)
  }
}
