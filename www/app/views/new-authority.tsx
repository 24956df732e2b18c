import { useState } from 'preact/hooks'
import type { KeyKind } from '../../api/index.js'
import type { AuthorityRequest } from '../commands.js'
import { useAct, usePage, useVault } from '../context.js'
import { AUTHORITY_KEYS, KEYS, keyChoices, TEXT } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { SelectField, TextArea, TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Progress } from '../ui/progress.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { lastDay, subjectText } from '../words.js'
import type { Subject } from '../words.js'
import { PageFrame } from './page-frame.js'
import { SubjectForm, useAuthorityName } from './subject-form.js'

/** What stands above it, as it is being chosen. An empty issuer: it signs itself. */
interface Above { issuer: string; pathLength: string; permitted: string; excluded: string }

const ROOT: Above = { issuer: '', pathLength: '0', permitted: '', excluded: '' }

/** The authority's own certificate: who, with what key, for how long, below whom. */
export function NewAuthority() {
  const { commands, now } = usePage()
  const { authorities } = useVault()
  const first = authorities.length === 0
  const [subject, setSubject] = useState<Subject>({})
  const [key, setKey] = useState<KeyKind>('p-256')
  const [days, setDays] = useState('3650')
  const [above, setAbove] = useState<Above>(ROOT)
  const request = { subject: subjectText(subject), days: Number(days), ...below(above) }
  const act = useAct(async running => {
    await commands.createAuthority({ ...request, key }, running)
  })
  const { problems, setProblems, submit } = useAuthorityName(subject, act)
  const choose = (issuer: string) => {
    setAbove({ ...above, issuer })
    setDays(usual(days, issuer))
  }
  return (
    <PageFrame title={first ? 'Create your authority' : 'New authority'} lead="Its certificate is what you give to clients, so that they trust what you issue." {...(!first && { up: { label: 'Authorities', to: { at: 'home' } as const } })}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void submit() }}>
        <OtherWays first={first} />
        <Panel title="Who it is" about={TEXT.subjectAbout}>
          <SubjectForm subject={subject} onChange={setSubject} problems={problems} onProblems={setProblems} commonNameHint={TEXT.commonNameAuthority} />
        </Panel>
        <Panel title="Key and validity">
          <div class="lines">
            <div class="two">
              <SelectField label="Key" value={key} choices={keyChoices(AUTHORITY_KEYS)} onChoose={setKey} hint={KEYS[key].about} />
              <DaysField days={days} onChange={setDays} now={now} />
              {!first && (
                <SelectField
                  label="Signed by"
                  value={above.issuer}
                  choices={[{ value: '', label: 'Itself: a root' }, ...authorities.filter(({ hasKey }) => hasKey).map(({ id, title }) => ({ value: id, label: title }))]}
                  onChoose={choose}
                  hint={above.issuer === '' ? 'Clients install its certificate.' : 'Whoever trusts that authority trusts this one.'}
                />
              )}
              {above.issuer !== '' && <TextField label="Authorities below it" type="number" min={0} max={10} value={above.pathLength} onInput={pathLength => setAbove({ ...above, pathLength })} hint="0: it signs for servers and people only." />}
            </div>
            {above.issuer !== '' && <Constraints above={above} onChange={setAbove} />}
          </div>
        </Panel>
        <WrongNotice wrong={act.wrong} />
        {act.running
          ? <Progress label={`Making the key (${KEYS[key].label}) and signing the certificate…`} fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts"><Button kind="primary" submit>Create the authority</Button></div>}
        <WithOpenssl what={{ act: 'createAuthority', ...request }} context={{ key }} />
      </form>
    </PageFrame>
  )
}

/** A root lasts longer than what stands below it. */
function usual(days: string, issuer: string): string {
  if (issuer !== '' && days === '3650') return '1825'
  return issuer === '' && days === '1825' ? '3650' : days
}

function below({ issuer, pathLength, permitted, excluded }: Above): Omit<AuthorityRequest, 'subject' | 'key' | 'days'> {
  if (issuer === '') return {}
  const names = (text: string) => text.split(/[\s]*\n[\s]*/).map(name => name.trim()).filter(Boolean)
  return {
    issuer,
    ...(/^\d+$/.test(pathLength) && { pathLength: Number(pathLength) }),
    ...(permitted.trim() !== '' && { permitted: names(permitted) }),
    ...(excluded.trim() !== '' && { excluded: names(excluded) }),
  }
}

/** Name constraints: for which names what stands below may sign. */
function Constraints({ above, onChange }: { above: Above; onChange: (above: Above) => void }) {
  return (
    <Disclosure title="Limit the names that it may sign for">
      <div class="two">
        <TextArea label="Only below" rows={3} value={above.permitted} onInput={permitted => onChange({ ...above, permitted })} placeholder={'dns:sample.com\nip:192.0.2.0/24'} hint="nameConstraints, permitted: dns:, ip:, email:, uri: or dirname:, one on each line." />
        <TextArea label="Not below" rows={3} value={above.excluded} onInput={excluded => onChange({ ...above, excluded })} placeholder="dns:internal.sample.com" hint="nameConstraints, excluded." />
      </div>
    </Disclosure>
  )
}

/** There may be one already: in a directory, or to be signed by somebody else. */
function OtherWays({ first }: { first: boolean }) {
  const { commands } = usePage()
  return (
    <p class="hint">
      {first ? 'You have one already? ' : 'Or '}
      <LinkButton onPress={() => commands.goTo({ at: 'import' })}>{first ? 'Take in the directory of openssl ca' : 'take in the directory of openssl ca'}</LinkButton>, or have one{' '}
      <LinkButton onPress={() => commands.goTo({ at: 'elsewhere' })}>signed elsewhere</LinkButton>.{first && <> Or <LinkButton onPress={() => commands.goTo({ at: 'look' })}>look at a file</LinkButton> first.</>}
    </p>
  )
}

/** A number of days, with the day on which they end. */
export function DaysField({ days, onChange, now, label = 'Valid for' }: { days: string; onChange: (days: string) => void; now: number; label?: string }) {
  const end = /^\d+$/.test(days) ? lastDay(Number(days), now) : ''
  return <TextField label={label} type="number" min={1} max={36500} value={days} onInput={onChange} suffix="days" hint={end === '' ? 'A whole number of days.' : `Until ${end}.`} />
}
