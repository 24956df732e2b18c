import type { Act } from '../context.js'
import { TEXT } from '../text.js'
import { TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'

interface Props {
  value: string
  onInput: (value: string) => void
  /** What it is asked for: that it is wrong is said beside the field, whatever else is wrong below it. */
  act: Pick<Act<never[]>, 'wrong' | 'forgive'>
  hint?: string
  /** Of the open vault, unless said: as it is now, or as it was when a backup was taken. */
  of?: 'vault' | 'backup'
}

const CODES = {
  vault: ['vault/wrong-passphrase', 'vault/passphrase-missing'],
  // The core names what the passphrase did not open: the key of the file, or the vault in it.
  backup: ['key/passphrase-wrong', 'key/passphrase-missing', 'vault/wrong-passphrase'],
}

const LABELS = { vault: 'Passphrase of the vault', backup: 'Passphrase of the backup' }

/** The passphrase, asked for again before something that cannot be called back. */
export function PassphraseField({ value, onInput, act, hint, of = 'vault' }: Props) {
  const here = act.wrong !== undefined && CODES[of].includes(act.wrong.code)
  return (
    <>
      <div class="narrow">
        <TextField
          label={LABELS[of]}
          type="password"
          value={value}
          onInput={next => { onInput(next); act.forgive() }}
          autocomplete="current-password"
          hint={hint}
          problem={here ? (of === 'backup' ? TEXT.backupWrongPassphrase : act.wrong) : undefined}
        />
      </div>
      {!here && <WrongNotice wrong={act.wrong} />}
    </>
  )
}
