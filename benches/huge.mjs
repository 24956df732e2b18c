// A vault of 100 000 certificates, signed by `issueMany` in acts of a thousand: a request for each of a thousand names, a hundred times. Making it
// takes a quarter of an hour; it is kept in .cache as a state file (docs/vault-format.md).
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { memoryStore, openVault } from '../dist/package/node.js'
import { root } from '../scripts/step.mjs'
import { openssl, text } from './material.mjs'

const BATCH = 1000
export const PASSPHRASE = 'correct horse battery staple'

/** The records of a vault with so many certificates, by their keys, and `revision` among them. */
export async function records(count) {
  const kept = `${root}.cache/bench-vault-${count}.rootpage`
  try {
    return readState(readFileSync(kept))
  } catch {
    const made = await makeVault(count)
    mkdirSync(`${root}.cache`, { recursive: true })
    writeFileSync(`${kept}.new`, writeState(made))
    renameSync(`${kept}.new`, kept)
    return made
  }
}

async function makeVault(count) {
  console.error(`Making a vault of ${count} certificates…`)
  const store = memoryStore()
  const vault = await openVault({ store, passphrase: PASSPHRASE, create: true })
  const authority = await vault.createAuthority({ subject: 'CN=Sample Root', days: 3650 })
  const csrs = Array.from({ length: BATCH }, (_, number) => requestFor(`host-${number}.sample.com`))
  for (let made = 0; made < count; made += BATCH) {
    const { items } = await authority.issueMany(csrs.slice(0, count - made), { profile: 'server', days: 365 })
    if (items.some(({ issued }) => !issued)) throw new Error('a request was refused')
    if (made % 10_000 === 0) console.error(`  ${made}`)
  }
  await authority.issueCrl({ days: 31 })
  vault.lock()
  return store.snapshot()
}

function requestFor(name) {
  openssl('req', '-new', '-key', 'leaf.key', '-out', 'host.csr', '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`)
  return text('host.csr')
}

/** The state file, with the revision of the store in the place of a record. */
export function writeState(records) {
  const number = (length, value) => {
    const bytes = Buffer.alloc(length)
    bytes.writeUIntBE(value, 0, length)
    return bytes
  }
  const parts = [...records].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([key, value]) => [number(2, key.length), Buffer.from(key), number(4, value.length), value])
  const body = Buffer.concat([Buffer.from('RPSTATE\x01'), number(4, records.size), ...parts])
  return Buffer.concat([body, createHash('sha256').update(body).digest()])
}

function readState(file) {
  const records = new Map()
  let at = 12
  while (at < file.length - 32) {
    const [key, value] = [at + 2, at + 6 + file.readUInt16BE(at)]
    at = value + file.readUInt32BE(value - 4)
    records.set(file.toString('latin1', key, value - 4), file.subarray(value, at))
  }
  return records
}
