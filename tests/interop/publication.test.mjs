/** Is what is published found by those who go by the addresses in certificates: the folder, on real web servers with its own lines for them. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { memoryStore, openVault } from 'rootpage'
import { freePort, isRoot, ServerRoom } from './server-room.mjs'
import { QUICK } from '../js/quick.mjs'

const MODULES = '/usr/lib/apache2/modules'
const TYPES = {
  'pki/cacert.crt': 'application/x-x509-ca-cert',
  'pki/cacert.pem': 'application/x-pem-file',
  'pki/cacert.p7c': 'application/pkcs7-mime',
  'pki/rootca.crl': 'application/pkix-crl',
  'pki/rootca.crl.pem': 'application/x-pem-file',
  'pki/delta.crl': 'application/pkix-crl',
  'pki/Root CA': 'application/pkix-crl',
  'pki/index.html': 'text/html',
  'pki/fingerprints.txt': 'text/plain',
}

const openssl = (...args) => execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** An authority whose certificates say that its files are at this port, with a certificate that is good, one that the complete list has, and one that the delta has. */
async function published(room, port) {
  const vault = await openVault({ store: memoryStore(), passphrase: 'correct horse battery staple', ...QUICK })
  const ca = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
  const at = path => `http://127.0.0.1:${port}/pki/${path}`
  const { settings } = await ca.view()
  await ca.configure({ ...settings, publication: { crl: [at('rootca.crl'), at('Root%20CA')], delta: [at('delta.crl')], issuer: [at('cacert.crt')], ocsp: [] } })
  const issued = {}
  for (const name of ['good', 'revoked', 'late']) {
    const request = await ca.createRequest({ subject: `CN=${name}.sample.com`, san: [`dns:${name}.sample.com`] })
    issued[name] = await ca.issue({ request: request.id }, { profile: 'server', days: 30 })
    room.write(room.path(`${name}.pem`), issued[name].certificate.pem)
  }
  await ca.revoke(issued.revoked.serial, { reason: 'keyCompromise' })
  await ca.issueCrl({ days: 31 })
  await ca.revoke(issued.late.serial, { reason: 'superseded' })
  await ca.issueCrl({ hours: 12, delta: true })
  const view = await ca.publish({ certificates: 'search' })
  room.write(room.path('root.pem'), (await ca.view()).certificate.pem)
  room.write(room.path('public.zip'), view.zip)
  execFileSync('unzip', ['-q', 'public.zip'], { cwd: room.folder })
  cpSync(room.path('public'), room.place('/var/www/ca'), { recursive: true })
  await vault.lock()
  return { view, issued }
}

