import { Authority, type KeyBrought, type MakeRequest } from './authority.js'
import { Client } from './client.js'
import type { CoreWorker } from './environment.js'
import { RootpageError } from './errors.js'
import { brought, bytes, directory, type Directory } from './input.js'
import { alone } from './lock.js'
import type { CallOptions } from './messenger.js'
import type { Store } from './store.js'
import type { Act, ActViews, AuthorityView, DirectoryFindingView, ExportedKeyView, ImportPreview, Input, KeyKind, NamedInput, Question, QuestionViews, StoredRequestView, VaultView } from './types.js'

/** How a vault is opened. */
export interface OpenVaultOptions {
  store: Store
  passphrase: string
  /** Makes a new vault; it is refused where there is one (`store/exists`). */
  create?: boolean
  /** Starts the worker in place of the package: for pages whose content security policy or bundler wants it otherwise. */
  worker?: () => CoreWorker | Promise<CoreWorker>
}

/** What a new authority is to be. */
export interface CreateAuthorityRequest extends CallOptions {
  /** `CN=Sample Root,O=The Sample Company,C=US` */
  subject: string
  /** P-256, if nothing is said. */
  key?: KeyKind
  days: number
  /** The authority of this vault that signs it: it becomes an intermediate one. A root signs itself. */
  issuer?: string
  /** For an intermediate one: how many authorities may follow below it. */
  pathLength?: number
  /** Name constraints of an intermediate one: `dns:sample.com`, `ip:192.0.2.0/24`. */
  permitted?: string[]
  excluded?: string[]
}

/** An authority that was signed elsewhere. */
export interface AdoptRequest extends Partial<KeyBrought> {
  /** Its certificate, and those above it, in whatever wrapping. */
  certificate: Input
  /** The request made here that it was signed for; else the key that is brought; else it is here with its certificate only. */
  request?: string
}

/** An authority out of files: PKCS #12, a keystore of Java, PEM… Its certificate, its key and those above it find each other. */
export interface AdoptMaterial {
  material: Input | NamedInput[]
  /** What may open them. */
  passwords?: string[]
  /** Which of `InspectView.identities` it is; the first one of an authority, unless said. */
  identity?: number
}

/** How a directory is read. */
export interface ImportRequest {
  /** That of `private/cakey.pem`, where it is encrypted. */
  passphrase?: string
  /** What `$ENV::name` stands for in its configuration. */
  environment?: Record<string, string>
}

/** Why a vault is locked: it was asked for, or its core stopped. */
export type LockReason = 'asked' | 'crashed'

/** Opens a vault, or makes one. */
export async function openVault({ store, passphrase, create = false, worker }: OpenVaultOptions): Promise<Vault> {
  const client = await Client.start(store, worker)
  try {
    const revision = create ? await alone(store.name, () => client.call('create', [passphrase])) : await client.call('open', [passphrase])
    return new Vault(client, store.name, revision)
  } catch (error) {
    client.end(new RootpageError('vault/locked'))
    throw error
  }
}

/** An open vault. What is secret of it is in a worker, and is gone when it is locked. */
export class Vault {
  readonly #client: Client
  readonly #name: string
  readonly #notices: BroadcastChannel
  readonly #onLock = new Set<(reason: LockReason) => void>()
  readonly #onChange = new Set<(revision: number) => void>()
  #revision: number

