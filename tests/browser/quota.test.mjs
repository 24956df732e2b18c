/** When a browser gives no more room, or none that lasts. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { launch, vaultPage } from './vault-page.mjs'

const SCENE = `
  const scratch = () => new Promise((resolve, reject) => {
    const request = indexedDB.open('filler', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('pieces', { autoIncrement: true })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  /** Fills what room there is with something else, until not even a little goes in. */
  export async function fill() {
    const database = await scratch()
    for (const size of [262144, 16384, 512]) {
      for (;;) {
        const added = await new Promise(resolve => {
          const tx = database.transaction('pieces', 'readwrite', { durability: 'strict' })
          tx.objectStore('pieces').add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65536))))
          for (let more = 65536; more < size; more += 65536) tx.objectStore('pieces').add(crypto.getRandomValues(new Uint8Array(65536)))
          tx.oncomplete = () => resolve(true)
          tx.onabort = () => resolve(false)
        })
        if (!added) break
      }
    }
    database.close()
  }
  export const empty = () => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase('filler'), { onsuccess: resolve, onerror: reject, onblocked: reject }))
`

let page
before(async () => {
  page = await vaultPage(SCENE)
})
after(() => page.leave())

test('without room an act is refused, nothing is lost, and it goes on once there is room again', async () => {
  const { tab, close } = await launch('chromium')
  try {
    const shown = await tab(page.url)
    const devtools = await shown.createCDPSession()
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url).origin, quotaSize: 6_000_000 })
    const said = await shown.evaluate(async () => {
      const vault = await scene.make(scene.browserPlaces('full'))
      const before = await scene.issue(vault)
      const { revision } = await vault.view()
      await scene.fill()
      const refused = await scene.codeOf(scene.issue(vault))
      const unchanged = (await vault.view()).revision === revision
      const kept = await scene.serials(vault)
      await scene.empty()
      const next = await scene.issue(vault)
      const all = await scene.serials(vault)
      vault.lock()
      const again = await scene.open(scene.browserPlaces('full'))
      return { refused, kept: kept.length === 1 && kept[0] === before, next: all.length === 2 && all.includes(next), reopened: (await scene.serials(again)).length, damages: await again.check(), unchanged }
    })
    assert.deepEqual(said, { refused: 'store/quota', kept: true, next: true, reopened: 2, damages: [], unchanged: true })
  } finally {
    await close()
  }
})

describe('in a private window', () => {
  const keeps = async tab => {
    const serial = await tab.evaluate(async () => {
      const vault = await scene.make(scene.browserPlaces('private'))
      const serial = await scene.issue(vault)
      vault.lock()
      return serial
    })
    await tab.reload()
    assert.deepEqual(await tab.evaluate(async () => scene.serials(await scene.open(scene.browserPlaces('private')))), [serial])
  }

  test('Chromium keeps the vault as long as the window is there, and has never heard of it afterwards', async () => {
    const { browser, close } = await launch('chromium')
    try {
      const first = await browser.createBrowserContext()
      const tab = await first.newPage()
      await tab.goto(page.url)
      await keeps(tab)
      await first.close()
      const second = await browser.createBrowserContext()
      const fresh = await second.newPage()
      await fresh.goto(page.url)
      assert.equal(await fresh.evaluate(() => scene.browserPlaces('private').revision()), -1)
    } finally {
      await close()
    }
  })

  test('Firefox keeps the vault as long as the window is there', async () => {
    const { tab, close } = await launch('firefox', undefined, { 'browser.privatebrowsing.autostart': true })
    try {
      await keeps(await tab(page.url))
    } finally {
      await close()
    }
  })
})
