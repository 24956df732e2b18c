import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'
import type { Wrong } from '../state.js'
import { Icon } from './icon.js'

interface Labelled {
  label: string
  hint?: ComponentChildren
  problem?: Wrong | string | undefined
}

interface TextProps extends Labelled {
  value: string
  onInput: (value: string) => void
  onLeave?: () => void
  type?: 'text' | 'password' | 'search' | 'number' | 'date' | 'datetime-local'
  autofocus?: boolean
  autocomplete?: string
  mono?: boolean
  min?: number
  max?: number
  suffix?: string
  placeholder?: string
  optional?: boolean
}

/** A labelled line of text, with its hint and its error where a screen reader finds them. */
export function TextField(props: TextProps) {
  const { label, hint, problem, value, onInput, onLeave, type = 'text', autofocus, autocomplete = 'off', mono, optional, suffix, ...limits } = props
  const id = useId()
  // The types of JSX tie each `type` to its own role; here it varies.
  const kind = { type } as JSX.IntrinsicElements['input']
  return (
    <Frame id={id} {...{ label, hint, problem, optional }}>
      <div class="field-line">
        <input
          {...kind}
          id={id}
          class={mono ? 'mono' : undefined}
          value={value}
          autocomplete={autocomplete}
          autofocus={autofocus}
          autocapitalize="off"
          spellcheck={false}
          onInput={event => onInput(event.currentTarget.value)}
          onBlur={onLeave}
          aria-invalid={problem ? true : undefined}
          aria-describedby={describedBy(id, hint, problem)}
          {...limits}
        />
        {suffix && <span class="field-suffix" aria-hidden="true">{suffix}</span>}
      </div>
    </Frame>
  )
}

interface AreaProps extends Labelled {
  value: string
  onInput: (value: string) => void
  rows: number
  placeholder?: string
}

export function TextArea({ label, hint, problem, value, onInput, rows, placeholder }: AreaProps) {
  const id = useId()
  return (
    <Frame id={id} {...{ label, hint, problem }}>
      <textarea
        id={id}
        class="mono"
        rows={rows}
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={event => onInput(event.currentTarget.value)}
        aria-invalid={problem ? true : undefined}
        aria-describedby={describedBy(id, hint, problem)}
      />
    </Frame>
  )
}

interface ChoiceProps<T extends string | number> extends Labelled {
  value: T
  choices: readonly { value: T; label: string }[]
  onChoose: (value: T) => void
}

export function SelectField<T extends string | number>({ label, hint, problem, value, choices, onChoose }: ChoiceProps<T>) {
  const id = useId()
  const choose = (text: string) => {
    const chosen = choices.find(choice => String(choice.value) === text)
    if (chosen) onChoose(chosen.value)
  }
  return (
    <Frame id={id} {...{ label, hint, problem }}>
      <select id={id} value={String(value)} onChange={event => choose(event.currentTarget.value)} aria-describedby={describedBy(id, hint, problem)}>
        {choices.map(choice => <option key={choice.value} value={String(choice.value)}>{choice.label}</option>)}
      </select>
    </Frame>
  )
}

/** A few choices with a sentence each: radio buttons, the sentence beside them. */
export function RadioField<T extends string>({ label, value, choices, onChoose }: { label: string; value: T; choices: readonly { value: T; label: string; about: string }[]; onChoose: (value: T) => void }) {
  const name = useId()
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      {choices.map(choice => (
        <label key={choice.value} class="radio">
          <input type="radio" name={name} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
          <span><strong>{choice.label}</strong> <span class="hint">{choice.about}</span></span>
        </label>
      ))}
    </fieldset>
  )
}

export function CheckField({ label, value, onChange }: { label: ComponentChildren; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label class="radio">
      <input type="checkbox" checked={value} onChange={event => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  )
}

function Frame({ id, label, hint, problem, optional, children }: Labelled & { id: string; optional?: boolean | undefined; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}{optional && <span class="field-optional"> optional</span>}</label>
      {children}
      {problem && <FieldProblem id={`${id}-problem`} problem={problem} />}
      {hint && <div class="hint" id={`${id}-hint`}>{hint}</div>}
    </div>
  )
}

function FieldProblem({ id, problem }: { id: string; problem: Wrong | string }) {
  return (
    <p class="field-problem" id={id} role="alert">
      <Icon name="warn" />
      <span>{typeof problem === 'string' ? problem : problemText(problem)}</span>
    </p>
  )
}

function problemText({ what, found, allowed, remedy }: Wrong): string {
  return [what, found && `Found: ${found}.`, allowed && `Allowed: ${allowed}.`, remedy].filter(Boolean).join(' ')
}

function describedBy(id: string, hint: ComponentChildren, problem: unknown): string | undefined {
  return [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined
}