  /** @internal */
  constructor(client: Client, name: string, revision: number) {
    this.#client = client
    this.#name = name
    this.#revision = revision
    this.#notices = new BroadcastChannel(`rootpage:${name}`)
    this.#notices.onmessage = () => void this.#refresh()
    // Node alone: a channel that listens is no reason to stay.
    ;(this.#notices as { unref?(): void }).unref?.()
    client.onEnd = ({ code }) => this.#ended(code === 'session/crashed' ? 'crashed' : 'asked')
  }

  view(): Promise<VaultView> {
    return this.ask({ ask: 'vault' })
  }

  async authorities(): Promise<Authority[]> {
    const { authorities } = await this.view()
    return authorities.map(({ id }) => new Authority(this, id))
  }

  /** The authority with this id; `vault/authority-unknown` where there is none. */
  async authority(id: string): Promise<Authority> {
    await this.ask({ ask: 'authority', authority: id })
    return new Authority(this, id)
  }

  /** Makes a key and signs its own certificate with it, or has it signed by another authority of this vault. */
  async createAuthority({ key = 'p-256', signal, onProgress, ...request }: CreateAuthorityRequest): Promise<Authority> {
    const { id } = await this.act({ act: 'createAuthority', ...request }, await this.searchKey(request.subject, key, { signal, onProgress }))
    return new Authority(this, id)
  }

  /** Makes a key and a request for an authority elsewhere to sign; its answer is adopted. */
  async createRequest({ subject, san, key = 'p-256', profile, ...options }: MakeRequest): Promise<StoredRequestView> {
    const found = await this.searchKey(subject, key, options)
    return this.act({ act: 'createRequest', subject, san, ...(profile && { profile }) }, found)
  }

  /** The requests for elsewhere. */
  requests(): Promise<StoredRequestView[]> {
    return this.ask({ ask: 'requests' })
  }

  /** The private key of a request for elsewhere, until its certificate is taken in; without a password it is not encrypted. */
  exportKey({ request, password }: { request: string; password?: string | undefined }): Promise<ExportedKeyView> {
    return this.ask({ ask: 'exportKey', of: { request }, ...(password !== undefined && { password }) })
  }

  /** Takes in an authority that was made or signed elsewhere: its certificate, or files with its certificate and its key. */
  async adoptAuthority(from: AdoptRequest | AdoptMaterial): Promise<Authority> {
    const { id } = await ('material' in from ? this.#adoptMaterial(from) : this.#adoptCertificate(from))
    return new Authority(this, id)
  }

  async #adoptMaterial({ material, passwords = [], identity }: AdoptMaterial): Promise<AuthorityView> {
    return this.act({ act: 'adoptAuthority', material: await brought(material, passwords), ...(identity !== undefined && { identity }) })
  }

  async #adoptCertificate({ certificate, request, key, password }: AdoptRequest): Promise<AuthorityView> {
    const held = key === undefined ? undefined : await this.holdKey(await bytes(key), password)
    return this.act({ act: 'adoptAuthority', certificate: await bytes(certificate), ...(request !== undefined && { request }) }, held)
  }

  /** Looks at a directory of `openssl ca`; nothing is taken in. */
  async inspectDirectory(input: Directory, how: ImportRequest = {}): Promise<ImportPreview> {
    return this.ask({ ask: 'inspectDirectory', input: await directory(input), ...how })
  }

  /** Takes in a directory of `openssl ca`: its certificate and key, its ledger, its CRLs, its requests, its configuration. */
  async importDirectory(input: Directory, how: ImportRequest = {}): Promise<{ authority: Authority; findings: DirectoryFindingView[] }> {
    const { authority, findings } = await this.act({ act: 'importDirectory', input: await directory(input), ...how })
    return { authority: new Authority(this, authority.id), findings }
  }

  changePassphrase(current: string, next: string): Promise<VaultView> {
    return this.act({ act: 'changePassphrase', current, passphrase: next })
  }

  /** Ends the worker, and the data key and the private keys with it. Safe at any time: what was not committed is not there. */
  lock(): void {
    this.#client.end(new RootpageError('vault/locked'))
  }

  get locked(): boolean {
    return this.#client.ended
  }

  /** Calls back once when the vault is locked. Gives the way to stop it. */
  onLock(listener: (reason: LockReason) => void): () => void {
    this.#onLock.add(listener)
    return () => void this.#onLock.delete(listener)
  }

  /** Calls back when somebody else (another tab) has changed the vault, after the change was read here. Gives the way to stop it. */
  onChange(listener: (revision: number) => void): () => void {
    this.#onChange.add(listener)
    return () => void this.#onChange.delete(listener)
  }

  /** @internal */
  ask<K extends keyof QuestionViews>(question: Extract<Question, { ask: K }>): Promise<QuestionViews[K]> {
    return this.#client.call('ask', [question]) as Promise<QuestionViews[K]>
  }

  /** @internal Alone among all tabs: looks at what others did, signs, stores, and only then gives the result. */
  async act<K extends keyof ActViews>(act: Extract<Act, { act: K }>, key?: number): Promise<ActViews[K]> {
    const { view, revision, refreshed } = await alone(this.#name, () => this.#client.call('act', [act, key]))
    this.#revision = revision
    this.#notices.postMessage(revision)
    if (refreshed) this.#changed()
    return view as ActViews[K]
  }

  /** @internal Searches a key, which stays in the worker; the number stands for it. A name that cannot be is refused before, not after. */
  async searchKey(subject: string, kind: KeyKind, options: CallOptions): Promise<number> {
    await this.#client.call('checkName', [subject])
    return this.#client.call('searchKey', [kind], options)
  }

  /** @internal Gives a key that is brought to the worker; the number stands for it. */
  async holdKey(key: Uint8Array, password: string | undefined): Promise<number> {
    return this.#client.call('holdKey', [key, password])
  }

  /** Where this fails, the next act reads what is new, or says why it cannot. */
  async #refresh(): Promise<void> {
    const revision = await alone(this.#name, () => this.#client.call('refresh', [])).catch(() => this.#revision)
    if (revision === this.#revision) return
    this.#revision = revision
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#onChange) listener(this.#revision)
  }

  #ended(reason: LockReason): void {
    this.#notices.close()
    for (const listener of this.#onLock) listener(reason)
  }
}
