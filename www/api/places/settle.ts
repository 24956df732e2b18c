/** What `settle` did. */
export interface Settled {
  /** The places that were made equal to the one that was opened. */
  caughtUp: string[]
  /** The vault was not closed the last time: the browser was killed, or crashed. */
  unclean: boolean
  /** After that: whether Chromium's log was rolled, so that a torn end of it cannot take the database along. */
  rolled: boolean
}
