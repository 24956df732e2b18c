/** Do the copies keep the contract of stores in real browsers, and does a vault come back from them whole when its database is gone, put back or torn. */
import assert from 'node:assert/strict'
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

    if (copies.includes('bucket')) test('a bucket goes on after what nobody holds was collected', async () => {
      await run(async () => { globalThis.kept = await stores.filled(stores.browserPlaces('collected'), 1) })
      const collector = await session.page.createCDPSession()
      await collector.send('HeapProfiler.enable')
      const told = []
      for (const revision of [2, 3]) {
        await collector.send('HeapProfiler.collectGarbage')
        told.push(await run(async revision => {
          await globalThis.kept.commit(stores.commit(revision))
          return stores.told(globalThis.kept)
        }, revision))
      }
      assert.deepEqual(told, [2, 3].map(revision => ['collected', ...copies].map(place => `${place} current ${revision}`)))
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

    if (copies.includes('opfs')) test('a copy that is torn is the revision before, and is made whole with the next opening', async () => {
      const said = await run(async () => {
        const before = await stores.filled(stores.browserPlaces('torn'), 3)
        await before.close()
        const folder = await (await (await navigator.storage.getDirectory()).getDirectoryHandle('rootpage')).getDirectoryHandle('torn')
        const names = []
        for await (const name of folder.keys()) names.push(name)
        const last = await folder.getFileHandle(names.sort().at(-1))
        const content = await (await last.getFile()).arrayBuffer()
        const writable = await last.createWritable()
        await writable.write(content.slice(0, -3))
        await writable.close()
        const places = stores.browserPlaces('torn')
        const holdings = stores.held(await places.holdings())
        const { caughtUp } = await places.settle()
        return [holdings.find(text => text.startsWith('opfs')), caughtUp, await stores.opfsCopy('torn').revision()]
      })
      assert.deepEqual(said, ['opfs 2 usable store/copy-torn', ['opfs'], 3])
    })

    test('one copy is enough: with the database and the other copies gone the vault is still whole', async () => {
      for (const kept of copies) {
        const said = await run(async (kept, name) => {
          const before = await stores.filled(stores.browserPlaces(name), 4)
          await before.close()
          await stores.deleted(`rootpage:${name}`)
          if (kept !== 'bucket') await navigator.storageBuckets?.delete(`rootpage-${name}`)
          if (kept !== 'opfs') await (await (await navigator.storage.getDirectory().catch(() => undefined))?.getDirectoryHandle('rootpage'))?.removeEntry(name, { recursive: true })
          localStorage.clear()
          const places = stores.browserPlaces(name)
          const refused = await stores.codeOf(places.revision())
          places.choose((await places.holdings())[0].place)
          await places.settle()
          return [refused, stores.told(places)]
        }, kept, `only-${kept}`)
        assert.deepEqual(said, ['store/lost', [`only-${kept}`, ...copies].map(place => `${place} current 4`)])
      }
    })

    test('a copy whose place is full stops nothing, and says so', async () => {
      const said = await run(async () => {
        const full = { ...stores.memoryCopy('full'), commit: async () => { throw new DOMException('', 'QuotaExceededError') }, replace: async () => { throw stores.refusal(new DOMException('', 'QuotaExceededError')) } }
        const places = stores.manyPlaces(stores.indexedDbStore('beside-full'), [full])
        await stores.filled(places, 1)
        return stores.told(places)
      })
      assert.deepEqual(said, ['beside-full current 1', 'full failed -1 store/quota'])
    })

    test('a connection that the browser takes away is opened again, and what is asked meanwhile has its own refusal', async () => {
      const said = await run(async () => {
        const name = 'taken'
        const store = await stores.filled(stores.indexedDbStore(name), 0)
        let opened
        const { open } = IDBFactory.prototype
        IDBFactory.prototype.open = function (...args) {
          const request = open.apply(this, args)
          request.addEventListener('success', () => { opened = request.result })
          return request
        }
        await store.close()
        await store.revision()
        IDBFactory.prototype.open = open
        const { transaction } = opened
        // As it is when site data are cleared under a page: the connection ends, and says so.
        opened.transaction = () => { throw new DOMException('The database connection is closing.', 'InvalidStateError') }
        const refused = await stores.codeOf(store.revision())
        opened.transaction = transaction
        opened.dispatchEvent(new Event('close'))
        return [refused, await store.revision()]
      })
      assert.deepEqual(said, ['store/taken', 0])
    })

    test('only what was not closed is an unclean end', async () => {
      const said = await run(async () => {
        await stores.filled(stores.browserPlaces('ends'), 1)
        const again = stores.browserPlaces('ends')
        const first = await again.settle()
        await again.close()
        const { unclean } = await stores.browserPlaces('ends').settle()
        return [first.unclean, first.rolled, unclean]
      })
      assert.deepEqual(said, [true, name === 'chromium', false])
    })

    test('a tab that takes the writing back begins anew, and only the one that writes ends it', async () => {
      const said = await run(async () => {
        const [one, two] = [await stores.filled(stores.browserPlaces('turns'), 1), stores.browserPlaces('turns')]
        await two.settle()
        await one.close()
        const afterOne = await stores.browserPlaces('turns').settle().then(({ unclean }) => unclean)
        await two.settle()
        await two.close()
        const last = stores.browserPlaces('turns')
        return [afterOne, (await last.settle()).unclean]
      })
      assert.deepEqual(said, [true, false])
    })

    test('a page that is left ends its vault, and one that is killed does not', async () => {
      await run(async () => { await stores.filled(stores.browserPlaces('left'), 1) })
      await session.page.reload()
      assert.equal((await run(async () => (await stores.browserPlaces('left').settle()).unclean)), false)
      await run(async () => { await stores.filled(stores.browserPlaces('killed'), 1) })
      const gone = new Promise(resolve => session.browser.process().once('exit', resolve))
      session.browser.process().kill('SIGKILL')
      await gone
      await session.close().catch(() => {})
      session = await here.open()
      run = session.run
      const { unclean, rolled } = await run(() => stores.browserPlaces('killed').settle())
      assert.deepEqual([unclean, rolled], [true, name === 'chromium'])
    })
  })
}

