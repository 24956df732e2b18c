/** Where what was dropped or pasted goes: a request is signed, a directory of `openssl ca` is taken in, and anything else is looked at. */
import { inspect } from '../api/index.js'
import type { ObjectKind } from '../api/index.js'
import { fromSource } from './io/files.js'
import type { Received } from './io/files.js'
import { canReceive, canTakeIn } from './state.js'
import type { Event, FileSource, State } from './state.js'

export async function destination(what: Received, state: State): Promise<Event | undefined> {
  if (state.phase.is === 'starting') return undefined
  if ('directory' in what && canTakeIn(state)) return { type: 'opened-directory', directory: what.directory }
  const files = fromSource(what)
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
