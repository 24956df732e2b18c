import { useState } from 'preact/hooks'
import type { BackupView } from '../../api/index.js'
import { useAct, usePage, useVault } from '../context.js'
import { download } from '../io/download.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { size } from '../words.js'
import { PassphraseField } from './passphrase-field.js'

/** Seals a backup, hands it out, and records that it was taken: the press on the download is what counts. */
export function TakeBackup({ onTaken }: { onTaken: () => void }) {
  const [made, setMade] = useState<BackupView>()
  const { revision } = useVault()
  // Something was done since it was prepared: it would be an old one before it has arrived.
  const current = made?.revision === revision ? made : undefined
  return current ? <HandOut made={current} onTaken={onTaken} /> : <Prepare onMade={setMade} again={made !== undefined} />
}

function Prepare({ onMade, again }: { onMade: (made: BackupView) => void; again: boolean }) {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const act = useAct(async () => onMade(await commands.takeBackup(passphrase)))
  return (
    <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
      {again && <Notice title="The vault has changed since the backup was prepared"><p>Prepare it again, so that everything is in it.</p></Notice>}
      <PassphraseField value={passphrase} onInput={setPassphrase} act={act} hint={TEXT.backupPassphrase} />
      <div class="acts"><Button kind="primary" submit busy={act.running && 'Sealing the backup…'}>Prepare the backup</Button></div>
    </form>
  )
}

function HandOut({ made, onTaken }: { made: BackupView; onTaken: () => void }) {
  const { commands } = usePage()
  const act = useAct(async () => {
    download({ name: made.name, about: 'The backup', content: made.content })
    await commands.recordBackup(made)
    onTaken()
  })
  return (
    <div class="stack">
      <Notice tone="good" title="The backup is sealed"><p>{TEXT.backupReady}</p></Notice>
      <div class="file">
        <div class="file-text">
          <span class="file-name">{made.name}</span>
          <span class="file-about">{size(made.content.length)}, everything up to change {made.revision.toLocaleString('en')}</span>
        </div>
        <Button kind="primary" icon="download" label={`Download ${made.name}`} onPress={() => void act.run()} busy={act.running && 'Recording it…'}>Download</Button>
      </div>
      <WrongNotice wrong={act.wrong} />
    </div>
  )
}

/** The same above whatever is being done, so that nothing of it is lost. */
export function TakeBackupDialog({ onClose }: { onClose: () => void }) {
  const { commands } = usePage()
  const taken = () => {
    commands.toast(TEXT.backupTaken)
    onClose()
  }
  return (
    <Dialog title="Take a backup" onClose={onClose}>
      <div class="stack">
        <p class="hint">{TEXT.backupAbout}</p>
        <TakeBackup onTaken={taken} />
      </div>
    </Dialog>
  )
}
