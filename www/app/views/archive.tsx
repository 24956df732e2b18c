import { useState } from 'preact/hooks'
import { useAct, useAuthority, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { PassphraseField } from './passphrase-field.js'

/** Out of the way, or, where nothing depends on it any more, out of the vault. */
export function ArchiveAuthority({ id }: { id: string }) {
  const { commands } = usePage()
  const { archived, title } = useAuthority(id)
  const [deleting, setDeleting] = useState(false)
  const act = useAct(async () => {
    await commands.archive(id, !archived)
    commands.toast(archived ? `${title} is among the authorities again.` : `${title} is archived. It is found under “Archived”.`)
  })
  return (
    <Panel title={archived ? 'Archived' : 'Archive or delete'} about="An archived authority leaves the list and nothing else: its certificates, its lists, its key and its place in backups stay, and it can be brought back at any time.">
      <WrongNotice wrong={act.wrong} />
      <div class="acts">
        <Button busy={act.running && 'Writing…'} onPress={() => void act.run()}>{archived ? 'Bring it back' : 'Archive it'}</Button>
        <Button kind="danger" onPress={() => setDeleting(true)}>Delete it…</Button>
      </div>
      {deleting && <DeleteDialog id={id} onClose={() => setDeleting(false)} />}
    </Panel>
  )
}

/** Nothing that may still be trusted loses the means to revoke it: the core says what stands against it. */
function DeleteDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { commands } = usePage()
  const { title, counts, archived } = useAuthority(id)
  const [passphrase, setPassphrase] = useState('')
  const act = useAct(async () => {
    await commands.deleteAuthority(id, passphrase)
    commands.goTo({ at: 'home' })
    commands.toast(`${title} is deleted.`)
  })
  const archive = useAct(async () => {
    await commands.archive(id, true)
    onClose()
  })
  const total = counts.valid + counts.expired + counts.revoked
  return (
    <Dialog title={`Delete ${title}`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <Notice tone="warn" title="Its key, its ledger and its lists leave the vault for good">
          <p>{total === 0 ? 'It has issued nothing.' : `It has issued ${total.toLocaleString('en')}: after this nobody can revoke any of them, nor say from here what was issued.`} Backups that were taken before have it still.</p>
        </Notice>
        <p class="hint">It can be deleted where nothing that it signed is valid any more, or where its key is elsewhere. A certificate by itself can never be deleted.</p>
        <PassphraseField value={passphrase} onInput={setPassphrase} act={act} />
        {act.wrong?.code === 'authority/in-use' && !archived && <div class="acts"><Button busy={archive.running && 'Writing…'} onPress={() => void archive.run()}>Archive it instead</Button></div>}
        <WrongNotice wrong={archive.wrong} />
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Keep it</Button>
          <Button kind="danger" submit disabled={passphrase === ''} busy={act.running && 'Deleting…'}>Delete it</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** A certificate that nobody wants to see in the list any more: it stays in every CRL, index and backup. */
export function ArchiveCertificate({ id, serial, archived }: { id: string; serial: string; archived: boolean }) {
  const { commands } = usePage()
  const act = useAct(async () => {
    await commands.archive(id, !archived, serial)
    commands.toast(archived ? 'It is in the list again.' : 'Archived: the list shows it under “Archived”. Nothing else changes.')
  })
  return (
    <>
      <Button kind="quiet" busy={act.running && 'Writing…'} onPress={() => void act.run()}>{archived ? 'Bring back from the archive' : 'Archive'}</Button>
      <WrongNotice wrong={act.wrong} />
    </>
  )
}
