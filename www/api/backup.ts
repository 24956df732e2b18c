import type { TakenBackupView } from './types.js'

/** A backup, and the name of the file that it is kept in. */
export interface BackupView extends TakenBackupView {
  /** `rootpage-2026-11-21-r42.pem`: the day, and the revision of the vault. */
  name: string
}

export function backupView(taken: TakenBackupView): BackupView {
  return { ...taken, name: `rootpage-${new Date().toISOString().slice(0, 10)}-r${taken.revision}.pem` }
}
