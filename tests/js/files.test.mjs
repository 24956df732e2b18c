/** Does the package hand out files for programs, and the key of an authority with the vault's passphrase alone. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { memoryStore, openVault } from 'rootpage'
import { openssl, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

/** With a letter that has two forms: what is typed on another keyboard is the same passphrase. */
const PASSPHRASE = 'caf\u00e9 horse battery staple'
const DECOMPOSED = PASSPHRASE.normalize('NFD')
const PASSWORD = 'of the file'

describe('files for programs', () => {
  let vault, ca, serial
  before(async () => {
    vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
    ca = await vault.createAuthority({ subject: 'CN=Sample Root', days: 3650 })
    const { id } = await ca.createRequest({ subject: 'CN=mail.sample.com', san: [] })
    serial = (await ca.issue({ request: id }, { profile: 'server' })).serial
  })
  after(() => vault.lock())

  test('one file, with what was checked', async () => {
    const made = await ca.exportBundle(serial, { format: 'pkcs12', password: PASSWORD, name: 'mail.p12' })
    assert.deepEqual([made.name, made.format, made.mediaType, made.secret, made.encrypted], ['mail.p12', 'pkcs12', 'application/x-pkcs12', true, true])
    assert.ok(made.content instanceof Uint8Array && made.checks.length > 0)
    const { status, text } = openssl('pkcs12', '-in', write('mail.p12', made.content), '-noenc', '-passin', `pass:${PASSWORD}`)
    assert.equal(status, 0, text)
    assert.match(text, /BEGIN PRIVATE KEY/)
    await refuses(ca.exportBundle(serial, { format: 'key' }), 'bundle/password-missing')
    await refuses(ca.exportBundle(serial, { format: 'jpeg' }), 'session/call-unknown')
  })

  test('several files and their zip', async () => {
    const { files, zip } = await ca.exportFiles(serial, [{ name: 'cert.pem', format: 'certificate' }, { name: 'root.pem', format: 'root' }])
    assert.deepEqual(files.map(({ name, text }) => [name, text.split('\n')[0]]), [['cert.pem', '-----BEGIN CERTIFICATE-----'], ['root.pem', '-----BEGIN CERTIFICATE-----']])
    assert.equal(new TextDecoder('latin1').decode(zip).slice(0, 2), 'PK')
  })

  test('the key of the authority with the passphrase, however it was typed', async () => {
    const request = { format: 'key', password: PASSWORD }
    await refuses(ca.exportBundle('authority', request), 'vault/passphrase-missing')
    await refuses(ca.exportBundle('authority', { ...request, passphrase: 'another one' }), 'vault/wrong-passphrase')
    const { text } = await ca.exportBundle('authority', { ...request, passphrase: DECOMPOSED })
    assert.match(text, /BEGIN ENCRYPTED PRIVATE KEY/)
  })

  test('with a key that is brought', async () => {
    const { text: key } = await ca.exportBundle(serial, { format: 'key', password: PASSWORD })
    const brought = { files: [{ name: 'key.pem', content: key }], passwords: ['no', PASSWORD] }
    const made = await ca.exportBundle(serial, { format: 'pkcs12', password: PASSWORD, key: brought })
    assert.ok(made.checks.some(({ what }) => what.includes('fits')))
    await refuses(ca.exportBundle(serial, { format: 'pkcs12', password: PASSWORD, key: { files: brought.files } }), 'key/passphrase-missing')
  })
})
