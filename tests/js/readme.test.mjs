/** The README's program runs as it stands there, and prints what it says. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'node:test'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(`${root}README.md`, 'utf8')

test("the README's program signs, revokes, makes a CRL and takes a backup", async () => {
  const [, program] = /```js\n([\s\S]*?)```/.exec(readme)
  // Beside the package's own package.json, so that 'rootpage' means this package.
  const path = `${root}.cache/readme.mjs`
  writeFileSync(path, program)
  try {
    const { stdout } = await promisify(execFile)('node', [path], { cwd: root })
    assert.match(stdout, /extension\.subjectAltName taken/)
    assert.match(stdout, /can be signed/)
    assert.equal(stdout.match(/-----BEGIN CERTIFICATE-----/g).length, 2)
    assert.match(stdout, /-----BEGIN X509 CRL-----/)
    assert.match(stdout, /^rootpage-\d{4}-\d\d-\d\d-r\d+\.pem \d+$/m)
  } finally {
    rmSync(path)
  }
})

test('every file that the README and the docs point to is there', () => {
  for (const page of ['README.md', 'docs/architecture.md', 'docs/threat-model.md', 'docs/decisions/README.md', 'benches/README.md']) {
    const folder = new URL('.', `file://${root}${page}`)
    for (const [, link] of readFileSync(root + page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)) {
      assert.ok(existsSync(new URL(link, folder)), `${page} points to ${link}`)
    }
  }
})
