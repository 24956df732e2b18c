/** An authority with a server and a client for tests of what others do with the files: root, issuing authority below it, certificates for localhost. */
import { createServer } from 'node:https'
import { memoryStore, openVault, subjectOf } from 'rootpage'
import { Room } from './room.mjs'
import { QUICK } from '../js/quick.mjs'

const PASSPHRASE = 'correct horse battery staple'
export const TITLE = 'Sample Root'
const NAMES = ['dns:localhost', 'dns:mail.sample.com', 'ip:127.0.0.1']

/** Everything that the tests of clients need; made once for each process. */
export class House {
  static async build({ key = 'p-256' } = {}) {
    const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
    const root = await vault.createAuthority({ subject: `CN=${TITLE},O=The Sample Company,C=US`, key, days: 3650 })
    const issuing = await vault.createAuthority({ subject: 'CN=Sample Issuing CA,O=The Sample Company,C=US', key, days: 1800, issuer: root.id, pathLength: 0 })
    const server = await issue(issuing, 'CN=localhost,O=The Sample Company,C=US', NAMES, key, 'server')
    const client = await issue(issuing, 'CN=alice,O=The Sample Company,C=US', ['email:alice@sample.com'], key, 'client')
    return new House({ vault, root, issuing, server, client })
  }

  constructor(parts) {
    Object.assign(this, parts)
  }

  /** Files and guide of a target, for a certificate of the issuing authority. */
  async identity(target, entry, options = {}) {
    return { ...await this.issuing.exportFor(entry.serial, target, options, { passphrase: PASSPHRASE }), subject: subjectOf(entry) }
  }

  /** Files and guide of a target that trusts the root. */
  async trust(target, options = {}) {
    return { ...await this.root.exportFor('authority', target, options), subject: subjectOf(await this.root.view()) }
  }

  /** A web server on a loopback port with the certificate for localhost; it has the ground of a Git repository too. */
  async serve() {
    const { files } = await this.identity('nginx', this.server)
    const [fullchain, key] = ['.pem', '.key'].map(end => files.find(({ name }) => name.endsWith(end) && name !== 'root.pem').text)
    const requests = []
    const server = createServer({ cert: fullchain, key }, (request, response) => {
      requests.push(request.url)
      if (request.url.includes('info/refs')) return response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`${'1'.repeat(40)}\trefs/heads/main\n`)
      return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><html><title>Sample</title><p>The page.</p></html>')
    })
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address()
    return {
      port, requests, name: `localhost:${port}`, url: `https://localhost:${port}/`,
      close: () => new Promise(resolve => {
        server.close(resolve)
        server.closeAllConnections()
      }),
    }
  }

  room() {
    return new Room()
  }

  leave() {
    this.vault.lock()
  }
}

async function issue(authority, subject, san, key, profile) {
  const request = await authority.createRequest({ subject, san, key, profile })
  return authority.issue({ request: request.id }, { profile, days: 90 })
}
