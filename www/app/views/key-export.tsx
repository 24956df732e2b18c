import { useState } from 'preact/hooks'
import { keyFiles } from '../artifacts.js'
import { useAct, usePage } from '../context.js'
import type { Artifact } from '../io/download.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { CheckField, TextField } from '../ui/field.js'
import { FileList } from '../ui/file-list.js'
import { Notice, WrongNotice } from '../ui/notice.js'

/** Takes a private key out of the vault: with a password, or, only after a loud question, without. */
export function KeyExport({ id, title, of }: { id: string; title: string; of: { serial: string } | { request: string } }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <div class="key-line">
        <div class="file-text">
          <span class="file-name">Private key</span>
          <span class="file-about">{'serial' in of ? 'key.pem and key-cert.pem, protected by a password of your choice' : 'key.pem, protected by a password of your choice'}</span>
        </div>
        <Button icon="lock" onPress={() => setAsking(true)}>Take the key out</Button>
      </div>
      {asking && <KeyDialog id={id} title={title} of={of} onClose={() => setAsking(false)} />}
    </>
  )
}

function KeyDialog({ id, title, of, onClose }: { id: string; title: string; of: { serial: string } | { request: string }; onClose: () => void }) {
  const { commands } = usePage()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [plain, setPlain] = useState(false)
  const [sure, setSure] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [files, setFiles] = useState<Artifact[]>()
  const act = useAct(async () => {
    setFiles(keyFiles(title, await commands.exportKey(id, of, plain ? undefined : password), !plain))
  })
  const submit = () => {
    const found = plain ? undefined : passwordProblem(password, again)
    setProblem(found)
    if (!found && (!plain || sure)) void act.run()
  }
  return (
    <Dialog title="Take the private key out" onClose={onClose}>
      {files
        ? <div class="stack">
            {plain && <Notice tone="bad" title="These files are not encrypted"><p>{TEXT.plainKey}</p></Notice>}
            <FileList files={files} />
            <div class="acts end"><Button onPress={onClose}>Done</Button></div>
          </div>
        : <form class="stack" onSubmit={event => { event.preventDefault(); submit() }}>
            {!plain && <>
              <TextField label="Password for the file" type="password" value={password} onInput={setPassword} autocomplete="new-password" hint={TEXT.keyPassword} autofocus />
              <TextField label="Password again" type="password" value={again} onInput={setAgain} autocomplete="new-password" problem={problem} />
            </>}
            <CheckField label="Without a password" value={plain} onChange={value => { setPlain(value); setSure(false) }} />
            {plain && (
              <Notice tone="bad" title="An unencrypted private key">
                <p>{TEXT.plainKey}</p>
                <CheckField label="I need it unencrypted, and I know where the file will go" value={sure} onChange={setSure} />
              </Notice>
            )}
            <WrongNotice wrong={act.wrong} />
            <div class="acts end">
              <Button kind="quiet" onPress={onClose}>Cancel</Button>
              <Button kind={plain ? 'danger' : 'primary'} submit disabled={plain && !sure} busy={act.running && 'Encrypting…'}>{plain ? 'Prepare the plain key' : 'Prepare the key'}</Button>
            </div>
          </form>}
    </Dialog>
  )
}

function passwordProblem(password: string, again: string): string | undefined {
  if (password === '') return 'Give a password, or choose “Without a password”.'
  return password === again ? undefined : 'The two are not the same.'
}
