import { useRef } from 'preact/hooks'
import type { AssessmentView, AuthorityView, ExtensionRule, IssueRequest, Profile, ViolationView } from '../../api/index.js'
import { useAuthority, usePage } from '../context.js'
import type { Superseding } from '../state.js'
import { fieldTitle, profileAbout, profileChoices } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { Chips, useNames } from '../ui/chips.js'
import type { NamesField } from '../ui/chips.js'
import { Disclosure } from '../ui/disclosure.js'
import { CheckField, SelectField, TextField } from '../ui/field.js'
import { instant, shortSerial } from '../words.js'
import { DaysField } from './new-authority.js'
import { SupersedeField, superseding } from './renew-dialog.js'

type Answer = Exclude<ExtensionRule, 'ask'>

/** What the person chose; `undefined` where the request decides. */
export interface SignChoices {
  profile: Profile
  days: string
  san: string[] | undefined
  subject: string | undefined
  pathLength: string
  /** Empty: as the authority has it; `none`: no policy at all. */
  policy: string
  from: string
  until: string
  serial: '' | 'random' | 'next'
  /** Who decides about an extension, where the profile asks. */
  answers: Record<string, Answer>
  /** The serial numbers that make room because they have the same subject. */
  supersedes: string[]
  /** The certificate that is renewed, and what becomes of it. */
  renews: string | undefined
  old: Superseding
}

export function emptyOptions({ profiles, defaultProfile }: AuthorityView, profile: Profile = defaultProfile): SignChoices {
  return {
    profile, days: usualDays(profiles, profile), san: undefined, subject: undefined, pathLength: '0', policy: '', from: '', until: '', serial: '', answers: {}, supersedes: [],
    renews: undefined, old: { when: 'never' },
  }
}

function usualDays(profiles: AuthorityView['profiles'], profile: Profile): string {
  return String(profiles.find(({ name }) => name === profile)?.days ?? 365)
}

export function optionsOf(choices: SignChoices, authority: AuthorityView): IssueRequest {
  const { profile, days, san, subject, pathLength, policy, from, until, serial, answers, renews } = choices
  return {
    profile,
    // A field that is being typed in says nothing; the core then tells what is wrong with it.
    ...(until === '' ? { days: /^\d+$/.test(days) ? Number(days) : 0 } : { notAfter: instant(until) }),
    ...(from !== '' && { notBefore: instant(from) }),
    ...(san && { san }),
    ...(subject !== undefined && { subject }),
    ...(makesAuthorities(authority, profile) && /^\d+$/.test(pathLength) && { pathLength: Number(pathLength) }),
    ...(policy !== '' && { policy: policy === 'none' ? false as const : policy }),
    ...(serial !== '' && { serial }),
    ...(Object.keys(answers).length > 0 && { extensions: answers }),
    ...(renews !== undefined && { renews }),
    ...supersede(choices),
  }
}

function supersede({ supersedes, renews, old }: SignChoices): Pick<IssueRequest, 'supersede'> {
  if (supersedes.length === 0) return renews === undefined ? {} : superseding(renews, old)
  // What stands in the way goes now; whatever else is said of the old one would come too late.
  return { supersede: { serials: renews === undefined ? supersedes : [...new Set([...supersedes, renews])] } }
}

function makesAuthorities({ profiles }: AuthorityView, profile: Profile): boolean {
  return profiles.find(({ name, builtIn, isAuthority }) => name === profile && builtIn && isAuthority) !== undefined
}

/** The names that would be issued, and the field in which they are changed. */
export function useIssuedNames({ issued, request }: AssessmentView, choices: SignChoices, onChange: (choices: SignChoices) => void): NamesField {
  // A refusal has no names to show; those of the last answer stay.
  const known = useRef(request.san)
  if (issued) known.current = issued.san
  return useNames(choices.san ?? known.current, san => onChange({ ...choices, san }))
}

interface SignOptionsProps {
  id: string
  assessment: AssessmentView
  choices: SignChoices
  onChange: (choices: SignChoices) => void
  names: NamesField
}

export function SignOptions({ id, assessment, choices, onChange, names }: SignOptionsProps) {
  const authority = useAuthority(id)
  const { issued, request, violations } = assessment
  const change = (part: Partial<SignChoices>) => onChange({ ...choices, ...part })
  return (
    <fieldset class="sign-options">
      <legend>How to sign it</legend>
      <ProfileAndDays authority={authority} choices={choices} onChange={onChange} />
      <Chips label="Alternative names" field={names} hint="By these names clients know it. Press Enter after each." />
      {makesAuthorities(authority, choices.profile) && (
        <TextField label="Authorities below it" type="number" min={0} max={10} value={choices.pathLength} onInput={pathLength => change({ pathLength })} hint="0: it signs for servers and people only." />
      )}
      {choices.subject === undefined
        ? <p><LinkButton onPress={() => change({ subject: issued?.subject ?? request.subject })}>Change the subject</LinkButton></p>
        : <SubjectOverride subject={choices.subject} onChange={subject => change({ subject })} />}
      <Answers violations={violations} choices={choices} onChange={onChange} />
      <Taken violations={violations} choices={choices} onChange={onChange} />
      {choices.renews !== undefined && <SupersedeField value={choices.old} onChange={old => change({ old })} />}
      <MoreOptions authority={authority} choices={choices} onChange={onChange} />
    </fieldset>
  )
}

