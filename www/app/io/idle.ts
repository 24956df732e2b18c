/** Notices that nobody is there. Time is read from the clock, so that a sleeping computer counts. */

export interface IdleWatch {
  /** Somebody is there, even if no key was pressed. */
  touch(): void
  stop(): void
}

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** Calls `tick` every second with the seconds that are left; at 0 it stops by itself. */
export function watchIdle(minutes: () => number, tick: (secondsLeft: number) => void): IdleWatch {
  let last = Date.now()
  const touch = () => {
    last = Date.now()
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
    const left = Math.max(0, Math.ceil((last + minutes() * 60_000 - Date.now()) / 1000))
    if (left === 0) stop()
    tick(left)
  }, 1000)
  const stop = () => {
    clearInterval(timer)
    stopper.abort()
  }
  return { touch, stop }
}
