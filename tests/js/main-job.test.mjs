/** Does the whole job work from Node, through the package as others have it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { memoryStore, openVault } from 'rootpage'
import { makeRequest, openssl, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const SUBJECT = 'CN=Sample Root,O=The Sample Company,C=US'

describe('an authority signs a request that OpenSSL made', () => {
  const store = memoryStore()
  let vault, ca, issued
  before(async () => {
    vault = await openVault({ store, passphrase: PASSPHRASE, ...QUICK })
    ca = await vault.createAuthority({ subject: SUBJECT, days: 3650 })
  })
  after(() => vault.lock())

  test('the root is what strict clients ask for', async () => {
    const { certificate, title, counts } = await ca.view()
    assert.equal(title, 'Sample Root')
    assert.deepEqual(counts, { valid: 0, expired: 0, revoked: 0 })
    assert.equal(certificate.key.kind, 'p-256')
    write('root.pem', certificate.pem)
    assert.deepEqual(openssl('verify', '-x509_strict', '-CAfile', 'root.pem', 'root.pem'), { status: 0, text: 'root.pem: OK\n' })
    assert.match(certificate.text, /CA:TRUE/)
  })

  test('what would be issued is told before anything is signed', async () => {
    const assessment = await ca.assess(makeRequest(), { profile: 'server', days: 365 })
    assert.deepEqual(assessment.violations, [])
    assert.deepEqual(assessment.issued.san, ['dns:mail.sample.com'])
    assert.ok(assessment.report.some(({ verdict, field }) => verdict === 'added' && /subjectAltName/.test(field)))
    assert.equal((await ca.certificates().page({ offset: 0, limit: 10 })).total, 0)
  })

  test('the certificate is accepted for its name and no other', async () => {
    issued = await ca.issue(makeRequest(), { profile: 'server', days: 365 })
    write('cert.pem', issued.certificate.pem)
    assert.equal(openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'mail.sample.com', '-CAfile', 'root.pem', 'cert.pem').status, 0)
    assert.notEqual(openssl('verify', '-verify_hostname', 'smtp.sample.com', '-CAfile', 'root.pem', 'cert.pem').status, 0)
    assert.ok(issued.certificate.der instanceof Uint8Array)
    assert.equal(issued.hasKey, false)
  })

  test('the ledger lists it, finds it and opens it', async () => {
    const entries = []
    for await (const entry of ca.certificates({ status: 'valid', query: 'mail' })) entries.push(entry)
    assert.deepEqual(entries.map(({ serial }) => serial), [issued.serial])
    assert.equal((await ca.certificates({ query: 'nowhere' }).page({ offset: 0, limit: 10 })).total, 0)
    const opened = await ca.certificate(issued.serial)
    assert.equal(opened.certificate.pem, issued.certificate.pem)
    assert.match(opened.request.pem, /BEGIN CERTIFICATE REQUEST/)
  })

  test('a revoked certificate is refused with the next CRL', async () => {
    const revoked = await ca.revoke(issued.serial, { reason: 'keyCompromise' })
    assert.equal(revoked.status, 'revoked')
    assert.equal((await ca.view()).unpublishedRevocations, 1)
    write('ca.crl', (await ca.issueCrl({ days: 31 })).pem)
    assert.match(openssl('crl', '-in', 'ca.crl', '-CAfile', 'root.pem', '-noout').text, /verify OK/)
    assert.match(openssl('verify', '-crl_check', '-CRLfile', 'ca.crl', '-CAfile', 'root.pem', 'cert.pem').text, /certificate revoked/)
    assert.equal((await ca.view()).unpublishedRevocations, 0)
    await refuses(ca.revoke(issued.serial, { reason: 'superseded' }), 'authority/already-revoked')
  })

  test('a certificate on hold can be released', async () => {
    const { serial } = await ca.issue(makeRequest('/CN=smtp.sample.com'), { profile: 'server', days: 30 })
    await ca.revoke(serial, { reason: 'certificateHold' })
    assert.equal((await ca.release(serial)).status, 'valid')
    await refuses(ca.release(serial), 'authority/not-held')
  })

  test('a key and a request made here give all four files', async () => {
    const request = await ca.createRequest({ subject: 'CN=www.sample.com', san: ['dns:www.sample.com'], key: 'ed25519' })
    const { serial, hasKey } = await ca.issue({ request: request.id }, { profile: 'server', days: 90 })
    assert.equal(hasKey, true)
    assert.deepEqual((await ca.requests()).map(({ id, issued }) => ({ id, issued })), [{ id: request.id, issued: [serial] }])
    const sealed = await ca.exportKey({ serial, password: 'key password' })
    assert.match(sealed.keyPem, /BEGIN ENCRYPTED PRIVATE KEY/)
    write('own.key', sealed.keyPem)
    assert.equal(openssl('pkey', '-in', 'own.key', '-passin', 'pass:key password', '-noout').status, 0)
    const { keyPem, keyCertPem } = await ca.exportKey({ serial, passphrase: PASSPHRASE })
    assert.match(keyPem, /BEGIN PRIVATE KEY/)
    assert.match(keyCertPem, /BEGIN PRIVATE KEY[^]*BEGIN CERTIFICATE/)
  })

  test('it is all there when the vault is opened again from a copy', async () => {
    const again = await openVault({ store: memoryStore(store.snapshot()), passphrase: PASSPHRASE })
    try {
      const [same] = await again.authorities()
      assert.equal(same.id, ca.id)
      assert.deepEqual(await same.view(), await ca.view())
      assert.equal((await same.certificate(issued.serial)).certificate.pem, issued.certificate.pem)
      assert.equal((await same.crl()).number, (await ca.crl()).number)
      assert.deepEqual(await again.view(), await vault.view())
    } finally {
      again.lock()
    }
  })
})

describe('several authorities in one vault', () => {
  test('each has its own ledger, and an intermediate one chains to the root', async () => {
    const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
    try {
      const [p384, ed25519] = [await vault.createAuthority({ subject: 'CN=One', key: 'p-384', days: 100 }), await vault.createAuthority({ subject: 'CN=Two', key: 'ed25519', days: 100 })]
      await p384.issue(makeRequest(), { profile: 'server', days: 30 })
      assert.deepEqual((await vault.view()).authorities.map(({ title, counts }) => [title, counts.valid]).sort(), [['One', 1], ['Two', 0]])
      assert.equal((await ed25519.certificates().page({ offset: 0, limit: 1 })).total, 0)
      assert.equal((await vault.authority(p384.id)).id, p384.id)
      await refuses(vault.authority('0'.repeat(32)), 'vault/authority-unknown')
    } finally {
      vault.lock()
    }
  })

  test('a ledger of more than one page is looked through whole, newest first', async () => {
    const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
    try {
      const ca = await vault.createAuthority({ subject: SUBJECT, days: 100 })
      const csr = makeRequest()
      const serials = []
      for (let count = 0; count < 205; count++) serials.unshift((await ca.issue(csr, { profile: 'server', days: 30 })).serial)
      const found = []
      for await (const { serial } of ca.certificates()) found.push(serial)
      assert.deepEqual(found, serials)
      assert.deepEqual((await ca.certificates().page({ offset: 200, limit: 3 })).entries.map(({ serial }) => serial), serials.slice(200, 203))
    } finally {
      vault.lock()
    }
  })
})
