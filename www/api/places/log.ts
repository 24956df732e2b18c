import { RootpageError } from '../errors.js'
import type { Commit } from '../types.js'
import type { Whole } from './place.js'

/** docs/vault-format.md, "The copy": the name of the form, and its version. */
const MAGIC = Uint8Array.of(0x52, 0x50, 0x43, 0x4f, 0x50, 0x59, 1)
const HASH = 32
/** A frame's length and its hash. */
const LEAD = 4 + HASH
/** Neither a frame nor a record in it is larger. */
const MOST = 64 * 1024 * 1024
/** So much goes into one frame before the next is begun. */
const FILLED = 4 * 1024 * 1024
const STATE = 0
const COMMIT = 1

/** Where a log stands: what the next frame is chained to, and what the records weigh that are still in force. */
export interface Tail {
  revision: number
  size: number
  hash: Uint8Array
  weights: Map<string, number>
  /** How many bytes of it are in force. */
  live: number
}

/** What was read of a log: the state after the last commit that is whole, and what is wrong with what follows it. */
export interface Log extends Tail {
  records: Map<string, Uint8Array>
  finding: RootpageError | undefined
}

/** A whole state as a new log. */
export async function written({ revision, records }: Whole): Promise<{ bytes: Uint8Array; tail: Tail }> {
  const { parts, hash } = await frames(STATE, { expectedRevision: 0, revision, put: records, remove: [] }, new Uint8Array(HASH))
  const bytes = joined([MAGIC, ...parts])
  const tail: Tail = { revision, size: bytes.length, hash, weights: new Map(), live: MAGIC.length }
  weigh(tail, [], records)
  return { bytes, tail }
}

/** A commit as what a log is longer by. The tail is moved on: it is that of the longer log. */
export async function extended(tail: Tail, commit: Commit): Promise<Uint8Array> {
  const { parts, hash } = await frames(COMMIT, commit, tail.hash)
  const bytes = joined(parts)
  weigh(tail, commit.remove, commit.put)
  Object.assign(tail, { revision: commit.revision, size: tail.size + bytes.length, hash })
  return bytes
}

function weigh(tail: Tail, remove: string[], put: Commit['put']): void {
  const gone = (key: string) => {
    tail.live -= tail.weights.get(key) ?? 0
    tail.weights.delete(key)
  }
  for (const key of remove) gone(key)
  for (const [key, value] of put) {
    gone(key)
    tail.weights.set(key, weight(key, value))
    tail.live += weight(key, value)
  }
}

/**
 * Reads a log up to the last commit that is whole. Each frame is chained to all before it, so a changed bit or a missing piece ends the
 * log there: what is given is always a state that was stored once. Nothing is given of a log of which not even the first state is whole.
 */
export async function read(bytes: Uint8Array): Promise<Log> {
  checkMagic(bytes)
  const log: Log = { revision: -1, size: MAGIC.length, hash: new Uint8Array(HASH), weights: new Map(), live: MAGIC.length, records: new Map(), finding: undefined }
  while (log.size < bytes.length && !log.finding) log.finding = await readOn(bytes, log)
  if (log.revision === -1) throw new RootpageError('store/copy-damaged', { details: log.finding?.details ?? { found: 'no state' } })
  return log
}

/** A file of something else is not even looked at; one of a later form is left alone. */
function checkMagic(bytes: Uint8Array): void {
  const name = MAGIC.length - 1
  if (bytes.length < MAGIC.length && MAGIC.subarray(0, bytes.length).every((byte, index) => byte === bytes[index])) throw new RootpageError('store/copy-damaged', { details: { found: `${bytes.length} bytes` } })
  if (MAGIC.subarray(0, name).some((byte, index) => byte !== bytes[index])) throw new RootpageError('store/copy-other', { details: { found: 'a file that is no copy of a vault' } })
  if (bytes[name] !== MAGIC[name]) throw new RootpageError('vault/too-new', { details: { found: `copy version ${bytes[name]}`, allowed: `${MAGIC[name]}` } })
}

// ---- writing

