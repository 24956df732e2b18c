/** Where the page is looked at: two browsers, over http and as one file with the network off. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import puppeteer from 'puppeteer-core'
import { browserPath } from '../../scripts/browsers.mjs'
import { serve } from '../../scripts/serve.mjs'
import { root } from '../../scripts/step.mjs'
import { Person } from './person.mjs'

/** BROWSERS=firefox and PLACES=file look at a part, while one works on it. */
export const BROWSERS = process.env.BROWSERS?.split(',') ?? ['chromium', 'firefox']
export const PLACES = process.env.PLACES?.split(',') ?? ['http', 'file']

/** A folder of its own: the page (as one file, with nothing beside it), the browser's profile, what was downloaded. */
export async function place(browser, how) {
  const folder = mkdtempSync(join(tmpdir(), 'rootpage-browser-'))
  const downloads = join(folder, 'downloads')
  mkdirSync(downloads)
  const { url, own, close } = how === 'http' ? await served() : alone(folder)
  const profile = join(folder, 'profile')
  return {
    browser, how, url, folder, downloads,
    open: options => open({ browser, how, url, own, downloads, profile, ...options }),
    stopServing: close,
    async leave() {
      await close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function served() {
  const { url, close } = await serve()
  return { url, own: address => address.startsWith(url) || inside(address), close: once(close) }
}

function alone(folder) {
  const empty = join(folder, 'page')
  mkdirSync(empty)
  const file = join(empty, 'rootpage.html')
  copyFileSync(`${root}dist/rootpage.html`, file)
  const url = pathToFileURL(file).href
  return { url, own: address => address === url || inside(address), close: async () => {} }
}

/** What a page makes itself and asks nobody for. */
const inside = address => address.startsWith('blob:') || address.startsWith('data:')

function once(close) {
  let closing
  return () => (closing ??= close())
}

/** A browser with the profile of the last time. `close` ends it as a person does. */
async function open({ browser: name, how, url, own, downloads, profile, width = 1280, height = 900, prepare = async () => {} }) {
  const browser = await puppeteer.launch(name === 'chromium' ? chromium(profile, downloads, how) : firefox(profile, downloads, how))
  const tab = async () => {
    const page = await browser.newPage()
    await page.setViewport({ width, height })
    const person = new Person(page, downloads, own)
    await prepare(page)
    await page.goto(url)
    return person
  }
  return { browser, person: await tab(), tab, close: () => browser.close() }
}

/** A proxy that nobody answers at: the network is off. */
const NOWHERE = { host: '127.0.0.1', port: 9 }

function chromium(userDataDir, downloadPath, how) {
  const off = how === 'file' ? [`--proxy-server=${NOWHERE.host}:${NOWHERE.port}`, '--proxy-bypass-list=<-loopback>'] : []
  return {
    executablePath: browserPath('chromium'),
    userDataDir,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...off],
    downloadBehavior: { policy: 'allow', downloadPath },
  }
}

/** The first two preferences give file:// the rules that people have: the driver relaxes them. */
function firefox(userDataDir, downloads, how) {
  const off = how === 'file'
    ? { 'network.proxy.type': 1, 'network.proxy.http': NOWHERE.host, 'network.proxy.http_port': NOWHERE.port, 'network.proxy.ssl': NOWHERE.host, 'network.proxy.ssl_port': NOWHERE.port, 'network.proxy.allow_hijacking_localhost': true, 'network.proxy.no_proxies_on': '' }
    : {}
  return {
    browser: 'firefox',
    executablePath: browserPath('firefox'),
    userDataDir,
    extraPrefsFirefox: {
      'remote.prefs.recommended': false,
      'security.fileuri.strict_origin_policy': true,
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
      // The list of downloads would take the focus from the page.
      'browser.download.alwaysOpenPanel': false,
      'browser.download.panel.shown': true,
      'browser.helperApps.neverAsk.saveToDisk': 'application/octet-stream',
      'browser.shell.checkDefaultBrowser': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'app.update.enabled': false,
      ...off,
    },
  }
}
