/** What the browser says about the place where the vault lives. */

export interface StorageFacts {
  /** The browser has promised not to clear it by itself. */
  persisted: boolean | undefined
  usage: number | undefined
  quota: number | undefined
  local: boolean
  place: string
}

export async function storageFacts(): Promise<StorageFacts> {
  const [persisted, estimate] = await Promise.all([soon(navigator.storage?.persisted?.()), soon(navigator.storage?.estimate?.())])
  const local = location.protocol === 'file:'
  return { persisted, usage: estimate?.usage, quota: estimate?.quota, local, place: local ? decodeURIComponent(location.pathname) : location.origin }
}

/** Asks the browser to keep the data; undefined where it does not answer (Firefox asks the person first). */
export function askToPersist(): Promise<boolean | undefined> {
  return soon(navigator.storage?.persist?.(), 30_000)
}

function soon<T>(promise: Promise<T> | undefined, patience = 2000): Promise<T | undefined> {
  const late = new Promise<undefined>(resolve => setTimeout(resolve, patience, undefined))
  return Promise.race([promise?.catch(() => undefined), late])
}
