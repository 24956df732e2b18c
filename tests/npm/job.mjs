/** What a user of the package writes: the main job, in the fewest lines. */
import { createRequest, generateKey, memoryStore, openVault } from 'rootpage'

export async function job() {
  const store = memoryStore()
  const vault = await openVault({ store, passphrase: 'correct horse battery staple', create: true })
  const ca = await vault.createAuthority({ subject: 'CN=Sample Root,O=The Sample Company,C=US', days: 3650 })
  const { pem } = await createRequest(await generateKey('p-256'), { subject: 'CN=mail.sample.com', san: ['dns:mail.sample.com'] })
  const { serial, certificate } = await ca.issue(pem, { profile: 'server', days: 365 })
  await ca.revoke(serial, { reason: 'superseded' })
  const crl = await ca.issueCrl({ days: 31 })
  vault.lock()
  return `${certificate.san[0]} ${crl.entries} ${store.snapshot().size > 5}`
}
