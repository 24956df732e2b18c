/** Notices that nobody is there, or that the page is not looked at. */
import { elapsedSince, mark } from './elapsed.js'

export interface IdleWatch {
  /** Somebody is there, even if no key was pressed. */
  touch(): void
  stop(): void
}

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** Calls `tick` every second with the seconds that are left; at 0 it stops by itself. */
export function watchIdle(minutes: () => number, tick: (secondsLeft: number) => void): IdleWatch {
  let last = mark()
  const touch = () => {
    last = mark()
  }
  // Browsers tell of a pointer that moves where only the page moved under it: a list that arrives late is nobody.
  let place = ''
  const move = ({ screenX, screenY }: PointerEvent) => {
    const now = `${screenX},${screenY}`
    if (now !== place) touch()
    place = now
  }
  const stopper = new AbortController()
  for (const sign of SIGNS) addEventListener(sign, touch, { signal: stopper.signal, passive: true, capture: true })
  addEventListener('pointermove', move, { signal: stopper.signal, passive: true, capture: true })
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((minutes() * 60_000 - elapsedSince(last)) / 1000))
    if (left === 0) stop()
    tick(left)
  }, 1000)
  const stop = () => {
    clearInterval(timer)
    stopper.abort()
  }
  return { touch, stop }
}

/** Calls `late` once the page has been out of sight for so long: behind another tab, or in a window that is put away. */
export function watchHidden(minutes: () => number, late: () => void): () => void {
  let since = document.visibilityState === 'hidden' ? mark() : undefined
  const look = () => {
    if (since === undefined || elapsedSince(since) < minutes() * 60_000) return
    stop()
    late()
  }
  const turned = () => {
    // A page that slept learns of the time only when it is looked at again.
    look()
    since = document.visibilityState === 'hidden' ? mark() : undefined
  }
  const stopper = new AbortController()
  document.addEventListener('visibilitychange', turned, { signal: stopper.signal })
  // Browsers call hidden pages once a minute at most; that is enough.
  const timer = setInterval(look, 1000)
  const stop = () => {
    clearInterval(timer)
    stopper.abort()
  }
  return stop
}
