/** Is every refusal of a vault named, and is nothing lost or released that should not be: passphrases, locks, stores that fail, tabs that race, a core that stops. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { after, before, describe, test } from 'node:test'
import binaryen from 'binaryen'
import { calibrateKdf, CODES, generateKey, memoryStore, openVault, RootpageError } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { FLOOR, QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'
import { SCRIPT, threadOf } from './thread.mjs'

const PASSPHRASE = 'correct horse battery staple'
const ISSUE = { profile: 'server', days: 30 }

const create = (store, more = {}) => openVault({ store, passphrase: PASSPHRASE, ...QUICK, ...more })
const authorityOf = vault => vault.createAuthority({ subject: 'CN=Sample Root', days: 100 })
const total = async ca => (await ca.certificates().page({ offset: 0, limit: 1 })).total

describe('opening', () => {
  let snapshot
  before(async () => {
    const store = memoryStore()
    const vault = await create(store)
    vault.lock()
    snapshot = store.snapshot()
  })

  test('a wrong passphrase says so', () => refuses(openVault({ store: memoryStore(snapshot), passphrase: 'correct horse battery stable' }), 'vault/wrong-passphrase'))
  test('a short passphrase is refused', () => refuses(openVault({ store: memoryStore(), passphrase: 'short', ...QUICK }), 'vault/passphrase-too-short'))
  test('where nothing is, nothing is opened', () => refuses(openVault({ store: memoryStore(), passphrase: PASSPHRASE }), 'store/absent'))
  test('where a vault is, none is made', async () => {
    const store = memoryStore(snapshot)
    await refuses(create(store), 'store/exists')
    assert.deepEqual(store.snapshot(), snapshot)
  })
  test('a changed passphrase opens it, and the old one no longer does', async () => {
    const store = memoryStore(snapshot)
    const vault = await openVault({ store, passphrase: PASSPHRASE })
    await refuses(vault.changePassphrase('not the passphrase', 'another long passphrase'), 'vault/wrong-passphrase')
    await vault.changePassphrase(PASSPHRASE, 'another long passphrase')
    vault.lock()
    await refuses(openVault({ store, passphrase: PASSPHRASE }), 'vault/wrong-passphrase')
    ;(await openVault({ store, passphrase: 'another long passphrase' })).lock()
  })

  test('a passphrase is the same however its accents are written', async () => {
    const [composed, decomposed] = ['NFC', 'NFD'].map(form => 'fünf größere Wörter'.normalize(form))
    const store = memoryStore(snapshot)
    const vault = await openVault({ store, passphrase: PASSPHRASE })
    await vault.changePassphrase(PASSPHRASE, decomposed)
    await vault.changePassphrase(decomposed, decomposed)
    vault.lock()
    for (const passphrase of [composed, decomposed]) (await openVault({ store, passphrase })).lock()
  })
})

describe('locking', () => {
  test('a locked vault answers nothing, and says once that it is locked', async () => {
    const vault = await create(memoryStore())
    const ca = await authorityOf(vault)
    const reasons = []
    vault.onLock(reason => reasons.push(reason))
    const waiting = ca.view()
    vault.lock()
    vault.lock()
    await refuses(waiting, 'vault/locked')
    await refuses(ca.issue(makeRequest(), ISSUE), 'vault/locked')
    assert.deepEqual([vault.locked, reasons], [true, ['asked']])
  })
})

describe('the worker of a vault that is locked', () => {
  /** What is posted to the worker, and what becomes of it. */
  function watched(answers = () => true) {
    const thread = new Worker(SCRIPT)
    const told = []
    const worker = threadOf(thread)
    const { postMessage } = worker
    const ended = new Promise(resolve => {
      worker.terminate = () => {
        told.push('terminate')
        resolve()
        return thread.terminate()
      }
    })
    worker.postMessage = message => {
      if ('call' in message) told.push(message.call)
      if (answers(message)) postMessage(message)
    }
    return { worker: () => worker, told, ended }
  }

  test('overwrites what is secret before it ends', async () => {
    const { worker, told, ended } = watched()
    const vault = await create(memoryStore(), { worker })
    vault.lock()
    await ended
    assert.deepEqual(told, ['create', 'refresh', 'drop', 'terminate'])
  })

  test('is ended soon all the same where it does not answer', async () => {
    const { worker, ended } = watched(({ call }) => call !== 'drop')
    const vault = await create(memoryStore(), { worker })
    const start = performance.now()
    vault.lock()
    await ended
    assert.ok(performance.now() - start < 2_000)
  })

  test('is asked nothing more once its core stopped', async () => {
    const { worker, told, ended } = watched()
    const vault = await create(memoryStore(), { worker })
    worker().onerror({ message: 'stopped by the test' })
    await ended
    vault.lock()
    assert.equal(told.at(-1), 'terminate')
    assert.ok(!told.includes('drop'))
  })
})

