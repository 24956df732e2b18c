/** Pages with the stores and copies in them and nothing else, over http and as a file, in a profile that stays while browsers come and go. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import puppeteer from 'puppeteer-core'
import { browserPath } from '../../scripts/browsers.mjs'
import { serve } from '../../scripts/serve.mjs'
import { root } from '../../scripts/step.mjs'

/** What runs in the page. */
const PAGE = `
  export { indexedDbStore } from '${root}www/api/indexeddb.ts'
  export { browserPlaces, readCopy } from '${root}www/api/places/browser.ts'
  export { bucketCopy } from '${root}www/api/places/bucket.ts'
  export { opfsCopy } from '${root}www/api/places/opfs.ts'
  export { fileCopy } from '${root}www/api/places/file.ts'
  export { memoryCopy } from '${root}www/api/memory.ts'
  export { refusal } from '${root}www/api/connection.ts'
  export { manyPlaces } from '${root}www/api/places/many.ts'
  export { rollLog } from '${root}www/api/places/ending.ts'
  export { contract } from '${root}tests/js/store-contract.mjs'

  export const deleted = name => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: reject, onblocked: reject }))
  export const codeOf = promise => promise.then(value => 'nothing refused: ' + JSON.stringify(value), error => error.code ?? String(error))
  /** A header of the vault that is numbered so: its identifier is bytes 10 to 25. */
  export const header = vault => new Uint8Array(134).fill(vault, 10, 26)
  export const commit = (revision, vault = 1, way = 0, size = 100) => ({
    expectedRevision: revision - 1, revision, remove: [],
    put: [...(revision === 0 ? [['header', header(vault)]] : []), ['head', Uint8Array.of(revision, way)], ['cold/' + revision, crypto.getRandomValues(new Uint8Array(size))]],
  })
  /** The first commits of a vault. */
  export const filled = async (store, until, vault = 1) => {
    for (let revision = 0; revision <= until; revision++) await store.commit(commit(revision, vault))
    return store
  }
  export const told = places => places.places().map(({ name, state, revision, problem }) => [name, state, revision ?? -1, problem?.code].filter(part => part !== undefined).join(' '))
  export const held = holdings => holdings.map(({ place, revision, usable, problem }) => [place, revision, usable ? 'usable' : 'not', problem?.code].filter(part => part !== undefined).join(' '))
`

/** A folder with the page, its profile, and the browsers that are opened on it; `url` says how it is looked at. */
export async function ground(name, how) {
  const folder = mkdtempSync(join(tmpdir(), 'rootpage-copies-'))
  const site = join(folder, 'site')
  mkdirSync(site)
  const { outputFiles: [script] } = await build({ stdin: { contents: PAGE, resolveDir: root }, bundle: true, write: false, format: 'iife', globalName: 'stores' })
  writeFileSync(join(site, 'index.html'), `<!doctype html><meta charset="utf-8"><title>copies</title><script>${script.text}</script>`)
  const server = how === 'http' ? await serve(site) : { url: pathToFileURL(join(site, 'index.html')).href, close: async () => {} }
  const profile = join(folder, 'profile')
  const launch = () => puppeteer.launch(name === 'chromium'
    ? { executablePath: browserPath(name), userDataDir: profile, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] }
    : { browser: 'firefox', executablePath: browserPath(name), userDataDir: profile, extraPrefsFirefox: { 'remote.prefs.recommended': false, 'security.fileuri.strict_origin_policy': true } })
  return {
    profile,
    url: server.url,
    async open() {
      const browser = await launch()
      const page = await browser.newPage()
      await page.goto(server.url)
      return { browser, page, run: (...what) => page.evaluate(...what), close: () => browser.close(), async tab() {
        const other = await browser.newPage()
        await other.goto(server.url)
        return other
      } }
    },
    async leave() {
      await server.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
