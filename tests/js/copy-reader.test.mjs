/** Does the reader that was written from docs/vault-format.md alone (tests/vault_reader.py) read a copy as the package does, whatever is done to its bytes? */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fileCopy, manyPlaces, memoryStore, openVault } from '../../dist/package/node.js'

const PASSPHRASE = 'correct horse battery staple'
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'rootpage-copy-'))
after(() => rmSync(folder, { recursive: true }))

/** A file as a browser hands it over. */
function chosenFile(bytes = new Uint8Array()) {
  let changed = 0
  const handle = {
    kind: 'file',
    name: `vault-${crypto.randomUUID()}.rootpage-copy`,
    bytes,
    queryPermission: async () => 'granted',
    requestPermission: async () => 'granted',
    getFile: async () => Object.assign(new Blob([handle.bytes]), { lastModified: changed }),
    createWritable: async ({ keepExistingData }) => {
      let content = keepExistingData ? handle.bytes : new Uint8Array()
      return {
        write: async ({ position, data }) => {
          const longer = new Uint8Array(Math.max(content.length, position + data.length))
          longer.set(content)
          longer.set(data, position)
          content = longer
        },
        close: async () => {
          handle.bytes = content
          changed += 1
        },
        abort: async () => {},
      }
    },
  }
  return handle
}

/** What the reader says: what it found, or the sentence with which it refused. It opens with the passphrase, or with the words of the recovery key. */
function read(what, bytes, env = { PASSPHRASE }) {
  const path = join(folder, 'touched')
  writeFileSync(path, bytes)
  const { status, stdout, stderr } = spawnSync(`${root}.cache/reader/bin/python`, [`${root}tests/vault_reader.py`, what, path], { env, encoding: 'utf8' })
  return status === 0 ? { found: JSON.parse(stdout) } : { refused: stderr.trim() }
}

/** The same, of the package: the revision and the keys of the newest whole state, and whether the file ends with it. */
async function opened(bytes) {
  try {
    const copy = fileCopy(chosenFile(bytes))
    const { revision, records } = await copy.whole()
    return { revision, records: records.map(([key]) => key).sort(), whole: copy.finding === undefined }
  } catch (error) {
    return { refused: error.code }
  }
}

describe('A copy', () => {
  const file = chosenFile()
  let vault, primary

  before(async () => {
    execFileSync(`${root}.cache/reader/bin/python`, ['-c', 'import nacl'])
    primary = memoryStore()
    const store = manyPlaces(primary, [fileCopy(file)])
    vault = await openVault({ store, passphrase: PASSPHRASE, create: true, kdf: { memoryKib: 19456, passes: 2, lanes: 1 } })
    const authority = await vault.createAuthority({ subject: 'CN=Sample Root', days: 365 })
    const { id } = await authority.createRequest({ subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] })
    for (let count = 0; count < 3; count++) await authority.issue({ request: id })
    await authority.issueCrl({ days: 7 })
    await authority.publish()
    await authority.publish({ title: 'Again' })
  })

  after(() => vault.lock())

  test('says to the reader what the first place says', async () => {
    const { found } = read('copy', file.bytes)
    const { revision, records } = await primary.whole()
    assert.equal(found.ended, null)
    assert.equal(found.revisions.at(-1), revision)
    assert.ok(found.revisions.length > 5, 'a state and commits after it')
    assert.deepEqual(found.records, records.map(([key]) => key).sort())
    const inside = read('vault', file.bytes).found
    const [authority] = await vault.authorities()
    assert.equal(inside.revision, revision)
    assert.deepEqual(Object.keys(inside.authorities), [authority.id])
    assert.equal(inside.authorities[authority.id].certificates.length, 3)
  })

  test('opens with the words of the recovery key, and with enough of its shares', async () => {
    const { words } = await vault.recoveryKit(PASSPHRASE)
    const { shares } = await vault.recoveryShares({ passphrase: PASSPHRASE, threshold: 2, shares: 3 })
    const expected = read('vault', file.bytes).found
    const papers = [words, shares[2].words.concat(shares[0].words), words.map(word => word.slice(0, 4).toUpperCase())]
    for (const paper of papers) assert.deepEqual(read('vault', file.bytes, { RECOVERY: paper.join(', ') }).found, expected)
    assert.match(read('vault', file.bytes, { RECOVERY: shares[1].words.join(' ') }).refused, /1 shares of 2/)
    assert.match(read('vault', file.bytes, { RECOVERY: [...words.slice(1), words[0]].join(' ') }).refused, /do not fit/)
  })

  test('that was cut or changed anywhere ends for both with the same commit before, or is refused by both', async () => {
    const { found: { revisions: known } } = read('copy', file.bytes)
    const states = new Set()
    const random = dice(7)
    for (let round = 0; round < 40; round++) {
      const touched = touch(file.bytes, random)
      const [ours, { found, refused }] = [await opened(touched), read('copy', touched)]
      assert.equal(refused === undefined, ours.refused === undefined, `round ${round}: ${refused} against ${ours.refused}`)
      if (refused) continue
      assert.deepEqual([found.revisions.at(-1), found.records, found.ended === null], [ours.revision, ours.records, ours.whole], `round ${round}`)
      assert.deepEqual(found.revisions, known.slice(0, found.revisions.length), `round ${round}: only what was once stored`)
      states.add(ours.revision)
    }
    assert.ok(states.size > 3, `${states.size} different revisions`)
  })
})

/** One thing done to bytes: a bit, the end cut off, something added, left out, repeated or exchanged. */
function touch(bytes, random) {
  const [at, to] = [random(bytes.length), random(bytes.length)]
  const part = (from, end) => bytes.subarray(from, end)
  switch (random(6)) {
    case 0: return bytes.map((byte, index) => (index === at ? byte ^ 1 << random(8) : byte))
    case 1: return part(0, at)
    case 2: return joined(bytes, new Uint8Array(1 + random(60)))
    case 3: return joined(part(0, Math.min(at, to)), part(Math.max(at, to)))
    case 4: return joined(part(0, at), part(to, to + 80), part(at))
    default: return bytes.map((byte, index) => (index === at ? bytes[to] : index === to ? bytes[at] : byte))
  }
}

function joined(...parts) {
  return new Uint8Array(Buffer.concat(parts))
}

/** Numbers that follow from a seed (Park and Miller). */
function dice(seed) {
  let state = seed
  return below => (state = state * 48_271 % 2_147_483_647) % below
}
