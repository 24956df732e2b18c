/** Does a backup bring everything back, and nothing that should not be: verified, restored into an open vault and into an empty place. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { memoryStore, openVault, readBackup, restoreVault } from 'rootpage'
import { makeRequest, openssl, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const OTHER = 'another long passphrase'
const ISSUE = { profile: 'server', days: 30 }

const create = (store = memoryStore(), passphrase = PASSPHRASE) => openVault({ store, passphrase, ...QUICK })
const open = (store, passphrase = PASSPHRASE) => openVault({ store, passphrase })
const authorityOf = (vault, name = 'Sample Root') => vault.createAuthority({ subject: `CN=${name}`, days: 100 })
const only = async vault => (await vault.authorities())[0]
const serials = async ca => (await ca.certificates().page({ offset: 0, limit: 100 })).entries.map(entry => entry.serial).sort()
const issue = async ca => (await ca.issue(makeRequest(), ISSUE)).serial

/** A vault with an authority and a certificate, and where it is kept. */
async function scene() {
  const store = memoryStore()
  const vault = await create(store)
  const ca = await authorityOf(vault)
  await issue(ca)
  return { store, vault, ca }
}

describe('a backup', () => {
  let vault, ca, backup
  before(async () => {
    ({ vault, ca } = await scene())
    backup = await vault.backup(PASSPHRASE)
  })
  after(() => vault.lock())

  test('is named after its day and its revision, and known by its hash', async () => {
    const { revision } = await vault.view()
    assert.equal(backup.name, `rootpage-${new Date().toISOString().slice(0, 10)}-r${revision}.pem`)
    assert.equal(backup.revision, revision)
    assert.equal(createHash('sha256').update(backup.content).digest('hex'), backup.sha256)
  })

  test('asks for the vault\'s passphrase', () => refuses(vault.backup(OTHER), 'vault/wrong-passphrase'))

  test('opens with OpenSSL alone', () => {
    write('backup.pem', backup.content)
    openssl('cms', '-decrypt', '-binary', '-inform', 'PEM', '-in', 'backup.pem', '-inkey', 'backup.pem', '-passin', `pass:${PASSPHRASE}`, '-out', 'backup.tar.gz')
    assert.match(openssl('cms', '-decrypt', '-binary', '-inform', 'PEM', '-in', 'backup.pem', '-inkey', 'backup.pem', '-passin', `pass:${PASSPHRASE}`, '-out', 'again.tar.gz').text, /^$/)
  })

  test('says what is in it without a vault', async () => {
    const { id } = await vault.view()
    const { created, ...contents } = await readBackup(new Blob([backup.content]), { passphrase: PASSPHRASE })
    assert.deepEqual(contents, { revision: backup.revision, vault: id, authorities: [{ title: 'Sample Root', folder: contents.authorities[0].folder }] })
    assert.equal(created, (await vault.view()).created)
    await refuses(readBackup(backup.content, { passphrase: OTHER }), 'key/passphrase-wrong')
  })

  test('is the same as the vault, until that goes on', async () => {
    assert.deepEqual(await vault.verifyBackup(backup.content, PASSPHRASE), { revision: backup.revision, live: backup.revision, relation: 'same', differences: [] })
    await issue(ca)
    const { relation, live, differences } = await vault.verifyBackup(backup.content, PASSPHRASE)
    assert.deepEqual([relation, live], ['older', backup.revision + 1])
    assert.equal(differences.length, 1, differences.join('\n'))
    await refuses(vault.verifyBackup(backup.content, OTHER), 'key/passphrase-wrong')
  })

  test('of which a bit was changed is refused', async () => {
    const changed = backup.content.slice()
    changed[changed.length - 200] ^= 1
    const error = await vault.verifyBackup(changed, PASSPHRASE).then(() => assert.fail('it was taken'), error => error)
    assert.match(error.code, /^(bundle|parse|vault)\//)
  })

  test('that is too large is refused before it is read', async () => {
    const file = new Blob([new Uint8Array(1)])
    Object.defineProperty(file, 'size', { value: 2 ** 30 })
    file.arrayBuffer = () => assert.fail('it was read')
    await refuses(readBackup(file, { passphrase: PASSPHRASE }), 'parse/too-large')
  })
})

describe('brought back into an open vault', () => {
  const back = { passphrase: PASSPHRASE, current: PASSPHRASE }

  test('the vault\'s own passphrase is asked for, and that of the backup', async () => {
    const { vault } = await scene()
    const { content } = await vault.backup(PASSPHRASE)
    await refuses(vault.restore(content, { ...back, current: OTHER }), 'vault/wrong-passphrase')
    await refuses(vault.restore(content, { ...back, passphrase: OTHER }), 'key/passphrase-wrong')
    vault.lock()
  })

  test('of the same state nothing is done', async () => {
    const { vault, store } = await scene()
    const { content } = await vault.backup(PASSPHRASE)
    const there = store.snapshot()
    const { relation, done } = await vault.restore(content, back)
    assert.deepEqual([relation, done], ['same', 'nothing'])
    assert.deepEqual(store.snapshot(), there)
    vault.lock()
  })

  test('an older one is refused, and what it lacks is named', async () => {
    const { vault, ca, store } = await scene()
    const { content } = await vault.backup(PASSPHRASE)
    const serial = await issue(ca)
    const there = store.snapshot()
    const error = await refuses(vault.restore(content, back), 'backup/older')
    assert.match(error.details.found, new RegExp(serial))
    assert.deepEqual(store.snapshot(), there)
    vault.lock()
  })

  test('a newer one takes the place of a vault that was rolled back, passphrase and all', async () => {
    const { vault, ca, store } = await scene()
    const rolledBack = store.snapshot()
    await issue(ca)
    await vault.changePassphrase(PASSPHRASE, OTHER)
    const { content, revision } = await vault.backup(OTHER)
    const [expected, whole] = [await serials(ca), store.snapshot()]
    vault.lock()
    const old = memoryStore(rolledBack)
    const restored = await open(old)
    const heard = new Promise(resolve => restored.onChange(resolve))
    const { relation, done } = await restored.restore(content, { passphrase: OTHER, current: PASSPHRASE })
    assert.deepEqual([relation, done], ['newer', 'replaced'])
    assert.equal(await heard, revision)
    assert.deepEqual(old.snapshot(), whole)
    assert.deepEqual(await serials(await only(restored)), expected)
    await issue(await only(restored))
    restored.lock()
    await refuses(open(old), 'vault/wrong-passphrase')
    ;(await open(old, OTHER)).lock()
  })

  test('who reads along sees it, and reads on', async () => {
    const { vault, ca, store } = await scene()
    const rolledBack = store.snapshot()
    await issue(ca)
    const { content, revision } = await vault.backup(PASSPHRASE)
    vault.lock()
    const old = memoryStore(rolledBack)
    const [one, two] = [await open(old), await open(old)]
    const heard = new Promise(resolve => two.onChange(resolve))
    await refuses(two.restore(content, back), 'vault/reader')
    await one.restore(content, back)
    assert.equal(await heard, revision)
    assert.deepEqual(await two.view(), await one.view())
    one.lock()
    two.lock()
  })

  test('where both went on, the authorities are merged: nothing of either is lost', async () => {
    const { vault, ca, store } = await scene()
    const fork = await open(memoryStore(store.snapshot()))
    const [here, there] = [await issue(ca), await issue(await only(fork))]
    await authorityOf(fork, 'Fork Root')
    const { content } = await fork.backup(PASSPHRASE)
    const { relation, done, authorities } = await vault.restore(content, back)
    assert.deepEqual([relation, done], ['forked', 'merged'])
    assert.deepEqual(authorities.map(one => [one.authority.title, one.done, one.added]).sort(), [['Fork Root', 'imported', []], ['Sample Root', 'merged', [there]]])
    const all = await serials(ca)
    assert.ok(all.includes(here) && all.includes(there) && all.length === 3, all.join())
    for (const one of await vault.authorities()) await issue(one)
    fork.lock()
    vault.lock()
  })

  test('of another vault the authorities are imported, with their keys', async () => {
    const [{ vault }, another] = [await scene(), await create(memoryStore(), OTHER)]
    const serial = await issue(await authorityOf(another, 'Another Root'))
    const { content } = await another.backup(OTHER)
    const { relation, done, authorities } = await vault.restore(content, { passphrase: OTHER, current: PASSPHRASE })
    assert.deepEqual([relation, done], ['another', 'merged'])
    assert.deepEqual(authorities.map(one => [one.authority.title, one.done]), [['Another Root', 'imported']])
    const ca = await vault.authority(authorities[0].authority.id)
    assert.deepEqual(await serials(ca), [serial])
    await issue(ca)
    another.lock()
    vault.lock()
  })
})

describe('restored into an empty place', () => {
  let backup, whole
  before(async () => {
    const { vault, store } = await scene()
    backup = await vault.backup(PASSPHRASE)
    whole = store.snapshot()
    vault.lock()
  })

  test('the vault is what it was, and goes on', async () => {
    const store = memoryStore()
    const vault = await restoreVault({ store, backup: backup.content, passphrase: PASSPHRASE })
    assert.deepEqual(store.snapshot(), whole)
    assert.equal(vault.role, 'writer')
    await issue(await only(vault))
    vault.lock()
    ;(await open(store)).lock()
  })

  test('not where a vault is', async () => {
    const store = memoryStore(whole)
    await refuses(restoreVault({ store, backup: backup.content, passphrase: PASSPHRASE }), 'store/exists')
    assert.deepEqual(store.snapshot(), whole)
  })

  test('with a wrong passphrase nothing is accepted as lost, and nothing stored', async () => {
    const { store, accepted } = lost()
    await refuses(restoreVault({ store, backup: backup.content, passphrase: OTHER }), 'key/passphrase-wrong')
    assert.deepEqual(accepted(), false)
    assert.equal(await memoryStore(store.snapshot()).revision(), -1)
  })

  test('into the place of a vault that is lost', async () => {
    const { store, accepted } = lost()
    const vault = await restoreVault({ store, backup: backup.content, passphrase: PASSPHRASE })
    assert.ok(accepted())
    assert.deepEqual(store.snapshot(), whole)
    vault.lock()
  })
})

/** A place beside whose emptiness a marker stands. */
function lost() {
  const inner = memoryStore()
  let accepted = false
  const revision = async () => {
    if (await inner.revision() === -1 && !accepted) throw Object.assign(new Error('gone'), { name: 'RootpageError', code: 'store/lost' })
    return inner.revision()
  }
  return { store: { ...inner, revision, acceptLoss: () => { accepted = true } }, accepted: () => accepted }
}
