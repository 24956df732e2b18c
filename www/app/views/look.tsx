import { useId, useState } from 'preact/hooks'
import type { InspectView } from '../../api/index.js'
import { useAct, usePage, useQuestion } from '../context.js'
import { fromFile, fromText } from '../io/files.js'
import type { Brought, FileSource, Route } from '../state.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { ChooseFile, Dropzone } from '../ui/dropzone.js'
import { TextArea, TextField } from '../ui/field.js'
import { Icon } from '../ui/icon.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { plural, size } from '../words.js'
import { LookIdentity } from './look-identity.js'
import { LookObjects, objectsOf } from './look-objects.js'
import { PageFrame } from './page-frame.js'

/** Any file, or a heap of them: what is in it, what belongs together, and what can become of it. No vault is needed. */
export function Look() {
  const { commands, state } = usePage()
  const { brought } = state
  const answer = useQuestion(async () => (brought ? await commands.look(brought) : undefined), [brought])
  const found = brought ? answer.value : undefined
  return (
    <PageFrame title="Look at a file" up={useWayBack()} lead={TEXT.lookLead}>
      {brought && <Files brought={brought} />}
      {brought && answer.asking && !found && <p class="muted" role="status">Reading it…</p>}
      {brought && !answer.asking && <WrongNotice wrong={answer.wrong} />}
      {brought && found && !answer.wrong && <Found brought={brought} found={found} />}
      {!brought && <Intake />}
    </PageFrame>
  )
}

/** Where one came from is where the vault is: its authorities, or the screen in front of it. */
function useWayBack(): { label: string; to: Route } {
  const { phase } = usePage().state
  const to = { at: 'home' } as const
  switch (phase.is) {
    case 'open': return phase.vault.authorities.length > 0 ? { label: 'Authorities', to } : { label: 'New authority', to: { at: 'new-authority' } }
    case 'locked': return { label: 'Unlock the vault', to }
    case 'starting':
    case 'first-run':
    case 'lost':
    case 'unavailable': return { label: 'Begin', to }
  }
}

/** Where files come in: chosen, dropped, or their text pasted. */
function Intake() {
  const { commands } = usePage()
  const [text, setText] = useState('')
  return (
    <div class="intake-ways">
      <Dropzone title="Drop files here, or anywhere" hint={TEXT.lookHint}>
        {hint => <ChooseFile label="Choose files" several describedBy={hint} onChoose={files => commands.lookAt(files.map(fromFile))} />}
      </Dropzone>
      <form class="stack" onSubmit={event => { event.preventDefault(); if (text.trim() !== '') commands.lookAt([fromText(text)]) }}>
        <TextArea label="Or paste text" rows={9} value={text} onInput={setText} placeholder={'-----BEGIN CERTIFICATE-----\nMIIC…\n-----END CERTIFICATE-----'} />
        <div class="acts"><Button submit disabled={text.trim() === ''}>Look at it</Button></div>
      </form>
    </div>
  )
}

/** What was brought, each to be put away again, and the way to bring more: a key finds its certificate. */
function Files({ brought }: { brought: Brought }) {
  const { commands } = usePage()
  return (
    <section class="brought" aria-label="What was brought">
      <ul class="brought-files">
        {brought.files.map(file => <BroughtFile key={file.id} file={file} />)}
      </ul>
      <div class="acts">
        <ChooseFile label="Add files" several onChoose={files => commands.lookAt(files.map(fromFile))} />
        <Button kind="quiet" onPress={() => commands.putAway()}>Put all away</Button>
      </div>
    </section>
  )
}

function BroughtFile({ file }: { file: FileSource }) {
  const { commands } = usePage()
  return (
    <li class="chip">
      <span class="chip-name">{file.name}</span>
      <span class="muted small">{size(file.size)}</span>
      <button type="button" class="chip-remove" onClick={() => commands.putAway(file.id)} aria-label={`Put ${file.name} away`}><Icon name="cross" /></button>
    </li>
  )
}

function Found({ brought, found }: { brought: Brought; found: InspectView }) {
  const objects = objectsOf(found)
  return (
    <>
      {found.locked > 0 && <Locked brought={brought} locked={found.locked} />}
      {found.identities.map((identity, index) => <LookIdentity key={identity.certificate.sha256} brought={brought} found={found} identity={identity} index={index} />)}
      <Panel title={objects.length === 1 ? 'What it is' : `Everything in it: ${plural(objects.length, 'thing')}`}>
        {found.repairs.length > 0 && <Notice title="Read with some repairs"><ul class="notice-list">{found.repairs.map(repair => <li key={repair}>{repair}</li>)}</ul></Notice>}
        <LookObjects objects={objects} />
      </Panel>
    </>
  )
}

/** One field for every lock: a password is tried on each, and what it opened stays open. */
function Locked({ brought, locked }: { brought: Brought; locked: number }) {
  const { commands } = usePage()
  const id = useId()
  const [password, setPassword] = useState('')
  const [refused, setRefused] = useState(false)
  const act = useAct(async () => {
    const opened = await commands.tryPassword(brought, locked, password)
    setRefused(!opened)
    if (opened) setPassword('')
  })
  const change = (value: string) => {
    setPassword(value)
    setRefused(false)
    act.forgive()
  }
  return (
    <section class="panel locked" aria-labelledby={id}>
      <header class="panel-head">
        <div>
          <h2 id={id}><Icon name="lock" />{locked === 1 ? 'One thing is locked' : `${plural(locked, 'thing')} are locked`}</h2>
          <p class="panel-about">{TEXT.lockedAbout}</p>
        </div>
      </header>
      <form class="lines" onSubmit={event => { event.preventDefault(); if (password !== '') void act.run() }}>
        <div class="inline-form">
          <TextField label="Password" type="password" value={password} onInput={change} problem={refused ? TEXT.opensNothing : undefined} />
          <Button kind="primary" submit disabled={password === ''} busy={act.running && 'Opening…'}>Open</Button>
        </div>
        <WrongNotice wrong={act.wrong} />
      </form>
    </section>
  )
}
