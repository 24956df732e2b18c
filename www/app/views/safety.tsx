import type { ComponentChildren } from 'preact'
import { usePage } from '../context.js'
import type { SafetyTab } from '../state.js'
import { Tabs } from '../ui/tabs.js'
import { PageFrame } from './page-frame.js'
import { Places } from './places.js'
import { Protection } from './protection.js'
import { VaultSettings } from './vault-settings.js'

/** All about the vault itself: where it is, how it is protected, what was done in it, when it locks. */
export function Safety({ tab }: { tab: SafetyTab }) {
  const { commands } = usePage()
  return (
    <PageFrame title="Safety of this vault" up={{ label: 'Authorities', to: { at: 'home' } }} lead="Where it is kept, what protects it, and what was done in it.">
      <Tabs label="Parts of the vault" current={tab} onChoose={key => commands.goTo({ at: 'safety', tab: key })} tabs={TABS}>
        {PARTS[tab]()}
      </Tabs>
    </PageFrame>
  )
}

const TABS: readonly { key: SafetyTab; label: string }[] = [
  { key: 'places', label: 'Places' },
  { key: 'protection', label: 'Protection' },
  { key: 'settings', label: 'Settings' },
]

const PARTS: Record<SafetyTab, () => ComponentChildren> = {
  places: () => <Places />,
  protection: () => <Protection />,
  settings: () => <VaultSettings />,
}
