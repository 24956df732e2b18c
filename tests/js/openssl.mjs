/** OpenSSL, in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'rootpage-js-'))

/** Runs it and gives what it said, whether it agreed or not. */
export function openssl(...args) {
  const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  return { status, text: stdout + stderr }
}

export function write(name, content) {
  writeFileSync(join(folder, name), content)
  return name
}

export const read = name => new Uint8Array(readFileSync(join(folder, name)))

/** A request as another program makes it. */
export function makeRequest(subject = '/C=US/O=The Sample Company/CN=mail.sample.com', ...more) {
  execFileSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem', '-out', 'req.pem', '-subj', subject, ...more], { cwd: folder, stdio: 'pipe' })
  return readFileSync(join(folder, 'req.pem'), 'utf8')
}
