import { useState } from 'preact/hooks'
import type { AuthoritySettings } from '../../api/index.js'
import { useAct, useAuthority, usePage } from '../context.js'
import { Button } from '../ui/button.js'
import { CheckField, SelectField, TextArea } from '../ui/field.js'
import { WrongNotice } from '../ui/notice.js'
import { Panel } from '../ui/panel.js'
import { ConfigurationEditor } from './configuration-editor.js'
import { IfWhole } from './if-whole.js'
import { DurationField, inUnits, UNITS } from './new-crl.js'
import type { Unit } from './new-crl.js'

/** How the authority works: what it publishes and where, its rules, and its `openssl.cnf`. */
export function AuthorityConfiguration({ id }: { id: string }) {
  return (
    <>
      <Settings id={id} />
      <ConfigurationEditor id={id} />
    </>
  )
}

interface Fields {
  crl: string
  issuer: string
  ocsp: string
  delta: string
  beyondIssuer: AuthoritySettings['beyondIssuer']
  serials: AuthoritySettings['serials']
  uniqueSubject: boolean
  length: string
  unit: Unit
}

function fieldsOf({ publication, beyondIssuer, serials, uniqueSubject, crlSeconds }: AuthoritySettings): Fields {
  const text = (urls: readonly string[]) => urls.join('\n')
  return { crl: text(publication.crl), issuer: text(publication.issuer), ocsp: text(publication.ocsp), delta: text(publication.delta), beyondIssuer, serials, uniqueSubject, ...inUnits(crlSeconds) }
}

function settingsOf({ crl, issuer, ocsp, delta, beyondIssuer, serials, uniqueSubject, length, unit }: Fields, before: AuthoritySettings): AuthoritySettings {
  const urls = (text: string) => text.split(/\s+/).filter(Boolean)
  const seconds = UNITS.find(({ value }) => value === unit)?.seconds ?? 1
  return { ...before, publication: { crl: urls(crl), issuer: urls(issuer), ocsp: urls(ocsp), delta: urls(delta) }, beyondIssuer, serials, uniqueSubject, crlSeconds: Number(length) * seconds }
}

function Settings({ id }: { id: string }) {
  const { commands } = usePage()
  const { settings } = useAuthority(id)
  const [fields, setFields] = useState(fieldsOf(settings))
  const change = (part: Partial<Fields>) => setFields({ ...fields, ...part })
  const next = settingsOf(fields, settings)
  const changed = JSON.stringify(next) !== JSON.stringify(settings)
  const act = useAct(async () => {
    await commands.configure(id, next)
    commands.toast('Saved. It counts from the next certificate on.')
  })
  return (
    <Panel title="Settings" about="What every certificate and list of this authority goes by, unless its profile says otherwise.">
      <form class="lines" onSubmit={event => { event.preventDefault(); void act.run() }}>
        <div class="pairs">
          <TextArea label="Revocation lists are published at" rows={2} value={fields.crl} onInput={crl => change({ crl })} placeholder="http://sample.com/rootca.crl" hint="crlDistributionPoints; one address on each line." />
          <TextArea label="Its certificate is published at" rows={2} value={fields.issuer} onInput={issuer => change({ issuer })} placeholder="http://sample.com/cacert.cer" hint="authorityInfoAccess, caIssuers." />
          <TextArea label="Delta lists are published at" rows={2} value={fields.delta} onInput={delta => change({ delta })} placeholder="http://sample.com/delta.crl" hint="freshestCRL." />
          <TextArea label="An OCSP responder answers at" rows={2} value={fields.ocsp} onInput={ocsp => change({ ocsp })} placeholder="http://ocsp.sample.com" hint="authorityInfoAccess, OCSP; it is not part of Rootpage." />
        </div>
        <div class="few">
          <SelectField
            label="What would end after the authority"
            value={fields.beyondIssuer}
            choices={[{ value: 'refuse', label: 'is refused' }, { value: 'truncate', label: 'ends with the authority' }, { value: 'permit', label: 'is permitted' }]}
            onChoose={beyondIssuer => change({ beyondIssuer })}
          />
          <SelectField label="Serial numbers" value={fields.serials} choices={[{ value: 'random', label: 'random (rand_serial)' }, { value: 'sequential', label: 'counted (serial)' }]} onChoose={serials => change({ serials })} hint={fields.serials === 'sequential' ? 'They tell everybody how many there are.' : undefined} />
          <DurationField label="A revocation list lasts" length={fields.length} unit={fields.unit} onChange={change} />
        </div>
        <CheckField label="Only one valid certificate with the same subject (unique_subject)" value={fields.uniqueSubject} onChange={uniqueSubject => change({ uniqueSubject })} />
        <WrongNotice wrong={act.wrong} />
        <IfWhole><div class="acts"><Button kind="primary" submit disabled={!changed} busy={act.running && 'Saving…'}>Save the settings</Button></div></IfWhole>
      </form>
    </Panel>
  )
}
