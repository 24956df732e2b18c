import type { ComponentChildren } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { usePage } from '../context.js'
import { LinkButton } from '../ui/button.js'

/** The screens in front of the vault: one column, one question. */
export function Gate({ title, lead, mark, children }: { title: string; lead?: string; mark?: ComponentChildren; children?: ComponentChildren }) {
  // At once: a title of the open vault must not stay above the locked one.
  useLayoutEffect(() => {
    document.title = `${title} – Rootpage`
  }, [title])
  return (
    <main class="gate">
      {mark && <div class="gate-mark">{mark}</div>}
      <h1>{title}</h1>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </main>
  )
}

/** What can be done without the vault. */
export function LookInstead() {
  const { commands } = usePage()
  return <p class="hint gate-other">Nothing to issue? <LinkButton onPress={() => commands.goTo({ at: 'look' })}>Look at a file</LinkButton>: what it is, what fits together, and what it can be turned into.</p>
}
