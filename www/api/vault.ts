import { Authority, type KeyBrought, type MakeRequest } from './authority.js'
import { backupView, type BackupOpener, type BackupView, type RestoreView } from './backup.js'
import { Client } from './client.js'
import type { CoreWorker } from './environment.js'
import { isRootpageError, RootpageError } from './errors.js'
import { BACKUP_LIMIT, brought, bytes, directory, type Directory } from './input.js'
import { alone } from './lock.js'
import type { CallOptions } from './messenger.js'
import type { OpeningView } from './opening-view.js'
import { hasPlaces, openerOf, openStored, overwriteCopies, settle, type Opened } from './opening.js'
import type { Store } from './store.js'
import type {
  Act, ActViews, AuthorityView, BackupReportView, DamageView, DirectoryFindingView, ExportedKeyView, ImportPreview, Input, JournalView, KdfView, KeyKind, NamedInput, Question, QuestionViews, RecoveryKitView,
  RecoverySharesView, StoredRequestView, VaultView,
} from './types.js'
import { Writer, type Notice, type Role, type RoleReason } from './writer.js'

/** How a vault is opened. */
export interface OpenVaultOptions {
  store: Store
  passphrase?: string
  /** In place of the passphrase: the words of the recovery key, or of as many shares as are needed. Then `resetPassphrase` comes first. */
  recovery?: string
  /** Makes a new vault; it is refused where there is one (`store/exists`). */
  create?: boolean
  /** How costly the derivation of a new vault's key is: measured, so that it takes half a second on this device, if nothing is said. */
  kdf?: KdfView | 'calibrate'
  /** After how many acts without a backup a new vault issues nothing more: 25, if nothing is said; null: never. */
  backupLimit?: number | null
  /** What becomes of a vault that was changed from outside: it is refused, or what is authentic of it is read. */
  damaged?: 'refuse' | 'read'
  /** Starts the worker in place of the package: for pages whose content security policy or bundler wants it otherwise. */
  worker?: () => CoreWorker | Promise<CoreWorker>
}

/** How a vault is put where none is. */
export interface RestoreVaultOptions extends BackupOpener {
  store: Store
  backup: Input
  worker?: () => CoreWorker | Promise<CoreWorker>
}

/** What a backup is brought back with. */
export interface RestoreRequest {
  /** That of the backup: the vault's when it was taken. */
  passphrase: string
  /** The vault's own, now. */
  current: string
}

/** Into how many shares the recovery key is parted, and how many of them are enough. */
export interface RecoverySharesRequest {
  passphrase: string
  threshold: number
  shares: number
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
export async function openVault({ store, create = false, kdf = 'calibrate', backupLimit, damaged = 'refuse', worker, ...by }: OpenVaultOptions): Promise<Vault> {
  const opener = openerOf(by)
  return started(store, worker, async client => {
    if (!create) return openStored(client, store, { opener, read: damaged === 'read' })
    const { passphrase = '' } = by
    return fresh(store, await alone(store.name, () => client.call('create', [passphrase, kdf, backupLimit])))
  })
}

/** Puts the vault of a backup into an empty place, or into one whose vault is lost: only after the person said so. */
export async function restoreVault({ store, backup, worker, ...by }: RestoreVaultOptions): Promise<Vault> {
  const [opener, file] = [openerOf(by), await bytes(backup, BACKUP_LIMIT)]
  return started(store, worker, async client => {
    // Before the loss is accepted the backup must open.
    await client.call('readBackup', [file, opener])
    await acceptLoss(store)
    return fresh(store, await alone(store.name, () => client.call('restoreNew', [file, opener])))
  })
}

async function started(store: Store, worker: OpenVaultOptions['worker'], open: (client: Client) => Promise<Opened>): Promise<Vault> {
  const client = await Client.start(store, worker)
  try {
    const vault = new Vault(client, store, await open(client))
    await vault.begin()
    return vault
  } catch (error) {
    client.end(new RootpageError('vault/locked'))
    throw error
  }
}

function fresh(store: Store, revision: number): Opened {
  return { opening: { place: store.name, revision, others: hasPlaces(store) ? store.places() : [], notices: [] }, damages: [] }
}

/** Of a place that says that its vault is gone; every other one keeps its marker. */
async function acceptLoss(store: Store & { acceptLoss?(): void }): Promise<void> {
  try {
    await store.revision()
  } catch (error) {
    if (!isRootpageError(error) || error.code !== 'store/lost') throw error
    store.acceptLoss?.()
  }
}

/** An open vault. What is secret of it is in a worker, and is gone when it is locked. */
export class Vault {
  readonly #client: Client
  readonly #store: Store
  readonly #name: string
  readonly #notices: BroadcastChannel
  readonly #writer: Writer
  readonly #onLock = new Set<(reason: LockReason) => void>()
  readonly #onChange = new Set<(revision: number) => void>()
  readonly #onRole = new Set<(role: Role, why: RoleReason) => void>()
  #opening: OpeningView
  #damages: DamageView[]
  #revision: number

