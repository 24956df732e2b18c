import { useState } from 'preact/hooks'
import type { PublicCertificates, PublishedFileView, PublishedView } from '../../api/index.js'
import { useAct, useAuthority, usePage, useQuestion, useVault } from '../context.js'
import { TEXT } from '../text.js'
import { Button } from '../ui/button.js'
import { Disclosure } from '../ui/disclosure.js'
import { RadioField, TextField } from '../ui/field.js'
import { FileList } from '../ui/file-list.js'
import { FileText } from '../ui/file-text.js'
import { FindingList } from '../ui/finding-list.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { PlainBadge } from '../ui/status-badge.js'
import { WithOpenssl } from '../ui/with-openssl.js'
import { fileName, moment, plural, size } from '../words.js'
import { IfWhole } from './if-whole.js'

const CHOICES: readonly { value: PublicCertificates; label: string; about: string }[] = [
  { value: 'none', label: 'None', about: 'The authority’s certificate and its CRLs alone.' },
  { value: 'serial', label: 'By serial number', about: 'Whoever knows a serial number finds the certificate and its state; nothing lists them.' },
  { value: 'search', label: 'All, with a search', about: 'Everybody finds a certificate by a part of a name, and so can read every name.' },
]

/** What the world sees of the authority: a folder for a web server, put together anew each time something has changed. */
export function Publish({ id }: { id: string }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const authority = useAuthority(id)
  const last = authority.published
  const [certificates, setCertificates] = useState<PublicCertificates>(last?.certificates ?? 'serial')
  const [title, setTitle] = useState(last?.title ?? '')
  const [contact, setContact] = useState(last?.contact ?? '')
  const [made, setMade] = useState<PublishedView>()
  const answer = useQuestion(() => commands.publication(id, { certificates, title, contact }), [id, revision, certificates])
  const act = useAct(async () => setMade(await commands.publish(id, { certificates, title, contact })))
  const shown = answer.value
  return (
    <>
      <Panel title="Publish" about={TEXT.publishAbout}>
        <form class="lines" onSubmit={event => { event.preventDefault(); void act.run() }}>
          <RadioField label="Which certificates can be looked up" value={certificates} choices={CHOICES} onChoose={setCertificates} />
          <div class="two">
            <TextField label="Title of the page" optional value={title} onInput={setTitle} placeholder={authority.title} />
            <TextField label="Contact" optional value={contact} onInput={setContact} hint="An e-mail address, a web page, or a text." />
          </div>
          {shown && <Findings view={shown} />}
          <WrongNotice wrong={act.wrong ?? answer.wrong} />
          {last && shown && <p class="hint">Published on {moment(last.at)}, {plural(last.files, 'file')}. {pending(shown)}</p>}
          <IfWhole><div class="acts"><Button kind="primary" submit busy={act.running ? 'Packing…' : answer.asking && 'Looking…'}>Publish</Button></div></IfWhole>
          {made && <Made view={made} name={fileName(authority.title, 'public.zip')} />}
          <WithOpenssl what={{ act: 'publish', authority: id, certificates }} />
        </form>
      </Panel>
      {shown && <Public view={made && unchanged(shown) ? made : shown} />}
      {shown && <Servers view={shown} />}
    </>
  )
}

const unchanged = ({ files, removed }: PublishedView) => removed.length === 0 && files.every(({ change }) => change === 'same')

/** What a new publication would bring, against the last one. */
function pending(view: PublishedView): string {
  return unchanged(view) ? 'Nothing has changed since.' : `Since then: ${changes(view)}.`
}

function changes({ files, removed }: PublishedView): string {
  const count = (change: PublishedFileView['change']) => files.filter(file => file.change === change).length
  const parts = [[count('new'), 'new'], [count('changed'), 'changed'], [removed.length, 'removed']] as const
  return parts.filter(([number]) => number > 0).map(([number, word]) => `${plural(number, 'file')} ${word}`).join(', ')
}

function Findings({ view: { findings } }: { view: PublishedView }) {
  return findings.length > 0 ? <FindingList findings={findings} /> : <Notice tone="good" title="The files lie where the certificates say, and the CRL is up to date." />
}

function Made({ view, name }: { view: PublishedView; name: string }) {
  const { zip, removed, since } = view
  const title = since === undefined ? `${plural(view.files.length, 'file')} to be published` : unchanged(view) ? 'Nothing has changed since the last time' : changes(view)
  return (
    <div class="lines" role="status">
      <Notice tone="good" title={title}><p>Copy what is in <code>public/</code> onto the web server; README.txt says how.</p></Notice>
      {removed.length > 0 && <Notice tone="warn" title="To be taken off the server"><ul class="names">{removed.map(path => <li key={path}><code>{path}</code></li>)}</ul></Notice>}
      {zip && <FileList files={[{ name, about: `The public folder, the lines for web servers, README.txt: ${size(zip.length)}`, content: zip }]} />}
    </div>
  )
}

/** A file of one of the certificates that can be looked up: there may be thousands. */
const isLookedUp = ({ path }: PublishedFileView) => /(^|\/)certificates\/[^/]+$/.test(path)

function Public({ view }: { view: PublishedView }) {
  const single = view.files.filter(file => !isLookedUp(file)).sort((one, other) => other.urls.length - one.urls.length)
  const many = view.files.filter(isLookedUp)
  return (
    <Panel title="What is public" about="Nothing else leaves this page: no profiles, no requests, no keys.">
      <div class="lines">
        <FileRows files={single} />
        {many.length > 0 && <Disclosure title={`${plural(many.length, 'file')} of the certificates that can be looked up`}><FileRows files={many.slice(0, 200)} /></Disclosure>}
        {view.ahead.map(({ from, files }) => <p key={from} class="hint">From {moment(from)} on, {plural(files.length, 'file')} in <code>ahead/</code> take the place of those of the same name.</p>)}
      </div>
    </Panel>
  )
}

function FileRows({ files }: { files: readonly PublishedFileView[] }) {
  return (
    <ul class="files published">
      {files.map(({ path, about, mediaType, urls, change, since, size: bytes }) => (
        <li key={path} class="file">
          <div class="file-text">
            <span class="file-name">{path}</span>
            <span class="file-about">{about.charAt(0).toUpperCase() + about.slice(1)} · {size(bytes)} · {mediaType}</span>
            {urls.map(url => <code key={url} class="published-url">{url}</code>)}
          </div>
          <PlainBadge>{change === 'same' && since !== undefined ? `since ${since.slice(0, 10)}` : change}</PlainBadge>
        </li>
      ))}
    </ul>
  )
}

function Servers({ view: { beside, page } }: { view: PublishedView }) {
  const texts = [...beside].sort((one, other) => Number(other.path === 'README.txt') - Number(one.path === 'README.txt'))
  return (
    <Panel title="Onto a web server" about={<>The lookup page is <code>{page}</code>. Apache and IIS find the media types in the folder itself (.htaccess, web.config); the lines below are for the server’s own configuration.</>}>
      <div class="lines">{texts.map(({ path, text }) => <Disclosure key={path} title={path}><FileText name={path} text={text} /></Disclosure>)}</div>
    </Panel>
  )
}
