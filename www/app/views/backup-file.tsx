import { useState } from 'preact/hooks'
import type { BackupReportView, RestoreView } from '../../api/index.js'
import { useAct, usePage, useVault } from '../context.js'
import { fromFile } from '../io/files.js'
import type { FileSource } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { ChooseFile, Dropzone } from '../ui/dropzone.js'
import { Fact, Facts } from '../ui/facts.js'
import { FindingList, sentence } from '../ui/finding-list.js'
import { Icon } from '../ui/icon.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { plural, size } from '../words.js'
import { Serials } from './merged.js'
import { PassphraseField } from './passphrase-field.js'

/** A backup file beside the open vault: verified, compared, and restored where that makes sense. */
export function BackupFile({ file }: { file: FileSource | undefined }) {
  return (
    <Panel title="Verify or restore a backup" about={TEXT.backupFileAbout}>
      {file ? <Chosen key={file.id} file={file} /> : <ChooseBackup />}
    </Panel>
  )
}

export function ChooseBackup() {
  const { commands } = usePage()
  return (
    <Dropzone title="Drop a backup here, or anywhere" hint={TEXT.backupDropHint}>
      {hint => <ChooseFile label="Choose a backup" describedBy={hint} onChoose={([file]) => file && commands.bringBackup(fromFile(file))} />}
    </Dropzone>
  )
}

export function BackupLine({ file }: { file: FileSource }) {
  const { commands } = usePage()
  return (
    <div class="source-line">
      <Icon name="drop" />
      <span class="source-name">{file.name}, {size(file.size)}</span>
      <Button kind="quiet" onPress={() => commands.bringBackup(undefined)}>Another file</Button>
    </div>
  )
}

function Chosen({ file }: { file: FileSource }) {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const [report, setReport] = useState<BackupReportView>()
  const [restored, setRestored] = useState<RestoreView>()
  const act = useAct(async () => setReport(await commands.verifyBackup(file.input, passphrase)))
  if (restored) return <Restored restored={restored} />
  return (
    <div class="stack">
      <BackupLine file={file} />
      {!report && (
        <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
          <PassphraseField of="backup" hint={TEXT.backupItsPassphrase} value={passphrase} onInput={setPassphrase} act={act} />
          <div class="acts"><Button kind="primary" submit busy={act.running && 'Opening and comparing…'}>Verify this backup</Button></div>
        </form>
      )}
      {report && <Report report={report} />}
      {report && <RestoreOver file={file} passphrase={passphrase} report={report} onRestored={setRestored} />}
    </div>
  )
}

type Relation = BackupReportView['relation']

const RELATIONS: Record<Relation, { tone: 'good' | 'warn' | 'plain'; title: string; about: string }> = {
  same: { tone: 'good', title: 'This backup is whole and up to date', about: 'It holds exactly what the vault holds.' },
  older: { tone: 'plain', title: 'This backup is whole, and older than the vault', about: 'The vault has gone on since it was taken.' },
  newer: { tone: 'warn', title: 'This backup is newer than the vault', about: 'The vault in this browser was set back: it does not know what the backup knows.' },
  forked: { tone: 'warn', title: 'The backup and the vault have both gone on', about: 'They were the same once, and each has changes that the other has not.' },
  another: { tone: 'plain', title: 'This is a backup of another vault', about: 'It is whole. It has authorities of its own.' },
}

/** That a backup was taken is a change of its own, and so is a setting: they are no reason to take another one. */
const UP_TO_DATE: (typeof RELATIONS)[Relation] = { tone: 'good', title: 'This backup is whole and up to date', about: 'Every authority, certificate and list of the vault is in it.' }

/** How many differences are shown one by one. */
const SHOWN = 50

function Report({ report }: { report: BackupReportView }) {
  const { tone, title, about } = report.relation === 'older' && report.differences.length === 0 ? UP_TO_DATE : RELATIONS[report.relation]
  return (
    <div class="stack" role="status">
      <Notice tone={tone} title={title}><p>{about}</p></Notice>
      <Facts>
        <Fact name="Changes in the backup">{report.revision.toLocaleString('en')}</Fact>
        <Fact name="Changes in this vault">{report.live.toLocaleString('en')}</Fact>
      </Facts>
      {report.differences.length > 0 && (
        <div>
          <h3 class="backup-differences-title">What is different</h3>
          <ul class="notice-list backup-differences">
            {report.differences.slice(0, SHOWN).map(difference => <li key={difference}>{sentence(difference)}</li>)}
            {report.differences.length > SHOWN && <li class="muted">and {(report.differences.length - SHOWN).toLocaleString('en')} more</li>}
          </ul>
        </div>
      )}
    </div>
  )
}

