import { refusal } from '../connection.js'
import { RootpageError, type Code } from '../errors.js'
import { LogCopy, type LogFile } from './log-copy.js'
import type { Copy } from './place.js'

/** What Chromium has beyond the types of TypeScript: a permission that ends with the tab, and is asked for again by a press. */
export interface ChosenFile extends FileSystemFileHandle {
  queryPermission(what: { mode: 'readwrite' }): Promise<PermissionState>
  requestPermission(what: { mode: 'readwrite' }): Promise<PermissionState>
}

/** A copy in a file that the person chose; `forget` is told when it is none any more. */
export function fileCopy(handle: ChosenFile, forget: () => Promise<void> = async () => {}): Copy {
  return new FileCopy(handle, forget)
}

class FileCopy extends LogCopy {
  readonly #handle: ChosenFile
  readonly #forget: () => Promise<void>

  constructor(handle: ChosenFile, forget: () => Promise<void>) {
    super(handle.name, 'file', new OneFile(handle), `copy:file:${handle.name}`)
    this.#handle = handle
    this.#forget = forget
  }

  async permit(): Promise<boolean> {
    return await this.#handle.requestPermission({ mode: 'readwrite' }) === 'granted'
  }

  forget(): Promise<void> {
    return this.#forget()
  }
}

/** A writable works on a copy of the file, which takes its place when it is closed: an appended commit is there wholly, or not. */
class OneFile implements LogFile {
  readonly #handle: ChosenFile

  constructor(handle: ChosenFile) {
    this.#handle = handle
  }

  stamp(): Promise<string> {
    return this.#with(async file => {
      const { size, lastModified } = await file.getFile()
      return `${size} ${lastModified}`
    })
  }

  read(): Promise<Uint8Array[]> {
    return this.#with(async file => {
      const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer())
      return bytes.length === 0 ? [] : [bytes]
    })
  }

  append(bytes: Uint8Array, size: number): Promise<void> {
    return this.#write({ keepExistingData: true }, size, bytes)
  }

  rewrite(bytes: Uint8Array): Promise<void> {
    return this.#write({ keepExistingData: false }, 0, bytes)
  }

  #write(how: FileSystemCreateWritableOptions, position: number, bytes: Uint8Array): Promise<void> {
    return this.#with(async file => {
      const writable = await file.createWritable(how)
      try {
        await writable.write({ type: 'write', position, data: bytes as Uint8Array<ArrayBuffer> })
        await writable.close()
      } catch (error) {
        await writable.abort().catch(() => {})
        throw error
      }
    })
  }

  async #with<T>(run: (file: ChosenFile) => Promise<T>): Promise<T> {
    try {
      if (await this.#handle.queryPermission({ mode: 'readwrite' }) !== 'granted') throw new RootpageError('store/copy-permission')
      return await run(this.#handle)
    } catch (error) {
      const code = error instanceof DOMException ? REFUSALS[error.name] : undefined
      throw code ? new RootpageError(code, { details: { found: String(error) }, cause: error }) : refusal(error)
    }
  }
}

const REFUSALS: Record<string, Code> = {
  NotFoundError: 'store/copy-gone',
  NotAllowedError: 'store/copy-permission',
  // The disk that it is on is full, not the browser's share.
  QuotaExceededError: 'store/disk',
  InvalidStateError: 'store/disk',
  NoModificationAllowedError: 'store/disk',
}
