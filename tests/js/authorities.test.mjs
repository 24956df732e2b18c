/** Do authorities of every depth, their lists and their own certificates work through the package, and does OpenSSL agree. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { memoryStore, openVault } from 'rootpage'
import { makeRequest, openssl, write } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const ORGANISATION = 'O=The Sample Company,C=US'
const open = () => openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
const server = host => makeRequest(`/C=US/O=The Sample Company/CN=${host}`)

/** What OpenSSL says of a leaf with this root and what else is handed out. */
function verify(root, others, leaf, ...options) {
  const untrusted = others ? ['-untrusted', write('others.pem', others)] : []
  return openssl('verify', '-x509_strict', ...options, '-CAfile', write('root.pem', root), ...untrusted, write('leaf.pem', leaf))
}
const isVerified = (...what) => {
  const { status, text } = verify(...what)
  assert.equal(status, 0, text)
}

describe('authorities', () => {
  let vault, root
  before(async () => {
    vault = await open()
    root = await vault.createAuthority({ subject: `CN=Sample Root,${ORGANISATION}`, days: 3650 })
  })
  after(() => vault.lock())

  test('stand below each other, bound by path length and names', async () => {
    const first = await vault.createAuthority({ subject: `CN=First,${ORGANISATION}`, days: 2000, issuer: root.id, pathLength: 1, permitted: ['dns:sample.com'] })
    const second = await vault.createAuthority({ subject: `CN=Second,${ORGANISATION}`, days: 1000, issuer: first.id })
    const { issuer, chain } = await second.view()
    assert.deepEqual([issuer, chain.map(link => link.title)], [first.id, ['First', 'Sample Root']])
    const issued = await second.issue(server('mail.sample.com'), { profile: 'server' })
    isVerified((await root.view()).certificate.pem, issued.chainPem, issued.certificate.pem)
    const outside = await refuses(second.issue(server('mail.another.example'), { profile: 'server' }), 'policy/violations')
    assert.match(outside.message, /dns:sample\.com/)
    await refuses(vault.createAuthority({ subject: `CN=Third,${ORGANISATION}`, days: 100, issuer: second.id }), 'policy/violations')
  })

  test('are renewed with the same key, and replaced by one with another', async () => {
    const old = await vault.createAuthority({ subject: `CN=Old Root,${ORGANISATION}`, days: 400 })
    const before = await old.issue(server('a.sample.com'), { profile: 'server', days: 90 })
    const first = (await old.view()).certificate
    const renewed = await old.renewAuthority({ days: 3650 })
    assert.equal(renewed.former[0].serial, first.serial)
    for (const { pem } of [first, renewed.certificate]) isVerified(pem, '', before.certificate.pem)

    const next = await old.replace({ days: 3650, crossDays: 300 })
    assert.equal((await next.view()).succeeds, old.id)
    const after = await next.issue(server('b.sample.com'), { profile: 'server', days: 90 })
    const crossed = async authority => {
      for await (const entry of authority.certificates()) {
        if (entry.profile === 'intermediate-ca') return (await authority.certificate(entry.serial)).certificate.pem
      }
    }
    isVerified(renewed.certificate.pem, await crossed(old), after.certificate.pem)
    isVerified((await next.view()).certificate.pem, await crossed(next), before.certificate.pem)
    const { chain, last, steps } = await old.expiry()
    assert.deepEqual([chain[0].title, last >= before.notAfter], ['Old Root', true])
    assert.ok(steps.some(step => step.what.includes('cross-certificate')), JSON.stringify(steps))
  })

  test('that were signed elsewhere are adopted, and their keys come and go', async () => {
    const here = await open()
    try {
      const request = await here.createRequest({ subject: `CN=Issuing,${ORGANISATION}`, san: [], profile: 'intermediate-ca' })
      const signed = await root.issue(request.pem, { profile: 'intermediate-ca', days: 300 })
      const adopted = await here.adoptAuthority({ certificate: signed.certificate.pem + signed.chainPem, request: request.id })
      assert.deepEqual([(await adopted.view()).hasKey, await here.requests()], [true, []])
      const issued = await adopted.issue(server('c.sample.com'), { profile: 'server' })
      isVerified((await root.view()).certificate.pem, issued.chainPem, issued.certificate.pem)

      await refuses(adopted.detachKey({ passphrase: 'not this one' }), 'vault/wrong-passphrase')
      assert.equal((await adopted.detachKey({ passphrase: PASSPHRASE })).hasKey, false)
      await refuses(adopted.issue(server('d.sample.com'), { profile: 'server' }), 'authority/key-offline')
      assert.equal((await adopted.revoke(issued.serial, { reason: 'superseded' })).status, 'revoked')

      const alone = await here.adoptAuthority({ certificate: (await root.view()).certificate.pem })
      await refuses(alone.issueCrl({ days: 1 }), 'authority/key-offline')
    } finally {
      await here.lock()
    }
  })
})

