//! The sealed state: records that only the passphrase opens, and a head that says which there are.
//!
//! `docs/vault-format.md` writes the format down byte by byte. Nothing here knows what a certificate is, and
//! nothing is stored: [`Vault::seal`] gives a [`Commit`] for a store, and [`Vault::apply`] makes it so once the
//! store has it. Whatever is opened is compared with the head first: a record that was changed, exchanged,
//! rolled back, removed or added from outside is named.

mod envelope;
mod head;
mod header;
mod journal;
mod record;
mod recovery;
mod state;
mod survey;

use std::collections::BTreeMap;
use std::sync::Arc;

use zeroize::Zeroizing;

pub use header::{KdfParams, MIN_PASSPHRASE};
pub use journal::{Deed, Entry, JournalPage, Tip};
pub use record::{
    ArchiveRecord, AuthorityRecord, BackupRow, BareIndexRow, CertificateRecord, ConfigurationRecord, CrlRecord,
    FileRecord, FileRow, IndexPage, IndexRow, KeyRecord, Kind, ManifestRecord, NewestCrl, PublicationRecord,
    PublishedRow, Record, RecordId, ReleaseRow, RequestForm, RequestRecord, RevocationRow, SettingsRecord,
    VaultSettingsRecord,
};
pub use recovery::unlock_backup_key;
pub use state::{StateReader, StateRecords, read_state, state_length, write_state};
pub use survey::{Damage, Harm};

use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::digest;
use envelope::{DataKey, Place};
use head::{Head, HeadRow};
use header::Header;

/// The key of the header's record.
pub const HEADER: &str = "header";
/// The key of the head's record.
pub const HEAD: &str = "head";

/// Sealed records by their keys, as a store hands them over.
pub type SealedRecords<'a> = BTreeMap<&'a str, &'a [u8]>;
/// The opened hot records.
pub type Contents = BTreeMap<RecordId, Record>;

/// An open vault: the data key and the head. The records' contents are whoever opened it's.
#[derive(Clone, Debug)]
pub struct Vault {
    header: Header,
    key: DataKey,
    head: Head,
    /// The last page of the journal, to which the next entry is added.
    tail: Option<(RecordId, JournalPage)>,
    /// What is not as it should be, where it was opened all the same.
    damages: Arc<[Damage]>,
    /// Whether it was opened with its recovery key, and no passphrase was set since.
    recovered: bool,
}

/// What an act changes in the vault.
#[derive(Debug, Default)]
pub struct Changes {
    /// Hot records, new or in place of the ones with the same identifier.
    pub hot: Vec<(RecordId, Record)>,
    /// Cold records, always new.
    pub cold: Vec<(RecordId, Record)>,
    /// Hot records that go.
    pub removed: Vec<RecordId>,
    /// Cold records that go.
    pub removed_cold: Vec<RecordId>,
    /// What the journal is to say.
    pub journal: Vec<Entry>,
    /// A new passphrase, where it changes.
    pub passphrase: Option<(Zeroizing<String>, KdfParams)>,
}

/// What a store is asked to do, as one atomic transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The revision that the store must have; -1: it must be empty.
    pub expected_revision: i64,
    /// The revision that it has then.
    pub revision: u64,
    /// Records to store, new or in place of the ones with the same key.
    pub put: Vec<(String, Vec<u8>)>,
    /// Keys of records to remove.
    pub remove: Vec<String>,
}

/// A change that is sealed and not yet so. Dropping it leaves everything as it was.
#[derive(Debug)]
pub struct Sealed {
    next: Vault,
    commit: Commit,
}

impl Sealed {
    /// What the store must do.
    #[must_use]
    pub const fn commit(&self) -> &Commit {
        &self.commit
    }
}

impl Vault {
    /// A new vault with these hot records, and the first commit that stores it. There is no vault before [`Sealed`] is applied to
    /// nothing: [`Vault::first`] takes it.
    ///
    /// # Errors
    /// [`Code::PassphraseTooShort`], [`Code::VaultMemory`].
    pub fn make(env: &mut dyn Env, passphrase: &str, kdf: KdfParams, hot: &[(RecordId, Record)]) -> Result<Sealed> {
        let mut id = [0; 16];
        env.fill(&mut id);
        let key = DataKey::make(env);
        let header = Header::make(env, id, passphrase, kdf, &key)?;
        let created = env.now().unix();
        let head = Head { revision: 0, created, header_sha256: [0; 32], journal: Tip::default(), records: Vec::new() };
        let entry = Entry {
            at: created,
            deed: Deed::CreateVault,
            authority: None,
            serial: Vec::new(),
            sha256: None,
            detail: String::new(),
        };
        let mut draft =
            Draft::new(Self { header, key, head, tail: None, damages: Arc::default(), recovered: false }, -1, 0);
        draft.put_header();
        hot.iter().try_for_each(|(id, record)| draft.put_hot(env, *id, record))?;
        draft.write_journal(env, [entry])?;
        draft.finish(env)
    }

