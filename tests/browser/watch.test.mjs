/** Is the vault watched over: where it is and what protects it, who writes in it, what a lock leaves behind, what cannot be undone; in both browsers, over http and from one file. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '../../scripts/step.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { COMMON_NAME, goTo, makeAuthority, makeVault, PASSPHRASE, signText, unlock } from './steps.mjs'

const vector = name => readFileSync(`${root}tests/vectors/requests/${name}`, 'utf8')

for (const browser of BROWSERS) for (const how of PLACES) describe(`${browser}, ${how}`, () => {
  let where, opened, person
  before(async () => {
    where = await place(browser, how)
    opened = await where.open({ prepare: page => page.evaluateOnNewDocument(remember) })
    person = opened.person
    await makeVault(person)
    await makeAuthority(person, 'Sample Root')
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(() => person.wasFlawless())

  const toSafety = async tab => {
    await person.press('button', 'About this vault')
    await person.press('tab', tab)
  }

  describe('a lock', () => {
    afterEach(async () => {
      await unlock(person)
      await person.find('button', 'Lock')
    })

    test('takes back what was copied and lent of a plain key, which was given out for the passphrase alone', async () => {
      await goTo(person, 'Sample Root', 'Keys and requests')
      await person.press('button', 'New key and request')
      await person.fill(COMMON_NAME, 'vpn.sample.com')
      await person.press('button', 'Make key and request')
      await person.see('A key and a request made here')
      await person.press('button', 'Take the key out')
      await person.press('checkbox', 'Without a password')
      await person.press('checkbox', 'I need it unencrypted, and I know where the file will go')
      assert.equal(await person.has('button', 'Prepare the plain key'), false, 'not without the passphrase')
      await person.fill('Passphrase of the vault', 'something else')
      await person.press('button', 'Prepare the plain key')
      await person.see('The passphrase is wrong')
      await person.fill('Passphrase of the vault', PASSPHRASE)
      await person.press('button', 'Prepare the plain key')
      await person.see('These files are not encrypted')
      await person.press('button', 'Copy vpn.sample.com.key.pem')
      await person.see('Copied')
      await person.downloadText('vpn.sample.com.key.pem')
      assert.match(await copied(person), /BEGIN PRIVATE KEY/)
      assert.equal(await lent(person), 1)
      await person.press('button', 'Done')
      await person.press('button', 'Lock')
      await person.see('The vault is locked')
      assert.equal(await copied(person), '')
      assert.equal(await lent(person), 0)
    })

    test('says that the clipboard still has it where the browser does not let go, and takes it at the next press', async () => {
      await goTo(person, 'Sample Root', 'Keys and requests')
      await person.press('button', 'vpn.sample.com')
      await person.press('button', 'Take the key out')
      await person.press('checkbox', 'Without a password')
      await person.press('checkbox', 'I need it unencrypted, and I know where the file will go')
      await person.fill('Passphrase of the vault', PASSPHRASE)
      await person.press('button', 'Prepare the plain key')
      await person.press('button', 'Copy vpn.sample.com.key.pem')
      await person.see('Copied')
      await person.page.evaluate(() => { globalThis.remembered.refuses = true })
      await person.press('button', 'Done')
      await person.press('button', 'Lock')
      await person.see('Something secret that you copied is still on the clipboard')
      assert.match(await copied(person), /BEGIN PRIVATE KEY/)
      await person.page.evaluate(() => { globalThis.remembered.refuses = false })
      await person.press('button', 'Clear the clipboard')
      await person.seeNot('is still on the clipboard')
      assert.equal(await copied(person), '')
    })

    test('leaves alone what was copied and is no secret', async () => {
      await goTo(person, 'Sample Root', 'Authority')
      await person.press('button', 'Copy cacert.pem')
      await person.see('Copied')
      await person.press('button', 'Lock')
      await person.see('The vault is locked')
      assert.match(await copied(person), /BEGIN CERTIFICATE/)
    })

    test('comes when the page was out of sight for as long as the person chose', async () => {
      await toSafety('Settings')
      await person.choose('Lock when out of sight for', '5 minutes')
      await hide(person, true)
      await pass(person, { wall: 4, page: 4 })
      await stays(person)
      await hide(person, false)
      await hide(person, true)
      await pass(person, { wall: 8, page: 8 })
      await stays(person)
      await pass(person, { wall: 10, page: 10 })
      await person.see('This page was out of sight for a while, so the vault locked itself')
      await hide(person, false)
    })

    test('comes by the clock that says more: one that is set back keeps nothing open', async () => {
      await hide(person, true)
      await pass(person, { wall: -600, page: 20 })
      await person.see('so the vault locked itself')
      await hide(person, false)
      await pass(person, { wall: 0, page: 0 })
    })

    test('comes before a page is kept for the way back, with what was typed in it', async () => {
      await goTo(person, 'Sample Root', 'Certificates')
      await turn(person, 'pagehide')
      assert.equal((await person.read()).trim(), '', 'nothing is kept of what was on the screen')
      assert.equal(await person.page.evaluate(() => document.querySelectorAll('input').length), 0)
      await turn(person, 'pageshow')
      await person.see('You went to another page, so the vault locked itself')
      await person.fill('Passphrase', 'half a pass')
      await turn(person, 'pagehide')
      await turn(person, 'pageshow')
      await person.see('Unlock the vault')
      assert.equal(await person.valueOf('Passphrase'), '')
    })

    test('is what one finds who goes away and comes back', async () => {
      await goTo(person, 'Sample Root', 'Certificates')
      await person.page.goto('about:blank')
      // Firefox brings the page back as it was kept, without loading it: the driver waits for that in vain.
      await Promise.race([person.page.goBack().catch(() => {}), pause(5000)])
      await person.see('Unlock the vault')
      assert.doesNotMatch(await person.read(), /Sample Root/)
    })
  })

  describe('the screen of the vault', () => {
    test('says where the vault is, and what the browser answered when it was asked to keep it', async () => {
      await toSafety('Places')
      await person.see('The browser’s database up to date')
      await person.see(where.how === 'http' ? where.url.replace(/\/$/, '') : '/page/rootpage.html')
      await person.press('button', 'Ask the browser to keep it')
      await person.page.waitForFunction(() => /did not agree|has not answered|has promised/.test(document.body.innerText), { timeout: 30_000, polling: 50 })
    })

    test('checks every record, and says that all of it is whole', async () => {
      await person.press('button', 'Check everything')
      await person.see('Everything is whole')
    })

    test('says what a guess costs, and makes it costlier for the passphrase alone', async () => {
      await toSafety('Protection')
      await person.see('Argon2id')
      const before = await guesses(person)
      await person.press('button', 'Make it costlier…')
      await person.press('button', 'Measure this device')
      await person.find('button', 'Measure this device')
      await person.press('radio', await twice(person))
      await person.fill('Passphrase of the vault', 'something else')
      await person.press('button', 'Make it costlier')
      await person.see('The passphrase is wrong')
      await person.fill('Passphrase of the vault', PASSPHRASE)
      await person.press('button', 'Make it costlier')
      await person.see('From now on a guess takes')
      assert.ok(Math.abs(await guesses(person) / before - 0.5) < 0.1, 'half as many guesses a second')
      await person.press('button', 'Lock')
      await unlock(person)
      await person.find('button', 'Lock')
    })

    test('has the journal, as a text that a small program verifies without the page', async () => {
      await goTo(person, 'Sample Root', 'Certificates')
      await signText(person, vector('openssl-ec.pem'))
      await toSafety('Journal')
      await person.see('A certificate was issued')
      await person.see('An authority was made')
      const [journal, program] = [await person.download('journal.txt'), await person.download('verify-journal.py')]
      assert.ok(readFileSync(`${root}docs/journal.md`, 'utf8').includes(readFileSync(program, 'utf8')), 'the program stands in the documentation')
      const verified = python(program, journal)
      assert.equal(verified.status, 0, verified.stderr)
      const entries = Number(/^(\d+) entries, unbroken/.exec(verified.stdout)?.[1])
      await person.see(`The last entry has the number ${entries}`)
      await person.see(/hash is ([0-9a-f]{64})/.exec(verified.stdout)[1])
      const text = readFileSync(journal, 'utf8')
      for (const [what, broken] of Object.entries(breaks(text))) {
        const refused = python(program, '-', broken)
        assert.notEqual(refused.status, 0, what)
      }
    })
  })

  describe('out of the way', () => {
    test('a certificate is archived: it leaves the list, is found there, and comes back', async () => {
      await goTo(person, 'Sample Root', 'Certificates')
      await person.see('1 certificate')
      await person.press('button', 'mail.sample.com')
      await person.press('button', 'Archive')
      await person.find('button', 'Bring back from the archive')
      await goTo(person, 'Sample Root', 'Certificates')
      await person.see('0 certificates')
      await person.choose('Status', 'Archived')
      await person.press('button', 'mail.sample.com')
      await person.press('button', 'Bring back from the archive')
      await goTo(person, 'Sample Root', 'Certificates')
      await person.see('1 certificate')
    })

    test('an authority that may still be needed is not deleted: it says why, and can be archived instead', async () => {
      await goTo(person, 'Sample Root', 'Authority')
      await person.press('button', 'Delete it…')
      await person.fill('Passphrase of the vault', PASSPHRASE)
      await person.press('button', 'Delete it')
      await person.see('authority/in-use')
      await person.press('button', 'Archive it instead')
      await person.see('Bring it back')
      await person.press('button', 'Rootpage, all authorities')
      await person.see('All authorities are archived')
      await person.press('button', 'Show 1 archived authority')
      await person.press('button', 'Sample Root')
      await person.press('tab', 'Authority')
      await person.press('button', 'Bring it back')
      await person.find('button', 'Archive it')
    })

    test('one that signed nothing is deleted, for the passphrase', async () => {
      await person.press('button', 'Rootpage, all authorities')
      await person.press('button', 'New authority')
      await makeAuthority(person, 'Made By Mistake')
      await goTo(person, 'Made By Mistake', 'Authority')
      await person.press('button', 'Delete it…')
      await person.see('It has issued nothing')
      await person.fill('Passphrase of the vault', 'something else')
      await person.press('button', 'Delete it')
      await person.see('The passphrase is wrong')
      await person.fill('Passphrase of the vault', PASSPHRASE)
      await person.press('button', 'Delete it')
      await person.see('Made By Mistake is deleted')
      assert.equal(await person.has('button', 'Made By Mistake'), false)
    })
  })

  describe('two tabs', () => {
    let other
    before(async () => {
      other = await opened.tab()
      await unlock(other)
      await other.see('Another tab has the pen')
    })
    after(() => other?.page.close())
    afterEach(() => other.wasFlawless())

    test('the second reads along, and sees what the first does', async () => {
      await goTo(other, 'Sample Root', 'Certificates')
      await other.seeNot('second.sample.com')
      await person.page.bringToFront()
      await goTo(person, 'Sample Root', 'Keys and requests')
      await person.press('button', 'New key and request')
      await person.fill(COMMON_NAME, 'second.sample.com')
      await person.press('button', 'Make key and request')
      await person.press('button', 'Sign it now')
      await person.press('button', 'Sign')
      await person.see('Signed, and recorded in the vault')
      await other.page.bringToFront()
      await other.see('second.sample.com')
    })

    test('an act in it is refused, with the way to take over; then the first reads along and says so', async () => {
      await other.press('tab', 'Revocation list')
      await other.press('button', 'Create revocation list')
      await other.see('vault/reader')
      await other.press('button', 'Take over')
      await other.seeNot('Another tab has the pen')
      await other.press('button', 'Create revocation list')
      await other.see('The newest list')
      await person.page.bringToFront()
      await person.see('Another tab has taken the pen')
      await goTo(person, 'Sample Root', 'Revocation list')
      await person.see('The newest list')
    })

    test('when the writer locks, the reader has the pen by itself', async () => {
      await other.page.bringToFront()
      await other.press('button', 'Lock')
      await other.see('The vault is locked')
      await person.page.bringToFront()
      await person.seeNot('Another tab has')
      await person.press('button', 'Create revocation list')
      await person.see('is created')
    })
  })

  describe('touched from outside', () => {
    before(async () => {
      await person.press('button', 'Lock')
      await person.see('The vault is locked')
    })

    test('a database that was put back is older than another place, and it is told by how much', async () => {
      const before = await person.page.evaluate(readDatabase)
      await unlock(person)
      await goTo(person, 'Sample Root', 'Revocation list')
      await person.press('button', 'Create revocation list')
      await person.see('is created')
      await person.press('button', 'Lock')
      await person.see('The vault is locked')
      await person.page.evaluate(writeDatabase, before)
      await unlock(person)
      await person.see('The browser’s database was older')
      await person.see('1 behind')
      await person.press('button', 'I have read it')
      await person.seeNot('was older')
      await toSafety('Places')
      await person.see('The browser’s database up to date')
      // Another place may still be given what it lacks: a lock in the middle of that would be told the next time.
      await person.seeNot('behind')
      await person.press('button', 'Lock')
      await unlock(person)
      await person.find('button', 'Lock')
      await person.seeNot('The browser’s database was older')
    })

    test('a certificate’s record that was changed is found by looking at everything', async () => {
      await toSafety('Places')
      await person.press('button', 'Check everything')
      await person.see('Everything is whole')
      const whole = await person.page.evaluate(readDatabase)
      await person.page.evaluate(writeDatabase, changed(whole, 'cold'))
      await person.press('button', 'Check everything')
      await person.see('not as sealed')
      await person.see('Its bytes are none that were ever sealed for it')
      await person.page.evaluate(writeDatabase, whole)
      await person.press('button', 'Check everything')
      await person.see('Everything is whole')
    })

    test('where no place is whole, it opens for reading on the person’s word: what was touched is named, and nothing is signed', async () => {
      await person.press('button', 'Lock')
      await person.see('The vault is locked')
      await person.page.evaluate(writeDatabase, changed(await person.page.evaluate(readDatabase), 'hot'))
      await person.page.evaluate(forgetCopies)
      await unlock(person)
      await person.see('vault/record-tampered')
      await person.press('button', 'Open it for reading')
      await person.see('This vault was touched from outside')
      await person.press('button', 'What was touched')
      await person.see('1 record not as sealed')
      await person.see('changed')
      await person.press('button', 'Authorities')
      for (const act of ['New authority', 'Take in a CA directory']) assert.equal(await person.has('button', act), false, act)
      if (await person.has('button', 'Sample Root')) {
        await goTo(person, 'Sample Root', 'Certificates')
        for (const act of ['Sign a request', 'New key and request']) assert.equal(await person.has('button', act), false, act)
      }
    })
  })
})

for (const browser of BROWSERS) describe(`${browser}, when the browser gives no room`, () => {
  let where, opened, person
  before(async () => {
    where = await place(browser, 'http')
    opened = await where.open({ prepare: page => page.evaluateOnNewDocument(refuseToStore) })
    person = opened.person
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(() => person.wasFlawless())

  const refuse = error => person.page.evaluate(error => error ? sessionStorage.setItem('refuses', error) : sessionStorage.removeItem('refuses'), error)

  for (const [error, title] of [['SecurityError', 'There is no place for a vault'], ['QuotaExceededError', 'There is no room for the vault'], ['VersionError', 'The vault is newer than this page'], ['blocked', 'Another tab is in the way']]) {
    test(`${title}: it is said why, and tried again on a press`, async () => {
      await refuse(error)
      await person.page.reload()
      await person.see(title)
      await person.press('button', 'Try again')
      await person.see(title)
      await refuse(undefined)
      await person.press('button', 'Try again')
      await person.see('Be your own certificate authority')
    })
  }

  test('an act that finds no room is not done, says so, and is done by another press once there is', async () => {
    await makeVault(person)
    await makeAuthority(person, 'Sample Root')
    await goTo(person, 'Sample Root', 'Revocation list')
    await person.page.evaluate(() => { globalThis.full = true })
    await person.press('button', 'Create revocation list')
    await person.see('store/quota')
    await person.see('the vault is as it was before')
    await person.seeNot('The newest list')
    await person.page.evaluate(() => { globalThis.full = false })
    await person.press('button', 'Create revocation list')
    await person.see('The newest list')
    await person.seeNot('store/quota')
  })
})

describe('chromium, a chosen file', () => {
  test('follows every act, is let write again on a press after a start, and is left alone when the person says so', { skip: !BROWSERS.includes('chromium') }, async () => {
    const where = await place('chromium', 'http')
    const opened = await where.open({ prepare: page => page.evaluateOnNewDocument(choosing) })
    const { person } = opened
    try {
      await makeVault(person)
      await makeAuthority(person, 'Sample Root')
      await person.press('button', 'About this vault')
      await person.press('button', 'Choose a new file…')
      await person.see('The file follows every act from now on')
      await person.see('A file that you chose chosen.rootpage-copy up to date')
      const before = await person.page.evaluate(chosenSize)
      await goTo(person, 'Sample Root', 'Revocation list')
      await person.press('button', 'Create revocation list')
      await person.see('The newest list')
      assert.ok(await person.page.evaluate(chosenSize) > before, 'the act is in the file')
      await person.page.evaluate(() => localStorage.setItem('asks', 'yes'))
      await person.page.reload()
      await unlock(person)
      await person.see('The file chosen.rootpage-copy waits for your permission')
      await person.press('button', 'Let it write again')
      await person.seeNot('waits for your permission')
      await person.press('button', 'About this vault')
      await person.see('A file that you chose chosen.rootpage-copy up to date')
      await person.press('button', 'Do not follow it any more')
      await person.seeNot('chosen.rootpage-copy')
      assert.ok(await person.page.evaluate(chosenSize) > before, 'what it holds stays')
      person.wasFlawless()
    } finally {
      await opened.close()
      await where.leave()
    }
  })
})

/** Before the page begins: a picker that chooses a file of the private file system, whose permission a test can take away. */
function choosing() {
  const asked = new Set()
  globalThis.showSaveFilePicker = async () => (await navigator.storage.getDirectory()).getFileHandle('chosen.rootpage-copy', { create: true })
  FileSystemHandle.prototype.queryPermission = async function () { return localStorage.getItem('asks') && !asked.has(this.name) ? 'prompt' : 'granted' }
  FileSystemHandle.prototype.requestPermission = async function () { asked.add(this.name); return 'granted' }
}

