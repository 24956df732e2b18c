/** Databases, each run with the files and the lines of its own guide, and asked with the guide's own commands. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { step } from './room.mjs'
import { bringClients, freePort, houses, isRoot, PASSPHRASE, refusesOtherRoot, ServerRoom } from './server-room.mjs'

let all
let room
before(async () => {
  all = await houses()
})
after(() => all?.close())
afterEach(async () => {
  await room?.leave()
  room = undefined
})

/** Neither database runs as root. */
function otherUser(name) {
  if (!isRoot) return {}
  const id = flag => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function folderFor({ uid, gid }, name) {
  const folder = room.path(name)
  mkdirSync(folder)
  chmodSync(folder, 0o700)
  if (uid !== undefined) chownSync(folder, uid, gid)
  return folder
}

/** Debian keeps each version of PostgreSQL in a folder of its own. */
const VERSIONS = '/usr/lib/postgresql'

describe('PostgreSQL', () => {
  const BIN = `${VERSIONS}/${readdirSync(VERSIONS).at(-1)}/bin`
  const PASSWORD = { env: { PGPASSWORD: 'secret' } }

  async function serving(house, options = {}) {
    const port = await freePort()
    const user = otherUser('postgres')
    room = new ServerRoom({ 5432: port })
    const made = await house.exportFor('postgresql', { version: '15', user: 'alice', ...options })
    await room.install(made)
    bringClients(room, house)
    const data = folderFor(user, 'data')
    const sockets = folderFor(user, 'sockets')
    execFileSync(`${BIN}/initdb`, ['--pgdata', data, '--username=alice', `--pwfile=${room.write(room.path('password'), 'secret\n')}`, '--auth=scram-sha-256', '--no-sync'], { ...user, cwd: sockets, stdio: 'pipe' })
    room.configure(step(made.guide, 'Name the files'))
    const users = room.configure(step(made.guide, 'Let users in'))
    const main = room.write(room.place('/etc/postgresql/15/main/postgresql.conf'), [
      `data_directory = '${data}'`, `hba_file = '${users}'`, "listen_addresses = '127.0.0.1'", `port = ${port}`, `unix_socket_directories = '${sockets}'`, 'fsync = off', "include_dir = 'conf.d'", '',
    ].join('\n'))
    await room.start(`${BIN}/postgres`, ['-D', data, '-c', `config_file=${main}`], port, user)
    await settled(port)
    return made.guide
  }

  /** The port answers before the database does. */
  async function settled(port) {
    for (const end = Date.now() + 30_000; ;) {
      const { status, text } = await room.run(`${BIN}/pg_isready --host=127.0.0.1 --port=${port} --timeout=5`)
      if (status === 0) return
      assert.ok(Date.now() < end, text)
    }
  }

  for (const which of ['root', 'below']) {
    test(`${which}: psql verifies the whole of it, and the guide's commands say so`, async () => {
      const guide = await serving(all[which])
      await room.verify(guide.verify, PASSWORD)
      await refusesOtherRoot(room, guide.verify, all.stranger)
    })
  }

  for (const which of ['root', 'below']) {
    test(`${which}: logs in a client of the authority by its common name, not one that was revoked, and none without a certificate`, async () => {
      const guide = await serving(all[which], { clients: 'require' })
      await room.verify(guide.verify)
      const [{ command }] = guide.verify
      const none = await room.run(command.replace(/ sslcert=\S+ sslkey=[^\s"]+/, ''), PASSWORD)
      assert.match(none.text, /connection requires a valid client certificate|certificate required/)
      const revoked = await room.run(command.replace(/client\.(pem|key)/g, 'revoked.$1').replace('user=alice', 'user=mallory'))
      assert.match(revoked.text, /certificate revoked/)
    })
  }

  test('the files of a client: psql finds them by their names and tells the server who it is', async () => {
    await serving(all.below, { clients: 'require' })
    const { files, guide } = await all.below.authority.exportFor(all.below.client, 'postgresql-client', { server: 'mail.sample.com' }, { passphrase: PASSPHRASE })
    for (const { name, content } of files) room.write(room.path(name), content)
    await room.follow(step(guide, 'Put the files'))
    await room.verify(guide.verify)
    const revoked = room.run(guide.verify[0].command.replace('sslmode', 'sslcert=revoked.pem sslkey=revoked.key sslmode'))
    assert.match((await revoked).text, /certificate revoked/)
  })
})

describe('MariaDB', () => {
  const SMALL = ['--innodb-log-file-size=4M', '--innodb-buffer-pool-size=8M']
  let template

  /** The system's tables take seconds to make: they are made once. */
  function systemTables(user) {
    if (!template) {
      template = mkdtempSync(join(tmpdir(), 'rootpage-mariadb-'))
      if (user.uid !== undefined) chownSync(template, user.uid, user.gid)
      execFileSync('mariadb-install-db', ['--no-defaults', `--datadir=${template}`, ...SMALL, '--auth-root-authentication-method=normal', '--skip-test-db'], { ...user, cwd: template, stdio: 'pipe' })
    }
    execFileSync('cp', ['--archive', `${template}/.`, room.path('data')])
  }

  after(() => template && rmSync(template, { recursive: true, force: true }))

  async function serving(house, options = {}) {
    const port = await freePort()
    const user = otherUser('nobody')
    room = new ServerRoom({ 3306: port })
    const made = await house.exportFor('mysql', { flavour: 'mariadb', user: 'alice', ...options })
    room.put(made.files, made.guide)
    bringClients(room, house)
    // Debian makes the user mysql with the package of its service: here nobody has its place.
    if (isRoot) for (const { path, mode } of made.guide.files) if (mode === '0640') chownSync(room.place(path), 0, user.gid)
    const data = folderFor(user, 'data')
    const users = room.write(room.path('users.sql'), `CREATE USER 'alice'@'%' IDENTIFIED BY 'secret';\n${made.guide.steps.find(({ lines }) => lines?.language === 'sql')?.lines.text ?? ''}\n`)
    systemTables(user)
    const named = room.configure(step(made.guide, 'Name the files'))
    const file = room.write(room.path('my.cnf'), `[mariadbd]\ndatadir = ${data}\nsocket = ${data}/s\npid-file = ${data}/pid\nbind-address = 127.0.0.1\nport = ${port}\n${SMALL.map(option => option.slice(2)).join('\n')}\ninit-file = ${users}\n!include ${named}\n`)
    await room.start('mariadbd', [`--defaults-file=${file}`], port, user)
    return made.guide
  }

  /** Its client looks for the host by name and has no other way to be told the address: the certificate names 127.0.0.1 too. */
  const here = ({ command, ...check }) => ({ ...check, command: command.replace('--host=mail.sample.com', '--host=127.0.0.1').replace('--port=3306', `--port=${room.ports[3306]}`).replace('--password', '--password=secret') })

  for (const which of ['root', 'below']) {
    test(`${which}: the client verifies the whole of it, and the guide's command says so`, async () => {
      const guide = await serving(all[which])
      await room.verify(guide.verify.map(here))
      await refusesOtherRoot(room, guide.verify.map(here), all.stranger)
    })
  }

  for (const which of ['root', 'below']) {
    test(`${which}: logs in a client of the authority, not one that was revoked, and none without a certificate`, async () => {
      const guide = await serving(all[which], { clients: 'require' })
      await room.verify(guide.verify.map(here))
      const { command } = here(guide.verify[0])
      const none = await room.run(command.replace(/ --ssl-cert=\S+ --ssl-key=\S+/, ''))
      assert.match(none.text, /Access denied/)
      const revoked = await room.run(command.replace(/client\.(pem|key)/g, 'revoked.$1'))
      assert.doesNotMatch(revoked.text, /TLSv1/)
      assert.match(revoked.text, /ERROR/)
    })
  }
})
