import { useState } from 'preact/hooks'
import type { KeyKind, StoredRequestView } from '../../api/index.js'
import { requestFiles } from '../artifacts.js'
import { useAct, usePage, useQuestion, useVault } from '../context.js'
import { AUTHORITY_KEYS, KEYS, keyChoices, TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { ChooseFile } from '../ui/dropzone.js'
import { SelectField, TextArea } from '../ui/field.js'
import { FileList } from '../ui/file-list.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Progress } from '../ui/progress.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { day, subjectText } from '../words.js'
import type { Subject } from '../words.js'
import { KeyExport } from './key-export.js'
import { PageFrame } from './page-frame.js'
import { SubjectForm, useAuthorityName } from './subject-form.js'
import { titleOf } from './title-of.js'

/** An authority that another one signs, far away: the request goes out, the certificate comes back. */
export function Elsewhere() {
  const { commands } = usePage()
  const { revision } = useVault()
  const answer = useQuestion(() => commands.requestsElsewhere(), [revision])
  const waiting = answer.value?.filter(({ issued }) => issued.length === 0) ?? []
  return (
    <PageFrame title="Signed elsewhere" up={{ label: 'New authority', to: { at: 'new-authority' } }} lead={TEXT.elsewhereLead}>
      <WrongNotice wrong={answer.wrong} />
      {waiting.map(request => <Waiting key={request.id} request={request} />)}
      <MakeRequest />
      <Panel title="A certificate without its key" about={TEXT.certificateOnly}><AdoptForm /></Panel>
    </PageFrame>
  )
}

function MakeRequest() {
  const { commands } = usePage()
  const [subject, setSubject] = useState<Subject>({})
  const [key, setKey] = useState<KeyKind>('p-256')
  const act = useAct(async running => {
    await commands.createRequestElsewhere({ subject: subjectText(subject), key }, running)
    commands.toast('The request is made. Have it signed, and come back with the certificate.')
    setSubject({})
  })
  const { problems, setProblems, submit } = useAuthorityName(subject, act)
  return (
    <Panel title="Make its key and its request" about={TEXT.subjectAbout}>
      <form class="lines" onSubmit={event => { event.preventDefault(); void submit() }}>
        <SubjectForm subject={subject} onChange={setSubject} problems={problems} onProblems={setProblems} commonNameHint={TEXT.commonNameAuthority} />
        <div class="two"><SelectField label="Key" value={key} choices={keyChoices(AUTHORITY_KEYS)} onChoose={setKey} hint={KEYS[key].about} /></div>
        <WrongNotice wrong={act.wrong} />
        {act.running
          ? <Progress label={`Making the key (${KEYS[key].label}) and the request…`} fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts"><Button kind="primary" submit>Make key and request</Button></div>}
        <WithOpenssl what={{ act: 'createRequest', subject: subjectText(subject), san: [], profile: 'intermediate-ca' }} context={{ key }} />
      </form>
    </Panel>
  )
}

/** A request that is on its way. */
function Waiting({ request }: { request: StoredRequestView }) {
  const title = titleOf(request.subject, request.san)
  return (
    <Panel title={title} about={`${request.key.label}, requested on ${day(request.created)}. When it is signed, bring the certificate here, with those above it.`}>
      <FileList files={requestFiles(title, request)} />
      <KeyExport title={title} of={{ request: request.id }} />
      <AdoptForm request={request.id} />
    </Panel>
  )
}

/** The certificate that came back. */
function AdoptForm({ request }: { request?: string }) {
  const { commands } = usePage()
  const [text, setText] = useState('')
  const act = useAct(async (_running, certificate: string | File) => {
    await commands.adoptAuthority(certificate, request)
  })
  return (
    <form class="lines" onSubmit={event => { event.preventDefault(); if (text.trim() !== '') void act.run(text) }}>
      <TextArea label={request === undefined ? 'The certificate' : 'The certificate that came back'} rows={4} value={text} onInput={value => { setText(value); act.forgive() }} placeholder={'-----BEGIN CERTIFICATE-----'} />
      <WrongNotice wrong={act.wrong} />
      <div class="acts">
        <Button submit disabled={text.trim() === ''} busy={act.running && 'Taking it in…'}>Take the certificate in</Button>
        <ChooseFile label="Choose a file" onChoose={([file]) => file && void act.run(file)} />
      </div>
      <WithOpenssl what={{ act: 'adoptAuthority', certificate: new Uint8Array() }} />
    </form>
  )
}