describe('the derivation of the key', () => {
  test('is measured for a new vault, and never under the floor', async () => {
    const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, create: true })
    const { kdf } = await vault.view()
    assert.ok(kdf.memoryKib >= FLOOR.memoryKib && kdf.passes >= FLOOR.passes && kdf.lanes >= 1, JSON.stringify(kdf))
    assert.ok(kdf.memoryKib * kdf.passes > FLOOR.memoryKib * FLOOR.passes, `this machine is not that slow: ${JSON.stringify(kdf)}`)
    vault.lock()
  })

  test('can be said, and under the floor is refused', async () => {
    const vault = await create(memoryStore())
    assert.deepEqual((await vault.view()).kdf, FLOOR)
    vault.lock()
    await refuses(create(memoryStore(), { kdf: { ...FLOOR, memoryKib: FLOOR.memoryKib - 1 } }), 'vault/kdf-range')
  })

  test('can be made costlier, with the passphrase, and not cheaper', async () => {
    const store = memoryStore()
    const vault = await create(store)
    const stronger = { ...FLOOR, passes: 4 }
    await refuses(vault.strengthen('not the passphrase', stronger), 'vault/wrong-passphrase')
    assert.deepEqual((await vault.strengthen(PASSPHRASE, stronger)).kdf, stronger)
    await refuses(vault.strengthen(PASSPHRASE, FLOOR), 'vault/kdf-range')
    vault.lock()
    const again = await openVault({ store, passphrase: PASSPHRASE })
    assert.deepEqual((await again.view()).kdf, stronger)
    again.lock()
  })

  test('is measured where nothing is said', async () => {
    const vault = await create(memoryStore())
    const { kdf } = await vault.strengthen(PASSPHRASE)
    assert.ok(kdf.memoryKib * kdf.passes > FLOOR.memoryKib * FLOOR.passes, JSON.stringify(kdf))
    vault.lock()
  })

  test('is measured without a vault', async () => {
    const kdf = await calibrateKdf()
    assert.ok(kdf.memoryKib >= FLOOR.memoryKib && kdf.passes >= FLOOR.passes, JSON.stringify(kdf))
  })
})

describe('the journal', () => {
  test('has every act, the newest first, page by page, chained', async () => {
    const vault = await create(memoryStore())
    const ca = await authorityOf(vault)
    const { serial } = await ca.issue(makeRequest(), ISSUE)
    const { total, entries, text } = await vault.journal()
    assert.deepEqual(entries.map(({ deed }) => deed), ['issue', 'create-authority', 'create-vault'])
    assert.deepEqual([total, entries[0].serial, entries[0].number], [3, serial, 3])
    assert.equal(new Set(entries.map(({ hash }) => hash)).size, 3)
    assert.deepEqual((await vault.journal({ offset: 1, limit: 1 })).entries, [entries[1]])
    for (const { hash } of entries) assert.ok(text.includes(hash), text)
    vault.lock()
  })

  test('of who reads along has what the writer has just done', async () => {
    const store = memoryStore()
    const [one, two] = [await create(store), await openVault({ store, passphrase: PASSPHRASE })]
    await authorityOf(one)
    assert.deepEqual(await two.journal(), await one.journal())
    one.lock()
    two.lock()
  })
})

describe('cancelling', () => {
  test('a search for a key ends soon, and the vault goes on', async () => {
    const vault = await create(memoryStore())
    const reports = []
    const { signal, abort } = cancellation()
    const searching = vault.createAuthority({ subject: 'CN=Slow', key: 'rsa-4096', days: 100, signal, onProgress: progress => { reports.push(progress); abort() } })
    await refuses(searching, 'session/cancelled')
    assert.ok(reports[0].fraction >= 0 && reports[0].fraction <= 1 && reports[0].tested > 0, JSON.stringify(reports))
    assert.equal((await vault.view()).authorities.length, 0)
    await authorityOf(vault)
    vault.lock()
  })

  test('a search that was cancelled before it began does not begin', () => refuses(generateKey('rsa-4096', { signal: AbortSignal.abort() }), 'session/cancelled'))

  test('a name that cannot be is refused before the search', async () => {
    const vault = await create(memoryStore())
    const error = await refuses(vault.createAuthority({ subject: 'CN=Root,C=Utopia', key: 'rsa-4096', days: 100, onProgress: () => assert.fail('it searched') }), 'model/country-syntax')
    assert.match(error.field, /C$/)
    vault.lock()
  })
})

