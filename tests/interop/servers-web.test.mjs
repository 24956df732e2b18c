/** Servers of the web, each run with the files and the lines of its own guide, and asked with the guide's own commands. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { createRequest, generateKey } from 'rootpage'
import { step } from './room.mjs'
import { behind, bringClients, freePort, HOST, houses, isRoot, PASSPHRASE, refusesOtherRoot, ServerRoom } from './server-room.mjs'

const PAGE = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes'
const MODULES = '/usr/lib/apache2/modules'

/** How each server is started here: a configuration of its own around the lines of the guide. */
const SERVERS = {
  apache: {
    async start(room, { guide }, port) {
      room.write(room.place('/var/www/html/index.html'), 'yes')
      const site = room.configure(step(guide, 'Write a site'), { '*:443': `127.0.0.1:${port}` })
      const around = [
        ...['mpm_event', 'authz_core', 'dir', 'ssl'].map(name => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
        `Listen 127.0.0.1:${port}`, `ServerName ${HOST}`, `PidFile ${room.path('apache.pid')}`, `ErrorLog ${room.path('error.log')}`, `DefaultRuntimeDir ${room.folder}`,
        ...(isRoot ? ['User www-data', 'Group www-data'] : []), `Include ${site}`,
      ]
      const file = room.write(room.path('apache.conf'), `${around.join('\n')}\n`)
      await room.start('apache2', ['-DFOREGROUND', '-f', file], port)
    },
    refusal: /alert certificate revoked/,
    withoutOne: /alert/,
  },
  nginx: {
    async start(room, { guide }, port) {
      room.write(room.place('/var/www/html/index.html'), 'yes')
      const site = room.configure(step(guide, 'Write a server block'), { 'listen 443': `listen 127.0.0.1:${port}` })
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${room.path(name)};`).join(' ')
      const file = room.write(room.path('nginx.conf'), `daemon off; pid ${room.path('nginx.pid')}; error_log stderr;\nevents {}\nhttp { access_log off; ${temporary} include ${site}; }\n`)
      await room.start('nginx', ['-p', room.folder, '-c', file], port)
    },
    // nginx ends the handshake and says so in HTTP.
    refusal: /^400 /,
    withoutOne: /^400 /,
  },
  haproxy: {
    options: async room => ({ backend: `127.0.0.1:${(room.site = await behind(PAGE)).port}` }),
    async start(room, { guide }, port) {
      const written = room.lines(step(guide, 'Add to the configuration'), { 'bind :443': `bind 127.0.0.1:${port}` })
      const file = room.write(room.path('haproxy.cfg'), `defaults\n    timeout connect 10s\n    timeout client 30s\n    timeout server 30s\n\n${written}\n`)
      await room.start('haproxy', ['-db', '-f', file], port)
    },
    refusal: /alert certificate revoked/,
    withoutOne: /alert/,
  },
  lighttpd: {
    async start(room, { guide }, port) {
      room.write(room.place('/var/www/html/index.html'), 'yes')
      const part = room.configure(step(guide, 'Write a part'), { ':443': `127.0.0.1:${port}` })
      const plain = await freePort()
      const file = room.write(room.path('lighttpd.conf'), `server.bind = "127.0.0.1"\nserver.port = ${plain}\nserver.document-root = "${room.place('/var/www/html')}"\nindex-file.names = ( "index.html" )\ninclude "${part}"\n`)
      await room.start('lighttpd', ['-D', '-f', file], port)
    },
    refusal: /alert certificate revoked/,
    withoutOne: /alert/,
  },
  caddy: {
    hasNoCrl: true,
    options: async room => ({ backend: `127.0.0.1:${(room.site = await behind(PAGE)).port}` }),
    async start(room, { guide }, port) {
      const written = room.lines(step(guide, 'Write a site'))
      const file = room.write(room.path('Caddyfile'), `{\n    admin off\n    auto_https disable_redirects\n    https_port ${port}\n    default_bind 127.0.0.1\n}\n${written}\n`)
      await room.start('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], port)
    },
    withoutOne: /alert/,
  },
}

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

async function serving(id, house, options = {}, { serial = house.server, how, missing = [] } = {}) {
  const port = await freePort()
  room = new ServerRoom({ 443: port })
  const server = SERVERS[id]
  const made = await house.authority.exportFor(serial, id, { ...await server.options?.(room), ...options }, { passphrase: PASSPHRASE, ...how })
  const names = made.files.map(({ name }) => name)
  assert.deepEqual(made.guide.files.map(({ name }) => name).filter(name => !names.includes(name)), missing.map(({ name }) => name))
  await room.install({ ...made, files: [...made.files, ...missing] })
  bringClients(room, house)
  await server.start(room, made, port)
  return made.guide
}

/** The guide's command of curl, as another client or as none: refused, whatever the version of TLS; the reason is asked with 1.2, where the client is still listening when it is said. */
async function refused(guide, change, reason) {
  const [{ command }] = guide.verify
  assert.doesNotMatch((await room.run(change(command))).text, /^200/m)
  const { text } = await room.run(change(command).replace('curl ', 'curl --tls-max 1.2 '))
  assert.doesNotMatch(text, /^200/m)
  assert.match(text, reason)
}

for (const [id, { refusal, withoutOne, hasNoCrl }] of Object.entries(SERVERS)) {
  describe(id, () => {
    for (const which of ['root', 'below']) {
      test(`${which}: serves with what was made for it, and its guide's commands say so`, async () => {
        const guide = await serving(id, all[which])
        await room.verify(guide.verify)
        await refusesOtherRoot(room, guide.verify, all.stranger)
      })
    }

    for (const which of ['root', 'below']) {
      test(`${which}: lets in a client of the authority${hasNoCrl ? '' : ', not one that was revoked'}, and none without a certificate`, async () => {
        const guide = await serving(id, all[which], { clients: 'require' })
        await room.verify(guide.verify)
        await refused(guide, command => command.replace(/ --cert \S+ --key \S+/, ''), withoutOne)
        if (!hasNoCrl) await refused(guide, command => command.replace(/client\.(pem|key)/g, 'revoked.$1'), refusal)
      })
    }
  })
}

describe('a key that was made elsewhere', () => {
  let key
  let serial
  before(async () => {
    const made = await generateKey('p-256')
    key = await made.pem()
    const { pem } = await createRequest(made, { subject: `CN=${HOST},O=The Sample Company,C=US`, san: [`dns:${HOST}`] })
    serial = (await all.below.authority.issue(pem, { profile: 'server', days: 90 })).serial
  })

  for (const [id, name] of [['apache', `${HOST}.key`], ['nginx', `${HOST}.key`], ['haproxy', `${HOST}.pem.key`]]) {
    test(`${id}: its place is named, and with the key there the guide holds`, async () => {
      const guide = await serving(id, all.below, {}, { serial, missing: [{ name, content: key }] })
      assert.ok(guide.notes.some(note => note.includes(name)), 'a note says where the key goes')
      await room.verify(guide.verify)
    })

    test(`${id}: brought along, it is among the files`, async () => {
      const guide = await serving(id, all.below, {}, { serial, how: { key: { files: [{ name: 'server.key', content: key }] } } })
      await room.verify(guide.verify)
    })
  }
})
