import type { PlaceView } from '../../api/index.js'
import { useAct, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Icon } from '../ui/icon.js'
import { placeTitle, usePlaces } from './places.js'

/** A place that does not follow any more: the vault goes on without it, and it is said until it does. */
export function PlaceStrip() {
  const { state } = usePage()
  const left = usePlaces().find(place => place.state === 'locked' || place.state === 'failed')
  // Where the places are shown, each says it by itself.
  if (!left || (state.route.at === 'safety' && state.route.tab === 'places')) return null
  return <Left key={left.name} place={left} />
}

function Left({ place }: { place: PlaceView }) {
  const { commands } = usePage()
  const permit = useAct(async () => {
    await commands.permitFile(place.name)
  })
  return (
    <aside class="strip" aria-label="A place of the vault does not follow">
      <div class="strip-inner">
        <Icon name="warn" />
        {place.state === 'locked'
          ? <p><strong>{placeTitle(place)} waits for your permission.</strong> Until then it stays as it was.</p>
          : <p><strong>{placeTitle(place)} does not follow.</strong> What you do is kept in the other places; this one is tried again with each act.</p>}
        <div class="acts">
          {place.state === 'locked' && <Button busy={permit.running && 'Asking…'} onPress={() => void permit.run()}>Let it write again</Button>}
          <Button kind="quiet" onPress={() => commands.goTo({ at: 'safety', tab: 'places' })}>The places</Button>
        </div>
      </div>
    </aside>
  )
}
