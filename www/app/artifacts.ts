/** The files that each thing can be taken away as, by the names of the how-tos. */
import type { BatchView, CertificateEntryView, CertificateView, CrlView, RequestForm, StoredRequestView } from '../api/index.js'
import type { Artifact } from './io/download.js'
import { fileName } from './words.js'

/** The authority's own certificate. */
export function rootFiles(certificate: CertificateView): Artifact[] {
  return [
    { name: 'cacert.pem', about: 'The authority’s certificate, for servers, Linux and Firefox', content: certificate.pem },
    { name: 'cacert.cer', about: 'The same in DER, for Windows, macOS, iOS and Android', content: certificate.der },
  ]
}

/** A certificate by itself in each of its forms: with OpenSSL's readable part, and without. */
export function certificateForms(title: string, { pem, der, text }: CertificateView): Artifact[] {
  return [
    { name: fileName(title, 'cert.pem'), about: 'The certificate in PEM, without readable text', content: pem },
    { name: fileName(title, 'text.pem'), about: 'The same with OpenSSL’s readable text above it', content: text + pem },
    { name: fileName(title, 'cer'), about: 'The same in DER', content: der },
  ]
}

/** Of a bare row there is nothing to be taken away. */
export function certificateFiles({ title, certificate, chainPem, request }: CertificateEntryView): Artifact[] {
  const files: Artifact[] = []
  if (certificate) {
    files.push(
      { name: fileName(title, 'cert.pem'), about: 'The certificate', content: certificate.pem },
      { name: fileName(title, 'cer'), about: 'The certificate in DER, for Windows and IIS', content: certificate.der },
      { name: fileName(title, 'fullchain.pem'), about: 'The certificate with those of its issuers, for web servers', content: certificate.pem + chainPem },
    )
  }
  if (request) files.push(REQUEST_FILES[request.form](title, request))
  return files
}

const REQUEST_FILES: Record<RequestForm, (title: string, request: { pem: string; der: Uint8Array }) => Artifact> = {
  pkcs10: (title, { pem }) => ({ name: fileName(title, 'req.pem'), about: 'The request that it was signed for', content: pem }),
  spkac: (title, { pem }) => ({ name: fileName(title, 'spkac'), about: 'The signed public key and challenge (SPKAC) that it was signed for', content: pem }),
  certificate: (title, { pem }) => ({ name: fileName(title, 'self-signed.pem'), about: 'The self-signed certificate that it was signed for', content: pem }),
}

/** What was signed together: each by itself, and all in one file. */
export function batchFiles(items: BatchView['items']): Artifact[] {
  const issued = items.flatMap(item => item.issued ?? [])
  const single = issued.map(({ title, serial, certificate }) => ({ name: fileName(`${title}-${serial.slice(-6)}`, 'cert.pem'), about: `Certificate of ${title}`, content: certificate.pem }))
  if (issued.length < 2) return single
  return [...single, { name: 'certificates.pem', about: 'All of them in one file', content: issued.map(({ certificate }) => certificate.pem).join('') }]
}

export function requestFiles(title: string, request: Pick<StoredRequestView, 'pem' | 'der'>): Artifact[] {
  return [
    { name: fileName(title, 'req.pem'), about: 'The request, for any authority to sign', content: request.pem },
    { name: fileName(title, 'req.der'), about: 'The same in DER', content: request.der },
  ]
}

export function keyFiles(title: string, keys: { keyPem: string; keyCertPem?: string }, encrypted: boolean): Artifact[] {
  const how = encrypted ? 'encrypted with the password' : 'NOT encrypted'
  const files = [{ name: fileName(title, 'key.pem'), about: `The private key, ${how}`, content: keys.keyPem, secret: true }]
  if (keys.keyCertPem !== undefined) files.push({ name: fileName(title, 'key-cert.pem'), about: `Private key (${how}) and certificate in one file, for stunnel and others`, content: keys.keyCertPem, secret: true })
  return files
}

export function crlFiles(crl: CrlView, name = 'rootca'): Artifact[] {
  return [
    { name: `${name}.crl`, about: 'The list in DER, as clients fetch it', content: crl.der },
    { name: `${name}.crl.pem`, about: 'The list in PEM, for OpenSSL and servers', content: crl.pem },
  ]
}
