/**
 * The command of OpenSSL that does the same, for every act and question that has one.
 *
 * The commands are run in a directory as `exportDirectory` gives it, from its root. What OpenSSL has no command for is said in a line that begins with `#`.
 */
import { fileLines } from './openssl-files.js'
import { joined, quoted, remark } from './shell.js'
import type { Act, CsrRef, IssueRequest, KeyKind, Profile, PublicationSettings, Question } from './types.js'

/** What a command needs to know and an act does not say. */
export interface CommandContext {
  /** The kind of the key that is handed in with the act. */
  key?: KeyKind
  /** The authority's own name, where the act keeps it. */
  subject?: string
  /** The profile that is taken where the act names none. */
  profile?: Profile
  /** Whether the authority signed itself; it did, if nothing is said. */
  root?: boolean
  /** Where the authority publishes. */
  publication?: PublicationSettings
}

/** The command lines for an act or a question, ready for a shell of POSIX. */
export function opensslCommand(what: Act | Question, context: CommandContext = {}): string {
  return ('act' in what ? actLines(what, context) : questionLines(what, context)).join('\n')
}

const CONFIG = '-config openssl.cnf'
const CA = `openssl ca ${CONFIG}`

function actLines(act: Act, context: CommandContext): string[] {
  switch (act.act) {
    case 'createAuthority': return act.issuer === undefined ? root(act.subject, act.days, context) : intermediate(act, context)
    case 'createRequest': return newRequest(act.subject, act.san, context, 'key.pem', 'req.pem')
    case 'adoptAuthority': return ['openssl x509 -in signed.pem -out cacert.pem']
    case 'attachKey': return ['openssl pkey -in key.pem -aes256 -out private/cakey.pem']
    case 'detachKey': return none('private/cakey.pem is moved to where it is safe; the directory goes on without it until it signs')
    case 'configure': return none('openssl.cnf is edited')
    case 'issue': return issue(act.csr, act.options, context)
    case 'issueMany': return issueMany(act.csrs, act.options, context)
    case 'revoke': return revoke(act)
    case 'supersede': return supersede([act.serial], act.on)
    case 'release': return none(`in index.txt the row of ${act.serial} begins with V again, and its third field becomes empty`)
    case 'issueCrl': return crl(act, context)
    case 'issueCrlSeries': return none('-gencrl once for each list, with -crl_lastupdate, -crl_nextupdate and a clock that is not asked')
    case 'renewAuthority': return renewAuthority(act.days, context)
    case 'replaceAuthority': return replaceAuthority(act, context)
    case 'importDirectory': return none('the directory is where openssl ca works')
    case 'mergeDirectory': return none('the rows of one index.txt are copied into the other by hand')
    case 'publish': return publish()
    case 'archive': return none('index.txt keeps every row; nothing is put out of the way')
    case 'deleteAuthority': return none('the directory is deleted')
    case 'changePassphrase':
    case 'strengthen':
    case 'recordBackup':
    case 'setBackupLimit':
    case 'makeRecoveryKit':
    case 'makeRecoveryShares':
    case 'resetPassphrase': return none('it keeps no vault')
  }
}

function questionLines(question: Question, context: CommandContext): string[] {
  switch (question.ask) {
    case 'vault': return none('it keeps no vault')
    case 'journal': return none('it keeps no journal')
    case 'authority': return ['openssl x509 -in cacert.pem -noout -text']
    case 'assess': return [taken(question.csr).shown]
    case 'certificates': return [listed(question.status, question.query)]
    case 'certificate': return [`openssl x509 -in ${stored(question.serial)} -noout -text`]
    case 'requests': return ['openssl req -in req.pem -noout -text']
    case 'crl':
    case 'deltaCrl': return ['openssl crl -in rootca.crl.pem -noout -text']
    case 'exportKey': return [question.password === undefined ? 'openssl pkey -in key.pem -out plain.key.pem' : 'openssl pkcs8 -topk8 -in key.pem -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -out sealed.key.pem']
    case 'bundle': return fileLines(question.files, { direct: context.root ?? true })
    case 'inspectDirectory':
    case 'exportDirectory': return none('the directory is where openssl ca works')
    case 'configuration': return ['cat openssl.cnf']
    case 'index': return ['cat index.txt', `${CA} -updatedb`]
    case 'status': return [`${CA} -status ${quoted(question.serial)}`]
    case 'bound': return ['for certificate in newcerts/*.pem; do openssl x509 -in "$certificate" -noout -subject -ext authorityKeyIdentifier; done']
    case 'publication': return publish()
    case 'expiry': return ['openssl x509 -in cacert.pem -noout -enddate']
  }
}