/** As many frames as it takes; all but the last say that another follows. */
async function frames(kind: number, { expectedRevision, revision, put, remove }: Commit, before: Uint8Array): Promise<{ parts: Uint8Array[]; hash: Uint8Array }> {
  const heaps = heaped(put)
  const parts: Uint8Array[] = []
  let hash = before
  for (const [index, heap] of heaps.entries()) {
    const removed = index === 0 ? remove : []
    const frame = new Uint8Array(LEAD + 26 + removed.reduce((sum, key) => sum + 2 + key.length, 0) + heap.reduce((sum, [key, value]) => sum + weight(key, value), 0))
    if (frame.length - LEAD > MOST) throw new RootpageError('store/failed', { details: { found: `${frame.length} bytes in one record`, allowed: `${MOST}` } })
    const pen = new Pen(frame, LEAD)
    pen.number(kind, 1)
    pen.number(index < heaps.length - 1 ? 1 : 0, 1)
    pen.number(revision, 8)
    pen.number(expectedRevision, 8)
    pen.number(removed.length, 4)
    for (const key of removed) pen.text(key)
    pen.number(heap.length, 4)
    for (const [key, value] of heap) {
      pen.text(key)
      pen.number(value.length, 4)
      pen.bytes(value)
    }
    new Pen(frame, 0).number(frame.length - LEAD, 4)
    hash = await chained(frame, hash)
    frame.set(hash, 4)
    parts.push(frame)
  }
  return { parts, hash }
}

function heaped(put: Commit['put']): Commit['put'][] {
  const heaps: Commit['put'][] = [[]]
  let filled = 0
  for (const record of put) {
    const [key, value] = record
    if (filled > 0 && filled + weight(key, value) > FILLED) {
      heaps.push([])
      filled = 0
    }
    heaps.at(-1)?.push(record)
    filled += weight(key, value)
  }
  return heaps
}

/** What a record takes in a frame. */
const weight = (key: string, value: Uint8Array): number => 2 + key.length + 4 + value.length

/** The hash of a frame: over the frame itself, with the hash of the one before where its own will stand. */
async function chained(frame: Uint8Array, before: Uint8Array): Promise<Uint8Array> {
  frame.set(before, 4)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', frame as Uint8Array<ArrayBuffer>))
}

class Pen {
  readonly #view: DataView
  readonly #into: Uint8Array
  #at: number

  constructor(into: Uint8Array, at: number) {
    this.#into = into
    this.#view = new DataView(into.buffer, into.byteOffset, into.byteLength)
    this.#at = at
  }

  number(value: number, width: 1 | 2 | 4 | 8): void {
    if (width === 8) this.#view.setBigUint64(this.#at, BigInt(value))
    else if (width === 4) this.#view.setUint32(this.#at, value)
    else if (width === 2) this.#view.setUint16(this.#at, value)
    else this.#view.setUint8(this.#at, value)
    this.#at += width
  }

  text(key: string): void {
    if (!KEY.test(key)) throw new RootpageError('store/failed', { details: { found: 'a key that is not ASCII' } })
    this.number(key.length, 2)
    this.bytes(Uint8Array.from(key, character => character.charCodeAt(0)))
  }

  bytes(value: Uint8Array): void {
    this.#into.set(value, this.#at)
    this.#at += value.length
  }
}

const KEY = /^[\x21-\x7e]{1,255}$/

// ---- reading

interface Frame {
  kind: number
  more: boolean
  revision: number
  expected: number
  remove: string[]
  put: [string, Uint8Array][]
  end: number
  hash: Uint8Array
}

/** Moves the log on by one commit, once all frames of it are there and right; or says why there is none. */
async function readOn(bytes: Uint8Array, log: Log): Promise<RootpageError | undefined> {
  let { size, hash } = log
  const begun: Frame[] = []
  const put = new Map<string, Uint8Array>()
  for (;;) {
    const frame = await readFrame(bytes, size, hash)
    if (frame instanceof RootpageError) return frame
    if (!follows(frame, begun[0], log.revision) || frame.put.some(([key]) => put.has(key))) return wrong('copy-damaged', size, 'a frame that is not as the form says')
    for (const [key, value] of frame.put) put.set(key, value)
    begun.push(frame)
    size = frame.end
    hash = frame.hash
    if (!frame.more) break
  }
  const remove = begun[0]?.remove ?? []
  for (const key of remove) log.records.delete(key)
  for (const [key, value] of put) log.records.set(key, value)
  weigh(log, remove, [...put])
  Object.assign(log, { revision: begun[0]?.revision ?? -1, size, hash })
  return undefined
}

