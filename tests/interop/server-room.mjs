/**
 * A room in which real servers run with the files and the lines of their own guides: on a free port of 127.0.0.1, below one folder, with nothing of the system touched.
 *
 * What a guide says is taken as it stands but for what has to differ here, and all of that is in `here`:
 * its folders are folders of the room, its ports are free ones, and the name of the certificate is looked for at 127.0.0.1.
 */
import { spawn } from 'node:child_process'
import assert from 'node:assert/strict'
import { chmodSync, readFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { memoryStore, openVault } from 'rootpage'
import { Room } from './room.mjs'
import { QUICK } from '../js/quick.mjs'

export const HOST = 'mail.sample.com'
export const PASSPHRASE = 'correct horse battery staple'
/** How long a server may take to answer, and to end. */
const PATIENCE = 30_000

export const isRoot = process.getuid?.() === 0

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Folders that guides write to. */
const FOLDERS = /(?<![\w/])\/(etc|var)\//g

export class ServerRoom extends Room {
  /** @param ports the port of the guide → the one here */
  constructor(ports = {}) {
    super()
    chmodSync(this.folder, 0o755)
    this.ports = ports
    // Servers stand where not everybody's shell looks.
    this.env.PATH += ':/usr/sbin:/sbin'
    this.running = []
  }

  here(text) {
    const port = guide => this.ports[guide] ?? guide
    return text
      .replace(FOLDERS, (_, top) => `${this.folder}/${top}/`)
      .replace(/-connect (\S+):(\d+)/g, (_, host, guide) => `-connect 127.0.0.1:${port(guide)}`)
      .replace(/ https:\/\/([^/\s]+)\/$/, (_, host) => ` --resolve ${host}:${port(443)}:127.0.0.1 https://${host}:${port(443)}/`)
      .replace(/(eapol_test .* -p )(\d+)/, (_, command, guide) => `${command}${port(guide)}`)
      .replace(/host=(\S+) port=(\d+)/g, (_, host, guide) => `host=${host} hostaddr=127.0.0.1 port=${port(guide)}`)
  }

  /** The lines of a step, with a port here in place of each of the guide's. */
  lines({ lines }, ports = {}) {
    return Object.entries(ports).reduce((text, [from, to]) => {
      assert.ok(text.includes(from), `“${from}” is among the lines:\n${text}`)
      return text.replaceAll(from, to)
    }, this.here(lines.text))
  }

  place(path) {
    return path.startsWith('/') ? path.replace(FOLDERS, (_, top) => `${this.folder}/${top}/`) : super.place(path)
  }

  configure(step, ports) {
    return this.write(this.place(step.lines.file), this.lines(step, ports))
  }

  /** The files, and the guide's own commands that put them in their places. Others than root put them there as they are. */
  async install(made) {
    this.put(made.files, made.guide, { placed: !isRoot })
    if (isRoot) await this.follow(made.guide.steps.find(({ title }) => title.startsWith('Put the files')))
  }

  /** Starts a program and waits until its port answers, until it says what it should, or until something else is so. */
  async start(program, args, ready, options = {}) {
    const child = spawn(program, args, { cwd: this.folder, env: this.env, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const said = { text: '' }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (said.text += data))
    const ended = new Promise(resolve => child.once('close', resolve))
    this.running.push({ child, ended })
    child.once('error', error => (said.text += error.message))
    await settled(() => (typeof ready === 'function' ? ready() : ready instanceof RegExp ? ready.test(said.text) : answers(ready)), child, said)
    return { child, ended, said }
  }

  /** Ends what was started, last first. */
  async stop() {
    for (const { child, ended } of this.running.reverse()) {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        child.kill('SIGTERM')
        const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
        await ended
        clearTimeout(late)
      }
    }
    this.running = []
  }

  async leave() {
    await this.stop()
    super.leave()
  }
}

/** Asks again and again until it is so, the server has ended, or the time is up. */
async function settled(isReady, child, said) {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) break
    if (await isReady()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.fail(`${child.spawnfile} is not ready: ${said.text}`)
}

function answers(port) {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1').once('error', () => resolve(false)).once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/** A server of the test's own behind the one that is tried: it greets, or answers HTTP. */
export async function behind(greeting) {
  const server = createServer(socket => {
    socket.on('error', () => {})
    if (!greeting.startsWith('HTTP')) socket.write(greeting)
    else socket.once('data', () => socket.end(greeting))
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, close: () => server.close() }
}

/**
 * What a server says over TLS to a client with this certificate, or the error that it ends with.
 * After its greeting a line is sent where one is given, and it is listened to `until` its answer.
 */
export function greeted(room, port, { certificate, key } = {}, { line, until = /\n/ } = {}) {
  const identity = certificate ? { cert: readFileSync(room.path(certificate)), key: readFileSync(room.path(key)) } : {}
  return new Promise(resolve => {
    let text = ''
    const socket = connectTls({ host: '127.0.0.1', port, servername: HOST, ca: readFileSync(room.path('root.pem')), ...identity })
    const end = answer => {
      resolve(answer)
      socket.destroy()
    }
    socket.setTimeout(PATIENCE, () => end({ text, error: 'nothing was said' }))
    socket.on('data', data => {
      if (text === '' && line) socket.write(line)
      text += String(data)
      if (until.test(text)) end({ text })
    })
    socket.once('error', error => end({ text, error: `${error.code} ${error.message}` }))
    socket.once('close', () => end({ text, error: 'closed' }))
  })
}

// ---------------------------------------------------------------- certificates

/** A certificate of the authority with a key that is made here, and its files as a client has them. */
async function member(ca, profile, subject, san) {
  const request = await ca.createRequest({ subject, san, key: 'p-256', profile })
  const { serial } = await ca.issue({ request: request.id }, { profile, days: 90 })
  return serial
}

async function clientFiles(ca, serial, name) {
  const { files } = await ca.exportFiles(serial, [{ name: `${name}.pem`, format: 'fullchain' }, { name: `${name}.key`, format: 'key', plain: true }], { passphrase: PASSPHRASE })
  return files
}

/** What a server and its clients need, below a root alone and below an authority between. */
async function house(vault, title, issuer) {
  const issuing = await vault.createAuthority({ subject: `CN=${title},O=The Sample Company,C=US`, key: 'p-256', days: issuer ? 1825 : 3650, ...(issuer && { issuer: issuer.id }) })
  const server = await member(issuing, 'server', `CN=${HOST},O=The Sample Company,C=US`, [`dns:${HOST}`, 'dns:*.lan.sample.com', 'ip:127.0.0.1'])
  const client = await member(issuing, 'client', 'CN=alice,O=The Sample Company,C=US', [])
  const revoked = await member(issuing, 'client', 'CN=mallory,O=The Sample Company,C=US', [])
  await issuing.revoke(revoked, { reason: 'keyCompromise' })
  await issuing.issueCrl({ days: 31 })
  const clients = [...await clientFiles(issuing, client, 'client'), ...await clientFiles(issuing, revoked, 'revoked')]
  return { title, authority: issuing, server, client, revoked, clients, exportFor: (target, options) => issuing.exportFor(server, target, options, { passphrase: PASSPHRASE }) }
}

/** @returns the houses, a root that signed none of it, and `close` */
export async function houses() {
  const vault = await openVault({ store: memoryStore(), passphrase: PASSPHRASE, ...QUICK })
  const root = await house(vault, 'Sample Root')
  const below = await house(vault, 'Sample Issuing CA', root.authority)
  await root.authority.issueCrl({ days: 31 })
  const stranger = await vault.createAuthority({ subject: 'CN=Another Root,O=Another Company,C=US', key: 'p-256', days: 365 })
  const { pem } = (await stranger.view()).certificate
  return { list: [root, below], root, below, stranger: pem, close: () => vault.lock() }
}

/** The client's files beside those of the guide, where its commands look for them. */
export function bringClients(room, { clients }) {
  for (const { name, content, secret } of clients) chmodSync(room.write(room.path(name), content), secret ? 0o600 : 0o644)
}

/** The command of a check with another root, which has to be refused. */
export async function refusesOtherRoot(room, checks, stranger) {
  const own = readFileSync(room.path('root.pem'))
  room.write(room.path('root.pem'), stranger)
  try {
    for (const check of checks) {
      const { well, text } = await room.says(check)
      assert.ok(!well, `${check.command}\nagrees under another root:\n${text}`)
      assert.match(text, /unable to get local issuer certificate|self-signed certificate|certificate verify failed|unknown ca/i, check.command)
    }
  } finally {
    room.write(room.path('root.pem'), own)
  }
}
