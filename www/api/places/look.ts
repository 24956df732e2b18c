import { isRootpageError, RootpageError } from '../errors.js'
import type { Copy, Whole } from './place.js'

/** What can be told of a place's records without opening them. */
export interface Look {
  revision: number
  /** The identifier of the vault, which stands plainly in its header; empty where there is none. */
  vault: string
  head: Uint8Array
}

const NOTHING: Look = { revision: -1, vault: '', head: new Uint8Array() }

/** docs/vault-format.md, "The header": the identifier is bytes 10 to 25. */
const IDENTIFIER = [10, 26] as const

/** Reads what a place has; whoever cannot be read is refused. */
export async function look(copy: Copy): Promise<Look> {
  const { revision, records } = await copy.load()
  return revision === -1 ? NOTHING : lookAt({ revision, records })
}

export function lookAt({ revision, records }: Whole): Look {
  const found = new Map(records.filter(([key]) => key === 'header' || key === 'head'))
  return { revision, vault: hexadecimal((found.get('header') ?? NOTHING.head).subarray(...IDENTIFIER)), head: found.get('head') ?? NOTHING.head }
}

/** Whether two places have the same: each head stands for all records of its revision. */
export function same(one: Look, other: Look): boolean {
  return one.revision === other.revision && one.vault === other.vault && equal(one.head, other.head)
}

/** Waits no longer than this for a place; what it was asked for may still happen. */
export function within<T>(patience: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RootpageError('store/copy-late')), patience)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** What a place threw, as a refusal. */
export function refusal(error: unknown): RootpageError {
  return isRootpageError(error) ? error : new RootpageError('store/failed', { details: { found: String(error) }, cause: error })
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
