/** What servers have in common: a certificate with its chain, a key beside it, and clients that are asked for a certificate. */
import type { FileRequest } from '../types.js'
import {
  connectName, fileStem, hostAndPort, isAddress, isYes, answer, shellWord, type GuideCheck, type GuideFile, type GuideStep, type Placement, type TargetOption, type TargetOptions, type TargetSubject,
} from './target.js'

// ---------------------------------------------------------------- options

/** Whether clients have to show a certificate of the same authority. */
export const CLIENTS: TargetOption = {
  name: 'clients',
  label: 'Client certificates',
  hint: 'Let in only who shows a certificate of the same authority.',
  kind: 'choice',
  choices: [
    { value: 'no', label: 'Not asked for' },
    { value: 'require', label: 'Required', hint: 'Nobody connects without one.' },
  ],
  default: 'no',
}

/** Whether the server asks the CRL about them. */
export const REVOCATION: TargetOption = {
  name: 'crl',
  label: 'Refuse revoked clients',
  hint: 'The newest CRL is among the files: create one first. Once it is due and not replaced, every client is refused.',
  kind: 'switch',
  default: 'yes',
  when: { option: 'clients', is: ['require'] },
}

export function asksClients(options: TargetOptions): boolean {
  return answer(options, 'clients') === 'require'
}

export function checksRevocation(options: TargetOptions): boolean {
  return asksClients(options) && isYes(options, 'crl')
}

// ---------------------------------------------------------------- files

/** Who may read a private key. */
export interface KeyReader { owner: string; mode: '0600' | '0640' }

export const ROOT_ALONE: KeyReader = { owner: 'root:root', mode: '0600' }

const PUBLIC = { owner: 'root:root', mode: '0644' }

function published(folder: string, name: string, about: string, request: Omit<FileRequest, 'name'>): Placement {
  return { name, path: `${folder}/${name}`, ...PUBLIC, about, request }
}

/** The certificate, then its issuers below the root: what a server sends. */
export function certificateFile(folder: string, subject: TargetSubject, name = `${fileStem(subject)}.pem`): Placement {
  return published(folder, name, subject.issuers > 1 ? 'The certificate and its issuers, without the root' : 'The certificate', { format: 'fullchain' })
}

/** The private key, or the place of the one that the request was made with. */
export function keyFile(folder: string, subject: TargetSubject, { owner, mode }: KeyReader, name = `${fileStem(subject)}.key`): Placement {
  const place = { name, path: `${folder}/${name}`, owner, mode }
  return subject.hasKey
    ? { ...place, about: 'The private key', request: { format: 'key', plain: true } }
    : { ...place, about: 'The private key that the request was made with; it is not among these files' }
}

/** The authority whose clients are let in, up to the root. */
export function clientAuthorityFile(folder: string, name = 'clients-ca.pem'): Placement {
  return published(folder, name, 'The authority of the clients, up to the root', { format: 'chain', root: true })
}

/** The CRL of that authority and of those above it: OpenSSL asks for one at each step of the chain. */
export function revocationFile(folder: string, name = 'clients.crl.pem'): Placement {
  return published(folder, name, 'Which clients were revoked', { format: 'crl', chain: true })
}

/** The root, which the clients need, and the command that verifies. */
export function rootFile(about = 'For the clients, and for the command that verifies'): Placement {
  return { name: 'root.pem', path: 'root.pem', owner: 'anybody', mode: '0644', about, request: { format: 'root' } }
}

/** The files of most servers: certificate and key, the clients' authority and CRL where they are asked for, and the root. */
export function serverFiles(folder: string, subject: TargetSubject, options: TargetOptions, reader: KeyReader = ROOT_ALONE): Placement[] {
  return [certificateFile(folder, subject), keyFile(folder, subject, reader), ...clientFiles(folder, options), rootFile()]
}

export function clientFiles(folder: string, options: TargetOptions): Placement[] {
  return [...(asksClients(options) ? [clientAuthorityFile(folder)] : []), ...(checksRevocation(options) ? [revocationFile(folder)] : [])]
}

// ---------------------------------------------------------------- steps

