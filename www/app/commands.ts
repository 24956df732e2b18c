/** What the page can do: asynchronous work through the package, told to the reducer. The open vault lives here and nowhere else. */
import { browserPlaces, calibrateKdf, checkWords, convert, explainConfiguration, inspect, isRootpageError, openVault, readBackup, restoreVault } from '../api/index.js'
import type {
  AssessmentView, AuthoritySettings, AuthorityView, BackupReportView, BackupView, BundleView, CertificateEntryView, ConfigurationView, CrlRequest, CrlSeriesRequest, CrlSeriesView, CrlView, DamageView, Directory, DirectoryRequest,
  DirectoryView, EntryView, ExpiryView, FileRequest, Holding, ImportPreview, ImportRequest, IndexView, Input, InspectView, IssuedView, IssueRequest, JournalView, KdfView, KeyKind, Material, MergedView, NamedInput, PlaceView, Profile, PublishedView, PublishRequest, RecoveryKitView, RecoverySharesView, RenewRequest, RequestInput, RestoreView, RevokeRequest, Status,
  StatusView, StoredRequestView, Vault,
} from '../api/index.js'
import { clearSecret } from './io/clipboard.js'
import { takeBackAll } from './io/download.js'
import type { Brought, DirectorySource, DraftSource, Event, FileSource, LockReason, Phase, Route, Toast } from './state.js'
import { plural } from './words.js'
import { isCancelled, wrong } from './wrong.js'

/** The one place of this page's vault. */
const PLACE = 'vault'

/** What a long act is given: the way to stop it, and whom to tell how far it is. */
export interface Running {
  signal: AbortSignal
  onProgress: (progress: { fraction: number; tested: number }) => void
}

export interface EntryFilter {
  status?: Status | undefined
  query?: string | undefined
  archived?: 'without' | 'with' | 'only' | undefined
  offset: number
  limit: number
}

/** What a new authority is to be; with `issuer` it stands below another of this vault. */
export interface AuthorityRequest {
  subject: string
  key: KeyKind
  days: number
  issuer?: string
  pathLength?: number
  permitted?: string[]
  excluded?: string[]
}

export interface KeyRequest {
  subject: string
  san: string[]
  key: KeyKind
  profile: Profile
}

/** What opens a backup: the passphrase of its day, or what stands on paper. */
export type BackupKey = { passphrase: string } | { recovery: string }

export type Commands = ReturnType<typeof makeCommands>

