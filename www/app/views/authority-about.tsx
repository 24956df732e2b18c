import { rootFiles } from '../artifacts'
import { useAuthority } from '../context'
import { FileList } from '../ui/file-list'
import { Panel } from '../ui/panel'
import { TextDump } from '../ui/text-dump'
import { CertificateFacts } from './certificate-facts'

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
