// How the peers do the same work: a request in PEM is read and its signature checked, a certificate with the same extensions is signed and written in PEM.
import * as asn1js from 'asn1js'
import forge from 'node-forge'
import * as pkijs from 'pkijs'
import { DAYS, text } from './material.mjs'

const WEB = {
  'rsa-2048': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  'p-256': { name: 'ECDSA', namedCurve: 'P-256' },
}
const der = pem => Buffer.from(pem.replace(/-----[^-]*-----|\s/g, ''), 'base64')
const pem = (label, bytes) => `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`
const DAY = 86_400_000

/** An authority of pkijs: WebCrypto signs. */
export async function pkijsAuthority(kind) {
  const issuer = pkijs.Certificate.fromBER(der(text(`${kind}.pem`)))
  const key = await crypto.subtle.importKey('pkcs8', der(text(`${kind}.key`)), WEB[kind], false, ['sign'])
  const extension = (id, critical, value) => new pkijs.Extension({ extnID: id, critical, extnValue: value.toBER(false) })
  const keyId = async info => new asn1js.OctetString({ valueHex: await crypto.subtle.digest('SHA-1', info.subjectPublicKey.valueBlock.valueHexView) })
  const issuerKeyId = await keyId(issuer.subjectPublicKeyInfo)

  return {
    async issue(csr) {
      const request = pkijs.CertificationRequest.fromBER(der(csr))
      if (!await request.verify()) throw new Error('the signature does not fit')
      const certificate = new pkijs.Certificate({ version: 2, serialNumber: new asn1js.Integer({ valueHex: crypto.getRandomValues(new Uint8Array(16)).map((byte, index) => (index ? byte : byte & 127 | 64)).buffer }) })
      certificate.issuer = issuer.subject
      certificate.subject = request.subject
      certificate.notBefore.value = new Date()
      certificate.notAfter.value = new Date(Date.now() + DAYS * DAY)
      certificate.subjectPublicKeyInfo = request.subjectPublicKeyInfo
      certificate.extensions = [
        extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: false }).toSchema()),
        extension('2.5.29.15', true, new asn1js.BitString({ valueHex: Uint8Array.of(0x80).buffer, unusedBits: 7 })),
        extension('2.5.29.37', false, new pkijs.ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.1'] }).toSchema()),
        extension('2.5.29.17', false, new pkijs.GeneralNames({ names: [new pkijs.GeneralName({ type: 2, value: 'mail.sample.com' })] }).toSchema()),
        extension('2.5.29.14', false, await keyId(request.subjectPublicKeyInfo)),
        extension('2.5.29.35', false, new pkijs.AuthorityKeyIdentifier({ keyIdentifier: issuerKeyId }).toSchema()),
      ]
      await certificate.sign(key, 'SHA-256')
      return pem('CERTIFICATE', certificate.toSchema().toBER(false))
    },

    async crl(serials) {
      const crl = new pkijs.CertificateRevocationList({ version: 1, issuer: issuer.subject })
      crl.thisUpdate.value = new Date()
      crl.nextUpdate = new pkijs.Time({ type: 0, value: new Date(Date.now() + 31 * DAY) })
      crl.revokedCertificates = serials.map(serial => new pkijs.RevokedCertificate({
        userCertificate: new asn1js.Integer({ valueHex: Uint8Array.from(Buffer.from(serial, 'hex')).buffer }),
        revocationDate: new pkijs.Time({ type: 0, value: new Date() }),
        crlEntryExtensions: new pkijs.Extensions({ extensions: [extension('2.5.29.21', false, new asn1js.Enumerated({ value: 4 }))] }),
      }))
      crl.crlExtensions = new pkijs.Extensions({ extensions: [
        extension('2.5.29.35', false, new pkijs.AuthorityKeyIdentifier({ keyIdentifier: issuerKeyId }).toSchema()),
        extension('2.5.29.20', false, new asn1js.Integer({ value: 1 })),
      ] })
      await crl.sign(key, 'SHA-256')
      return pem('X509 CRL', crl.toSchema(true).toBER(false))
    },
  }
}

/** An authority of node-forge: RSA alone. */
export function forgeAuthority(kind) {
  const issuer = forge.pki.certificateFromPem(text(`${kind}.pem`))
  const key = forge.pki.privateKeyFromPem(text(`${kind}.key`))
  return {
    issue(csr) {
      const request = forge.pki.certificationRequestFromPem(csr)
      if (!request.verify()) throw new Error('the signature does not fit')
      const certificate = forge.pki.createCertificate()
      certificate.serialNumber = `4${forge.util.bytesToHex(forge.random.getBytesSync(16)).slice(1)}`
      certificate.validity.notAfter = new Date(Date.now() + DAYS * DAY)
      certificate.setIssuer(issuer.subject.attributes)
      certificate.setSubject(request.subject.attributes)
      certificate.publicKey = request.publicKey
      certificate.setExtensions([
        { name: 'basicConstraints', critical: true, cA: false },
        { name: 'keyUsage', critical: true, digitalSignature: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'mail.sample.com' }] },
        { name: 'subjectKeyIdentifier' },
        { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
      ])
      certificate.sign(key, forge.md.sha256.create())
      return forge.pki.certificateToPem(certificate)
    },
  }
}
