/** The composition root: state, commands, the page's ears, and the first drawing. */
import { render } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks'
import { makeCommands } from './commands.js'
import { PageContext } from './context.js'
import { destination } from './destination.js'
import { watchCopies } from './io/clipboard.js'
import { onDrop, onPaste } from './io/files.js'
import type { Received } from './io/files.js'
import { currentRoute, onBack, pushRoute, recordRoute } from './io/history.js'
import { watchHidden, watchIdle } from './io/idle.js'
import type { IdleWatch } from './io/idle.js'
import { applyTheme, readSettings, writeSettings } from './io/settings.js'
import type { Settings } from './io/settings.js'
import { canReceive, initial, reduce } from './state.js'
import type { LockReason, Route, State } from './state.js'
import { ToastRegion } from './ui/toast.js'
import { App } from './views/app.js'

/** Seconds before it locks itself in which the page says so. */
const WARNING = 60

/** `why`: the vault was open in this page before, and is locked for that reason. */
function Root({ why }: { why?: LockReason | undefined }) {
  const [state, tell] = useReducer(reduce, { ...initial, route: currentRoute() })
  const newest = useRef(state)
  newest.current = state
  const [settings, setSettings] = useState(readSettings)
  const [now, setNow] = useState(Date.now)
  const [hovering, setHovering] = useState(false)
  const idle = useRef<IdleWatch | undefined>(undefined)

  const goTo = (route: Route) => {
    pushRoute(route)
    tell({ type: 'went', route })
  }
  const commands = useMemo(() => makeCommands(tell, goTo), [])
  const open = state.phase.is === 'open'

  useEffect(() => {
    whenVisible(() => void commands.start(why))
    const clock = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(clock)
  }, [])

  // With the page goes the vault: whatever takes this off the screen, nothing stays open behind it.
  useLayoutEffect(() => () => commands.lock('left'), [])

  useEffect(() => {
    const ears = new AbortController()
    const receive = (what: Received) => void destination(what, newest.current).then(event => event && tell(event))
    onDrop(receive, setHovering, ears.signal)
    onPaste(receive, ears.signal)
    onBack(route => tell({ type: 'went', route }), ears.signal)
    watchCopies(ears.signal)
    return () => ears.abort()
  }, [])

  // What was dropped moves the person too; the history learns of it here.
  useEffect(() => recordRoute(state.route), [state.route])

  // With the very render that opens the vault: nobody may see it and be watched only later.
  useLayoutEffect(() => {
    if (!open) return
    const watch = (idle.current = watchIdle(() => settings.idleMinutes, left => {
      tell({ type: 'locking', seconds: left <= WARNING ? left : undefined })
      if (left === 0) commands.lock('idle')
    }))
    return () => watch.stop()
  }, [open, settings.idleMinutes])

  useLayoutEffect(() => open ? watchHidden(() => settings.hiddenMinutes, () => commands.lock('hidden')) : undefined, [open, settings.hiddenMinutes])

  useLayoutEffect(() => applyTheme(settings.theme), [settings.theme])

  const choose = (part: Partial<Settings>) => {
    const chosen = { ...settings, ...part }
    setSettings(chosen)
    writeSettings(chosen)
  }
  return (
    <PageContext.Provider value={{ state, commands, settings, choose, now }}>
      <App />
      {hovering && <div class="drop-veil" aria-hidden="true"><p>{veil(state)}</p></div>}
      <ToastRegion
        toast={state.toast}
        lockingIn={state.lockingIn}
        onStay={() => idle.current?.touch()}
        onClose={() => state.toast && tell({ type: 'hushed', id: state.toast.id })}
      />
    </PageContext.Provider>
  )
}

/** What becomes of what hovers above the page. */
function veil(state: State): string {
  if (state.phase.is !== 'open' || state.route.at === 'look') return 'Drop a backup to restore it, anything else to look at it'
  return canReceive(state) ? 'Drop a request to sign it, a CA directory to take it in, anything else to look at it' : 'Drop a CA directory to take it in, anything else to look at it'
}

/** Firefox loads often visited pages hidden and with an empty storage, to draw a thumbnail: nothing is begun there. */
function whenVisible(begin: () => void): void {
  if (document.visibilityState === 'visible') return begin()
  document.addEventListener('visibilitychange', begin, { once: true })
}

applyTheme(readSettings().theme)
const place = document.getElementById('app')
if (place) {
  render(<Root />, place)
  // Browsers keep a page that is left, as it is, for the way back. What they keep is empty and locked: fields, lists and the core are gone before.
  addEventListener('pagehide', () => render(null, place))
  addEventListener('pageshow', ({ persisted }) => persisted && render(<Root why="left" />, place))
}
