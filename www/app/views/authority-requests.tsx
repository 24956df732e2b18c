import type { StoredRequestView } from '../../api/index.js'
import { usePage, useQuestion, useVault } from '../context.js'
import { Button } from '../ui/button.js'
import { WrongNotice } from '../ui/notice.js'
import { Empty } from '../ui/panel.js'
import { day, plural } from '../words.js'
import { IfWhole } from './if-whole.js'
import { titleOf } from './title-of.js'

/** The keys and requests that were made here. */
export function AuthorityRequests({ id }: { id: string }) {
  const { commands } = usePage()
  const { revision } = useVault()
  const answer = useQuestion(() => commands.requests(id), [id, revision])
  if (answer.value?.length === 0) return <NoRequests id={id} />
  return (
    <>
      <WrongNotice wrong={answer.wrong} />
      <ul class="rows">
        {answer.value?.map(request => <RequestRow key={request.id} id={id} request={request} />)}
      </ul>
    </>
  )
}

function RequestRow({ id, request }: { id: string; request: StoredRequestView }) {
  const { commands } = usePage()
  return (
    <li class="row">
      <div class="row-main">
        <button type="button" class="cover" onClick={() => commands.goTo({ at: 'request', authority: id, request: request.id })}>{titleOf(request.subject, request.san)}</button>
        <span class="muted">{request.key.label}</span>
      </div>
      <span class="tabular muted">made {day(request.created)}</span>
      <span class="row-end">{request.issued.length === 0 ? 'not signed yet' : `signed, ${plural(request.issued.length, 'certificate')}`}</span>
    </li>
  )
}

function NoRequests({ id }: { id: string }) {
  const { commands } = usePage()
  return (
    <Empty title="No keys made here">
      <p>A server’s key is best made on the server. For those that cannot, make the key and the request here; the key stays sealed in the vault until you take it.</p>
      <IfWhole><div class="acts centre"><Button kind="primary" onPress={() => commands.goTo({ at: 'new-request', authority: id })}>New key and request</Button></div></IfWhole>
    </Empty>
  )
}
