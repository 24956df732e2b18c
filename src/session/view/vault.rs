//! The vault in words: its protection, its damages, its journal and its backups.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::AuthorityView;

/// The vault at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VaultView {
    /// Its identifier.
    pub id: String,
    /// Counts every commit.
    pub revision: u64,
    /// When it was made.
    pub created: String,
    /// How much work the passphrase takes.
    pub kdf: KdfView,
    /// What is known of its backups.
    pub backup: BackupStateView,
    /// What is not as it should be, where it was opened all the same.
    pub damages: Vec<DamageView>,
    /// Whether it was opened with its recovery key: a passphrase must be set first.
    pub recovered: bool,
    /// Its authorities, the oldest first.
    pub authorities: Vec<AuthorityView>,
}

/// How much work the passphrase takes: the parameters of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KdfView {
    /// The memory in KiB.
    pub memory_kib: u32,
    /// The passes.
    pub passes: u32,
    /// The lanes.
    pub lanes: u32,
}

/// What is known of the vault's backups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupStateView {
    /// The one that was taken last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<RecordedBackupView>,
    /// How many acts there were since; since the vault was made, where there is none.
    pub acts: u64,
    /// After how many acts nothing is issued any more; nothing where that is never so.
    pub limit: Option<u32>,
    /// Whether nothing is issued before a backup is taken.
    pub due: bool,
}

/// A backup that was taken and is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedBackupView {
    /// The revision of the vault in it.
    pub revision: u64,
    /// When it was said to be kept.
    pub at: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A record that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DamageView {
    /// Its key.
    pub key: String,
    /// What kind of record it is, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The authority whose record it is, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// `removed`, `changed`, `rolled-back`, `unconfirmed`, `exchanged`, `added`, `unreadable`.
    pub harm: &'static str,
    /// The revision at which it was sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<u64>,
    /// The revision at which it should have been sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// The key of the record whose bytes stand in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// All of it in words.
    pub text: String,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JournalEntryView {
    /// Counts the entries, from 1.
    pub number: u64,
    /// When.
    pub at: String,
    /// What: `issue-crl`.
    pub deed: &'static str,
    /// In which authority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The serial number that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The SHA-256 fingerprint of what was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The rest in words.
    pub detail: String,
    /// The hash of the journal up to this entry, in hexadecimal.
    pub hash: String,
}

/// A page of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JournalView {
    /// How many entries there are in all.
    pub total: usize,
    /// Those of the page, the newest first.
    pub entries: Vec<JournalEntryView>,
    /// The whole journal as a text that can be verified without this program.
    pub text: String,
}

/// A backup that was taken, and what it is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenBackupView {
    /// The file.
    pub content: ByteBuf,
    /// The revision of the vault in it.
    pub revision: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// How a backup and the vault stand to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupReportView {
    /// The revision of the vault when the backup was taken.
    pub revision: u64,
    /// The revision of the vault now.
    pub live: u64,
    /// `same`, `older`, `newer`, `forked`, `another`.
    pub relation: &'static str,
    /// What the one has and the other has not, or has otherwise, in words.
    pub differences: Vec<String>,
}

/// The directory of an authority in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupFolderView {
    /// The authority's common name, or the first part of its name.
    pub title: String,
    /// Its folder.
    pub folder: String,
}
