import { useAct, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'

/** A copy outside the browser, which outlives everything that a browser may clear. */
export function ChosenFile({ chosen }: { chosen: boolean }) {
  const { commands } = usePage()
  const followed = () => commands.toast('The file follows every act from now on.')
  const fresh = useAct(async () => {
    await commands.chooseFile()
    followed()
  })
  const former = useAct(async () => {
    await commands.openFile()
    followed()
  })
  if (!commands.canChooseFile) {
    return (
      <Panel title="A file that follows every act">
        <Notice title="This browser cannot write into a file that you choose"><p>Chromium, Chrome and Edge can. Here, take a backup from time to time, and keep it elsewhere.</p></Notice>
      </Panel>
    )
  }
  return (
    <Panel title="A file that follows every act" about="On another disk, a stick, or in a folder that is copied away: sealed as the vault is, and whole after each act. It outlives whatever becomes of this browser.">
      <WrongNotice wrong={fresh.wrong ?? former.wrong} />
      <div class="acts">
        <Button kind={chosen ? 'plain' : 'primary'} busy={fresh.running && 'Writing…'} onPress={() => void fresh.run()}>{chosen ? 'Choose another in its place…' : 'Choose a new file…'}</Button>
        <Button kind="quiet" busy={former.running && 'Reading…'} onPress={() => void former.run()}>Go on with a copy that is there</Button>
      </div>
    </Panel>
  )
}
