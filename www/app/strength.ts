/**
 * How many guesses a passphrase is worth.
 *
 * The attacker is assumed to have a copy of the sealed vault and to guess offline, with words, dates, keyboard rows and repetitions first. The estimate is the
 * cheapest way to write the passphrase with those pieces; it is meant to err on the low side. It cannot know that a sentence stands in a book.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js'

/**
 * Guesses in a second. Argon2id costs one processor core a large part of a second and tens of megabytes for each guess;
 * this is what a hundred large graphics cards might reach.
 */
export const GUESSES_PER_SECOND = 1e5

export interface Strength {
  bits: number
  /** Seconds until half of the guesses are made. */
  seconds: number
  level: 'weak' | 'fair' | 'good' | 'strong'
}

export function strength(passphrase: string): Strength {
  const bits = cheapest(passphrase)
  const seconds = 2 ** Math.max(0, bits - 1) / GUESSES_PER_SECOND
  return { bits, seconds, level: level(seconds) }
}

const YEAR = 365.25 * 86_400

function level(seconds: number): Strength['level'] {
  if (seconds < 30 * 86_400) return 'weak'
  if (seconds < 10 * YEAR) return 'fair'
  return seconds < 1000 * YEAR ? 'good' : 'strong'
}

/** `about 3 hours` */
export function duration(seconds: number): string {
  const steps: [number, string][] = [[YEAR, 'year'], [86_400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']]
  if (seconds < 1) return 'less than a second'
  if (seconds > 1e6 * YEAR) return 'more than a million years'
  const [unit, name] = steps.find(([length]) => seconds >= length) ?? [1, 'second']
  const count = rounded(seconds / unit)
  return `about ${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`
}

function rounded(count: number): number {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(count)))
  return Math.round(count / scale) * scale
}

/**
 * Five words of 2048: 55 bits, because they were not chosen by a person. What has a word twice, or several that everybody tries, is drawn again: one in a thousand,
 * which costs nothing.
 */
export function suggest(): string {
  for (;;) {
    const words = drawn(5).join(' ')
    if (strength(words).level === 'strong') return words
  }
}

function drawn(count: number): (string | undefined)[] {
  const numbers = crypto.getRandomValues(new Uint16Array(count))
  // 65536 is a multiple of 2048, so every word is equally likely.
  return [...numbers].map(number => wordlist[number % wordlist.length])
}

const LISTED = new Set(wordlist)
const COMMON = new Set(
  ('password passwort passw0rd letmein welcome admin administrator root secret changeit changeme demo test testing guest master dragon monkey football baseball iloveyou ' +
    'princess sunshine shadow superman batman trustno1 whatever starwars pokemon computer internet server certificate rootpage openssl qwertz qazwsx default login').split(' '),
)
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm']

/** The least number of bits over all ways to cut the passphrase into pieces. */
function cheapest(passphrase: string): number {
  const least = [0]
  for (let end = 1; end <= passphrase.length; end++) {
    let best = Infinity
    for (let start = Math.max(0, end - 40); start < end; start++) {
      const piece = passphrase.slice(start, end)
      best = Math.min(best, (least[start] ?? Infinity) + pieceBits(piece, passphrase.slice(0, start)))
    }
    least.push(best)
  }
  return least.at(-1) ?? 0
}

function pieceBits(piece: string, before: string): number {
  const ways = [spelled(piece), word(piece), row(piece), year(piece), repeated(piece), seen(piece, before)]
  return Math.min(...ways)
}

/** One character after the other: what an attacker pays who knows only which kinds there are. */
function spelled(piece: string): number {
  if (piece.length > 1) return Infinity
  if (/[a-z]/.test(piece)) return Math.log2(26)
  if (/[0-9]/.test(piece)) return Math.log2(10)
  if (/[ ._-]/.test(piece)) return 2
  return /[A-Z]/.test(piece) ? Math.log2(52) : Math.log2(33)
}

function word(piece: string): number {
  if (piece.length < 3) return Infinity
  const plain = piece.toLowerCase().replace(/[013457@$]/g, sign => LEET[sign] ?? sign)
  const dressed = plain === piece ? 0 : 2
  if (COMMON.has(piece.toLowerCase()) || COMMON.has(plain)) return 6 + dressed
  if (LISTED.has(plain)) return 11 + dressed
  return pronounceable(plain) ? 17 + dressed : Infinity
}

const LEET: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }

/** Whether it might stand in a dictionary of 130 000 words: only long runs with vowels where a language has them. */
function pronounceable(piece: string): boolean {
  const vowels = piece.match(/[aeiouy]/g)?.length ?? 0
  return /^[a-z]{4,14}$/.test(piece) && !/[^aeiouy]{4}|[aeiouy]{4}/.test(piece) && vowels >= piece.length * 0.3
}

function row(piece: string): number {
  const text = piece.toLowerCase()
  const turned = [...text].reverse().join('')
  const found = text.length >= 3 && ROWS.some(keys => keys.includes(text) || keys.includes(turned))
  return found ? 6 + Math.log2(text.length) : Infinity
}

function year(piece: string): number {
  return /^(19|20)\d\d$/.test(piece) ? 7 : Infinity
}

function repeated(piece: string): number {
  const unit = /^(.{1,8}?)\1+$/.exec(piece)?.[1]
  return unit === undefined ? Infinity : unit.length * 4.7 + Math.log2(piece.length / unit.length)
}

/** A piece that stood there before costs next to nothing. */
function seen(piece: string, before: string): number {
  return piece.length >= 3 && before.toLowerCase().includes(piece.toLowerCase()) ? 3 : Infinity
}
