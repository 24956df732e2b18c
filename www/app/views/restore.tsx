import { useState } from 'preact/hooks'
import type { BackupContentsView } from '../../api/index.js'
import type { BackupKey } from '../commands.js'
import { useAct, usePage } from '../context.js'
import type { FileSource } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { RadioField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { moment } from '../words.js'
import { BackupLine, ChooseBackup } from './backup-file.js'
import { Gate } from './gate.js'
import { PassphraseField } from './passphrase-field.js'
import { RecoveryEntry, useRecoveryTyped } from './recovery-entry.js'

/** In front of the vault, or where there is none: what a backup holds, and the vault made of it again. */
export function Restore() {
  const { commands, state } = usePage()
  const { backup: file, phase } = state
  const back = phase.is === 'locked' ? 'Back to the vault' : 'Back'
  return (
    <Gate title="Restore from a backup" mark={<Icon name="drop" />} lead={TEXT.restoreLead}>
      {file ? <Opening key={file.id} file={file} /> : <ChooseBackup />}
      <div class="acts"><Button kind="quiet" icon="back" onPress={() => commands.leaveRestore()}>{back}</Button></div>
    </Gate>
  )
}

type Opener = 'passphrase' | 'recovery'

const OPENERS: readonly { value: Opener; label: string; about: string }[] = [
  { value: 'passphrase', label: 'Its passphrase', about: 'The one that the vault had when the backup was taken.' },
  { value: 'recovery', label: 'Recovery words or shares', about: 'From paper; a new passphrase is then set.' },
]

function Opening({ file }: { file: FileSource }) {
  const { commands } = usePage()
  const [opener, setOpener] = useState<Opener>('passphrase')
  const [passphrase, setPassphrase] = useState('')
  const typed = useRecoveryTyped()
  const key: BackupKey = opener === 'passphrase' ? { passphrase } : { recovery: typed.text }
  const [found, setFound] = useState<{ opener: BackupKey; contents: BackupContentsView }>()
  const act = useAct(async () => setFound({ opener: key, contents: await commands.readBackup(file.input, key) }))
  if (found) return <><BackupLine file={file} /><Found file={file} {...found} /></>
  return (
    <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
      <BackupLine file={file} />
      <RadioField label="Open it with" value={opener} choices={OPENERS} onChoose={value => { setOpener(value); act.forgive() }} />
      {opener === 'passphrase'
        ? <PassphraseField of="backup" value={passphrase} onInput={setPassphrase} act={act} />
        : <><RecoveryEntry typed={typed} /><WrongNotice wrong={act.wrong} /></>}
      <div class="acts"><Button kind="primary" submit busy={act.running && 'Opening…'}>Look into it</Button></div>
    </form>
  )
}

function Found({ file, opener, contents }: { file: FileSource; opener: BackupKey; contents: BackupContentsView }) {
  const { commands, state } = usePage()
  const act = useAct(async () => {
    await commands.restoreVault(file.input, opener)
  })
  const occupied = state.phase.is === 'locked'
  return (
    <div class="stack" role="status">
      <Notice tone="good" title="The backup opens, and nothing in it was changed" />
      <Facts>
        <Fact name="Vault">{contents.vault.slice(0, 5)}, made {moment(contents.created)}</Fact>
        <Fact name="Changes">{contents.revision.toLocaleString('en')}</Fact>
        <Fact name="Authorities">{contents.authorities.length === 0 ? <span class="muted">none</span> : <ul class="names">{contents.authorities.map(({ title, folder }) => <li key={folder}>{title}</li>)}</ul>}</Fact>
      </Facts>
      {occupied
        ? <Occupied />
        : <>
            <p class="hint">{TEXT.restoreWhat}</p>
            <WrongNotice wrong={act.wrong} />
            <div class="acts"><Button kind="primary" onPress={() => void act.run()} busy={act.running && 'Restoring…'}>Restore this vault here</Button></div>
          </>}
    </div>
  )
}

/** A vault that is here is never written over unopened. */
function Occupied() {
  const { commands } = usePage()
  return (
    <Notice title="There is a vault in this place">
      <p>{TEXT.restoreOccupied}</p>
      <div class="acts"><Button kind="primary" icon="lock" onPress={() => commands.goTo({ at: 'home' })}>Unlock it, then compare</Button></div>
    </Notice>
  )
}
