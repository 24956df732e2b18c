import { useEnvironment } from './environment.js'

/** The worker from a blob: it works from file:// (as a classic worker alone) and inherits the content security policy of its page. */
export function useBlobWorker(source: () => Promise<string>, compile: () => Promise<WebAssembly.Module>): void {
  let address: Promise<string> | undefined
  useEnvironment({
    startWorker: async () => new Worker((await (address ??= blobAddress(source)))),
    compile,
  })
}

async function blobAddress(source: () => Promise<string>): Promise<string> {
  return trusted(URL.createObjectURL(new Blob([await source()], { type: 'text/javascript' })))
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/** The page's one Trusted Types policy: it makes this address, and no other. Where there are no Trusted Types, the address is taken as it is. */
function trusted(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies }
  const createScriptURL = (url: string) => {
    if (url !== address) throw new TypeError(`Only ${address} may be run, not ${url}.`)
    return url
  }
  return trustedTypes ? trustedTypes.createPolicy('rootpage', { createScriptURL }).createScriptURL(address) : address
}

/** Base64 as bytes, with the browser's own decoder where it has one. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const decoder = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }
  return decoder.fromBase64?.(text) ?? Uint8Array.from(atob(text), character => character.charCodeAt(0))
}
