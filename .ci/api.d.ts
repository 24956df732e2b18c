/**
 * Rootpage: a certificate authority in one page.
 *
 * Everything runs here: keys, requests, certificates and CRLs are made in a worker, and what is kept is sealed before it leaves it.
 */
export type { Authority, BundleOptions, BundleRequest, Certificates, CertificatesRequest, CrlRequest, CrlSeriesRequest, DirectoryRequest, FilesOf, KeyBrought, MakeRequest, PublishRequest, RenewRequest, ReplaceRequest, RequestInput, RevokeRequest, SupersedeDate, TargetView, } from './authority.js';
export type { BackupContentsView, BackupOpener, BackupView, RestoredAuthorityView, RestoreView } from './backup.js';
export { CODES } from './codes.js';
export type { CoreWorker } from './environment.js';
export { isRootpageError, RootpageError, type Code, type ErrorDetails, type ErrorFacts } from './errors.js';
export { indexedDbStore, type IndexedDbStore } from './indexeddb.js';
export type { Directory, DirectoryFile } from './input.js';
export { memoryCopy, memoryStore, type MemoryStore } from './memory.js';
export type { CallOptions } from './messenger.js';
export { opensslCommand, type CommandContext } from './openssl.js';
export type { OpeningNotice, OpeningView } from './opening-view.js';
export { browserPlaces, readCopy, type BrowserPlaces } from './places/browser.js';
export { bucketCopy } from './places/bucket.js';
export { fileCopy, type ChosenFile } from './places/file.js';
export { manyPlaces } from './places/many.js';
export { opfsCopy } from './places/opfs.js';
export type { Copy, Holding, ManyPlaces, PlaceKind, PlaceState, PlaceView, Remembered, Whole } from './places/place.js';
export type { Settled } from './places/settle.js';
export type { Store } from './store.js';
export { guide, subjectOf, TARGETS, targetFiles, type Guide, type GuideCheck, type GuideFile, type GuideLines, type GuideStep, type SubjectSource, type Target, type TargetGroup, type TargetId, type TargetOption, type TargetOptions, type TargetSubject, } from './targets.js';
export { calibrateKdf, checkName, checkSan, checkWords, combineShares, convert, createRequest, explainConfiguration, generateKey, inspect, nameAttributes, readBackup, readRequest, type ConvertOptions, type GeneratedKey, type InspectOptions, } from './tools.js';
export type * from './types.js';
export { openVault, restoreVault, type AdoptMaterial, type AdoptRequest, type CreateAuthorityRequest, type ImportRequest, type LockReason, type OpenVaultOptions, type RecoverySharesRequest, type RestoreRequest, type RestoreVaultOptions, type Vault, } from './vault.js';
export type { Role, RoleReason } from './writer.js';

// ---- authority
import { type Directory } from './input.js';
import type { CallOptions } from './messenger.js';
import { type Guide, type TargetId, type TargetOptions } from './targets.js';
import type { Act, ArchivedChoice, AssessmentView, AuthoritySettings, AuthorityView, BatchView, BundleView, CertificateEntryView, CertificatesView, ConfigurationView, CrlSeriesView, CrlView, DirectoryView, EntryView, ExpiryView, ExportedKeyView, FileRequest, IndexView, Input, IssuedView, IssueRequest, KeyKind, MadeFileView, MergedView, NamedInput, Profile, PublishedView, RevocationReason, Status, StatusView, StoredRequestView, VaultView } from './types.js';
/** A request from outside, one that was made here, or the stored one of the certificate with that serial number. */
export type RequestInput = Input | {
    request: string;
} | {
    renew: string;
};
/** A request to be made here, whose key stays in the vault. */
export interface MakeRequest extends CallOptions {
    subject: string;
    san: string[];
    /** P-256, if nothing is said. */
    key?: KeyKind;
    profile?: Profile;
}
/** Which certificates: all, if nothing is said. */
export interface CertificatesRequest {
    status?: Status;
    /** Part of a name or of a serial number. */
    query?: string;
    /** `without` what is archived, unless said. */
    archived?: ArchivedChoice;
}
/** When the old certificate is revoked as superseded: now, or with the first CRL after that date. */
export type SupersedeDate = true | {
    on: string;
};
/** How a certificate is renewed; what is not said is as it was. */
export interface RenewRequest extends Omit<IssueRequest, 'renews' | 'supersede'>, CallOptions {
    /** Makes a new key for the same details, in place of signing the stored request again. */
    key?: KeyKind;
    supersede?: SupersedeDate;
}
/** Why, and since when. */
export interface RevokeRequest {
    reason: RevocationReason;
    /** Since when the key is suspected: `-crl_compromise`. */
    invalidityDate?: string | undefined;
    /** An object identifier, with the reason `certificateHold`: `-crl_hold`. */
    holdInstruction?: string | undefined;
    /** Gives a serial number that the ledger does not know a row of its own. */
    record?: boolean | undefined;
}
/** Which list, and until when; complete, and as long as the authority's settings say, if nothing is said. */
export type CrlRequest = Omit<Extract<Act, {
    act: 'issueCrl';
}>, 'act' | 'authority'>;
export type PublishRequest = Omit<Extract<Act, {
    act: 'publish';
}>, 'act' | 'authority'>;
export type CrlSeriesRequest = Omit<Extract<Act, {
    act: 'issueCrlSeries';
}>, 'act' | 'authority'>;
/** The successor of an authority: the same name, if nothing is said, and another key. */
export interface ReplaceRequest extends CallOptions {
    subject?: string;
    /** P-256, if nothing is said. */
    key?: KeyKind;
    days: number;
    /** How long the cross-certificates last. */
    crossDays?: number;
}
/** A private key from outside, with its password where it is encrypted. */
export interface KeyBrought {
    key: Input;
    password?: string | undefined;
}
/** Of what files are made: the certificate with that serial number, or `authority`: the authority itself. */
export type FilesOf = string;
/** A file of a certificate; its name is made of its format, if nothing is said. */
export type BundleRequest = Omit<FileRequest, 'name'> & {
    name?: string;
} & BundleOptions;
/** What a private key takes that is in no request made here. */
export interface BundleOptions {
    /** Where the vault does not hold the key of a certificate: the file that it is in, and what may open that. */
    key?: {
        files: NamedInput[];
        passwords?: string[];
    };
    /** The vault's passphrase, with which alone the key of an authority is given out. */
    passphrase?: string;
}
/** The files of a program, what was checked, and how it is set up with them. */
export interface TargetView extends BundleView {
    guide: Guide;
}
/** A directory for `openssl ca`; the passphrase encrypts `private/cakey.pem`. */
export interface DirectoryRequest {
    passphrase: string;
    keyDerivation?: 'pbkdf2' | 'scrypt';
}
/** Certificates of the ledger, newest first: to be looked through, or page by page. */
export interface Certificates extends AsyncIterable<EntryView> {
    page(part: {
        offset: number;
        limit: number;
    }): Promise<CertificatesView>;
}
/** An authority of an open vault. */
export declare class Authority {
    #private;
    readonly id: string;
    view(): Promise<AuthorityView>;
    /** What would be issued, and why; nothing is signed. */
    assess(csr: RequestInput, options?: IssueRequest): Promise<AssessmentView>;
    /** Signs a request. The certificate is in the vault before it is given here. */
    issue(csr: RequestInput, options?: IssueRequest): Promise<IssuedView>;
    /** Signs many requests in one act: one that is refused is told of, and the others are issued. */
    issueMany(csrs: readonly RequestInput[], options?: IssueRequest): Promise<BatchView>;
    /** Signs the stored request of a certificate again, or its details for a new key that is made here. */
    renew(serial: string, { key, supersede, signal, onProgress, ...options }?: RenewRequest): Promise<IssuedView>;
    certificates(which?: CertificatesRequest): Certificates;
    certificate(serial: string): Promise<CertificateEntryView>;
    /** What `openssl ca -status` says of a serial number. */
    status(serial: string): Promise<StatusView>;
    /** Nobody hears of it before the next CRL. */
    revoke(which: string | {
        serial: string;
    } | {
        certificate: Input;
    }, why: RevokeRequest): Promise<CertificateEntryView>;
    /** Takes back a revocation with the reason `certificateHold`. */
    release(serial: string): Promise<CertificateEntryView>;
    /** Revokes as superseded: now, with the first CRL after a date, or, with null, not any more. */
    supersede(serial: string, on?: string | null): Promise<CertificateEntryView>;
    issueCrl(list?: CrlRequest): Promise<CrlView>;
    /** Lists with successive dates, for an authority whose key is seldom at hand. */
    issueCrlSeries(lists: CrlSeriesRequest): Promise<CrlSeriesView>;
    /** The newest complete CRL. */
    crl(): Promise<CrlView | null>;
    /** The newest delta CRL. */
    deltaCrl(): Promise<CrlView | null>;
    /** Makes a key and a request here, for people who have none. */
    createRequest({ subject, san, key, profile, ...options }: MakeRequest): Promise<StoredRequestView>;
    requests(): Promise<StoredRequestView[]>;
    /** The private key of a certificate or request that was made here; without a password it is not encrypted, and the vault's passphrase is asked for. */
    exportKey({ password, passphrase, ...of }: ({
        serial: string;
    } | {
        request: string;
    }) & {
        password?: string | undefined;
        passphrase?: string | undefined;
    }): Promise<ExportedKeyView>;
    /** Files of a certificate or of the authority itself, made in one call and each opened again before it is given out. */
    exportFiles(of: FilesOf, files: readonly FileRequest[], { key, passphrase }?: BundleOptions): Promise<BundleView>;
    /** One file; what was checked and what is to be known of it stands beside. */
    exportBundle(of: FilesOf, { name, key, passphrase, ...request }: BundleRequest): Promise<MadeFileView & Pick<BundleView, 'checks' | 'findings'>>;
    /** All that a program asks for: its files, and how it is set up with them. */
    exportFor(of: FilesOf, target: TargetId, options?: TargetOptions, how?: BundleOptions): Promise<TargetView>;
    /** Signs the authority's certificate again, with the same key and name. */
    renewAuthority({ days }: {
        days: number;
    }): Promise<AuthorityView>;
    /** Makes the authority that takes this one's place: another key, and cross-certificates both ways. */
    replace({ subject, key, days, crossDays, ...options }: ReplaceRequest): Promise<Authority>;
    /** Brings the private key of an authority that is here with its certificate only: the key alone, or whatever has it in it. */
    attachKey({ key, password }: KeyBrought): Promise<AuthorityView>;
    /** Takes the private key out of the vault for good; the passphrase is the vault's. Export the directory first: it has the key in it. */
    detachKey({ passphrase }: {
        passphrase: string;
    }): Promise<AuthorityView>;
    /** Puts the authority, or a certificate of it, out of the lists. Nothing else is changed: it is in CRLs, directories and backups as before. */
    archive(serial?: string): Promise<AuthorityView>;
    /** Back into the lists. */
    unarchive(serial?: string): Promise<AuthorityView>;
    /** Deletes the authority with all that belongs to it: only where nothing that it signed is still good (`authority/in-use`). The passphrase is the vault's. */
    delete(passphrase: string): Promise<VaultView>;
    configure(settings: AuthoritySettings): Promise<AuthorityView>;
    /** Its `openssl.cnf`: its own, or one made of its settings. */
    configuration(): Promise<ConfigurationView>;
    /** What is public, put together as a static folder; what changed since the last time is said. */
    publish(what?: PublishRequest): Promise<PublishedView>;
    /** What would be public. */
    publication(what?: PublishRequest): Promise<PublishedView>;
    /** What ends when, and what is to be done before. */
    expiry(): Promise<ExpiryView>;
    /** The valid certificates that chain to its present certificate alone (`authorityKeyIdentifier = issuer:always`): they do not chain to a renewed one. */
    bound(): Promise<CertificatesView>;
    /** A zip that `openssl ca` goes on with. */
    exportDirectory(how: DirectoryRequest): Promise<DirectoryView>;
    /** Takes over what another copy of this authority did meanwhile. */
    mergeDirectory(input: Directory): Promise<MergedView>;
    /** `index.txt`, `serial` and `crlnumber`, as `openssl ca` would have them now. */
    index(): Promise<IndexView>;
}

