import type { ComponentChildren } from 'preact'
import { usePage, useVault } from '../context.js'
import type { SafetyTab } from '../state.js'
import { Button } from '../ui/button.js'
import { Tabs } from '../ui/tabs.js'
import { Damage } from './damage.js'
import { Journal } from './journal.js'
import { PageFrame } from './page-frame.js'
import { Places } from './places.js'
import { Protection } from './protection.js'
import { VaultSettings } from './vault-settings.js'

/** All about the vault itself: where it is, how it is protected, what was done in it, when it locks. */
export function Safety({ tab }: { tab: SafetyTab }) {
  const { commands } = usePage()
  const { damages } = useVault()
  const tabs = damages.length > 0 || tab === 'damage' ? [DAMAGE, ...TABS] : TABS
  return (
    <PageFrame title="Safety of this vault" up={{ label: 'Authorities', to: { at: 'home' } }} lead="Where it is kept, what protects it, and what was done in it." acts={<>
      <Button onPress={() => commands.goTo({ at: 'backup' })}>Backups</Button>
      <Button onPress={() => commands.goTo({ at: 'paper' })}>On paper</Button>
    </>}>
      <Tabs label="Parts of the vault" current={tab} onChoose={key => commands.goTo({ at: 'safety', tab: key })} tabs={tabs}>
        {PARTS[tab]()}
      </Tabs>
    </PageFrame>
  )
}

const DAMAGE = { key: 'damage', label: 'Damage', alert: true } as const

const TABS: readonly { key: SafetyTab; label: string }[] = [
  { key: 'places', label: 'Places' },
  { key: 'protection', label: 'Protection' },
  { key: 'journal', label: 'Journal' },
  { key: 'settings', label: 'Settings' },
]

const PARTS: Record<SafetyTab, () => ComponentChildren> = {
  damage: () => <Damage />,
  places: () => <Places />,
  protection: () => <Protection />,
  journal: () => <Journal />,
  settings: () => <VaultSettings />,
}
