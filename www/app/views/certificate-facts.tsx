import type { CertificateView } from '../../api/index.js'
import { attributeTitle } from '../text.js'
import { Breakable } from '../ui/breakable.js'
import { Copyable } from '../ui/copyable.js'
import { Fact, Facts } from '../ui/facts.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { moment, pairs } from '../words.js'

/** What a certificate says. */
export function CertificateFacts({ certificate }: { certificate: CertificateView }) {
  const { subjectParts, san, issuer, key } = certificate
  return (
    <>
      <Panel title="Subject">
        <Facts>
          {subjectParts.map((part, index) => <Fact key={index} name={attributeTitle(part.type)}>{part.value}</Fact>)}
          {subjectParts.length === 0 && <Fact name="Subject"><span class="muted">empty</span></Fact>}
          {san.length > 0 && <Fact name="Alternative names"><Names names={san} /></Fact>}
          <Fact name="Issued by"><Breakable text={issuer} /></Fact>
        </Facts>
      </Panel>
      <Panel title="Key, validity, fingerprints">
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
      </Panel>
      <Panel title="Extensions">
        <Facts>
          {certificate.extensions.map(extension => (
            <Fact key={extension.oid} name={<>{extension.name.replace(/^X509v3 /, '')}{extension.critical && <span class="critical">critical</span>}</>}>
              <span class="extension-text"><Breakable text={extension.text} /></span>
            </Fact>
          ))}
        </Facts>
      </Panel>
    </>
  )
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
