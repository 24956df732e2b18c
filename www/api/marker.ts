import type { Remembered } from './places/place.js'

/** `I existed`, in localStorage: another store of the browser, which is not lost together with IndexedDB. */
export class Marker {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  get isSet(): boolean {
    return this.#read() != null
  }

  /** What is remembered; nothing where the marker was set by a page that did not write it down, or by somebody else. */
  get remembered(): Remembered | undefined {
    const [, vault, revision] = /^([0-9a-f]{32}) r(\d{1,15})$/.exec(this.#read() ?? '') ?? []
    return vault === undefined ? undefined : { vault, revision: Number(revision) }
  }

  set(): void {
    if (!this.isSet) this.#write(new Date().toISOString())
  }

  remember({ vault, revision }: Remembered): void {
    this.#write(`${vault} r${revision}`)
  }

  remove(): void {
    this.#try(storage => storage.removeItem(this.#key))
  }

  #read(): string | null | undefined {
    return this.#try(storage => storage.getItem(this.#key))
  }

  #write(value: string): void {
    this.#try(storage => storage.setItem(this.#key, value))
  }

  /** A browser may have no localStorage, or forbid it: then there is no marker. */
  #try<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return use(localStorage)
    } catch {
      return undefined
    }
  }
}
