/** The package in Node. */
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { useEnvironment } from './environment.js'
import { asCoreWorker } from './thread.js'

useEnvironment({
  startWorker: () => asCoreWorker(new Worker(new URL('./worker-node.js', import.meta.url))),
  compile: async () => WebAssembly.compile(await readFile(new URL('./rootpage.wasm', import.meta.url))),
})

export * from './index.js'