/** Puts each file in its place, readable by whom it should be and by nobody else. */
export function installStep(placements: readonly GuideFile[], text?: string): GuideStep {
  const placed = placements.filter(({ path }) => path.startsWith('/'))
  const folders = [...new Set(placed.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))]
  return {
    title: 'Put the files in their places',
    ...(text !== undefined && { text }),
    lines: { language: 'shell', text: [...folders.map(folder => `sudo install -d -m 0755 ${shellWord(folder)}`), ...placed.map(installed)].join('\n') },
  }
}

function installed({ name, path, owner, mode }: GuideFile): string {
  const [user, group = user] = owner.split(':')
  return `sudo install -m ${mode} -o ${user} -g ${group} ${shellWord(name)} ${shellWord(path)}`
}

export function configureStep(title: string, file: string, language: string, text: string, about?: string): GuideStep {
  return { title, ...(about !== undefined && { text: about }), lines: { file, language, text } }
}

export function shellStep(title: string, text: string, about?: string): GuideStep {
  return { title, ...(about !== undefined && { text: about }), lines: { language: 'shell', text } }
}

// ---------------------------------------------------------------- commands that verify

/** A handshake with full verification: the chain up to the root, and the name. */
export function handshakeCheck(subject: TargetSubject, port: number | string, { starttls, client, about }: { starttls?: string; client?: boolean; about?: string } = {}): GuideCheck {
  const host = connectName(subject)
  const named = isAddress(host) ? `-verify_ip ${host}` : `-servername ${host} -verify_hostname ${host}`
  const words = [`openssl s_client -brief -connect ${hostAndPort(host, port)}`, ...(starttls ? [`-starttls ${starttls}`] : []), named, '-verify_return_error -CAfile root.pem', ...(client ? ['-cert client.pem -key client.key'] : []), '</dev/null']
  return { command: words.join(' '), expect: isAddress(host) ? 'Verification: OK' : `Verification: OK\nVerified peername: ${verifiedName(subject, host)}`, ...(about !== undefined && { about }) }
}

/** OpenSSL names the name of the certificate that fitted, which may be one with a wildcard. */
function verifiedName({ names }: TargetSubject, host: string): string {
  return names.find(name => name.toLowerCase() === host.toLowerCase()) ?? names.find(name => name.startsWith('*.')) ?? host
}

/** curl refuses whatever does not fit: an answer says that all of it does. */
export function curlCheck(subject: TargetSubject, { client, port }: { client: boolean; port?: number | string }): GuideCheck {
  const url = `https://${hostAndPort(connectName(subject), port ?? 443).replace(/:443$/, '')}/`
  return client
    ? { command: `curl --silent --show-error --output /dev/null --write-out '%{http_code} %{ssl_verify_result}\\n' --cacert root.pem --cert client.pem --key client.key ${url}`, expect: '200 0', about: 'With the certificate of a client and its key. Without them the server refuses, and so it does with those of a client that was revoked.' }
    : { command: `curl --silent --show-error --output /dev/null --write-out '%{http_code} %{ssl_verify_result}\\n' --cacert root.pem ${url}`, expect: '200 0', about: 'The first figure is the answer of HTTP (another than 200 where there is no page yet), the second is 0 where the certificate was verified.' }
}

// ---------------------------------------------------------------- notes

/** A renewed certificate has the same names of files. */
export function renewalNote(reload: string): string {
  return `To renew: put the new files in the same places under the same names, then ${reload}.`
}

/** A CRL that is due and not replaced refuses everybody (RFC 5280, section 6.3.3). */
export function revocationNote({ crlUrl }: TargetSubject, path: string, reload: string): string {
  const fetched = crlUrl === undefined ? '' : ` The one of the issuer is at ${crlUrl}.`
  return `The CRL is read when the server starts or reloads: before it is due, put the next one at ${path} and ${reload}. From that day on an old one refuses every client.${fetched}`
}

/** What else to say of the names. */
export function nameNotes(subject: TargetSubject): string[] {
  return subject.names.length + subject.addresses.length > 0 ? [] : ['This certificate names no host: a client that verifies the name refuses it. A server needs one that was issued for its DNS name.']
}

export function keyNotes({ hasKey }: TargetSubject, path: string): string[] {
  return hasKey ? [] : [`The private key is where the request was made. Put it at ${path}, readable by its owner alone, or bring it here and make the files again.`]
}
