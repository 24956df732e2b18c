/** Trusting a root: where each system and program keeps what it trusts, how it gets in, how one sees that it is there, and how it is taken away again. */
import { answer, defineTarget, shellWord, type GuideStep, type Placement, type TargetOption, type TargetSubject } from './target.js'
import { against, alias, fetched, fingerprintCheck, handshake, reach, namedRoot, rootAlias, rootTitle, SERVER, type Reach } from './words.js'

const step = (title: string, language: string, text: string, said?: string): GuideStep => ({ title, ...(said !== undefined && { text: said }), lines: { language, text } })
const inFile = (title: string, file: string, language: string, text: string, said?: string): GuideStep => ({ title, ...(said !== undefined && { text: said }), lines: { file, language, text } })

/** The root in one form, and where it goes. */
function placed(subject: TargetSubject, extension: string, format: 'root' | 'root-der', path: (name: string) => string, owner: string): Placement {
  const name = namedRoot(subject, extension)
  return { name, path: path(name), owner, mode: '0644', request: { format } }
}

/** What is the same for every root: who it is, and that trusting it is not a small thing. */
const intro = (subject: TargetSubject, where: string) => `${where} will accept every certificate that ${rootTitle(subject)} vouches for.`


const windows = defineTarget({
  target: {
    id: 'trust-windows', title: 'Windows', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'Edge, Chrome, Outlook, .NET and everything else that asks Windows.',
    words: ['windows', 'root', 'certutil', 'addstore', 'gpo', 'group policy', 'active directory', 'edge', 'mmc', 'certlm', 'cer'],
  },
  place: subject => [placed(subject, 'cer', 'root-der', name => `C:\\Certificates\\${name}`, 'Administrators')],
  guide: (subject, options) => {
    const [file, title] = [namedRoot(subject, 'cer'), rootTitle(subject)]
    return {
      intro: intro(subject, 'Every program that uses the certificate stores of Windows'),
      steps: [
        step('For the whole computer', 'bat', `cd /d C:\\Certificates\r\ncertutil -addstore -f Root ${file}`, 'In a command prompt that was opened as administrator.'),
        step('Or for one person', 'bat', `certutil -user -addstore Root ${file}`, 'Windows shows the fingerprint and asks.'),
        {
          title: 'Or for a domain',
          text: `In the Group Policy editor: Computer Configuration > Policies > Windows Settings > Security Settings > Public Key Policies > Trusted Root Certification Authorities, right click, Import…, ${file}. The computers have it after their next refresh; gpupdate /force asks for it now.`,
        },
        step('To take it away again', 'powershell', `$root = Get-PfxCertificate C:\\Certificates\\${file}\nRemove-Item "Cert:\\LocalMachine\\Root\\$($root.Thumbprint)"`, 'As administrator; Cert:\\CurrentUser\\Root where it was added for one person. A root that came by Group Policy goes the way it came.'),
      ],
      verify: [
        { command: `$root = Get-PfxCertificate C:\\Certificates\\${file}; Test-Path "Cert:\\LocalMachine\\Root\\$($root.Thumbprint)"`, expect: 'True', about: `In PowerShell: ${title} is in the store.` },
        ...against(reach(subject, options), ({ url }) => fetched(`curl.exe --ssl-no-revoke -sSI ${url}`)),
      ],
      notes: [
        'Firefox takes the roots of Windows too (since version 120, unless security.enterprise_roots.enabled is off). Java, Python, Node and Git for Windows with OpenSSL have stores of their own.',
        'Some programs of Windows, curl.exe among them, insist on a revocation list that they can fetch; --ssl-no-revoke is for an authority whose certificates name none.',
      ],
    }
  },
})

