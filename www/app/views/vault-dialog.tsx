import { useEffect, useState } from 'preact/hooks'
import { version } from '../../../package.json'
import { useAct, usePage, useVault } from '../context.js'
import { IDLE_CHOICES } from '../io/settings.js'
import { storageFacts } from '../io/storage.js'
import type { StorageFacts } from '../io/storage.js'
import { TEXT } from '../text.js'
import { Button, LinkButton } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { Fact, Facts } from '../ui/facts.js'
import { SelectField, TextField } from '../ui/field.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { StrengthMeter } from '../ui/strength-meter.js'
import { day, plural, size } from '../words.js'

/** About this vault: where it is, how safe that place is, and the settings. */
export function VaultDialog({ onClose }: { onClose: () => void }) {
  const { settings, choose } = usePage()
  const vault = useVault()
  const [facts, setFacts] = useState<StorageFacts>()
  const look = () => void storageFacts().then(setFacts)
  useEffect(look, [])
  return (
    <Dialog title="About this vault" onClose={onClose}>
      <div class="stack">
        <Facts>
          <Fact name="Made">{day(vault.created)}</Fact>
          <Fact name="Changes">{vault.revision.toLocaleString('en')}</Fact>
          {facts && <Where facts={facts} onAsked={look} />}
          <Fact name="Rootpage">{version}</Fact>
        </Facts>
        <p class="hint">{facts?.local ? (navigator.userAgent.includes('Firefox/') ? TEXT.storageFirefox : TEXT.storageChromium) : TEXT.storageSite}</p>
        <Notice tone="warn"><p>{TEXT.backup}</p></Notice>
        <SelectField label="Lock when nobody is here for" value={settings.idleMinutes} choices={IDLE_CHOICES.map(minutes => ({ value: minutes, label: plural(minutes, 'minute') }))} onChoose={idleMinutes => choose({ idleMinutes })} />
        <ChangePassphrase onDone={onClose} />
      </div>
    </Dialog>
  )
}

function Where({ facts, onAsked }: { facts: StorageFacts; onAsked: () => void }) {
  const { commands } = usePage()
  const [asked, setAsked] = useState(false)
  const ask = () => void commands.persist().then(() => { setAsked(true); onAsked() })
  return (
    <>
      <Fact name="Place"><span class="place">{facts.place}</span></Fact>
      {facts.usage !== undefined && <Fact name="Size">{size(facts.usage)}{facts.quota !== undefined && ` of ${size(facts.quota)} that the browser allows`}</Fact>}
      <Fact name="Kept">
        {facts.persisted
          ? 'The browser will not clear it by itself'
          : <>The browser may clear it when the disk is full{asked ? '. It was asked, and did not agree.' : <>. <LinkButton onPress={ask}>Ask it to keep the vault</LinkButton></>}</>}
      </Fact>
    </>
  )
}

function ChangePassphrase({ onDone }: { onDone: () => void }) {
  const { commands } = usePage()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string>()
  const act = useAct(async () => {
    await commands.changePassphrase(current, next)
    onDone()
  })
  const submit = () => {
    const unequal = next === again ? undefined : 'The two are not the same.'
    setProblem(unequal)
    if (!unequal) void act.run()
  }
  const refused = act.wrong?.code === 'vault/wrong-passphrase'
  return (
    <details class="dump">
      <summary>Change the passphrase</summary>
      <form class="stack" onSubmit={event => { event.preventDefault(); submit() }}>
        <TextField label="Passphrase now" type="password" value={current} onInput={setCurrent} autocomplete="current-password" problem={refused ? act.wrong : undefined} />
        <TextField label="New passphrase" type="password" value={next} onInput={setNext} autocomplete="new-password" />
        <StrengthMeter passphrase={next} />
        <TextField label="New passphrase again" type="password" value={again} onInput={setAgain} autocomplete="new-password" problem={problem} />
        {!refused && <WrongNotice wrong={act.wrong} />}
        <div class="acts"><Button submit busy={act.running && 'Sealing…'}>Change the passphrase</Button></div>
      </form>
    </details>
  )
}
