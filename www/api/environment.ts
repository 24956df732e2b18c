/** Where the worker and the core come from. Each entry (browser, Node, inline, the page) says it once, before anything is called. */
export interface Environment {
  startWorker(): CoreWorker | Promise<CoreWorker>
  /** The compiled core; asked for once. */
  compile(): Promise<WebAssembly.Module>
}

/** What a worker of a browser and a thread of Node have in common. */
export interface CoreWorker {
  postMessage(message: unknown): void
  terminate(): unknown
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
  /** Node alone: whether the thread keeps the process alive. */
  ref?(): void
  unref?(): void
}

let chosen: Environment | undefined
let compiled: Promise<WebAssembly.Module> | undefined

export function useEnvironment(environment: Environment): void {
  chosen = environment
}

export async function startWorker(): Promise<CoreWorker> {
  return environment().startWorker()
}

/** One compiled module serves every worker. One that could not be had is asked for again the next time. */
export function core(): Promise<WebAssembly.Module> {
  compiled ??= environment().compile().catch((error: unknown) => {
    compiled = undefined
    throw error
  })
  return compiled
}

function environment(): Environment {
  if (!chosen) throw new TypeError('Rootpage was not imported through one of its entries: import "rootpage" or "rootpage/inline".')
  return chosen
}

/** Fetches and compiles the core, whatever type the server says it has. */
export async function compileFrom(url: URL | string, integrity = ''): Promise<WebAssembly.Module> {
  const response = await fetch(url, { integrity })
  if (!response.ok) throw new TypeError(`${response.url} answered ${response.status}: the core is not there.`)
  return WebAssembly.compile(await response.arrayBuffer())
}
