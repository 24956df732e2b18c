import { subjectOf } from '../../api/index.js'
import { rootFiles } from '../artifacts.js'
import { useAuthority, usePage, useVault } from '../context.js'
import { LinkButton } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { FileList } from '../ui/file-list.js'
import { Notice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { day, fileName, pairs } from '../words.js'
import { ArchiveAuthority } from './archive.js'
import { AuthorityExpiry } from './authority-expiry.js'
import { AuthorityKey } from './authority-key.js'
import { AuthoritySuccession } from './authority-succession.js'
import { CertificateFacts } from './certificate-facts.js'
import { IfWhole } from './if-whole.js'
import { UseIn } from './use-in.js'
import type { Maker } from './use-in.js'

/** The authority's own certificate: its files, its chain, how long it lasts, its key. */
export function AuthorityAbout({ id }: { id: string }) {
  const { commands } = usePage()
  const authority = useAuthority(id)
  const { certificate, hasKey, title } = authority
  const maker: Maker = { subject: subjectOf(authority), title, make: files => commands.exportFiles(id, 'authority', files), key: 'none' }
  return (
    <>
      {!hasKey && <Notice tone="warn" title="The authority is here with its certificate only"><p>Its ledger is kept, and it can be looked at; nothing is signed before its key is brought, below.</p></Notice>}
      <Relatives id={id} />
      <Panel title="Trust it on…" about="For everyone who shall trust what this authority issues: its certificate by itself, or as a device or program takes it.">
        <FileList files={rootFiles(certificate)} />
        <UseIn maker={maker} kind="trust" />
      </Panel>
      <AuthorityExpiry id={id} />
      <IfWhole>
        {hasKey && <AuthoritySuccession id={id} />}
        <AuthorityKey id={id} />
      </IfWhole>
      <Former id={id} />
      <CertificateFacts certificate={certificate} />
      <IfWhole><ArchiveAuthority id={id} /></IfWhole>
      <TextDump title="Text" command="openssl x509 -in cacert.pem -noout -text" text={certificate.text} />
    </>
  )
}

/** The authorities that it succeeds, and that succeed it. */
function Relatives({ id }: { id: string }) {
  const { succeeds, succeededBy } = useAuthority(id)
  if (succeeds === undefined && succeededBy === undefined) return null
  return (
    <Panel title="Succession">
      <Facts>
        {succeeds !== undefined && <Fact name="Takes the place of"><AuthorityLink id={succeeds} /></Fact>}
        {succeededBy !== undefined && <Fact name="Is replaced by"><AuthorityLink id={succeededBy} /></Fact>}
      </Facts>
    </Panel>
  )
}

/** Another authority of the vault, by its name and the end of its certificate. */
export function AuthorityLink({ id }: { id: string }) {
  const { commands } = usePage()
  const found = useVault().authorities.find(authority => authority.id === id)
  if (!found) return <span class="muted">not in this vault</span>
  return <><LinkButton onPress={() => commands.goTo({ at: 'authority', authority: id, tab: 'about' })}>{found.title}</LinkButton> <span class="muted">until {day(found.certificate.notAfter)}, {found.certificate.key.label}</span></>
}

/** Earlier certificates of the same key: whoever has installed one of them trusts the newest as well. */
function Former({ id }: { id: string }) {
  const { former, title } = useAuthority(id)
  if (former.length === 0) return null
  return (
    <Panel title="Former certificates of its key" about="Whoever has installed one of them goes on trusting what is signed, as long as it is valid.">
      <FileList files={former.map(certificate => ({ name: fileName(`${title}-${day(certificate.notAfter)}`, 'pem'), about: `${day(certificate.notBefore)} to ${day(certificate.notAfter)}, SHA-256 ${pairs(certificate.sha256).slice(0, 23)}…`, content: certificate.pem }))} />
    </Panel>
  )
}
