//! The journal: every act, each entry hashed together with all before it.

use serde::{Deserialize, Serialize};

use super::record::RecordId;
use crate::error::Result;
use crate::key::digest;

/// What an act was, with the number that it has in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Deed {
    /// The vault was made.
    CreateVault,
    /// An authority was made.
    CreateAuthority,
    /// A key and its request were made.
    CreateRequest,
    /// A certificate was issued.
    Issue,
    /// A certificate was revoked.
    Revoke,
    /// A certificate was released from hold.
    Release,
    /// A CRL was issued.
    IssueCrl,
    /// The passphrase was changed.
    ChangePassphrase,
    /// An authority was taken in from a directory.
    ImportAuthority,
    /// A directory was merged into an authority.
    MergeAuthority,
    /// An authority whose certificate was made elsewhere was taken in.
    AdoptAuthority,
    /// An authority's own certificate was made anew.
    RenewAuthority,
    /// An authority took the place of another with a new key.
    ReplaceAuthority,
    /// An authority's settings were changed.
    Configure,
    /// An authority's private key was brought.
    AttachKey,
    /// An authority's private key was taken out.
    DetachKey,
    /// A certificate is to be revoked as superseded at a date, or no longer.
    Retire,
    /// What is public of an authority was put together.
    Publish,
    /// The derivation of the passphrase was made costlier.
    Strengthen,
    /// A backup was taken and kept.
    RecordBackup,
    /// An authority or a certificate was archived.
    Archive,
    /// An authority or a certificate was taken out of the archive.
    Unarchive,
    /// An authority was deleted.
    DeleteAuthority,
    /// The recovery key was put on paper, whole or in shares.
    MakeRecovery,
    /// A passphrase was set in a vault that was opened with the recovery key.
    ResetPassphrase,
    /// After how many acts a backup is due was changed.
    SetBackupLimit,
}

impl Deed {
    /// Every act, in the order of the numbers.
    pub const ALL: [Self; 26] = [
        Self::CreateVault,
        Self::CreateAuthority,
        Self::CreateRequest,
        Self::Issue,
        Self::Revoke,
        Self::Release,
        Self::IssueCrl,
        Self::ChangePassphrase,
        Self::ImportAuthority,
        Self::MergeAuthority,
        Self::AdoptAuthority,
        Self::RenewAuthority,
        Self::ReplaceAuthority,
        Self::Configure,
        Self::AttachKey,
        Self::DetachKey,
        Self::Retire,
        Self::Publish,
        Self::Strengthen,
        Self::RecordBackup,
        Self::Archive,
        Self::Unarchive,
        Self::DeleteAuthority,
        Self::MakeRecovery,
        Self::ResetPassphrase,
        Self::SetBackupLimit,
    ];

    /// The act in a word: `issue-crl`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreateVault => "create-vault",
            Self::CreateAuthority => "create-authority",
            Self::CreateRequest => "create-request",
            Self::Issue => "issue",
            Self::Revoke => "revoke",
            Self::Release => "release",
            Self::IssueCrl => "issue-crl",
            Self::ChangePassphrase => "change-passphrase",
            Self::ImportAuthority => "import-authority",
            Self::MergeAuthority => "merge-authority",
            Self::AdoptAuthority => "adopt-authority",
            Self::RenewAuthority => "renew-authority",
            Self::ReplaceAuthority => "replace-authority",
            Self::Configure => "configure",
            Self::AttachKey => "attach-key",
            Self::DetachKey => "detach-key",
            Self::Retire => "retire",
            Self::Publish => "publish",
            Self::Strengthen => "strengthen",
            Self::RecordBackup => "record-backup",
            Self::Archive => "archive",
            Self::Unarchive => "unarchive",
            Self::DeleteAuthority => "delete-authority",
            Self::MakeRecovery => "make-recovery",
            Self::ResetPassphrase => "reset-passphrase",
            Self::SetBackupLimit => "set-backup-limit",
        }
    }
}

