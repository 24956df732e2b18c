/**
 * Rootpage: a certificate authority in one page.
 *
 * Everything runs here: keys, requests, certificates and CRLs are made in a worker, and what is kept is sealed before it leaves it.
 */
export type { Authority, Certificates, CertificatesRequest, MakeRequest, RequestInput } from './authority.js';
export { CODES } from './codes.js';
export type { CoreWorker } from './environment.js';
export { isRootpageError, RootpageError, type Code, type ErrorDetails, type ErrorFacts } from './errors.js';
export { indexedDbStore, type IndexedDbStore } from './indexeddb.js';
export { memoryStore, type MemoryStore } from './memory.js';
export type { CallOptions } from './messenger.js';
export type { Store } from './store.js';
export { checkName, checkSan, createRequest, generateKey, inspect, nameAttributes, readRequest, type GeneratedKey } from './tools.js';
export type * from './types.js';
export { openVault, type CreateAuthorityRequest, type LockReason, type OpenVaultOptions, type Vault } from './vault.js';

// ---- authority
import type { CallOptions } from './messenger.js';
import type { AssessmentView, AuthorityView, CertificateEntryView, CertificatesView, CrlView, EntryView, ExportedKeyView, Input, IssuedView, IssueRequest, KeyKind, Profile, RevocationReason, Status, StoredRequestView } from './types.js';
/** A request from outside, or one that was made here. */
export type RequestInput = Input | {
    request: string;
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
    certificates(which?: CertificatesRequest): Certificates;
    certificate(serial: string): Promise<CertificateEntryView>;
    /** Nobody hears of it before the next CRL. */
    revoke(serial: string, { reason, invalidityDate }: {
        reason: RevocationReason;
        invalidityDate?: string | undefined;
    }): Promise<CertificateEntryView>;
    /** Takes back a revocation with the reason `certificateHold`. */
    release(serial: string): Promise<CertificateEntryView>;
    issueCrl({ days }: {
        days: number;
    }): Promise<CrlView>;
    /** The newest CRL. */
    crl(): Promise<CrlView | null>;
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

// ---- tools
import type { CallOptions } from './messenger.js';
import type { CreatedRequestView, CreateRequest, Input, InspectView, KeyKind, NameAttributeView, NamePartView, RequestView } from './types.js';
/** Names and explains what it is given: a request, a certificate, a CRL, a key… */
export declare function inspect(input: Input): Promise<InspectView>;
/** Reads a request, in whatever wrapping it comes, and checks its own signature. */
export declare function readRequest(input: Input): Promise<RequestView>;
/** Takes a distinguished name apart, or says at which field it cannot be. */
export declare function checkName(subject: string): Promise<NamePartView[]>;
/** A subject alternative name in its normal form, `dns:mail.sample.com`, or why it cannot be one. */
export declare function checkSan(name: string): Promise<string>;
/** The attribute types that a name can have. */
export declare function nameAttributes(): Promise<NameAttributeView[]>;
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
export type Profile = 'server' | 'client' | 'server-client' | 'email' | 'code-signing' | 'intermediate-ca';
export type Verdict = 'taken' | 'changed' | 'added' | 'dropped' | 'refused';
export type Severity = 'refuse' | 'warn' | 'note';
export type Status = 'valid' | 'expired' | 'revoked';
/** RFC 5280, section 5.3.1. */
export type RevocationReason = 'unspecified' | 'keyCompromise' | 'cACompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation' | 'certificateHold' | 'privilegeWithdrawn' | 'aACompromise';
/** Anything that holds a request, a certificate, a key or a list: PEM or other text, bytes, or a file. */
export type Input = string | Uint8Array | Blob;
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
    /** In place of the request's subject. */
    subject?: string;
    /** In place of the request's subject alternative names: `dns:mail.sample.com`, `ip:192.0.2.1`. */
    san?: string[];
    /** How many authorities may follow below an intermediate one. */
    pathLength?: number;
}
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
    profile: Profile;
    issued: string;
    notBefore: string;
    notAfter: string;
    status: Status;
    revoked?: {
        date: string;
        reason: RevocationReason;
        invalidityDate?: string;
    };
    sha256: string;
    /** Whether the vault holds its private key. */
    hasKey: boolean;
}
/** A certificate of the ledger with all that belongs to it. */
export interface CertificateEntryView extends EntryView {
    certificate: CertificateView;
    /** The issuers above it, nearest first, in PEM; the root is last. */
    chainPem: string;
    /** The request that it was signed for. */
    request: {
        pem: string;
        der: Uint8Array;
    };
}
export interface IssuedView extends CertificateEntryView {
    report: ReportRowView[];
    warnings: FindingView[];
}
export interface CrlView {
    /** In decimal; empty where a list made elsewhere has none. */
    number: string;
    thisUpdate: string;
    /** Empty where a list made elsewhere does not say. */
    nextUpdate: string;
    entries: number;
    pem: string;
    der: Uint8Array;
    text: string;
}
/** What a piece of input is. */
export type ObjectKind = 'request' | 'certificate' | 'crl' | 'private-key' | 'encrypted-private-key' | 'public-key' | 'pkcs7' | 'pkcs12' | 'other';
/** One thing in an input. A private key is named and not shown. */
export interface ObjectView {
    kind: ObjectKind;
    /** In words: `certificate request`, `encrypted private key`. */
    label: string;
    request?: RequestView;
    certificate?: CertificateView;
    crl?: CrlView;
    /** A public key that stands by itself. */
    key?: KeyView;
    /** Why it cannot be read, where it stands beside others; alone it is an error. */
    problem?: ProblemView;
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
    /** The newest CRL. */
    crl?: {
        number: string;
        thisUpdate: string;
        nextUpdate: string;
        entries: number;
    };
    /** Certificates revoked since the newest CRL was made (or ever, where there is none). */
    unpublishedRevocations: number;
}
/** A request made here, whose key the vault holds. */
export interface StoredRequestView {
    id: string;
    subject: string;
    san: string[];
    created: string;
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
export type Act = {
    act: 'createAuthority';
    subject: string;
    days: number;
} | {
    act: 'createRequest';
    authority: string;
    subject: string;
    san: string[];
    profile?: Profile;
} | {
    act: 'issue';
    authority: string;
    csr: Uint8Array | {
        request: string;
    };
    options: IssueRequest;
} | {
    act: 'revoke';
    authority: string;
    serial: string;
    reason: RevocationReason;
    invalidityDate?: string;
} | {
    act: 'release';
    authority: string;
    serial: string;
} | {
    act: 'issueCrl';
    authority: string;
    days: number;
} | {
    act: 'changePassphrase';
    current: string;
    passphrase: string;
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
    csr: Uint8Array | {
        request: string;
    };
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
    authority: string;
} | {
    ask: 'crl';
    authority: string;
} | {
    ask: 'exportKey';
    authority: string;
    of: {
        serial: string;
    } | {
        request: string;
    };
    password?: string;
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
    issue: IssuedView;
    revoke: CertificateEntryView;
    release: CertificateEntryView;
    issueCrl: CrlView;
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
    exportKey: ExportedKeyView;
}

// ---- vault
import { Authority } from './authority.js';
import type { CoreWorker } from './environment.js';
import type { CallOptions } from './messenger.js';
import type { Store } from './store.js';
import type { KeyKind, VaultView } from './types.js';
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
    /** Makes a key and signs its own certificate with it. */
    createAuthority({ subject, key, days, ...options }: CreateAuthorityRequest): Promise<Authority>;
    changePassphrase(current: string, next: string): Promise<VaultView>;
    /** Ends the worker, and the data key and the private keys with it. Safe at any time: what was not committed is not there. */
    lock(): void;
    get locked(): boolean;
    /** Calls back once when the vault is locked. Gives the way to stop it. */
    onLock(listener: (reason: LockReason) => void): () => void;
    /** Calls back when somebody else (another tab) has changed the vault, after the change was read here. Gives the way to stop it. */
    onChange(listener: (revision: number) => void): () => void;
}
