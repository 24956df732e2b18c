/** Do others accept our certificates: OpenSSL, GnuTLS, NSS, Go, Java and pkilint. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { certtool, go, java, openssl, pkilint, run } from './judges.mjs'
import { HOST, material } from './material.mjs'

const OTHER = 'smtp.sample.com'
/** Clients that cannot use a kind of key at all; the page says so before it signs. */
const JAVA_READS = (authority, leaf) => authority.key !== 'ed25519' && leaf.kind !== 'ed25519'
const PURPOSE = { server: 'sslserver', client: 'sslclient', 'server-client': 'sslserver', email: 'smimesign' }
/** RFC 5280's host names have no wildcard, those of TLS do (RFC 9525, section 6.3): the one finding that is not ours. */
const WILDCARD = /^GeneralNameDnsNameSyntaxValidator @ [^\n]+\n +pkix\.invalid_domain_name_syntax \(ERROR\): Invalid domain name syntax: "\*\.lan\.sample\.com"$/

let all
before(async () => {
  all = await material()
})
const each = async (judge) => {
  for (const authority of all.authorities) for (const leaf of authority.certificates) await judge(authority, leaf)
}
const servers = (judge) => each((authority, leaf) => (leaf.profile === 'server' ? judge(authority, leaf) : undefined))

describe('certificates', () => {
  test('openssl verify -x509_strict accepts every chain, for its purpose', () =>
    each(async (authority, leaf) => {
      const purpose = PURPOSE[leaf.profile] ? ['-purpose', PURPOSE[leaf.profile]] : []
      const said = await openssl('verify', '-x509_strict', '-auth_level', '2', ...purpose, '-CAfile', authority.root, leaf.certificate)
      assert.equal(said.status, 0, `${leaf.name}: ${said.text}`)
    }))

  test('openssl refuses a server certificate for another purpose and another name', () =>
    servers(async (authority, leaf) => {
      const asClient = await openssl('verify', '-purpose', 'sslclient', '-CAfile', authority.root, leaf.certificate)
      assert.match(asClient.text, /unsuitable certificate purpose|unsupported certificate purpose/, leaf.name)
      const other = await openssl('verify', '-verify_hostname', OTHER, '-CAfile', authority.root, leaf.certificate)
      assert.match(other.text, /hostname mismatch/i, leaf.name)
    }))

  test('openssl verifies every request made here', () =>
    each(async (_, leaf) => {
      const said = await openssl('req', '-in', leaf.csr, '-noout', '-verify')
      assert.match(said.text, /verify OK/, leaf.name)
    }))

  test('openssl finds every private key sound and fitting its certificate', () =>
    each(async (_, leaf) => {
      const check = await openssl('pkey', '-in', leaf.key, '-noout', '-check')
      assert.match(check.text, /Key is valid/, leaf.name)
      const [key, certificate] = [await openssl('pkey', '-in', leaf.key, '-pubout'), await openssl('x509', '-in', leaf.certificate, '-noout', '-pubkey')]
      assert.equal(key.text, certificate.text, leaf.name)
    }))

  test('certtool verifies every server chain, and not for another name', () =>
    servers(async (authority, leaf) => {
      const ask = (host) => certtool('--verify', '--load-ca-certificate', authority.root, '--verify-hostname', host, '--verify-purpose', '1.3.6.1.5.5.7.3.1', '--infile', leaf.chain)
      assert.match((await ask(HOST)).text, /Chain verification output: Verified/, leaf.name)
      assert.match((await ask(OTHER)).text, /Chain verification output: Not verified.*name in the certificate does not match/, leaf.name)
    }))

  test('Go accepts every server and client chain, and refuses another name', () =>
    each(async (authority, leaf) => {
      if (leaf.profile === 'server') {
        assert.equal((await go('chain', authority.root, leaf.chain, HOST)).text, 'ok\n', leaf.name)
        assert.match((await go('chain', authority.root, leaf.chain, OTHER)).text, /not smtp/, leaf.name)
      }
      if (leaf.profile === 'client') assert.equal((await go('client', authority.root, leaf.chain)).text, 'ok\n', leaf.name)
      assert.equal((await go('csr', leaf.csr)).text, 'ok\n', leaf.name)
    }))

  test('Java shakes hands with every server key that it can use, and refuses another name', () =>
    servers(async (authority, leaf) => {
      if (!JAVA_READS(authority, leaf)) return
      assert.match((await java(authority.root, leaf.chain, leaf.key, HOST)).text, /^ok$/m, leaf.name)
      if (leaf.kind === 'p-256') assert.match((await java(authority.root, leaf.chain, leaf.key, OTHER)).text, /No subject alternative DNS name matching/, leaf.name)
    }))

  test('NSS accepts the server chains of the kinds that it knows', async () => {
    for (const authority of all.authorities.filter(({ key }) => key !== 'ed25519')) {
      const database = `sql:${mkdtempSync(join(tmpdir(), 'rootpage-nss-'))}`
      const certutil = (...args) => run('certutil', [...args, '-d', database])
      await certutil('-N', '--empty-password')
      await certutil('-A', '-n', 'root', '-t', 'CT,C,C', '-a', '-i', authority.root)
      for (const leaf of authority.certificates.filter(({ profile, kind }) => profile === 'server' && kind !== 'ed25519')) {
        await certutil('-A', '-n', leaf.name, '-t', ',,', '-a', '-i', leaf.certificate)
        assert.match((await certutil('-V', '-n', leaf.name, '-u', 'V', '-e')).text, /certificate is valid/, leaf.name)
      }
    }
  })

  test('pkilint has no finding at WARNING on any certificate', async () => {
    for (const authority of all.authorities) {
      for (const file of [authority.root, ...authority.certificates.map(({ certificate }) => certificate)]) {
        const { text } = await pkilint('lint_pkix_cert', 'lint', '-s', 'WARNING', file)
        assert.equal(text.replace(WILDCARD, ''), '', file)
      }
    }
  })

  test('pkilint finds issuer and subject fitting each other', async () => {
    for (const authority of all.authorities) {
      for (const { certificate } of authority.certificates) {
        const said = await pkilint('lint_pkix_signer_signee_cert_chain', 'lint', '-s', 'WARNING', authority.root, certificate)
        assert.deepEqual(said, { status: 0, text: '' }, certificate)
      }
    }
  })

  test('an encrypted key opens with its passphrase in openssl and certtool, and is AES-256 under PBKDF2-SHA-256', async () => {
    const open = (word) => openssl('pkey', '-in', all.encryptedKey, '-passin', `pass:${word}`)
    assert.equal((await open('pass phrase')).text, readFileSync(all.plainKey, 'utf8'))
    assert.notEqual((await open('wrong')).status, 0)
    const shape = await openssl('asn1parse', '-in', all.encryptedKey)
    assert.match(shape.text, /PBKDF2[\s\S]*:0927C0[\s\S]*hmacWithSHA256[\s\S]*aes-256-cbc/)
    assert.match((await certtool('--key-info', '--infile', all.encryptedKey, '--password', 'pass phrase')).text, /secp256r1|SECP256R1/i)
  })
})
