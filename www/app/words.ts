/** Small pure functions between values and what is read: names, dates, sizes, file names. */

/** The attributes of the how-tos, in the order in which a form asks for them. */
export const SUBJECT_FIELDS = ['CN', 'O', 'OU', 'emailAddress', 'L', 'ST', 'C'] as const
export type SubjectField = (typeof SUBJECT_FIELDS)[number]
export type Subject = Partial<Record<SubjectField, string>>

/** Writes a subject as RFC 4514 does; what is empty is left out. */
export function subjectText(subject: Subject): string {
  return SUBJECT_FIELDS.flatMap(type => attributeText(type, subject[type] ?? '')).join(',')
}

/** `CN=mail.sample.com`, or nothing where there is no value. */
export function attributeText(type: string, value: string): string[] {
  const trimmed = value.trim()
  return trimmed === '' ? [] : [`${type}=${escaped(trimmed)}`]
}

/** RFC 4514, section 2.4. */
function escaped(value: string): string {
  return value.replace(/[\\,+"<>;=]/g, '\\$&').replace(/^#/, '\\#')
}

/** `mail.sample.com` + `cert.pem` → `mail.sample.com.cert.pem`, safe on every file system. */
export function fileName(title: string, ending: string): string {
  const safe = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/^\*\./, 'wildcard.')
    .replace(/[^\p{L}\p{N}.@_-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80)
  return safe === '' ? ending : `${safe}.${ending}`
}

/** `2027-11-20`: dates are read as certificates have them, in UTC. */
export function day(time: string): string {
  return time.slice(0, 10)
}

/** `2027-11-20 12:00:00 UTC` */
export function moment(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`
}

/** The times within a text, made readable. */
export function withMoments(text: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, moment)
}

/** What a field for a date and a time says, in the clock of the person, as the core takes it. */
export function instant(local: string): string {
  return new Date(local).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The last second of a day in UTC. */
export function endOfDay(date: string): string {
  return `${date}T23:59:59Z`
}

const DAY = 86_400_000

/** Whole days from one time to another; negative where it has passed. */
function daysUntil(time: string, now: number): number {
  return Math.floor((Date.parse(time) - now) / DAY)
}

/** RFC 5280, section 4.1.2.5: the last second of the year 9999 says that no end is known. */
export function endless(time: string): boolean {
  return time.startsWith('9999-')
}

/** `in 364 days`, `today`, `3 days ago` */
export function inDays(time: string, now: number): string {
  const days = Math.round((Date.parse(time) - now) / DAY)
  if (days >= 730) return `in ${years(days / 365.25)} years`
  if (days > 0) return `in ${plural(days, 'day')}`
  if (Date.parse(time) >= now) return 'within a day'
  const ago = Math.ceil(-(Date.parse(time) - now) / DAY)
  return ago <= 1 ? 'within the last day' : `${plural(ago, 'day')} ago`
}

function years(count: number): number {
  return count < 4 ? Math.round(count * 10) / 10 : Math.round(count)
}

/** The day on which something that begins now and lasts so many days ends. */
export function lastDay(days: number, now: number): string {
  const end = new Date(now + days * DAY)
  return Number.isNaN(end.getTime()) ? '' : day(end.toISOString())
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** `1.2 kB` */
export function size(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte')
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

/** `rootpage-2026-11-21-r42.pem`, as the package calls a backup. */
export function backupName({ at, revision }: { at: string; revision: number }): string {
  return `rootpage-${day(at)}-r${revision}.pem`
}

/** `AB:CD:…`, the way fingerprints are compared. */
export function pairs(hex: string): string {
  return (hex.replaceAll(':', '').match(/../g) ?? []).join(':').toUpperCase()
}

/** Records of RFC 6698 for a server at a port: `_443._tcp.mail.sample.com. IN TLSA 3 1 1 …` */
export function tlsaLines(records: readonly { usage: number; selector: number; matching: number; data: string }[], host: string, port: string): string {
  const owner = `_${port === '' ? '443' : port}._tcp.${host === '' ? 'server.example' : host.replace(/\.$/, '')}.`
  return records.map(({ usage, selector, matching, data }) => `${owner} IN TLSA ${usage} ${selector} ${matching} ${data.toUpperCase()}`).join('\n')
}

/** The first and the last digits of a long serial number, where there is no room for all. */
export function shortSerial(serial: string): string {
  return serial.length <= 16 ? serial : `${serial.slice(0, 8)}…${serial.slice(-4)}`
}

export type Urgency = 'fine' | 'soon' | 'urgent' | 'over'

/** How soon something ends. A certificate ends at the latest with its issuer. */
export function urgency(notAfter: string, now: number, issuerNotAfter = notAfter): Urgency {
  const days = daysUntil(notAfter < issuerNotAfter ? notAfter : issuerNotAfter, now)
  if (days < 0) return 'over'
  if (days < 7) return 'urgent'
  return days < 30 ? 'soon' : 'fine'
}

/** The part of a validity that is over, from 0 to 1. */
export function elapsed(notBefore: string, notAfter: string, now: number): number {
  const from = Date.parse(notBefore)
  const part = (now - from) / (Date.parse(notAfter) - from)
  return Math.min(1, Math.max(0, part))
}
