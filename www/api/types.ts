/**
 * The package's types: what goes in (`…Request`), what comes out (`…View`).
 * The core writes these shapes itself (`src/session/view.rs`); `tests/js/views.test.ts` holds both to each other.
 * Times are ISO 8601 in UTC to the second, `2026-11-20T12:00:00Z`; serial numbers are upper-case hexadecimal of even length.
 */

export type KeyKind = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'p-256' | 'p-384' | 'p-521' | 'ed25519'
export type BuiltInProfile = 'server' | 'client' | 'server-client' | 'email' | 'code-signing' | 'intermediate-ca'
/** A built-in profile, or the name of an extension section of the authority's configuration. */
export type Profile = BuiltInProfile | (string & {})
/** What becomes of an extension that the profile and the request both have a say in. */
export type ExtensionRule = 'profile' | 'request' | 'union' | 'ask' | 'refuse'
export type Verdict = 'taken' | 'changed' | 'added' | 'dropped' | 'refused'
export type Severity = 'refuse' | 'warn' | 'note'
export type Status = 'valid' | 'expired' | 'revoked'
/** RFC 5280, section 5.3.1. */
export type RevocationReason =
  | 'unspecified' | 'keyCompromise' | 'cACompromise' | 'affiliationChanged' | 'superseded'
  | 'cessationOfOperation' | 'certificateHold' | 'privilegeWithdrawn' | 'aACompromise'

/** Anything that holds a request, a certificate, a key or a list: PEM or other text, bytes, or a file. */
export type Input = string | Uint8Array | Blob

/** An input with a name, as a file has it. */
export interface NamedInput { name: string; content: Input }

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
  /** What it is; `pem`, `der` and `text` are in that form. */
  form: RequestForm
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
  /** `-startdate`: now, if nothing is said. */
  notBefore?: string
  /** `-enddate`, in place of the days. */
  notAfter?: string
  /** In place of the request's subject. */
  subject?: string
  /** In place of the request's subject alternative names: `dns:mail.sample.com`, `ip:192.0.2.1`. */
  san?: string[]
  /** How many authorities may follow below an intermediate one. */
  pathLength?: number
  /** A policy of the configuration, by its section; `false`: none is asked. */
  policy?: string | false
  /** As the authority's settings have it, unless said. */
  serial?: 'random' | 'next'
  /** Answers where the rule of an extension is `ask`, by OpenSSL's short name or by object identifier. */
  extensions?: Record<string, Exclude<ExtensionRule, 'ask'>>
  /** The serial number of the certificate that this one renews. */
  renews?: string
  /** What is revoked as superseded in the same act, or `on` that date. */
  supersede?: SupersedeRequest
  /** Name constraints of an intermediate authority: `dns:sample.com`, `ip:192.0.2.0/24`, `email:sample.com`, `dirname:O=The Sample Company,C=US`, `uri:.sample.com`. */
  permitted?: string[]
  excluded?: string[]
}

/** Which certificates make room for the one that is issued. */
export interface SupersedeRequest {
  serials: string[]
  /** At once, if nothing is said. */
  on?: string
}

/** A request: its bytes in whatever wrapping (PKCS #10, SPKAC, a self-signed certificate), one made here, or the stored one of a certificate that is renewed. */
export type CsrRef = Uint8Array | { request: string } | { renew: string }

export type PurposeAnswer = 'yes' | 'no' | 'doubtful'

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
  /** The pin of its key: SHA-256 of the SubjectPublicKeyInfo, in base64. */
  pin: string
  /** What TLSA records say of it: `3 1 1` and `3 0 1`, of an authority `2 1 1` and `2 0 1`. The first is the recommended one. */
  tlsa: { usage: number; selector: number; matching: number; data: string }[]
  /** What OpenSSL lets it be used for: itself, and as an authority above a certificate that is used so. `doubtful`: by a rule of old only. */
  purposes: { name: string; leaf: PurposeAnswer; authority: PurposeAnswer }[]
  /** The same as `openssl x509 -noout -purpose` writes it. */
  purposesText: string
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
  /** Absent in a bare row, as `issued`, `notBefore` and `sha256` are. */
  profile?: Profile
  issued?: string
  notBefore?: string
  notAfter: string
  status: Status
  revoked?: { date: string; reason: RevocationReason; invalidityDate?: string; holdInstruction?: string }
  /** To be revoked as superseded with the first CRL after that date. */
  retires?: string
  /** The serial number of the certificate that this one renews. */
  renews?: string
  renewedBy?: string
  sha256?: string
  /** A row without a certificate: serial number, subject and end are all that is known. */
  bare: boolean
  /** Whether the vault holds its private key. */
  hasKey: boolean
  /** Out of the lists; nothing else about it is changed. */
  archived: boolean
}

