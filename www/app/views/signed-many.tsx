import type { BatchView } from '../../api/index.js'
import { batchFiles } from '../artifacts.js'
import { useAuthority, usePage } from '../context.js'
import { Button, LinkButton } from '../ui/button.js'
import { FileList } from '../ui/file-list.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { day, plural, shortSerial } from '../words.js'
import { PageFrame } from './page-frame.js'

type Item = BatchView['items'][number]

/** What became of the requests that were signed together. */
export function SignedMany({ authority: id }: { authority: string }) {
  const { commands, state } = usePage()
  const { title } = useAuthority(id)
  const up = { label: title, to: { at: 'authority', authority: id, tab: 'certificates' } as const }
  const batch = state.batch?.authority === id ? state.batch : undefined
  if (!batch) return <PageFrame title="Signed together" up={up}><Notice title="The list is gone"><p>The certificates are with the others.</p></Notice></PageFrame>
  const { items } = batch.result
  const signed = items.filter(({ issued }) => issued)
  return (
    <PageFrame title={`${plural(signed.length, 'certificate')} signed`} up={up} acts={<Button onPress={() => commands.goTo({ at: 'sign', authority: id })}>Sign others</Button>}>
      {signed.length < items.length && <Notice tone="warn" title={`${plural(items.length - signed.length, 'request')} ${items.length - signed.length === 1 ? 'was' : 'were'} refused`}><p>The others are signed and recorded.</p></Notice>}
      <Panel title="One by one">
        <div class="batch-items">{items.map((item, index) => <Row key={index} id={id} name={batch.names[index] ?? ''} item={item} />)}</div>
      </Panel>
      {signed.length > 0 && <Panel title="Files"><FileList files={batchFiles(items)} /></Panel>}
    </PageFrame>
  )
}

function Row({ id, name, item: { issued, problem, violations = [] } }: { id: string; name: string; item: Item }) {
  const { commands } = usePage()
  if (issued) {
    return (
      <div class="batch-item">
        <div>
          <span class="batch-name"><LinkButton onPress={() => commands.goTo({ at: 'certificate', authority: id, serial: issued.serial })}>{issued.title}</LinkButton></span>
          <span class="batch-about">{name}</span>
        </div>
        <span class="muted"><code>{shortSerial(issued.serial)}</code>, until {day(issued.notAfter)}</span>
      </div>
    )
  }
  return (
    <div class="batch-item">
      <span class="batch-name">{name}</span>
      <Notice tone="bad" title={problem?.message ?? 'It was refused'}>
        {violations.length > 0 && <ul class="notice-list">{violations.map(violation => <li key={violation.code + violation.field}>{violation.message}</li>)}</ul>}
      </Notice>
    </div>
  )
}