function cancellation() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

describe('a store that fails', () => {
  let vault, ca, store, failure
  before(async () => {
    const inner = memoryStore()
    store = { ...inner, commit: async commit => { if (failure) throw failure; await inner.commit(commit) } }
    vault = await create(store)
    ca = await authorityOf(vault)
  })
  after(() => vault.lock())

  const failing = async (error, code) => {
    const [before, records] = [await ca.view(), store.snapshot()]
    failure = error
    await refuses(ca.issue(makeRequest(), ISSUE), code)
    failure = undefined
    assert.deepEqual(await ca.view(), before)
    assert.deepEqual(store.snapshot(), records)
    const { serial } = await ca.issue(makeRequest(), ISSUE)
    assert.equal((await ca.certificates().page({ offset: 0, limit: 1 })).entries[0].serial, serial)
  }
  test('nothing is released and nothing lost: any error', () => failing(new Error('disk on fire'), 'store/failed'))
  test('nothing is released and nothing lost: no room', () => failing(new RootpageError('store/quota'), 'store/quota'))

  test('a vault whose first commit fails is not there', async () => {
    const inner = memoryStore()
    const refusing = { ...inner, commit: async () => { throw new RootpageError('store/quota') } }
    await refuses(create(refusing), 'store/quota')
    await refuses(openVault({ store: inner, passphrase: PASSPHRASE }), 'store/absent')
  })
})

describe('two at once', () => {
  test('of two that share a name one writes, the other reads what it did, and takes over when it is asked to', async () => {
    const store = memoryStore()
    const one = await create(store)
    const ca = await authorityOf(one)
    const two = await openVault({ store, passphrase: PASSPHRASE })
    const same = await two.authority(ca.id)
    assert.deepEqual([one.role, two.role], ['writer', 'reader'])
    const heard = new Promise(resolve => two.onChange(resolve))
    const csr = makeRequest()
    await Promise.all(Array.from({ length: 5 }, () => ca.issue(csr, ISSUE)))
    await heard
    await refuses(same.issue(csr, ISSUE), 'vault/reader')
    await two.takeOver()
    assert.deepEqual([one.role, two.role], ['reader', 'writer'])
    await Promise.all(Array.from({ length: 5 }, () => same.issue(csr, ISSUE)))
    await refuses(ca.issueCrl({ days: 1 }), 'vault/reader')
    await same.issueCrl({ days: 1 })
    assert.equal(await total(same), 10)
    one.lock()
    two.lock()
  })

  test('what another did is seen without an act of one\'s own', async () => {
    const store = memoryStore()
    const one = await create(store)
    const two = await openVault({ store, passphrase: PASSPHRASE })
    const heard = new Promise(resolve => two.onChange(resolve))
    await authorityOf(one)
    assert.equal(await heard, (await one.view()).revision)
    assert.deepEqual(await two.view(), await one.view())
    one.lock()
    two.lock()
  })

  test('without a common lock one of two commits is refused as stale, and then sees the other\'s', async () => {
    const inner = memoryStore()
    const one = await create({ ...inner, name: 'tab one' })
    const ca = await authorityOf(one)
    const late = { ...inner, name: 'tab two', commit: async commit => { await ca.issue(makeRequest(), ISSUE); await inner.commit(commit) } }
    const two = await openVault({ store: late, passphrase: PASSPHRASE })
    const same = await two.authority(ca.id)
    await refuses(same.issue(makeRequest(), ISSUE), 'store/stale')
    assert.equal(await total(same), 1)
    assert.equal(await total(ca), 1)
    one.lock()
    two.lock()
  })

  test('a vault that disappears under an open one is a loss', async () => {
    const [inner, empty] = [memoryStore(), memoryStore()]
    let gone = false
    const methods = ['revision', 'load', 'read', 'commit'].map(name => [name, (...args) => (gone ? empty : inner)[name](...args)])
    const vault = await create({ ...inner, ...Object.fromEntries(methods) })
    gone = true
    await refuses(authorityOf(vault), 'store/lost')
    vault.lock()
  })
})

describe('a worker of one\'s own', () => {
  test('without a source of random bytes nothing is made', async () => {
    const script = `Object.defineProperty(globalThis, 'crypto', { value: undefined }); import(${JSON.stringify(SCRIPT.href)})`
    await refuses(create(memoryStore(), { worker: () => threadOf(new Worker(script, { eval: true })) }), 'session/random-missing')
  })

  test('one that cannot be started is told', async () => {
    const missing = () => threadOf(new Worker(new URL('file:///nowhere.js')))
    await refuses(create(memoryStore(), { worker: missing }), 'session/crashed')
  })
})

