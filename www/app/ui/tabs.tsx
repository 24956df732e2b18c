import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

interface Tab<K extends string> {
  key: K
  label: string
  count?: number | undefined
  alert?: boolean
}

/** Tabs by the ARIA pattern: one stop for the Tab key, arrows move between them. */
export function Tabs<K extends string>({ label, tabs, current, onChoose, children }: { label: string; tabs: readonly Tab<K>[]; current: K; onChoose: (key: K) => void; children: ComponentChildren }) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex(tab => tab.key === current)
    const to = target(event.key, at, tabs.length)
    const next = to === undefined ? undefined : tabs[to]
    if (to === undefined || !next) return
    event.preventDefault()
    onChoose(next.key)
    list.current?.querySelectorAll('button')[to]?.focus()
  }
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map(tab => (
          <button
            key={tab.key}
            id={`${id}-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={tab.key === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => onChoose(tab.key)}
          >
            {tab.label}
            {tab.count !== undefined && <span class="tab-count"> {tab.count.toLocaleString('en')}</span>}
            {tab.alert && <span class="tab-alert"><span class="hidden"> needs attention</span></span>}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} tabIndex={-1}>{children}</div>
    </div>
  )
}

function target(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowRight': return (at + 1) % length
    case 'ArrowLeft': return (at + length - 1) % length
    case 'Home': return 0
    case 'End': return length - 1
    default: return undefined
  }
}
