// The notices of everything that is built in: who wrote it, under which licence, in its own words. MIT, BSD and Apache-2.0 ask that they go along with every copy.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'
import { root, run } from './step.mjs'

/** One text: each licence once, below the names of all that are under it. */
export async function notices() {
  const byText = new Map()
  for (const part of [...await crates(), ...await packages()]) {
    for (const text of licenceTexts(part.folder)) byText.set(text, [...byText.get(text) ?? [], `${part.name} ${part.version} (${part.license})`])
  }
  const sections = [...byText].map(([text, names]) => `${[...new Set(names)].sort().join('\n')}\n\n${text}`)
  return `Rootpage has parts that others wrote. These are their notices.\n\n${sections.join(`\n\n${'='.repeat(80)}\n\n`)}\n`
}

/** The crates that are linked into the core. */
async function crates() {
  const tree = await run('cargo', ['tree', '--locked', '--package', 'rootpage', '--edges', 'normal', '--prefix', 'none', '--format', '{p}', '--target', 'wasm32-unknown-unknown'])
  const linked = new Set(tree.split('\n').map(line => line.split(' ').slice(0, 2).join(' ')))
  const { packages } = JSON.parse(await run('cargo', ['metadata', '--locked', '--format-version', '1']))
  return packages
    .filter(({ name, version, source }) => source && linked.has(`${name} v${version}`))
    .map(({ name, version, license, manifest_path: manifest }) => ({ name, version, license, folder: dirname(manifest) }))
}

/** The npm packages of which something is bundled into the page or the package. */
async function packages() {
  const { metafile } = await build({ entryPoints: [`${root}www/app/main.tsx`, `${root}www/api/worker.web.ts`], bundle: true, write: false, outdir: 'none', metafile: true, format: 'esm', absWorkingDir: root })
  const names = Object.keys(metafile.inputs).map(path => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
  return [...new Set(names)].filter(Boolean).map(name => {
    const folder = `${root}node_modules/${name}`
    return { folder, ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }
  })
}

function licenceTexts(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => /^(licen[cs]e|copying|notice|copyright)/i.test(name) && statSync(`${folder}/${name}`).isFile()) : []
  // Who may choose takes the shorter one.
  const mit = names.filter(name => /mit/i.test(name))
  return (mit.length > 0 ? mit : names).map(name => readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n').trim())
}