/** A certificate of the ledger with all that belongs to it. */
export interface CertificateEntryView extends EntryView {
  /** Absent in a bare row. */
  certificate?: CertificateView
  /** The issuers above it, nearest first, in PEM; the root is last. */
  chainPem: string
  /** The request that it was signed for, where it is known. */
  request?: { pem: string; der: Uint8Array; form: RequestForm }
}

/** PKCS #10, Netscape's signed public key and challenge, or a self-signed certificate. */
export type RequestForm = 'pkcs10' | 'spkac' | 'certificate'

export interface IssuedView extends CertificateEntryView {
  certificate: CertificateView
  report: ReportRowView[]
  warnings: FindingView[]
  /** The serial numbers of those that were revoked for it, or will be. */
  superseded: string[]
}

/** What became of many requests, in their order: each is a certificate, or why not. */
export interface BatchView {
  items: { issued?: IssuedView; problem?: ProblemView; violations?: ViolationView[] }[]
}

export interface CrlView {
  /** In decimal; empty where a list made elsewhere has none. */
  number: string
  thisUpdate: string
  /** Empty where a list made elsewhere does not say. */
  nextUpdate: string
  entries: number
  /** The serial numbers of certificates whose day had come: they are revoked with this list. */
  superseded?: string[]
  pem: string
  der: Uint8Array
  text: string
}

/** What a piece of input is. */
export type ObjectKind =
  | 'request' | 'certificate' | 'crl' | 'private-key' | 'encrypted-private-key' | 'public-key' | 'spkac'
  | 'pkcs7' | 'pkcs12' | 'jks' | 'jceks' | 'other'

/** One thing in an input. */
export interface ObjectView {
  kind: ObjectKind
  /** In words: `certificate request`, `encrypted private key`. */
  label: string
  /** The file that it came in, where files have names. */
  file?: string
  /** What the file calls it: a friendlyName of PKCS #12, the alias of a keystore. */
  alias?: string
  /** Whether a keystore marks it as trusted. */
  trusted?: boolean
  request?: RequestView
  certificate?: CertificateView
  crl?: CrlView
  /** A public key that stands by itself. */
  key?: KeyView
  privateKey?: PrivateKeyView
  container?: ContainerView
  /** Why it cannot be read, where it stands beside others; alone it is an error. What only wants a password has none. */
  problem?: ProblemView
}

/** A private key: never itself, only what it is. */
export interface PrivateKeyView {
  /** `PKCS #8`, `PKCS #1`, `SEC 1`… */
  form: string
  /** `PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC`; absent where it is not encrypted. */
  encryption?: string
  /** Whether it could be read: not encrypted, or with one of the passwords. */
  opened: boolean
  /** Its public half, where it could. */
  key?: KeyView
}

/** A file with several things in it. */
export interface ContainerView {
  format: 'pkcs12' | 'pkcs7' | 'jks' | 'jceks'
  /** How it is protected, in words: `certificates: RC2-40, 2048 iterations`, `MAC: HMAC-SHA1, 2048 iterations`. */
  protection: string[]
  /** Whether all of it could be read. */
  opened: boolean
  /** PKCS #12 knows two empty passwords, which programs take for each other or not. */
  emptyPassword?: 'empty' | 'absent'
  /** As far as they could be read. */
  contents: ObjectView[]
}