    /// The vault of a first commit that the store has.
    #[must_use]
    pub fn first(sealed: Sealed) -> Self {
        sealed.next
    }

    /// Opens a vault: all of its hot records are compared with its head, then opened.
    ///
    /// # Errors
    /// [`Code::VaultFormat`], [`Code::VaultTooNew`], [`Code::VaultKdfRange`], [`Code::VaultMemory`],
    /// [`Code::PassphraseWrong`], [`Code::VaultRecordMissing`], [`Code::VaultRecordTampered`],
    /// [`Code::VaultRecordUnexpected`].
    pub fn open(records: &SealedRecords<'_>, passphrase: &str) -> Result<(Self, Contents)> {
        let header = parse_header(records)?;
        let key = header.unwrap(passphrase)?;
        Self::read(header, key, records)
    }

    /// Reads the newest hot records again, without the passphrase. The vault itself stays as it is.
    ///
    /// # Errors
    /// As [`Vault::open`]; a state that is older than this one is [`Code::VaultRecordTampered`].
    pub fn refreshed(&self, records: &SealedRecords<'_>) -> Result<(Self, Contents)> {
        let header = parse_header(records)?;
        if header.vault() != self.header.vault() {
            return Err(tampered(HEADER).found("the header of another vault"));
        }
        let (newer, contents) = Self::read(header, self.key.clone(), records)?;
        let newer = Self { recovered: self.recovered, ..newer };
        if newer.head.revision < self.head.revision {
            let found = format!("revision {} behind {}", newer.head.revision, self.head.revision);
            return Err(tampered(HEAD).found(found));
        }
        Ok((newer, contents))
    }

    fn read(header: Header, key: DataKey, records: &SealedRecords<'_>) -> Result<(Self, Contents)> {
        let head = open_head(&header, &key, records)?;
        let mut vault = Self { header, key, head, tail: None, damages: Arc::default(), recovered: false };
        vault.check_keys(records)?;
        let contents = vault.head.records.iter().map(|row| vault.open_hot(row, records)).collect::<Result<_>>()?;
        vault.tail = journal_tail(&contents, vault.head.journal)?;
        Ok((vault, contents))
    }

    /// Whether every key is one that belongs there. Cold records are not counted: whatever is not referred to is not read.
    fn check_keys(&self, records: &SealedRecords<'_>) -> Result<()> {
        let known = |key: &str| match key.split_once('/') {
            None => key == HEADER || key == HEAD,
            Some(("hot", id)) => RecordId::parse(id).is_some_and(|id| self.head.row(&id).is_some()),
            Some(("cold", id)) => RecordId::parse(id).is_some(),
            Some(_) => false,
        };
        match records.keys().find(|key| !known(key)) {
            None => Ok(()),
            Some(key) => Err(Error::new(Code::VaultRecordUnexpected).field(format!("record {key}"))),
        }
    }

    fn open_hot(&self, row: &HeadRow, records: &SealedRecords<'_>) -> Result<(RecordId, Record)> {
        let sealed = find(records, &row.id.hot_key(), &row.label())?;
        let kind = Kind::from_number(row.kind)
            .ok_or_else(|| Error::new(Code::VaultTooNew).field(row.label()).found(format!("kind {}", row.kind)))?;
        if digest::sha256(sealed) != row.sha256 {
            return Err(tampered(row.label()));
        }
        let place = Place { vault: self.header.vault(), kind, id: row.id };
        let (revision, content) = envelope::open(&self.key, &place, sealed).ok_or_else(|| tampered(row.label()))?;
        if revision != row.revision {
            return Err(tampered(row.label()));
        }
        Record::decode(kind, &content).map(|record| (row.id, record)).map_err(|error| error.field(row.label()))
    }

