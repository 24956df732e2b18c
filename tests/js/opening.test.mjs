/** Is a vault opened from the newest place that is whole, and is what was found said: only damage and loss lead on to an older one. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { manyPlaces, memoryCopy, memoryStore, openVault, restoreVault, RootpageError } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const ISSUE = { profile: 'server', days: 30 }

const open = (store, more = {}) => openVault({ store, passphrase: PASSPHRASE, ...more })
const only = async vault => (await vault.authorities())[0]
const notices = vault => vault.opening.notices.map(({ place, what }) => [place, what])

/** What a place holds before and after an act, and a backup after it. */
let earlier, later, backup, earlierBackup
before(async () => {
  const store = memoryStore()
  const vault = await openVault({ store, passphrase: PASSPHRASE, ...QUICK })
  const ca = await vault.createAuthority({ subject: 'CN=Sample Root', days: 100 })
  earlier = store.snapshot()
  earlierBackup = await vault.backup(PASSPHRASE)
  await ca.issue(makeRequest(), ISSUE)
  later = store.snapshot()
  backup = await vault.backup(PASSPHRASE)
  vault.lock()
})

let made = 0
/** Two places: the first one, and a copy. */
function places(first, second) {
  const [primary, copy] = [memoryCopy(`primary ${++made}`, first), memoryCopy('copy', second)]
  return { store: manyPlaces(primary, [copy]), primary, copy }
}

function harmed(snapshot, prefix = 'hot/') {
  const records = memoryStore(snapshot).snapshot()
  records.get([...records.keys()].find(key => key.startsWith(prefix)))[40] ^= 1
  return records
}

const revision = snapshot => Number(new TextDecoder().decode(snapshot.get('revision')))

test('an ordinary store has nothing to tell', async () => {
  const store = memoryStore(later)
  const vault = await open(store)
  assert.deepEqual(vault.opening, { place: store.name, revision: revision(later), others: [], notices: [] })
  vault.lock()
})