/** A certificate with what belongs to it, found among all that was given: by its key, and upwards by signatures. */
export interface IdentityView {
  certificate: CertificateView
  hasKey: boolean
  /** Those above it, nearest first. */
  chain: ChainLinkView[]
  /** Whether the chain leads up to a self-signed certificate. */
  complete: boolean
  isAuthority: boolean
  /** The files that its parts came from. */
  files: string[]
}

/** Why something cannot be read. */
export interface ProblemView { code: string; message: string; field?: string; offset?: number }

/** Whatever was given, named and explained: the first thing in it, and the others. */
export interface InspectView extends ObjectView {
  /** What had to be repaired to read it. */
  repairs: string[]
  others: ObjectView[]
  /** Those with a key first. */
  identities: IdentityView[]
  /** How many things need a password that was not given. */
  locked: number
  /** What is worth knowing of all of it together: a private key whose certificate is missing. */
  findings: FindingView[]
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

/** How one file is written. */
export type FileFormat =
  // of the certificate and those above it
  | 'certificate' | 'certificate-der' | 'certificate-text'
  | 'chain' | 'fullchain'
  | 'root' | 'root-der' | 'root-text'
  | 'pkcs7' | 'pkcs7-pem'
  // with the private key
  | 'key' | 'key-der' | 'key-traditional'
  | 'key-certificate' | 'certificate-key'
  | 'pkcs12' | 'jks'
  // trust
  | 'pkcs12-truststore' | 'jks-truststore'
  // lists, of an authority
  | 'crl' | 'crl-der'
  // wrappings for one program
  | 'openvpn' | 'mobileconfig' | 'kubernetes' | 'kubernetes-ca'

/** One file that is asked for. */
export interface FileRequest {
  /** Without folders. */
  name: string
  format: FileFormat
  /** Of the key or the store. */
  password?: string
  /** An unencrypted private key is really meant; a format with a key needs this or a password (`bundle/password-missing`). */
  plain?: boolean
  /** Of PKCS #12: AES-256 with PBKDF2 and a MAC of SHA-256, or triple DES and SHA-1. Modern, if nothing is said. */
  compatibility?: 'modern' | 'compatible'
  /** friendlyName of PKCS #12, alias of a Java keystore, name of a profile; the title of the certificate, if nothing is said. */
  friendlyName?: string
  /** With the issuers below the root: so unless said, but not in truststores and `kubernetes-ca`. Of `crl`: with the lists of the authorities above, as far as this vault has them. */
  chain?: boolean
  /** With the root too: in PKCS #7 unless said, elsewhere not. */
  root?: boolean
  /** A truststore that the certificate is added to. Nothing of it is lost, its format and protection stay, `password` opens it. */
  existing?: Uint8Array
  /** What a wrapping says beside: `remote`, `port`, `proto` and `role` (`client`, `server`) of OpenVPN; `name`, `namespace` and `kind` of Kubernetes; `organisation` and `identifier` of a profile. */
  settings?: Record<string, string>
}

/** A file that was made, and opened again before it was given out. */
export interface MadeFileView {
  name: string
  format: FileFormat
  mediaType: string
  content: Uint8Array
  /** The same as text, where it is text. */
  text?: string
  /** Whether a private key is in it, encrypted or not. */
  secret: boolean
  encrypted: boolean
  about: string
}

/** What was opened again and found right. What is not is the error `bundle/check-failed`, and nothing is given out. */
export interface CheckView { file: string; what: string }

/** Files for a program. */
export interface BundleView {
  files: MadeFileView[]
  checks: CheckView[]
  /** What a program will refuse, or a person should know. */
  findings: FindingView[]
  /** All of them, where there are several. */
  zip?: Uint8Array
}

/** Things that were brought, and the passwords that may open them: each is tried on each. */
export interface Material { files: { name: string; content: Uint8Array }[]; passwords: string[] }

/** Of what files are made: a certificate of the ledger, or the authority itself. */
export type BundleSource = { serial: string } | { authority: true }

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
  /** The newest complete CRL. */
  crl?: NewestCrlView
  /** The newest delta CRL, where it is newer than the complete one, and the number of the list that it adds to. */
  deltaCrl?: NewestCrlView
  baseCrl?: string
  /** Certificates revoked since the newest CRL was made (or ever, where there is none). */
  unpublishedRevocations: number
  /** Whether the vault holds its private key; without it nothing can be signed. */
  hasKey: boolean
  settings: AuthoritySettings
  profiles: ProfileView[]
  defaultProfile: Profile
  policies: string[]
  defaultPolicy?: string
  /** The authority of this vault that signed it. */
  issuer?: string
  /** Those above it, nearest first. */
  chain: ChainLinkView[]
  /** Earlier certificates of its own key. */
  former: CertificateView[]
  /** The authority whose place this one takes, with another key, and the one that takes its place. */
  succeeds?: string
  succeededBy?: string
  /** Where serial numbers are counted. */
  nextSerial?: string
  /** What a directory that was taken in had beside, and is kept. */
  files: { path: string; size: number }[]
  /** What was published last. */
  published?: LastPublicationView
  /** Out of the lists; nothing else about it is changed. */
  archived: boolean
  /** Whether a record of it is not as it should be. */
  damaged?: boolean
}