    /// Opens a cold record of this kind.
    ///
    /// # Errors
    /// [`Code::VaultRecordMissing`] where it is not among those handed over, [`Code::VaultRecordTampered`],
    /// [`Code::VaultTooNew`].
    pub fn open_cold(&self, kind: Kind, id: RecordId, records: &SealedRecords<'_>) -> Result<Record> {
        let label = format!("{} {}", kind.as_str(), id.cold_key());
        let sealed = find(records, &id.cold_key(), &label)?;
        let place = Place { vault: self.header.vault(), kind, id };
        let (_, content) = envelope::open(&self.key, &place, sealed).ok_or_else(|| tampered(&label))?;
        Record::decode(kind, &content).map_err(|error| error.field(label))
    }

    /// The keys of the records that hold the journal, and of the head that says so.
    #[must_use]
    pub fn journal_keys(&self) -> Vec<String> {
        let pages = self.journal_rows().map(|row| row.id.hot_key());
        std::iter::once(HEAD.to_owned()).chain(pages).collect()
    }

    /// Opens the journal, all of it; of a damaged vault what there is of it.
    ///
    /// # Errors
    /// [`Code::VaultBusy`] where the records are of another revision than this vault, and as [`Vault::open`].
    pub fn open_journal(&self, records: &SealedRecords<'_>) -> Result<Contents> {
        if self.check_whole().is_err() {
            return Ok(self.journal_rows().filter_map(|row| self.open_hot(row, records).ok()).collect());
        }
        let place = Place { vault: self.header.vault(), kind: Kind::Head, id: RecordId::HEAD };
        let head = envelope::open(&self.key, &place, find(records, HEAD, HEAD)?).ok_or_else(|| tampered(HEAD))?;
        if head.0 != self.head.revision {
            return Err(Error::new(Code::VaultBusy).found("the vault went on; it must be read anew first"));
        }
        let contents = self.journal_rows().map(|row| self.open_hot(row, records)).collect::<Result<_>>()?;
        check_journal(&contents, self.head.journal)?;
        Ok(contents)
    }

    fn journal_rows(&self) -> impl Iterator<Item = &HeadRow> {
        self.head.records.iter().filter(|row| row.kind == Kind::JournalPage.number())
    }

    /// Whether all of it is as its head says.
    ///
    /// # Errors
    /// [`Code::VaultDamaged`], with the first record that is not.
    pub fn check_whole(&self) -> Result<()> {
        match self.damages.first() {
            None => Ok(()),
            Some(damage) => Err(Error::new(Code::VaultDamaged).field(damage.key.clone()).found(damage.to_string())),
        }
    }

    /// Seals what an act changes. Nothing is changed yet.
    ///
    /// # Errors
    /// [`Code::VaultDamaged`]; [`Code::PassphraseUnset`]; [`Code::PassphraseTooShort`] and [`Code::VaultMemory`], where the passphrase is to be changed.
    pub fn seal(&self, env: &mut dyn Env, changes: Changes) -> Result<Sealed> {
        self.check_whole()?;
        let revision = self.head.revision.saturating_add(1);
        let expected = i64::try_from(self.head.revision).unwrap_or(i64::MAX);
        let mut draft = Draft::new(self.clone(), expected, revision);
        if let Some((passphrase, kdf)) = &changes.passphrase {
            draft.next.header = Header::make(env, self.header.vault(), passphrase, *kdf, &self.key)?;
            draft.next.recovered = false;
            draft.put_header();
        }
        draft.next.check_passphrase_set()?;
        changes.hot.iter().try_for_each(|(id, record)| draft.put_hot(env, *id, record))?;
        changes.cold.iter().try_for_each(|(id, record)| draft.put_cold(env, *id, record))?;
        changes.removed.iter().for_each(|id| draft.remove(id));
        draft.commit.remove.extend(changes.removed_cold.iter().map(RecordId::cold_key));
        draft.write_journal(env, changes.journal)?;
        draft.finish(env)
    }

    /// Makes a sealed change so, once the store has it.
    pub fn apply(&mut self, sealed: Sealed) {
        *self = sealed.next;
    }

    /// Whether this is the passphrase of the vault.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`], [`Code::VaultMemory`].
    pub fn check_passphrase(&self, passphrase: &str) -> Result<()> {
        let key = self.header.unwrap(passphrase)?;
        if key.is(&self.key) { Ok(()) } else { Err(Error::new(Code::PassphraseWrong)) }
    }

    /// Whether the vault's passphrase was given again: what is dangerous is not for whoever finds the vault open.
    ///
    /// # Errors
    /// [`Code::VaultPassphraseMissing`], and as [`Vault::check_passphrase`].
    pub fn ask_again(&self, passphrase: Option<&str>) -> Result<()> {
        let missing = || Error::new(Code::VaultPassphraseMissing).field("passphrase");
        self.check_passphrase(passphrase.ok_or_else(missing)?)
    }

