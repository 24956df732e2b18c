/** Networks: tunnels, and those who are let in to one. */
import { certificateFile, configureStep, installStep, keyFile, keyNotes, nameNotes, renewalNote, revocationFile, revocationNote, ROOT_ALONE, rootFile, shellStep, type KeyReader } from './server.js'
import {
  answer, checkedAnswer, connectName, defineTarget, dnsNames, fileStem, HOST, isYes, lines, PORT, serverName, shellWord, type Placement, type TargetOption, type TargetOptions, type TargetSubject,
} from './target.js'

/** In a tunnel everybody shows a certificate: only the CRL is a question. */
const CRL: TargetOption = {
  name: 'crl',
  label: 'Refuse who was revoked',
  hint: 'The newest CRL is among the files: create one first. Once it is due and not replaced, everybody is refused.',
  kind: 'switch',
  default: 'yes',
}

const PROTOCOL: TargetOption = { name: 'proto', label: 'Protocol', hint: 'UDP, unless a network on the way lets TCP alone through.', kind: 'choice', choices: [{ value: 'udp', label: 'UDP' }, { value: 'tcp', label: 'TCP' }], default: 'udp' }
const OPENVPN_PORT: TargetOption = { name: 'port', label: 'Port', hint: 'Where the server listens.', kind: 'text', default: '1194' }

const protocol = (options: TargetOptions) => (answer(options, 'proto') === 'tcp' ? 'tcp' : 'udp')
const port = (options: TargetOptions) => checkedAnswer(options, 'port', PORT, '1194')

// ---------------------------------------------------------------- OpenVPN

const OPENVPN_FOLDER = '/etc/openvpn/server'

function openvpnServerFiles(subject: TargetSubject, options: TargetOptions): Placement[] {
  const authority: Placement = { name: 'ca.pem', path: `${OPENVPN_FOLDER}/ca.pem`, owner: 'root:root', mode: '0644', about: 'The authority of the clients, up to the root', request: { format: 'chain', root: true } }
  return [certificateFile(OPENVPN_FOLDER, subject), keyFile(OPENVPN_FOLDER, subject, ROOT_ALONE), authority, ...(isYes(options, 'crl') ? [revocationFile(OPENVPN_FOLDER)] : [])]
}

function openvpnServerLines(subject: TargetSubject, options: TargetOptions): string {
  const stem = `${OPENVPN_FOLDER}/${fileStem(subject)}`
  return lines(
    `port ${port(options)}`,
    `proto ${protocol(options)}`,
    'dev tun',
    'topology subnet',
    'server 10.8.0.0 255.255.255.0',
    `ca ${OPENVPN_FOLDER}/ca.pem`,
    `cert ${stem}.pem`,
    `key ${stem}.key`,
    'dh none',
    'remote-cert-tls client',
    isYes(options, 'crl') && `crl-verify ${OPENVPN_FOLDER}/clients.crl.pem`,
    'keepalive 10 60',
    'persist-tun',
  )
}

const OPENVPN_SERVER = defineTarget({
  target: {
    id: 'openvpn-server',
    title: 'OpenVPN server',
    group: 'vpn',
    about: 'OpenVPN 2.4 or later: the end of the tunnel that others connect to.',
    words: ['openvpn', 'vpn', 'tunnel', 'server', 'crl-verify', 'easy-rsa'],
    kind: 'identity',
    needsKey: false,
    options: [OPENVPN_PORT, PROTOCOL, CRL],
  },
  place: openvpnServerFiles,
  guide: (subject, options, files) => {
    const stem = fileStem(subject)
    const file = `${OPENVPN_FOLDER}/${stem}.conf`
    const restart = `sudo systemctl restart ${shellWord(`openvpn-server@${stem}`)}`
    return {
      intro: 'The server lets in whoever shows a certificate of its authority that is made for clients: certificates of the profile for servers are refused, so that no server can pose as another\'s client, and the other way round.',
      steps: [
        installStep(files),
        configureStep('Write the configuration', file, 'openvpn', openvpnServerLines(subject, options), 'dh none: the key of each session is agreed on by elliptic curves.'),
        shellStep('Start it', `sudo systemctl enable --now ${shellWord(`openvpn-server@${stem}`)}`),
      ],
      verify: [{ command: `sudo journalctl --no-pager --unit ${shellWord(`openvpn-server@${stem}`)} --lines 20`, expect: 'Initialization Sequence Completed', about: 'That it started. That a client is let in is seen at the client.' }],
      notes: [
        renewalNote(restart),
        ...(isYes(options, 'crl') ? [`Before the CRL is due, put the next one at ${OPENVPN_FOLDER}/clients.crl.pem: it is read anew when a client connects. From that day on an old one refuses everybody.`] : []),
        'A client gets its certificate and key with the target “OpenVPN client”.',
        ...keyNotes(subject, `${OPENVPN_FOLDER}/${stem}.key`),
      ],
    }
  },
})

