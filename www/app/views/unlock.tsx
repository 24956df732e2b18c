import { useState } from 'preact/hooks'
import { useAct, usePage } from '../context'
import type { LockReason, Wrong } from '../state'
import { LOCKED } from '../text'
import { Button } from '../ui/button'
import { TextField } from '../ui/field'
import { Icon } from '../ui/icon'
import { Notice, WrongNotice } from '../ui/notice'
import { Gate } from './gate'

export function Unlock({ why, wrong }: { why?: LockReason | undefined; wrong?: Wrong | undefined }) {
  const { commands } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const act = useAct(async () => {
    await commands.unlock(passphrase)
  })
  const refused = act.wrong?.code === 'vault/wrong-passphrase'
  return (
    <Gate title="Unlock the vault" mark={<Icon name="lock" />}>
      {why && !act.wrong && <LockNotice why={why} wrong={wrong} />}
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
        {!refused && <WrongNotice wrong={act.wrong} />}
        <div class="acts"><Button kind="primary" submit busy={act.running && 'Opening…'}>Unlock</Button></div>
      </form>
    </Gate>
  )
}

function LockNotice({ why, wrong }: { why: LockReason; wrong?: Wrong | undefined }) {
  if (why === 'crashed') return wrong ? <WrongNotice wrong={wrong} /> : <Notice tone="bad" title={LOCKED.crashed} />
  return <Notice title={LOCKED[why]} />
}