// ---- backup
import type { AuthorityView, BackupReportView, DirectoryFindingView, TakenBackupView } from './types.js';
/** A backup, and the name of the file that it is kept in. */
export interface BackupView extends TakenBackupView {
    /** `rootpage-2026-11-21-r42.pem`: the day, and the revision of the vault. */
    name: string;
}
/** What opens a backup, or a vault: its passphrase; or, where that is forgotten, the words of its recovery key or of as many shares as are needed. */
export interface BackupOpener {
    passphrase?: string | undefined;
    recovery?: string | undefined;
}
/** What is in a backup, as far as it is said without a vault. */
export interface BackupContentsView {
    revision: number;
    /** The identifier of the vault, and when that was made. */
    vault: string;
    created: string;
    authorities: {
        title: string;
        folder: string;
    }[];
}
/** An authority of a backup, as it is in the vault now. */
export interface RestoredAuthorityView {
    authority: AuthorityView;
    done: 'merged' | 'imported';
    /** The serial numbers that came, that were revoked, and that stand for something else in the vault and in the backup. */
    added: string[];
    revoked: string[];
    conflicts: string[];
}
/** What became of a backup that was brought back. */
export interface RestoreView {
    relation: BackupReportView['relation'];
    /** `replaced`: the vault is what the backup was, and has its passphrase. */
    done: 'nothing' | 'replaced' | 'merged';
    authorities: RestoredAuthorityView[];
    differences: string[];
    findings: DirectoryFindingView[];
}
export declare function backupView(taken: TakenBackupView): BackupView;

// ---- environment
/** Where the worker and the core come from. Each entry (browser, Node, inline, the page) says it once, before anything is called. */
export interface Environment {
    startWorker(): CoreWorker | Promise<CoreWorker>;
    /** The compiled core; asked for once. */
    compile(): Promise<WebAssembly.Module>;
}
/** What a worker of a browser and a thread of Node have in common. */
export interface CoreWorker {
    postMessage(message: unknown): void;
    terminate(): unknown;
    onmessage: ((event: MessageEvent) => void) | null;
    onerror: ((event: ErrorEvent) => void) | null;
    /** Node alone: whether the thread keeps the process alive. */
    ref?(): void;
    unref?(): void;
}
export declare function useEnvironment(environment: Environment): void;
export declare function startWorker(): Promise<CoreWorker>;
/** One compiled module serves every worker. One that could not be had is asked for again the next time. */
export declare function core(): Promise<WebAssembly.Module>;
/** Fetches and compiles the core, whatever type the server says it has. */
export declare function compileFrom(url: URL | string, integrity?: string): Promise<WebAssembly.Module>;

// ---- errors
import { CODES } from './codes.js';
import type { ViolationView } from './types.js';
/** A stable code: the level that refused, and what was wrong. */
export type Code = keyof typeof CODES;
/** What was found, what would be allowed, and which rules refused. */
export interface ErrorDetails {
    found?: string;
    allowed?: string;
    violations?: ViolationView[];
}
/** Where and what a refusal is about. */
export interface ErrorFacts {
    message?: string;
    field?: string | undefined;
    offset?: number | undefined;
    details?: ErrorDetails | undefined;
    cause?: unknown;
}
/** A refusal: the code, and where and what it is about. No secret is ever part of it. */
export declare class RootpageError extends Error {
    readonly name = "RootpageError";
    readonly code: Code;
    /** The field that it is about: `subject.CN`, `extension.subjectAltName`. */
    readonly field?: string;
    /** The byte of the input that it is about, counted from 0. */
    readonly offset?: number;
    readonly details?: ErrorDetails;
    constructor(code: Code, facts?: ErrorFacts);
}
/** Told by name, not by class: there may be two copies of the package in one program. */
export declare function isRootpageError(error: unknown): error is RootpageError;
/** An error on its way between threads: a structured clone keeps the message of an error alone. */
export type PlainError = {
    code: Code;
} & Omit<ErrorFacts, 'cause'>;
export declare function plain({ code, message, field, offset, details }: RootpageError): PlainError;
export declare const revive: ({ code, ...facts }: PlainError) => RootpageError;

// ---- indexeddb
import type { Copy } from './places/place.js';
/** A store in this browser. */
export interface IndexedDbStore extends Copy {
    /**
     * Accepts that the vault that was here is gone (`store/lost`), so that a new one may be made in its place.
     * Only after a person was told, and said so: there is nothing to go back to.
     */
    acceptLoss(): void;
    /** Asks the browser not to clear it by itself; undefined where it does not answer (Firefox asks the person first). */
    persist(): Promise<boolean | undefined>;
}
/** The vault `name` of this browser, in the database `rootpage:<name>`. */
export declare function indexedDbStore(name: string): IndexedDbStore;

// ---- input
import type { DirectoryInput, Input, Material, NamedInput } from './types.js';
/** The most that is read of a request, certificate or key. */
export declare const REQUEST_LIMIT: number;
/** The most that is read of anything: a CRL of some hundred thousand entries. */
export declare const INSPECT_LIMIT: number;
/** The most that is read of a directory, packed or not. */
export declare const DIRECTORY_LIMIT: number;
/** The most that is read of a backup: twice that of a vault of 100 000 certificates. */
export declare const BACKUP_LIMIT: number;
/** A file of a directory, with its path from the directory's own root. */
export interface DirectoryFile {
    path: string;
    bytes: Uint8Array | Blob;
}
/** A directory of `openssl ca`: a zip, tar or tar.gz, or its files; those of a picked folder bring their paths along (`webkitRelativePath`). */
export type Directory = Uint8Array | Blob | Iterable<File | DirectoryFile>;
/** The bytes of an input. One that is too large is refused before it is read. */
export declare function bytes(input: Input, limit?: number): Promise<Uint8Array>;
/** Files with their names; what has none has an empty one. They are refused before they are read where they are too large together. */
export declare function named(input: Input | NamedInput[]): Promise<[string, Uint8Array][]>;
/** Files and passwords as an act takes them. */
export declare function brought(input: Input | NamedInput[], passwords: string[]): Promise<Material>;
/** A directory as the core takes it. One that is too large is refused before it is read. */
export declare function directory(input: Directory): Promise<DirectoryInput>;

// ---- memory
import type { Copy } from './places/place.js';
/** A store that keeps everything in memory: for Node, tests, and whoever brings the records somewhere else. */
export interface MemoryStore extends Copy {
    /** A copy of everything, to be kept and handed to `memoryStore` another time. */
    snapshot(): Map<string, Uint8Array>;
}
/** The reference store. Two vaults opened on the same one are like two tabs. */
export declare function memoryStore(snapshot?: ReadonlyMap<string, Uint8Array>): MemoryStore;
/** The same under a name, as a copy beside others. */
export declare function memoryCopy(name?: string, snapshot?: ReadonlyMap<string, Uint8Array>): MemoryStore;

// ---- messenger
import { RootpageError, type PlainError } from './errors.js';
import type { Progress } from './types.js';
/** What goes between the calling thread and the worker, in both directions. */
export type Message = {
    call: string;
    id: number;
    args: unknown[];
} | {
    cancel: number;
} | {
    progress: number;
    value: Progress;
} | {
    done: number;
    value: unknown;
} | {
    done: number;
    error: PlainError;
}
/** Something went wrong that is nobody's refusal: the sender's state is not to be trusted any more. */
 | {
    crash: string;
};
/** What a call is told while it runs. */
export interface CallOptions {
    onProgress?: ((progress: Progress) => void) | undefined;
    signal?: AbortSignal | undefined;
}
/** What the one who answers a call may do meanwhile. */
export interface Task {
    report(progress: Progress): void;
    signal: AbortSignal;
}
type Answer = (name: string, args: unknown[], task: Task) => Promise<unknown>;
/** Calls over a channel of messages: a number for each, so that answers may come in any order. Both threads have one. */
export declare class Messenger {
    #private;
    constructor(post: (message: Message, transfer?: Transferable[]) => void, answer: Answer);
    /** Whether nobody waits for an answer. */
    get idle(): boolean;
    call(name: string, args: unknown[], { onProgress, signal }?: CallOptions): Promise<unknown>;
    receive(message: Exclude<Message, {
        crash: string;
    }>): void;
    /** No answer will come any more. */
    abandon(error: RootpageError): void;
}
export {};

// ---- openssl
import type { Act, KeyKind, Profile, PublicationSettings, Question } from './types.js';
/** What a command needs to know and an act does not say. */
export interface CommandContext {
    /** The kind of the key that is handed in with the act. */
    key?: KeyKind;
    /** The authority's own name, where the act keeps it. */
    subject?: string;
    /** The profile that is taken where the act names none. */
    profile?: Profile;
    /** Whether the authority signed itself; it did, if nothing is said. */
    root?: boolean;
    /** Where the authority publishes. */
    publication?: PublicationSettings;
}
/** The command lines for an act or a question, ready for a shell of POSIX. */
export declare function opensslCommand(what: Act | Question, context?: CommandContext): string;
/** Takes a name of RFC 4514 apart at a separator that is not escaped. */
export declare function parts(text: string, separator: string): string[];
/** RFC 4514, section 2.4, backwards: `\,` is a comma, and `\C3\A9` an é. */
export declare function plain(value: string): string;

