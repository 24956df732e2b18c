/**
 * The package's types: what goes in (`…Request`), what comes out (`…View`).
 * The core writes these shapes itself (`src/session/view.rs`); `tests/js/views.test.ts` holds both to each other.
 * Times are ISO 8601 in UTC to the second, `2026-11-20T12:00:00Z`; serial numbers are upper-case hexadecimal of even length.
 */

export type KeyKind = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'p-256' | 'p-384' | 'p-521' | 'ed25519'
export type Profile = 'server' | 'client' | 'server-client' | 'email' | 'code-signing' | 'intermediate-ca'
export type Verdict = 'taken' | 'changed' | 'added' | 'dropped' | 'refused'
export type Severity = 'refuse' | 'warn' | 'note'
export type Status = 'valid' | 'expired' | 'revoked'
/** RFC 5280, section 5.3.1. */
export type RevocationReason =
  | 'unspecified' | 'keyCompromise' | 'cACompromise' | 'affiliationChanged' | 'superseded'
  | 'cessationOfOperation' | 'certificateHold' | 'privilegeWithdrawn' | 'aACompromise'

/** Anything that holds a request, a certificate, a key or a list: PEM or other text, bytes, or a file. */
export type Input = string | Uint8Array | Blob

/** A part of a distinguished name: `CN`, `mail.sample.com`. */
export interface NamePartView { type: string; oid: string; value: string }

