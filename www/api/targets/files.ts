/** Plain files, for what is not in the table. */
import { answer, defineTarget, fileStem, shellWord, type GuideCheck, type Placement, type TargetOptions, type TargetSubject } from './target.js'

/** A file that is handed out and has no place yet. */
function loose(name: string, about: string, request: Placement['request'], mode = '0644'): Placement {
  return { name, path: name, owner: 'you', mode, about, ...(request && { request }) }
}

const PASSWORD = { name: 'password', label: 'Password of the private key', hint: 'Empty: the private key is not encrypted.', kind: 'password' } as const

/** With a password, or plain where none was given: whoever leaves it empty is told. */
function keyRequest(options: TargetOptions, format: 'key' | 'key-der'): NonNullable<Placement['request']> {
  const password = options['password']
  return { format, ...(typeof password === 'string' && password !== '' ? { password } : { plain: true }) }
}

function keyNote(options: TargetOptions): string {
  return answer(options, 'password') === '' ? 'The private key is not encrypted: let nobody read it but its owner.' : 'The private key is PKCS #8, encrypted with AES-256 by PBES2.'
}

/** The chain fits the root; whether the certificate was revoked is not asked. */
function chainCheck(subject: TargetSubject, certificate: string, chain: string | undefined): GuideCheck {
  const between = chain !== undefined && subject.issuers > 1 ? ` -untrusted ${shellWord(chain)}` : ''
  return { command: `openssl verify -CAfile root.pem${between} ${shellWord(certificate)}`, expect: `${certificate}: OK` }
}

const PEM = defineTarget({
  target: {
    id: 'pem',
    title: 'PEM files',
    group: 'files',
    about: 'The certificate, its private key, the chain and the root, each in a file of its own, and certificate and chain in one.',
    words: ['pem', 'crt', 'cer', 'key', 'chain', 'bundle', 'fullchain', 'ca-bundle', 'base64', 'openssl'],
    kind: 'identity',
    needsKey: false,
    options: [PASSWORD],
  },
  place: (subject, options) => {
    const stem = fileStem(subject)
    return [
      loose(`${stem}.pem`, 'The certificate', { format: 'certificate' }),
      ...(subject.hasKey ? [loose(`${stem}.key`, 'The private key', keyRequest(options, 'key'), '0600')] : []),
      ...(subject.issuers > 1 ? [loose(`${stem}.chain.pem`, 'Its issuers, nearest first, without the root', { format: 'chain' })] : []),
      loose(`${stem}.fullchain.pem`, 'The certificate, then its issuers: what most servers want', { format: 'fullchain' }),
      loose('root.pem', 'The root, for those who verify', { format: 'root' }),
    ]
  },
  guide: (subject, options) => {
    const stem = fileStem(subject)
    return {
      intro: 'PEM is text between lines of dashes: what Apache, nginx and nearly every program of Unix reads.',
      steps: [],
      verify: [
        chainCheck(subject, `${stem}.pem`, `${stem}.chain.pem`),
        ...(subject.hasKey ? [{ command: `openssl pkey -in ${shellWord(`${stem}.key`)} -noout -check`, expect: 'Key is valid', about: 'Of the private key; its password is asked for where it has one.' }] : []),
      ],
      notes: [...(subject.hasKey ? [keyNote(options)] : []), 'The file names say nothing to a program: .crt and .cer are as good as .pem where the content is.'],
    }
  },
})

const DER = defineTarget({
  target: {
    id: 'der',
    title: 'DER files',
    group: 'files',
    about: 'The same as bytes: certificate, private key and root, without text around them.',
    words: ['der', 'cer', 'binary', 'asn.1', 'pkcs8', 'embedded'],
    kind: 'identity',
    needsKey: false,
    options: [PASSWORD],
  },
  place: (subject, options) => {
    const stem = fileStem(subject)
    return [
      loose(`${stem}.cer`, 'The certificate', { format: 'certificate-der' }),
      ...(subject.hasKey ? [loose(`${stem}.p8`, 'The private key, PKCS #8', keyRequest(options, 'key-der'), '0600')] : []),
      loose('root.cer', 'The root', { format: 'root-der' }),
    ]
  },
  guide: (subject, options) => {
    const stem = fileStem(subject)
    return {
      intro: 'DER is the certificate itself; PEM is the same in base64. Devices and programs that read a binary file want this.',
      steps: [],
      verify: [
        { command: `openssl x509 -inform DER -in ${shellWord(`${stem}.cer`)} -noout -serial`, expect: `serial=${subject.serial}` },
        ...(subject.hasKey ? [{ command: `openssl pkey -inform DER -in ${shellWord(`${stem}.p8`)} -noout -check`, expect: 'Key is valid' }] : []),
      ],
      notes: subject.hasKey ? [keyNote(options)] : [],
    }
  },
})

const PKCS7 = defineTarget({
  target: {
    id: 'pkcs7',
    title: 'PKCS #7 (.p7b, .p7c)',
    group: 'files',
    about: 'The certificate and all its issuers in one file, without a private key.',
    words: ['pkcs7', 'p7b', 'p7c', 'spc', 'certificate chain', 'cms', 'certs-only'],
    kind: 'identity',
    needsKey: false,
    options: [],
  },
  place: subject => [
    loose(`${fileStem(subject)}.p7b`, 'The certificate and its issuers, DER', { format: 'pkcs7' }),
    loose(`${fileStem(subject)}.p7b.pem`, 'The same, PEM', { format: 'pkcs7-pem' }),
  ],
  guide: subject => ({
    intro: 'Certificates alone, no key and no signature: what Windows and Java import as a chain, and what a request is answered with.',
    steps: [],
    verify: [{ command: `openssl pkcs7 -inform DER -in ${shellWord(`${fileStem(subject)}.p7b`)} -print_certs -noout`, expect: 'subject=', about: 'One line for each certificate, and one for its issuer.' }],
    notes: ['Windows takes .p7b, Unix often says .p7c: it is the same.'],
  }),
})

const PKCS8 = defineTarget({
  target: {
    id: 'private-key',
    title: 'Private key alone',
    group: 'files',
    about: 'The private key by itself: PKCS #8, and in the older form where it is not encrypted.',
    words: ['private key', 'pkcs8', 'pkcs1', 'sec1', 'rsa private key', 'ec private key', 'key.pem', 'traditional'],
    kind: 'identity',
    needsKey: true,
    options: [PASSWORD],
  },
  place: (subject, options) => {
    const stem = fileStem(subject)
    const plain = answer(options, 'password') === '' && !/^Ed/.test(subject.keyLabel)
    return [
      loose(`${stem}.key`, 'The private key, PKCS #8', keyRequest(options, 'key'), '0600'),
      ...(plain ? [loose(`${stem}.traditional.key`, 'The same in the older form: PKCS #1 of RSA, SEC 1 of elliptic curves', { format: 'key-traditional', plain: true }, '0600')] : []),
    ]
  },
  guide: (subject, options) => ({
    intro: 'PKCS #8 is what programs read today. The older form is for those that want “BEGIN RSA PRIVATE KEY” or “BEGIN EC PRIVATE KEY”.',
    steps: [],
    verify: [{ command: `openssl pkey -in ${shellWord(`${fileStem(subject)}.key`)} -noout -check`, expect: 'Key is valid' }],
    notes: [keyNote(options), 'Whoever has the private key can be whoever the certificate names. Where it was read by others: revoke, and make another.'],
  }),
})

export const FILES = [PEM, DER, PKCS7, PKCS8]
