/** Does the command that is shown beside each act do the same: OpenSSL runs it in the directory that was exported, and both results are held against each other. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { memoryStore, opensslCommand, openVault } from 'rootpage'
import { QUICK } from '../js/quick.mjs'

const PASSPHRASE = 'correct horse battery staple'
/** OpenSSL asks for passphrases and for a yes; a test answers beforehand. Nothing else of a command is touched. */
const ANSWERS = `
openssl() {
  local name=$1; shift
  case $name in
    ca) command openssl ca -batch -passin env:PASS "$@" ;;
    req|pkey|pkcs8) command openssl "$name" -passin env:PASS -passout env:PASS "$@" ;;
    x509) command openssl x509 -passin env:PASS "$@" ;;
    pkcs12) command openssl pkcs12 -passout env:PASS "$@" ;;
    *) command openssl "$name" "$@" ;;
  esac
}
keytool() {
  local name=$1; shift
  case $name in
    -importkeystore) command keytool "$name" -srcstorepass:env PASS -deststorepass:env PASS "$@" ;;
    *) command keytool "$name" -storepass:env PASS "$@" ;;
  esac
}
`

const scratch = mkdtempSync(join(tmpdir(), 'rootpage-commands-'))
let folders = 0

function folder() {
  const path = join(scratch, String(++folders))
  mkdirSync(path)
  return path
}

/** Runs a command as it is shown, as somebody would who pastes it into a shell. */
function shell(cwd, command) {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', ANSWERS + command], { cwd, encoding: 'utf8', env: { ...process.env, PASS: PASSPHRASE, LC_ALL: 'C.UTF-8' } })
  return { status, said: stdout + stderr, stdout }
}

function runs(cwd, command) {
  const { status, said, stdout } = shell(cwd, command)
  assert.equal(status, 0, `${command}\n${said}`)
  return stdout
}

const openssl = (...args) => execFileSync('openssl', args, { encoding: 'utf8' })

/** The directory of an authority as `exportDirectory` gives it, unpacked. */
async function exported(ca) {
  const { zip } = await ca.exportDirectory({ passphrase: PASSPHRASE })
  const path = folder()
  writeFileSync(join(path, 'ca.zip'), zip)
  execFileSync('unzip', ['-q', 'ca.zip'], { cwd: path })
  return path
}

/** A request of another program, on RSA: a curve's key is for other uses, and OpenSSL does not look. */
function request(subject, ...more) {
  const path = join(folder(), 'req.pem')
  execFileSync('openssl', ['req', '-new', '-key', rsaKey(), '-out', path, '-utf8', '-subj', subject, ...more], { stdio: 'pipe' })
  return readFileSync(path)
}

let key
function rsaKey() {
  if (!key) {
    key = join(scratch, 'key.pem')
    execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key], { stdio: 'pipe' })
  }
  return key
}

const EXTENSIONS = ['subjectAltName', 'basicConstraints', 'keyUsage', 'extendedKeyUsage', 'nameConstraints', 'subjectKeyIdentifier', 'authorityKeyIdentifier', 'crlDistributionPoints', 'authorityInfoAccess']

/** What a certificate says, but for its serial number and its moment; the order of extensions is nobody's business. */
function fields(path) {
  const text = openssl('x509', '-in', path, '-noout', '-subject', '-issuer', '-nameopt', 'RFC2253,utf8,-esc_msb', '-ext', EXTENSIONS.join(','))
  return text.split(/^(?=\S)/m).sort().join('')
}

/** A moment of the days to come, to the second. */
const inDays = days => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')

function pemFile(pem) {
  const path = join(folder(), 'one.pem')
  writeFileSync(path, pem)
  return path
}

/** The seconds of a validity. */
function lasting(path) {
  const dates = openssl('x509', '-in', path, '-noout', '-dates', '-dateopt', 'iso_8601')
  const [from, until] = [/notBefore=(.*)Z/, /notAfter=(.*)Z/].map(date => Date.parse(`${date.exec(dates)[1].replace(' ', 'T')}Z`))
  return (until - from) / 1000
}

let vault, ca
before(async () => {
  vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
  ca = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
})
after(() => vault.lock())

