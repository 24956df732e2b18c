import { useAuthority, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Copyable } from '../ui/copyable.js'
import { Fact, Facts } from '../ui/facts.js'
import { FileList } from '../ui/file-list.js'
import { Panel } from '../ui/panel.js'
import { Seal } from '../ui/seal.js'
import { day, pairs } from '../words.js'
import { rootFiles } from '../artifacts.js'
import { PageFrame } from './page-frame.js'

/** The end of the first run: what you have now, and what to do with it. */
export function Created({ authority: id }: { authority: string }) {
  const { commands } = usePage()
  const { title, certificate } = useAuthority(id)
  return (
    <PageFrame
      title={`${title} is ready`}
      lead={`You now have a certificate authority. It is valid until ${day(certificate.notAfter)}, and its key is sealed in this vault.`}
      seal={<Seal sha256={certificate.sha256} size="large" />}
    >
      <Panel title="Give its certificate to everyone who shall trust it" about="People install it in their browser, mail client or system as a root certificate. There is no secret in it.">
        <FileList files={rootFiles(certificate)} />
        <Facts><Fact name="SHA-256 fingerprint"><Copyable value={pairs(certificate.sha256)} what="the SHA-256 fingerprint" /></Fact></Facts>
        <p class="hint">Tell them the fingerprint by another way than the file, for example by telephone, so that they can see that they have the right one.</p>
      </Panel>
      <Panel title="Next">
        <div class="acts">
          <Button kind="primary" onPress={() => commands.goTo({ at: 'sign', authority: id })}>Sign a request</Button>
          <Button onPress={() => commands.goTo({ at: 'new-request', authority: id })}>Make a key and a request here</Button>
          <Button kind="quiet" onPress={() => commands.goTo({ at: 'authority', authority: id, tab: 'certificates' })}>Go to the authority</Button>
        </div>
      </Panel>
    </PageFrame>
  )
}
