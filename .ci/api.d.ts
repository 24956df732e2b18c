/**
 * Rootpage: a certificate authority in one page.
 *
 * Everything runs here: keys, requests, certificates and CRLs are made in a worker, and what is kept is sealed before it leaves it.
 */
export type { Authority, BundleOptions, BundleRequest, Certificates, CertificatesRequest, CrlRequest, CrlSeriesRequest, DirectoryRequest, FilesOf, KeyBrought, MakeRequest, PublishRequest, RenewRequest, ReplaceRequest, RequestInput, RevokeRequest, SupersedeDate, TargetView, } from './authority.js';
export { CODES } from './codes.js';
export type { CoreWorker } from './environment.js';
export { isRootpageError, RootpageError, type Code, type ErrorDetails, type ErrorFacts } from './errors.js';
export { indexedDbStore, type IndexedDbStore } from './indexeddb.js';
export type { Directory, DirectoryFile } from './input.js';
export { memoryStore, type MemoryStore } from './memory.js';
export type { CallOptions } from './messenger.js';
export { opensslCommand, type CommandContext } from './openssl.js';
export type { Store } from './store.js';
export { guide, subjectOf, TARGETS, targetFiles, type Guide, type GuideCheck, type GuideFile, type GuideLines, type GuideStep, type SubjectSource, type Target, type TargetGroup, type TargetId, type TargetOption, type TargetOptions, type TargetSubject, } from './targets.js';
export { checkName, checkSan, convert, createRequest, explainConfiguration, generateKey, inspect, nameAttributes, readRequest, type ConvertOptions, type GeneratedKey, type InspectOptions } from './tools.js';
export type * from './types.js';
export { openVault, type AdoptMaterial, type AdoptRequest, type CreateAuthorityRequest, type ImportRequest, type LockReason, type OpenVaultOptions, type Vault } from './vault.js';

// ---- authority
import { type Directory } from './input.js';
import type { CallOptions } from './messenger.js';
import { type Guide, type TargetId, type TargetOptions } from './targets.js';
import type { Act, AssessmentView, AuthoritySettings, AuthorityView, BatchView, BundleView, CertificateEntryView, CertificatesView, ConfigurationView, CrlSeriesView, CrlView, DirectoryView, EntryView, ExpiryView, ExportedKeyView, FileRequest, IndexView, Input, IssuedView, IssueRequest, KeyKind, MadeFileView, MergedView, NamedInput, Profile, PublishedView, RevocationReason, Status, StatusView, StoredRequestView } from './types.js';
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
    /** The private key of a certificate or request that was made here; without a password it is not encrypted. */
    exportKey({ password, ...of }: ({
        serial: string;
    } | {
        request: string;
    }) & {
        password?: string | undefined;
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
import type { Store } from './store.js';
/** A store in this browser. */
export interface IndexedDbStore extends Store {
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
import type { Store } from './store.js';
/** A store that keeps everything in memory: for Node, tests, and whoever brings the records somewhere else. */
export interface MemoryStore extends Store {
    /** A copy of everything, to be kept and handed to `memoryStore` another time. */
    snapshot(): Map<string, Uint8Array>;
}
/** The reference store. Two vaults opened on the same one are like two tabs. */
export declare function memoryStore(snapshot?: ReadonlyMap<string, Uint8Array>): MemoryStore;

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
    constructor(post: (message: Message) => void, answer: Answer);
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
    /** Cold records by their keys; one that is not there is left out. */
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
import type { CallOptions } from './messenger.js';
import type { BundleView, CreatedRequestView, CreateRequest, ExplanationView, FileRequest, Input, InspectView, KeyKind, NameAttributeView, NamedInput, NamePartView, RequestView } from './types.js';
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
    /** Counts every commit. */
    revision: number;
    created: string;
    authorities: AuthorityView[];
}
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
};
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
}

// ---- vault
import { Authority, type KeyBrought, type MakeRequest } from './authority.js';
import type { CoreWorker } from './environment.js';
import { type Directory } from './input.js';
import type { CallOptions } from './messenger.js';
import type { Store } from './store.js';
import type { DirectoryFindingView, ExportedKeyView, ImportPreview, Input, KeyKind, NamedInput, StoredRequestView, VaultView } from './types.js';
/** How a vault is opened. */
export interface OpenVaultOptions {
    store: Store;
    passphrase: string;
    /** Makes a new vault; it is refused where there is one (`store/exists`). */
    create?: boolean;
    /** Starts the worker in place of the package: for pages whose content security policy or bundler wants it otherwise. */
    worker?: () => CoreWorker | Promise<CoreWorker>;
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
export declare function openVault({ store, passphrase, create, worker }: OpenVaultOptions): Promise<Vault>;
/** An open vault. What is secret of it is in a worker, and is gone when it is locked. */
export declare class Vault {
    #private;
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
    /** The private key of a request for elsewhere, until its certificate is taken in; without a password it is not encrypted. */
    exportKey({ request, password }: {
        request: string;
        password?: string | undefined;
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
    /** Ends the worker, and the data key and the private keys with it. Safe at any time: what was not committed is not there. */
    lock(): void;
    get locked(): boolean;
    /** Calls back once when the vault is locked. Gives the way to stop it. */
    onLock(listener: (reason: LockReason) => void): () => void;
    /** Calls back when somebody else (another tab) has changed the vault, after the change was read here. Gives the way to stop it. */
    onChange(listener: (revision: number) => void): () => void;
}
