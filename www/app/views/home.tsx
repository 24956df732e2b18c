import type { AuthorityView } from '../../api/index.js'
import { useState } from 'preact/hooks'
import { usePage, useVault } from '../context.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'
import { Empty } from '../ui/panel.js'
import { Seal } from '../ui/seal.js'
import { PlainBadge } from '../ui/status-badge.js'
import { day, inDays, plural, urgency } from '../words.js'
import { crlState } from './crl-state.js'
import { IfWhole } from './if-whole.js'
import { PageFrame } from './page-frame.js'

/** The authorities of the vault. */
export function Home() {
  const { commands, state, now } = usePage()
  const { authorities } = useVault()
  const waiting = state.homeless
  const [shown, setShown] = useState(false)
  const archived = authorities.filter(authority => authority.archived)
  const current = authorities.filter(authority => !authority.archived)
  const choose = (id: string) => {
    if (!waiting) return commands.goTo({ at: 'authority', authority: id, tab: 'certificates' })
    commands.draft(id, waiting)
    commands.goTo({ at: 'sign', authority: id })
  }
  return (
    <PageFrame title="Authorities" acts={<>
      <IfWhole><Button icon="drop" onPress={() => commands.goTo({ at: 'import' })}>Take in a CA directory</Button></IfWhole>
      <Button onPress={() => commands.goTo({ at: 'look' })}>Look at a file</Button>
      <IfWhole><Button icon="plus" onPress={() => commands.goTo({ at: 'new-authority' })}>New authority</Button></IfWhole>
    </>}>
      {waiting && <Notice title="Which authority shall sign it?"><p>Choose one; what you dropped or pasted goes along.</p></Notice>}
      {current.length === 0 && archived.length > 0 && <Empty title="All authorities are archived" />}
      <ul class="authorities">
        {[...current, ...(shown ? archived : [])].map(authority => <AuthorityCard key={authority.id} authority={authority} now={now} onOpen={() => choose(authority.id)} />)}
      </ul>
      {archived.length > 0 && <div class="acts authorities-more"><Button kind="quiet" onPress={() => setShown(!shown)}>{shown ? 'Hide the archived ones' : `Show ${plural(archived.length, 'archived authority').replace(/authoritys$/, 'authorities')}`}</Button></div>}
    </PageFrame>
  )
}

function AuthorityCard({ authority, now, onOpen }: { authority: AuthorityView; now: number; onOpen: () => void }) {
  const { certificate, counts } = authority
  const crl = crlState(authority, now)
  const end = urgency(certificate.notAfter, now)
  const organization = certificate.subjectParts.find(part => part.type === 'O')?.value
  return (
    <li class="authority-card">
      <Seal sha256={certificate.sha256} />
      <div class="authority-card-text">
        <h2><button type="button" class="cover" onClick={onOpen}>{authority.title}</button>{authority.archived && <> <PlainBadge>archived</PlainBadge></>}{authority.damaged && <> <PlainBadge tone="bad">damaged</PlainBadge></>}</h2>
        {organization && <p class="muted">{organization}</p>}
        <dl class="authority-figures">
          <Figure name="valid" value={counts.valid} />
          <Figure name="expired" value={counts.expired} />
          <Figure name="revoked" value={counts.revoked} />
        </dl>
        <p class={`authority-line ${end}`}>{end === 'over' ? 'Expired' : 'Valid until'} {day(certificate.notAfter)}<span class="muted">, {inDays(certificate.notAfter, now)}</span></p>
        <p class={`authority-line ${crl.tone}`}>{crl.short}</p>
        <p class="muted small">{certificate.key.label}{!authority.hasKey && ', certificate only'}{authority.succeededBy !== undefined && ', replaced'}</p>
      </div>
    </li>
  )
}

function Figure({ name, value }: { name: string; value: number }) {
  return <div class={value === 0 ? 'figure zero' : 'figure'}><dt>{name}</dt><dd aria-label={plural(value, `${name} certificate`)}>{value.toLocaleString('en')}</dd></div>
}
