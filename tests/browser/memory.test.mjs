/** Where the keys of an open vault are in Chromium: in the memory of the worker's core, as its developer tools see it; and with a lock the worker is gone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { launch, vaultPage } from './vault-page.mjs'

let page
before(async () => {
  page = await vaultPage()
})
after(() => page.leave())

test('a lock ends the worker, and its memory with it', async () => {
  const { tab, close } = await launch('chromium')
  try {
    const shown = await tab(page.url)
    const words = await shown.evaluate(async () => {
      globalThis.vault = await scene.make(scene.browserPlaces('memory'))
      return (await globalThis.vault.recoveryKit(scene.passphrase)).words
    })
    const key = dataKey(words)
    const workers = shown.workers()
    const found = (await Promise.all(workers.map(worker => search(worker.client, key)))).flat()
    assert.ok(found.length > 0, `the data key is not in the memory of ${workers.length} workers`)
    await shown.evaluate(() => globalThis.vault.lock())
    for (let waited = 0; shown.workers().length === workers.length && waited < 10_000; waited += 50) await pause(50)
    const left = (await Promise.all(shown.workers().map(worker => search(worker.client, key)))).flat()
    assert.deepEqual(left, [])
    assert.ok(shown.workers().length < workers.length, 'the worker of the vault is still there')
  } finally {
    await close()
  }
})

/** The data key, as the recovery words have it: three bytes before it say what they are, and of which vault. */
function dataKey(words) {
  const bits = words.map(word => wordlist.indexOf(word).toString(2).padStart(11, '0')).join('')
  return bits.match(/.{8}/g).map(byte => parseInt(byte, 2)).slice(3, 35)
}

/** Where these bytes stand in any memory of a core in this worker. */
async function search(devtools, bytes) {
  const { result: prototype } = await devtools.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' })
  const { objects } = await devtools.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId })
  const { result } = await devtools.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: `function (secret) {
      return this.flatMap(({ buffer }) => {
        const all = new Uint8Array(buffer)
        const found = []
        for (let at = all.indexOf(secret[0]); at !== -1; at = all.indexOf(secret[0], at + 1)) if (secret.every((byte, index) => all[at + index] === byte)) found.push(at)
        return found
      })
    }`,
    arguments: [{ value: bytes }],
    returnByValue: true,
  })
  return result.value
}
