import { useState } from 'preact/hooks'
import type { RecoveryKitView, RecoverySharesView } from '../../api/index.js'
import { useAct, usePage } from '../context.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { RadioField, TextField } from '../ui/field.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { PageFrame } from './page-frame.js'
import { PaperSheet } from './paper-sheet.js'
import type { Sheet } from './paper-sheet.js'
import { PassphraseField } from './passphrase-field.js'
import { TryBack } from './try-back.js'

/** What was made, and how far it is on its way to paper. It is in this screen alone, and gone with it. */
type Stage = { is: 'asking' } | { is: 'shown' | 'tried'; sheets: readonly Sheet[] } | { is: 'done'; count: number }

/** The recovery key on paper: made, printed or written down, and tried back before it is relied on. */
export function Paper() {
  const [stage, setStage] = useState<Stage>({ is: 'asking' })
  return (
    <PageFrame title="Recovery on paper" up={{ label: 'Backup', to: { at: 'backup' } }} lead={TEXT.paperLead}>
      <PaperStage stage={stage} onStage={setStage} />
    </PageFrame>
  )
}

function PaperStage({ stage, onStage }: { stage: Stage; onStage: (stage: Stage) => void }) {
  switch (stage.is) {
    case 'asking': return <Make onMade={sheets => onStage({ is: 'shown', sheets })} />
    case 'shown': return <Shown sheets={stage.sheets} onPaper={() => onStage({ is: 'tried', sheets: stage.sheets })} />
    case 'tried': return <TryBack sheets={stage.sheets} onBack={() => onStage({ is: 'shown', sheets: stage.sheets })} onRight={() => onStage({ is: 'done', count: stage.sheets.length })} />
    case 'done': return <Done count={stage.count} />
  }
}

type Form = 'kit' | 'shares'

const FORMS: readonly { value: Form; label: string; about: string }[] = [
  { value: 'kit', label: 'One recovery kit', about: 'One sheet with 28 words. Whoever has it and the vault, or a backup of it, can open everything: keep it in a safe.' },
  { value: 'shares', label: 'Shares for several people', about: 'One sheet of 36 words for each. A number of them that you choose opens the vault together; fewer tell nothing at all.' },
]

function Make({ onMade }: { onMade: (sheets: readonly Sheet[]) => void }) {
  const { commands } = usePage()
  const [form, setForm] = useState<Form>('kit')
  const [passphrase, setPassphrase] = useState('')
  const [shares, setShares] = useState('3')
  const [threshold, setThreshold] = useState('2')
  const act = useAct(async () => {
    onMade(form === 'kit'
      ? ofKit(await commands.recoveryKit(passphrase))
      : ofShares(await commands.recoveryShares({ passphrase, threshold: Number(threshold), shares: Number(shares) })))
  })
  return (
    <Panel title="What shall be made">
      <form class="stack" noValidate onSubmit={event => { event.preventDefault(); void act.run() }}>
        <RadioField label="On paper" value={form} choices={FORMS} onChoose={setForm} />
        {form === 'shares' && (
          <div class="few">
            <TextField label="Shares in all" type="number" min={2} max={16} value={shares} onInput={value => { setShares(value); act.forgive() }} hint="2 to 16" />
            <TextField label="Needed to open it" type="number" min={2} max={16} value={threshold} onInput={value => { setThreshold(value); act.forgive() }} hint="2 or more, at most all" />
          </div>
        )}
        <Notice tone="warn"><p>{TEXT.paperDanger}</p></Notice>
        <PassphraseField value={passphrase} onInput={setPassphrase} act={act} />
        <div class="acts"><Button kind="primary" submit busy={act.running && 'Making it…'}>{form === 'kit' ? 'Make the recovery kit' : 'Make the shares'}</Button></div>
      </form>
    </Panel>
  )
}

function ofKit({ vault, created, words, qr }: RecoveryKitView): Sheet[] {
  return [{ vault, created, words, qr }]
}

function ofShares({ vault, threshold, shares }: RecoverySharesView): Sheet[] {
  const created = new Date().toISOString()
  return shares.map(({ number, words, qr }) => ({ vault, created, words, qr, share: { number, of: shares.length, threshold } }))
}

function Shown({ sheets, onPaper }: { sheets: readonly Sheet[]; onPaper: () => void }) {
  return (
    <>
      <Panel title={sheets.length === 1 ? 'Print the sheet, or write it down' : `Print the ${sheets.length} sheets, or write them down`} about={TEXT.paperPrint}>
        <div class="acts">
          <Button kind="primary" onPress={() => print()}>Print</Button>
          <Button onPress={onPaper}>It is on paper: try it back</Button>
        </div>
      </Panel>
      {sheets.map(sheet => <PaperSheet key={sheet.share?.number ?? 0} sheet={sheet} />)}
    </>
  )
}

function Done({ count }: { count: number }) {
  const { commands } = usePage()
  return (
    <Panel title="It is on paper, and it is right">
      <div class="stack">
        <Notice tone="good"><p>{count === 1 ? TEXT.paperDoneKit : TEXT.paperDoneShares}</p></Notice>
        <div class="acts"><Button kind="primary" onPress={() => commands.goTo({ at: 'backup' })}>Go to the backups</Button></div>
      </div>
    </Panel>
  )
}
