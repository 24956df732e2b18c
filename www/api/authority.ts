import { RootpageError } from './errors.js'
import { brought, bytes, directory, type Directory } from './input.js'
import type { CallOptions } from './messenger.js'
import { guide, subjectOf, targetFiles, type Guide, type TargetId, type TargetOptions } from './targets.js'
import type {
  Act, ArchivedChoice, AssessmentView, AuthoritySettings, AuthorityView, BatchView, BundleView, CertificateEntryView, CertificatesView, ConfigurationView, CrlSeriesView, CrlView, CsrRef,
  DirectoryView, EntryView, ExpiryView, ExportedKeyView, FileRequest, IndexView, Input, IssuedView, IssueRequest, KeyKind, MadeFileView, MergedView, NamedInput, Profile, PublishedView, RevocationReason, Status,
  StatusView, StoredRequestView, VaultView,
} from './types.js'
import type { Vault } from './vault.js'

/** A request from outside, one that was made here, or the stored one of the certificate with that serial number. */
export type RequestInput = Input | { request: string } | { renew: string }

/** A request to be made here, whose key stays in the vault. */
export interface MakeRequest extends CallOptions {
  subject: string
  san: string[]
  /** P-256, if nothing is said. */
  key?: KeyKind
  profile?: Profile
}

/** Which certificates: all, if nothing is said. */
export interface CertificatesRequest {
  status?: Status
  /** Part of a name or of a serial number. */
  query?: string
  /** `without` what is archived, unless said. */
  archived?: ArchivedChoice
}

/** When the old certificate is revoked as superseded: now, or with the first CRL after that date. */
export type SupersedeDate = true | { on: string }

/** How a certificate is renewed; what is not said is as it was. */
export interface RenewRequest extends Omit<IssueRequest, 'renews' | 'supersede'>, CallOptions {
  /** Makes a new key for the same details, in place of signing the stored request again. */
  key?: KeyKind
  supersede?: SupersedeDate
}

/** Why, and since when. */
export interface RevokeRequest {
  reason: RevocationReason
  /** Since when the key is suspected: `-crl_compromise`. */
  invalidityDate?: string | undefined
  /** An object identifier, with the reason `certificateHold`: `-crl_hold`. */
  holdInstruction?: string | undefined
  /** Gives a serial number that the ledger does not know a row of its own. */
  record?: boolean | undefined
}

/** Which list, and until when; complete, and as long as the authority's settings say, if nothing is said. */
export type CrlRequest = Omit<Extract<Act, { act: 'issueCrl' }>, 'act' | 'authority'>
export type PublishRequest = Omit<Extract<Act, { act: 'publish' }>, 'act' | 'authority'>
export type CrlSeriesRequest = Omit<Extract<Act, { act: 'issueCrlSeries' }>, 'act' | 'authority'>

/** The successor of an authority: the same name, if nothing is said, and another key. */
export interface ReplaceRequest extends CallOptions {
  subject?: string
  /** P-256, if nothing is said. */
  key?: KeyKind
  days: number
  /** How long the cross-certificates last. */
  crossDays?: number
}

/** A private key from outside, with its password where it is encrypted. */
export interface KeyBrought { key: Input; password?: string | undefined }

/** Of what files are made: the certificate with that serial number, or `authority`: the authority itself. */
export type FilesOf = string

/** A file of a certificate; its name is made of its format, if nothing is said. */
export type BundleRequest = Omit<FileRequest, 'name'> & { name?: string } & BundleOptions

/** What a private key takes that is in no request made here. */
export interface BundleOptions {
  /** Where the vault does not hold the key of a certificate: the file that it is in, and what may open that. */
  key?: { files: NamedInput[]; passwords?: string[] }
  /** The vault's passphrase, with which alone the key of an authority is given out. */
  passphrase?: string
}

/** The files of a program, what was checked, and how it is set up with them. */
export interface TargetView extends BundleView { guide: Guide }

/** A directory for `openssl ca`; the passphrase encrypts `private/cakey.pem`. */
export interface DirectoryRequest { passphrase: string; keyDerivation?: 'pbkdf2' | 'scrypt' }

