/** Do the copies keep the contract of stores in real browsers, and does a vault come back from them whole when its database is gone, put back or torn. */
import assert from 'node:assert/strict'
import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { contract } from '../js/store-contract.mjs'
import { ground } from './copies.mjs'

const BROWSERS = process.env.BROWSERS?.split(',') ?? ['chromium', 'firefox']
const PLACES = process.env.PLACES?.split(',') ?? ['http', 'file']
/** What each browser has besides its database. */
const COPIES = { 'chromium http': ['bucket', 'opfs'], 'chromium file': ['bucket'], 'firefox http': ['opfs'], 'firefox file': ['opfs'] }

for (const name of BROWSERS) for (const how of PLACES) {
  const copies = COPIES[`${name} ${how}`]
  describe(`places in ${name}, over ${how}`, () => {
    let here, session, run
    before(async () => {
      here = await ground(name, how)
      session = await here.open()
      run = session.run
    })
    after(async () => {
      await session?.close()
      await here?.leave()
    })

    for (const kind of copies) for (const question of Object.keys(contract)) {
      test(`${kind}: ${question}`, () => run(async (kind, question) => {
        const place = crypto.randomUUID()
        await stores.contract[question](async () => (kind === 'bucket' ? stores.bucketCopy(place) : stores.opfsCopy(place)))
      }, kind, question))
    }

    test('a commit is in every place before it is answered', async () => {
      const said = await run(async () => {
        const places = await stores.filled(stores.browserPlaces('all'), 3)
        const again = stores.browserPlaces('all')
        return [stores.told(places), stores.held(await again.holdings())]
      })
      const all = ['all', ...copies]
      assert.deepEqual(said, [all.map(place => `${place} current 3`), all.map(place => `${place} 3 usable`)])
    })

    test('a database that was deleted is a loss, and the vault comes back whole from a copy', async () => {
      const said = await run(async () => {
        const before = await stores.filled(stores.browserPlaces('wiped'), 5)
        const whole = await stores.indexedDbStore('wiped').whole()
        await before.close()
        await stores.deleted('rootpage:wiped')
        const places = stores.browserPlaces('wiped')
        const refused = await places.revision().catch(error => [error.code, error.details.found])
        const [holding] = (await places.holdings()).filter(({ usable }) => usable)
        places.choose(holding.place)
        const found = { revision: await places.revision(), cold: (await places.read(['cold/3'])).length }
        const { caughtUp, unclean } = await places.settle()
        await places.commit(stores.commit(6))
        const restored = await stores.indexedDbStore('wiped').whole()
        const text = ({ records }) => JSON.stringify(records.filter(([key]) => key !== 'head' && key !== 'cold/6').map(([key, value]) => [key, [...value]]).sort())
        return { refused, holding, found, caughtUp, unclean, same: text(restored) === text(whole), now: stores.told(places) }
      })
      assert.equal(said.refused[0], 'store/lost')
      assert.match(said.refused[1], new RegExp(`revision 5 in ${copies[0]}`))
      assert.deepEqual([said.holding.place, said.found, said.caughtUp.includes('wiped'), said.same], [copies[0], { revision: 5, cold: 1 }, true, true])
      assert.deepEqual(said.now, ['wiped', ...copies].map(place => `${place} current 6`))
    })

    test('a database that was put back is older than its copies, and gets what it lacks', async () => {
      const said = await run(async () => {
        const places = await stores.filled(stores.browserPlaces('back'), 2)
        const store = stores.indexedDbStore('back')
        const earlier = await store.whole()
        await places.commit(stores.commit(3))
        await store.replace(earlier, 3)
        const again = stores.browserPlaces('back')
        const holdings = await again.holdings()
        again.choose(holdings[0].place)
        await again.settle()
        return [stores.held(holdings), await store.revision(), stores.told(again)]
      })
      assert.deepEqual(said, [[...copies.map(place => `${place} 3 usable`), 'back 2 usable store/rolled-back'], 3, ['back', ...copies].map(place => `${place} current 3`)])
    })
  })
}
