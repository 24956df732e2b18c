import { useAuthority, usePage } from '../context'
import type { AuthorityTab } from '../state'
import { Button } from '../ui/button'
import { Seal } from '../ui/seal'
import { Tabs } from '../ui/tabs'
import { day, inDays, urgency } from '../words'
import { AuthorityAbout } from './authority-about'
import { AuthorityCertificates } from './authority-certificates'
import { AuthorityCrl } from './authority-crl'
import { AuthorityRequests } from './authority-requests'
import { crlState } from './crl-state'
import { PageFrame } from './page-frame'

export function Authority({ authority: id, tab }: { authority: string; tab: AuthorityTab }) {
  const { commands, now } = usePage()
  const authority = useAuthority(id)
  const { certificate, counts, title } = authority
  const over = urgency(certificate.notAfter, now) === 'over'
  return (
    <PageFrame
      title={title}
      up={{ label: 'Authorities', to: { at: 'home' } }}
      seal={<Seal sha256={certificate.sha256} />}
      lead={<>{over ? 'Expired' : 'Valid until'} {day(certificate.notAfter)}, {inDays(certificate.notAfter, now)} · {certificate.key.label}</>}
      acts={<>
        <Button onPress={() => commands.goTo({ at: 'new-request', authority: id })}>New key and request</Button>
        <Button kind="primary" onPress={() => commands.goTo({ at: 'sign', authority: id })}>Sign a request</Button>
      </>}
    >
      <Tabs
        label="Parts of the authority"
        current={tab}
        onChoose={key => commands.goTo({ at: 'authority', authority: id, tab: key })}
        tabs={[
          { key: 'certificates', label: 'Certificates', count: counts.valid + counts.expired + counts.revoked },
          { key: 'requests', label: 'Keys and requests' },
          { key: 'crl', label: 'Revocation list', alert: crlState(authority, now).due },
          { key: 'about', label: 'Authority' },
        ]}
      >
        {tab === 'certificates' && <AuthorityCertificates id={id} />}
        {tab === 'requests' && <AuthorityRequests id={id} />}
        {tab === 'crl' && <AuthorityCrl id={id} />}
        {tab === 'about' && <AuthorityAbout id={id} />}
      </Tabs>
    </PageFrame>
  )
}
