/** Files as other programs leave them behind: an authority, a server below it, and all of it in keystores. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const STORE_PASSWORD = 'changeit'

/** A folder with root.pem, root.key.pem, issuing.pem, cert.pem, key.pem, server.p12 and authority.p12. */
export function makeMaterial() {
  const folder = mkdtempSync(join(tmpdir(), 'rootpage-material-'))
  const run = (program, ...args) => execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const openssl = (...args) => run('openssl', ...args)
  const write = (name, text) => writeFileSync(join(folder, name), text)
  write('ca.cnf', 'basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n')
  write('server.cnf', 'basicConstraints = CA:FALSE\nsubjectAltName = DNS:shop.sample.com\nextendedKeyUsage = serverAuth\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n')
  openssl('req', '-x509', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'root.key.pem', '-out', 'root.pem', '-days', '3650', '-subj', '/O=The Sample Company/CN=Brought Root', '-addext', 'keyUsage = critical, keyCertSign, cRLSign')
  below('/O=The Sample Company/CN=Brought Issuing CA', 'issuing', 'root', 'ca.cnf')
  below('/O=The Sample Company/CN=shop.sample.com', 'server', 'issuing', 'server.cnf')
  openssl('pkcs12', '-export', '-inkey', 'server.key.pem', '-in', 'server.pem', '-certfile', 'issuing.pem', '-name', 'the shop', '-passout', `pass:${STORE_PASSWORD}`, '-out', 'server.p12')
  openssl('pkcs12', '-export', '-inkey', 'root.key.pem', '-in', 'root.pem', '-name', 'the root', '-passout', `pass:${STORE_PASSWORD}`, '-out', 'authority.p12')
  return { folder, path: name => join(folder, name), read: name => readFileSync(join(folder, name), 'utf8'), run, openssl }

  function below(subject, name, issuer, extensions) {
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key.pem`, '-out', `${name}.req.pem`, '-subj', subject)
    openssl('x509', '-req', '-in', `${name}.req.pem`, '-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key.pem`, '-CAcreateserial', '-days', '365', '-extfile', extensions, '-out', `${name}.pem`)
  }
}
