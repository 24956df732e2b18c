// dist/package/: what `npm pack` ships. ESM, types, one wasm; browsers, bundlers and Node.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { notices } from './notices.mjs'
import { bundleWorker, logOverride } from './page.mjs'
import { root, run, step } from './step.mjs'

const out = `${root}dist/package`
const api = `${root}www/api`

export async function buildPackage() {
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await step('bundle the package', bundleEntries)
  await step('write its types', writeTypes)
  await step('write dist/package', writeRest)
}

async function bundleEntries() {
  const common = { bundle: true, format: 'esm', target: 'es2022', legalComments: 'inline', outdir: out, logOverride }
  await build({ ...common, entryPoints: { browser: `${api}/browser.ts`, worker: `${api}/worker.web.ts` } })
  await build({ ...common, entryPoints: { node: `${api}/node.ts`, 'worker-node': `${api}/worker.node.ts` }, platform: 'node' })
  const define = { WORKER_SOURCE: JSON.stringify(await bundleWorker()), WASM_BASE64: JSON.stringify((await readFile(`${root}dist/core/rootpage.wasm`)).toString('base64')) }
  await build({ ...common, entryPoints: { inline: `${api}/inline.ts` }, define })
}

/** tsc writes the types of every source; what the entry does not lead to is nobody's business. */
async function writeTypes() {
  await run('node', ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.package.json'])
  const wanted = await reached('index.d.ts')
  const written = await readdir(`${out}/types`, { recursive: true })
  for (const name of written) if (name.endsWith('.d.ts') && !wanted.has(name)) await rm(`${out}/types/${name}`)
}

async function reached(name, seen = new Set()) {
  if (seen.has(name)) return seen
  seen.add(name)
  const text = await readFile(`${out}/types/${name}`, 'utf8')
  for (const [, next] of text.matchAll(/from '(\.{1,2}\/.*)\.js'/g)) await reached(join(dirname(name), `${next}.d.ts`), seen)
  return seen
}

async function writeRest() {
  await cp(`${root}dist/core/rootpage.wasm`, `${out}/rootpage.wasm`)
  await cp(`${api}/README.md`, `${out}/README.md`)
  await writeFile(`${out}/THIRD-PARTY.txt`, await notices())
  for (const name of ['LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE', 'CHANGELOG.md']) {
    if (existsSync(root + name)) await cp(root + name, `${out}/${name}`)
  }
  await writeFile(`${out}/package.json`, `${JSON.stringify(await manifest(), null, 2)}\n`)
}

/** The repository's package.json without what only the repository needs; its paths begin at dist/package. */
async function manifest() {
  const { private: _, scripts, imports, devDependencies, ...kept } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))
  return JSON.parse(JSON.stringify({ ...kept, sideEffects: ['./browser.js', './node.js', './inline.js'] }).replaceAll('./dist/package/', './'))
}
