import { useState } from 'preact/hooks'
import type { EntryView, Status } from '../../api/index.js'
import { useAuthority, usePage, useQuestion, useSettled, useVault, useWhole } from '../context.js'
import { profileTitle } from '../text.js'
import { Button } from '../ui/button.js'
import { SelectField, TextField } from '../ui/field.js'
import { Lifetime } from '../ui/lifetime.js'
import { WrongNotice } from '../ui/notice.js'
import { Empty } from '../ui/panel.js'
import { PlainBadge, StatusBadge } from '../ui/status-badge.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { day, endless, inDays, plural, shortSerial } from '../words.js'
import { IfWhole } from './if-whole.js'
import { entryTitle } from './title-of.js'
import { RevokeOtherDialog } from './revoke-other-dialog.js'

const PAGE = 50
const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'valid', label: 'Valid' },
  { value: 'expired', label: 'Expired' },
  { value: 'revoked', label: 'Revoked' },
  { value: 'archived', label: 'Archived' },
] as const

type Filter = Status | 'all' | 'archived'

/** The ledger: newest first, searched over all of it, not over what is shown. */
export function AuthorityCertificates({ id }: { id: string }) {
  const { commands, now } = usePage()
  const { revision } = useVault()
  const [typed, setTyped] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const [limit, setLimit] = useState(PAGE)
  const [revoking, setRevoking] = useState(false)
  const query = useSettled(typed.trim())
  const answer = useQuestion(
    () => commands.entries(id, { ...which(filter), query, offset: 0, limit }),
    [id, filter, query, limit, revision],
  )
  const { counts, hasKey } = useAuthority(id)
  const whole = useWhole()
  if (counts.valid + counts.expired + counts.revoked === 0) return hasKey && whole ? <NothingIssued id={id} /> : <Empty title="Nothing signed yet"><p>The authority is here with its certificate only. Its key is brought under “Authority”.</p></Empty>
  const found = answer.value
  return (
    <div class="ledger">
      <div class="ledger-tools" role="search">
        <TextField label="Search" type="search" value={typed} onInput={value => { setTyped(value); setLimit(PAGE) }} placeholder="Name, address or serial number" />
        <SelectField<Filter> label="Status" value={filter} choices={FILTERS} onChoose={value => { setFilter(value); setLimit(PAGE) }} />
      </div>
      <WrongNotice wrong={answer.wrong} />
      <p class="ledger-count" role="status">{found && countText(found.total, filter, query)}</p>
      {found && found.entries.length > 0 && <Ledger id={id} entries={found.entries} now={now} />}
      {found && found.entries.length < found.total && <div class="acts centre"><Button onPress={() => setLimit(limit + PAGE)}>Show more</Button></div>}
      <div class="ledger-foot">
        <IfWhole><Button kind="quiet" onPress={() => setRevoking(true)}>Revoke by serial number or file…</Button></IfWhole>
        <WithOpenssl what={{ ask: 'certificates', authority: id, ...which(filter), ...(query && { query }) }} />
      </div>
      {revoking && <RevokeOtherDialog id={id} onClose={() => setRevoking(false)} />}
    </div>
  )
}

/** What is archived is left out, unless it is that which is looked for. */
function which(filter: Filter): { status?: Status; archived?: 'only' } {
  if (filter === 'archived') return { archived: 'only' }
  return filter === 'all' ? {} : { status: filter }
}

function countText(total: number, filter: Filter, query: string): string {
  const what = plural(total, filter === 'all' ? 'certificate' : `${filter} certificate`)
  return query === '' ? what : `${what} with “${query}”`
}

function NothingIssued({ id }: { id: string }) {
  const { commands } = usePage()
  return (
    <Empty title="Nothing signed yet">
      <p>Drop a request anywhere on this page, or paste it. If there is no request yet, make the key and the request here.</p>
      <div class="acts centre">
        <Button kind="primary" onPress={() => commands.goTo({ at: 'sign', authority: id })}>Sign a request</Button>
        <Button onPress={() => commands.goTo({ at: 'new-request', authority: id })}>New key and request</Button>
      </div>
    </Empty>
  )
}

/** The roles are spelled out: on a phone the rows are laid out as cards, and browsers then forget that it is a table. */
function Ledger({ id, entries, now }: { id: string; entries: readonly EntryView[]; now: number }) {
  return (
    <table class="ledger-table" role="table">
      <caption class="hidden">Certificates, newest first</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Name</th>
          <th scope="col" role="columnheader">Use</th>
          <th scope="col" role="columnheader">Serial number</th>
          <th scope="col" role="columnheader">Valid until</th>
          <th scope="col" role="columnheader">Status</th>
        </tr>
      </thead>
      <tbody role="rowgroup">{entries.map(entry => <LedgerRow key={entry.serial} id={id} entry={entry} now={now} />)}</tbody>
    </table>
  )
}

function LedgerRow({ id, entry, now }: { id: string; entry: EntryView; now: number }) {
  const { commands } = usePage()
  const { certificate: issuer, profiles } = useAuthority(id)
  const others = entry.names.filter(name => name.replace(/^[a-z]+:/, '') !== entry.title)
  return (
    <tr role="row">
      <td role="cell" class="ledger-name">
        <button type="button" class="cover" onClick={() => commands.goTo({ at: 'certificate', authority: id, serial: entry.serial })}>{entryTitle(entry)}</button>
        {others.length > 0 && <span class="ledger-others">{others.map(name => name.replace(/^[a-z]+:/, '')).join(', ')}</span>}
      </td>
      <td role="cell" class="ledger-use">{entry.bare ? <span class="muted">unknown</span> : profileTitle(entry.profile, profiles)}</td>
      <td role="cell" class="ledger-serial"><code title={entry.serial}>{shortSerial(entry.serial)}</code></td>
      <td role="cell" class="ledger-end">
        {endless(entry.notAfter) ? <span class="muted">unknown</span> : <><span class="tabular">{day(entry.notAfter)}</span> <span class="muted">{inDays(entry.notAfter, now)}</span></>}
        {entry.status === 'valid' && entry.notBefore !== undefined && <Lifetime notBefore={entry.notBefore} notAfter={entry.notAfter} issuerNotAfter={issuer.notAfter} now={now} />}
      </td>
      <td role="cell" class="ledger-status"><span class="ledger-marks">
        {entry.archived && <PlainBadge>archived</PlainBadge>}
        {entry.bare && <PlainBadge>number only</PlainBadge>}
        {entry.retires !== undefined && <PlainBadge tone="warn">retires</PlainBadge>}
        {entry.renewedBy !== undefined && entry.status === 'valid' && entry.retires === undefined && <PlainBadge>renewed</PlainBadge>}
        <StatusBadge status={entry.status} held={entry.revoked?.reason === 'certificateHold'} />
      </span></td>
    </tr>
  )
}
