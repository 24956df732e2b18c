import type { ComponentChildren } from 'preact'
import { Icon } from './icon.js'
import type { IconName } from './icon.js'

interface ButtonProps {
  children: ComponentChildren
  onPress?: () => void
  kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  icon?: IconName
  submit?: boolean
  /** What is going on, instead of the label, while the act runs; a second press does nothing. */
  busy?: string | false | undefined
  disabled?: boolean
  /** The accessible name where the visible words are too few; it begins with them. */
  label?: string
}

/** `aria-disabled` rather than `disabled`: the focus stays where the person is. */
export function Button({ children, onPress, kind = 'plain', icon, submit = false, busy, disabled = false, label }: ButtonProps) {
  const off = disabled || Boolean(busy)
  const press = (event: Event) => {
    if (off) event.preventDefault()
    else onPress?.()
  }
  return (
    <button type={submit ? 'submit' : 'button'} class={`button ${kind}`} onClick={press} aria-disabled={off || undefined} aria-label={label}>
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      <span>{busy || children}</span>
    </button>
  )
}

/** A button that looks like a link, where going somewhere is all it does. */
export function LinkButton({ children, onPress, label }: { children: ComponentChildren; onPress: () => void; label?: string }) {
  return (
    <button type="button" class="link-button" onClick={onPress} aria-label={label}>
      {children}
    </button>
  )
}