const OPENVPN_CLIENT = defineTarget({
  target: {
    id: 'openvpn-client',
    title: 'OpenVPN client',
    group: 'vpn',
    about: 'One .ovpn file with authority, certificate and key in it, for OpenVPN on every system and OpenVPN Connect.',
    words: ['openvpn', 'ovpn', 'vpn', 'tunnel', 'client', 'inline', 'openvpn connect', 'tunnelblick', 'profile'],
    kind: 'identity',
    needsKey: true,
    options: [
      { name: 'remote', label: 'Server', hint: 'The name or address that it connects to.', kind: 'text', default: 'localhost', required: true },
      OPENVPN_PORT, PROTOCOL,
      { name: 'password', label: 'Password of the private key', hint: 'Asked for each time the tunnel is opened. Empty: the private key is not encrypted.', kind: 'password' },
    ],
  },
  place: (subject, options) => {
    const name = `${fileStem(subject)}.ovpn`
    const password = options['password']
    const settings = { remote: checkedAnswer(options, 'remote', HOST, 'localhost'), port: port(options), proto: protocol(options), role: 'client' }
    const sealed = typeof password === 'string' && password !== '' ? { password } : { plain: true }
    return [{ name, path: name, owner: 'you', mode: '0600', about: 'All that the client needs', request: { format: 'openvpn', settings, ...sealed } }]
  },
  guide: (subject, options) => {
    const name = `${fileStem(subject)}.ovpn`
    return {
      intro: 'The private key is in this file: whoever has it is let in. Hand it over as you would hand over a key.',
      steps: [
        { title: 'On a phone, on Windows or on macOS', text: `Open ${name} with OpenVPN Connect or Tunnelblick, which take it in.` },
        shellStep('On Debian, as a service', lines(`sudo install -m 0600 -o root -g root ${shellWord(name)} ${shellWord(`/etc/openvpn/client/${fileStem(subject)}.conf`)}`, `sudo systemctl enable --now ${shellWord(`openvpn-client@${fileStem(subject)}`)}`)),
      ],
      verify: [{ command: `sudo openvpn --config ${shellWord(name)}`, expect: 'VERIFY OK: depth=0\nInitialization Sequence Completed', about: `Stays in the foreground until it is stopped with Ctrl+C. It connects to ${checkedAnswer(options, 'remote', HOST, 'localhost')}.` }],
      notes: [
        'The certificate has to be one for clients: a server that asks for it (remote-cert-tls client) refuses another.',
        answer(options, 'password') === '' ? 'The private key in it is not encrypted.' : 'The private key in it is encrypted with the password.',
      ],
    }
  },
})

// ---------------------------------------------------------------- strongSwan

const SWANCTL = '/etc/swanctl'

/** One certificate to a file: swanctl reads the first of each. */
function swanctlFiles(subject: TargetSubject, options: TargetOptions): Placement[] {
  const stem = fileStem(subject)
  const at = (folder: string, name: string, about: string, request: NonNullable<Placement['request']>): Placement => ({ name, path: `${SWANCTL}/${folder}/${name}`, owner: 'root:root', mode: '0644', about, request })
  return [
    at('x509', `${stem}.pem`, 'The certificate', { format: 'certificate' }),
    keyFile(`${SWANCTL}/private`, subject, ROOT_ALONE),
    at('x509ca', 'root.pem', 'The root', { format: 'root' }),
    ...(subject.issuers > 1 ? [at('x509ca', 'issuing-ca.pem', 'The authority between', { format: 'chain' })] : []),
    ...(isYes(options, 'crl') ? [at('x509crl', `${stem}-issuer.crl.pem`, 'Who was revoked', { format: 'crl', chain: false })] : []),
  ]
}

