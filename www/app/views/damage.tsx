import type { DamageView } from '../../api/index.js'
import { useVault, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Icon } from '../ui/icon.js'
import { Panel } from '../ui/panel.js'
import { PlainBadge } from '../ui/status-badge.js'
import { plural } from '../words.js'

/** Above every screen of a vault that was touched from outside. */
export function DamageStrip() {
  const { commands, state } = usePage()
  const { damages } = useVault()
  if (damages.length === 0) return null
  const there = state.route.at === 'safety' && state.route.tab === 'damage'
  return (
    <aside class="strip bad" aria-label="This vault was touched">
      <div class="strip-inner">
        <Icon name="warn" />
        <p><strong>This vault was touched from outside.</strong> It is open for reading alone: {plural(damages.length, 'record')} of it {damages.length === 1 ? 'is' : 'are'} not as {damages.length === 1 ? 'it was' : 'they were'} sealed, and nothing is signed from such a state.</p>
        {!there && <Button onPress={() => commands.goTo({ at: 'safety', tab: 'damage' })}>What was touched</Button>}
      </div>
    </aside>
  )
}

/** Each record that is not as it was sealed, and what can still be done. */
export function Damage() {
  const { commands } = usePage()
  const { damages } = useVault()
  return (
    <>
      <Panel title="What can still be done">
        <ul class="notice-list">
          <li>Everything that is whole can be looked at and taken away: certificates, revocation lists, keys, the journal.</li>
          <li>Nothing is signed, and nothing is written into this vault: whoever touched it does not decide what is issued next.</li>
          <li>No backup is taken of it: it would keep the damage. One that was taken before brings the vault back.</li>
        </ul>
        <div class="acts panel-acts"><Button kind="primary" onPress={() => commands.goTo({ at: 'backup' })}>Restore from a backup</Button></div>
      </Panel>
      <Panel title={`${plural(damages.length, 'record')} not as sealed`} about="Each record is sealed with its own name and the revision at which it was written, and the head of the vault counts them all.">
        <DamageList damages={damages} />
      </Panel>
    </>
  )
}

export function DamageList({ damages }: { damages: readonly DamageView[] }) {
  return <ul class="objects">{damages.map(damage => <DamageRow key={damage.key + damage.harm} damage={damage} />)}</ul>
}

function DamageRow({ damage }: { damage: DamageView }) {
  const { authorities } = useVault()
  const owner = damage.authority === undefined ? undefined : authorities.find(({ id }) => id === damage.authority)?.title ?? 'an authority that could not be read'
  return (
    <li class="object">
      <p class="object-title">{sentenceCase(damage.kind ?? 'record')}{owner !== undefined && <span class="object-alias"> of {owner}</span>} <PlainBadge tone="bad">{HARMS[damage.harm].word}</PlainBadge></p>
      <p>{HARMS[damage.harm].about(damage)}</p>
      <p class="muted small"><code>{damage.key}</code></p>
    </li>
  )
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const HARMS: Record<DamageView['harm'], { word: string; about: (damage: DamageView) => string }> = {
  removed: { word: 'removed', about: () => 'It is gone.' },
  changed: { word: 'changed', about: () => 'Its bytes are none that were ever sealed for it.' },
  'rolled-back': { word: 'rolled back', about: ({ sealed, expected }) => `It is what it was at revision ${sealed ?? '?'}; it should be that of revision ${expected ?? '?'}.` },
  unconfirmed: { word: 'unconfirmed', about: ({ sealed }) => `It was sealed with revision ${sealed ?? '?'}, of which the head of the vault does not know.` },
  exchanged: { word: 'exchanged', about: ({ with: other }) => `The bytes of another record stand in its place: ${other ?? 'one that is unknown'}.` },
  added: { word: 'added', about: () => 'This vault did not write it, or it has let it go.' },
  unreadable: { word: 'unreadable', about: () => 'It is authentic and cannot be read: a newer version wrote it, or it contradicts the others.' },
}
