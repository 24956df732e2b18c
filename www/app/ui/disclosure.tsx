import type { ComponentChildren } from 'preact'

/** What few people need, folded away within a form. */
export function Disclosure({ title, children, open = false }: { title: string; children: ComponentChildren; open?: boolean }) {
  return (
    <details class="disclosure" open={open}>
      <summary>{title}</summary>
      <div class="disclosure-body">{children}</div>
    </details>
  )
}
