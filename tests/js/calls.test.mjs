/** Does what needs no vault work, and is what is wrong named before it costs anything. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkName, checkSan, createRequest, generateKey, inspect, memoryStore, nameAttributes, openVault, readRequest } from 'rootpage'
import { makeRequest, openssl, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const KINDS = ['rsa-2048', 'p-256', 'p-384', 'p-521', 'ed25519']

describe('reading', () => {
  const csr = makeRequest(undefined, '-addext', 'subjectAltName=DNS:mail.sample.com')

  for (const [what, input] of [['text', csr], ['bytes', new TextEncoder().encode(csr)], ['a file', new Blob([csr])], ['text with CRLF and a BOM', `\ufeff${csr.replaceAll('\n', '\r\n')}`]]) {
    test(`a request is read from ${what}`, async () => {
      const request = await readRequest(input)
      assert.deepEqual(request.san, ['dns:mail.sample.com'])
      assert.equal(request.signatureValid, true)
    })
  }

  test('anything is named', async () => {
    assert.equal((await inspect(csr)).kind, 'request')
    assert.equal((await inspect(await (await generateKey('p-256')).pem())).kind, 'private-key')
  })

  test('an empty input, a private key and something else are refused by name', async () => {
    await refuses(readRequest(''), 'parse/empty')
    await refuses(readRequest(await (await generateKey('p-256')).pem()), 'parse/private-key-instead')
    await refuses(readRequest('Dear administrator, please sign this.'), 'parse/unrecognised')
  })

  test('what is too large is refused before it is read', async () => {
    const file = new Blob([new Uint8Array(1)])
    Object.defineProperty(file, 'size', { value: 50 * 1024 * 1024 })
    file.arrayBuffer = () => assert.fail('it was read')
    for (const read of [readRequest, inspect]) {
      const error = await refuses(read(file), 'parse/too-large')
      assert.match(error.message, /52428800 bytes/)
    }
    await refuses(readRequest('A'.repeat(2 ** 21)), 'parse/too-large')
    await refuses(readRequest(new Uint8Array(2 ** 21)), 'parse/too-large')
  })
})

describe('making', () => {
  for (const kind of KINDS) {
    test(`a ${kind} key and a request for it are what OpenSSL takes`, async () => {
      const key = await generateKey(kind)
      assert.equal(key.kind, kind)
      write('plain.pem', await key.pem())
      write('sealed.pem', await key.pem('key password'))
      write('key.der', key.pkcs8())
      assert.match(openssl('pkey', '-in', 'plain.pem', '-check', '-noout').text, /Key is valid/)
      assert.match(openssl('pkey', '-in', 'sealed.pem', '-passin', 'pass:key password', '-pubout').text, /BEGIN PUBLIC KEY/)
      assert.equal(openssl('pkey', '-in', 'key.der', '-inform', 'DER', '-pubout').text, key.publicKeyPem)
      const { pem } = await createRequest(key, { subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] })
      write('made.req', pem)
      assert.match(openssl('req', '-in', 'made.req', '-verify', '-noout').text, /verify OK/)
    })
  }

  test('a request is made for a key in PEM, with its password', async () => {
    const key = await generateKey('p-256')
    const what = { subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] }
    const request = await readRequest((await createRequest(await key.pem('key password'), { ...what, password: 'key password' })).pem)
    assert.equal(request.subject, 'CN=mail.sample.com')
    await refuses(createRequest(await key.pem('key password'), what), 'key/passphrase-missing')
    await refuses(createRequest(await key.pem('key password'), { ...what, password: 'wrong' }), 'key/passphrase-wrong')
  })
})

describe('checking', () => {
  test('a name is taken apart in the order of its encoding, or refused at its field', async () => {
    assert.deepEqual((await checkName('CN=mail.sample.com,C=US')).map(({ type, value }) => [type, value]), [['C', 'US'], ['CN', 'mail.sample.com']])
    assert.match((await refuses(checkName('CN=a,C=USA'), 'model/country-syntax')).field, /C$/)
  })
  test('an alternative name has one normal form', async () => {
    assert.equal(await checkSan('dns:Mail.Sample.com'), 'dns:mail.sample.com')
    await refuses(checkSan('dns:not a name'), 'model/dns-name-syntax')
  })
  test('the attribute types are listed', async () => {
    const types = await nameAttributes()
    for (const short of ['CN', 'O', 'OU', 'C', 'ST', 'L', 'emailAddress']) assert.ok(types.some(type => type.short === short && type.max > 0), short)
  })
})

describe('calls that are none', () => {
  test('a field or a value that is not known is refused, never dropped', async () => {
    const vault = await openVault({ store: memoryStore(), passphrase: 'correct horse battery staple', ...QUICK })
    const ca = await vault.createAuthority({ subject: 'CN=Sample Root', days: 100 })
    const csr = makeRequest()
    await refuses(ca.issue(csr, { profil: 'server' }), 'session/call-unknown')
    await refuses(ca.issue(csr, { profile: 'servers' }), 'policy/profile-unknown')
    await refuses(ca.certificates({ state: 'valid' }).page({ offset: 0, limit: 1 }), 'session/call-unknown')
    await refuses(generateKey('rsa-1024'), 'key/algorithm-unsupported')
    assert.equal((await ca.certificates().page({ offset: 0, limit: 1 })).total, 0)
    vault.lock()
  })
})
