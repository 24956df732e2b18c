import { useEffect, useState } from 'preact/hooks'
import { usePage } from '../context.js'
import { storageFacts } from '../io/storage.js'
import type { StorageFacts } from '../io/storage.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { Panel } from '../ui/panel.js'
import { size } from '../words.js'

/** What the browser says of the room that it gives, and whether it has promised to keep what is in it. */
export function Kept() {
  const [facts, setFacts] = useState<StorageFacts>()
  const look = () => void storageFacts().then(setFacts)
  useEffect(look, [])
  return (
    <Panel title="The browser’s word" about={facts === undefined ? undefined : aboutPlace(facts)}>
      {facts && (
        <Facts>
          <Fact name="Address"><span class="place">{facts.place}</span></Fact>
          {facts.usage !== undefined && <Fact name="Room">{size(facts.usage)} used{facts.quota !== undefined && ` of ${size(facts.quota)} that the browser allows`}</Fact>}
          <Fact name="Kept"><Promised persisted={facts.persisted} onAsked={look} /></Fact>
        </Facts>
      )}
    </Panel>
  )
}

function aboutPlace({ local }: StorageFacts): string {
  if (!local) return TEXT.storageSite
  return navigator.userAgent.includes('Firefox/') ? TEXT.storageFirefox : TEXT.storageChromium
}

/** What the browser answered when it was asked to keep the vault. */
type Answer = 'agreed' | 'refused' | 'silent'

function Promised({ persisted, onAsked }: { persisted: boolean | undefined; onAsked: () => void }) {
  const { commands } = usePage()
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<Answer>()
  const ask = async () => {
    setAsking(true)
    const agreed = await commands.persist()
    setAnswer(agreed === undefined ? 'silent' : agreed ? 'agreed' : 'refused')
    setAsking(false)
    onAsked()
  }
  if (persisted || answer === 'agreed') return 'The browser has promised not to clear it by itself.'
  return (
    <div class="lines">
      <span role="status">{answer === undefined ? 'The browser has not promised to keep it: it may clear it when the disk is full.' : ANSWERS[answer]}</span>
      <div class="acts"><Button busy={asking && 'Asking…'} onPress={() => void ask()}>{answer === undefined ? 'Ask the browser to keep it' : 'Ask again'}</Button></div>
    </div>
  )
}

const ANSWERS: Record<Exclude<Answer, 'agreed'>, string> = {
  refused: 'It was asked, and did not agree: it may clear the vault when the disk is full. Browsers agree more readily to pages that are bookmarked or visited often.',
  silent: 'It was asked, and has not answered: it may be waiting for you, at the address bar.',
}
