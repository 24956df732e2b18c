/** Servers of mail, and stunnel, which gives TLS to those that have none. */
import {
  asksClients, certificateFile, checksRevocation, clientFiles, CLIENTS, configureStep, handshakeCheck, installStep, keyFile, keyNotes, nameNotes, renewalNote, REVOCATION,
  revocationNote, ROOT_ALONE, rootFile, serverFiles, shellStep, type KeyReader,
} from './server.js'
import { checkedAnswer, connectName, defineTarget, dnsNames, fileStem, HOST_AND_PORT, lines, type Placement, type TargetOptions, type TargetSubject } from './target.js'

// ---------------------------------------------------------------- Postfix

const POSTFIX_FOLDER = '/etc/postfix/tls'

/** One file: first the key, then the certificate that fits it, then its issuers. */
function postfixFiles(subject: TargetSubject): Placement[] {
  const name = `${fileStem(subject)}.key-cert.pem`
  const joined: Placement = { name, path: `${POSTFIX_FOLDER}/${name}`, ...ROOT_ALONE, about: 'The private key, the certificate and its issuers', request: { format: 'key-certificate', plain: true } }
  return subject.hasKey ? [joined, rootFile()] : [certificateFile(POSTFIX_FOLDER, subject), keyFile(POSTFIX_FOLDER, subject, ROOT_ALONE), rootFile()]
}

function postfixLines(subject: TargetSubject): string {
  const stem = `${POSTFIX_FOLDER}/${fileStem(subject)}`
  const files = subject.hasKey ? `${stem}.key-cert.pem` : `${stem}.key, ${stem}.pem`
  return lines(`smtpd_tls_chain_files = ${files}`, 'smtpd_tls_security_level = may', 'smtpd_tls_auth_only = yes')
}

const POSTFIX = defineTarget({
  target: {
    id: 'postfix',
    title: 'Postfix',
    group: 'mail',
    about: 'Postfix 3.4 or later: STARTTLS on ports 25 and 587, TLS on port 465.',
    words: ['postfix', 'smtp', 'smtps', 'submission', 'starttls', 'mail server', 'main.cf', 'mta'],
    kind: 'identity',
    needsKey: false,
    options: [],
  },
  place: postfixFiles,
  guide: (subject, _options, files) => ({
    intro: 'Postfix reads key, certificate and issuers from one file, in this order, as root.',
    steps: [
      installStep(files),
      configureStep('Set in main.cf', '/etc/postfix/main.cf', 'ini', postfixLines(subject), 'smtpd_tls_cert_file and smtpd_tls_key_file, which Debian sets, are passed over once smtpd_tls_chain_files is there.'),
      shellStep('Reload', lines('sudo postfix check', 'sudo systemctl reload postfix')),
    ],
    verify: [handshakeCheck(subject, 25, { starttls: 'smtp', about: 'Where the provider closes port 25, ask port 587.' })],
    notes: [
      renewalNote('sudo systemctl reload postfix'),
      'Port 465 speaks TLS at once: the lines of smtps or submissions in master.cf have smtpd_tls_wrappermode=yes, and openssl s_client goes without -starttls.',
      'Postfix does not ask a CRL: what a client shows is matched by its fingerprint (check_ccert_access), which is taken off the list when it is revoked.',
      'Before 3.4: smtpd_tls_cert_file and smtpd_tls_key_file, the certificate with its issuers in the first.',
      ...(subject.hasKey ? [] : keyNotes(subject, `${POSTFIX_FOLDER}/${fileStem(subject)}.key`)),
      ...nameNotes(subject),
    ],
  }),
})

// ---------------------------------------------------------------- Dovecot

const DOVECOT_FOLDER = '/etc/dovecot/tls'

function dovecotLines(subject: TargetSubject, options: TargetOptions): string {
  const stem = `${DOVECOT_FOLDER}/${fileStem(subject)}`
  const clients = checksRevocation(options) ? 'clients-ca-crl.pem' : 'clients-ca.pem'
  if (options['version'] === '2.4') {
    return lines(
      'ssl = required',
      `ssl_server_cert_file = ${stem}.pem`,
      `ssl_server_key_file = ${stem}.key`,
      asksClients(options) && `ssl_server_ca_file = ${DOVECOT_FOLDER}/${clients}`,
      asksClients(options) && 'ssl_server_request_client_cert = yes',
      asksClients(options) && `ssl_server_require_crl = ${checksRevocation(options) ? 'yes' : 'no'}`,
      asksClients(options) && 'auth_ssl_require_client_cert = yes',
    )
  }
  return lines(
    'ssl = required',
    `ssl_cert = <${stem}.pem`,
    `ssl_key = <${stem}.key`,
    asksClients(options) && `ssl_ca = <${DOVECOT_FOLDER}/${clients}`,
    asksClients(options) && 'ssl_verify_client_cert = yes',
    asksClients(options) && `ssl_require_crl = ${checksRevocation(options) ? 'yes' : 'no'}`,
    asksClients(options) && 'auth_ssl_require_client_cert = yes',
  )
}

