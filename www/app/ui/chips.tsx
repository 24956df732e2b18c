import { useId, useState } from 'preact/hooks'
import { checkSan } from '../../api/index.js'
import type { Wrong } from '../state.js'
import { wrong } from '../wrong.js'
import { Icon } from './icon.js'

interface ChipsProps {
  label: string
  hint: string
  names: readonly string[]
  onChange: (names: string[]) => void
}

/** Names one by one: typed or pasted with commas, spaces or lines between them; each is checked as it is added. */
export function Chips({ label, hint, names, onChange }: ChipsProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<Wrong>()
  const add = async () => {
    const { good, bad, wrong: first } = await sorted(typed)
    if (good.length > 0) onChange([...new Set([...names, ...good])])
    setTyped(bad.join(' '))
    setProblem(first)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault()
      void add()
    } else if (event.key === 'Backspace' && typed === '' && names.length > 0) {
      onChange(names.slice(0, -1))
    }
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={problem ? 'chips bad' : 'chips'}>
        {names.length > 0 && (
          <ul class="chip-list" aria-label={`${label}, chosen`}>
            {names.map(name => <Chip key={name} name={name} onRemove={() => onChange(names.filter(other => other !== name))} />)}
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
          onInput={event => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => void add()}
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
