// Serves dist/site on this computer, with the headers that a server should send: `node scripts/serve.mjs [port]`. Tests import `serve`.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './step.mjs'

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
}

/** Serves a folder on the loopback address; port 0 is any free one. Gives its address and the way to stop. */
export function serve(folder = `${root}dist/site`, port = 0) {
  const headers = existsSync(join(folder, 'headers.json')) ? JSON.parse(readFileSync(join(folder, 'headers.json'), 'utf8')) : {}
  const server = createServer((request, response) => answer(folder, headers, request, response))
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => resolve({
      url: `http://localhost:${server.address().port}/`,
      close: () => new Promise(done => { server.closeAllConnections(); server.close(done) }),
    }))
  })
}

function answer(folder, headers, request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
  if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is nothing here.')
    return
  }
  const rule = headers[path.startsWith('/assets/') ? '/assets/*' : '/*'] ?? {}
  response.writeHead(200, { ...rule, 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Length': statSync(file).size })
  createReadStream(file).pipe(response)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await serve(undefined, Number(process.argv[2] ?? process.env.PORT ?? 8080)).catch(() => serve())
  console.log(`Rootpage is served at ${url} (end it with Ctrl+C).\nThe same in one file: ${pathToFileURL(`${root}dist/rootpage.html`).href}`)
}
