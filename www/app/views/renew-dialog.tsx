import { useState } from 'preact/hooks'
import type { CertificateEntryView, KeyKind } from '../../api/index.js'
import { useAct, useAuthority, usePage } from '../context.js'
import type { Superseding } from '../state.js'
import { KEYS, keyChoices, REQUEST_KEYS } from '../text.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { RadioField, SelectField, TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { Progress } from '../ui/progress.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { endOfDay } from '../words.js'
import { DaysField } from './new-authority.js'

type Verb = 'again' | 'new-key' | 'edited'

const VERBS: Record<Verb, { label: string; about: string; act: string }> = {
  again: { label: 'Re-sign the same request', about: 'The same key and the same names, a new serial number and new dates. Nothing changes on the server but the certificate.', act: 'Re-sign' },
  'new-key': { label: 'Same details, new key', about: 'A new key and a request are made here, with the same names.', act: 'Make the key and sign' },
  edited: { label: 'New one from this, edited', about: 'The same key; names, use and dates can be changed before it is signed.', act: 'Go on to sign' },
}

/** Three ways to a new certificate in place of an old one, in words that say what each does. */
export function RenewDialog({ id, entry, onClose }: { id: string; entry: CertificateEntryView; onClose: () => void }) {
  const { commands, now } = usePage()
  const { profiles } = useAuthority(id)
  const usual = profiles.find(({ name }) => name === entry.profile)?.days ?? 365
  const verbs = (Object.keys(VERBS) as Verb[]).filter(verb => verb === 'new-key' || entry.request !== undefined)
  const [verb, setVerb] = useState<Verb>(verbs[0] ?? 'new-key')
  const [days, setDays] = useState(String(usual))
  const [key, setKey] = useState<KeyKind>(entry.certificate?.key.kind ?? 'p-256')
  const [old, setOld] = useState<Superseding>({ when: entry.revoked || entry.status === 'expired' ? 'never' : 'now' })
  const profile = entry.profile === undefined ? {} : { profile: entry.profile }
  const act = useAct(async running => {
    if (verb === 'edited') return edit()
    const supersede = old.when === 'now' ? { supersede: true as const } : old.when === 'on' ? { supersede: { on: endOfDay(old.day) } } : {}
    await commands.renew(id, entry.serial, { ...profile, days: Number(days), ...supersede, ...(verb === 'new-key' && { key, ...running }) })
  })
  const edit = () => {
    commands.draft(id, { from: 'renewal', serial: entry.serial, label: entry.title, profile: entry.profile, subject: entry.certificate?.subject ?? '', supersede: old })
    commands.goTo({ at: 'sign', authority: id })
  }
  return (
    <Dialog title={`Renew ${entry.title}`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <RadioField label="How?" value={verb} onChoose={setVerb} choices={verbs.map(value => ({ value, ...VERBS[value] }))} />
        {verb !== 'edited' && <DaysField days={days} onChange={setDays} now={now} />}
        {verb === 'new-key' && <SelectField label="Key" value={key} choices={keyChoices(REQUEST_KEYS)} onChoose={setKey} hint={KEYS[key].about} />}
        {!entry.revoked && <SupersedeField value={old} onChange={setOld} />}
        <WrongNotice wrong={act.wrong} />
        {act.running && verb === 'new-key'
          ? <Progress label={`Making the key (${KEYS[key].label}) and signing…`} fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts end">
              <Button kind="quiet" onPress={onClose}>Cancel</Button>
              <Button kind="primary" submit disabled={old.when === 'on' && old.day === ''} busy={act.running && 'Signing…'}>{VERBS[verb].act}</Button>
            </div>}
        <WithOpenssl what={{ act: 'issue', authority: id, csr: { renew: entry.serial }, options: { ...profile, ...(verb !== 'edited' && { days: Number(days) }), renews: entry.serial, ...superseding(entry.serial, old) } }} />
      </form>
    </Dialog>
  )
}

/** What becomes of the one that is renewed. */
export function SupersedeField({ value, onChange }: { value: Superseding; onChange: (value: Superseding) => void }) {
  const choose = (when: Superseding['when']) => onChange(when === 'on' ? { when, day: '' } : { when })
  return (
    <>
      <SelectField<Superseding['when']>
        label="The old certificate"
        value={value.when}
        choices={[{ value: 'now', label: 'is revoked now, as superseded' }, { value: 'on', label: 'is revoked on a date' }, { value: 'never', label: 'stays valid until it ends' }]}
        onChoose={choose}
      />
      {value.when === 'on' && <TextField label="On which day" type="date" value={value.day} onInput={day => onChange({ when: 'on', day })} hint="It goes into the first revocation list after that day." />}
    </>
  )
}

/** As an option of `issue`. */
export function superseding(serial: string, value: Superseding) {
  if (value.when === 'never' || (value.when === 'on' && value.day === '')) return {}
  return { supersede: { serials: [serial], ...(value.when === 'on' && { on: endOfDay(value.day) }) } }
}
