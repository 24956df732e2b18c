/**
 * A guide followed as a person follows it: its files in their places, its lines in their files, its commands in a shell.
 * All of it below one folder: the places of the system are replaced by places there, and `sudo` by nothing.
 */
import { spawn } from 'node:child_process'
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Where guides put things, and a room has folders for. */
const PLACES = ['/etc/ssl/', '/etc/java-tls/', '/etc/docker/', '/etc/firefox/', '/etc/pki/', '/usr/local/share/', '/usr/lib/mozilla/', '/sdcard/']

/** What the machine would say about trust must not come between. */
const OWN_WORDS = /^(?:SSL_CERT_|CURL_CA|GIT_SSL|NODE_EXTRA|NODE_OPTIONS|REQUESTS_CA|JAVA_TOOL|XDG_|.*proxy$)/i

export class Room {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'rootpage-room-'))
    this.home = this.path('home')
    mkdirSync(this.home)
    this.program('sudo', 'exec "$@"')
    const kept = Object.entries(process.env).filter(([name]) => !OWN_WORDS.test(name))
    this.env = { ...Object.fromEntries(kept), HOME: this.home, PATH: `${this.path('bin')}:${process.env.PATH}`, LANG: 'C.UTF-8', CATALINA_BASE: this.path('catalina') }
  }

  path(...parts) {
    return join(this.folder, ...parts)
  }

  /** A program that stands before those of the machine. */
  program(name, script) {
    this.write(this.path('bin', name), `#!/bin/sh\n${script}\n`)
    chmodSync(this.path('bin', name), 0o755)
  }

  write(path, content) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  /** The same lines, with the places of the room. */
  here(text) {
    return PLACES.reduce((lines, place) => lines.replaceAll(place, `${this.folder}${place}`), text).replaceAll(`${this.folder}${this.folder}`, this.folder)
  }

  /** Where a path of a guide is in the room; a relative one is in its folder. */
  place(path) {
    const expanded = path.replace(/^~\//, `${this.home}/`).replace(/^\$(\w+)/, (_, name) => this.env[name])
    return expanded.startsWith('/') ? (PLACES.some(place => expanded.startsWith(place)) ? this.here(expanded) : expanded) : this.path(expanded)
  }

  /** The files by their names, as they were downloaded; in their places too, unless the guide's lines are to put them there. */
  put(files, guide, { placed = true } = {}) {
    for (const { name, content } of files) this.write(this.path(name), content)
    if (!placed) return
    for (const { name, path, mode } of guide.files) {
      const content = files.find(file => file.name === name)?.content
      if (content) chmodSync(this.write(this.place(path), content), Number.parseInt(mode, 8))
    }
  }

  /** Writes the lines of a step into the file that it names. */
  configure({ lines }) {
    return this.write(this.place(lines.file), this.here(lines.text))
  }

  /** Runs a command line in the room. It is ended after a minute. */
  run(command, { input = '', env = {} } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn('bash', ['-c', this.here(command)], { cwd: this.folder, env: { ...this.env, ...env }, timeout: 60_000 })
      let text = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (text += data))
      child.on('error', reject)
      child.on('close', status => resolve({ status, text }))
      child.stdin.on('error', () => {})
      child.stdin.end(input)
    })
  }

  /** Runs a step, or several, and insists that each ends well. */
  async follow(steps, options) {
    for (const step of [steps].flat()) {
      const { status, text } = await this.run(step.lines.text, options)
      assert.equal(status, 0, `${step.title}:\n${step.lines.text}\n${text}`)
    }
  }

  /** Whether every line that a check expects is in what its command prints. */
  async says(check, options) {
    const { status, text } = await this.run(check.command, options)
    const missing = this.here(check.expect).split('\n').filter(line => !text.includes(line))
    return { well: missing.length === 0, status, text, missing }
  }

  /** Runs the commands that verify: all of a guide, or those that a test names. */
  async verify(checks, options) {
    assert.ok(checks.length > 0, 'there is something to verify')
    for (const check of checks) {
      const { well, text, missing } = await this.says(check, options)
      assert.ok(well, `${check.command}\nlacks ${JSON.stringify(missing)} in:\n${text}`)
    }
  }

  read(path) {
    return readFileSync(this.place(path))
  }

  leave() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A step of a guide by the beginning of its title. */
export function step(guide, title) {
  const found = guide.steps.find(candidate => candidate.title.startsWith(title))
  assert.ok(found, `there is a step “${title}” among: ${guide.steps.map(({ title }) => title).join(' · ')}`)
  return found
}

/** The checks whose command begins so. */
export const checks = (guide, beginning) => guide.verify.filter(({ command }) => command.startsWith(beginning))