impl From<Deed> for u8 {
    fn from(deed: Deed) -> Self {
        match deed {
            Deed::CreateVault => 1,
            Deed::CreateAuthority => 2,
            Deed::CreateRequest => 3,
            Deed::Issue => 4,
            Deed::Revoke => 5,
            Deed::Release => 6,
            Deed::IssueCrl => 7,
            Deed::ChangePassphrase => 8,
            Deed::ImportAuthority => 9,
            Deed::MergeAuthority => 10,
            Deed::AdoptAuthority => 11,
            Deed::RenewAuthority => 12,
            Deed::ReplaceAuthority => 13,
            Deed::Configure => 14,
            Deed::AttachKey => 15,
            Deed::DetachKey => 16,
            Deed::Retire => 17,
            Deed::Publish => 18,
            Deed::Strengthen => 19,
            Deed::RecordBackup => 20,
            Deed::Archive => 21,
            Deed::Unarchive => 22,
            Deed::DeleteAuthority => 23,
            Deed::MakeRecovery => 24,
            Deed::ResetPassphrase => 25,
            Deed::SetBackupLimit => 26,
        }
    }
}

impl TryFrom<u8> for Deed {
    type Error = &'static str;

    fn try_from(number: u8) -> std::result::Result<Self, Self::Error> {
        Self::ALL.into_iter().find(|deed| u8::from(*deed) == number).ok_or("an act that is not known")
    }
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: i64,
    /// What.
    pub deed: Deed,
    /// In which authority.
    pub authority: Option<RecordId>,
    /// The serial number that it is about, as the content octets of its DER INTEGER; empty where it is about none.
    #[serde(with = "serde_bytes")]
    pub serial: Vec<u8>,
    /// SHA-256 of the DER that was made.
    pub sha256: Option<[u8; 32]>,
    /// The rest in words: the reason of a revocation, the number of a CRL.
    pub detail: String,
}

impl Entry {
    /// Its line in the text of the journal: the number of the entry, its fields, and the hash of the journal up to it.
    pub(super) fn line(&self, tip: &Tip) -> String {
        let hex = base16ct::lower::encode_string;
        let authority = self.authority.map(|id| id.to_string()).unwrap_or_default();
        let sha256 = self.sha256.map(|hash| hex(&hash)).unwrap_or_default();
        let detail = self.detail.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n");
        let (deed, serial, hash) = (u8::from(self.deed), hex(&self.serial), hex(&tip.hash));
        format!("{}\t{}\t{deed}\t{authority}\t{serial}\t{sha256}\t{detail}\t{hash}\n", tip.count, self.at)
    }
}

/// How far the journal goes: the head says it, so that no entry can be cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// How many entries there are.
    pub count: u64,
    /// The hash of the last one, and so of all of them; zeros where there is none.
    pub hash: [u8; 32],
}

impl Tip {
    /// The tip with one more entry.
    ///
    /// # Errors
    /// [`Code::VaultFormat`](crate::error::Code::VaultFormat) for an entry that cannot be written.
    pub fn after(&self, entry: &Entry) -> Result<Self> {
        let mut hashed = self.hash.to_vec();
        hashed.extend(super::record::encode_entry(entry)?.iter());
        Ok(Self { count: self.count.saturating_add(1), hash: digest::sha256(&hashed) })
    }
}

/// A page of the journal: at most [`JournalPage::CAPACITY`] entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// How far the journal goes before this page.
    pub before: Tip,
    /// The entries.
    pub entries: Vec<Entry>,
}

impl JournalPage {
    /// How many entries a page holds.
    pub const CAPACITY: usize = 256;

    /// How far the journal goes with this page.
    ///
    /// # Errors
    /// As [`Tip::after`].
    pub fn tip(&self) -> Result<Tip> {
        self.entries.iter().try_fold(self.before, |tip, entry| tip.after(entry))
    }

    /// Whether another entry belongs on another page.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.entries.len() >= Self::CAPACITY
    }
}
