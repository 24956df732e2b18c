/** Does the package load where its users are: packed, installed into a project of its own, run in Node and by bundlers in a real browser, and compiled against. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import puppeteer from 'puppeteer-core'
import { browserPath } from '../../scripts/browsers.mjs'
import { serve } from '../../scripts/serve.mjs'
import { root } from '../../scripts/step.mjs'

const EXPECTED = 'dns:mail.sample.com 1 true'
const PAGE = `import { job } from './job.mjs'\njob().then(said => { document.title = said }, error => { document.title = 'failed: ' + error.message })\n`
const HTML = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>waiting</title><script type="module" src="./page.mjs"></script>'

let project, packed, browser
const npm = (...args) => execFileSync('npm', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const inProject = (...path) => join(project, ...path)

before(async () => {
  project = mkdtempSync(join(tmpdir(), 'rootpage-npm-'))
  for (const name of ['package.json', 'package-lock.json', 'job.mjs', 'user.ts']) cpSync(join(root, 'tests/npm', name), inProject(name))
  writeFileSync(inProject('page.mjs'), PAGE)
  writeFileSync(inProject('index.html'), HTML)
  ;[packed] = JSON.parse(npm('pack', join(root, 'dist/package'), '--json'))
  npm('ci', '--no-fund', '--no-audit')
  npm('install', '--no-save', '--no-fund', '--no-audit', packed.filename)
  browser = await puppeteer.launch({ executablePath: browserPath('chromium'), args: ['--no-sandbox', '--disable-gpu'] })
})
after(async () => {
  await browser?.close()
  rmSync(project, { recursive: true, force: true })
})

describe('what is packed', () => {
  test('is one wasm, the types, the readme and the licences, and depends on nothing', () => {
    const names = packed.files.map(({ path }) => path)
    assert.deepEqual(names.filter(name => name.endsWith('.wasm')), ['rootpage.wasm'])
    for (const name of ['README.md', 'LICENSE', 'THIRD-PARTY.txt', 'browser.js', 'node.js', 'inline.js', 'worker.js', 'worker-node.js', 'types/index.d.ts']) assert.ok(names.includes(name), `${name} is missing`)
    assert.deepEqual(names.filter(name => /\.ts$/.test(name) && !name.startsWith('types/')), [])
    const { dependencies, scripts, devDependencies } = JSON.parse(readFileSync(inProject('node_modules/rootpage/package.json'), 'utf8'))
    assert.deepEqual({ dependencies, scripts, devDependencies }, { dependencies: undefined, scripts: undefined, devDependencies: undefined })
  })

  test('every type that it names is there', () => {
    for (const [options, about] of [[['--module', 'nodenext'], 'nodenext'], [['--module', 'esnext', '--moduleResolution', 'bundler'], 'bundler']]) {
      const args = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2023,dom', ...options, 'user.ts']
      const { status, stdout } = spawnSync('node', [join(root, 'node_modules/typescript/bin/tsc'), ...args], { cwd: project, encoding: 'utf8' })
      assert.equal(status, 0, `${about}: ${stdout}`)
    }
  })
})

describe('in Node', () => {
  for (const entry of ['rootpage', 'rootpage/inline']) {
    test(`"${entry}" does the job, and the process ends by itself`, () => {
      writeFileSync(inProject('node.mjs'), `${readFileSync(inProject('job.mjs'), 'utf8').replace("'rootpage'", `'${entry}'`)}\nconsole.log(await job())\n`)
      assert.equal(execFileSync('node', ['node.mjs'], { cwd: project, encoding: 'utf8', timeout: 60_000 }).trim(), EXPECTED)
    })
  }
})

describe('in a browser', () => {
  test('without a bundler, through an import map', async () => {
    writeFileSync(inProject('plain.html'), HTML.replace('<script', '<script type="importmap">{"imports":{"rootpage":"./node_modules/rootpage/browser.js"}}</script><script'))
    await runs(project, 'plain.html')
  })

  test('bundled by Vite, with exactly one wasm', async () => {
    const { build: vite } = await import(pathToFileURL(inProject('node_modules/vite/dist/node/index.js')).href)
    await vite({ root: project, logLevel: 'error', build: { outDir: 'out-vite', target: 'es2022' } })
    assert.equal(wasmIn(inProject('out-vite')), 1)
    await runs(inProject('out-vite'))
  })

  test('bundled by webpack without configuration, with exactly one wasm', async () => {
    const webpack = createRequire(inProject('package.json'))('webpack')
    const stats = await new Promise((resolve, reject) => webpack({ mode: 'production', context: project, entry: './page.mjs', output: { path: inProject('out-webpack'), filename: 'page.mjs' } }, (error, stats) => (error ? reject(error) : resolve(stats))))
    assert.equal(stats.hasErrors(), false, stats.toString())
    assert.equal(wasmIn(inProject('out-webpack')), 1)
    writeFileSync(inProject('out-webpack/index.html'), HTML)
    await runs(inProject('out-webpack'))
  })

  test('"rootpage/inline" bundled by esbuild into one page, from file://', async () => {
    const { outputFiles: [script] } = await build({ entryPoints: [inProject('page.mjs')], bundle: true, write: false, format: 'iife', minify: true, alias: { rootpage: inProject('node_modules/rootpage/inline.js') } })
    mkdirSync(inProject('out-inline'))
    writeFileSync(inProject('out-inline/page.js'), script.text)
    writeFileSync(inProject('out-inline/index.html'), HTML.replace('type="module" src="./page.mjs"', 'src="./page.js"'))
    await runsAt(pathToFileURL(inProject('out-inline/index.html')).href)
  })
})

const wasmIn = folder => readdirSync(folder, { recursive: true }).filter(name => name.endsWith('.wasm')).length

async function runs(folder, page = '') {
  const server = await serve(folder)
  try {
    await runsAt(server.url + page)
  } finally {
    await server.close()
  }
}

/** Opens the page and waits for what the job said; anything on the console is a fault. */
async function runsAt(url) {
  const page = await browser.newPage()
  const faults = []
  page.on('console', message => faults.push(message.text()))
  page.on('pageerror', error => faults.push(error.message))
  await page.goto(url)
  await page.waitForFunction(() => document.title !== 'waiting', { timeout: 60_000 })
  assert.deepEqual([await page.title(), faults], [EXPECTED, []])
  await page.close()
}
