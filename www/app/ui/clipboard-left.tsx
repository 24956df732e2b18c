import { useEffect, useState } from 'preact/hooks'
import { clearSecret, holdsSecret } from '../io/clipboard.js'
import { Button } from './button.js'
import { Notice } from './notice.js'

/** After a lock: something secret that was copied here, and that the browser lets nobody but a person take away. Any press or key is enough. */
export function ClipboardLeft() {
  const [left, setLeft] = useState(holdsSecret)
  const clear = () => void clearSecret().then(done => setLeft(!done))
  useEffect(() => {
    if (!left) return
    const stopper = new AbortController()
    for (const sign of ['focus', 'pointerup', 'keydown'] as const) addEventListener(sign, clear, { signal: stopper.signal, capture: true })
    clear()
    return () => stopper.abort()
  }, [left])
  if (!left) return null
  return (
    <Notice tone="warn" title="Something secret that you copied is still on the clipboard">
      <p>The browser did not let the page clear it by itself.</p>
      <div class="acts"><Button onPress={clear}>Clear the clipboard</Button></div>
    </Notice>
  )
}
