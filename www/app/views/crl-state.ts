import type { AuthorityView } from '../../api/index.js'
import { day, inDays, plural, urgency } from '../words.js'

export interface CrlState {
  tone: 'fine' | 'soon' | 'urgent' | 'over' | 'plain'
  /** One line for a card. */
  short: string
  /** Whether a new list should be made now. */
  due: boolean
}

/** Where an authority stands with its revocation list. */
export function crlState({ crl, unpublishedRevocations, counts }: AuthorityView, now: number): CrlState {
  if (unpublishedRevocations > 0) return { tone: 'urgent', short: `${plural(unpublishedRevocations, 'revocation')} not in a list yet`, due: true }
  if (!crl) return { tone: counts.revoked > 0 ? 'urgent' : 'plain', short: 'No revocation list yet', due: counts.revoked > 0 }
  const tone = urgency(crl.nextUpdate, now)
  if (tone === 'over') return { tone, short: `Revocation list ran out ${inDays(crl.nextUpdate, now)}`, due: true }
  return { tone, short: `Next revocation list by ${day(crl.nextUpdate)}`, due: tone === 'urgent' }
}
