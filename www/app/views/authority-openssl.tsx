import { useState } from 'preact/hooks'
import type { DirectoryView, StatusView } from '../../api/index.js'
import { useAct, useAuthority, usePage, useQuestion, useVault } from '../context.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { SelectField, TextField } from '../ui/field.js'
import { FileList } from '../ui/file-list.js'
import { FileText } from '../ui/file-text.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { fileName, plural } from '../words.js'
import { Serials } from './merged.js'

/** The authority as `openssl ca` has it: the directory to take away, its index, and what it says of a number. */
export function AuthorityOpenssl({ id }: { id: string }) {
  return (
    <>
      <ExportDirectory id={id} />
      <Status id={id} />
      <Index id={id} />
    </>
  )
}

function ExportDirectory({ id }: { id: string }) {
  const { hasKey, files } = useAuthority(id)
  return (
    <Panel title="Give it back to openssl ca" about={TEXT.exportAbout}>
      <div class="lines">
        <ExportForm id={id} />
        <p class="hint">{TEXT.twoAtOnce}</p>
        {!hasKey && <Notice title="The key is not here, so it will not be in the directory." />}
        {files.length > 0 && <Disclosure title={`${plural(files.length, 'file')} of the directory that was taken in ${files.length === 1 ? 'goes' : 'go'} back as ${files.length === 1 ? 'it was' : 'they were'}`}><ul class="names">{files.slice(0, 100).map(({ path }) => <li key={path}><code>{path}</code></li>)}</ul></Disclosure>}
        <WithOpenssl what={{ ask: 'exportDirectory', authority: id, passphrase: '' }} />
      </div>
    </Panel>
  )
}

/** The passphrase twice, then the zip. */
export function ExportForm({ id, onDone }: { id: string; onDone?: () => void }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const { title, hasKey } = useAuthority(id)
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [derivation, setDerivation] = useState<'pbkdf2' | 'scrypt'>('pbkdf2')
  const [problem, setProblem] = useState<string>()
  const [made, setMade] = useState<{ directory: DirectoryView; revision: number }>()
  const act = useAct(async () => {
    setMade({ directory: await commands.exportDirectory(id, { passphrase, keyDerivation: derivation }), revision })
    onDone?.()
  })
  const submit = () => {
    const found = !hasKey ? undefined : passphrase === '' ? 'Give a passphrase for the private key.' : passphrase === again ? undefined : 'The two are not the same.'
    setProblem(found)
    if (!found) void act.run()
  }
  return (
    <form class="lines" onSubmit={event => { event.preventDefault(); submit() }}>
      {hasKey && (
        <div class="two">
          <TextField label="Passphrase for private/cakey.pem" type="password" value={passphrase} onInput={setPassphrase} autocomplete="new-password" hint={TEXT.exportPassphrase} problem={problem} />
          <TextField label="The same again" type="password" value={again} onInput={setAgain} autocomplete="new-password" />
          <SelectField label="Encrypted with AES-256 and" value={derivation} choices={[{ value: 'pbkdf2', label: 'PBKDF2: every OpenSSL' }, { value: 'scrypt', label: 'scrypt: OpenSSL 1.1 and later' }]} onChoose={setDerivation} />
        </div>
      )}
      <WrongNotice wrong={act.wrong} />
      <div class="acts"><Button kind="primary" submit busy={act.running && 'Packing…'}>Prepare the directory</Button></div>
      {made && made.revision !== revision && <Notice tone="warn" title="The vault has changed since: prepare it again." />}
      {made && made.revision === revision && <FileList files={[{ name: fileName(title, 'zip'), about: `${plural(made.directory.files.length, 'file')}; unzip it, and go on with openssl ca -config openssl.cnf`, content: made.directory.zip }]} />}
    </form>
  )
}

function Status({ id }: { id: string }) {
  const { commands } = usePage()
  const [serial, setSerial] = useState('')
  const [answer, setAnswer] = useState<StatusView>()
  const digits = serial.replace(/[\s:]/g, '').toUpperCase()
  const act = useAct(async () => {
    setAnswer(undefined)
    setAnswer(await commands.status(id, digits))
  })
  return (
    <Panel title="What openssl ca says of a serial number">
      <form class="lines" onSubmit={event => { event.preventDefault(); if (digits !== '') void act.run() }}>
        <div class="inline-form">
          <TextField label="Serial number" value={serial} onInput={setSerial} mono hint="In hexadecimal." />
          <Button submit disabled={digits === ''} busy={act.running && 'Looking…'}>Look it up</Button>
        </div>
        <WrongNotice wrong={act.wrong} />
        {answer && <div role="status" class="lines"><FileText name="openssl ca -status" text={answer.row === undefined ? answer.text : `${answer.text}\n${answer.row}`} />{answer.known && <Serials authority={id} serials={[answer.serial]} />}</div>}
        {digits !== '' && <WithOpenssl what={{ ask: 'status', authority: id, serial: digits }} />}
      </form>
    </Panel>
  )
}

function Index({ id }: { id: string }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const answer = useQuestion(() => commands.index(id), [id, revision])
  const found = answer.value
  return (
    <Panel title="index.txt" about="The ledger as openssl ca keeps it. V is valid, R revoked, E expired; the columns are the end, the revocation, the serial number, the file, and the name.">
      <div class="lines">
        <WrongNotice wrong={answer.wrong} />
        {found && <>
          {found.expired.length > 0 && (
            <Notice title={`${plural(found.expired.length, 'row')} would turn from V to E with -updatedb`}><Serials authority={id} serials={found.expired.map(({ serial }) => serial)} /></Notice>
          )}
          <FileText name="index.txt" text={found.index} />
          <div class="two">
            <FileText name="serial" text={found.serial} />
            <FileText name="crlnumber" text={found.crlNumber} />
            <FileText name="index.txt.attr" text={found.attributes} />
          </div>
        </>}
        <WithOpenssl what={{ ask: 'index', authority: id }} />
      </div>
    </Panel>
  )
}