/** What OpenSSL has no command for, and what people do by hand. */
function none(byHand: string): string[] {
  return [remark(`OpenSSL has no command for it: ${byHand}.`)]
}

// ---------------------------------------------------------------- keys, requests, authorities

const NEW_KEY: Record<KeyKind, string> = {
  'rsa-2048': 'rsa:2048',
  'rsa-3072': 'rsa:3072',
  'rsa-4096': 'rsa:4096',
  'p-256': 'ec -pkeyopt ec_paramgen_curve:P-256',
  'p-384': 'ec -pkeyopt ec_paramgen_curve:P-384',
  'p-521': 'ec -pkeyopt ec_paramgen_curve:P-521',
  ed25519: 'ed25519',
}

const newKey = ({ key = 'p-256' }: CommandContext) => `-newkey ${NEW_KEY[key]}`

/** `-subj` in OpenSSL's own order, which is that of the encoding: the reverse of RFC 4514's. */
function subj(subject: string): string {
  return `-utf8 -subj ${quoted(oneLine(subject))}`
}

function newRequest(subject: string, san: readonly string[], context: CommandContext, key: string, out: string): string[] {
  const made = `${newKey(context)} -keyout ${key} -out ${out} ${subj(subject)}`
  if (san.length === 0) return [`openssl req -new ${CONFIG} ${made}`]
  // OpenSSL 3.0 refuses -addext beside req_extensions.
  return [written('ext.cnf', ['.include openssl.cnf', '[ asked ]', 'subjectAltName = @asked_names', ...section('asked_names', san.map(name => split(generalName(name))))]), `openssl req -new -config ext.cnf -reqexts asked ${made}`]
}

const ROOT = ['basicConstraints = critical, CA:TRUE', 'keyUsage = critical, keyCertSign, cRLSign', 'subjectKeyIdentifier = hash']

/** The section stands in a file of its own: a configuration need not have one for roots. */
function root(subject: string, days: number, context: CommandContext, key = 'private/cakey.pem', out = 'cacert.pem'): string[] {
  return [
    written('root.cnf', ['[ req ]', 'distinguished_name = root', '[ root ]', ...ROOT]),
    `openssl req -new -x509 -config root.cnf -extensions root ${newKey(context)} -keyout ${key} -out ${out} -days ${days} ${subj(subject)}`,
  ]
}

function intermediate({ subject, days, pathLength, permitted, excluded }: Extract<Act, { act: 'createAuthority' }>, context: CommandContext): string[] {
  const options: IssueRequest = { profile: 'intermediate-ca', days, ...(pathLength !== undefined && { pathLength }), ...(permitted && { permitted }), ...(excluded && { excluded }) }
  return [
    ...newRequest(subject, [], context, 'below.key.pem', 'below.req.pem'),
    ...extensionFile(options, context),
    `${CA} ${issueOptions(options, context)} -notext -out below.cacert.pem -in below.req.pem`,
  ]
}

function renewAuthority(days: number, { root = true }: CommandContext): string[] {
  return root
    ? [`openssl x509 -in cacert.pem -key private/cakey.pem -days ${days} -out renewed.cacert.pem`]
    : ['openssl x509 -x509toreq -in cacert.pem -key private/cakey.pem -out renewed.req.pem', '# In the directory of its issuer:', `# ${CA} -extensions intermediate-ca -days ${days} -notext -out renewed.cacert.pem -in renewed.req.pem`]
}

function replaceAuthority({ subject, days, crossDays }: Extract<Act, { act: 'replaceAuthority' }>, context: CommandContext): string[] {
  const name = subject ?? context.subject
  if (name === undefined) return none('it is made as a new authority, and each signs the other with -ss_cert')
  return [
    ...root(name, days, context, 'next.key.pem', 'next.cacert.pem'),
    `${CA} -extensions intermediate-ca -days ${crossDays ?? days} -preserveDN -notext -out new-with-old.pem -ss_cert next.cacert.pem`,
    '# In the directory of the new authority:',
    `# ${CA} -extensions intermediate-ca -days ${crossDays ?? days} -preserveDN -notext -out old-with-new.pem -ss_cert cacert.pem`,
  ]
}

// ---------------------------------------------------------------- certificates

function issue(csr: CsrRef, options: IssueRequest, context: CommandContext): string[] {
  const nameless = csr instanceof Uint8Array && formOf(csr) === 'certificate' && options.san === undefined
  return [
    ...before(options),
    ...(nameless ? [remark('OpenSSL takes the subject of a self-signed certificate and none of its alternative names: name them in an -extfile.')] : []),
    ...extensionFile(options, context),
    `${CA} ${joined([issueOptions(options, context), '-notext -out cert.pem', taken(csr).input])}`,
  ]
}

