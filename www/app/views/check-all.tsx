import { useState } from 'preact/hooks'
import type { DamageView } from '../../api/index.js'
import { useAct, usePage, useVault } from '../context.js'
import { Button } from '../ui/button.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Progress } from '../ui/progress.js'
import { moment, plural } from '../words.js'
import { DamageList } from './damage.js'

/** On opening, what is looked at is checked; this looks at everything. */
export function CheckAll() {
  const { commands } = usePage()
  const { revision } = useVault()
  const [found, setFound] = useState<{ damages: DamageView[]; revision: number; at: string }>()
  const act = useAct(async running => {
    setFound(undefined)
    setFound({ damages: await commands.check(running), revision, at: new Date().toISOString() })
  })
  return (
    <Panel title="Check everything now" about="On opening, all records are counted and the lists are read; a certificate is opened when it is looked at. Here every one is opened and compared with what the head of the vault says.">
      <div class="lines">
        {act.running
          ? <Progress label="Opening every record…" fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts"><Button onPress={() => void act.run()}>Check everything</Button></div>}
        <WrongNotice wrong={act.wrong} />
        {found && <div role="status"><Found {...found} /></div>}
      </div>
    </Panel>
  )
}

function Found({ damages, revision, at }: { damages: DamageView[]; revision: number; at: string }) {
  if (damages.length === 0) return <Notice tone="good" title="Everything is whole"><p>Checked {moment(at)}, at revision {revision.toLocaleString('en')}.</p></Notice>
  return <Notice tone="bad" title={`${plural(damages.length, 'record')} not as sealed`}><DamageList damages={damages} /></Notice>
}