const chosenSize = async () => (await (await (await navigator.storage.getDirectory()).getFileHandle('chosen.rootpage-copy')).getFile()).size

/** Before the page begins: a database that does not open for a reason that a test names, or takes nothing. */
function refuseToStore() {
  const { open } = IDBFactory.prototype
  IDBFactory.prototype.open = function (...args) {
    const error = sessionStorage.getItem('refuses')
    if (error !== null && error !== 'blocked') throw new DOMException('refused by the test', error)
    const request = open.apply(this, args)
    if (error === 'blocked') queueMicrotask(() => request.dispatchEvent(new IDBVersionChangeEvent('blocked', { oldVersion: 1, newVersion: 2 })))
    return request
  }
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (...args) {
    if (globalThis.full) throw new DOMException('refused by the test', 'QuotaExceededError')
    return put.apply(this, args)
  }
}

/** All that the browser's database holds: bytes as numbers, to be carried. */
async function readDatabase() {
  const database = await new Promise((resolve, reject) => Object.assign(indexedDB.open('rootpage:vault'), { onsuccess: ({ target }) => resolve(target.result), onerror: reject }))
  const all = {}
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name)
    const got = request => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }))
    const [keys, values] = await Promise.all([got(store.getAllKeys()), got(store.getAll())])
    all[name] = keys.map((key, index) => [key, typeof values[index] === 'number' ? values[index] : [...values[index]]])
  }
  database.close()
  return all
}

