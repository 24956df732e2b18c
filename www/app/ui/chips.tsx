import { useId, useRef, useState } from 'preact/hooks'
import { checkSan } from '../../api/index.js'
import type { Wrong } from '../state.js'
import { wrong } from '../wrong.js'
import { Icon } from './icon.js'

/** Names that were taken, and what is still being typed: no act may begin before that is one of them, or gone. */
export interface NamesField {
  names: readonly string[]
  typed: string
  problem: Wrong | undefined
  type: (text: string) => void
  change: (names: string[]) => void
  /** Takes what was typed; undefined where some of it is no name. */
  commit: () => Promise<readonly string[] | undefined>
}

export function useNames(names: readonly string[], change: (names: string[]) => void): NamesField {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<Wrong>()
  // A key may follow the last letter before the page is drawn again: the reference is never late.
  const newest = useRef({ names, typed })
  newest.current.names = names
  const type = (text: string) => {
    newest.current.typed = text
    setTyped(text)
    if (text === '') setProblem(undefined)
  }
  const commit = async () => {
    const { good, bad, wrong: first } = await sorted(newest.current.typed)
    const all = [...new Set([...newest.current.names, ...good])]
    if (good.length > 0) change(all)
    type(bad.join(' '))
    setProblem(first)
    return first ? undefined : all
  }
  return { names, typed, problem, type, change, commit }
}

/** Names one by one: typed or pasted with commas, spaces or lines between them; each is checked as it is added. */
export function Chips({ label, hint, field }: { label: string; hint: string; field: NamesField }) {
  const { names, typed, problem, type, change, commit } = field
  const id = useId()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault()
      void commit()
    } else if (event.key === 'Backspace' && typed === '' && names.length > 0) {
      change(names.slice(0, -1))
    }
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={problem ? 'chips bad' : 'chips'}>
        {names.length > 0 && (
          <ul class="chip-list" aria-label={`${label}, chosen`}>
            {names.map(name => <Chip key={name} name={name} onRemove={() => change(names.filter(other => other !== name))} />)}
          </ul>
        )}
        <input
          id={id}
          class="mono"
          value={typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={names.length === 0 ? 'mail.sample.com' : 'Add a name'}
          onInput={event => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => void commit()}
          aria-invalid={problem ? true : undefined}
          aria-describedby={`${id}-hint${problem ? ` ${id}-problem` : ''}`}
        />
      </div>
      {problem && <p class="field-problem" id={`${id}-problem`} role="alert"><Icon name="warn" /><span>{problem.what} {problem.found && `Found: ${problem.found}.`} {problem.remedy}</span></p>}
      <div class="hint" id={`${id}-hint`}>{hint}</div>
    </div>
  )
}

function Chip({ name, onRemove }: { name: string; onRemove: () => void }) {
  const [, kind, value] = /^([a-z]+):(.*)$/s.exec(name) ?? [undefined, '', name]
  return (
    <li class="chip">
      {kind && <span class="chip-kind">{kind}</span>}
      <span class="chip-name">{value}</span>
      <button type="button" class="chip-remove" onClick={onRemove} aria-label={`Remove ${value}`}><Icon name="cross" /></button>
    </li>
  )
}

/** What is a name becomes one; what is not stays in the field, so that nothing typed is lost. */
async function sorted(typed: string): Promise<{ good: string[]; bad: string[]; wrong: Wrong | undefined }> {
  const good: string[] = []
  const bad: string[] = []
  let first: Wrong | undefined
  for (const piece of typed.split(/[\s,;]+/).filter(Boolean)) {
    try {
      good.push(await checkSan(piece))
    } catch (error) {
      bad.push(piece)
      first ??= wrong(error)
    }
  }
  return { good, bad, wrong: first }
}
