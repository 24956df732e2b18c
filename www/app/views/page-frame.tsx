import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { usePage } from '../context.js'
import type { Route } from '../state.js'
import { Icon } from '../ui/icon.js'

interface FrameProps {
  title: string
  /** Where one comes from; the way back. */
  up?: { label: string; to: Route }
  lead?: ComponentChildren
  badge?: ComponentChildren
  acts?: ComponentChildren
  seal?: ComponentChildren
  children: ComponentChildren
}

/** A screen: its heading takes the focus, so that the keyboard and screen readers begin where the eyes do. */
export function PageFrame({ title, up, lead, badge, acts, seal, children }: FrameProps) {
  const { commands } = usePage()
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    document.title = `${title} – Rootpage`
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <main class="page">
      {up && <button type="button" class="up" onClick={() => commands.goTo(up.to)}><Icon name="back" />{up.label}</button>}
      <header class="page-head">
        {seal}
        <div class="page-title">
          <div class="page-line"><h1 ref={heading} tabIndex={-1}>{title}</h1>{badge}</div>
          {lead && <div class="lead">{lead}</div>}
        </div>
        {acts && <div class="page-acts">{acts}</div>}
      </header>
      {children}
    </main>
  )
}
