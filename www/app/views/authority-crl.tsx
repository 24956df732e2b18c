import type { CrlView } from '../../api/index.js'
import { crlFiles } from '../artifacts.js'
import { useAuthority, usePage, useQuestion, useVault, useWhole } from '../context.js'
import { Fact, Facts } from '../ui/facts.js'
import { FileList } from '../ui/file-list.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Empty, Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { inDays, moment, plural } from '../words.js'
import { CrlSeries } from './crl-series.js'
import { crlState } from './crl-state.js'
import { NewCrl } from './new-crl.js'

/** The revocation list: the newest one, and the next. */
export function AuthorityCrl({ id }: { id: string }) {
  const { commands, now } = usePage()
  const { revision } = useVault()
  const authority = useAuthority(id)
  const answer = useQuestion(async () => ({ complete: await commands.crl(id), delta: await commands.deltaCrl(id) }), [id, revision])
  const state = crlState(authority, now)
  const pending = authority.unpublishedRevocations
  const whole = useWhole()
  return (
    <>
      {pending > 0 && <Notice tone="warn" title={`${plural(pending, 'revocation')} ${pending === 1 ? 'is' : 'are'} not in a list yet`}><p>Clients learn of it from the next list only.</p></Notice>}
      {pending === 0 && state.tone === 'over' && <Notice tone="warn" title={state.short}><p>Strict clients refuse every certificate of this authority until there is a new list.</p></Notice>}
      {authority.hasKey
        ? whole && <NewCrl id={id} />
        : <Empty title="Without its key no list can be signed"><p>Bring the key under “Authority”, or create the lists where it is.</p></Empty>}
      <WrongNotice wrong={answer.wrong} />
      {answer.value?.delta && <NewestCrl title="The newest delta list" name="delta" crl={answer.value.delta} now={now} base={authority.baseCrl} />}
      {answer.value?.complete && <NewestCrl title={answer.value.delta ? 'The newest complete list' : 'The newest list'} name="rootca" crl={answer.value.complete} now={now} />}
      {authority.hasKey && whole && <CrlSeries id={id} />}
    </>
  )
}

function NewestCrl({ title, name, crl, now, base }: { title: string; name: string; crl: CrlView; now: number; base?: string | undefined }) {
  return (
    <>
      <Panel title={title}>
        <Facts>
          <Fact name="Number"><code>{crl.number}</code>{base !== undefined && <span class="muted"> adds to {base}</span>}</Fact>
          <Fact name="Created"><span class="tabular">{moment(crl.thisUpdate)}</span></Fact>
          <Fact name="Next one due">{crl.nextUpdate === '' ? <span class="muted">it does not say</span> : <><span class="tabular">{moment(crl.nextUpdate)}</span> <span class="muted">{inDays(crl.nextUpdate, now)}</span></>}</Fact>
          <Fact name="Entries">{crl.entries.toLocaleString('en')}</Fact>
        </Facts>
        <FileList files={crlFiles(crl, name)} />
      </Panel>
      <TextDump title="Text" command={`openssl crl -in ${name}.crl.pem -noout -text`} text={crl.text} />
    </>
  )
}
