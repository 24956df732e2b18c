import type { BundleView, MadeFileView } from '../../api/index.js'
import type { Artifact } from '../io/download.js'
import { FileList } from '../ui/file-list.js'
import { Icon } from '../ui/icon.js'
import { Warnings } from '../ui/notice.js'
import { plural } from '../words.js'

/** Files that were made, opened again and found right; what was looked at stands beside them. */
export function MadeFiles({ made, zipName }: { made: BundleView; zipName: string }) {
  const files = made.files.map(artifactOf)
  if (made.zip && files.length > 1) files.push({ name: zipName, about: `All ${plural(files.length, 'file')} in one archive`, content: made.zip })
  return (
    <div class="lines made" role="status">
      <FileList files={files} />
      {made.checks.length > 0 && (
        <details class="checked">
          <summary><Icon name="check" /> Opened again and checked before they were offered: {plural(made.checks.length, 'check')}</summary>
          <ul class="checks">{made.checks.map(({ file, what }) => <li key={file + what}><code>{file}</code> <span>{what}</span></li>)}</ul>
        </details>
      )}
      {/* That a key is plain was asked before, and stands beside the file. */}
      <Warnings warnings={made.findings.filter(({ code }) => code !== 'key/plain')} />
    </div>
  )
}

/** Where there is a private key in a file, that is said beside its name. */
export function artifactOf({ name, about, content, text, secret, encrypted }: MadeFileView): Artifact {
  return { name, about, content: text ?? content, ...(secret && { secret, mark: encrypted ? { text: 'key, encrypted', tone: 'good' } : { text: 'key, not encrypted', tone: 'warn' } }) }
}
