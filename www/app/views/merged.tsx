import type { MergedView } from '../../api/index.js'
import { usePage } from '../context.js'
import { Button, LinkButton } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { FindingList } from '../ui/finding-list.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { plural, shortSerial } from '../words.js'
import { PageFrame } from './page-frame.js'

/** What a merge brought, and what it could not decide. */
export function Merged({ merged }: { merged: MergedView }) {
  const { commands } = usePage()
  const { authority, added, revoked, conflicts, findings } = merged
  const done = () => {
    commands.openDirectory(undefined)
    commands.goTo({ at: 'authority', authority: authority.id, tab: 'certificates' })
  }
  return (
    <PageFrame title="Merged" lead={`${authority.title} now has what the directory had.`} acts={<Button kind="primary" onPress={done}>Go to the authority</Button>}>
      {conflicts.length > 0 && (
        <Notice tone="warn" title={`${plural(conflicts.length, 'serial number')} stood for two different certificates`}>
          <p>The vault keeps its own. Both forks signed with the same number: revoke what is not needed, and sign it again.</p>
        </Notice>
      )}
      <Panel title="What came">
        <Facts>
          <Fact name="Certificates added"><Serials authority={authority.id} serials={added} /></Fact>
          <Fact name="Revocations added"><Serials authority={authority.id} serials={revoked} /></Fact>
          <Fact name="Conflicts"><Serials authority={authority.id} serials={conflicts} /></Fact>
        </Facts>
      </Panel>
      {findings.length > 0 && <Panel title="What was found on the way"><FindingList findings={findings.map(({ code, severity, text, path }) => ({ code, severity, text, where: path }))} /></Panel>}
    </PageFrame>
  )
}

/** Serial numbers that lead to their certificates. */
export function Serials({ authority, serials }: { authority: string; serials: readonly string[] }) {
  const { commands } = usePage()
  if (serials.length === 0) return <span class="muted">none</span>
  return (
    <ul class="names">
      {serials.slice(0, 50).map(serial => (
        <li key={serial}><LinkButton label={`${shortSerial(serial)}, open the certificate`} onPress={() => commands.goTo({ at: 'certificate', authority, serial })}><code>{shortSerial(serial)}</code></LinkButton></li>
      ))}
      {serials.length > 50 && <li class="muted">and {(serials.length - 50).toLocaleString('en')} more</li>}
    </ul>
  )
}
