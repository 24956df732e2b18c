import { useState } from 'preact/hooks'
import { useAct, usePage, useVault } from '../context.js'
import type { Route } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { CheckField, TextField } from '../ui/field.js'
import { FileText } from '../ui/file-text.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { backupName, moment, pairs, plural } from '../words.js'
import { BackupFile } from './backup-file.js'
import { changesLeft, insistence } from './backup-state.js'
import { PageFrame } from './page-frame.js'
import { TakeBackup } from './take-backup.js'

/** Backups of the whole vault: taken, verified, restored, and how they open without us. */
export function Backup() {
  const { state } = usePage()
  const { authorities } = useVault()
  const up: { label: string; to: Route } = authorities.length > 0 ? { label: 'Authorities', to: { at: 'home' } } : { label: 'New authority', to: { at: 'new-authority' } }
  const { backup: file } = state
  return (
    <PageFrame title="Backup" up={up} lead={TEXT.backupLead}>
      {file && <BackupFile file={file} />}
      <Take />
      {!file && <BackupFile file={undefined} />}
      <WithoutRootpage />
      <Limit />
      <OnPaper />
    </PageFrame>
  )
}

function Take() {
  const { backup } = useVault()
  const [taken, setTaken] = useState(false)
  const left = changesLeft(backup)
  return (
    <Panel title="Take a backup" about={TEXT.backupAbout}>
      <Facts>
        <Fact name="Last backup">{backup.taken ? <>{moment(backup.taken.at)}</> : 'None yet'}</Fact>
        <Fact name="Changes since"><strong class="backup-level" data-asks={insistence(backup)}>{backup.acts.toLocaleString('en')}</strong>{left !== undefined && <span class="muted"> {left === 0 ? 'Nothing is signed until there is a backup.' : `After ${plural(left, 'more change')} nothing is signed until there is a backup.`}</span>}</Fact>
        {backup.taken && <Fact name="Its SHA-256"><code class="small">{pairs(backup.taken.sha256)}</code></Fact>}
      </Facts>
      <div class="backup-take">
        {taken && backup.acts === 0 ? <Notice tone="good" title="The backup is recorded"><p>{TEXT.backupTaken}</p></Notice> : <TakeBackup onTaken={() => setTaken(true)} />}
      </div>
    </Panel>
  )
}

/** The two commands of docs/backup.md, for the file as it is called. */
function WithoutRootpage() {
  const { backup } = useVault()
  const name = backup.taken ? backupName(backup.taken) : 'backup.pem'
  const commands = `openssl cms -decrypt -binary -inform PEM -in ${name} -inkey ${name} -out backup.tar.gz\ntar -xzf backup.tar.gz`
  return (
    <Panel title="How it opens without Rootpage" about={TEXT.backupWithout}>
      <FileText name="the commands" text={commands} />
      <p class="hint backup-after">{TEXT.backupUnpacked}</p>
    </Panel>
  )
}

/** Whether signing waits for a backup, and after how many changes. */
function Limit() {
  const { commands } = usePage()
  const { limit } = useVault().backup
  const [on, setOn] = useState(limit !== null)
  const [after, setAfter] = useState(String(limit ?? 25))
  const [problem, setProblem] = useState<string>()
  const act = useAct(async () => {
    await commands.setBackupLimit(on ? Number(after) : null)
  })
  const submit = () => {
    const found = on && !/^[1-9]\d{0,5}$/.test(after) ? 'Give a whole number, 1 or more.' : undefined
    setProblem(found)
    if (!found) void act.run()
  }
  return (
    <Panel title="When signing waits for a backup" about={TEXT.backupLimit}>
      {/* Its own sentence says what is wrong, not the browser's. */}
      <form class="stack" noValidate onSubmit={event => { event.preventDefault(); submit() }}>
        <CheckField label="Sign nothing more when a backup is due" value={on} onChange={setOn} />
        {on && <div class="narrow backup-limit"><TextField label="A backup is due after" type="number" min={1} value={after} onInput={value => { setAfter(value); setProblem(undefined) }} suffix="changes" problem={problem} /></div>}
        {!on && <Notice tone="warn"><p>{TEXT.backupUnlimited}</p></Notice>}
        <WrongNotice wrong={act.wrong} />
        <div class="acts"><Button submit busy={act.running && 'Saving…'}>Save</Button></div>
      </form>
    </Panel>
  )
}

function OnPaper() {
  const { commands } = usePage()
  return (
    <Panel title="If the passphrase is forgotten" about={TEXT.paperAbout}>
      <div class="acts"><Button onPress={() => commands.goTo({ at: 'paper' })}>Put the recovery key on paper</Button></div>
    </Panel>
  )
}