describe('a core that stops', () => {
  /** The real core with one call that traps. */
  async function trapping(name) {
    const core = binaryen.readBinary(await readFile(new URL('../../dist/package/rootpage.wasm', import.meta.url)))
    const { params, results, name: inner } = binaryen.getFunctionInfo(core.getFunction(binaryen.getExportInfo(core.getExport(name)).value))
    core.removeFunction(inner)
    core.addFunction(inner, params, results, [], core.unreachable())
    return WebAssembly.compile(core.emitBinary())
  }

  /** A worker that is started with another core than the one it is given. */
  const workerWith = module => () => {
    const worker = threadOf(new Worker(SCRIPT))
    const { postMessage } = worker
    return Object.assign(worker, { postMessage: message => postMessage('start' in message ? { start: module } : message) })
  }

  test('a trap in a question locks the vault, tells everybody who waits, and loses nothing', async () => {
    const store = memoryStore()
    const vault = await create(store, { worker: workerWith(await trapping('session_ask')) })
    const reasons = []
    vault.onLock(reason => reasons.push(reason))
    const [first, second] = [vault.view(), vault.view()].map(view => refuses(view, 'session/crashed'))
    await first
    await second
    assert.deepEqual([vault.locked, reasons], [true, ['crashed']])
    await refuses(vault.view(), 'session/crashed')
    const again = await openVault({ store, passphrase: PASSPHRASE })
    assert.equal((await again.view()).authorities.length, 0)
    again.lock()
  })

  test('a trap before the commit leaves no certificate behind', async () => {
    const store = memoryStore()
    const vault = await create(store)
    const ca = await authorityOf(vault)
    vault.lock()
    const before = store.snapshot()
    const broken = await openVault({ store, passphrase: PASSPHRASE, worker: workerWith(await trapping('session_prepare')) })
    await refuses((await broken.authority(ca.id)).issue(makeRequest(), ISSUE), 'session/crashed')
    assert.deepEqual(store.snapshot(), before)
  })

  test('a trap after the commit leaves a recorded certificate', async () => {
    const store = memoryStore()
    const vault = await create(store)
    const ca = await authorityOf(vault)
    vault.lock()
    const broken = await openVault({ store, passphrase: PASSPHRASE, worker: workerWith(await trapping('session_confirm')) })
    await refuses((await broken.authority(ca.id)).issue(makeRequest(), ISSUE), 'session/crashed')
    const again = await openVault({ store, passphrase: PASSPHRASE })
    assert.equal(await total(await again.authority(ca.id)), 1)
    again.lock()
  })
})

describe('codes', () => {
  /** Every code of the store and the session, and where its row is. */
  const ROWS = {
    'store/stale': 'vault.test.mjs', 'store/failed': 'vault.test.mjs', 'store/quota': 'vault.test.mjs', 'store/exists': 'vault.test.mjs',
    'store/absent': 'vault.test.mjs', 'store/lost': 'vault.test.mjs', 'session/cancelled': 'vault.test.mjs', 'session/random-missing': 'vault.test.mjs', 'session/crashed': 'vault.test.mjs',
    'session/call-unknown': 'calls.test.mjs',
    'store/unavailable': '../browser/stores.test.mjs', 'store/blocked': '../browser/stores.test.mjs',
    'store/disk': 'places.test.mjs', 'store/taken': 'places.test.mjs', 'store/rolled-back': 'places.test.mjs', 'store/copy-other': 'places.test.mjs', 'store/copy-diverged': 'places.test.mjs',
    'store/copy-torn': 'places.test.mjs', 'store/copy-damaged': 'places.test.mjs', 'store/copy-late': 'places.test.mjs', 'store/copy-permission': 'places.test.mjs', 'store/copy-gone': 'places.test.mjs',
  }

  test('each code of the store and the session is refused somewhere in the tests', async () => {
    const codes = Object.keys(CODES).filter(code => /^(store|session)\//.test(code))
    assert.deepEqual(Object.keys(ROWS).sort(), codes.sort())
    for (const [code, file] of Object.entries(ROWS)) {
      const text = await readFile(new URL(file, import.meta.url), 'utf8')
      assert.ok(text.replace(/ROWS = \{[^}]*\}/, '').includes(`'${code}'`), `${code} has no row in ${file}`)
    }
  })
})