const JOIN_CRL = `sudo sh -c 'cat ${DOVECOT_FOLDER}/clients-ca.pem ${DOVECOT_FOLDER}/clients.crl.pem > ${DOVECOT_FOLDER}/clients-ca-crl.pem'`

const DOVECOT = defineTarget({
  target: {
    id: 'dovecot',
    title: 'Dovecot',
    group: 'mail',
    about: 'Dovecot: IMAP and POP3 with TLS, on ports 993 and 995 and by STARTTLS.',
    words: ['dovecot', 'imap', 'imaps', 'pop3', 'pop3s', 'mail server', 'ssl_cert'],
    kind: 'identity',
    needsKey: false,
    options: [
      {
        name: 'version',
        label: 'Version',
        hint: 'Its settings were renamed in 2.4.',
        kind: 'choice',
        choices: [{ value: '2.3', label: 'Up to 2.3', hint: 'Debian 12 and before' }, { value: '2.4', label: '2.4 and later', hint: 'Debian 13' }],
        default: '2.3',
      },
      CLIENTS, REVOCATION,
    ],
  },
  place: (subject, options) => serverFiles(DOVECOT_FOLDER, subject, options),
  guide: (subject, options, files) => {
    const reload = 'sudo systemctl reload dovecot'
    return {
      intro: options['version'] === '2.4' ? 'Dovecot reads the certificate with its issuers and the private key as root.' : 'Dovecot reads the certificate with its issuers and the private key as root. The < before a path is part of the line: it means the content of that file.',
      steps: [
        installStep(files),
        ...(checksRevocation(options) ? [shellStep('Join the CRL to the authority', JOIN_CRL, 'Dovecot reads both from one file.')] : []),
        configureStep('Set in 10-ssl.conf', '/etc/dovecot/conf.d/10-ssl.conf', 'ini', dovecotLines(subject, options)),
        shellStep('Reload', lines('sudo doveconf -n', reload)),
      ],
      verify: [handshakeCheck(subject, 993, { client: asksClients(options) }), handshakeCheck(subject, 143, { starttls: 'imap', client: asksClients(options), about: 'The same by STARTTLS.' })],
      notes: [
        renewalNote(reload),
        ...(checksRevocation(options) ? [revocationNote(subject, `${DOVECOT_FOLDER}/clients.crl.pem`, `join it again and ${reload}`)] : []),
        ...(asksClients(options) ? ['The handshake itself ends well without a certificate, and with one that was revoked: it is at the login that Dovecot refuses.'] : []),
        ...keyNotes(subject, `${DOVECOT_FOLDER}/${fileStem(subject)}.key`),
        ...nameNotes(subject),
      ],
    }
  },
})

// ---------------------------------------------------------------- Exim

const EXIM_FOLDER = '/etc/exim4/tls'
const EXIM_READER: KeyReader = { owner: 'root:Debian-exim', mode: '0640' }

function eximLines(subject: TargetSubject, options: TargetOptions): string {
  const stem = `${EXIM_FOLDER}/${fileStem(subject)}`
  return lines(
    'MAIN_TLS_ENABLE = yes',
    `MAIN_TLS_CERTIFICATE = ${stem}.pem`,
    `MAIN_TLS_PRIVATEKEY = ${stem}.key`,
    asksClients(options) && `MAIN_TLS_VERIFY_CERTIFICATES = ${EXIM_FOLDER}/clients-ca.pem`,
    asksClients(options) && 'MAIN_TLS_VERIFY_HOSTS = *',
    checksRevocation(options) && `tls_crl = ${EXIM_FOLDER}/clients.crl.pem`,
  )
}

const EXIM = defineTarget({
  target: {
    id: 'exim',
    title: 'Exim',
    group: 'mail',
    about: 'Exim 4, with the configuration of Debian: STARTTLS on port 25.',
    words: ['exim', 'exim4', 'smtp', 'starttls', 'mail server', 'mta', 'tls_certificate'],
    kind: 'identity',
    needsKey: false,
    options: [CLIENTS, REVOCATION],
  },
  place: (subject, options) => serverFiles(EXIM_FOLDER, subject, options, EXIM_READER),
  guide: (subject, options, files) => {
    const reload = 'sudo systemctl restart exim4'
    return {
      intro: 'Exim reads certificate and key when a client asks for TLS, as the user Debian-exim: its group has to be able to read them.',
      steps: [
        installStep(files),
        configureStep('Write the local macros', '/etc/exim4/conf.d/main/000_localmacros', 'exim', eximLines(subject, options), 'Where the configuration is one file (exim4.conf.template), the lines go into exim4.conf.localmacros.'),
        shellStep('Restart', lines('sudo update-exim4.conf', reload)),
      ],
      verify: [handshakeCheck(subject, 25, { starttls: 'smtp', client: asksClients(options) })],
      notes: [
        renewalNote('nothing more: Exim reads them anew for each connection'),
        ...(checksRevocation(options) ? [revocationNote(subject, `${EXIM_FOLDER}/clients.crl.pem`, reload)] : []),
        'Without the macros of Debian: tls_advertise_hosts = *, tls_certificate and tls_privatekey in the main part of the configuration.',
        ...keyNotes(subject, `${EXIM_FOLDER}/${fileStem(subject)}.key`),
        ...nameNotes(subject),
      ],
    }
  },
})

