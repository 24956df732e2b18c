import { useState } from 'preact/hooks'
import type { CrlSeriesView } from '../../api/index.js'
import { useAct, useAuthority, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { TextField } from '../ui/field.js'
import { FileList } from '../ui/file-list.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { day, plural } from '../words.js'
import { DurationField, inUnits, UNITS } from './new-crl.js'
import type { Unit } from './new-crl.js'

/** Lists signed ahead, for an authority whose key goes back into its safe. */
export function CrlSeries({ id }: { id: string }) {
  const { commands } = usePage()
  const { settings } = useAuthority(id)
  const [count, setCount] = useState('12')
  const [{ length, unit }, setTime] = useState<{ length: string; unit: Unit }>(inUnits(settings.crlSeconds))
  const [overlap, setOverlap] = useState('1')
  const [made, setMade] = useState<CrlSeriesView>()
  const lists = { count: Number(count), [unit]: Number(length), overlapSeconds: Number(overlap) * (UNITS.find(({ value }) => value === 'days')?.seconds ?? 0) }
  const act = useAct(async () => {
    setMade(await commands.issueCrlSeries(id, lists))
    commands.toast(`${plural(lists.count, 'list')} are signed. Publish each when the one before it runs out.`)
  })
  return (
    <Panel title="Sign a series ahead" about="For an authority that is kept offline: lists with successive dates, each to be published when the one before it runs out. Whatever is revoked later is missing in them: a new list then takes the place of the rest.">
      <form class="lines" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <div class="few">
          <TextField label="How many" type="number" min={1} max={400} value={count} onInput={setCount} suffix="lists" />
          <TextField label="Overlap" type="number" min={0} value={overlap} onInput={setOverlap} suffix="days" hint="Each begins so long before the one before it ends." />
          <DurationField label="Each lasts" length={length} unit={unit} onChange={part => setTime({ length: part.length ?? length, unit: part.unit ?? unit })} />
        </div>
        <WrongNotice wrong={act.wrong} />
        <div class="acts"><Button submit busy={act.running && 'Signing…'}>Sign them all</Button></div>
        {made && <Series made={made} />}
        <WithOpenssl what={{ act: 'issueCrlSeries', authority: id, ...lists }} />
      </form>
    </Panel>
  )
}

function Series({ made: { lists, zip } }: { made: CrlSeriesView }) {
  return (
    <>
      <Facts>{lists.slice(0, 24).map(list => <Fact key={list.number} name={<code>{list.number}</code>}><span class="tabular">{day(list.thisUpdate)}</span> to <span class="tabular">{day(list.nextUpdate)}</span></Fact>)}</Facts>
      <FileList files={[{ name: 'crl-series.zip', about: `All ${plural(lists.length, 'list')}, in DER and PEM`, content: zip }]} />
    </>
  )
}
