// What a directory of `openssl ca` with 10 000 certificates costs in wasm: looked at, taken in, given back.
import { memoryStore, openVault } from '../dist/package/node.js'
import { ENTRIES, PASSPHRASE, snapshot } from './large.mjs'

/** A directory is taken in once: each round has a vault of its own, opened before it is measured. */
const ROUNDS = 5

const source = await openVault({ store: memoryStore(await snapshot()), passphrase: PASSPHRASE })
const [authority] = await source.authorities()
const { zip } = await authority.exportDirectory({ passphrase: PASSPHRASE })
const empty = await Promise.all(Array.from({ length: ROUNDS + 1 }, () => openVault({ store: memoryStore(), passphrase: PASSPHRASE, create: true })))
const fresh = [...empty]
export const close = () => [source, ...empty].forEach(vault => vault.lock())

export const rows = [
  { about: `a directory of ${ENTRIES} certificates, looked at`, rounds: ROUNDS, contenders: { Rootpage: () => empty[0].inspectDirectory(zip) } },
  { about: `a directory of ${ENTRIES} certificates, taken in`, rounds: ROUNDS, contenders: { Rootpage: () => fresh.pop().importDirectory(zip, { passphrase: PASSPHRASE }) } },
  { about: `a directory of ${ENTRIES} certificates, given back`, rounds: ROUNDS, contenders: { Rootpage: () => authority.exportDirectory({ passphrase: PASSPHRASE }) } },
]