function issueMany(csrs: readonly CsrRef[], options: IssueRequest, context: CommandContext): string[] {
  const files = csrs.map((_, index) => `req-${index + 1}.pem`)
  return [...before(options), ...extensionFile(options, context), `${CA} ${joined([issueOptions(options, context), '-notext -infiles', ...files])}`]
}

/** What has to be done or said first: what makes room, and what OpenSSL has no option for. */
function before({ supersede: old, policy, serial, extensions }: IssueRequest): string[] {
  const said = []
  if (policy === false) said.push('# OpenSSL always asks a policy: that of openssl.cnf.')
  if (serial === 'next') said.push('# Where openssl.cnf says rand_serial, no option makes OpenSSL count.')
  for (const [name, rule] of Object.entries(extensions ?? {})) said.push(remark(`OpenSSL has no answer for one extension (${name}: ${rule}): copy_extensions is for all of them.`))
  return [...(old ? supersede(old.serials, old.on) : []), ...said]
}

function issueOptions(options: IssueRequest, context: CommandContext): string {
  const { notBefore, notAfter, days, subject, policy, serial } = options
  const profile = options.profile ?? (asked(options).length > 0 ? context.profile ?? 'server' : undefined)
  return joined([
    asked(options).length > 0 && '-extfile ext.cnf',
    profile !== undefined && `-extensions ${quoted(profile)}`,
    notBefore !== undefined && `-startdate ${asn1Time(notBefore)}`,
    notAfter === undefined ? days !== undefined && `-days ${days}` : `-enddate ${asn1Time(notAfter)}`,
    typeof policy === 'string' && `-policy ${quoted(policy)}`,
    subject !== undefined && subj(subject),
    serial === 'random' && '-rand_serial',
  ])
}

/** `openssl ca` has no option for a single extension: a file opens the profile's section once more, and what stands later counts. */
function extensionFile(options: IssueRequest, context: CommandContext): string[] {
  const lines = asked(options)
  return lines.length === 0 ? [] : [written('ext.cnf', ['.include openssl.cnf', `[ ${options.profile ?? context.profile ?? 'server'} ]`, ...lines])]
}

function asked({ san, pathLength, permitted = [], excluded = [] }: IssueRequest): string[] {
  const constraints = [...permitted.map(name => ['permitted', name] as const), ...excluded.map(name => ['excluded', name] as const)]
  const lines: string[] = []
  const sections: string[] = []
  if (pathLength !== undefined) lines.push(`basicConstraints = critical, CA:TRUE, pathlen:${pathLength}`)
  if (san !== undefined && san.length > 0) {
    lines.push('subjectAltName = @asked_names')
    sections.push(...section('asked_names', san.map(name => split(generalName(name)))))
  }
  if (constraints.length > 0) {
    lines.push('nameConstraints = critical, @asked_constraints')
    sections.push(...section('asked_constraints', constraints.map(([way, name]) => split(`${way};${subtree(name)}`))))
  }
  return [...lines, ...sections]
}

/** `DNS.1 = mail.sample.com`, `permitted;IP.2 = 192.0.2.0/255.255.255.0`; a distinguished name stands in a section of its own. */
function section(title: string, names: readonly (readonly [kind: string, value: string])[]): string[] {
  const lines = names.map(([kind, value], index) => `${kind}.${index + 1} = ${kind.endsWith('dirName') ? `${title}_${index + 1}` : configured(value)}`)
  const distinguished = names.flatMap(([kind, value], index) => (kind.endsWith('dirName') ? [`[ ${title}_${index + 1} ]`, ...fields(value)] : []))
  return [`[ ${title} ]`, ...lines, ...distinguished]
}

function fields(subject: string): string[] {
  return parts(subject, ',').reverse().map((part, index) => `${index}.${part.slice(0, part.indexOf('=')).trim()} = ${configured(plain(part.slice(part.indexOf('=') + 1)))}`)
}

/** How `openssl ca` takes what is handed in, and what shows it; by how it looks: the same bytes that are signed here. */
const FORMS: Record<ReturnType<typeof formOf>, { input: string; shown: string }> = {
  pem: { input: '-in req.pem', shown: 'openssl req -in req.pem -noout -text -verify' },
  der: { input: '-inform DER -in req.der', shown: 'openssl req -inform DER -in req.der -noout -text -verify' },
  spkac: { input: '-spkac req.spkac', shown: 'openssl spkac -in req.spkac -verify' },
  certificate: { input: '-ss_cert self-signed.pem', shown: 'openssl x509 -in self-signed.pem -noout -text' },
}

