import type { CertificateView, MadeFileView } from '../../api/index.js'
import { usePage, useQuestion } from '../context.js'
import { fromInput } from '../io/files.js'
import { Notice, WrongNotice } from '../ui/notice.js'
import { plural } from '../words.js'
import { certificatesOf, objectsOf } from './look-objects.js'
import { titleOf } from './title-of.js'

/** A store that was added to, read again by itself: what was there is there, and what is new is named. */
export function StoreDifference({ before, after, password }: { before: Uint8Array; after: readonly MadeFileView[]; password: string }) {
  const { commands } = usePage()
  const entries = async (content: Uint8Array): Promise<CertificateView[]> => certificatesOf(objectsOf(await commands.look({ files: [fromInput(content)], passwords: [password] })))
  const answer = useQuestion(async () => ({ was: await entries(before), now: (await Promise.all(after.map(({ content }) => entries(content)))).flat() }), [before, after])
  if (!answer.value) return <WrongNotice wrong={answer.wrong} />
  const { was, now } = answer.value
  const added = without(now, was)
  const lost = without(was, now)
  return (
    <Notice tone={lost.length === 0 ? 'good' : 'bad'} title={`It held ${plural(was.length, 'certificate')}${lost.length === 0 ? ', and holds all of them still' : `; ${lost.length} of them are missing now`}`}>
      <p>{added.length === 0 ? 'Nothing was added: it was in there already.' : `Added: ${added.map(({ subject, san }) => titleOf(subject, san)).join(', ')}.`}</p>
    </Notice>
  )
}

function without(some: readonly CertificateView[], others: readonly CertificateView[]): CertificateView[] {
  const known = new Set(others.map(({ sha256 }) => sha256))
  return some.filter(({ sha256 }) => !known.has(sha256))
}
