import type { RootpageError } from './errors.js'
import type { PlaceView } from './places/place.js'

/** What a place had to say when the vault was opened. */
export interface OpeningNotice {
  place: string
  /** `older`: it lacked the newest acts; `damaged`: what it holds is not as it was stored; `lost`: nothing is there any more; `unclean`: the vault was not closed the last time. */
  what: 'older' | 'damaged' | 'lost' | 'unclean'
  revision?: number
  problem?: RootpageError
}

/** Which place the vault was opened from, and how the others stand. */
export interface OpeningView {
  place: string
  revision: number
  others: PlaceView[]
  notices: OpeningNotice[]
}
