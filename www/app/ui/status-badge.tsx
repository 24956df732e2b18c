import type { Status, Verdict } from '../../api/index.js'
import { Icon } from './icon.js'
import type { IconName } from './icon.js'

const STATUS: Record<Status, { word: string; tone: string }> = {
  valid: { word: 'Valid', tone: 'good' },
  expired: { word: 'Expired', tone: 'plain' },
  revoked: { word: 'Revoked', tone: 'bad' },
}

export function StatusBadge({ status, held = false }: { status: Status; held?: boolean }) {
  const { word, tone } = held ? { word: 'On hold', tone: 'warn' } : STATUS[status]
  return <span class={`badge ${tone}`}><span class="badge-dot" aria-hidden="true" />{word}</span>
}

/** A word beside the status: `retires`, `renewed`, `number only`. */
export function PlainBadge({ children, tone = 'plain' }: { children: string; tone?: 'plain' | 'warn' | 'good' | 'bad' }) {
  return <span class={`badge ${tone}`}>{children}</span>
}

const VERDICTS: Record<Verdict, { tone: string; icon: IconName }> = {
  taken: { tone: 'plain', icon: 'check' },
  changed: { tone: 'warn', icon: 'arrow' },
  added: { tone: 'good', icon: 'plus' },
  dropped: { tone: 'plain', icon: 'minus' },
  refused: { tone: 'bad', icon: 'cross' },
}

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { tone, icon } = VERDICTS[verdict]
  return <span class={`badge ${tone}`}><Icon name={icon} />{verdict}</span>
}
