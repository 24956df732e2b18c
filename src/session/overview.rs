//! The vault at a glance, and what is told of it as a whole: its protection, its damages, its journal.

use super::view::{DamageView, JournalEntryView, JournalView, KdfView, VaultView};
use super::{Authorities, ledger, shape};
use crate::error::Result;
use crate::model::{SerialNumber, Time};
use crate::vault::{Contents, Damage, Entry, Harm, KdfParams, Kind, Tip, Vault, journal_entries, journal_text};

/// The vault at a glance.
pub fn vault(vault: &Vault, authorities: &Authorities, now: Time) -> Result<VaultView> {
    let authority = |held| ledger::authority(held, authorities, now);
    Ok(VaultView {
        id: vault.id().to_string(),
        revision: vault.revision(),
        created: Time::from_unix(vault.created())?.to_string(),
        kdf: vault.kdf().into(),
        recovered: vault.is_recovered(),
        damages: vault.damages().iter().map(DamageView::from).collect(),
        authorities: authorities.iter().map(authority).collect::<Result<_>>()?,
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
        DamageView {
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
