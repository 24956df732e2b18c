import { useState } from 'preact/hooks'
import type { CrlRequest, CrlScope, CrlView } from '../../api/index.js'
import { crlFiles } from '../artifacts.js'
import { useAct, useAuthority, usePage } from '../context.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { CheckField, SelectField, TextField } from '../ui/field.js'
import { FileList } from '../ui/file-list.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { instant, lastDay } from '../words.js'

export type Unit = 'days' | 'hours' | 'seconds'

export const UNITS: readonly { value: Unit; label: string; seconds: number }[] = [
  { value: 'days', label: 'days', seconds: 86_400 },
  { value: 'hours', label: 'hours', seconds: 3600 },
  { value: 'seconds', label: 'seconds', seconds: 1 },
]

interface Choices {
  kind: 'complete' | 'delta'
  length: string
  unit: Unit
  scope: CrlScope | 'all'
  point: boolean
  from: string
  until: string
}

function listOf({ kind, length, unit, scope, point, from, until }: Choices): CrlRequest {
  return {
    ...(until === '' && { [unit]: Number(length) }),
    ...(kind === 'delta' && { delta: true }),
    ...(scope !== 'all' && { scope }),
    ...(point && { distributionPoint: true }),
    ...(from !== '' && { lastUpdate: instant(from) }),
    ...(until !== '' && { nextUpdate: instant(until) }),
  }
}

/** The largest unit in which so many seconds are a whole number. */
export function inUnits(seconds: number): { length: string; unit: Unit } {
  const found = UNITS.find(unit => seconds % unit.seconds === 0) ?? UNITS[2]
  return { length: String(seconds / (found?.seconds ?? 1)), unit: found?.value ?? 'seconds' }
}

/** The next list: complete, or what is new since the last complete one. */
export function NewCrl({ id }: { id: string }) {
  const { commands } = usePage()
  const { crl, settings } = useAuthority(id)
  const [choices, setChoices] = useState<Choices>({ kind: 'complete', ...inUnits(settings.crlSeconds), scope: 'all', point: false, from: '', until: '' })
  const change = (part: Partial<Choices>) => setChoices({ ...choices, ...part })
  const [part, setPart] = useState<{ scope: CrlScope; crl: CrlView }>()
  const list = listOf(choices)
  const act = useAct(async () => {
    const made = await commands.issueCrl(id, list)
    const { number } = made
    setPart(list.scope && { scope: list.scope, crl: made })
    commands.toast(`Revocation list ${number} is created. Download it, and put it where clients look.`)
  })
  return (
    <Panel title={crl ? 'Create the next list' : 'Create a revocation list'} about={TEXT.noCrl}>
      <form class="lines" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <div class="inline-form three">
          <DurationField label="Next one is due in" length={choices.length} unit={choices.unit} onChange={change} />
          <Button kind="primary" submit busy={act.running && 'Signing…'}>Create revocation list</Button>
        </div>
        <Disclosure title="Another kind of list">
          <div class="pairs">
            <SelectField
              label="Kind"
              value={choices.kind}
              choices={[{ value: 'complete', label: 'Complete' }, { value: 'delta', label: 'Delta: what is new since the last complete one' }]}
              onChoose={kind => change({ kind })}
              hint={choices.kind === 'delta' ? (crl ? `It adds to number ${crl.number}.` : 'It needs a complete list to add to.') : undefined}
            />
            <SelectField
              label="Whose certificates"
              value={choices.scope}
              choices={[{ value: 'all', label: 'All' }, { value: 'users', label: 'Of servers and people only' }, { value: 'authorities', label: 'Of authorities only' }]}
              onChoose={scope => change({ scope })}
            />
            <TextField label="Signed as of" type="datetime-local" value={choices.from} onInput={from => change({ from })} optional hint="thisUpdate; now, if nothing is said." />
            <TextField label="Next one due at" type="datetime-local" value={choices.until} onInput={until => change({ until })} optional hint="nextUpdate, in place of a length of time." />
          </div>
          <CheckField
            label={settings.publication.crl.length > 0 ? `Say in the list where it is published (${settings.publication.crl.join(', ')})` : 'Say in the list where it is published; the address is set under “Configuration”'}
            value={choices.point}
            onChange={point => change({ point })}
          />
        </Disclosure>
        <WrongNotice wrong={act.wrong} />
        {part && <PartOfList {...part} />}
        <WithOpenssl what={{ act: 'issueCrl', authority: id, ...list }} context={{ publication: settings.publication }} />
      </form>
    </Panel>
  )
}

/** A list of a part stands beside the newest one, never in its place: here it is handed out, once. */
function PartOfList({ scope, crl }: { scope: CrlScope; crl: CrlView }) {
  return (
    <Notice tone="good" title={`The list ${scope === 'users' ? 'of servers and people' : 'of authorities'}, number ${crl.number}`}>
      <p>It stands beside the newest complete list and is not kept here: download it now.</p>
      <FileList files={crlFiles(crl, scope)} />
    </Notice>
  )
}

/** A length of time, as `-crldays`, `-crlhours` and `-crlsec` have it. */
export function DurationField({ label, length, unit, onChange }: { label: string; length: string; unit: Unit; onChange: (part: { length?: string; unit?: Unit }) => void }) {
  const { now } = usePage()
  const seconds = UNITS.find(({ value }) => value === unit)?.seconds ?? 1
  const end = /^\d+$/.test(length) ? lastDay((Number(length) * seconds) / 86_400, now) : ''
  return (
    <>
      <TextField label={label} type="number" min={1} value={length} onInput={value => onChange({ length: value })} hint={end === '' ? 'A whole number.' : `Until ${end}.`} />
      <SelectField label="Unit" value={unit} choices={UNITS} onChoose={chosen => onChange({ unit: chosen })} />
    </>
  )
}