/** How each server is started: a configuration of its own around the published lines. */
const SERVERS = {
  async 'Apache, with apache.conf'(room, port) {
    const site = room.write(room.path('site.conf'), room.here(readFileSync(room.path('servers/apache.conf'), 'utf8')))
    await apache(room, port, `Include ${site}`)
  },
  async 'Apache, with .htaccess alone'(room, port) {
    const root = room.place('/var/www/ca')
    await apache(room, port, `DocumentRoot ${root}\n<Directory ${root}>\nAllowOverride FileInfo\nRequire all granted\nDirectoryIndex index.html\n</Directory>`)
  },
  async 'nginx, with nginx.conf'(room, port) {
    const site = room.write(room.path('site.conf'), room.here(readFileSync(room.path('servers/nginx.conf'), 'utf8')))
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${room.path(name)};`).join(' ')
    const file = room.write(room.path('nginx.conf'), `daemon off; pid ${room.path('nginx.pid')}; error_log stderr;\nevents {}\nhttp { access_log off; ${temporary} server { listen 127.0.0.1:${port}; include ${site}; } }\n`)
    await room.start('nginx', ['-p', room.folder, '-c', file], port)
  },
}

async function apache(room, port, site) {
  const around = [
    ...['mpm_event', 'authz_core', 'dir', 'mime', 'alias', 'headers', 'autoindex'].map(name => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
    `Listen 127.0.0.1:${port}`, 'ServerName 127.0.0.1', `PidFile ${room.path('apache.pid')}`, `ErrorLog ${room.path('error.log')}`, `DefaultRuntimeDir ${room.folder}`,
    'TypesConfig /etc/mime.types', ...(isRoot ? ['User www-data', 'Group www-data'] : []), site,
  ]
  await room.start('apache2', ['-DFOREGROUND', '-f', room.write(room.path('apache.conf'), `${around.join('\n')}\n`)], port)
}

for (const [name, start] of Object.entries(SERVERS)) describe(name, () => {
  let room, port, made
  before(async () => {
    room = new ServerRoom()
    port = await freePort()
    made = await published(room, port)
    await start(room, port)
  })
  after(() => room?.leave())

  const url = path => `http://127.0.0.1:${port}/${encodeURI(path)}`
  const head = path => execFileSync('curl', ['--silent', '--show-error', '--fail', '--head', url(path)], { encoding: 'utf8' })

  test('curl sees the media type of each file', () => {
    for (const [path, type] of Object.entries(TYPES)) assert.match(head(path), new RegExp(`^content-type: ${type.replaceAll('.', '\\.')}(;|\\r?$)`, 'im'), path)
    const { serial } = made.issued.good
    assert.match(head(`pki/certificates/${serial}.cer`), /^content-type: application\/pkix-cert\r?$/im)
  })

  test('a list may be kept for an hour at most', () => {
    for (const path of ['pki/rootca.crl', 'pki/delta.crl', 'pki/Root CA']) assert.match(head(path), /^cache-control: max-age=3600, must-revalidate\r?$/im, path)
    assert.doesNotMatch(head('pki/cacert.crt'), /^cache-control/im)
  })

  test('what is handed out is what was published, byte for byte', () => {
    for (const path of Object.keys(TYPES)) {
      const served = execFileSync('curl', ['--silent', '--fail', url(path)])
      assert.deepEqual(served, readFileSync(room.path('public', path)), path)
    }
  })

  test('nobody gets a list of the folder', () => {
    const page = execFileSync('curl', ['--silent', url('pki/certificates/')], { encoding: 'utf8' })
    assert.match(page, /not listed here/)
    assert.doesNotMatch(page, new RegExp(made.issued.good.serial))
  })

  test('openssl fetches the lists from the addresses in the certificate, and refuses those that are revoked', async () => {
    // Without -extended_crl OpenSSL 3.0 takes a delta list for a complete one where it is newer.
    const words = ['-crl_check', '-crl_download', '-extended_crl', '-use_deltas', '-CAfile', room.path('root.pem')]
    const verify = (file, options) => spawnSync('openssl', ['verify', ...words, room.path(file)], { encoding: 'utf8', ...options })
    const good = verify('good.pem')
    assert.equal(good.status, 0, good.stderr)
    for (const file of ['revoked.pem', 'late.pem']) {
      const revoked = verify(file)
      assert.notEqual(revoked.status, 0, file)
      assert.match(revoked.stderr, /certificate revoked/, file)
    }
    await room.stop()
    // Where nobody answers, OpenSSL 3.0 asks again until it is ended.
    assert.doesNotMatch(verify('good.pem', { timeout: 2000 }).stdout, /OK/, 'the list came from the server and from nowhere else')
  })
})

describe('the files', () => {
  let room, made
  before(async () => {
    room = new ServerRoom()
    made = await published(room, 8080)
  })
  after(() => room?.leave())

  test('OpenSSL reads each, as what it says to be', () => {
    const at = path => room.path('public/pki', path)
    const fingerprint = openssl('x509', '-in', room.path('root.pem'), '-noout', '-fingerprint', '-sha256').split('=')[1].trim()
    for (const [file, form] of [['cacert.crt', 'DER'], ['cacert.pem', 'PEM']]) {
      assert.ok(openssl('x509', '-inform', form, '-in', at(file), '-noout', '-fingerprint', '-sha256').includes(fingerprint), file)
    }
    assert.match(openssl('pkcs7', '-inform', 'DER', '-in', at('cacert.p7c'), '-print_certs', '-noout'), /CN ?= ?Sample Root/)
    for (const [file, form] of [['rootca.crl', 'DER'], ['rootca.crl.pem', 'PEM'], ['delta.crl', 'DER'], ['Root CA', 'DER']]) {
      const said = spawnSync('openssl', ['crl', '-inform', form, '-in', at(file), '-noout', '-CAfile', room.path('root.pem')], { encoding: 'utf8' })
      assert.match(said.stderr, /verify OK/, file)
    }
    for (const file of readdirSync(at('certificates')).filter(name => /\.(cer|pem)$/.test(name))) {
      const form = file.endsWith('.pem') ? 'PEM' : 'DER'
      assert.match(openssl('x509', '-inform', form, '-in', at(`certificates/${file}`), '-noout', '-serial'), new RegExp(file.split('.')[0]), file)
    }
    assert.ok(readFileSync(at('fingerprints.txt'), 'utf8').includes(fingerprint))
  })

  test('web.config is XML, and the README says what lies where', () => {
    execFileSync('xmllint', ['--noout', room.path('public/pki/web.config')])
    const readme = readFileSync(room.path('README.txt'), 'utf8')
    for (const { path, urls } of made.view.files) for (const url of urls) assert.ok(readme.includes(`  ${url}\n      public/${path}\n`), url)
  })
})
