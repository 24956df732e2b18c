/** Servers of mail, and stunnel, each run with the files and the lines of its own guide, and asked with the guide's own commands. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { step } from './room.mjs'
import { behind, bringClients, freePort, greeted, houses, isRoot, refusesOtherRoot, ServerRoom } from './server-room.mjs'

const CLIENT = { certificate: 'client.pem', key: 'client.key' }
const REVOKED = { certificate: 'revoked.pem', key: 'revoked.key' }

let all
let room
before(async () => {
  all = await houses()
})
after(() => all?.close())
afterEach(async () => {
  room?.site?.close()
  await room?.leave()
  room = undefined
})

describe('stunnel', () => {
  async function serving(house, options = {}) {
    const port = await freePort()
    room = new ServerRoom({ 993: port })
    room.site = await behind('* OK ready\r\n')
    const made = await house.exportFor('stunnel', { backend: `127.0.0.1:${room.site.port}`, ...options })
    await room.install(made)
    bringClients(room, house)
    const service = room.configure(step(made.guide, 'Write a service'), { 'accept = 993': `accept = 127.0.0.1:${port}` })
    const file = room.write(room.path('stunnel.conf'), `foreground = yes\npid =\nsyslog = no\ninclude = ${room.path('services')}\n`)
    mkdirSync(room.path('services'))
    room.write(room.path('services', 'imaps.conf'), room.read(service))
    await room.start('stunnel4', [file], port)
    return { guide: made.guide, port }
  }

  for (const which of ['root', 'below']) {
    test(`${which}: takes key-cert.pem, and the guide's command says so`, async () => {
      const { guide, port } = await serving(all[which])
      await room.verify(guide.verify)
      await refusesOtherRoot(room, guide.verify, all.stranger)
      assert.match((await greeted(room, port)).text, /OK ready/)
    })
  }

  for (const which of ['root', 'below']) {
    test(`${which}: lets in a client of the authority, not one that was revoked, and none without a certificate`, async () => {
      const { guide, port } = await serving(all[which], { clients: 'require' })
      await room.verify(guide.verify)
      assert.match((await greeted(room, port, CLIENT)).text, /OK ready/)
      assert.match((await greeted(room, port, REVOKED)).error ?? '', /CERTIFICATE_REVOKED/)
      assert.match((await greeted(room, port)).error ?? '', /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/)
    })
  }
})

describe('Dovecot', { skip: !isRoot && 'Dovecot starts as root' }, () => {
  async function serving(house, options = {}) {
    const ports = { 993: await freePort(), 143: await freePort() }
    room = new ServerRoom(ports)
    const made = await house.exportFor('dovecot', { version: '2.3', ...options })
    await room.install(made)
    bringClients(room, house)
    const join = made.guide.steps.find(({ title }) => title.startsWith('Join the CRL'))
    if (join) await room.follow(join)
    const tls = room.configure(step(made.guide, 'Set in 10-ssl.conf'))
    mkdirSync(room.path('mail'))
    chmodSync(room.path('mail'), 0o777)
    const file = room.write(room.path('dovecot.conf'), [
      'protocols = imap', 'listen = 127.0.0.1', `base_dir = ${room.path('run')}`, `state_dir = ${room.path('state')}`, 'log_path = /dev/stderr', `mail_location = maildir:${room.path('mail')}`,
      `service imap-login {\n inet_listener imap {\n port = ${ports[143]}\n }\n inet_listener imaps {\n port = ${ports[993]}\n ssl = yes\n }\n chroot =\n}`,
      'passdb {\n driver = static\n args = password=secret\n}', `userdb {\n driver = static\n args = uid=nobody gid=nogroup home=${room.path('mail')}\n}`,
      `!include ${tls}`, '',
    ].join('\n'))
    await room.start('dovecot', ['-F', '-c', file], ports[993])
    return { guide: made.guide, port: ports[993] }
  }

  /** What is answered to a login, after the greeting. */
  const login = async (port, identity) => (await greeted(room, port, identity, { line: 'a LOGIN alice secret\r\n', until: /^(?:a \w+|\* BYE)/m })).text

  for (const which of ['root', 'below']) {
    test(`${which}: serves with what was made for it, by STARTTLS too, and the guide's commands say so`, async () => {
      const { guide } = await serving(all[which])
      await room.verify(guide.verify)
      await refusesOtherRoot(room, guide.verify, all.stranger)
    })
  }

  for (const which of ['root', 'below']) {
    test(`${which}: logs in a client of the authority, not one that was revoked, and none without a certificate`, async () => {
      const { guide, port } = await serving(all[which], { clients: 'require' })
      await room.verify(guide.verify)
      assert.match(await login(port, CLIENT), /a OK/)
      assert.doesNotMatch(await login(port, REVOKED), /a OK/)
      assert.doesNotMatch(await login(port), /a OK/)
    })
  }
})

/** Installing it would take another mail server away: where there is one, the set-up leaves Postfix out. */
const POSTFIX = '/usr/lib/postfix/sbin/master'
const noPostfix = (!isRoot && 'Postfix starts as root') || (!existsSync(POSTFIX) && 'another mail server is installed')

describe('Postfix', { skip: noPostfix }, () => {
  async function serving(house) {
    const port = await freePort()
    room = new ServerRoom({ 25: port })
    const made = await house.exportFor('postfix')
    await room.install(made)
    const main = room.place('/etc/postfix/main.cf')
    const folder = dirname(main)
    for (const name of ['spool', 'state']) mkdirSync(room.path(name))
    execFileSync('chown', ['postfix', room.path('state')])
    room.write(main, [
      'compatibility_level = 3.6', `queue_directory = ${room.path('spool')}`, `data_directory = ${room.path('state')}`, 'daemon_directory = /usr/lib/postfix/sbin', 'command_directory = /usr/sbin',
      'maillog_file = /dev/stdout', 'inet_interfaces = 127.0.0.1', 'inet_protocols = ipv4', 'myhostname = mail.sample.com', 'mydestination =', 'alias_maps =', 'smtputf8_enable = no',
      room.lines(step(made.guide, 'Set in main.cf')), '',
    ].join('\n'))
    const services = [`${port} inet n - n - - smtpd`, 'postlog unix-dgram n - n - 1 postlogd', 'tlsmgr unix - - n 1000? 1 tlsmgr', 'rewrite unix - - n - - trivial-rewrite', 'proxymap unix - - n - - proxymap', 'anvil unix - - n - 1 anvil']
    room.write(join(folder, 'master.cf'), `${services.join('\n')}\n`)
    const { status, text } = await room.run(`postfix -c ${folder} check`)
    assert.equal(status, 0, text)
    await room.start(POSTFIX, ['-c', folder, '-s'], port, { env: { ...room.env, MAIL_CONFIG: folder } })
    return made.guide
  }

  for (const which of ['root', 'below']) {
    test(`${which}: takes key, certificate and issuers from one file, and the guide's command says so`, async () => {
      const guide = await serving(all[which])
      await room.verify(guide.verify)
      await refusesOtherRoot(room, guide.verify, all.stranger)
    })
  }
})
