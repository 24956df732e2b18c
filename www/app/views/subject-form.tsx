import { useState } from 'preact/hooks'
import { checkName } from '../../api/index.js'
import type { Wrong } from '../state.js'
import { SUBJECT_LABELS } from '../text.js'
import { TextField } from '../ui/field.js'
import { attributeText, SUBJECT_FIELDS } from '../words.js'
import type { Subject, SubjectField } from '../words.js'
import { fieldOf, wrong } from '../wrong.js'

export type SubjectProblems = Partial<Record<SubjectField, Wrong | string>>

interface SubjectFormProps {
  subject: Subject
  onChange: (subject: Subject) => void
  problems: SubjectProblems
  onProblems: (problems: SubjectProblems) => void
  commonNameHint: string
}

const LONG_FIELDS = new Set<SubjectField>(['CN', 'O', 'OU', 'emailAddress'])

/** The fields of a distinguished name. Each is checked as it is left, and says at the field what is wrong. */
export function SubjectForm({ subject, onChange, problems, onProblems, commonNameHint }: SubjectFormProps) {
  const check = async (field: SubjectField) => {
    const problem = await checkField(field, subject[field] ?? '')
    onProblems({ ...problems, [field]: problem })
  }
  return (
    <div class="subject-form">
      {SUBJECT_FIELDS.map(field => (
        <div key={field} class={LONG_FIELDS.has(field) ? 'wide' : undefined}>
          <TextField
            label={SUBJECT_LABELS[field]}
            value={subject[field] ?? ''}
            onInput={value => { onChange({ ...subject, [field]: value }); onProblems({ ...problems, [field]: undefined }) }}
            onLeave={() => void check(field)}
            problem={problems[field]}
            hint={field === 'CN' ? commonNameHint : undefined}
          />
        </div>
      ))}
    </div>
  )
}

async function checkField(field: SubjectField, value: string): Promise<Wrong | undefined> {
  const [text] = attributeText(field, value)
  if (text === undefined) return undefined
  try {
    await checkName(text)
    return undefined
  } catch (error) {
    return wrong(error)
  }
}

/** Every field, when the form is sent: the first that is wrong keeps it. */
export async function checkSubject(subject: Subject): Promise<SubjectProblems> {
  const found = await Promise.all(SUBJECT_FIELDS.map(async field => [field, await checkField(field, subject[field] ?? '')] as const))
  return Object.fromEntries(found.filter(([, problem]) => problem))
}

/** The name of a new authority: no field may be wrong, and it must have a common name, before `run` gets it. */
export function useAuthorityName(subject: Subject, act: { wrong: Wrong | undefined; run: () => Promise<unknown> }) {
  const [problems, setProblems] = useSubjectProblems(act.wrong)
  const submit = async () => {
    const found = await checkSubject(subject)
    if (!subject.CN?.trim()) found.CN = 'Give the authority a name.'
    setProblems(found)
    if (Object.keys(found).length === 0) await act.run()
  }
  return { problems, setProblems, submit }
}

/** Where an act was refused because of one field, the error belongs there. */
export function useSubjectProblems(refused: Wrong | undefined): [SubjectProblems, (problems: SubjectProblems) => void] {
  const [problems, setProblems] = useState<SubjectProblems>({})
  const field = fieldOf(refused)
  const told = SUBJECT_FIELDS.find(name => name === field)
  return [told && refused ? { [told]: refused, ...problems } : problems, setProblems]
}
