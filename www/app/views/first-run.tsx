import { useState } from 'preact/hooks'
import { useAct, usePage } from '../context.js'
import { suggest } from '../strength.js'
import { TEXT } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { TextField } from '../ui/field.js'
import { Mark } from '../ui/icon.js'
import { WrongNotice } from '../ui/notice.js'
import { StrengthMeter } from '../ui/strength-meter.js'
import { Gate, LookInstead } from './gate.js'

/** The first screen there is: a passphrase, twice. */
export function FirstRun() {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [suggested, setSuggested] = useState(false)
  const [problem, setProblem] = useState<string>()
  const act = useAct(async () => {
    await commands.createVault(passphrase)
    commands.goTo({ at: 'new-authority' })
  })
  const submit = () => {
    const unequal = passphrase === again ? undefined : 'The two are not the same.'
    setProblem(unequal)
    if (!unequal) void act.run()
  }
  const take = () => {
    setPassphrase(suggest())
    setAgain('')
    setSuggested(true)
  }
  return (
    <Gate title="Be your own certificate authority" mark={<Mark />} lead={TEXT.firstRun}>
      <form class="stack" onSubmit={event => { event.preventDefault(); submit() }}>
        <TextField label="Passphrase" type={suggested ? 'text' : 'password'} value={passphrase} onInput={setPassphrase} autocomplete="new-password" autofocus mono={suggested} problem={tooShort(act.wrong)} />
        <StrengthMeter passphrase={passphrase} />
        <p class="hint">
          {suggested ? 'Write it down now and keep the paper safe; then type it again below. ' : `${TEXT.passphrase} `}
          <LinkButton onPress={take}>{suggested ? 'Suggest five other words' : 'Suggest five words'}</LinkButton>
        </p>
        <TextField label="Passphrase again" type="password" value={again} onInput={setAgain} autocomplete="new-password" problem={problem} />
        {act.wrong?.code !== 'vault/passphrase-too-short' && <WrongNotice wrong={act.wrong} />}
        <div class="acts"><Button kind="primary" submit busy={act.running && 'Sealing the vault…'}>Create the vault</Button></div>
      </form>
      <p class="hint gate-other">Had a vault before? <LinkButton onPress={() => commands.goTo({ at: 'restore' })}>Restore from a backup</LinkButton>, with its passphrase or from paper.</p>
      <LookInstead />
    </Gate>
  )
}

function tooShort(wrong: { code: string; what: string; remedy: string } | undefined): string | undefined {
  return wrong?.code === 'vault/passphrase-too-short' ? `${wrong.what} ${wrong.remedy}` : undefined
}
