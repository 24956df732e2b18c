/** What a guess at the passphrase costs, by the parameters of Argon2id. */
import type { KdfView } from '../api/index.js'

/** What a large graphics card moves in a second: a terabyte. Guessing at Argon2id is bound by this, not by arithmetic. */
const BYTES_PER_SECOND = 1e12

/** OWASP's least for Argon2id, which is the floor of the vault's format. */
const FLOOR: KdfView = { memoryKib: 19_456, passes: 2, lanes: 1 }

/** The ceiling of the vault's format. */
const CEILING = { memoryKib: 1_048_576, passes: 16 }

function work({ memoryKib, passes }: KdfView): number {
  return memoryKib * passes
}

/** Every block is written and another one read, in each pass. */
export function guessesPerSecond(kdf: KdfView): number {
  return BYTES_PER_SECOND / (2 * 1024 * work(kdf))
}

export function timesFloor(kdf: KdfView): number {
  return work(kdf) / work(FLOOR)
}

/** A vault's parameters can be raised, never lowered: no less memory, and more work. */
export function costlier(kdf: KdfView, than: KdfView): boolean {
  return kdf.memoryKib >= than.memoryKib && work(kdf) > work(than)
}

/** Twice the work: in passes as long as there are any, for a telephone has little memory to give. Nothing where it is the most already. */
export function doubled(kdf: KdfView): KdfView | undefined {
  if (kdf.passes * 2 <= CEILING.passes) return { ...kdf, passes: kdf.passes * 2 }
  return kdf.memoryKib * 2 <= CEILING.memoryKib ? { ...kdf, memoryKib: kdf.memoryKib * 2 } : undefined
}
