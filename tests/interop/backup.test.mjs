/** Does a backup go on issuing without us: opened with the two commands of docs/backup.md, with `openssl ca` in its directory, and brought back into the vault. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { memoryStore, openVault, restoreVault } from '../../dist/package/node.js'
import { run } from './judges.mjs'

const PASSPHRASE = 'correct horse battery staple'
const FLOOR = { memoryKib: 19456, passes: 2, lanes: 1 }
const KEYS = ['p-256', 'rsa-2048', 'ed25519']

/** The two commands, as they stand in the document. */
const COMMANDS = readFileSync(new URL('../../docs/backup.md', import.meta.url), 'utf8').split('## Two commands')[1].match(/^ {4}.*$/gm).map(line => line.trim())

const room = mkdtempSync(join(tmpdir(), 'rootpage-backup-'))
after(() => rmSync(room, { recursive: true }))

/** A line in a shell, which must be content. */
async function shell(folder, line) {
  const { status, text } = await run('sh', ['-c', line], { cwd: folder })
  assert.equal(status, 0, `${line}: ${text}`)
  return text
}

const request = (folder, name) => shell(folder, `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name}.sample.com -addext subjectAltName=DNS:${name}.sample.com`)

/** The files of a folder with their paths in it, as a person drops them. */
function filesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.map(entry => join(entry.parentPath, entry.name)).map(path => ({ path: path.slice(folder.length + 1), bytes: new Uint8Array(readFileSync(path)) }))
}

describe('A backup', () => {
  const scenes = {}

  before(async () => {
    await request(room, 'one')
    await request(room, 'two')
    for (const key of KEYS) scenes[key] = await scene(key)
  })

  /** A vault with a certificate and a list, and its backup, opened with OpenSSL and tar. */
  async function scene(key) {
    const folder = join(room, key)
    mkdirSync(folder)
    const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, create: true, kdf: FLOOR })
    const authority = await vault.createAuthority({ subject: `CN=Sample Root ${key}`, key, days: 3650 })
    const ours = await authority.issue(readFileSync(join(room, 'one.csr'), 'utf8'), { profile: 'server', days: 90 })
    await authority.issueCrl({ days: 7 })
    const backup = await vault.backup(PASSPHRASE)
    writeFileSync(join(folder, 'backup.pem'), backup.content)
    writeFileSync(join(folder, 'passphrase'), PASSPHRASE)
    const [open, unpack, ...more] = COMMANDS
    assert.deepEqual(more, [])
    await shell(folder, `${open} -passin file:passphrase`)
    await shell(folder, unpack)
    const directory = join(folder, 'authorities', `sample-root-${key}`)
    return { vault, authority, ours, backup, folder, directory, ca: line => shell(directory, `openssl ca -config openssl.cnf -batch -passin file:../../passphrase ${line}`) }
  }

  after(() => Object.values(scenes).forEach(({ vault }) => vault.lock()))

  for (const key of KEYS) {
    test(`${key}: openssl ca signs, revokes and lists in it, and the vault takes that over and goes on`, async () => {
      const { vault, authority, ours, directory, ca } = scenes[key]
      const before = BigInt((await authority.crl()).number)
      await ca('-in ../../../two.csr -out ../../two.pem -notext')
      await shell(directory, 'openssl verify -x509_strict -CAfile cacert.pem ../../two.pem')
      await ca(`-revoke ${newcert(directory, ours.serial)} -crl_reason superseded`)
      await ca('-gencrl -out ../../next.crl')
      const list = await shell(directory, 'openssl crl -in ../../next.crl -noout -text -CAfile cacert.pem')
      assert.match(list, /verify OK/)
      assert.match(list, new RegExp(`Serial Number: ${ours.serial}`))
      assert.equal(numberOf(list), before + 1n, 'the list goes on from the vault\'s')

      const merged = await authority.mergeDirectory(filesIn(directory))
      const serial = (await shell(directory, 'openssl x509 -in ../../two.pem -noout -serial')).trim().split('=')[1]
      assert.deepEqual([merged.added, merged.revoked, merged.conflicts], [[serial], [ours.serial], []])
      assert.equal((await authority.certificate(serial)).title, 'two.sample.com')
      assert.equal((await authority.certificate(ours.serial)).revoked.reason, 'superseded')
      const next = await authority.issueCrl({ days: 7 })
      assert.ok(BigInt(next.number) > before + 1n, 'no number twice')
      writeFileSync(join(directory, 'ours.crl'), next.pem)
      const check = leaf => run('openssl', ['verify', '-crl_check', '-CAfile', 'cacert.pem', '-CRLfile', 'ours.crl', leaf], { cwd: directory })
      assert.equal((await check('../../two.pem')).status, 0)
      assert.match((await check(newcert(directory, ours.serial))).text, /error 23 .*certificate revoked/)
      assert.equal((await vault.verifyBackup(scenes[key].backup.content, PASSPHRASE)).relation, 'older')
    })
  }

  test('the words of the recovery key and OpenSSL open it without the passphrase', async () => {
    const { vault, folder } = scenes['p-256']
    const { words } = await vault.recoveryKit(PASSPHRASE)
    const reader = [fileURLToPath(new URL('../vault_reader.py', import.meta.url)), 'key', 'backup.pem']
    const { status, text } = await run(fileURLToPath(new URL('../../.cache/reader/bin/python', import.meta.url)), reader, { cwd: folder, env: { RECOVERY: words.join(' ') } })
    assert.equal(status, 0, text)
    const lines = JSON.parse(text).pkcs8.replace(/.{1,64}/g, '$&\n')
    writeFileSync(join(folder, 'backup.key'), `-----BEGIN PRIVATE KEY-----\n${lines}-----END PRIVATE KEY-----\n`)
    await shell(folder, 'openssl cms -decrypt -binary -inform PEM -in backup.pem -inkey backup.key -out again.tar.gz')
    assert.deepEqual(readFileSync(join(folder, 'again.tar.gz')), readFileSync(join(folder, 'backup.tar.gz')))
  })

  test('restored into an empty place, it goes on beside what OpenSSL did', async () => {
    const { backup, directory, ours } = scenes['p-256']
    const restored = await restoreVault({ store: memoryStore(), backup: backup.content, passphrase: PASSPHRASE })
    const [authority] = await restored.authorities()
    const merged = await authority.mergeDirectory(filesIn(directory))
    assert.deepEqual([merged.added.length, merged.revoked, merged.conflicts], [1, [ours.serial], []])
    const { serial, certificate } = await authority.issue(readFileSync(join(room, 'two.csr'), 'utf8'), { profile: 'server', days: 90 })
    writeFileSync(join(directory, 'third.pem'), certificate.pem)
    await shell(directory, 'openssl verify -x509_strict -CAfile cacert.pem third.pem')
    assert.match((await authority.index()).index, new RegExp(`^V\\t[^\\t]*\\t\\t${serial}\\t`, 'm'))
    restored.lock()
  })
})

const newcert = (directory, serial) => filesIn(directory).map(({ path }) => path).find(path => path.endsWith(`${serial}.pem`))

function numberOf(text) {
  const [, number] = /X509v3 CRL Number:\s*\n\s*(0x[0-9A-F]+|\d+)/.exec(text)
  return BigInt(number)
}
