// The page's pure parts: its state, its words, its estimate of passphrases, the names of its files.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const app = fileURLToPath(new URL('../../www/app/', import.meta.url))
const { initial, reduce, canReceive } = await load('state.ts')
const words = await load('words.ts')
const { strength, duration, suggest } = await load('strength.ts')
const { certificateFiles, keyFiles, rootFiles, crlFiles } = await load('artifacts.ts')
const { crlState } = await load('views/crl-state.ts')
const { titleOf } = await load('views/title-of.ts')

async function load(path) {
  const { outputFiles } = await build({ entryPoints: [app + path], bundle: true, write: false, format: 'esm', platform: 'node' })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

const NOW = Date.parse('2026-11-20T12:00:00Z')
const authority = id => ({ id, title: id, counts: { valid: 0, expired: 0, revoked: 0 }, unpublishedRevocations: 0 })
const opened = (...ids) => reduce(initial, { type: 'opened', vault: { revision: 0, created: '', damages: [], authorities: ids.map(authority) } })
const text = { from: 'text', text: 'MIIC' }
const brought = (name, id = 1) => ({ type: 'brought', files: [{ id, name, size: 1, input: '' }] })

describe('TLSA records', () => {
  it('stand at the port and the name of the server', () => {
    const record = { usage: 3, selector: 1, matching: 1, data: 'ab01' }
    assert.equal(words.tlsaLines([record], 'mail.sample.com', '25'), '_25._tcp.mail.sample.com. IN TLSA 3 1 1 AB01')
    assert.equal(words.tlsaLines([record, record], 'mail.sample.com.', '').split('\n')[1], '_443._tcp.mail.sample.com. IN TLSA 3 1 1 AB01')
  })
})

describe('the state', () => {
  it('keeps nothing of an open vault once it is locked', () => {
    let state = opened('a')
    for (const event of [
      { type: 'drafted', authority: 'a', source: text },
      { type: 'issued', issued: { serial: '01' } },
      { type: 'told', toast: { id: 1, text: 'mail.sample.com is revoked', tone: 'good' } },
      { type: 'locking', seconds: 12 },
    ]) state = reduce(state, event)
    const locked = reduce(state, { type: 'locked', why: 'idle' })
    assert.deepEqual(locked, { ...initial, phase: { is: 'locked', why: 'idle' } })
  })

  it('forgets what was looked at, and its passwords, once it is locked', () => {
    const looked = reduce(reduce(opened('a'), brought('key.pem')), { type: 'password-given', password: 'changeit' })
    const locked = reduce(looked, { type: 'locked', why: 'idle' })
    assert.deepEqual(locked, { ...initial, phase: { is: 'locked', why: 'idle' }, route: { at: 'home' } })
  })

  it('looks at what comes later together with what is there, and begins anew from elsewhere', () => {
    const names = state => state.brought.files.map(({ name }) => name)
    const together = reduce(reduce(initial, brought('cert.pem')), brought('key.pem'))
    assert.deepEqual([names(together), together.route], [['cert.pem', 'key.pem'], { at: 'look' }])
    const anew = reduce(reduce(together, { type: 'went', route: { at: 'home' } }), brought('other.pem'))
    assert.deepEqual([names(anew), anew.brought.passwords], [['other.pem'], []])
  })

  it('puts one file away, or all, and nothing is left but the screen', () => {
    const two = reduce(reduce(initial, brought('cert.pem', 1)), brought('key.pem', 2))
    assert.deepEqual(reduce(two, { type: 'put-away', file: 1 }).brought.files.map(({ id }) => id), [2])
    assert.equal(reduce(reduce(two, { type: 'put-away', file: 1 }), { type: 'put-away', file: 2 }).brought, undefined)
    assert.equal(reduce(two, { type: 'put-away' }).brought, undefined)
  })

  it('comes back to what was looked at when the vault is unlocked for it', () => {
    const waiting = reduce(reduce({ ...initial, phase: { is: 'locked' } }, brought('ca.p12')), { type: 'went', route: { at: 'home' } })
    assert.deepEqual(reduce(waiting, { type: 'opened', vault: { authorities: [] } }).route, { at: 'look' })
  })

  it('does not open again when a late answer arrives after the lock', () => {
    const locked = reduce(opened('a'), { type: 'locked', why: 'asked' })
    assert.equal(reduce(locked, { type: 'refreshed', vault: { authorities: [] } }).phase.is, 'locked')
  })

  it('brings what is dropped to the authority at hand', () => {
    const there = reduce(opened('a', 'b'), { type: 'went', route: { at: 'authority', authority: 'b', tab: 'crl' } })
    const state = reduce(there, { type: 'received', source: text })
    assert.deepEqual([state.route, state.draft], [{ at: 'sign', authority: 'b' }, { authority: 'b', source: text }])
  })

  it('brings it to the only authority there is', () => {
    assert.deepEqual(reduce(opened('a'), { type: 'received', source: text }).route, { at: 'sign', authority: 'a' })
  })

  it('asks which authority where there are several', () => {
    const state = reduce(opened('a', 'b'), { type: 'received', source: text })
    assert.deepEqual([state.route, state.homeless, state.draft], [{ at: 'home' }, text, undefined])
    assert.equal(reduce(state, { type: 'drafted', authority: 'b', source: text }).homeless, undefined)
  })

  it('receives nothing while it is locked, empty or damaged', () => {
    assert.equal(canReceive(initial), false)
    assert.equal(canReceive(opened()), false)
    assert.equal(canReceive(opened('a')), true)
    assert.equal(canReceive(reduce(initial, { type: 'opened', vault: { damages: [{}], authorities: [authority('a')] } })), false)
  })

  it('goes home where the history names an authority that is not in the vault', () => {
    const before = { ...initial, route: { at: 'sign', authority: 'gone' } }
    assert.deepEqual(reduce(before, { type: 'opened', vault: { authorities: [authority('a')] } }).route, { at: 'home' })
  })

  it('shows what was just signed on its own screen, until one goes elsewhere', () => {
    const signed = reduce(opened('a'), { type: 'issued', issued: { serial: '01' } })
    const there = reduce(signed, { type: 'went', route: { at: 'certificate', authority: 'a', serial: '01' } })
    assert.equal(there.issued.serial, '01')
    assert.equal(there.draft, undefined)
    assert.equal(reduce(there, { type: 'went', route: { at: 'home' } }).issued, undefined)
  })

  it('hushes the message that is meant and no newer one', () => {
    const told = reduce(opened('a'), { type: 'told', toast: { id: 2, text: '', tone: 'good' } })
    assert.notEqual(reduce(told, { type: 'hushed', id: 1 }).toast, undefined)
    assert.equal(reduce(told, { type: 'hushed', id: 2 }).toast, undefined)
  })
})

describe('a subject', () => {
  it('is written by RFC 4514, without what is empty', () => {
    assert.equal(words.subjectText({ CN: ' Sample Root ', O: 'Sample, Inc.', OU: '', C: 'US' }), 'CN=Sample Root,O=Sample\\, Inc.,C=US')
    assert.deepEqual(words.attributeText('O', '#1 "+<a>;=\\'), ['O=\\#1 \\"\\+\\<a\\>\\;\\=\\\\'])
  })

  it('gives a title', () => {
    assert.equal(titleOf('CN=mail.sample.com,O=The Sample Company', []), 'mail.sample.com')
    assert.equal(titleOf('O=x,CN=Sample\\, Inc.', []), 'Sample, Inc.')
    assert.equal(titleOf('O=The Sample Company', ['dns:a.sample.com']), 'a.sample.com')
    assert.equal(titleOf('', []), 'without a name')
  })
})

describe('names of files', () => {
  it('come from the common name and are safe everywhere', () => {
    assert.equal(words.fileName('mail.sample.com', 'cert.pem'), 'mail.sample.com.cert.pem')
    assert.equal(words.fileName('*.sample.com', 'cert.pem'), 'wildcard.sample.com.cert.pem')
    assert.equal(words.fileName('../../etc/passwd', 'key.pem'), 'etc-passwd.key.pem')
    assert.equal(words.fileName('Müller & Söhne: "CA"', 'req.pem'), 'Muller-Sohne-CA.req.pem')
    assert.equal(words.fileName('…', 'cert.pem'), 'cert.pem')
    assert.equal(words.fileName('東京 サーバー', 'cert.pem'), '東京-サーバー.cert.pem')
    assert.ok(words.fileName('x'.repeat(400), 'pem').length < 100)
  })

  it('are those of the how-tos', () => {
    const entry = { title: 'mail.sample.com', certificate: { pem: 'C', der: new Uint8Array() }, chainPem: 'R', request: { pem: 'Q', form: 'pkcs10' } }
    assert.deepEqual(rootFiles(entry.certificate).map(({ name }) => name), ['cacert.pem', 'cacert.cer'])
    assert.deepEqual(certificateFiles(entry).map(({ name }) => name), ['mail.sample.com.cert.pem', 'mail.sample.com.cer', 'mail.sample.com.fullchain.pem', 'mail.sample.com.req.pem'])
    assert.equal(certificateFiles(entry)[2].content, 'CR')
    assert.deepEqual(keyFiles('a', { keyPem: 'K', keyCertPem: 'KC' }, true).map(({ name }) => name), ['a.key.pem', 'a.key-cert.pem'])
    assert.match(keyFiles('a', { keyPem: 'K' }, false)[0].about, /NOT encrypted/)
    assert.deepEqual(crlFiles({ der: new Uint8Array(), pem: '' }).map(({ name }) => name), ['rootca.crl', 'rootca.crl.pem'])
  })
})

describe('times', () => {
  const inDays = time => words.inDays(time, NOW)

  it('are told as one would say them', () => {
    assert.equal(inDays('2027-11-20T11:59:59Z'), 'in 365 days')
    assert.equal(inDays('2026-11-22T12:00:00Z'), 'in 2 days')
    assert.equal(inDays('2026-11-20T13:00:00Z'), 'within a day')
    assert.equal(inDays('2026-11-20T11:00:00Z'), 'within the last day')
    assert.equal(inDays('2026-11-15T12:00:00Z'), '5 days ago')
    assert.equal(inDays('2029-05-08T12:00:00Z'), 'in 2.5 years')
    assert.equal(inDays('2036-11-17T12:00:00Z'), 'in 10 years')
    assert.equal(words.lastDay(365, NOW), '2027-11-20')
    assert.equal(words.lastDay(1e12, NOW), '')
    assert.equal(words.moment('2026-11-20T12:00:00Z'), '2026-11-20 12:00:00 UTC')
  })

  it('grow urgent as they come near, and with the issuer’s', () => {
    const urgency = (days, issuer) => words.urgency(after(days), NOW, issuer === undefined ? undefined : after(issuer))
    assert.deepEqual([urgency(-1), urgency(3), urgency(20), urgency(90)], ['over', 'urgent', 'soon', 'fine'])
    assert.equal(urgency(90, 3), 'urgent')
    assert.equal(words.elapsed(after(-1), after(3), NOW), 0.25)
    assert.equal(words.elapsed(after(-3), after(-1), NOW), 1)
  })

  const after = days => new Date(NOW + days * 86_400_000).toISOString()

  it('say when a revocation list is due', () => {
    const state = parts => crlState({ ...authority('a'), ...parts }, NOW)
    const crl = days => ({ number: '1', thisUpdate: after(-1), nextUpdate: after(days), entries: 0 })
    assert.equal(state({}).due, false)
    assert.equal(state({ crl: crl(20) }).due, false)
    assert.equal(state({ crl: crl(3) }).due, true)
    assert.match(state({ crl: crl(-4) }).short, /ran out 4 days ago/)
    assert.match(state({ crl: crl(20), unpublishedRevocations: 2 }).short, /^2 revocations not in a list yet$/)
  })
})

describe('long values', () => {
  it('are grouped and shortened so that they can be compared', () => {
    assert.equal(words.pairs('4b290fe0'), '4B:29:0F:E0')
    assert.equal(words.shortSerial('4B290FE0517D9C228A110DC53361F07E'), '4B290FE0…F07E')
    assert.equal(words.shortSerial('01'), '01')
    assert.deepEqual([words.size(1), words.size(1234), words.size(50_000_000)], ['1 byte', '1.2 kB', '50.0 MB'])
  })
})

describe('the estimate of a passphrase', () => {
  const bits = passphrase => strength(passphrase).bits
  const level = passphrase => strength(passphrase).level

  it('takes what is common for what it is', () => {
    for (const weak of ['', 'password', 'Passw0rd!', 'letmein123', 'qwertyuiop', '12345678', 'aaaaaaaaaaaa', 'abcabcabcabc', 'summer2024', 'rootpage1']) assert.equal(level(weak), 'weak', weak)
  })

  it('counts five random words as five random words', () => {
    assert.ok(Math.abs(bits('gown catch artwork album genuine') - 5 * 11 - 4 * 2) < 8)
    assert.equal(level('kitten kitten battle twice base'), 'good')
    for (let round = 0; round < 2000; round++) assert.equal(level(suggest()), 'strong')
  })

  it('never gives more than the characters could hold, nor less for more of them', () => {
    for (const passphrase of ['kX9#mQ2$vL', 'zzxqjw', 'correct horse', 'Tr0ub4dor&3']) {
      assert.ok(bits(passphrase) <= passphrase.length * Math.log2(95), passphrase)
      assert.ok(bits(`${passphrase}~`) >= bits(passphrase), passphrase)
    }
  })

  it('takes random characters for what they are', () => {
    assert.ok(bits('kX9#mQ2$vLw4') > 50)
    assert.equal(level('kX9#mQ2$vLw4pZ'), 'strong')
  })

  it('says it in words', () => {
    assert.deepEqual([0.2, 1, 90, 7200, 5 * 86_400, 20 * 365.25 * 86_400, 1e30].map(duration), ['less than a second', 'about 1 second', 'about 2 minutes', 'about 2 hours', 'about 5 days', 'about 20 years', 'more than a million years'])
  })

  it('suggests different words each time', () => {
    assert.notEqual(suggest(), suggest())
    assert.equal(suggest().split(' ').length, 5)
  })
})
