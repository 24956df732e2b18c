/** Programs that are told to trust the root, by the lines of their guides; each is asked before and after. And the files for phones and clusters, read by others. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { House, TITLE } from './house.mjs'
import { run } from './judges.mjs'
import { checks, step } from './room.mjs'

let house
let web
const rooms = []
before(async () => {
  house = await House.build()
  web = await house.serve()
})
after(async () => {
  await web?.close()
  house?.leave()
  for (const room of rooms) room.leave()
})

/** A room with the files of a target that trusts the root. */
async function trusting(target, options = {}, how = {}) {
  const room = house.room()
  rooms.push(room)
  const made = await house.trust(target, { server: web.name, ...options })
  room.put(made.files, made.guide, how)
  return { room, ...made }
}

/** A room with the files of a target for the server, or for who is given. */
async function holding(target, options = {}, entry = house.server) {
  const room = house.room()
  rooms.push(room)
  const made = await house.identity(target, entry, options)
  room.put(made.files, made.guide)
  return { room, ...made }
}

const refused = async (room, command, env) => {
  const { status, text } = await room.run(command, { env })
  assert.notEqual(status, 0, `${command}\nwas content:\n${text}`)
}

describe('trusting the root', () => {
  test('curl: --cacert, .curlrc and the environment', async () => {
    const { room, guide } = await trusting('trust-curl')
    const bare = `curl -sSI ${web.url}`
    await refused(room, bare)
    await room.verify(guide.verify)
    const environment = step(guide, 'Or in the environment').lines.text
    assert.equal((await room.run(`${environment}; ${bare}`)).status, 0)
    const file = room.configure(step(guide, 'For every call'))
    assert.equal((await room.run(bare)).status, 0)
    room.write(file, '')
    await refused(room, `${environment}; ${step(guide, 'To take it away').lines.text}; ${bare}`)
  })

  test('Node: NODE_EXTRA_CA_CERTS', async () => {
    const { room, guide } = await trusting('trust-node')
    await room.verify(guide.verify)
    const command = checks(guide, 'NODE_EXTRA')[0].command.replace(/^NODE_EXTRA_CA_CERTS=\S+ /, '')
    assert.match((await room.run(command)).text, /^(UNABLE_TO_|SELF_SIGNED_)/)
    assert.equal((await room.run(`${step(guide, 'Name it').lines.text}; ${command}`)).text, 'true\n')
  })

  test('Python: cafile, load_verify_locations and SSL_CERT_FILE', async () => {
    const { room, guide } = await trusting('trust-python')
    await room.verify(guide.verify)
    const [command] = checks(guide, 'SSL_CERT_FILE').map(({ command }) => command.replace(/^SSL_CERT_FILE=\S+ /, ''))
    assert.match((await room.run(command)).text, /CERTIFICATE_VERIFY_FAILED/)
    assert.match((await room.run(`${step(guide, 'Or in the environment').lines.text}; ${command}`)).text, /^TLSv1\./)
    const program = room.configure(step(guide, 'In a program'))
    room.write(program, `${readFileSync(program, 'utf8')}import urllib.request\nprint(urllib.request.urlopen('${web.url}', context=context).status)\n`)
    assert.equal((await room.run(`python3 ${program}`)).text, '200\n')
  })

  test('Git: http.sslCAInfo of one server, for ls-remote', async () => {
    const { room, guide } = await trusting('trust-git')
    const list = `git ls-remote ${web.url}`
    await refused(room, list)
    await room.follow(step(guide, 'Name it'))
    const { status, text } = await room.run(list)
    assert.equal(status, 0, text)
    assert.match(text, /^1{40}\trefs\/heads\/main/m)
    await room.verify(guide.verify)
    await room.follow(step(guide, 'To take it away'))
    await refused(room, list)
  })

  test('OpenSSL: a folder of hashes', async () => {
    const { room, guide } = await trusting('trust-openssl', {}, { placed: false })
    mkdirSync(room.place('/etc/ssl/roots'), { recursive: true })
    await refused(room, checks(guide, 'openssl s_client')[0].command)
    await room.follow(step(guide, 'Put it in its place'))
    await room.verify(guide.verify)
    assert.ok(readdirSync(room.place('/etc/ssl/roots')).some(name => /^[0-9a-f]{8}\.0$/.test(name)))
    await room.follow(step(guide, 'To take it away'))
    assert.deepEqual(readdirSync(room.place('/etc/ssl/roots')), [])
  })

  test('Debian: update-ca-certificates', async () => {
    const { room, guide } = await trusting('trust-debian', {}, { placed: false })
    const [local, certificates] = ['/usr/local/share/ca-certificates', '/etc/ssl/certs'].map(path => room.place(path))
    for (const folder of [local, certificates, room.path('hooks')]) mkdirSync(folder, { recursive: true })
    room.program('update-ca-certificates', `exec /usr/sbin/update-ca-certificates --localcertsdir ${local} --etccertsdir ${certificates} --hooksdir ${room.path('hooks')} "$@"`)
    // curl of Debian has this file built in.
    const env = { CURL_CA_BUNDLE: `${certificates}/ca-certificates.crt` }
    await room.follow({ title: 'Before', lines: { text: 'update-ca-certificates' } })
    await refused(room, checks(guide, 'curl')[0].command, env)
    const { text } = await room.run(step(guide, 'Put it in its place').lines.text)
    assert.match(text, /1 added, 0 removed/)
    await room.verify(guide.verify, { env })
    await room.follow(step(guide, 'To take it away'))
    await refused(room, checks(guide, 'curl')[0].command, env)
  })

  test('Red Hat: p11-kit lists the file as an anchor, by the name that the guide looks for', async t => {
    const { room, guide } = await trusting('trust-redhat')
    const [check] = checks(guide, 'trust')
    // p11-kit has its place built in, on Debian a file: for one command alone, the room's file is there.
    const inPlace = file => ({ ...check, command: `unshare --map-root-user --mount bash -c 'mount --bind ${file} /etc/./ssl/certs/ca-certificates.crt && eval "$0"' ${JSON.stringify(check.command)}` })
    if ((await room.run('unshare --map-root-user --mount true')).status !== 0) return t.skip('this system allows no namespaces')
    await room.verify([inPlace('/etc/pki/ca-trust/source/anchors/sample-root.crt')])
    room.write(room.path('none.crt'), '')
    assert.equal((await room.says(inPlace(room.path('none.crt')))).well, false)
  })

  test('the NSS store of Chromium: added, listed, and taken away', async () => {
    const { room, guide } = await trusting('trust-chromium')
    await room.follow(step(guide, 'Add it to your store'))
    assert.ok(readdirSync(`${room.home}/.local/share/pki/nssdb`).includes('cert9.db'), 'a new store is where Chromium 146 looks')
    await room.verify(checks(guide, 'STORE'))
    const stored = await room.run(`certutil -d sql:$HOME/.local/share/pki/nssdb -V -u L -n '${TITLE}'`)
    assert.match(stored.text, /certificate is valid/)
    await room.follow(step(guide, 'To take it away'))
    await refused(room, checks(guide, 'STORE')[0].command)
  })

  test('Docker: a registry by curl, with the folder of its name', async () => {
    const { room, guide } = await trusting('trust-docker')
    assert.ok(readdirSync(room.place('/etc/docker/certs.d/')).includes(web.name))
    await room.verify(checks(guide, 'curl'))
    assert.ok(web.requests.includes('/v2/'))
  })

  test('the root in DER and in PEM is this root, by the fingerprint that the guides tell', async () => {
    for (const target of ['trust-ios', 'trust-android', 'trust-node', 'trust-firefox']) {
      const { room, guide } = await trusting(target)
      await room.verify(checks(guide, 'openssl x509'))
    }
  })
})

