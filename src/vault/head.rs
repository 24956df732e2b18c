//! The head: sealed, it says which records there are, so that none can be exchanged, rolled back, removed or added unseen.

use serde::{Deserialize, Serialize};

use super::journal::Tip;
use super::record::{Kind, RecordId};

/// What the head says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Counts every commit, from 0.
    pub revision: u64,
    /// When the vault was made.
    pub created: i64,
    /// SHA-256 of the header, so that an older one (with an older passphrase) is noticed.
    pub header_sha256: [u8; 32],
    /// How far the journal goes.
    pub journal: Tip,
    /// The hot records, by identifier.
    pub records: Vec<HeadRow>,
}

/// What the head says of one hot record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadRow {
    /// Which record.
    pub id: RecordId,
    /// The number of its kind.
    pub kind: u8,
    /// At which revision of the vault it was sealed.
    pub revision: u64,
    /// SHA-256 of the sealed bytes.
    pub sha256: [u8; 32],
}

impl Head {
    /// The row of a record.
    #[must_use]
    pub fn row(&self, id: &RecordId) -> Option<&HeadRow> {
        let at = self.records.binary_search_by_key(id, |row| row.id).ok()?;
        self.records.get(at)
    }

    /// Takes a row in, in place of the one that the record had.
    pub fn set(&mut self, row: HeadRow) {
        match self.records.binary_search_by_key(&row.id, |row| row.id) {
            Ok(at) => self.records.iter_mut().skip(at).take(1).for_each(|old| *old = row),
            Err(at) => self.records.insert(at, row),
        }
    }

    /// Takes the row of a record out.
    pub fn unset(&mut self, id: &RecordId) {
        self.records.retain(|row| row.id != *id);
    }
}

impl HeadRow {
    /// The record in words, as errors name it: `index page hot/00…`.
    #[must_use]
    pub fn label(&self) -> String {
        let kind = Kind::from_number(self.kind).map_or("record", Kind::as_str);
        format!("{kind} {}", self.id.hot_key())
    }
}
