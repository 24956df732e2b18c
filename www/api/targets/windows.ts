/** Windows: the reply that IIS waits for, and keys brought as PFX. */
import type { FileRequest } from '../types.js'
import { answer, connectName, defineTarget, fileStem, type GuideCheck, type GuideStep, type Placement, type TargetOption, type TargetOptions, type TargetSubject } from './target.js'
import { at, fetched, handshake, namedRoot, rootTitle, typedPassword } from './words.js'

const PASSWORD: TargetOption = { name: 'password', label: 'Password of the PFX', kind: 'password', required: true, hint: 'Windows asks for it once, as the file is imported.' }
const COMPATIBILITY: TargetOption = {
  name: 'compatibility', label: 'Encryption of the PFX', kind: 'choice', default: 'modern',
  hint: 'A Windows that cannot read it says that the password is wrong.',
  choices: [
    { value: 'modern', label: 'Modern', hint: 'AES-256 and SHA-256: Windows 10 (1709) and Server 2019, and later.' },
    { value: 'compatible', label: 'Compatible', hint: '3DES and SHA-1: also Windows 7 and 8, and Server 2008 to 2016.' },
  ],
}
const SITE: TargetOption = { name: 'site', label: 'Site of IIS', kind: 'text', default: 'Default Web Site', hint: 'As IIS Manager names it.' }

const name = fileStem
const host = connectName

