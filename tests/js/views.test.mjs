/** Do the core's views have the types that the package promises: the samples of tests/session.rs are compiled against www/api/types.ts. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { root } from '../../scripts/step.mjs'

const samples = `${root}tests/vectors/views`
const folder = `${root}.cache/views`

/** A sample as TypeScript writes it: with `satisfies`, so that a field too many is an error as well as one too few. */
function statement(file) {
  const type = file.split('.')[0]
  const text = readFileSync(`${samples}/${file}`, 'utf8').replace(/\{\s*"\$bytes": "[^"]*"\s*\}/g, 'new Uint8Array()')
  return `export const ${file.replace('.json', '').replaceAll('.', '_')} = ${text.trim()} satisfies types.${type}${text.startsWith('[') ? '[]' : ''}\n`
}

function compile(name, source) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/${name}.ts`, `import type * as types from '../../www/api/types.js'\n${source}`)
  const args = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2023,dom', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', 'node']
  return spawnSync('node', ['node_modules/typescript/bin/tsc', ...args, `${folder}/${name}.ts`], { cwd: root, encoding: 'utf8' })
}

test('every sample has its type', () => {
  const files = readdirSync(samples).filter(name => name.endsWith('.json'))
  assert.ok(files.length >= 10, `${files.length} samples`)
  const { status, stdout } = compile('samples', files.map(statement).join(''))
  assert.equal(status, 0, stdout)
})

test('a field too many and a field too few would be noticed', () => {
  const { stdout } = compile('wrong', `({ short: 'CN', long: 'commonName', oid: '2.5.4.3', max: 64, more: 1 }) satisfies types.NameAttributeView\n;({ short: 'CN' }) satisfies types.NameAttributeView\n`)
  assert.match(stdout, /'more' does not exist[^]*missing the following properties/)
})
