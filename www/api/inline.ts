/** The package in one file, for pages without a bundler or from file://: scripts/package.mjs puts the worker and the core into it. */
import { fromBase64, useBlobWorker } from './blob.js'

declare const WORKER_SOURCE: string
declare const WASM_BASE64: string

useBlobWorker(async () => WORKER_SOURCE, () => WebAssembly.compile(fromBase64(WASM_BASE64)))

export * from './index.js'
