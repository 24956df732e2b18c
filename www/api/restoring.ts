import * as core from '#core'
import type { BackupContentsView, RestoredAuthorityView, RestoreView } from './backup.js'
import { RootpageError } from './errors.js'
import type { Opener, OpenSession } from './session.js'
import type { BackupReportView, DirectoryFindingView, ImportedView, ImportPreview, MergedView, VaultView } from './types.js'

/** What was done, and which revision the vault has now. */
export interface Restored { view: RestoreView; revision: number }

/** How many differences a refusal names. */
const NAMED = 10

/** Says what is in a backup. */
export function contents(file: Uint8Array, opener: Opener): BackupContentsView {
  return using(file, opener, ({ revision, vault, created, authorities }) => ({ revision, vault, created, authorities }))
}

/** How a backup stands to the open vault. Of a damaged one the journal cannot be compared, only what it is and how far it went. */
export async function verify(session: OpenSession, file: Uint8Array, passphrase: string): Promise<BackupReportView> {
  if (!session.damaged) return session.verify(file, passphrase)
  const { id, revision: live, damages } = await session.ask({ ask: 'vault' }) as VaultView
  const { vault, revision } = contents(file, { passphrase })
  const went = revision === live ? 'same' : revision < live ? 'older' : 'newer'
  return { revision, live, relation: vault === id ? went : 'another', differences: damages.map(({ text }) => `in the vault, ${text}`) }
}

/** Under the store's lock: puts a vault where none is. */
export async function restoreNew(session: OpenSession, file: Uint8Array, opener: Opener): Promise<number> {
  await session.checkVacant(opener)
  return using(file, opener, backup => session.replace(backup.records, opener))
}

/** Under the store's lock: brings a backup back into an open vault, by how the two stand to each other. */
export async function restore(session: OpenSession, file: Uint8Array, passphrase: string, current: string): Promise<Restored> {
  session.checkPassphrase(current)
  await session.refresh()
  const report = await verify(session, file, passphrase)
  return using(file, { passphrase }, backup => bring(session, backup, report, passphrase))
}

async function bring(session: OpenSession, backup: core.OpenedBackup, report: BackupReportView, passphrase: string): Promise<Restored> {
  const { relation, differences } = report
  const view = { relation, differences, done: 'nothing', authorities: [], findings: [] } satisfies RestoreView
  const replaced = async () => ({ view: { ...view, done: 'replaced' as const }, revision: await session.replace(backup.records, { passphrase }) })
  // What is damaged signs nothing any more: any state of the same vault that is whole is better.
  if (session.damaged) return relation === 'another' ? refused('vault/damaged', differences) : replaced()
  if (relation === 'same') return { view, revision: report.live }
  if (relation === 'newer') return replaced()
  if (relation === 'older') return refused('backup/older', differences)
  return merge(session, backup, view, passphrase)
}

async function merge(session: OpenSession, backup: core.OpenedBackup, view: RestoreView, passphrase: string): Promise<Restored> {
  const authorities: RestoredAuthorityView[] = []
  const findings: DirectoryFindingView[] = []
  for (const { folder } of backup.authorities) {
    const one = await bringAuthority(session, backup.directory(folder), passphrase)
    authorities.push(one.restored)
    findings.push(...one.findings)
  }
  return { view: { ...view, done: 'merged', authorities, findings }, revision: await session.refresh() }
}

type Files = [path: string, bytes: Uint8Array][]

/** Merges an authority that the vault has, and imports another: each is an act of its own. */
async function bringAuthority(session: OpenSession, files: Files, passphrase: string): Promise<{ restored: RestoredAuthorityView; findings: DirectoryFindingView[] }> {
  const input = { files }
  const { existing } = await session.ask({ ask: 'inspectDirectory', input, passphrase }) as ImportPreview
  if (existing === undefined) {
    const { view } = await session.act({ act: 'importDirectory', input, passphrase })
    const { authority, findings } = view as ImportedView
    return { restored: { authority, done: 'imported', added: [], revoked: [], conflicts: [] }, findings }
  }
  const { view } = await session.act({ act: 'mergeDirectory', authority: existing, input })
  const { findings, ...merged } = view as MergedView
  return { restored: { ...merged, done: 'merged' }, findings }
}

function refused(code: 'backup/older' | 'vault/damaged', differences: string[]): never {
  const more = differences.length > NAMED ? [`and ${differences.length - NAMED} more`] : []
  throw new RootpageError(code, { field: 'backup', details: { found: [...differences.slice(0, NAMED), ...more].join('; ') } })
}

/** The core's memory is given back when it is done. */
function using<T>(file: Uint8Array, opener: Opener, use: (backup: core.OpenedBackup) => T): T {
  const backup = 'recovery' in opener ? core.openBackupWithRecovery(file, opener.recovery) : core.openBackup(file, opener.passphrase)
  const result = use(backup)
  if (result instanceof Promise) return result.finally(() => backup.free()) as T
  backup.free()
  return result
}
