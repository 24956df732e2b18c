/**
 * What the core offers to JavaScript: `src/wasm.rs`, through wasm-bindgen, which knows the calls but not the shapes of their values.
 * Every call throws a `RootpageError`'s fields on a real `Error`; anything else that is thrown means that the core has stopped.
 */
import type {
  Act, BundleView, Commit, CreateRequest, CreatedRequestView, ExplanationView, FileRequest, InspectView, KeyKind, NameAttributeView, NameView, Progress, Question, RequestView,
} from './types.js'

type Records = [key: string, value: Uint8Array][]

export function initSync(input: { module: WebAssembly.Module }): unknown

/** One open vault: the data key, the ledgers and the private keys. */
export class Session {
  private constructor()
  /** A new vault; then `takeCommit`, and `confirm` or `abandon`. */
  static create(passphrase: string): Session
  static open(records: Records, passphrase: string): Session
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
export function nameAttributes(): NameAttributeView[]
/** An `openssl.cnf` line by line; `includes` are the files that it names, by their paths. */
export function explainConfiguration(text: string, includes: Record<string, string>, environment: Record<string, string>): ExplanationView