// ---- opening-view
import type { RootpageError } from './errors.js';
import type { PlaceView } from './places/place.js';
/** What a place had to say when the vault was opened. */
export interface OpeningNotice {
    place: string;
    /** `older`: it lacked the newest acts; `damaged`: what it holds is not as it was stored; `lost`: nothing is there any more; `unclean`: the vault was not closed the last time. */
    what: 'older' | 'damaged' | 'lost' | 'unclean';
    revision?: number;
    problem?: RootpageError;
}
/** Which place the vault was opened from, and how the others stand. */
export interface OpeningView {
    place: string;
    revision: number;
    others: PlaceView[];
    notices: OpeningNotice[];
}

// ---- places/browser
import type { Input } from '../types.js';
import type { Copy, ManyPlaces, PlaceView } from './place.js';
/** The places that this browser has. */
export interface BrowserPlaces extends ManyPlaces {
    /** Asks the browser not to clear them by itself; undefined where it does not answer (Firefox asks the person first). */
    persist(): Promise<boolean | undefined>;
    /** Whether a file can be chosen as one more place (Chromium alone). */
    readonly canChooseFile: boolean;
    /** Lets the person choose a new file; from a press. An old one would be emptied by the browser: that is what `openFile` is for. */
    chooseFile(): Promise<PlaceView>;
    /** Lets the person choose a file that is a copy already, of this vault or of one that is to be opened; from a press. */
    openFile(): Promise<PlaceView>;
}
/** The vault `name` in all places of this browser: its database, a bucket, its private file system, and the file that was chosen. */
export declare function browserPlaces(name: string): BrowserPlaces;
/** A copy that was brought as a file: among the holdings once it is added, and never written to. */
export declare function readCopy(input: Input, name?: string): Promise<Copy>;

// ---- places/bucket
import type { Copy } from './place.js';
/** A bucket has its own IndexedDB, in a directory of its own: what takes the page's databases does not take it. */
export interface Buckets {
    open(name: string, options: {
        durability: 'strict';
    }): Promise<{
        indexedDB: IDBFactory;
    }>;
}
/** Chromium alone has them, and from file:// too. */
export declare function buckets(): Buckets | undefined;
/** A copy in the bucket `rootpage-<name>`, with the layout of the database. */
export declare function bucketCopy(name: string): Copy;
/** The bucket's own IndexedDB. */
export declare function bucketOf(name: string): Promise<IDBFactory>;

// ---- places/file
import type { Copy } from './place.js';
/** What Chromium has beyond the types of TypeScript: a permission that ends with the tab, and is asked for again by a press. */
export interface ChosenFile extends FileSystemFileHandle {
    queryPermission(what: {
        mode: 'readwrite';
    }): Promise<PermissionState>;
    requestPermission(what: {
        mode: 'readwrite';
    }): Promise<PermissionState>;
}
/** A copy in a file that the person chose; `forget` is told when it is none any more. */
export declare function fileCopy(handle: ChosenFile, forget?: () => Promise<void>): Copy;

// ---- places/many
import type { Commit } from '../types.js';
import { type Patience } from './follower.js';
import type { Copy, Holding, ManyPlaces, PlaceView } from './place.js';
import type { Settled } from './settle.js';
/**
 * A vault in several places. A commit is durable in the first one, the primary, before it goes to the copies, and the answer waits for these
 * no longer than the patience: a copy that fails or is slow stops nothing, says so, and gets all that it lacks at the next chance.
 */
export declare function manyPlaces(primary: Copy, copies?: Copy[] | Promise<Copy[]>, patience?: Partial<Patience>): ManyPlaces;
export declare class Places implements ManyPlaces {
    #private;
    constructor(primary: Copy, copies: Copy[] | Promise<Copy[]>, patience?: Partial<Patience>);
    get name(): string;
    revision(): Promise<number>;
    load(): Promise<{
        revision: number;
        records: [string, Uint8Array][];
    }>;
    read(keys: string[]): Promise<[string, Uint8Array][]>;
    commit(commit: Commit): Promise<void>;
    close(): Promise<void>;
    holdings(): Promise<Holding[]>;
    choose(place: string): void;
    settle(): Promise<Settled>;
    acceptLoss(): void;
    places(): PlaceView[];
    onPlaces(listener: (places: PlaceView[]) => void): () => void;
    add(copy: Copy): Promise<PlaceView>;
    remove(place: string): Promise<void>;
    permit(place: string): Promise<boolean>;
    catchUp(place?: string): Promise<PlaceView[]>;
    overwrite(place: string): Promise<PlaceView>;
}

// ---- places/opfs
import { type LogFile } from './log-copy.js';
import type { Copy } from './place.js';
/** A copy in the browser's private file system, in the folder `rootpage/<name>`. */
export declare function opfsCopy(name: string): Copy;
/**
 * A log in pieces, a file for each commit. To append to one file on the main thread is to write all of it again (createWritable works on a
 * copy), and only a worker has another way; a piece costs what the commit costs. A file appears with all of its content, when it is closed.
 *
 * Each rewriting is a generation: `000002-000000` holds the state, `000002-000001` what follows it. The one before is removed once it is there.
 */
export declare class LogFolder implements LogFile {
    #private;
    constructor(open: () => Promise<FileSystemDirectoryHandle>);
    get pieces(): number;
    stamp(): Promise<string>;
    read(): Promise<Uint8Array[]>;
    append(bytes: Uint8Array): Promise<void>;
    rewrite(bytes: Uint8Array): Promise<void>;
}

// ---- places/place
import type { RootpageError } from '../errors.js';
import type { Store } from '../store.js';
import type { Settled } from './settle.js';
/** What a place is made of: the browser's database, a bucket beside it (Chromium), its private file system, a file that the person chose. */
export type PlaceKind = 'database' | 'bucket' | 'opfs' | 'file' | 'memory';
/** All that a place holds, cold records too, from one moment. */
export interface Whole {
    revision: number;
    records: [key: string, value: Uint8Array][];
}
/** A store that can also be read and written as a whole: what copies are made of, and made to. */
export interface Copy extends Store {
    readonly kind: PlaceKind;
    whole(): Promise<Whole>;
    /** Puts a whole in place of what is there, if the revision there is the expected one (`store/stale` otherwise). Atomic, as a commit is. */
    replace(whole: Whole, expectedRevision: number): Promise<void>;
    /** What was wrong with what was read last, though something could be read: a torn end, a changed frame. */
    readonly finding?: RootpageError | undefined;
    /** Asks for a permission that has run out; from a press alone. Whether it was given. */
    permit?(): Promise<boolean>;
    /** Lets go of the place for good: the handle of a file is forgotten, what it holds stays. */
    forget?(): Promise<void>;
    /** The vault that is known to have been here last, and its revision then: remembered apart from what is stored. */
    remembered?(): Remembered | undefined;
    /** Accepts that the vault that was here is gone. */
    acceptLoss?(): void;
}
/** What is remembered of a vault outside of its records. */
export interface Remembered {
    vault: string;
    revision: number;
}
/** How a place stands to the vault. */
export type PlaceState = 'current'
/** It lacks the newest commits, and gets them at the next chance. */
 | 'behind'
/** It takes nothing: `problem` says why. */
 | 'failed'
/** Its permission must be given again, by a press (`permit`). */
 | 'locked'
/** There is nothing in it. */
 | 'absent';
/** A place, as it is shown. */
export interface PlaceView {
    name: string;
    kind: PlaceKind;
    revision?: number;
    state: PlaceState;
    problem?: RootpageError;
    /** When it last took a commit, or was found to have all. */
    at?: string;
}
/** What one place holds, looked at from outside: nothing of it is opened yet. */
export interface Holding {
    place: string;
    kind: PlaceKind;
    /** -1 where it is empty, or where it cannot be read. */
    revision: number;
    /** The vault's identifier, as its header says it plainly: 32 hexadecimal digits. */
    vault?: string;
    /** Whether the core may be given it. What is empty, unreadable, or of another vault is not. */
    usable: boolean;
    /** What is wrong with it; a usable one may be torn (`store/copy-torn`), changed (`store/copy-damaged`) or have gone another way (`store/copy-diverged`). */
    problem?: RootpageError;
}
/** Several places of one vault: a commit goes to the first, and then to each of the others. */
export interface ManyPlaces extends Store {
    /** What the places hold: the usable ones first, the newest of them first; then those that cannot be used. */
    holdings(): Promise<Holding[]>;
    /** Reads from this place, until `settle`: `revision`, `load` and `read` are its. Nothing is written. */
    choose(place: string): void;
    /** The chosen place was opened, by whoever may write: makes all others equal to it, and commits go on from it. */
    settle(): Promise<Settled>;
    places(): PlaceView[];
    /** Calls back when a place changes its state. Gives the way to stop it. */
    onPlaces(listener: (places: PlaceView[]) => void): () => void;
    /** One more place, which gets all that there is; what it holds of another vault is left alone (`store/copy-other`). */
    add(copy: Copy): Promise<PlaceView>;
    /** One place less; what it holds stays. */
    remove(place: string): Promise<void>;
    /**
     * Accepts that the vault that was here is gone (`store/lost`), so that a new one may be made in its place, or a backup be restored into it.
     * Only after a person was told, and said so. What a copy holds of another vault stays where it is.
     */
    acceptLoss(): void;
    /** Asks again for the permission of a place that is `locked`, from a press; it is caught up when it is given. */
    permit(place: string): Promise<boolean>;
    /** Tries what is behind or failed again, now: one place, or all. */
    catchUp(place?: string): Promise<PlaceView[]>;
    /** Writes over what a place holds of another vault, or of another way of this one. Only after a person was told, and said so. */
    overwrite(place: string): Promise<PlaceView>;
}

// ---- places/settle
/** What `settle` did. */
export interface Settled {
    /** The places that were made equal to the one that was opened. */
    caughtUp: string[];
    /** The vault was not closed the last time: the browser was killed, or crashed. */
    unclean: boolean;
    /** After that: whether Chromium's log was rolled, so that a torn end of it cannot take the database along. */
    rolled: boolean;
}

// ---- store
import type { Commit } from './types.js';
/**
 * Where the sealed records of one vault are kept. A store sees sealed bytes and random record keys, nothing else.
 *
 * A commit is atomic and durable: when its promise resolves, all of it is stored, and when it rejects, nothing is.
 * An error that is not a `RootpageError` reaches the caller as `store/failed` with the error as its cause.
 */
export interface Store {
    /** The place's own name: whoever opens the same place under it shares a lock, and hears of the others' commits. */
    readonly name: string;
    /** The newest revision; -1 where there is no vault yet. */
    revision(): Promise<number>;
    /** All records but the cold ones (`cold/…`), and their revision, from one moment. */
    load(): Promise<{
        revision: number;
        records: [key: string, value: Uint8Array][];
    }>;
    /** Records by their keys, from one moment: cold ones, and those of the journal; one that is not there is left out. */
    read(keys: string[]): Promise<[key: string, value: Uint8Array][]>;
    /** Puts and removes, if the revision is the expected one (`store/stale` otherwise). */
    commit(commit: Commit): Promise<void>;
    close(): Promise<void>;
}

