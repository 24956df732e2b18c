import type { CertificateView, PurposeAnswer } from '../../api/index.js'
import { attributeTitle } from '../text.js'
import { Breakable } from '../ui/breakable.js'
import { Copyable } from '../ui/copyable.js'
import { Fact, Facts } from '../ui/facts.js'
import { Icon } from '../ui/icon.js'
import type { IconName } from '../ui/icon.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { moment, pairs } from '../words.js'
import { CertificatePins } from './certificate-pins.js'

/** What a certificate says, and what follows from it. */
export function CertificateFacts({ certificate }: { certificate: CertificateView }) {
  return (
    <>
      <Panel title="Subject"><SubjectFacts certificate={certificate} /></Panel>
      <Panel title="Key, validity, fingerprints"><KeyFacts certificate={certificate} /></Panel>
      <Panel title="Extensions"><ExtensionFacts certificate={certificate} /></Panel>
      <Panel title="What it may be used for" about="As a server, client or person with it, and as an authority above others: what openssl x509 -purpose says.">
        <PurposeTable certificate={certificate} />
        <TextDump title="The same in OpenSSL’s words" command="openssl x509 -in cert.pem -noout -purpose" text={certificate.purposesText} />
      </Panel>
      <Panel title="Pin and DNS (DANE)" about="For programs that are told beforehand which key to expect.">
        <CertificatePins certificate={certificate} />
      </Panel>
    </>
  )
}

export function SubjectFacts({ certificate: { subjectParts, san, issuer } }: { certificate: CertificateView }) {
  return (
    <Facts>
      {subjectParts.map((part, index) => <Fact key={index} name={attributeTitle(part.type)}>{part.value}</Fact>)}
      {subjectParts.length === 0 && <Fact name="Subject"><span class="muted">empty</span></Fact>}
      {san.length > 0 && <Fact name="Alternative names"><Names names={san} /></Fact>}
      <Fact name="Issued by"><Breakable text={issuer} /></Fact>
    </Facts>
  )
}

export function KeyFacts({ certificate }: { certificate: CertificateView }) {
  const { key } = certificate
  return (
    <>
      <Facts>
        <Fact name="Serial number"><Copyable value={pairs(certificate.serial)} text={certificate.serial} what="the serial number" /></Fact>
        <Fact name="Valid from"><span class="tabular">{moment(certificate.notBefore)}</span></Fact>
        <Fact name="Valid until"><span class="tabular">{moment(certificate.notAfter)}</span></Fact>
        <Fact name="Public key">{key.label}</Fact>
        <Fact name="Signed with">{certificate.signatureAlgorithm}</Fact>
        <Fact name="SHA-256"><Copyable value={pairs(certificate.sha256)} what="the SHA-256 fingerprint" /></Fact>
        <Fact name="SHA-1"><Copyable value={pairs(certificate.sha1)} what="the SHA-1 fingerprint" /></Fact>
      </Facts>
      {key.findings.map(finding => <Notice key={finding.code} tone="warn" title={finding.text} />)}
    </>
  )
}

export function ExtensionFacts({ certificate }: { certificate: CertificateView }) {
  return (
    <Facts>
      {certificate.extensions.map(extension => (
        <Fact key={extension.oid} name={<>{extension.name.replace(/^X509v3 /, '')}{extension.critical && <span class="critical">critical</span>}</>}>
          <span class="extension-text"><Breakable text={extension.text} /></span>
        </Fact>
      ))}
    </Facts>
  )
}

/** Each purpose that OpenSSL knows, and whether the certificate may have it: itself, and as an authority. */
export function PurposeTable({ certificate: { purposes } }: { certificate: CertificateView }) {
  return (
    <table class="purposes">
      <caption class="hidden">Purposes</caption>
      <thead><tr><th scope="col">Purpose</th><th scope="col">Itself</th><th scope="col">As authority</th></tr></thead>
      <tbody>
        {purposes.map(({ name, leaf, authority }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td><Answer answer={leaf} /></td>
            <td><Answer answer={authority} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const ANSWERS: Record<PurposeAnswer, { word: string; icon: IconName }> = {
  yes: { word: 'yes', icon: 'check' },
  no: { word: 'no', icon: 'minus' },
  doubtful: { word: 'by an old rule only', icon: 'warn' },
}

function Answer({ answer }: { answer: PurposeAnswer }) {
  const { word, icon } = ANSWERS[answer]
  return <span class={`purpose ${answer}`}><Icon name={icon} />{word}</span>
}

export function Names({ names }: { names: readonly string[] }) {
  return (
    <ul class="names">
      {names.map(name => {
        const [, kind, value] = /^([A-Za-z]+):(.*)$/s.exec(name) ?? [undefined, '', name]
        return <li key={name}><span class="name-kind">{kind}</span> <code><Breakable text={value ?? ''} /></code></li>
      })}
    </ul>
  )
}
