import type { Input, InspectView, ObjectView } from '../../api/index.js'
import { usePage, useQuestion } from '../context.js'
import { fromInput, fromText } from '../io/files.js'
import { Button } from '../ui/button.js'
import { Fact, Facts } from '../ui/facts.js'
import { Panel } from '../ui/panel.js'
import { TextDump } from '../ui/text-dump.js'
import { day } from '../words.js'

/** What was handed in where a request was asked for: named, and shown as far as it may be. What cannot be named either is left to the error above. */
export function WhatItIs({ input, mark }: { input: Input; mark: string }) {
  const { commands } = usePage()
  const { value, asking } = useQuestion(() => commands.inspect(input), [mark])
  if (asking || !value || ['request', 'spkac', 'other'].includes(value.kind)) return null
  return (
    <Panel title={`This is ${listed(value)}`} about="It cannot be signed; only a request can.">
      <Shown object={value} />
      <div class="acts"><Button onPress={() => commands.lookAt([typeof input === 'string' ? fromText(input) : fromInput(input)])}>Look at it</Button></div>
    </Panel>
  )
}

function listed({ label, others }: InspectView): string {
  return [label, ...others.map(other => other.label)].join(', ')
}

function Shown({ object: { certificate, crl, key } }: { object: ObjectView }) {
  if (certificate) {
    return (
      <>
        <Facts>
          <Fact name="Subject">{certificate.subject}</Fact>
          <Fact name="Issued by">{certificate.issuer}</Fact>
          <Fact name="Valid until">{day(certificate.notAfter)}</Fact>
        </Facts>
        <TextDump title="Text" command="openssl x509 -noout -text" text={certificate.text} />
      </>
    )
  }
  if (crl) return <TextDump title="Text" command="openssl crl -noout -text" text={crl.text} />
  return key ? <Facts><Fact name="Public key">{key.label}</Fact></Facts> : null
}
