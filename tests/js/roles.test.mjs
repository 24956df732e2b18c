/** Does one of all who have a vault open write, and only one: queue, take-over, and a writer that does not answer any more. */
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { memoryStore, openVault as openOne } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'
import { SCRIPT, threadOf } from './thread.mjs'

const PASSPHRASE = 'correct horse battery staple'
const ISSUE = { profile: 'server', days: 30 }

/** What a failed test leaves open would keep the process. */
const left = new Set()
const openVault = async options => {
  const vault = await openOne(options)
  left.add(vault)
  return vault
}
afterEach(() => {
  for (const vault of left) vault.lock()
  left.clear()
})

const authorityOf = (vault, name = 'Sample Root') => vault.createAuthority({ subject: `CN=${name}`, days: 100 })
const total = async ca => (await ca.certificates().page({ offset: 0, limit: 1 })).total
const role = vault => new Promise(resolve => vault.onRole((role, why) => resolve([role, why])))

/** A vault that is open several times, as in several tabs: the first one writes. */
async function open(count, store = memoryStore()) {
  const vaults = [await openVault({ store, passphrase: PASSPHRASE, ...QUICK })]
  while (vaults.length < count) vaults.push(await openVault({ store, passphrase: PASSPHRASE }))
  return { vaults, store, lock: () => vaults.forEach(vault => vault.lock()) }
}

const roles = vaults => vaults.map(vault => vault.role)

describe('one writes', () => {
  test('the second asks every question, and does no act', async () => {
    const { vaults: [one, two], lock } = await open(2)
    assert.deepEqual(roles([one, two]), ['writer', 'reader'])
    await refuses(authorityOf(two), 'vault/reader')
    await refuses(two.changePassphrase(PASSPHRASE, 'another long passphrase'), 'vault/reader')
    const ca = await authorityOf(one)
    const heard = new Promise(resolve => two.onChange(resolve))
    await ca.issue(makeRequest(), ISSUE)
    await heard
    assert.deepEqual(await two.view(), await one.view())
    assert.equal(await total(await two.authority(ca.id)), 1)
    lock()
  })

  test('vaults of other places are nobody else', async () => {
    const [here, there] = [await open(1), await open(1)]
    assert.deepEqual(roles([...here.vaults, ...there.vaults]), ['writer', 'writer'])
    here.lock()
    there.lock()
  })
})

describe('the queue', () => {
  test('when the writer locks, the next one writes by itself, in the order in which they came', async () => {
    const { vaults: [one, two, three] } = await open(3)
    const promoted = role(two)
    one.lock()
    assert.deepEqual(await promoted, ['writer', 'queue'])
    assert.equal(three.role, 'reader')
    await authorityOf(two)
    const last = role(three)
    two.lock()
    assert.deepEqual(await last, ['writer', 'queue'])
    assert.equal((await three.view()).authorities.length, 1)
    three.lock()
  })

  test('what the writer did last is known to the next one before it acts', async () => {
    const { vaults: [one, two] } = await open(2)
    const promoted = role(two)
    await authorityOf(one)
    one.lock()
    await promoted
    const ca = await authorityOf(two, 'Second Root')
    assert.equal((await two.view()).authorities.length, 2)
    assert.equal(await total(ca), 0)
    two.lock()
  })

  test('whoever locks while it waits is not waited for', async () => {
    const { vaults: [one, two, three] } = await open(3)
    const promoted = role(three)
    two.lock()
    one.lock()
    assert.deepEqual(await promoted, ['writer', 'queue'])
    three.lock()
  })

  test('a writer whose core stopped makes room', async () => {
    const store = memoryStore()
    let worker
    const one = await openVault({ store, passphrase: PASSPHRASE, ...QUICK, worker: () => (worker = threadOf(new Worker(SCRIPT))) })
    const two = await openVault({ store, passphrase: PASSPHRASE })
    const promoted = role(two)
    worker.onerror({ message: 'stopped by the test' })
    assert.deepEqual(await promoted, ['writer', 'queue'])
    assert.ok(one.locked)
    two.lock()
  })
})

describe('taking over', () => {
  test('the writer finishes what it has begun, and leaves it to whoever asked', async () => {
    const { vaults: [one, two, three], lock } = await open(3)
    const ca = await authorityOf(one)
    const [left, taken] = [role(one), role(three)]
    const begun = ca.issueMany(Array.from({ length: 10 }, () => makeRequest()), ISSUE)
    await three.takeOver()
    assert.deepEqual([await left, await taken], [['reader', 'asked'], ['writer', 'taken']])
    assert.deepEqual(roles([one, two, three]), ['reader', 'reader', 'writer'])
    assert.equal((await begun).items.filter(({ issued }) => issued).length, 10)
    await refuses(ca.issue(makeRequest(), ISSUE), 'vault/reader')
    await (await three.authority(ca.id)).issue(makeRequest(), ISSUE)
    assert.equal(await total(await three.authority(ca.id)), 11)
    lock()
  })

  test('and takes it back', async () => {
    const { vaults: [one, two], lock } = await open(2)
    await two.takeOver()
    await one.takeOver()
    await one.takeOver()
    assert.deepEqual(roles([one, two]), ['writer', 'reader'])
    await authorityOf(one)
    const promoted = role(two)
    one.lock()
    assert.deepEqual(await promoted, ['writer', 'queue'])
    lock()
  })

  test('from a writer that does not answer it is taken, and what that one still commits is stale', async () => {
    const store = memoryStore()
    let free
    const hanging = new Promise(resolve => { free = resolve })
    let hangs = false
    const slow = { ...store, commit: async commit => { if (hangs) await hanging; await store.commit(commit) } }
    const one = await openVault({ store: slow, passphrase: PASSPHRASE, ...QUICK })
    const ca = await authorityOf(one)
    const two = await openVault({ store, passphrase: PASSPHRASE })
    hangs = true
    const late = refuses(ca.issue(makeRequest(), ISSUE), 'store/stale')
    await two.takeOver()
    assert.deepEqual(roles([one, two]), ['reader', 'writer'])
    const { serial } = await (await two.authority(ca.id)).issue(makeRequest(), ISSUE)
    free()
    await late
    assert.deepEqual((await ca.certificates().page({ offset: 0, limit: 9 })).entries.map(entry => entry.serial), [serial])
    const promoted = role(one)
    two.lock()
    assert.deepEqual(await promoted, ['writer', 'queue'])
    hangs = false
    await ca.issue(makeRequest(), ISSUE)
    assert.equal(await total(ca), 2)
    one.lock()
  })

  test('where whoever asked went away, the next in the queue writes', async () => {
    const { vaults: [one, two], store, lock } = await open(2)
    const channel = new BroadcastChannel(`rootpage:${store.name}`)
    const promoted = role(two)
    channel.postMessage({ wanted: 'somebody who is gone' })
    assert.deepEqual(await promoted, ['writer', 'queue'])
    assert.equal(one.role, 'reader')
    channel.close()
    lock()
  })

  test('a locked vault takes nothing over', async () => {
    const { vaults: [one, two] } = await open(2)
    two.lock()
    await refuses(two.takeOver(), 'vault/locked')
    await refuses(authorityOf(two), 'vault/locked')
    assert.equal(one.role, 'writer')
    one.lock()
    assert.equal(one.role, 'reader')
  })
})
