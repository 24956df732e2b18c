import { useState } from 'preact/hooks'
import type { AuthoritySettings, ExplanationView } from '../../api/index.js'
import { useAct, useAuthority, usePage, useQuestion, useSettled } from '../context.js'
import { Button } from '../ui/button.js'
import { TextArea } from '../ui/field.js'
import { FindingList } from '../ui/finding-list.js'
import { WrongNotice } from '../ui/notice.js'
import { Empty, Panel } from '../ui/panel.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { plural } from '../words.js'
import { Explanation } from './explanation.js'

/** The authority's `openssl.cnf`: edited on the left, explained line by line on the right, as it is typed. */
export function ConfigurationEditor({ id }: { id: string }) {
  const { settings } = useAuthority(id)
  const [begun, setBegun] = useState<string>()
  const text = begun ?? settings.configuration?.text
  return text === undefined
    ? <NoConfiguration id={id} onBegin={setBegun} />
    : <Editor key={settings.configuration?.text ?? ''} id={id} first={text} onSaved={() => setBegun(undefined)} />
}

function NoConfiguration({ id, onBegin }: { id: string; onBegin: (text: string) => void }) {
  const { commands } = usePage()
  const act = useAct(async () => onBegin((await commands.configuration(id)).text))
  return (
    <Empty title="No openssl.cnf">
      <p>The authority signs by the six built-in profiles. With a configuration of its own it has profiles, name policies and extensions as openssl ca has them, each explained.</p>
      <WrongNotice wrong={act.wrong} />
      <div class="acts centre"><Button onPress={() => void act.run()} busy={act.running && 'Writing…'}>Write one from the built-in profiles</Button></div>
    </Empty>
  )
}

function Editor({ id, first, onSaved }: { id: string; first: string; onSaved: () => void }) {
  const { commands } = usePage()
  const { settings } = useAuthority(id)
  const [text, setText] = useState(first)
  const settled = useSettled(text)
  const { configuration } = settings
  const answer = useQuestion(() => commands.explain(settled, configuration?.includes), [settled])
  const without = { ...settings }
  delete without.configuration
  const save = (next: AuthoritySettings, said: string) => void act.run(next, said)
  const act = useAct(async (_running, next: AuthoritySettings, said: string) => {
    await commands.configure(id, next)
    onSaved()
    commands.toast(said)
  })
  const unsaved = text !== configuration?.text
  return (
    <Panel title="openssl.cnf" about="Its extension sections are profiles, its policy sections rules for names. The section [rootpage] is for Rootpage alone; OpenSSL does not look at it.">
      <div class="editor">
        <form class="lines" onSubmit={event => { event.preventDefault(); save({ ...without, configuration: { path: 'openssl.cnf', includes: {}, environment: {}, ...configuration, text } }, 'The configuration is saved.') }}>
          <TextArea label={configuration?.path ?? 'openssl.cnf'} rows={28} value={text} onInput={setText} />
          <WrongNotice wrong={act.wrong} />
          <div class="acts">
            <Button kind="primary" submit disabled={!unsaved} busy={act.running && 'Saving…'}>Save the configuration</Button>
            {configuration && unsaved && <Button kind="quiet" onPress={() => setText(configuration.text)}>As it was</Button>}
            {configuration && !unsaved && <Button kind="quiet" onPress={() => save(without, 'The authority signs by the built-in profiles again.')}>Go back to the built-in profiles</Button>}
          </div>
          <WithOpenssl what={{ ask: 'configuration', authority: id }} />
        </form>
        <div class="editor-side" aria-live="polite" aria-busy={answer.asking || text !== settled}>
          <WrongNotice wrong={answer.wrong} />
          {answer.value && <Explained explanation={answer.value} />}
        </div>
      </div>
    </Panel>
  )
}

function Explained({ explanation }: { explanation: ExplanationView }) {
  const { profiles, policies, findings, lines } = explanation
  return (
    <>
      <p class="hint">
        {plural(profiles.length, 'profile')}{profiles.length > 0 && `: ${profiles.map(({ name }) => name).join(', ')}`}.{' '}
        {policies.length === 1 ? '1 policy' : `${policies.length} policies`}{policies.length > 0 && `: ${policies.map(({ name }) => name).join(', ')}`}.
      </p>
      {findings.length > 0 && <FindingList findings={findings.map(({ code, severity, text, place, line }) => ({ code, severity, text, where: line === undefined ? place : `${place ?? 'line'}:${line}` }))} />}
      {lines.length > 0 && <Explanation explanation={{ ...explanation, findings: [] }} />}
    </>
  )
}
