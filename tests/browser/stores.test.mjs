/** Does indexedDbStore keep the contract of stores in real browsers, and does it notice what can happen to a database there. */
import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { build } from 'esbuild'
import puppeteer from 'puppeteer-core'
import { browserPath } from '../../scripts/browsers.mjs'
import { serve } from '../../scripts/serve.mjs'
import { root } from '../../scripts/step.mjs'
import { contract } from '../js/store-contract.mjs'

/** What runs in the page: the store, its connection and the contract. */
const PAGE = `
  export { indexedDbStore } from '${root}www/api/indexeddb.ts'
  export { Connection } from '${root}www/api/connection.ts'
  export { contract } from '${root}tests/js/store-contract.mjs'
  export const deleted = name => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: reject, onblocked: reject }))
  export const codeOf = promise => promise.then(value => 'nothing refused: ' + JSON.stringify(value), error => error.code ?? String(error))
  export const first = { expectedRevision: -1, revision: 0, put: [['head', Uint8Array.of(1)]], remove: [] }
`

let server, folder
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rootpage-stores-'))
  const { outputFiles: [script] } = await build({ stdin: { contents: PAGE, resolveDir: root }, bundle: true, write: false, format: 'iife', globalName: 'stores' })
  writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>stores</title><script>${script.text}</script>`)
  server = await serve(folder)
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const launch = (browser, options = {}) => puppeteer.launch({
  browser: browser === 'chromium' ? 'chrome' : 'firefox',
  executablePath: browserPath(browser),
  args: browser === 'chromium' ? ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] : [],
  ...options,
})

async function pageOf(browser) {
  const page = await browser.newPage()
  await page.goto(server.url)
  return page
}

for (const name of ['chromium', 'firefox']) {
  describe(`indexedDbStore in ${name}`, () => {
    let browser, page
    before(async () => {
      browser = await launch(name)
      page = await pageOf(browser)
    })
    after(() => browser.close())

    for (const question of Object.keys(contract)) {
      test(question, () => page.evaluate(async question => {
        const place = crypto.randomUUID()
        await stores.contract[question](async () => stores.indexedDbStore(place))
      }, question))
    }

    test('a database that was emptied beside its marker is a loss, until somebody accepts it', async () => {
      const said = await page.evaluate(async () => {
        const store = stores.indexedDbStore('lost')
        await store.commit(stores.first)
        await store.close()
        await stores.deleted('rootpage:lost')
        const refused = [await stores.codeOf(store.revision()), await stores.codeOf(store.load())]
        store.acceptLoss()
        return [...refused, await store.revision()]
      })
      assert.deepEqual(said, ['store/lost', 'store/lost', -1])
    })

    test('a database of a later layout is refused and left alone', async () => {
      const said = await page.evaluate(async () => {
        await new Promise(resolve => { indexedDB.open('rootpage:later', 99).onsuccess = event => resolve(event.target.result.close()) })
        return stores.codeOf(stores.indexedDbStore('later').revision())
      })
      assert.equal(said, 'vault/too-new')
    })

    test('an old tab that does not let go is named; one of ours lets go by itself', async () => {
      const said = await page.evaluate(async () => {
        const old = await new Promise(resolve => { indexedDB.open('rude', 1).onsuccess = event => resolve(event.target.result) })
        const rude = await stores.codeOf(new stores.Connection('rude', 2, () => {}).use(async () => {}))
        old.close()
        const ours = new stores.Connection('polite', 1, () => {})
        await ours.use(async () => {})
        return [rude, await new stores.Connection('polite', 2, () => {}).use(async database => database.version)]
      })
      assert.deepEqual(said, ['store/blocked', 2])
    })

    test('a page that may store nothing is told so', async () => {
      const said = await page.evaluate(async () => {
        const { get } = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')
        Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get: () => ({ open() { throw new DOMException('The operation is insecure.', 'SecurityError') } }) })
        const forbidden = await stores.codeOf(stores.indexedDbStore('forbidden').revision())
        Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get })
        return forbidden
      })
      assert.equal(said, 'store/unavailable')
    })

    test('a question to the browser that nobody answers does not stop anything', async () => {
      const said = await page.evaluate(() => stores.indexedDbStore('persist').persist())
      assert.ok(said === undefined || typeof said === 'boolean')
    })
  })
}

describe('what only Chromium does', () => {
  test('a full disk refuses the commit, and what was there stays', async () => {
    const browser = await launch('chromium')
    try {
      const page = await pageOf(browser)
      const session = await page.createCDPSession()
      // Chromium keeps what it knows of the quota for a while, so it is told before anything is stored.
      await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(server.url).origin, quotaSize: 1_000_000 })
      const said = await page.evaluate(async () => {
        const store = stores.indexedDbStore('full')
        await store.commit(stores.first)
        for (let revision = 1; revision < 50; revision++) {
          const put = Array.from({ length: 20 }, (_, index) => [`cold/${revision}-${index}`, crypto.getRandomValues(new Uint8Array(65536))])
          const code = await stores.codeOf(store.commit({ expectedRevision: revision - 1, revision, put, remove: [] }))
          if (code.startsWith('store/')) return { code, missing: (await store.read([`cold/${revision}-0`])).length, lost: revision - 1 - await store.revision() }
        }
      })
      assert.deepEqual(said, { code: 'store/quota', missing: 0, lost: 0 })
    } finally {
      await browser.close()
    }
  })

  test('a database that Chromium deleted by itself is a loss, even without the marker', async () => {
    const userDataDir = mkdtempSync(join(tmpdir(), 'rootpage-profile-'))
    try {
      const visit = async run => {
        const browser = await launch('chromium', { userDataDir })
        try {
          return await (await pageOf(browser)).evaluate(run)
        } finally {
          await browser.close()
        }
      }
      await visit(() => stores.indexedDbStore('deleted').commit(stores.first))
      tearLog(join(userDataDir, 'Default/IndexedDB'))
      // The first start behind a torn record reads everything and writes behind it; the second finds the log broken and deletes it.
      await visit(() => stores.indexedDbStore('deleted').commit({ expectedRevision: 0, revision: 1, put: [], remove: [] }))
      const said = await visit(() => {
        localStorage.clear()
        return stores.codeOf(stores.indexedDbStore('deleted').load())
      })
      assert.equal(said, 'store/lost')
    } finally {
      rmSync(userDataDir, { recursive: true, force: true })
    }
  })

  /** What a kill can leave: the header of a record without the record. */
  function tearLog(folder) {
    const database = readdirSync(folder).find(name => name.endsWith('.indexeddb.leveldb'))
    const log = readdirSync(join(folder, database)).filter(name => name.endsWith('.log')).sort().at(-1)
    appendFileSync(join(folder, database, log), Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x40, 0x00, 0x01))
  }
})
