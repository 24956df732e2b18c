// npm run kill: browsers are killed while a vault works in them, 100 times each; ROUNDS=n, BROWSERS=firefox and SEED=n choose otherwise. It needs `npm run build` before.
import { killRounds, tell } from '../tests/browser/killing.mjs'

const rounds = Number(process.env.ROUNDS ?? 100)
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32))
for (const browser of process.env.BROWSERS?.split(',') ?? ['chromium', 'firefox']) {
  console.log(`${browser}: ${rounds} rounds, SEED=${seed}`)
  console.log(tell(await killRounds({ browser, rounds, seed, log: console.log })))
}
