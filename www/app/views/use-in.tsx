import { useId, useRef, useState } from 'preact/hooks'
import { TARGETS } from '../../api/index.js'
import type { BundleView, FileRequest, Material, Target, TargetGroup, TargetId, TargetSubject } from '../../api/index.js'
import { TextField } from '../ui/field.js'
import { plural } from '../words.js'
import { TargetForm } from './target-form.js'

/** Who makes the files: an authority's ledger, or what was brought. */
export interface Maker {
  subject: TargetSubject
  /** What the files are called after. */
  title: string
  make: (files: FileRequest[], key: Material | undefined, passphrase: string | undefined) => Promise<BundleView>
  /** How a key that is not here comes here: for one act, or by adding its file to what is looked at. */
  key: 'bring' | 'add' | 'none'
}

/** Programs by what they are for; then, for the one that is chosen, its files and how they are used. */
export function UseIn({ maker, kind }: { maker: Maker; kind: Target['kind'] }) {
  const [chosen, setChosen] = useState<Target<TargetId>>()
  const [query, setQuery] = useState('')
  const search = useRef<HTMLDivElement>(null)
  const back = () => {
    setChosen(undefined)
    // The list is there with the next drawing.
    requestAnimationFrame(() => search.current?.querySelector('input')?.focus())
  }
  if (chosen) return <TargetForm key={chosen.id} maker={maker} target={chosen} onBack={back} />
  return <ChooseTarget kind={kind} query={query} onQuery={setQuery} onChoose={setChosen} search={search} />
}

interface ChooseProps {
  kind: Target['kind']
  query: string
  onQuery: (query: string) => void
  onChoose: (target: Target<TargetId>) => void
  search: { current: HTMLDivElement | null }
}

function ChooseTarget({ kind, query, onQuery, onChoose, search }: ChooseProps) {
  const found = TARGETS.filter(target => target.kind === kind && answers(target, query))
  const groups = [...new Set(found.map(({ group }) => group))]
  return (
    <div class="targets">
      <div class="narrow" ref={search} role="search"><TextField label="Program or device" type="search" value={query} onInput={onQuery} placeholder={kind === 'trust' ? 'Firefox, Java, iPhone…' : 'nginx, IIS, Tomcat, PFX…'} /></div>
      <p class="hidden" role="status">{plural(found.length, 'program')}</p>
      {groups.map(group => <Group key={group} group={group} targets={found.filter(target => target.group === group)} onChoose={onChoose} />)}
      {found.length === 0 && <p class="muted">None is called so. “Plain files” has every format by itself.</p>}
    </div>
  )
}

function Group({ group, targets, onChoose }: { group: TargetGroup; targets: readonly Target<TargetId>[]; onChoose: (target: Target<TargetId>) => void }) {
  const id = useId()
  return (
    <section class="target-group" aria-labelledby={id}>
      <h3 id={id}>{GROUPS[group]}</h3>
      <ul class="target-list">
        {targets.map(target => (
          <li key={target.id} class="target">
            <button type="button" class="cover" onClick={() => onChoose(target)}>{target.title}</button>
            <span class="target-about">{target.about}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const GROUPS: Record<TargetGroup, string> = {
  web: 'Web servers and proxies',
  mail: 'Mail',
  vpn: 'VPN and network',
  database: 'Databases',
  java: 'Java',
  windows: 'Windows',
  apple: 'Apple',
  android: 'Android',
  container: 'Containers',
  trust: 'Systems, browsers, programs',
  files: 'Plain files',
}

/** Every word of the search stands somewhere in what it is called, what it is, or what people call it. */
function answers({ title, about, words, group }: Target, query: string): boolean {
  const text = [title, about, group, ...words].join(' ').toLowerCase()
  return query.toLowerCase().split(/\s+/).filter(Boolean).every(word => text.includes(word))
}
