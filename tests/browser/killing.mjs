/** Browsers that are killed while a vault works in them, and what is there of it afterwards. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { launch, vaultPage } from './vault-page.mjs'

/** What the page does until it is killed: it says of each certificate and list that it has it, once it has it. */
const WORK = `
  export async function begin(name) {
    const vault = await open(rootpage.browserPlaces(name))
    globalThis.vault = vault
    const { opening } = vault
    const authority = await authorityOf(vault)
    const list = await authority.crl()
    const damages = await vault.check()
    return {
      place: opening.place,
      notices: opening.notices.map(({ place, what, problem }) => [place, what, ...problem ? [problem.code] : []].join(' ')),
      serials: await serials(vault),
      list: list ? Number(list.number) : 0,
      revision: (await vault.view()).revision,
      damages: damages.map(({ text }) => text),
    }
  }
  export async function work() {
    for (let act = 1; ; act++) {
      globalThis.shown(JSON.stringify({ serial: await issue(globalThis.vault) }))
      if (act % 4 === 0) globalThis.shown(JSON.stringify({ list: Number((await (await authorityOf(globalThis.vault)).issueCrl()).number) }))
    }
  }
`

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Kills the browser so many times, and looks after each what is there. Gives what was counted. */
export async function killRounds({ browser, rounds, seed, log = () => {} }) {
  const next = random(seed)
  const page = await vaultPage(WORK)
  const figures = { browser, seed, rounds, certificates: 0, lists: 0, killedWhileOpening: 0, places: {}, notices: {}, lost: 0 }
  const witness = { serials: new Set(), list: 0, revision: 0, wrong: [] }
  try {
    await firstTime(browser, page)
    for (let round = 1; round <= rounds + 1; round++) {
      const last = round > rounds
      const told = await oneRound(browser, page, { witness, figures, last, delay: Math.round(next() * 1400), early: round % 4 === 0 })
      log(`${browser} ${last ? 'at the end' : `round ${round}`}: ${told}`)
    }
  } finally {
    await page.leave()
  }
  return figures
}

/** The vault is made in peace: what is tested is not whether one is lost that nobody has heard of. */
async function firstTime(browser, page) {
  const { tab, close } = await launch(browser, page.profile(browser))
  try {
    const shown = await tab(page.url)
    await shown.evaluate(async () => {
      const vault = await scene.make(scene.browserPlaces('kill'))
      vault.lock()
    })
  } finally {
    await close()
  }
}

async function oneRound(browser, page, { witness, figures, last, delay, early }) {
  const started = await launch(browser, page.profile(browser))
  let killed = false
  try {
    const shown = await started.tab(page.url)
    await shown.exposeFunction('shown', told => note(witness, figures, JSON.parse(told)))
    // Every fourth is killed while it opens, which is when copies are made equal to each other.
    if (early && !last) {
      shown.evaluate(() => scene.begin('kill')).catch(() => {})
      figures.killedWhileOpening++
    } else {
      compare(witness, figures, await shown.evaluate(() => scene.begin('kill')))
      if (!last) shown.evaluate(() => scene.work()).catch(() => {})
    }
    if (last) return `${witness.serials.size} certificates`
    await pause(delay)
    killed = true
    await started.kill()
    return `${witness.serials.size} certificates shown; killed after ${delay} ms${early ? ' of opening' : ''}`
  } finally {
    if (!killed) await started.close()
  }
}

/** What has been shown has to be there for ever. */
function note(witness, figures, { serial, list }) {
  if (serial !== undefined) {
    if (witness.serials.has(serial)) witness.wrong.push(`${serial} was given twice`)
    witness.serials.add(serial)
    figures.certificates++
  } else {
    if (list <= witness.list) witness.wrong.push(`list ${list} came after list ${witness.list}`)
    witness.list = list
    figures.lists++
  }
}

function compare(witness, figures, found) {
  assert.deepEqual(witness.wrong, [])
  const there = new Set(found.serials)
  const missing = [...witness.serials].filter(serial => !there.has(serial))
  figures.lost += missing.length
  assert.deepEqual(missing, [], 'certificates that were shown are not in the ledger')
  assert.equal(there.size, found.serials.length, 'a serial number is there twice')
  assert.ok(found.list >= witness.list, `list ${witness.list} was shown, and the newest is ${found.list}`)
  assert.ok(found.revision >= witness.revision, `revision ${witness.revision} was there, and now it is ${found.revision}`)
  assert.deepEqual(found.damages, [])
  // What was committed and not shown is there too; from here on it counts.
  for (const serial of found.serials) witness.serials.add(serial)
  Object.assign(witness, { list: found.list, revision: found.revision })
  figures.places[found.place] = (figures.places[found.place] ?? 0) + 1
  for (const notice of found.notices) figures.notices[notice] = (figures.notices[notice] ?? 0) + 1
}

/** The figures in a line. */
export function tell({ browser, seed, rounds, certificates, lists, killedWhileOpening, places, notices, lost }) {
  const counted = counts => Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
  return `${browser}: ${rounds} kills (${killedWhileOpening} while opening; seed ${seed}), ${certificates} certificates and ${lists} lists shown, opened from: ${counted(places)}; notices: ${counted(notices)}; lost ${lost}`
}
