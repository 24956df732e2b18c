import { useState } from 'preact/hooks'
import type { Material } from '../../api/index.js'
import { Button } from '../ui/button.js'
import { ChooseFile } from '../ui/dropzone.js'
import { TextArea, TextField } from '../ui/field.js'

/** A private key that is brought for one act, and forgotten after it. */
export interface BroughtKey { files: readonly File[]; text: string; password: string }

export const NO_KEY: BroughtKey = { files: [], text: '', password: '' }

export function isBrought({ files, text }: BroughtKey): boolean {
  return files.length > 0 || text.trim() !== ''
}

export async function materialOf({ files, text, password }: BroughtKey): Promise<Material> {
  const read = await Promise.all(files.map(async file => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })))
  const pasted = text.trim() === '' ? [] : [{ name: 'pasted text', content: new TextEncoder().encode(text) }]
  return { files: [...read, ...pasted], passwords: password === '' ? [] : [password] }
}

/** Where the key comes in: any file that holds it, a keystore too. */
export function BringKey({ brought, onChange }: { brought: BroughtKey; onChange: (brought: BroughtKey) => void }) {
  const [pasting, setPasting] = useState(false)
  const change = (part: Partial<BroughtKey>) => onChange({ ...brought, ...part })
  return (
    <fieldset class="bring-key">
      <legend>Its private key, for this once</legend>
      {brought.files.length > 0
        ? <p class="source-line"><span class="source-name">{brought.files.map(({ name }) => name).join(', ')}</span><Button kind="quiet" onPress={() => change({ files: [] })}>Another</Button></p>
        : <div class="acts">
            <ChooseFile label="Choose the key’s file" several onChoose={files => change({ files })} />
            {!pasting && <Button kind="quiet" onPress={() => setPasting(true)}>Paste it</Button>}
          </div>}
      {pasting && <TextArea label="The key as text" rows={4} value={brought.text} onInput={text => change({ text })} placeholder={'-----BEGIN PRIVATE KEY-----'} />}
      {isBrought(brought) && <div class="narrow"><TextField label="Password of the key’s file" type="password" optional value={brought.password} onInput={password => change({ password })} hint="Where it is encrypted." /></div>}
      <p class="hint">It is used to make these files and is not kept.</p>
    </fieldset>
  )
}
