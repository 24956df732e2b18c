/** What the ledger's rarer forms do: environment and included files, a folder, answers, kinds of lists, a date to retire, certificates alone, what a renewal leaves behind. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { makeDirectory, PEM_PASSPHRASE } from './directory.mjs'
import { openssl } from './openssl.mjs'
import { BROWSERS, place } from './places.mjs'
import { COMMON_NAME, goTo as goToTab, makeVault } from './steps.mjs'

const ROOT = 'Old Sample Root'
const PROFILES = `
[ pinned ]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid, issuer:always
[ rootpage ]
merge = merged
[ merged ]
keyUsage = ask
`

for (const browser of BROWSERS) describe(`${browser}, the ledger`, () => {
  let where, opened, person, directory, cacert
  before(async () => {
    directory = makeDirectory()
    cacert = join(directory.path, 'cacert.pem')
    directory.write('openssl.cnf', `where = $ENV::SAMPLE_WHERE\nwho = $ENV::SAMPLE_WHO\n${directory.read('openssl.cnf')}\n.include CA/more.cnf\n`)
    directory.write('more.cnf', PROFILES)
    where = await place(browser, 'http')
    opened = await where.open()
    person = opened.person
    await makeVault(person)
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(test => person.wasFlawless(test))

  const goTo = (tab, authority = ROOT) => goToTab(person, authority, tab)
  /** A date or a time, however this browser would have it typed. */
  const set = async (label, value) => {
    await (await person.find('textbox', label)).evaluate((field, value) => {
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }, value)
  }
  const request = (host, ...options) => {
    const file = join(where.folder, `${host}.pem`)
    directory.openssl('req', '-new', '-key', 'key.pem', '-out', file, '-subj', `/O=The Sample Company/ST=New York/C=US/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, ...options)
    return file
  }
  const sign = async file => {
    await goTo('Certificates')
    await person.press('button', 'Sign a request')
    await person.chooseFile('Choose a file', file)
  }
  /** The files of the directory, as [path, base64]. */
  const files = () => {
    const names = ['openssl.cnf', 'more.cnf', 'index.txt', 'serial', 'cacert.pem', 'private/cakey.pem', 'newcerts/01.pem', 'newcerts/02.pem']
    return names.map(name => [`CA/${name}`, readFileSync(join(directory.path, name), 'base64')])
  }
  const subjectOf = pem => openssl('x509', '-in', pem, '-noout', '-subject').said

  test('a folder is dropped: every file below it is read', async () => {
    await person.press('button', 'Take in the directory of openssl ca')
    await person.see('Drop the directory here')
    await person.page.evaluate(files => {
      const entryOf = (path, content) => ({ isDirectory: false, fullPath: `/${path}`, file: give => give(new File([Uint8Array.from(atob(content), character => character.charCodeAt(0))], path)) })
      const folder = (name, entries) => ({
        isDirectory: true,
        name,
        createReader() {
          // A reader gives its entries a few at a time.
          const left = [...entries]
          return { readEntries: give => give(left.splice(0, 2)) }
        },
      })
      const below = within => files.filter(([path]) => path.startsWith(within) && !path.slice(within.length).includes('/')).map(([path, content]) => entryOf(path, content))
      const root = folder('CA', [...below('CA/'), folder('private', below('CA/private/')), folder('newcerts', below('CA/newcerts/'))])
      const event = new Event('drop', { bubbles: true, cancelable: true })
      const dataTransfer = { types: ['Files'], items: [{ webkitGetAsEntry: () => root }], files: [], getData: () => '' }
      Object.defineProperty(event, 'dataTransfer', { value: dataTransfer })
      document.body.dispatchEvent(event)
    }, files())
    await person.see('CA, ')
    await person.see(ROOT)
    await person.see('Its configuration asks for values')
    await person.press('button', 'Another directory')
  })

  test('a folder is picked, its configuration asks for values, and is read with them', async () => {
    const input = await person.find('file', 'Choose a folder')
    await input.evaluate((input, files) => {
      const chosen = files.map(([path, content]) => {
        const file = new File([Uint8Array.from(atob(content), character => character.charCodeAt(0))], path.split('/').at(-1))
        return Object.defineProperty(file, 'webkitRelativePath', { value: path })
      })
      Object.defineProperty(input, 'files', { value: chosen })
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }, files())
    await person.see('2 valid, 1 expired, 1 revoked (2 rows without a certificate)')
    await person.see('config-broken')
    await person.fill('SAMPLE_WHERE', '/srv/ca')
    await person.press('button', 'Read it with these values')
    await person.see('Its configuration, line by line')
    await person.seeNot('Its configuration asks for values')
    await person.see('where = /srv/ca')
    await person.fill('PEM pass phrase', PEM_PASSPHRASE)
    await person.press('button', 'Take it in')
    await person.see('The directory is taken in')
    await person.see('mail.sample.com')
  })

  test('a file that the configuration includes is edited, and so is its environment', async () => {
    await goTo('Configuration')
    assert.equal(await person.valueOf('Values behind $ENV::'), 'SAMPLE_WHERE=/srv/ca\nSAMPLE_WHO=')
    assert.equal(await person.valueOf('CA/more.cnf'), PROFILES)
    await person.paste('CA/more.cnf', `${PROFILES}[ empty`)
    await person.see('openssl/config-syntax')
    await person.paste('CA/more.cnf', `${PROFILES}[ kiosk ]\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\nnsComment = for $ENV::SAMPLE_WHO\n`)
    await person.paste('Values behind $ENV::', 'SAMPLE_WHERE=/srv/ca\nSAMPLE_WHO=the hall')
    await person.see('nsComment = for the hall')
    await person.press('button', 'Save the configuration')
    await person.see('The configuration is saved')
    await sign(request('kiosk.sample.com'))
    await person.choose('Profile', 'kiosk')
    await person.see('for the hall')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
  })

  test('where the configuration asks, the answer for one extension is given on the screen', async () => {
    await sign(request('asked.sample.com', '-addext', 'keyUsage=digitalSignature'))
    await person.choose('Profile', 'kiosk')
    await person.see('It cannot be signed like this')
    await person.see('Who decides')
    const label = await person.page.evaluate(() => [...document.querySelectorAll('label')].map(({ innerText }) => innerText.trim()).find(text => text.startsWith('Who decides')))
    await person.choose(label, 'The request decides')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    assert.match(openssl('x509', '-in', await person.download('asked.sample.com.cert.pem'), '-noout', '-text').said, /Key Usage:[^]*Digital Signature/)
  })

  test('a certificate retires on a date that was chosen, and may be kept', async () => {
    await goTo('Configuration')
    await person.press('checkbox', 'Only one valid certificate with the same subject (unique_subject)')
    await person.press('button', 'Save the settings')
    await person.see('It counts from the next certificate on')
    await goTo('Certificates')
    await person.press('button', 'www.sample.com')
    await person.press('button', 'Renew…')
    await person.choose('The old certificate', 'is revoked on a date')
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    await set('On which day', day)
    await person.press('button', 'Make the key and sign')
    await person.see('Signed, and recorded in the vault')
    await person.press('button', '02, open the certificate')
    await person.see('revoked as superseded with the first list after that day')
    await person.press('button', 'Keep it')
    await person.seeNot('revoked as superseded with the first list after that day')
  })

  test('a list of a part, with its place and its own dates', async () => {
    await goTo('Configuration')
    await person.paste('Revocation lists are published at', 'http://sample.com/rootca.crl')
    await person.press('button', 'Save the settings')
    await person.see('It counts from the next certificate on')
    await goTo('Revocation list')
    await person.press('disclosure', 'Another kind of list')
    await person.choose('Whose certificates', 'Of servers and people only')
    await person.press('checkbox', 'Say in the list where it is published')
    const from = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16)
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 16)
    await set('Signed as of optional', from)
    await set('Next one due at optional', until)
    await person.press('button', 'Create revocation list')
    await person.see('is created')
    const { said } = openssl('crl', '-in', await person.download('users.crl.pem'), '-CAfile', cacert, '-noout', '-text')
    assert.match(said, /verify OK/)
    assert.match(said, /Issuing Distribution Point: critical[^]*URI:http:\/\/sample\.com\/rootca\.crl[^]*Only User Certificates/)
    const written = name => new Date(said.match(new RegExp(`${name}: (.*)`))[1]).toISOString().slice(0, 16)
    assert.deepEqual([written('Last Update'), written('Next Update')], [from, until])
  })

  test('what a renewal does not reach is told before it is done', async () => {
    await sign(request('pinned.sample.com'))
    await person.choose('Profile', 'pinned')
    await person.see('What would be issued')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    await goTo('Authority')
    await person.press('button', 'Renew with the same key…')
    await person.see('1 valid certificate does not go along')
    await person.see('pinned.sample.com: signed with')
    await person.press('button', 'Renew')
    await person.see('Renewed. Give out the new cacert.pem')
    await person.press('button', 'Renew with the same key…')
    await person.see('What was signed stays valid under either certificate')
    assert.equal((await person.read()).includes('does not go along'), false)
    await person.press('button', 'Cancel')
  })

  test('the key of a request for elsewhere is taken out before its certificate is back', async () => {
    await person.press('button', 'Rootpage, all authorities')
    await person.press('button', 'New authority')
    await person.press('button', 'signed elsewhere')
    await person.fill(COMMON_NAME, 'Sample Far CA')
    await person.press('button', 'Make key and request')
    await person.press('button', 'Take the key out')
    await person.fill('Password for the file', 'a password of tests')
    await person.fill('Password again', 'a password of tests')
    await person.press('button', 'Prepare the key')
    const key = await person.download('Sample-Far-CA.key.pem')
    await person.press('button', 'Done')
    const file = await person.download('Sample-Far-CA.req.pem')
    assert.equal(openssl('pkey', '-in', key, '-passin', 'pass:a password of tests', '-pubout').said, openssl('req', '-in', file, '-noout', '-pubkey').said)
  })

  test('a certificate is taken in without its key', async () => {
    const far = join(where.folder, 'far.pem')
    const extensions = join(where.folder, 'far.cnf')
    writeFileSync(extensions, '[req]\ndistinguished_name = dn\nx509_extensions = x\n[dn]\n[x]\nbasicConstraints = critical, CA:TRUE\n')
    directory.openssl('req', '-new', '-x509', '-config', extensions, '-key', 'key.pem', '-subj', '/CN=Sample Distant Root', '-days', '900', '-out', far)
    await person.paste('The certificate', readFileSync(far, 'utf8'))
    const buttons = await person.page.evaluate(() => [...document.querySelectorAll('button')].map(({ innerText }) => innerText.trim()).filter(text => text === 'Take the certificate in').length)
    assert.equal(buttons, 2, 'one for the request that waits, one for a certificate alone')
    await person.page.evaluate(() => [...document.querySelectorAll('form')].at(-1).requestSubmit())
    await person.see('Sample Distant Root')
    await goTo('Authority', 'Sample Distant Root')
    await person.see('The authority is here with its certificate only')
    assert.match(subjectOf(await person.download('cacert.pem')), /Sample Distant Root/)
  })

  test('a message on a phone covers nothing that can be pressed', async () => {
    await person.page.setViewport({ width: 390, height: 700 })
    await goTo('Configuration')
    await person.choose('What would end after the authority', 'ends with the authority')
    await person.press('button', 'Save the settings')
    await person.see('Saved. It counts from the next certificate on.')
    const covered = await person.page.evaluate(() => {
      const region = document.querySelector('.toasts')
      const pressable = [...document.querySelectorAll('main button, main a[href], main input, main select, main textarea, main summary')]
      return pressable.filter(element => element.checkVisibility() && !region.contains(element)).filter(element => {
        element.scrollIntoView({ block: 'nearest' })
        return Math.min(element.getBoundingClientRect().bottom, innerHeight) > region.getBoundingClientRect().top + 1 && element.getBoundingClientRect().height < innerHeight / 2
      }).map(element => element.outerHTML)
    })
    assert.deepEqual(covered, [])
    await person.see('Saved. It counts from the next certificate on.')
  })
})