/** Puts all of it back, as another page of the same origin could. */
async function writeDatabase(all) {
  const database = await new Promise((resolve, reject) => Object.assign(indexedDB.open('rootpage:vault'), { onsuccess: ({ target }) => resolve(target.result), onerror: reject }))
  const transaction = database.transaction(Object.keys(all), 'readwrite')
  for (const [name, records] of Object.entries(all)) {
    const store = transaction.objectStore(name)
    store.clear()
    for (const [key, value] of records) store.put(typeof value === 'number' ? value : Uint8Array.from(value), key)
  }
  await new Promise((resolve, reject) => Object.assign(transaction, { oncomplete: resolve, onabort: reject }))
  database.close()
}

/** One bit of the longest record of a kind: among the cold ones, a certificate with its request. */
function changed(all, kind) {
  const [found] = all[kind].filter(([key]) => key.startsWith(`${kind}/`)).sort(([, one], [, other]) => other.length - one.length)
  return { ...all, [kind]: all[kind].map(([key, value]) => [key, key === found[0] ? value.with(-1, value.at(-1) ^ 1) : value]) }
}

/** The browser loses every other place. */
async function forgetCopies() {
  for (const name of await navigator.storageBuckets?.keys() ?? []) await navigator.storageBuckets.delete(name)
  const root = await navigator.storage.getDirectory().catch(() => undefined)
  await root?.removeEntry('rootpage', { recursive: true }).catch(() => {})
}

