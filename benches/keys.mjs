// How long it takes to make a key. Rootpage's figure is the core's own, as its worker runs it.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import forge from 'node-forge'
import { initSync, KeySearch } from '../dist/core/rootpage.js'
import { root } from '../scripts/step.mjs'

initSync({ module: readFileSync(`${root}dist/core/rootpage.wasm`) })

const RSA = { hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1) }
const KINDS = {
  'rsa-2048': { rounds: 25, web: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, ...RSA }, openssl: ['RSA', 'rsa_keygen_bits:2048'], forge: 2048 },
  'rsa-3072': { rounds: 11, web: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 3072, ...RSA }, openssl: ['RSA', 'rsa_keygen_bits:3072'] },
  'rsa-4096': { rounds: 9, web: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 4096, ...RSA }, openssl: ['RSA', 'rsa_keygen_bits:4096'] },
  'p-256': { rounds: 25, web: { name: 'ECDSA', namedCurve: 'P-256' }, openssl: ['EC', 'ec_paramgen_curve:P-256'] },
  'p-384': { rounds: 25, web: { name: 'ECDSA', namedCurve: 'P-384' }, openssl: ['EC', 'ec_paramgen_curve:P-384'] },
  ed25519: { rounds: 25, web: { name: 'Ed25519' }, openssl: ['ED25519'] },
}

export const rows = Object.entries(KINDS).map(([kind, { rounds, web, openssl: [algorithm, option], forge: bits }]) => ({
  about: `key, ${kind}`,
  rounds,
  contenders: {
    Rootpage: () => searchKey(kind),
    WebCrypto: () => crypto.subtle.generateKey(web, true, ['sign', 'verify']),
    ...(bits && { 'node-forge': () => forge.pki.rsa.generateKeyPair({ bits, prng: forge.random }) }),
    OpenSSL: () => execFileSync('openssl', ['genpkey', '-algorithm', algorithm, ...(option ? ['-pkeyopt', option] : [])], { stdio: 'pipe' }),
  },
}))

function searchKey(kind) {
  const search = new KeySearch(kind)
  let key
  do key = search.step()
  while (!key)
  key.free()
  search.free()
}