// ---------------------------------------------------------------- stunnel

const STUNNEL_FOLDER = '/etc/stunnel'
const KEY_CERT = `${STUNNEL_FOLDER}/key-cert.pem`

/** The how-to's `key-cert.pem`. */
function stunnelFiles(subject: TargetSubject, options: TargetOptions): Placement[] {
  const joined: Placement = { name: 'key-cert.pem', path: KEY_CERT, ...ROOT_ALONE, about: 'The private key, the certificate and its issuers', request: { format: 'key-certificate', plain: true } }
  const identity = subject.hasKey ? [joined] : [certificateFile(STUNNEL_FOLDER, subject, 'cert.pem'), keyFile(STUNNEL_FOLDER, subject, ROOT_ALONE, 'key.pem')]
  return [...identity, ...clientFiles(STUNNEL_FOLDER, options), rootFile()]
}

function stunnelService(subject: TargetSubject, options: TargetOptions): string {
  return lines(
    '[imaps]',
    'accept = 993',
    `connect = ${checkedAnswer(options, 'backend', HOST_AND_PORT, '127.0.0.1:143')}`,
    subject.hasKey ? `cert = ${KEY_CERT}` : `cert = ${STUNNEL_FOLDER}/cert.pem`,
    !subject.hasKey && `key = ${STUNNEL_FOLDER}/key.pem`,
    asksClients(options) && `CAfile = ${STUNNEL_FOLDER}/clients-ca.pem`,
    asksClients(options) && 'verifyChain = yes',
    asksClients(options) && 'requireCert = yes',
    checksRevocation(options) && `CRLfile = ${STUNNEL_FOLDER}/clients.crl.pem`,
  )
}

const STUNNEL = defineTarget({
  target: {
    id: 'stunnel',
    title: 'stunnel',
    group: 'mail',
    about: 'stunnel gives TLS to a service that has none: key-cert.pem, and IMAP on port 993 as the example.',
    words: ['stunnel', 'stunnel4', 'key-cert.pem', 'ssl wrapper', 'imaps', 'pop3s', 'tunnel'],
    kind: 'identity',
    needsKey: false,
    options: [{ name: 'backend', label: 'Passed on to', hint: 'Host and port of the service that has no TLS.', kind: 'text', default: '127.0.0.1:143' }, CLIENTS, REVOCATION],
  },
  place: stunnelFiles,
  guide: (subject, options, files) => {
    const reload = 'sudo systemctl reload stunnel4'
    return {
      intro: 'stunnel takes the private key and the certificate from one file. Older guides put it in /etc/ssl/certs, which everybody reads: it belongs where root alone does. stunnel reads it before it gives its rights away.',
      steps: [
        installStep(files),
        configureStep('Write a service', `${STUNNEL_FOLDER}/imaps.conf`, 'ini', stunnelService(subject, options), 'What older guides gave on the command line (stunnel -p key-cert.pem) stands in a file since version 4.'),
        shellStep('Start it', lines('sudo systemctl enable stunnel4', 'sudo systemctl restart stunnel4')),
      ],
      verify: [handshakeCheck(subject, 993, { client: asksClients(options), ...(asksClients(options) && { about: 'With the certificate of a client and its key. Without them, or with those of a revoked client, the connection is ended by an alert.' }) })],
      notes: [
        renewalNote(reload),
        ...(checksRevocation(options) ? [revocationNote(subject, `${STUNNEL_FOLDER}/clients.crl.pem`, reload)] : []),
        'By hand the file is made with: cat key.pem cert.pem > key-cert.pem, after umask 077. Mind that the key in it is not encrypted: who reads it can be this server.',
        ...(dnsNames(subject).length > 0 ? [`Clients connect to ${connectName(subject)}: they refuse any name that the certificate does not have.`] : []),
        ...(subject.hasKey ? [] : keyNotes(subject, `${STUNNEL_FOLDER}/key.pem`)),
        ...nameNotes(subject),
      ],
    }
  },
})

export const MAIL = [POSTFIX, DOVECOT, EXIM, STUNNEL]
