/**
 * The command that writes a file as it is written here: of OpenSSL, and of keytool for what Java alone knows.
 *
 * The commands begin with `key.pem`, `cert.pem`, `chain.pem` (those above it, nearest first, without the root), `root.pem` and `rootca.crl.pem`; they ask for the passwords.
 */
import { joined, quoted, remark } from './shell.js'
import type { FileFormat, FileRequest } from './types.js'

/** What stands between the certificate and its root. */
export interface FilesContext {
  /** Whether the root itself signed the certificate: there is no `chain.pem` then. */
  direct?: boolean
}

/** The lines for files that are wanted together. */
export function fileLines(files: readonly FileRequest[], context: FilesContext = {}): string[] {
  const wanted = files.filter(file => AS_THEY_ARE[file.name] !== file.format || file.root === true)
  const lines = [...wanted.flatMap(file => LINES[file.format]({ ...file, name: aside(file.name) }, context)), ...wanted.filter(({ name }) => aside(name) !== name).map(({ name }) => `mv ${aside(name)} ${name}`)]
  const begins = BEGINNINGS.filter(({ name }) => lines.some(line => new RegExp(`(?<![\\w.-])${name.replaceAll('.', '\\.')}(?![\\w.-])`).test(line)))
  return begins.length === 0 ? lines : [remark(`Begins with ${begins.map(({ name, about }) => `${name} (${about})`).join(', ')}.`), ...lines]
}

const BEGINNINGS = [
  { name: 'key.pem', about: 'the private key' },
  { name: 'cert.pem', about: 'the certificate' },
  { name: 'chain.pem', about: 'those above it, nearest first' },
  { name: 'root.pem', about: 'the root' },
  { name: 'rootca.crl.pem', about: 'the list' },
]

/** What is called as it is at the beginning needs no command. */
const AS_THEY_ARE: Record<string, FileFormat | undefined> = { 'cert.pem': 'certificate', 'chain.pem': 'chain', 'root.pem': 'root', 'rootca.crl.pem': 'crl' }

/** A shell empties the file that it writes to before the command reads it: a new file with an old name is put in its place at the end. */
function aside(name: string): string {
  return BEGINNINGS.some(beginning => beginning.name === name) ? `new-${name}` : name
}

type Lines = (file: FileRequest, context: FilesContext) => string[]