const macos = defineTarget({
  target: {
    id: 'trust-macos', title: 'macOS', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'Safari, Chrome, Mail and everything else that asks the Keychain.',
    words: ['macos', 'mac', 'apple', 'keychain', 'security', 'add-trusted-cert', 'safari', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `~/Downloads/${name}`, 'you')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    return {
      intro: intro(subject, 'Every program that uses the Keychain'),
      steps: [
        step('For everybody on this Mac', 'shell', `cd ~/Downloads\nsudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${file}`, 'macOS asks for the password of an administrator, since version 11 even as root.'),
        step('Or for yourself', 'shell', `security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${file}`),
        { title: 'Or by hand', text: `Open ${file} in Keychain Access, put it into the System keychain, open it there, and choose “Always Trust” under Trust. To be in the keychain is not yet to be trusted.` },
        step('To take it away again', 'shell', `sudo security remove-trusted-cert -d ${file}\nsudo security delete-certificate -c ${shellWord(rootTitle(subject))} /Library/Keychains/System.keychain`, 'Without sudo and -d, and from the login keychain, where it was added for yourself.'),
      ],
      verify: [
        { command: `security verify-cert -L -l -c ${file}`, expect: 'certificate verification successful' },
        ...against(reach(subject, options), ({ host, url }) => ({ command: `security verify-cert -v ${url}`, expect: 'certificate verification successful', about: `And a chain from ${host} to ${rootTitle(subject)}.` })),
      ],
      notes: [
        'Apple asks of every TLS server, also of a private authority: a DNS name or address in the alternative names, the purpose “TLS server”, at most 825 days, RSA of 2048 bit or more. This page warns where it signs otherwise.',
        'A configuration profile (.mobileconfig) that a device management installs does it without a question: the target “iPhone and iPad” makes one, for Macs too.',
      ],
    }
  },
})

const ORGANISATION: TargetOption = { name: 'organisation', label: 'Organisation', kind: 'text', hint: 'Shown with the profile on the device.' }

/** A profile of the same identifier takes the place of the one before. */
const profileIdentifier = (subject: TargetSubject) => `rootpage.${rootAlias(subject)}`

const ios = defineTarget({
  target: {
    id: 'trust-ios', title: 'iPhone and iPad', group: 'trust', kind: 'trust', needsKey: false, options: [ORGANISATION, SERVER],
    about: 'Safari, Mail, Wi-Fi and VPN of iOS and iPadOS: a profile with the root.',
    words: ['ios', 'ipados', 'iphone', 'ipad', 'apple', 'profile', 'mobileconfig', 'certificate trust settings', 'root'],
  },
  place: (subject, options) => {
    const name = namedRoot(subject, 'mobileconfig')
    const organisation = answer(options, 'organisation')
    const settings = { identifier: profileIdentifier(subject), ...(organisation !== '' && { organisation }) }
    return [
      { name, path: name, owner: 'the device', mode: '0644', request: { format: 'mobileconfig', friendlyName: rootTitle(subject), settings } },
      placed(subject, 'cer', 'root-der', cer => cer, 'you'),
    ]
  },
  guide: (subject, options) => {
    const [file, title, server] = [namedRoot(subject, 'mobileconfig'), rootTitle(subject), reach(subject, options)]
    return {
      intro: intro(subject, 'The device'),
      steps: [
        { title: 'Bring the profile to the device', text: `${file}, by AirDrop, as the attachment of a mail, or from a web page in Safari that sends it as application/x-apple-aspen-config. The device says that a profile was downloaded.` },
        { title: 'Install it', text: `Settings > Profile Downloaded, or Settings > General > VPN & Device Management > ${title} > Install. It says that the profile is not signed: it is you who verifies it, by the fingerprint under More Details.` },
        { title: 'Trust it for TLS', text: `Settings > General > About > Certificate Trust Settings, and switch on ${title}. Without this last step Safari goes on warning.` },
        ...(server ? [{ title: 'Try it', text: `${server.url} in Safari on the device: it opens without a warning.` }] : []),
        { title: 'To take it away again', text: `Settings > General > VPN & Device Management > ${title} > Remove Profile.` },
      ],
      verify: [
        { command: `plutil -lint ${file}`, expect: `${file}: OK`, about: 'On a Mac, before it is sent.' },
        fingerprintCheck(subject, namedRoot(subject, 'cer'), 'DER'),
      ],
      notes: [
        `${namedRoot(subject, 'cer')} is the same root without a profile: the device takes it as well, as application/x-x509-ca-cert.`,
        'A profile that a device management installs is trusted at once, without Certificate Trust Settings.',
        'Apple asks of every TLS server, also of a private authority: a DNS name or address in the alternative names, the purpose “TLS server”, and at most 825 days.',
      ],
    }
  },
})

