import { useState } from 'preact/hooks'
import type { CertificateEntryView, IssuedView } from '../../api/index.js'
import { certificateFiles } from '../artifacts.js'
import { useAct, useAuthority, usePage, useQuestion, useVault } from '../context.js'
import { PROFILES, REASONS } from '../text.js'
import { Button } from '../ui/button.js'
import { FileList } from '../ui/file-list.js'
import { Notice, Warnings, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { ReportTable } from '../ui/report-table.js'
import { StatusBadge } from '../ui/status-badge.js'
import { TextDump } from '../ui/text-dump.js'
import { day, inDays } from '../words.js'
import { CertificateFacts } from './certificate-facts.js'
import { KeyExport } from './key-export.js'
import { PageFrame } from './page-frame.js'
import { RevokeDialog } from './revoke-dialog.js'

export function Certificate({ authority: id, serial }: { authority: string; serial: string }) {
  const { commands, state } = usePage()
  const { revision } = useVault()
  const { title } = useAuthority(id)
  const answer = useQuestion(() => commands.certificate(id, serial), [id, serial, revision])
  const up = { label: title, to: { at: 'authority', authority: id, tab: 'certificates' } as const }
  const entry = answer.value
  if (!entry) return <PageFrame title="Certificate" up={up}><WrongNotice wrong={answer.wrong} /></PageFrame>
  return <Shown id={id} entry={entry} issued={state.issued?.serial === serial ? state.issued : undefined} up={up} />
}

interface ShownProps {
  id: string
  entry: CertificateEntryView
  issued: IssuedView | undefined
  up: { label: string; to: { at: 'authority'; authority: string; tab: 'certificates' } }
}

function Shown({ id, entry, issued, up }: ShownProps) {
  const { now } = usePage()
  const [revoking, setRevoking] = useState(false)
  const { certificate, status, revoked, title } = entry
  const held = revoked?.reason === 'certificateHold'
  return (
    <PageFrame
      title={title}
      up={up}
      badge={<StatusBadge status={status} held={held} />}
      lead={<>{PROFILES[entry.profile].label} · {status === 'expired' ? 'expired' : 'valid until'} {day(entry.notAfter)}, {inDays(entry.notAfter, now)}</>}
      acts={!revoked && <Button kind="danger" onPress={() => setRevoking(true)}>Revoke…</Button>}
    >
      {issued && !revoked && <>
        <JustSigned id={id} />
        <Warnings warnings={issued.warnings} />
      </>}
      {revoked && <Revoked id={id} entry={entry} />}
      <Panel title="Files">
        <FileList files={certificateFiles(entry)} />
        {entry.hasKey && <KeyExport id={id} title={title} of={{ serial: entry.serial }} />}
      </Panel>
      <CertificateFacts certificate={certificate} />
      <TextDump title="Text" command="openssl x509 -in cert.pem -noout -text" text={certificate.text} />
      {issued && <Panel title="What became of the request"><ReportTable rows={issued.report} /></Panel>}
      {revoking && <RevokeDialog id={id} entry={entry} onClose={() => setRevoking(false)} />}
    </PageFrame>
  )
}

function JustSigned({ id }: { id: string }) {
  const { commands } = usePage()
  return (
    <Notice tone="good" title="Signed, and recorded in the vault">
      <p>Below are the files. Where it is installed, the clients need the authority’s certificate (cacert.pem) as well.</p>
      <div class="acts">
        <Button onPress={() => commands.goTo({ at: 'sign', authority: id })}>Sign another</Button>
      </div>
    </Notice>
  )
}

function Revoked({ id, entry }: { id: string; entry: CertificateEntryView }) {
  const { commands } = usePage()
  const { unpublishedRevocations } = useAuthority(id)
  const act = useAct(async () => {
    await commands.release(id, entry.serial)
    commands.toast('The hold is taken back.')
  })
  const { revoked } = entry
  if (!revoked) return null
  const held = revoked.reason === 'certificateHold'
  return (
    <Notice tone="bad" title={`${held ? 'On hold since' : 'Revoked on'} ${day(revoked.date)}`}>
      <p>{REASONS[revoked.reason].label} ({revoked.reason}).{revoked.invalidityDate && ` Not to be trusted since ${day(revoked.invalidityDate)}.`}</p>
      {unpublishedRevocations > 0 && <p>Clients do not know yet: create a revocation list, and publish it.</p>}
      <WrongNotice wrong={act.wrong} />
      <div class="acts">
        {unpublishedRevocations > 0 && <Button kind="primary" onPress={() => commands.goTo({ at: 'authority', authority: id, tab: 'crl' })}>Go to the revocation list</Button>}
        {held && <Button busy={act.running && 'Releasing…'} onPress={() => void act.run()}>Release from hold</Button>}
      </div>
    </Notice>
  )
}
