//! An authority as an open session holds it: the ledger, its private key, and where in the vault each part is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::stored;
use crate::authority::{Authority, BareRow, Layered, Row, Status};
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::{SerialNumber, Time};
use crate::vault::{
    AuthorityRecord, Contents, FileRow, IndexPage, Kind, NewestCrl, PublicationRecord, Record, RecordId, RequestRecord,
    SettingsRecord,
};

/// One authority. A copy shares what is large in it: each act works on one, and it takes the place of the other once
/// the store has what it changed.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its record, which is its identifier.
    pub id: RecordId,
    /// When it was made or taken in.
    pub created: Time,
    /// Its certificate and ledger.
    pub authority: Authority,
    /// Its private key; nothing where that is elsewhere.
    signer: Option<Arc<PrivateKey>>,
    /// The record of its private key.
    pub key: Option<RecordId>,
    /// Its settings.
    pub settings: Arc<SettingsRecord>,
    /// The record of its settings; nothing while they are those of a new authority.
    pub settings_record: Option<RecordId>,
    /// The authority whose place it takes with a new key.
    pub succeeds: Option<RecordId>,
    /// Its newest complete CRL.
    pub crl: Option<NewestCrl>,
    /// The complete CRLs that were signed ahead together with that one, in the order of their dates.
    pub ahead: Vec<NewestCrl>,
    /// Its newest delta CRL, if it is younger than that.
    pub delta: Option<NewestCrl>,
    /// The files that were taken in with it.
    pub files: Arc<Vec<FileRow>>,
    /// What was published of it last, and its record.
    pub published: Option<(RecordId, Arc<PublicationRecord>)>,
    /// What of it is archived, and the record that says so.
    pub archive: Option<(RecordId, Arc<Archived>)>,
    /// Whether a record of it is not as it should be.
    pub damaged: bool,
    /// The requests made beside it, the oldest first.
    pub requests: Vec<(RecordId, Arc<RequestRecord>)>,
    /// The pages of its index, in order.
    pages: Vec<Page>,
    /// Where each certificate is.
    places: Layered<SerialNumber, Place>,
    /// The certificates whose private key the vault holds.
    with_key: BTreeSet<SerialNumber>,
    /// By which certificate another one was renewed.
    renewals: BTreeMap<SerialNumber, SerialNumber>,
}

/// What of an authority is archived.
#[derive(Clone, Debug, Default)]
pub struct Archived {
    /// Whether the authority itself is.
    pub whole: bool,
    /// The certificates that are.
    pub serials: BTreeSet<SerialNumber>,
}

/// A page of the index: which certificates stand on it, in the order in which they were issued.
#[derive(Clone, Debug)]
struct Page {
    id: RecordId,
    serials: Arc<Vec<SerialNumber>>,
}

/// Where a certificate is: on which page, and in which cold record. A bare row has none.
#[derive(Clone, Copy, Debug)]
struct Place {
    page: usize,
    record: Option<RecordId>,
}

/// A line of the ledger: a certificate, or a row without one.
#[derive(Clone, Copy, Debug)]
pub enum Line<'a> {
    /// A certificate.
    Whole(&'a Row),
    /// A row without one.
    Bare(&'a BareRow),
}

impl Line<'_> {
    /// Its serial number.
    pub const fn serial(&self) -> &SerialNumber {
        match self {
            Self::Whole(row) => &row.serial,
            Self::Bare(row) => &row.serial,
        }
    }

    /// Whether it is valid, expired or revoked.
    pub fn status(&self, now: Time) -> Status {
        match self {
            Self::Whole(row) => row.status(now),
            Self::Bare(row) => row.status(now),
        }
    }
}

