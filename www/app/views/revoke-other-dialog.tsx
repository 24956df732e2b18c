import { useState } from 'preact/hooks'
import { useAct, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { ChooseFile } from '../ui/dropzone.js'
import { CheckField, TextField } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { known, NO_REASON, ReasonFields, why } from './revoke-dialog.js'

/** Revokes what is known by its number or its file alone. */
export function RevokeOtherDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { commands } = usePage()
  const [serial, setSerial] = useState('')
  const [file, setFile] = useState<File>()
  const [record, setRecord] = useState(false)
  const [reasons, setReasons] = useState(NO_REASON)
  const digits = serial.replace(/[\s:]/g, '').toUpperCase()
  const act = useAct(async () => {
    const entry = await commands.revoke(id, file ? { certificate: file } : digits, { ...why(reasons), ...(record && !file && { record }) })
    commands.toast(`${entry.title} is revoked. Create a revocation list, so that others know.`)
    onClose()
  })
  return (
    <Dialog title="Revoke by serial number or file" onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); if (file || digits) void act.run() }}>
        {file
          ? <p class="source-line"><span class="source-name">{file.name}</span><Button kind="quiet" onPress={() => setFile(undefined)}>Another</Button></p>
          : <>
              <TextField label="Serial number" value={serial} onInput={value => { setSerial(value); act.forgive() }} mono hint="In hexadecimal, as index.txt and the certificate have it." autofocus />
              <CheckField label="Also if the list of certificates does not know it: it gets a row of its own" value={record} onChange={setRecord} />
              <div class="acts"><ChooseFile label="Or choose the certificate" onChoose={([first]) => setFile(first)} /></div>
            </>}
        <ReasonFields value={reasons} onChange={setReasons} forAuthority />
        <WrongNotice wrong={act.wrong} />
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Cancel</Button>
          <Button kind="danger" submit disabled={!file && digits === ''} busy={act.running && 'Revoking…'}>{reasons.reason === 'certificateHold' ? 'Put on hold' : 'Revoke'}</Button>
        </div>
        <WithOpenssl what={{ act: 'revoke', authority: id, ...(file ? { certificate: new Uint8Array() } : { serial: digits }), ...known(why(reasons)) }} />
      </form>
    </Dialog>
  )
}
