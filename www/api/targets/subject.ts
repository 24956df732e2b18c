import { parts, plain } from '../openssl.js'
import type { CertificateEntryView, CertificateView, ChainLinkView } from '../types.js'
import type { TargetSubject } from './target.js'

/** A certificate with its key: an authority of a vault, or an identity that was found in files. */
export interface SubjectSource { certificate: CertificateView; hasKey: boolean; chain: readonly ChainLinkView[] }

/** The facts of a certificate of the ledger, of an authority, of an identity in files, or of a certificate by itself, whose key is elsewhere. */
export function subjectOf(source: CertificateEntryView | SubjectSource | CertificateView): TargetSubject {
  if ('der' in source) return facts(source, false, source.subject === source.issuer ? 0 : 1)
  if ('chain' in source) return facts(source.certificate, source.hasKey, source.chain.length, source.chain.at(-1)?.title)
  const issuers = source.chainPem.split('-----BEGIN CERTIFICATE-----').length - 1
  return source.certificate ? facts(source.certificate, source.hasKey, issuers) : bare(source, issuers)
}

function facts(certificate: CertificateView, hasKey: boolean, issuers: number, top?: string): TargetSubject {
  const { subject, issuer, san, key, sha256, serial } = certificate
  const names = named(san, 'dns')
  const title = titleOf(subject) ?? san[0]?.replace(/^\w+:/, '') ?? serial
  const crlUrl = crlUrlOf(certificate)
  const issuerTitle = titleOf(issuer) ?? issuer
  const rootTitle = top ?? [title, issuerTitle][issuers]
  return {
    title,
    host: names[0] ?? title,
    names,
    addresses: named(san, 'ip'),
    emails: named(san, 'email'),
    subject,
    issuerTitle,
    issuers,
    isAuthority: /CA:TRUE/.test(extension(certificate, '2.5.29.19') ?? ''),
    selfSigned: subject === issuer,
    hasKey,
    keyLabel: key.label,
    sha256,
    serial,
    ...(crlUrl !== undefined && { crlUrl }),
    ...(rootTitle !== undefined && { rootTitle }),
  }
}

/** A row of the ledger that has no certificate: what it says is all that is known. */
function bare({ title, names, subject, serial, sha256 = '', hasKey }: CertificateEntryView, issuers: number): TargetSubject {
  return { title, host: named(names, 'dns')[0] ?? title, names: named(names, 'dns'), addresses: named(names, 'ip'), emails: named(names, 'email'), subject, issuerTitle: '', issuers, isAuthority: false, selfSigned: false, hasKey, keyLabel: '', sha256, serial }
}

/** `dns:mail.sample.com` → `mail.sample.com` */
function named(san: readonly string[], kind: string): string[] {
  return san.filter(name => name.startsWith(`${kind}:`)).map(name => name.slice(kind.length + 1))
}

/** The common name, or the first part of a name. */
function titleOf(name: string): string | undefined {
  const fields = parts(name, ',')
  const field = fields.find(part => /^CN\s*=/i.test(part)) ?? fields[0]
  return field === undefined ? undefined : plain(field.slice(field.indexOf('=') + 1))
}

function extension({ extensions }: CertificateView, oid: string): string | undefined {
  return extensions.find(found => found.oid === oid)?.text
}

/** The first place of cRLDistributionPoints that is fetched over HTTP (RFC 5280, section 4.2.1.13). */
function crlUrlOf(certificate: CertificateView): string | undefined {
  return /URI:(https?:\/\/[\x21-\x7e]+)/i.exec(extension(certificate, '2.5.29.31') ?? '')?.[1]
}