  /** @internal */
  constructor(client: Client, store: Store, { opening, damages }: Opened) {
    this.#client = client
    this.#store = store
    this.#name = store.name
    this.#opening = opening
    this.#damages = damages
    this.#revision = opening.revision
    this.#notices = new BroadcastChannel(`rootpage:${store.name}`)
    this.#notices.onmessage = ({ data }: { data: Notice }) => this.#hear(data)
    // Node alone: a channel that listens is no reason to stay.
    ;(this.#notices as { unref?(): void }).unref?.()
    this.#writer = new Writer(store.name, {
      tell: notice => this.#notices.postMessage(notice),
      prepare: () => this.#prepare(),
      leave: async () => { if (hasPlaces(store)) await store.close() },
    })
    this.#writer.onRole = (role, why) => this.#changedRole(role, why)
    client.onEnd = ({ code }) => this.#ended(code === 'session/crashed' ? 'crashed' : 'asked')
  }

  /** @internal */
  begin(): Promise<void> {
    return this.#writer.start()
  }

  /** Which place it was opened from, and what the others had to say. */
  get opening(): OpeningView {
    return this.#opening
  }

  /** What is not as it should be, where it was opened all the same (`damaged: 'read'`): then it can be read, and nothing else. */
  get damages(): DamageView[] {
    return this.#damages
  }

  // ---- who writes

  /** Of all who have it open one writes; the others see what it does, and their acts are refused (`vault/reader`). */
  get role(): Role {
    return this.#writer.role
  }

  /** Calls back when the role has changed. Gives the way to stop it. */
  onRole(listener: (role: Role, why: RoleReason) => void): () => void {
    this.#onRole.add(listener)
    return () => void this.#onRole.delete(listener)
  }

  /** Asks the writer to leave it to this one; takes it where there is no answer for three seconds. */
  async takeOver(): Promise<void> {
    if (this.locked) throw new RootpageError('vault/locked')
    await this.#writer.takeOver()
  }

  // ---- the vault

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