impl Held {
    /// An authority as it was just made: with nothing but what is in its ledger.
    pub fn new(id: RecordId, created: Time, authority: Authority) -> Self {
        Self {
            id,
            created,
            authority,
            signer: None,
            key: None,
            settings: Arc::default(),
            settings_record: None,
            succeeds: None,
            crl: None,
            ahead: Vec::new(),
            delta: None,
            files: Arc::default(),
            published: None,
            archive: None,
            damaged: false,
            requests: Vec::new(),
            pages: Vec::new(),
            places: Layered::default(),
            with_key: BTreeSet::new(),
            renewals: BTreeMap::new(),
        }
    }

    /// An authority read back from the vault's records. A private key must be that of its certificate.
    pub fn restore(id: RecordId, record: &AuthorityRecord, contents: &Contents) -> Result<Self> {
        let pages = index_pages(record, contents)?;
        let authority = stored::read_authority(record, &pages)?;
        let mut held = Self::new(id, Time::from_unix(record.created)?, authority);
        if let Some(key) = record.key {
            held.set_signer(key, stored_key(key, contents)?)?;
        }
        held.settings = Arc::new(stored_settings(record.settings, contents)?);
        held.settings_record = record.settings;
        held.succeeds = record.succeeds;
        held.crl = record.crl;
        held.ahead.clone_from(&record.ahead);
        held.delta = record.delta;
        held.files = Arc::new(record.files.clone());
        pages.iter().for_each(|(id, page)| held.place_page(*id, page));
        held.settle();
        held.renewals = held.authority.rows().filter_map(renewal).collect();
        held.published = publication_of(id, contents);
        held.archive = archive_of(id, contents);
        requests_of(Some(id), contents).into_iter().for_each(|(id, request)| held.add_request(id, request));
        Ok(held)
    }

    /// What can be read of an authority in a damaged vault: without the pages, settings and key that are not there, and
    /// without the key where it is not that of the certificate. Nothing where its own record contradicts the rest.
    pub fn restore_intact(id: RecordId, record: &AuthorityRecord, contents: &Contents) -> Option<Self> {
        let is_there = |id: &RecordId| contents.contains_key(id);
        let mut record = record.clone();
        record.pages.retain(is_there);
        record.key = record.key.filter(is_there);
        record.settings = record.settings.filter(is_there);
        Self::restore(id, &record, contents).ok().or_else(|| {
            record.key = None;
            Self::restore(id, &record, contents).ok()
        })
    }

    /// Puts what was changed where copies share it, when it has taken the place of what it was a copy of.
    pub fn settle(&mut self) {
        self.authority.settle();
        self.places.settle();
    }

    /// The private key.
    ///
    /// # Errors
    /// [`Code::KeyOffline`] where it is elsewhere.
    pub fn signer(&self) -> Result<&PrivateKey> {
        let subject = || self.authority.certificate.subject.to_string();
        self.signer.as_deref().ok_or_else(|| Error::new(Code::KeyOffline).field("authority").found(subject()))
    }

    /// Whether the vault holds its private key.
    pub const fn has_key(&self) -> bool {
        self.signer.is_some()
    }

    /// Takes the private key in, whose record is `key`.
    ///
    /// # Errors
    /// [`Code::KeyMismatch`].
    pub fn set_signer(&mut self, key: RecordId, signer: PrivateKey) -> Result<()> {
        self.authority.check_key(&signer)?;
        (self.key, self.signer) = (Some(key), Some(Arc::new(signer)));
        Ok(())
    }

    /// Lets the private key go: the record that held it.
    pub fn unset_signer(&mut self) -> Option<RecordId> {
        self.signer = None;
        self.key.take()
    }

    // ------------------------------------------------------------ CRLs

    /// The complete CRL of this moment: the newest one, or of those that were signed ahead with it the last whose date has come.
    pub fn crl_at(&self, now: Time) -> Option<NewestCrl> {
        self.ahead.iter().rev().find(|crl| crl.this_update <= now.unix()).copied().or(self.crl)
    }

