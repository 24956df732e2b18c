import { RootpageError, type Code } from '../errors.js'
import { look, refusal, same, within, type Look } from './look.js'
import type { Copy, Holding, Remembered } from './place.js'

/** A holding, and what it was told by. */
export interface Held {
  copy: Copy
  holding: Holding
  seen: Look
}

/** Looks at one place; what it cannot say is a problem of it, and of nobody else. */
export async function hold(copy: Copy, patience: number): Promise<Held> {
  const { name: place, kind } = copy
  try {
    const seen = await within(patience, look(copy))
    const { revision, vault } = seen
    return { copy, seen, holding: { place, kind, revision, usable: revision >= 0, ...(vault && { vault }), ...(copy.finding && { problem: copy.finding }) } }
  } catch (error) {
    return { copy, seen: { revision: -1, vault: '', head: new Uint8Array() }, holding: { place, kind, revision: -1, usable: false, problem: refusal(error) } }
  }
}

/**
 * In the order in which the core is to try them: the newest first, the primary before its equals. Which vault it is about the primary says, or
 * what is remembered of it, or else the newest copy; one of another vault is never given to the core.
 */
export function ordered(held: Held[], primary: Copy): Held[] {
  const remembered = primary.remembered?.()
  const byAge = [...held].sort((one, other) => other.holding.revision - one.holding.revision)
  const vault = held.find(({ copy }) => copy === primary)?.holding.vault ?? remembered?.vault ?? byAge.find(({ holding }) => holding.usable)?.holding.vault
  const judged = byAge.map(one => (one.holding.usable && one.holding.vault !== vault ? unusable(one, 'store/copy-other') : one))
  const usable = judged.filter(({ holding }) => holding.usable)
  return [...usable.map(one => compared(one, usable, primary, remembered)), ...judged.filter(({ holding }) => !holding.usable)]
}

/** What only the others show: that it was put back, or that it went another way than one that is to be tried before it. */
function compared(one: Held, usable: Held[], primary: Copy, remembered: Remembered | undefined): Held {
  const [newest = one] = usable
  const { revision } = one.holding
  const known = remembered?.vault === one.holding.vault ? remembered?.revision ?? -1 : -1
  if (one === newest && revision < known) return flagged(one, 'store/rolled-back', revision, known)
  if (one.copy === primary && revision < newest.holding.revision) return flagged(one, 'store/rolled-back', revision, newest.holding.revision)
  const diverged = revision === newest.holding.revision && !same(one.seen, newest.seen)
  return diverged ? flagged(one, 'store/copy-diverged', revision, revision) : one
}

function flagged(held: Held, code: Code, found: number, allowed: number): Held {
  const facts = { details: { found: `revision ${found}`, ...(found !== allowed && { allowed: `revision ${allowed}` }) } }
  return { ...held, holding: { ...held.holding, problem: held.holding.problem ?? new RootpageError(code, facts) } }
}

function unusable(held: Held, code: Code): Held {
  return { ...held, holding: { ...held.holding, usable: false, problem: new RootpageError(code) } }
}
