/** Errors as the page shows them: what, where, what to do. */
import { CODES, isRootpageError } from '../api/index.js'
import type { Wrong } from './state.js'

export function wrong(error: unknown): Wrong {
  if (!isRootpageError(error)) return unexpected(error)
  // A core that is newer than the table may know a code more.
  const sentences: { what: string; remedy: string } | undefined = CODES[error.code]
  return {
    code: error.code,
    what: sentences?.what ?? error.message,
    remedy: sentences?.remedy ?? '',
    field: error.field,
    offset: error.offset,
    found: error.details?.found,
    allowed: error.details?.allowed,
    violations: error.details?.violations ?? [],
  }
}

function unexpected(error: unknown): Wrong {
  return {
    code: 'page/unexpected',
    what: error instanceof Error ? error.message : String(error),
    remedy: 'This is a fault of the page. Load it again; what was stored is not touched by it.',
    violations: [],
  }
}

export function isCancelled(error: unknown): boolean {
  return (isRootpageError(error) && error.code === 'session/cancelled') || (error instanceof DOMException && error.name === 'AbortError')
}

/** `subject.emailAddress` → `emailAddress`: the field of a form that an error belongs to. */
export function fieldOf(problem: Wrong | undefined): string | undefined {
  return problem?.field?.replace(/^subject\./, '')
}