/** Certificates of the ledger, newest first: to be looked through, or page by page. */
export interface Certificates extends AsyncIterable<EntryView> {
  page(part: { offset: number; limit: number }): Promise<CertificatesView>
}

/** How many entries are fetched at a time when all are looked through. */
const PAGE = 200

/** An authority of an open vault. */
export class Authority {
  readonly #vault: Vault
  readonly id: string

  /** @internal */
  constructor(vault: Vault, id: string) {
    this.#vault = vault
    this.id = id
  }

  view(): Promise<AuthorityView> {
    return this.#vault.ask({ ask: 'authority', authority: this.id })
  }

  // ---- certificates

  /** What would be issued, and why; nothing is signed. */
  async assess(csr: RequestInput, options: IssueRequest = {}): Promise<AssessmentView> {
    return this.#vault.ask({ ask: 'assess', authority: this.id, csr: await request(csr), options })
  }

  /** Signs a request. The certificate is in the vault before it is given here. */
  async issue(csr: RequestInput, options: IssueRequest = {}): Promise<IssuedView> {
    return this.#vault.act({ act: 'issue', authority: this.id, csr: await request(csr), options })
  }

  /** Signs many requests in one act: one that is refused is told of, and the others are issued. */
  async issueMany(csrs: readonly RequestInput[], options: IssueRequest = {}): Promise<BatchView> {
    return this.#vault.act({ act: 'issueMany', authority: this.id, csrs: await Promise.all(csrs.map(request)), options })
  }

  /** Signs the stored request of a certificate again, or its details for a new key that is made here. */
  async renew(serial: string, { key, supersede, signal, onProgress, ...options }: RenewRequest = {}): Promise<IssuedView> {
    const csr = key === undefined ? { renew: serial } : await this.#requestAnew(serial, key, { signal, onProgress })
    const superseded = supersede && { supersede: { serials: [serial], ...(supersede !== true && supersede) } }
    return this.issue(csr, { ...options, ...superseded, renews: serial })
  }

