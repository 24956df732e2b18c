import type { QrView } from '../../api/index.js'
import { useVault } from '../context.js'
import { Qr } from '../ui/qr.js'
import { day, plural } from '../words.js'

/** One sheet of paper: the recovery kit, or one share of it. */
export interface Sheet {
  vault: string
  created: string
  words: readonly string[]
  qr: QrView
  share?: { number: number; of: number; threshold: number }
}

/** How much of the vault's id stands on paper, and says which vault it is for. */
const ID_DIGITS = 5
/** Words are checked in rows of so many: they are printed in the same rows. */
const ROW = 4

/** The sheet as it is printed; on the screen it looks the same. */
export function PaperSheet({ sheet }: { sheet: Sheet }) {
  const { authorities } = useVault()
  const { vault, created, words, qr, share } = sheet
  const title = share ? `Share ${share.number} of ${share.of}` : 'Recovery kit'
  return (
    <article class="sheet" aria-label={title}>
      <header class="sheet-head">
        <div>
          <p class="sheet-brand">Rootpage</p>
          <h2>{title}</h2>
          <p>{share ? `Any ${share.threshold} of the ${share.of} shares together open the vault.` : 'These words open the vault when its passphrase is forgotten.'}</p>
        </div>
        <Qr qr={qr} label="The same words as a QR code" />
      </header>
      <dl class="sheet-facts">
        <div><dt>Vault</dt><dd>{vault.slice(0, ID_DIGITS)}</dd></div>
        <div><dt>Made on</dt><dd>{day(created)}</dd></div>
        {share && <div><dt>Needed</dt><dd>{plural(share.threshold, 'share')} of {share.of}</dd></div>}
        {authorities.length > 0 && <div><dt>Authorities</dt><dd>{authorities.slice(0, 3).map(({ title }) => title).join(', ')}{authorities.length > 3 && ` and ${authorities.length - 3} more`}</dd></div>}
        <div><dt>Kept by</dt><dd class="sheet-line" /></div>
      </dl>
      <ol class="sheet-words" aria-label="Words">
        {words.map((word, index) => <li key={index} class={index % (2 * ROW) < ROW ? 'sheet-word' : 'sheet-word shaded'}><span class="sheet-number">{index + 1}</span> {word}</li>)}
      </ol>
      <Instructions share={share} />
    </article>
  )
}

function Instructions({ share }: { share: Sheet['share'] }) {
  return (
    <footer class="sheet-how">
      <p><strong>How it is used.</strong> Open Rootpage where the vault is, choose “Forgotten the passphrase?” and type {share ? `the words of ${share.threshold} sheets` : 'the words'}, row by row. Four letters of a word are enough. The QR code holds the same words: any reader shows them. Then a new passphrase is set.</p>
      <p><strong>Where the vault is lost,</strong> choose “Restore from a backup” and give the newest backup file (rootpage-….pem) and {share ? 'the shares' : 'these words'} in place of its passphrase.</p>
      <p>{share
        ? `Fewer than ${share.threshold} shares tell nothing. Keep the sheets apart, with people who can be found. They stay good when the passphrase changes.`
        : 'Whoever has this sheet and the vault, or a backup of it, has all its keys. Keep it as you would keep the keys themselves, and not beside the backup. It stays good when the passphrase changes.'}</p>
    </footer>
  )
}
