/** A page with nothing but the package and the places of the browser on it, for tests that do to it what no person at the page can do. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import puppeteer from 'puppeteer-core'
import { browserPath } from '../../scripts/browsers.mjs'
import { serve } from '../../scripts/serve.mjs'
import { root } from '../../scripts/step.mjs'

export const PASSPHRASE = 'gown catch artwork album genuine'
/** The cheapest derivation of a key that the format allows: what is measured here is something else. */
const KDF = { memoryKib: 19_456, passes: 2, lanes: 1 }

/** What every such page has: the package, and what is done with it in every test. */
const SCENE = `
  import * as rootpage from '${root}dist/package/inline.js'

  export * from '${root}dist/package/inline.js'
  export const passphrase = ${JSON.stringify(PASSPHRASE)}

  /** A vault with an authority; a request that anything is issued for. */
  export async function make(store, options = {}) {
    const vault = await rootpage.openVault({ store, passphrase, create: true, kdf: ${JSON.stringify(KDF)}, backupLimit: null, ...options })
    await vault.createAuthority({ subject: 'CN=Sample Root', days: 3000 })
    return vault
  }
  export const open = (store, options = {}) => rootpage.openVault({ store, passphrase, ...options })
  export const authorityOf = async vault => (await vault.authorities())[0]

  let request
  let issued = 0
  /** Another certificate; gives its serial number once it is released. */
  export async function issue(vault) {
    request ??= rootpage.generateKey('p-256').then(key => rootpage.createRequest(key, { subject: 'CN=sample.com', san: ['dns:sample.com'] }))
    const name = [Date.now().toString(36), issued++, 'sample.com'].join('.')
    const { serial } = await (await authorityOf(vault)).issue((await request).pem, { subject: 'CN=' + name, san: ['dns:' + name] })
    return serial
  }
  export async function serials(vault) {
    const all = []
    for await (const { serial } of (await authorityOf(vault)).certificates()) all.push(serial)
    return all
  }
  export const codeOf = promise => promise.then(value => 'nothing refused: ' + String(JSON.stringify(value)).slice(0, 200), error => error.code ?? String(error))
`

/** Serves the page; `more` is what the test's own page has beside the scene. */
export async function vaultPage(more = '') {
  const folder = mkdtempSync(join(tmpdir(), 'rootpage-vault-'))
  const { outputFiles: [script] } = await build({ stdin: { contents: SCENE + more, resolveDir: root, loader: 'js' }, bundle: true, write: false, format: 'iife', globalName: 'scene', target: 'es2022', logLevel: 'error' })
  writeFileSync(join(folder, 'scene.js'), script.text)
  writeFileSync(join(folder, 'index.html'), '<!doctype html><meta charset="utf-8"><title>A vault</title><script src="scene.js"></script>')
  const { url, close } = await serve(folder)
  return {
    url,
    /** The same page from the disk. */
    file: pathToFileURL(join(folder, 'index.html')).href,
    /** A profile of its own, as long as the page is served. */
    profile: name => join(folder, name),
    async leave() {
      await close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

const FIREFOX = {
  // One that was killed begins as if nothing had been.
  'browser.sessionstore.resume_from_crash': false,
  'toolkit.startup.max_resumed_crashes': -1,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false,
}

/** A browser that can be killed, with the profile of the last time; the preferences are Firefox's. */
export async function launch(name, userDataDir, preferences = {}) {
  const browser = await puppeteer.launch({
    browser: name === 'chromium' ? 'chrome' : 'firefox',
    executablePath: browserPath(name),
    ...userDataDir && { userDataDir },
    args: name === 'chromium' ? ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] : [],
    ...name === 'firefox' && { extraPrefsFirefox: { ...FIREFOX, ...preferences } },
  })
  return { browser, tab: url => tab(browser, url), kill: () => kill(browser), close: () => browser.close() }
}

async function tab(browser, url) {
  const page = await browser.newPage()
  await page.goto(url)
  return page
}

/** Ends all processes of a browser that was started here, at once and without a word, and waits until none is left. */
async function kill(browser) {
  const { pid } = browser.process()
  const family = [pid, ...descendants(pid)]
  for (const member of family) end(member)
  for (let waited = 0; family.some(lives); waited += 20) {
    if (waited > 10_000) throw new Error(`Of the processes ${family.join(', ')} some do not end.`)
    await pause(20)
  }
}

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** A process that has ended and was not fetched yet does nothing any more. */
function lives(pid) {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** All that a process has started, and what that has started. */
function descendants(pid) {
  const parents = readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(name => {
    try {
      const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))
      return [[Number(name), Number(parent)]]
    } catch {
      return []
    }
  })
  const below = from => parents.filter(([, parent]) => parent === from).flatMap(([child]) => [child, ...below(child)])
  return below(pid)
}
