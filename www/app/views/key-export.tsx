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
import { fileName } from '../words.js'
import { artifactOf } from './made-files.js'
import { PassphraseField } from './passphrase-field.js'

/** Whose key it is: of a certificate or a request of an authority, or of a request for elsewhere, which has no authority yet. */
type Whose = { id: string; of: { serial: string } | { request: string } } | { id?: never; of: { request: string } }

/** Takes a private key out of the vault: with a password, or, only after a loud question, without. */
export function KeyExport({ title, ...whose }: { title: string } & Whose) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <div class="key-line">
        <div class="file-text">
          <span class="file-name">Private key</span>
          <span class="file-about">{'serial' in whose.of ? 'key.pem and key-cert.pem, protected by a password of your choice' : 'key.pem, protected by a password of your choice'}</span>
        </div>
        <Button icon="lock" onPress={() => setAsking(true)}>Take the key out</Button>
      </div>
      {asking && <KeyDialog title={title} whose={whose} onClose={() => setAsking(false)} />}
    </>
  )
}

function KeyDialog({ title, whose, onClose }: { title: string; whose: Whose; onClose: () => void }) {
  const { commands } = usePage()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [plain, setPlain] = useState(false)
  const [sure, setSure] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState<string>()
  const [files, setFiles] = useState<Artifact[]>()
  const act = useAct(async () => {
    setFiles(whose.id !== undefined && 'serial' in whose.of ? await ofCertificate(whose.id, whose.of.serial) : keyFiles(title, await ofRequest(), !plain))
  })
  const ofRequest = async () => {
    const how = plain ? { passphrase } : { password }
    return whose.id === undefined ? await commands.exportKeyElsewhere(whose.of.request, how) : await commands.exportKey(whose.id, whose.of, how)
  }
  /** With its certificate, the key is made as every other file is, and opened again before it is here. */
  const ofCertificate = async (id: string, serial: string): Promise<Artifact[]> => {
    const how = plain ? { plain: true } : { password }
    const { files } = await commands.exportFiles(id, serial, [
      { name: fileName(title, 'key.pem'), format: 'key', ...how },
      { name: fileName(title, 'key-cert.pem'), format: 'key-certificate', ...how },
    ], plain ? { passphrase } : {})
    return files.map(artifactOf)
  }
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
            {plain ? <PassphraseField value={passphrase} onInput={setPassphrase} act={act} /> : <WrongNotice wrong={act.wrong} />}
            <div class="acts end">
              <Button kind="quiet" onPress={onClose}>Cancel</Button>
              <Button kind={plain ? 'danger' : 'primary'} submit disabled={plain && (!sure || passphrase === '')} busy={act.running && 'Encrypting…'}>{plain ? 'Prepare the plain key' : 'Prepare the key'}</Button>
            </div>
          </form>}
    </Dialog>
  )
}

function passwordProblem(password: string, again: string): string | undefined {
  if (password === '') return 'Give a password, or choose “Without a password”.'
  return password === again ? undefined : 'The two are not the same.'
}