/** What a restore would do, told before it is done. */
interface Plan { replaces: boolean; title: string; about: string; press: string }

const PLANS: Record<'newer' | 'forked' | 'another' | 'damaged', Plan> = {
  newer: { replaces: true, title: 'Restore it in place of the vault', about: 'The vault becomes what the backup holds, with the passphrase of the backup. What is here now is replaced; the backup has all of it.', press: 'Restore the backup' },
  damaged: { replaces: true, title: 'Restore it in place of the damaged vault', about: 'The vault becomes what the backup holds, with the passphrase of the backup. What the backup has not is forgotten: it is listed above. Take out first what you still need of it.', press: 'Restore the backup' },
  forked: { replaces: false, title: 'Bring what the backup has', about: 'For each authority, the certificates, revocations and lists that only the backup has are added. Nothing in the vault is undone, and the passphrase stays.', press: 'Merge the backup' },
  another: { replaces: false, title: 'Bring its authorities', about: 'The authorities of the backup come into this vault, with their keys, certificates and lists. Those that are here already are merged. Nothing in the vault is undone.', press: 'Bring the authorities in' },
}

/** In a vault that is whole, what is older brings nothing; where something is damaged, any whole state of it is better. */
function planFor(relation: Relation, damaged: boolean): Plan | undefined {
  if (relation === 'another') return PLANS.another
  if (damaged) return PLANS.damaged
  return relation === 'same' || relation === 'older' ? undefined : PLANS[relation]
}

function RestoreOver({ file, passphrase, report, onRestored }: { file: FileSource; passphrase: string; report: BackupReportView; onRestored: (restored: RestoreView) => void }) {
  const { commands } = usePage()
  const damaged = useVault().damages.length > 0
  const [current, setCurrent] = useState('')
  const act = useAct(async () => onRestored(await commands.restoreOver(file.input, { passphrase, current })))
  const plan = planFor(report.relation, damaged)
  if (!plan) return report.differences.length > 0 && <Notice title="Nothing is to be restored"><p>{TEXT.backupOlder}</p></Notice>
  const { replaces, title, about, press } = plan
  return (
    <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
      <Notice tone={replaces ? 'warn' : 'plain'} title={title}><p>{about}</p></Notice>
      <PassphraseField hint={TEXT.restoreAgain} value={current} onInput={setCurrent} act={act} />
      <div class="acts"><Button kind={replaces ? 'danger' : 'primary'} submit busy={act.running && 'Restoring…'}>{press}</Button></div>
    </form>
  )
}

const DONE: Record<RestoreView['done'], string> = {
  nothing: 'Nothing had to be done: the vault holds all of it',
  replaced: 'The vault is what the backup holds',
  merged: 'What the backup had is in the vault',
}

function RestoredAuthority({ restored: { authority, done, added, revoked, conflicts } }: { restored: RestoreView['authorities'][number] }) {
  return (
    <section aria-label={authority.title}>
      <h3 class="backup-differences-title">{authority.title}</h3>
      {done === 'imported'
        ? <p class="muted">It is new in this vault, with all that it has.</p>
        : <Facts>
            <Fact name="Certificates added"><Serials authority={authority.id} serials={added} /></Fact>
            <Fact name="Revocations added"><Serials authority={authority.id} serials={revoked} /></Fact>
            {conflicts.length > 0 && <Fact name={plural(conflicts.length, 'conflict')}><Serials authority={authority.id} serials={conflicts} /></Fact>}
          </Facts>}
    </section>
  )
}

/** What a restore did, authority by authority. */
function Restored({ restored }: { restored: RestoreView }) {
  const { commands } = usePage()
  const done = () => {
    commands.bringBackup(undefined)
    commands.goTo({ at: 'home' })
  }
  return (
    <div class="stack" role="status">
      <Notice tone="good" title={DONE[restored.done]} />
      {restored.authorities.map(restored => <RestoredAuthority key={restored.authority.id} restored={restored} />)}
      {restored.findings.length > 0 && <FindingList findings={restored.findings.map(({ code, severity, text, path }) => ({ code, severity, text, where: path }))} />}
      <div class="acts"><Button kind="primary" onPress={done}>Go to the authorities</Button></div>
    </div>
  )
}