const LINES: Record<FileFormat, Lines> = {
  certificate: ({ name }) => [`openssl x509 -in cert.pem -out ${quoted(name)}`],
  'certificate-der': ({ name }) => [`openssl x509 -in cert.pem -outform DER -out ${quoted(name)}`],
  'certificate-text': ({ name }) => [`openssl x509 -in cert.pem -text -out ${quoted(name)}`],
  // An empty file is refused by every program: where nothing stands between, it is the root.
  chain: (file, context) => [`cat ${joined(above(file, context, context.direct ?? false))} > ${quoted(file.name)}`],
  fullchain: (file, context) => [`cat ${joined(['cert.pem', ...above(file, context, false)])} > ${quoted(file.name)}`],
  root: ({ name }) => [`openssl x509 -in root.pem -out ${quoted(name)}`],
  'root-der': ({ name }) => [`openssl x509 -in root.pem -outform DER -out ${quoted(name)}`],
  'root-text': ({ name }) => [`openssl x509 -in root.pem -text -out ${quoted(name)}`],
  pkcs7: (file, context) => [pkcs7(file, context, '-outform DER')],
  'pkcs7-pem': (file, context) => [pkcs7(file, context, false)],
  key: file => [`${key(file)} -out ${quoted(file.name)}`],
  'key-der': file => [`${key(file)} -outform DER -out ${quoted(file.name)}`],
  'key-traditional': ({ name }) => [`openssl pkey -in key.pem -traditional -out ${quoted(name)}`],
  'key-certificate': (file, context) => [`{ ${key(file)}; cat ${joined(['cert.pem', ...above(file, context, false)])}; } > ${quoted(file.name)}`],
  'certificate-key': (file, context) => [`{ cat ${joined(['cert.pem', ...above(file, context, false)])}; ${key(file)}; } > ${quoted(file.name)}`],
  pkcs12: (file, context) => pkcs12(file, context, quoted(file.name)),
  jks: (file, context) => [
    ...pkcs12(file, context, 'store.p12'),
    `keytool -importkeystore -srckeystore store.p12 -srcstoretype PKCS12 -destkeystore ${quoted(file.name)} -deststoretype JKS`,
  ],
  'pkcs12-truststore': file => [truststore(file, 'PKCS12')],
  'jks-truststore': file => [truststore(file, 'JKS')],
  crl: ({ name }) => [`openssl crl -in rootca.crl.pem -out ${quoted(name)}`],
  'crl-der': ({ name }) => [`openssl crl -in rootca.crl.pem -outform DER -out ${quoted(name)}`],
  openvpn: ({ name }) => [remark(`${name} is written in an editor: <ca>, <cert> and <key> hold root.pem, cert.pem and key.pem.`)],
  mobileconfig: ({ name }) => [remark(`${name} is a property list, made with Apple Configurator; the PKCS #12 in it is that of openssl pkcs12 -export.`)],
  kubernetes: ({ name, settings = {} }) => [`kubectl create secret tls ${quoted(settings['name'] ?? 'tls')}${namespace(settings)} --cert=cert.pem --key=key.pem --dry-run=client -o yaml > ${quoted(name)}`],
  'kubernetes-ca': ({ name, settings = {} }) => [`kubectl create configmap ${quoted(settings['name'] ?? 'ca')}${namespace(settings)} --from-file=ca.crt=root.pem --dry-run=client -o yaml > ${quoted(name)}`],
}

/** Those above the certificate, as far as they are wanted. */
function above({ chain = true, root }: FileRequest, { direct = false }: FilesContext, rootToo: boolean): string[] {
  return [...(chain && !direct ? ['chain.pem'] : []), ...(root ?? rootToo ? ['root.pem'] : [])]
}

function pkcs7(file: FileRequest, context: FilesContext, form: string | false): string {
  return joined(['openssl crl2pkcs7 -nocrl', ...['cert.pem', ...above(file, context, true)].map(name => `-certfile ${name}`), form, `-out ${quoted(file.name)}`])
}

/** PKCS #8: RFC 8018 with AES-256 where there is a password. */
function key({ password }: FileRequest): string {
  return password === undefined ? 'openssl pkcs8 -topk8 -nocrypt -in key.pem' : 'openssl pkcs8 -topk8 -in key.pem -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000'
}

const PROTECTIONS = {
  modern: '-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg SHA256 -iter 100000',
  compatible: '-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg SHA1 -iter 100000',
}

function pkcs12(file: FileRequest, context: FilesContext, out: string): string[] {
  const more = above(file, context, false)
  const several = more.length > 1
  return [
    ...(several ? [`cat ${joined(more)} > above.pem`] : []),
    joined([
      'openssl pkcs12 -export -inkey key.pem -in cert.pem', more.length > 0 && `-certfile ${several ? 'above.pem' : joined(more)}`,
      file.friendlyName !== undefined && `-name ${quoted(file.friendlyName)}`, PROTECTIONS[file.compatibility ?? 'modern'], `-out ${out}`,
    ]),
  ]
}

/** Java's own word for a trusted certificate; where the store is there, this is added to it. */
function truststore({ name, friendlyName }: FileRequest, type: 'JKS' | 'PKCS12'): string {
  return joined(['keytool -importcert -noprompt', `-alias ${quoted(friendlyName ?? 'root')}`, '-file root.pem', `-keystore ${quoted(name)}`, `-storetype ${type}`])
}

function namespace(settings: Record<string, string>): string {
  return settings['namespace'] === undefined ? '' : ` -n ${quoted(settings['namespace'])}`
}
