// What a large ledger costs: a CRL of 10 000 entries, and opening the vault that holds it.
import { memoryStore, openVault } from '../dist/package/node.js'
import { ENTRIES, PASSPHRASE, snapshot } from './large.mjs'
import { openssl, write } from './material.mjs'
import { pkijsAuthority } from './peers.mjs'

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

/** The same serials in the layout of `openssl ca`. */
function writeOpensslLedger() {
  write('index.txt', serials.map(serial => `R\t341120120000Z\t241120120000Z,superseded\t${serial}\tunknown\t/CN=mail.sample.com\n`).join(''))
  write('crlnumber', '01\n')
  write('ca.cnf', '[ca]\ndefault_ca=it\n[it]\ndatabase=index.txt\ncrlnumber=crlnumber\ncertificate=p-256.pem\nprivate_key=p-256.key\ndefault_md=sha256\ndefault_crl_days=31\ncrl_extensions=ext\n[ext]\nauthorityKeyIdentifier=keyid\n')
}