describe('authorities and requests', () => {
  test('a root', async () => {
    const subject = 'CN=R$oot \\"of\\" O\'Neill\\, \\+ C/o,O=The Sample Company,C=US'
    const made = await (await vault.createAuthority({ subject, days: 100 })).view()
    const there = folder()
    mkdirSync(join(there, 'private'))
    runs(there, opensslCommand({ act: 'createAuthority', subject, days: 100 }, { key: 'p-256' }))
    const ours = pemFile(made.certificate.pem)
    const without = text => text.replace(/X509v3 (Subject|Authority) Key Identifier: ?\n.*\n/g, '')
    assert.equal(without(fields(join(there, 'cacert.pem'))), without(fields(ours)))
    assert.ok(Math.abs(lasting(join(there, 'cacert.pem')) - 100 * 86_400) <= 1)
    runs(there, 'openssl verify -x509_strict -CAfile cacert.pem cacert.pem')
  })

  for (const kind of ['rsa-2048', 'p-256', 'p-384', 'p-521', 'ed25519']) {
    test(`a request with a key of kind ${kind}`, async () => {
      const what = { subject: 'CN=mail.sample.com,O=Müller\\, Sons & \\"Co\\",C=US', san: ['dns:mail.sample.com', 'ip:192.0.2.7', 'email:postmaster@sample.com', 'uri:https://sample.com/$a,b;c'] }
      const ours = await ca.createRequest({ ...what, key: kind })
      const there = await exported(ca)
      runs(there, opensslCommand({ act: 'createRequest', authority: ca.id, ...what }, { key: kind }))
      const said = path => openssl('req', '-in', path, '-noout', '-text', '-nameopt', 'RFC2253,utf8,-esc_msb')
      const [theirs, own] = [said(join(there, 'req.pem')), said(pemFile(ours.pem))]
      for (const line of [/Subject: .*/, /Public Key Algorithm: .*/, /X509v3 Subject Alternative Name: ?\n.*/]) assert.equal(line.exec(theirs)[0].trim(), line.exec(own)[0].trim())
    })
  }

  test('an intermediate authority with a path length and name constraints', async () => {
    const what = { subject: 'CN=Sample Issuing CA,O=The Sample Company,C=US', days: 365, pathLength: 1, permitted: ['dns:sample.com', 'ip:192.0.2.0/24', 'ip:2001:db8::/32'], excluded: ['dns:internal.sample.com'] }
    const there = await exported(ca)
    const below = await (await vault.createAuthority({ ...what, issuer: ca.id })).view()
    runs(there, opensslCommand({ act: 'createAuthority', ...what, issuer: ca.id }, { key: 'p-256' }))
    const without = text => text.replace(/X509v3 Subject Key Identifier: ?\n.*\n/, '')
    assert.equal(without(fields(join(there, 'below.cacert.pem'))), without(fields(pemFile(below.certificate.pem))))
  })

  test('a root renewed with the same key', async () => {
    const root = await vault.createAuthority({ subject: 'CN=Renewed', days: 30 })
    const there = await exported(root)
    const { certificate } = await root.renewAuthority({ days: 90 })
    runs(there, opensslCommand({ act: 'renewAuthority', authority: root.id, days: 90 }))
    const renewed = join(there, 'renewed.cacert.pem')
    assert.equal(fields(renewed), fields(pemFile(certificate.pem)))
    assert.ok(Math.abs(lasting(renewed) - 90 * 86_400) <= 1)
  })

  test('a root replaced by a new key, which the old one signs', async () => {
    const root = await vault.createAuthority({ subject: 'CN=Replaced', days: 300 })
    const there = await exported(root)
    const act = { act: 'replaceAuthority', authority: root.id, subject: 'CN=Replaced 2', days: 400, crossDays: 100 }
    runs(there, opensslCommand(act, { key: 'p-256' }))
    runs(there, 'openssl verify -CAfile cacert.pem new-with-old.pem && openssl verify -CAfile next.cacert.pem next.cacert.pem')
    const next = await root.replace({ subject: 'CN=Replaced 2', days: 400, crossDays: 100 })
    const { certificate } = await next.view()
    assert.equal(openssl('x509', '-in', join(there, 'next.cacert.pem'), '-noout', '-subject'), openssl('x509', '-in', pemFile(certificate.pem), '-noout', '-subject'))
    const [cross] = (await root.certificates().page({ offset: 0, limit: 1 })).entries
    const ours = pemFile((await root.certificate(cross.serial)).certificate.pem)
    assert.equal(openssl('x509', '-in', join(there, 'new-with-old.pem'), '-noout', '-subject', '-issuer'), openssl('x509', '-in', ours, '-noout', '-subject', '-issuer'))
  })

  test('a key brought to its place', async () => {
    const there = await exported(ca)
    writeFileSync(join(there, 'key.pem'), readFileSync(rsaKey()))
    runs(there, opensslCommand({ act: 'attachKey', authority: ca.id }))
    assert.match(readFileSync(join(there, 'private/cakey.pem'), 'utf8'), /ENCRYPTED/)
    writeFileSync(join(there, 'signed.pem'), readFileSync(join(there, 'cacert.pem')))
    runs(there, opensslCommand({ act: 'adoptAuthority', certificate: new Uint8Array() }))
  })
})

