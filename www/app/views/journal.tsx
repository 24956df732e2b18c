import { useState } from 'preact/hooks'
import type { JournalEntryView } from '../../api/index.js'
import { usePage, useQuestion, useVault } from '../context.js'
import { DEEDS } from '../text.js'
import { Button } from '../ui/button.js'
import { Copyable } from '../ui/copyable.js'
import { Disclosure } from '../ui/disclosure.js'
import { FileList } from '../ui/file-list.js'
import { FileText } from '../ui/file-text.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { VERIFY_JOURNAL } from '../verify-journal.js'
import { moment, plural, shortSerial } from '../words.js'

const PAGE = 50

/** What was done in this vault: each entry's hash stands for all before it. */
export function Journal() {
  const { commands } = usePage()
  const { revision } = useVault()
  const [page, setPage] = useState(0)
  const answer = useQuestion(() => commands.journal({ offset: page * PAGE, limit: PAGE }), [page, revision])
  const found = answer.value
  if (!found) return <WrongNotice wrong={answer.wrong} />
  return (
    <>
      <Panel title="Journal" about="Every act, newest first. Each entry is chained to the one before it: none can be changed, added or taken out without breaking all that follow.">
        <p class="journal-count" role="status">{plural(found.total, 'entry').replace(/entrys$/, 'entries')}</p>
        <Entries entries={found.entries} />
        <Pages page={page} pages={Math.ceil(found.total / PAGE)} onTurn={setPage} />
      </Panel>
      <Take total={found.total} text={found.text} />
    </>
  )
}

function Pages({ page, pages, onTurn }: { page: number; pages: number; onTurn: (page: number) => void }) {
  if (pages < 2) return null
  return (
    <nav class="acts panel-acts" aria-label="Pages of the journal">
      <Button disabled={page === 0} onPress={() => onTurn(page - 1)}>Newer</Button>
      <span class="muted tabular">Page {page + 1} of {pages}</span>
      <Button disabled={page + 1 >= pages} onPress={() => onTurn(page + 1)}>Older</Button>
    </nav>
  )
}

/** The roles are spelled out: on a phone the rows are laid out as cards, and browsers then forget that it is a table. */
function Entries({ entries }: { entries: readonly JournalEntryView[] }) {
  return (
    <table class="journal" role="table">
      <caption class="hidden">Entries of the journal, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">No.</th>
          <th scope="col" role="columnheader">When</th>
          <th scope="col" role="columnheader">What</th>
          <th scope="col" role="columnheader">Serial number</th>
          <th scope="col" role="columnheader">Hash</th>
        </tr>
      </thead>
      <tbody role="rowgroup">{entries.map(entry => <Entry key={entry.number} entry={entry} />)}</tbody>
    </table>
  )
}

function Entry({ entry }: { entry: JournalEntryView }) {
  const { authorities } = useVault()
  const { number, at, deed, authority, serial, detail, hash } = entry
  const who = authority === undefined ? undefined : authorities.find(({ id }) => id === authority)?.title ?? `authority ${authority.slice(0, 8)}`
  return (
    <tr role="row">
      <td role="cell" class="journal-number tabular">{number}</td>
      <td role="cell" class="journal-when tabular">{moment(at)}</td>
      <td role="cell" class="journal-what">
        <span>{DEEDS[deed] ?? deed}</span>
        {(who !== undefined || detail !== '') && <span class="journal-about">{[who, detail].filter(Boolean).join(' · ')}</span>}
      </td>
      <td role="cell" class="journal-serial">{serial !== undefined && <code title={serial}>{shortSerial(serial)}</code>}</td>
      <td role="cell" class="journal-hash"><code title={hash}>{hash.slice(0, 12)}…</code></td>
    </tr>
  )
}

/** The whole as a text, and the program by which anybody can verify it. */
function Take({ total, text }: { total: number; text: string }) {
  const last = text.trimEnd().split('\n').at(-1)?.split('\t').at(-1) ?? ''
  return (
    <Panel title="Take it along" about="As a text, to be kept elsewhere or shown to somebody. It is not encrypted: it names what was issued.">
      <div class="lines">
        <FileList files={[
          { name: 'journal.txt', about: 'Every entry in a line, with its hash', content: text },
          { name: 'verify-journal.py', about: 'A short program in Python that verifies it, without this page', content: VERIFY_JOURNAL },
        ]} />
        <p>The last entry has the number {total.toLocaleString('en')} and the hash <Copyable value={last} what="the last hash" /></p>
        <p class="hint">Whoever notes the two elsewhere sees later whether what is shown goes on from there. The program says them of a file: <code>python3 verify-journal.py journal.txt</code></p>
        <Disclosure title="The program"><FileText name="verify-journal.py" text={VERIFY_JOURNAL} /></Disclosure>
      </div>
    </Panel>
  )
}
