import { refusal } from '../connection.js'
import { LogCopy, type LogFile } from './log-copy.js'
import { slug } from './slug.js'
import type { Copy } from './place.js'

/** A copy in the browser's private file system, in the folder `rootpage/<name>`. */
export function opfsCopy(name: string): Copy {
  const folder = async () => {
    const root = await navigator.storage.getDirectory()
    return (await root.getDirectoryHandle('rootpage', { create: true })).getDirectoryHandle(slug(name), { create: true })
  }
  return new LogCopy('opfs', 'opfs', new LogFolder(folder), `copy:opfs:${name}`)
}

/**
 * A log in pieces, a file for each commit. To append to one file on the main thread is to write all of it again (createWritable works on a
 * copy), and only a worker has another way; a piece costs what the commit costs. A file appears with all of its content, when it is closed.
 *
 * Each rewriting is a generation: `000002-000000` holds the state, `000002-000001` what follows it. The one before is removed once it is there.
 */
export class LogFolder implements LogFile {
  readonly #open: () => Promise<FileSystemDirectoryHandle>
  #folder: FileSystemDirectoryHandle | undefined
  #names: string[] = []

  constructor(open: () => Promise<FileSystemDirectoryHandle>) {
    this.#open = open
  }

  get pieces(): number {
    return this.#names.length
  }

  stamp(): Promise<string> {
    return this.#with(async folder => (await this.#list(folder)).join())
  }

  read(): Promise<Uint8Array[]> {
    return this.#with(async folder => {
      const names = await this.#list(folder)
      const generations = [...new Set(names.map(generationOf))].reverse()
      const logs = await Promise.all(generations.map(async generation => {
        const pieces = unbroken(names.filter(name => generationOf(name) === generation))
        return joined(await Promise.all(pieces.map(name => content(folder, name))))
      }))
      return logs.filter(({ length }) => length > 0)
    })
  }

  append(bytes: Uint8Array): Promise<void> {
    return this.#with(async folder => {
      const last = this.#names.at(-1) ?? nameOf(0, 0)
      await put(folder, nameOf(generationOf(last), pieceOf(last) + 1), bytes)
    })
  }

  rewrite(bytes: Uint8Array): Promise<void> {
    return this.#with(async folder => {
      const before = await this.#list(folder)
      await put(folder, nameOf(generationOf(before.at(-1) ?? nameOf(0, 0)) + 1, 0), bytes)
      await Promise.all(before.map(name => folder.removeEntry(name)))
    })
  }

  async #list(folder: FileSystemDirectoryHandle): Promise<string[]> {
    const names: string[] = []
    for await (const name of folder.keys()) if (NAME.test(name)) names.push(name)
    return this.#names = names.sort()
  }

  async #with<T>(run: (folder: FileSystemDirectoryHandle) => Promise<T>): Promise<T> {
    try {
      return await run(this.#folder ??= await this.#open())
    } catch (error) {
      this.#folder = undefined
      throw refusal(error)
    }
  }
}

const NAME = /^\d{6,12}-\d{6}$/
const nameOf = (generation: number, piece: number): string => [generation, piece].map(number => String(number).padStart(6, '0')).join('-')
const generationOf = (name: string): number => Number(name.split('-')[0])
const pieceOf = (name: string): number => Number(name.split('-')[1])

/** What follows a missing piece is not of this log. */
function unbroken(names: string[]): string[] {
  const gap = names.findIndex((name, index) => pieceOf(name) !== index)
  return gap < 0 ? names : names.slice(0, gap)
}

async function content(folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer())
}

async function put(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array): Promise<void> {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable()
  await writable.write(bytes as Uint8Array<ArrayBuffer>)
  await writable.close()
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
