import type { Guide } from '../../api/index.js'
import { CopyButton } from '../ui/copyable.js'
import { FileText } from '../ui/file-text.js'

/** Where the files go, which lines are written, and how one sees that it works. */
export function TargetGuide({ guide }: { guide: Guide }) {
  const { intro, files, steps, verify, notes } = guide
  return (
    <div class="guide">
      {intro !== '' && <p>{intro}</p>}
      {files.length > 0 && <Places files={files} />}
      {steps.length > 0 && (
        <ol class="guide-steps">
          {steps.map(({ title, text, lines }) => (
            <li key={title} class="guide-step">
              <h4>{title}</h4>
              {text !== undefined && <p>{text}</p>}
              {lines && <FileText name={lines.file ?? LANGUAGES[lines.language] ?? lines.language} text={lines.text} of={title} />}
            </li>
          ))}
        </ol>
      )}
      {verify.length > 0 && (
        <section class="guide-verify">
          <h4>See that it works</h4>
          {verify.map(({ command, expect, about }, index) => (
            <div key={command} class="guide-check">
              <div class="with-openssl-body">
                <pre tabIndex={0} role="region" aria-label={`Command ${index + 1} that shows that it works`}>{command}</pre>
                <CopyButton text={command} what={`command ${index + 1}`} />
              </div>
              {expect !== '' && <div class="guide-expect"><span class="hint">It prints{expect.includes('\n') ? ', among others' : ''}:</span> <code>{expect}</code></div>}
              {about !== undefined && <p class="hint">{about}</p>}
            </div>
          ))}
        </section>
      )}
      {notes.length > 0 && <ul class="notice-list guide-notes">{notes.map(note => <li key={note}>{note}</li>)}</ul>}
    </div>
  )
}

/** Where lines are typed that go to no file. */
const LANGUAGES: Record<string, string> = { shell: 'Terminal', sh: 'Terminal', bat: 'Command prompt', powershell: 'PowerShell' }

/** The roles are spelled out: on a phone the rows are laid out as cards, and browsers then forget that it is a table. */
function Places({ files }: { files: Guide['files'] }) {
  return (
    <table class="places" role="table">
      <caption class="hidden">Where the files go</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">File</th>
          <th scope="col" role="columnheader">Goes to</th>
          <th scope="col" role="columnheader">Owner</th>
          <th scope="col" role="columnheader">Mode</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {files.map(({ name, path, owner, mode, about }) => (
          <tr key={name + path} role="row">
            <th scope="row" role="rowheader"><code>{name}</code></th>
            <td role="cell"><code>{path}</code>{about !== undefined && <span class="hint block">{about}</span>}</td>
            <td role="cell">{owner}</td>
            <td role="cell"><code>{mode}</code></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
