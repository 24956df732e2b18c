import type { CertificateView, ContainerView, CrlView, InspectView, ObjectView, PrivateKeyView, RequestView } from '../../api/index.js'
import { usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { Fact, Facts } from '../ui/facts.js'
import { Notice } from '../ui/notice.js'
import { PlainBadge } from '../ui/status-badge.js'
import { TextDump } from '../ui/text-dump.js'
import { day, inDays, plural } from '../words.js'
import { ExtensionFacts, KeyFacts, Names, PurposeTable, SubjectFacts } from './certificate-facts.js'
import { CertificatePins } from './certificate-pins.js'
import { titleOf } from './title-of.js'

/** The first thing that was found, and the others beside it. */
export function objectsOf(found: InspectView): ObjectView[] {
  return [found, ...found.others]
}

/** The certificates among them, those in containers too. */
export function certificatesOf(objects: readonly ObjectView[]): CertificateView[] {
  return objects.flatMap(({ certificate, container }) => [...(certificate ? [certificate] : []), ...(container ? certificatesOf(container.contents) : [])])
}

/** Every thing in what was brought; what is in a container stands below it, sealed by it or not. */
export function LookObjects({ objects, container }: { objects: readonly ObjectView[]; container?: ContainerView }) {
  return <ul class="objects">{objects.map((object, index) => <LookObject key={index} object={object} within={container} />)}</ul>
}

function LookObject({ object, within }: { object: ObjectView; within: ContainerView | undefined }) {
  const { now } = usePage()
  const { container, alias, problem } = object
  return (
    <li class="object">
      <div class="object-head">
        <span class="object-kind">{container ? CONTAINERS[container.format] : capital(object.label.replace(/^an? /, ''))}</span>
        <Badges object={object} within={within} />
        {object.file !== undefined && !within && <span class="object-file">{object.file}</span>}
      </div>
      <p class="object-title">{titleOfObject(object)}{alias !== undefined && <span class="object-alias"> called <q>{alias}</q></span>}</p>
      <ul class="object-facts">{factsOf(object, within, now).map(fact => <li key={fact}>{fact}</li>)}</ul>
      {problem && <Notice tone="bad" title={problem.message}><p class="notice-code">{problem.code}{problem.offset !== undefined && `, at byte ${problem.offset}`}</p></Notice>}
      <Details object={object} />
      {container && container.contents.length > 0 && <LookObjects objects={container.contents} container={container} />}
    </li>
  )
}

/** What a thing is called. A locked one has no name yet. */
function titleOfObject({ certificate, request, crl, key, privateKey }: ObjectView): string {
  if (certificate) return titleOf(certificate.subject, certificate.san)
  if (request) return titleOf(request.subject, request.san)
  if (crl) return `List ${crl.number === '' ? '' : `number ${crl.number} `}of ${issuerOf(crl)}`
  return privateKey?.key?.label ?? key?.label ?? ''
}

const CONTAINERS: Record<ContainerView['format'], string> = { pkcs12: 'PKCS #12 (PFX)', pkcs7: 'PKCS #7', jks: 'Java keystore (JKS)', jceks: 'Java keystore (JCEKS)' }

function factsOf(object: ObjectView, within: ContainerView | undefined, now: number): string[] {
  const { certificate, request, crl, privateKey, container } = object
  if (certificate) {
    const { subject, issuer, notAfter, key } = certificate
    return [subject === issuer ? 'Self-signed' : `Issued by ${titleOf(issuer, [])}`, `${notAfter < new Date(now).toISOString() ? 'Expired' : 'Valid until'} ${day(notAfter)}, ${inDays(notAfter, now)}`, key.label]
  }
  if (request) return [request.key.label, request.signatureValid ? 'Its own signature fits' : 'Its own signature does not fit', ...(request.san.length > 0 ? [plural(request.san.length, 'alternative name')] : [])]
  if (crl) return [`${plural(crl.entries, 'revoked certificate')}`, `Made ${day(crl.thisUpdate)}`, ...(crl.nextUpdate === '' ? [] : [`next due ${day(crl.nextUpdate)}, ${inDays(crl.nextUpdate, now)}`])]
  if (privateKey) return keyFacts(privateKey, within)
  if (container) return containerFacts(container)
  return []
}

function keyFacts({ form, encryption }: PrivateKeyView, within: ContainerView | undefined): string[] {
  if (within) return [form]
  return [form, encryption ?? 'Not encrypted: whoever has the file has the key']
}

const EMPTY: Record<NonNullable<ContainerView['emptyPassword']>, string> = { empty: 'Its password is empty', absent: 'It has no password' }

function containerFacts({ protection, emptyPassword, opened, contents }: ContainerView): string[] {
  return [...(opened ? [plural(contents.length, 'thing')] : []), ...protection.map(capital), ...(emptyPassword ? [EMPTY[emptyPassword]] : [])]
}

function Badges({ object: { privateKey, container, trusted }, within }: { object: ObjectView; within: ContainerView | undefined }) {
  const sealed = privateKey?.encryption !== undefined || (within?.protection.length ?? 0) > 0
  const opened = privateKey?.opened ?? container?.opened ?? true
  return (
    <>
      {!opened && <PlainBadge tone="warn">locked</PlainBadge>}
      {opened && sealed && privateKey && <PlainBadge tone="good">opened</PlainBadge>}
      {privateKey && !sealed && <PlainBadge tone="warn">not encrypted</PlainBadge>}
      {trusted && <PlainBadge tone="good">trusted</PlainBadge>}
    </>
  )
}

/** More of it, folded away. */
function Details({ object }: { object: ObjectView }) {
  const { certificate, request, crl } = object
  if (certificate) {
    return (
      <Disclosure title="Details, purposes, pins">
        <SubjectFacts certificate={certificate} />
        <KeyFacts certificate={certificate} />
        <ExtensionFacts certificate={certificate} />
        <PurposeTable certificate={certificate} />
        <CertificatePins certificate={certificate} />
        <TextDump title="Text" command="openssl x509 -noout -text" text={certificate.text} />
      </Disclosure>
    )
  }
  if (request) return <RequestDetails request={request} />
  return crl ? <Disclosure title="Text"><TextDump title="Text" command="openssl crl -noout -text" text={crl.text} /></Disclosure> : null
}

function RequestDetails({ request }: { request: RequestView }) {
  const { commands, state } = usePage()
  const signers = state.phase.is === 'open' ? state.phase.vault.authorities.length : 0
  return (
    <>
      <Disclosure title="Details">
        <Facts>
          <Fact name="Subject">{request.subject || <span class="muted">empty</span>}</Fact>
          {request.san.length > 0 && <Fact name="Alternative names"><Names names={request.san} /></Fact>}
          <Fact name="Signed with">{request.signatureAlgorithm}</Fact>
        </Facts>
        <TextDump title="Text" command="openssl req -noout -text" text={request.text} />
      </Disclosure>
      <div class="acts">
        {signers > 0 && <Button kind="primary" onPress={() => commands.signText(request.pem)}>Sign it</Button>}
        {state.phase.is === 'locked' && <Button icon="lock" onPress={() => commands.goTo({ at: 'home' })}>Unlock the vault to sign it</Button>}
      </div>
    </>
  )
}

/** A list names its issuer in its text alone. */
function issuerOf({ text }: CrlView): string {
  const name = /^\s*Issuer:\s*(.*)$/m.exec(text)?.[1] ?? ''
  return titleOf(name.replaceAll(' = ', '='), [])
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
