import { usePage, useVault, useWhole } from '../context.js'
import type { Route } from '../state.js'
import { WaysOn } from '../ui/notice.js'
import { Authority } from './authority.js'
import { BackupAsking } from './backup-asking.js'
import { Backup } from './backup.js'
import { Elsewhere } from './elsewhere.js'
import { Import } from './import.js'
import { Look } from './look.js'
import { SignedMany } from './signed-many.js'
import { Certificate } from './certificate.js'
import { Created } from './created.js'
import { DamageStrip } from './damage.js'
import { FirstRun } from './first-run.js'
import { Forgotten, NewPassphrase } from './forgotten.js'
import { Home } from './home.js'
import { Lost, Unavailable } from './lost.js'
import { NewAuthority } from './new-authority.js'
import { NewRequest } from './new-request.js'
import { OpeningNotice } from './opening-notice.js'
import { Paper } from './paper.js'
import { PlaceStrip } from './place-strip.js'
import { ReaderStrip } from './reader-strip.js'
import { Request } from './request.js'
import { Restore } from './restore.js'
import { Safety } from './safety.js'
import { Sign } from './sign.js'
import { TopBar } from './top-bar.js'
import { Unlock } from './unlock.js'
import { WayOn } from './way-on.js'

/** Which screen there is: the phase decides first, then the route. */
export function App() {
  return <WaysOn.Provider value={wayOn}><TopBar /><Strips /><Screen /></WaysOn.Provider>
}

const wayOn = (code: string) => <WayOn code={code} />

/** What has to be known on every screen of the open vault. */
function Strips() {
  const { phase } = usePage().state
  return phase.is === 'open' ? <><DamageStrip /><ReaderStrip /><PlaceStrip /><OpeningNotice /></> : null
}

function Screen() {
  const { phase, route } = usePage().state
  if (phase.is === 'open') return phase.vault.recovered ? <NewPassphrase /> : <><BackupAsking /><Routed /></>
  if (phase.is === 'starting') return <main class="gate" aria-busy="true" />
  // A file can be looked at without a vault.
  if (route.at === 'look') return <Look />
  if (route.at === 'restore' && phase.is !== 'unavailable') return <Restore />
  switch (phase.is) {
    case 'unavailable': return <Unavailable wrong={phase.wrong} />
    case 'lost': return <Lost wrong={phase.wrong} left={phase.left} />
    case 'first-run': return <FirstRun />
    case 'locked': return route.at === 'forgotten' ? <Forgotten /> : <Unlock why={phase.why} />
  }
}

function Routed() {
  const { route } = usePage().state
  const { authorities } = useVault()
  const shown = useWhole() ? ofWhole(route, authorities.length === 0) : ofTouched(route, authorities.length === 0)
  return <RouteView key={routeKey(shown)} route={shown} />
}

const OF_AN_EMPTY_VAULT = new Set<Route['at']>(['import', 'elsewhere', 'look', 'safety', 'backup', 'paper'])

/** In an empty vault there is nothing to see: it begins with an authority, made, taken in, or signed elsewhere. */
function ofWhole(route: Route, empty: boolean): Route {
  return empty && !OF_AN_EMPTY_VAULT.has(route.at) ? { at: 'new-authority' } : route
}

const MAKING = new Set<Route['at']>(['new-authority', 'elsewhere', 'import', 'sign', 'new-request', 'created', 'signed'])

/** Nothing is made in a vault that was touched; where not even an authority is left of it, there is only what happened. */
function ofTouched(route: Route, empty: boolean): Route {
  return MAKING.has(route.at) || (empty && route.at === 'home') ? { at: 'safety', tab: 'damage' } : route
}

function RouteView({ route }: { route: Route }) {
  switch (route.at) {
    case 'home': return <Home />
    case 'new-authority': return <NewAuthority />
    case 'elsewhere': return <Elsewhere />
    case 'import': return <Import />
    case 'look': return <Look />
    case 'backup':
    case 'restore':
    case 'forgotten': return <Backup />
    case 'paper': return <Paper />
    case 'safety': return <Safety tab={route.tab} />
    case 'created': return <Created authority={route.authority} />
    case 'authority': return <Authority authority={route.authority} tab={route.tab} />
    case 'sign': return <Sign authority={route.authority} />
    case 'signed': return <SignedMany authority={route.authority} />
    case 'new-request': return <NewRequest authority={route.authority} />
    case 'request': return <Request authority={route.authority} request={route.request} />
    case 'certificate': return <Certificate authority={route.authority} serial={route.serial} />
  }
}

/** Another certificate is another screen; another tab of the same authority, or of the vault, is not. */
function routeKey(route: Route): string {
  if (route.at === 'safety') return route.at
  return route.at === 'authority' ? `authority ${route.authority}` : JSON.stringify(route)
}
