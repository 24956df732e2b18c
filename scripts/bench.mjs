// npm run bench: how long the work takes here and with the peers, in one run, interleaved. `--only keys,sign,ledger,directory,vault`; `--write` puts the table into benches/README.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { root, run, script, step } from './step.mjs'

const FILES = ['keys', 'sign', 'ledger', 'directory', 'vault']
const CONTENDERS = ['Rootpage', 'WebCrypto', 'pkijs + WebCrypto', 'node-forge', 'OpenSSL']
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1].split(',') : FILES

await script(async () => {
  if (!existsSync(`${root}dist/package/node.js`)) await step('build', () => run('node', ['scripts/build.mjs']))
  if (!existsSync(`${root}benches/node_modules`)) await step('install the peers', () => run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: `${root}benches` }))
  const lines = []
  const told = []
  for (const file of FILES.filter(name => only.includes(name))) {
    const { rows, close = () => {}, notes = () => [] } = await import(`../benches/${file}.mjs`)
    for (const row of rows) lines.push(await step(row.about, () => measured(row)))
    told.push(...notes())
    close()
  }
  const table = [await tableOf(lines), ...told].join('\n\n')
  console.log(`\n${table}`)
  if (process.argv.includes('--write')) writeTable(table)
})

/** One round after the other, each contender once in each: what disturbs the machine disturbs all of them. */
async function measured({ about, rounds, contenders }) {
  const times = Object.fromEntries(Object.keys(contenders).map(name => [name, []]))
  for (const run of Object.values(contenders)) await run()
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now()
      await run()
      times[name].push(performance.now() - start)
    }
  }
  const medians = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
  return { about, rounds, medians }
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

async function tableOf(lines) {
  const names = CONTENDERS.filter(name => lines.some(({ medians }) => name in medians))
  const version = (await run('openssl', ['version'])).split(' ').slice(0, 2).join(' ')
  const where = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.versions.node}, ${version}, ${new Date().toISOString().slice(0, 10)}`
  const header = [`Medians in milliseconds; in brackets, how many times as long as Rootpage took. ${where}.`, '', `| | rounds | ${names.join(' | ')} |`, `|---|--:|${names.map(() => '--:|').join('')}`]
  return [...header, ...lines.map(line => `| ${line.about} | ${line.rounds} | ${names.map(name => cell(line.medians, name)).join(' | ')} |`)].join('\n')
}

function cell(medians, name) {
  const value = medians[name]
  if (value === undefined) return '–'
  const ratio = value / medians.Rootpage
  return name === 'Rootpage' ? digits(value) : `${digits(value)} (${digits(ratio)})`
}

function digits(number) {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(2)
}

function writeTable(table) {
  const path = `${root}benches/README.md`
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(<!-- table -->\n)[^]*(\n<!-- end -->)/, (_, before, after) => before + table + after))
}
