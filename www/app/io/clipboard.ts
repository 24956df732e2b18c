/** Puts text where it can be pasted, and takes back what was secret of it. */

/** Whether something secret was put there by this page, and nothing else since as far as the page can see. */
let secret = false

/** False where the browser does not let it. */
export async function copy(text: string, how: { secret?: boolean | undefined } = {}): Promise<boolean> {
  const done = await write(text)
  if (done) secret = how.secret === true
  return done
}

/** Whether a key or a password that this page copied may still be there. */
export function holdsSecret(): boolean {
  return secret
}

/** Empties the clipboard where something secret was put there; false where it is still there, because the browser lets only a person do that. */
export async function clearSecret(): Promise<boolean> {
  if (secret && await write('')) secret = false
  return !secret
}

/** What a person copies by the keyboard counts too: out of what is marked as secret, or over it. */
export function watchCopies(signal: AbortSignal): void {
  const copied = ({ target }: Event) => {
    secret = target instanceof Element && target.closest('[data-secret]') !== null
  }
  for (const sign of ['copy', 'cut'] as const) addEventListener(sign, copied, { signal })
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