async function readFrame(bytes: Uint8Array, at: number, before: Uint8Array): Promise<Frame | RootpageError> {
  const there = bytes.length - at
  if (there === 0) return wrong('copy-torn', at, 'a commit of which a part is missing')
  if (there < LEAD) return wrong('copy-torn', at, `${there} bytes`)
  const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0)
  if (LEAD + length > there) return wrong('copy-torn', at, `a frame of ${length} bytes, of which ${there - LEAD} are there`)
  if (length > MOST) return wrong('copy-damaged', at, `a frame of ${length} bytes`)
  const frame = bytes.subarray(at, at + LEAD + length)
  const hash = new Uint8Array(frame.subarray(4, LEAD))
  const right = (await chained(frame, before)).every((byte, index) => byte === hash[index])
  frame.set(hash, 4)
  // The last frame may have been cut and filled up; what is followed by others was changed.
  if (!right) return wrong(frame.length === there ? 'copy-torn' : 'copy-damaged', at, 'a frame that its hash does not fit')
  return parsed(frame, at, hash) ?? wrong('copy-damaged', at, 'a frame that is not as the form says')
}

const wrong = (code: 'copy-torn' | 'copy-damaged', at: number, found: string) => new RootpageError(`store/${code}`, { offset: at, details: { found } })

/** Whether a frame may stand here: a state first, commits behind it, each from the revision that is there to a later one. */
function follows(frame: Frame, begun: Frame | undefined, revision: number): boolean {
  if (begun) return frame.kind === begun.kind && frame.revision === begun.revision && frame.expected === begun.expected && frame.remove.length === 0
  if (revision === -1) return frame.kind === STATE && frame.expected === 0 && frame.remove.length === 0
  return frame.kind === COMMIT && frame.expected === revision && frame.revision > revision
}

function parsed(frame: Uint8Array, at: number, hash: Uint8Array): Frame | undefined {
  try {
    const eye = new Eye(frame, LEAD)
    const [kind, more, revision, expected] = [eye.number(1), eye.number(1), eye.number(8), eye.number(8)]
    const remove = Array.from({ length: eye.count() }, () => eye.text())
    const put = Array.from({ length: eye.count() }, (): [string, Uint8Array] => [eye.text(), eye.bytes(eye.number(4))])
    const once = [remove, put.map(([key]) => key)].every(keys => new Set(keys).size === keys.length)
    return kind > COMMIT || more > 1 || !once || !eye.done ? undefined : { kind, more: more === 1, revision, expected, remove, put, end: at + frame.length, hash }
  } catch {
    return undefined
  }
}

/** Reads within bounds, and throws where they are passed. */
class Eye {
  readonly #view: DataView
  readonly #from: Uint8Array
  #at: number

  constructor(from: Uint8Array, at: number) {
    this.#from = from
    this.#view = new DataView(from.buffer, from.byteOffset, from.byteLength)
    this.#at = at
  }

  get done(): boolean {
    return this.#at === this.#from.length
  }

  number(width: 1 | 2 | 4 | 8): number {
    const at = this.#at
    this.#at += width
    if (width !== 8) return width === 4 ? this.#view.getUint32(at) : width === 2 ? this.#view.getUint16(at) : this.#view.getUint8(at)
    const value = this.#view.getBigUint64(at)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('a revision that no vault reaches')
    return Number(value)
  }

  /** Of things that take three bytes at least, so that no number asks for more memory than the frame has. */
  count(): number {
    const count = this.number(4)
    if (count * 3 > this.#from.length - this.#at) throw new RangeError('more than there is room for')
    return count
  }

  text(): string {
    const text = String.fromCharCode(...this.bytes(this.number(2)))
    if (!KEY.test(text)) throw new RangeError('a key that is none')
    return text
  }

  bytes(length: number): Uint8Array {
    const at = this.#at
    this.#at += length
    if (this.#at > this.#from.length) throw new RangeError('past the end')
    return this.#from.subarray(at, this.#at)
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