interface ChoicesProps { authority: AuthorityView; choices: SignChoices; onChange: (choices: SignChoices) => void }

/** What is asked for one request and for many alike. */
export function ProfileAndDays({ authority: { profiles }, choices, onChange }: ChoicesProps) {
  const { now } = usePage()
  const { profile, days, until } = choices
  const choose = (next: Profile) => onChange({ ...choices, profile: next, answers: {}, ...(days === usualDays(profiles, profile) && { days: usualDays(profiles, next) }) })
  return (
    <>
      <SelectField label="Profile" value={profile} choices={profileChoices(profiles)} onChoose={choose} hint={profileAbout(profile, profiles)} />
      {until === '' && <DaysField days={days} onChange={next => onChange({ ...choices, days: next })} now={now} />}
    </>
  )
}

/** Dates, policy and serial number: `-startdate`, `-enddate`, `-policy`, `-rand_serial`. */
export function MoreOptions({ authority: { policies, defaultPolicy, settings, nextSerial }, choices, onChange }: ChoicesProps) {
  const change = (part: Partial<SignChoices>) => onChange({ ...choices, ...part })
  return (
    <Disclosure title="Dates, policy, serial number" open={choices.from !== '' || choices.until !== '' || choices.policy !== '' || choices.serial !== ''}>
      <TextField label="Valid from" type="datetime-local" value={choices.from} onInput={from => change({ from })} optional hint="Now, if nothing is said." />
      <TextField label="Valid until" type="datetime-local" value={choices.until} onInput={until => change({ until })} optional hint="In place of the days." />
      {policies.length > 0 && (
        <SelectField
          label="Policy for names"
          value={choices.policy}
          choices={[{ value: '', label: defaultPolicy === undefined ? 'As configured: none' : `As configured: ${defaultPolicy}` }, ...policies.map(name => ({ value: name, label: name })), { value: 'none', label: 'None: the subject as it is' }]}
          onChoose={policy => change({ policy })}
        />
      )}
      <SelectField<SignChoices['serial']>
        label="Serial number"
        value={choices.serial}
        choices={[{ value: '', label: settings.serials === 'random' ? 'As configured: random' : `As configured: the next${nextSerial === undefined ? '' : `, ${nextSerial}`}` }, { value: 'random', label: 'Random' }, { value: 'next', label: 'The next one' }]}
        onChoose={serial => change({ serial })}
      />
    </Disclosure>
  )
}

const WHO: readonly { value: Answer | ''; label: string }[] = [
  { value: '', label: 'Not decided yet' },
  { value: 'profile', label: 'The profile decides' },
  { value: 'request', label: 'The request decides' },
  { value: 'union', label: 'Both together' },
  { value: 'refuse', label: 'Neither: refuse it' },
]

/** Where the profile asks who decides: the question, until it is answered, and the answer after that. */
function Answers({ violations, choices, onChange }: { violations: readonly ViolationView[]; choices: SignChoices; onChange: (choices: SignChoices) => void }) {
  const open = violations.filter(({ code }) => code === 'policy/extension-undecided')
  const names = [...new Set([...Object.keys(choices.answers), ...open.map(({ field }) => field.replace(/^extension\./, ''))])]
  const answer = (name: string, value: Answer | '') => {
    const others = Object.entries(choices.answers).filter(([other]) => other !== name)
    onChange({ ...choices, answers: Object.fromEntries(value === '' ? others : [...others, [name, value]]) })
  }
  return (
    <>
      {names.map(name => (
        <SelectField<Answer | ''> key={name} label={`Who decides: ${fieldTitle(`extension.${name}`)}`} value={choices.answers[name] ?? ''} choices={WHO} onChoose={value => answer(name, value)} hint={open.find(({ field }) => field === `extension.${name}`)?.found} />
      ))}
    </>
  )
}

/** One click in place of OpenSSL's TXT_DB error number 2. */
function Taken({ violations, choices, onChange }: { violations: readonly ViolationView[]; choices: SignChoices; onChange: (choices: SignChoices) => void }) {
  const taken = violations.filter(({ code }) => code === 'policy/subject-taken').flatMap(({ found }) => found.match(/\b[0-9A-F]{2,40}\b/g) ?? [])
  const serials = choices.supersedes.length > 0 ? choices.supersedes : taken
  if (serials.length === 0) return null
  return (
    <CheckField
      label={<>Supersede the one that has this subject now (<code>{serials.map(shortSerial).join(', ')}</code>): it is revoked in the same act</>}
      value={choices.supersedes.length > 0}
      onChange={value => onChange({ ...choices, supersedes: value ? serials : [] })}
    />
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
