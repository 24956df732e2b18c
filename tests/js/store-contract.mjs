/**
 * What every store must do. Each row is a question and its test; `open` gives a fresh handle on one place, empty at first.
 * It runs in Node and in browsers, so it compares by itself.
 */
const bytes = (...values) => Uint8Array.from(values)
const first = { expectedRevision: -1, revision: 0, put: [['header', bytes(1)], ['head', bytes(2)], ['hot/aa', bytes(3)], ['cold/bb', bytes(4)], ['cold/cc', bytes(5)]], remove: [] }
const second = { expectedRevision: 0, revision: 1, put: [['head', bytes(6)], ['cold/dd', bytes(7)]], remove: ['hot/aa', 'cold/bb'] }

export const contract = {
  'a place where nothing is has revision -1 and no records': async open => {
    const store = await open()
    same(await store.revision(), -1)
    same(await store.load(), { revision: -1, records: [] })
    same(await store.read(['cold/aa']), [])
  },

  'what was committed is loaded, without the cold records': async open => {
    const store = await open()
    await store.commit(first)
    same(await store.revision(), 0)
    same(sorted(await store.load()), { revision: 0, records: [['head', bytes(2)], ['header', bytes(1)], ['hot/aa', bytes(3)]] })
  },

  'cold records are read by their keys, and one that is not there is left out': async open => {
    const store = await open()
    await store.commit(first)
    same(await store.read(['cold/cc', 'cold/zz', 'cold/bb']), [['cold/cc', bytes(5)], ['cold/bb', bytes(4)]])
  },

  'a commit replaces and removes, and another handle sees it': async open => {
    const store = await open()
    await store.commit(first)
    await store.commit(second)
    const other = await open()
    same(sorted(await other.load()), { revision: 1, records: [['head', bytes(6)], ['header', bytes(1)]] })
    same(await other.read(['cold/bb', 'cold/cc', 'cold/dd']), [['cold/cc', bytes(5)], ['cold/dd', bytes(7)]])
  },

  'a commit on another revision is stale and changes nothing': async open => {
    const store = await open()
    await store.commit(first)
    const before = await store.load()
    for (const stale of [first, { ...second, expectedRevision: 1, revision: 2 }, { ...second, expectedRevision: -1 }]) {
      same(await codeOf(store.commit(stale)), 'store/stale')
      same(await store.load(), before)
    }
    same(await store.read(['cold/dd']), [])
  },

  'of two commits at once exactly one is taken': async open => {
    const [one, two] = [await open(), await open()]
    const outcomes = await Promise.all([one, two].map(store => codeOf(store.commit(first))))
    same(outcomes.sort(), ['store/stale', 'taken'])
    same(await one.revision(), 0)
  },

  'a value belongs to the store once it is committed, and to the reader once it is read': async open => {
    const store = await open()
    const value = bytes(9)
    await store.commit({ ...first, put: [['head', value]] })
    value[0] = 0
    const { records: [[, loaded]] } = await store.load()
    same(loaded, bytes(9))
    loaded[0] = 0
    same((await store.load()).records, [['head', bytes(9)]])
  },

  'a part of a larger buffer is stored alone': async open => {
    const store = await open()
    await store.commit({ ...first, put: [['cold/aa', new Uint8Array(bytes(1, 2, 3).buffer, 1, 1)]] })
    const [[, value]] = await store.read(['cold/aa'])
    same([...value], [2])
  },

  'many records are one commit': async open => {
    const store = await open()
    const put = Array.from({ length: 2000 }, (_, index) => [`cold/${index}`, new Uint8Array(500).fill(index)])
    await store.commit({ ...first, put })
    same(await store.read(put.map(([key]) => key)), put)
  },

  'a store that was closed can be opened again': async open => {
    const store = await open()
    await store.commit(first)
    await store.close()
    same(await (await open()).revision(), 0)
  },
}

const sorted = ({ revision, records }) => ({ revision, records: [...records].sort(([a], [b]) => (a < b ? -1 : 1)) })
const codeOf = promise => promise.then(() => 'taken', error => error.code ?? String(error))

function same(actual, expected) {
  const [is, should] = [actual, expected].map(value => JSON.stringify(value, (_, inner) => (inner instanceof Uint8Array ? `bytes ${inner.join(' ')}` : inner)))
  if (is !== should) throw new Error(`expected ${should.slice(0, 500)}, found ${is?.slice(0, 500)}`)
}
