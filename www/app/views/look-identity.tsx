import type { IdentityView, InspectView } from '../../api/index.js'
import { certificateForms } from '../artifacts.js'
import { usePage } from '../context.js'
import { FileList } from '../ui/file-list.js'
import { Icon } from '../ui/icon.js'
import { Panel } from '../ui/panel.js'
import { Seal } from '../ui/seal.js'
import { day, inDays } from '../words.js'
import { certificatesOf, objectsOf } from './look-objects.js'
import { titleOf } from './title-of.js'

interface IdentityProps { found: InspectView; identity: IdentityView }

/** A certificate with all that belongs to it: its key, those above it; and what can become of them. */
export function LookIdentity({ found, identity }: IdentityProps) {
  const { certificate } = identity
  const title = titleOf(certificate.subject, certificate.san)
  return (
    <Panel title={title} about={whereFrom(identity)} aside={<Seal sha256={certificate.sha256} />}>
      <div class="lines">
        <Chain identity={identity} missing={missingAbove(found, identity)} />
        <FileList files={certificateForms(title, certificate)} />
      </div>
    </Panel>
  )
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
