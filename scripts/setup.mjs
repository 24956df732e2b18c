// Sets up what is missing, and says so: `node scripts/setup.mjs` for a build, `node scripts/setup.mjs test` for the tests too. A second run skips what is done.
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Failure, attempt, has, root, run, script, step } from './step.mjs'

const WASM = 'wasm32-unknown-unknown'
const PKILINT = '0.13.3'
/** Of the reader of vaults that knows docs/vault-format.md alone (tests/vault_reader.py). */
const READER = ['argon2-cffi==25.1.0', 'pynacl==1.6.2', 'mnemonic==0.21']
const LOCK_COPY = `${root}node_modules/.rootpage-lock`

/** What the tests call, and the Debian package that has it. */
const PROGRAMS = [
  ['openssl', 'openssl', ['version']], ['curl', 'curl'], ['certtool', 'gnutls-bin'], ['certutil', 'libnss3-tools', ['-H']], ['go', 'golang-go', ['version']],
  ['keytool', 'openjdk-17-jdk-headless', ['-help']], ['javac', 'openjdk-17-jdk-headless', ['-version']], ['git', 'git'], ['xmllint', 'libxml2-utils'], ['trust', 'p11-kit', ['--help']],
]

/** Servers that the tests start by themselves, on free ports of 127.0.0.1: the program, its package, and the service that Debian would run with it. */
const SERVERS = [
  ['apache2', 'apache2-bin'], ['nginx', 'nginx-light', 'nginx'], ['haproxy', 'haproxy', 'haproxy'], ['lighttpd', 'lighttpd', 'lighttpd'], ['caddy', 'caddy', 'caddy'], ['stunnel4', 'stunnel4', 'stunnel4'],
  ['dovecot', 'dovecot-imapd', 'dovecot'], ['mariadbd', 'mariadb-server-core'], ['mariadb', 'mariadb-client-core'], ['psql', 'postgresql', 'postgresql'], ['openvpn', 'openvpn', 'openvpn'],
  ['freeradius', 'freeradius', 'freeradius'], ['eapol_test', 'eapoltest'], ['swanctl', 'strongswan-swanctl'],
]

/** What is no program, and the package that has it. */
const FILES = [
  // It would start, whatever it is asked.
  ['/usr/sbin/charon-systemd', 'charon-systemd'],
  ['/usr/lib/lighttpd/mod_openssl.so', 'lighttpd-mod-openssl'], ['/usr/lib/postgresql', 'postgresql'], ['/usr/share/tomcat10/bin/bootstrap.jar', 'tomcat10-common'],
  ['/etc/ssl/certs/ca-certificates.crt', 'ca-certificates'], ['/usr/lib/ipsec/plugins/libstrongswan-openssl.so', 'libstrongswan-standard-plugins'],
  // Any mail server has this file, and one takes the other away: Postfix is tried where there is none.
  ['/usr/sbin/sendmail', 'postfix'],
]

/** Debian asks this program whether a package may start its service; 101 means that it may not (policy-rc.d of invoke-rc.d(8)). */
const POLICY = '/usr/sbin/policy-rc.d'

await script(async () => {
  await setUpRust()
  await setUpNode()
  if (process.argv[2] !== 'test') return
  await setUpPrograms()
  await setUpPython('pkilint', [`pkilint==${PKILINT}`], PKILINT)
  await setUpPython('reader', READER)
})

async function setUpRust() {
  const said = await attempt('rustc', ['--print', 'target-libdir', '--target', WASM])
  if (said.status !== 0) throw new Failure('There is no rustc: install Rust 1.95 or later, https://rustup.rs', said.output)
  if (existsSync(said.stdout.trim())) return
  await step(`add the target ${WASM} to Rust`, () => run('rustup', ['target', 'add', WASM]))
}

async function setUpNode() {
  const [major] = process.versions.node.split('.')
  if (Number(major) < 20) throw new Failure(`Node ${process.versions.node} is too old: Node 20 or later is needed.`)
  const lock = createHash('sha256').update(readFileSync(`${root}package-lock.json`)).digest('hex')
  if (existsSync(LOCK_COPY) && readFileSync(LOCK_COPY, 'utf8') === lock) return
  await step('install the development packages (npm ci)', () => run('npm', ['ci', '--no-fund', '--no-audit']))
  writeFileSync(LOCK_COPY, lock)
}

async function setUpPrograms() {
  const { browserPath } = await import('./browsers.mjs')
  const missing = []
  for (const [program, debian, args] of PROGRAMS) if (!await runs(program, args)) missing.push(debian)
  for (const [program, debian] of SERVERS) if (!await runs(program, ['-v'])) missing.push(debian)
  for (const [file, debian] of FILES) if (!existsSync(file)) missing.push(debian)
  if (!browserPath('chromium')) missing.push('chromium')
  if (!browserPath('firefox')) missing.push('firefox-esr')
  if (!await runs('python3', ['-c', 'import ensurepip, venv'])) missing.push('python3-venv')
  if (!await has('/usr/bin/python3', ['-c', 'import yaml'])) missing.push('python3-yaml')
  if (missing.length > 0) await install([...new Set(missing)])
}

/** A program is there if it can be started, whatever it says of our question. */
async function runs(program, args = ['--version']) {
  // Servers stand where not everybody's shell looks.
  const { status } = await attempt(program, args, { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } })
  return program === 'python3' ? status === 0 : typeof status === 'number'
}

async function install(packages) {
  const canInstall = process.getuid?.() === 0 && await has('apt-get')
  if (!canInstall) throw new Failure(`The tests need programs that are not here. On Debian: sudo apt-get install --no-install-recommends ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await step('ask Debian for its packages', () => run('apt-get', ['update'], { env }))
  await step(`install ${packages.join(', ')}`, () => withoutServices(() => run('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], { env })))
  // Nor do they start with the machine. Where nothing starts services, there is nothing to switch off.
  for (const [, debian, service] of [...SERVERS, ['postfix', 'postfix', 'postfix'], ['charon-systemd', 'charon-systemd', 'strongswan']]) if (service && packages.includes(debian)) await attempt('systemctl', ['disable', service])
}

/** The tests want programs, not services: none that is installed here starts, and none takes a port that something else has. A policy that is there already stays as it is. */
async function withoutServices(install) {
  if (existsSync(POLICY)) return install()
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n')
  chmodSync(POLICY, 0o755)
  try {
    return await install()
  } finally {
    rmSync(POLICY)
  }
}

async function setUpPython(name, packages, version = packages.join('-')) {
  const venv = `${root}.cache/${name}`
  if (existsSync(`${venv}/done-${version}`)) return
  await step(`install ${packages.join(', ')} in .cache`, async () => {
    await run('python3', ['-m', 'venv', '--clear', venv])
    await run(`${venv}/bin/pip`, ['install', '--quiet', '--disable-pip-version-check', ...packages])
  })
  writeFileSync(`${venv}/done-${version}`, '')
}