  /** The private key of a request for elsewhere, until its certificate is taken in; without a password it is not encrypted, and the vault's passphrase is asked for. */
  exportKey({ request, password, passphrase }: { request: string; password?: string | undefined; passphrase?: string | undefined }): Promise<ExportedKeyView> {
    return this.ask({ ask: 'exportKey', of: { request }, ...(password !== undefined && { password }), ...(passphrase !== undefined && { passphrase }) })
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

  /** Makes the derivation of the vault's key costlier: as `openVault` would for a new one, if nothing is said. */
  async strengthen(passphrase: string, kdf?: KdfView): Promise<VaultView> {
    return this.act({ act: 'strengthen', passphrase, kdf: kdf ?? await this.#client.call('calibrateKdf', []) })
  }

  /** What was done, the newest first: page by page, and the whole as a text that can be verified without Rootpage. */
  async journal(part: { offset?: number; limit?: number } = {}): Promise<JournalView> {
    await this.#refresh()
    return this.ask({ ask: 'journal', ...part })
  }

  /** Looks at every certificate and list that is stored: what is not as it should be. */
  check(options: CallOptions = {}): Promise<DamageView[]> {
    return this.#client.call('check', [], options)
  }

  // ---- backups

  /** One encrypted file with all that there is. Once it is where it is kept, it is recorded. */
  async backup(passphrase: string): Promise<BackupView> {
    return backupView(await alone(this.#name, () => this.#client.call('backup', [passphrase])))
  }

  /** The backup is where it is kept: from here on acts are counted anew. */
  recordBackup({ revision, sha256 }: { revision: number; sha256: string }): Promise<VaultView> {
    return this.act({ act: 'recordBackup', revision, sha256 })
  }

  /** After how many acts without a backup nothing more is issued; null: never. */
  setBackupLimit(acts: number | null): Promise<VaultView> {
    return this.act({ act: 'setBackupLimit', acts })
  }

  /** Opens a backup with its passphrase, and says how the vault stands to it. */
  async verifyBackup(input: Input, passphrase: string): Promise<BackupReportView> {
    return this.#client.call('verifyBackup', [await bytes(input, BACKUP_LIMIT), passphrase])
  }

  /**
   * Brings a backup back. Of the same state nothing is done; a newer one takes the vault's place, and its passphrase is that of the vault then;
   * an older one is refused (`backup/older`). Where both went on, or it is of another vault, its authorities are merged and imported.
   */
  async restore(input: Input, { passphrase, current }: RestoreRequest): Promise<RestoreView> {
    const file = await bytes(input, BACKUP_LIMIT)
    const { view, revision } = await this.#writing(() => this.#client.call('restore', [file, passphrase, current]))
    this.#committed(revision)
    if (view.done === 'replaced') {
      this.#damages = []
      await overwriteCopies(this.#store)
      this.#changed()
    }
    return view
  }

  // ---- the recovery key

  /** The key of the vault in words, for paper: it opens the vault and its backups where the passphrase is forgotten. */
  recoveryKit(passphrase: string): Promise<RecoveryKitView> {
    return this.act({ act: 'makeRecoveryKit', passphrase })
  }

  /** The same in parts, of which some are enough. */
  recoveryShares(request: RecoverySharesRequest): Promise<RecoverySharesView> {
    return this.act({ act: 'makeRecoveryShares', ...request })
  }

  /** A new passphrase, where the vault was opened with its recovery key. */
  resetPassphrase(next: string): Promise<VaultView> {
    return this.act({ act: 'resetPassphrase', passphrase: next })
  }

  // ---- locking

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
    const { view, revision, refreshed } = await this.#writing(() => this.#client.call('act', [act, key]))
    this.#committed(revision)
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

  #writing<T>(run: () => Promise<T>): Promise<T> {
    if (this.locked) return this.#client.refused()
    return this.#writer.act(() => alone(this.#name, run))
  }

  #committed(revision: number): void {
    this.#revision = revision
    if (!this.locked) this.#notices.postMessage({ committed: revision } satisfies Notice)
  }

  #hear(notice: Notice): void {
    if ('committed' in notice) void this.#refresh()
    else this.#writer.hear(notice)
  }

  /** Where this fails, the next act reads what is new, or says why it cannot. */
  async #refresh(): Promise<void> {
    const revision = await alone(this.#name, () => this.#client.call('refresh', [])).catch(() => this.#revision)
    if (revision === this.#revision) return
    this.#revision = revision
    if (this.#damages.length > 0) this.#damages = (await this.view()).damages
    this.#changed()
  }

  /** Before this one writes: all places are made equal to the one that is open, and what others did is read. */
  async #prepare(): Promise<void> {
    if (this.#damages.length > 0) return
    const notices = await settle(this.#store)
    this.#opening = { ...this.#opening, notices: [...this.#opening.notices, ...notices] }
    await this.#refresh()
  }

  #changed(): void {
    for (const listener of this.#onChange) listener(this.#revision)
  }

  #changedRole(role: Role, why: RoleReason): void {
    for (const listener of this.#onRole) listener(role, why)
  }

  #ended(reason: LockReason): void {
    const wrote = this.role === 'writer'
    this.#writer.end()
    this.#notices.close()
    if (wrote && hasPlaces(this.#store)) void this.#store.close()
    for (const listener of this.#onLock) listener(reason)
  }
}