function taken(csr: CsrRef): { input: string; shown: string } {
  return FORMS[csr instanceof Uint8Array ? formOf(csr) : 'pem']
}

function formOf(csr: Uint8Array): 'pem' | 'der' | 'spkac' | 'certificate' {
  if (csr[0] === 0x30) return 'der'
  const text = new TextDecoder().decode(csr)
  if (/^\s*SPKAC\s*=/m.test(text)) return 'spkac'
  return text.includes('-----BEGIN CERTIFICATE-----') ? 'certificate' : 'pem'
}

function listed(status: 'valid' | 'expired' | 'revoked' | undefined, query: string | undefined): string {
  const rows = status === undefined ? undefined : `grep ${quoted(`^${{ valid: 'V', expired: 'E', revoked: 'R' }[status]}`)} index.txt`
  const found = query === undefined || query === '' ? undefined : `grep -iF -e ${quoted(query)}`
  if (rows && found) return `${rows} | ${found}`
  return rows ?? (found ? `${found} index.txt` : 'cat index.txt')
}

// ---------------------------------------------------------------- revocation

/** The reasons that `-crl_reason` knows. */
const REASONS: Record<string, string | undefined> = {
  unspecified: 'unspecified',
  keyCompromise: 'keyCompromise',
  cACompromise: 'CACompromise',
  affiliationChanged: 'affiliationChanged',
  superseded: 'superseded',
  cessationOfOperation: 'cessationOfOperation',
  certificateHold: 'certificateHold',
}

const HOLD_INSTRUCTIONS: Record<string, string | undefined> = {
  '1.2.840.10040.2.1': 'holdInstructionNone',
  '1.2.840.10040.2.2': 'holdInstructionCallIssuer',
  '1.2.840.10040.2.3': 'holdInstructionReject',
}

function revoke({ serial, certificate, reason, invalidityDate, holdInstruction, record }: Extract<Act, { act: 'revoke' }>): string[] {
  const file = certificate === undefined && serial !== undefined ? stored(serial) : 'cert.pem'
  const why = REASONS[reason]
  const said = []
  if (record) said.push('# OpenSSL revokes by the certificate: it has to be at hand.')
  if (why === undefined) said.push(remark(`OpenSSL has no ${reason}: the list says no reason.`))
  if (invalidityDate !== undefined && !COMPROMISE[reason]) said.push('# OpenSSL takes a date with a compromised key only.')
  return [...said, `${CA} ${joined([`-revoke ${file}`, ...because(reason, why, invalidityDate, holdInstruction)])}`]
}

const COMPROMISE: Record<string, string | undefined> = { keyCompromise: '-crl_compromise', cACompromise: '-crl_CA_compromise' }

function because(reason: string, why: string | undefined, since: string | undefined, hold: string | undefined): (string | false)[] {
  const compromise = COMPROMISE[reason]
  if (compromise !== undefined && since !== undefined) return [`${compromise} ${asn1Time(since)}`]
  if (reason === 'certificateHold' && hold !== undefined) return [`-crl_hold ${HOLD_INSTRUCTIONS[hold] ?? quoted(hold)}`]
  return [why !== undefined && why !== 'unspecified' && `-crl_reason ${why}`]
}

function supersede(serials: readonly string[], on: string | null | undefined): string[] {
  if (on === null) return none('a date is not kept')
  if (on !== undefined) return none(`on ${on.slice(0, 10)}, ${serials.map(serial => `openssl ca -revoke ${stored(serial)} -crl_reason superseded`).join(' and ')}`)
  return serials.map(serial => `${CA} -revoke ${stored(serial)} -crl_reason superseded`)
}

function crl({ days, hours, seconds, delta, scope, distributionPoint, lastUpdate, nextUpdate }: Extract<Act, { act: 'issueCrl' }>, { publication }: CommandContext): string[] {
  if (delta) return none('its lists are always complete')
  if (scope !== undefined) return none('a list of openssl ca has every revoked row of index.txt in it')
  const points = distributionPoint ? publication?.crl ?? [] : []
  const pointed = points.length > 0
  return [
    ...(pointed ? [written('crl.cnf', ['.include openssl.cnf', '[ asked_list ]', 'authorityKeyIdentifier = keyid', 'issuingDistributionPoint = critical, @asked_point', '[ asked_point ]', 'fullname = @asked_urls', ...section('asked_urls', points.map(url => ['URI', url]))])] : []),
    joined([
      'openssl ca', pointed ? '-config crl.cnf -crlexts asked_list' : CONFIG, '-gencrl',
      days !== undefined && `-crldays ${days}`, hours !== undefined && `-crlhours ${hours}`, seconds !== undefined && `-crlsec ${seconds}`,
      lastUpdate !== undefined && `-crl_lastupdate ${asn1Time(lastUpdate)}`, nextUpdate !== undefined && `-crl_nextupdate ${asn1Time(nextUpdate)}`,
      '-out rootca.crl.pem',
    ]),
  ]
}

