import { duration, GUESSES_PER_SECOND, strength } from '../strength.js'
import type { Strength } from '../strength.js'

const WORDS: Record<Strength['level'], string> = { weak: 'Weak', fair: 'Fair', good: 'Good', strong: 'Strong' }
const STEPS: Record<Strength['level'], number> = { weak: 1, fair: 2, good: 3, strong: 4 }

/** An estimate of what a passphrase is worth, and what the estimate assumes. */
export function StrengthMeter({ passphrase }: { passphrase: string }) {
  const found = strength(passphrase.slice(0, 128))
  const shown = passphrase !== ''
  return (
    <div class="strength">
      <div class={`strength-bar ${shown ? found.level : ''}`} aria-hidden="true">
        {[1, 2, 3, 4].map(step => <span key={step} class={shown && step <= STEPS[found.level] ? 'on' : undefined} />)}
      </div>
      <p class="hint" aria-live="polite">
        {shown ? <><strong>{WORDS[found.level]}.</strong> Someone who has copied the sealed vault would need {duration(found.seconds)} at {GUESSES_PER_SECOND.toLocaleString('en')} guesses a second. </> : null}
        {shown ? 'Assumes offline guessing against Argon2id; a sentence from a book or a song is worth far less.' : 'Nobody can reset it: without it, the vault stays shut.'}
      </p>
    </div>
  )
}
