import { useAuthority, usePage, useWhole } from '../context.js'
import type { AuthorityTab } from '../state.js'
import { Button } from '../ui/button.js'
import { PlainBadge } from '../ui/status-badge.js'
import { Seal } from '../ui/seal.js'
import { Tabs } from '../ui/tabs.js'
import { day, inDays, urgency } from '../words.js'
import { AuthorityAbout } from './authority-about.js'
import { AuthorityCertificates } from './authority-certificates.js'
import { AuthorityConfiguration } from './authority-configuration.js'
import { AuthorityCrl } from './authority-crl.js'
import { AuthorityOpenssl } from './authority-openssl.js'
import { AuthorityRequests } from './authority-requests.js'
import { crlState } from './crl-state.js'
import { PageFrame } from './page-frame.js'
import { Publish } from './publish.js'

export function Authority({ authority: id, tab }: { authority: string; tab: AuthorityTab }) {
  const { commands, state, now } = usePage()
  const authority = useAuthority(id)
  const { certificate, counts, title, hasKey } = authority
  const signs = useWhole() && hasKey
  const sign = () => {
    // A renewal that was begun belongs to its certificate; whoever comes from here has another request.
    if (state.draft?.source.from === 'renewal') commands.draft(id, { from: 'nothing' })
    commands.goTo({ at: 'sign', authority: id })
  }
  const over = urgency(certificate.notAfter, now) === 'over'
  return (
    <PageFrame
      title={title}
      up={{ label: 'Authorities', to: { at: 'home' } }}
      seal={<Seal sha256={certificate.sha256} />}
      badge={authority.archived ? <PlainBadge>archived</PlainBadge> : !hasKey ? <PlainBadge tone="warn">certificate only</PlainBadge> : authority.succeededBy !== undefined ? <PlainBadge>replaced</PlainBadge> : undefined}
      lead={<>{over ? 'Expired' : 'Valid until'} {day(certificate.notAfter)}, {inDays(certificate.notAfter, now)} · {certificate.key.label}</>}
      acts={signs && <>
        <Button onPress={() => commands.goTo({ at: 'new-request', authority: id })}>New key and request</Button>
        <Button kind="primary" onPress={sign}>Sign a request</Button>
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
          { key: 'publish', label: 'Publish' },
          { key: 'configuration', label: 'Configuration' },
          { key: 'openssl', label: 'OpenSSL' },
          { key: 'about', label: 'Authority' },
        ]}
      >
        {tab === 'certificates' && <AuthorityCertificates id={id} />}
        {tab === 'requests' && <AuthorityRequests id={id} />}
        {tab === 'crl' && <AuthorityCrl id={id} />}
        {tab === 'publish' && <Publish id={id} />}
        {tab === 'configuration' && <AuthorityConfiguration id={id} />}
        {tab === 'openssl' && <AuthorityOpenssl id={id} />}
        {tab === 'about' && <AuthorityAbout id={id} />}
      </Tabs>
    </PageFrame>
  )
}
