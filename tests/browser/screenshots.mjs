// Takes docs/screenshots from the built page: `node tests/browser/screenshots.mjs [folder] [all]`. Two widths, light and dark; `all` takes every screen there is.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from '../../scripts/step.mjs'
import { place } from './places.mjs'
import { walk } from './views.mjs'

const folder = resolve(process.argv[2] ?? `${root}docs/screenshots`)
const KEPT = new Set(['created', 'sign-report', 'certificates', 'crl', 'import-preview', 'look-opened', 'look-heap', 'use-in-pfx', 'use-in-nginx', 'trust-cacerts'])
const wanted = name => process.argv[3] === 'all' || KEPT.has(name)
mkdirSync(folder, { recursive: true })

for (const scheme of ['light', 'dark']) {
  for (const width of [1280, 390]) await takeAll(scheme, width)
}

async function takeAll(scheme, width) {
  const where = await place('chromium', 'file')
  const { person, close } = await where.open({ width, height: width === 390 ? 844 : 1200 })
  await person.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }])
  await walk(person, async name => {
    if (!wanted(name)) return
    await settle(person.page)
    await person.page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: process.argv[3] === 'all' })
  })
  await close()
  await where.leave()
}

/** Fonts, transitions and late answers. */
async function settle(page) {
  await page.evaluate(() => document.fonts.ready)
  await new Promise(done => setTimeout(done, 250))
}
