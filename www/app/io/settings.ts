/** The person's choices for this browser. Nothing of the vault is among them. */

export type Theme = 'auto' | 'light' | 'dark'

export interface Settings {
  theme: Theme
  /** Minutes until the vault locks itself. */
  idleMinutes: number
  /** Minutes out of sight until it locks itself, whoever is there. */
  hiddenMinutes: number
}

const KEY = 'rootpage.settings'
export const IDLE_CHOICES = [5, 15, 60] as const
export const HIDDEN_CHOICES = [1, 5, 15, 60] as const
const DEFAULTS: Settings = { theme: 'auto', idleMinutes: 15, hiddenMinutes: 15 }

export function readSettings(): Settings {
  try {
    return sane(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings> | null)
  } catch {
    return DEFAULTS
  }
}

/** Every page of this origin can write there (all of file:// in Chromium): what is read is checked. */
function sane(stored: Partial<Settings> | null): Settings {
  const theme = stored?.theme === 'light' || stored?.theme === 'dark' ? stored.theme : DEFAULTS.theme
  const idleMinutes = IDLE_CHOICES.find(minutes => minutes === stored?.idleMinutes) ?? DEFAULTS.idleMinutes
  const hiddenMinutes = HIDDEN_CHOICES.find(minutes => minutes === stored?.hiddenMinutes) ?? DEFAULTS.hiddenMinutes
  return { theme, idleMinutes, hiddenMinutes }
}

export function writeSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings))
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
