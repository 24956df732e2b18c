// What a large ledger costs: a CRL of 10 000 entries, and opening the vault that holds it. Making the ledger takes minutes; it is kept in .cache.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { memoryStore, openVault } from '../dist/package/node.js'
import { root } from '../scripts/step.mjs'
import { openssl, text, write } from './material.mjs'
import { pkijsAuthority } from './peers.mjs'

const ENTRIES = 10_000
const PASSPHRASE = 'correct horse battery staple'
const KEPT = `${root}.cache/bench-ledger.json`

const store = memoryStore(await snapshot())
const vault = await openVault({ store, passphrase: PASSPHRASE })
const [ca] = await vault.authorities()
export const close = () => vault.lock()

const serials = []
for await (const { serial } of ca.certificates()) serials.push(serial)
writeOpensslLedger()
const pkijs = await pkijsAuthority('p-256')
const small = await smallVault()

export const rows = [
  {
    about: `CRL of ${ENTRIES} entries, p-256`,
    rounds: 7,
    contenders: {
      Rootpage: () => ca.issueCrl({ days: 31 }),
      'pkijs + WebCrypto': () => pkijs.crl(serials),
      OpenSSL: () => openssl('ca', '-config', 'ca.cnf', '-gencrl', '-out', 'ca.crl'),
    },
  },
  { about: 'unlock, empty vault', rounds: 7, contenders: { Rootpage: () => unlock(small) } },
  { about: `unlock, ${ENTRIES} certificates`, rounds: 7, contenders: { Rootpage: () => unlock(store) } },
]

async function unlock(from) {
  (await openVault({ store: from, passphrase: PASSPHRASE })).lock()
}

async function smallVault() {
  const empty = memoryStore()
  ;(await openVault({ store: empty, passphrase: PASSPHRASE, create: true })).lock()
  return empty
}

async function snapshot() {
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

/** The same serials in the layout of `openssl ca`. */
function writeOpensslLedger() {
  write('index.txt', serials.map(serial => `R\t341120120000Z\t241120120000Z,superseded\t${serial}\tunknown\t/CN=mail.sample.com\n`).join(''))
  write('crlnumber', '01\n')
  write('ca.cnf', '[ca]\ndefault_ca=it\n[it]\ndatabase=index.txt\ncrlnumber=crlnumber\ncertificate=p-256.pem\nprivate_key=p-256.key\ndefault_md=sha256\ndefault_crl_days=31\ncrl_extensions=ext\n[ext]\nauthorityKeyIdentifier=keyid\n')
}
