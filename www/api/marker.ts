/** `I existed`, in localStorage: another store of the browser, which is not lost together with IndexedDB. */
export class Marker {
  readonly #key: string

  constructor(key: string) {
    this.#key = key
  }

  get isSet(): boolean {
    return this.#try(storage => storage.getItem(this.#key)) != null
  }

  set(): void {
    if (!this.isSet) this.#try(storage => storage.setItem(this.#key, new Date().toISOString()))
  }

  remove(): void {
    this.#try(storage => storage.removeItem(this.#key))
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
