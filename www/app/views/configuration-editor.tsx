import { useState } from 'preact/hooks'
import type { AuthoritySettings, ExplanationView } from '../../api/index.js'
import { useAct, useAuthority, usePage, useQuestion, useSettled } from '../context.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { TextArea, TextField } from '../ui/field.js'
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

/** A configuration as it is being edited: its text, the files that it includes, and what stands behind `$ENV::`. */
type Edited = Omit<NonNullable<AuthoritySettings['configuration']>, 'path'>

function Editor({ id, first, onSaved }: { id: string; first: string; onSaved: () => void }) {
  const { commands } = usePage()
  const { settings } = useAuthority(id)
  const { configuration } = settings
  const before: Edited = { text: first, includes: configuration?.includes ?? {}, environment: configuration?.environment ?? {} }
  const [edited, setEdited] = useState(before)
  const [round, setRound] = useState(0)
  const change = (part: Partial<Edited>) => setEdited({ ...edited, ...part })
  const said = JSON.stringify(edited)
  const settled = useSettled(said)
  const answer = useQuestion(() => {
    const { text, includes, environment } = JSON.parse(settled) as Edited
    return commands.explain(text, includes, environment)
  }, [settled])
  const without = { ...settings }
  delete without.configuration
  const save = (next: AuthoritySettings, said: string) => void act.run(next, said)
  const act = useAct(async (_running, next: AuthoritySettings, said: string) => {
    await commands.configure(id, next)
    onSaved()
    commands.toast(said)
  })
  const unsaved = configuration === undefined || said !== JSON.stringify(before)
  return (
    <Panel title="openssl.cnf" about="Its extension sections are profiles, its policy sections rules for names. The section [rootpage] is for Rootpage alone; OpenSSL does not look at it.">
      <div class="editor">
        <form class="lines" onSubmit={event => { event.preventDefault(); save({ ...without, configuration: { path: configuration?.path ?? 'openssl.cnf', ...edited } }, 'The configuration is saved.') }}>
          <TextArea label={configuration?.path ?? 'openssl.cnf'} rows={28} value={edited.text} onInput={text => change({ text })} />
          <Beside key={round} edited={edited} onChange={change} />
          <WrongNotice wrong={act.wrong} />
          <div class="acts">
            <Button kind="primary" submit disabled={!unsaved} busy={act.running && 'Saving…'}>Save the configuration</Button>
            {configuration && unsaved && <Button kind="quiet" onPress={() => { setEdited(before); setRound(round + 1) }}>As it was</Button>}
            {configuration && !unsaved && <Button kind="quiet" onPress={() => save(without, 'The authority signs by the built-in profiles again.')}>Go back to the built-in profiles</Button>}
          </div>
          <WithOpenssl what={{ ask: 'configuration', authority: id }} />
        </form>
        <div class="editor-side" aria-live="polite" aria-busy={answer.asking || said !== settled}>
          <WrongNotice wrong={answer.wrong} />
          {answer.value && <Explained explanation={answer.value} />}
        </div>
      </div>
    </Panel>
  )
}

/** What OpenSSL reads beside the file: those that it includes, and the environment. */
function Beside({ edited: { includes, environment }, onChange }: { edited: Edited; onChange: (part: Partial<Edited>) => void }) {
  const [name, setName] = useState('')
  const [variables, setVariables] = useState(() => Object.entries(environment).map(([name, value]) => `${name}=${value}`).join('\n'))
  const paths = Object.keys(includes)
  const without = (path: string) => Object.fromEntries(Object.entries(includes).filter(([other]) => other !== path))
  const add = () => {
    onChange({ includes: { ...includes, [name.trim()]: '' } })
    setName('')
  }
  const set = (text: string) => {
    setVariables(text)
    onChange({ environment: variablesOf(text) })
  }
  return (
    <Disclosure title="Files that it includes, and the environment" open={paths.length > 0}>
      {paths.map(path => (
        <div key={path} class="editor-include">
          <TextArea label={path} rows={8} value={includes[path] ?? ''} onInput={text => onChange({ includes: { ...includes, [path]: text } })} />
          <Button kind="quiet" onPress={() => onChange({ includes: without(path) })}>Take {path} away</Button>
        </div>
      ))}
      <div class="acts">
        <TextField label="Another file, by the path behind .include" value={name} onInput={setName} mono />
        <Button onPress={add} disabled={name.trim() === '' || name.trim() in includes}>Add the file</Button>
      </div>
      <TextArea label="Values behind $ENV::" rows={3} value={variables} onInput={set} placeholder="HOME=/srv/ca" />
    </Disclosure>
  )
}

/** `NAME=value`, one on each line. */
function variablesOf(text: string): Record<string, string> {
  const lines = text.split('\n').map(line => /^\s*(\w+)=(.*?)\r?$/.exec(line))
  return Object.fromEntries(lines.filter(line => line !== null).map(([, name = '', value = '']) => [name, value]))
}

function Explained({ explanation }: { explanation: ExplanationView }) {
  const { profiles, policies, findings, lines } = explanation
  return (
    <>
      <p class="hint">
        {plural(profiles.length, 'profile')}{profiles.length > 0 && `: ${profiles.map(({ name }) => name).join(', ')}`}.{' '}
        {policies.length === 1 ? '1 policy' : `${policies.length} policies`}{policies.length > 0 && `: ${policies.map(({ name }) => name).join(', ')}`}.
      </p>
      {findings.length > 0 && <FindingList findings={findings.map(({ code, severity, text, place }) => ({ code, severity, text, where: place }))} />}
      {lines.length > 0 && <Explanation explanation={{ ...explanation, findings: [] }} />}
    </>
  )
}
