/** Does axe find anything on any screen, light and dark, wide and on a phone. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, test } from 'node:test'
import { place } from './places.mjs'
import { walk } from './views.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
/** What does not depend on colours needs no second look in the dark, and colours need none on the phone. */
const LOOKS = { 1280: { light: ALL, dark: COLOURS }, 390: { light: ALL } }

describe('accessibility', () => {
  for (const [width, looks] of Object.entries(LOOKS)) {
    test(`axe finds nothing on any screen, ${Object.keys(looks).join(' and ')}, ${width} pixels wide`, async () => {
      const where = await place('chromium', 'file')
      const { person, close } = await where.open({ width: Number(width), height: 844 })
      const found = []
      try {
        await person.page.evaluate(axe)
        await walk(person, async screen => {
          for (const [scheme, rules] of Object.entries(looks)) {
            await dress(person.page, scheme)
            found.push(...(await violations(person.page, rules)).map(what => `${screen}, ${scheme}: ${what}`))
          }
          if (await sideways(person.page)) found.push(`${screen}: it scrolls sideways`)
        })
        await person.wasFlawless()
      } finally {
        await close()
        await where.leave()
      }
      assert.deepEqual(found, [])
    })
  }

  test('the keyboard alone makes a vault and an authority, moves between tabs, and locks', async () => {
    const where = await place('chromium', 'file')
    const { person, close } = await where.open()
    try {
      const { keyboard } = person.page
      const type = async text => { await keyboard.type(text); await keyboard.press('Tab') }
      await person.see('Be your own certificate authority')
      await type('gown catch artwork album genuine')
      await keyboard.press('Tab')
      await keyboard.type('gown catch artwork album genuine')
      await keyboard.press('Enter')
      await person.see('Create your authority')
      await until(person.page, 'look at a file')
      await keyboard.press('Tab')
      await keyboard.type('Sample Root')
      await keyboard.press('Enter')
      await person.see('Sample Root is ready')
      await until(person.page, 'Go to the authority')
      await keyboard.press('Enter')
      await person.see('Nothing signed yet')
      await until(person.page, 'Certificates 0')
      await keyboard.press('ArrowRight')
      await person.see('No keys made here')
      await until(person.page, 'Lock', true)
      await keyboard.press('Enter')
      await person.see('The vault is locked')
    } finally {
      await close()
      await where.leave()
    }
  })
})

async function violations(page, rules) {
  const found = await page.evaluate(async runOnly => {
    const { violations } = await globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} (${failureSummary.replace(/\s+/g, ' ')})`).join('; ')}`)
  }, rules)
  return found
}

/** Changes the colours, and waits until they are drawn. */
async function dress(page, scheme) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }])
  await page.evaluate(() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/** Whether the page is wider than the screen. */
const sideways = page => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** Presses Tab until what has the focus is called so. */
async function until(page, name, backwards = false) {
  for (let presses = 0; presses < 40; presses++) {
    if (backwards) await page.keyboard.down('Shift')
    await page.keyboard.press('Tab')
    if (backwards) await page.keyboard.up('Shift')
    const focused = await page.evaluate(() => document.activeElement.textContent.replace(/\s+/g, ' ').trim())
    if (focused === name) return
  }
  assert.fail(`The Tab key does not reach “${name}”.`)
}