/** What the how-to leaves open at its end: the certificate and the list in the forms that are posted. */
function publish(): string[] {
  return [
    'mkdir -p public',
    'openssl x509 -in cacert.pem -outform DER -out public/cacert.crt',
    'openssl crl2pkcs7 -nocrl -certfile cacert.pem -outform DER -out public/cacert.p7c',
    'openssl crl -in rootca.crl.pem -outform DER -out public/rootca.crl',
    'openssl x509 -in cacert.pem -noout -fingerprint -sha256',
    remark('a certificate by its serial number: openssl x509 -in newcerts/SERIAL.pem -noout -text'),
  ]
}

// ---------------------------------------------------------------- words of the shell and of OpenSSL

/** Lines of text into a file. */
function written(file: string, lines: readonly string[]): string {
  return `printf '%s\\n' ${lines.map(line => `'${line.replaceAll("'", `'\\''`)}'`).join(' ')} > ${file}`
}

/** A value of `openssl.cnf`: what would be a variable, a comment or a quotation mark there is taken as it is. */
function configured(value: string): string {
  return value.replace(/[\\$#'"`;]/g, '\\$&').replace(/[\r\n]/g, ' ')
}

/** Where `openssl ca` keeps what it signed. */
function stored(serial: string): string {
  return quoted(`newcerts/${serial}.pem`)
}

/** `2026-11-20T12:00:00Z` → `20261120120000Z` */
function asn1Time(time: string): string {
  return quoted(`${time.replace(/\.\d+/, '').replace(/\D/g, '')}Z`)
}

const KINDS: Record<string, string | undefined> = { dns: 'DNS', ip: 'IP', email: 'email', uri: 'URI', rid: 'RID', dirname: 'dirName' }

/** `dns:mail.sample.com` → `DNS:mail.sample.com` */
function generalName(name: string): string {
  const [kind, value] = split(name)
  return `${KINDS[kind.toLowerCase()] ?? kind}:${value}`
}

/** `ip:192.0.2.0/24` → `IP:192.0.2.0/255.255.255.0`: OpenSSL writes the mask. */
function subtree(name: string): string {
  const [kind, value] = split(generalName(name))
  return `${kind}:${kind === 'IP' ? value.replace(/\/(\d+)$/, (_, bits: string) => `/${mask(Number(bits), value.includes(':'))}`) : value}`
}

function mask(bits: number, six: boolean): string {
  const [groups, width] = six ? [8, 16] : [4, 8]
  const values = Array.from({ length: groups }, (_, group) => {
    const set = Math.min(width, Math.max(0, bits - group * width))
    return 2 ** width - 2 ** (width - set)
  })
  return values.map(value => value.toString(six ? 16 : 10)).join(six ? ':' : '.')
}

function split(name: string): [kind: string, value: string] {
  const at = name.indexOf(':')
  return [name.slice(0, at), name.slice(at + 1)]
}

/** `CN=mail.sample.com,O=The Sample Company,C=US` → `/C=US/O=The Sample Company/CN=mail.sample.com` */
function oneLine(subject: string): string {
  return `/${parts(subject, ',').reverse().map(part => parts(part, '+').map(attribute).join('+')).join('/')}`
}

function attribute(part: string): string {
  const at = part.indexOf('=')
  return `${part.slice(0, at).trim()}=${plain(part.slice(at + 1)).replace(/[\\/+]/g, '\\$&')}`
}

/** Takes a name of RFC 4514 apart at a separator that is not escaped. */
export function parts(text: string, separator: string): string[] {
  return (text.match(new RegExp(`(?:\\\\[^]|[^\\\\${separator}])+`, 'g')) ?? []).map(part => part.trimStart())
}

/** RFC 4514, section 2.4, backwards: `\,` is a comma, and `\C3\A9` an é. */
export function plain(value: string): string {
  const octets = (hex: string) => new TextDecoder().decode(Uint8Array.from(hex.slice(1).split('\\'), pair => Number.parseInt(pair, 16)))
  return value.trimStart().replace(/((?:\\[0-9A-Fa-f]{2})+)|\\([^])/g, (_, hex: string | undefined, character: string) => (hex ? octets(hex) : character))
}
