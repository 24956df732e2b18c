/** In the site's bundle alone: its service worker keeps the files, so that the site works offline after one visit. */

const ADDRESS = 'sw.js'

// Where it cannot be had (private windows, settings), the page works all the same, with the network.
navigator.serviceWorker?.register(trusted(ADDRESS) as string, { scope: './', updateViaCache: 'none' }).catch(() => undefined)

/** Trusted Types: this one address, and no other. The site's content security policy names the policy. */
function trusted(address: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const createScriptURL = (url: string) => {
    if (url !== ADDRESS) throw new TypeError('This is not the service worker.')
    return url
  }
  return trustedTypes ? trustedTypes.createPolicy('rootpage-offline', { createScriptURL }).createScriptURL(address) : address
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown }
}

export {}
