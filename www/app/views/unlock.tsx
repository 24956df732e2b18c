import { useState } from 'preact/hooks'
import { CODES } from '../../api/index.js'
import { useAct, usePage } from '../context.js'
import type { Act } from '../context.js'
import type { LockReason } from '../state.js'
import { LOCKED } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { ClipboardLeft } from '../ui/clipboard-left.js'
import { TextField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Gate, LookInstead } from './gate.js'

export function Unlock({ why }: { why?: LockReason | undefined }) {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const act = useAct(async () => {
    await commands.unlock(passphrase)
  })
  const reading = useAct(() => commands.unlockDamaged(passphrase))
  const refused = act.wrong?.code === 'vault/wrong-passphrase'
  return (
    <Gate title="Unlock the vault" mark={<Icon name="lock" />}>
      {why && !act.wrong && <LockNotice why={why} />}
      {why && <ClipboardLeft />}
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <TextField
          label="Passphrase"
          type="password"
          value={passphrase}
          onInput={value => { setPassphrase(value); act.forgive() }}
          autocomplete="current-password"
          autofocus
          problem={refused ? act.wrong : undefined}
        />
        {!refused && <WrongNotice wrong={act.wrong}>{TOUCHED.has(act.wrong?.code ?? '') && <ForReading act={reading} />}</WrongNotice>}
        {reading.wrong?.code !== act.wrong?.code && <WrongNotice wrong={reading.wrong} />}
        <div class="acts"><Button kind="primary" submit busy={act.running && 'Opening…'}>Unlock</Button></div>
      </form>
      <p class="hint"><LinkButton onPress={() => commands.goTo({ at: 'forgotten' })}>Forgotten the passphrase?</LinkButton> Recovery words or shares open it too.</p>
      <LookInstead />
    </Gate>
  )
}

/** What the core says of a vault that is not as it was sealed. */
const TOUCHED = new Set(['vault/damaged', 'vault/record-missing', 'vault/record-tampered', 'vault/record-unexpected', 'authority/ledger-inconsistent', 'authority/key-mismatch'])

/** On the person's word alone: what is whole is shown, and nothing is signed. */
function ForReading({ act }: { act: Act<[]> }) {
  return (
    <>
      <p>What is whole of it can be read and taken away. Nothing is signed in it, and nothing is written.</p>
      <div class="acts"><Button busy={act.running && 'Opening…'} onPress={() => void act.run()}>Open it for reading</Button></div>
    </>
  )
}

function LockNotice({ why }: { why: LockReason }) {
  if (why !== 'crashed') return <Notice title={LOCKED[why]} />
  const { what, remedy } = CODES['session/crashed']
  return <Notice tone="bad" title={what}><p>{remedy}</p></Notice>
}
