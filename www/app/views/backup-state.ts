import type { BackupStateView } from '../../api/index.js'
import { day, plural } from '../words.js'

/** How loudly a backup is asked for; each says it in more places than the one before. */
export type Insistence = 'silent' | 'quiet' | 'notice' | 'banner' | 'stopped'

/** Where nothing is ever stopped, the asking rises as if it were by this many changes. */
const USUAL_LIMIT = 25

export function insistence({ acts, limit, due }: BackupStateView): Insistence {
  if (due) return 'stopped'
  const part = acts / (limit ?? USUAL_LIMIT)
  if (part >= 0.8) return 'banner'
  if (part >= 0.4) return 'notice'
  return acts > 0 ? 'quiet' : 'silent'
}

/** `No backup yet`, `Last backup 2026-11-21, 3 changes ago` */
export function sinceBackup({ taken, acts }: BackupStateView): string {
  if (!taken) return 'No backup yet'
  return acts === 0 ? `Last backup ${day(taken.at)}, nothing has changed since` : `Last backup ${day(taken.at)}, ${plural(acts, 'change')} ago`
}

/** How many changes there may still be; undefined where nothing is stopped. */
export function changesLeft({ acts, limit }: BackupStateView): number | undefined {
  return limit === null ? undefined : Math.max(0, limit - acts)
}