    /// Takes complete CRLs in, in the order of their dates, in the place of all before.
    pub fn set_crls(&mut self, crls: impl IntoIterator<Item = NewestCrl>) {
        let mut crls = crls.into_iter();
        (self.crl, self.ahead, self.delta) = (crls.next(), crls.collect(), None);
    }

    /// The records of the CRLs that may be asked for.
    pub fn crl_records(&self) -> impl Iterator<Item = RecordId> {
        self.crl.iter().chain(&self.ahead).map(|crl| crl.record)
    }

    // ------------------------------------------------------------ requests

    /// Takes a request in, new or in place of the one with the same identifier.
    pub fn add_request(&mut self, id: RecordId, request: RequestRecord) {
        if request.key.is_some() {
            self.with_key.extend(request.issued.iter().map(|serial| SerialNumber::from_der_content(serial)));
        }
        let request = Arc::new(request);
        match self.requests.iter_mut().find(|(known, _)| *known == id) {
            Some(known) => known.1 = request,
            None => self.requests.push((id, request)),
        }
        self.requests.sort_by_key(|(id, request)| (request.created, *id));
    }

    /// The request made here with this identifier.
    pub fn request(&self, id: &str) -> Result<(RecordId, &RequestRecord)> {
        let found = self.requests.iter().find(|(known, _)| RecordId::parse(id) == Some(*known));
        let (id, request) = found.ok_or_else(|| Error::new(Code::RequestUnknown).field("request").found(id))?;
        Ok((*id, request))
    }

    /// The request made here for whose key, and with this serial number, a certificate was issued.
    pub fn request_of(&self, serial: &SerialNumber) -> Option<&RequestRecord> {
        let der = serial.der_content();
        let mut requests = self.requests.iter().map(|(_, request)| request.as_ref());
        requests.find(|request| request.key.is_some() && request.issued.contains(&der))
    }

    /// Whether the vault holds the private key of a certificate.
    pub fn holds_key_of(&self, serial: &SerialNumber) -> bool {
        self.with_key.contains(serial)
    }

    // ------------------------------------------------------------ the ledger

    /// The row of a certificate.
    pub fn row(&self, serial: &SerialNumber) -> Result<&Row> {
        self.authority.row(serial).ok_or_else(|| unknown(serial))
    }

