/** The back button: routes live in the history's state, so that nothing of the vault stands in an address. */
import type { Route } from '../state.js'

export function currentRoute(): Route {
  const state: unknown = history.state
  return isRoute(state) ? state : { at: 'home' }
}

export function pushRoute(route: Route): void {
  history.pushState(route, '')
}

/** Makes the history agree with where the person is. */
export function recordRoute(route: Route): void {
  if (history.state === null) history.replaceState(route, '')
  else if (JSON.stringify(history.state) !== JSON.stringify(route)) pushRoute(route)
}

export function onBack(went: (route: Route) => void, signal: AbortSignal): void {
  addEventListener('popstate', () => went(currentRoute()), { signal })
}

function isRoute(state: unknown): state is Route {
  return typeof state === 'object' && state !== null && 'at' in state && typeof state.at === 'string'
}