describe('certificates', () => {
  /** Both sign the same request in the same way. */
  async function alike(csr, options, place = there => writeFileSync(join(there, 'req.pem'), csr)) {
    const there = await exported(ca)
    place(there)
    runs(there, opensslCommand({ act: 'issue', authority: ca.id, csr: new Uint8Array(csr), options }))
    const issued = await ca.issue(new Uint8Array(csr), options)
    const [theirs, ours] = [join(there, 'cert.pem'), pemFile(issued.certificate.pem)]
    assert.equal(fields(theirs), fields(ours))
    return { there, theirs, ours, issued }
  }

  const csr = (subject = '/C=US/O=The Sample Company/CN=mail.sample.com') => request(subject, '-addext', 'subjectAltName=DNS:mail.sample.com,IP:192.0.2.7')

  for (const profile of ['server', 'client', 'server-client', 'code-signing']) {
    test(`by the profile ${profile}`, async () => {
      // Who signs programs has no alternative name here.
      const { theirs } = await alike(profile === 'code-signing' ? request('/C=US/O=The Sample Company/CN=The Sample Company') : csr(), { profile, days: 90 })
      assert.ok(Math.abs(lasting(theirs) - 90 * 86_400) <= 1)
    })
  }

  test('from one moment to another', async () => {
    const { theirs, ours } = await alike(csr(), { profile: 'server', notBefore: inDays(1), notAfter: inDays(99) })
    const dates = path => openssl('x509', '-in', path, '-noout', '-dates')
    assert.equal(dates(theirs), dates(ours))
  })

  test('with another subject, whatever is in it', async () => {
    await alike(csr(), { profile: 'server', days: 90, subject: 'CN=mail.sample.com,OU=a\\+b/c \\"d\\" $HOME `id` it\'s,O=Ünïcode\\, Inc.,C=US' })
  })

  test('with other names than those of the request', async () => {
    await alike(csr(), { profile: 'server', days: 90, san: ['dns:imap.sample.com', 'dns:*.lan.sample.com', 'ip:2001:db8::1'] })
  })

  test('by a policy that is named', async () => {
    const { settings } = await ca.view()
    const { path, text } = await ca.configuration()
    await ca.configure({ ...settings, configuration: { path, text: `${text}\n[ policy_named ]\ncountryName = match\ncommonName = supplied\n`, includes: {}, environment: {} } })
    const { theirs } = await alike(csr(), { profile: 'server', days: 90, policy: 'policy_named' })
    assert.match(fields(theirs), /subject=CN=mail\.sample\.com,O=The Sample Company,C=US/)
    await ca.configure(settings)
  })

  test('an authority below, with a path length and name constraints', async () => {
    await alike(request('/C=US/O=The Sample Company/CN=Sample Issuing CA'), { profile: 'intermediate-ca', days: 90, pathLength: 0, permitted: ['dns:sample.com', 'dirname:O=The Sample Company,C=US'], excluded: ['email:sample.com'] })
  })

  test('a self-signed certificate signed anew', async () => {
    const path = join(folder(), 'self.pem')
    execFileSync('openssl', ['req', '-x509', '-new', '-key', rsaKey(), '-out', path, '-subj', '/C=US/O=The Sample Company/CN=old.sample.com', '-addext', 'subjectAltName=DNS:old.sample.com'], { stdio: 'pipe' })
    const pem = readFileSync(path)
    await alike(pem, { profile: 'server', days: 90, san: ['dns:old.sample.com'] }, there => writeFileSync(join(there, 'self-signed.pem'), pem))
  })

  test('a signed public key and challenge', async () => {
    const signed = openssl('spkac', '-key', rsaKey(), '-challenge', 'hello').trim()
    const spkac = Buffer.from(`${signed}\nC=US\nO=The Sample Company\nCN=alice\n`)
    await alike(spkac, { profile: 'client', days: 90 }, there => writeFileSync(join(there, 'req.spkac'), spkac))
  })

  test('a request in DER', async () => {
    const path = join(folder(), 'req.der')
    execFileSync('openssl', ['req', '-inform', 'PEM', '-outform', 'DER', '-out', path], { input: csr() })
    const der = readFileSync(path)
    await alike(der, { profile: 'server', days: 90 }, there => writeFileSync(join(there, 'req.der'), der))
  })

  test('many at once', async () => {
    const csrs = ['a', 'b', 'c'].map(name => request(`/CN=${name}.sample.com`, '-addext', `subjectAltName=DNS:${name}.sample.com`))
    const there = await exported(ca)
    const before = readdirSync(join(there, 'newcerts')).length
    csrs.forEach((csr, index) => writeFileSync(join(there, `req-${index + 1}.pem`), csr))
    const act = { act: 'issueMany', authority: ca.id, csrs: csrs.map(csr => new Uint8Array(csr)), options: { profile: 'server', days: 30 } }
    runs(there, opensslCommand(act))
    assert.equal(readdirSync(join(there, 'newcerts')).length, before + 3)
    const { items } = await ca.issueMany(act.csrs, act.options)
    const theirs = readFileSync(join(there, 'index.txt'), 'utf8').trim().split('\n').slice(-3).map(row => row.split('\t')[5])
    const ours = (await ca.index()).index.trim().split('\n').filter(row => items.some(({ issued }) => row.includes(issued.serial))).map(row => row.split('\t')[5])
    assert.deepEqual(theirs.sort(), ours.sort())
  })

  test('in the place of another', async () => {
    const first = await ca.issue(csr(), { profile: 'server', days: 30 })
    const { there } = await alike(csr(), { profile: 'server', days: 30, renews: first.serial, supersede: { serials: [first.serial] } })
    const row = text => text.split('\n').find(line => line.split('\t')[3] === first.serial).split('\t')
    const [theirs, ours] = [row(readFileSync(join(there, 'index.txt'), 'utf8')), row((await ca.index()).index)]
    assert.deepEqual([theirs[0], theirs[2].split(',')[1]], ['R', 'superseded'])
    assert.deepEqual([ours[0], ours[2].split(',')[1]], ['R', 'superseded'])
  })
})

