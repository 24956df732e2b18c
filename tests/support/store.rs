//! A store in memory that holds to the contract of the package's stores: one atomic commit, refused if the revision is another.
//! Around it one that does what stores do on a bad day.
#![allow(dead_code, reason = "each test uses its part")]

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

/// What goes wrong, and at which step of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Nothing.
    None,
    /// The store does not say its revision.
    RevisionFails,
    /// It says an earlier revision than it has.
    RevisionStale,
    /// It does not hand its records over.
    LoadFails,
    /// It hands those of an earlier revision over.
    LoadStale,
    /// It does not hand cold records over.
    ReadFails,
    /// It leaves cold records out.
    ReadEmpty,
    /// It hands another record over in the place of the one asked for.
    ReadOther,
    /// The browser dies before the commit reaches the store.
    DieBeforeCommit,
    /// The store refuses: the disk is full.
    CommitFails,
    /// The store says that it failed, and commits later.
    CommitLate,
    /// The store commits, and its answer is lost.
    AnswerLost,
    /// The browser dies when the store has committed.
    DieAfterCommit,
    /// The browser dies when the answer was released.
    DieAfterConfirm,
}

impl Fault {
    pub const ALL: [Self; 14] = [
        Self::None,
        Self::RevisionFails,
        Self::RevisionStale,
        Self::LoadFails,
        Self::LoadStale,
        Self::ReadFails,
        Self::ReadEmpty,
        Self::ReadOther,
        Self::DieBeforeCommit,
        Self::CommitFails,
        Self::CommitLate,
        Self::AnswerLost,
        Self::DieAfterCommit,
        Self::DieAfterConfirm,
    ];
}

/// Why a store gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The revision is another: nothing was stored.
    Stale,
    /// Nobody knows whether anything was stored.
    Failed,
}

/// A store that fails where it is told to.
#[derive(Debug)]
pub struct FaultyStore {
    pub inner: MemoryStore,
    pub fault: Fault,
    before: MemoryStore,
    late: Option<Commit>,
}

impl FaultyStore {
    pub fn new(inner: MemoryStore) -> Self {
        Self { before: inner.clone(), inner, fault: Fault::None, late: None }
    }

    pub fn revision(&self) -> Result<i64, Trouble> {
        match self.fault {
            Fault::RevisionFails => Err(Trouble::Failed),
            Fault::RevisionStale => Ok(self.before.revision),
            _ => Ok(self.inner.revision),
        }
    }

    pub fn load(&self) -> Result<MemoryStore, Trouble> {
        match self.fault {
            Fault::LoadFails => Err(Trouble::Failed),
            Fault::LoadStale => Ok(self.before.clone()),
            _ => Ok(self.inner.clone()),
        }
    }

    /// The cold records with these keys.
    pub fn read(&self, keys: &[String]) -> Result<BTreeMap<String, Vec<u8>>, Trouble> {
        let cold = || self.inner.records.iter().filter(|(key, _)| key.starts_with("cold/"));
        let other = |key: &String| cold().find(|(known, _)| *known != key).map(|(_, value)| value.clone());
        let found = |key: &String| match self.fault {
            Fault::ReadOther => other(key),
            _ => self.inner.records.get(key).cloned(),
        };
        match self.fault {
            Fault::ReadFails => Err(Trouble::Failed),
            Fault::ReadEmpty => Ok(BTreeMap::new()),
            _ => Ok(keys.iter().filter_map(|key| found(key).map(|value| (key.clone(), value))).collect()),
        }
    }

    pub fn commit(&mut self, commit: &Commit) -> Result<(), Trouble> {
        match self.fault {
            Fault::CommitFails => Err(Trouble::Failed),
            Fault::CommitLate => {
                self.late = Some(commit.clone());
                Err(Trouble::Failed)
            }
            fault => {
                let before = self.inner.clone();
                self.inner.commit(commit).map_err(|_| Trouble::Stale)?;
                self.before = before;
                if fault == Fault::AnswerLost { Err(Trouble::Failed) } else { Ok(()) }
            }
        }
    }

    /// What was under way arrives now, if its revision is still the one that it expects.
    pub fn settle(&mut self) {
        if let Some(commit) = self.late.take() {
            let before = self.inner.clone();
            if self.inner.commit(&commit).is_ok() {
                self.before = before;
            }
        }
    }
}
