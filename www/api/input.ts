import { RootpageError } from './errors.js'
import type { Input } from './types.js'

/** The most that is read of a request, certificate or key. */
export const REQUEST_LIMIT = 1 << 20
/** The most that is read of anything: a CRL of some hundred thousand entries. */
export const INSPECT_LIMIT = 1 << 24

/** The bytes of an input. One that is too large is refused before it is read. */
export async function bytes(input: Input, limit = REQUEST_LIMIT): Promise<Uint8Array> {
  if (typeof input === 'string') return bounded(new TextEncoder().encode(within(input, input.length, limit)), limit)
  if (input instanceof Uint8Array) return bounded(input, limit)
  return new Uint8Array(await within(input, input.size, limit).arrayBuffer())
}

const bounded = (input: Uint8Array, limit: number): Uint8Array => within(input, input.length, limit)

function within<T>(input: T, size: number, limit: number): T {
  if (size <= limit) return input
  throw new RootpageError('parse/too-large', { details: { found: `${size} bytes`, allowed: `at most ${limit} bytes` } })
}
