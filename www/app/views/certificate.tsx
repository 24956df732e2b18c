import { useState } from 'preact/hooks'
import { subjectOf } from '../../api/index.js'
import type { CertificateEntryView, IssuedView } from '../../api/index.js'
import { certificateFiles } from '../artifacts.js'
import { useAct, useAuthority, usePage, useQuestion, useVault, useWhole } from '../context.js'
import { HOLD_INSTRUCTIONS, profileTitle, REASONS } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { Copyable } from '../ui/copyable.js'
import { Fact, Facts } from '../ui/facts.js'
import { FileList } from '../ui/file-list.js'
import { Notice, Warnings, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { ReportTable } from '../ui/report-table.js'
import { PlainBadge, StatusBadge } from '../ui/status-badge.js'
import { TextDump } from '../ui/text-dump.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { day, endless, inDays, pairs, shortSerial } from '../words.js'
import { ArchiveCertificate } from './archive.js'
import { CertificateFacts } from './certificate-facts.js'
import { IfWhole } from './if-whole.js'
import { KeyExport } from './key-export.js'
import { PageFrame } from './page-frame.js'
import { RenewDialog } from './renew-dialog.js'
import { entryTitle } from './title-of.js'
import { RevokeDialog } from './revoke-dialog.js'
import { UseIn } from './use-in.js'
import type { Maker } from './use-in.js'

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
  const { commands, now } = usePage()
  const { hasKey, profiles } = useAuthority(id)
  const [revoking, setRevoking] = useState(false)
  const [renewing, setRenewing] = useState(false)
  const { certificate, status, revoked } = entry
  const title = entryTitle(entry)
  const held = revoked?.reason === 'certificateHold'
  const maker: Maker = { subject: subjectOf(entry), title, make: (files, key, passphrase) => commands.exportFiles(id, entry.serial, files, { key, passphrase }), key: 'bring' }
  return (
    <PageFrame
      title={title}
      up={up}
      badge={<>
        <StatusBadge status={status} held={held} />
        {entry.bare && <PlainBadge>number only</PlainBadge>}
        {entry.retires !== undefined && <PlainBadge tone="warn">retires</PlainBadge>}
        {entry.archived && <PlainBadge>archived</PlainBadge>}
      </>}
      lead={<>{entry.bare ? 'Known by its number only' : profileTitle(entry.profile, profiles)} {!endless(entry.notAfter) && ` · ${status === 'expired' ? 'expired' : 'valid until'} ${day(entry.notAfter)}, ${inDays(entry.notAfter, now)}`}</>}
      acts={<IfWhole>
        <ArchiveCertificate id={id} serial={entry.serial} archived={entry.archived} />
        {!revoked && <Button kind="danger" onPress={() => setRevoking(true)}>Revoke…</Button>}
        {hasKey && !entry.bare && <Button onPress={() => setRenewing(true)}>Renew…</Button>}
      </IfWhole>}
    >
      {issued && !revoked && <>
        <JustSigned id={id} superseded={issued.superseded} />
        <Warnings warnings={issued.warnings} />
      </>}
      {revoked && <Revoked id={id} entry={entry} />}
      <Lineage id={id} entry={entry} />
      {!entry.bare && (
        <Panel title="Use it in…" about="By itself, or as the files that a program asks for, with the lines to write and the command that shows that it works.">
          <FileList files={certificateFiles(entry)} />
          {entry.hasKey && <KeyExport id={id} title={title} of={{ serial: entry.serial }} />}
          {certificate && <UseIn maker={maker} kind="identity" />}
        </Panel>
      )}
      {certificate ? <CertificateFacts certificate={certificate} /> : <BareFacts entry={entry} />}
      {certificate && <TextDump title="Text" command="openssl x509 -in cert.pem -noout -text" text={certificate.text} />}
      <WithOpenssl what={{ ask: 'status', authority: id, serial: entry.serial }} />
      {issued && <Panel title="What became of the request"><ReportTable rows={issued.report} /></Panel>}
      {renewing && <RenewDialog id={id} entry={entry} onClose={() => setRenewing(false)} />}
      {revoking && <RevokeDialog id={id} entry={entry} onClose={() => setRevoking(false)} />}
    </PageFrame>
  )
}