/** A CRL at a glance. */
export interface NewestCrlView { number: string; thisUpdate: string; nextUpdate: string; entries: number }

/** An authority of a chain; `authority` where this vault has it. */
export interface ChainLinkView { title: string; subject: string; notAfter: string; authority?: string }

/** Where what an authority publishes can be found, as URLs that its certificates carry. */
export interface PublicationSettings {
  /** `crlDistributionPoints` */
  crl: string[]
  /** `authorityInfoAccess`, `caIssuers` */
  issuer: string[]
  /** `authorityInfoAccess`, `OCSP` */
  ocsp: string[]
  /** `freshestCRL` */
  delta: string[]
}

/** How an authority works. */
export interface AuthoritySettings {
  /** An `openssl.cnf`, what it includes, and what `$ENV::name` stands for in it; without one there are the built-in profiles alone. */
  configuration?: { path: string; text: string; includes: Record<string, string>; environment: Record<string, string> }
  publication: PublicationSettings
  /** What becomes of a certificate that would end after its issuer. */
  beyondIssuer: 'refuse' | 'truncate' | 'permit'
  serials: 'random' | 'sequential'
  /** Whether two valid certificates may not have the same subject. */
  uniqueSubject: boolean
  /** Seconds until the next CRL is due, unless said. */
  crlSeconds: number
}

/** A profile that an authority can sign by. */
export interface ProfileView {
  name: Profile
  title: string
  about: string
  days: number
  builtIn: boolean
  /** Whether what it issues is an authority. */
  isAuthority: boolean
}

/** What is to be known of a directory, of the file or line at `path`. */
export interface DirectoryFindingView { code: string; severity: Severity; path: string; text: string }

/** A directory of `openssl ca`, looked at and not yet taken in. */
export interface ImportPreview {
  certificate: CertificateView
  keyPath?: string
  keyEncrypted: boolean
  counts: { valid: number; expired: number; revoked: number }
  /** Rows without a certificate. */
  bare: number
  crls: number
  requests: number
  /** Files that are kept as they are. */
  kept: string[]
  findings: DirectoryFindingView[]
  /** The variables behind `$ENV::` that the configuration asks for and nobody gave. */
  unset: string[]
  /** The authority of this vault that has the same key. */
  existing?: string
  explanation?: ExplanationView
}

export interface ImportedView { authority: AuthorityView; findings: DirectoryFindingView[] }

/** What a directory added to an authority that was there: serial numbers. */
export interface MergedView {
  authority: AuthorityView
  findings: DirectoryFindingView[]
  added: string[]
  revoked: string[]
  conflicts: string[]
}

/** A directory that `openssl ca` goes on with. */
export interface DirectoryView {
  zip: Uint8Array
  files: string[]
  /** What the files of `openssl ca` have no words for. */
  findings: DirectoryFindingView[]
}

/** How much of a ledger is public: nothing; a certificate, for those who know its serial number; all of it, with a list in which names are looked for. */
export type PublicCertificates = 'none' | 'serial' | 'search'