// ---- targets
import type { Guide, Target, TargetDefinition, TargetOptions, TargetSubject } from './targets/target.js';
import type { FileRequest } from './types.js';
export { subjectOf, type SubjectSource } from './targets/subject.js';
export type { Guide, GuideCheck, GuideFile, GuideLines, GuideStep, Target, TargetGroup, TargetOption, TargetOptions, TargetSubject } from './targets/target.js';
declare const DEFINITIONS: (TargetDefinition<"android"> | TargetDefinition<"macos-keychain"> | TargetDefinition<"apple-profile"> | TargetDefinition<"kubernetes"> | TargetDefinition<"trust-kubernetes"> | TargetDefinition<"trust-docker"> | TargetDefinition<"postgresql"> | TargetDefinition<"postgresql-client"> | TargetDefinition<"mysql"> | TargetDefinition<"pem"> | TargetDefinition<"der"> | TargetDefinition<"pkcs7"> | TargetDefinition<"private-key"> | TargetDefinition<"tomcat"> | TargetDefinition<"java"> | TargetDefinition<"spring"> | TargetDefinition<"trust-java-cacerts"> | TargetDefinition<"trust-java"> | TargetDefinition<"postfix"> | TargetDefinition<"dovecot"> | TargetDefinition<"exim"> | TargetDefinition<"stunnel"> | TargetDefinition<"trust-windows"> | TargetDefinition<"trust-macos"> | TargetDefinition<"trust-ios"> | TargetDefinition<"trust-android"> | TargetDefinition<"trust-debian"> | TargetDefinition<"trust-redhat"> | TargetDefinition<"trust-firefox"> | TargetDefinition<"trust-chromium"> | TargetDefinition<"trust-node"> | TargetDefinition<"trust-python"> | TargetDefinition<"trust-git"> | TargetDefinition<"trust-curl"> | TargetDefinition<"trust-openssl"> | TargetDefinition<"openvpn-server"> | TargetDefinition<"openvpn-client"> | TargetDefinition<"strongswan"> | TargetDefinition<"freeradius"> | TargetDefinition<"apache"> | TargetDefinition<"nginx"> | TargetDefinition<"haproxy"> | TargetDefinition<"caddy"> | TargetDefinition<"lighttpd"> | TargetDefinition<"iis-reply"> | TargetDefinition<"windows-pfx"> | TargetDefinition<"windows-cer"> | TargetDefinition<"windows-rdp"> | TargetDefinition<"windows-ldaps">)[];
export type TargetId = (typeof DEFINITIONS)[number]['target']['id'];
/** Every target there is, in the order in which they are offered. */
export declare const TARGETS: readonly Target<TargetId>[];
/** The files that a target asks for. */
export declare function targetFiles(target: TargetId, subject: TargetSubject, options?: TargetOptions): FileRequest[];
/** Where they go, what is configured, and how it is verified. */
export declare function guide(target: TargetId, subject: TargetSubject, options?: TargetOptions): Guide;

// ---- tools
/** What needs no vault. It runs in a worker too: the calling thread stays free, and a fault in the core stays there. */
import type { BackupContentsView, BackupOpener } from './backup.js';
import type { CallOptions } from './messenger.js';
import type { BundleView, CreatedRequestView, CreateRequest, ExplanationView, FileRequest, Input, InspectView, KdfView, KeyKind, NameAttributeView, NamedInput, NamePartView, RecoveryWordsView, RequestView } from './types.js';
/** What may open what is looked at: each password is tried on each thing. */
export interface InspectOptions {
    passwords?: string[];
}
/** Names and explains what it is given: requests, certificates, CRLs, keys, keystores… in one input or in several files. */
export declare function inspect(input: Input | NamedInput[], { passwords }?: InspectOptions): Promise<InspectView>;
/** Which identity of what was brought, by its place in `InspectView.identities`: the first one, unless said. */
export interface ConvertOptions extends InspectOptions {
    identity?: number;
}
/** Makes files for programs out of a certificate with its key and those above it, each opened again before it is given out. */
export declare function convert(input: Input | NamedInput[], { passwords, identity }: ConvertOptions, files: FileRequest[]): Promise<BundleView>;
/** Reads a request, in whatever wrapping it comes, and checks its own signature. */
export declare function readRequest(input: Input): Promise<RequestView>;
/** Takes a distinguished name apart, or says at which field it cannot be. */
export declare function checkName(subject: string): Promise<NamePartView[]>;
/** A subject alternative name in its normal form, `dns:mail.sample.com`, or why it cannot be one. */
export declare function checkSan(name: string): Promise<string>;
/** The attribute types that a name can have. */
export declare function nameAttributes(): Promise<NameAttributeView[]>;
/** Says line by line what an `openssl.cnf` does, and what is dangerous in it. `includes` are the files that it names, by their paths, and `environment` the variables behind `$ENV::`. */
export declare function explainConfiguration(text: string, includes?: Record<string, string>, environment?: Record<string, string>): Promise<ExplanationView>;
/** The derivation that takes half a second on this device, and never less than is safe. To find out takes about a second. */
export declare function calibrateKdf(options?: CallOptions): Promise<KdfView>;
/** What words of paper are: a recovery key or a share of one. An error names the word that is wrong. */
export declare function checkWords(text: string): Promise<RecoveryWordsView>;
/** The words of the recovery key, from as many of its shares as are needed. */
export declare function combineShares(shares: string[]): Promise<string>;
/** Says what is in a backup; nothing is taken in. */
export declare function readBackup(input: Input, opener: BackupOpener): Promise<BackupContentsView>;
/** A key made for its caller, who keeps it. */
export interface GeneratedKey {
    readonly kind: KeyKind;
    readonly publicKeyPem: string;
    /** PKCS#8 in PEM: encrypted with the password, or plain without one. */
    pem(password?: string): Promise<string>;
    /** PKCS#8 in DER, plain. */
    pkcs8(): Uint8Array;
}
/** Makes a private key. Each search has a worker of its own, so several run side by side. */
export declare function generateKey(kind: KeyKind, options?: CallOptions): Promise<GeneratedKey>;
/** Makes a request for a key: one made here, or one in PEM or DER, with its password where it is encrypted. */
export declare function createRequest(key: GeneratedKey | Input, { password, ...request }: CreateRequest & {
    password?: string;
}): Promise<CreatedRequestView>;

// ---- types
/**
 * The package's types: what goes in (`…Request`), what comes out (`…View`).
 * The core writes these shapes itself (`src/session/view.rs`); `tests/js/views.test.ts` holds both to each other.
 * Times are ISO 8601 in UTC to the second, `2026-11-20T12:00:00Z`; serial numbers are upper-case hexadecimal of even length.
 */
