// The core: cargo -> wasm-bindgen -> wasm-opt -> dist/core/{rootpage.js,rootpage.d.ts,rootpage.wasm}.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { root, run, step } from './step.mjs'

const out = `${root}dist/core`
/** What rustc's wasm32-unknown-unknown uses, with simd128 of .cargo/config.toml: wasm-opt must be told. */
const features = ['simd', 'bulk-memory', 'bulk-memory-opt', 'mutable-globals', 'multivalue', 'nontrapping-float-to-int', 'reference-types', 'sign-ext']
const optimise = ['-Os', ...features.map(name => `--enable-${name}`)]

export async function buildCore() {
  const target = await targetFolder()
  const bindgen = `${target}/debug/bindgen`
  const wasm = `${target}/wasm32-unknown-unknown/release/rootpage.wasm`
  await step('compile the core (cargo, release, wasm32)', () =>
    run('cargo', ['build', '--locked', '--lib', '--release', '--target', 'wasm32-unknown-unknown']))
  await step('compile the wasm-bindgen step', () => run('cargo', ['build', '--locked', '--package', 'bindgen']))
  const stamp = await digest(wasm, bindgen)
  if (await readFile(`${out}/stamp`, 'utf8').catch(() => '') === stamp) return
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await step('make its JavaScript (wasm-bindgen)', () => run(bindgen, [wasm, out]))
  await step('make it smaller (wasm-opt)', () =>
    run('node', ['node_modules/binaryen/bin/wasm-opt', `${out}/rootpage_bg.wasm`, '-o', `${out}/rootpage.wasm`, ...optimise]))
  await rename(`${out}/rootpage_bg.wasm`, `${target}/rootpage-unoptimised.wasm`).catch(() => rm(`${out}/rootpage_bg.wasm`))
  await rm(`${out}/rootpage_bg.wasm.d.ts`)
  await writeFile(`${out}/stamp`, stamp)
}

async function targetFolder() {
  const metadata = await run('cargo', ['metadata', '--locked', '--no-deps', '--format-version', '1'])
  return JSON.parse(metadata).target_directory
}

/** The same inputs give the same core: what is up to date is not made again. */
async function digest(...paths) {
  const hash = createHash('sha256').update(optimise.join())
  for (const path of paths) hash.update(await readFile(path))
  return hash.digest('hex')
}
