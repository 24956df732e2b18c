import { useEffect, useState } from 'preact/hooks'
import type { PlaceView, RootpageError } from '../../api/index.js'
import { useAct, usePage, useVault } from '../context.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { PlainBadge } from '../ui/status-badge.js'
import { day, moment } from '../words.js'
import { wrong } from '../wrong.js'
import { CheckAll } from './check-all.js'
import { ChosenFile } from './chosen-file.js'
import { Kept } from './kept.js'

/** Where the vault is kept, and how each place stands. */
export function Places() {
  const vault = useVault()
  const places = usePlaces()
  return (
    <>
      <Panel title="Where the vault is" about="Each act goes to every place before its result is given out. On opening, the newest copy that is whole wins.">
        <ul class="objects">{places.map(place => <PlaceRow key={place.name} place={place} />)}</ul>
        <Facts>
          <Fact name="Made">{day(vault.created)}</Fact>
          <Fact name="Revision">{vault.revision.toLocaleString('en')}</Fact>
        </Facts>
      </Panel>
      <ChosenFile chosen={places.some(({ kind }) => kind === 'file')} />
      <Kept />
      <CheckAll />
    </>
  )
}

/** The places as they are now: they change with every act, and where one fails. */
export function usePlaces(): PlaceView[] {
  const { commands } = usePage()
  const [places, setPlaces] = useState(commands.places)
  useEffect(() => commands.onPlaces(setPlaces), [])
  return places
}

const KINDS: Record<PlaceView['kind'], string> = {
  database: 'The browser’s database',
  bucket: 'A bucket of its own in this browser',
  opfs: 'The browser’s private files',
  file: 'A file that you chose',
  memory: 'The memory of this page',
}

/** A place as one speaks of it. */
export function placeTitle({ kind, name }: Pick<PlaceView, 'kind' | 'name'>): string {
  return kind === 'file' ? `The file ${name}` : KINDS[kind]
}

const STATES: Record<PlaceView['state'], { word: string; tone: 'good' | 'warn' | 'bad' | 'plain' }> = {
  current: { word: 'up to date', tone: 'good' },
  behind: { word: 'behind', tone: 'warn' },
  failed: { word: 'failed', tone: 'bad' },
  locked: { word: 'needs your permission', tone: 'warn' },
  absent: { word: 'not there yet', tone: 'plain' },
}

function PlaceRow({ place }: { place: PlaceView }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const { word, tone } = STATES[place.state]
  const permit = useAct(async () => {
    if (!await commands.permitFile(place.name)) throw new DOMException('The person did not agree.', 'AbortError')
  })
  const again = useAct(() => commands.catchUp(place.name))
  const over = useAct(() => commands.overwritePlace(place.name))
  const remove = useAct(() => commands.removePlace(place.name))
  const foreign = OF_ANOTHER.has(place.problem?.code ?? '')
  const behind = place.revision === undefined ? 0 : revision - place.revision
  return (
    <li class="object">
      <p class="object-title">{KINDS[place.kind]}{place.kind === 'file' && <span class="object-alias"> <code>{place.name}</code></span>} <PlainBadge tone={tone}>{word}</PlainBadge></p>
      <ul class="object-facts">
        {place.revision !== undefined && <li>revision {place.revision.toLocaleString('en')}{behind > 0 && `, ${behind.toLocaleString('en')} behind`}</li>}
        {place.at !== undefined && <li>written {moment(place.at)}</li>}
      </ul>
      {place.state === 'locked' ? <p class="hint">Browsers ask anew after each start whether a page may write into a file. Until then the file stays as it is.</p> : place.problem && <Problem of={place.problem} />}
      <WrongNotice wrong={permit.wrong ?? again.wrong ?? over.wrong ?? remove.wrong} />
      {(place.kind === 'file' || place.state === 'failed' || place.state === 'behind') && (
        <div class="acts">
          {place.state === 'locked' && <Button busy={permit.running && 'Asking…'} onPress={() => void permit.run()}>Let it write into the file again</Button>}
          {(place.state === 'failed' || place.state === 'behind') && !foreign && <Button busy={again.running && 'Writing…'} onPress={() => void again.run()}>Try again</Button>}
          {foreign && <Button kind="danger" busy={over.running && 'Writing…'} onPress={() => void over.run()}>Write over what is there</Button>}
          {place.kind === 'file' && <Button kind="quiet" busy={remove.running && 'Removing…'} onPress={() => void remove.run()}>Do not follow it any more</Button>}
        </div>
      )}
    </li>
  )
}

/** A place that fails stops nothing: the others have all of it. */
function Problem({ of }: { of: RootpageError }) {
  const { what, remedy, code, found } = wrong(of)
  return <Notice tone="warn" title={what}><p>{remedy}</p>{found !== undefined && <p class="muted small">{found}</p>}<p class="notice-code">{code}</p></Notice>
}

/** What stands there is another vault's, or went another way, or is a file of which nothing can be told: nothing writes over it unasked. */
const OF_ANOTHER = new Set(['store/copy-other', 'store/copy-diverged', 'store/copy-damaged'])
