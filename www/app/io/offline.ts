/** The site works offline after one visit: its service worker keeps the files. The single file needs none. */
export function registerOffline(): void {
  const offered = document.querySelector('link[rel=manifest]') !== null && 'serviceWorker' in navigator
  if (!offered) return
  // Where it cannot be had (private windows, settings), the page works all the same, with the network.
  navigator.serviceWorker.register(trusted('sw.js') as string, { scope: './' }).catch(() => undefined)
}

/** Trusted Types: this one address, and no other. The policy of the site names it. */
function trusted(address: string): unknown {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  const policy = types?.createPolicy('rootpage-offline', { createScriptURL: url => { if (url !== address) throw new TypeError('Not the service worker.'); return url } })
  return policy ? policy.createScriptURL(address) : address
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown }
}
