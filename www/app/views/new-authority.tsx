import { useState } from 'preact/hooks'
import type { KeyKind } from '../../api/index.js'
import { useAct, usePage, useVault } from '../context.js'
import { AUTHORITY_KEYS, KEYS, keyChoices, TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { SelectField, TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Progress } from '../ui/progress.js'
import { lastDay, subjectText } from '../words.js'
import type { Subject } from '../words.js'
import { PageFrame } from './page-frame.js'
import { checkSubject, SubjectForm, useSubjectProblems } from './subject-form.js'

/** The authority's own certificate: who, with what key, for how long. */
export function NewAuthority() {
  const { commands, now } = usePage()
  const first = useVault().authorities.length === 0
  const [subject, setSubject] = useState<Subject>({})
  const [key, setKey] = useState<KeyKind>('p-256')
  const [days, setDays] = useState('3650')
  const act = useAct(async running => {
    await commands.createAuthority({ subject: subjectText(subject), key, days: Number(days) }, running)
  })
  const [problems, setProblems] = useSubjectProblems(act.wrong)
  const submit = async () => {
    const found = await checkSubject(subject)
    if (!subject.CN?.trim()) found.CN = 'Give the authority a name.'
    setProblems(found)
    if (Object.keys(found).length === 0) await act.run()
  }
  return (
    <PageFrame title={first ? 'Create your authority' : 'New authority'} lead="Its certificate is what you give to clients, so that they trust what you issue." {...(!first && { up: { label: 'Authorities', to: { at: 'home' } as const } })}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void submit() }}>
        <Panel title="Who it is" about={TEXT.subjectAbout}>
          <SubjectForm subject={subject} onChange={setSubject} problems={problems} onProblems={setProblems} commonNameHint={TEXT.commonNameAuthority} />
        </Panel>
        <Panel title="Key and validity">
          <div class="two">
            <SelectField label="Key" value={key} choices={keyChoices(AUTHORITY_KEYS)} onChoose={setKey} hint={KEYS[key].about} />
            <DaysField days={days} onChange={setDays} now={now} />
          </div>
        </Panel>
        <WrongNotice wrong={act.wrong} />
        {act.running
          ? <Progress label={`Making the key (${KEYS[key].label}) and signing the certificate…`} fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts"><Button kind="primary" submit>Create the authority</Button></div>}
      </form>
    </PageFrame>
  )
}

/** A number of days, with the day on which they end. */
export function DaysField({ days, onChange, now, label = 'Valid for' }: { days: string; onChange: (days: string) => void; now: number; label?: string }) {
  const end = /^\d+$/.test(days) ? lastDay(Number(days), now) : ''
  return <TextField label={label} type="number" min={1} max={36500} value={days} onInput={onChange} suffix="days" hint={end === '' ? 'A whole number of days.' : `Until ${end}.`} />
}