export type KeyKind = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'p-256' | 'p-384' | 'p-521' | 'ed25519';
export type BuiltInProfile = 'server' | 'client' | 'server-client' | 'email' | 'code-signing' | 'intermediate-ca';
/** A built-in profile, or the name of an extension section of the authority's configuration. */
export type Profile = BuiltInProfile | (string & {});
/** What becomes of an extension that the profile and the request both have a say in. */
export type ExtensionRule = 'profile' | 'request' | 'union' | 'ask' | 'refuse';
export type Verdict = 'taken' | 'changed' | 'added' | 'dropped' | 'refused';
export type Severity = 'refuse' | 'warn' | 'note';
export type Status = 'valid' | 'expired' | 'revoked';
/** RFC 5280, section 5.3.1. */
export type RevocationReason = 'unspecified' | 'keyCompromise' | 'cACompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation' | 'certificateHold' | 'privilegeWithdrawn' | 'aACompromise';
/** Anything that holds a request, a certificate, a key or a list: PEM or other text, bytes, or a file. */
export type Input = string | Uint8Array | Blob;
/** An input with a name, as a file has it. */
export interface NamedInput {
    name: string;
    content: Input;
}
/** A part of a distinguished name: `CN`, `mail.sample.com`. */
export interface NamePartView {
    type: string;
    oid: string;
    value: string;
}
/** A public key in words. */
export interface KeyView {
    /** `RSA 2048 bit`, `ECDSA P-256`, `Ed25519`. */
    label: string;
    /** The kind, where it is one that Rootpage can make. */
    kind?: KeyKind;
    /** SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
    spkiSha256: string;
    findings: FindingView[];
}
/** Something that is wrong, or worth knowing, with a stable code. */
export interface FindingView {
    code: string;
    severity: Severity;
    text: string;
}
export interface ExtensionView {
    oid: string;
    /** OpenSSL's long name: `X509v3 Subject Alternative Name`; the identifier where it has none. */
    name: string;
    critical: boolean;
    /** The content, as OpenSSL shows it. */
    text: string;
}
export interface AttributeView {
    oid: string;
    name: string;
    text: string;
}
/** What a request says. */
export interface RequestView {
    subject: string;
    subjectParts: NamePartView[];
    key: KeyView;
    signatureAlgorithm: string;
    /** Whether its own signature fits. */
    signatureValid: boolean;
    /** What it is; `pem`, `der` and `text` are in that form. */
    form: RequestForm;
    san: string[];
    extensions: ExtensionView[];
    attributes: AttributeView[];
    /** What had to be repaired to read it. */
    repairs: string[];
    pem: string;
    der: Uint8Array;
    /** OpenSSL's text. */
    text: string;
}
/** One line of what becomes of a request. */
export interface ReportRowView {
    /** `subject.CN`, `key`, `validity`, `extension.subjectAltName`, `attribute.challengePassword`. */
    field: string;
    verdict: Verdict;
    requested?: string;
    issued?: string;
    why: string;
}
export interface ViolationView {
    code: string;
    field: string;
    found: string;
    message: string;
}
/** What would be issued, beside what was asked for. Nothing was signed. */
export interface AssessmentView {
    request: RequestView;
    report: ReportRowView[];
    warnings: FindingView[];
    /** Empty where it can be signed. */
    violations: ViolationView[];
    /** Where it can be signed. */
    issued?: {
        subject: string;
        san: string[];
        notBefore: string;
        notAfter: string;
        extensions: ExtensionView[];
    };
}
/** How a request is to be signed. */
export interface IssueRequest {
    profile?: Profile;
    days?: number;
    /** `-startdate`: now, if nothing is said. */
    notBefore?: string;
    /** `-enddate`, in place of the days. */
    notAfter?: string;
    /** In place of the request's subject. */
    subject?: string;
    /** In place of the request's subject alternative names: `dns:mail.sample.com`, `ip:192.0.2.1`. */
    san?: string[];
    /** How many authorities may follow below an intermediate one. */
    pathLength?: number;
    /** A policy of the configuration, by its section; `false`: none is asked. */
    policy?: string | false;
    /** As the authority's settings have it, unless said. */
    serial?: 'random' | 'next';
    /** Answers where the rule of an extension is `ask`, by OpenSSL's short name or by object identifier. */
    extensions?: Record<string, Exclude<ExtensionRule, 'ask'>>;
    /** The serial number of the certificate that this one renews. */
    renews?: string;
    /** What is revoked as superseded in the same act, or `on` that date. */
    supersede?: SupersedeRequest;
    /** Name constraints of an intermediate authority: `dns:sample.com`, `ip:192.0.2.0/24`, `email:sample.com`, `dirname:O=The Sample Company,C=US`, `uri:.sample.com`. */
    permitted?: string[];
    excluded?: string[];
}
/** Which certificates make room for the one that is issued. */
export interface SupersedeRequest {
    serials: string[];
    /** At once, if nothing is said. */
    on?: string;
}
/** A request: its bytes in whatever wrapping (PKCS #10, SPKAC, a self-signed certificate), one made here, or the stored one of a certificate that is renewed. */
export type CsrRef = Uint8Array | {
    request: string;
} | {
    renew: string;
};
export type PurposeAnswer = 'yes' | 'no' | 'doubtful';
/** A certificate, taken apart. */
export interface CertificateView {
    serial: string;
    subject: string;
    subjectParts: NamePartView[];
    issuer: string;
    notBefore: string;
    notAfter: string;
    key: KeyView;
    signatureAlgorithm: string;
    extensions: ExtensionView[];
    san: string[];
    sha256: string;
    sha1: string;
    /** The pin of its key: SHA-256 of the SubjectPublicKeyInfo, in base64. */
    pin: string;
    /** What TLSA records say of it: `3 1 1` and `3 0 1`, of an authority `2 1 1` and `2 0 1`. The first is the recommended one. */
    tlsa: {
        usage: number;
        selector: number;
        matching: number;
        data: string;
    }[];
    /** What OpenSSL lets it be used for: itself, and as an authority above a certificate that is used so. `doubtful`: by a rule of old only. */
    purposes: {
        name: string;
        leaf: PurposeAnswer;
        authority: PurposeAnswer;
    }[];
    /** The same as `openssl x509 -noout -purpose` writes it. */
    purposesText: string;
    pem: string;
    der: Uint8Array;
    /** OpenSSL's text: `openssl x509 -text -noout`. */
    text: string;
}
/** A line of the ledger. */
export interface EntryView {
    serial: string;
    subject: string;
    /** The common name, or the first name of the certificate. */
    title: string;
    names: string[];
    /** Absent in a bare row, as `issued`, `notBefore` and `sha256` are. */
    profile?: Profile;
    issued?: string;
    notBefore?: string;
    notAfter: string;
    status: Status;
    revoked?: {
        date: string;
        reason: RevocationReason;
        invalidityDate?: string;
        holdInstruction?: string;
    };
    /** To be revoked as superseded with the first CRL after that date. */
    retires?: string;
    /** The serial number of the certificate that this one renews. */
    renews?: string;
    renewedBy?: string;
    sha256?: string;
    /** A row without a certificate: serial number, subject and end are all that is known. */
    bare: boolean;
    /** Whether the vault holds its private key. */
    hasKey: boolean;
    /** Out of the lists; nothing else about it is changed. */
    archived: boolean;
}
/** A certificate of the ledger with all that belongs to it. */
export interface CertificateEntryView extends EntryView {
    /** Absent in a bare row. */
    certificate?: CertificateView;
    /** The issuers above it, nearest first, in PEM; the root is last. */
    chainPem: string;
    /** The request that it was signed for, where it is known. */
    request?: {
        pem: string;
        der: Uint8Array;
        form: RequestForm;
    };
}
/** PKCS #10, Netscape's signed public key and challenge, or a self-signed certificate. */
export type RequestForm = 'pkcs10' | 'spkac' | 'certificate';
export interface IssuedView extends CertificateEntryView {
    certificate: CertificateView;
    report: ReportRowView[];
    warnings: FindingView[];
    /** The serial numbers of those that were revoked for it, or will be. */
    superseded: string[];
}
/** What became of many requests, in their order: each is a certificate, or why not. */
export interface BatchView {
    items: {
        issued?: IssuedView;
        problem?: ProblemView;
        violations?: ViolationView[];
    }[];
}
export interface CrlView {
    /** In decimal; empty where a list made elsewhere has none. */
    number: string;
    thisUpdate: string;
    /** Empty where a list made elsewhere does not say. */
    nextUpdate: string;
    entries: number;
    /** The serial numbers of certificates whose day had come: they are revoked with this list. */
    superseded?: string[];
    pem: string;
    der: Uint8Array;
    text: string;
}
/** What a piece of input is. */
export type ObjectKind = 'request' | 'certificate' | 'crl' | 'private-key' | 'encrypted-private-key' | 'public-key' | 'spkac' | 'pkcs7' | 'pkcs12' | 'jks' | 'jceks' | 'other';
/** One thing in an input. */
export interface ObjectView {
    kind: ObjectKind;
    /** In words: `certificate request`, `encrypted private key`. */
    label: string;
    /** The file that it came in, where files have names. */
    file?: string;
    /** What the file calls it: a friendlyName of PKCS #12, the alias of a keystore. */
    alias?: string;
    /** Whether a keystore marks it as trusted. */
    trusted?: boolean;
    request?: RequestView;
    certificate?: CertificateView;
    crl?: CrlView;
    /** A public key that stands by itself. */
    key?: KeyView;
    privateKey?: PrivateKeyView;
    container?: ContainerView;
    /** Why it cannot be read, where it stands beside others; alone it is an error. What only wants a password has none. */
    problem?: ProblemView;
}
/** A private key: never itself, only what it is. */
export interface PrivateKeyView {
    /** `PKCS #8`, `PKCS #1`, `SEC 1`… */
    form: string;
    /** `PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC`; absent where it is not encrypted. */
    encryption?: string;
    /** Whether it could be read: not encrypted, or with one of the passwords. */
    opened: boolean;
    /** Its public half, where it could. */
    key?: KeyView;
}
/** A file with several things in it. */
export interface ContainerView {
    format: 'pkcs12' | 'pkcs7' | 'jks' | 'jceks';
    /** How it is protected, in words: `certificates: RC2-40, 2048 iterations`, `MAC: HMAC-SHA1, 2048 iterations`. */
    protection: string[];
    /** Whether all of it could be read. */
    opened: boolean;
    /** PKCS #12 knows two empty passwords, which programs take for each other or not. */
    emptyPassword?: 'empty' | 'absent';
    /** As far as they could be read. */
    contents: ObjectView[];
}
/** A certificate with what belongs to it, found among all that was given: by its key, and upwards by signatures. */
export interface IdentityView {
    certificate: CertificateView;
    hasKey: boolean;
    /** Those above it, nearest first. */
    chain: ChainLinkView[];
    /** Whether the chain leads up to a self-signed certificate. */
    complete: boolean;
    isAuthority: boolean;
    /** The files that its parts came from. */
    files: string[];
}
/** Why something cannot be read. */
export interface ProblemView {
    code: string;
    message: string;
    field?: string;
    offset?: number;
}
/** Whatever was given, named and explained: the first thing in it, and the others. */
export interface InspectView extends ObjectView {
    /** What had to be repaired to read it. */
    repairs: string[];
    others: ObjectView[];
    /** Those with a key first. */
    identities: IdentityView[];
    /** How many things need a password that was not given. */
    locked: number;
    /** What is worth knowing of all of it together: a private key whose certificate is missing. */
    findings: FindingView[];
}
/** What a request made here is to say. */
export interface CreateRequest {
    subject: string;
    san: string[];
    profile?: Profile;
}
/** A request made for a key at hand. */
export interface CreatedRequestView {
    pem: string;
    der: Uint8Array;
    text: string;
}
/** A distinguished name, taken apart. */
export interface NameView {
    parts: NamePartView[];
}
/** An attribute type that names may have. */
export interface NameAttributeView {
    short: string;
    long: string;
    oid: string;
    max: number;
}
/** The answer to `exportKey`. */
export interface ExportedKeyView {
    keyPem: string;
    keyCertPem?: string;
}
/** How one file is written. */
export type FileFormat = 'certificate' | 'certificate-der' | 'certificate-text' | 'chain' | 'fullchain' | 'root' | 'root-der' | 'root-text' | 'pkcs7' | 'pkcs7-pem' | 'key' | 'key-der' | 'key-traditional' | 'key-certificate' | 'certificate-key' | 'pkcs12' | 'jks' | 'pkcs12-truststore' | 'jks-truststore' | 'crl' | 'crl-der' | 'openvpn' | 'mobileconfig' | 'kubernetes' | 'kubernetes-ca';
/** One file that is asked for. */
export interface FileRequest {
    /** Without folders. */
    name: string;
    format: FileFormat;
    /** Of the key or the store. */
    password?: string;
    /** An unencrypted private key is really meant; a format with a key needs this or a password (`bundle/password-missing`). */
    plain?: boolean;
    /** Of PKCS #12: AES-256 with PBKDF2 and a MAC of SHA-256, or triple DES and SHA-1. Modern, if nothing is said. */
    compatibility?: 'modern' | 'compatible';
    /** friendlyName of PKCS #12, alias of a Java keystore, name of a profile; the title of the certificate, if nothing is said. */
    friendlyName?: string;
    /** With the issuers below the root: so unless said, but not in truststores and `kubernetes-ca`. Of `crl`: with the lists of the authorities above, as far as this vault has them. */
    chain?: boolean;
    /** With the root too: in PKCS #7 unless said, elsewhere not. */
    root?: boolean;
    /** A truststore that the certificate is added to. Nothing of it is lost, its format and protection stay, `password` opens it. */
    existing?: Uint8Array;
    /** What a wrapping says beside: `remote`, `port`, `proto` and `role` (`client`, `server`) of OpenVPN; `name`, `namespace` and `kind` of Kubernetes; `organisation` and `identifier` of a profile. */
    settings?: Record<string, string>;
}
/** A file that was made, and opened again before it was given out. */
export interface MadeFileView {
    name: string;
    format: FileFormat;
    mediaType: string;
    content: Uint8Array;
    /** The same as text, where it is text. */
    text?: string;
    /** Whether a private key is in it, encrypted or not. */
    secret: boolean;
    encrypted: boolean;
    about: string;
}
/** What was opened again and found right. What is not is the error `bundle/check-failed`, and nothing is given out. */
export interface CheckView {
    file: string;
    what: string;
}
/** Files for a program. */
export interface BundleView {
    files: MadeFileView[];
    checks: CheckView[];
    /** What a program will refuse, or a person should know. */
    findings: FindingView[];
    /** All of them, where there are several. */
    zip?: Uint8Array;
}
/** Things that were brought, and the passwords that may open them: each is tried on each. */
export interface Material {
    files: {
        name: string;
        content: Uint8Array;
    }[];
    passwords: string[];
}
/** Of what files are made: a certificate of the ledger, or the authority itself. */
export type BundleSource = {
    serial: string;
} | {
    authority: true;
};
/** A page of the ledger: how many there are in all, and those of the page. */
export interface CertificatesView {
    total: number;
    entries: EntryView[];
}
/** An authority of the vault. */
export interface AuthorityView {
    id: string;
    /** Its common name, or the first part of its name. */
    title: string;
    certificate: CertificateView;
    created: string;
    counts: {
        valid: number;
        expired: number;
        revoked: number;
    };
    /** The newest complete CRL. */
    crl?: NewestCrlView;
    /** The newest delta CRL, where it is newer than the complete one, and the number of the list that it adds to. */
    deltaCrl?: NewestCrlView;
    baseCrl?: string;
    /** Certificates revoked since the newest CRL was made (or ever, where there is none). */
    unpublishedRevocations: number;
    /** Whether the vault holds its private key; without it nothing can be signed. */
    hasKey: boolean;
    settings: AuthoritySettings;
    profiles: ProfileView[];
    defaultProfile: Profile;
    policies: string[];
    defaultPolicy?: string;
    /** The authority of this vault that signed it. */
    issuer?: string;
    /** Those above it, nearest first. */
    chain: ChainLinkView[];
    /** Earlier certificates of its own key. */
    former: CertificateView[];
    /** The authority whose place this one takes, with another key, and the one that takes its place. */
    succeeds?: string;
    succeededBy?: string;
    /** Where serial numbers are counted. */
    nextSerial?: string;
    /** What a directory that was taken in had beside, and is kept. */
    files: {
        path: string;
        size: number;
    }[];
    /** What was published last. */
    published?: LastPublicationView;
    /** Out of the lists; nothing else about it is changed. */
    archived: boolean;
    /** Whether a record of it is not as it should be. */
    damaged?: boolean;
}
/** A CRL at a glance. */
export interface NewestCrlView {
    number: string;
    thisUpdate: string;
    nextUpdate: string;
    entries: number;
}
/** An authority of a chain; `authority` where this vault has it. */
export interface ChainLinkView {
    title: string;
    subject: string;
    notAfter: string;
    authority?: string;
}
/** Where what an authority publishes can be found, as URLs that its certificates carry. */
export interface PublicationSettings {
    /** `crlDistributionPoints` */
    crl: string[];
    /** `authorityInfoAccess`, `caIssuers` */
    issuer: string[];
    /** `authorityInfoAccess`, `OCSP` */
    ocsp: string[];
    /** `freshestCRL` */
    delta: string[];
}
/** How an authority works. */
export interface AuthoritySettings {
    /** An `openssl.cnf`, what it includes, and what `$ENV::name` stands for in it; without one there are the built-in profiles alone. */
    configuration?: {
        path: string;
        text: string;
        includes: Record<string, string>;
        environment: Record<string, string>;
    };
    publication: PublicationSettings;
    /** What becomes of a certificate that would end after its issuer. */
    beyondIssuer: 'refuse' | 'truncate' | 'permit';
    serials: 'random' | 'sequential';
    /** Whether two valid certificates may not have the same subject. */
    uniqueSubject: boolean;
    /** Seconds until the next CRL is due, unless said. */
    crlSeconds: number;
}
/** A profile that an authority can sign by. */
export interface ProfileView {
    name: Profile;
    title: string;
    about: string;
    days: number;
    builtIn: boolean;
    /** Whether what it issues is an authority. */
    isAuthority: boolean;
}
/** What is to be known of a directory, of the file or line at `path`. */
export interface DirectoryFindingView {
    code: string;
    severity: Severity;
    path: string;
    text: string;
}
/** A directory of `openssl ca`, looked at and not yet taken in. */
export interface ImportPreview {
    certificate: CertificateView;
    keyPath?: string;
    keyEncrypted: boolean;
    counts: {
        valid: number;
        expired: number;
        revoked: number;
    };
    /** Rows without a certificate. */
    bare: number;
    crls: number;
    requests: number;
    /** Files that are kept as they are. */
    kept: string[];
    findings: DirectoryFindingView[];
    /** The variables behind `$ENV::` that the configuration asks for and nobody gave. */
    unset: string[];
    /** The authority of this vault that has the same key. */
    existing?: string;
    explanation?: ExplanationView;
}
export interface ImportedView {
    authority: AuthorityView;
    findings: DirectoryFindingView[];
}
/** What a directory added to an authority that was there: serial numbers. */
export interface MergedView {
    authority: AuthorityView;
    findings: DirectoryFindingView[];
    added: string[];
    revoked: string[];
    conflicts: string[];
}
/** A directory that `openssl ca` goes on with. */
export interface DirectoryView {
    zip: Uint8Array;
    files: string[];
    /** What the files of `openssl ca` have no words for. */
    findings: DirectoryFindingView[];
}
/** How much of a ledger is public: nothing; a certificate, for those who know its serial number; all of it, with a list in which names are looked for. */
export type PublicCertificates = 'none' | 'serial' | 'search';
/** What was published of an authority last; an empty title is the authority's own, an empty contact nobody. */
export interface LastPublicationView {
    at: string;
    files: number;
    certificates: PublicCertificates;
    title: string;
    contact: string;
}
/** A public file: its path from the root of the host, and the addresses of certificates and settings that point to it. */
export interface PublishedFileView {
    path: string;
    size: number;
    mediaType: string;
    about: string;
    change: 'new' | 'changed' | 'same';
    /** Since when it is as it is, where it was published before. */
    since?: string;
    urls: string[];
}
/** What is public of an authority: a static folder, and what goes with it. */
export interface PublishedView {
    /** `public/`, the README, the lines for servers, and `ahead/`; absent where it was only asked what would be in it. */
    zip?: Uint8Array;
    files: PublishedFileView[];
    /** Published the last time, and not any more: to be taken off the server. */
    removed: string[];
    /** When it was published the last time. */
    since?: string;
    /** The path of the page that looks certificates up. */
    page: string;
    /** CRLs that were signed ahead, with the files that each takes the place of at its date. */
    ahead: {
        from: string;
        files: string[];
    }[];
    /** For whoever puts the folder onto a server, and not public. */
    beside: {
        path: string;
        text: string;
    }[];
    findings: FindingView[];
}
/** An `openssl.cnf`, line by line. */
export interface ExplanationView {
    lines: {
        place: string;
        line: number;
        statement: string;
        meaning: string;
    }[];
    findings: {
        code: string;
        severity: Severity;
        place?: string;
        line?: number;
        text: string;
    }[];
    profiles: ProfileView[];
    policies: {
        name: string;
        rules: {
            field: string;
            need: 'match' | 'supplied' | 'optional';
        }[];
    }[];
    defaultProfile?: string;
    defaultPolicy?: string;
}
/** The text of an authority's configuration; `made` where it has none of its own, and this says the same in OpenSSL's words. */
export interface ConfigurationView {
    path: string;
    text: string;
    made: boolean;
}
/** CRLs signed ahead, each due when the one before it ends, and all of them in one archive. */
export interface CrlSeriesView {
    lists: CrlView[];
    zip: Uint8Array;
}
/** The ledger as the files of `openssl ca` have it. */
export interface IndexView {
    /** `index.txt` */
    index: string;
    serial: string;
    crlNumber: string;
    /** `index.txt.attr` */
    attributes: string;
    /** What `-updatedb` would turn from V to E now. */
    expired: EntryView[];
    rows: string[];
}
/** The answer of `openssl ca -status`. */
export interface StatusView {
    serial: string;
    known: boolean;
    status: 'V' | 'R' | 'E' | 'unknown';
    row?: string;
    text: string;
}
/** What ends when, and what is to be done before. */
export interface ExpiryView {
    chain: ChainEndView[];
    /** What ends after its issuer or the chain above it. */
    outliving: EntryView[];
    /** The end of the last certificate. */
    last?: string;
    /** What to distribute, and when. */
    steps: {
        when: string;
        what: string;
        done: boolean;
    }[];
}
/** The end of a link of the chain. */
export interface ChainEndView {
    title: string;
    notAfter: string;
    authority?: string;
}
/** A request made here, whose key the vault holds. */
export interface StoredRequestView {
    id: string;
    subject: string;
    san: string[];
    created: string;
    /** Whether the vault holds its private key; a request that was taken in with a directory comes without. */
    hasKey: boolean;
    key: KeyView;
    pem: string;
    der: Uint8Array;
    text: string;
    /** The serial numbers of the certificates signed for it. */
    issued: string[];
}
/** The vault at a glance. */
export interface VaultView {
    id: string;
    /** Counts every commit. */
    revision: number;
    created: string;
    kdf: KdfView;
    backup: BackupStateView;
    /** What is not as it should be, where the vault was opened all the same: it can be read, and no act is done in it. */
    damages: DamageView[];
    /** It was opened with its recovery key: it can do nothing until `resetPassphrase`. */
    recovered: boolean;
    authorities: AuthorityView[];
}
/** How much work the passphrase takes: the parameters of Argon2id. */
export interface KdfView {
    memoryKib: number;
    passes: number;
    lanes: number;
}
/** How far the vault has gone on since its last backup. */
export interface BackupStateView {
    /** The last one that was recorded. */
    taken?: {
        revision: number;
        at: string;
        sha256: string;
    };
    /** Acts since then, or since the beginning. */
    acts: number;
    /** After how many acts nothing more is issued; null: never. */
    limit: number | null;
    /** Whether that many acts were done. */
    due: boolean;
}
/** A record that is not as it should be. */
export interface DamageView {
    key: string;
    /** What kind of record it is, in words: `index page`. */
    kind?: string;
    authority?: string;
    harm: 'removed' | 'changed' | 'rolled-back' | 'unconfirmed' | 'exchanged' | 'added' | 'unreadable';
    /** The revision at which it was sealed, and the one at which it should have been. */
    sealed?: number;
    expected?: number;
    /** The key of the record whose bytes stand in its place. */
    with?: string;
    /** All of it in words. */
    text: string;
}
/** The journal: every act, each entry hashed together with all before it. */
export interface JournalView {
    total: number;
    /** Those of the page, the newest first. */
    entries: JournalEntryView[];
    /** The whole of it as a file that can be verified without Rootpage (docs/vault-format.md, "The journal as a text"). */
    text: string;
}
export interface JournalEntryView {
    /** Counts the entries, from 1. */
    number: number;
    at: string;
    /** `create-vault`, `issue`, `issue-crl`… */
    deed: string;
    authority?: string;
    serial?: string;
    /** SHA-256 of what was made, as a fingerprint. */
    sha256?: string;
    /** The rest in words: the reason of a revocation, the number of a CRL. */
    detail: string;
    /** The hash of the journal up to this entry, in hexadecimal. */
    hash: string;
}
/** A backup that was taken: what is in it, and what it is known by. */
export interface TakenBackupView {
    content: Uint8Array;
    revision: number;
    /** In hexadecimal. */
    sha256: string;
}
/** How a backup and the vault stand to each other. */
export interface BackupReportView {
    /** The revision of the vault in the backup, and that of the vault now. */
    revision: number;
    live: number;
    /** `older`: the vault went on from it. `newer`: it went on from the vault. `forked`: both did. `another`: it is of another vault. */
    relation: 'same' | 'older' | 'newer' | 'forked' | 'another';
    /** What the one has and the other has not, or has otherwise, in words. */
    differences: string[];
}
/** The directory of `openssl ca` of an authority, in a backup. */
export interface BackupFolderView {
    title: string;
    folder: string;
}
/** The squares of a QR code: '1' dark, '0' light, row by row from the top, without the quiet zone of four squares around it. */
export interface QrView {
    size: number;
    modules: string;
    /** What it says: the words in capitals with a space between. */
    text: string;
}
/** The recovery key of a vault: whoever has it opens the vault, and every backup of it, without the passphrase. */
export interface RecoveryKitView {
    vault: string;
    /** When it was given out. */
    created: string;
    /** 28, in their order. */
    words: string[];
    qr: QrView;
}
/** The recovery key in shares. Every selection of as many as are needed was put together before they were given out. */
export interface RecoverySharesView {
    vault: string;
    created: string;
    /** The same on all shares that were made together: six hexadecimal digits. */
    set: string;
    /** How many are needed. */
    threshold: number;
    shares: RecoveryShareView[];
}
export interface RecoveryShareView {
    /** From 1 on. */
    number: number;
    /** 36, in their order. */
    words: string[];
    qr: QrView;
}
/** What words are that were typed. `vault` are the first five digits of the vault's identifier. */
export type RecoveryWordsView = {
    kind: 'key';
    vault: string;
} | {
    kind: 'share';
    vault: string;
    number: number;
    threshold: number;
    set: string;
};
/** Acts change the vault: the core seals, the store commits, and only then does the answer leave the core. */
export type Act = 
/** A root; with `issuer` an intermediate authority below one of this vault. */
{
    act: 'createAuthority';
    subject: string;
    days: number;
    issuer?: string;
    pathLength?: number;
    permitted?: string[];
    excluded?: string[];
}
/** Without an authority: a request for elsewhere. */
 | {
    act: 'createRequest';
    authority?: string;
    subject: string;
    san: string[];
    profile?: Profile;
}
/** A certificate that was signed elsewhere, with its chain; its key is that of the request, a key handle, or not here. */
 | {
    act: 'adoptAuthority';
    certificate: Uint8Array;
    request?: string;
} | {
    act: 'adoptAuthority';
    material: Material;
    identity?: number;
} | {
    act: 'attachKey';
    authority: string;
    material?: Material;
}
/** The key leaves the vault for good; the passphrase is the vault's. */
 | {
    act: 'detachKey';
    authority: string;
    passphrase: string;
} | {
    act: 'configure';
    authority: string;
    settings: AuthoritySettings;
} | {
    act: 'issue';
    authority: string;
    csr: CsrRef;
    options: IssueRequest;
}
/** One commit: a request that is refused is reported, the others are issued. */
 | {
    act: 'issueMany';
    authority: string;
    csrs: CsrRef[];
    options: IssueRequest;
}
/** `record`: a serial number that the ledger does not know gets a bare row. */
 | {
    act: 'revoke';
    authority: string;
    serial?: string;
    certificate?: Uint8Array;
    reason: RevocationReason;
    invalidityDate?: string;
    holdInstruction?: string;
    record?: boolean;
}
/** Now; `on` a date; or, with null, not any more. */
 | {
    act: 'supersede';
    authority: string;
    serial: string;
    on?: string | null;
} | {
    act: 'release';
    authority: string;
    serial: string;
} | {
    act: 'issueCrl';
    authority: string;
    days?: number;
    hours?: number;
    seconds?: number;
    delta?: boolean;
    scope?: CrlScope;
    distributionPoint?: boolean;
    lastUpdate?: string;
    nextUpdate?: string;
} | {
    act: 'issueCrlSeries';
    authority: string;
    count: number;
    days?: number;
    hours?: number;
    seconds?: number;
    overlapSeconds?: number;
}
/** The same key: a root signs itself again, an intermediate authority is signed by its issuer of this vault. */
 | {
    act: 'renewAuthority';
    authority: string;
    days: number;
}
/** Another key, and cross-certificates both ways (RFC 4210, section 4.4). */
 | {
    act: 'replaceAuthority';
    authority: string;
    subject?: string;
    days: number;
    crossDays?: number;
} | {
    act: 'importDirectory';
    input: DirectoryInput;
    passphrase?: string;
    environment?: Record<string, string>;
} | {
    act: 'mergeDirectory';
    authority: string;
    input: DirectoryInput;
}
/** What is public, put together. What is not said is as it was the last time; `serial` the first time. */
 | {
    act: 'publish';
    authority: string;
    certificates?: PublicCertificates;
    title?: string;
    contact?: string;
} | {
    act: 'changePassphrase';
    current: string;
    passphrase: string;
}
/** The same passphrase, with a derivation that is costlier; a cheaper one is `vault/kdf-range`. */
 | {
    act: 'strengthen';
    passphrase: string;
    kdf: KdfView;
}
/** The backup of that revision is where it is kept. */
 | {
    act: 'recordBackup';
    revision: number;
    sha256: string;
}
/** After how many acts without a backup nothing more is issued; null: never. */
 | {
    act: 'setBackupLimit';
    acts: number | null;
}
/** An authority, or a certificate of it, out of the lists or back into them. */
 | {
    act: 'archive';
    authority: string;
    serial?: string;
    archived: boolean;
} | {
    act: 'deleteAuthority';
    authority: string;
    passphrase?: string;
}
/** The recovery key, for paper; `passphrase` is the vault's. */
 | {
    act: 'makeRecoveryKit';
    passphrase?: string;
}
/** The same in shares, 2 to 16, of which `threshold` open the vault. */
 | {
    act: 'makeRecoveryShares';
    passphrase?: string;
    threshold: number;
    shares: number;
}
/** The new passphrase of a vault that was opened with its recovery key. */
 | {
    act: 'resetPassphrase';
    passphrase: string;
};
/** Whose certificates a list is about; all, if nothing is said. */
export type CrlScope = 'users' | 'authorities';
/** A directory as it goes to the core. */
export type DirectoryInput = {
    archive: Uint8Array;
} | {
    files: [path: string, bytes: Uint8Array][];
};
/** Questions change nothing. `records` names the sealed records that a question needs; the worker loads them first. */
export type Question = {
    ask: 'vault';
} | {
    ask: 'authority';
    authority: string;
} | {
    ask: 'assess';
    authority: string;
    csr: CsrRef;
    options: IssueRequest;
} | {
    ask: 'certificates';
    authority: string;
    status?: Status;
    query?: string;
    archived?: ArchivedChoice;
    offset?: number;
    limit?: number;
} | {
    ask: 'certificate';
    authority: string;
    serial: string;
} | {
    ask: 'requests';
    authority?: string;
} | {
    ask: 'crl';
    authority: string;
} | {
    ask: 'deltaCrl';
    authority: string;
}
/** Without an authority: of a request for elsewhere, until its certificate is taken in. No password: plain PKCS#8. */
 | {
    ask: 'exportKey';
    authority?: string;
    of: {
        serial: string;
    } | {
        request: string;
    };
    password?: string;
    passphrase?: string;
}
/** `key`: where the vault does not hold the private key. That of an authority is given out with the vault's passphrase only. */
 | {
    ask: 'bundle';
    authority: string;
    of: BundleSource;
    files: FileRequest[];
    key?: Material;
    passphrase?: string;
} | {
    ask: 'inspectDirectory';
    input: DirectoryInput;
    passphrase?: string;
    environment?: Record<string, string>;
} | {
    ask: 'exportDirectory';
    authority: string;
    passphrase: string;
    keyDerivation?: 'pbkdf2' | 'scrypt';
} | {
    ask: 'configuration';
    authority: string;
} | {
    ask: 'index';
    authority: string;
} | {
    ask: 'status';
    authority: string;
    serial: string;
} | {
    ask: 'expiry';
    authority: string;
}
/** Valid certificates that name the authority's present certificate by its serial number: they do not chain to a renewed one. */
 | {
    ask: 'bound';
    authority: string;
}
/** What would be public. */
 | {
    ask: 'publication';
    authority: string;
    certificates?: PublicCertificates;
    title?: string;
    contact?: string;
}
/** The newest entry first, 100 unless `limit` says otherwise. `vault/busy` where the store is of another revision: refresh first. */
 | {
    ask: 'journal';
    offset?: number;
    limit?: number;
};
/** Whether a list has what is archived: `without`, unless said. */
export type ArchivedChoice = 'without' | 'with' | 'only';
/** What the store is asked to do, as one atomic transaction. */
export interface Commit {
    /** The revision that the store must have; -1: it must be empty. */
    expectedRevision: number;
    revision: number;
    put: [key: string, value: Uint8Array][];
    remove: string[];
}
/** How far a search for a key has come. */
export interface Progress {
    /** How likely it is that the search would have ended by now, from 0 to 1. */
    fraction: number;
    /** Candidates tested so far. */
    tested: number;
}
/** What each act gives. */
export interface ActViews {
    createAuthority: AuthorityView;
    createRequest: StoredRequestView;
    adoptAuthority: AuthorityView;
    attachKey: AuthorityView;
    detachKey: AuthorityView;
    configure: AuthorityView;
    issue: IssuedView;
    issueMany: BatchView;
    revoke: CertificateEntryView;
    supersede: CertificateEntryView;
    release: CertificateEntryView;
    issueCrl: CrlView;
    issueCrlSeries: CrlSeriesView;
    renewAuthority: AuthorityView;
    replaceAuthority: AuthorityView;
    importDirectory: ImportedView;
    mergeDirectory: MergedView;
    publish: PublishedView;
    changePassphrase: VaultView;
    strengthen: VaultView;
    recordBackup: VaultView;
    setBackupLimit: VaultView;
    archive: AuthorityView;
    deleteAuthority: VaultView;
    makeRecoveryKit: RecoveryKitView;
    makeRecoveryShares: RecoverySharesView;
    resetPassphrase: VaultView;
}
/** What each question gives. */
export interface QuestionViews {
    vault: VaultView;
    authority: AuthorityView;
    assess: AssessmentView;
    certificates: CertificatesView;
    certificate: CertificateEntryView;
    requests: StoredRequestView[];
    crl: CrlView | null;
    deltaCrl: CrlView | null;
    exportKey: ExportedKeyView;
    bundle: BundleView;
    inspectDirectory: ImportPreview;
    exportDirectory: DirectoryView;
    configuration: ConfigurationView;
    index: IndexView;
    status: StatusView;
    expiry: ExpiryView;
    bound: CertificatesView;
    publication: PublishedView;
    journal: JournalView;
}

// ---- vault
import { Authority, type KeyBrought, type MakeRequest } from './authority.js';
import { type BackupOpener, type BackupView, type RestoreView } from './backup.js';
import type { CoreWorker } from './environment.js';
import { type Directory } from './input.js';
import type { CallOptions } from './messenger.js';
import type { OpeningView } from './opening-view.js';
import type { Store } from './store.js';
import type { BackupReportView, DamageView, DirectoryFindingView, ExportedKeyView, ImportPreview, Input, JournalView, KdfView, KeyKind, NamedInput, RecoveryKitView, RecoverySharesView, StoredRequestView, VaultView } from './types.js';
import { type Role, type RoleReason } from './writer.js';
/** How a vault is opened. */
export interface OpenVaultOptions {
    store: Store;
    passphrase?: string;
    /** In place of the passphrase: the words of the recovery key, or of as many shares as are needed. Then `resetPassphrase` comes first. */
    recovery?: string;
    /** Makes a new vault; it is refused where there is one (`store/exists`). */
    create?: boolean;
    /** How costly the derivation of a new vault's key is: measured, so that it takes half a second on this device, if nothing is said. */
    kdf?: KdfView | 'calibrate';
    /** After how many acts without a backup a new vault issues nothing more: 25, if nothing is said; null: never. */
    backupLimit?: number | null;
    /** What becomes of a vault that was changed from outside: it is refused, or what is authentic of it is read. */
    damaged?: 'refuse' | 'read';
    /** Starts the worker in place of the package: for pages whose content security policy or bundler wants it otherwise. */
    worker?: () => CoreWorker | Promise<CoreWorker>;
}
/** How a vault is put where none is. */
export interface RestoreVaultOptions extends BackupOpener {
    store: Store;
    backup: Input;
    worker?: () => CoreWorker | Promise<CoreWorker>;
}
/** What a backup is brought back with. */
export interface RestoreRequest {
    /** That of the backup: the vault's when it was taken. */
    passphrase: string;
    /** The vault's own, now. */
    current: string;
}
/** Into how many shares the recovery key is parted, and how many of them are enough. */
export interface RecoverySharesRequest {
    passphrase: string;
    threshold: number;
    shares: number;
}
/** What a new authority is to be. */
export interface CreateAuthorityRequest extends CallOptions {
    /** `CN=Sample Root,O=The Sample Company,C=US` */
    subject: string;
    /** P-256, if nothing is said. */
    key?: KeyKind;
    days: number;
    /** The authority of this vault that signs it: it becomes an intermediate one. A root signs itself. */
    issuer?: string;
    /** For an intermediate one: how many authorities may follow below it. */
    pathLength?: number;
    /** Name constraints of an intermediate one: `dns:sample.com`, `ip:192.0.2.0/24`. */
    permitted?: string[];
    excluded?: string[];
}
/** An authority that was signed elsewhere. */
export interface AdoptRequest extends Partial<KeyBrought> {
    /** Its certificate, and those above it, in whatever wrapping. */
    certificate: Input;
    /** The request made here that it was signed for; else the key that is brought; else it is here with its certificate only. */
    request?: string;
}
/** An authority out of files: PKCS #12, a keystore of Java, PEM… Its certificate, its key and those above it find each other. */
export interface AdoptMaterial {
    material: Input | NamedInput[];
    /** What may open them. */
    passwords?: string[];
    /** Which of `InspectView.identities` it is; the first one of an authority, unless said. */
    identity?: number;
}
/** How a directory is read. */
export interface ImportRequest {
    /** That of `private/cakey.pem`, where it is encrypted. */
    passphrase?: string;
    /** What `$ENV::name` stands for in its configuration. */
    environment?: Record<string, string>;
}
/** Why a vault is locked: it was asked for, or its core stopped. */
export type LockReason = 'asked' | 'crashed';
/** Opens a vault, or makes one. */
export declare function openVault({ store, create, kdf, backupLimit, damaged, worker, ...by }: OpenVaultOptions): Promise<Vault>;
/** Puts the vault of a backup into an empty place, or into one whose vault is lost: only after the person said so. */
export declare function restoreVault({ store, backup, worker, ...by }: RestoreVaultOptions): Promise<Vault>;
/** An open vault. What is secret of it is in a worker, and is gone when it is locked. */
export declare class Vault {
    #private;
    /** Which place it was opened from, and what the others had to say. */
    get opening(): OpeningView;
    /** What is not as it should be, where it was opened all the same (`damaged: 'read'`): then it can be read, and nothing else. */
    get damages(): DamageView[];
    /** Of all who have it open one writes; the others see what it does, and their acts are refused (`vault/reader`). */
    get role(): Role;
    /** Calls back when the role has changed. Gives the way to stop it. */
    onRole(listener: (role: Role, why: RoleReason) => void): () => void;
    /** Asks the writer to leave it to this one; takes it where there is no answer for three seconds. */
    takeOver(): Promise<void>;
    view(): Promise<VaultView>;
    authorities(): Promise<Authority[]>;
    /** The authority with this id; `vault/authority-unknown` where there is none. */
    authority(id: string): Promise<Authority>;
    /** Makes a key and signs its own certificate with it, or has it signed by another authority of this vault. */
    createAuthority({ key, signal, onProgress, ...request }: CreateAuthorityRequest): Promise<Authority>;
    /** Makes a key and a request for an authority elsewhere to sign; its answer is adopted. */
    createRequest({ subject, san, key, profile, ...options }: MakeRequest): Promise<StoredRequestView>;
    /** The requests for elsewhere. */
    requests(): Promise<StoredRequestView[]>;
    /** The private key of a request for elsewhere, until its certificate is taken in; without a password it is not encrypted, and the vault's passphrase is asked for. */
    exportKey({ request, password, passphrase }: {
        request: string;
        password?: string | undefined;
        passphrase?: string | undefined;
    }): Promise<ExportedKeyView>;
    /** Takes in an authority that was made or signed elsewhere: its certificate, or files with its certificate and its key. */
    adoptAuthority(from: AdoptRequest | AdoptMaterial): Promise<Authority>;
    /** Looks at a directory of `openssl ca`; nothing is taken in. */
    inspectDirectory(input: Directory, how?: ImportRequest): Promise<ImportPreview>;
    /** Takes in a directory of `openssl ca`: its certificate and key, its ledger, its CRLs, its requests, its configuration. */
    importDirectory(input: Directory, how?: ImportRequest): Promise<{
        authority: Authority;
        findings: DirectoryFindingView[];
    }>;
    changePassphrase(current: string, next: string): Promise<VaultView>;
    /** Makes the derivation of the vault's key costlier: as `openVault` would for a new one, if nothing is said. */
    strengthen(passphrase: string, kdf?: KdfView): Promise<VaultView>;
    /** What was done, the newest first: page by page, and the whole as a text that can be verified without Rootpage. */
    journal(part?: {
        offset?: number;
        limit?: number;
    }): Promise<JournalView>;
    /** Looks at every certificate and list that is stored: what is not as it should be. */
    check(options?: CallOptions): Promise<DamageView[]>;
    /** One encrypted file with all that there is. Once it is where it is kept, it is recorded. */
    backup(passphrase: string): Promise<BackupView>;
    /** The backup is where it is kept: from here on acts are counted anew. */
    recordBackup({ revision, sha256 }: {
        revision: number;
        sha256: string;
    }): Promise<VaultView>;
    /** After how many acts without a backup nothing more is issued; null: never. */
    setBackupLimit(acts: number | null): Promise<VaultView>;
    /** Opens a backup with its passphrase, and says how the vault stands to it. */
    verifyBackup(input: Input, passphrase: string): Promise<BackupReportView>;
    /**
     * Brings a backup back. Of the same state nothing is done; a newer one takes the vault's place, and its passphrase is that of the vault then;
     * an older one is refused (`backup/older`). Where both went on, or it is of another vault, its authorities are merged and imported.
     */
    restore(input: Input, { passphrase, current }: RestoreRequest): Promise<RestoreView>;
    /** The key of the vault in words, for paper: it opens the vault and its backups where the passphrase is forgotten. */
    recoveryKit(passphrase: string): Promise<RecoveryKitView>;
    /** The same in parts, of which some are enough. */
    recoveryShares(request: RecoverySharesRequest): Promise<RecoverySharesView>;
    /** A new passphrase, where the vault was opened with its recovery key. */
    resetPassphrase(next: string): Promise<VaultView>;
    /** Ends the worker, and the data key and the private keys with it. Safe at any time: what was not committed is not there. */
    lock(): void;
    get locked(): boolean;
    /** Calls back once when the vault is locked. Gives the way to stop it. */
    onLock(listener: (reason: LockReason) => void): () => void;
    /** Calls back when somebody else (another tab) has changed the vault, after the change was read here. Gives the way to stop it. */
    onChange(listener: (revision: number) => void): () => void;
}

// ---- writer
/** What one of several who have a vault open may do: one writes, the others see all that it does. */
export type Role = 'writer' | 'reader';
/** Why a role is another one now. */
export type RoleReason = 
/** The writer went, and this was the next who waited. */
'queue'
/** This one asked for it. */
 | 'taken'
/** Another one asked for it, and got it. */
 | 'asked'
/** Another one took it, since this one did not answer. */
 | 'stolen';
/** What those who have the same vault open tell each other. */
export type Notice = {
    committed: number;
}
/** Somebody, who calls itself so, wants to write. */
 | {
    wanted: string;
}
/** The writer has finished its act; whoever asked may take the lock. */
 | {
    yielded: string;
};
/** The one who writes: for as long as the vault is open, unless it leaves it to another. */
export declare class Writer {
    #private;
    /** Called when the role has changed. */
    onRole: (role: Role, why: RoleReason) => void;
    /** `prepare` is done by whoever has just become the writer, before anything is written; `leave` by whoever leaves it to another, after its last act. */
    constructor(name: string, { tell, prepare, leave }: {
        tell: (notice: Notice) => void;
        prepare: () => Promise<void>;
        leave: () => Promise<void>;
    });
    get role(): Role;
    /** Becomes the writer where there is none, and waits in the queue otherwise. */
    start(): Promise<void>;
    /** Runs an act as the writer, or refuses it. */
    act<T>(run: () => Promise<T>): Promise<T>;
    /** Asks the writer to leave it to this one; takes it where there is no answer. */
    takeOver(): Promise<void>;
    /** What another one said. */
    hear(notice: Notice): void;
    /** Lets the next one write. */
    end(): void;
}
