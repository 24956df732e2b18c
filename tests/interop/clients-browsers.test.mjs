/** Chromium and Firefox with the root that was brought by the guides: a page of a server that it vouches for, without a warning; and refused without it. */
import assert from 'node:assert/strict'
import { copyFileSync, cpSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import puppeteer from 'puppeteer-core'
import { browserPath } from '../../scripts/browsers.mjs'
import { House, TITLE } from './house.mjs'
import { checks, step } from './room.mjs'

let house
let web
const rooms = []
before(async () => {
  house = await House.build()
  web = await house.serve()
})
after(async () => {
  await web?.close()
  house?.leave()
  for (const room of rooms) room.leave()
})

async function trusting(target) {
  const room = house.room()
  rooms.push(room)
  const made = await house.trust(target, { server: web.name })
  room.put(made.files, made.guide)
  return { room, ...made }
}

/** Opens the page as a person would, and says what there was to see. */
async function open(room, options, url = web.url) {
  const browser = await puppeteer.launch({ env: room.env, acceptInsecureCerts: false, ...options })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    return await page.title()
  } catch (error) {
    return /ERR_CERT_\w+|SEC_ERROR_\w+|MOZILLA_PKIX_\w+|SSL_ERROR_\w+/.exec(error.message)?.[0] ?? error.message
  } finally {
    await browser.close()
  }
}

const chromium = room => ({
  executablePath: browserPath('chromium'), userDataDir: room.path('profile'),
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP mail.sample.com 127.0.0.1'],
})

/** The first preference keeps the driver from letting everything pass. */
const firefox = (room, executablePath = browserPath('firefox')) => ({
  browser: 'firefox', executablePath, userDataDir: room.path('profile'),
  extraPrefsFirefox: { 'remote.prefs.recommended': false, 'app.update.enabled': false, 'datareporting.policy.dataSubmissionEnabled': false },
})

describe('Chromium', () => {
  test('shows the page once the root is in its NSS store, under every name of the certificate and no other', async () => {
    const { room, guide } = await trusting('trust-chromium')
    assert.equal(await open(room, chromium(room)), 'ERR_CERT_AUTHORITY_INVALID')
    rmSync(room.path('profile'), { recursive: true, maxRetries: 5 })
    rmSync(join(room.home, '.local'), { recursive: true, force: true })
    await room.follow(step(guide, 'Add it to your store'))
    assert.equal(await open(room, chromium(room)), 'Sample')
    assert.equal(await open(room, chromium(room), `https://mail.sample.com:${web.port}/`), 'Sample')
    const stranger = { ...chromium(room), args: [...chromium(room).args.slice(0, -1), '--host-resolver-rules=MAP other.sample.com 127.0.0.1'] }
    assert.equal(await open(room, stranger, `https://other.sample.com:${web.port}/`), 'ERR_CERT_COMMON_NAME_INVALID')
  })

  test('takes it from the older store where that one is there', async () => {
    const { room, guide } = await trusting('trust-chromium')
    mkdirSync(join(room.home, '.pki/nssdb'), { recursive: true })
    await room.follow({ title: 'A store of before', lines: { text: 'certutil -d sql:$HOME/.pki/nssdb -N --empty-password' } })
    await room.follow(step(guide, 'Add it to your store'))
    assert.equal(await open(room, chromium(room)), 'Sample')
  })

  test('prints the page at the guide’s own command', async () => {
    const { room, guide } = await trusting('trust-chromium')
    room.program('chromium', `exec ${browserPath('chromium')} --no-sandbox --disable-gpu --user-data-dir=${room.path('profile')} "$@"`)
    const [check] = checks(guide, 'chromium')
    assert.equal((await room.says(check)).well, false)
    await room.follow(step(guide, 'Add it to your store'))
    await room.verify([check])
  })
})

/** A Firefox of the room's own: all of the installed one, with a policy beside it. */
function ownFirefox(room) {
  const binary = realpathSync(browserPath('firefox'))
  const real = dirname(binary)
  assert.ok(basename(binary).startsWith('firefox'), `${binary} is the program, not a script that starts it`)
  const copy = room.path('firefox')
  cpSync(real, copy, { recursive: true, filter: source => basename(source) !== 'distribution' })
  return { program: join(copy, basename(binary)), distribution: join(copy, 'distribution') }
}

describe('Firefox', () => {
  test('shows the page once the policy of the guide names the root', async () => {
    const { room, guide } = await trusting('trust-firefox')
    const { program, distribution } = ownFirefox(room)
    assert.equal(await open(room, firefox(room, program)), 'SEC_ERROR_UNKNOWN_ISSUER')
    const policy = room.configure(step(guide, 'Name it in the policy'))
    await room.verify(guide.verify)
    // The policy of the system is at a place that Firefox has built in; the same file beside the program counts as much.
    mkdirSync(distribution)
    copyFileSync(policy, join(distribution, 'policies.json'))
    assert.equal(await open(room, firefox(room, program)), 'Sample')
    rmSync(distribution, { recursive: true })
    assert.equal(await open(room, firefox(room, program)), 'Sample', 'what a policy installed stays in the profile, as the guide says')
  })

  test('shows the page once certutil added the root to the profile, and refuses it once it is taken away', async () => {
    const { room, guide } = await trusting('trust-firefox')
    const env = { PROFILE: room.path('profile') }
    assert.equal(await open(room, firefox(room)), 'SEC_ERROR_UNKNOWN_ISSUER')
    await room.follow(step(guide, 'Or on the command line'), { env })
    assert.equal(await open(room, firefox(room)), 'Sample')
    const gone = await room.run(`certutil -D -d sql:"$PROFILE" -n '${TITLE}'`, { env })
    assert.equal(gone.status, 0, gone.text)
    assert.equal(await open(room, firefox(room)), 'SEC_ERROR_UNKNOWN_ISSUER')
  })
})
