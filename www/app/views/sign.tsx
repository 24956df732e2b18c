import { useEffect, useState } from 'preact/hooks'
import type { AssessmentView, IssueRequest, Profile } from '../../api/index.js'
import type { Csr } from '../commands.js'
import { useAct, useAuthority, usePage, useQuestion, useSettled } from '../context.js'
import type { DraftSource, Wrong } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Dropzone } from '../ui/dropzone.js'
import { TextArea } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { Notice, Warnings, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { ReportTable } from '../ui/report-table.js'
import { TextDump } from '../ui/text-dump.js'
import { size } from '../words.js'
import { PageFrame } from './page-frame.js'
import { WhatItIs } from './what-it-is.js'
import { emptyOptions, optionsOf, SignOptions, useIssuedNames } from './sign-options.js'
import type { SignChoices } from './sign-options.js'

/** From a request to a certificate: what it says, what would be issued, and why. */
export function Sign({ authority: id }: { authority: string }) {
  const { commands, state } = usePage()
  const { title } = useAuthority(id)
  const source: DraftSource = state.draft?.authority === id ? state.draft.source : { from: 'nothing' }
  const settled = useSettled(source)
  const csr = csrOf(settled)
  const profile = source.from === 'vault' ? source.profile : undefined
  const [choices, setChoices] = useState<SignChoices>(emptyOptions(profile as Profile | undefined))
  const options = optionsOf(useSettled(choices))
  const key = JSON.stringify(settled)
  const answer = useQuestion(async () => (csr === undefined ? undefined : await commands.assess(id, csr, options)), [id, key, JSON.stringify(options)])

  // Another request begins with its own names: what was chosen for the former one does not fit it.
  useEffect(() => setChoices(before => ({ ...before, san: undefined, subject: undefined })), [key])

  const put = (next: DraftSource) => commands.draft(id, next)
  const assessment = csr === undefined ? undefined : answer.value
  return (
    <PageFrame title="Sign a request" up={{ label: title, to: { at: 'authority', authority: id, tab: 'certificates' } }}>
      {assessment
        ? <Assessed id={id} source={source} assessment={assessment} asking={answer.asking || !same(settled, source)} choices={choices} onChoices={setChoices} onClear={() => put({ from: 'nothing' })} csr={csr as Csr} options={options} />
        : <Intake source={source} onSource={put} wrong={csr === undefined ? undefined : answer.wrong} />}
    </PageFrame>
  )
}

function csrOf(source: DraftSource): Csr | undefined {
  switch (source.from) {
    case 'nothing': return undefined
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
  const refused = wrong?.code.startsWith('parse/') ? csrOf(source) : undefined
  const input = typeof refused === 'object' && 'request' in refused ? undefined : refused
  return (
    <div class="intake">
      {source.from === 'file' && wrong && <SourceLine source={source} onClear={() => onSource({ from: 'nothing' })} />}
      <WrongNotice wrong={wrong} />
      {input !== undefined && <WhatItIs input={input} mark={JSON.stringify(source)} />}
      <div class="intake-ways">
        <Dropzone title="Drop a request here, or anywhere" hint={TEXT.dropHint} onReceive={onSource} />
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
    case 'nothing': return ''
  }
}

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
  const { request, report, warnings, violations, issued } = assessment
  const act = useAct(async () => {
    await commands.issue(id, csr, options)
  })
  const names = useIssuedNames(assessment, choices, onChoices)
  const refused = violations.length > 0 || !issued
  // Only what the person has before their eyes is signed: not while something is typed, or asked about.
  const shown = !asking && names.typed === '' && same(optionsOf(choices), options)
  return (
    <div class="sign">
      <div class="sign-request">
        <SourceLine source={source} onClear={onClear} />
        <p class="sign-key">
          <span class="sign-fact">{request.key.label}</span>
          <span class="sign-fact"><Icon name={request.signatureValid ? 'check' : 'cross'} />{request.signatureValid ? 'Its own signature fits' : 'Its own signature does not fit'}</span>
          <span class="sign-fact muted">{request.signatureAlgorithm}</span>
        </p>
        {request.repairs.length > 0 && <Notice title="Read with some repairs"><ul class="notice-list">{request.repairs.map(repair => <li key={repair}>{repair}</li>)}</ul></Notice>}
      </div>
      <div class="sign-report" aria-busy={!shown}>
        <Panel title="What would be issued" about="On the left what the request asks for, on the right what the certificate would say, and why.">
          <ReportTable rows={report} />
        </Panel>
        <TextDump title="The request as text" command="openssl req -noout -text -verify" text={request.text} />
      </div>
      <form class="sign-side" onSubmit={event => { event.preventDefault(); if (!refused && shown) void act.run() }}>
        <SignOptions assessment={assessment} choices={choices} onChange={onChoices} names={names} />
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
      </form>
    </div>
  )
}