/** Before the page begins: what it lends and copies, and clocks and a sight that a test can turn. */
function remember() {
  const remembered = (globalThis.remembered = { lent: new Set(), copied: undefined, refuses: false, hidden: false, wall: 0, page: 0 })
  const { createObjectURL, revokeObjectURL } = URL
  URL.createObjectURL = blob => {
    const url = createObjectURL.call(URL, blob)
    if (blob.type === 'application/octet-stream') remembered.lent.add(url)
    return url
  }
  URL.revokeObjectURL = url => {
    remembered.lent.delete(url)
    revokeObjectURL.call(URL, url)
  }
  Object.defineProperty(navigator, 'clipboard', {
    value: {
      writeText: async text => {
        if (remembered.refuses) throw new DOMException('Write permission denied.', 'NotAllowedError')
        remembered.copied = text
      },
    },
  })
  const [now, performed] = [Date.now.bind(Date), performance.now.bind(performance)]
  Date.now = () => now() + remembered.wall * 60_000
  performance.now = () => performed() + remembered.page * 60_000
  const { get } = Object.getOwnPropertyDescriptor(Document.prototype, 'visibilityState')
  Object.defineProperty(document, 'visibilityState', { get: () => remembered.hidden ? 'hidden' : get.call(document) })
}

const copied = person => person.page.evaluate(() => globalThis.remembered.copied)
const lent = person => person.page.evaluate(() => globalThis.remembered.lent.size)