describe('revocation', () => {
  const REVOKED = [
    { reason: 'unspecified' }, { reason: 'keyCompromise' }, { reason: 'keyCompromise', invalidityDate: '2026-11-01T02:03:04Z' }, { reason: 'affiliationChanged' }, { reason: 'superseded' },
    { reason: 'cessationOfOperation' }, { reason: 'certificateHold' }, { reason: 'certificateHold', holdInstruction: '1.2.840.10040.2.2' }, { reason: 'cACompromise', invalidityDate: '2026-11-01T02:03:04Z' },
  ]
  for (const why of REVOKED) {
    test(`with the reason ${Object.values(why).join(', ')}`, async () => {
      const { serial } = await ca.issue(request('/CN=gone.sample.com', '-addext', 'subjectAltName=DNS:gone.sample.com'), { profile: why.reason === 'cACompromise' ? 'intermediate-ca' : 'server', days: 30 })
      const there = await exported(ca)
      runs(there, opensslCommand({ act: 'revoke', authority: ca.id, serial, ...why }))
      await ca.revoke(serial, why)
      const row = text => text.split('\n').find(line => line.split('\t')[3] === serial).split('\t')
      const [theirs, ours] = [row(readFileSync(join(there, 'index.txt'), 'utf8')), row((await ca.index()).index)]
      const [, ...saidThere] = theirs[2].split(',')
      const [, ...saidHere] = ours[2].split(',')
      assert.deepEqual([theirs[0], saidThere], [ours[0], saidHere])
    })
  }

  test('of a certificate that is at hand, and as superseded', async () => {
    const issue = () => ca.issue(request('/CN=gone.sample.com', '-addext', 'subjectAltName=DNS:gone.sample.com'), { profile: 'server', days: 30 })
    const [first, second] = [await issue(), await issue()]
    const there = await exported(ca)
    writeFileSync(join(there, 'cert.pem'), first.certificate.pem)
    runs(there, opensslCommand({ act: 'revoke', authority: ca.id, certificate: new Uint8Array(), reason: 'superseded' }))
    runs(there, opensslCommand({ act: 'supersede', authority: ca.id, serial: second.serial }))
    const index = readFileSync(join(there, 'index.txt'), 'utf8').split('\n')
    for (const { serial } of [first, second]) assert.match(index.find(row => row.split('\t')[3] === serial), /^R\t[^\t]*\t[^\t]*,superseded\t/)
  })

  for (const list of [{ days: 31 }, { days: 2, hours: 3 }, { seconds: 90 }, { lastUpdate: inDays(1), nextUpdate: inDays(8) }]) {
    test(`a list, ${Object.keys(list).join(' and ')}`, async () => {
      // One of its own: a list of tomorrow lets no older one follow.
      const ca = await vault.createAuthority({ subject: 'CN=Lists', days: 100 })
      const { serial } = await ca.issue(request('/CN=gone.sample.com', '-addext', 'subjectAltName=DNS:gone.sample.com'), { profile: 'server', days: 30 })
      await ca.revoke(serial, { reason: 'superseded' })
      const there = await exported(ca)
      runs(there, opensslCommand({ act: 'issueCrl', authority: ca.id, ...list }))
      const ours = pemFile((await ca.issueCrl(list)).pem)
      const theirs = join(there, 'rootca.crl.pem')
      const moments = path => ['-lastupdate', '-nextupdate'].map(which => Date.parse(openssl('crl', '-in', path, '-noout', which).split('=')[1]))
      const length = path => moments(path)[1] - moments(path)[0]
      assert.equal(length(theirs), length(ours))
      if (list.lastUpdate) assert.deepEqual(moments(theirs), moments(ours))
      const revoked = path => [...openssl('crl', '-in', path, '-noout', '-text').matchAll(/Serial Number: (.*)/g)].map(([, serial]) => serial).sort()
      assert.deepEqual(revoked(theirs), revoked(ours))
      assert.equal(revoked(ours).length, 1)
    })
  }

  test('a list that says where it is published', async () => {
    const { settings } = await ca.view()
    const publication = { ...settings.publication, crl: ['http://sample.com/a,b$c.crl'] }
    await ca.configure({ ...settings, publication })
    const there = await exported(ca)
    const list = { days: 7, distributionPoint: true }
    runs(there, opensslCommand({ act: 'issueCrl', authority: ca.id, ...list }, { publication }))
    const point = path => /X509v3 Issuing Distribution Point: critical\n([^]*?)(?=X509v3|Revoked|No Revoked)/.exec(openssl('crl', '-in', path, '-noout', '-text'))?.[1].replace(/\s+/g, ' ')
    const ours = point(pemFile((await ca.issueCrl(list)).pem))
    assert.match(ours, /http:\/\/sample\.com/)
    assert.equal(point(join(there, 'rootca.crl.pem')), ours)
    await ca.configure(settings)
  })
})

