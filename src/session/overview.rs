//! The vault at a glance, and what is told of it as a whole: its protection, its damages, its journal.

use super::view::{BackupStateView, DamageView, JournalEntryView, JournalView, KdfView, RecordedBackupView, VaultView};
use super::{Authorities, ledger, shape};
use crate::error::Result;
use crate::model::{SerialNumber, Time};
use crate::vault::{
    BackupRow, Contents, Damage, Entry, Harm, KdfParams, Kind, Tip, Vault, VaultSettingsRecord, journal_entries,
    journal_text,
};

/// The vault at a glance.
pub fn vault(vault: &Vault, authorities: &Authorities, now: Time) -> Result<VaultView> {
    at(vault.revision(), vault, vault.kdf(), authorities, now)
}

/// The same after the commit that is being put together.
pub fn next(vault: &Vault, kdf: KdfParams, authorities: &Authorities, now: Time) -> Result<VaultView> {
    // where no passphrase is set, nothing else is committed before one is
    let view = at(vault.revision().saturating_add(1), vault, kdf, authorities, now)?;
    Ok(VaultView { recovered: false, ..view })
}

fn at(revision: u64, vault: &Vault, kdf: KdfParams, authorities: &Authorities, now: Time) -> Result<VaultView> {
    let authority = |held| ledger::authority(held, authorities, now);
    Ok(VaultView {
        id: vault.id().to_string(),
        revision,
        created: Time::from_unix(vault.created())?.to_string(),
        kdf: kdf.into(),
        backup: backup(&authorities.settings(), revision)?,
        recovered: vault.is_recovered(),
        damages: vault.damages().iter().map(DamageView::from).collect(),
        authorities: authorities.iter().map(authority).collect::<Result<_>>()?,
    })
}

fn backup(settings: &VaultSettingsRecord, revision: u64) -> Result<BackupStateView> {
    let taken = |backup: BackupRow| -> Result<_> {
        let sha256 = base16ct::lower::encode_string(&backup.sha256);
        Ok(RecordedBackupView { revision: backup.revision, at: Time::from_unix(backup.at)?.to_string(), sha256 })
    };
    Ok(BackupStateView {
        taken: settings.backup.map(taken).transpose()?,
        acts: settings.acts(revision),
        limit: settings.backup_limit,
        due: settings.is_due(revision),
    })
}

impl From<KdfParams> for KdfView {
    fn from(kdf: KdfParams) -> Self {
        Self { memory_kib: kdf.memory_kib(), passes: kdf.passes(), lanes: kdf.lanes() }
    }
}

impl KdfView {
    /// The same within the floor and the ceiling.
    ///
    /// # Errors
    /// [`Code::VaultKdfRange`](crate::error::Code::VaultKdfRange).
    pub fn params(self) -> Result<KdfParams> {
        KdfParams::new(self.memory_kib, self.passes, self.lanes)
    }
}

impl From<&Damage> for DamageView {
    fn from(damage: &Damage) -> Self {
        let (sealed, expected) = match damage.harm {
            Harm::RolledBack { sealed, expected } => (Some(sealed), Some(expected)),
            Harm::Unconfirmed { sealed } => (Some(sealed), None),
            _ => (None, None),
        };
        let with = match &damage.harm {
            Harm::Exchanged { with } => Some(with.clone()),
            _ => None,
        };
        Self {
            key: damage.key.clone(),
            kind: damage.kind.map(Kind::as_str),
            authority: damage.authority.map(|id| id.to_string()),
            harm: damage.harm.as_str(),
            sealed,
            expected,
            with,
            text: damage.to_string(),
        }
    }
}

/// A page of the journal, the newest entry first, and all of it as a text.
pub fn journal(contents: &Contents, (offset, limit): (usize, usize)) -> Result<JournalView> {
    let all = journal_entries(contents)?;
    let entries = all.iter().rev().skip(offset).take(limit).map(|(tip, one)| entry(tip, one)).collect::<Result<_>>()?;
    Ok(JournalView { total: all.len(), entries, text: journal_text(contents)? })
}

fn entry(tip: &Tip, entry: &Entry) -> Result<JournalEntryView> {
    let serial = (!entry.serial.is_empty()).then(|| SerialNumber::from_der_content(&entry.serial).to_string());
    Ok(JournalEntryView {
        number: tip.count,
        at: Time::from_unix(entry.at)?.to_string(),
        deed: entry.deed.as_str(),
        authority: entry.authority.map(|id| id.to_string()),
        serial,
        sha256: entry.sha256.as_ref().map(|hash| shape::fingerprint(hash)),
        detail: entry.detail.clone(),
        hash: base16ct::lower::encode_string(&tip.hash),
    })
}
