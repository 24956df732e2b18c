import { useState } from 'preact/hooks'
import { useAct, usePage } from '../context.js'
import { TEXT } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { TextField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { WrongNotice } from '../ui/notice.js'
import { StrengthMeter } from '../ui/strength-meter.js'
import { Gate } from './gate.js'
import { RecoveryEntry, useRecoveryTyped } from './recovery-entry.js'

/** The passphrase is forgotten: paper opens the vault that is here. */
export function Forgotten() {
  const { commands } = usePage()
  const typed = useRecoveryTyped()
  const act = useAct(async () => {
    await commands.openWithRecovery(typed.text)
  })
  return (
    <Gate title="Open it from paper" mark={<Icon name="lock" />} lead={TEXT.forgotten}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <RecoveryEntry typed={typed} />
        <WrongNotice wrong={act.wrong} />
        <div class="acts">
          <Button kind="primary" submit disabled={typed.text === ''} busy={act.running && 'Opening…'}>Open the vault</Button>
          <Button kind="quiet" onPress={() => commands.goTo({ at: 'home' })}>Back to the passphrase</Button>
        </div>
      </form>
      <p class="hint">{TEXT.forgottenNeither} <LinkButton onPress={() => commands.goTo({ at: 'restore' })}>Look into a backup</LinkButton></p>
    </Gate>
  )
}

/** A vault that paper opened does nothing else before it has a passphrase that somebody knows. */
export function NewPassphrase() {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string>()
  const act = useAct(async () => {
    await commands.resetPassphrase(passphrase)
  })
  const submit = () => {
    const unequal = passphrase === again ? undefined : 'The two are not the same.'
    setProblem(unequal)
    if (!unequal) void act.run()
  }
  const short = act.wrong?.code === 'vault/passphrase-too-short'
  return (
    <Gate title="Choose a new passphrase" mark={<Icon name="lock" />} lead={TEXT.newPassphrase}>
      <form class="stack" onSubmit={event => { event.preventDefault(); submit() }}>
        <TextField label="New passphrase" type="password" value={passphrase} onInput={value => { setPassphrase(value); act.forgive() }} autocomplete="new-password" autofocus problem={short ? act.wrong : undefined} />
        <StrengthMeter passphrase={passphrase} />
        <TextField label="New passphrase again" type="password" value={again} onInput={setAgain} autocomplete="new-password" problem={problem} />
        {!short && <WrongNotice wrong={act.wrong} />}
        <div class="acts"><Button kind="primary" submit busy={act.running && 'Sealing the vault…'}>Set the passphrase</Button></div>
      </form>
    </Gate>
  )
}
