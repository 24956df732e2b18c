/** Can somebody look at any file, turn it into another, and use a certificate where it is needed: in both browsers, over http and from one file with the network off. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { root } from '../../scripts/step.mjs'
import { makeMaterial, STORE_PASSWORD } from './material.mjs'
import { openssl, verifies } from './openssl.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { COMMON_NAME, goTo, makeVault, PASSPHRASE, signText, unlock } from './steps.mjs'

const vector = name => readFileSync(`${root}tests/vectors/requests/${name}`, 'utf8')
const publicKey = key => spawnSync('openssl', ['pkey', '-pubout'], { input: key, encoding: 'utf8' }).stdout
const NEW_PASSWORD = 'a longer password'
const keytool = (...args) => execFileSync('keytool', ['-J-Duser.language=en', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

for (const browser of BROWSERS) for (const how of PLACES) describe(`${browser}, ${how}`, () => {
  let where, opened, person, material
  before(async () => {
    material = makeMaterial()
    where = await place(browser, how)
    opened = await where.open()
    person = opened.person
  })
  after(async () => {
    await opened?.close()
    await where?.leave()
  })
  afterEach(test => person.wasFlawless(test))

  const open = async password => {
    await person.fill('Password', password)
    await person.press('button', 'Open')
  }
  /** The files of a target of the list that is open; a password is given twice. */
  const prepare = async (target, passwords = {}) => {
    await person.press('button', target)
    for (const [label, password] of Object.entries(passwords)) {
      await person.fill(label, password)
      await person.fill(`${label}, again`, password)
    }
    await person.press('button', 'Prepare the files')
    await person.see('Opened again and checked')
  }

  test('before there is a vault, a keystore is opened by its own password and no other', async () => {
    await person.press('button', 'Look at a file')
    await person.see('Drop files here')
    await person.dropFileAnywhere(material.path('server.p12'))
    await person.see('One thing is locked')
    await open('wrong')
    await person.see('This password opens none of it')
    assert.match(await person.saidAt('Password'), /opens none of it/)
    await open(STORE_PASSWORD)
    await person.see('Its private key is here, and fits')
    await person.see('called the shop')
    assert.equal(await person.has('button', 'Open'), false)
    await person.seeNot('is locked')
  })

  test('what is missing of the chain is named, and what comes later is taken into it', async () => {
    await person.see('Missing: Brought Root')
    await person.dropFileAnywhere(material.path('root.pem'))
    await person.seeNot('Missing: Brought Root')
    await person.see('Belongs together: server.p12, root.pem')
  })

  test('a heap of files is matched: key, certificate and chain', async () => {
    await person.press('button', 'Put all away')
    await person.see('Drop files here')
    await person.dropFileAnywhere(['issuing.pem', 'server.key.pem', 'root.pem', 'server.pem', 'server.req.pem'].map(material.path))
    await person.see('Its private key is here, and fits')
    await person.seeNot('Missing:')
    await person.see('Everything in it: 5 things')
    await person.press('disclosure', 'Details, purposes, pins')
    await person.see('SSL server')
    await person.see('TLSA records')
  })

  test('what belongs together is converted: the new file is opened by other programs', async () => {
    await person.press('button', 'Convert, or use it in…')
    await person.fill('Program or device', 'p7b')
    await person.seeNot('nginx')
    await person.press('button', 'PKCS #7 (.p7b, .p7c)')
    await person.see('Opened again and checked')
    const chain = openssl('pkcs7', '-inform', 'DER', '-in', await person.download('shop.sample.com.p7b'), '-print_certs', '-noout')
    assert.equal(chain.said.match(/subject=/g)?.length, 3, chain.said)
    await person.press('button', 'All programs')
    await person.fill('Program or device', '')
    await prepare('Windows and IIS: PFX', { 'Password of the PFX': NEW_PASSWORD })
    const pfx = await person.download('shop.sample.com.pfx')
    assert.ok(openssl('pkcs12', '-in', pfx, '-passin', `pass:${NEW_PASSWORD}`, '-nodes').agrees)
    assert.equal(openssl('pkcs12', '-in', pfx, '-passin', `pass:${STORE_PASSWORD}`, '-nodes').agrees, false)
    await person.press('button', 'All programs')
    await person.press('button', 'Java server or client')
    await person.press('radio', 'JKS')
    await person.fill('Password of the keystore', NEW_PASSWORD)
    await person.press('button', 'Prepare the files')
    await person.see('The two are not the same')
    await person.fill('Password of the keystore, again', NEW_PASSWORD)
    await person.press('button', 'Prepare the files')
    await person.see('Opened again and checked')
    assert.match(keytool('-list', '-keystore', await person.download('shop.sample.com.jks'), '-storepass', NEW_PASSWORD), /PrivateKeyEntry/)
  })

  test('an authority in a keystore becomes one of the vault, and signs', async () => {
    await person.press('button', 'Begin')
    await makeVault(person)
    await person.press('button', 'Lock')
    await person.press('button', 'Look at a file')
    await person.dropFileAnywhere(material.path('authority.p12'))
    await open(STORE_PASSWORD)
    await person.press('button', 'Unlock the vault to make it an authority')
    await unlock(person)
    await person.press('button', 'Make it an authority of this vault')
    await person.see('Brought Root is ready')
    await goTo(person, 'Brought Root', 'Certificates')
    await signText(person, vector('iis-rsa.pem'))
    const certificate = await person.download('mail.sample.com.cert.pem')
    assert.ok(verifies(material.path('root.pem'), certificate, '-verify_hostname', 'mail.sample.com').agrees)
  })

  test('a certificate whose key is elsewhere has its files without it, or with the key that is brought for once', async () => {
    await person.press('button', 'Windows and IIS: PFX')
    await person.see('Its private key is not in this vault')
    assert.equal(await person.has('button', 'Prepare the files'), false)
    await person.press('button', 'All programs')
    await prepare('nginx')
    assert.match(await person.downloadText('mail.sample.com.pem'), /BEGIN CERTIFICATE/)
    assert.equal(await person.has('button', 'Download mail.sample.com.key'), false)
    await goTo(person, 'Brought Root', 'Certificates')
    await signText(person, material.read('server.req.pem'))
    await person.press('button', 'Windows and IIS: PFX')
    await person.chooseFile('Choose the key’s file', material.path('server.key.pem'))
    await person.fill('Password of the PFX', NEW_PASSWORD)
    await person.fill('Password of the PFX, again', NEW_PASSWORD)
    await person.press('button', 'Prepare the files')
    const pfx = await person.download('shop.sample.com.pfx')
    const key = openssl('pkcs12', '-in', pfx, '-passin', `pass:${NEW_PASSWORD}`, '-nodes', '-nocerts').said
    assert.equal(publicKey(key), publicKey(material.read('server.key.pem')))
  })

  test('a key that was made here goes to nginx unencrypted, and only after that was said', async () => {
    await goTo(person, 'Brought Root', 'Certificates')
    await person.press('button', 'New key and request')
    await person.fill(COMMON_NAME, 'www.sample.com')
    await person.press('button', 'Make key and request')
    await person.press('button', 'Sign it now')
    await person.press('button', 'Sign')
    await person.see('Signed, and recorded in the vault')
    await person.press('button', 'nginx')
    await person.see('with the private key, not encrypted')
    assert.equal(await person.has('button', 'Prepare the files'), false)
    await person.press('checkbox', 'I need it unencrypted')
    assert.equal(await person.has('button', 'Prepare the files'), false)
    await person.fill('Passphrase of the vault', PASSPHRASE)
    await person.press('button', 'Prepare the files')
    await person.press('disclosure', 'Opened again and checked')
    await person.see('The private key fits the certificate')
    const key = await person.downloadText('www.sample.com.key')
    const certificate = await person.download('www.sample.com.pem')
    assert.equal(publicKey(key), openssl('x509', '-in', certificate, '-noout', '-pubkey').said)
    await person.see('ssl_certificate_key /etc/nginx/tls/www.sample.com.key;')
    await person.see('openssl s_client')
  })

  test('a truststore that is there already gets one more entry and loses none', async () => {
    keytool('-importcert', '-noprompt', '-alias', 'other', '-file', material.path('issuing.pem'), '-keystore', material.path('cacerts'), '-storepass', STORE_PASSWORD)
    await goTo(person, 'Brought Root', 'Authority')
    await person.press('button', 'Java cacerts')
    await person.chooseFile('Choose a truststore to add to', material.path('cacerts'))
    await person.press('button', 'Prepare the files')
    await person.see('It held 1 certificate, and holds all of them still')
    await person.see('Added: Brought Root')
    const listed = keytool('-list', '-keystore', await person.download('cacerts'), '-storepass', STORE_PASSWORD)
    assert.equal(listed.match(/trustedCertEntry/g).length, 2, listed)
    assert.match(listed, /^other,/m)
  })

  test('what is dropped on the open vault and is no request is looked at, not refused', async () => {
    await person.dropFileAnywhere(material.path('issuing.pem'))
    await person.see('What it is')
    await person.see('Missing: Brought Root')
    await person.dropFileAnywhere(material.path('server.req.pem'))
    await person.press('button', 'Sign it')
    await person.see('What would be issued')
    await person.press('button', 'Lock')
    await person.see('The vault is locked')
    assert.doesNotMatch(await person.read(), /Brought|shop/)
    await person.press('button', 'Look at a file')
    await person.see('Drop files here')
  })
})
