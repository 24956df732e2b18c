/** Do others accept our CRLs, and refuse what they revoke. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import { certtool, go, openssl, pkilint } from './judges.mjs'
import { material } from './material.mjs'

let all
before(async () => {
  all = await material()
})
const each = async (judge) => {
  for (const authority of all.authorities) await judge(authority)
}

describe('CRLs', () => {
  test('openssl crl -verify accepts every list', () =>
    each(async ({ key, root, crl, emptyCrl }) => {
      for (const list of [crl, emptyCrl]) {
        const said = await openssl('crl', '-in', list, '-CAfile', root, '-noout')
        assert.match(said.text, /verify OK/, `${key}: ${said.text}`)
      }
    }))

  test('openssl verify -crl_check refuses the revoked and the held certificate, and no other', () =>
    each(async ({ root, crl, revoked, held, certificates }) => {
      const check = (leaf) => openssl('verify', '-x509_strict', '-crl_check', '-CAfile', root, '-CRLfile', crl, leaf.certificate)
      for (const leaf of [revoked, held]) assert.match((await check(leaf)).text, /error 23 .*certificate revoked/, leaf.name)
      for (const leaf of certificates) assert.equal((await check(leaf)).status, 0, leaf.name)
    }))

  test('the list says the reasons, its number and the key that signed it', () =>
    each(async ({ crl }) => {
      const { text } = await openssl('crl', '-in', crl, '-noout', '-text')
      assert.match(text, /Key Compromise/)
      assert.match(text, /Certificate Hold/)
      assert.match(text, /X509v3 CRL Number/)
      assert.match(text, /X509v3 Authority Key Identifier/)
    }))

  test('certtool verifies every list', () =>
    each(async ({ key, root, crl }) => {
      const said = await certtool('--verify-crl', '--load-ca-certificate', root, '--infile', crl)
      assert.match(said.text, /Verification output: Verified/, `${key}: ${said.text}`)
    }))

  test('Go verifies every list and finds the serial numbers in it', () =>
    each(async ({ root, crl, revoked, held }) => {
      for (const leaf of [revoked, held]) assert.equal((await go('crl', root, crl, leaf.serial)).text, 'ok\n', leaf.name)
    }))

  test('pkilint has no finding at WARNING on any list', () =>
    each(async ({ key, crl, emptyCrl }) => {
      for (const list of [crl, emptyCrl]) {
        const said = await pkilint('lint_crl', 'lint', '-t', 'CRL', '-p', 'PKIX', '-s', 'WARNING', list)
        assert.deepEqual(said, { status: 0, text: '' }, key)
      }
    }))

  test('PEM and DER are the same list', () =>
    each(async ({ crl, crlDer }) => {
      const pem = readFileSync(crl, 'utf8').replace(/-----[A-Z0-9 ]+-----/g, '').replace(/\s/g, '')
      assert.equal(pem, readFileSync(crlDer).toString('base64'))
    }))
})
