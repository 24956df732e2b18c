/** Servers of the web. */
import {
  asksClients, certificateFile, checksRevocation, clientFiles, CLIENTS, configureStep, curlCheck, handshakeCheck, installStep, keyFile, keyNotes, nameNotes, renewalNote, REVOCATION, revocationNote, ROOT_ALONE,
  rootFile, serverFiles, shellStep, type KeyReader,
} from './server.js'
import { checkedAnswer, defineTarget, dnsNames, fileStem, HOST_AND_PORT, lines, serverName, type GuideCheck, type Placement, type TargetOption, type TargetOptions, type TargetSubject } from './target.js'

function webChecks(subject: TargetSubject, options: TargetOptions): GuideCheck[] {
  return [curlCheck(subject, { client: asksClients(options) }), handshakeCheck(subject, 443, { client: asksClients(options), about: 'The same, seen by OpenSSL.' })]
}

/** What is said at the end of every server of the web. */
function webNotes(subject: TargetSubject, options: TargetOptions, folder: string, reload: string): string[] {
  return [
    renewalNote(reload),
    ...(checksRevocation(options) ? [revocationNote(subject, `${folder}/clients.crl.pem`, reload)] : []),
    ...keyNotes(subject, `${folder}/${fileStem(subject)}.key`),
    ...nameNotes(subject),
  ]
}

const BACKEND: TargetOption = { name: 'backend', label: 'Passed on to', hint: 'Host and port of the server behind it, which speaks HTTP.', kind: 'text', default: '127.0.0.1:8080' }

// ---------------------------------------------------------------- Apache

const APACHE_FOLDER = '/etc/apache2/tls'

function apacheHost(subject: TargetSubject, options: TargetOptions): string {
  const name = serverName(subject)
  const aliases = dnsNames(subject).filter(other => other !== name)
  const stem = fileStem(subject)
  return lines(
    '<VirtualHost *:443>',
    `    ServerName ${name.replace(/^\*/, 'www')}`,
    (aliases.length > 0 || name.startsWith('*')) && `    ServerAlias ${[...(name.startsWith('*') ? [name] : []), ...aliases].join(' ')}`,
    '    DocumentRoot /var/www/html',
    '    SSLEngine on',
    `    SSLCertificateFile ${APACHE_FOLDER}/${stem}.pem`,
    `    SSLCertificateKeyFile ${APACHE_FOLDER}/${stem}.key`,
    asksClients(options) && '    SSLVerifyClient require',
    // The depth counts the root here: with one issuer between, it is at depth 2, and 1 is what Apache takes unless told.
    asksClients(options) && subject.issuers > 1 && `    SSLVerifyDepth ${subject.issuers}`,
    asksClients(options) && `    SSLCACertificateFile ${APACHE_FOLDER}/clients-ca.pem`,
    checksRevocation(options) && `    SSLCARevocationFile ${APACHE_FOLDER}/clients.crl.pem`,
    checksRevocation(options) && '    SSLCARevocationCheck chain',
    '</VirtualHost>',
  )
}

const APACHE = defineTarget({
  target: {
    id: 'apache',
    title: 'Apache',
    group: 'web',
    about: 'Apache httpd with mod_ssl: a virtual host on port 443.',
    words: ['apache2', 'httpd', 'mod_ssl', 'https', 'web server', 'SSLCertificateFile', 'virtual host'],
    kind: 'identity',
    needsKey: false,
    options: [CLIENTS, REVOCATION],
  },
  place: (subject, options) => serverFiles(APACHE_FOLDER, subject, options),
  guide(subject, options, files) {
    const site = `${fileStem(subject)}.conf`
    const reload = 'sudo systemctl reload apache2'
    return {
      intro: 'Apache reads the certificate with its issuers from one file and the private key from another, as root, before it becomes www-data.',
      steps: [
        installStep(files),
        configureStep('Write a site', `/etc/apache2/sites-available/${site}`, 'apache', apacheHost(subject, options), 'Or take the lines that begin with SSL over into the virtual host that is there.'),
        shellStep('Enable it', lines('sudo a2enmod ssl', `sudo a2ensite ${site}`, 'sudo apachectl configtest', 'sudo systemctl restart apache2')),
      ],
      verify: webChecks(subject, options),
      notes: [
        ...webNotes(subject, options, APACHE_FOLDER, reload),
        'On Red Hat and its kin the module is the package mod_ssl, the site is a file in /etc/httpd/conf.d, and the service is httpd.',
        'Before 2.4.8 the issuers stood in a file of their own (SSLCertificateChainFile); since then they follow the certificate.',
      ],
    }
  },
})