export function makeCommands(tell: (event: Event) => void, goTo: (route: Route) => void) {
  const store = browserPlaces(PLACE)
  let vault: Vault | undefined
  let toasts = 0

  /** Which of the beginnings it is; `why` where the vault was open in this page before. */
  async function start(why?: LockReason): Promise<void> {
    const phase = await beginning()
    tell({ type: 'found', phase: phase.is === 'locked' && why !== undefined ? { ...phase, why } : phase })
  }

  /** An empty database beside the marker is a loss, never a first run: the store says so. */
  async function beginning(): Promise<Phase> {
    try {
      return (await store.revision()) < 0 ? { is: 'first-run' } : { is: 'locked' }
    } catch (error) {
      const problem = wrong(error)
      return problem.code === 'store/lost' ? { is: 'lost', wrong: problem, left: await left() } : { is: 'unavailable', wrong: problem }
    }
  }

  /** What other places still hold of a vault that is lost; a place that cannot say holds nothing. */
  async function left(): Promise<Holding[]> {
    const holdings = await store.holdings().catch(() => [])
    return holdings.filter(({ usable, revision }) => usable && revision >= 0)
  }

  /** After a loss: go on with nothing, because the person said so. */
  async function acceptLoss(): Promise<void> {
    store.acceptLoss()
    await start()
  }

  async function open(passphrase: string, how: { create?: boolean; damaged?: 'read' }): Promise<void> {
    await enter(await openVault({ store, passphrase, ...how }))
  }

  /** The vault is open: from here on the page shows it. */
  async function enter(opened: Vault): Promise<void> {
    vault = opened
    opened.onLock(why => forget(opened, why))
    opened.onChange(() => void refresh())
    opened.onRole(role => tell({ type: 'role', role }))
    tell({ type: 'opened', vault: await opened.view(), role: opened.role, opening: opened.opening })
  }

  function lock(why: LockReason): void {
    const open = vault
    if (open === undefined) return
    forget(open, why)
    open.lock()
  }

  /** Once, whoever notices first: the core that stopped, or the person who locked. What left the vault through this page is taken back as far as the browser lets it. */
  function forget(which: Vault, why: LockReason): void {
    if (vault !== which) return
    vault = undefined
    takeBackAll()
    void clearSecret()
    tell({ type: 'locked', why })
  }

  function opened(): Vault {
    if (vault === undefined) throw new DOMException('The vault was locked.', 'AbortError')
    return vault
  }

  /** Reads the vault again: after an act of ours, or of another tab. */
  async function refresh(): Promise<void> {
    if (vault === undefined) return
    const view = await vault.view()
    tell({ type: 'refreshed', vault: view })
  }

  async function authority(id: string) {
    return await opened().authority(id)
  }

  /** Every act ends with the vault as it then is on the screen, also where it was refused because another tab was first. */
  async function act<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      await refresh().catch(() => undefined)
    }
  }

  function toast(text: string, tone: Toast['tone'] = 'good'): void {
    const id = ++toasts
    tell({ type: 'told', toast: { id, text, tone } })
    setTimeout(() => tell({ type: 'hushed', id }), 8000)
  }

  return {
    start,
    /** After a loss: what another place still holds is opened, and the lost one made again from it. */
    openLeft: () => tell({ type: 'found', phase: { is: 'locked' } }),
    acceptLoss,
    lock,
    /** Asks the browser not to clear the vault by itself; undefined where it does not answer. */
    persist: () => store.persist(),
    toast,
    goTo,
    inspect,

    createVault: (passphrase: string) => open(passphrase, { create: true }),
    unlock: (passphrase: string) => open(passphrase, {}),
    /** One that was touched from outside, for reading, because the person said so. */
    unlockDamaged: (passphrase: string) => open(passphrase, { damaged: 'read' }),

    async changePassphrase(current: string, next: string): Promise<void> {
      await act(() => opened().changePassphrase(current, next))
      toast('The passphrase is changed. The old one does not open this vault any more.')
    },

    async createAuthority(request: AuthorityRequest, running: Running): Promise<void> {
      const made = await act(() => opened().createAuthority({ ...request, ...running }))
      goTo({ at: 'created', authority: made.id })
    },

    async authorityView(id: string): Promise<AuthorityView> {
      return await (await authority(id)).view()
    },

    draft(id: string, source: DraftSource): void {
      tell({ type: 'drafted', authority: id, source })
    },

    async assess(id: string, csr: Csr, options: IssueRequest): Promise<AssessmentView> {
      return await (await authority(id)).assess(csr, options)
    },

    async issue(id: string, csr: Csr, options: IssueRequest): Promise<void> {
      const issued: IssuedView = await act(async () => (await authority(id)).issue(csr, options))
      tell({ type: 'issued', issued })
      goTo({ at: 'certificate', authority: id, serial: issued.serial })
    },

    async entries(id: string, filter: EntryFilter): Promise<{ total: number; entries: EntryView[] }> {
      const { status, query, archived, offset, limit } = filter
      const wanted = { ...(status && { status }), ...(query && { query }), ...(archived && { archived }) }
      return await (await authority(id)).certificates(wanted).page({ offset, limit })
    },

    async certificate(id: string, serial: string): Promise<CertificateEntryView> {
      return await (await authority(id)).certificate(serial)
    },

    async issueMany(id: string, csrs: readonly Csr[], names: string[], options: IssueRequest): Promise<void> {
      const result = await act(async () => (await authority(id)).issueMany(csrs, options))
      tell({ type: 'issued-many', batch: { authority: id, names, result } })
      goTo({ at: 'signed', authority: id })
    },

    async renew(id: string, serial: string, request: RenewRequest): Promise<void> {
      const issued = await act(async () => (await authority(id)).renew(serial, request))
      tell({ type: 'issued', issued })
      goTo({ at: 'certificate', authority: id, serial: issued.serial })
    },

    async revoke(id: string, which: string | { certificate: Input }, why: RevokeRequest): Promise<CertificateEntryView> {
      return await act(async () => (await authority(id)).revoke(which, why))
    },

    /** Now, with the first list after a date, or, with null, not any more. */
    async supersede(id: string, serial: string, on?: string | null): Promise<void> {
      await act(async () => (await authority(id)).supersede(serial, on))
    },

    async release(id: string, serial: string): Promise<void> {
      await act(async () => (await authority(id)).release(serial))
    },

    async issueCrl(id: string, list: CrlRequest): Promise<CrlView> {
      return await act(async () => (await authority(id)).issueCrl(list))
    },

    async issueCrlSeries(id: string, lists: CrlSeriesRequest): Promise<CrlSeriesView> {
      return await act(async () => (await authority(id)).issueCrlSeries(lists))
    },

    async deltaCrl(id: string): Promise<CrlView | null> {
      return await (await authority(id)).deltaCrl()
    },

    async crl(id: string): Promise<CrlView | null> {
      return await (await authority(id)).crl()
    },

    async createRequest(id: string, request: KeyRequest, running: Running): Promise<StoredRequestView> {
      return await act(async () => (await authority(id)).createRequest({ ...request, ...running }))
    },

    async requests(id: string): Promise<StoredRequestView[]> {
      return await (await authority(id)).requests()
    },

    async exportKey(id: string, of: { serial: string } | { request: string }, how: KeyProtection): Promise<{ keyPem: string; keyCertPem?: string }> {
      return await (await authority(id)).exportKey({ ...of, ...how })
    },

    /** That of a request for elsewhere, which belongs to no authority yet. */
    async exportKeyElsewhere(request: string, how: KeyProtection): Promise<{ keyPem: string }> {
      return await opened().exportKey({ request, ...how })
    },

    /** Of a certificate of the ledger, or of the authority's own; a key that is elsewhere is brought for this once. A plain key of the vault takes its passphrase. */
    async exportFiles(id: string, of: string, files: FileRequest[], { key, passphrase }: { key?: Material | undefined; passphrase?: string | undefined } = {}): Promise<BundleView> {
      return await (await authority(id)).exportFiles(of, files, { ...(key && { key }), ...(passphrase !== undefined && { passphrase }) })
    },

    // ---- files that are looked at

    lookAt(files: FileSource[]): void {
      tell({ type: 'brought', files })
    },

    async look({ files, passwords }: Brought): Promise<InspectView> {
      return await inspect(named(files), { passwords })
    },

    async convert({ files, passwords }: Brought, identity: number, wanted: FileRequest[]): Promise<BundleView> {
      return await convert(named(files), { passwords, identity }, wanted)
    },

    /** One of what was looked at becomes an authority of the vault. */
    async adoptBrought({ files, passwords }: Brought, identity: number): Promise<void> {
      const { id } = await act(() => opened().adoptAuthority({ material: named(files), passwords, identity }))
      tell({ type: 'put-away' })
      goTo({ at: 'created', authority: id })
    },

    /** A request as text, for the authority at hand. */
    signText(text: string): void {
      tell({ type: 'received', source: { from: 'text', text } })
    },

    /** One of them, or all. */
    putAway(file?: number): void {
      tell({ type: 'put-away', ...(file !== undefined && { file }) })
    },

    /** Keeps a password that opens something of what is locked; whether it does. */
    async tryPassword({ files, passwords }: Brought, locked: number, password: string): Promise<boolean> {
      if (!(await opens(files, [...passwords, password], locked))) return false
      tell({ type: 'password-given', password })
      return true
    },

    // ---- directories of openssl ca

    openDirectory(directory: DirectorySource | undefined): void {
      tell({ type: 'opened-directory', directory })
    },

    async inspectDirectory(input: Directory, environment: Record<string, string>): Promise<ImportPreview> {
      return await opened().inspectDirectory(input, { environment })
    },

    async importDirectory(input: Directory, how: ImportRequest): Promise<void> {
      const taken = await act(() => opened().importDirectory(input, how))
      goTo({ at: 'authority', authority: taken.authority.id, tab: 'certificates' })
      tell({ type: 'opened-directory', directory: undefined })
      toast('The directory is taken in. From here on the vault counts: give it back to openssl ca before you use that again.')
    },

    async mergeDirectory(id: string, input: Directory): Promise<MergedView> {
      return await act(async () => (await authority(id)).mergeDirectory(input))
    },

    async exportDirectory(id: string, how: DirectoryRequest): Promise<DirectoryView> {
      return await (await authority(id)).exportDirectory(how)
    },

    async index(id: string): Promise<IndexView> {
      return await (await authority(id)).index()
    },

    async status(id: string, serial: string): Promise<StatusView> {
      return await (await authority(id)).status(serial)
    },

    // ---- the authority itself

    explain: explainConfiguration,

    async configuration(id: string): Promise<ConfigurationView> {
      return await (await authority(id)).configuration()
    },

    async configure(id: string, settings: AuthoritySettings): Promise<void> {
      await act(async () => (await authority(id)).configure(settings))
    },

    async publication(id: string, what: PublishRequest): Promise<PublishedView> {
      return await (await authority(id)).publication(what)
    },

    async publish(id: string, what: PublishRequest): Promise<PublishedView> {
      return await act(async () => (await authority(id)).publish(what))
    },

    async expiry(id: string): Promise<ExpiryView> {
      return await (await authority(id)).expiry()
    },

    /** The valid certificates that a renewal does not reach. */
    async bound(id: string): Promise<{ total: number; entries: EntryView[] }> {
      return await (await authority(id)).bound()
    },

    async renewAuthority(id: string, days: number): Promise<void> {
      await act(async () => (await authority(id)).renewAuthority({ days }))
    },

    async replaceAuthority(id: string, request: { subject?: string; key: KeyKind; days: number; crossDays: number }, running: Running): Promise<void> {
      const successor = await act(async () => (await authority(id)).replace({ ...request, ...running }))
      goTo({ at: 'created', authority: successor.id })
    },

    async attachKey(id: string, key: Input, password: string | undefined): Promise<void> {
      await act(async () => (await authority(id)).attachKey({ key, password }))
    },

    async detachKey(id: string, passphrase: string): Promise<void> {
      await act(async () => (await authority(id)).detachKey({ passphrase }))
    },

    async archive(id: string, archived: boolean, serial?: string): Promise<void> {
      await act(async () => {
        const found = await authority(id)
        await (archived ? found.archive(serial) : found.unarchive(serial))
      })
    },

    async deleteAuthority(id: string, passphrase: string): Promise<void> {
      await act(async () => (await authority(id)).delete(passphrase))
    },

    // ---- authorities signed elsewhere

    async createRequestElsewhere(request: { subject: string; key: KeyKind }, running: Running): Promise<StoredRequestView> {
      return await act(() => opened().createRequest({ ...request, san: [], profile: 'intermediate-ca', ...running }))
    },

    async requestsElsewhere(): Promise<StoredRequestView[]> {
      return await opened().requests()
    },

    async adoptAuthority(certificate: Input, request: string | undefined): Promise<void> {
      const { id } = await act(() => opened().adoptAuthority({ certificate, ...(request !== undefined && { request }) }))
      goTo({ at: 'created', authority: id })
    },

    // ---- backup and recovery

    /** A backup that was dropped or chosen; undefined puts it away. */
    bringBackup(backup: FileSource | undefined): void {
      tell({ type: 'brought-backup', backup })
    },

    /** From the screen of a backup in front of the vault to the vault, or to where there is none. */
    leaveRestore(): void {
      tell({ type: 'brought-backup', backup: undefined })
      goTo({ at: 'home' })
    },

    async takeBackup(passphrase: string): Promise<BackupView> {
      return await opened().backup(passphrase)
    },

    /** What was handed out counts from now on. */
    async recordBackup({ revision, sha256 }: BackupView): Promise<void> {
      await act(() => opened().recordBackup({ revision, sha256 }))
    },

    async setBackupLimit(acts: number | null): Promise<void> {
      await act(() => opened().setBackupLimit(acts))
      toast(acts === null ? 'Saved. Signing does not wait for backups.' : `Saved. A backup is due after ${plural(acts, 'change')}.`)
    },

    async verifyBackup(backup: Input, passphrase: string): Promise<BackupReportView> {
      return await opened().verifyBackup(backup, passphrase)
    },

    async restoreOver(backup: Input, passphrases: { passphrase: string; current: string }): Promise<RestoreView> {
      return await act(() => opened().restore(backup, passphrases))
    },

    readBackup,
    checkWords,

    /** Into a place where there is no vault: the person has seen what is in it, and said so. */
    async restoreVault(backup: Input, key: BackupKey): Promise<void> {
      const restored = await restoreVault({ store, backup, ...key })
      tell({ type: 'brought-backup', backup: undefined })
      await enter(restored)
      if (!('recovery' in key)) toast('The vault is restored. Look through its authorities for what was issued after the backup was taken.')
    },

    async openWithRecovery(recovery: string): Promise<void> {
      await enter(await openVault({ store, recovery }))
    },

    async resetPassphrase(passphrase: string): Promise<void> {
      await act(() => opened().resetPassphrase(passphrase))
      toast('The passphrase is set. Take a backup, so that the newest one has it too.')
    },

    async recoveryKit(passphrase: string): Promise<RecoveryKitView> {
      return await act(() => opened().recoveryKit(passphrase))
    },

    async recoveryShares(request: { passphrase: string; threshold: number; shares: number }): Promise<RecoverySharesView> {
      return await act(() => opened().recoveryShares(request))
    },

    // ---- the vault itself

    takeOver: () => opened().takeOver(),

    /** What was noticed on opening was read. */
    note(): void {
      tell({ type: 'noted' })
    },

    places: (): PlaceView[] => store.places(),
    onPlaces: (changed: (places: PlaceView[]) => void) => store.onPlaces(changed),
    canChooseFile: store.canChooseFile,
    /** From now on a file of the person's own follows every act: a new one, or a copy that is there already. */
    async chooseFile(): Promise<void> {
      await store.chooseFile()
    },
    async openFile(): Promise<void> {
      await store.openFile()
    },
    /** The browser asks the person again whether the page may write into a file; whether it may. */
    permitFile: (place: string) => store.permit(place),
    removePlace: (place: string): Promise<void> => store.remove(place),
    /** Writes to a place that fell behind, now. */
    async catchUp(place: string): Promise<void> {
      await store.catchUp(place)
    },
    /** Over what stands there of another vault, because the person said so. */
    async overwritePlace(place: string): Promise<void> {
      await store.overwrite(place)
    },

    calibrate: (): Promise<KdfView> => calibrateKdf(),

    async strengthen(passphrase: string, kdf: KdfView): Promise<void> {
      await act(() => opened().strengthen(passphrase, kdf))
    },

    journal: (page: { offset: number; limit: number }): Promise<JournalView> => opened().journal(page),

    /** Opens every record there is. */
    check: (running: Running): Promise<DamageView[]> => opened().check(running),

    /** A locked vault ends whatever was asked of it; that is no error to be shown. */
    isMoot: (error: unknown): boolean => isCancelled(error) || (isRootpageError(error) && ['vault/locked', 'session/crashed'].includes(error.code)),
  }
}

/** A password for the file, or, for a plain key, the vault's passphrase. */
export type KeyProtection = { password: string } | { passphrase: string }

export type Csr = RequestInput

/** Alone, something that a password does not open is an error; beside others, it is counted. */
async function opens(files: readonly FileSource[], passwords: string[], locked: number): Promise<boolean> {
  try {
    return (await inspect(named(files), { passwords })).locked < locked
  } catch (error) {
    if (isRootpageError(error) && /passphrase-wrong|password-wrong/.test(error.code)) return false
    throw error
  }
}

function named(files: readonly FileSource[]): NamedInput[] {
  return files.map(({ name, input }) => ({ name, content: input }))
}
