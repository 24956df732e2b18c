import type { ExpiryView } from '../../api/index.js'
import { usePage, useQuestion, useVault } from '../context.js'
import { LinkButton } from '../ui/button.js'
import { Icon } from '../ui/icon.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { day, inDays, plural, urgency, withMoments } from '../words.js'
import { Serials } from './merged.js'

/** What ends when: the chain above, the authority, the last certificate below it; and what to hand out before that. */
export function AuthorityExpiry({ id }: { id: string }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const answer = useQuestion(() => commands.expiry(id), [id, revision])
  return (
    <Panel title="What ends when" about="A certificate is worth no more than those above it: what ends first ends all below it.">
      <div class="lines">
        <WrongNotice wrong={answer.wrong} />
        {answer.value && <Cascade id={id} expiry={answer.value} />}
        <WithOpenssl what={{ ask: 'expiry', authority: id }} />
      </div>
    </Panel>
  )
}

function Cascade({ id, expiry: { chain, outliving, last, steps } }: { id: string; expiry: ExpiryView }) {
  const { now } = usePage()
  return (
    <>
      <ul class="ends">
        {chain.toReversed().map((link, index) => <End key={`${link.title} ${index}`} depth={index} title={link.title} notAfter={link.notAfter} authority={link.authority === id ? undefined : link.authority} />)}
        {last !== undefined && <End depth={chain.length} title="The last certificate that it signed" notAfter={last} />}
      </ul>
      {outliving.length > 0 && (
        <Notice tone="warn" title={`${plural(outliving.length, 'certificate')} would end after what stands above`}><Serials authority={id} serials={outliving.map(({ serial }) => serial)} /></Notice>
      )}
      {steps.length > 0 && (
        <ol class="steps" aria-label="What to do, and when">
          {steps.map((step, index) => (
            <li key={index} class={step.done ? 'step done' : 'step'}>
              {step.done ? <Icon name="check" /> : <span class="step-open" aria-hidden="true" />}
              <span class="tabular" title={inDays(step.when, now)}>{day(step.when)}</span>
              <span class="step-what">{withMoments(step.what)}{step.done && <span class="hidden"> (done)</span>}</span>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

function End({ depth, title, notAfter, authority }: { depth: number; title: string; notAfter: string; authority?: string | undefined }) {
  const { commands, now } = usePage()
  return (
    <li class={`ending ${urgency(notAfter, now)}`}>
      <span class={depth > 0 ? 'below' : undefined}>
        {authority === undefined ? title : <LinkButton onPress={() => commands.goTo({ at: 'authority', authority, tab: 'about' })}>{title}</LinkButton>}
      </span>
      <span class="when"><span class="tabular">{day(notAfter)}</span>, {inDays(notAfter, now)}</span>
    </li>
  )
}