/** What was published of an authority last; an empty title is the authority's own, an empty contact nobody. */
export interface LastPublicationView { at: string; files: number; certificates: PublicCertificates; title: string; contact: string }

/** A public file: its path from the root of the host, and the addresses of certificates and settings that point to it. */
export interface PublishedFileView {
  path: string
  size: number
  mediaType: string
  about: string
  change: 'new' | 'changed' | 'same'
  /** Since when it is as it is, where it was published before. */
  since?: string
  urls: string[]
}

/** What is public of an authority: a static folder, and what goes with it. */
export interface PublishedView {
  /** `public/`, the README, the lines for servers, and `ahead/`; absent where it was only asked what would be in it. */
  zip?: Uint8Array
  files: PublishedFileView[]
  /** Published the last time, and not any more: to be taken off the server. */
  removed: string[]
  /** When it was published the last time. */
  since?: string
  /** The path of the page that looks certificates up. */
  page: string
  /** CRLs that were signed ahead, with the files that each takes the place of at its date. */
  ahead: { from: string; files: string[] }[]
  /** For whoever puts the folder onto a server, and not public. */
  beside: { path: string; text: string }[]
  findings: FindingView[]
}

/** An `openssl.cnf`, line by line. */
export interface ExplanationView {
  lines: { place: string; line: number; statement: string; meaning: string }[]
  findings: { code: string; severity: Severity; place?: string; line?: number; text: string }[]
  profiles: ProfileView[]
  policies: { name: string; rules: { field: string; need: 'match' | 'supplied' | 'optional' }[] }[]
  defaultProfile?: string
  defaultPolicy?: string
}

/** The text of an authority's configuration; `made` where it has none of its own, and this says the same in OpenSSL's words. */
export interface ConfigurationView { path: string; text: string; made: boolean }

/** CRLs signed ahead, each due when the one before it ends, and all of them in one archive. */
export interface CrlSeriesView { lists: CrlView[]; zip: Uint8Array }

/** The ledger as the files of `openssl ca` have it. */
export interface IndexView {
  /** `index.txt` */
  index: string
  serial: string
  crlNumber: string
  /** `index.txt.attr` */
  attributes: string
  /** What `-updatedb` would turn from V to E now. */
  expired: EntryView[]
  rows: string[]
}

/** The answer of `openssl ca -status`. */
export interface StatusView {
  serial: string
  known: boolean
  status: 'V' | 'R' | 'E' | 'unknown'
  row?: string
  text: string
}

/** What ends when, and what is to be done before. */
export interface ExpiryView {
  chain: ChainEndView[]
  /** What ends after its issuer or the chain above it. */
  outliving: EntryView[]
  /** The end of the last certificate. */
  last?: string
  /** What to distribute, and when. */
  steps: { when: string; what: string; done: boolean }[]
}

/** The end of a link of the chain. */
export interface ChainEndView { title: string; notAfter: string; authority?: string }

/** A request made here, whose key the vault holds. */
export interface StoredRequestView {
  id: string
  subject: string
  san: string[]
  created: string
  /** Whether the vault holds its private key; a request that was taken in with a directory comes without. */
  hasKey: boolean
  key: KeyView
  pem: string
  der: Uint8Array
  text: string
  /** The serial numbers of the certificates signed for it. */
  issued: string[]
}

/** The vault at a glance. */
export interface VaultView {
  id: string
  /** Counts every commit. */
  revision: number
  created: string
  kdf: KdfView
  backup: BackupStateView
  /** What is not as it should be, where the vault was opened all the same: it can be read, and no act is done in it. */
  damages: DamageView[]
  /** It was opened with its recovery key: it can do nothing until `resetPassphrase`. */
  recovered: boolean
  authorities: AuthorityView[]
}

/** How much work the passphrase takes: the parameters of Argon2id. */
export interface KdfView { memoryKib: number; passes: number; lanes: number }

/** How far the vault has gone on since its last backup. */
export interface BackupStateView {
  /** The last one that was recorded. */
  taken?: { revision: number; at: string; sha256: string }
  /** Acts since then, or since the beginning. */
  acts: number
  /** After how many acts nothing more is issued; null: never. */
  limit: number | null
  /** Whether that many acts were done. */
  due: boolean
}

