/** Does the package's typing say what a user needs: this file is compiled, never run. */
import { CODES, indexedDbStore, isRootpageError, openVault, type AssessmentView, type Authority, type Code, type Store, type Vault } from 'rootpage'
import { memoryStore } from 'rootpage/inline'

const store: Store = indexedDbStore('my-ca')
const vault: Vault = await openVault({ store, passphrase: 'five words are a start', create: true })
const ca: Authority = await vault.createAuthority({ subject: 'CN=Sample Root', key: 'p-384', days: 3650, onProgress: ({ fraction }) => fraction.toFixed(2) })
const assessment: AssessmentView = await ca.assess(new Blob(['…']), { profile: 'server', san: ['dns:mail.sample.com'] })
for (const row of assessment.report) row.verdict satisfies 'taken' | 'changed' | 'added' | 'dropped' | 'refused'
for await (const entry of ca.certificates({ status: 'valid' })) await ca.revoke(entry.serial, { reason: 'keyCompromise' })
try {
  await ca.issue({ request: '00' }, { profile: 'client' })
} catch (error) {
  if (!isRootpageError(error)) throw error
  const code: Code = error.code
  CODES[code].remedy satisfies string
}
memoryStore().snapshot() satisfies Map<string, Uint8Array>
// @ts-expect-error a profile is a built-in one or a section of the configuration: a word
await ca.issue('', { profile: 7 })
// @ts-expect-error there is no such kind of key
await vault.createAuthority({ subject: 'CN=a', key: 'rsa-1024', days: 1 })
