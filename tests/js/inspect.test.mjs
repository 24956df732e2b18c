/** Is whatever is brought through the package named, opened, matched, converted and adopted? */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { convert, inspect, memoryStore, openVault } from 'rootpage'
import { openssl, read, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSWORD = 'words of a keystore'

/** A root and a server's certificate with their keys, as OpenSSL makes them. */
function make() {
  const key = name => openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name)
  key('look-root.key')
  key('look.key')
  openssl('req', '-x509', '-key', 'look-root.key', '-subj', '/CN=Brought Root', '-days', '99', '-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-out', 'look-root.pem')
  openssl('req', '-new', '-key', 'look.key', '-subj', '/CN=brought.sample.com', '-out', 'look.req')
  openssl('x509', '-req', '-in', 'look.req', '-CA', 'look-root.pem', '-CAkey', 'look-root.key', '-days', '9', '-out', 'look.pem')
  const store = (name, pem, secret) =>
    openssl('pkcs12', '-export', '-in', pem, '-inkey', secret, '-name', name, '-passout', `pass:${PASSWORD}`, '-out', `${name}.p12`)
  store('look', 'look.pem', 'look.key')
  store('look-root', 'look-root.pem', 'look-root.key')
}

describe('what is brought', () => {
  let leaf, root
  before(() => {
    make()
    leaf = read('look.p12')
    root = read('look-root.p12')
  })

  test('is locked without its password, refused with a wrong one, and open with its own', async () => {
    const locked = await inspect(leaf)
    assert.deepEqual([locked.kind, locked.container.opened, locked.locked, locked.problem, locked.identities], ['pkcs12', false, 1, undefined, []])
    const error = await refuses(inspect([{ name: 'look.p12', content: leaf }], { passwords: ['wrong'] }), 'key/passphrase-wrong')
    assert.equal(error.field, 'look.p12')
    const { container, identities, locked: none } = await inspect(leaf, { passwords: ['wrong', PASSWORD] })
    assert.deepEqual([container.opened, none, container.contents.map(({ kind }) => kind)], [true, 0, ['private-key', 'certificate']])
    assert.deepEqual(identities.map(({ hasKey, complete, isAuthority }) => [hasKey, complete, isAuthority]), [[true, false, false]])
    assert.deepEqual(container.protection[0], 'MAC: HMAC-SHA256, 2048 iterations')
  })

  test('finds its parts over several files', async () => {
    const files = [{ name: 'root.pem', content: new Blob([read('look-root.pem')]) }, { name: 'look.p12', content: leaf }]
    const { identities: [identity], others } = await inspect(files, { passwords: [PASSWORD] })
    assert.deepEqual([identity.complete, identity.chain.map(({ title }) => title), identity.files], [true, ['Brought Root'], ['root.pem', 'look.p12']])
    assert.equal(others[0].file, 'look.p12')
    assert.equal(identity.certificate.tlsa.length, 2)
    assert.match(identity.certificate.purposesText, /^SSL server : Yes$/m)
  })

  test('never gives a private key away', async () => {
    const pem = new TextDecoder().decode(read('look.key'))
    const said = JSON.stringify(await inspect(pem))
    const body = pem.split('\n').slice(1, 3).join('')
    assert.ok(said.includes('PKCS #8') && !said.includes(body.slice(20, 60)), said)
  })

  test('becomes files for programs', async () => {
    const wanted = [{ name: 'key.pem', format: 'key', plain: true }, { name: 'fullchain.pem', format: 'fullchain' }]
    const { files, checks, zip } = await convert([{ name: 'a', content: leaf }, { name: 'b', content: read('look-root.pem') }], { passwords: [PASSWORD] }, wanted)
    assert.deepEqual([files.map(({ name }) => name), checks.length > 0, zip.length > 0], [['key.pem', 'fullchain.pem'], true, true])
    const named = await inspect(files.map(({ name, content }) => ({ name, content })))
    assert.deepEqual(named.identities.map(({ hasKey }) => hasKey), [true])
    await refuses(convert(leaf, { passwords: [PASSWORD], identity: 3 }, wanted), 'session/call-unknown')
  })

  test('becomes an authority, or is refused by name', async () => {
    const vault = await openVault({ store: memoryStore(), passphrase: 'correct horse battery staple', ...QUICK })
    try {
      await refuses(vault.adoptAuthority({ material: leaf, passwords: [PASSWORD] }), 'policy/issuer-not-authority')
      await refuses(vault.adoptAuthority({ material: [{ name: 'c', content: read('look-root.pem') }, { name: 'k', content: root }] }), 'key/passphrase-missing')
      const ca = await vault.adoptAuthority({ material: root, passwords: [PASSWORD] })
      assert.deepEqual([(await ca.view()).title, (await ca.view()).hasKey], ['Brought Root', true])
      const issued = await ca.issue(new TextDecoder().decode(read('look.req')), { san: ['dns:brought.sample.com'], days: 5 })
      assert.match(openssl('verify', '-CAfile', 'look-root.pem', write('look-issued.pem', issued.certificate.pem)).text, /OK/)

      await ca.detachKey({ passphrase: 'correct horse battery staple' })
      await refuses(ca.attachKey({ key: leaf, password: PASSWORD }), 'authority/key-mismatch')
      assert.equal((await ca.attachKey({ key: root, password: PASSWORD })).hasKey, true)
    } finally {
      vault.lock()
    }
  })
})
