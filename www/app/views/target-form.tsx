import { useEffect, useRef, useState } from 'preact/hooks'
import { guide, targetFiles } from '../../api/index.js'
import type { BundleView, FileRequest, Target, TargetId, TargetOptions } from '../../api/index.js'
import { useAct } from '../context.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { CheckField } from '../ui/field.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { fileName } from '../words.js'
import { BringKey, isBrought, materialOf, NO_KEY } from './bring-key.js'
import type { BroughtKey } from './bring-key.js'
import { MadeFiles } from './made-files.js'
import { PassphraseField } from './passphrase-field.js'
import { StoreDifference } from './store-difference.js'
import { TargetGuide } from './target-guide.js'
import { askedOf, defaultsOf, problemsOf, TargetFields } from './target-options.js'
import type { Maker } from './use-in.js'

interface FormProps { maker: Maker; target: Target<TargetId>; onBack: () => void }

/** What one program needs: its options, its files, and the guide. */
export function TargetForm({ maker, target, onBack }: FormProps) {
  const [values, setValues] = useState<TargetOptions>(() => defaultsOf(target))
  const [again, setAgain] = useState<Record<string, string>>({})
  const [key, setKey] = useState(NO_KEY)
  const [sure, setSure] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [made, setMade] = useState<BundleView>()
  const heading = useRef<HTMLHeadingElement>(null)
  const head = useRef<HTMLElement>(null)
  const subject = { ...maker.subject, hasKey: maker.subject.hasKey || isBrought(key) }
  const asked = askedOf(target, values)
  const requests = targetFiles(target.id, subject, values)
  const plain = requests.filter(request => request.plain === true)
  // A key that the vault holds leaves it in plain only with the passphrase.
  const asks = plain.length > 0 && maker.key === 'bring' && maker.subject.hasKey
  const unsure = plain.length > 0 && (!sure || (asks && passphrase === ''))
  const act = useAct(async () => {
    setMade(undefined)
    setMade(await maker.make(requests, isBrought(key) ? await materialOf(key) : undefined, asks ? passphrase : undefined))
  })
  // What was made before the last change is no longer what would be made.
  const changing = <T,>(change: (value: T) => void) => (value: T) => {
    setMade(undefined)
    setProblems({})
    act.forgive()
    change(value)
  }
  const impossible = target.needsKey && !subject.hasKey
  const submit = () => {
    const found = problemsOf(asked, values, again)
    setProblems(found)
    if (Object.keys(found).length === 0 && !unsure && !impossible) void act.run()
  }
  useEffect(() => {
    // The long list is gone: what took its place begins at the top, wherever one had come to.
    heading.current?.focus({ preventScroll: true })
    head.current?.scrollIntoView({ block: 'start' })
    // Where nothing is asked and nothing is secret, nothing is waited for.
    if (target.options.length === 0 && plain.length === 0 && requests.length > 0 && !impossible) void act.run()
  }, [])
  return (
    <div class="target-form">
      <header class="target-head" ref={head}>
        <div>
          <h3 ref={heading} tabIndex={-1}>{target.title}</h3>
          <p class="panel-about">{target.about}</p>
        </div>
        <Button kind="quiet" onPress={onBack}>All programs</Button>
      </header>
      <form class="lines" onSubmit={event => { event.preventDefault(); submit() }}>
        {target.kind === 'identity' && !maker.subject.hasKey && <WithoutKey maker={maker} needed={target.needsKey} brought={key} onBrought={changing(setKey)} />}
        <TargetFields asked={asked} values={values} again={again} problems={problems} onValues={changing(setValues)} onAgain={setAgain} />
        {plain.length > 0 && <PlainKey server={target.group !== 'files'} files={plain} sure={sure} onSure={setSure} />}
        {asks ? <PassphraseField value={passphrase} onInput={setPassphrase} act={act} /> : <WrongNotice wrong={act.wrong} />}
        {!made && requests.length > 0 && <div class="acts"><Button kind="primary" submit disabled={unsure || impossible} busy={act.running && 'Making and checking…'}>Prepare the files</Button></div>}
      </form>
      {made && <MadeFiles made={made} zipName={fileName(`${maker.title}-${target.id}`, 'zip')} />}
      {made && requests.map(({ existing, password }, index) => existing && <StoreDifference key={index} before={existing} after={made.files.filter(({ format }) => format.endsWith('-truststore'))} password={password ?? ''} />)}
      {requests.length > 0 && <WithOpenssl what={{ ask: 'bundle', authority: '', of: { authority: true }, files: requests }} context={{ root: subject.issuers <= 1 }} />}
      <TargetGuide guide={guide(target.id, subject, values)} />
    </div>
  )
}

/** The key is elsewhere: what that means for the files, and how it comes here for once. */
function WithoutKey({ maker, needed, brought, onBrought }: { maker: Maker; needed: boolean; brought: BroughtKey; onBrought: (brought: BroughtKey) => void }) {
  return (
    <Notice tone={needed && !isBrought(brought) ? 'warn' : 'plain'} title={maker.key === 'add' ? TEXT.keyMissing : TEXT.keyElsewhere}>
      <p>{needed ? TEXT.keyNeeded : TEXT.keyNotNeeded} {maker.key === 'add' && TEXT.keyDrop}</p>
      {maker.key === 'bring' && <BringKey brought={brought} onChange={onBrought} />}
    </Notice>
  )
}

/** Servers read a plain key; that is said before it is made, and what to do about it. */
function PlainKey({ server, files, sure, onSure }: { server: boolean; files: readonly FileRequest[]; sure: boolean; onSure: (sure: boolean) => void }) {
  return (
    <Notice tone="warn" title={`${files.map(({ name }) => name).join(', ')}: with the private key, not encrypted`}>
      <p>{server ? TEXT.plainKeyOfServer : TEXT.plainKey}</p>
      <CheckField label="I need it unencrypted, and I know where the file will go" value={sure} onChange={onSure} />
    </Notice>
  )
}
