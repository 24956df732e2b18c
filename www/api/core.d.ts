/**
 * What the core offers to JavaScript: `src/wasm.rs`, through wasm-bindgen, which knows the calls but not the shapes of their values.
 * Every call throws a `RootpageError`'s fields on a real `Error`; anything else that is thrown means that the core has stopped.
 */
import type {
  Act, BackupFolderView, BackupReportView, BundleView, Commit, CreateRequest, CreatedRequestView, DamageView, ExplanationView, FileRequest, InspectView, KdfView, KeyKind,
  NameAttributeView, NameView, Progress, Question, RecoveryWordsView, RequestView, TakenBackupView,
} from './types.js'

type Records = [key: string, value: Uint8Array][]

export function initSync(input: { module: WebAssembly.Module }): unknown

/** One open vault: the data key, the ledgers and the private keys. */
export class Session {
  private constructor()
  /** A new vault; then `takeCommit`, and `confirm` or `abandon`. */
  static create(passphrase: string, kdf?: KdfView, backupLimit?: number | null): Session
  static open(records: Records, passphrase: string): Session
  /** With the words of the recovery key, or of as many shares as are needed; then nothing but `resetPassphrase` is done. */
  static openWithRecovery(records: Records, words: string): Session
  /** What is authentic in it, whatever happened to the rest: `VaultView.damages` says what. It can be asked, and no act is done in it. */
  static openDamaged(records: Records, passphrase: string): Session
  /** `vault/wrong-passphrase`, unless it is the vault's. */
  checkPassphrase(passphrase: string): void
  /** All cold records that something refers to, and what is not as it should be among them, when all are handed over. */
  coldKeys(): string[]
  checkCold(keys: string[], cold: Records): DamageView[]
  /** Every record is handed over, the cold ones too; after `refresh`, for they must be of the session's revision (`vault/busy`). */
  backup(passphrase: string, records: Records): TakenBackupView
  /** `hot`: the newest records but the cold ones. */
  verifyBackup(file: Uint8Array, passphrase: string, hot: Records): BackupReportView
  /** Another tab has committed: takes over what it left. */
  refresh(records: Records): void
  revision(): number
  /** The cold records that must be handed to `ask` or `prepare`. */
  needs(about: Question | Act): string[]
  /** Signs and seals; nothing is released. It takes the key over. */
  prepare(act: Act, key: KeyHandle | undefined, cold: Records): void
  takeCommit(): Commit
  /** The store has committed: applies, and gives the act's view. */
  confirm(): unknown
  /** The store has refused: everything is as before. */
  abandon(): void
  ask(question: Question, cold: Records): unknown
  free(): void
}

/** A backup that was opened, with the vault in it. */
export class OpenedBackup {
  private constructor()
  readonly revision: number
  /** The identifier of the vault in it. */
  readonly vault: string
  /** When the vault in it was made. */
  readonly created: string
  /** All records, as a store takes them in. */
  readonly records: Records
  readonly authorities: BackupFolderView[]
  /** The files of an authority's directory, for `importDirectory` and `mergeDirectory`; the key in it is encrypted under the backup's passphrase. */
  directory(folder: string): [path: string, bytes: Uint8Array][]
  free(): void
}

export function openBackup(file: Uint8Array, passphrase: string): OpenedBackup
export function openBackupWithRecovery(file: Uint8Array, words: string): OpenedBackup

/** Half a second on this device; it takes about a second to find out. */
export function calibrateKdf(): KdfView

export class KeySearch {
  constructor(kind: KeyKind)
  step(): KeyHandle | undefined
  progress(): Progress
  free(): void
}

export class KeyHandle {
  private constructor()
  static parse(input: Uint8Array, passphrase?: string): KeyHandle
  kind(): KeyKind
  publicKeyPem(): string
  exportPem(password?: string): string
  exportPkcs8(): Uint8Array
  free(): void
}

export function inspect(files: [name: string, content: Uint8Array][], passwords: string[]): InspectView
export function convert(files: [name: string, content: Uint8Array][], passwords: string[], identity: number, requests: FileRequest[]): BundleView
export function readRequest(input: Uint8Array): RequestView
export function createRequest(key: KeyHandle, request: CreateRequest): CreatedRequestView
export function checkName(subject: string): NameView
export function checkSan(name: string): string
/** What the words of one paper are; an error names the place of what is wrong: `word 7`, `words 3 and 4`. */
export function checkWords(text: string): RecoveryWordsView
/** The words of the recovery key that these shares lead to. */
export function combineShares(shares: string[]): string
export function nameAttributes(): NameAttributeView[]
/** An `openssl.cnf` line by line; `includes` are the files that it names, by their paths. */
export function explainConfiguration(text: string, includes: Record<string, string>, environment: Record<string, string>): ExplanationView
