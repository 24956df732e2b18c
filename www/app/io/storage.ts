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

/** Firefox does not answer some of these before the person does: no answer is an answer too. */
function soon<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  const late = new Promise<undefined>(resolve => setTimeout(resolve, 2000, undefined))
  return Promise.race([promise?.catch(() => undefined), late])
}
