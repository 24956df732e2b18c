/** Does the reference store keep the contract of stores, and its snapshot everything. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { memoryStore } from 'rootpage'
import { contract } from './store-contract.mjs'

describe('memoryStore', () => {
  for (const [question, run] of Object.entries(contract)) {
    test(question, () => {
      const store = memoryStore()
      return run(async () => store)
    })
  }

  test('a snapshot is a whole copy, and no window', async () => {
    const store = memoryStore()
    await store.commit({ expectedRevision: -1, revision: 7, put: [['head', Uint8Array.of(1)], ['cold/aa', Uint8Array.of(2)]], remove: [] })
    const snapshot = store.snapshot()
    const copy = memoryStore(snapshot)
    await copy.commit({ expectedRevision: 7, revision: 8, put: [['head', Uint8Array.of(3)]], remove: ['cold/aa'] })
    assert.deepEqual(store.snapshot(), snapshot)
    assert.equal(await memoryStore(snapshot).revision(), 7)
    assert.deepEqual(await memoryStore(snapshot).read(['cold/aa']), [['cold/aa', Uint8Array.of(2)]])
  })

  test('an empty snapshot is an empty store', async () => assert.equal(await memoryStore(memoryStore().snapshot()).revision(), -1))
})