/** What this one renews, what renews it, and the day on which it makes room. */
function Lineage({ id, entry }: { id: string; entry: CertificateEntryView }) {
  const { commands } = usePage()
  const { renews, renewedBy, retires, revoked } = entry
  const act = useAct(async () => {
    await commands.supersede(id, entry.serial, null)
    commands.toast('It stays valid until it ends.')
  })
  if (renews === undefined && renewedBy === undefined && retires === undefined) return null
  const link = (serial: string) => <LinkButton label={`${shortSerial(serial)}, open the certificate`} onPress={() => commands.goTo({ at: 'certificate', authority: id, serial })}><code>{shortSerial(serial)}</code></LinkButton>
  return (
    <Panel title="Renewal">
      <Facts>
        {renews !== undefined && <Fact name="Renews">{link(renews)}</Fact>}
        {renewedBy !== undefined && <Fact name="Renewed by">{link(renewedBy)}</Fact>}
        {retires !== undefined && !revoked && <Fact name="Retires">{day(retires)}: revoked as superseded with the first list after that day. <LinkButton onPress={() => void act.run()}>Keep it</LinkButton></Fact>}
      </Facts>
      <WrongNotice wrong={act.wrong} />
    </Panel>
  )
}

/** All that is known of a row without a certificate. */
function BareFacts({ entry }: { entry: CertificateEntryView }) {
  return (
    <Panel title="What is known of it" about="Its certificate is not here: the row stood in an index without one, or the number was given by hand. It can be revoked, and stands in the lists.">
      <Facts>
        <Fact name="Serial number"><Copyable value={pairs(entry.serial)} text={entry.serial} what="the serial number" /></Fact>
        <Fact name="Subject">{entry.subject || <span class="muted">unknown</span>}</Fact>
        <Fact name="Valid until">{endless(entry.notAfter) ? <span class="muted">unknown</span> : <span class="tabular">{day(entry.notAfter)}</span>}</Fact>
      </Facts>
    </Panel>
  )
}

function JustSigned({ id, superseded }: { id: string; superseded: readonly string[] }) {
  const { commands } = usePage()
  return (
    <Notice tone="good" title="Signed, and recorded in the vault">
      <p>Below are the files. Where it is installed, the clients need the authority’s certificate (cacert.pem) as well.{superseded.length > 0 && ` In its favour ${superseded.map(shortSerial).join(', ')} ${superseded.length === 1 ? 'is' : 'are'} superseded.`}</p>
      <div class="acts">
        <Button onPress={() => commands.goTo({ at: 'sign', authority: id })}>Sign another</Button>
      </div>
    </Notice>
  )
}

function Revoked({ id, entry }: { id: string; entry: CertificateEntryView }) {
  const { commands } = usePage()
  const { unpublishedRevocations } = useAuthority(id)
  const whole = useWhole()
  const act = useAct(async () => {
    await commands.release(id, entry.serial)
    commands.toast('The hold is taken back.')
  })
  const { revoked } = entry
  if (!revoked) return null
  const held = revoked.reason === 'certificateHold'
  return (
    <Notice tone="bad" title={`${held ? 'On hold since' : 'Revoked on'} ${day(revoked.date)}`}>
      <p>{REASONS[revoked.reason].label} ({revoked.reason}).{revoked.invalidityDate && ` Not to be trusted since ${day(revoked.invalidityDate)}.`}{revoked.holdInstruction && ` ${HOLD_INSTRUCTIONS.find(({ value }) => value === revoked.holdInstruction)?.label ?? revoked.holdInstruction}.`}</p>
      {unpublishedRevocations > 0 && <p>Clients do not know yet: create a revocation list, and publish it.</p>}
      <WrongNotice wrong={act.wrong} />
      <div class="acts">
        {unpublishedRevocations > 0 && <Button kind="primary" onPress={() => commands.goTo({ at: 'authority', authority: id, tab: 'crl' })}>Go to the revocation list</Button>}
        {held && whole && <Button busy={act.running && 'Releasing…'} onPress={() => void act.run()}>Release from hold</Button>}
      </div>
    </Notice>
  )
}
