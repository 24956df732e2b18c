/** One vault in two tabs: one writes, the other sees it, and whoever writes from an old state is refused; so is a clock that was set back. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch, vaultPage } from './vault-page.mjs'

const SCENE = `
  /** The vault of this tab, and what it has heard. */
  export async function join(name, options) {
    const vault = await open(rootpage.browserPlaces(name), options)
    const heard = { roles: [], changes: 0 }
    vault.onRole((role, why) => heard.roles.push(role + ' ' + why))
    vault.onChange(() => heard.changes++)
    Object.assign(globalThis, { vault, heard })
    return vault.role
  }
  /** Until it is so, or half a minute is over. */
  export async function until(what) {
    const end = Date.now() + 30_000
    while (!await what()) {
      if (Date.now() > end) throw new Error('It never came to ' + what)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  /** As \`join\`, in a tab whose locks are always free, with a store that waits with its first commit until it is let go. */
  export async function round(name) {
    LockManager.prototype.request = async (lock, how, run) => (run ?? how)({ name: lock })
    const store = rootpage.browserPlaces(name)
    const gate = new Promise(resolve => { globalThis.letGo = resolve })
    const { commit } = Object.getPrototypeOf(store)
    store.commit = async commits => {
      globalThis.waiting = true
      await gate
      return commit.call(store, commits)
    }
    globalThis.vault = await open(store)
    return globalThis.vault.role
  }
  /** Makes a vault, and leaves it. */
  export async function prepare(name) {
    const store = rootpage.browserPlaces(name)
    const vault = await make(store)
    await issue(vault)
    vault.lock()
    await store.close()
  }
`

let page
before(async () => {
  page = await vaultPage(SCENE)
})
after(() => page.leave())

for (const name of ['chromium', 'firefox']) describe(`two tabs of ${name}`, () => {
  let browser, one, other
  before(async () => {
    browser = await launch(name)
    one = await browser.tab(page.url)
    other = await browser.tab(page.url)
  })
  after(() => browser?.close())

  /** A vault of its own for each test, open in both tabs: the first one writes. */
  const both = async vault => {
    await one.evaluate(vault => scene.prepare(vault), vault)
    assert.equal(await one.evaluate(vault => scene.join(vault), vault), 'writer')
    assert.equal(await other.evaluate(vault => scene.join(vault), vault), 'reader')
  }
  const leave = () => Promise.all([one, other].map(tab => tab.evaluate(() => globalThis.vault.lock())))

  test('the second one reads, sees each act of the first, and is refused its own', async () => {
    await both('seen')
    assert.equal(await other.evaluate(() => scene.codeOf(scene.issue(globalThis.vault))), 'vault/reader')
    const serial = await one.evaluate(() => scene.issue(globalThis.vault))
    const seen = await other.evaluate(async serial => {
      await scene.until(async () => (await scene.serials(globalThis.vault)).includes(serial))
      return globalThis.heard.changes
    }, serial)
    assert.ok(seen > 0)
    await leave()
  })

  test('it takes over, and the two have changed their parts', async () => {
    await both('taken')
    await other.evaluate(() => globalThis.vault.takeOver())
    const serial = await other.evaluate(() => scene.issue(globalThis.vault))
    assert.equal(await one.evaluate(() => scene.codeOf(scene.issue(globalThis.vault))), 'vault/reader')
    const [roles, serials] = await one.evaluate(async () => {
      await scene.until(async () => (await scene.serials(globalThis.vault)).length === 2)
      return [globalThis.heard.roles, await scene.serials(globalThis.vault)]
    })
    assert.deepEqual(roles, ['reader asked'])
    assert.ok(serials.includes(serial))
    assert.deepEqual(await other.evaluate(() => globalThis.heard.roles), ['writer taken'])
    await leave()
  })

  test('when the writer locks, the next one writes by itself', async () => {
    await both('locked')
    await one.evaluate(() => globalThis.vault.lock())
    await other.evaluate(() => scene.until(() => globalThis.vault.role === 'writer'))
    await other.evaluate(() => scene.issue(globalThis.vault))
    await leave()
  })

  test('when the writer’s tab goes, the next one writes by itself', async () => {
    await both('gone')
    await one.close()
    await other.evaluate(() => scene.until(() => globalThis.vault.role === 'writer'))
    await other.evaluate(() => scene.issue(globalThis.vault))
    one = await browser.tab(page.url)
    await other.evaluate(() => globalThis.vault.lock())
  })

  test('a writer that goes round the locks is refused by the store, nothing is overwritten, and it goes on from what is there', async () => {
    await one.evaluate(vault => scene.prepare(vault), 'stale')
    await one.evaluate(() => scene.join('stale'))
    const lawless = await browser.tab(page.url)
    assert.equal(await lawless.evaluate(() => scene.round('stale')), 'writer')
    // It has signed and is about to store when the other one stores.
    await lawless.evaluate(async () => {
      globalThis.late = scene.codeOf(scene.issue(globalThis.vault))
      await scene.until(() => globalThis.waiting)
    })
    const serial = await one.evaluate(() => scene.issue(globalThis.vault))
    assert.equal(await lawless.evaluate(() => (globalThis.letGo(), globalThis.late)), 'store/stale')
    const after = await lawless.evaluate(async () => [await scene.issue(globalThis.vault), await scene.serials(globalThis.vault)])
    assert.equal(after[1].length, 3)
    assert.ok(after[1].includes(serial) && after[1].includes(after[0]))
    await lawless.close()
    await one.evaluate(() => globalThis.vault.lock())
  })

  test('a clock that was set back is refused, and what was issued stays', async () => {
    await one.evaluate(vault => scene.prepare(vault), 'clock')
    await other.evaluateOnNewDocument(() => {
      // The core asks the worker's clock, and a worker has its own globals: it is begun with this one's difference.
      const { Blob } = globalThis
      const back = 'Date.now = (now => () => now() - 40 * 86400000)(Date.now); '
      globalThis.Blob = class extends Blob {
        constructor(parts, options) {
          super(options?.type === 'text/javascript' ? [back, ...parts] : parts, options)
        }
      }
    })
    await other.goto(page.url)
    await other.evaluate(vault => scene.join(vault), 'clock')
    const before = await other.evaluate(() => scene.serials(globalThis.vault))
    const refused = await other.evaluate(async () => [await scene.codeOf(scene.issue(globalThis.vault)), await scene.codeOf((await scene.authorityOf(globalThis.vault)).issueCrl())])
    assert.deepEqual(refused, ['policy/violations', 'authority/clock-backwards'])
    assert.deepEqual(await other.evaluate(() => scene.serials(globalThis.vault)), before)
    await other.evaluate(() => globalThis.vault.lock())
  })
})
