//! Reading on where a vault was touched: what is authentic is opened, and what happened to the rest is named.
//!
//! [`Vault::open`] refuses a vault of which anything is other than its head says. [`Vault::survey`] opens it for reading:
//! nothing can be sealed into what it gives, so nothing is signed from a state that fails its check.

use std::collections::BTreeMap;
use std::fmt;

use super::head::{Head, HeadRow};
use super::header::Header;
use super::record::{Kind, Record, RecordId};
use super::{Contents, DataKey, HEAD, HEADER, Place, SealedRecords, Vault};
use super::{check_journal, envelope, journal_pages, open_head, parse_header};
use crate::error::{Code, Result};
use crate::key::digest;

/// What happened to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It is gone.
    Removed,
    /// Its bytes are none that were ever sealed for it.
    Changed,
    /// It is what it was at an earlier revision.
    RolledBack {
        /// The revision at which it was sealed.
        sealed: u64,
        /// The one at which it should have been.
        expected: u64,
    },
    /// It is authentic, and not the one that the head says: of a commit that the head does not know.
    Unconfirmed {
        /// The revision at which it was sealed.
        sealed: u64,
    },
    /// The bytes of another record stand in its place.
    Exchanged {
        /// The key of that record.
        with: String,
    },
    /// It was not written by this vault, or it is one that the vault has let go.
    Added,
    /// It is authentic and cannot be read: it is of a newer version, or contradicts the others.
    Unreadable(Code),
}

impl Harm {
    /// What happened, in a word.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::RolledBack { .. } => "rolled-back",
            Self::Unconfirmed { .. } => "unconfirmed",
            Self::Exchanged { .. } => "exchanged",
            Self::Added => "added",
            Self::Unreadable(_) => "unreadable",
        }
    }
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removed => f.write_str("was removed"),
            Self::Changed => f.write_str("was changed"),
            Self::RolledBack { sealed, expected } => {
                write!(f, "was rolled back to revision {sealed}; it should be that of revision {expected}")
            }
            Self::Unconfirmed { sealed } => write!(f, "is of a commit that the head does not know (revision {sealed})"),
            Self::Exchanged { with } => write!(f, "was exchanged with {with}"),
            Self::Added => f.write_str("was added"),
            Self::Unreadable(code) => write!(f, "cannot be read ({})", code.as_str()),
        }
    }
}

/// A record that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Its key.
    pub key: String,
    /// What kind of record it is, where that is known.
    pub kind: Option<Kind>,
    /// The authority whose record it is, where that is known.
    pub authority: Option<RecordId>,
    /// What happened to it.
    pub harm: Harm,
}

impl Damage {
    pub(super) const fn new(key: String, kind: Option<Kind>, harm: Harm) -> Self {
        Self { key, kind, authority: None, harm }
    }
}

/// `index page hot/00… was removed`.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.map_or("record", Kind::as_str);
        match self.kind {
            Some(Kind::Head) => write!(f, "{} {}", self.key, self.harm),
            _ => write!(f, "{kind} {} {}", self.key, self.harm),
        }
    }
}

impl Vault {
    /// Opens what is authentic in a vault, whatever happened to the rest of it. Where nothing happened it is [`Vault::open`].
    ///
    /// # Errors
    /// Those of the header, without which nothing opens: [`Code::VaultFormat`], [`Code::VaultTooNew`],
    /// [`Code::VaultKdfRange`], [`Code::VaultMemory`], [`Code::VaultRecordMissing`], [`Code::PassphraseWrong`].
    pub fn survey(records: &SealedRecords<'_>, passphrase: &str) -> Result<(Self, Contents)> {
        let header = parse_header(records)?;
        let key = header.unwrap(passphrase)?;
        match Self::read(header.clone(), key.clone(), records) {
            Ok(opened) => Ok(opened),
            Err(_) => Ok(Survey::new(&header, &key, records).finish()),
        }
    }

    /// The same of the newest records, without the passphrase. The vault itself stays as it is.
    ///
    /// # Errors
    /// Those of the header.
    pub fn survey_again(&self, records: &SealedRecords<'_>) -> Result<(Self, Contents)> {
        let header = parse_header(records)?;
        match Self::read(header.clone(), self.key.clone(), records) {
            Ok(opened) => Ok(opened),
            Err(_) => Ok(Survey::new(&header, &self.key, records).finish()),
        }
    }

    /// What is not as it should be; nothing in a vault that was opened as a whole.
    #[must_use]
    pub fn damages(&self) -> &[Damage] {
        &self.damages
    }
}

/// A reading of a damaged vault.
struct Survey<'a> {
    header: &'a Header,
    key: &'a DataKey,
    records: &'a SealedRecords<'a>,
    /// The key of each hot record by the hash of its bytes.
    hashes: BTreeMap<[u8; 32], &'a str>,
    contents: Contents,
    damages: Vec<Damage>,
    newest: u64,
}

