import { useState } from 'preact/hooks'
import type { CrlView } from '../../api/index.js'
import { crlFiles } from '../artifacts.js'
import { useAct, useAuthority, usePage, useQuestion, useVault } from '../context.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { FileList } from '../ui/file-list.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { inDays, moment, plural } from '../words.js'
import { crlState } from './crl-state.js'
import { DaysField } from './new-authority.js'

/** The revocation list: the newest one, and the next. */
export function AuthorityCrl({ id }: { id: string }) {
  const { commands, now } = usePage()
  const { revision } = useVault()
  const authority = useAuthority(id)
  const answer = useQuestion(() => commands.crl(id), [id, revision])
  const state = crlState(authority, now)
  const pending = authority.unpublishedRevocations
  return (
    <>
      {pending > 0 && <Notice tone="warn" title={`${plural(pending, 'revocation')} ${pending === 1 ? 'is' : 'are'} not in a list yet`}><p>Clients learn of it from the next list only.</p></Notice>}
      {pending === 0 && state.tone === 'over' && <Notice tone="warn" title={state.short}><p>Strict clients refuse every certificate of this authority until there is a new list.</p></Notice>}
      <NewCrl id={id} exists={authority.crl !== undefined} />
      <WrongNotice wrong={answer.wrong} />
      {answer.value && <NewestCrl crl={answer.value} now={now} />}
    </>
  )
}

function NewCrl({ id, exists }: { id: string; exists: boolean }) {
  const { commands, now } = usePage()
  const [days, setDays] = useState('31')
  const act = useAct(async () => {
    const { number } = await commands.issueCrl(id, Number(days))
    commands.toast(`Revocation list ${number} is created. Download it, and put it where clients look.`)
  })
  return (
    <Panel title={exists ? 'Create the next list' : 'Create a revocation list'} about={TEXT.noCrl}>
      <form class="inline-form" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <DaysField label="Next one is due in" days={days} onChange={setDays} now={now} />
        <Button kind="primary" submit busy={act.running && 'Signing…'}>Create revocation list</Button>
      </form>
      <WrongNotice wrong={act.wrong} />
    </Panel>
  )
}

function NewestCrl({ crl, now }: { crl: CrlView; now: number }) {
  return (
    <>
      <Panel title="The newest list">
        <Facts>
          <Fact name="Number"><code>{crl.number}</code></Fact>
          <Fact name="Created"><span class="tabular">{moment(crl.thisUpdate)}</span></Fact>
          <Fact name="Next one due"><span class="tabular">{moment(crl.nextUpdate)}</span> <span class="muted">{inDays(crl.nextUpdate, now)}</span></Fact>
          <Fact name="Entries">{crl.entries.toLocaleString('en')}</Fact>
        </Facts>
        <FileList files={crlFiles(crl)} />
      </Panel>
      <TextDump title="Text" command="openssl crl -in rootca.crl.pem -noout -text" text={crl.text} />
    </>
  )
}
