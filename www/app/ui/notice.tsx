import { createContext } from 'preact'
import type { ComponentChildren } from 'preact'
import { useContext } from 'preact/hooks'
import type { FindingView } from '../../api/index.js'
import type { Wrong } from '../state.js'
import { Icon } from './icon.js'
import type { IconName } from './icon.js'

type Tone = 'bad' | 'warn' | 'good' | 'plain'
const ICONS: Record<Tone, IconName> = { bad: 'warn', warn: 'warn', good: 'check', plain: 'info' }

/** A boxed message. Bad news is an alert; the rest is read when one comes to it. */
export function Notice({ tone = 'plain', title, children }: { tone?: Tone; title?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        {title && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  )
}

/** What can be pressed beside an error: the page's screens know it, by the error's code. */
export const WaysOn = createContext<(code: string) => ComponentChildren>(() => null)

/** An error: what happened, where, what was found, and what to do. */
export function WrongNotice({ wrong, children }: { wrong: Wrong | undefined; children?: ComponentChildren }) {
  const wayOn = useContext(WaysOn)
  if (!wrong) return null
  return (
    <Notice tone="bad" title={wrong.what}>
      <Evidence wrong={wrong} />
      {wrong.violations.length > 0 && <ul class="notice-list">{wrong.violations.map(violation => <li key={violation.field + violation.code}>{violation.message} <Found field={violation.field} found={violation.found} /></li>)}</ul>}
      {wrong.remedy && <p>{wrong.remedy}</p>}
      {children}
      {wayOn(wrong.code)}
      <p class="notice-code">{wrong.code}</p>
    </Notice>
  )
}

/** What clients will say of a certificate that can be signed all the same. */
export function Warnings({ warnings }: { warnings: readonly FindingView[] }) {
  return <>{warnings.map(({ code, severity, text }) => <Notice key={code + text} tone={severity === 'note' ? 'plain' : 'warn'}><p>{text}</p></Notice>)}</>
}

function Evidence({ wrong }: { wrong: Wrong }) {
  const facts: [string, string][] = []
  if (wrong.field !== undefined) facts.push(['Field', wrong.field])
  if (wrong.offset !== undefined) facts.push(['At byte', String(wrong.offset)])
  if (wrong.found !== undefined) facts.push(['Found', wrong.found])
  if (wrong.allowed !== undefined) facts.push(['Allowed', wrong.allowed])
  if (facts.length === 0) return null
  return <dl class="evidence">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
}

function Found({ field, found }: { field: string; found: string }) {
  return <span class="muted">({field}{found && `: ${found}`})</span>
}
