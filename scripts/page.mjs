// The page, twice: dist/rootpage.html (one file, no network at all) and dist/site/ (hashed assets, offline after one visit).
//
// www/index.html is the shell: `<!-- build:head … -->` and `<!-- build:body … -->` are filled in. Both pages start their worker from a blob, so that it
// inherits the page's content security policy: www/api/page.ts finds its source and the core in two data blocks, as content or as an address.
// Only the site has www/site/register.ts in its bundle; www/site/sw.ts is given ASSETS (all that is to be kept, './' first) and VERSION (their digest).
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { build } from 'esbuild'
import { notices } from './notices.mjs'
import { Failure, root, step } from './step.mjs'

const dist = `${root}dist`
const www = `${root}www`
const site = `${dist}/site`

export async function buildPage() {
  const parts = await step('bundle the page', bundleParts)
  await step('write dist/rootpage.html', () => writeSingleFile(parts))
  await step('write dist/site', () => writeSite(parts))
}

/** The classic worker: one script without imports. */
export const bundleWorker = () => bundle(`${www}/api/worker.web.ts`, { define: { 'import.meta.url': '""' } })

async function bundleParts() {
  const inject = [`${www}/api/page.ts`]
  const registration = `${www}/site/register.ts`
  return {
    shell: await readFile(`${www}/index.html`, 'utf8'),
    css: await bundle(`${www}/css/index.css`),
    worker: await bundleWorker(),
    single: await bundle(`${www}/app/main.tsx`, { inject }),
    site: await bundle(`${www}/app/main.tsx`, { inject: existsSync(registration) ? [...inject, registration] : inject }),
    wasm: await readFile(`${dist}/core/rootpage.wasm`),
    icon: await readFile(`${www}/site/icon.svg`),
    notices: await notices(),
  }
}

/** A call that the core does not have fails here, not in the browser. */
export const logOverride = { 'import-is-undefined': 'error' }

async function bundle(entry, options = {}) {
  const built = await build({ entryPoints: [entry], bundle: true, write: false, minify: true, format: 'iife', target: 'es2022', legalComments: 'none', logOverride, ...options })
  return built.outputFiles[0].text.trim()
}

// ------------------------------------------------------------------------------------------------ one file

async function writeSingleFile({ shell, css, worker, single, wasm, icon, notices }) {
  for (const text of [css, worker, single, notices]) refuseMarkup(text)
  const policy = [
    "default-src 'none'", `script-src ${source(single)} 'wasm-unsafe-eval'`, 'worker-src blob:', `style-src ${source(css)}`, "connect-src 'none'", 'img-src data: blob:',
    "form-action 'none'", "base-uri 'none'", "require-trusted-types-for 'script'", 'trusted-types rootpage',
  ]
  const page = fill(shell, {
    head: [meta(policy), `<link rel="icon" href="data:image/svg+xml;base64,${icon.toString('base64')}">`, `<style>${css}</style>`],
    body: [
      `<script type="text/plain" id="rootpage-worker">${worker}</script>`,
      `<script type="text/plain" id="rootpage-wasm">${wasm.toString('base64')}</script>`,
      `<script type="text/plain" id="rootpage-notices">${notices}</script>`,
      `<script>${single}</script>`,
    ],
  })
  await writeFile(`${dist}/rootpage.html`, page)
  await writeFile(`${dist}/rootpage.html.sha256`, `${sha256(page).toString('hex')}  rootpage.html\n`)
}

/** Inside a script or style element these would end it, or begin a comment. */
function refuseMarkup(text) {
  const found = /<\/(script|style)|<!--/i.exec(text)
  if (found) throw new Failure(`A bundle holds "${found[0]}" and cannot stand inside the page: …${text.slice(Math.max(0, found.index - 60), found.index + 60)}…`)
}

// ------------------------------------------------------------------------------------------------ the site

async function writeSite({ shell, css, worker, site: main, wasm, icon, notices }) {
  await rm(site, { recursive: true, force: true })
  await mkdir(`${site}/assets`, { recursive: true })
  const [style, script, source, core] = [await asset('style.css', css), await asset('main.js', main), await asset('worker.js', worker), await asset('rootpage.wasm', wasm)]
  await writeFile(`${site}/icon.svg`, icon)
  await writeFile(`${site}/THIRD-PARTY.txt`, notices)
  await cp(`${www}/site/manifest.webmanifest`, `${site}/manifest.webmanifest`)
  const policy = [
    "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src blob: 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data: blob:",
    "manifest-src 'self'", "form-action 'none'", "base-uri 'none'", "require-trusted-types-for 'script'", 'trusted-types rootpage rootpage-offline',
  ]
  const page = fill(shell, {
    head: [
      meta(policy), '<link rel="icon" href="icon.svg">', '<link rel="manifest" href="manifest.webmanifest">',
      `<link rel="stylesheet" href="${style.path}" integrity="${style.integrity}">`,
    ],
    body: [
      `<script type="text/plain" id="rootpage-worker" data-src="${source.path}" data-integrity="${source.integrity}"></script>`,
      `<script type="text/plain" id="rootpage-wasm" data-src="${core.path}" data-integrity="${core.integrity}"></script>`,
      `<script defer src="${script.path}" integrity="${script.integrity}"></script>`,
    ],
  })
  await writeFile(`${site}/index.html`, page)
  await writeServiceWorker(['./', 'manifest.webmanifest', 'icon.svg', ...[style, script, source, core].map(({ path }) => path)], page)
  await writeHeaders(policy)
}

async function asset(name, content) {
  const [stem, ending] = name.split('.')
  const path = `assets/${stem}-${sha256(content).toString('hex').slice(0, 12)}.${ending}`
  await writeFile(`${site}/${path}`, content)
  return { path, integrity: `sha256-${sha256(content).toString('base64')}` }
}

async function writeServiceWorker(assets, page) {
  const entry = `${www}/site/sw.ts`
  if (!existsSync(entry)) return
  const define = { ASSETS: JSON.stringify(assets), VERSION: JSON.stringify(sha256(page).toString('hex').slice(0, 12)) }
  await writeFile(`${site}/sw.js`, await bundle(entry, { define }))
}

/** What a server should send beside what the page says itself: `_headers` for hosts that read it, headers.json for everybody else. */
async function writeHeaders(policy) {
  const everywhere = {
    'Content-Security-Policy': [...policy, "frame-ancestors 'none'"].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  }
  const rules = { '/*': { ...everywhere, 'Cache-Control': 'no-cache' }, '/assets/*': { ...everywhere, 'Cache-Control': 'public, max-age=31536000, immutable' } }
  await writeFile(`${site}/headers.json`, `${JSON.stringify(rules, null, 2)}\n`)
  const lines = Object.entries(rules).flatMap(([path, headers]) => [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)])
  await writeFile(`${site}/_headers`, `${lines.join('\n')}\n`)
}

// ------------------------------------------------------------------------------------------------ parts of a page

function fill(shell, { head, body }) {
  return place(place(shell, 'head', head), 'body', body)
}

function place(shell, where, lines) {
  const marker = new RegExp(`<!-- build:${where}\\b[^>]*-->`)
  if (!marker.test(shell)) throw new Failure(`www/index.html has no <!-- build:${where} -->`)
  return shell.replace(marker, () => lines.join('\n'))
}

const meta = policy => `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">`
const source = text => `'sha256-${sha256(text).toString('base64')}'`
const sha256 = content => createHash('sha256').update(content).digest()