impl<'a> Survey<'a> {
    fn new(header: &'a Header, key: &'a DataKey, records: &'a SealedRecords<'a>) -> Self {
        let hashes = records.iter().map(|(key, sealed)| (digest::sha256(sealed), *key)).collect();
        Self { header, key, records, hashes, contents: Contents::new(), damages: Vec::new(), newest: 0 }
    }

    fn finish(mut self) -> (Vault, Contents) {
        let head = self.read_head();
        let known = head.clone().unwrap_or_else(|| self.without_head());
        if head.is_some() {
            known.records.iter().for_each(|row| self.read_row(row, &known));
            self.read_others(&known);
            self.check_head(&known);
        }
        self.check_journal(&known);
        self.name_authorities();
        let (header, key) = (self.header.clone(), self.key.clone());
        let vault = Vault { header, key, head: known, tail: None, damages: self.damages.into(), recovered: false };
        (vault, self.contents)
    }

    fn harm(&mut self, key: &str, kind: Option<Kind>, harm: Harm) {
        self.damages.push(Damage::new(key.to_owned(), kind, harm));
    }

    // ------------------------------------------------------------ the head

    fn read_head(&mut self) -> Option<Head> {
        let Some(sealed) = self.records.get(HEAD) else {
            self.harm(HEAD, Some(Kind::Head), Harm::Removed);
            return None;
        };
        match open_head(self.header, self.key, self.records) {
            Ok(head) => Some(head),
            Err(_) => {
                // the head itself may be right, and stand beside a header that is not its own
                let (_, content) = self.open_as(Kind::Head, RecordId::HEAD, sealed).unzip();
                let head = content.and_then(|content| super::record::decode_head::<Head>(&content).ok());
                match head {
                    Some(_) => self.harm(HEADER, None, Harm::Changed),
                    None => {
                        let harm = self.other_bytes(HEAD, sealed).unwrap_or(Harm::Changed);
                        self.harm(HEAD, Some(Kind::Head), harm);
                    }
                }
                head
            }
        }
    }

    /// A head that was rolled back knows fewer commits than the records that stand beside it.
    fn check_head(&mut self, head: &Head) {
        if self.newest > head.revision {
            let harm = Harm::RolledBack { sealed: head.revision, expected: self.newest };
            self.damages.retain(|damage| damage.key != HEADER);
            self.harm(HEAD, Some(Kind::Head), harm);
        }
    }

    /// Without a head the records say themselves what they are; nothing says that they are the newest, or all there were.
    fn without_head(&mut self) -> Head {
        let mut records = Vec::new();
        for (key, id, sealed) in self.hot() {
            match self.open_any(id, sealed) {
                Some((kind, revision, record)) => {
                    records.push(HeadRow { id, kind: kind.number(), revision, sha256: digest::sha256(sealed) });
                    self.take(id, record);
                }
                None => self.harm(key, None, Harm::Changed),
            }
        }
        for key in self.strange_keys() {
            self.harm(key, None, Harm::Added);
        }
        let pages = journal_pages(&self.contents);
        let journal = pages.last().and_then(|(_, page)| page.tip().ok()).unwrap_or_default();
        let header_sha256 = digest::sha256(&self.header.to_bytes());
        Head { revision: self.newest, created: 0, header_sha256, journal, records }
    }

    // ------------------------------------------------------------ the records

    fn read_row(&mut self, row: &HeadRow, head: &Head) {
        let (key, kind) = (row.id.hot_key(), Kind::from_number(row.kind));
        let there = self.records.get(key.as_str()).copied();
        // the right bytes, be they in another place
        let right = self.hashes.get(&row.sha256).copied();
        let harm = match (there, right) {
            (Some(sealed), _) if digest::sha256(sealed) == row.sha256 => self.take_sealed(kind, row.id, there),
            (Some(_), Some(place)) => {
                let moved = self.records.get(place).copied();
                self.take_sealed(kind, row.id, moved).or(Some(Harm::Exchanged { with: place.to_owned() }))
            }
            (None, moved) => {
                let moved = moved.and_then(|place| self.records.get(place).copied());
                let _ = moved.and_then(|sealed| self.take_sealed(kind, row.id, Some(sealed)));
                Some(Harm::Removed)
            }
            (Some(sealed), None) => Some(self.explain(row, kind, sealed, head)),
        };
        if let Some(harm) = harm {
            self.harm(&key, kind, harm);
        }
    }

    /// What stands in the place of a record whose right bytes are nowhere.
    fn explain(&mut self, row: &HeadRow, kind: Option<Kind>, sealed: &[u8], head: &Head) -> Harm {
        let opened = kind.and_then(|kind| self.open_as(kind, row.id, sealed).map(|opened| (kind, opened)));
        let Some((kind, (revision, content))) = opened else {
            let other = head.records.iter().find(|other| other.sha256 == digest::sha256(sealed));
            let other = other.map(|other| Harm::Exchanged { with: other.id.hot_key() });
            return other.or_else(|| self.other_bytes(&row.id.hot_key(), sealed)).unwrap_or(Harm::Changed);
        };
        match Record::decode(kind, &content) {
            Err(error) => return Harm::Unreadable(error.code()),
            Ok(record) => self.take(row.id, record),
        }
        match revision < row.revision {
            true => Harm::RolledBack { sealed: revision, expected: row.revision },
            false => Harm::Unconfirmed { sealed: revision },
        }
    }

