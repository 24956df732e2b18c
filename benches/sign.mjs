// How long it takes to sign a request. Rootpage's figure is that of the package: it also judges the key and the names, checks its own signature, writes the
// text, seals the record and commits it. OpenSSL's has the start of a process in it, as a script that calls it has.
import { memoryStore, openVault } from '../dist/package/node.js'
import { DAYS, openssl, text } from './material.mjs'
import { forgeAuthority, pkijsAuthority } from './peers.mjs'

const vault = await openVault({ store: memoryStore(), passphrase: 'correct horse battery staple', create: true })
export const close = () => vault.lock()

async function row(kind, csrName, more) {
  const ca = await vault.createAuthority({ subject: `CN=Sample Root ${kind}`, key: kind, days: 3650 })
  const csr = text(csrName)
  return {
    about: `certificate, ${kind} authority`,
    rounds: 40,
    contenders: {
      Rootpage: () => ca.issue(csr, { profile: 'server', days: DAYS }),
      ...await more(csr),
      OpenSSL: () => openssl('x509', '-req', '-in', csrName, '-CA', `${kind}.pem`, '-CAkey', `${kind}.key`, '-days', String(DAYS), '-extfile', 'leaf.ext', '-out', 'leaf.pem'),
    },
  }
}

const pkijs = async (kind, csr) => {
  const authority = await pkijsAuthority(kind)
  return { 'pkijs + WebCrypto': () => authority.issue(csr) }
}
const forge = (kind, csr) => {
  const authority = forgeAuthority(kind)
  return { 'node-forge': () => authority.issue(csr) }
}

export const rows = [
  await row('rsa-2048', 'leaf-rsa.csr', async csr => ({ ...await pkijs('rsa-2048', csr), ...forge('rsa-2048', csr) })),
  await row('p-256', 'leaf.csr', csr => pkijs('p-256', csr)),
  await row('ed25519', 'leaf.csr', async () => ({})),
]
