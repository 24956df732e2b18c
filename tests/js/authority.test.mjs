/** Does an authority live its whole life through the package: renewed certificates, lists of every kind, keys that come and go, authorities below and after it. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { explainConfiguration, generateKey, memoryStore, openVault } from 'rootpage'
import { makeRequest, openssl, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const inDays = days => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')
const csr = (host, ...more) => makeRequest(`/C=US/O=The Sample Company/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, ...more)

let vault, ca
before(async () => {
  vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
  ca = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
})
after(() => vault.lock())

describe('renewing', () => {
  test('the stored request is signed again, and the old certificate makes room at once', async () => {
    const first = await ca.issue(csr('again.sample.com'), { profile: 'server', days: 30 })
    const second = await ca.renew(first.serial, { days: 60, supersede: true })
    assert.deepEqual([second.renews, second.superseded], [first.serial, [first.serial]])
    assert.equal(second.certificate.key.spkiSha256, first.certificate.key.spkiSha256)
    const old = await ca.certificate(first.serial)
    assert.deepEqual([old.status, old.revoked.reason, old.renewedBy], ['revoked', 'superseded', second.serial])
  })

  test('the same details get a new key, and the old certificate retires on a date', async () => {
    const first = await ca.issue(csr('key.sample.com'), { profile: 'server', days: 30 })
    const second = await ca.renew(first.serial, { key: 'ed25519', supersede: { on: inDays(7) } })
    assert.deepEqual([second.certificate.subject, second.certificate.san, second.hasKey], [first.certificate.subject, first.certificate.san, true])
    assert.equal(second.certificate.key.kind, 'ed25519')
    assert.ok((await ca.certificate(first.serial)).retires)
    assert.equal((await ca.supersede(first.serial, null)).retires, undefined)
    assert.equal((await ca.supersede(first.serial)).revoked.reason, 'superseded')
  })

  test('a request that is refused in a batch is told of, and the others are issued', async () => {
    const { items } = await ca.issueMany([csr('one.sample.com'), 'no request', csr('two.sample.com')], { profile: 'server', days: 30 })
    assert.deepEqual(items.map(({ issued, problem }) => issued?.title ?? problem.code), ['one.sample.com', 'parse/unrecognised', 'two.sample.com'])
  })
})

describe('lists', () => {
  test('a delta list adds what is new, and a series is signed ahead', async () => {
    const { number } = await ca.issueCrl({ days: 31 })
    const { serial, certificate } = await ca.issue(csr('delta.sample.com'), { profile: 'server', days: 30 })
    await ca.revoke({ certificate: certificate.pem }, { reason: 'keyCompromise', invalidityDate: inDays(0) })
    assert.equal((await ca.status(serial)).status, 'R')
    const delta = await ca.issueCrl({ hours: 12, delta: true })
    assert.equal(delta.entries, 1)
    const { crl, deltaCrl, baseCrl } = await ca.view()
    assert.deepEqual([(await ca.deltaCrl()).number, deltaCrl.number, crl.number, baseCrl], [delta.number, delta.number, number, number])
    const { lists, zip } = await ca.issueCrlSeries({ count: 3, days: 10, overlapSeconds: 3600 })
    assert.equal(lists.length, 3)
    assert.deepEqual([...zip.subarray(0, 2)], [0x50, 0x4b])
    for (const [index, list] of lists.entries()) if (index > 0) assert.equal(Date.parse(lists[index - 1].nextUpdate) - Date.parse(list.thisUpdate), 3_600_000)
  })

  test('a number that nobody knows is refused, or gets a row of its own', async () => {
    await refuses(ca.revoke({ serial: '0BADC0DE' }, { reason: 'unspecified' }), 'authority/serial-unknown')
    const bare = await ca.revoke('0BADC0DE', { reason: 'certificateHold', holdInstruction: '1.2.840.10040.2.3', record: true })
    assert.deepEqual([bare.bare, bare.certificate, bare.revoked.holdInstruction], [true, undefined, '1.2.840.10040.2.3'])
    assert.equal((await ca.release('0BADC0DE')).status, 'valid')
  })
})

describe('configuring', () => {
  test('a text is explained line by line, and then obeyed', async () => {
    const { path, text } = await ca.configuration()
    const own = `${text}\n[ kiosk ]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = clientAuth\nnsComment = "kiosk"\n`
    const explained = await explainConfiguration(own)
    assert.ok(explained.profiles.some(({ name }) => name === 'kiosk'))
    assert.ok(explained.lines.some(({ statement, meaning }) => /nsComment/.test(statement) && meaning !== ''))
    const { settings } = await ca.view()
    const view = await ca.configure({ ...settings, configuration: { path, text: own, includes: {}, environment: {} } })
    assert.ok(view.profiles.some(({ name, builtIn }) => name === 'kiosk' && !builtIn))
    assert.match((await ca.issue(csr('kiosk.sample.com'), { profile: 'kiosk', days: 30 })).certificate.text, /kiosk/)
    await ca.configure(settings)
    await refuses(explainConfiguration('[ broken'), 'openssl/config-syntax')
    await refuses(explainConfiguration('who = $ENV::SAMPLE'), 'openssl/config-variable')
    assert.equal((await explainConfiguration('.include more.cnf', { 'more.cnf': 'who = $ENV::SAMPLE' }, { SAMPLE: 'the hall' })).lines.at(-1).statement, 'who = the hall')
  })
})

describe('keys and relatives', () => {
  test('a key leaves for good with the passphrase of the vault, and comes back with its own', async () => {
    const other = await vault.createAuthority({ subject: 'CN=Away', days: 100 })
    const { zip } = await other.exportDirectory({ passphrase: 'key words' })
    await refuses(other.detachKey({ passphrase: 'wrong passphrase' }), 'vault/wrong-passphrase')
    assert.equal((await other.detachKey({ passphrase: PASSPHRASE })).hasKey, false)
    await refuses(other.issue(csr('away.sample.com'), { profile: 'server', days: 30 }), 'authority/key-offline')
    const key = await generateKey('p-256')
    await assert.rejects(other.attachKey({ key: await key.pem() }), { name: 'RootpageError' })
    const folder = mkdtempSync(join(tmpdir(), 'rootpage-away-'))
    writeFileSync(join(folder, 'away.zip'), zip)
    const pem = execFileSync('unzip', ['-p', 'away.zip', 'private/cakey.pem'], { cwd: folder, encoding: 'utf8' })
    await refuses(other.attachKey({ key: pem, password: 'wrong words' }), 'key/passphrase-wrong')
    assert.equal((await other.attachKey({ key: pem, password: 'key words' })).hasKey, true)
  })

  test('an authority below is made here, and one that is signed elsewhere comes home', async () => {
    const below = await vault.createAuthority({ subject: 'CN=Sample Issuing CA', days: 365, issuer: ca.id, pathLength: 0, permitted: ['dns:sample.com'] })
    const view = await below.view()
    assert.equal(view.issuer, ca.id)
    assert.deepEqual(view.chain.map(({ authority }) => authority), [ca.id])
    await refuses(below.issue(csr('far.example.org'), { profile: 'server', days: 30 }), 'policy/violations')

    const request = await vault.createRequest({ subject: 'CN=Sample Branch CA', san: [] })
    assert.ok((await vault.requests()).some(({ id }) => id === request.id))
    assert.match((await vault.exportKey({ request: request.id, password: 'key words' })).keyPem, /BEGIN ENCRYPTED PRIVATE KEY/)
    const signed = await ca.issue(request.pem, { profile: 'intermediate-ca', days: 300 })
    const branch = await vault.adoptAuthority({ certificate: signed.certificate.pem + signed.chainPem, request: request.id })
    assert.equal((await branch.view()).hasKey, true)
    const leaf = await branch.issue(csr('branch.sample.com'), { profile: 'server', days: 30 })
    for (const [name, pem] of [['root.pem', (await ca.view()).certificate.pem], ['branch.pem', signed.certificate.pem], ['leaf.pem', leaf.certificate.pem]]) write(name, pem)
    assert.equal(openssl('verify', '-CAfile', 'root.pem', '-untrusted', 'branch.pem', 'leaf.pem').status, 0)
  })

  test('a root says what ends when, is renewed, and is replaced', async () => {
    const root = await vault.createAuthority({ subject: 'CN=Ending', days: 200 })
    const { chain, steps } = await root.expiry()
    assert.equal(chain.length, 1)
    assert.ok(steps.length > 0)
    assert.deepEqual(await root.bound(), { total: 0, entries: [] })
    const renewed = await root.renewAuthority({ days: 400 })
    assert.equal(renewed.former.length, 1)
    const next = await root.replace({ days: 800, crossDays: 100 })
    assert.deepEqual([(await next.view()).succeeds, (await root.view()).succeededBy], [root.id, next.id])
  })
})
