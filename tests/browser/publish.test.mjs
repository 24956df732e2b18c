/** Does the page publish, and does what it published find a certificate: in both browsers, the folder served over http and opened from the disk. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Person } from './person.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { goTo, makeAuthority, makeVault, signText } from './steps.mjs'

const ROOT = 'Sample Root'
const TYPES = { '.html': 'text/html', '.txt': 'text/plain', '.crl': 'application/pkix-crl', '.cer': 'application/pkix-cert', '.crt': 'application/x-x509-ca-cert' }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A folder on a port of its own, as any web server serves it. */
async function served(folder) {
  const server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url, 'http://here').pathname))
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'index.html') : path
    response.writeHead(existsSync(file) ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    if (existsSync(file)) createReadStream(file).pipe(response)
    else response.end()
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

for (const browser of BROWSERS) for (const how of PLACES) describe(`${browser}, ${how}`, () => {
  let where, opened, person, folder, serial
  let visits = []
  before(async () => {
    where = await place(browser, how)
    opened = await where.open()
    person = opened.person
    await makeVault(person)
    await makeAuthority(person, ROOT)
    await person.press('button', 'Go to the authority')
    for (const host of ['mail.sample.com', 'www.sample.com']) {
      const request = execFileSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`], { stdio: 'pipe' })
      await signText(person, request.toString())
      await goTo(person, ROOT, 'Certificates')
    }
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(async test => {
    await person.wasFlawless(test)
    for (const { visitor, leave } of visits) {
      await visitor.wasFlawless()
      await leave()
    }
    visits = []
    // A tab in the background does not paint, and nobody can press anything in it.
    await person.page.bringToFront()
  })

  /** Publishes from the tab and unpacks what is downloaded. */
  async function publish(choice, said) {
    await goTo(person, ROOT, 'Publish')
    await person.press('radio', choice)
    await person.press('button', 'Publish')
    await person.see(said)
    const zip = await person.download('Sample-Root.public.zip')
    folder = join(where.folder, `unpacked-${readdirSync(where.folder).length}`)
    mkdirSync(folder)
    execFileSync('unzip', ['-q', zip, '-d', folder])
    const names = readdirSync(join(folder, 'public')).includes('certificates') ? readdirSync(join(folder, 'public/certificates')) : []
    const isWww = name => readFileSync(join(folder, 'public/certificates', `${name}.html`), 'utf8').includes('<h1>www.sample.com</h1>')
    serial = names.map(name => name.split('.')[0]).find(isWww)
  }

  /** Somebody who looks at what was published: nothing is asked of anybody else. */
  async function visit(path) {
    const site = how === 'http' ? await served(join(folder, 'public')) : { url: pathToFileURL(join(folder, 'public/')).href, close: () => {} }
    const page = await opened.browser.newPage()
    const visitor = new Person(page, where.downloads, url => url.startsWith(site.url) || url.startsWith('data:'))
    visits.push({ visitor, leave: async () => { await page.close(); await site.close() } })
    await page.goto(new URL(path, site.url).href)
    return visitor
  }

  test('what would be public is said before, and what is wrong with it', async () => {
    await goTo(person, ROOT, 'Publish')
    await person.see('There is no complete CRL')
    await person.see('publish/no-addresses')
    await person.see('cacert.crt')
    await person.see('servers/apache.conf')
    await goTo(person, ROOT, 'Revocation list')
    await person.press('button', 'Create revocation list')
    await person.see('The newest list')
    await goTo(person, ROOT, 'Publish')
    await person.see('rootca.crl.pem')
    await person.seeNot('There is no complete CRL')
  })

  test('with a search, a certificate is found by a part of its name and by its serial number', async () => {
    await publish('All, with a search', 'to be published')
    const visitor = await visit('index.html')
    await visitor.see('Look up a certificate')
    await visitor.fill('Serial number or name', 'WWW.')
    await visitor.press('button', 'Look up')
    await visitor.see('1 certificate')
    await visitor.see('Valid until')
    await visitor.fill('Serial number or name', 'sample.com')
    await visitor.press('button', 'Look up')
    await visitor.see('2 certificates')
    await visitor.fill('Serial number or name', 'nobody.sample.com')
    await visitor.press('button', 'Look up')
    await visitor.see('No certificate has this serial number or name')
    await visitor.fill('Serial number or name', serial.toLowerCase().match(/../g).join(':'))
    await visitor.press('button', 'Look up')
    await visitor.see('1 certificate')
    await visitor.press('link', 'www.sample.com')
    await visitor.see('-----BEGIN CERTIFICATE-----')
    await visitor.see(serial)
    await visitor.see('SHA-256')
    await visitor.press('link', 'Sample Root')
    await visitor.see('Look up a certificate')
  })

  test('the pages are for everybody: axe finds nothing, light and dark, wide and on a phone', async () => {
    if (browser !== 'chromium') return
    for (const path of ['index.html', `certificates/${serial}.html`]) {
      const { page } = await visit(path)
      for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']]) {
        await page.setViewport({ width, height: 844 })
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
        await page.evaluate(axe)
        const found = await page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`))
        assert.deepEqual(found, [], `${path}, ${scheme}, ${width}`)
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways at ${width}`)
        if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `published-${path.split('/')[0]}-${scheme}-${width}.png`), fullPage: true })
      }
    }
  })

  test('once more, and nothing has changed', async () => {
    await goTo(person, ROOT, 'Publish')
    await person.see('Nothing has changed since.')
    await person.press('button', 'Publish')
    await person.see('Nothing has changed since the last time')
  })

  test('by serial number alone, nothing is listed, and who knows the number finds the certificate', async () => {
    await publish('By serial number', 'changed')
    const visitor = await visit('index.html')
    assert.doesNotMatch(await visitor.page.content(), /www\.sample\.com|mail\.sample\.com/)
    await visitor.fill('Serial number', 'C0FFEE')
    await visitor.press('button', 'Look up')
    await visitor.see('No certificate of this authority has this serial number')
    await visitor.fill('Serial number', BigInt(`0x${serial}`).toString())
    await visitor.press('button', 'Look up')
    await visitor.see('-----BEGIN CERTIFICATE-----')
    await visitor.see('Valid until')
  })

  test('none at all, and what is to be taken off the server is said', async () => {
    await publish('None', 'removed')
    await person.see('To be taken off the server')
    const visitor = await visit('index.html')
    await visitor.see('The certificate of the authority')
    await visitor.seeNot('Look up')
  })
})