// ---------------------------------------------------------------- nginx

const NGINX_FOLDER = '/etc/nginx/tls'

function nginxServer(subject: TargetSubject, options: TargetOptions): string {
  const names = dnsNames(subject)
  const stem = fileStem(subject)
  return lines(
    'server {',
    '    listen 443 ssl;',
    `    server_name ${(names.length > 0 ? names : [serverName(subject)]).join(' ')};`,
    '    root /var/www/html;',
    `    ssl_certificate ${NGINX_FOLDER}/${stem}.pem;`,
    `    ssl_certificate_key ${NGINX_FOLDER}/${stem}.key;`,
    '    ssl_protocols TLSv1.2 TLSv1.3;',
    asksClients(options) && '    ssl_verify_client on;',
    // OpenSSL counts the issuers between the client and the root; 1 is what nginx takes unless told.
    asksClients(options) && subject.issuers > 2 && `    ssl_verify_depth ${subject.issuers - 1};`,
    asksClients(options) && `    ssl_client_certificate ${NGINX_FOLDER}/clients-ca.pem;`,
    checksRevocation(options) && `    ssl_crl ${NGINX_FOLDER}/clients.crl.pem;`,
    '}',
  )
}

const NGINX = defineTarget({
  target: {
    id: 'nginx',
    title: 'nginx',
    group: 'web',
    about: 'nginx: a server block on port 443.',
    words: ['nginx', 'https', 'web server', 'reverse proxy', 'ssl_certificate', 'server block'],
    kind: 'identity',
    needsKey: false,
    options: [CLIENTS, REVOCATION],
  },
  place: (subject, options) => serverFiles(NGINX_FOLDER, subject, options),
  guide(subject, options, files) {
    const site = `${fileStem(subject)}.conf`
    const reload = 'sudo systemctl reload nginx'
    return {
      intro: 'nginx reads the certificate with its issuers from one file and the private key from another; its master process is root.',
      steps: [
        installStep(files),
        configureStep('Write a server block', `/etc/nginx/conf.d/${site}`, 'nginx', nginxServer(subject, options), 'Every file of conf.d is read. A proxy has proxy_pass in place of root.'),
        shellStep('Reload', lines('sudo nginx -t', reload)),
      ],
      verify: webChecks(subject, options),
      notes: [
        ...webNotes(subject, options, NGINX_FOLDER, reload),
        'ssl_protocols is there because nginx before 1.23.4 does not offer TLS 1.3 unless told, and offers TLS 1.0.',
        ...(checksRevocation(options) ? ['nginx asks for a CRL of each authority of the chain, the root too: all of them stand in that one file.'] : []),
      ],
    }
  },
})

// ---------------------------------------------------------------- HAProxy

const HAPROXY_FOLDER = '/etc/haproxy/tls'

/** HAProxy wants the key in the same file, or in one whose name has `.key` at its end. */
function haproxyFiles(subject: TargetSubject, options: TargetOptions): Placement[] {
  const name = `${fileStem(subject)}.pem`
  const joined: Placement = { name, path: `${HAPROXY_FOLDER}/${name}`, ...ROOT_ALONE, about: 'The certificate, its issuers and the private key', request: { format: 'certificate-key', plain: true } }
  const identity = subject.hasKey ? [joined] : [certificateFile(HAPROXY_FOLDER, subject), keyFile(HAPROXY_FOLDER, subject, ROOT_ALONE, `${name}.key`)]
  return [...identity, ...clientFiles(HAPROXY_FOLDER, options), rootFile()]
}