/** A record that is not as it should be. */
export interface DamageView {
  key: string
  /** What kind of record it is, in words: `index page`. */
  kind?: string
  authority?: string
  harm: 'removed' | 'changed' | 'rolled-back' | 'unconfirmed' | 'exchanged' | 'added' | 'unreadable'
  /** The revision at which it was sealed, and the one at which it should have been. */
  sealed?: number
  expected?: number
  /** The key of the record whose bytes stand in its place. */
  with?: string
  /** All of it in words. */
  text: string
}

/** The journal: every act, each entry hashed together with all before it. */
export interface JournalView {
  total: number
  /** Those of the page, the newest first. */
  entries: JournalEntryView[]
  /** The whole of it as a file that can be verified without Rootpage (docs/vault-format.md, "The journal as a text"). */
  text: string
}

export interface JournalEntryView {
  /** Counts the entries, from 1. */
  number: number
  at: string
  /** `create-vault`, `issue`, `issue-crl`… */
  deed: string
  authority?: string
  serial?: string
  /** SHA-256 of what was made, as a fingerprint. */
  sha256?: string
  /** The rest in words: the reason of a revocation, the number of a CRL. */
  detail: string
  /** The hash of the journal up to this entry, in hexadecimal. */
  hash: string
}

/** A backup that was taken: what is in it, and what it is known by. */
export interface TakenBackupView {
  content: Uint8Array
  revision: number
  /** In hexadecimal. */
  sha256: string
}

/** How a backup and the vault stand to each other. */
export interface BackupReportView {
  /** The revision of the vault in the backup, and that of the vault now. */
  revision: number
  live: number
  /** `older`: the vault went on from it. `newer`: it went on from the vault. `forked`: both did. `another`: it is of another vault. */
  relation: 'same' | 'older' | 'newer' | 'forked' | 'another'
  /** What the one has and the other has not, or has otherwise, in words. */
  differences: string[]
}

/** The directory of `openssl ca` of an authority, in a backup. */
export interface BackupFolderView { title: string; folder: string }

// ---------------------------------------------------------------- the recovery key on paper

/** The squares of a QR code: '1' dark, '0' light, row by row from the top, without the quiet zone of four squares around it. */
export interface QrView {
  size: number
  modules: string
  /** What it says: the words in capitals with a space between. */
  text: string
}

/** The recovery key of a vault: whoever has it opens the vault, and every backup of it, without the passphrase. */
export interface RecoveryKitView {
  vault: string
  /** When it was given out. */
  created: string
  /** 28, in their order. */
  words: string[]
  qr: QrView
}

/** The recovery key in shares. Every selection of as many as are needed was put together before they were given out. */
export interface RecoverySharesView {
  vault: string
  created: string
  /** The same on all shares that were made together: six hexadecimal digits. */
  set: string
  /** How many are needed. */
  threshold: number
  shares: RecoveryShareView[]
}

export interface RecoveryShareView {
  /** From 1 on. */
  number: number
  /** 36, in their order. */
  words: string[]
  qr: QrView
}

/** What words are that were typed. `vault` are the first five digits of the vault's identifier. */
export type RecoveryWordsView =
  | { kind: 'key'; vault: string }
  | { kind: 'share'; vault: string; number: number; threshold: number; set: string }

// ---------------------------------------------------------------- the session: acts and questions

