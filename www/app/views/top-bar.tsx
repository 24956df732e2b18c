import { usePage } from '../context.js'
import type { Theme } from '../io/settings.js'
import { Button } from '../ui/button.js'
import { Icon, Mark } from '../ui/icon.js'
import type { IconName } from '../ui/icon.js'
import { BackupChip } from './backup-asking.js'

/** Above every screen: the name, the theme, and, while the vault is open, its settings and the lock. */
export function TopBar() {
  const { commands, state } = usePage()
  const open = state.phase.is === 'open'
  // Opened from paper, it has nothing to show before its new passphrase.
  const ready = state.phase.is === 'open' && !state.phase.vault.recovered
  return (
    <header class="top">
      <div class="top-inner">
        {ready
          ? <button type="button" class="brand" onClick={() => commands.goTo({ at: 'home' })} aria-label="Rootpage, all authorities"><Mark />Rootpage</button>
          : <span class="brand"><Mark />Rootpage</span>}
        <div class="top-acts">
          {ready && <BackupChip />}
          <ThemeSwitch />
          {ready && <button type="button" class="icon-button" onClick={() => commands.goTo({ at: 'safety', tab: 'places' })} aria-label="About this vault"><Icon name="gear" /></button>}
          {open && <Button icon="lock" onPress={() => commands.lock('asked')}>Lock</Button>}
        </div>
      </div>
    </header>
  )
}

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' }
const LOOKS: Record<Theme, { icon: IconName; word: string }> = {
  auto: { icon: 'half', word: 'as the system has it' },
  light: { icon: 'sun', word: 'light' },
  dark: { icon: 'moon', word: 'dark' },
}

function ThemeSwitch() {
  const { settings, choose } = usePage()
  const { icon, word } = LOOKS[settings.theme]
  return <button type="button" class="icon-button" onClick={() => choose({ theme: NEXT[settings.theme] })} aria-label={`Colours: ${word}`} title={`Colours: ${word}`}><Icon name={icon} /></button>
}
