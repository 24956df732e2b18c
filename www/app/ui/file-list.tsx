import { download } from '../io/download.js'
import type { Artifact } from '../io/download.js'
import { Breakable } from './breakable.js'
import { CopyButton } from './copyable.js'
import { Icon } from './icon.js'
import { PlainBadge } from './status-badge.js'

/** The files that can be taken from a screen, by the names that they will have. */
export function FileList({ files }: { files: readonly Artifact[] }) {
  return (
    <ul class="files">
      {files.map(file => (
        <li key={file.name} class="file">
          <div class="file-text">
            <span class="file-name"><Breakable text={file.name} /> {file.mark && <PlainBadge tone={file.mark.tone}>{file.mark.text}</PlainBadge>}</span>
            <span class="file-about">{file.about}</span>
          </div>
          <div class="file-acts">
            {typeof file.content === 'string' && <CopyButton text={file.content} what={file.name} secret={file.secret} />}
            <button type="button" class="file-get" onClick={() => download(file)} aria-label={`Download ${file.name}`}>
              <Icon name="download" /><span>Download</span>
            </button>
          </div>
        </li>
      ))}
    </ul>
  )
}
