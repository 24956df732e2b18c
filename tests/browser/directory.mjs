/** A directory of `openssl ca` as people have it: the second how-to's configuration, and what its commands left behind. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/step.mjs'

/** The how-to's own. */
export const PEM_PASSPHRASE = 'demo'
const SUBJECT = '/O=The Sample Company/L=Metropolis/ST=New York/C=US'

/** A directory with two valid certificates, a revoked and an expired one, a list, a request and a note; packed as .tar.gz and .zip. */
export function makeDirectory() {
  const parent = mkdtempSync(join(tmpdir(), 'rootpage-directory-'))
  const ca = new Directory(join(parent, 'CA'))
  ca.begin()
  for (const host of ['mail', 'www', 'gone']) ca.sign(host)
  ca.sign('old', '-startdate', '20200101000000Z', '-enddate', '20210101000000Z')
  ca.run('-revoke', 'newcerts/03.pem', '-crl_reason', 'keyCompromise')
  ca.run('-updatedb')
  ca.run('-gencrl', '-crldays', '31', '-out', 'rootca.crl')
  ca.write('NOTES', 'The postmaster has the passphrase.\n')
  return ca
}

/** A directory in which OpenSSL works. */
export class Directory {
  constructor(path) {
    this.path = path
  }

  begin() {
    for (const folder of ['', 'newcerts', 'private', 'requests']) mkdirSync(join(this.path, folder), { recursive: true })
    copyFileSync(`${root}tests/vectors/openssl/howto.cnf`, join(this.path, 'openssl.cnf'))
    // The old how-to's MD5 is refused by OpenSSL today.
    const text = readFileSync(join(this.path, 'openssl.cnf'), 'utf8').replace(/(default_md\s*=\s*)md5/g, '$1sha256')
    this.write('openssl.cnf', text)
    this.write('index.txt', '')
    this.write('serial', '01\n')
    this.openssl('req', '-new', '-x509', '-extensions', 'v3_ca', '-newkey', 'rsa:2048', '-keyout', 'private/cakey.pem', '-passout', `pass:${PEM_PASSPHRASE}`, '-out', 'cacert.pem', '-days', '3650', '-config', 'openssl.cnf', '-batch', '-subj', `${SUBJECT}/CN=Old Sample Root`)
    this.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key.pem')
  }

  /** A request, signed: `openssl req`, `openssl ca -infiles`. */
  sign(host, ...options) {
    const request = `requests/${host}.pem`
    this.openssl('req', '-new', '-key', 'key.pem', '-out', request, '-config', 'openssl.cnf', '-subj', `${SUBJECT}/CN=${host}.sample.com`)
    this.run(...options, '-out', 'cert.pem', '-notext', '-infiles', request)
    return join(this.path, 'cert.pem')
  }

  /** `openssl ca`, with the passphrase that it would ask for. */
  run(...options) {
    return this.openssl('ca', '-config', 'openssl.cnf', '-batch', '-passin', `pass:${PEM_PASSPHRASE}`, ...options)
  }

  openssl(...args) {
    return execFileSync('openssl', args, { cwd: this.path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  write(name, text) {
    writeFileSync(join(this.path, name), text)
  }

  append(name, text) {
    appendFileSync(join(this.path, name), text)
  }

  read(name) {
    return readFileSync(join(this.path, name), 'utf8')
  }

  /** The whole of it, as people pack it: with the folder's own name in front. */
  packed(kind = 'tar.gz') {
    const path = `${this.path}.${kind}`
    if (kind === 'zip') execFileSync('zip', ['-q', '-r', path, 'CA'], { cwd: join(this.path, '..') })
    else execFileSync('tar', ['-czf', path, 'CA'], { cwd: join(this.path, '..') })
    return path
  }
}

/** What Rootpage gave back, unpacked beside the old one; a folder that was in the archive is there again. */
export function unpacked(zip) {
  const path = mkdtempSync(join(tmpdir(), 'rootpage-given-back-'))
  execFileSync('unzip', ['-q', zip, '-d', path])
  return new Directory(existsSync(join(path, 'CA')) ? join(path, 'CA') : path)
}
