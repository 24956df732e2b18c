import { useState } from 'preact/hooks'
import type { CertificateView } from '../../api/index.js'
import { Copyable } from '../ui/copyable.js'
import { Fact, Facts } from '../ui/facts.js'
import { TextField } from '../ui/field.js'
import { FileText } from '../ui/file-text.js'
import { tlsaLines } from '../words.js'

/** The digest of its key that programs can be told to expect, and the DNS records that say the same (RFC 6698, RFC 7671). */
export function CertificatePins({ certificate }: { certificate: CertificateView }) {
  const [host, setHost] = useState(firstHost(certificate.san))
  const [port, setPort] = useState('443')
  const { pin, tlsa } = certificate
  return (
    <div class="lines">
      <Facts>
        <Fact name="Pin of its key (SHA-256)"><Copyable value={pin} what="the pin" /></Fact>
        <Fact name="For curl"><Copyable value={`--pinnedpubkey sha256//${pin}`} what="the option of curl" /></Fact>
      </Facts>
      <div class="inline-form tlsa-form">
        <TextField label="Server" value={host} onInput={setHost} mono />
        <TextField label="Port" type="number" min={1} max={65535} value={port} onInput={setPort} />
      </div>
      <FileText name="TLSA records" text={tlsaLines(tlsa, host, port)} />
      <p class="hint">{tlsa.some(({ usage }) => usage === 2) ? 'Usage 2: an authority of the chain. The server has to send this certificate in its chain.' : 'Usage 3: this server’s own. “3 1 1” stays right when the certificate is renewed with the same key.'} DANE asks for a zone that is signed (DNSSEC).</p>
    </div>
  )
}

function firstHost(san: readonly string[]): string {
  return san.find(name => name.startsWith('dns:'))?.slice('dns:'.length).replace(/^\*\./, '') ?? ''
}
