/** Does an authority publish through the package: what, where, and what has changed since the last time. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { memoryStore, opensslCommand, openVault } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const csr = host => makeRequest(`/C=US/O=The Sample Company/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`)
const folders = []
after(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })))

function unpacked(zip) {
  const folder = mkdtempSync(join(tmpdir(), 'rootpage-publish-'))
  folders.push(folder)
  writeFileSync(join(folder, 'public.zip'), zip)
  execFileSync('unzip', ['-q', 'public.zip'], { cwd: folder })
  return folder
}

describe('publishing', () => {
  let store, vault, ca, serial
  before(async () => {
    store = memoryStore()
    vault = await openVault({ store, passphrase: PASSPHRASE, ...QUICK })
    ca = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
    const { settings } = await ca.view()
    await ca.configure({ ...settings, publication: { crl: ['http://ca.sample.com/rootca.crl'], issuer: ['http://ca.sample.com/cacert.crt'], delta: [], ocsp: [] } })
    serial = (await ca.issue(csr('mail.sample.com'), { profile: 'server', days: 30 })).serial
  })
  after(() => vault.lock())

  test('without a list it is said that there is none', async () => {
    const { findings, zip } = await ca.publication()
    assert.deepEqual(findings.map(({ code, severity }) => [code, severity]), [['publish/crl-missing', 'warn']])
    assert.equal(zip, undefined)
    assert.equal((await ca.view()).published, undefined, 'a question changes nothing')
  })

  test('the folder has each file where the addresses point', async () => {
    const { der } = await ca.issueCrl({ days: 31 })
    const view = await ca.publish()
    assert.deepEqual([view.since, view.page, view.findings, view.removed], [undefined, 'index.html', [], []])
    assert.ok(view.files.every(({ change }) => change === 'new'))
    const { path, urls } = view.files.find(({ mediaType }) => mediaType === 'application/pkix-crl')
    assert.deepEqual([path, urls], ['rootca.crl', ['http://ca.sample.com/rootca.crl']])
    const folder = unpacked(view.zip)
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'public/rootca.crl'))), der)
    assert.match(readFileSync(join(folder, `public/certificates/${serial}.html`), 'utf8'), /mail\.sample\.com/)
    assert.doesNotMatch(readFileSync(join(folder, 'public/index.html'), 'utf8'), new RegExp(`mail\\.sample\\.com|${serial}`))
  })

  test('the next time says what has changed, also in another session', async () => {
    const first = await ca.publish()
    assert.ok(first.files.every(({ change }) => change === 'same'), 'nothing has changed')
    await ca.revoke(serial, { reason: 'superseded' })
    await ca.issueCrl({ days: 31 })
    await vault.lock()
    vault = await openVault({ store, passphrase: PASSPHRASE })
    ca = (await vault.authorities())[0]
    const { published } = await ca.view()
    assert.deepEqual([published.certificates, published.files], ['serial', first.files.length])
    const second = await ca.publish({ certificates: 'search', contact: 'ca@sample.com' })
    const changed = second.files.filter(({ change }) => change === 'changed').map(({ path }) => path)
    assert.deepEqual(changed, [`certificates/${serial}.html`, 'index.html', 'rootca.crl', 'rootca.crl.pem'])
    assert.equal(second.since, published.at)
    const third = await ca.publish({ certificates: 'none' })
    assert.ok(third.removed.includes(`certificates/${serial}.pem`))
    assert.equal((await ca.view()).published.contact, 'ca@sample.com', 'what is not said is as it was')
  })

  test('two addresses for different files under one path are refused, and nothing is remembered', async () => {
    const { settings, published } = await ca.view()
    await ca.configure({ ...settings, publication: { ...settings.publication, issuer: ['http://elsewhere.sample.com/rootca.crl'] } })
    await refuses(ca.publish(), 'bundle/path-conflict')
    assert.deepEqual((await ca.view()).published, published)
    await ca.configure(settings)
  })

  test('the words of OpenSSL make the same files in a directory', async () => {
    const { zip } = await ca.exportDirectory({ passphrase: PASSPHRASE })
    const folder = unpacked(zip)
    writeFileSync(join(folder, 'rootca.crl.pem'), (await ca.crl()).pem)
    execFileSync('bash', ['-e', '-c', opensslCommand({ act: 'publish', authority: ca.id })], { cwd: folder, stdio: 'pipe' })
    const ours = unpacked((await ca.publish()).zip)
    for (const file of ['cacert.crt', 'rootca.crl', 'cacert.p7c']) assert.deepEqual(readFileSync(join(folder, 'public', file)), readFileSync(join(ours, 'public', file)), file)
  })
})