function haproxySections(subject: TargetSubject, options: TargetOptions): string {
  const clients = asksClients(options) ? ` verify required ca-file ${HAPROXY_FOLDER}/clients-ca.pem` : ''
  const crl = checksRevocation(options) ? ` crl-file ${HAPROXY_FOLDER}/clients.crl.pem` : ''
  return lines(
    `frontend ${fileStem(subject)}`,
    '    mode http',
    `    bind :443 ssl crt ${HAPROXY_FOLDER}/${fileStem(subject)}.pem alpn h2,http/1.1${clients}${crl}`,
    `    default_backend ${fileStem(subject)}-site`,
    '',
    `backend ${fileStem(subject)}-site`,
    '    mode http',
    `    server site ${checkedAnswer(options, 'backend', HOST_AND_PORT, '127.0.0.1:8080')}`,
  )
}

const HAPROXY = defineTarget({
  target: {
    id: 'haproxy',
    title: 'HAProxy',
    group: 'web',
    about: 'HAProxy: TLS is ended in front of a server that speaks HTTP.',
    words: ['haproxy', 'https', 'load balancer', 'proxy', 'tls termination', 'crt', 'combined pem'],
    kind: 'identity',
    needsKey: false,
    options: [BACKEND, CLIENTS, REVOCATION],
  },
  place: haproxyFiles,
  guide(subject, options, files) {
    const reload = 'sudo systemctl reload haproxy'
    return {
      intro: 'HAProxy reads certificate, issuers and private key from one file, as root, before it becomes haproxy.',
      steps: [
        installStep(files),
        configureStep('Add to the configuration', '/etc/haproxy/haproxy.cfg', 'haproxy', haproxySections(subject, options)),
        shellStep('Reload', lines('sudo haproxy -c -f /etc/haproxy/haproxy.cfg', reload)),
      ],
      verify: webChecks(subject, options),
      notes: [
        renewalNote(reload),
        ...(checksRevocation(options) ? [revocationNote(subject, `${HAPROXY_FOLDER}/clients.crl.pem`, reload)] : []),
        ...(subject.hasKey ? [] : [`The private key is where the request was made: put it at ${HAPROXY_FOLDER}/${fileStem(subject)}.pem.key, where HAProxy 2.2 and later look for it.`]),
        ...nameNotes(subject),
      ],
    }
  },
})

// ---------------------------------------------------------------- Caddy

const CADDY_FOLDER = '/etc/caddy/tls'
const CADDY_READER: KeyReader = { owner: 'root:caddy', mode: '0640' }

function caddySite(subject: TargetSubject, options: TargetOptions): string {
  const names = dnsNames(subject)
  const stem = fileStem(subject)
  const pair = `${CADDY_FOLDER}/${stem}.pem ${CADDY_FOLDER}/${stem}.key`
  return lines(
    `${(names.length > 0 ? names : [serverName(subject)]).join(', ')} {`,
    asksClients(options) ? `    tls ${pair} {` : `    tls ${pair}`,
    asksClients(options) && '        client_auth {',
    asksClients(options) && '            mode require_and_verify',
    asksClients(options) && `            trusted_ca_cert_file ${CADDY_FOLDER}/clients-ca.pem`,
    asksClients(options) && '        }',
    asksClients(options) && '    }',
    `    reverse_proxy ${checkedAnswer(options, 'backend', HOST_AND_PORT, '127.0.0.1:8080')}`,
    '}',
  )
}

