import { useState } from 'preact/hooks'
import type { ImportPreview, MergedView } from '../../api/index.js'
import { useAct, usePage, useQuestion, useVault } from '../context.js'
import { fromFiles, fromFolder } from '../io/files.js'
import type { DirectorySource } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { ChooseFile, Dropzone } from '../ui/dropzone.js'
import { Fact, Facts } from '../ui/facts.js'
import { TextField } from '../ui/field.js'
import { FindingList } from '../ui/finding-list.js'
import { Icon } from '../ui/icon.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Seal } from '../ui/seal.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { day, inDays, pairs, plural, size } from '../words.js'
import { Copyable } from '../ui/copyable.js'
import { Explanation } from './explanation.js'
import { Merged } from './merged.js'
import { PageFrame } from './page-frame.js'

/** A directory of `openssl ca` on its way into the vault: chosen, looked at, taken in. */
export function Import() {
  const { commands, state } = usePage()
  const { directory } = state
  const [given, setGiven] = useState<Given>({})
  const environment = given.directory === directory?.id ? given.environment ?? NOTHING : NOTHING
  const answer = useQuestion(async () => (directory ? await commands.inspectDirectory(directory.input, environment) : undefined), [directory?.id, environment])
  const [merged, setMerged] = useState<MergedView>()
  const preview = directory && !answer.asking ? answer.value : undefined
  if (merged) return <Merged merged={merged} />
  return (
    <PageFrame title="Take in a CA directory" up={{ label: 'Authorities', to: { at: 'home' } }} lead={TEXT.importLead}>
      {directory && <SourceLine directory={directory} />}
      {directory && answer.asking && <p class="muted" role="status">Reading it…</p>}
      {!answer.asking && <WrongNotice wrong={answer.wrong} />}
      {directory && preview ? <Preview directory={directory} preview={preview} environment={environment} onGiven={environment => setGiven({ directory: directory.id, environment })} onMerged={setMerged} /> : !answer.asking && <ChooseDirectory />}
    </PageFrame>
  )
}

/** The values behind `$ENV::` that were given for a directory. */
interface Given { directory?: number; environment?: Record<string, string> }

const NOTHING: Record<string, string> = {}

/** Where a directory is chosen: an archive of it, or the folder itself. */
export function ChooseDirectory() {
  const { commands } = usePage()
  const archive = (files: File[]) => void fromFiles(files.slice(0, 1)).then(what => commands.openDirectory(what && 'directory' in what ? what.directory : undefinedArchive(files)))
  return (
    <Dropzone title="Drop the directory here, or anywhere" hint={TEXT.importHint}>
      {hint => <>
        <ChooseFile label="Choose an archive" onChoose={archive} describedBy={hint} />
        <ChooseFile label="Choose a folder" folder onChoose={files => commands.openDirectory(fromFolder(files))} describedBy={hint} />
      </>}
    </Dropzone>
  )
}

/** What is no archive is handed on as one: the core says what is wrong with it. */
function undefinedArchive([file]: File[]): DirectorySource | undefined {
  return file && { id: Date.now(), name: file.name, size: file.size, input: file }
}

function SourceLine({ directory }: { directory: DirectorySource }) {
  const { commands } = usePage()
  return (
    <div class="sign-request import-source">
      <div class="source-line">
        <Icon name="drop" />
        <span class="source-name">{directory.name}, {size(directory.size)}</span>
        <Button kind="quiet" onPress={() => commands.openDirectory(undefined)}>Another directory</Button>
      </div>
    </div>
  )
}

interface PreviewProps {
  directory: DirectorySource
  preview: ImportPreview
  environment: Record<string, string>
  onGiven: (environment: Record<string, string>) => void
  onMerged: (merged: MergedView) => void
}