function swanctlConnection(subject: TargetSubject, options: TargetOptions): string {
  const stem = fileStem(subject)
  const name = stem.replace(/[^A-Za-z0-9-]/g, '-')
  return lines(
    'connections {',
    `    ${name} {`,
    '        version = 2',
    '        send_cert = always',
    '        local {',
    '            auth = pubkey',
    `            certs = ${stem}.pem`,
    `            id = ${dnsNames(subject).length > 0 || subject.addresses.length > 0 ? serverName(subject) : '%any'}`,
    '        }',
    '        remote {',
    '            auth = pubkey',
    '            cacerts = root.pem',
    isYes(options, 'crl') && '            revocation = strict',
    '        }',
    '        children {',
    `            ${name} {`,
    '                local_ts = 10.1.0.0/16',
    '            }',
    '        }',
    '    }',
    '}',
  )
}

const STRONGSWAN = defineTarget({
  target: {
    id: 'strongswan',
    title: 'strongSwan',
    group: 'vpn',
    about: 'IPsec with IKEv2, set up with swanctl: both ends show a certificate.',
    words: ['strongswan', 'ipsec', 'ikev2', 'vpn', 'swanctl', 'charon', 'tunnel'],
    kind: 'identity',
    needsKey: false,
    options: [CRL],
  },
  place: swanctlFiles,
  guide: (subject, options, files) => {
    const stem = fileStem(subject)
    return {
      intro: 'swanctl finds certificates, keys and lists by the folder that they are in.',
      steps: [
        installStep(files),
        configureStep('Write a connection', `${SWANCTL}/conf.d/${stem}.conf`, 'swanctl', swanctlConnection(subject, options), 'local_ts is the network behind this end: put yours there. An end that begins has remote_addrs too.'),
        shellStep('Load it', 'sudo swanctl --load-all'),
      ],
      verify: [{ command: 'sudo swanctl --list-certs --type x509', expect: 'has private key', about: 'The line is there only where the key fits the certificate. swanctl --initiate --child names the tunnel that is opened.' }],
      notes: [
        renewalNote('sudo swanctl --load-creds --clear'),
        ...(isYes(options, 'crl') ? [revocationNote(subject, `${SWANCTL}/x509crl/${stem}-issuer.crl.pem`, 'sudo swanctl --load-creds')] : []),
        ...(/^RSA/.test(subject.keyLabel) ? [] : ['Keys of elliptic curves need the plugin openssl, which Debian has in libstrongswan-standard-plugins.']),
        'The id of each end has to be a name of its certificate: a DNS name, or the whole subject.',
        ...(subject.issuers > 2 ? ['There is more than one authority between: swanctl reads the first certificate of a file, so each of them needs a file of its own in x509ca.'] : []),
        ...(isYes(options, 'crl') && subject.issuers > 1 ? ['With revocation = strict a CRL of each authority of the chain is asked for: put that of the root into x509crl too.'] : []),
        ...keyNotes(subject, `${SWANCTL}/private/${stem}.key`),
        ...nameNotes(subject),
      ],
    }
  },
})

// ---------------------------------------------------------------- FreeRADIUS

const RADIUS = '/etc/freeradius/3.0'
const RADIUS_FOLDER = `${RADIUS}/tls`
const RADIUS_READER: KeyReader = { owner: 'root:freerad', mode: '0640' }

