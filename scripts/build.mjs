// npm run build: dist/core, dist/rootpage.html, dist/site, dist/package. `node scripts/build.mjs page` makes the page alone, with the core as it is.
import { buildCore } from './core.mjs'
import { buildPackage } from './package.mjs'
import { buildPage } from './page.mjs'
import { script } from './step.mjs'

const only = process.argv[2]
const parts = { core: buildCore, page: buildPage, package: buildPackage }

await script(async () => {
  for (const [name, make] of Object.entries(parts)) if (!only || only === name) await make()
})
