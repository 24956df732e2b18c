import type { Severity } from '../../api/index.js'
import { Icon } from './icon.js'

/** Something found, and where. */
export interface Found { code: string; severity: Severity; text: string; where?: string | undefined }

const GROUPS: readonly { severity: Severity; title: string }[] = [
  { severity: 'refuse', title: 'Not obeyed, or kept aside' },
  { severity: 'warn', title: 'Worth a look' },
  { severity: 'note', title: 'Good to know' },
]

/** What was found, the gravest first; each with its place and its stable code. */
export function FindingList({ findings }: { findings: readonly Found[] }) {
  return (
    <div class="findings">
      {GROUPS.map(({ severity, title }) => {
        const found = findings.filter(finding => finding.severity === severity)
        return found.length > 0 && <Group key={severity} severity={severity} title={title} found={found} />
      })}
    </div>
  )
}

function Group({ severity, title, found }: { severity: Severity; title: string; found: readonly Found[] }) {
  return (
    <div class={`finding-group ${severity}`}>
      <h3 class="finding-title"><Icon name={severity === 'note' ? 'info' : 'warn'} />{title} <span class="tab-count">{found.length.toLocaleString('en')}</span></h3>
      <ul>
        {found.map((finding, index) => (
          <li key={index} class="finding">
            {finding.where && <code class="finding-where">{finding.where}</code>}
            <span class="finding-text">{sentence(finding.text)}</span>
            <span class="finding-code">{finding.code}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** It begins with a capital and ends with a stop, whoever wrote it. */
export function sentence(text: string): string {
  const begun = /^[a-z]+\b(?![.:/_=])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`
}