const hide = (person, hidden) => person.page.evaluate(hidden => {
  globalThis.remembered.hidden = hidden
  document.dispatchEvent(new Event('visibilitychange'))
}, hidden)

/** So many minutes are over, by either clock. */
const pass = (person, minutes) => person.page.evaluate(minutes => void Object.assign(globalThis.remembered, minutes), minutes)

/** It is looked once a second. */
async function stays(person) {
  await pause(2500)
  assert.ok(await person.has('button', 'Lock'), 'still open')
}

/** What a browser says when it puts a page away whole, and when it brings it back. */
const turn = (person, type) => person.page.evaluate(type => void dispatchEvent(new PageTransitionEvent(type, { persisted: true })), type)

const guesses = async person => Number(/at most ([\d,]+) guesses/.exec(await person.read())[1].replaceAll(',', ''))

/** The choice that costs twice as much as now. */
const twice = person => person.page.evaluate(() => [...document.querySelectorAll('dialog[open] .radio')].find(({ textContent }) => textContent.includes('Twice as long')).querySelector('strong').textContent)

function python(program, journal, input) {
  const args = journal === '-' ? [program, '/dev/stdin'] : [program, journal]
  return spawnSync('python3', args, { encoding: 'utf8', input })
}

/** Ways to lie with a journal. */
function breaks(text) {
  const [head, ...lines] = text.trimEnd().split('\n')
  const whole = rest => `${[head, ...rest].join('\n')}\n`
  return {
    'an entry is changed': whole(lines.map((line, index) => index === 1 ? line.replace('Sample Root', 'Simple Root') : line)),
    'an entry is taken out': whole(lines.toSpliced(1, 1)),
    'two change places': whole([lines[1], lines[0], ...lines.slice(2)]),
    'another head': whole(lines).replace('journal 1', 'journal 2'),
  }
}
