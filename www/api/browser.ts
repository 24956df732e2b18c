/** The package in a browser: a module worker and the core, each beside this file. Bundlers see both addresses and bring the files along. */
import { compileFrom, useEnvironment } from './environment.js'

useEnvironment({
  startWorker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  compile: () => compileFrom(new URL('./rootpage.wasm', import.meta.url)),
})

export * from './index.js'