    /// Whether both are states of one vault.
    #[must_use]
    pub fn is_same_vault(&self, other: &Self) -> bool {
        self.header.vault() == other.header.vault() && self.key.is(&other.key)
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> RecordId {
        RecordId::of(self.header.vault())
    }

    /// How many commits there were before the newest one.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.head.revision
    }

    /// When the vault was made, in seconds since 1970.
    #[must_use]
    pub const fn created(&self) -> i64 {
        self.head.created
    }

    /// The parameters of the key derivation.
    #[must_use]
    pub const fn kdf(&self) -> KdfParams {
        self.header.kdf()
    }

    /// How far the journal goes.
    #[must_use]
    pub const fn journal(&self) -> Tip {
        self.head.journal
    }
}

/// A commit while it is put together.
struct Draft {
    next: Vault,
    commit: Commit,
}

impl Draft {
    fn new(next: Vault, expected_revision: i64, revision: u64) -> Self {
        Self { next, commit: Commit { expected_revision, revision, put: Vec::new(), remove: Vec::new() } }
    }

    fn put_header(&mut self) {
        let bytes = self.next.header.to_bytes();
        self.next.head.header_sha256 = digest::sha256(&bytes);
        self.commit.put.push((HEADER.to_owned(), bytes));
    }

    fn put_hot(&mut self, env: &mut dyn Env, id: RecordId, record: &Record) -> Result<()> {
        let kind = record.kind();
        let sealed = self.sealed(env, kind, id, &record.encode()?)?;
        let row = HeadRow { id, kind: kind.number(), revision: self.commit.revision, sha256: digest::sha256(&sealed) };
        self.next.head.set(row);
        self.commit.put.push((id.hot_key(), sealed));
        Ok(())
    }

    fn put_cold(&mut self, env: &mut dyn Env, id: RecordId, record: &Record) -> Result<()> {
        let sealed = self.sealed(env, record.kind(), id, &record.encode()?)?;
        self.commit.put.push((id.cold_key(), sealed));
        Ok(())
    }

    fn remove(&mut self, id: &RecordId) {
        self.next.head.unset(id);
        self.commit.remove.push(id.hot_key());
    }

    /// Adds the entries to the last page, and to new pages as each gets full.
    fn write_journal(&mut self, env: &mut dyn Env, entries: impl IntoIterator<Item = Entry>) -> Result<()> {
        for entry in entries {
            let (id, mut page) = self.journal_page(env);
            self.next.head.journal = self.next.head.journal.after(&entry)?;
            page.entries.push(entry);
            self.commit.put.retain(|(key, _)| *key != id.hot_key());
            self.put_hot(env, id, &Record::JournalPage(page.clone()))?;
            self.next.tail = Some((id, page));
        }
        Ok(())
    }

    fn journal_page(&mut self, env: &mut dyn Env) -> (RecordId, JournalPage) {
        match self.next.tail.take() {
            Some((id, page)) if !page.is_full() => (id, page),
            _ => (RecordId::make(env), JournalPage { before: self.next.head.journal, entries: Vec::new() }),
        }
    }

    fn finish(mut self, env: &mut dyn Env) -> Result<Sealed> {
        self.next.head.revision = self.commit.revision;
        let content = record::encode_head(&self.next.head)?;
        let sealed = self.sealed(env, Kind::Head, RecordId::HEAD, &content)?;
        self.commit.put.push((HEAD.to_owned(), sealed));
        Ok(Sealed { next: self.next, commit: self.commit })
    }

    fn sealed(&self, env: &mut dyn Env, kind: Kind, id: RecordId, content: &[u8]) -> Result<Vec<u8>> {
        let place = Place { vault: self.next.header.vault(), kind, id };
        envelope::seal(env, &self.next.key, &place, self.commit.revision, content)
    }
}

fn parse_header(records: &SealedRecords<'_>) -> Result<Header> {
    match records.get(HEADER) {
        Some(bytes) => Header::parse(bytes),
        None if records.is_empty() => Err(Error::new(Code::VaultFormat).found("no record at all")),
        None => Err(Error::new(Code::VaultRecordMissing).field(HEADER)),
    }
}

