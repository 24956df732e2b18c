import type { ComponentChildren } from 'preact'
import { useWhole } from '../context.js'

/** What signs, or writes into the vault: not offered where the vault was touched. */
export function IfWhole({ children }: { children: ComponentChildren }) {
  return useWhole() ? <>{children}</> : null
}
