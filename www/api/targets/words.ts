/** The names that files, keystore entries and lines are given after a root, and the server that it is tried with. */
import { answer, connectName, dnsNames, fileStem, type GuideCheck, type TargetOption, type TargetOptions, type TargetSubject } from './target.js'

/** Small letters, figures, dots and hyphens: a name for files and entries of keystores alike (Java has aliases in small letters). */
export function alias(title: string): string {
  const letters = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return letters.replaceAll(/[^a-z0-9.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '').slice(0, 64) || 'certificate'
}

export const ownAlias = (subject: TargetSubject): string => alias(fileStem(subject))

/** The self-signed certificate at the end of the chain. */
export function rootTitle(subject: TargetSubject): string {
  return subject.rootTitle ?? `the root above ${subject.issuerTitle}`
}

export const rootAlias = (subject: TargetSubject): string => alias(subject.rootTitle ?? 'root')
export const namedRoot = (subject: TargetSubject, extension: string): string => `${rootAlias(subject)}.${extension}`

/** The fingerprint of the root, where the certificate that is looked at is the root. */
export const rootFingerprint = (subject: TargetSubject): string | undefined => (subject.selfSigned ? subject.sha256 : undefined)

/** Shows the fingerprint of a file, to compare it. */
export function fingerprintCheck(subject: TargetSubject, path: string, form: 'PEM' | 'DER' = 'PEM'): GuideCheck {
  return {
    command: `openssl x509 ${form === 'DER' ? '-inform DER ' : ''}-in ${path} -noout -subject -fingerprint -sha256`,
    expect: `sha256 Fingerprint=${rootFingerprint(subject) ?? ''}`,
    about: `It is ${rootTitle(subject)}, and no other: compare the fingerprint with what its authority says in another way than it sent the file.`,
  }
}

/** Where a server answers, as the lines of commands need it. */
export interface Reach { host: string; port: number; url: string }

/** Nothing shows better that a root is trusted than a server that it vouches for. */
export const SERVER: TargetOption = {
  name: 'server', label: 'A server to try it with', kind: 'text',
  hint: 'A host name that this authority signed for, with its port where it is not 443: mail.sample.com, localhost:8443',
}

const SERVER_FORM = /^(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(?<port>\d{1,5}))?$/

/** The server that was named, else the certificate's own name, if it has one that a client can ask for. */
export function reach(subject: TargetSubject, options: TargetOptions): Reach | undefined {
  const named = SERVER_FORM.exec(answer(options, 'server'))?.groups
  if (named?.['host'] !== undefined) return at(named['host'], named['port'] === undefined ? 443 : Number(named['port']))
  return dnsNames(subject).length > 0 ? at(connectName(subject), 443) : undefined
}

export function at(host: string, port: number): Reach {
  return { host, port, url: port === 443 ? `https://${host}/` : `https://${host}:${port}/` }
}

/** A check that needs a server, where one is known. */
export function against(server: Reach | undefined, check: (server: Reach) => GuideCheck): GuideCheck[] {
  return server ? [check(server)] : []
}

/** A full verification by OpenSSL, with a file or a folder of roots. */
export function handshake({ host, port }: Reach, trusted: string): GuideCheck {
  return {
    command: `openssl s_client -connect ${host}:${port} -servername ${host} -verify_hostname ${host} ${trusted} -verify_return_error -brief </dev/null 2>&1`,
    expect: `Verification: OK\nVerified peername: ${host}`,
  }
}

/** curl says the server's first line, or why it does not go on. */
export function fetched(command: string, about = 'A first line such as HTTP/1.1 200 OK, and nothing about the certificate.'): GuideCheck {
  return { command, expect: 'HTTP/', about }
}

/** A password as it was typed, spaces and all; none where nothing was. */
export function typedPassword({ password }: TargetOptions): { password?: string } {
  return typeof password === 'string' && password !== '' ? { password } : {}
}
