import { RootpageError } from './errors.js'
import type { DirectoryInput, Input, Material, NamedInput } from './types.js'

/** The most that is read of a request, certificate or key. */
export const REQUEST_LIMIT = 1 << 20
/** The most that is read of anything: a CRL of some hundred thousand entries. */
export const INSPECT_LIMIT = 1 << 24
/** The most that is read of a directory, packed or not. */
export const DIRECTORY_LIMIT = 1 << 27
/** The most that is read of a backup: twice that of a vault of 100 000 certificates. */
export const BACKUP_LIMIT = 1 << 29

/** A file of a directory, with its path from the directory's own root. */
export interface DirectoryFile { path: string; bytes: Uint8Array | Blob }

/** A directory of `openssl ca`: a zip, tar or tar.gz, or its files; those of a picked folder bring their paths along (`webkitRelativePath`). */
export type Directory = Uint8Array | Blob | Iterable<File | DirectoryFile>

/** The bytes of an input. One that is too large is refused before it is read. */
export async function bytes(input: Input, limit = REQUEST_LIMIT): Promise<Uint8Array> {
  if (typeof input === 'string') return bounded(new TextEncoder().encode(within(input, input.length, limit)), limit)
  if (input instanceof Uint8Array) return bounded(input, limit)
  return new Uint8Array(await within(input, input.size, limit).arrayBuffer())
}

/** Files with their names; what has none has an empty one. They are refused before they are read where they are too large together. */
export async function named(input: Input | NamedInput[]): Promise<[string, Uint8Array][]> {
  const files = Array.isArray(input) ? input : [{ name: input instanceof File ? input.name : '', content: input }]
  within(input, files.reduce((size, { content }) => size + (typeof content === 'string' ? content.length : sizeOf(content)), 0), INSPECT_LIMIT)
  return Promise.all(files.map(async ({ name, content }) => [name, await bytes(content, INSPECT_LIMIT)] as [string, Uint8Array]))
}

/** Files and passwords as an act takes them. */
export async function brought(input: Input | NamedInput[], passwords: string[]): Promise<Material> {
  return { files: (await named(input)).map(([name, content]) => ({ name, content })), passwords }
}

/** A directory as the core takes it. One that is too large is refused before it is read. */
export async function directory(input: Directory): Promise<DirectoryInput> {
  if (input instanceof Uint8Array || input instanceof Blob) return { archive: await bytes(input, DIRECTORY_LIMIT) }
  const files = [...input].map(filed)
  within(input, files.reduce((size, { content }) => size + sizeOf(content), 0), DIRECTORY_LIMIT)
  return { files: await Promise.all(files.map(async ({ path, content }) => [path, await bytes(content, DIRECTORY_LIMIT)] as [string, Uint8Array])) }
}

function filed(file: File | DirectoryFile): { path: string; content: Uint8Array | Blob } {
  return 'path' in file ? { path: file.path, content: file.bytes } : { path: file.webkitRelativePath || file.name, content: file }
}

const sizeOf = (content: Uint8Array | Blob): number => (content instanceof Uint8Array ? content.length : content.size)

const bounded = (input: Uint8Array, limit: number): Uint8Array => within(input, input.length, limit)

function within<T>(input: T, size: number, limit: number): T {
  if (size <= limit) return input
  throw new RootpageError('parse/too-large', { details: { found: `${size} bytes`, allowed: `at most ${limit} bytes` } })
}