    /// Opens a record; what is wrong with it where it does not open.
    fn take_sealed(&mut self, kind: Option<Kind>, id: RecordId, sealed: Option<&[u8]>) -> Option<Harm> {
        let Some(kind) = kind else { return Some(Harm::Unreadable(Code::VaultTooNew)) };
        let Some((_, content)) = sealed.and_then(|sealed| self.open_as(kind, id, sealed)) else {
            return Some(Harm::Changed);
        };
        match Record::decode(kind, &content) {
            Ok(record) => self.take(id, record),
            Err(error) => return Some(Harm::Unreadable(error.code())),
        }
        None
    }

    /// The records of which the head does not know: those of a later commit are read too.
    fn read_others(&mut self, head: &Head) {
        for (key, id, sealed) in self.hot().into_iter().filter(|(_, id, _)| head.row(id).is_none()) {
            match self.open_any(id, sealed) {
                Some((kind, revision, record)) if revision > head.revision => {
                    self.take(id, record);
                    self.harm(key, Some(kind), Harm::Unconfirmed { sealed: revision });
                }
                opened => self.harm(key, opened.map(|(kind, ..)| kind), Harm::Added),
            }
        }
        for key in self.strange_keys() {
            self.harm(key, None, Harm::Added);
        }
    }

    fn take(&mut self, id: RecordId, record: Record) {
        self.contents.insert(id, record);
    }

    fn hot(&self) -> Vec<(&'a str, RecordId, &'a [u8])> {
        let id = |key: &str| key.strip_prefix("hot/").and_then(RecordId::parse);
        self.records.iter().filter_map(|(key, sealed)| id(key).map(|id| (*key, id, *sealed))).collect()
    }

    /// Keys that are none of a vault.
    fn strange_keys(&self) -> Vec<&'a str> {
        let is_known = |key: &str| match key.split_once('/') {
            None => key == HEADER || key == HEAD,
            Some((place, id)) => matches!(place, "hot" | "cold") && RecordId::parse(id).is_some(),
        };
        self.records.keys().copied().filter(|key| !is_known(key)).collect()
    }

    fn open_as(&mut self, kind: Kind, id: RecordId, sealed: &[u8]) -> Option<(u64, zeroize::Zeroizing<Vec<u8>>)> {
        let place = Place { vault: self.header.vault(), kind, id };
        let opened = envelope::open(self.key, &place, sealed)?;
        self.newest = self.newest.max(opened.0);
        Some(opened)
    }

    fn open_any(&mut self, id: RecordId, sealed: &[u8]) -> Option<(Kind, u64, Record)> {
        Kind::ALL.into_iter().filter(|kind| *kind != Kind::Head).find_map(|kind| {
            let (revision, content) = self.open_as(kind, id, sealed)?;
            Record::decode(kind, &content).ok().map(|record| (kind, revision, record))
        })
    }

    /// Whether the bytes are those of another record that stands there.
    fn other_bytes(&self, key: &str, sealed: &[u8]) -> Option<Harm> {
        let other = self.records.iter().find(|(other, bytes)| **other != key && **bytes == sealed);
        other.map(|(other, _)| Harm::Exchanged { with: (*other).to_owned() })
    }

    // ------------------------------------------------------------ the whole

    /// The journal must lead to the head's tip; where a page of it is damaged, that was said.
    fn check_journal(&mut self, head: &Head) {
        let is_said = self.damages.iter().any(|damage| damage.kind == Some(Kind::JournalPage));
        let broken = check_journal(&self.contents, head.journal).err();
        if let (Some(error), false) = (broken, is_said || self.newest > head.revision) {
            self.damages.push(Damage::new("journal".to_owned(), None, Harm::Unreadable(error.code())));
        }
    }

    fn name_authorities(&mut self) {
        let mut owners = BTreeMap::new();
        for (id, record) in &self.contents {
            match record {
                Record::Authority(record) => {
                    let parts = record.pages.iter().chain(&record.key).chain(&record.settings);
                    owners.extend(parts.map(|part| (part.hot_key(), *id)));
                    owners.insert(id.hot_key(), *id);
                }
                Record::Publication(record) => drop(owners.insert(id.hot_key(), record.authority)),
                Record::Archive(record) => drop(owners.insert(id.hot_key(), record.authority)),
                Record::Request(request) => owners.extend(request.authority.map(|owner| (id.hot_key(), owner))),
                _ => {}
            }
        }
        for damage in &mut self.damages {
            let own = damage.key.strip_prefix("hot/").filter(|_| damage.kind == Some(Kind::Authority));
            damage.authority = owners.get(&damage.key).copied().or_else(|| own.and_then(RecordId::parse));
        }
    }
}
