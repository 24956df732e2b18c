/** What is left in the core's memory when the vault is locked: its whole linear memory is searched, byte by byte, for what was secret. */
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import * as core from '#core'
import { root } from '../../scripts/step.mjs'

const PASSPHRASE = 'seldom orchard violet knapsack tremble'
const NEXT = 'walnut ferry ceramic honest bicycle'
const FILE = 'mellow quartz of a key file'
const DIRECTORY = 'brittle lantern of a directory'
/** The cheapest that the format allows: what is derived is as secret as that of a costly one. */
const KDF = { memoryKib: 19_456, passes: 2, lanes: 1 }

const { memory } = core.initSync({ module: new WebAssembly.Module(readFileSync(`${root}dist/core/rootpage.wasm`)) })
const records = new Map()

/** Where these bytes stand in the memory; numbers are kept in either order of their bytes. */
function places(secret) {
  const bytes = Buffer.from(secret)
  const all = Buffer.from(memory.buffer)
  return [...found(all, bytes), ...typeof secret === 'string' ? [] : found(all, Buffer.from(bytes).reverse())]
}

function found(all, bytes) {
  const places = []
  for (let at = all.indexOf(bytes); at !== -1; at = all.indexOf(bytes, at + 1)) places.push(at)
  return places
}

function store({ put, remove }) {
  for (const [key, value] of put) records.set(key, value.slice())
  for (const key of remove) records.delete(key)
}

const only = keys => keys.flatMap(key => (records.has(key) ? [[key, records.get(key)]] : []))
const hot = () => [...records].filter(([key]) => !key.startsWith('cold/'))

function act(session, act, key) {
  session.prepare(act, key, only(session.needs(act)))
  store(session.takeCommit())
  return session.confirm()
}

const ask = (session, question) => session.ask(question, only(session.needs(question)))

function newKey(kind) {
  const search = new core.KeySearch(kind)
  for (;;) {
    const key = search.step()
    if (key) return (search.free(), key)
  }
}

/** The number that a private key is. */
const scalar = key => Buffer.from(key.export({ format: 'jwk' }).d, 'base64url')

/** The data key, as the recovery words have it: three bytes before it say what they are, and of which vault. */
function dataKey(words) {
  const bits = words.map(word => wordlist.indexOf(word).toString(2).padStart(11, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)).slice(3, 35))
}

/** A life of a vault in which every secret of it is used: sealed, opened, signed with, exported, re-sealed under another passphrase. */
function live(session) {
  const secrets = {}
  for (const kind of ['p-256', 'ed25519', 'rsa-2048']) {
    const key = newKey(kind)
    secrets[`the ${kind} key of an authority`] = scalar(createPrivateKey(key.exportPem()))
    const { id } = act(session, { act: 'createAuthority', subject: `CN=Sample ${kind}`, days: 3000 }, key)
    const requested = newKey(kind)
    secrets[`the ${kind} key of a request`] = scalar(createPrivateKey(requested.exportPem()))
    const { id: request } = act(session, { act: 'createRequest', authority: id, subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] }, requested)
    ask(session, { ask: 'exportKey', authority: id, of: { request }, password: FILE })
    act(session, { act: 'issue', authority: id, csr: { request }, options: {} })
    act(session, { act: 'issueCrl', authority: id })
    ask(session, { ask: 'exportDirectory', authority: id, passphrase: DIRECTORY })
  }
  const { words, qr } = act(session, { act: 'makeRecoveryKit', passphrase: PASSPHRASE })
  const { shares } = act(session, { act: 'makeRecoveryShares', passphrase: PASSPHRASE, threshold: 2, shares: 3 })
  return { ...secrets, 'the data key': dataKey(words), 'the recovery words': words.join(' '), 'the code of the recovery words': qr.modules, 'the words of a share': shares[0].words.join(' ') }
}

/** What was found of the secrets, by their names. */
const foundOf = secrets => Object.entries(secrets).filter(([, secret]) => places(secret).length > 0).map(([name]) => name)

describe('the memory of the core', () => {
  let secrets
  before(() => {
    const made = core.Session.create(PASSPHRASE, KDF)
    store(made.takeCommit())
    made.confirm()
    secrets = { ...live(made), 'the passphrase': PASSPHRASE, 'the next passphrase': NEXT, 'the password of a key file': FILE, 'the passphrase of a directory': DIRECTORY }
    made.free()
  })

  test('is searched where the core is: what is no secret is found in it', () => {
    core.checkName('CN=a name that nobody hides')
    assert.ok(places('a name that nobody hides').length > 0)
  })

  test('holds the data key and the private keys while the vault is open, and nothing else that was secret', () => {
    const session = core.Session.open(hot(), PASSPHRASE)
    const there = foundOf(secrets)
    session.free()
    for (const name of ['the data key', ...['p-256', 'ed25519', 'rsa-2048'].map(kind => `the ${kind} key of an authority`)]) assert.ok(there.includes(name), there.join(', '))
    assert.deepEqual(there.filter(name => /pass|words/.test(name)), [])
  })

  test('holds nothing of it when the vault is locked', () => {
    assert.deepEqual(foundOf(secrets), [])
  })

  test('holds nothing of it after a wrong passphrase, a new one, a backup, and a lock', () => {
    assert.throws(() => core.Session.open(hot(), 'not this one, but nearly'), { code: 'vault/wrong-passphrase' })
    const session = core.Session.open(hot(), PASSPHRASE)
    const backup = session.backup(PASSPHRASE, [...records])
    const opened = core.openBackup(backup.content, PASSPHRASE)
    for (const { folder } of opened.authorities) opened.directory(folder)
    opened.free()
    act(session, { act: 'changePassphrase', current: PASSPHRASE, passphrase: NEXT })
    session.free()
    core.Session.open(hot(), NEXT).free()
    assert.deepEqual(foundOf({ ...secrets, 'the wrong passphrase': 'not this one, but nearly' }), [])
  })
})
