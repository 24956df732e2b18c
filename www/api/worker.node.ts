/** The worker of Node. */
import { parentPort } from 'node:worker_threads'
import { serve } from './worker.js'

if (!parentPort) throw new TypeError('This file is run by rootpage as a worker; import "rootpage" instead.')
serve(parentPort as unknown as Parameters<typeof serve>[0])
