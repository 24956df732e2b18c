import { useState } from 'preact/hooks'
import type { KdfView } from '../../api/index.js'
import { useAct, usePage, useVault } from '../context.js'
import { costlier, doubled, guessesPerSecond, timesFloor } from '../derivation.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { Fact, Facts } from '../ui/facts.js'
import { RadioField } from '../ui/field.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { size } from '../words.js'
import { ChangePassphrase } from './change-passphrase.js'
import { IfWhole } from './if-whole.js'
import { PassphraseField } from './passphrase-field.js'

/** What stands between somebody who has copied the sealed vault and what is in it. */
export function Protection() {
  return (
    <>
      <Derivation />
      <IfWhole><ChangePassphrase /></IfWhole>
    </>
  )
}

/** What each guess at the passphrase costs. */
function Derivation() {
  const { kdf } = useVault()
  const [asking, setAsking] = useState(false)
  return (
    <Panel title="What a guess costs" about="Whoever copies the sealed vault can try passphrases on it, as fast as their machines allow. Each try, and each unlocking here, takes this much work.">
      <Facts>
        <Fact name="Derivation">Argon2id</Fact>
        <Fact name="A guess takes">{inWords(kdf)}</Fact>
        <Fact name="Against the least">{aboutTimes(timesFloor(kdf))} the work that OWASP asks for at least</Fact>
        <Fact name="A large graphics card">at most {rounded(guessesPerSecond(kdf))} guesses a second, by what it can move in its memory: a terabyte a second</Fact>
      </Facts>
      <IfWhole><div class="acts panel-acts"><Button onPress={() => setAsking(true)}>Make it costlier…</Button></div></IfWhole>
      {asking && <StrengthenDialog onClose={() => setAsking(false)} />}
    </Panel>
  )
}

/** `64 MiB of memory, filled 3 times` */
function inWords({ memoryKib, passes, lanes }: KdfView): string {
  const memory = memoryKib >= 1024 ? `${Math.round(memoryKib / 1024).toLocaleString('en')} MiB` : size(memoryKib * 1024)
  const filled = passes === 1 ? 'filled once' : `filled ${passes} times`
  return `${memory} of memory, ${filled}${lanes > 1 ? `, in ${lanes} lanes` : ''}`
}

function aboutTimes(times: number): string {
  return times < 1.05 ? 'exactly' : `${times < 10 ? Math.round(times * 10) / 10 : Math.round(times)} times`
}

/** Two figures are as much as is known. */
function rounded(count: number): string {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return (Math.round(count / scale) * scale).toLocaleString('en')
}

type Choice = 'measured' | 'doubled'

/** Measured on this device, or twice what it is. */
function StrengthenDialog({ onClose }: { onClose: () => void }) {
  const { commands } = usePage()
  const { kdf } = useVault()
  const [measured, setMeasured] = useState<KdfView>()
  const [choice, setChoice] = useState<Choice>('doubled')
  const [passphrase, setPassphrase] = useState('')
  const measure = useAct(async () => {
    const found = await commands.calibrate()
    setMeasured(found)
    setChoice(costlier(found, kdf) ? 'measured' : 'doubled')
  })
  const twice = doubled(kdf)
  const chosen = choice === 'measured' ? measured : twice
  const act = useAct(async () => {
    if (chosen === undefined) return
    await commands.strengthen(passphrase, chosen)
    commands.toast(`From now on a guess takes ${inWords(chosen)}. Copies and backups that were taken before still open with less.`)
    onClose()
  })
  const better = measured !== undefined && costlier(measured, kdf)
  return (
    <Dialog title="Make each guess costlier" onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); if (chosen) void act.run() }}>
        <p>Now it takes {inWords(kdf)}. It can be raised, never lowered: choose what every device that shall open this vault can bear.</p>
        <div class="acts"><Button busy={measure.running && 'Measuring…'} onPress={() => void measure.run()}>Measure this device</Button></div>
        <WrongNotice wrong={measure.wrong} />
        {measured && !better && <Notice title="This device takes half a second for what it is already, or for less"><p>Measured: {inWords(measured)}. More than now makes each unlocking here slower than that.</p></Notice>}
        {!twice && !better && <Notice title="It is the most that the format allows" />}
        <RadioField<Choice>
          label="From now on"
          value={choice}
          onChoose={setChoice}
          choices={[
            ...(better ? [{ value: 'measured' as const, label: inWords(measured), about: 'About half a second on this device.' }] : []),
            ...(twice ? [{ value: 'doubled' as const, label: inWords(twice), about: 'Twice as long as now, on every device.' }] : []),
          ]}
        />
        <PassphraseField value={passphrase} onInput={setPassphrase} act={act} />
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={!chosen || passphrase === ''} busy={act.running && 'Sealing the key anew…'}>Make it costlier</Button>
        </div>
      </form>
    </Dialog>
  )
}
