// npm test: every test there is. `node scripts/test.mjs --only rust,js` runs the suites named, in this order.
import { existsSync, readdirSync } from 'node:fs'
import { attempt, root } from './step.mjs'

const SUITES = {
  build: { about: 'build everything', run: () => attempt('node', ['scripts/build.mjs'], { show: true }) },
  rust: { about: 'the core', run: () => attempt('cargo', ['test', '--locked', '--no-fail-fast'], { show: true }), count: countCargo },
  js: { about: 'the package, in Node', run: () => nodeTest('tests/js'), count: countNode },
  npm: { about: 'the package, packed and installed', run: () => nodeTest('tests/npm'), count: countNode },
  browser: { about: 'the page, in real browsers', run: () => nodeTest('tests/browser'), count: countNode },
  interop: { about: 'what others say of our artifacts', run: () => nodeTest('tests/interop'), count: countNode },
}

const chosen = selected(process.argv.slice(2))
const results = []
for (const name of chosen) {
  console.log(`\n== ${name}: ${SUITES[name].about}`)
  const outcome = await runSuite(SUITES[name])
  results.push({ name, ...outcome })
  if (name === 'build' && outcome.failed > 0) break
}
summarise(results)

function selected([flag, names]) {
  if (flag === undefined) return Object.keys(SUITES)
  const wanted = flag === '--only' ? names?.split(',') ?? [] : []
  const unknown = wanted.filter(name => !SUITES[name])
  if (wanted.length > 0 && unknown.length === 0) return Object.keys(SUITES).filter(name => wanted.includes(name))
  console.error(`Usage: node scripts/test.mjs [--only ${Object.keys(SUITES).join(',')}]`)
  process.exit(2)
}

/** A suite that ends badly without saying which test failed counts as one failure. */
async function runSuite({ run, count = () => ({ passed: 0, failed: 0, skipped: 0 }) }) {
  const start = performance.now()
  const { status, output } = await run()
  const counted = count(output)
  const failed = status === 0 ? counted.failed : Math.max(1, counted.failed)
  return { ...counted, failed, seconds: (performance.now() - start) / 1000 }
}

/** Browsers, servers and key searches share the processor: one file at a time, so that no timeout speaks of the machine. */
function nodeTest(folder) {
  const files = existsSync(root + folder) ? readdirSync(root + folder).filter(name => name.endsWith('.test.mjs')).map(name => `${folder}/${name}`) : []
  if (files.length === 0) return { status: 1, output: '' }
  return attempt('node', ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files], { show: true })
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

function countNode(output) {
  const said = word => sum([...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)`, 'gm'))].map(([, number]) => Number(number)))
  return { passed: said('pass'), failed: said('fail') + said('cancelled'), skipped: said('skipped') + said('todo') }
}

function countCargo(output) {
  const lines = [...output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm)]
  const column = index => sum(lines.map(line => Number(line[index])))
  return { passed: column(1), failed: column(2), skipped: column(3) }
}

function summarise(rows) {
  console.log()
  for (const { name, passed, failed, skipped, seconds } of rows) {
    console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${`${seconds.toFixed(0)} s`.padStart(6)}  ${name}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
  }
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(key => sum(rows.map(row => row[key])))
  console.log(`${skipped ? `${skipped} skipped\n` : ''}${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
