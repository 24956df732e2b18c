/**
 * What the judges judge: authorities of every kind with certificates of every profile and their CRLs,
 * made through the package's public API as any Node program would, and written to a folder.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey, memoryStore, openVault } from 'rootpage'
import { QUICK } from '../js/quick.mjs'

export const HOST = 'mail.sample.com'
export const PASSPHRASE = 'correct horse battery staple'
export const PROFILES = ['server', 'client', 'server-client', 'email', 'code-signing', 'intermediate-ca']

/** The kinds of authority, and the kinds of key that each of them certifies. */
export const AUTHORITIES = [
  { key: 'p-256', leaves: ['p-256', 'rsa-2048', 'ed25519', 'p-521'] },
  { key: 'p-384', leaves: ['p-384', 'p-256'] },
  { key: 'ed25519', leaves: ['ed25519', 'p-256'] },
  { key: 'rsa-2048', leaves: ['rsa-2048', 'p-256'] }
]

const folder = mkdtempSync(join(tmpdir(), 'rootpage-interop-'))
const write = (name, content) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const SUBJECTS = {
  email: { subject: 'CN=Postmaster,emailAddress=postmaster@sample.com,O=The Sample Company,C=US', san: ['email:postmaster@sample.com'] },
  'code-signing': { subject: 'CN=The Sample Company,O=The Sample Company,C=US', san: [] },
  'intermediate-ca': { subject: 'CN=Sample Issuing CA,O=The Sample Company,C=US', san: [] },
  client: { subject: 'CN=alice,O=The Sample Company,C=US', san: ['email:alice@sample.com'] }
}
const server = {
  subject: `CN=${HOST},OU=Mail Server,O=The Sample Company,L=Metropolis,ST=New York,C=US`,
  san: [`dns:${HOST}`, 'dns:*.lan.sample.com', 'ip:192.0.2.7', 'ip:2001:db8::7']
}

async function issueOne(ca, profile, kind, prefix) {
  const what = SUBJECTS[profile] ?? server
  const request = await ca.createRequest({ ...what, key: kind, profile })
  const issued = await ca.issue({ request: request.id }, { profile, days: 90 })
  const { keyPem } = await ca.exportKey({ serial: issued.serial, passphrase: PASSPHRASE })
  const name = `${prefix}-${profile}-${kind}`
  return {
    profile,
    kind,
    name,
    serial: issued.serial,
    csr: write(`${name}.csr.pem`, request.pem),
    certificate: write(`${name}.pem`, issued.certificate.pem),
    chain: write(`${name}.chain.pem`, issued.certificate.pem + issued.chainPem),
    key: write(`${name}.key.pem`, keyPem)
  }
}

async function makeAuthority(vault, { key, leaves }) {
  const ca = await vault.createAuthority({ subject: `CN=Sample Root ${key},O=The Sample Company,C=US`, key, days: 3650 })
  const root = write(`${key}-root.pem`, (await ca.view()).certificate.pem)
  const certificates = []
  for (const kind of leaves) certificates.push(await issueOne(ca, 'server', kind, key))
  for (const profile of PROFILES.slice(1)) certificates.push(await issueOne(ca, profile, leaves[0], key))
  const emptyCrl = write(`${key}-empty.crl.pem`, (await ca.issueCrl({ days: 31 })).pem)
  const revoked = await issueOne(ca, 'server', leaves[0], `${key}-revoked`)
  const held = await issueOne(ca, 'server', leaves[0], `${key}-held`)
  await ca.revoke(revoked.serial, { reason: 'keyCompromise' })
  await ca.revoke(held.serial, { reason: 'certificateHold' })
  const list = await ca.issueCrl({ days: 31 })
  return {
    key,
    root,
    certificates,
    revoked,
    held,
    emptyCrl,
    crl: write(`${key}.crl.pem`, list.pem),
    crlDer: write(`${key}.crl`, list.der)
  }
}

/** An intermediate authority whose key is made by the package, certified by a root here, signing with OpenSSL below it. */
async function make() {
  const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
  try {
    const authorities = []
    for (const kind of AUTHORITIES) authorities.push(await makeAuthority(vault, kind))
    const key = await generateKey('p-256')
    return { folder, authorities, encryptedKey: write('encrypted.key.pem', await key.pem('pass phrase')), plainKey: write('plain.key.pem', await key.pem()) }
  } finally {
    await vault.lock()
  }
}

let made
/** The material; made once per process. */
export const material = () => (made ??= make())
