/** Is everything there that was shown, when the browser is killed at any moment. `npm run kill` does it for a whole night. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killRounds, tell } from './killing.mjs'

const ROUNDS = { chromium: 9, firefox: 6 }

for (const [browser, rounds] of Object.entries(ROUNDS)) test(`${browser} is killed ${rounds} times, and nothing that was shown is lost`, async t => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32))
  t.diagnostic(`SEED=${seed}`)
  const figures = await killRounds({ browser, rounds, seed })
  t.diagnostic(tell(figures))
  assert.equal(figures.lost, 0)
  assert.ok(figures.certificates >= rounds, 'hardly anything was done between the kills')
})
