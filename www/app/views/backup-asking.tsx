import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { BackupStateView } from '../../api/index.js'
import { useOpen, usePage, useVault } from '../context.js'
import type { Route } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Icon } from '../ui/icon.js'
import { plural } from '../words.js'
import { changesLeft, insistence, sinceBackup } from './backup-state.js'
import type { Insistence } from './backup-state.js'
import { TakeBackupDialog } from './take-backup.js'

/** The quietest form: a word in the top bar, which leads to the backups also where none is asked for. */
export function BackupChip() {
  const { commands } = usePage()
  const { backup } = useVault()
  const level = insistence(backup)
  const words = sinceBackup(backup)
  return (
    <button type="button" class="backup-chip" data-asks={level} onClick={() => commands.goTo({ at: 'backup' })} title={words}>
      <Icon name="download" />
      <span class="hidden">Backup: </span>
      <span class="backup-chip-words">{backup.taken ? (backup.acts === 0 ? 'Backed up' : `${plural(backup.acts, 'change')} since the backup`) : words}</span>
      {backup.acts > 0 && <span class="backup-chip-number" aria-hidden="true">{backup.acts.toLocaleString('en')}</span>}
    </button>
  )
}

/** Where a notice is read before anything is begun; a banner stands everywhere. */
const NOTICED = new Set<Route['at']>(['home', 'authority', 'created'])
/** There it is asked for anyway. */
const ASKED = new Set<Route['at']>(['backup', 'paper'])

/** The colours of a strip. */
const STRIPS: Record<Insistence, string> = { silent: '', quiet: '', notice: 'plain', banner: '', stopped: 'bad' }

/** Louder: above the screens, the more often the nearer the limit is. */
export function BackupAsking() {
  const { state } = usePage()
  const { role, vault: { backup, damages } } = useOpen()
  const [taking, setTaking] = useState(false)
  const level = insistence(backup)
  // Of what is damaged there is no backup, and a tab that reads along cannot record one: other strips say what to do.
  const shown = damages.length === 0 && role === 'writer' && !ASKED.has(state.route.at) && (level === 'banner' || level === 'stopped' || (level === 'notice' && NOTICED.has(state.route.at)))
  return (
    <>
      {shown && (
        <aside class={`strip ${STRIPS[level]}`} data-asks={level} aria-label="A backup is asked for">
          <div class="strip-inner">
            <Icon name={level === 'notice' ? 'info' : 'warn'} />
            <p>{sentence(level === 'stopped', backup)}</p>
            <Button kind={level === 'notice' ? 'plain' : 'primary'} onPress={() => setTaking(true)}>Take a backup</Button>
          </div>
        </aside>
      )}
      {taking && <TakeBackupDialog onClose={() => setTaking(false)} />}
    </>
  )
}

function sentence(stopped: boolean, backup: BackupStateView): ComponentChildren {
  const since = backup.taken ? `${plural(backup.acts, 'change')} since the last backup.` : `${plural(backup.acts, 'change')} and no backup yet.`
  const left = changesLeft(backup)
  if (stopped) return <><strong>{since}</strong> {TEXT.backupStopped}</>
  return <><strong>{since}</strong> {TEXT.backupWhy}{left !== undefined && ` After ${plural(left, 'more change')} nothing is signed until there is one.`}</>
}

/** The way on from `backup/due`: the backup is taken on the spot, nothing that was chosen is lost, and the act is there to be pressed again. */
export function BackupWay() {
  const { due } = useVault().backup
  const [taking, setTaking] = useState(false)
  return (
    <>
      {due
        ? <div class="acts"><Button onPress={() => setTaking(true)}>Take the backup, then go on here</Button></div>
        : <p role="status">The backup is taken: press it again.</p>}
      {taking && <TakeBackupDialog onClose={() => setTaking(false)} />}
    </>
  )
}