/** A string of PowerShell that nothing is replaced in. */
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`

/** The certificate of that serial number; Windows may show a zero before it. */
const own = (subject: TargetSubject, store = 'Cert:\\LocalMachine\\My') => `Get-ChildItem ${store} | Where-Object { $_.SerialNumber -match '^(00)?${subject.serial}$' }`

function inCertificates(name: string, request: Omit<FileRequest, 'name'>, mode: '0600' | '0644' = '0644'): Placement {
  return { name, path: `C:\\Certificates\\${name}`, owner: 'Administrators', mode, request }
}

function pfx(subject: TargetSubject, options: TargetOptions): Placement {
  const compatibility = answer(options, 'compatibility') === 'compatible' ? 'compatible' : 'modern'
  return inCertificates(`${name(subject)}.pfx`, { format: 'pkcs12', compatibility, friendlyName: subject.title, ...typedPassword(options) }, '0600')
}

const rootCer = (subject: TargetSubject) => inCertificates(namedRoot(subject, 'cer'), { format: 'root-der' })

const trustRoot = (subject: TargetSubject): GuideStep => ({
  title: 'Let this computer trust the root', text: 'In a command prompt that was opened as administrator. Without it, Windows shows the certificate as not trusted and sends no chain.',
  lines: { language: 'bat', text: `cd /d C:\\Certificates\r\ncertutil -addstore -f Root ${namedRoot(subject, 'cer')}` },
})

const importPfx = (subject: TargetSubject): GuideStep[] => [
  {
    title: 'Import the PFX', text: 'In PowerShell as administrator. It asks for the password; the key cannot be exported again, unless -Exportable is added.',
    lines: { language: 'powershell', text: `Import-PfxCertificate -FilePath C:\\Certificates\\${name(subject)}.pfx -CertStoreLocation Cert:\\LocalMachine\\My -Password (Read-Host -AsSecureString)` },
  },
  { title: 'Or with certutil', text: 'Older Windows; it asks for the password too.', lines: { language: 'bat', text: `certutil -importpfx My C:\\Certificates\\${name(subject)}.pfx NoExport,NoRoot` } },
  { title: 'Take the file away', text: 'The key is in the store of the machine now. A copy of the PFX belongs where backups are kept, and nowhere else.', lines: { language: 'powershell', text: `Remove-Item C:\\Certificates\\${name(subject)}.pfx` } },
]

const bind = (subject: TargetSubject, options: TargetOptions): GuideStep => {
  const site = literal(answer(options, 'site') || 'Default Web Site')
  return {
    title: 'Bind it to the site',
    text: `Or by hand: IIS Manager > the site > Bindings… > Add… > https, host name ${host(subject)}, and choose the certificate.`,
    lines: {
      language: 'powershell',
      text: `Import-Module WebAdministration\n$certificate = ${own(subject)}\nNew-WebBinding -Name ${site} -Protocol https -Port 443 -HostHeader ${host(subject)} -SslFlags 1\n(Get-WebBinding -Name ${site} -Protocol https -HostHeader ${host(subject)}).AddSslCertificate($certificate.Thumbprint, 'My')`,
    },
  }
}

const inStore = (subject: TargetSubject): GuideCheck => ({
  command: `$c = ${own(subject)}; $c.HasPrivateKey; Test-Certificate -Cert $c -Policy SSL -DNSName ${host(subject)}`,
  expect: 'True\nTrue',
  about: `In PowerShell. The key belongs to it, and Windows takes it for ${host(subject)}. Where no revocation list can be fetched, Test-Certificate warns of that alone.`,
})

const overTheNet = (subject: TargetSubject): GuideCheck => fetched(`curl.exe --ssl-no-revoke -sSI ${at(host(subject), 443).url}`, 'On any computer that trusts the root.')

/** Windows has no program for it; OpenSSL asks from another computer, with the root in PEM. */
function overTls(subject: TargetSubject, port: number): GuideCheck {
  const { command, expect } = handshake(at(host(subject), port), `-CAfile ${namedRoot(subject, 'pem')}`)
  return { command: `openssl x509 -inform DER -in ${namedRoot(subject, 'cer')} -out ${namedRoot(subject, 'pem')} && ${command}`, expect, about: 'From any computer with OpenSSL.' }
}

const reply = defineTarget({
  target: {
    id: 'iis-reply', title: 'IIS: the reply to certreq.txt', group: 'windows', kind: 'identity', needsKey: false, options: [SITE],
    about: 'For a request that the wizard of IIS or certreq made: its key waits on that computer.',
    words: ['iis', 'windows', 'certreq', 'certreq.txt', 'complete certificate request', 'p7b', 'cer', 'smtp', 'exchange', 'pending request'],
  },
  place: subject => [inCertificates(`${name(subject)}.p7b`, { format: 'pkcs7' }), inCertificates(`${name(subject)}.cer`, { format: 'certificate' }), rootCer(subject)],
  guide: (subject, options) => ({
    intro: `The key of ${subject.title} was made by Windows, with the request, and waits there for this reply.`,
    steps: [
      trustRoot(subject),
      { title: 'Hand in the reply', text: 'On the computer that the request comes from. The .p7b has the authorities in between too.', lines: { language: 'bat', text: `certreq -accept -machine C:\\Certificates\\${name(subject)}.p7b` } },
      { title: 'Or by hand', text: `IIS Manager > the computer > Server Certificates > Complete Certificate Request…: ${name(subject)}.cer, ${subject.title} as its friendly name, store Personal. In IIS 6: the site’s Properties > Directory Security > Server Certificate… > Process the pending request, with the same file; the wizard of an SMTP server is under Access > Certificate….` },
      bind(subject, options),
    ],
    verify: [inStore(subject), overTheNet(subject)],
    notes: [
      '“No private key” or a certificate that vanishes from the list: the request was made on another computer, or in another store. certutil -repairstore My and the serial number joins them where the key is there.',
      `Its serial number is ${subject.serial}.`,
    ],
  }),
})

const windowsPfx = defineTarget({
  target: {
    id: 'windows-pfx', title: 'Windows and IIS: PFX', group: 'windows', kind: 'identity', needsKey: true, options: [PASSWORD, COMPATIBILITY, SITE],
    about: 'Key and certificate in one file, for the store of the computer.',
    words: ['windows', 'iis', 'pfx', 'p12', 'pkcs12', 'import-pfxcertificate', 'certutil', 'importpfx', 'exchange', 'sql server', 'winrm', 'azure'],
  },
  place: (subject, options) => [pfx(subject, options), rootCer(subject)],
  guide: (subject, options) => ({
    intro: `Windows gets the key and the certificate of ${subject.title}, for IIS and every other service.`,
    steps: [trustRoot(subject), ...importPfx(subject), bind(subject, options)],
    verify: [inStore(subject), overTheNet(subject)],
    notes: [
      'A service that is not allowed to read the key: certlm.msc > Personal > Certificates > the certificate > All Tasks > Manage Private Keys….',
      'For one person instead of the computer: Cert:\\CurrentUser\\My, and certutil -user -importpfx.',
    ],
  }),
})

const windowsCer = defineTarget({
  target: {
    id: 'windows-cer', title: 'Windows: the certificate alone', group: 'windows', kind: 'identity', needsKey: false, options: [],
    about: 'A .cer in DER, without a key: for people who encrypt to it, map an account to it, or look at it.',
    words: ['windows', 'cer', 'der', 'outlook', 'address book', 'account mapping', 'other people'],
  },
  place: subject => [inCertificates(`${name(subject)}.cer`, { format: 'certificate-der' })],
  guide: subject => ({
    intro: `The certificate of ${subject.title}, as a double click in Windows shows it. There is no secret in it.`,
    steps: [{ title: 'Put it among the certificates of others', lines: { language: 'bat', text: `certutil -user -addstore AddressBook C:\\Certificates\\${name(subject)}.cer` } }],
    verify: [{ command: `certutil -dump C:\\Certificates\\${name(subject)}.cer`, expect: subject.serial.toLowerCase(), about: `The serial number of ${subject.title}.` }],
    notes: [`Windows shows it as issued by ${subject.issuerTitle}; it is trusted where the root ${rootTitle(subject)} is.`],
  }),
})

const rdp = defineTarget({
  target: {
    id: 'windows-rdp', title: 'Remote Desktop', group: 'windows', kind: 'identity', needsKey: true, options: [PASSWORD, COMPATIBILITY],
    about: 'The certificate that a computer shows when somebody connects to its desktop.',
    words: ['rdp', 'remote desktop', 'terminal server', 'mstsc', 'windows', 'pfx'],
  },
  place: (subject, options) => [pfx(subject, options), rootCer(subject)],
  guide: subject => ({
    intro: `Remote Desktop shows the certificate of ${subject.title} in place of the one that Windows made for itself.`,
    steps: [
      trustRoot(subject), ...importPfx(subject),
      {
        title: 'Give it to Remote Desktop', text: 'The service runs as NETWORK SERVICE and must be allowed to read the key: certlm.msc > Personal > Certificates > the certificate > All Tasks > Manage Private Keys…, Read.',
        lines: { language: 'powershell', text: `$certificate = ${own(subject)}\n$setting = Get-CimInstance -Namespace root\\cimv2\\TerminalServices -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'"\nSet-CimInstance -InputObject $setting -Property @{ SSLCertificateSHA1Hash = $certificate.Thumbprint }` },
      },
    ],
    verify: [
      inStore(subject),
      overTls(subject, 3389),
    ],
    notes: ['mstsc must be given the name that is in the certificate, not an address that is not.'],
  }),
})

