/** What does somebody see when things go wrong, or go fast. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { root } from '../../scripts/step.mjs'
import { makeDirectory } from './directory.mjs'
import { BROWSERS, place } from './places.mjs'
import * as steps from './steps.mjs'

const vector = name => readFileSync(`${root}tests/vectors/requests/${name}`, 'utf8')

for (const browser of BROWSERS) describe(browser, () => {
  let where, opened, person
  before(async () => {
    where = await place(browser, 'http')
    opened = await where.open({ prepare: rememberWorkers })
    person = opened.person
    await steps.makeVault(person)
    await makeAuthority('Sample Root')
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(test => person.wasFlawless(test))

  const makeAuthority = name => steps.makeAuthority(person, name)
  const unlock = () => steps.unlock(person)
  const paste = async () => {
    await person.paste('Or paste it', vector('openssl-ec.pem'))
    await person.see('What would be issued')
  }

  test('two presses of Sign make one certificate', async () => {
    await person.press('button', 'Sign a request')
    await paste()
    const sign = await person.find('button', 'Sign')
    await sign.evaluate(button => { button.click(); button.click() })
    await person.see('Signed, and recorded in the vault')
    await person.press('button', 'Sample Root')
    await person.see('1 certificate')
  })

  test('a name that is still being typed is not left out of what is signed', async () => {
    await person.press('button', 'Sign a request')
    await paste()
    await person.fill('Alternative names', 'smtp.sample.com')
    await person.page.evaluate(() => [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Sign').click())
    await person.leaveField()
    await person.find('button', 'Remove smtp.sample.com')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    await person.see('smtp.sample.com')
  })

  test('the way back is the browser’s own, and an unlock returns to where one was', async () => {
    await person.press('button', 'Sample Root')
    await person.press('tab', 'Revocation list')
    await person.see('Create a revocation list')
    await person.page.goBack()
    await person.see('2 certificates')
    await person.page.goForward()
    await person.see('Create a revocation list')
    await person.page.reload()
    await unlock()
    await person.see('Create a revocation list')
  })

  test('a request dropped where there are several authorities waits until one is chosen', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.press('button', 'New authority')
    await makeAuthority('Test Lab')
    await person.press('button', 'Rootpage, all authorities')
    await person.dropAnywhere('req.pem', vector('openssl-rsa.pem'))
    await person.see('Which authority shall sign it?')
    await person.press('button', 'Test Lab')
    await person.see('What would be issued')
    await person.see('req.pem')
  })

  test('the colours can be chosen, and stay chosen', async () => {
    const background = () => person.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await person.press('button', 'Colours: as the system has it')
    const light = await background()
    await person.press('button', 'Colours: light')
    await person.find('button', 'Colours: dark')
    const dark = await background()
    assert.notEqual(dark, light)
    await person.page.reload()
    await person.see('Unlock the vault')
    assert.equal(await background(), dark)
    await person.press('button', 'Colours: dark')
    await unlock()
    await person.see('Drop a request here')
  })

  test('what is no request is named and shown', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.press('button', 'Sample Root')
    await person.press('tab', 'Authority')
    const itself = await person.downloadText('cacert.pem')
    await person.pasteAnywhere(makeDirectory().read('cert.pem'))
    await person.see('Look at a file')
    await person.see('old.sample.com')
    await person.press('button', 'Put all away')
    await person.press('button', 'Authorities')
    await person.press('button', 'Sample Root')
    await person.press('button', 'Sign a request')
    await person.paste('Or paste it', makeDirectory().read('cert.pem'))
    await person.see('This is a certificate')
    await person.see('CN=old.sample.com')
    await person.fill('Or paste it', '')
    await person.seeNot('This is a certificate')
    await person.paste('Or paste it', itself)
    await person.see('self-signed certificate, to be signed anew')
    await person.press('button', 'Another request')
  })

  test('a core that stops locks the vault and says so; nothing is lost', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.see('Test Lab')
    await person.page.evaluate(() => { for (const worker of globalThis.workers) worker.onmessage({ data: { crash: 'unreachable' } }) })
    await person.see('The core stopped')
    assert.doesNotMatch(await person.read(), /Test Lab|sample/)
    await unlock()
    await person.see('Test Lab')
  })

  test('a vault that the browser lost is a loss and no first visit', async () => {
    await person.press('button', 'Lock')
    await person.see('The vault is locked')
    await person.page.evaluate(() => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase('rootpage:vault'), { onsuccess: resolve, onerror: reject, onblocked: reject })))
    await person.page.reload()
    await person.see('The vault is gone')
    assert.equal(await person.has('button', 'Begin again with an empty vault'), false)
    await person.press('disclosure', 'There is no backup')
    await person.press('checkbox', 'I understand that a new vault does not bring the old one back')
    await person.press('button', 'Begin again with an empty vault')
    await person.see('Be your own certificate authority')
  })
})

/** So that a test can say what a worker says when its core stops. */
function rememberWorkers(page) {
  return page.evaluateOnNewDocument(() => {
    globalThis.workers = []
    globalThis.Worker = class extends Worker {
      constructor(...args) {
        super(...args)
        globalThis.workers.push(this)
      }
    }
  })
}