describe('a chosen file in chromium', () => {
  let here, session, run
  before(async () => {
    here = await ground('chromium', 'http')
    session = await here.open()
    run = session.run
  })
  after(async () => {
    await session?.close()
    await here?.leave()
  })

  // No dialog can be driven without a person: a file of the private file system stands for the one chosen. It is the same object.
  test('takes every commit, is remembered over a reload, and is forgotten when it is said so', async () => {
    const said = await run(async () => {
      globalThis.showSaveFilePicker = async () => (await navigator.storage.getDirectory()).getFileHandle('ca.rootpage-copy', { create: true })
      const places = await stores.filled(stores.browserPlaces('chosen'), 2)
      const view = await places.chooseFile()
      await places.commit(stores.commit(3))
      return [view.name, view.state, view.revision, stores.told(places).at(-1)]
    })
    assert.deepEqual(said, ['ca.rootpage-copy', 'current', 2, 'ca.rootpage-copy current 3'])
    await session.page.reload()
    const again = await run(async () => {
      const places = stores.browserPlaces('chosen')
      const holdings = stores.held(await places.holdings())
      await places.settle()
      await places.remove('ca.rootpage-copy')
      return [holdings.includes('ca.rootpage-copy 3 usable'), stores.held(await stores.browserPlaces('chosen').holdings()).some(text => text.includes('rootpage-copy'))]
    })
    assert.deepEqual(again, [true, false])
  })

  test('brings back a vault of which the browser has nothing any more', async () => {
    const said = await run(async () => {
      const places = await stores.filled(stores.browserPlaces('elsewhere'), 2)
      globalThis.showSaveFilePicker = async () => (await navigator.storage.getDirectory()).getFileHandle('elsewhere.rootpage-copy', { create: true })
      await places.chooseFile()
      const file = await (await (await navigator.storage.getDirectory()).getFileHandle('elsewhere.rootpage-copy')).getFile()
      const other = stores.browserPlaces('a-new-browser')
      globalThis.showOpenFilePicker = async () => [await (await navigator.storage.getDirectory()).getFileHandle('elsewhere.rootpage-copy')]
      await other.openFile()
      const lost = await stores.codeOf(other.revision())
      other.choose((await other.holdings())[0].place)
      await other.settle()
      const brought = stores.manyPlaces(stores.indexedDbStore('brought'))
      await brought.add(await stores.readCopy(new Uint8Array(await file.arrayBuffer())))
      return [lost, stores.told(other), stores.held(await brought.holdings())[0]]
    })
    assert.deepEqual(said, ['store/lost', ['a-new-browser current 2', 'bucket current 2', 'opfs current 2', 'elsewhere.rootpage-copy current 2'], 'brought copy 2 usable'])
  })

  test('a dialog that is closed has cancelled', async () => {
    const said = await run(async () => {
      globalThis.showSaveFilePicker = async () => { throw new DOMException('', 'AbortError') }
      return stores.codeOf(stores.browserPlaces('cancelled').chooseFile())
    })
    assert.equal(said, 'session/cancelled')
  })
})
