// A large ledger: 10 000 certificates, each revoked. Making it takes minutes; it is kept in .cache.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { memoryStore, openVault } from '../dist/package/node.js'
import { root } from '../scripts/step.mjs'
import { text } from './material.mjs'

export const ENTRIES = 10_000
export const PASSPHRASE = 'correct horse battery staple'
const KEPT = `${root}.cache/bench-ledger.json`

/** What the store of the vault with the large ledger holds. */
export async function snapshot() {
  try {
    return new Map(JSON.parse(readFileSync(KEPT, 'utf8')).map(([key, value]) => [key, Buffer.from(value, 'base64')]))
  } catch {
    return makeLedger()
  }
}

async function makeLedger() {
  console.error(`Making a ledger of ${ENTRIES} revoked certificates…`)
  const made = memoryStore()
  const fresh = await openVault({ store: made, passphrase: PASSPHRASE, create: true })
  const authority = await fresh.createAuthority({ subject: 'CN=Sample Root', days: 3650 })
  const csr = text('leaf.csr')
  for (let count = 0; count < ENTRIES; count++) {
    const { serial } = await authority.issue(csr, { profile: 'server', days: 365 })
    await authority.revoke(serial, { reason: 'superseded' })
    if (count % 1000 === 999) console.error(`  ${count + 1}`)
  }
  fresh.lock()
  mkdirSync(`${root}.cache`, { recursive: true })
  writeFileSync(KEPT, JSON.stringify([...made.snapshot()].map(([key, value]) => [key, Buffer.from(value).toString('base64')])))
  return made.snapshot()
}
