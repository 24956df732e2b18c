import type { BackupOpener } from './backup.js'
import type { Client } from './client.js'
import { isRootpageError, RootpageError, type Code } from './errors.js'
import { alone } from './lock.js'
import type { OpeningNotice, OpeningView } from './opening-view.js'
import type { Holding, ManyPlaces } from './places/place.js'
import type { Opener } from './session.js'
import type { Store } from './store.js'
import type { DamageView, VaultView } from './types.js'

/** An opened vault: from where, and what is not as it should be where it was opened all the same. */
export interface Opened {
  opening: OpeningView
  damages: DamageView[]
}

/** How a vault is opened that has several places. */
interface How {
  opener: Opener
  /** Whether what is authentic is read where nothing is whole. */
  read: boolean
}

/** One of the two, as a person gave it. */
export function openerOf({ passphrase, recovery }: BackupOpener): Opener {
  if (recovery !== undefined) return { recovery }
  if (passphrase !== undefined) return { passphrase }
  throw new RootpageError('vault/passphrase-missing')
}

/** Opens what a store has: the newest intact state, where it has several places. */
export async function openStored(client: Client, store: Store, how: How): Promise<Opened> {
  return hasPlaces(store) ? openNewest(client, store, how) : openOnly(client, store, how)
}

/** Makes all places equal to the one that was opened, by whoever may write. */
export async function settle(store: Store): Promise<OpeningNotice[]> {
  if (!hasPlaces(store)) return []
  const { unclean } = await alone(store.name, () => store.settle())
  return unclean ? [{ place: store.name, what: 'unclean' }] : []
}

/** After the state of a backup was put in place of the vault's: what the copies have besides was given up with it. Another vault stays what it is. */
export async function overwriteCopies(store: Store): Promise<void> {
  if (!hasPlaces(store)) return
  const others = store.places().filter(({ state, problem }) => state !== 'current' && problem?.code !== 'store/copy-other')
  // A place that takes nothing now says so itself.
  await Promise.allSettled(others.map(({ name }) => store.overwrite(name)))
}

export function hasPlaces(store: Store): store is ManyPlaces {
  return 'holdings' in store
}

async function openOnly(client: Client, store: Store, how: How): Promise<Opened> {
  const view = { place: store.name, others: [], notices: [] }
  try {
    return { opening: { ...view, revision: await client.call('open', [how.opener]) }, damages: [] }
  } catch (error) {
    const { revision, damages } = await openDamaged(client, how, error)
    return { opening: { ...view, revision }, damages }
  }
}

/** Reads what is authentic, where that was asked for and damage is what is in the way. */
async function openDamaged(client: Client, { opener, read }: How, why: unknown): Promise<{ revision: number; damages: DamageView[] }> {
  if (!read || !isDamage(why) || 'recovery' in opener) throw why
  const revision = await client.call('openDamaged', [opener])
  return { revision, damages: (await client.call('ask', [{ ask: 'vault' }]) as VaultView).damages }
}

/** The newest place is tried first. Only damage and loss lead on to an older one: never a wrong passphrase, nor a format that is too new. */
async function openNewest(client: Client, store: ManyPlaces, how: How): Promise<Opened> {
  const holdings = await store.holdings()
  const usable = holdings.filter(({ usable }) => usable)
  const notices = holdings.filter(holding => isLost(holding, store)).map(holding => notice(holding, 'lost'))
  const problems: unknown[] = []
  for (const holding of usable) {
    store.choose(holding.place)
    try {
      const revision = await client.call('open', [how.opener])
      return { opening: view(store, holding.place, revision, [...notices, ...behind(usable.slice(problems.length), holding)]), damages: [] }
    } catch (error) {
      if (!isHarm(error)) throw problems[0] ?? error
      problems.push(error)
      notices.push(notice({ ...holding, problem: error }, 'damaged'))
    }
  }
  const [newest] = usable
  if (!newest) return openOnly(client, store, how)
  store.choose(newest.place)
  const { revision, damages } = await openDamaged(client, how, problems[0])
  return { opening: view(store, newest.place, revision, notices), damages }
}

function view(store: ManyPlaces, place: string, revision: number, notices: OpeningNotice[]): OpeningView {
  return { place, revision, others: store.places().filter(({ name }) => name !== place), notices }
}

function notice({ place, revision, problem }: Pick<Holding, 'place' | 'revision' | 'problem'>, what: OpeningNotice['what']): OpeningNotice {
  return { place, what, ...(revision !== -1 && { revision }), ...(problem && { problem }) }
}

/** A copy that is merely empty is a new one. What another vault has is not lost. */
function isLost({ usable, problem, place }: Holding, store: Store): boolean {
  return !usable && (problem ? problem.code !== 'store/copy-other' : place === store.name)
}

/** Those that lack what the opened one has, or should have; and those that are not what they were. */
function behind(usable: Holding[], opened: Holding): OpeningNotice[] {
  const isOlder = ({ revision, problem }: Holding) => revision < opened.revision || problem?.code === 'store/rolled-back'
  return usable.filter(holding => isOlder(holding) || holding.problem).map(holding => notice(holding, isOlder(holding) ? 'older' : 'damaged'))
}

/** What the core says of a vault that was changed from outside. */
const DAMAGE: ReadonlySet<Code> = new Set<Code>([
  'vault/format', 'vault/kdf-range', 'vault/record-missing', 'vault/record-tampered', 'vault/record-unexpected', 'vault/damaged', 'authority/ledger-inconsistent', 'authority/key-mismatch',
])
/** What a store says of a place that has nothing, or nothing that can be read. */
const LOSS: ReadonlySet<Code> = new Set<Code>(['store/absent', 'store/lost', 'store/failed', 'store/unavailable'])

const isDamage = (error: unknown): error is RootpageError => isRootpageError(error) && DAMAGE.has(error.code)
const isHarm = (error: unknown): error is RootpageError => isDamage(error) || isRootpageError(error) && LOSS.has(error.code)