describe('looking', () => {
  test('at a certificate, the authority, a list and a request: the text is the same', async () => {
    const csr = request('/CN=text.sample.com', '-addext', 'subjectAltName=DNS:text.sample.com')
    const { serial, certificate } = await ca.issue(csr, { profile: 'server', days: 30 })
    const { pem, text } = await ca.issueCrl({ days: 7 })
    const there = await exported(ca)
    writeFileSync(join(there, 'rootca.crl.pem'), pem)
    writeFileSync(join(there, 'req.pem'), csr)
    const same = (question, expected) => assert.equal(runs(there, opensslCommand(question)).trim(), expected.trim())
    same({ ask: 'certificate', authority: ca.id, serial }, certificate.text)
    same({ ask: 'authority', authority: ca.id }, (await ca.view()).certificate.text)
    same({ ask: 'crl', authority: ca.id }, text)
    const { request: read } = await ca.assess(csr, { profile: 'server' })
    assert.ok(runs(there, opensslCommand({ ask: 'assess', authority: ca.id, csr: new Uint8Array(csr), options: {} })).includes(read.text.trim()))
    assert.match(runs(there, opensslCommand({ ask: 'expiry', authority: ca.id })), /notAfter=/)
  })

  test('at the status of a serial number', async () => {
    const { serial } = await ca.issue(request('/CN=status.sample.com', '-addext', 'subjectAltName=DNS:status.sample.com'), { profile: 'server', days: 30 })
    const there = await exported(ca)
    const ours = await ca.status(serial)
    assert.equal(ours.known, true)
    const { said } = shell(there, opensslCommand({ ask: 'status', authority: ca.id, serial }))
    assert.ok(said.includes(ours.text.trim()), `${said}\n${ours.text}`)
    const unknown = await ca.status('0BADC0DE')
    assert.equal(unknown.known, false)
    assert.ok(shell(there, opensslCommand({ ask: 'status', authority: ca.id, serial: '0BADC0DE' })).said.includes(unknown.text.trim()), unknown.text)
  })

  test('at the index, which OpenSSL finds up to date', async () => {
    const there = await exported(ca)
    const before = readFileSync(join(there, 'index.txt'), 'utf8')
    assert.ok(runs(there, opensslCommand({ ask: 'index', authority: ca.id })).startsWith(before))
    assert.equal(before, (await ca.index()).index)
    assert.equal(readFileSync(join(there, 'index.txt'), 'utf8'), before)
    assert.equal(runs(there, opensslCommand({ ask: 'certificates', authority: ca.id, status: 'revoked', query: 'GONE' })), before.split('\n').filter(row => /^R.*gone/.test(row)).map(row => `${row}\n`).join(''))
    assert.match(runs(there, opensslCommand({ ask: 'configuration', authority: ca.id })), /default_ca/)
  })

  test('at a key in a file of its own, encrypted or not', async () => {
    const there = folder()
    writeFileSync(join(there, 'key.pem'), readFileSync(rsaKey()))
    runs(there, opensslCommand({ ask: 'exportKey', authority: ca.id, of: { serial: '01' }, password: 'secret' }))
    assert.match(readFileSync(join(there, 'sealed.key.pem'), 'utf8'), /BEGIN ENCRYPTED PRIVATE KEY/)
    runs(there, opensslCommand({ ask: 'exportKey', authority: ca.id, of: { serial: '01' } }))
    assert.match(readFileSync(join(there, 'plain.key.pem'), 'utf8'), /BEGIN PRIVATE KEY/)
  })
})