/** A public key in words. */
export interface KeyView {
  /** `RSA 2048 bit`, `ECDSA P-256`, `Ed25519`. */
  label: string
  /** The kind, where it is one that Rootpage can make. */
  kind?: KeyKind
  /** SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
  spkiSha256: string
  findings: FindingView[]
}

/** Something that is wrong, or worth knowing, with a stable code. */
export interface FindingView { code: string; severity: Severity; text: string }

export interface ExtensionView {
  oid: string
  /** OpenSSL's long name: `X509v3 Subject Alternative Name`; the identifier where it has none. */
  name: string
  critical: boolean
  /** The content, as OpenSSL shows it. */
  text: string
}

export interface AttributeView { oid: string; name: string; text: string }

/** What a request says. */
export interface RequestView {
  subject: string
  subjectParts: NamePartView[]
  key: KeyView
  signatureAlgorithm: string
  /** Whether its own signature fits. */
  signatureValid: boolean
  san: string[]
  extensions: ExtensionView[]
  attributes: AttributeView[]
  /** What had to be repaired to read it. */
  repairs: string[]
  pem: string
  der: Uint8Array
  /** OpenSSL's text. */
  text: string
}

/** One line of what becomes of a request. */
export interface ReportRowView {
  /** `subject.CN`, `key`, `validity`, `extension.subjectAltName`, `attribute.challengePassword`. */
  field: string
  verdict: Verdict
  requested?: string
  issued?: string
  why: string
}

export interface ViolationView { code: string; field: string; found: string; message: string }

/** What would be issued, beside what was asked for. Nothing was signed. */
export interface AssessmentView {
  request: RequestView
  report: ReportRowView[]
  warnings: FindingView[]
  /** Empty where it can be signed. */
  violations: ViolationView[]
  /** Where it can be signed. */
  issued?: { subject: string; san: string[]; notBefore: string; notAfter: string; extensions: ExtensionView[] }
}

/** How a request is to be signed. */
export interface IssueRequest {
  profile?: Profile
  days?: number
  /** In place of the request's subject. */
  subject?: string
  /** In place of the request's subject alternative names: `dns:mail.sample.com`, `ip:192.0.2.1`. */
  san?: string[]
  /** How many authorities may follow below an intermediate one. */
  pathLength?: number
}

/** A certificate, taken apart. */
export interface CertificateView {
  serial: string
  subject: string
  subjectParts: NamePartView[]
  issuer: string
  notBefore: string
  notAfter: string
  key: KeyView
  signatureAlgorithm: string
  extensions: ExtensionView[]
  san: string[]
  sha256: string
  sha1: string
  pem: string
  der: Uint8Array
  /** OpenSSL's text: `openssl x509 -text -noout`. */
  text: string
}

/** A line of the ledger. */
export interface EntryView {
  serial: string
  subject: string
  /** The common name, or the first name of the certificate. */
  title: string
  names: string[]
  profile: Profile
  issued: string
  notBefore: string
  notAfter: string
  status: Status
  revoked?: { date: string; reason: RevocationReason; invalidityDate?: string }
  sha256: string
  /** Whether the vault holds its private key. */
  hasKey: boolean
}

/** A certificate of the ledger with all that belongs to it. */
export interface CertificateEntryView extends EntryView {
  certificate: CertificateView
  /** The issuers above it, nearest first, in PEM; the root is last. */
  chainPem: string
  /** The request that it was signed for. */
  request: { pem: string; der: Uint8Array }
}

export interface IssuedView extends CertificateEntryView {
  report: ReportRowView[]
  warnings: FindingView[]
}

export interface CrlView {
  /** In decimal; empty where a list made elsewhere has none. */
  number: string
  thisUpdate: string
  /** Empty where a list made elsewhere does not say. */
  nextUpdate: string
  entries: number
  pem: string
  der: Uint8Array
  text: string
}

/** What a piece of input is. */
export type ObjectKind =
  | 'request' | 'certificate' | 'crl' | 'private-key' | 'encrypted-private-key' | 'public-key' | 'pkcs7' | 'pkcs12' | 'other'

/** One thing in an input. A private key is named and not shown. */
export interface ObjectView {
  kind: ObjectKind
  /** In words: `certificate request`, `encrypted private key`. */
  label: string
  request?: RequestView
  certificate?: CertificateView
  crl?: CrlView
  /** A public key that stands by itself. */
  key?: KeyView
  /** Why it cannot be read, where it stands beside others; alone it is an error. */
  problem?: ProblemView
}

/** Why something cannot be read. */
export interface ProblemView { code: string; message: string; field?: string; offset?: number }

/** Whatever was given, named and explained: the first thing in it, and the others. */
export interface InspectView extends ObjectView {
  /** What had to be repaired to read it. */
  repairs: string[]
  others: ObjectView[]
}

/** What a request made here is to say. */
export interface CreateRequest { subject: string; san: string[]; profile?: Profile }

/** A request made for a key at hand. */
export interface CreatedRequestView { pem: string; der: Uint8Array; text: string }

/** A distinguished name, taken apart. */
export interface NameView { parts: NamePartView[] }

/** An attribute type that names may have. */
export interface NameAttributeView { short: string; long: string; oid: string; max: number }

/** The answer to `exportKey`. */
export interface ExportedKeyView { keyPem: string; keyCertPem?: string }

/** A page of the ledger: how many there are in all, and those of the page. */
export interface CertificatesView { total: number; entries: EntryView[] }

/** An authority of the vault. */
export interface AuthorityView {
  id: string
  /** Its common name, or the first part of its name. */
  title: string
  certificate: CertificateView
  created: string
  counts: { valid: number; expired: number; revoked: number }
  /** The newest CRL. */
  crl?: { number: string; thisUpdate: string; nextUpdate: string; entries: number }
  /** Certificates revoked since the newest CRL was made (or ever, where there is none). */
  unpublishedRevocations: number
}

/** A request made here, whose key the vault holds. */
export interface StoredRequestView {
  id: string
  subject: string
  san: string[]
  created: string
  key: KeyView
  pem: string
  der: Uint8Array
  text: string
  /** The serial numbers of the certificates signed for it. */
  issued: string[]
}

/** The vault at a glance. */
export interface VaultView {
  /** Counts every commit. */
  revision: number
  created: string
  authorities: AuthorityView[]
}

// ---------------------------------------------------------------- the session: acts and questions

/** Acts change the vault: the core seals, the store commits, and only then does the answer leave the core. */
export type Act =
  | { act: 'createAuthority'; subject: string; days: number } // + a key handle -> AuthorityView
  | { act: 'createRequest'; authority: string; subject: string; san: string[]; profile?: Profile } // + a key handle -> StoredRequestView
  | { act: 'issue'; authority: string; csr: Uint8Array | { request: string }; options: IssueRequest } // -> IssuedView
  | { act: 'revoke'; authority: string; serial: string; reason: RevocationReason; invalidityDate?: string } // -> CertificateEntryView
  | { act: 'release'; authority: string; serial: string } // -> CertificateEntryView
  | { act: 'issueCrl'; authority: string; days: number } // -> CrlView
  | { act: 'changePassphrase'; current: string; passphrase: string } // -> VaultView

/** Questions change nothing. `records` names the sealed records that a question needs; the worker loads them first. */
export type Question =
  | { ask: 'vault' } // -> VaultView
  | { ask: 'authority'; authority: string } // -> AuthorityView
  | { ask: 'assess'; authority: string; csr: Uint8Array | { request: string }; options: IssueRequest } // -> AssessmentView
  | { ask: 'certificates'; authority: string; status?: Status; query?: string; offset?: number; limit?: number } // -> CertificatesView, newest first, 100 unless `limit` says otherwise
  | { ask: 'certificate'; authority: string; serial: string } // -> CertificateEntryView
  | { ask: 'requests'; authority: string } // -> StoredRequestView[]
  | { ask: 'crl'; authority: string } // -> CrlView | null (the newest)
  | { ask: 'exportKey'; authority: string; of: { serial: string } | { request: string }; password?: string } // -> ExportedKeyView; no password: plain PKCS#8

/** What the store is asked to do, as one atomic transaction. */
export interface Commit {
  /** The revision that the store must have; -1: it must be empty. */
  expectedRevision: number
  revision: number
  put: [key: string, value: Uint8Array][]
  remove: string[]
}

// ---------------------------------------------------------------- of the package alone

/** How far a search for a key has come. */
export interface Progress {
  /** How likely it is that the search would have ended by now, from 0 to 1. */
  fraction: number
  /** Candidates tested so far. */
  tested: number
}

/** What each act gives. */
export interface ActViews {
  createAuthority: AuthorityView
  createRequest: StoredRequestView
  issue: IssuedView
  revoke: CertificateEntryView
  release: CertificateEntryView
  issueCrl: CrlView
  changePassphrase: VaultView
}

/** What each question gives. */
export interface QuestionViews {
  vault: VaultView
  authority: AuthorityView
  assess: AssessmentView
  certificates: CertificatesView
  certificate: CertificateEntryView
  requests: StoredRequestView[]
  crl: CrlView | null
  exportKey: ExportedKeyView
}
