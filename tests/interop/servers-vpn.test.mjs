/** Who is let in to a network: FreeRADIUS, OpenVPN and strongSwan, each run with the files and the lines of its own guide, and asked with the guide's own commands. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { step } from './room.mjs'
import { bringClients, freePort, houses, isRoot, PASSPHRASE, ServerRoom } from './server-room.mjs'

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

describe('FreeRADIUS', () => {
  async function serving(house) {
    const port = await freePort()
    room = new ServerRoom({ 1812: port })
    const made = await house.exportFor('freeradius')
    await room.install(made)
    bringClients(room, house)
    await room.follow(step(made.guide, 'Join the CRL'))
    const module = room.configure(step(made.guide, 'Write the module'))
    room.configure(step(made.guide, 'Write a network'))
    room.write(room.path('raddb', 'radiusd.conf'), `
      libdir = /usr/lib/freeradius
      logdir = ${room.folder}
      run_dir = ${room.folder}
      log {
        destination = stdout
      }
      modules {
        $INCLUDE ${module}
      }
      client here {
        ipaddr = 127.0.0.1
        secret = testing123
      }
      server default {
        listen {
          type = auth
          ipaddr = 127.0.0.1
          port = ${port}
        }
        authorize {
          eap
        }
        authenticate {
          eap
        }
      }
    `.replace(/^ {6}/gm, ''))
    room.write(room.path('raddb', 'dictionary'), '$INCLUDE /usr/share/freeradius/dictionary\n')
    await room.start('freeradius', ['-f', '-l', 'stdout', '-xx', '-d', room.path('raddb')], /Ready to process requests/)
    return made.guide
  }

  /** eapol_test as another client. */
  async function asked(guide, change) {
    const network = room.read('eap-tls.conf').toString()
    room.write(room.path('eap-tls.conf'), change(network))
    const { text } = await room.run(`${guide.verify[0].command} -t 10`)
    room.write(room.path('eap-tls.conf'), network)
    return text
  }

  for (const which of ['root', 'below']) {
    test(`${which}: lets in a client of the authority and not one that was revoked, and a client refuses it under another root or name`, async () => {
      const guide = await serving(all[which])
      await room.verify(guide.verify)
      assert.match(await asked(guide, network => network.replace(/client\.(pem|key)/g, 'revoked.$1')), /^FAILURE$/m)
      room.write(room.path('other.pem'), all.stranger)
      assert.match(await asked(guide, network => network.replace('root.pem', 'other.pem')), /^FAILURE$/m)
      assert.match(await asked(guide, network => network.replace('domain_match="mail', 'domain_match="other')), /^FAILURE$/m)
    })
  }
})

describe('OpenVPN', { skip: !isRoot && 'a tunnel is made by root' }, () => {
  /** In a network of its own: the tunnel and its addresses are nowhere else, so the lines of the guides stand as they are. */
  async function serving(house) {
    room = new ServerRoom()
    const made = await house.exportFor('openvpn-server')
    await room.install(made)
    const file = room.configure(step(made.guide, 'Write the configuration'))
    const server = await room.start('unshare', ['--net', 'sh', '-c', `ip link set lo up && exec openvpn --config ${file}`], /Initialization Sequence Completed/)
    for (const line of made.guide.verify[0].expect.split('\n')) assert.ok(server.said.text.includes(line), line)
    room.program('openvpn', `exec nsenter --net=/proc/${server.child.pid}/ns/net /usr/sbin/openvpn "$@"`)
    return server.said
  }

  /** The guide's own command, which stays in the foreground: it is ended with the room. */
  async function connecting(house, serial, ready) {
    const { files: [file], guide } = await house.authority.exportFor(serial, 'openvpn-client', { remote: '127.0.0.1' }, { passphrase: PASSPHRASE })
    room.write(room.path(file.name), file.content)
    const [{ command, expect }] = guide.verify
    const { said } = await room.start('bash', ['-c', `exec ${command.replace(/^sudo /, '')}`], ready)
    return expect.split('\n').filter(line => !said.text.includes(line))
  }

  for (const which of ['root', 'below']) {
    test(`${which}: a client with its one file is let in, and one that was revoked is not`, async () => {
      const server = await serving(all[which])
      assert.deepEqual(await connecting(all[which], all[which].client, /Initialization Sequence Completed/), [])
      // Nothing is said to a client that is refused: it would wait for a minute.
      const lacking = await connecting(all[which], all[which].revoked, () => /VERIFY ERROR: depth=0, error=certificate revoked: .*CN=mallory/.test(server.text))
      assert.deepEqual(lacking, ['Initialization Sequence Completed'])
    })
  }
})

describe('strongSwan', { skip: !isRoot && 'it speaks to the kernel' }, () => {
  /** The daemon in a network of its own, spoken to over a socket of the room. */
  async function running(house) {
    room = new ServerRoom()
    const made = await house.exportFor('strongswan')
    await room.install(made)
    room.configure(step(made.guide, 'Write a connection'))
    room.write(room.place('/etc/swanctl/swanctl.conf'), 'include conf.d/*.conf\n')
    const socket = room.path('vici')
    const settings = room.write(room.path('strongswan.conf'), `charon-systemd {\n  plugins {\n    vici {\n      socket = unix://${socket}\n    }\n  }\n}\nswanctl {\n  load = pem pkcs1 pkcs8 x509 pubkey openssl random\n  socket = unix://${socket}\n}\n`)
    Object.assign(room.env, { STRONGSWAN_CONF: settings, SWANCTL_DIR: room.place('/etc/swanctl') })
    await room.start('unshare', ['--net', '/usr/sbin/charon-systemd'], () => existsSync(socket))
    return made.guide
  }

  for (const which of ['root', 'below']) {
    test(`${which}: loads the connection, the certificates and the list, and knows the key as that of the certificate`, async () => {
      const guide = await running(all[which])
      await room.follow(step(guide, 'Load it'))
      await room.verify(guide.verify)
      const { text: lists } = await room.run('swanctl --list-certs --type x509_crl')
      assert.match(lists, new RegExp(`issuer: .*CN=${all[which].title}`))
      assert.match((await room.run('swanctl --list-conns')).text, /mail\.sample\.com/)
    })
  }
})
