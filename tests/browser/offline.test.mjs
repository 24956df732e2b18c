/** Does the site work without a network after one visit, and does nothing leave the page that is one file. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { root } from '../../scripts/step.mjs'
import { BROWSERS, place } from './places.mjs'
import { COMMON_NAME, PASSPHRASE } from './steps.mjs'

for (const browser of BROWSERS) describe(browser, () => {
  test('the site works offline after one visit, the vault included', async () => {
    const where = await place(browser, 'http')
    let opened = await where.open()
    try {
      await opened.person.fill('Passphrase', PASSPHRASE)
      await opened.person.fill('Passphrase again', PASSPHRASE)
      await opened.person.press('button', 'Create the vault')
      await opened.person.see('Create your authority')
      await opened.person.page.waitForFunction(() => navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated'), { timeout: 30_000, polling: 100 })
      await opened.close()
      await where.stopServing()

      opened = await where.open()
      const { person } = opened
      await person.see('Unlock the vault')
      await person.fill('Passphrase', PASSPHRASE)
      await person.press('button', 'Unlock')
      await person.see('Create your authority')
      await person.fill(COMMON_NAME, 'Sample Root')
      await person.press('button', 'Create the authority')
      await person.see('Sample Root is ready')
      assert.match(await person.downloadText('cacert.pem'), /BEGIN CERTIFICATE/)
      await person.wasFlawless()
    } finally {
      await opened.close()
      await where.leave()
    }
  })

  test('the page that is one file lets nothing out, whatever runs in it', async () => {
    const ear = await listen()
    const where = await place(browser, 'http')
    const { browser: running, close } = await where.open()
    try {
      assert.ok((await probe(running, where, ear, false)).length >= 6, 'the probe itself does not work')
      assert.deepEqual(await probe(running, where, ear, true), [])
    } finally {
      await close()
      await where.leave()
      await ear.close()
    }
  })
})

/** Tries every way out from within a page, with the built page's own policy or without any; gives what was heard. */
async function probe(browser, where, ear, guarded) {
  const script = `(${attempts})(${JSON.stringify(ear.url)})`
  const built = readFileSync(`${root}dist/rootpage.html`, 'utf8')
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(built)[1]
  const own = `'sha256-${createHash('sha256').update(script).digest('base64')}'`
  const meta = guarded ? `<meta http-equiv="Content-Security-Policy" content="${policy.replace('script-src ', `script-src ${own} `)}">` : ''
  const file = join(where.folder, `probe-${guarded}.html`)
  writeFileSync(file, `<!doctype html><meta charset="utf-8">${meta}<title>probe</title><body><script>${script}</script>`)
  ear.heard.clear()
  const page = await browser.newPage()
  await page.goto(pathToFileURL(file).href)
  await page.waitForFunction(() => document.title === 'tried', { timeout: 30_000 })
  await new Promise(done => setTimeout(done, 1500))
  await page.close()
  return [...ear.heard]
}

/** Runs in the page. What is known to get past every policy (leaving the page, WebRTC, preconnect) is written in the threat model. */
async function attempts(url) {
  const add = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties))
  const ways = {
    fetch: () => fetch(`${url}fetch`, { mode: 'no-cors' }),
    keepalive: () => fetch(`${url}keepalive`, { mode: 'no-cors', keepalive: true, method: 'POST', body: 'secret' }),
    xhr: () => { const request = new XMLHttpRequest(); request.open('GET', `${url}xhr`); request.send() },
    beacon: () => navigator.sendBeacon(`${url}beacon`, 'secret'),
    socket: () => new WebSocket(`${url.replace('http', 'ws')}socket`),
    events: () => new EventSource(`${url}events`),
    image: () => { new Image().src = `${url}image` },
    style: () => add('link', { rel: 'stylesheet', href: `${url}style` }),
    background: () => { document.body.style.backgroundImage = `url(${url}background)` },
    font: () => new FontFace('probe', `url(${url}font)`).load(),
    script: () => add('script', { src: `${url}script` }),
    module: () => import(`${url}module`),
    frame: () => add('iframe', { src: `${url}frame` }),
    object: () => add('object', { data: `${url}object` }),
    media: () => add('video', { src: `${url}media`, preload: 'auto' }),
    form: () => {
      const form = Object.assign(document.createElement('form'), { action: `${url}form`, method: 'POST', target: 'probe' })
      add('iframe', { name: 'probe' })
      document.body.append(form)
      form.submit()
    },
    worker: () => new Worker(URL.createObjectURL(new Blob([`fetch(${JSON.stringify(`${url}worker`)}, { mode: 'no-cors' })`]))),
  }
  for (const attempt of Object.values(ways)) {
    try {
      Promise.resolve(attempt()).catch(() => {})
    } catch {
      // Refused at once.
    }
  }
  setTimeout(() => { document.title = 'tried' }, 500)
}

async function listen() {
  const heard = new Set()
  const server = createServer((request, response) => {
    heard.add(request.url.slice(1))
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end()
  })
  server.on('upgrade', (request, socket) => {
    heard.add(request.url.slice(1))
    socket.destroy()
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return { heard, url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise(done => { server.closeAllConnections(); server.close(done) }) }
}
