/** What the page knows, and the only way in which it changes: a pure reducer. */
import type { BatchView, Directory, Holding, Input, IssuedView, OpeningView, Role, VaultView } from '../api/index.js'

export type AuthorityTab = 'certificates' | 'requests' | 'crl' | 'publish' | 'configuration' | 'openssl' | 'about'

/** The parts of the screen about the vault itself. */
export type SafetyTab = 'places' | 'damage' | 'protection' | 'journal' | 'settings'

/** Where the person is. Routes hold identifiers alone: they are kept in the history, which outlives a lock. */
export type Route =
  | { at: 'home' }
  | { at: 'new-authority' }
  | { at: 'elsewhere' }
  | { at: 'import' }
  | { at: 'look' }
  | { at: 'safety'; tab: SafetyTab }
  | { at: 'backup' }
  | { at: 'paper' }
  /** In front of the vault. */
  | { at: 'restore' }
  | { at: 'forgotten' }
  | { at: 'authority'; authority: string; tab: AuthorityTab }
  | { at: 'created'; authority: string }
  | { at: 'sign'; authority: string }
  | { at: 'signed'; authority: string }
  | { at: 'new-request'; authority: string }
  | { at: 'request'; authority: string; request: string }
  | { at: 'certificate'; authority: string; serial: string }

/** What is wrong, as the page shows it; `wrong.ts` makes it of an error. */
export interface Wrong {
  code: string
  what: string
  remedy: string
  field?: string | undefined
  offset?: number | undefined
  found?: string | undefined
  allowed?: string | undefined
  violations: { code: string; field: string; found: string; message: string }[]
}

export type Phase =
  | { is: 'starting' }
  | { is: 'unavailable'; wrong: Wrong }
  /** `left`: what other places still hold of it, the newest first. */
  | { is: 'lost'; wrong: Wrong; left: readonly Holding[] }
  | { is: 'first-run' }
  | { is: 'locked'; why?: LockReason }
  | Open

export interface Open {
  is: 'open'
  vault: VaultView
  /** One tab writes; the others read along. */
  role: Role
  /** This tab wrote until another took over. */
  yielded: boolean
  /** What was noticed when it was opened, until it was read. */
  opening: OpeningView | undefined
}

/** `hidden`: out of sight for too long; `left`: the browser kept the page while the person was elsewhere. */
export type LockReason = 'asked' | 'idle' | 'hidden' | 'left' | 'crashed'

/** A request on its way to being signed. It outlives a look at another screen, but not a lock. */
export interface Draft {
  authority: string
  source: DraftSource
}

export type DraftSource =
  | { from: 'nothing' }
  | { from: 'text'; text: string }
  /** `id` tells two files apart that have the same name and size. */
  | ({ from: 'file' } & FileSource)
  /** Several requests, to be signed in one act. */
  | { from: 'files'; files: FileSource[] }
  | { from: 'vault'; request: string; label: string; profile?: string | undefined }
  /** A new certificate from one that there is: its stored request, and what is to be edited. */
  | { from: 'renewal'; serial: string; label: string; profile?: string | undefined; subject: string; supersede: Superseding }

export interface FileSource { id: number; name: string; size: number; input: Input }

/** What is looked at: files, and the passwords that opened something of them. */
export interface Brought { files: FileSource[]; passwords: string[] }

/** When the certificate that is renewed is revoked as superseded. */
export type Superseding = { when: 'never' } | { when: 'now' } | { when: 'on'; day: string }

/** A directory of `openssl ca` that was dropped or chosen. */
export interface DirectorySource { id: number; name: string; size: number; input: Directory }

export interface Toast {
  id: number
  text: string
  tone: 'good' | 'plain' | 'bad'
}

export interface State {
  phase: Phase
  route: Route
  draft: Draft | undefined
  /** The certificate that was signed last: its screen begins with what to do next. */
  issued: IssuedView | undefined
  /** What became of the requests that were signed together last, with their names. */
  batch: Batch | undefined
  /** The directory that is looked at. */
  directory: DirectorySource | undefined
  toast: Toast | undefined
  /** Seconds until the vault locks itself; undefined while somebody is working. */
  lockingIn: number | undefined
  /** Something that was dropped or pasted while there are several authorities to choose from. */
  homeless: DraftSource | undefined
  /** What is looked at; there need be no vault for it, and no lock outlives it. */
  brought: Brought | undefined
  /** A backup that was dropped or chosen. It waits in front of the vault too, to be compared with it once that is open. */
  backup: FileSource | undefined
}

export interface Batch { authority: string; names: string[]; result: BatchView }

export type Event =
  | { type: 'found'; phase: Phase }
  | { type: 'opened'; vault: VaultView; role: Role; opening: OpeningView }
  | { type: 'role'; role: Role }
  /** What was noticed on opening was read. */
  | { type: 'noted' }
  | { type: 'refreshed'; vault: VaultView }
  | { type: 'locked'; why: LockReason }
  | { type: 'went'; route: Route }
  | { type: 'drafted'; authority: string; source: DraftSource }
  | { type: 'received'; source: DraftSource }
  | { type: 'opened-directory'; directory: DirectorySource | undefined }
  | { type: 'brought'; files: FileSource[] }
  /** One file, or all of them with their passwords. */
  | { type: 'put-away'; file?: number }
  | { type: 'password-given'; password: string }
  | { type: 'brought-backup'; backup: FileSource | undefined }
  | { type: 'issued'; issued: IssuedView }
  | { type: 'issued-many'; batch: Batch }
  | { type: 'told'; toast: Toast }
  | { type: 'hushed'; id: number }
  | { type: 'locking'; seconds: number | undefined }

