import { useState } from 'preact/hooks'
import { useAct, useAuthority, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { ChooseFile } from '../ui/dropzone.js'
import { TextArea, TextField } from '../ui/field.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { ExportForm } from './authority-openssl.js'

/** The private key of the authority: in the vault, or somewhere safer. A dialog ends with what it asked for: the other one is never opened by the key's coming or going. */
export function AuthorityKey({ id }: { id: string }) {
  const { hasKey, certificate } = useAuthority(id)
  // What was asked, not what the key is now: while one dialog ends its act, the other must not open in its place.
  const [asking, setAsking] = useState<'detach' | 'attach'>()
  const close = () => setAsking(undefined)
  return (
    <Panel title="Private key" about={hasKey ? `${certificate.key.label}, sealed in this vault. It can be taken out, for an authority that shall stay offline.` : 'It is not in this vault. Bring it to sign; it can be taken out again afterwards.'}>
      <div class="acts"><Button icon="lock" onPress={() => setAsking(hasKey ? 'detach' : 'attach')}>{hasKey ? 'Take the key out…' : 'Bring the key…'}</Button></div>
      {asking === 'detach' && <DetachDialog id={id} onClose={close} />}
      {asking === 'attach' && <AttachDialog id={id} onClose={close} />}
    </Panel>
  )
}

/** First the key in a file that can be kept, then it leaves the vault. */
function DetachDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { commands } = usePage()
  const { title } = useAuthority(id)
  const [exported, setExported] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const act = useAct(async () => {
    await commands.detachKey(id, passphrase)
    commands.toast('The key is out of the vault. Only the directory that you took has it now.')
    onClose()
  })
  const refused = act.wrong?.code === 'vault/wrong-passphrase'
  return (
    <Dialog title={`Take the key of ${title} out`} onClose={onClose}>
      <div class="stack">
        <p><strong>1.</strong> Take the directory with you. Its <code>private/cakey.pem</code> will be the only copy of the key.</p>
        <ExportForm id={id} onDone={() => setExported(true)} />
        {exported && (
          <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
            <p><strong>2.</strong> Download it, look whether it opens, and only then go on.</p>
            <Notice tone="warn" title="The vault forgets the key for good" />
            <TextField label="Passphrase of the vault" type="password" value={passphrase} onInput={value => { setPassphrase(value); act.forgive() }} autocomplete="current-password" problem={refused ? act.wrong : undefined} />
            {!refused && <WrongNotice wrong={act.wrong} />}
            <div class="acts end">
              <Button kind="quiet" onPress={onClose}>Keep it here</Button>
              <Button kind="danger" submit disabled={passphrase === ''} busy={act.running && 'Taking it out…'}>Take the key out</Button>
            </div>
          </form>
        )}
        <WithOpenssl what={{ act: 'detachKey', authority: id, passphrase: '' }} />
      </div>
    </Dialog>
  )
}

function AttachDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { commands } = usePage()
  const { title } = useAuthority(id)
  const [text, setText] = useState('')
  const [file, setFile] = useState<File>()
  const [password, setPassword] = useState('')
  const act = useAct(async () => {
    await commands.attachKey(id, file ?? text, password === '' ? undefined : password)
    commands.toast('The key is here. The authority can sign.')
    onClose()
  })
  const atPassword = act.wrong?.code.startsWith('key/passphrase')
  return (
    <Dialog title={`Bring the key of ${title}`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); if (file || text.trim() !== '') void act.run() }}>
        {file
          ? <p class="source-line"><span class="source-name">{file.name}</span><Button kind="quiet" onPress={() => setFile(undefined)}>Another</Button></p>
          : <>
              <div class="acts"><ChooseFile label="Choose private/cakey.pem" onChoose={([first]) => setFile(first)} /></div>
              <TextArea label="Or paste it" rows={5} value={text} onInput={setText} placeholder={'-----BEGIN ENCRYPTED PRIVATE KEY-----'} />
            </>}
        <TextField label="PEM pass phrase" type="password" value={password} onInput={value => { setPassword(value); act.forgive() }} optional problem={atPassword ? act.wrong : undefined} hint="Where the file is encrypted." />
        {!atPassword && <WrongNotice wrong={act.wrong} />}
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Cancel</Button>
          <Button kind="primary" submit disabled={!file && text.trim() === ''} busy={act.running && 'Reading it…'}>Bring the key</Button>
        </div>
        <WithOpenssl what={{ act: 'attachKey', authority: id }} />
      </form>
    </Dialog>
  )
}