describe('several places', () => {
  test('that are equal: the first is opened, and nothing is told', async () => {
    const { store, primary } = places(later, later)
    const vault = await open(store)
    assert.equal(vault.opening.place, primary.name)
    assert.deepEqual(vault.opening.others.map(({ name }) => name), ['copy'])
    assert.deepEqual(notices(vault), [])
    vault.lock()
  })

  test('of which the first is behind: the newest is opened, that is told, and both are equal before anything is done', async () => {
    const { store, primary, copy } = places(earlier, later)
    const vault = await open(store)
    assert.deepEqual([vault.opening.place, vault.opening.revision], ['copy', revision(later)])
    assert.deepEqual(notices(vault), [[primary.name, 'older']])
    assert.deepEqual(primary.snapshot(), later)
    await (await only(vault)).issue(makeRequest(), ISSUE)
    assert.deepEqual(primary.snapshot(), copy.snapshot())
    vault.lock()
  })

  test('of which the newest was changed: the older one is opened, and the changed one is written over', async () => {
    const { store, primary, copy } = places(harmed(later), earlier)
    const vault = await open(store)
    assert.deepEqual([vault.opening.place, vault.opening.revision], ['copy', revision(earlier)])
    assert.deepEqual(notices(vault), [[primary.name, 'damaged']])
    assert.equal(vault.opening.notices[0].problem.code, 'vault/record-tampered')
    assert.deepEqual(primary.snapshot(), copy.snapshot())
    vault.lock()
  })

  test('of which the first is gone: the copy is opened, the loss is told, and the first is there again', async () => {
    const { store, primary } = places(undefined, later)
    const vault = await open(store)
    assert.deepEqual(notices(vault), [[primary.name, 'lost']])
    assert.deepEqual(primary.snapshot(), later)
    vault.lock()
  })

  test('a wrong passphrase leads nowhere else', async () => {
    const { store, primary } = places(later, harmed(later))
    await refuses(openVault({ store, passphrase: 'not the passphrase' }), 'vault/wrong-passphrase')
    assert.deepEqual(primary.snapshot(), later)
  })

  test('a format that is too new leads nowhere else', async () => {
    const newer = memoryStore(later).snapshot()
    // docs/vault-format.md, "The header": bytes 8 and 9 are the version.
    newer.get('header')[9] = 99
    const { store, copy } = places(newer, earlier)
    await refuses(open(store), 'vault/too-new')
    assert.deepEqual(copy.snapshot(), earlier)
  })

  test('none of which is whole: the newest one\'s damage is told; read on request, and nothing is written over', async () => {
    const { store, primary, copy } = places(harmed(later), harmed(earlier))
    await refuses(open(store), 'vault/record-tampered')
    const vault = await open(store, { damaged: 'read' })
    assert.deepEqual([vault.opening.place, vault.opening.revision, vault.damages.length], [primary.name, revision(later), 1])
    assert.deepEqual(notices(vault), [[primary.name, 'damaged'], ['copy', 'damaged']])
    assert.deepEqual([primary.snapshot(), copy.snapshot()], [harmed(later), harmed(earlier)])
    vault.lock()
  })

  test('and a backup makes both whole', async () => {
    const { store, primary, copy } = places(harmed(later), harmed(later))
    const vault = await open(store, { damaged: 'read' })
    await vault.restore(backup.content, { passphrase: PASSPHRASE, current: PASSPHRASE })
    assert.deepEqual([primary.snapshot(), copy.snapshot()], [later, later])
    vault.lock()
  })

  test('and an older backup too: what a copy has besides is given up with the rest', async () => {
    const { store, primary, copy } = places(harmed(later), harmed(later))
    const { commit } = copy
    // As a log: it goes forward only.
    copy.commit = async one => { if (one.revision <= one.expectedRevision) throw new RootpageError('store/failed'); await commit(one) }
    const vault = await open(store, { damaged: 'read' })
    await vault.restore(earlierBackup.content, { passphrase: PASSPHRASE, current: PASSPHRASE })
    assert.deepEqual([primary.snapshot(), copy.snapshot()], [earlier, earlier])
    vault.lock()
  })

  test('all empty: there is nothing to open, and a backup fills both', async () => {
    const { store, primary, copy } = places()
    await refuses(open(store), 'store/absent')
    const vault = await restoreVault({ store, backup: backup.content, passphrase: PASSPHRASE })
    assert.deepEqual([primary.snapshot(), copy.snapshot()], [later, later])
    vault.lock()
  })

  test('a reader writes nothing over; whoever writes after it does', async () => {
    const { store } = places(later, later)
    const one = await open(store)
    const late = memoryCopy('copy', earlier)
    const two = await open(manyPlaces(memoryCopy(store.name, later), [late]))
    assert.equal(two.role, 'reader')
    assert.deepEqual(late.snapshot(), earlier)
    const promoted = new Promise(resolve => two.onRole(resolve))
    one.lock()
    await promoted
    assert.deepEqual(late.snapshot(), later)
    two.lock()
  })

  test('the writer closes them when it locks, or leaves the writing', async () => {
    let closed = 0
    const { store, primary } = places(later, later)
    Object.assign(primary, { close: async () => { closed++ } })
    const [one, two] = [await open(store), await open(store)]
    await two.takeOver()
    assert.equal(closed, 1)
    one.lock()
    assert.equal(closed, 1)
    two.lock()
    assert.equal(closed, 2)
  })

  test('a place that cannot be read is told, and does not stop the other', async () => {
    const { primary, copy } = places(later, later)
    const failing = Object.assign(Object.create(primary), { whole: async () => { throw new RootpageError('store/failed') }, load: async () => { throw new RootpageError('store/failed') } })
    const vault = await open(manyPlaces(copy, [failing]))
    assert.deepEqual(vault.opening.notices.map(({ place, what, problem }) => [place, what, problem.code]), [[primary.name, 'lost', 'store/failed']])
    vault.lock()
  })
})