const PASSWORD = 'open sesame'

describe('files for other systems, read by others', () => {
  for (const [target, options] of [['windows-pfx', {}], ['windows-pfx', { compatibility: 'compatible' }], ['macos-keychain', {}], ['macos-keychain', { compatibility: 'modern' }], ['android', {}], ['android', { compatibility: 'modern' }]]) {
    test(`${target} ${options.compatibility ?? ''}: OpenSSL and NSS open the PKCS #12, and its key fits`, async () => {
      const { room, files, subject } = await holding(target, { password: PASSWORD, ...options })
      const { name } = files.find(file => /\.(pfx|p12)$/.test(file.name))
      const key = await room.run(`openssl pkcs12 -in ${name} -passin 'pass:${PASSWORD}' -nocerts -nodes | openssl pkey -pubout`)
      const certificate = await room.run(`openssl pkcs12 -in ${name} -passin 'pass:${PASSWORD}' -nokeys -clcerts | openssl x509 -pubkey -noout`)
      assert.match(key.text, /BEGIN PUBLIC KEY/)
      assert.equal(key.text, certificate.text)
      const store = await room.run(`mkdir nss && certutil -d sql:nss -N --empty-password && pk12util -d sql:nss -i ${name} -W '${PASSWORD}' && certutil -d sql:nss -L && certutil -d sql:nss -K`)
      assert.equal(store.status, 0, store.text)
      assert.match(store.text, /PKCS12 IMPORT SUCCESSFUL/)
      assert.match(store.text, new RegExp(`${subject.title} +u,u,u`))
      const wrong = await room.run(`openssl pkcs12 -in ${name} -passin pass:other -noout`)
      assert.notEqual(wrong.status, 0)
    })
  }

  test('android: the guide’s own command says what is inside', async () => {
    const { room, guide } = await holding('android', { password: PASSWORD })
    await room.verify([{ ...guide.verify[0], command: `${guide.verify[0].command} -passin 'pass:${PASSWORD}'` }])
  })

  test('iis-reply: the .p7b has the whole chain, the .cer is the certificate', async () => {
    const { room, files } = await holding('iis-reply')
    const [p7b, cer, root] = ['.p7b', 'localhost.cer', 'root.cer'].map(end => files.find(({ name }) => name.endsWith(end)).name)
    const chain = await room.run(`openssl pkcs7 -inform DER -in ${p7b} -print_certs -noout`)
    for (const name of ['localhost', 'Sample Issuing CA', TITLE]) assert.match(chain.text, new RegExp(`subject=.*CN = ${name}`), chain.text)
    assert.match((await room.run(`openssl x509 -in ${cer} -noout -serial`)).text, new RegExp(`serial=${house.server.serial}`))
    assert.match((await room.run(`openssl x509 -inform DER -in ${root} -noout -subject`)).text, new RegExp(TITLE))
  })

  test('windows-cer: DER of the certificate, with the serial number that the guide tells', async () => {
    const { files, guide } = await holding('windows-cer')
    const certificate = new X509Certificate(files[0].content)
    assert.equal(certificate.serialNumber.toLowerCase(), guide.verify[0].expect)
  })

  test('apple-profile: a property list with the root and a PKCS #12 that the password opens', async () => {
    const { room, files, subject } = await holding('apple-profile', { password: PASSWORD, organisation: 'The Sample Company', identifier: 'com.sample.localhost' })
    const { name } = files[0]
    assert.equal((await room.run(`xmllint --noout --nonet ${name}`)).text, '')
    const profile = await readProfile(room, name)
    assert.equal(profile.PayloadIdentifier, 'com.sample.localhost')
    assert.equal(profile.PayloadOrganization, 'The Sample Company')
    assert.equal(profile.PayloadType, 'Configuration')
    const types = profile.PayloadContent.map(({ PayloadType }) => PayloadType)
    assert.ok(types.includes('com.apple.security.root') && types.includes('com.apple.security.pkcs12'), String(types))
    assert.equal(new Set([profile, ...profile.PayloadContent].map(({ PayloadUUID }) => PayloadUUID)).size, types.length + 1)
    const content = type => Buffer.from(profile.PayloadContent.find(({ PayloadType }) => PayloadType === type).PayloadContent, 'base64')
    assert.equal(new X509Certificate(content('com.apple.security.root')).subject.split('\n').find(line => line.startsWith('CN=')), `CN=${TITLE}`)
    room.write(room.path('inner.p12'), content('com.apple.security.pkcs12'))
    const inner = await room.run(`openssl pkcs12 -in inner.p12 -passin 'pass:${PASSWORD}' -nokeys -clcerts | openssl x509 -noout -fingerprint -sha256`)
    assert.match(inner.text, new RegExp(`Fingerprint=${subject.sha256}`))
    assert.notEqual((await room.run('openssl pkcs12 -in inner.p12 -passin pass:other -noout')).status, 0)
  })

  test('trust-ios: a property list with the root alone', async () => {
    const { room, files, guide, subject } = await trusting('trust-ios', { organisation: 'The Sample Company' })
    const name = 'sample-root.mobileconfig'
    assert.equal(files.find(file => file.name === name).secret, false)
    assert.equal((await room.run(`xmllint --noout --nonet ${name}`)).text, '')
    const profile = await readProfile(room, name)
    assert.equal(profile.PayloadOrganization, 'The Sample Company')
    assert.deepEqual(profile.PayloadContent.map(({ PayloadType }) => PayloadType), ['com.apple.security.root'])
    assert.equal(new X509Certificate(Buffer.from(profile.PayloadContent[0].PayloadContent, 'base64')).fingerprint256, subject.sha256)
    await room.verify(checks(guide, 'openssl'))
  })

  test('kubernetes: a Secret whose base64 is the chain and the key, which fit', async () => {
    const { room, files, guide } = await holding('kubernetes', { name: 'web', namespace: 'shop' })
    const secret = await yaml(room, files[0].name)
    assert.deepEqual([secret.apiVersion, secret.kind, secret.type, secret.metadata.name, secret.metadata.namespace], ['v1', 'Secret', 'kubernetes.io/tls', 'web', 'shop'])
    const decoded = name => Buffer.from(secret.data[name], 'base64').toString()
    const { files: plain } = await house.identity('nginx', house.server)
    assert.equal(decoded('tls.crt'), plain.find(({ format }) => format === 'fullchain').text)
    assert.equal(decoded('tls.key'), plain.find(({ format }) => format === 'key').text)
    // The guide asks the cluster; what the cluster would answer is what the file says.
    room.program('kubectl', `case "$*" in "get secret web --namespace shop -o jsonpath={.data.tls\\.crt}") printf %s '${secret.data['tls.crt']}';; *) echo "$*" >&2; exit 1;; esac`)
    await room.verify(checks(guide, 'kubectl'))
    const ingress = await yaml(room, room.configure(step(guide, 'Name it in the Ingress')))
    assert.deepEqual(ingress.spec.tls, [{ hosts: ['localhost'], secretName: 'web' }])
    assert.equal(ingress.metadata.namespace, 'shop')
  })

  test('trust-kubernetes: a ConfigMap with the root, and a pod that mounts it', async () => {
    const { room, files, guide } = await trusting('trust-kubernetes', { namespace: 'shop' })
    const map = await yaml(room, files[0].name)
    assert.deepEqual([map.kind, map.metadata.name, map.metadata.namespace], ['ConfigMap', 'sample-root', 'shop'])
    const [name] = Object.keys(map.data)
    assert.equal(name, 'ca.crt')
    room.write(room.path('ca.crt'), map.data[name])
    room.program('kubectl', `case "$*" in "get configmap sample-root --namespace shop -o jsonpath={.data.ca\\.crt}") cat ${room.path('ca.crt')};; *) echo "$*" >&2; exit 1;; esac`)
    await room.verify(guide.verify)
    const pod = await yaml(room, room.configure(step(guide, 'Mount it')))
    assert.equal(pod.spec.volumes[0].configMap.name, 'sample-root')
  })
})

const PROFILE = `import base64, json, plistlib, sys
def plain(value):
    if isinstance(value, bytes): return base64.b64encode(value).decode()
    if isinstance(value, dict): return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list): return [plain(item) for item in value]
    return value
print(json.dumps(plain(plistlib.load(open(sys.argv[1], 'rb'))), default=str))`

/** What Python's plistlib reads. */
async function readProfile(room, name) {
  const { status, text } = await room.run(`python3 - ${name} <<'END'\n${PROFILE}\nEND`)
  assert.equal(status, 0, text)
  return JSON.parse(text)
}

/** What PyYAML of Debian reads. */
async function yaml(room, path) {
  const { status, text } = await run('/usr/bin/python3', ['-c', 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))', room.place(path)], { cwd: room.folder })
  assert.equal(status, 0, text)
  return JSON.parse(text)
}
