//! A store in memory that holds to the contract of the package's stores: one atomic commit, refused if the revision is another.

use std::collections::BTreeMap;

use rootpage::vault::{Commit, SealedRecords};

/// Sealed records by key, and the revision.
#[derive(Clone, Debug)]
pub struct MemoryStore {
    pub revision: i64,
    pub records: BTreeMap<String, Vec<u8>>,
}

impl MemoryStore {
    pub fn new() -> Self {
        Self { revision: -1, records: BTreeMap::new() }
    }

    /// `Err` is `store/stale`: nothing was stored.
    pub fn commit(&mut self, commit: &Commit) -> Result<(), i64> {
        if commit.expected_revision != self.revision {
            return Err(self.revision);
        }
        self.records.extend(commit.put.iter().cloned());
        commit.remove.iter().for_each(|key| drop(self.records.remove(key)));
        self.revision = i64::try_from(commit.revision).unwrap();
        Ok(())
    }

    /// All records but the cold ones, as `load()` hands them over.
    pub fn hot(&self) -> SealedRecords<'_> {
        self.all().into_iter().filter(|(key, _)| !key.starts_with("cold/")).collect()
    }

    pub fn all(&self) -> SealedRecords<'_> {
        self.records.iter().map(|(key, value)| (key.as_str(), value.as_slice())).collect()
    }
}