export const initial: State = {
  phase: { is: 'starting' },
  route: { at: 'home' },
  draft: undefined,
  issued: undefined,
  batch: undefined,
  directory: undefined,
  toast: undefined,
  lockingIn: undefined,
  homeless: undefined,
  brought: undefined,
  backup: undefined,
}

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'found':
      return { ...initial, route: state.route, brought: state.brought, backup: state.backup, phase: event.phase }
    case 'opened':
      return { ...state, phase: { is: 'open', vault: event.vault, role: event.role, yielded: false, opening: event.opening }, route: afterOpening(state, event.vault) }
    case 'refreshed':
      return state.phase.is === 'open' ? { ...state, phase: { ...state.phase, vault: event.vault }, route: known(state.route, event.vault) } : state
    case 'role':
      return state.phase.is === 'open' ? { ...state, phase: turned(state.phase, event.role) } : state
    case 'noted':
      return state.phase.is === 'open' ? { ...state, phase: { ...state.phase, opening: undefined } } : state
    case 'locked':
      return locked(state, event.why)
    case 'went':
      return { ...state, route: state.phase.is === 'open' ? known(event.route, state.phase.vault) : event.route, issued: stillShown(state, event.route), toast: undefined }
    case 'drafted':
      return { ...state, draft: { authority: event.authority, source: event.source }, homeless: undefined }
    case 'received':
      return received(state, event.source)
    case 'opened-directory':
      return { ...state, directory: event.directory, ...(event.directory && { route: { at: 'import' } }) }
    case 'brought':
      return { ...state, brought: together(state, event.files), route: { at: 'look' }, toast: undefined }
    case 'put-away':
      return { ...state, brought: without(state.brought, event.file) }
    case 'password-given':
      return { ...state, brought: state.brought && { ...state.brought, passwords: [...state.brought.passwords, event.password] } }
    case 'brought-backup':
      return broughtBackup(state, event.backup)
    case 'issued':
      return { ...state, issued: event.issued, draft: undefined }
    case 'issued-many':
      return { ...state, batch: event.batch, draft: undefined }
    case 'told':
      return { ...state, toast: event.toast }
    case 'hushed':
      return state.toast?.id === event.id ? { ...state, toast: undefined } : state
    case 'locking':
      return { ...state, lockingIn: event.seconds }
  }
}

/** Nothing of the open vault may stay: all begins again, but for the route, which holds identifiers alone. What was looked at goes too, and its screen with it. */
function locked(state: State, why: LockReason): State {
  return { ...initial, phase: { is: 'locked', why }, route: state.route.at === 'look' ? initial.route : state.route }
}

function turned(phase: Open, role: Role): Open {
  return { ...phase, role, yielded: role === 'reader' && (phase.role === 'writer' || phase.yielded) }
}

/** What comes while something is looked at is looked at with it: a key finds its certificate. */
function together({ brought, route }: State, files: FileSource[]): Brought {
  return brought && route.at === 'look' ? { ...brought, files: [...brought.files, ...files] } : { files, passwords: [] }
}

function without(brought: Brought | undefined, file: number | undefined): Brought | undefined {
  const left = file === undefined ? [] : brought?.files.filter(({ id }) => id !== file) ?? []
  return brought && left.length > 0 ? { ...brought, files: left } : undefined
}

/** What is dropped goes to the authority at hand, to the only one, or waits until one is chosen. */
function received(state: State, source: DraftSource): State {
  const authority = authorityFor(state)
  if (authority === undefined) return { ...state, homeless: source, route: { at: 'home' } }
  return { ...state, draft: { authority, source }, route: { at: 'sign', authority }, homeless: undefined }
}

function authorityFor(state: State): string | undefined {
  if ('authority' in state.route) return state.route.authority
  const authorities = state.phase.is === 'open' ? state.phase.vault.authorities : []
  return authorities.length === 1 ? authorities[0]?.id : undefined
}

function stillShown(state: State, route: Route): IssuedView | undefined {
  return route.at === 'certificate' && route.serial === state.issued?.serial ? state.issued : undefined
}

/** A backup is restored into the vault that is open, or opened in front of it. */
function broughtBackup(state: State, backup: FileSource | undefined): State {
  if (!backup) return { ...state, backup }
  return { ...state, backup, route: state.phase.is === 'open' ? { at: 'backup' } : { at: 'restore' }, toast: undefined }
}

/** What was brought before the vault was open is what it was opened for. */
function afterOpening({ route, brought, backup }: State, vault: VaultView): Route {
  if (brought) return { at: 'look' }
  return backup ? { at: 'backup' } : standing(route, vault)
}

/** A route from the history may be a screen in front of the vault. */
function standing(route: Route, vault: VaultView): Route {
  return route.at === 'restore' || route.at === 'forgotten' ? { at: 'home' } : known(route, vault)
}

/** It may also name an authority that this vault does not have: another one, or one that was deleted, here or in another tab. */
function known(route: Route, vault: VaultView): Route {
  if (!('authority' in route)) return route
  return vault.authorities.some(({ id }) => id === route.authority) ? route : { at: 'home' }
}

/** Whether there is a vault open, and whole: a directory that is dropped becomes its next authority. */
export function canTakeIn(state: State): boolean {
  return state.phase.is === 'open' && state.phase.vault.damages.length === 0
}

/** Whether there is a vault open and an authority in it: only then does a dropped request have somewhere to go. */
export function canReceive(state: State): boolean {
  return canTakeIn(state) && state.phase.is === 'open' && state.phase.vault.authorities.length > 0
}