    /// The line of a serial number, be there a certificate or not.
    pub fn line(&self, serial: &SerialNumber) -> Result<Line<'_>> {
        let whole = self.authority.row(serial).map(Line::Whole);
        whole.or_else(|| self.authority.bare(serial).map(Line::Bare)).ok_or_else(|| unknown(serial))
    }

    /// By which certificate this one was renewed.
    pub fn renewed_by(&self, serial: &SerialNumber) -> Option<&SerialNumber> {
        self.renewals.get(serial)
    }

    /// The cold record of a certificate; nothing for a bare row.
    pub fn record_of(&self, serial: &SerialNumber) -> Result<Option<RecordId>> {
        self.places.get(serial).map(|place| place.record).ok_or_else(|| unknown(serial))
    }

    /// The cold records of all certificates.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        self.places.values().filter_map(|place| place.record)
    }

    /// Whether a certificate is archived.
    pub fn is_archived(&self, serial: &SerialNumber) -> bool {
        self.archive.as_ref().is_some_and(|(_, archived)| archived.serials.contains(serial))
    }

    /// The hot records of all that there is of it.
    pub fn hot_records(&self) -> Vec<RecordId> {
        let parts = self.key.iter().chain(&self.settings_record).copied();
        let beside = self.requests.iter().map(|(id, _)| *id).chain(self.published.iter().map(|(id, _)| *id));
        let archive = self.archive.iter().map(|(id, _)| *id);
        let pages = self.pages.iter().map(|page| page.id);
        std::iter::once(self.id).chain(parts).chain(beside).chain(archive).chain(pages).collect()
    }

    /// The lines of the ledger, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = Line<'_>> {
        let serials = self.pages.iter().rev().flat_map(|page| page.serials.iter().rev());
        serials.filter_map(|serial| self.line(serial).ok())
    }

    /// The lines of the ledger, the oldest first: the order of `index.txt`.
    pub fn oldest_first(&self) -> impl Iterator<Item = Line<'_>> {
        let serials = self.pages.iter().flat_map(|page| page.serials.iter());
        serials.filter_map(|serial| self.line(serial).ok())
    }

    // ------------------------------------------------------------ the index

    fn place_page(&mut self, id: RecordId, page: &IndexPage) {
        let at = self.pages.len();
        let whole = page.rows.iter().map(|row| (&row.serial, Some(row.record)));
        let all = whole.chain(page.bare.iter().map(|row| (&row.serial, None)));
        let mut serials = Vec::with_capacity(page.rows.len());
        for (serial, record) in all {
            let serial = SerialNumber::from_der_content(serial);
            self.places.insert(serial.clone(), Place { page: at, record });
            serials.push(serial);
        }
        self.pages.push(Page { id, serials: Arc::new(serials) });
    }

    /// Takes in where a new row stands: on the last page, or on a new one where that is full. The number of the page.
    pub fn place(
        &mut self,
        serial: &SerialNumber,
        record: Option<RecordId>,
        new_page: impl FnOnce() -> RecordId,
    ) -> usize {
        if self.pages.last().is_none_or(|last| last.serials.len() >= IndexPage::CAPACITY) {
            self.pages.push(Page { id: new_page(), serials: Arc::default() });
        }
        let page = self.pages.len().saturating_sub(1);
        self.places.insert(serial.clone(), Place { page, record });
        self.set_in_order(page, serial);
        if let Some((old, new)) = self.authority.row(serial).and_then(renewal) {
            self.renewals.insert(old, new);
        }
        page
    }

    /// Takes in that a row has a certificate now, in this record. The number of its page.
    pub fn set_record(&mut self, serial: &SerialNumber, record: RecordId) -> Result<usize> {
        let place = self.places.get_mut(serial).ok_or_else(|| unknown(serial))?;
        place.record = Some(record);
        let page = place.page;
        if let Some(page) = self.pages.get_mut(page) {
            Arc::make_mut(&mut page.serials).retain(|known| known != serial);
        }
        self.set_in_order(page, serial);
        Ok(page)
    }

    /// Sets a row on its page in the order in which the page is stored: those with a certificate, and then the bare ones.
    fn set_in_order(&mut self, page: usize, serial: &SerialNumber) {
        let has_record = |serial: &SerialNumber| self.places.get(serial).is_some_and(|place| place.record.is_some());
        let Some(page) = self.pages.get_mut(page) else { return };
        let serials = Arc::make_mut(&mut page.serials);
        let at = if has_record(serial) { serials.partition_point(has_record) } else { serials.len() };
        serials.insert(at, serial.clone());
    }

    /// The number of the page on which a row stands.
    pub fn page_of(&self, serial: &SerialNumber) -> Result<usize> {
        self.places.get(serial).map(|place| place.page).ok_or_else(|| unknown(serial))
    }

    /// A page as it is to be stored.
    pub fn page(&self, number: usize) -> Result<(RecordId, IndexPage)> {
        let page = self.pages.get(number).ok_or(Error::new(Code::SerialUnknown))?;
        let mut index = IndexPage { rows: Vec::new(), bare: Vec::new() };
        for serial in page.serials.iter() {
            match (self.line(serial)?, self.record_of(serial)?) {
                (Line::Whole(row), Some(record)) => index.rows.push(stored::write_row(row, record)?),
                (Line::Whole(row), None) => return Err(unknown(&row.serial)),
                (Line::Bare(row), _) => index.bare.push(stored::write_bare(row)),
            }
        }
        Ok((page.id, index))
    }

    /// The record of the authority as it is.
    pub fn record(&self) -> AuthorityRecord {
        let der = |certificates: &[crate::model::Certificate]| certificates.iter().map(|one| one.der.clone()).collect();
        let counters = self.authority.counters();
        AuthorityRecord {
            created: self.created.unix(),
            certificate: self.authority.certificate.der.clone(),
            chain: der(&self.authority.chain),
            former: der(&self.authority.former),
            key: self.key,
            settings: self.settings_record,
            succeeds: self.succeeds,
            crl_number: counters.crl_number,
            base_crl: counters.base_crl,
            last_crl: counters.last_crl.map(Time::unix),
            last_act: counters.last_act.unix(),
            next_serial: counters.next_serial.as_ref().map(SerialNumber::der_content),
            crl: self.crl,
            ahead: self.ahead.clone(),
            delta: self.delta,
            releases: self.authority.releases().iter().map(stored::write_release).collect(),
            pages: self.pages.iter().map(|page| page.id).collect(),
            files: self.files.to_vec(),
        }
    }
}

