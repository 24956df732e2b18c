import type { ExplanationView } from '../../api/index.js'
import { FindingList } from '../ui/finding-list.js'
import { Icon } from '../ui/icon.js'

type Finding = ExplanationView['findings'][number]

/** A configuration line by line: what stands there, what it does, and what is dangerous about it. */
export function Explanation({ explanation }: { explanation: ExplanationView }) {
  const { lines, findings } = explanation
  const elsewhere = findings.filter(finding => !lines.some(line => belongs(finding, line)))
  return (
    <div class="lines">
      {elsewhere.length > 0 && <FindingList findings={elsewhere.map(({ code, severity, text, place }) => ({ code, severity, text, where: place }))} />}
      {/* A scrolling region needs a stop for the keyboard. */}
      <div class="explained-scroll" tabIndex={0} role="region" aria-label="The configuration, line by line">
        <ol class="explained" aria-label="Lines">
          {lines.map((line, index) => <Line key={index} line={line} findings={findings.filter(finding => belongs(finding, line))} />)}
        </ol>
      </div>
    </div>
  )
}

function Line({ line, findings }: { line: ExplanationView['lines'][number]; findings: readonly Finding[] }) {
  return (
    <li class={line.statement.startsWith('[') ? 'explained-line section' : 'explained-line'}>
      <span class="explained-number">{line.line}</span>
      <span class="explained-statement">{line.statement}</span>
      <span class="explained-meaning">{line.meaning}</span>
      {findings.map((finding, index) => <span key={index} class={`explained-finding ${finding.severity}`}><Icon name={finding.severity === 'note' ? 'info' : 'warn'} /><span>{finding.text}</span></span>)}
    </li>
  )
}

function belongs(finding: Finding, line: ExplanationView['lines'][number]): boolean {
  return finding.line === line.line && (finding.place === undefined || finding.place === line.place)
}