const android = defineTarget({
  target: {
    id: 'trust-android', title: 'Android', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'Browsers of Android, and apps that were built to trust it.',
    words: ['android', 'network_security_config', 'user certificates', 'ca certificate', 'phone', 'tablet', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root-der', name => `/sdcard/Download/${name}`, 'the device')],
  guide: (subject, options) => {
    const [file, title, server] = [namedRoot(subject, 'crt'), rootTitle(subject), reach(subject, options)]
    const resource = alias(title).replaceAll(/[^a-z0-9]/g, '_').replace(/^(?![a-z])/, 'root_')
    return {
      intro: intro(subject, 'The browsers of the device'),
      steps: [
        step('Bring the file to the device', 'shell', `adb push ${file} /sdcard/Download/${file}`, 'Or by a cable, a mail or a web page.'),
        { title: 'Install it', text: 'Settings > Security & privacy > More security settings > Encryption & credentials > Install a certificate > CA certificate > Install anyway, and choose the file. Makers name these pages otherwise: search the settings for “CA certificate”. Since Android 11 no app may ask for it, only the settings.' },
        inFile('In an app of your own', 'res/xml/network_security_config.xml', 'xml', networkSecurityConfig(resource, server), `Apps trust what a user installed only if they say so. Put the file into the app as res/raw/${resource}.crt, and name the configuration in the manifest: <application android:networkSecurityConfig="@xml/network_security_config">.`),
        { title: 'To take it away again', text: `Settings > … > Encryption & credentials > Trusted credentials > User > ${title} > Uninstall.` },
      ],
      verify: [
        fingerprintCheck(subject, file, 'DER'),
        ...against(server, ({ url }) => ({ command: `adb shell am start -a android.intent.action.VIEW -d ${url}`, expect: 'Starting: Intent', about: 'The browser of the device opens the page, without a warning.' })),
      ],
      notes: [`On the device it stands under Trusted credentials > User as ${title}.`, 'Android wants a screen lock before it stores a certificate, and shows that the network may be monitored: that is about any root that a user added.'],
    }
  },
})

function networkSecurityConfig(resource: string, server: Reach | undefined): string {
  const anchors = (indent: string) => [`<trust-anchors>`, `    <certificates src="@raw/${resource}" />`, `    <certificates src="system" />`, `</trust-anchors>`].map(line => indent + line)
  const config = server
    ? ['    <domain-config>', `        <domain includeSubdomains="false">${server.host}</domain>`, ...anchors('        '), '    </domain-config>']
    : ['    <base-config>', ...anchors('        '), '    </base-config>']
  return ['<?xml version="1.0" encoding="utf-8"?>', '<network-security-config>', ...config, '</network-security-config>', ''].join('\n')
}

const debian = defineTarget({
  target: {
    id: 'trust-debian', title: 'Debian and Ubuntu', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'curl, wget, Git, OpenSSL, Python and Ruby of the distribution.',
    words: ['debian', 'ubuntu', 'mint', 'raspberry', 'linux', 'update-ca-certificates', 'ca-certificates', 'apt', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/usr/local/share/ca-certificates/${name}`, 'root:root')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    const path = `/usr/local/share/ca-certificates/${file}`
    return {
      intro: intro(subject, 'Every program that uses /etc/ssl/certs'),
      steps: [
        step('Put it in its place', 'shell', `sudo install -m 0644 ${file} ${path}\nsudo update-ca-certificates`, 'It says “1 added, 0 removed”. The name must end in .crt, and there must be one certificate in each file.'),
        step('To take it away again', 'shell', `sudo rm ${path}\nsudo update-ca-certificates --fresh`),
      ],
      verify: [
        { command: `openssl verify -CApath /etc/ssl/certs ${path}`, expect: `${path}: OK` },
        ...against(reach(subject, options), ({ url }) => fetched(`curl -sSI ${url}`)),
      ],
      notes: ['Alpine has the same command and folder. Java of Debian (ca-certificates-java) gets it by the same act; Firefox, Chromium, Node and Java from elsewhere have stores of their own.'],
    }
  },
})

const redhat = defineTarget({
  target: {
    id: 'trust-redhat', title: 'Red Hat, Fedora and their kin', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'curl, Git, OpenSSL, GnuTLS, NSS and Java of the distribution.',
    words: ['red hat', 'rhel', 'fedora', 'centos', 'rocky', 'alma', 'suse', 'arch', 'linux', 'update-ca-trust', 'trust anchor', 'p11-kit', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/etc/pki/ca-trust/source/anchors/${name}`, 'root:root')],
  guide: (subject, options) => {
    const [file, title] = [namedRoot(subject, 'crt'), rootTitle(subject)]
    const path = `/etc/pki/ca-trust/source/anchors/${file}`
    return {
      intro: intro(subject, 'Every program that uses the trust store of the system'),
      steps: [
        step('Put it in its place', 'shell', `sudo install -m 0644 ${file} ${path}\nsudo update-ca-trust`),
        step('Or let p11-kit choose the place', 'shell', `sudo trust anchor ${file}`),
        step('To take it away again', 'shell', `sudo rm ${path}\nsudo update-ca-trust`, `Or, where p11-kit chose the place: sudo trust anchor --remove ${file}`),
      ],
      verify: [
        { command: `trust list --filter=ca-anchors | grep -A 2 ${shellWord(`label: ${title}`)}`, expect: `label: ${title}\ntrust: anchor\ncategory: authority` },
        ...against(reach(subject, options), ({ url }) => fetched(`curl -sSI ${url}`)),
      ],
      notes: ['SUSE: /etc/pki/trust/anchors and update-ca-certificates. Arch: /etc/ca-certificates/trust-source/anchors and update-ca-trust.', 'Firefox of these distributions reads the same store; Node and downloaded Java have their own.'],
    }
  },
})

const firefox = defineTarget({
  target: {
    id: 'trust-firefox', title: 'Firefox', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'By a policy for all its profiles, or in one profile; Thunderbird alike.',
    words: ['firefox', 'thunderbird', 'mozilla', 'policies.json', 'enterprise', 'certutil', 'browser', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/usr/lib/mozilla/certificates/${name}`, 'root:root')],
  guide: (subject, options) => {
    const [file, title] = [namedRoot(subject, 'crt'), rootTitle(subject)]
    const path = `/usr/lib/mozilla/certificates/${file}`
    const server = reach(subject, options)
    return {
      intro: intro(subject, 'Firefox'),
      steps: [
        step('Put the root in its place', 'shell', `sudo install -D -m 0644 ${file} ${path}`, `Windows: C:\\Users\\you\\AppData\\Local\\Mozilla\\Certificates. macOS: /Library/Application Support/Mozilla/Certificates. The file alone does nothing.`),
        inFile('Name it in the policy', '/etc/firefox/policies/policies.json', 'json', `${JSON.stringify({ policies: { Certificates: { Install: [path] } } }, null, 2)}\n`, 'Windows and macOS: in the folder “distribution” beside the program (macOS: Firefox.app/Contents/Resources/distribution). If there is such a file already, add to it. Then start Firefox anew.'),
        { title: 'Or by hand, in one profile', text: `Settings > Privacy & Security > Certificates > View Certificates… > Authorities > Import…, ${file}, and tick “Trust this CA to identify websites”.` },
        step('Or on the command line, in one profile', 'shell', `certutil -A -d sql:"$PROFILE" -n ${shellWord(title)} -t C,, -i ${file}`, 'PROFILE is the folder that about:support shows as Profile Directory; Firefox must not be running. certutil is of NSS: libnss3-tools, nss-tools.'),
        { title: 'To take it away again', text: `Take it out of the policy first. What a policy installed stays in the profile: Settings > Privacy & Security > Certificates > View Certificates… > Authorities > ${title} > Delete or Distrust….` },
      ],
      verify: [
        fingerprintCheck(subject, path),
        { command: `grep -F ${path} /etc/firefox/policies/policies.json`, expect: path, about: `In Firefox, about:policies lists Certificates as active${server ? `, and ${server.url} opens without a warning` : ''}.` },
      ],
      notes: ['On Windows and macOS, Firefox from 120 on also trusts what was added to the system.', 'The Snap package of Firefox sees /etc/firefox/policies and little else of the system: there, put the root beside the policy and name that place.'],
    }
  },
})

const CHROMIUM_STORE = 'STORE="$HOME/.pki/nssdb"; [ -d "$STORE" ] || STORE="${XDG_DATA_HOME:-$HOME/.local/share}/pki/nssdb"'

const chromium = defineTarget({
  target: {
    id: 'trust-chromium', title: 'Chromium and Chrome on Linux', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'The NSS store of a person; also Edge, Brave and Evolution on Linux.',
    words: ['chromium', 'chrome', 'google', 'edge', 'brave', 'nss', 'nssdb', 'certutil', 'linux', 'browser', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `~/${name}`, 'you')],
  guide: (subject, options) => {
    const [file, title] = [namedRoot(subject, 'crt'), shellWord(rootTitle(subject))]
    return {
      intro: intro(subject, 'Chromium'),
      steps: [
        step('Add it to your store', 'shell', [CHROMIUM_STORE, '[ -d "$STORE" ] || { mkdir -p "$STORE"; certutil -d sql:"$STORE" -N --empty-password; }', `certutil -d sql:"$STORE" -A -n ${title} -t C,, -i ${file}`, ''].join('\n'), 'The store was ~/.pki/nssdb; Chromium from 146 on makes a new one in ~/.local/share/pki/nssdb and goes on with the old one where it is there. certutil is of NSS: libnss3-tools, nss-tools.'),
        { title: 'Or by hand', text: `chrome://certificate-manager > Custom > Installed by you > Trusted Certificates > Import, ${file}.` },
        step('To take it away again', 'shell', `${CHROMIUM_STORE}\ncertutil -d sql:"$STORE" -D -n ${title}\n`),
      ],
      verify: [
        { command: `${CHROMIUM_STORE}; certutil -d sql:"$STORE" -L | grep ${title}`, expect: 'C,,', about: `${rootTitle(subject)} is there, and trusted for servers.` },
        ...against(reach(subject, options), ({ url }) => ({ command: `chromium --headless --dump-dom ${url}`, expect: '<html', about: 'The page. Where the certificate is not trusted, nothing.' })),
      ],
      notes: ['On Windows and macOS, Chrome and Edge trust what was added to the system.', 'Packages that run in a box (Snap, Flatpak) have a home of their own: add it there.'],
    }
  },
})

const node = defineTarget({
  target: {
    id: 'trust-node', title: 'Node', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'node, npm and what is built with them.',
    words: ['node', 'nodejs', 'npm', 'javascript', 'electron', 'node_extra_ca_certs', 'cafile', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/etc/ssl/${name}`, 'root:root')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    const path = `/etc/ssl/${file}`
    return {
      intro: intro(subject, 'Node, beside the roots that it brings,'),
      steps: [
        step('Name it in the environment', 'shell', `export NODE_EXTRA_CA_CERTS=${path}`, 'In the profile of the shell, in Environment= of a systemd unit, in ENV of a Dockerfile. Node reads it once, as it starts: setting it from inside the program is too late.'),
        step('For npm alone', 'shell', `npm config set cafile ${path}`, 'This takes the place of the built-in roots: only for a registry of your own.'),
        step('To take it away again', 'shell', `unset NODE_EXTRA_CA_CERTS\nnpm config delete cafile`),
      ],
      verify: [
        fingerprintCheck(subject, path),
        ...against(reach(subject, options), server => ({
          command: `NODE_EXTRA_CA_CERTS=${path} node -e "require('node:https').get('${server.url}', answer => { console.log(answer.socket.authorized); answer.destroy() }).on('error', error => console.log(error.code))"`,
          expect: 'true',
          about: 'Without the variable: UNABLE_TO_VERIFY_LEAF_SIGNATURE or SELF_SIGNED_CERT_IN_CHAIN.',
        })),
      ],
      notes: ['Newer versions take the roots of the system with node --use-system-ca (22.15 and 23.8 on).', 'Never NODE_TLS_REJECT_UNAUTHORIZED=0: it switches every check off.'],
    }
  },
})

const python = defineTarget({
  target: {
    id: 'trust-python', title: 'Python', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'ssl, urllib, requests, httpx and pip.',
    words: ['python', 'requests', 'pip', 'httpx', 'urllib', 'certifi', 'ssl_cert_file', 'requests_ca_bundle', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/etc/ssl/${name}`, 'root:root')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    const path = `/etc/ssl/${file}`
    const server = reach(subject, options)
    return {
      intro: intro(subject, 'A program in Python that is told so'),
      steps: [
        inFile('In a program', 'client.py', 'python', ['import ssl', '', `context = ssl.create_default_context()`, `context.load_verify_locations('${path}')`, ''].join('\n'), `This trusts it beside the roots of the system. ssl.create_default_context(cafile='${path}') trusts it alone. requests takes verify='${path}'.`),
        step('Or in the environment', 'shell', `export SSL_CERT_FILE=${path}\nexport REQUESTS_CA_BUNDLE=${path}`, 'The first for ssl, urllib and httpx, the second for requests and pip. Both take the place of the other roots: to keep those, name a file that has all of them, as /etc/ssl/certs/ca-certificates.crt after update-ca-certificates.'),
        step('To take it away again', 'shell', 'unset SSL_CERT_FILE REQUESTS_CA_BUNDLE'),
      ],
      verify: [
        fingerprintCheck(subject, path),
        ...against(server, ({ host, port }) => ({
          command: `python3 -c "import socket, ssl; print(ssl.create_default_context(cafile='${path}').wrap_socket(socket.create_connection(('${host}', ${port})), server_hostname='${host}').version())"`,
          expect: 'TLSv1.',
          about: 'Otherwise ssl.SSLCertVerificationError says why not.',
        })),
        ...against(server, ({ host, port }) => ({
          command: `SSL_CERT_FILE=${path} python3 -c "import socket, ssl; print(ssl.create_default_context().wrap_socket(socket.create_connection(('${host}', ${port})), server_hostname='${host}').version())"`,
          expect: 'TLSv1.',
          about: 'The same by the environment.',
        })),
      ],
      notes: ['Python from python.org on macOS and on Windows has no roots of its own; requests and httpx bring those of certifi, whatever the system trusts.'],
    }
  },
})

const git = defineTarget({
  target: {
    id: 'trust-git', title: 'Git', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'clone, fetch and push over https.',
    words: ['git', 'gitlab', 'gitea', 'forgejo', 'sslcainfo', 'clone', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/etc/ssl/${name}`, 'root:root')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    const path = `/etc/ssl/${file}`
    const server = reach(subject, options)
    const key = server ? `http.${server.url}.sslCAInfo` : 'http.sslCAInfo'
    return {
      intro: intro(subject, 'Git'),
      steps: [
        step('Name it in the configuration', 'shell', `git config --global ${key} ${path}`, server ? `For ${server.url} alone: other servers go on with the roots that they had.` : 'It takes the place of the other roots; http.https://a.server/.sslCAInfo is for one server.'),
        step('To take it away again', 'shell', `git config --global --unset ${key}`),
      ],
      verify: [
        { command: `git config --get ${key}`, expect: path },
        ...against(server, ({ url }) => ({ command: `GIT_CURL_VERBOSE=1 git ls-remote ${url} 2>&1 | grep -i -E 'certificate verif[a-z]+ ok'`, expect: 'certificate verif', about: 'Whether there is a repository at this address does not matter.' })),
      ],
      notes: ['The variable GIT_SSL_CAINFO goes before every setting: look whether it is set.', 'Git for Windows can use the roots of Windows: git config --global http.sslBackend schannel.', 'Never http.sslVerify=false: it switches every check off.'],
    }
  },
})

const curl = defineTarget({
  target: {
    id: 'trust-curl', title: 'curl', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'curl and what is built with libcurl.',
    words: ['curl', 'libcurl', 'wget', 'curl_ca_bundle', 'cacert', 'root'],
  },
  place: subject => [placed(subject, 'crt', 'root', name => `/etc/ssl/${name}`, 'root:root')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'crt')
    const path = `/etc/ssl/${file}`
    return {
      intro: intro(subject, 'curl'),
      steps: [
        inFile('For every call', '~/.curlrc', 'ini', `cacert = "${path}"\n`, 'It takes the place of the roots of the system. --cacert on the command line does it for one call.'),
        step('Or in the environment', 'shell', `export CURL_CA_BUNDLE=${path}`),
        step('To take it away again', 'shell', 'unset CURL_CA_BUNDLE', 'And take the line out of ~/.curlrc.'),
      ],
      verify: [
        fingerprintCheck(subject, path),
        ...against(reach(subject, options), ({ url }) => fetched(`curl --cacert ${path} -sSI ${url}`, 'Otherwise curl: (60), and why.')),
      ],
      notes: [`wget: wget --ca-certificate=${path}`, 'curl.exe of Windows asks the stores of Windows, unless --cacert is given.'],
    }
  },
})

const HASHED = '/etc/ssl/roots'

const openssl = defineTarget({
  target: {
    id: 'trust-openssl', title: 'OpenSSL', group: 'trust', kind: 'trust', needsKey: false, options: [SERVER],
    about: 'A folder of roots by their hashes, as stunnel, Postfix, Apache and others take it (CApath).',
    words: ['openssl', 'capath', 'cafile', 'rehash', 'c_rehash', 'hash', 'directory', 'stunnel', 'postfix', 'perl', 'ruby', 'php', 'root'],
  },
  place: subject => [placed(subject, 'pem', 'root', name => `${HASHED}/${name}`, 'root:root')],
  guide: (subject, options) => {
    const file = namedRoot(subject, 'pem')
    const folder = HASHED
    return {
      intro: intro(subject, 'A program that is given this folder'),
      steps: [
        step('Put it in its place', 'shell', `sudo install -D -m 0644 ${file} ${folder}/${file}\nsudo openssl rehash ${folder}`, 'OpenSSL finds a root by the hash of its name: rehash makes the links, 5ed36f99.0 and so on. Run it again after every change.'),
        step('For a program that asks OpenSSL', 'shell', `export SSL_CERT_DIR=${folder}`, 'It takes the place of the folder that OpenSSL was built with.'),
        step('To take it away again', 'shell', `sudo rm ${folder}/${file}\nsudo openssl rehash ${folder}`),
      ],
      verify: [
        { command: `openssl verify -CApath ${folder} ${folder}/${file}`, expect: `${folder}/${file}: OK` },
        ...against(reach(subject, options), server => handshake(server, `-CApath ${folder}`)),
      ],
      notes: ['openssl rehash is there since OpenSSL 1.1; before, it was the script c_rehash.'],
    }
  },
})

export const TRUST = [windows, macos, ios, android, debian, redhat, firefox, chromium, node, python, git, curl, openssl] as const
