import { useState } from 'preact/hooks'
import { useAct, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { StrengthMeter } from '../ui/strength-meter.js'

export function ChangePassphrase() {
  const { commands } = usePage()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string>()
  const act = useAct(async () => {
    await commands.changePassphrase(current, next)
    for (const empty of [setCurrent, setNext, setAgain]) empty('')
  })
  const submit = () => {
    const unequal = next === again ? undefined : 'The two are not the same.'
    setProblem(unequal)
    if (!unequal) void act.run()
  }
  const refused = act.wrong?.code === 'vault/wrong-passphrase'
  return (
    <Panel title="Change the passphrase" about="The records are not sealed anew: the key that seals them is wrapped with the new passphrase. Backups and copies that were taken before open with the old one.">
      <form class="lines" onSubmit={event => { event.preventDefault(); submit() }}>
        <div class="narrow"><TextField label="Passphrase now" type="password" value={current} onInput={value => { setCurrent(value); act.forgive() }} autocomplete="current-password" problem={refused ? act.wrong : undefined} /></div>
        <div class="two">
          <TextField label="New passphrase" type="password" value={next} onInput={setNext} autocomplete="new-password" />
          <TextField label="New passphrase again" type="password" value={again} onInput={setAgain} autocomplete="new-password" problem={problem} />
        </div>
        <StrengthMeter passphrase={next} />
        {!refused && <WrongNotice wrong={act.wrong} />}
        <div class="acts"><Button submit busy={act.running && 'Sealing…'}>Change the passphrase</Button></div>
      </form>
    </Panel>
  )
}
