/** The outside judges, each as a function that answers with what the program said. */
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** Runs a program: its exit status and all that it printed. Never throws for a refusal. */
export const run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 1 << 26, ...options }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ status: error?.code ?? 0, text: stdout + stderr })
    })
    child.stdin.end(options.input)
  })

export const openssl = (...args) => run('openssl', args)
export const certtool = (...args) => run('certtool', args)

/** pkilint: its exit status is the number of findings. */
export const pkilint = async (linter, ...args) => {
  const { status, text } = await run(join(cache, 'pkilint/bin', linter), args)
  return { status, text: text.trim() }
}

/** Go's crypto/x509, built once. */
export function go(...args) {
  const source = join(here, 'judge.go')
  const binary = join(cache, 'gojudge')
  if (!existsSync(binary) || statSync(binary).mtimeMs < statSync(source).mtimeMs) {
    mkdirSync(cache, { recursive: true })
    execFileSync('go', ['build', '-o', binary, source], { env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '' } })
  }
  return run(binary, args)
}

export const java = (...args) => run('java', [join(here, 'Judge.java'), ...args])
