// npm run check: what holds besides the tests. `node scripts/check.mjs --only lint,types` runs the checks named; `--update` rewrites .ci/api.d.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Failure, attempt, has, root, run, step } from './step.mjs'

const WASM = ['--target', 'wasm32-unknown-unknown']
const bin = (path, ...args) => run('node', [`node_modules/${path}`, ...args])

const CHECKS = {
  format: ['formatting (cargo fmt)', () => run('cargo', ['fmt', '--check'])],
  clippy: ['lints of the core (clippy)', () => run('cargo', ['clippy', '--quiet', '--locked', '--all-targets', '--', '-D', 'warnings'])],
  'clippy-wasm': ['lints of the core for wasm32', () => run('cargo', ['clippy', '--quiet', '--locked', '--lib', ...WASM, '--', '-D', 'warnings'])],
  docs: ['documentation of the core', () => run('cargo', ['doc', '--quiet', '--locked', '--no-deps', '--document-private-items'], { env: { ...process.env, RUSTDOCFLAGS: '-D warnings' } })],
  types: ['types (tsc)', async () => { for (const project of ['tsconfig.json', 'tsconfig.node.json']) await bin('typescript/bin/tsc', '--project', project) }],
  lint: ['lints of the page and the package (eslint)', () => bin('eslint/bin/eslint.js', '--max-warnings=0', '.')],
  crates: ['licences, sources and double versions of the crates', checkCrates],
  advisories: ['advisories (cargo deny, npm audit)', checkAdvisories],
  build: ['build', () => run('node', ['scripts/build.mjs'])],
  sizes: ['sizes', checkSizes],
  api: ['the package\'s types as written down in .ci/api.d.ts', checkApi],
}

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1].split(',') : Object.keys(CHECKS)
const failed = []
for (const name of only) {
  const [about, check] = CHECKS[name]
  await step(about, check).catch(error => {
    console.error(error instanceof Failure ? `${error.output}\n${error.message}` : error)
    failed.push(name)
  })
}
console.log(failed.length === 0 ? `${only.length} checks hold` : `${failed.length} of ${only.length} checks do not hold: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

// ------------------------------------------------------------------------------------------------ crates

/** The part of deny.toml that can be checked with cargo alone. */
async function checkCrates() {
  const { packages } = JSON.parse(await run('cargo', ['metadata', '--locked', '--format-version', '1']))
  const faults = packages.filter(({ name }) => name !== 'bindgen').flatMap(faultsOf)
  const linked = await run('cargo', ['tree', '--locked', '--package', 'rootpage', '--edges', 'normal', '--prefix', 'none', '--no-dedupe', ...WASM])
  for (const [, name] of denied().matchAll(/crate = "([^"]+)", deny-multiple-versions/g)) {
    const versions = new Set([...linked.matchAll(new RegExp(`^${name} v(\\S+)`, 'gm'))].map(([, version]) => version))
    if (versions.size !== 1) faults.push(`${name}: ${versions.size} versions are linked (${[...versions].join(', ')})`)
  }
  if (faults.length > 0) throw new Failure('deny.toml does not allow this', faults.join('\n'))
}

function denied() {
  return readFileSync(`${root}deny.toml`, 'utf8')
}

function listed(key) {
  return JSON.parse(new RegExp(`^${key} = (\\[.*\\])`, 'm').exec(denied())[1])
}

function faultsOf({ name, version, license, source }) {
  const faults = []
  if (!allows(license ?? 'none', listed('allow'))) faults.push(`${name} ${version}: licence ${license}`)
  if (source && !listed('allow-registry').includes(source.replace('registry+', ''))) faults.push(`${name} ${version}: from ${source}`)
  return faults
}

/** Whether a licence expression (SPDX) can be met with what is allowed. */
function allows(expression, allowed) {
  const inner = /\(([^()]*)\)/.exec(expression)
  if (inner) return allows(expression.replace(inner[0], allows(inner[1], allowed) ? allowed[0] : 'none'), allowed)
  return expression.replaceAll('/', ' OR ').split(' OR ').some(choice => choice.split(' AND ').every(name => allowed.includes(name.trim())))
}

/** Advisories need a network: where there is none, that is said and is no failure. */
async function checkAdvisories() {
  if (await has('cargo', ['deny', '--version'])) await run('cargo', ['deny', '--locked', 'check'])
  else console.log('       cargo-deny is not installed: the crates\' advisories were not looked up')
  const audit = await attempt('npm', ['audit', '--omit=dev', '--json'])
  const { metadata } = JSON.parse(audit.stdout || '{}')
  if (!metadata) console.log('       npm audit had no answer: the packages\' advisories were not looked up')
  else if (metadata.vulnerabilities.total > 0) throw new Failure('npm audit', audit.stdout)
}

// ------------------------------------------------------------------------------------------------ what a build gives

/** Each file of scripts/sizes.json with the most that it may be: as it is, and compressed with gzip. */
async function checkSizes() {
  const rows = Object.entries(JSON.parse(readFileSync(`${root}scripts/sizes.json`, 'utf8'))).map(([path, [most, mostCompressed]]) => {
    const content = readFileSync(`${root}dist/${path}`)
    const compressed = gzipSync(content).length
    return { path, told: `${path}: ${content.length} of ${most} bytes, ${compressed} of ${mostCompressed} compressed`, fits: content.length <= most && compressed <= mostCompressed }
  })
  for (const { told } of rows) console.log(`       ${told}`)
  if (rows.some(({ fits }) => !fits)) throw new Failure('Something has outgrown scripts/sizes.json: make it smaller, or say in the commit why it must grow')
}

/** What users of the package compile against: a change of it is a decision. */
async function checkApi() {
  const types = `${root}dist/package/types`
  const index = readFileSync(`${types}/index.d.ts`, 'utf8')
  const files = [...new Set([...index.matchAll(/from '\.\/(.*)\.js'/g)].map(([, name]) => name))].filter(name => name !== 'codes')
  const now = [index, ...files.map(name => `// ---- ${name}\n${readFileSync(`${types}/${name}.d.ts`, 'utf8')}`)].join('\n')
  if (process.argv.includes('--update')) writeFileSync(`${root}.ci/api.d.ts`, now)
  if (readFileSync(`${root}.ci/api.d.ts`, 'utf8') !== now) {
    writeFileSync(`${root}.cache/api.d.ts`, now)
    const difference = await attempt('diff', ['-u', '.ci/api.d.ts', '.cache/api.d.ts'])
    throw new Failure('The package\'s types have changed. If that is meant: node scripts/check.mjs --only api --update', difference.output)
  }
}
