/** How long something has lasted, by two clocks: the one of the wall may be set back, and the one of the page may stand still while the computer sleeps. */

export interface Mark {
  wall: number
  page: number
}

export function mark(): Mark {
  return { wall: Date.now(), page: performance.now() }
}

/** Milliseconds; the clock that says more is believed. */
export function elapsedSince({ wall, page }: Mark): number {
  return Math.max(Date.now() - wall, performance.now() - page)
}
