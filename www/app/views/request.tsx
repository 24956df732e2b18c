import type { StoredRequestView } from '../../api/index.js'
import { requestFiles } from '../artifacts.js'
import { useAuthority, usePage, useQuestion, useVault } from '../context.js'
import { Button, LinkButton } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { FileList } from '../ui/file-list.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { moment, shortSerial } from '../words.js'
import { Names } from './certificate-facts.js'
import { IfWhole } from './if-whole.js'
import { KeyExport } from './key-export.js'
import { PageFrame } from './page-frame.js'
import { titleOf } from './title-of.js'

/** A request that was made here, and its key. */
export function Request({ authority: id, request: requestId }: { authority: string; request: string }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const { title } = useAuthority(id)
  const answer = useQuestion(() => commands.requests(id), [id, revision])
  const request = answer.value?.find(candidate => candidate.id === requestId)
  const up = { label: title, to: { at: 'authority', authority: id, tab: 'requests' } as const }
  if (!request) return <PageFrame title="Request" up={up}><WrongNotice wrong={answer.wrong} />{answer.value && <Notice tone="warn" title="This request is not in the vault." />}</PageFrame>
  return <Shown id={id} request={request} up={up} />
}

function Shown({ id, request, up }: { id: string; request: StoredRequestView; up: { label: string; to: { at: 'authority'; authority: string; tab: 'requests' } } }) {
  const { commands } = usePage()
  const name = titleOf(request.subject, request.san)
  const sign = () => {
    commands.draft(id, { from: 'vault', request: request.id, label: name })
    commands.goTo({ at: 'sign', authority: id })
  }
  return (
    <PageFrame title={name} up={up} lead="A key and a request made here" acts={<IfWhole><Button kind="primary" onPress={sign}>{request.issued.length === 0 ? 'Sign it now' : 'Sign it again'}</Button></IfWhole>}>
      <Panel title="Request">
        <Facts>
          <Fact name="Subject">{request.subject || <span class="muted">empty</span>}</Fact>
          {request.san.length > 0 && <Fact name="Alternative names"><Names names={request.san} /></Fact>}
          <Fact name="Key">{request.key.label}</Fact>
          <Fact name="Made"><span class="tabular">{moment(request.created)}</span></Fact>
          {request.issued.length > 0 && <Fact name="Certificates"><Issued id={id} serials={request.issued} /></Fact>}
        </Facts>
      </Panel>
      <Panel title="Files">
        <FileList files={requestFiles(name, request)} />
        <KeyExport id={id} title={name} of={{ request: request.id }} />
      </Panel>
      <TextDump title="Text" command="openssl req -in req.pem -noout -text" text={request.text} />
    </PageFrame>
  )
}

function Issued({ id, serials }: { id: string; serials: readonly string[] }) {
  const { commands } = usePage()
  return (
    <ul class="names">
      {serials.map(serial => (
        <li key={serial}><LinkButton label={`${shortSerial(serial)}, open the certificate`} onPress={() => commands.goTo({ at: 'certificate', authority: id, serial })}><code>{shortSerial(serial)}</code></LinkButton></li>
      ))}
    </ul>
  )
}
