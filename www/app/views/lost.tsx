import { useState } from 'preact/hooks'
import type { Holding } from '../../api/index.js'
import { usePage } from '../context.js'
import type { Wrong } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { CheckField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Gate, LookInstead } from './gate.js'
import { placeTitle } from './places.js'

/** A vault that is gone is never shown as a first run. */
export function Lost({ wrong, left }: { wrong: Wrong; left: readonly Holding[] }) {
  const { commands } = usePage()
  const [understood, setUnderstood] = useState(false)
  return (
    <Gate title="The vault is gone" mark={<Icon name="warn" />} lead={TEXT.lost}>
      {left.length > 0 ? <Left left={left} /> : <><WrongNotice wrong={wrong} /><p>{TEXT.lostWhat}</p></>}
      <div class="acts"><Button kind={left.length > 0 ? 'plain' : 'primary'} onPress={() => commands.goTo({ at: 'restore' })}>Restore from a backup</Button></div>
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

/** Another place still has it: that is tried before anything else. */
function Left({ left }: { left: readonly Holding[] }) {
  const { commands } = usePage()
  return (
    <Notice tone="good" title="It is still there in another place">
      <ul class="notice-list">{left.map(({ place, kind, revision }) => <li key={place}>{placeTitle({ kind, name: place })}: revision {revision.toLocaleString('en')}</li>)}</ul>
      <p>{TEXT.lostLeft}</p>
      <div class="acts"><Button kind="primary" onPress={commands.openLeft}>Unlock what is left</Button></div>
    </Notice>
  )
}

/** What stands in the way, in words of its own where there are any. */
const UNAVAILABLE: Partial<Record<string, { title: string; lead: string }>> = {
  'store/blocked': { title: 'Another tab is in the way', lead: TEXT.blocked },
  'store/quota': { title: 'There is no room for the vault', lead: TEXT.noRoom },
  'store/disk': { title: 'The disk does not take it', lead: TEXT.noRoom },
  'store/failed': { title: 'The vault cannot be read now', lead: TEXT.failed },
  'vault/too-new': { title: 'The vault is newer than this page', lead: TEXT.tooNew },
}

export function Unavailable({ wrong }: { wrong: Wrong }) {
  const { commands } = usePage()
  const { title, lead } = UNAVAILABLE[wrong.code] ?? { title: 'There is no place for a vault', lead: TEXT.unavailable }
  return (
    <Gate title={title} mark={<Icon name="warn" />} lead={lead}>
      <WrongNotice wrong={wrong} />
      <div class="acts"><Button onPress={() => void commands.start()}>Try again</Button></div>
      <LookInstead />
    </Gate>
  )
}
