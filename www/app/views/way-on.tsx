import type { ComponentChildren } from 'preact'
import { usePage } from '../context.js'
import type { Route } from '../state.js'
import { Button } from '../ui/button.js'
import { BackupWay } from './backup-asking.js'
import { TakeOver } from './reader-strip.js'

/** What can be pressed beside an error, by its code: nothing is refused without a way on. */
export function WayOn({ code }: { code: string }) {
  const { phase } = usePage().state
  return phase.is === 'open' ? <>{WAYS[code]?.()}</> : null
}

const WAYS: Partial<Record<string, () => ComponentChildren>> = {
  'vault/reader': () => <div class="acts"><TakeOver /></div>,
  'backup/due': () => <BackupWay />,
  'vault/damaged': () => <GoTo to={{ at: 'safety', tab: 'damage' }} label="What was touched, and what can be done" />,
  'store/quota': () => <NoRoom />,
  'store/disk': () => <NoRoom />,
  'store/failed': () => <NoRoom />,
  'store/unavailable': () => <NoRoom />,
  'store/taken': () => <Reload />,
  'store/rolled-back': () => <GoTo to={{ at: 'safety', tab: 'places' }} label="How the other places stand" />,
  'authority/clock-backwards': () => <p>Until then everything can be read and taken away. Once the clock is right, press it again.</p>,
}

/** Nothing of the act was stored; what is there already is safe to take away. */
function NoRoom() {
  return (
    <>
      <p>Nothing of this act was stored, and nothing was given out: the vault is as it was before. Once there is room, press it again.</p>
      <GoTo to={{ at: 'safety', tab: 'places' }} label="Where the vault is, and how much room it has" />
    </>
  )
}

function Reload() {
  return <div class="acts"><Button onPress={() => location.reload()}>Load the page again</Button></div>
}

function GoTo({ to, label }: { to: Route; label: string }) {
  const { commands } = usePage()
  return <div class="acts"><Button onPress={() => commands.goTo(to)}>{label}</Button></div>
}
