// What is signed and by whom: the same request for every contender, authorities of each kind, files for OpenSSL.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const folder = mkdtempSync(join(tmpdir(), 'rootpage-bench-'))
export const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
export const text = name => readFileSync(join(folder, name), 'utf8')
export const write = (name, content) => writeFileSync(join(folder, name), content)

export const DAYS = 365
export const EXTENSIONS = `basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:mail.sample.com
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
`
write('leaf.ext', EXTENSIONS)

/** Authority keys by kind, and how OpenSSL makes them. */
const KEYS = {
  'rsa-2048': ['-newkey', 'rsa:2048'],
  'p-256': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ed25519: ['-newkey', 'ed25519'],
}

for (const [kind, key] of Object.entries(KEYS)) openssl('req', '-x509', ...key, '-nodes', '-keyout', `${kind}.key`, '-out', `${kind}.pem`, '-days', '3650', '-subj', '/CN=Sample Root')
openssl('req', '-new', ...KEYS['p-256'], '-nodes', '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=mail.sample.com', '-addext', 'subjectAltName=DNS:mail.sample.com')
openssl('req', '-new', ...KEYS['rsa-2048'], '-nodes', '-keyout', 'leaf-rsa.key', '-out', 'leaf-rsa.csr', '-subj', '/CN=mail.sample.com', '-addext', 'subjectAltName=DNS:mail.sample.com')