describe('files', () => {
  const plain = { plain: true }
  const sealed = { password: PASSPHRASE, friendlyName: 'mail.sample.com' }
  const store = (path, ...more) => spawnSync('keytool', ['-J-Duser.language=en', '-list', '-v', '-keystore', path, '-storepass', PASSPHRASE, ...more], { encoding: 'utf8' }).stdout
  const listed = path => ['Keystore type', 'Alias name', 'Entry type', 'Certificate chain length', 'SHA256'].flatMap(field => store(path).match(new RegExp(`${field}: .*`, 'g')) ?? [])
  const printed = (...args) => execFileSync('openssl', args, { encoding: 'utf8' })
  const key = path => printed('pkey', '-in', path, '-passin', `pass:${PASSPHRASE}`, '-outform', 'PEM', '-pubout')
  const pkcs7 = (...form) => path => printed('pkcs7', '-in', path, ...form, '-print_certs', '-noout')
  const bytes = path => readFileSync(path, 'hex')
  const bundle = path => {
    const { stdout, stderr } = spawnSync('openssl', ['pkcs12', '-in', path, '-info', '-nodes', '-passin', `pass:${PASSPHRASE}`], { encoding: 'utf8' })
    const algorithms = stderr.match(/(?:MAC|PKCS7 Encrypted data|Shrouded Keybag): .*/g).sort()
    return [algorithms, stdout.match(/friendlyName: .*/g), stdout.match(/-----BEGIN CERTIFICATE-----[^-]+/g)]
  }
  /** Each format with what is asked of it, and how two files of it are held against each other. */
  const FORMATS = [
    [{ format: 'certificate' }, bytes], [{ format: 'certificate-der' }, bytes], [{ format: 'certificate-text' }, bytes], [{ format: 'chain' }, bytes], [{ format: 'chain', root: true }, bytes],
    [{ format: 'fullchain' }, bytes], [{ format: 'fullchain', root: true }, bytes], [{ format: 'root' }, bytes], [{ format: 'root-der' }, bytes], [{ format: 'root-text' }, bytes],
    [{ format: 'pkcs7' }, pkcs7('-inform', 'DER')], [{ format: 'pkcs7-pem' }, pkcs7()],
    [{ format: 'key', ...plain }, key], [{ format: 'key', password: PASSPHRASE }, key], [{ format: 'key-der', ...plain }, key], [{ format: 'key-traditional', ...plain }, key],
    [{ format: 'key-certificate', ...plain }, bytes], [{ format: 'key-certificate', password: PASSPHRASE }, key], [{ format: 'certificate-key', ...plain }, bytes],
    [{ format: 'pkcs12', ...sealed }, bundle], [{ format: 'pkcs12', ...sealed, compatibility: 'compatible' }, bundle], [{ format: 'pkcs12', ...sealed, root: true }, bundle], [{ format: 'pkcs12', ...sealed, chain: false }, bundle],
    [{ format: 'jks', ...sealed }, listed], [{ format: 'jks-truststore', ...sealed }, listed], [{ format: 'pkcs12-truststore', ...sealed }, listed],
    [{ format: 'crl' }, bytes], [{ format: 'crl-der' }, bytes],
  ]
  const NAMES = { pkcs12: 'a.p12', 'pkcs12-truststore': 'trust.p12', jks: 'a.jks', 'jks-truststore': 'trust.jks' }
  let issuing, serial, beginnings
  before(async () => {
    const root = await vault.createAuthority({ subject: 'CN=Files Root,O=The Sample Company,C=US', days: 3650 })
    issuing = await vault.createAuthority({ subject: 'CN=Files Issuing CA,O=The Sample Company,C=US', issuer: root.id, days: 1825 })
    const { id } = await issuing.createRequest({ subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] })
    ;({ serial } = await issuing.issue({ request: id }, { profile: 'server', days: 90 }))
    await issuing.issueCrl({ days: 31 })
    const { files } = await issuing.exportFiles(serial, [
      { name: 'key.pem', format: 'key', ...plain }, { name: 'cert.pem', format: 'certificate' }, { name: 'chain.pem', format: 'chain' }, { name: 'root.pem', format: 'root' }, { name: 'rootca.crl.pem', format: 'crl' },
    ], { passphrase: PASSPHRASE })
    beginnings = files
  })
  const begin = () => {
    const there = folder()
    for (const { name, content } of beginnings) writeFileSync(join(there, name), content)
    return there
  }

  for (const [what, seen] of FORMATS) {
    test(JSON.stringify(what).replace(PASSPHRASE, '…'), async () => {
      const request = { name: NAMES[what.format] ?? 'out', ...what }
      const { files: [ours] } = await issuing.exportFiles(serial, [request], { passphrase: PASSPHRASE })
      const mine = join(folder(), request.name)
      writeFileSync(mine, ours.content)
      const there = begin()
      runs(there, opensslCommand({ ask: 'bundle', authority: issuing.id, of: { serial }, files: [request] }, { root: false }))
      assert.deepEqual(seen(join(there, request.name)), seen(mine))
    })
  }

  test('files that are called as those at the beginning take their place', async () => {
    const wanted = [{ name: 'cert.pem', format: 'certificate' }, { name: 'chain.pem', format: 'fullchain' }, { name: 'key.pem', format: 'key-traditional', ...plain }, { name: 'root.pem', format: 'root' }]
    const there = begin()
    runs(there, opensslCommand({ ask: 'bundle', authority: issuing.id, of: { serial }, files: wanted }, { root: false }))
    const { files: ours } = await issuing.exportFiles(serial, wanted, { passphrase: PASSPHRASE })
    for (const { name, text } of ours) assert.equal(readFileSync(join(there, name), 'utf8'), text, name)
  })

  test('a certificate that the root itself signed has no file between', async () => {
    const { id } = await ca.createRequest({ subject: 'CN=direct.sample.com', san: ['dns:direct.sample.com'] })
    const { serial: direct } = await ca.issue({ request: id }, { profile: 'server', days: 90 })
    const { files } = await ca.exportFiles(direct, [{ name: 'key.pem', format: 'key', ...plain }, { name: 'cert.pem', format: 'certificate' }, { name: 'root.pem', format: 'root' }], { passphrase: PASSPHRASE })
    const there = folder()
    for (const { name, content } of files) writeFileSync(join(there, name), content)
    const wanted = [{ name: 'full.pem', format: 'fullchain' }, { name: 'a.p7b', format: 'pkcs7' }, { name: 'a.p12', format: 'pkcs12', ...sealed }]
    runs(there, opensslCommand({ ask: 'bundle', authority: ca.id, of: { serial: direct }, files: wanted }))
    const { files: ours } = await ca.exportFiles(direct, wanted, { passphrase: PASSPHRASE })
    assert.equal(readFileSync(join(there, 'full.pem'), 'utf8'), ours[0].text)
    assert.match(runs(there, `openssl pkcs12 -in a.p12 -passin env:PASS -nokeys`), /friendlyName: mail.sample.com/)
  })
})

