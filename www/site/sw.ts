/**
 * The site's service worker: keeps the page's own files, and nothing else.
 * A new version waits until no tab shows the old one: the files of a version belong together.
 */

/** All files of this version, the page itself first; and their common digest. The build writes both. */
declare const ASSETS: readonly string[]
declare const VERSION: string

const PREFIX = 'rootpage-'
const CACHE = PREFIX + VERSION

const worker = globalThis as unknown as ServiceWorker

worker.addEventListener('install', event => event.waitUntil(keep()))
worker.addEventListener('activate', event => event.waitUntil(forgetOthers()))
worker.addEventListener('fetch', event => {
  const { method, mode, url } = event.request
  if (method !== 'GET' || new URL(url).origin !== location.origin) return
  event.respondWith(answer(event.request, mode === 'navigate'))
})

/** Past the browser's own cache, which may hold files of another version. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(ASSETS.map(path => new Request(path, { cache: 'reload' })))
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name.startsWith(PREFIX) && name !== CACHE).map(name => caches.delete(name)))
}

async function answer(request: Request, navigates: boolean): Promise<Response> {
  const kept = await caches.match(navigates ? './' : request, { cacheName: CACHE })
  return kept ?? fetch(request)
}

/** What a service worker has beside a window; the page's types know windows alone. */
interface ServiceWorker {
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void
  addEventListener(type: 'fetch', listener: (event: { request: Request; respondWith(answer: Promise<Response>): void }) => void): void
}

export {}