fn open_head(header: &Header, key: &DataKey, records: &SealedRecords<'_>) -> Result<Head> {
    let sealed = find(records, HEAD, HEAD)?;
    let place = Place { vault: header.vault(), kind: Kind::Head, id: RecordId::HEAD };
    let (revision, content) = envelope::open(key, &place, sealed).ok_or_else(|| tampered(HEAD))?;
    let head: Head = record::decode_head(&content).map_err(|error| error.field(HEAD))?;
    if head.revision != revision || !head.records.is_sorted_by(|a, b| a.id < b.id) {
        return Err(tampered(HEAD));
    }
    if digest::sha256(&header.to_bytes()) != head.header_sha256 {
        return Err(tampered(HEADER).found("the header of another revision"));
    }
    Ok(head)
}

/// The last page of the journal, after the whole chain was followed up to the tip that the head names.
fn journal_tail(contents: &Contents, tip: Tip) -> Result<Option<(RecordId, JournalPage)>> {
    check_journal(contents, tip)?;
    Ok(journal_pages(contents).pop().map(|(id, page)| (id, page.clone())))
}

/// Follows the chain of the journal from nothing up to this tip.
fn check_journal(contents: &Contents, tip: Tip) -> Result<()> {
    let mut reached = Tip::default();
    for (_, page) in journal_pages(contents) {
        if page.before != reached {
            return Err(tampered("journal").found(format!("a break before entry {}", page.before.count)));
        }
        reached = page.tip()?;
    }
    if reached == tip { Ok(()) } else { Err(tampered("journal").found(format!("an end at entry {}", reached.count))) }
}

/// The pages of the journal, from the first on.
#[must_use]
pub fn journal_pages(contents: &Contents) -> Vec<(RecordId, &JournalPage)> {
    let mut pages: Vec<_> = contents
        .iter()
        .filter_map(|(id, record)| match record {
            Record::JournalPage(page) => Some((*id, page)),
            _ => None,
        })
        .collect();
    pages.sort_by_key(|(_, page)| page.before.count);
    pages
}

/// The whole journal as a text: a line for each entry, its parts between tabs, and the hash of the journal up to it. `docs/vault-format.md`
/// says how to verify it; `tests/vault_reader.py` does.
///
/// # Errors
/// As [`Tip::after`].
pub fn journal_text(contents: &Contents) -> Result<String> {
    let mut text = String::from("# Rootpage journal 1\n");
    for (tip, entry) in journal_entries(contents)? {
        text.push_str(&entry.line(&tip));
    }
    Ok(text)
}

/// Every entry of the journal, in order, each with how far the journal goes with it.
///
/// # Errors
/// As [`Tip::after`].
pub fn journal_entries(contents: &Contents) -> Result<Vec<(Tip, &Entry)>> {
    let mut entries = Vec::new();
    for (_, page) in journal_pages(contents) {
        let mut tip = page.before;
        for entry in &page.entries {
            tip = tip.after(entry)?;
            entries.push((tip, entry));
        }
    }
    Ok(entries)
}

fn find<'a>(records: &SealedRecords<'a>, key: &str, label: &str) -> Result<&'a [u8]> {
    records.get(key).copied().ok_or_else(|| Error::new(Code::VaultRecordMissing).field(label))
}

fn tampered(label: impl Into<String>) -> Error {
    Error::new(Code::VaultRecordTampered).field(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(before: Tip, details: &[&str]) -> JournalPage {
        let entry = |detail: &&str| Entry {
            at: 0,
            deed: Deed::Issue,
            authority: None,
            serial: vec![1],
            sha256: None,
            detail: (*detail).to_owned(),
        };
        JournalPage { before, entries: details.iter().map(entry).collect() }
    }

    fn tail_of(pages: [JournalPage; 2], tip: Tip) -> Result<Option<(RecordId, JournalPage)>> {
        let ids = ["00", "01"].map(|byte| RecordId::parse(&byte.repeat(16)).unwrap());
        journal_tail(&ids.into_iter().zip(pages.map(Record::JournalPage)).collect(), tip)
    }

    /// The head commits to each page, so this happens only where whoever has the key breaks the chain.
    #[test]
    fn a_journal_whose_chain_is_broken_is_refused() {
        let first = page(Tip::default(), &["a", "b"]);
        let second = page(first.tip().unwrap(), &["c"]);
        let tip = second.tip().unwrap();
        assert_eq!(tail_of([second.clone(), first.clone()], tip).unwrap().unwrap().1, second, "in whatever order");
        for (pages, tip) in [
            ([page(Tip::default(), &["a", "x"]), second.clone()], tip),
            ([first.clone(), page(second.before, &["d"])], tip),
            ([first.clone(), page(second.before, &[])], tip),
            ([first, second], Tip::default()),
        ] {
            assert_eq!(tail_of(pages, tip).unwrap_err().code(), Code::VaultRecordTampered);
        }
    }
}
