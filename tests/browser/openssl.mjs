/** OpenSSL as a judge of what was downloaded. */
import { spawnSync } from 'node:child_process'

export function openssl(...args) {
  const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  return { agrees: status === 0, said: stdout + stderr }
}

export const verifies = (root, certificate, ...more) => openssl('verify', '-x509_strict', ...more, '-CAfile', root, certificate)
