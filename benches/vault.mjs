// What a vault of 100 000 certificates costs: the core as its worker runs it, over a store in memory. OpenSSL signs with an index of as many rows.
import { readFileSync } from 'node:fs'
import { initSync, Session } from '../dist/core/rootpage.js'
import { root } from '../scripts/step.mjs'
import { PASSPHRASE, records } from './huge.mjs'
import { openssl, text, write } from './material.mjs'

const ENTRIES = 100_000
const wasm = initSync({ module: readFileSync(`${root}dist/core/rootpage.wasm`) })
const store = await records(ENTRIES)
store.delete('revision')
const stored = () => [...store]
const hot = () => stored().filter(([key]) => !key.startsWith('cold/'))
const csr = Uint8Array.from(Buffer.from(text('leaf.csr').replace(/-----[^-]*-----|\s/g, ''), 'base64'))
/** The highest that the memory of the wasm was after each of the rows: it never shrinks. */
const peaks = {}
let session = Session.open(hot(), PASSPHRASE)
const [{ id: authority }] = session.ask({ ask: 'vault' }, []).authorities
session.prepare({ act: 'setBackupLimit', acts: null }, undefined, [])
commit()
writeOpensslLedger()
/** Of the row before the last, for the last. */
let backup

export const rows = [
  { about: `unlock, ${ENTRIES} certificates, to the first page of the list`, rounds: 3, contenders: { Rootpage: noted('unlock', unlock) } },
  {
    about: `certificate, sealed and committed, beside ${ENTRIES}`,
    rounds: 9,
    contenders: { Rootpage: noted('certificate', issue), OpenSSL: () => openssl('ca', '-batch', '-config', 'huge.cnf', '-in', 'leaf.csr', '-out', 'huge.leaf.pem', '-notext') },
  },
  { about: `backup of ${ENTRIES} certificates, opened again`, rounds: 1, contenders: { Rootpage: noted('backup', () => { backup = session.backup(PASSPHRASE, stored()) }) } },
  { about: 'that backup held against the vault', rounds: 1, contenders: { Rootpage: noted('comparison', () => session.verifyBackup(backup.content, PASSPHRASE, hot())) } },
]

/** What is no time: sizes, and the most memory that the wasm ever had. */
export function notes() {
  const size = all => all.reduce((sum, [, value]) => sum + value.length, 0)
  const mega = bytes => `${(bytes / 1e6).toFixed(1)} MB`
  return [
    `Stored: ${mega(size(stored()))} in ${store.size} records, of which ${mega(size(hot()))} are read on unlocking; a commit puts ${mega(lastCommit)}; the backup has ${mega(backup.content.length)}.`,
    `Memory of the wasm, which never shrinks, after each: ${Object.entries(peaks).map(([what, bytes]) => `${what} ${mega(bytes)}`).join(', ')}.`,
  ]
}

let lastCommit = 0

function noted(what, run) {
  return () => {
    run()
    peaks[what] = wasm.memory.buffer.byteLength
  }
}

function unlock() {
  session.free()
  session = Session.open(hot(), PASSPHRASE)
  session.ask({ ask: 'vault' }, [])
  session.ask({ ask: 'certificates', authority, offset: 0, limit: 100 }, [])
}

function issue() {
  session.prepare({ act: 'issue', authority, csr, options: { profile: 'server', days: 90 } }, undefined, [])
  lastCommit = commit()
}

/** How many bytes were put. */
function commit() {
  const { put, remove } = session.takeCommit()
  for (const key of remove) store.delete(key)
  for (const [key, value] of put) store.set(key, value)
  session.confirm()
  return put.reduce((sum, [, value]) => sum + value.length, 0)
}

/** As many rows in the layout of `openssl ca`. */
function writeOpensslLedger() {
  const row = number => `V\t341120120000Z\t\t${(number + 0x10000000).toString(16).toUpperCase()}\tunknown\t/CN=host-${number % 1000}.sample.com\n`
  write('huge.txt', Array.from({ length: ENTRIES }, (_, number) => row(number)).join(''))
  write('huge.txt.attr', 'unique_subject = no\n')
  write('huge.cnf', '[ca]\ndefault_ca=it\n[it]\ndatabase=huge.txt\nrand_serial=yes\nnew_certs_dir=.\ncertificate=p-256.pem\nprivate_key=p-256.key\ndefault_md=sha256\ndefault_days=90\npolicy=any\ncopy_extensions=copy\n[any]\ncommonName=supplied\n')
}
