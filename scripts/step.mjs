// How every script tells what it does: one line per step, with its time; a step's output is shown where it fails.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs one step and tells its name and its time. */
export async function step(name, run) {
  const start = performance.now()
  try {
    const result = await run()
    tell('done', name, start)
    return result
  } catch (error) {
    tell('FAILED', name, start)
    throw error
  }
}

function tell(how, name, start) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${how.padEnd(6)} ${`${seconds} s`.padStart(8)}  ${name}`)
}

/** Runs a program quietly and gives what it wrote to its standard output; where it fails, the error holds all that it printed. */
export async function run(program, args, options = {}) {
  const { status, stdout, output } = await attempt(program, args, options)
  if (status !== 0) throw new Failure(`${program} ${args.join(' ')} ended with ${status}`, output)
  return stdout
}

/** Runs a program to its end, whatever that is. `show: true` prints as it goes. */
export function attempt(program, args, { show = false, ...options } = {}) {
  return new Promise(resolve => {
    const all = []
    const stdout = []
    const text = chunks => Buffer.concat(chunks).toString()
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    child.stdout.on('data', chunk => stdout.push(chunk))
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      from.on('data', chunk => { all.push(chunk); if (show) to.write(chunk) })
    }
    child.on('error', error => resolve({ status: error.message, stdout: '', output: '' }))
    child.on('close', (code, signal) => resolve({ status: code ?? signal, stdout: text(stdout), output: text(all) }))
  })
}

/** Whether a program can be run. */
export const has = async (program, args = ['--version']) => (await attempt(program, args)).status === 0

/** A step that failed, with what was printed on the way. */
export class Failure extends Error {
  constructor(message, output = '') { super(message); this.output = output }
}

/** Runs a whole script: a failure is told, and the process ends with 1. */
export async function script(main) {
  const start = performance.now()
  try {
    await main()
    console.log(`Finished in ${((performance.now() - start) / 1000).toFixed(1)} s.`)
  } catch (error) {
    console.error(error instanceof Failure ? `${error.output}\n${error.message}` : error)
    process.exitCode = 1
  }
}
