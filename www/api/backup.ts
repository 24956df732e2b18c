import type { AuthorityView, BackupReportView, DirectoryFindingView, TakenBackupView } from './types.js'

/** A backup, and the name of the file that it is kept in. */
export interface BackupView extends TakenBackupView {
  /** `rootpage-2026-11-21-r42.pem`: the day, and the revision of the vault. */
  name: string
}

/** What opens a backup, or a vault: its passphrase; or, where that is forgotten, the words of its recovery key or of as many shares as are needed. */
export interface BackupOpener {
  passphrase?: string | undefined
  recovery?: string | undefined
}

/** What is in a backup, as far as it is said without a vault. */
export interface BackupContentsView {
  revision: number
  /** The identifier of the vault, and when that was made. */
  vault: string
  created: string
  authorities: { title: string; folder: string }[]
}

/** An authority of a backup, as it is in the vault now. */
export interface RestoredAuthorityView {
  authority: AuthorityView
  done: 'merged' | 'imported'
  /** The serial numbers that came, that were revoked, and that stand for something else in the vault and in the backup. */
  added: string[]
  revoked: string[]
  conflicts: string[]
}

/** What became of a backup that was brought back. */
export interface RestoreView {
  relation: BackupReportView['relation']
  /** `replaced`: the vault is what the backup was, and has its passphrase. */
  done: 'nothing' | 'replaced' | 'merged'
  authorities: RestoredAuthorityView[]
  differences: string[]
  findings: DirectoryFindingView[]
}

export function backupView(taken: TakenBackupView): BackupView {
  return { ...taken, name: `rootpage-${new Date().toISOString().slice(0, 10)}-r${taken.revision}.pem` }
}
