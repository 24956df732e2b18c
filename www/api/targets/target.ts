/** What a target is: a program, what it asks for, and how it is set up. Everything here is pure: words and lines, no files. */
import type { FileRequest } from '../types.js'

export { quoted as shellWord } from '../shell.js'

export type TargetGroup = 'web' | 'mail' | 'vpn' | 'database' | 'java' | 'windows' | 'apple' | 'android' | 'container' | 'trust' | 'files'

/** Something that a form asks before the files are made. */
export interface TargetOption {
  name: string
  label: string
  hint: string
  /** A switch is `yes` or `no`; a file is bytes. */
  kind: 'text' | 'password' | 'choice' | 'switch' | 'file'
  choices?: readonly { value: string; label: string; hint?: string }[]
  /** What is taken where nothing is said. */
  default?: string
  required?: boolean
  /** Asked only where another option has one of these values. */
  when?: { option: string; is: readonly string[] }
}

/** Answers, by the name of the option. */
export type TargetOptions = Readonly<Record<string, string | Uint8Array | undefined>>

/** A program, or a store that is told to trust. */
export interface Target<Id extends string = string> {
  id: Id
  title: string
  group: TargetGroup
  about: string
  /** What people search it by. */
  words: readonly string[]
  /** Whether it is given a certificate of its own, or an authority to trust. */
  kind: 'identity' | 'trust'
  /** Whether nothing can be made without the private key. Elsewhere the key may be where the request was made. */
  needsKey: boolean
  options: readonly TargetOption[]
}

/** The facts of a certificate that files and lines are made of. */
export interface TargetSubject {
  /** The common name, or the first name of the certificate. */
  title: string
  /** The first DNS name, else the title. */
  host: string
  /** The DNS names, `*.sample.com` among them. */
  names: readonly string[]
  /** The IP addresses. */
  addresses: readonly string[]
  /** The e-mail addresses. */
  emails: readonly string[]
  /** The whole name, as RFC 4514 writes it. */
  subject: string
  issuerTitle: string
  /** How many certificates there are above it, the root too. */
  issuers: number
  isAuthority: boolean
  selfSigned: boolean
  /** Whether its private key is at hand. */
  hasKey: boolean
  keyLabel: string
  sha256: string
  serial: string
  /** Where its issuer publishes the CRL, where the certificate says so. */
  crlUrl?: string
  /** The title of the self-signed certificate at the end of the chain, where it is known. */
  rootTitle?: string
}

/** A file and its place; the path is the one of Debian where systems differ. A relative path is where the person is. */
export interface GuideFile { name: string; path: string; owner: string; mode: string; about?: string }

/** Lines for a file, or for a shell. */
export interface GuideLines { file?: string; language: string; text: string }

export interface GuideStep { title: string; text?: string; lines?: GuideLines }

/** A command, and what is found in its output where it worked: every line of `expect`. */
export interface GuideCheck { command: string; expect: string; about?: string }

/** How a target is set up with the files of one certificate. */
export interface Guide {
  intro: string
  files: GuideFile[]
  steps: GuideStep[]
  verify: GuideCheck[]
  notes: string[]
}

/** All that is known of a target, in one place. */
export interface TargetDefinition<Id extends string = string> {
  target: Target<Id>
  files: (subject: TargetSubject, options: TargetOptions) => FileRequest[]
  guide: (subject: TargetSubject, options: TargetOptions) => Guide
}

/** A file with its place. Without a request it is there already: the key that the request was made with. */
export interface Placement extends GuideFile { request?: Omit<FileRequest, 'name'> }

/** A target whose files are named once, with their places. */
export interface Recipe<Id extends string> {
  target: Target<Id>
  place: (subject: TargetSubject, options: TargetOptions) => Placement[]
  guide: (subject: TargetSubject, options: TargetOptions, files: readonly Placement[]) => Omit<Guide, 'files'>
}

export function defineTarget<const Id extends string>({ target, place, guide }: Recipe<Id>): TargetDefinition<Id> {
  return {
    target,
    files: (subject, options) => place(subject, options).flatMap(({ name, request }) => (request ? [{ name, ...request }] : [])),
    guide: (subject, options) => {
      const files = place(subject, options)
      return { files: files.map(listed), ...guide(subject, options, files) }
    },
  }
}

function listed({ name, path, owner, mode, about }: Placement): GuideFile {
  return { name, path, owner, mode, ...(about !== undefined && { about }) }
}

// ---------------------------------------------------------------- answers

/** The answer to an option, empty where there is none. */
export function answer(options: TargetOptions, name: string): string {
  const value = options[name]
  return typeof value === 'string' ? value.trim() : ''
}

export function isYes(options: TargetOptions, name: string): boolean {
  return answer(options, name) === 'yes'
}

/** An answer that stands in lines of a configuration: only what its form allows, else what is taken without it. */
export function checkedAnswer(options: TargetOptions, name: string, form: RegExp, otherwise: string): string {
  const value = answer(options, name)
  return form.test(value) ? value : otherwise
}

export const HOST_AND_PORT = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/
export const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?|[0-9A-Fa-f:.]+)$/
export const PORT = /^\d{1,5}$/

// ---------------------------------------------------------------- names

/** A name as it may stand in a file's name: no folder, no space, nothing that a shell or a configuration would read. */
export function fileStem(subject: TargetSubject): string {
  const name = subject.host.replace(/^\*\./, 'wildcard.').normalize('NFKD').replace(/\p{M}/gu, '')
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '').slice(0, 100) || 'certificate'
}

const DNS_NAME = /^(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/

/** The DNS names that may stand in a line of a configuration. A certificate may say anything. */
export function dnsNames({ names }: TargetSubject): string[] {
  return names.filter(name => DNS_NAME.test(name))
}

/** What a server calls itself: the first name, or the first address. */
export function serverName(subject: TargetSubject): string {
  return dnsNames(subject)[0] ?? subject.addresses[0] ?? fileStem(subject)
}

/** What a client connects to: a name without a wildcard, else one that the wildcard stands for, else an address. */
export function connectName(subject: TargetSubject): string {
  const names = dnsNames(subject)
  return names.find(name => !name.startsWith('*.')) ?? names[0]?.replace(/^\*/, 'www') ?? subject.addresses[0] ?? fileStem(subject)
}

export function isAddress(host: string): boolean {
  return /^\d+(?:\.\d+){3}$/.test(host) || host.includes(':')
}

/** `mail.sample.com:443`, `[2001:db8::7]:443` */
export function hostAndPort(host: string, port: number | string): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Lines, without those that were left out. */
export function lines(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter(part => part !== false && part !== undefined).join('\n')
}
