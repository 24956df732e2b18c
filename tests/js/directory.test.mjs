/** Does a directory of `openssl ca` come in, go on here, and go back, through the package. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { memoryStore, openVault, readRequest } from 'rootpage'
import { makeDirectory, PEM_PASSPHRASE, unpacked } from '../browser/directory.mjs'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'

/** The files of a folder with their paths, as a browser gives those of one that was picked. */
function picked(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name))
  return paths.map(path => {
    const file = new File([readFileSync(path)], path.split('/').at(-1))
    Object.defineProperty(file, 'webkitRelativePath', { value: `CA${path.slice(folder.length)}` })
    return file
  })
}

/** The directory in a folder of its own, from the zip. */
function givenBack({ zip }) {
  const path = join(mkdtempSync(join(tmpdir(), 'rootpage-zip-')), 'ca.zip')
  writeFileSync(path, zip)
  return unpacked(path)
}

describe('a directory of openssl ca', () => {
  let directory, vault, ca
  before(async () => {
    directory = makeDirectory()
    vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
  })
  after(() => vault.lock())

  test('is looked at in every form, and nothing is taken in', async () => {
    const archive = readFileSync(directory.packed())
    const forms = { 'tar.gz': archive, zip: new Blob([readFileSync(directory.packed('zip'))]), 'a picked folder': picked(directory.path), 'paths and bytes': [...picked(directory.path)].map(file => ({ path: file.webkitRelativePath, bytes: file })) }
    for (const [form, input] of Object.entries(forms)) {
      const preview = await vault.inspectDirectory(input)
      assert.equal(preview.certificate.subjectParts.find(({ type }) => type === 'CN').value, 'Old Sample Root', form)
      assert.deepEqual([preview.counts, preview.keyEncrypted, preview.crls], [{ valid: 2, expired: 1, revoked: 1 }, true, 1], form)
      assert.match(preview.keyPath, /private\/cakey\.pem$/, form)
    }
    assert.equal((await vault.view()).authorities.length, 0)
  })

  test('is refused with the wrong passphrase, without one, and where it is none; nothing of it stays', async () => {
    const archive = readFileSync(directory.packed())
    await refuses(vault.importDirectory(archive, { passphrase: 'wrong' }), 'key/passphrase-wrong')
    await refuses(vault.importDirectory(archive), 'key/passphrase-missing')
    await refuses(vault.importDirectory(new TextEncoder().encode('no archive')), 'openssl/archive-format')
    const large = new Blob([new Uint8Array(1)])
    Object.defineProperty(large, 'size', { value: 2 ** 28 })
    await refuses(vault.importDirectory(large), 'parse/too-large')
    await refuses(vault.inspectDirectory([{ path: 'CA/index.txt', bytes: large }]), 'parse/too-large')
    assert.equal((await vault.view()).authorities.length, 0)
  })

  test('is taken in whole', async () => {
    const taken = await vault.importDirectory(readFileSync(directory.packed()), { passphrase: PEM_PASSPHRASE })
    ca = taken.authority
    const view = await ca.view()
    assert.deepEqual([view.title, view.hasKey, view.counts], ['Old Sample Root', true, { valid: 2, expired: 1, revoked: 1 }])
    assert.ok(view.files.some(({ path }) => path.endsWith('NOTES')), JSON.stringify(view.files))
    assert.match((await ca.configuration()).text, /policy_match/)
    assert.equal((await ca.index()).index, directory.read('index.txt'))
    // One key for all of them, and a policy that orders the names anew: each has its own request all the same.
    for (const [serial, host] of [['01', 'mail'], ['02', 'www'], ['03', 'gone']]) {
      assert.match((await readRequest((await ca.certificate(serial)).request.pem)).subject, new RegExp(`CN=${host}\\.sample\\.com`))
    }
    const status = await ca.status('03')
    assert.deepEqual([status.known, status.status], [true, 'R'])
    assert.deepEqual((await ca.status('0BAD')).status, 'unknown')
  })

  test('goes on here, and then with OpenSSL from what is given back', async () => {
    const csr = makeRequest('/C=US/ST=New York/O=The Sample Company/CN=new.sample.com')
    const { serial } = await ca.issue(csr, { days: 30 })
    await ca.revoke('02', { reason: 'superseded' })
    const back = givenBack(await ca.exportDirectory({ passphrase: 'another pass phrase' }))
    const openssl = (...args) => back.openssl('ca', '-config', 'openssl.cnf', '-batch', '-passin', 'pass:another pass phrase', ...args)
    assert.equal(back.read('NOTES'), 'The postmaster has the passphrase.\n')
    const rows = back.read('index.txt').trim().split('\n')
    assert.match(rows.find(row => row.split('\t')[3] === serial), /^V\t.*CN=new\.sample\.com$/)
    assert.match(rows[1], /^R\t[^\t]*\t[^\t]*,superseded\t02\t/)
    openssl('-gencrl', '-crldays', '7', '-out', 'next.crl')
    assert.equal(back.openssl('crl', '-in', 'next.crl', '-noout', '-text').match(/Serial Number/g).length, 2)
    back.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'their.key')
    back.openssl('req', '-new', '-key', 'their.key', '-out', 'their.req', '-config', 'openssl.cnf', '-subj', '/O=The Sample Company/ST=New York/C=US/CN=their.sample.com')
    openssl('-notext', '-out', 'their.pem', '-infiles', 'their.req')
    const again = [...picked(back.path)]
    const preview = await vault.inspectDirectory(again)
    assert.equal(preview.existing, ca.id)
    const merged = await ca.mergeDirectory(again)
    assert.equal(merged.added.length, 1)
    assert.deepEqual(merged.conflicts, [])
    assert.equal((await ca.certificate(merged.added[0])).title, 'their.sample.com')
    assert.equal((await ca.index()).index, back.read('index.txt'))
  })

  test('an authority that was made here has one too', async () => {
    const made = await vault.createAuthority({ subject: 'CN=Sample Root', days: 100 })
    const { path, text, made: written } = await made.configuration()
    assert.deepEqual([path, written], ['openssl.cnf', true])
    assert.match(text, /\[ server \]/)
    for (const keyDerivation of ['pbkdf2', 'scrypt']) {
      const back = givenBack(await made.exportDirectory({ passphrase: 'secret words', keyDerivation }))
      assert.match(back.openssl('pkey', '-in', 'private/cakey.pem', '-passin', 'pass:secret words', '-pubout'), /BEGIN PUBLIC KEY/)
      assert.equal(back.openssl('ca', '-config', 'openssl.cnf', '-batch', '-passin', 'pass:secret words', '-updatedb'), '')
    }
  })
})
