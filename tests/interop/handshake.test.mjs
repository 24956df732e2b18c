/** A real handshake: `openssl s_server` with the issued key and certificate, curl as the client. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { before, describe, test } from 'node:test'
import { run } from './judges.mjs'
import { HOST, material } from './material.mjs'

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

async function serving(leaf, ask) {
  const port = await freePort()
  const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, '-key', leaf.key, '-cert', leaf.certificate, '-cert_chain', leaf.chain, '-www'], { stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    await new Promise((resolve, reject) => {
      server.stdout.on('data', (text) => String(text).includes('ACCEPT') && resolve())
      server.on('exit', () => reject(new Error('s_server ended')))
    })
    return await ask(port)
  } finally {
    server.kill()
  }
}

const curl = (root, host, port) =>
  run('curl', ['-sS', '--max-time', '20', '--cacert', root, '--resolve', `${host}:${port}:127.0.0.1`, `https://${host}:${port}/`])

let all
before(async () => {
  all = await material()
})

describe('a TLS server with what was issued', () => {
  test('curl --cacert succeeds for its name and fails for another and under another root', async () => {
    for (const [index, authority] of all.authorities.entries()) {
      for (const leaf of authority.certificates.filter(({ profile }) => profile === 'server')) {
        await serving(leaf, async (port) => {
          const good = await curl(authority.root, HOST, port)
          assert.equal(good.status, 0, `${leaf.name}: ${good.text}`)
          const other = await curl(authority.root, 'smtp.sample.com', port)
          assert.equal(other.status, 60, `${leaf.name}: ${other.text}`)
          const stranger = await curl(all.authorities[(index + 1) % all.authorities.length].root, HOST, port)
          assert.equal(stranger.status, 60, `${leaf.name}: ${stranger.text}`)
        })
      }
    }
  })
})
