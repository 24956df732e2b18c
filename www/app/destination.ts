/** Where what was dropped or pasted goes: a backup is restored or compared, a request is signed, a directory of `openssl ca` is taken in, and anything else is looked at. */
import { inspect } from '../api/index.js'
import type { Input, ObjectKind } from '../api/index.js'
import { fromSource } from './io/files.js'
import type { Received } from './io/files.js'
import { canReceive, canTakeIn } from './state.js'
import type { Event, FileSource, State } from './state.js'

export async function destination(what: Received, state: State): Promise<Event | undefined> {
  if (state.phase.is === 'starting') return undefined
  if ('directory' in what && canTakeIn(state)) return { type: 'opened-directory', directory: what.directory }
  const files = fromSource(what)
  const [only] = files
  if (only && files.length === 1 && await isBackup(only.input)) return { type: 'brought-backup', backup: only }
  if ('source' in what && state.route.at !== 'look' && canReceive(state) && await toBeSigned(files, state.route.at === 'sign')) return { type: 'received', source: what.source }
  return files.length === 0 ? undefined : { type: 'brought', files }
}

/** What cannot be read may be a damaged request: where requests are asked for, or others lie beside it, its error belongs there. */
async function toBeSigned(files: readonly FileSource[], asked: boolean): Promise<boolean> {
  const kinds = (await Promise.all(files.map(kindsOf))).flat()
  return kinds.every(kind => isRequest(kind) || kind === 'other') && (asked || kinds.some(isRequest))
}

async function kindsOf({ input }: FileSource): Promise<ObjectKind[]> {
  try {
    const found = await inspect(input)
    return [found.kind, ...found.others.map(({ kind }) => kind)]
  } catch {
    return ['other']
  }
}

function isRequest(kind: ObjectKind): boolean {
  return kind === 'request' || kind === 'spkac'
}

/** The labels of docs/backup.md stand near the beginning of the file. */
const BACKUP_LABELS = ['-----BEGIN ENCRYPTED PRIVATE KEY-----', '-----BEGIN CMS-----']
const BEGINNING = 16_384

/** Told by its labels: a backup may be larger than anything that is looked at. */
export async function isBackup(input: Input): Promise<boolean> {
  const text = await beginning(input)
  return BACKUP_LABELS.every(label => text.includes(label))
}

async function beginning(input: Input): Promise<string> {
  if (typeof input === 'string') return input.slice(0, BEGINNING)
  return input instanceof Blob ? input.slice(0, BEGINNING).text() : new TextDecoder().decode(input.subarray(0, BEGINNING))
}
