/** Does what cannot be undone ask again, is nothing issued without a backup for too long, and does paper open what a passphrase did. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkWords, combineShares, memoryStore, openVault, readBackup, restoreVault } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const OTHER = 'another long passphrase'
const ISSUE = { profile: 'server', days: 30 }

const authorityOf = (vault, name = 'Sample Root') => vault.createAuthority({ subject: `CN=${name}`, days: 100 })
const listed = async (ca, which = {}) => (await ca.certificates(which).page({ offset: 0, limit: 9 })).entries.map(entry => entry.serial)

async function scene(more = {}) {
  const store = memoryStore()
  const vault = await openVault({ store, passphrase: PASSPHRASE, ...QUICK, ...more })
  return { store, vault, ca: await authorityOf(vault) }
}

describe('acts without a backup', () => {
  test('are counted, and from the limit on nothing is issued; revoking and CRLs go on', async () => {
    const { vault, ca } = await scene({ backupLimit: 3 })
    const [{ serial }] = [await ca.issue(makeRequest(), ISSUE), await ca.issue(makeRequest(), ISSUE)]
    assert.deepEqual((await vault.view()).backup, { acts: 3, limit: 3, due: true })
    await refuses(ca.issue(makeRequest(), ISSUE), 'backup/due')
    await refuses(authorityOf(vault, 'Second Root'), 'backup/due')
    await ca.revoke(serial, { reason: 'superseded' })
    await ca.issueCrl({ days: 1 })
    const taken = await vault.backup(PASSPHRASE)
    await refuses(ca.issue(makeRequest(), ISSUE), 'backup/due')
    const { backup } = await vault.recordBackup(taken)
    assert.deepEqual([backup.acts, backup.due, backup.taken.revision, backup.taken.sha256.toLowerCase().replaceAll(':', '')], [0, false, taken.revision, taken.sha256])
    await ca.issue(makeRequest(), ISSUE)
    vault.lock()
  })

  test('the limit is 25 unless said, and can be changed or lifted', async () => {
    const { vault, ca } = await scene({ backupLimit: undefined })
    assert.equal((await vault.view()).backup.limit, 25)
    await vault.setBackupLimit(1)
    await refuses(ca.issue(makeRequest(), ISSUE), 'backup/due')
    assert.equal((await vault.setBackupLimit(null)).backup.due, false)
    await ca.issue(makeRequest(), ISSUE)
    await refuses(vault.setBackupLimit(0), 'session/call-unknown')
    vault.lock()
  })
})

describe('archiving', () => {
  test('takes a certificate out of the list and puts it back; it is revoked and listed in CRLs as before', async () => {
    const { vault, ca } = await scene()
    const [{ serial }, other] = [await ca.issue(makeRequest(), ISSUE), await ca.issue(makeRequest(), ISSUE)]
    await ca.archive(serial)
    assert.deepEqual(await listed(ca), [other.serial])
    assert.deepEqual(await listed(ca, { archived: 'only' }), [serial])
    assert.equal((await listed(ca, { archived: 'with' })).length, 2)
    assert.equal((await ca.certificate(serial)).archived, true)
    await ca.revoke(serial, { reason: 'superseded' })
    assert.equal((await ca.issueCrl({ days: 1 })).entries, 1)
    await ca.unarchive(serial)
    assert.equal((await listed(ca)).length, 2)
    vault.lock()
  })

  test('marks an authority, and takes the mark away', async () => {
    const { vault, ca } = await scene()
    assert.equal((await ca.archive()).archived, true)
    assert.equal((await vault.view()).authorities[0].archived, true)
    assert.equal((await ca.unarchive()).archived, false)
    vault.lock()
  })
})

describe('deleting an authority', () => {
  test('asks for the passphrase, and is refused while something that it signed is still good', async () => {
    const { vault, ca } = await scene()
    await ca.issue(makeRequest(), ISSUE)
    await refuses(ca.delete(PASSPHRASE), 'authority/in-use')
    const empty = await authorityOf(vault, 'Empty Root')
    await refuses(empty.delete(undefined), 'vault/passphrase-missing')
    await refuses(empty.delete(OTHER), 'vault/wrong-passphrase')
    assert.equal((await empty.delete(PASSPHRASE)).authorities.length, 1)
    await refuses(empty.view(), 'vault/authority-unknown')
    vault.lock()
  })
})

describe('a plain key', () => {
  test('asks for the passphrase; an encrypted one does not', async () => {
    const { vault, ca } = await scene()
    const request = await ca.createRequest({ subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] })
    const outside = await vault.createRequest({ subject: 'CN=Elsewhere', san: [] })
    for (const [from, id] of [[ca, request.id], [vault, outside.id]]) {
      await refuses(from.exportKey({ request: id }), 'vault/passphrase-missing')
      await refuses(from.exportKey({ request: id, passphrase: OTHER }), 'vault/wrong-passphrase')
      assert.match((await from.exportKey({ request: id, passphrase: PASSPHRASE })).keyPem, /BEGIN PRIVATE KEY/)
      assert.match((await from.exportKey({ request: id, password: 'key words' })).keyPem, /BEGIN ENCRYPTED PRIVATE KEY/)
    }
    vault.lock()
  })
})

describe('the recovery key', () => {
  test('opens the vault where the passphrase is forgotten; a new one is set before anything else', async () => {
    const { store, vault, ca } = await scene()
    await refuses(vault.recoveryKit(OTHER), 'vault/wrong-passphrase')
    const { words, vault: id, qr } = await vault.recoveryKit(PASSPHRASE)
    assert.equal(qr.modules.length, qr.size ** 2)
    assert.equal((await checkWords(words.join(' '))).kind, 'key')
    await vault.changePassphrase(PASSPHRASE, OTHER)
    vault.lock()
    const recovered = await openVault({ store, recovery: words.join('\n') })
    assert.deepEqual([(await recovered.view()).recovered, (await recovered.view()).id], [true, id])
    await refuses(recovered.act({ act: 'issueCrl', authority: ca.id, days: 1 }), 'vault/passphrase-unset')
    assert.equal((await recovered.resetPassphrase('a third long passphrase')).recovered, false)
    await (await recovered.authority(ca.id)).issueCrl({ days: 1 })
    recovered.lock()
    await refuses(openVault({ store, passphrase: OTHER }), 'vault/wrong-passphrase')
    ;(await openVault({ store, passphrase: 'a third long passphrase' })).lock()
  })

  test('in shares: as many as are needed open it, fewer do not', async () => {
    const { store, vault } = await scene()
    const { shares } = await vault.recoveryShares({ passphrase: PASSPHRASE, threshold: 2, shares: 3 })
    vault.lock()
    const texts = shares.map(({ words }) => words.join(' '))
    assert.deepEqual((({ kind, number, threshold }) => ({ kind, number, threshold }))(await checkWords(texts[2])), { kind: 'share', number: 3, threshold: 2 })
    await refuses(combineShares([texts[0]]), 'vault/recovery-shares-few')
    await refuses(openVault({ store, recovery: texts[0] }), 'vault/recovery-shares-few')
    const recovery = await combineShares([texts[2], texts[0]])
    ;(await openVault({ store, recovery })).lock()
    ;(await openVault({ store, recovery: `${texts[1]}\n${texts[2]}` })).lock()
  })

  test('a word that is wrong is named by its place', async () => {
    const { vault } = await scene()
    const { words } = await vault.recoveryKit(PASSPHRASE)
    vault.lock()
    assert.equal((await refuses(checkWords(words.with(6, 'rootpage').join(' ')), 'vault/recovery-word-unknown')).field, 'word 7')
    await refuses(checkWords(words.slice(1).join(' ')), 'vault/recovery-words-count')
  })

  test('of another vault opens nothing', async () => {
    const [{ store, vault }, another] = [await scene(), await scene()]
    const { words } = await another.vault.recoveryKit(PASSPHRASE)
    vault.lock()
    another.vault.lock()
    await refuses(openVault({ store, recovery: words.join(' ') }), 'vault/recovery-of-another')
  })

  test('with a backup brings a vault back whose passphrase nobody knows', async () => {
    const { vault, ca } = await scene()
    const { words } = await vault.recoveryKit(PASSPHRASE)
    const { serial } = await ca.issue(makeRequest(), ISSUE)
    const { content } = await vault.backup(PASSPHRASE)
    vault.lock()
    const recovery = words.join(' ')
    assert.deepEqual((await readBackup(content, { recovery })).authorities.map(({ title }) => title), ['Sample Root'])
    const store = memoryStore()
    const restored = await restoreVault({ store, backup: content, recovery })
    await restored.resetPassphrase(OTHER)
    assert.deepEqual(await listed(await restored.authority(ca.id)), [serial])
    restored.lock()
    ;(await openVault({ store, passphrase: OTHER })).lock()
  })

  test('or a passphrase must be given', async () => {
    await refuses(openVault({ store: memoryStore() }), 'vault/passphrase-missing')
    await refuses(readBackup('anything', {}), 'vault/passphrase-missing')
  })
})
