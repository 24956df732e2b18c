/** Who is let in to a network: FreeRADIUS, run with the files and the lines of its own guide, and asked with the guide's own commands. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { step } from './room.mjs'
import { bringClients, freePort, houses, ServerRoom } from './server-room.mjs'

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

  for (const which of ['root']) {
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
