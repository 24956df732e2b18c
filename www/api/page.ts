/** The page's own entry: the worker and the core stand in two data blocks, as content (one file) or as an address (the site). */
import { fromBase64, useBlobWorker } from './blob.js'
import { compileFrom } from './environment.js'

useBlobWorker(
  async () => {
    const { text, src, integrity } = block('rootpage-worker')
    return src ? (await fetch(src, { integrity })).text() : text
  },
  async () => {
    const { text, src, integrity } = block('rootpage-wasm')
    return src ? compileFrom(src, integrity) : WebAssembly.compile(fromBase64(text))
  },
)

function block(id: string): { text: string; src: string | undefined; integrity: string } {
  const element = document.getElementById(id)
  if (!element) throw new TypeError(`The page has no data block ${id}: it was not made by "npm run build".`)
  return { text: element.textContent, src: element.dataset['src'], integrity: element.dataset['integrity'] ?? '' }
}