/** Acts change the vault: the core seals, the store commits, and only then does the answer leave the core. */
export type Act =
  /** A root; with `issuer` an intermediate authority below one of this vault. */
  | { act: 'createAuthority'; subject: string; days: number; issuer?: string; pathLength?: number; permitted?: string[]; excluded?: string[] } // + a key handle -> AuthorityView
  /** Without an authority: a request for elsewhere. */
  | { act: 'createRequest'; authority?: string; subject: string; san: string[]; profile?: Profile } // + a key handle -> StoredRequestView
  /** A certificate that was signed elsewhere, with its chain; its key is that of the request, a key handle, or not here. */
  | { act: 'adoptAuthority'; certificate: Uint8Array; request?: string } // + a key handle, or none -> AuthorityView
  | { act: 'adoptAuthority'; material: Material; identity?: number } // -> AuthorityView
  | { act: 'attachKey'; authority: string; material?: Material } // + a key handle where there is no material -> AuthorityView
  /** The key leaves the vault for good; the passphrase is the vault's. */
  | { act: 'detachKey'; authority: string; passphrase: string } // -> AuthorityView
  | { act: 'configure'; authority: string; settings: AuthoritySettings } // -> AuthorityView
  | { act: 'issue'; authority: string; csr: CsrRef; options: IssueRequest } // -> IssuedView
  /** One commit: a request that is refused is reported, the others are issued. */
  | { act: 'issueMany'; authority: string; csrs: CsrRef[]; options: IssueRequest } // -> BatchView
  /** `record`: a serial number that the ledger does not know gets a bare row. */
  | { act: 'revoke'; authority: string; serial?: string; certificate?: Uint8Array; reason: RevocationReason; invalidityDate?: string; holdInstruction?: string; record?: boolean } // -> CertificateEntryView
  /** Now; `on` a date; or, with null, not any more. */
  | { act: 'supersede'; authority: string; serial: string; on?: string | null } // -> CertificateEntryView
  | { act: 'release'; authority: string; serial: string } // -> CertificateEntryView
  | { act: 'issueCrl'; authority: string; days?: number; hours?: number; seconds?: number; delta?: boolean; scope?: CrlScope; distributionPoint?: boolean; lastUpdate?: string; nextUpdate?: string } // -> CrlView
  | { act: 'issueCrlSeries'; authority: string; count: number; days?: number; hours?: number; seconds?: number; overlapSeconds?: number } // -> CrlSeriesView
  /** The same key: a root signs itself again, an intermediate authority is signed by its issuer of this vault. */
  | { act: 'renewAuthority'; authority: string; days: number } // -> AuthorityView
  /** Another key, and cross-certificates both ways (RFC 4210, section 4.4). */
  | { act: 'replaceAuthority'; authority: string; subject?: string; days: number; crossDays?: number } // + a key handle -> AuthorityView of the successor
  | { act: 'importDirectory'; input: DirectoryInput; passphrase?: string; environment?: Record<string, string> } // -> ImportedView
  | { act: 'mergeDirectory'; authority: string; input: DirectoryInput } // -> MergedView
  /** What is public, put together. What is not said is as it was the last time; `serial` the first time. */
  | { act: 'publish'; authority: string; certificates?: PublicCertificates; title?: string; contact?: string } // -> PublishedView
  | { act: 'changePassphrase'; current: string; passphrase: string } // -> VaultView
  /** The same passphrase, with a derivation that is costlier; a cheaper one is `vault/kdf-range`. */
  | { act: 'strengthen'; passphrase: string; kdf: KdfView } // -> VaultView
  /** The backup of that revision is where it is kept. */
  | { act: 'recordBackup'; revision: number; sha256: string } // -> VaultView
  /** After how many acts without a backup nothing more is issued; null: never. */
  | { act: 'setBackupLimit'; acts: number | null } // -> VaultView
  /** An authority, or a certificate of it, out of the lists or back into them. */
  | { act: 'archive'; authority: string; serial?: string; archived: boolean } // -> AuthorityView
  | { act: 'deleteAuthority'; authority: string; passphrase?: string } // -> VaultView
  /** The recovery key, for paper; `passphrase` is the vault's. */
  | { act: 'makeRecoveryKit'; passphrase?: string } // -> RecoveryKitView
  /** The same in shares, 2 to 16, of which `threshold` open the vault. */
  | { act: 'makeRecoveryShares'; passphrase?: string; threshold: number; shares: number } // -> RecoverySharesView
  /** The new passphrase of a vault that was opened with its recovery key. */
  | { act: 'resetPassphrase'; passphrase: string } // -> VaultView

/** Whose certificates a list is about; all, if nothing is said. */
export type CrlScope = 'users' | 'authorities'

