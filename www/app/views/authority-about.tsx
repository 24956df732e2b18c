import { rootFiles } from '../artifacts.js'
import { useAuthority } from '../context.js'
import { FileList } from '../ui/file-list.js'
import { Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { CertificateFacts } from './certificate-facts.js'

/** The authority's own certificate. */
export function AuthorityAbout({ id }: { id: string }) {
  const { certificate } = useAuthority(id)
  return (
    <>
      <Panel title="Files" about="For everyone who shall trust what this authority issues.">
        <FileList files={rootFiles(certificate)} />
      </Panel>
      <CertificateFacts certificate={certificate} />
      <TextDump title="Text" command="openssl x509 -in cacert.pem -noout -text" text={certificate.text} />
    </>
  )
}
