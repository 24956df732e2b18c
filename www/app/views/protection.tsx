import { ChangePassphrase } from './change-passphrase.js'

/** What stands between somebody who has copied the sealed vault and what is in it. */
export function Protection() {
  return <ChangePassphrase />
}
