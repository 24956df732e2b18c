import { useState } from 'preact/hooks'
import type { KeyKind, Profile } from '../../api/index.js'
import { useAct, useAuthority, usePage } from '../context.js'
import { KEYS, keyChoices, profileAbout, profileChoices, REQUEST_KEYS, TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Chips, useNames } from '../ui/chips.js'
import { SelectField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Progress } from '../ui/progress.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { subjectText } from '../words.js'
import type { Subject } from '../words.js'
import { PageFrame } from './page-frame.js'
import { checkSubject, SubjectForm, useSubjectProblems } from './subject-form.js'

/** A key and a request for those who have none: the how-to's `openssl req -new`. */
export function NewRequest({ authority: id }: { authority: string }) {
  const { commands } = usePage()
  const { title, certificate, profiles, defaultProfile } = useAuthority(id)
  const [subject, setSubject] = useState<Subject>(inherited(certificate.subjectParts))
  const [san, setSan] = useState<string[]>([])
  const names = useNames(san, setSan)
  const [key, setKey] = useState<KeyKind>('p-256')
  const [profile, setProfile] = useState<Profile>(defaultProfile)
  const act = useAct(async (running, all: readonly string[]) => {
    const made = await commands.createRequest(id, { subject: subjectText(subject), san: [...all], key, profile }, running)
    commands.goTo({ at: 'request', authority: id, request: made.id })
  })
  const [problems, setProblems] = useSubjectProblems(act.wrong)
  const submit = async () => {
    const all = await names.commit()
    const found = await checkSubject(subject)
    if (!subject.CN?.trim() && all?.length === 0) found.CN = 'Give it a name, here or among the alternative names.'
    setProblems(found)
    if (all && Object.keys(found).length === 0) await act.run(all)
  }
  return (
    <PageFrame title="New key and request" up={{ label: title, to: { at: 'authority', authority: id, tab: 'requests' } }} lead="The key is made here and sealed in the vault. A key that is made where it will be used never has to travel; do that where you can.">
      <form class="stack" onSubmit={event => { event.preventDefault(); void submit() }}>
        <Panel title="Who or what it is for" about={TEXT.subjectAbout}>
          <SubjectForm subject={subject} onChange={setSubject} problems={problems} onProblems={setProblems} commonNameHint={TEXT.commonNameRequest} />
          <Chips label="Alternative names" field={names} hint={TEXT.sanHint} />
        </Panel>
        <Panel title="Use and key">
          <div class="two">
            <SelectField label="Profile" value={profile} choices={profileChoices(profiles)} onChoose={setProfile} hint={profileAbout(profile, profiles)} />
            <SelectField label="Key" value={key} choices={keyChoices(REQUEST_KEYS)} onChoose={setKey} hint={KEYS[key].about} />
          </div>
        </Panel>
        <WrongNotice wrong={act.wrong} />
        {act.running
          ? <Progress label={`Making the key (${KEYS[key].label}) and the request…`} fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts"><Button kind="primary" submit>Make key and request</Button></div>}
        <WithOpenssl what={{ act: 'createRequest', authority: id, subject: subjectText(subject), san, profile }} context={{ key }} />
      </form>
    </PageFrame>
  )
}

/** The organisation and the place are usually the authority's own: the how-to's defaults. */
function inherited(parts: readonly { type: string; value: string }[]): Subject {
  const kept = new Set(['O', 'L', 'ST', 'C'])
  return Object.fromEntries(parts.filter(part => kept.has(part.type)).map(part => [part.type, part.value]))
}
