import { useState } from 'preact/hooks'
import type { KeyKind } from '../../api/index.js'
import { useAct, useAuthority, usePage, useQuestion } from '../context.js'
import { AUTHORITY_KEYS, KEYS, keyChoices } from '../text.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { SelectField, TextField } from '../ui/field.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Progress } from '../ui/progress.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { DaysField } from './new-authority.js'

/** Before the authority's own certificate ends: the same key for longer, or another key in its place. */
export function AuthoritySuccession({ id }: { id: string }) {
  const { issuer, chain } = useAuthority(id)
  const [asking, setAsking] = useState<'renew' | 'replace'>()
  const root = chain.length === 0
  const elsewhere = !root && issuer === undefined
  return (
    <Panel title="Before it ends" about={elsewhere ? 'Its issuer is not in this vault: have its request signed there again, and take the new certificate in.' : 'Renew it while its key is sound. Replace it when the key is too short, too old, or may be known to others.'}>
      <div class="acts">
        {!elsewhere && <Button onPress={() => setAsking('renew')}>Renew with the same key…</Button>}
        <Button onPress={() => setAsking('replace')}>Replace by a new key…</Button>
      </div>
      {asking === 'renew' && <RenewAuthorityDialog id={id} root={root} onClose={() => setAsking(undefined)} />}
      {asking === 'replace' && <ReplaceDialog id={id} onClose={() => setAsking(undefined)} />}
    </Panel>
  )
}

function RenewAuthorityDialog({ id, root, onClose }: { id: string; root: boolean; onClose: () => void }) {
  const { commands, now } = usePage()
  const { title } = useAuthority(id)
  const [days, setDays] = useState(root ? '3650' : '1825')
  const act = useAct(async () => {
    await commands.renewAuthority(id, Number(days))
    commands.toast('Renewed. Give out the new cacert.pem; whoever has the old one trusts it until that one ends.')
    onClose()
  })
  return (
    <Dialog title={`Renew ${title}`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <p>The same key and the same name, new dates. What was signed stays valid under either certificate, and nothing has to be signed again.</p>
        <BoundNotice id={id} />
        <DaysField days={days} onChange={setDays} now={now} />
        <WrongNotice wrong={act.wrong} />
        <div class="acts end">
          <Button kind="quiet" onPress={onClose}>Cancel</Button>
          <Button kind="primary" submit busy={act.running && 'Signing…'}>Renew</Button>
        </div>
        <WithOpenssl what={{ act: 'renewAuthority', authority: id, days: Number(days) }} context={{ root }} />
      </form>
    </Dialog>
  )
}

/** Some certificates point to the serial number of the one that is renewed: those a renewal does not reach. */
function BoundNotice({ id }: { id: string }) {
  const { commands } = usePage()
  const { value, wrong } = useQuestion(() => commands.bound(id), [id])
  if (!value || value.total === 0) return <WrongNotice wrong={wrong} />
  const { total, entries } = value
  return (
    <Notice tone="warn" title={total === 1 ? '1 valid certificate does not go along' : `${total.toLocaleString('en')} valid certificates do not go along`}>
      <p>{named(entries.map(({ title }) => title), total)}: signed with <code>authorityKeyIdentifier = issuer:always</code>, which names the serial number of today’s certificate. They go on with that one until it ends; sign them again before.</p>
    </Notice>
  )
}

/** The first of many names. */
function named(names: readonly string[], total: number): string {
  const few = names.slice(0, 5).join(', ')
  return total > 5 ? `${few} and ${total - 5} more` : few
}

function ReplaceDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { commands, now } = usePage()
  const { title, certificate } = useAuthority(id)
  const [subject, setSubject] = useState(certificate.subject)
  const [key, setKey] = useState<KeyKind>('p-256')
  const [days, setDays] = useState('3650')
  const [cross, setCross] = useState('730')
  const renamed = subject.trim() !== certificate.subject
  const act = useAct(async running => {
    await commands.replaceAuthority(id, { ...(renamed && { subject }), key, days: Number(days), crossDays: Number(cross) }, running)
  })
  return (
    <Dialog title={`Replace ${title} by a new key`} onClose={onClose}>
      <form class="stack" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <p>A new authority is made, and each signs the other’s key: clients that know only the old one trust the new one, and the other way round, while you hand out the new certificate.</p>
        <TextField label="Its name" value={subject} onInput={setSubject} mono hint="The same, or a new one that tells them apart, for example with a year." />
        <SelectField label="Key" value={key} choices={keyChoices(AUTHORITY_KEYS)} onChoose={setKey} hint={KEYS[key].about} />
        <div class="two">
          <DaysField days={days} onChange={setDays} now={now} />
          <DaysField days={cross} onChange={setCross} now={now} label="The cross-certificates last" />
        </div>
        <WrongNotice wrong={act.wrong} />
        {act.running
          ? <Progress label={`Making the key (${KEYS[key].label}) and signing…`} fraction={act.progress} onCancel={act.cancel} />
          : <div class="acts end">
              <Button kind="quiet" onPress={onClose}>Cancel</Button>
              <Button kind="primary" submit>Make the new authority</Button>
            </div>}
        <WithOpenssl what={{ act: 'replaceAuthority', authority: id, ...(renamed && { subject }), days: Number(days), crossDays: Number(cross) }} context={{ key, subject: certificate.subject }} />
      </form>
    </Dialog>
  )
}
