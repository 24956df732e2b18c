import { useState } from 'preact/hooks'
import { subjectOf } from '../../api/index.js'
import type { IdentityView, InspectView, Target } from '../../api/index.js'
import { certificateForms } from '../artifacts.js'
import { useAct, usePage } from '../context.js'
import type { Brought } from '../state.js'
import { Button } from '../ui/button.js'
import { FileList } from '../ui/file-list.js'
import { Icon } from '../ui/icon.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { Seal } from '../ui/seal.js'
import { day, inDays } from '../words.js'
import { certificatesOf, objectsOf } from './look-objects.js'
import { titleOf } from './title-of.js'
import { UseIn } from './use-in.js'
import type { Maker } from './use-in.js'

interface IdentityProps { brought: Brought; found: InspectView; identity: IdentityView; index: number }

/** A certificate with all that belongs to it: its key, those above it; and what can become of them. */
export function LookIdentity({ brought, found, identity, index }: IdentityProps) {
  const { commands } = usePage()
  const [use, setUse] = useState<Target['kind']>()
  const { certificate, hasKey, isAuthority } = identity
  const title = titleOf(certificate.subject, certificate.san)
  const maker: Maker = { subject: subjectOf(identity), title, make: files => commands.convert(brought, index, files), key: 'add' }
  const toggle = (kind: Target['kind']) => setUse(use === kind ? undefined : kind)
  return (
    <Panel title={title} about={whereFrom(identity)} aside={<Seal sha256={certificate.sha256} />}>
      <div class="lines">
        <Chain identity={identity} missing={missingAbove(found, identity)} />
        <FileList files={certificateForms(title, certificate)} />
        <div class="acts">
          <Toggle open={use === 'identity'} onPress={() => toggle('identity')}>Convert, or use it in…</Toggle>
          {isAuthority && <Toggle open={use === 'trust'} onPress={() => toggle('trust')}>Trust it on…</Toggle>}
          {isAuthority && <Adopt brought={brought} index={index} hasKey={hasKey} />}
        </div>
        {use && <UseIn key={use} maker={maker} kind={use} />}
      </div>
    </Panel>
  )
}

function Toggle({ open, onPress, children }: { open: boolean; onPress: () => void; children: string }) {
  return <button type="button" class="button plain" aria-expanded={open} onClick={onPress}><span>{children}</span></button>
}

function whereFrom({ files }: IdentityView): string {
  return files.length > 1 ? `Belongs together: ${files.join(', ')}` : `From ${files[0] ?? 'what was brought'}`
}

/** Key, certificate, and each above it up to one that signed itself; or what is missing. */
function Chain({ identity: { certificate, hasKey, chain, complete }, missing }: { identity: IdentityView; missing: string }) {
  const { now } = usePage()
  return (
    <ul class="chain">
      <Link there={hasKey} title={hasKey ? 'Its private key is here, and fits' : 'Its private key is not here'} about={certificate.key.label} />
      <Link there title={titleOf(certificate.subject, certificate.san)} about={until(certificate.notAfter, now)} />
      {chain.map(link => <Link key={link.subject} there title={link.title} about={until(link.notAfter, now)} />)}
      {!complete && <Link there={false} title={`Missing: ${missing}`} about="Bring its certificate too, and the chain goes on." />}
    </ul>
  )
}

function Link({ there, title, about }: { there: boolean; title: string; about: string }) {
  return (
    <li class={there ? 'chain-link' : 'chain-link missing'}>
      <Icon name={there ? 'check' : 'minus'} />
      <span class="chain-title">{title}</span>
      <span class="muted small">{about}</span>
    </li>
  )
}

function until(notAfter: string, now: number): string {
  return `until ${day(notAfter)}, ${inDays(notAfter, now)}`
}

/** Who signed the last certificate of the chain that is here. */
function missingAbove(found: InspectView, { certificate, chain }: IdentityView): string {
  const last = chain.at(-1)
  const issuer = last ? certificatesOf(objectsOf(found)).find(({ subject }) => subject === last.subject)?.issuer : certificate.issuer
  return issuer === undefined ? 'who signed the last one' : titleOf(issuer, [])
}

/** It goes on in this vault: with its key, or, without, with its certificate only. */
function Adopt({ brought, index, hasKey }: { brought: Brought; index: number; hasKey: boolean }) {
  const { commands, state } = usePage()
  const act = useAct(async () => {
    await commands.adoptBrought(brought, index)
  })
  if (state.phase.is === 'locked') return <Button icon="lock" onPress={() => commands.goTo({ at: 'home' })}>Unlock the vault to make it an authority</Button>
  if (state.phase.is !== 'open') return null
  return (
    <>
      <Button kind="primary" onPress={() => void act.run()} busy={act.running && 'Taking it in…'}>{hasKey ? 'Make it an authority of this vault' : 'Take it in, without its key'}</Button>
      <WrongNotice wrong={act.wrong} />
    </>
  )
}