  async #requestAnew(serial: string, key: KeyKind, options: CallOptions): Promise<{ request: string }> {
    const { certificate, profile, subject, names } = await this.certificate(serial)
    const made = await this.createRequest({ subject: certificate?.subject ?? subject, san: certificate?.san ?? names, key, ...(profile && { profile }), ...options })
    return { request: made.id }
  }

  certificates(which: CertificatesRequest = {}): Certificates {
    const page = (part: { offset: number; limit: number }) => this.#vault.ask({ ask: 'certificates', authority: this.id, ...which, ...part })
    return { page, [Symbol.asyncIterator]: () => entries(page) }
  }

  certificate(serial: string): Promise<CertificateEntryView> {
    return this.#vault.ask({ ask: 'certificate', authority: this.id, serial })
  }

  /** What `openssl ca -status` says of a serial number. */
  status(serial: string): Promise<StatusView> {
    return this.#vault.ask({ ask: 'status', authority: this.id, serial })
  }

  // ---- revocation

  /** Nobody hears of it before the next CRL. */
  async revoke(which: string | { serial: string } | { certificate: Input }, why: RevokeRequest): Promise<CertificateEntryView> {
    return this.#vault.act({ act: 'revoke', authority: this.id, ...(await pointed(which)), ...said(why) })
  }

  /** Takes back a revocation with the reason `certificateHold`. */
  release(serial: string): Promise<CertificateEntryView> {
    return this.#vault.act({ act: 'release', authority: this.id, serial })
  }

  /** Revokes as superseded: now, with the first CRL after a date, or, with null, not any more. */
  supersede(serial: string, on?: string | null): Promise<CertificateEntryView> {
    return this.#vault.act({ act: 'supersede', authority: this.id, serial, ...(on !== undefined && { on }) })
  }

  issueCrl(list: CrlRequest = {}): Promise<CrlView> {
    return this.#vault.act({ act: 'issueCrl', authority: this.id, ...list })
  }

  /** Lists with successive dates, for an authority whose key is seldom at hand. */
  issueCrlSeries(lists: CrlSeriesRequest): Promise<CrlSeriesView> {
    return this.#vault.act({ act: 'issueCrlSeries', authority: this.id, ...lists })
  }

  /** The newest complete CRL. */
  crl(): Promise<CrlView | null> {
    return this.#vault.ask({ ask: 'crl', authority: this.id })
  }

  /** The newest delta CRL. */
  deltaCrl(): Promise<CrlView | null> {
    return this.#vault.ask({ ask: 'deltaCrl', authority: this.id })
  }

  // ---- requests and keys made here

  /** Makes a key and a request here, for people who have none. */
  async createRequest({ subject, san, key = 'p-256', profile, ...options }: MakeRequest): Promise<StoredRequestView> {
    const found = await this.#vault.searchKey(subject, key, options)
    return this.#vault.act({ act: 'createRequest', authority: this.id, subject, san, ...(profile && { profile }) }, found)
  }

  requests(): Promise<StoredRequestView[]> {
    return this.#vault.ask({ ask: 'requests', authority: this.id })
  }

  /** The private key of a certificate or request that was made here; without a password it is not encrypted, and the vault's passphrase is asked for. */
  exportKey({ password, passphrase, ...of }: ({ serial: string } | { request: string }) & { password?: string | undefined; passphrase?: string | undefined }): Promise<ExportedKeyView> {
    return this.#vault.ask({ ask: 'exportKey', authority: this.id, of, ...(password !== undefined && { password }), ...(passphrase !== undefined && { passphrase }) })
  }

  // ---- files for programs

  /** Files of a certificate or of the authority itself, made in one call and each opened again before it is given out. */
  async exportFiles(of: FilesOf, files: readonly FileRequest[], { key, passphrase }: BundleOptions = {}): Promise<BundleView> {
    const source = of === 'authority' ? { authority: true } as const : { serial: of }
    const held = key && { key: await brought(key.files, key.passwords ?? []) }
    return this.#vault.ask({ ask: 'bundle', authority: this.id, of: source, files: [...files], ...held, ...(passphrase !== undefined && { passphrase }) })
  }

  /** One file; what was checked and what is to be known of it stands beside. */
  async exportBundle(of: FilesOf, { name, key, passphrase, ...request }: BundleRequest): Promise<MadeFileView & Pick<BundleView, 'checks' | 'findings'>> {
    const options = { ...(key && { key }), ...(passphrase !== undefined && { passphrase }) }
    const { files: [file], checks, findings } = await this.exportFiles(of, [{ ...request, name: name ?? request.format }], options)
    if (!file) throw new RootpageError('session/crashed')
    return { ...file, checks, findings }
  }

  /** All that a program asks for: its files, and how it is set up with them. */
  async exportFor(of: FilesOf, target: TargetId, options: TargetOptions = {}, how: BundleOptions = {}): Promise<TargetView> {
    const found = subjectOf(of === 'authority' ? await this.view() : await this.certificate(of))
    const subject = how.key ? { ...found, hasKey: true } : found
    return { ...await this.exportFiles(of, targetFiles(target, subject, options), how), guide: guide(target, subject, options) }
  }

  // ---- the authority itself

  /** Signs the authority's certificate again, with the same key and name. */
  renewAuthority({ days }: { days: number }): Promise<AuthorityView> {
    return this.#vault.act({ act: 'renewAuthority', authority: this.id, days })
  }

  /** Makes the authority that takes this one's place: another key, and cross-certificates both ways. */
  async replace({ subject, key = 'p-256', days, crossDays, ...options }: ReplaceRequest): Promise<Authority> {
    const found = await this.#vault.searchKey(subject ?? (await this.view()).certificate.subject, key, options)
    const act = { act: 'replaceAuthority', authority: this.id, days, ...(subject !== undefined && { subject }), ...(crossDays !== undefined && { crossDays }) } as const
    return new Authority(this.#vault, (await this.#vault.act(act, found)).id)
  }

  /** Brings the private key of an authority that is here with its certificate only: the key alone, or whatever has it in it. */
  async attachKey({ key, password }: KeyBrought): Promise<AuthorityView> {
    return this.#vault.act({ act: 'attachKey', authority: this.id, material: await brought(key, password === undefined ? [] : [password]) })
  }

  /** Takes the private key out of the vault for good; the passphrase is the vault's. Export the directory first: it has the key in it. */
  detachKey({ passphrase }: { passphrase: string }): Promise<AuthorityView> {
    return this.#vault.act({ act: 'detachKey', authority: this.id, passphrase })
  }

  /** Puts the authority, or a certificate of it, out of the lists. Nothing else is changed: it is in CRLs, directories and backups as before. */
  archive(serial?: string): Promise<AuthorityView> {
    return this.#archive(true, serial)
  }

  /** Back into the lists. */
  unarchive(serial?: string): Promise<AuthorityView> {
    return this.#archive(false, serial)
  }

  #archive(archived: boolean, serial?: string): Promise<AuthorityView> {
    return this.#vault.act({ act: 'archive', authority: this.id, archived, ...(serial !== undefined && { serial }) })
  }

  /** Deletes the authority with all that belongs to it: only where nothing that it signed is still good (`authority/in-use`). The passphrase is the vault's. */
  delete(passphrase: string): Promise<VaultView> {
    return this.#vault.act({ act: 'deleteAuthority', authority: this.id, passphrase })
  }

  configure(settings: AuthoritySettings): Promise<AuthorityView> {
    return this.#vault.act({ act: 'configure', authority: this.id, settings })
  }

  /** Its `openssl.cnf`: its own, or one made of its settings. */
  configuration(): Promise<ConfigurationView> {
    return this.#vault.ask({ ask: 'configuration', authority: this.id })
  }

  /** What is public, put together as a static folder; what changed since the last time is said. */
  publish(what: PublishRequest = {}): Promise<PublishedView> {
    return this.#vault.act({ act: 'publish', authority: this.id, ...what })
  }

  /** What would be public. */
  publication(what: PublishRequest = {}): Promise<PublishedView> {
    return this.#vault.ask({ ask: 'publication', authority: this.id, ...what })
  }

  /** What ends when, and what is to be done before. */
  expiry(): Promise<ExpiryView> {
    return this.#vault.ask({ ask: 'expiry', authority: this.id })
  }

  /** The valid certificates that chain to its present certificate alone (`authorityKeyIdentifier = issuer:always`): they do not chain to a renewed one. */
  bound(): Promise<CertificatesView> {
    return this.#vault.ask({ ask: 'bound', authority: this.id })
  }

  // ---- directories of openssl ca

  /** A zip that `openssl ca` goes on with. */
  exportDirectory(how: DirectoryRequest): Promise<DirectoryView> {
    return this.#vault.ask({ ask: 'exportDirectory', authority: this.id, ...how })
  }

  /** Takes over what another copy of this authority did meanwhile. */
  async mergeDirectory(input: Directory): Promise<MergedView> {
    return this.#vault.act({ act: 'mergeDirectory', authority: this.id, input: await directory(input) })
  }

  /** `index.txt`, `serial` and `crlnumber`, as `openssl ca` would have them now. */
  index(): Promise<IndexView> {
    return this.#vault.ask({ ask: 'index', authority: this.id })
  }
}

async function request(csr: RequestInput): Promise<CsrRef> {
  if (typeof csr === 'object' && 'request' in csr) return { request: csr.request }
  if (typeof csr === 'object' && 'renew' in csr) return { renew: csr.renew }
  return bytes(csr)
}

async function pointed(which: string | { serial: string } | { certificate: Input }): Promise<{ serial: string } | { certificate: Uint8Array }> {
  if (typeof which === 'string') return { serial: which }
  return 'serial' in which ? { serial: which.serial } : { certificate: await bytes(which.certificate) }
}

function said({ reason, invalidityDate, holdInstruction, record }: RevokeRequest) {
  return { reason, ...(invalidityDate !== undefined && { invalidityDate }), ...(holdInstruction !== undefined && { holdInstruction }), ...(record !== undefined && { record }) }
}

async function* entries(page: Certificates['page']): AsyncGenerator<EntryView> {
  for (let offset = 0; ; offset += PAGE) {
    const { total, entries } = await page({ offset, limit: PAGE })
    yield* entries
    if (offset + PAGE >= total) return
  }
}
