/** Is what was changed from outside named, the rest readable, and nothing signed from it; and does the check of everything find what opening does not look at. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { memoryStore, openVault, restoreVault } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const ISSUE = { profile: 'server', days: 30 }

const read = store => openVault({ store, passphrase: PASSPHRASE, damaged: 'read' })
const only = async vault => (await vault.authorities())[0]

/** Two authorities with three certificates each, as they are stored; a backup of them, and an older one. */
async function scene() {
  const store = memoryStore()
  const vault = await openVault({ store, passphrase: PASSPHRASE, ...QUICK })
  for (const name of ['First', 'Second']) {
    const ca = await vault.createAuthority({ subject: `CN=${name} Root`, days: 100 })
    for (let index = 0; index < 3; index++) await ca.issue(makeRequest(), ISSUE)
  }
  const older = await vault.backup(PASSPHRASE)
  await (await only(vault)).issueCrl({ days: 1 })
  const { content } = await vault.backup(PASSPHRASE)
  vault.lock()
  return { snapshot: store.snapshot(), backup: content, older: older.content }
}

/** The same with something done to its records. */
function harmed(snapshot, harm) {
  const copy = memoryStore(snapshot).snapshot()
  harm(copy)
  return memoryStore(copy)
}

const flip = prefix => records => {
  const key = [...records.keys()].find(key => key.startsWith(prefix))
  records.get(key)[40] ^= 1
  return key
}

let made
before(async () => { made = await scene() })

describe('a vault that was changed from outside', () => {
  test('is refused, and read on request: what is whole is there, what is not is named, and no act is done', async () => {
    let key
    const store = harmed(made.snapshot, records => { key = flip('hot/')(records) })
    await refuses(openVault({ store, passphrase: PASSPHRASE }), 'vault/record-tampered')
    const there = store.snapshot()
    const vault = await read(store)
    assert.deepEqual(vault.damages.map(damage => [damage.key, damage.harm]), [[key, 'changed']])
    assert.deepEqual((await vault.view()).damages, vault.damages)
    await refuses(vault.createAuthority({ subject: 'CN=Third Root', days: 100 }), 'vault/damaged')
    await refuses(vault.backup(PASSPHRASE), 'vault/damaged')
    assert.deepEqual(store.snapshot(), there)
    vault.lock()
  })

  test('a vault that is whole is opened whole, though damage would be read', async () => {
    const vault = await read(memoryStore(made.snapshot))
    assert.deepEqual(vault.damages, [])
    await (await only(vault)).issue(makeRequest(), ISSUE)
    vault.lock()
  })

  test('a wrong passphrase stays one', () => refuses(openVault({ store: harmed(made.snapshot, flip('hot/')), passphrase: 'not the passphrase', damaged: 'read' }), 'vault/wrong-passphrase'))

  for (const which of ['backup', 'older']) {
    test(`is whole again after a restore of ${which === 'backup' ? 'its last backup' : 'an older one'}`, async () => {
      const store = harmed(made.snapshot, flip('hot/'))
      const vault = await read(store)
      const { relation, differences } = await vault.verifyBackup(made[which], PASSPHRASE)
      assert.equal(relation, which === 'backup' ? 'same' : 'older')
      assert.match(differences.join(), /in the vault, .* was changed/)
      const { done } = await vault.restore(made[which], { passphrase: PASSPHRASE, current: PASSPHRASE })
      assert.equal(done, 'replaced')
      assert.deepEqual(vault.damages, [])
      assert.equal((await vault.view()).authorities.length, 2)
      await (await only(vault)).issue(makeRequest(), ISSUE)
      vault.lock()
      const again = await openVault({ store, passphrase: PASSPHRASE })
      assert.deepEqual(await again.check(), [])
      again.lock()
    })
  }

  test('takes nothing of another vault', async () => {
    const another = await scene()
    const vault = await read(harmed(made.snapshot, flip('hot/')))
    await refuses(vault.restore(another.backup, { passphrase: PASSPHRASE, current: PASSPHRASE }), 'vault/damaged')
    vault.lock()
  })

  test('whose header was destroyed makes room for its backup, and no other does', async () => {
    const destroyed = harmed(made.snapshot, records => records.set('header', new Uint8Array(3)))
    const vault = await restoreVault({ store: destroyed, backup: made.backup, passphrase: PASSPHRASE })
    assert.equal((await vault.view()).authorities.length, 2)
    vault.lock()
    await refuses(restoreVault({ store: harmed(made.snapshot, flip('hot/')), backup: made.backup, passphrase: PASSPHRASE }), 'store/exists')
  })
})

describe('the check of everything', () => {
  test('finds nothing in a vault that is whole, and says how far it is', async () => {
    const vault = await openVault({ store: memoryStore(made.snapshot), passphrase: PASSPHRASE })
    const reports = []
    assert.deepEqual(await vault.check({ onProgress: progress => reports.push(progress) }), [])
    assert.deepEqual(reports.at(-1), { fraction: 1, tested: 7 })
    vault.lock()
  })

  test('names a certificate that was changed, and one that is gone', async () => {
    const touched = []
    const store = harmed(made.snapshot, records => {
      const [first, second] = [...records.keys()].filter(key => key.startsWith('cold/')).sort()
      records.get(first)[40] ^= 1
      records.delete(second)
      touched.push([first, 'changed'], [second, 'removed'])
    })
    const vault = await openVault({ store, passphrase: PASSPHRASE })
    const damages = await vault.check()
    assert.deepEqual(damages.map(({ key, harm }) => [key, harm]).sort(), touched)
    assert.ok(damages.every(({ text, authority }) => text.length > 20 && authority), JSON.stringify(damages))
    await refuses(vault.backup(PASSPHRASE), 'vault/damaged')
    vault.lock()
  })

  test('ends when it is cancelled', async () => {
    const vault = await openVault({ store: memoryStore(made.snapshot), passphrase: PASSPHRASE })
    await refuses(vault.check({ signal: AbortSignal.abort() }), 'session/cancelled')
    assert.deepEqual(await vault.check(), [])
    vault.lock()
  })
})
