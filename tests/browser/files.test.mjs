/** Can somebody look at any file, turn it into another, and use a certificate where it is needed: in both browsers, over http and from one file with the network off. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { root } from '../../scripts/step.mjs'
import { makeMaterial, STORE_PASSWORD } from './material.mjs'
import { openssl, verifies } from './openssl.mjs'
import { BROWSERS, place, PLACES } from './places.mjs'
import { goTo, makeAuthority, makeVault, signText, unlock } from './steps.mjs'

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
  afterEach(() => person.wasFlawless())

  const open = async password => {
    await person.fill('Password', password)
    await person.press('button', 'Open')
  }
  /** A target of the list that is open, with its password given twice. */
  const prepare = async (target, { password, again = password, label } = {}) => {
    await person.press('button', target)
    if (password !== undefined) {
      await person.fill(label, password)
      await person.fill(`${label}, again`, again)
    }
    await person.press('button', 'Prepare the files')
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
    await person.see('called the shop')
    await person.see('Its private key is here, and fits')
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
})
