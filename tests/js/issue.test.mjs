/** Does an authority sign by its settings, through the package: the sections of an openssl.cnf, many requests at once, one subject at a time? */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { explainConfiguration, inspect, memoryStore, openVault } from 'rootpage'
import { makeRequest } from './openssl.mjs'
import { QUICK } from './quick.mjs'
import { refuses } from './refusal.mjs'

const PASSPHRASE = 'correct horse battery staple'
const vector = name => readFileSync(new URL(`../vectors/openssl/${name}`, import.meta.url))
const CONFIGURATION = vector('profiles.cnf').toString()
const SPKAC = vector('request.spkac')
const SUBJECT = '/C=US/O=The Sample Company/CN='
const PLAIN = { publication: { crl: [], issuer: [], ocsp: [], delta: [] }, beyondIssuer: 'refuse', serials: 'random', uniqueSubject: false, crlSeconds: 31 * 86_400 }

describe('an authority with settings', () => {
  let vault
  const authority = async settings => {
    const ca = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
    await ca.configure({ ...PLAIN, ...settings })
    return ca
  }
  const configuration = { path: 'openssl.cnf', text: CONFIGURATION, includes: {} }
  before(async () => {
    vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
  })
  after(() => vault.lock())

  test('signs by a section of its configuration and says what became of each field', async () => {
    const ca = await authority({ configuration })
    const view = await ca.view()
    assert.equal(view.defaultProfile, 'usr_cert')
    assert.deepEqual(view.policies, ['policy_match', 'policy_anything'])
    assert.ok(view.profiles.some(profile => profile.name === 'server_cert' && !profile.builtIn))
    const issued = await ca.issue(makeRequest(`${SUBJECT}mail.sample.com`), { profile: 'server_cert' })
    assert.equal(issued.profile, 'server_cert')
    assert.deepEqual(issued.certificate.san, ['dns:mail.sample.com', 'dns:www.sample.com'])
    assert.match(issued.report.find(row => row.field === 'subject.O').why, /policy_match/)
    const other = makeRequest('/C=DE/O=Another/CN=a.sample.com')
    const error = await ca.issue(other).then(() => assert.fail('it is signed'), error => error)
    assert.deepEqual(error.details.violations.map(({ code, field }) => [code, field]), [['policy/name-policy', 'subject.C'], ['policy/name-policy', 'subject.O']])
    assert.equal((await ca.issue(other, { policy: false })).subject, 'CN=a.sample.com,O=Another,C=DE')
  })

  test('refuses a configuration that cannot be signed by, with the line', async () => {
    const ca = await authority({})
    const text = CONFIGURATION.replace('subjectAltName = union', 'subjectAltName = both')
    await refuses(ca.configure({ ...PLAIN, configuration: { ...configuration, text } }), 'openssl/config-value')
    assert.equal((await ca.view()).settings.configuration, undefined)
  })

  test('signs many requests at once, each with its report or its reason', async () => {
    const ca = await authority({ uniqueSubject: true, serials: 'sequential' })
    const csr = makeRequest(`${SUBJECT}a.sample.com`)
    const { items } = await ca.issueMany([csr, csr, makeRequest(`${SUBJECT}b.sample.com`)])
    assert.deepEqual(items.map(item => item.issued?.serial ?? item.violations[0].code), ['01', 'policy/subject-taken', '02'])
    const second = await ca.issue(csr, { supersede: { serials: ['01'] } })
    assert.deepEqual([second.serial, second.superseded], ['03', ['01']])
    assert.equal((await ca.certificate('01')).revoked.reason, 'superseded')
  })

  test('takes an SPKAC and a self-signed certificate for a request', async () => {
    const ca = await authority({})
    const spkac = await ca.issue(SPKAC)
    assert.equal(spkac.request.form, 'spkac')
    assert.equal((await inspect(SPKAC)).kind, 'spkac')
    const other = await vault.createAuthority({ subject: 'CN=old.sample.com', days: 30 })
    const issued = await ca.issue((await other.view()).certificate.pem)
    assert.deepEqual([issued.subject, issued.request.form], ['CN=old.sample.com', 'certificate'])
    await refuses(ca.issue(issued.certificate.pem), 'parse/pem-label-unexpected')
  })

  test('explains a configuration without a vault', async () => {
    const explained = await explainConfiguration(CONFIGURATION)
    assert.equal(explained.lines.find(line => line.statement === 'subjectAltName = union').line, 50)
    assert.deepEqual(explained.profiles.map(profile => profile.name), ['usr_cert', 'server_cert', 'mail_cert', 'v3_ca'])
    await refuses(explainConfiguration('no line'), 'openssl/config-syntax')
  })
})
