import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** A titled part of a screen. */
export function Panel({ title, about, aside, children }: { title: string; about?: ComponentChildren; aside?: ComponentChildren; children: ComponentChildren }) {
  const id = useId()
  return (
    <section class="panel" aria-labelledby={id}>
      <header class="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {about && <p class="panel-about">{about}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  )
}

/** Where there is nothing yet: what would be here, and how it comes here. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><p class="empty-title">{title}</p>{children}</div>
}
