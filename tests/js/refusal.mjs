/** How a refusal is expected: by its code, as a real error. */
import assert from 'node:assert/strict'
import { isRootpageError, RootpageError } from 'rootpage'

export async function refuses(promise, code) {
  const error = await promise.then(() => assert.fail(`nothing was refused; ${code} was expected`), error => error)
  if (!isRootpageError(error)) throw error
  assert.equal(error.code, code, error.message)
  assert.ok(error instanceof RootpageError && error instanceof Error)
  assert.ok(error.message.length > 20, error.message)
  return error
}
