import { CODES } from './codes.js'
import type { ViolationView } from './types.js'

/** A stable code: the level that refused, and what was wrong. */
export type Code = keyof typeof CODES

/** What was found, what would be allowed, and which rules refused. */
export interface ErrorDetails {
  found?: string
  allowed?: string
  violations?: ViolationView[]
}

/** Where and what a refusal is about. */
export interface ErrorFacts {
  message?: string
  field?: string | undefined
  offset?: number | undefined
  details?: ErrorDetails | undefined
  cause?: unknown
}

/** A refusal: the code, and where and what it is about. No secret is ever part of it. */
export class RootpageError extends Error {
  override readonly name = 'RootpageError'
  readonly code: Code
  /** The field that it is about: `subject.CN`, `extension.subjectAltName`. */
  readonly field?: string
  /** The byte of the input that it is about, counted from 0. */
  readonly offset?: number
  readonly details?: ErrorDetails

  constructor(code: Code, facts: ErrorFacts = {}) {
    super(facts.message ?? sentence(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    if (facts.field !== undefined) this.field = facts.field
    if (facts.offset !== undefined) this.offset = facts.offset
    if (facts.details !== undefined) this.details = facts.details
  }
}

/** Told by name, not by class: there may be two copies of the package in one program. */
export function isRootpageError(error: unknown): error is RootpageError {
  return error instanceof Error && error.name === 'RootpageError' && 'code' in error
}

/** What happened, where, and what to do: the same order as in the core. */
function sentence(code: Code, { details }: ErrorFacts): string {
  const { what, remedy } = CODES[code]
  const found = details?.found === undefined ? '' : ` Found: ${details.found}.`
  const allowed = details?.allowed === undefined ? '' : ` Allowed: ${details.allowed}.`
  return `${what}${found}${allowed} ${remedy}`
}

/** An error on its way between threads: a structured clone keeps the message of an error alone. */
export type PlainError = { code: Code } & Omit<ErrorFacts, 'cause'>

export function plain({ code, message, field, offset, details }: RootpageError): PlainError {
  return { code, message, field, offset, details }
}

export const revive = ({ code, ...facts }: PlainError): RootpageError => new RootpageError(code, facts)
