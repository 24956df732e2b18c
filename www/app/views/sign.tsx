import { useEffect, useState } from 'preact/hooks'
import type { AssessmentView, AuthorityView, CsrRef, IssueRequest, RequestForm } from '../../api/index.js'
import type { Csr } from '../commands.js'
import { useAct, useAuthority, usePage, useQuestion, useSettled } from '../context.js'
import type { DraftSource, Wrong } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { ChooseFile, Dropzone } from '../ui/dropzone.js'
import { TextArea } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { Notice, Warnings, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { ReportTable } from '../ui/report-table.js'
import { TextDump } from '../ui/text-dump.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { fromFiles } from '../io/files.js'
import { size } from '../words.js'
import { PageFrame } from './page-frame.js'
import { WhatItIs } from './what-it-is.js'
import { SignMany } from './sign-many.js'
import { emptyOptions, optionsOf, SignOptions, useIssuedNames } from './sign-options.js'
import type { SignChoices } from './sign-options.js'

/** From requests to certificates: one with its report, or many with one confirmation. */
export function Sign({ authority: id }: { authority: string }) {
  const { state } = usePage()
  const source: DraftSource = state.draft?.authority === id ? state.draft.source : { from: 'nothing' }
  return source.from === 'files' ? <SignMany id={id} files={source.files} /> : <SignOne id={id} source={source} />
}

/** From a request to a certificate: what it says, what would be issued, and why. */
function SignOne({ id, source }: { id: string; source: DraftSource }) {
  const { commands } = usePage()
  const authority = useAuthority(id)
  const settled = useSettled(source)
  const csr = csrOf(settled)
  const [choices, setChoices] = useState<SignChoices>(beginning(authority, source))
  const options = optionsOf(useSettled(choices), authority)
  const key = JSON.stringify(settled)
  const answer = useQuestion(async () => (csr === undefined ? undefined : await commands.assess(id, csr, options)), [id, key, JSON.stringify(options)])

  // Another request begins with its own names: what was chosen for the former one does not fit it.
  useEffect(() => setChoices(before => ({ ...before, san: undefined, answers: {}, supersedes: [], ...ofSource(source) })), [key])

  const put = (next: DraftSource) => commands.draft(id, next)
  const assessment = csr === undefined ? undefined : answer.value
  return (
    <PageFrame title={source.from === 'renewal' ? `A new certificate for ${source.label}` : 'Sign a request'} up={{ label: authority.title, to: { at: 'authority', authority: id, tab: 'certificates' } }}>
      {assessment
        ? <Assessed id={id} source={source} assessment={assessment} asking={answer.asking || !same(settled, source)} choices={choices} onChoices={setChoices} onClear={() => put({ from: 'nothing' })} csr={csr as Csr} options={options} />
        : <Intake source={source} onSource={put} wrong={csr === undefined ? undefined : answer.wrong} />}
    </PageFrame>
  )
}

function beginning(authority: AuthorityView, source: DraftSource): SignChoices {
  const profile = source.from === 'vault' || source.from === 'renewal' ? source.profile : undefined
  const known = authority.profiles.some(({ name }) => name === profile)
  return { ...emptyOptions(authority, known ? profile : undefined), ...ofSource(source) }
}

/** What a source brings along: a renewal is edited from the old certificate's name, and says what becomes of it. */
function ofSource(source: DraftSource): Pick<SignChoices, 'subject' | 'renews' | 'old'> {
  return source.from === 'renewal' ? { subject: source.subject, renews: source.serial, old: source.supersede } : { subject: undefined, renews: undefined, old: { when: 'never' } }
}

/** The request as an act has it, for the command that does the same. */
function csrRef(csr: Csr): CsrRef {
  if (typeof csr === 'string') return new TextEncoder().encode(csr)
  return csr instanceof Blob ? new Uint8Array() : csr
}

function csrOf(source: DraftSource): Csr | undefined {
  switch (source.from) {
    case 'nothing':
    case 'files': return undefined
    case 'renewal': return { renew: source.serial }
    case 'text': return source.text.trim() === '' ? undefined : source.text
    case 'file': return source.input
    case 'vault': return { request: source.request }
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Where a request comes in. What was typed stays, whatever is wrong with it. */
function Intake({ source, onSource, wrong }: { source: DraftSource; onSource: (source: DraftSource) => void; wrong: Wrong | undefined }) {
  const { commands } = usePage()
  const refused = wrong?.code.startsWith('parse/') ? csrOf(source) : undefined
  const input = typeof refused === 'object' && ('request' in refused || 'renew' in refused) ? undefined : refused
  return (
    <div class="intake">
      {source.from === 'file' && wrong && <SourceLine source={source} onClear={() => onSource({ from: 'nothing' })} />}
      <WrongNotice wrong={wrong} />
      {input !== undefined && <WhatItIs input={input} mark={JSON.stringify(source)} />}
      <div class="intake-ways">
        <Dropzone title="Drop a request here, or anywhere" hint={TEXT.dropHint}>
          {hint => <ChooseFile label="Choose a file" several describedBy={hint} onChoose={files => void fromFiles(files).then(what => what && ('source' in what ? onSource(what.source) : commands.openDirectory(what.directory)))} />}
        </Dropzone>
        <TextArea
          label="Or paste it"
          rows={11}
          value={source.from === 'text' ? source.text : ''}
          onInput={text => onSource(text === '' ? { from: 'nothing' } : { from: 'text', text })}
          placeholder={'-----BEGIN CERTIFICATE REQUEST-----\nMIIC…\n-----END CERTIFICATE REQUEST-----'}
        />
      </div>
    </div>
  )
}

function SourceLine({ source, onClear }: { source: DraftSource; onClear: () => void }) {
  return (
    <div class="source-line">
      <Icon name="drop" />
      <span class="source-name">{sourceName(source)}</span>
      <Button kind="quiet" onPress={onClear}>Another request</Button>
    </div>
  )
}

function sourceName(source: DraftSource): string {
  switch (source.from) {
    case 'file': return `${source.name}, ${size(source.size)}`
    case 'text': return 'Pasted request'
    case 'vault': return `Request made here: ${source.label}`
    case 'renewal': return `The stored request of ${source.label}`
    case 'files': return ''
    case 'nothing': return ''
  }
}

const FORMS: Record<RequestForm, string> = { pkcs10: 'certificate request', spkac: 'signed public key and challenge (SPKAC)', certificate: 'self-signed certificate, to be signed anew' }

const TEXT_COMMANDS: Record<RequestForm, string> = { pkcs10: 'openssl req -noout -text -verify', spkac: 'openssl spkac -verify', certificate: 'openssl x509 -noout -text' }

interface AssessedProps {
  id: string
  source: DraftSource
  assessment: AssessmentView
  asking: boolean
  choices: SignChoices
  onChoices: (choices: SignChoices) => void
  onClear: () => void
  csr: Csr
  options: IssueRequest
}

function Assessed({ id, source, assessment, asking, choices, onChoices, onClear, csr, options }: AssessedProps) {
  const { commands } = usePage()
  const authority = useAuthority(id)
  const { request, report, warnings, violations, issued } = assessment
  const act = useAct(async () => {
    await commands.issue(id, csr, options)
  })
  const names = useIssuedNames(assessment, choices, onChoices)
  const refused = violations.length > 0 || !issued
  // Only what the person has before their eyes is signed: not while something is typed, or asked about.
  const shown = !asking && names.typed === '' && same(optionsOf(choices, authority), options)
  return (
    <div class="sign">
      <div class="sign-request">
        <SourceLine source={source} onClear={onClear} />
        <p class="sign-key">
          <span class="sign-fact">{request.key.label}</span>
          <span class="sign-fact"><Icon name={request.signatureValid ? 'check' : 'cross'} />{request.signatureValid ? 'Its own signature fits' : 'Its own signature does not fit'}</span>
          <span class="sign-fact muted">{request.signatureAlgorithm}</span>
          {request.form !== 'pkcs10' && <span class="sign-fact muted">{FORMS[request.form]}</span>}
        </p>
        {request.repairs.length > 0 && <Notice title="Read with some repairs"><ul class="notice-list">{request.repairs.map(repair => <li key={repair}>{repair}</li>)}</ul></Notice>}
      </div>
      <div class="sign-report" aria-busy={!shown}>
        <Panel title="What would be issued" about="On the left what the request asks for, on the right what the certificate would say, and why.">
          <ReportTable rows={report} />
        </Panel>
        <TextDump title="The request as text" command={TEXT_COMMANDS[request.form]} text={request.text} />
      </div>
      <form class="sign-side" onSubmit={event => { event.preventDefault(); if (!refused && shown) void act.run() }}>
        <SignOptions id={id} assessment={assessment} choices={choices} onChange={onChoices} names={names} />
        <div class="sign-verdict" aria-live="polite">
          {violations.length > 0 && (
            <Notice tone="bad" title="It cannot be signed like this">
              <ul class="notice-list">{violations.map(violation => <li key={violation.code + violation.field}>{violation.message}{violation.found && <span class="muted"> Found: {violation.found}.</span>}</li>)}</ul>
            </Notice>
          )}
          <Warnings warnings={warnings} />
        </div>
        <WrongNotice wrong={act.wrong} />
        <Button kind="primary" submit disabled={refused || !shown} busy={act.running && 'Signing…'}>Sign</Button>
        <WithOpenssl what={{ act: 'issue', authority: id, csr: csrRef(csr), options }} />
      </form>
    </div>
  )
}