test('what OpenSSL has no command for is said, and harmless to run', () => {
  const authority = 'a'
  const serial = '01'
  const none = [
    { act: 'mergeDirectory', authority, input: { files: [] } }, { act: 'importDirectory', input: { files: [] } }, { act: 'issueCrl', authority, delta: true }, { act: 'issueCrl', authority, scope: 'users' },
    { act: 'issueCrlSeries', authority, count: 3 }, { act: 'supersede', authority, serial, on: '2027-01-01T00:00:00Z' }, { act: 'supersede', authority, serial, on: null }, { act: 'release', authority, serial },
    { act: 'detachKey', authority, passphrase: 'secret' }, { act: 'changePassphrase', current: 'secret', passphrase: 'secret' }, { act: 'configure', authority, settings: {} }, { ask: 'vault' },
    { ask: 'exportDirectory', authority, passphrase: 'secret' }, { ask: 'inspectDirectory', input: { files: [] }, passphrase: 'secret' },
  ]
  for (const what of none) {
    const command = opensslCommand(what)
    assert.match(command, /^# OpenSSL has no command for it: [^\n]+\.$/, JSON.stringify(what))
    assert.ok(!command.includes('secret'), command)
  }
})

/** Every kind of file that has a name of its own in its command. */
const BUNDLED = ['certificate', 'chain', 'fullchain', 'root', 'pkcs7', 'key', 'key-certificate', 'pkcs12', 'jks', 'jks-truststore', 'crl', 'openvpn', 'mobileconfig', 'kubernetes', 'kubernetes-ca']

test('whatever is typed stays one word of the shell', () => {
  const there = folder()
  const hostile = ['$(touch hit)', '`touch hit`', "'; touch hit; '", '"; touch hit; "', '\ntouch hit\n', '| touch hit', '&& touch hit', '\\', '#', '-exec']
  for (const text of hostile) {
    const acts = [
      { act: 'issue', authority: 'a', csr: { request: 'r' }, options: { profile: text, policy: text, subject: `CN=${text}`, san: [`dns:${text}`], permitted: [`dns:${text}`], extensions: { [text]: 'union' } } },
      { act: 'createRequest', authority: 'a', subject: `CN=${text}`, san: [`dns:${text}`] },
      { act: 'createAuthority', subject: `CN=${text}`, days: 1 },
      { act: 'revoke', authority: 'a', serial: text, reason: 'certificateHold', holdInstruction: text },
      { act: 'supersede', authority: 'a', serial: text, on: text },
      { act: 'release', authority: 'a', serial: text },
      { act: 'issueCrl', authority: 'a', lastUpdate: text, nextUpdate: text },
      { ask: 'status', authority: 'a', serial: text },
      { ask: 'certificates', authority: 'a', query: text },
      ...BUNDLED.map(format => ({ ask: 'bundle', authority: 'a', of: { serial: '01' }, files: [{ name: text, format, friendlyName: text, root: true, settings: { name: text, namespace: text } }] })),
    ]
    for (const what of acts) spawnSync('bash', ['-c', `openssl() { :; }; keytool() { :; }; kubectl() { :; }; cat() { :; }\n${opensslCommand(what)}`], { cwd: there })
    assert.ok(!existsSync(join(there, 'hit')), text)
  }
})
