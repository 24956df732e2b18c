/**
 * What a kill can leave in Chromium's database: the header of a record without the record. Chromium reads over it once and writes behind it; at the
 * start after that it finds its log broken, and deletes every database of the origin. Here the header is put there by hand, so that it happens every time.
 */
import assert from 'node:assert/strict'
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { launch, vaultPage } from './vault-page.mjs'

const SCENE = `
  export async function begin(name, acts) {
    const store = rootpage.browserPlaces(name)
    const vault = await make(store)
    for (let act = 0; act < acts; act++) await issue(vault)
    return { store, vault, serials: (await serials(vault)).sort() }
  }
  export async function visit(name, acts) {
    const store = rootpage.browserPlaces(name)
    const vault = await open(store)
    const { place, notices } = vault.opening
    for (let act = 0; act < acts; act++) await issue(vault)
    const seen = await serials(vault)
    const damages = await vault.check()
    vault.lock()
    await store.close()
    return { place, notices: notices.map(({ place, what }) => place + ' ' + what), serials: seen.sort(), damages }
  }
`

let page
before(async () => {
  page = await vaultPage(SCENE)
})
after(() => page.leave())

for (const how of ['http', 'file']) describe(`a torn record in Chromium's database, ${how}`, () => {
  const url = () => how === 'http' ? page.url : page.file

  /** A visit to the page, which is ended as a person ends it, or killed. */
  async function visit(profile, run, args, end = 'close') {
    const started = await launch('chromium', page.profile(profile))
    try {
      return await (await started.tab(url())).evaluate(run, ...args)
    } finally {
      await started[end]()
    }
  }
  /** The first visit; where it is not killed, the vault is locked and closed. */
  const make = (profile, end) => visit(profile, async end => {
    const { store, vault, serials } = await scene.begin('torn', 3)
    if (end === 'close') {
      vault.lock()
      await store.close()
    }
    return serials
  }, [end], end)
  const work = (profile, acts) => visit(profile, (...args) => scene.visit(...args), ['torn', acts])

  test('takes the database along, and the vault comes back whole from its copy', async () => {
    const profile = `${how}-lost`
    const first = await make(profile, 'close')
    tear(page.profile(profile))
    const second = await work(profile, 1)
    assert.equal(second.place, 'torn')
    assert.equal(second.serials.length, first.length + 1)
    // With the database alone it is lost: that is what the copy is for.
    assert.equal(await visit(profile, () => scene.codeOf(scene.indexedDbStore('torn').load()), []), 'store/lost')
    const third = await work(profile, 1)
    assert.notEqual(third.place, 'torn')
    assert.ok(third.notices.includes('torn lost'), third.notices.join(', '))
    assert.deepEqual(third.serials.filter(serial => second.serials.includes(serial)), second.serials)
    assert.deepEqual(third.damages, [])
    const fourth = await work(profile, 0)
    assert.deepEqual([fourth.place, fourth.notices, fourth.serials], ['torn', [], third.serials])
  })

  test('is left behind before anything is written, where the browser was killed', async () => {
    const profile = `${how}-rolled`
    const first = await make(profile, 'kill')
    tear(page.profile(profile))
    const second = await work(profile, 1)
    assert.ok(second.notices.includes('torn unclean'), second.notices.join(', '))
    assert.deepEqual(first.filter(serial => !second.serials.includes(serial)), [])
    const third = await work(profile, 1)
    assert.equal(third.place, 'torn', third.notices.join(', '))
    assert.deepEqual(second.serials.filter(serial => !third.serials.includes(serial)), [])
  })
})

/** The databases of the page itself; a bucket has its own elsewhere. */
function tear(profile) {
  const folder = join(profile, 'Default/IndexedDB')
  const [database] = readdirSync(folder).filter(name => name.endsWith('.indexeddb.leveldb'))
  const log = readdirSync(join(folder, database)).filter(name => name.endsWith('.log')).sort().at(-1)
  appendFileSync(join(folder, database, log), Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x40, 0x00, 0x01))
}
