import { useState } from 'preact/hooks'
import type { CertificateEntryView, RevocationReason, RevokeRequest } from '../../api/index.js'
import { useAct, useAuthority, usePage } from '../context.js'
import { HOLD_INSTRUCTIONS, REASON_CHOICES } from '../text.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { RadioField, SelectField, TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { instant } from '../words.js'

/** Why, as it is being chosen. */
export interface Reasons {
  reason: RevocationReason
  since: string
  hold: string
}

export const NO_REASON: Reasons = { reason: 'unspecified', since: '', hold: '' }

const COMPROMISED: readonly RevocationReason[] = ['keyCompromise', 'cACompromise']

export function why({ reason, since, hold }: Reasons): RevokeRequest {
  return {
    reason,
    ...(COMPROMISED.includes(reason) && since !== '' && { invalidityDate: instant(since) }),
    ...(reason === 'certificateHold' && hold !== '' && { holdInstruction: hold }),
  }
}

/** The reasons of RFC 5280, and what some of them ask further. */
export function ReasonFields({ value, onChange, forAuthority }: { value: Reasons; onChange: (value: Reasons) => void; forAuthority: boolean }) {
  const choices = REASON_CHOICES.filter(({ value: reason }) => reason !== 'aACompromise' && (reason !== 'cACompromise' || forAuthority))
  const { reason } = value
  return (
    <>
      <RadioField label="Why?" value={reason} onChoose={chosen => onChange({ ...value, reason: chosen })} choices={choices.map(choice => ({ ...choice, about: `${choice.value}. ${choice.about}` }))} />
      {COMPROMISED.includes(reason) && <TextField label="Since when, if you know" type="datetime-local" value={value.since} onInput={since => onChange({ ...value, since })} optional hint="What was signed before then may still be trusted." />}
      {reason === 'certificateHold' && <SelectField label="What shall clients do meanwhile?" value={value.hold} choices={HOLD_INSTRUCTIONS} onChoose={hold => onChange({ ...value, hold })} hint="Few clients look at it." />}
    </>
  )
}

export function RevokeDialog({ id, entry, onClose }: { id: string; entry: CertificateEntryView; onClose: () => void }) {
  const { commands } = usePage()
  const { profiles } = useAuthority(id)
  const [reasons, setReasons] = useState(NO_REASON)
  const act = useAct(async () => {
    await commands.revoke(id, entry.serial, why(reasons))
    commands.toast(`${entry.title} is revoked. Create a revocation list, so that others know.`)
    onClose()
  })
  const forAuthority = profiles.find(({ name }) => name === entry.profile)?.isAuthority ?? false
  const final = reasons.reason !== 'certificateHold'
  return (
    <Dialog title={`Revoke ${entry.title}?`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <ReasonFields value={reasons} onChange={setReasons} forAuthority={forAuthority} />
        <p><strong>{final ? 'This cannot be undone.' : 'A hold can be taken back.'}</strong> Serial number <code>{entry.serial}</code></p>
        <WrongNotice wrong={act.wrong} />
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Keep it</Button>
          <Button kind="danger" submit busy={act.running && 'Revoking…'}>{final ? 'Revoke' : 'Put on hold'}</Button>
        </div>
        <WithOpenssl what={{ act: 'revoke', authority: id, serial: entry.serial, ...known(why(reasons)) }} />
      </form>
    </Dialog>
  )
}

/** Without what was not said. */
export function known({ reason, invalidityDate, holdInstruction }: RevokeRequest) {
  return { reason, ...(invalidityDate !== undefined && { invalidityDate }), ...(holdInstruction !== undefined && { holdInstruction }) }
}
