import { useState } from 'preact/hooks'
import { usePage } from '../context.js'
import type { Wrong } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { CheckField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { WrongNotice } from '../ui/notice.js'
import { Gate, LookInstead } from './gate.js'

/** A vault that is gone is never shown as a first run. */
export function Lost({ wrong }: { wrong: Wrong }) {
  const { commands } = usePage()
  const [understood, setUnderstood] = useState(false)
  return (
    <Gate title="The vault is gone" mark={<Icon name="warn" />} lead={TEXT.lost}>
      <WrongNotice wrong={wrong} />
      <p>{TEXT.lostWhat}</p>
      <div class="acts"><Button kind="primary" onPress={() => commands.goTo({ at: 'restore' })}>Restore from a backup</Button></div>
      <p class="hint">{TEXT.lostPaper}</p>
      <Disclosure title="There is no backup">
        <div class="stack">
          <p>{TEXT.lostNoBackup}</p>
          <CheckField label="I understand that a new vault does not bring the old one back" value={understood} onChange={setUnderstood} />
          <div class="acts"><Button kind="danger" disabled={!understood} onPress={() => void commands.acceptLoss()}>Begin again with an empty vault</Button></div>
        </div>
      </Disclosure>
      <LookInstead />
    </Gate>
  )
}

export function Unavailable({ wrong }: { wrong: Wrong }) {
  const { commands } = usePage()
  return (
    <Gate title="There is no place for a vault" mark={<Icon name="warn" />} lead={TEXT.unavailable}>
      <WrongNotice wrong={wrong} />
      <div class="acts"><Button onPress={() => void commands.start()}>Try again</Button></div>
      <LookInstead />
    </Gate>
  )
}