const CADDY = defineTarget({
  target: {
    id: 'caddy',
    title: 'Caddy',
    group: 'web',
    about: 'Caddy, with this certificate in place of one that it fetches by itself.',
    words: ['caddy', 'caddyfile', 'https', 'web server', 'reverse proxy'],
    kind: 'identity',
    needsKey: false,
    options: [BACKEND, { ...CLIENTS, hint: 'Let in only who shows a certificate of the same authority. Caddy does not ask a CRL.' }],
  },
  // There is no CRL among them: Caddy has no place for one.
  place: (subject, options) => serverFiles(CADDY_FOLDER, subject, { ...options, crl: 'no' }, CADDY_READER),
  guide(subject, options, files) {
    const reload = 'sudo systemctl reload caddy'
    return {
      intro: 'Caddy runs as the user caddy, who has to be able to read the private key.',
      steps: [
        installStep(files),
        configureStep('Write a site', '/etc/caddy/Caddyfile', 'caddyfile', caddySite(subject, options)),
        shellStep('Reload', lines('sudo caddy validate --config /etc/caddy/Caddyfile --adapter caddyfile', reload)),
      ],
      verify: webChecks(subject, options),
      notes: [
        'To renew: put the new files in the same places under the same names, then sudo systemctl restart caddy; a reload with the same Caddyfile changes nothing.',
        ...(asksClients(options) ? ['Caddy by itself does not ask a CRL: a revoked client is let in until its certificate ends. Where that matters, let nginx, Apache or HAProxy ask.'] : []),
        ...keyNotes(subject, `${CADDY_FOLDER}/${fileStem(subject)}.key`),
        ...nameNotes(subject),
      ],
    }
  },
})

// ---------------------------------------------------------------- lighttpd

const LIGHTTPD_FOLDER = '/etc/lighttpd/tls'

function lighttpdSocket(subject: TargetSubject, options: TargetOptions): string {
  const stem = fileStem(subject)
  return lines(
    'server.modules += ( "mod_openssl" )',
    '$SERVER["socket"] == ":443" {',
    '    ssl.engine = "enable"',
    `    ssl.pemfile = "${LIGHTTPD_FOLDER}/${stem}.pem"`,
    `    ssl.privkey = "${LIGHTTPD_FOLDER}/${stem}.key"`,
    asksClients(options) && '    ssl.verifyclient.activate = "enable"',
    asksClients(options) && '    ssl.verifyclient.enforce = "enable"',
    asksClients(options) && `    ssl.verifyclient.ca-file = "${LIGHTTPD_FOLDER}/clients-ca.pem"`,
    checksRevocation(options) && `    ssl.verifyclient.ca-crl-file = "${LIGHTTPD_FOLDER}/clients.crl.pem"`,
    '}',
  )
}

const LIGHTTPD = defineTarget({
  target: {
    id: 'lighttpd',
    title: 'lighttpd',
    group: 'web',
    about: 'lighttpd 1.4.60 or later with mod_openssl: a socket on port 443.',
    words: ['lighttpd', 'lighty', 'https', 'web server', 'ssl.pemfile'],
    kind: 'identity',
    needsKey: false,
    options: [CLIENTS, REVOCATION],
  },
  place: (subject, options) => serverFiles(LIGHTTPD_FOLDER, subject, options),
  guide(subject, options, files) {
    const reload = 'sudo systemctl restart lighttpd'
    return {
      intro: 'lighttpd reads the certificate with its issuers from one file and the private key from another, as root, before it becomes www-data.',
      steps: [
        installStep(files),
        configureStep('Write a part of the configuration', '/etc/lighttpd/conf-available/50-tls.conf', 'lighttpd', lighttpdSocket(subject, options)),
        shellStep('Enable it', lines('sudo apt-get install lighttpd-mod-openssl', 'sudo lighttpd-enable-mod tls', 'sudo lighttpd -tt -f /etc/lighttpd/lighttpd.conf', reload)),
      ],
      verify: webChecks(subject, options),
      notes: webNotes(subject, options, LIGHTTPD_FOLDER, reload),
    }
  },
})

export const WEB = [APACHE, NGINX, HAPROXY, CADDY, LIGHTTPD]
