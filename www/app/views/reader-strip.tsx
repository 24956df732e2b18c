import { useAct, useOpen, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Icon } from '../ui/icon.js'
import { WrongNotice } from '../ui/notice.js'

/** Above every screen of a tab that reads along. */
export function ReaderStrip() {
  const { role, yielded } = useOpen()
  if (role === 'writer') return null
  return (
    <aside class="strip" aria-label="This tab reads along">
      <div class="strip-inner">
        <Icon name="info" />
        <p role="status"><strong>{yielded ? 'Another tab has taken the pen.' : 'Another tab has the pen.'}</strong> This one reads along: it shows every change, and makes none.</p>
        <TakeOver />
      </div>
    </aside>
  )
}

/** Asks the other tab to let go: it finishes what it is doing first. */
export function TakeOver() {
  const { commands } = usePage()
  const { role } = useOpen()
  const act = useAct(async () => {
    await commands.takeOver()
    commands.toast('This tab has the pen now. The other one reads along.')
  })
  // The strip above goes; where a refusal stood, it says how one goes on.
  if (role === 'writer') return <p>This tab has the pen now: press it again.</p>
  return (
    <>
      <Button busy={act.running && 'Waiting for the other tab…'} onPress={() => void act.run()}>Take over</Button>
      <WrongNotice wrong={act.wrong} />
    </>
  )
}