fn unknown(serial: &SerialNumber) -> Error {
    Error::new(Code::SerialUnknown).field("serial").found(serial.to_string())
}

/// Which certificate a row renews, and its own serial number.
fn renewal(row: &Row) -> Option<(SerialNumber, SerialNumber)> {
    row.renews.clone().map(|old| (old, row.serial.clone()))
}

/// The pages that an authority's record names, in order.
fn index_pages<'a>(record: &AuthorityRecord, contents: &'a Contents) -> Result<Vec<(RecordId, &'a IndexPage)>> {
    let page = |id: &RecordId| match contents.get(id) {
        Some(Record::IndexPage(page)) => Ok((*id, page)),
        _ => Err(missing(Kind::IndexPage, *id)),
    };
    record.pages.iter().map(page).collect()
}

fn stored_key(id: RecordId, contents: &Contents) -> Result<PrivateKey> {
    match contents.get(&id) {
        Some(Record::Key(record)) => PrivateKey::from_pkcs8(record.pkcs8()),
        _ => Err(missing(Kind::Key, id)),
    }
}

fn stored_settings(id: Option<RecordId>, contents: &Contents) -> Result<SettingsRecord> {
    let Some(id) = id else { return Ok(SettingsRecord::default()) };
    match contents.get(&id) {
        Some(Record::Settings(settings)) => Ok(settings.clone()),
        _ => Err(missing(Kind::Settings, id)),
    }
}

/// What was published of an authority last.
fn publication_of(authority: RecordId, contents: &Contents) -> Option<(RecordId, Arc<PublicationRecord>)> {
    contents.iter().find_map(|(id, record)| match record {
        Record::Publication(record) if record.authority == authority => Some((*id, Arc::new(record.clone()))),
        _ => None,
    })
}

/// What of an authority is archived.
fn archive_of(authority: RecordId, contents: &Contents) -> Option<(RecordId, Arc<Archived>)> {
    contents.iter().find_map(|(id, record)| match record {
        Record::Archive(record) if record.authority == authority => {
            let serials = record.serials.iter().map(|serial| SerialNumber::from_der_content(serial)).collect();
            Some((*id, Arc::new(Archived { whole: record.whole, serials })))
        }
        _ => None,
    })
}

/// The requests made beside an authority, or beside none, the oldest first.
pub fn requests_of(authority: Option<RecordId>, contents: &Contents) -> Vec<(RecordId, RequestRecord)> {
    let mut requests: Vec<_> = contents
        .iter()
        .filter_map(|(id, record)| match record {
            Record::Request(request) if request.authority == authority => Some((*id, request.clone())),
            _ => None,
        })
        .collect();
    requests.sort_by_key(|(id, request)| (request.created, *id));
    requests
}

fn missing(kind: Kind, id: RecordId) -> Error {
    Error::new(Code::VaultRecordMissing).field(format!("{} {}", kind.as_str(), id.hot_key()))
}
