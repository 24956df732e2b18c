import { usePage } from '../context.js'
import type { Route } from '../state.js'
import { Authority } from './authority.js'
import { Certificate } from './certificate.js'
import { Created } from './created.js'
import { FirstRun } from './first-run.js'
import { Home } from './home.js'
import { Lost, Unavailable } from './lost.js'
import { NewAuthority } from './new-authority.js'
import { NewRequest } from './new-request.js'
import { Request } from './request.js'
import { Sign } from './sign.js'
import { TopBar } from './top-bar.js'
import { Unlock } from './unlock.js'

/** Which screen there is: the phase decides first, then the route. */
export function App() {
  return <><TopBar /><Screen /></>
}

function Screen() {
  const { phase } = usePage().state
  switch (phase.is) {
    case 'starting': return <main class="gate" aria-busy="true" />
    case 'unavailable': return <Unavailable wrong={phase.wrong} />
    case 'lost': return <Lost wrong={phase.wrong} />
    case 'first-run': return <FirstRun />
    case 'locked': return <Unlock why={phase.why} />
    case 'open': return phase.vault.authorities.length === 0 ? <NewAuthority /> : <Routed />
  }
}

function Routed() {
  const { route } = usePage().state
  return <RouteView key={routeKey(route)} route={route} />
}

function RouteView({ route }: { route: Route }) {
  switch (route.at) {
    case 'home': return <Home />
    case 'new-authority': return <NewAuthority />
    case 'created': return <Created authority={route.authority} />
    case 'authority': return <Authority authority={route.authority} tab={route.tab} />
    case 'sign': return <Sign authority={route.authority} />
    case 'new-request': return <NewRequest authority={route.authority} />
    case 'request': return <Request authority={route.authority} request={route.request} />
    case 'certificate': return <Certificate authority={route.authority} serial={route.serial} />
  }
}

/** Another certificate is another screen; another tab of the same authority is not. */
function routeKey(route: Route): string {
  return route.at === 'authority' ? `authority ${route.authority}` : JSON.stringify(route)
}
