import type { OpeningView } from '../../api/index.js'
import { useOpen, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Notice } from '../ui/notice.js'
import { withMoments } from '../words.js'
import { placeTitle, usePlaces } from './places.js'

/** What was noticed when the vault was opened: a place that was behind, torn, or empty. Shown until it was read. */
export function OpeningNotice() {
  const { commands } = usePage()
  const { opening } = useOpen()
  const places = usePlaces()
  if (opening === undefined || opening.notices.length === 0) return null
  const title = (name: string) => {
    const place = places.find(found => found.name === name)
    return place ? placeTitle(place) : 'The vault'
  }
  return (
    <div class="opening">
      <Notice tone="warn" title={`Opened at revision ${opening.revision.toLocaleString('en')}, from: ${title(opening.place)}`}>
        <ul class="notice-list">{opening.notices.map(notice => <li key={notice.place + notice.what}>{withMoments(noticed(title(notice.place), notice, opening.revision))}</li>)}</ul>
        <div class="acts">
          <Button onPress={() => commands.note()}>I have read it</Button>
          <Button kind="quiet" onPress={() => { commands.note(); commands.goTo({ at: 'safety', tab: 'places' }) }}>The places of the vault</Button>
        </div>
      </Notice>
    </div>
  )
}

/** The newest intact copy won; what the others had is told with the difference. */
function noticed(place: string, { what, revision, problem }: OpeningView['notices'][number], newest: number): string {
  const behind = revision === undefined ? '' : ` Its revision was ${revision.toLocaleString('en')}, ${(newest - revision).toLocaleString('en')} behind.`
  switch (what) {
    case 'older': return `${place} was older.${behind} It is made equal.`
    case 'damaged': return `${place} was damaged or torn${problem ? ` (${problem.code})` : ''}.${behind} It is made equal.`
    case 'lost': return `${place} was empty, although the vault was kept there. It is made equal.`
    case 'unclean': return `${place} was not closed as it should be: the browser or the computer stopped in the middle. Everything in it was read and found whole.`
  }
}