function Preview({ directory, preview, environment, onGiven, onMerged }: PreviewProps) {
  const { now } = usePage()
  const { certificate, counts, findings, explanation } = preview
  return (
    <>
      <Panel title={titleOf(preview)} aside={<Seal sha256={certificate.sha256} />}>
        <Facts>
          <Fact name="Subject">{certificate.subject}</Fact>
          <Fact name="Valid until"><span class="tabular">{day(certificate.notAfter)}</span> <span class="muted">{inDays(certificate.notAfter, now)}</span></Fact>
          <Fact name="Key">{certificate.key.label}{certificate.key.findings.map(finding => <Notice key={finding.code} tone="warn" title={finding.text} />)}</Fact>
          <Fact name="SHA-256 fingerprint"><Copyable value={pairs(certificate.sha256)} what="the SHA-256 fingerprint" /></Fact>
          <Fact name="Certificates">{counts.valid.toLocaleString('en')} valid, {counts.expired.toLocaleString('en')} expired, {counts.revoked.toLocaleString('en')} revoked{preview.bare > 0 && <span class="muted"> ({plural(preview.bare, 'row')} without a certificate)</span>}</Fact>
          <Fact name="Revocation lists">{preview.crls.toLocaleString('en')}</Fact>
          <Fact name="Requests">{preview.requests.toLocaleString('en')}</Fact>
          {preview.kept.length > 0 && <Fact name="Kept as they are">{preview.kept.slice(0, 20).join(', ')}{preview.kept.length > 20 && ` and ${preview.kept.length - 20} more`}</Fact>}
        </Facts>
      </Panel>
      {findings.length > 0 && (
        <Panel title="What was found on the way" about="Each is mended, or kept aside; nothing is left out in silence.">
          <FindingList findings={findings.map(({ code, severity, text, path }) => ({ code, severity, text, where: path }))} />
        </Panel>
      )}
      {preview.unset.length > 0 && <Environment key={preview.unset.join()} names={preview.unset} given={environment} onGiven={onGiven} />}
      {preview.existing ? <Merge directory={directory} authority={preview.existing} onMerged={onMerged} /> : <TakeIn directory={directory} preview={preview} environment={environment} />}
      {explanation && explanation.lines.length > 0 && (
        <Panel title="Its configuration, line by line" about="It comes along, stays editable, and is obeyed, but for what is said to be dangerous.">
          <Explanation explanation={explanation} />
        </Panel>
      )}
    </>
  )
}

function titleOf({ certificate }: ImportPreview): string {
  return certificate.subjectParts.find(part => part.type === 'CN')?.value ?? certificate.subject
}

/** What a shell would have put in for `$ENV::`: without it the configuration cannot be read. */
function Environment({ names, given, onGiven }: { names: readonly string[]; given: Record<string, string>; onGiven: (environment: Record<string, string>) => void }) {
  const [values, setValues] = useState<Record<string, string>>(Object.fromEntries(names.map(name => [name, ''])))
  return (
    <Panel title="Its configuration asks for values" about="They stand behind $ENV:: in openssl.cnf, and the shell in which openssl ca runs has them. Without them the directory is taken in without its configuration; an empty value is one too.">
      <form class="lines" onSubmit={event => { event.preventDefault(); onGiven({ ...given, ...values }) }}>
        <div class="two">{names.map(name => <TextField key={name} label={name} value={values[name] ?? ''} onInput={value => setValues({ ...values, [name]: value })} mono />)}</div>
        <div class="acts"><Button submit>Read it with these values</Button></div>
      </form>
    </Panel>
  )
}

function TakeIn({ directory, preview, environment }: { directory: DirectorySource; preview: ImportPreview; environment: Record<string, string> }) {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const act = useAct(async () => {
    await commands.importDirectory(directory.input, { environment, ...(preview.keyEncrypted && { passphrase }) })
  })
  const atField = act.wrong?.code.startsWith('key/passphrase')
  return (
    <Panel title="Take it in" about={preview.keyPath === undefined ? undefined : <>Its private key is <code>{preview.keyPath}</code>. It is sealed in the vault together with everything else.</>}>
      <form class="lines" onSubmit={event => { event.preventDefault(); void act.run() }}>
        {preview.keyPath === undefined && <Notice tone="warn" title="There is no private key in it"><p>{TEXT.certificateOnly}</p></Notice>}
        {preview.keyEncrypted && (
          <div class="narrow">
            <TextField label="PEM pass phrase" type="password" value={passphrase} onInput={value => { setPassphrase(value); act.forgive() }} autocomplete="off" problem={atField ? act.wrong : undefined} hint="The one that openssl ca asks for." />
          </div>
        )}
        {!atField && <WrongNotice wrong={act.wrong} />}
        <div class="acts"><Button kind="primary" submit busy={act.running && 'Taking it in…'}>Take it in</Button></div>
        <WithOpenssl what={{ act: 'importDirectory', input: { files: [] } }} />
      </form>
    </Panel>
  )
}

/** The same authority is here already: what the directory has more, comes to it. */
function Merge({ directory, authority: id, onMerged }: { directory: DirectorySource; authority: string; onMerged: (merged: MergedView) => void }) {
  const { commands } = usePage()
  const { authorities } = useVault()
  const title = authorities.find(authority => authority.id === id)?.title ?? ''
  const act = useAct(async () => {
    onMerged(await commands.mergeDirectory(id, directory.input))
  })
  return (
    <Panel title="This authority is in the vault" about={`${title} has the same key. What the directory has and the vault has not (certificates, revocations, lists) is added; nothing in the vault is undone.`}>
      <div class="lines">
        <WrongNotice wrong={act.wrong} />
        <div class="acts">
          <Button kind="primary" onPress={() => void act.run()} busy={act.running && 'Merging…'}>Merge</Button>
          <Button onPress={() => commands.goTo({ at: 'authority', authority: id, tab: 'certificates' })}>Go to the authority</Button>
        </div>
        <WithOpenssl what={{ act: 'mergeDirectory', authority: id, input: { files: [] } }} />
      </div>
    </Panel>
  )
}
