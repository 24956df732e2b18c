import type { ReportRowView } from '../../api/index.js'
import { fieldTitle } from '../text.js'
import { withMoments } from '../words.js'
import { Breakable } from './breakable.js'
import { VerdictBadge } from './status-badge.js'

/** What the request says, what becomes of it, and what would be issued, side by side. */
export function ReportTable({ rows }: { rows: readonly ReportRowView[] }) {
  return (
    <table class="report" role="table">
      <caption class="hidden">What the request asks for and what would be issued</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">Field</th>
          <th scope="col" role="columnheader">In the request</th>
          <th scope="col" role="columnheader"><span class="hidden">Verdict</span></th>
          <th scope="col" role="columnheader">In the certificate</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, index) => <ReportRow key={`${row.field} ${index}`} row={row} said={rows[index - 1]?.why === row.why} />)}
      </tbody>
    </table>
  )
}

/** A reason that stands in the row above is not shown again; a screen reader hears it in each. */
function ReportRow({ row, said }: { row: ReportRowView; said: boolean }) {
  return (
    <tr role="row" class={row.verdict}>
      <th scope="row" role="rowheader"><Breakable text={fieldTitle(row.field)} /></th>
      <td role="cell" class="report-asked">{row.requested === undefined ? <None /> : <span class="value"><Breakable text={withMoments(row.requested)} /></span>}</td>
      <td role="cell" class="report-verdict"><VerdictBadge verdict={row.verdict} /></td>
      <td role="cell" class="report-issued">
        {row.issued === undefined ? <None /> : <span class="value"><Breakable text={withMoments(row.issued)} /></span>}
        <span class={said ? 'hidden' : 'report-why'}>{row.why}</span>
      </td>
    </tr>
  )
}

function None() {
  return <span class="none"><span aria-hidden="true">–</span><span class="hidden">nothing</span></span>
}
