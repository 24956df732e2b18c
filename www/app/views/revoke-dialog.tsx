import { useState } from 'preact/hooks'
import type { CertificateEntryView, RevocationReason } from '../../api/index.js'
import { useAct, usePage } from '../context.js'
import { REASON_CHOICES } from '../text.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { RadioField, TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'

export function RevokeDialog({ id, entry, onClose }: { id: string; entry: CertificateEntryView; onClose: () => void }) {
  const { commands } = usePage()
  const [reason, setReason] = useState<RevocationReason>('unspecified')
  const [since, setSince] = useState('')
  const act = useAct(async () => {
    const date = reason === 'keyCompromise' && since !== '' ? new Date(since).toISOString().replace(/\.\d+Z$/, 'Z') : undefined
    await commands.revoke(id, entry.serial, reason, date)
    commands.toast(`${entry.title} is revoked. Create a revocation list, so that others know.`)
    onClose()
  })
  const choices = REASON_CHOICES.filter(({ value }) => value !== 'aACompromise' && (value !== 'cACompromise' || entry.profile === 'intermediate-ca'))
  const final = reason !== 'certificateHold'
  return (
    <Dialog title={`Revoke ${entry.title}?`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <RadioField label="Why?" value={reason} onChoose={setReason} choices={choices.map(choice => ({ ...choice, about: `${choice.value}. ${choice.about}` }))} />
        {reason === 'keyCompromise' && <TextField label="Since when, if you know" type="datetime-local" value={since} onInput={setSince} optional hint="What was signed before then may still be trusted." />}
        <p><strong>{final ? 'This cannot be undone.' : 'A hold can be taken back.'}</strong> Serial number <code>{entry.serial}</code></p>
        <WrongNotice wrong={act.wrong} />
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Keep it</Button>
          <Button kind="danger" submit busy={act.running && 'Revoking…'}>{final ? 'Revoke' : 'Put on hold'}</Button>
        </div>
      </form>
    </Dialog>
  )
}
