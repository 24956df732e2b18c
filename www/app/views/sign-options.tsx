import { useRef } from 'preact/hooks'
import type { AssessmentView, IssueRequest, Profile } from '../../api/index.js'
import { usePage } from '../context.js'
import { PROFILE_CHOICES, PROFILES } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { Chips, useNames } from '../ui/chips.js'
import type { NamesField } from '../ui/chips.js'
import { SelectField, TextField } from '../ui/field.js'
import { DaysField } from './new-authority.js'

/** What the person chose; `undefined` where the request decides. */
export interface SignChoices {
  profile: Profile
  days: string
  san: string[] | undefined
  subject: string | undefined
  pathLength: string
}

const DAYS: Record<Profile, string> = { server: '365', client: '365', 'server-client': '365', email: '365', 'code-signing': '365', 'intermediate-ca': '1825' }

export function emptyOptions(profile: Profile = 'server'): SignChoices {
  return { profile, days: DAYS[profile], san: undefined, subject: undefined, pathLength: '0' }
}

export function optionsOf({ profile, days, san, subject, pathLength }: SignChoices): IssueRequest {
  return {
    profile,
    // A field that is being typed in says nothing; the core then tells what is wrong with it.
    days: /^\d+$/.test(days) ? Number(days) : 0,
    ...(san && { san }),
    ...(subject !== undefined && { subject }),
    ...(profile === 'intermediate-ca' && /^\d+$/.test(pathLength) && { pathLength: Number(pathLength) }),
  }
}

/** The names that would be issued, and the field in which they are changed. */
export function useIssuedNames({ issued, request }: AssessmentView, choices: SignChoices, onChange: (choices: SignChoices) => void): NamesField {
  // A refusal has no names to show; those of the last answer stay.
  const known = useRef(request.san)
  if (issued) known.current = issued.san
  return useNames(choices.san ?? known.current, san => onChange({ ...choices, san }))
}

interface SignOptionsProps {
  assessment: AssessmentView
  choices: SignChoices
  onChange: (choices: SignChoices) => void
  names: NamesField
}

export function SignOptions({ assessment, choices, onChange, names }: SignOptionsProps) {
  const { now } = usePage()
  const { issued, request } = assessment
  const change = (part: Partial<SignChoices>) => onChange({ ...choices, ...part })
  const chooseProfile = (profile: Profile) => change({ profile, ...(choices.days === DAYS[choices.profile] && { days: DAYS[profile] }) })
  return (
    <fieldset class="sign-options">
      <legend>How to sign it</legend>
      <SelectField label="Profile" value={choices.profile} choices={PROFILE_CHOICES} onChoose={chooseProfile} hint={PROFILES[choices.profile].about} />
      <DaysField days={choices.days} onChange={days => change({ days })} now={now} />
      <Chips label="Alternative names" field={names} hint="By these names clients know it. Press Enter after each." />
      {choices.profile === 'intermediate-ca' && (
        <TextField label="Authorities below it" type="number" min={0} max={10} value={choices.pathLength} onInput={pathLength => change({ pathLength })} hint="0: it signs for servers and people only." />
      )}
      {choices.subject === undefined
        ? <p><LinkButton onPress={() => change({ subject: issued?.subject ?? request.subject })}>Change the subject</LinkButton></p>
        : <SubjectOverride subject={choices.subject} onChange={subject => change({ subject })} />}
    </fieldset>
  )
}

function SubjectOverride({ subject, onChange }: { subject: string; onChange: (subject: string | undefined) => void }) {
  return (
    <>
      <TextField label="Subject, instead of the request’s" value={subject} onInput={onChange} mono hint="For example CN=mail.sample.com,O=The Sample Company,C=US" />
      <Button kind="quiet" onPress={() => onChange(undefined)}>Take the request’s subject</Button>
    </>
  )
}
