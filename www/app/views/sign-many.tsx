import { useState } from 'preact/hooks'
import type { AssessmentView } from '../../api/index.js'
import { useAct, useAuthority, usePage, useQuestion, useSettled } from '../context.js'
import type { FileSource, Wrong } from '../state.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { Notice, Warnings, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { ReportTable } from '../ui/report-table.js'
import { PlainBadge } from '../ui/status-badge.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { plural } from '../words.js'
import { wrong } from '../wrong.js'
import { PageFrame } from './page-frame.js'
import { emptyOptions, MoreOptions, optionsOf, ProfileAndDays } from './sign-options.js'
import type { SignChoices } from './sign-options.js'
import { titleOf } from './title-of.js'

/** A request of many, with what would become of it. */
interface Judged { file: FileSource; assessment?: AssessmentView; wrong?: Wrong }

/** Many requests, a report for each, and one confirmation: `openssl ca -infiles`. */
export function SignMany({ id, files }: { id: string; files: readonly FileSource[] }) {
  const { commands } = usePage()
  const authority = useAuthority(id)
  const [choices, setChoices] = useState<SignChoices>(emptyOptions(authority))
  const options = optionsOf(useSettled(choices), authority)
  const mark = JSON.stringify([files.map(file => file.id), options])
  const answer = useQuestion(async () => {
    const judged: Judged[] = []
    for (const file of files) judged.push(await commands.assess(id, file.input, options).then(assessment => ({ file, assessment }), (error: unknown) => ({ file, wrong: wrong(error) })))
    return judged
  }, [id, mark])
  const good = answer.value?.filter(signable) ?? []
  const act = useAct(async () => {
    await commands.issueMany(id, good.map(({ file }) => file.input), good.map(({ file }) => file.name), options)
  })
  const shown = !answer.asking && JSON.stringify(optionsOf(choices, authority)) === JSON.stringify(options)
  const leave = (file: FileSource) => {
    const left = files.filter(({ id }) => id !== file.id)
    commands.draft(id, left.length === 0 ? { from: 'nothing' } : { from: 'files', files: left })
  }
  const another = () => commands.draft(id, { from: 'nothing' })
  return (
    <PageFrame title={`Sign ${plural(files.length, 'request')}`} up={{ label: authority.title, to: { at: 'authority', authority: id, tab: 'certificates' } }} acts={<Button kind="quiet" onPress={another}>Other requests</Button>}>
      <div class="sign">
        <div class="sign-report" aria-busy={!shown}>
          <Panel title="What would be issued">
            <WrongNotice wrong={answer.wrong} />
            {answer.value
              ? <div class="batch-items">{answer.value.map(judged => <Item key={judged.file.id} judged={judged} onLeave={() => leave(judged.file)} />)}</div>
              : <p class="muted" role="status">Reading them…</p>}
          </Panel>
        </div>
        <form class="sign-side" onSubmit={event => { event.preventDefault(); if (shown && good.length > 0) void act.run() }}>
          <fieldset class="sign-options">
            <legend>How to sign them</legend>
            <ProfileAndDays authority={authority} choices={choices} onChange={setChoices} />
            <MoreOptions authority={authority} choices={choices} onChange={setChoices} />
          </fieldset>
          {shown && good.length < files.length && <Notice tone="warn" title={`${plural(files.length - good.length, 'request')} will be left out`} />}
          <WrongNotice wrong={act.wrong} />
          <Button kind="primary" submit disabled={!shown || good.length === 0} busy={act.running && 'Signing…'}>{`Sign ${plural(good.length, 'request')}`}</Button>
          <WithOpenssl what={{ act: 'issueMany', authority: id, csrs: good.map(() => new Uint8Array()), options }} />
        </form>
      </div>
    </PageFrame>
  )
}

function signable({ assessment }: Judged): boolean {
  return assessment?.issued !== undefined && assessment.violations.length === 0
}

function Item({ judged, onLeave }: { judged: Judged; onLeave: () => void }) {
  const { file, assessment } = judged
  const name = assessment ? titleOf(assessment.issued?.subject ?? assessment.request.subject, assessment.issued?.san ?? assessment.request.san) : file.name
  return (
    <div class="batch-item">
      <div>
        <span class="batch-name">{name}</span>
        <span class="batch-about">{file.name}{assessment && `, ${assessment.request.key.label}`}</span>
      </div>
      <span class="acts">
        <PlainBadge tone={signable(judged) ? 'good' : 'warn'}>{signable(judged) ? 'can be signed' : 'left out'}</PlainBadge>
        <Button kind="quiet" onPress={onLeave} label={`Leave out ${file.name}`}>Leave out</Button>
      </span>
      {judged.wrong && <WrongNotice wrong={judged.wrong} />}
      {assessment && assessment.violations.length > 0 && (
        <Notice tone="bad" title="It cannot be signed like this">
          <ul class="notice-list">{assessment.violations.map(violation => <li key={violation.code + violation.field}>{violation.message}{violation.found && <span class="muted"> Found: {violation.found}.</span>}</li>)}</ul>
        </Notice>
      )}
      {assessment && (
        <Disclosure title="What becomes of it">
          <Warnings warnings={assessment.warnings} />
          <ReportTable rows={assessment.report} />
        </Disclosure>
      )}
    </div>
  )
}
