/** What needs no vault. It runs in a worker too: the calling thread stays free, and a fault in the core stays there. */
import type { BackupContentsView, BackupOpener } from './backup.js'
import { Client } from './client.js'
import { RootpageError } from './errors.js'
import { BACKUP_LIMIT, bytes, named } from './input.js'
import type { CallOptions } from './messenger.js'
import { openerOf } from './opening.js'
import type { BundleView, CreatedRequestView, CreateRequest, ExplanationView, FileRequest, Input, InspectView, KdfView, KeyKind, NameAttributeView, NamedInput, NamePartView, RecoveryWordsView, RequestView } from './types.js'

let shared: Promise<Client> | undefined

/** One worker for all of them, started when it is first needed, and again after a fault. */
async function tools(): Promise<Client> {
  shared ??= Client.start()
  const client = await shared.catch((error: unknown) => {
    shared = undefined
    throw error
  })
  if (!client.ended) return client
  shared = undefined
  return tools()
}

/** What may open what is looked at: each password is tried on each thing. */
export interface InspectOptions { passwords?: string[] }

/** Names and explains what it is given: requests, certificates, CRLs, keys, keystores… in one input or in several files. */
export async function inspect(input: Input | NamedInput[], { passwords = [] }: InspectOptions = {}): Promise<InspectView> {
  return (await tools()).call('inspect', [await named(input), passwords])
}

/** Which identity of what was brought, by its place in `InspectView.identities`: the first one, unless said. */
export interface ConvertOptions extends InspectOptions { identity?: number }

/** Makes files for programs out of a certificate with its key and those above it, each opened again before it is given out. */
export async function convert(input: Input | NamedInput[], { passwords = [], identity = 0 }: ConvertOptions, files: FileRequest[]): Promise<BundleView> {
  return (await tools()).call('convert', [await named(input), passwords, identity, files])
}

/** Reads a request, in whatever wrapping it comes, and checks its own signature. */
export async function readRequest(input: Input): Promise<RequestView> {
  return (await tools()).call('readRequest', [await bytes(input)])
}

/** Takes a distinguished name apart, or says at which field it cannot be. */
export async function checkName(subject: string): Promise<NamePartView[]> {
  return (await tools()).call('checkName', [subject])
}

/** A subject alternative name in its normal form, `dns:mail.sample.com`, or why it cannot be one. */
export async function checkSan(name: string): Promise<string> {
  return (await tools()).call('checkSan', [name])
}

/** The attribute types that a name can have. */
export async function nameAttributes(): Promise<NameAttributeView[]> {
  return (await tools()).call('nameAttributes', [])
}

/** Says line by line what an `openssl.cnf` does, and what is dangerous in it. `includes` are the files that it names, by their paths, and `environment` the variables behind `$ENV::`. */
export async function explainConfiguration(text: string, includes: Record<string, string> = {}, environment: Record<string, string> = {}): Promise<ExplanationView> {
  return (await tools()).call('explainConfiguration', [text, includes, environment])
}

/** The derivation that takes half a second on this device, and never less than is safe. To find out takes about a second. */
export async function calibrateKdf(options: CallOptions = {}): Promise<KdfView> {
  return (await tools()).call('calibrateKdf', [], options)
}

/** What words of paper are: a recovery key or a share of one. An error names the word that is wrong. */
export async function checkWords(text: string): Promise<RecoveryWordsView> {
  return (await tools()).call('checkWords', [text])
}

/** The words of the recovery key, from as many of its shares as are needed. */
export async function combineShares(shares: string[]): Promise<string> {
  return (await tools()).call('combineShares', [shares])
}

/** Says what is in a backup; nothing is taken in. */
export async function readBackup(input: Input, opener: BackupOpener): Promise<BackupContentsView> {
  return (await tools()).call('readBackup', [await bytes(input, BACKUP_LIMIT), openerOf(opener)])
}

/** A key made for its caller, who keeps it. */
export interface GeneratedKey {
  readonly kind: KeyKind
  readonly publicKeyPem: string
  /** PKCS#8 in PEM: encrypted with the password, or plain without one. */
  pem(password?: string): Promise<string>
  /** PKCS#8 in DER, plain. */
  pkcs8(): Uint8Array
}

/** Makes a private key. Each search has a worker of its own, so several run side by side. */
export async function generateKey(kind: KeyKind, options: CallOptions = {}): Promise<GeneratedKey> {
  const client = await Client.start()
  try {
    const { publicKeyPem, pkcs8 } = await client.call('generateKey', [kind], options)
    return {
      kind,
      publicKeyPem,
      pem: async password => (await tools()).call('exportPem', [pkcs8, password]),
      pkcs8: () => pkcs8.slice(),
    }
  } finally {
    client.end(new RootpageError('session/cancelled'))
  }
}

/** Makes a request for a key: one made here, or one in PEM or DER, with its password where it is encrypted. */
export async function createRequest(key: GeneratedKey | Input, { password, ...request }: CreateRequest & { password?: string }): Promise<CreatedRequestView> {
  const held = typeof key === 'object' && 'pkcs8' in key ? key.pkcs8() : await bytes(key)
  return (await tools()).call('createRequest', [held, password, request])
}