function radiusFiles(subject: TargetSubject, options: TargetOptions): Placement[] {
  const authority: Placement = { name: 'clients-ca.pem', path: `${RADIUS_FOLDER}/clients-ca.pem`, owner: 'root:root', mode: '0644', about: 'The authority of the clients, up to the root', request: { format: 'chain', root: true } }
  return [certificateFile(RADIUS_FOLDER, subject), keyFile(RADIUS_FOLDER, subject, RADIUS_READER), authority, ...(isYes(options, 'crl') ? [revocationFile(RADIUS_FOLDER)] : []), rootFile('For every client, which verifies the network by it')]
}

function radiusModule(subject: TargetSubject, options: TargetOptions): string {
  const stem = `${RADIUS_FOLDER}/${fileStem(subject)}`
  const crl = isYes(options, 'crl')
  return lines(
    'eap {',
    '    default_eap_type = tls',
    '    tls-config tls-common {',
    `        private_key_file = ${stem}.key`,
    `        certificate_file = ${stem}.pem`,
    `        ca_file = ${RADIUS_FOLDER}/${crl ? 'clients-ca-crl.pem' : 'clients-ca.pem'}`,
    '        auto_chain = no',
    crl && '        check_crl = yes',
    '        tls_min_version = "1.2"',
    '        tls_max_version = "1.3"',
    '    }',
    '    tls {',
    '        tls = tls-common',
    '    }',
    '}',
  )
}

const RADIUS_JOIN = `sudo sh -c 'cat ${RADIUS_FOLDER}/clients-ca.pem ${RADIUS_FOLDER}/clients.crl.pem > ${RADIUS_FOLDER}/clients-ca-crl.pem'`

function eapNetwork(subject: TargetSubject): string {
  return lines(
    'network={',
    '    key_mgmt=WPA-EAP',
    '    eap=TLS',
    '    identity="client"',
    '    ca_cert="root.pem"',
    dnsNames(subject).length > 0 && `    domain_match="${connectName(subject)}"`,
    '    client_cert="client.pem"',
    '    private_key="client.key"',
    '}',
  )
}

const FREERADIUS = defineTarget({
  target: {
    id: 'freeradius',
    title: 'FreeRADIUS (EAP-TLS)',
    group: 'vpn',
    about: 'FreeRADIUS 3: who joins a wireless or wired network shows a certificate (WPA-Enterprise, 802.1X).',
    words: ['freeradius', 'radius', 'eap-tls', '802.1x', 'wpa-enterprise', 'wpa2', 'wifi', 'wlan'],
    kind: 'identity',
    needsKey: false,
    options: [CRL],
  },
  place: radiusFiles,
  guide: (subject, options, files) => {
    const restart = 'sudo systemctl restart freeradius'
    return {
      intro: 'With EAP-TLS whoever has a certificate of this authority is let in: let an authority of its own sign for a network.',
      steps: [
        installStep(files),
        ...(isYes(options, 'crl') ? [shellStep('Join the CRL to the authority', RADIUS_JOIN, 'FreeRADIUS reads both from one file.')] : []),
        configureStep('Write the module', `${RADIUS}/mods-available/eap`, 'freeradius', radiusModule(subject, options)),
        shellStep('Restart', lines('sudo freeradius -C', restart)),
        configureStep('Write a network for the test', 'eap-tls.conf', 'wpa_supplicant', eapNetwork(subject), 'On a machine that has the certificate of a client and its key, and that clients.conf knows.'),
      ],
      verify: [{ command: 'eapol_test -c eap-tls.conf -a 127.0.0.1 -p 1812 -s testing123', expect: 'SUCCESS', about: 'eapol_test is in the package eapoltest. testing123 is the secret that Debian gives to 127.0.0.1: change it.' }],
      notes: [
        renewalNote(restart),
        ...(isYes(options, 'crl') ? [revocationNote(subject, `${RADIUS_FOLDER}/clients.crl.pem`, `join it again and ${restart}`)] : []),
        'Clients verify the network by the root and by the name of the server: where they are told neither, anybody can pose as it.',
        ...keyNotes(subject, `${RADIUS_FOLDER}/${fileStem(subject)}.key`),
      ],
    }
  },
})

export const VPN = [OPENVPN_SERVER, OPENVPN_CLIENT, STRONGSWAN, FREERADIUS]
