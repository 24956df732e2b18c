import { useState } from 'preact/hooks'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { TextField } from '../ui/field.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import type { Sheet } from './paper-sheet.js'

/** A word that is asked for: of which sheet, and where it stands on it. */
interface Asked { share: number | undefined; position: number; word: string }

/** The sheets are hidden, and some words are typed off the paper: what cannot be read there is found out now, not when it is needed. */
export function TryBack({ sheets, onBack, onRight }: { sheets: readonly Sheet[]; onBack: () => void; onRight: () => void }) {
  const [asked] = useState(() => sheets.flatMap(sheet => chosen(sheet, sheets.length === 1 ? 4 : 2)))
  const [typed, setTyped] = useState<readonly string[]>(asked.map(() => ''))
  const [checked, setChecked] = useState(false)
  const wrong = asked.map(({ word }, index) => !fits(typed[index] ?? '', word))
  const check = () => {
    setChecked(true)
    if (!wrong.includes(true)) onRight()
  }
  return (
    <Panel title="Try it back" about={TEXT.paperTry}>
      <form class="stack" onSubmit={event => { event.preventDefault(); check() }}>
        <div class="few">
          {asked.map(({ share, position }, index) => (
            <TextField
              key={index}
              label={share === undefined ? `Word ${position}` : `Share ${share}, word ${position}`}
              value={typed[index] ?? ''}
              onInput={value => { setTyped(typed.map((other, at) => (at === index ? value : other))); setChecked(false) }}
              mono
              autofocus={index === 0}
              problem={checked && wrong[index] ? 'The sheet has another word here.' : undefined}
            />
          ))}
        </div>
        {checked && wrong.includes(true) && <Notice tone="bad" title="The paper and the sheet do not agree"><p>Look at the paper once more. If it says what you typed, make it anew.</p></Notice>}
        <div class="acts">
          <Button kind="primary" submit>Check</Button>
          <Button onPress={onBack}>Show {sheets.length === 1 ? 'the sheet' : 'the sheets'} again</Button>
        </div>
      </form>
    </Panel>
  )
}

function fits(typed: string, word: string): boolean {
  return typed.trim().toLowerCase() === word.toLowerCase()
}

/** The first words of a sheet name the vault, and are the same on every paper of it. */
const COMMON = 2

/** Some words of a sheet, in their order; nobody can know which. */
function chosen({ words, share }: Sheet, count: number): Asked[] {
  const marked = words.map((word, index) => ({ share: share?.number, position: index + 1, word, mark: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 }))
  return marked.slice(COMMON).sort((one, other) => one.mark - other.mark).slice(0, count).sort((one, other) => one.position - other.position)
}