/** A directory as it goes to the core. */
export type DirectoryInput = { archive: Uint8Array } | { files: [path: string, bytes: Uint8Array][] }

/** Questions change nothing. `records` names the sealed records that a question needs; the worker loads them first. */
export type Question =
  | { ask: 'vault' } // -> VaultView
  | { ask: 'authority'; authority: string } // -> AuthorityView
  | { ask: 'assess'; authority: string; csr: CsrRef; options: IssueRequest } // -> AssessmentView
  | { ask: 'certificates'; authority: string; status?: Status; query?: string; archived?: ArchivedChoice; offset?: number; limit?: number } // -> CertificatesView, newest first, 100 unless `limit` says otherwise
  | { ask: 'certificate'; authority: string; serial: string } // -> CertificateEntryView
  | { ask: 'requests'; authority?: string } // -> StoredRequestView[]; without an authority: those for elsewhere
  | { ask: 'crl'; authority: string } // -> CrlView | null (the newest)
  | { ask: 'deltaCrl'; authority: string } // -> CrlView | null (the newest)
  /** Without an authority: of a request for elsewhere, until its certificate is taken in. No password: plain PKCS#8. */
  | { ask: 'exportKey'; authority?: string; of: { serial: string } | { request: string }; password?: string; passphrase?: string } // -> ExportedKeyView
  /** `key`: where the vault does not hold the private key. That of an authority is given out with the vault's passphrase only. */
  | { ask: 'bundle'; authority: string; of: BundleSource; files: FileRequest[]; key?: Material; passphrase?: string } // -> BundleView
  | { ask: 'inspectDirectory'; input: DirectoryInput; passphrase?: string; environment?: Record<string, string> } // -> ImportPreview
  | { ask: 'exportDirectory'; authority: string; passphrase: string; keyDerivation?: 'pbkdf2' | 'scrypt' } // -> DirectoryView
  | { ask: 'configuration'; authority: string } // -> ConfigurationView
  | { ask: 'index'; authority: string } // -> IndexView
  | { ask: 'status'; authority: string; serial: string } // -> StatusView
  | { ask: 'expiry'; authority: string } // -> ExpiryView
  /** Valid certificates that name the authority's present certificate by its serial number: they do not chain to a renewed one. */
  | { ask: 'bound'; authority: string } // -> CertificatesView
  /** What would be public. */
  | { ask: 'publication'; authority: string; certificates?: PublicCertificates; title?: string; contact?: string } // -> PublishedView without a zip
  /** The newest entry first, 100 unless `limit` says otherwise. `vault/busy` where the store is of another revision: refresh first. */
  | { ask: 'journal'; offset?: number; limit?: number } // -> JournalView

/** Whether a list has what is archived: `without`, unless said. */
export type ArchivedChoice = 'without' | 'with' | 'only'

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
  adoptAuthority: AuthorityView
  attachKey: AuthorityView
  detachKey: AuthorityView
  configure: AuthorityView
  issue: IssuedView
  issueMany: BatchView
  revoke: CertificateEntryView
  supersede: CertificateEntryView
  release: CertificateEntryView
  issueCrl: CrlView
  issueCrlSeries: CrlSeriesView
  renewAuthority: AuthorityView
  replaceAuthority: AuthorityView
  importDirectory: ImportedView
  mergeDirectory: MergedView
  publish: PublishedView
  changePassphrase: VaultView
  strengthen: VaultView
  recordBackup: VaultView
  setBackupLimit: VaultView
  archive: AuthorityView
  deleteAuthority: VaultView
  makeRecoveryKit: RecoveryKitView
  makeRecoveryShares: RecoverySharesView
  resetPassphrase: VaultView
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
  deltaCrl: CrlView | null
  exportKey: ExportedKeyView
  bundle: BundleView
  inspectDirectory: ImportPreview
  exportDirectory: DirectoryView
  configuration: ConfigurationView
  index: IndexView
  status: StatusView
  expiry: ExpiryView
  bound: CertificatesView
  publication: PublishedView
  journal: JournalView
}
