/** The commands of OpenSSL, and of Java where it is a Java keystore, that write the same file. */
import type { FileRequest } from './types.js'

const quoted = (text: string) => (/^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** The lines for one file; the certificate is `cert.pem`, those above it stand in `chain.pem`, the root in `root.pem`, the key is `key.pem`. */
export function fileLines(file: FileRequest): string[] {
  const out = quoted(file.name)
  switch (file.format) {
    case 'certificate': return [`openssl x509 -in cert.pem -out ${out}`]
    case 'certificate-der': return [`openssl x509 -in cert.pem -outform DER -out ${out}`]
    case 'certificate-text': return [`openssl x509 -in cert.pem -text -out ${out}`]
    case 'chain': return [`cat chain.pem > ${out}`]
    case 'fullchain': return [`cat cert.pem chain.pem > ${out}`]
    case 'root': return [`openssl x509 -in root.pem -out ${out}`]
    case 'root-der': return [`openssl x509 -in root.pem -outform DER -out ${out}`]
    case 'root-text': return [`openssl x509 -in root.pem -text -out ${out}`]
    case 'pkcs7': return [`openssl crl2pkcs7 -nocrl -certfile cert.pem -certfile chain.pem -certfile root.pem -outform DER -out ${out}`]
    case 'pkcs7-pem': return [`openssl crl2pkcs7 -nocrl -certfile cert.pem -certfile chain.pem -certfile root.pem -out ${out}`]
    case 'key': return [`openssl pkcs8 -topk8 -in key.pem ${sealing(file)} -out ${out}`]
    case 'key-der': return [`openssl pkcs8 -topk8 -in key.pem ${sealing(file)} -outform DER -out ${out}`]
    case 'key-traditional': return [`openssl pkey -in key.pem -traditional -out ${out}`]
    case 'key-certificate': return [`cat key.pem cert.pem chain.pem > ${out}`]
    case 'certificate-key': return [`cat cert.pem chain.pem key.pem > ${out}`]
    case 'pkcs12': return [`openssl pkcs12 -export ${file.compatibility === 'compatible' ? '-legacy -descert ' : ''}-inkey key.pem -in cert.pem -certfile chain.pem ${named(file)}-out ${out}`]
    case 'jks': return [`openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile chain.pem ${named(file)}-out key.p12`, `keytool -importkeystore -srckeystore key.p12 -destkeystore ${out} -deststoretype JKS`]
    case 'pkcs12-truststore': return [trusted(file, 'PKCS12')]
    case 'jks-truststore': return [trusted(file, 'JKS')]
    case 'crl': return [`openssl crl -in rootca.crl.pem -out ${out}`]
    case 'crl-der': return [`openssl crl -in rootca.crl.pem -outform DER -out ${out}`]
    case 'openvpn': return ['# OpenSSL has no command for it: the PEM blocks are copied between <ca>, <cert> and <key>.']
    case 'mobileconfig': return [`openssl x509 -in root.pem -outform DER | base64 # the content of a payload of ${out}`]
    case 'kubernetes': return [`kubectl create secret tls ${quoted(file.settings?.['name'] ?? 'tls')} --cert=fullchain.pem --key=key.pem --dry-run=client -o yaml > ${out}`]
    case 'kubernetes-ca': return [`kubectl create configmap ${quoted(file.settings?.['name'] ?? 'ca')} --from-file=ca.crt=root.pem --dry-run=client -o yaml > ${out}`]
  }
}

const sealing = ({ password }: FileRequest) => (password ? '-v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000' : '-nocrypt')

const named = ({ friendlyName }: FileRequest) => (friendlyName === undefined ? '' : `-name ${quoted(friendlyName)} `)

function trusted({ name, friendlyName = 'root' }: FileRequest, store: string): string {
  return `keytool -importcert -noprompt -alias ${quoted(friendlyName)} -file root.pem -keystore ${quoted(name)} -storetype ${store}`
}
