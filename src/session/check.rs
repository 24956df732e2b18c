//! Whether every cold record is there and is the one that the ledger says.

use std::collections::BTreeSet;

use super::Authorities;
use super::held::Held;
use crate::error::Code;
use crate::key::digest;
use crate::vault::{Damage, Harm, Kind, Record, RecordId, SealedRecords, Vault};

/// A cold record that something refers to, and the hash of what it holds, where that is known.
#[derive(Clone, Copy, Debug)]
pub struct Referred {
    pub id: RecordId,
    kind: Kind,
    authority: Option<RecordId>,
    sha256: Option<[u8; 32]>,
}

/// All cold records that something refers to.
pub fn referred(authorities: &Authorities) -> Vec<Referred> {
    let alone = authorities.requests().iter().filter_map(|(_, request)| request.key);
    let alone = alone.map(|id| Referred { id, kind: Kind::Key, authority: None, sha256: None });
    authorities.iter().flat_map(referred_by).chain(alone).collect()
}

/// Those of one authority.
pub fn referred_by(held: &Held) -> Vec<Referred> {
    let mut all = Vec::new();
    let of = |kind, id, sha256| Referred { id, kind, authority: Some(held.id), sha256 };
    let rows = held.authority.rows();
    let certificates = rows.filter_map(|row| Some((held.record_of(&row.serial).ok()??, row.fingerprint)));
    all.extend(certificates.map(|(id, sha256)| of(Kind::Certificate, id, Some(sha256))));
    let lists = held.crl.iter().chain(&held.ahead).chain(&held.delta);
    all.extend(lists.map(|list| of(Kind::Crl, list.record, Some(list.sha256))));
    all.extend(held.files.iter().map(|file| of(Kind::File, file.record, Some(file.sha256))));
    let published = held.published.iter();
    all.extend(published.map(|(_, one)| of(Kind::Manifest, one.manifest, Some(one.sha256))));
    let keys = held.requests.iter().filter_map(|(_, request)| request.key);
    all.extend(keys.map(|key| of(Kind::Key, key, None)));
    all
}

/// What is not as it should be among them.
pub fn cold(vault: &Vault, authorities: &Authorities, cold: &SealedRecords<'_>) -> Vec<Damage> {
    let all = referred(authorities);
    among(all.iter(), &all, vault, cold)
}

/// The same of those with these keys alone, so that no more than a part need be in memory.
pub fn part(vault: &Vault, authorities: &Authorities, keys: &[String], cold: &SealedRecords<'_>) -> Vec<Damage> {
    let wanted: BTreeSet<RecordId> =
        keys.iter().filter_map(|key| RecordId::parse(key.strip_prefix("cold/")?)).collect();
    let all = referred(authorities);
    among(all.iter().filter(|referred| wanted.contains(&referred.id)), &all, vault, cold)
}

fn among<'a>(
    some: impl Iterator<Item = &'a Referred>,
    all: &[Referred],
    vault: &Vault,
    cold: &SealedRecords<'_>,
) -> Vec<Damage> {
    let harm = |referred: &Referred| match vault.open_cold(referred.kind, referred.id, cold) {
        Ok(record) if referred.sha256.is_none_or(|hash| hash_of(&record) == Some(hash)) => None,
        Ok(_) => Some(Harm::Changed),
        Err(error) => Some(match error.code() {
            Code::VaultRecordMissing => Harm::Removed,
            Code::VaultTooNew => Harm::Unreadable(Code::VaultTooNew),
            _ => exchanged(vault, referred.id, all, cold),
        }),
    };
    let damage = |referred: &Referred| {
        let harm = harm(referred)?;
        let (key, kind, authority) = (referred.id.cold_key(), Some(referred.kind), referred.authority);
        Some(Damage { key, kind, authority, harm })
    };
    some.filter_map(damage).collect()
}

/// What does not open here is changed, unless it opens in the place of another record.
fn exchanged(vault: &Vault, id: RecordId, all: &[Referred], cold: &SealedRecords<'_>) -> Harm {
    let sealed = cold.get(id.cold_key().as_str()).copied().unwrap_or_default();
    let opens = |other: &&Referred| {
        let key = other.id.cold_key();
        vault.open_cold(other.kind, other.id, &[(key.as_str(), sealed)].into()).is_ok()
    };
    let other = all.iter().find(opens);
    other.map_or(Harm::Changed, |other| Harm::Exchanged { with: other.id.cold_key() })
}

fn hash_of(record: &Record) -> Option<[u8; 32]> {
    match record {
        Record::Certificate(record) => Some(digest::sha256(&record.certificate)),
        Record::Crl(record) => Some(digest::sha256(&record.der)),
        Record::File(record) => Some(digest::sha256(&record.bytes)),
        Record::Manifest(record) => record.sha256().ok(),
        _ => None,
    }
}