describe('lists', () => {
  let vault, ca, view
  before(async () => {
    vault = await open()
    ca = await vault.createAuthority({ subject: `CN=Listing,${ORGANISATION}`, days: 3650 })
    const { settings } = await ca.view()
    const publication = { crl: ['http://sample.com/ca.crl'], delta: ['http://sample.com/delta.crl'], issuer: [], ocsp: [] }
    view = await ca.configure({ ...settings, publication })
  })
  after(() => vault.lock())

  test('say what has changed since the last', async () => {
    const issued = await ca.issue(server('e.sample.com'), { profile: 'server' })
    await refuses(ca.issueCrl({ delta: true }), 'authority/crl-base-missing')
    const base = await ca.issueCrl({ days: 31, distributionPoint: true })
    await ca.revoke({ certificate: issued.certificate.pem }, { reason: 'keyCompromise' })
    const delta = await ca.issueCrl({ delta: true, hours: 6 })
    assert.deepEqual(await ca.deltaCrl(), delta)
    assert.deepEqual(await ca.crl(), base)
    const lists = ['-CRLfile', write('base.pem', base.pem), '-CRLfile', write('delta.pem', delta.pem)]
    const check = verify(view.certificate.pem, '', issued.certificate.pem, '-crl_check', '-use_deltas', '-extended_crl', ...lists)
    assert.match(check.text, /certificate revoked/)
    isVerified(view.certificate.pem, '', issued.certificate.pem, '-crl_check', '-extended_crl', ...lists.slice(0, 2))
  })

  test('are signed ahead and zipped', async () => {
    const { lists, zip } = await ca.issueCrlSeries({ count: 4, days: 7, overlapSeconds: 86_400 })
    assert.equal(lists.length, 4)
    assert.equal(new TextDecoder().decode(zip.subarray(0, 2)), 'PK')
    for (const list of lists) {
      const at = Math.floor(Date.parse(list.thisUpdate) / 1000) + 60
      const good = await ca.issue(server('f.sample.com'), { profile: 'server', days: 90 })
      isVerified(view.certificate.pem, '', good.certificate.pem, '-crl_check', '-attime', String(at), '-CRLfile', write('list.pem', list.pem))
    }
    assert.deepEqual(await ca.crl(), lists[0])
  })

  test('have what retires, what is on hold and what nobody knew of', async () => {
    const issued = await ca.issue(server('g.sample.com'), { profile: 'server', days: 90 })
    const on = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')
    assert.equal((await ca.supersede(issued.serial, on)).retires, on)
    assert.equal((await ca.supersede(issued.serial, null)).retires, undefined)
    assert.equal((await ca.supersede(issued.serial)).revoked.reason, 'superseded')
    await refuses(ca.revoke('0A0B0C', { reason: 'certificateHold' }), 'authority/serial-unknown')
    const bare = await ca.revoke('0A0B0C', { reason: 'certificateHold', holdInstruction: 'holdInstructionReject', record: true })
    assert.deepEqual([bare.bare, bare.certificate], [true, undefined])
    const { text } = await ca.issueCrl({ days: 1 })
    assert.match(text, /Serial Number: 0A0B0C/)
    assert.match(text, /Hold Instruction Reject/)
    assert.equal((await ca.release('0A0B0C')).status, 'valid')
  })
})