const ldaps = defineTarget({
  target: {
    id: 'windows-ldaps', title: 'LDAPS of a domain controller', group: 'windows', kind: 'identity', needsKey: true, options: [PASSWORD, COMPATIBILITY],
    about: 'LDAP over TLS (port 636) of Active Directory.',
    words: ['ldaps', 'ldap', 'active directory', 'domain controller', '636', 'windows', 'pfx'],
  },
  place: (subject, options) => [pfx(subject, options), rootCer(subject)],
  guide: subject => ({
    intro: `The domain controller answers as ${host(subject)}; this must be its full name in the domain.`,
    steps: [
      trustRoot(subject), ...importPfx(subject),
      {
        title: 'Tell the directory to take it', text: 'Otherwise it does so by itself, some time later or at the next start.',
        lines: { file: 'C:\\Certificates\\renew.ldf', language: 'ldif', text: 'dn:\r\nchangetype: modify\r\nadd: renewServerCertificate\r\nrenewServerCertificate: 1\r\n-\r\n' },
      },
      { title: 'And hand it in', lines: { language: 'bat', text: 'ldifde -i -f C:\\Certificates\\renew.ldf' } },
    ],
    verify: [
      inStore(subject),
      overTls(subject, 636),
    ],
    notes: ['Of several certificates that fit, the directory chooses one by itself, the one that ends last first: take old ones out of the Personal store.'],
  }),
})

export const WINDOWS = [reply, windowsPfx, windowsCer, rdp, ldaps] as const
