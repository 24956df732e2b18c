import { useId } from 'preact/hooks'
import type { Target, TargetOption, TargetOptions } from '../../api/index.js'
import { Button } from '../ui/button.js'
import { ChooseFile } from '../ui/dropzone.js'
import { CheckField, RadioField, SelectField, TextField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { size } from '../words.js'

export function defaultsOf({ options }: Target): TargetOptions {
  return Object.fromEntries(options.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])))
}

/** The options that are asked for after the answers so far. */
export function askedOf({ options }: Target, values: TargetOptions): TargetOption[] {
  return options.filter(({ when }) => when === undefined || when.is.includes(textOf(values, when.option)))
}

/** A password is typed twice: a slip in it would be noticed on the server only. That of a store which is there is known already. */
export function problemsOf(asked: readonly TargetOption[], values: TargetOptions, again: Record<string, string>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const option of asked) {
    const { name, kind, required } = option
    const given = values[name]
    if (required === true && (given === undefined || given === '')) found[name] = kind === 'password' ? 'Give a password.' : 'This is needed.'
    else if (isTwice(option, values) && textOf(values, name) !== (again[name] ?? '')) found[name] = 'The two are not the same.'
  }
  return found
}

/** A new password is typed twice; one that stands in the field from the beginning, or opens a store that is there, once. */
function isTwice({ name, kind, default: value }: TargetOption, values: TargetOptions): boolean {
  const known = Object.values(values).some(given => given instanceof Uint8Array) || (value !== undefined && values[name] === value)
  return kind === 'password' && !known
}

function textOf(values: TargetOptions, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

interface FieldsProps {
  asked: readonly TargetOption[]
  values: TargetOptions
  again: Record<string, string>
  problems: Record<string, string>
  onValues: (values: TargetOptions) => void
  onAgain: (again: Record<string, string>) => void
}

/** What a target asks for, each in the field that fits it. */
export function TargetFields({ asked, values, again, problems, onValues, onAgain }: FieldsProps) {
  if (asked.length === 0) return null
  return (
    <div class="two target-options">
      {asked.map(option => {
        const { name, label, hint, kind } = option
        const value = textOf(values, name)
        const put = (next: string | Uint8Array | undefined) => onValues({ ...values, [name]: next })
        switch (kind) {
          case 'password': return [
            <TextField key={name} label={label} type="password" value={value} onInput={put} autocomplete="new-password" hint={hint} problem={problems[name]} />,
            isTwice(option, values) && <TextField key={`${name} again`} label={`${label}, again`} type="password" value={again[name] ?? ''} onInput={text => onAgain({ ...again, [name]: text })} autocomplete="new-password" />,
          ]
          case 'choice': return <ChoiceOption key={name} option={option} value={value} onChoose={put} />
          case 'switch': return <div key={name} class="whole"><CheckField label={<>{label} <span class="hint block">{hint}</span></>} value={value === 'yes'} onChange={yes => put(yes ? 'yes' : 'no')} /></div>
          case 'file': return <FileOption key={name} option={option} content={values[name]} onContent={put} problem={problems[name]} />
          case 'text': return <TextField key={name} label={label} value={value} onInput={put} hint={hint} problem={problems[name]} mono />
        }
      })}
    </div>
  )
}

/** Choices that explain themselves have their sentence beside each. */
function ChoiceOption({ option: { label, hint, choices = [] }, value, onChoose }: { option: TargetOption; value: string; onChoose: (value: string) => void }) {
  if (!choices.some(choice => choice.hint !== undefined)) return <SelectField label={label} value={value} choices={choices} onChoose={onChoose} hint={hint} />
  return (
    <div class="whole">
      <RadioField label={label} value={value} choices={choices.map(choice => ({ value: choice.value, label: choice.label, about: choice.hint ?? '' }))} onChoose={onChoose} />
      <p class="hint">{hint}</p>
    </div>
  )
}

interface FileProps { option: TargetOption; content: string | Uint8Array | undefined; onContent: (content: Uint8Array | undefined) => void; problem: string | undefined }

/** A file that is there already, and is added to rather than replaced. */
function FileOption({ option: { label, hint }, content, onContent, problem }: FileProps) {
  const id = useId()
  const read = async ([file]: File[]) => {
    if (file) onContent(new Uint8Array(await file.arrayBuffer()))
  }
  return (
    <div class="field whole">
      <span class="field-name">{label}</span>
      {content instanceof Uint8Array
        ? <p class="source-line"><Icon name="check" /><span class="source-name">{size(content.length)} read</span><Button kind="quiet" onPress={() => onContent(undefined)}>Without it</Button></p>
        : <div class="acts"><ChooseFile label={`Choose ${label.charAt(0).toLowerCase()}${label.slice(1)}`} describedBy={id} onChoose={files => void read(files)} /></div>}
      {problem !== undefined && <p class="field-problem" role="alert"><Icon name="warn" /><span>{problem}</span></p>}
      <p class="hint" id={id}>{hint}</p>
    </div>
  )
}
