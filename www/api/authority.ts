import { bytes } from './input.js'
import type { CallOptions } from './messenger.js'
import type {
  AssessmentView, AuthorityView, CertificateEntryView, CertificatesView, CrlView, EntryView, ExportedKeyView, Input, IssuedView, IssueRequest, KeyKind, Profile,
  RevocationReason, Status, StoredRequestView,
} from './types.js'
import type { Vault } from './vault.js'

/** A request from outside, or one that was made here. */
export type RequestInput = Input | { request: string }

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
}

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

  /** What would be issued, and why; nothing is signed. */
  async assess(csr: RequestInput, options: IssueRequest = {}): Promise<AssessmentView> {
    return this.#vault.ask({ ask: 'assess', authority: this.id, csr: await request(csr), options })
  }

  /** Signs a request. The certificate is in the vault before it is given here. */
  async issue(csr: RequestInput, options: IssueRequest = {}): Promise<IssuedView> {
    return this.#vault.act({ act: 'issue', authority: this.id, csr: await request(csr), options })
  }

  certificates(which: CertificatesRequest = {}): Certificates {
    const page = (part: { offset: number; limit: number }) => this.#vault.ask({ ask: 'certificates', authority: this.id, ...which, ...part })
    return { page, [Symbol.asyncIterator]: () => entries(page) }
  }

  certificate(serial: string): Promise<CertificateEntryView> {
    return this.#vault.ask({ ask: 'certificate', authority: this.id, serial })
  }

  /** Nobody hears of it before the next CRL. */
  revoke(serial: string, { reason, invalidityDate }: { reason: RevocationReason; invalidityDate?: string | undefined }): Promise<CertificateEntryView> {
    return this.#vault.act({ act: 'revoke', authority: this.id, serial, reason, ...(invalidityDate !== undefined && { invalidityDate }) })
  }

  /** Takes back a revocation with the reason `certificateHold`. */
  release(serial: string): Promise<CertificateEntryView> {
    return this.#vault.act({ act: 'release', authority: this.id, serial })
  }

  issueCrl({ days }: { days: number }): Promise<CrlView> {
    return this.#vault.act({ act: 'issueCrl', authority: this.id, days })
  }

  /** The newest CRL. */
  crl(): Promise<CrlView | null> {
    return this.#vault.ask({ ask: 'crl', authority: this.id })
  }

  /** Makes a key and a request here, for people who have none. */
  async createRequest({ subject, san, key = 'p-256', profile, ...options }: MakeRequest): Promise<StoredRequestView> {
    const found = await this.#vault.searchKey(subject, key, options)
    return this.#vault.act({ act: 'createRequest', authority: this.id, subject, san, ...(profile && { profile }) }, found)
  }

  requests(): Promise<StoredRequestView[]> {
    return this.#vault.ask({ ask: 'requests', authority: this.id })
  }

  /** The private key of a certificate or request that was made here; without a password it is not encrypted. */
  exportKey({ password, ...of }: ({ serial: string } | { request: string }) & { password?: string | undefined }): Promise<ExportedKeyView> {
    return this.#vault.ask({ ask: 'exportKey', authority: this.id, of, ...(password !== undefined && { password }) })
  }
}

async function request(csr: RequestInput): Promise<Uint8Array | { request: string }> {
  return typeof csr === 'object' && 'request' in csr ? { request: csr.request } : bytes(csr)
}

async function* entries(page: Certificates['page']): AsyncGenerator<EntryView> {
  for (let offset = 0; ; offset += PAGE) {
    const { total, entries } = await page({ offset, limit: PAGE })
    yield* entries
    if (offset + PAGE >= total) return
  }
}
