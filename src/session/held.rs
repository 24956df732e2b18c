//! An authority as an open session holds it: the ledger, its private key, and where in the vault each part is.

use std::collections::{BTreeMap, BTreeSet};

use super::shape;
use super::view::{AuthorityView, CountsView, EntryView, NewestCrlView, RevokedView};
use crate::authority::{Authority, Change, Counters, Parts, Revocation, Row, Status};
use crate::encode;
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::{RevocationReason, SerialNumber, Time};
use crate::parse;
use crate::policy::ProfileName;
use crate::vault::{
    AuthorityRecord, Contents, IndexPage, IndexRow, Kind, NewestCrl, Record, RecordId, RequestRecord, RevocationRow,
};

/// One authority.
#[derive(Debug)]
pub struct Held {
    /// Its record, which is its identifier.
    pub id: RecordId,
    /// When it was made.
    pub created: Time,
    /// Its certificate and ledger.
    pub authority: Authority,
    /// Its private key, whose record is `key`.
    pub signer: PrivateKey,
    /// The record of its private key.
    pub key: RecordId,
    /// Its newest CRL.
    pub crl: Option<NewestCrl>,
    /// The requests made beside it, the oldest first.
    pub requests: Vec<(RecordId, RequestRecord)>,
    /// The pages of its index, in order.
    pages: Vec<Page>,
    /// Where each certificate is.
    places: BTreeMap<SerialNumber, Place>,
    /// The certificates whose private key the vault holds.
    with_key: BTreeSet<SerialNumber>,
}

/// A page of the index: which certificates stand on it, in the order in which they were issued.
#[derive(Debug)]
struct Page {
    id: RecordId,
    serials: Vec<SerialNumber>,
}

/// Where a certificate is.
#[derive(Clone, Copy, Debug)]
struct Place {
    page: usize,
    record: RecordId,
}

impl Held {
    /// A new authority, with nothing in its ledger.
    pub fn new(id: RecordId, key: RecordId, created: Time, authority: Authority, signer: PrivateKey) -> Self {
        Self {
            id,
            created,
            authority,
            signer,
            key,
            crl: None,
            requests: Vec::new(),
            pages: Vec::new(),
            places: BTreeMap::new(),
            with_key: BTreeSet::new(),
        }
    }

    /// An authority read back from the vault's records. Its private key must be that of its certificate.
    pub fn restore(id: RecordId, record: &AuthorityRecord, contents: &Contents) -> Result<Self> {
        let pages = index_pages(record, contents)?;
        let rows = pages.iter().flat_map(|(_, page)| &page.rows).map(read_row).collect::<Result<Vec<_>>>()?;
        let chain = record.chain.iter().map(|der| parse::certificate_der(der)).collect::<Result<_>>()?;
        let counters = read_counters(record)?;
        let certificate = parse::certificate_der(&record.certificate)?;
        let authority = Authority::restore(Parts { rows, ..Parts::new(certificate, chain, counters) })?;
        let signer = signer(record.key, contents)?;
        authority.check_key(&signer)?;
        let mut held = Self::new(id, record.key, Time::from_unix(record.created)?, authority, signer);
        held.crl = record.crl;
        pages.iter().for_each(|(id, page)| held.place(*id, page));
        requests(id, contents).into_iter().for_each(|(id, request)| held.add_request(id, request));
        Ok(held)
    }

    fn place(&mut self, id: RecordId, page: &IndexPage) {
        let at = self.pages.len();
        let mut serials = Vec::with_capacity(page.rows.len());
        for row in &page.rows {
            let serial = SerialNumber::from_der_content(&row.serial);
            self.places.insert(serial.clone(), Place { page: at, record: row.record });
            serials.push(serial);
        }
        self.pages.push(Page { id, serials });
    }

    /// Takes a request in, new or in place of the one with the same identifier.
    pub fn add_request(&mut self, id: RecordId, request: RequestRecord) {
        self.with_key.extend(request.issued.iter().map(|serial| SerialNumber::from_der_content(serial)));
        match self.requests.iter_mut().find(|(known, _)| *known == id) {
            Some(known) => known.1 = request,
            None => self.requests.push((id, request)),
        }
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
        self.requests.iter().map(|(_, request)| request).find(|request| request.issued.contains(&der))
    }

    /// The row of a certificate.
    pub fn row(&self, serial: &SerialNumber) -> Result<&Row> {
        let unknown = || Error::new(Code::SerialUnknown).field("serial").found(serial.to_string());
        self.authority.row(serial).ok_or_else(unknown)
    }

    /// The cold record of a certificate.
    pub fn record_of(&self, serial: &SerialNumber) -> Result<RecordId> {
        let unknown = || Error::new(Code::SerialUnknown).field("serial").found(serial.to_string());
        self.places.get(serial).map(|place| place.record).ok_or_else(unknown)
    }

    /// The rows of the ledger, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Row> {
        let serials = self.pages.iter().rev().flat_map(|page| page.serials.iter().rev());
        serials.filter_map(|serial| self.authority.row(serial))
    }

    // ------------------------------------------------------------ what is sealed

    /// The record of the authority as it is after the change, with its newest CRL and a new page, where there is one.
    pub fn record_after(&self, change: &Change, crl: Option<NewestCrl>, page: Option<RecordId>) -> AuthorityRecord {
        self.to_record(change.counters_after(self.authority.counters()), crl.or(self.crl), page)
    }

    /// The record of the authority as it is.
    pub fn record(&self) -> AuthorityRecord {
        self.to_record(self.authority.counters().clone(), self.crl, None)
    }

    fn to_record(&self, counters: Counters, crl: Option<NewestCrl>, new_page: Option<RecordId>) -> AuthorityRecord {
        AuthorityRecord {
            created: self.created.unix(),
            certificate: self.authority.certificate.der.clone(),
            chain: self.authority.chain.iter().map(|issuer| issuer.der.clone()).collect(),
            key: self.key,
            crl_number: counters.crl_number,
            last_crl: counters.last_crl.map(Time::unix),
            last_act: counters.last_act.unix(),
            crl,
            pages: self.pages.iter().map(|page| page.id).chain(new_page).collect(),
        }
    }

    /// The page to which a new row is added: the last one, unless it is full.
    pub fn open_page(&self) -> Option<RecordId> {
        self.pages.last().filter(|page| page.serials.len() < IndexPage::CAPACITY).map(|page| page.id)
    }

    /// The last page with a new row, or a new page with it.
    pub fn page_with(&self, row: &Row, record: RecordId) -> Result<IndexPage> {
        let mut rows = match self.open_page() {
            Some(_) => self.page_rows(self.pages.len().saturating_sub(1), None)?,
            None => Vec::new(),
        };
        rows.push(write_row(row, record)?);
        Ok(IndexPage { rows })
    }

    /// The page on which a row stands, with the row changed.
    pub fn page_changed(&self, row: &Row) -> Result<(RecordId, IndexPage)> {
        let place = self.places.get(&row.serial).ok_or(Error::new(Code::SerialUnknown))?;
        let id = self.pages.get(place.page).map(|page| page.id).ok_or(Error::new(Code::SerialUnknown))?;
        Ok((id, IndexPage { rows: self.page_rows(place.page, Some(row))? }))
    }

    fn page_rows(&self, page: usize, changed: Option<&Row>) -> Result<Vec<IndexRow>> {
        let serials = self.pages.get(page).map(|page| page.serials.as_slice()).unwrap_or_default();
        let row = |serial: &SerialNumber| {
            let row = changed.filter(|row| row.serial == *serial).map_or_else(|| self.row(serial), Ok)?;
            write_row(row, self.record_of(serial)?)
        };
        serials.iter().map(row).collect()
    }

    /// Takes in where a certificate that was issued stands.
    pub fn issued(&mut self, serial: SerialNumber, record: RecordId, page: RecordId) {
        if self.pages.last().is_none_or(|last| last.id != page) {
            self.pages.push(Page { id: page, serials: Vec::new() });
        }
        let at = self.pages.len().saturating_sub(1);
        self.places.insert(serial.clone(), Place { page: at, record });
        if let Some(last) = self.pages.last_mut() {
            last.serials.push(serial);
        }
    }

    // ------------------------------------------------------------ what is shown

    /// The authority in words.
    pub fn view(&self, now: Time) -> Result<AuthorityView> {
        let subject = &self.authority.certificate.subject;
        let crl = self.crl.map(|crl| newest_crl(&crl, self.authority.crl_number())).transpose()?;
        Ok(AuthorityView {
            id: self.id.to_string(),
            title: shape::title(subject, &[]),
            certificate: shape::certificate(&self.authority.certificate)?,
            created: self.created.to_string(),
            counts: self.counts(now),
            crl,
            unpublished_revocations: self.authority.revoked_since_crl(),
        })
    }

    fn counts(&self, now: Time) -> CountsView {
        let mut counts = CountsView::default();
        for row in self.authority.rows() {
            let count = match row.status(now) {
                Status::Valid => &mut counts.valid,
                Status::Expired => &mut counts.expired,
                Status::Revoked => &mut counts.revoked,
            };
            *count += 1;
        }
        counts
    }

    /// A line of the ledger in words.
    pub fn entry(&self, row: &Row, now: Time) -> EntryView {
        EntryView {
            serial: row.serial.to_string(),
            subject: row.subject.to_string(),
            title: shape::title(&row.subject, &row.names),
            names: row.names.clone(),
            profile: row.profile.as_str().to_owned(),
            issued: row.issued.to_string(),
            not_before: row.not_before.to_string(),
            not_after: row.not_after.to_string(),
            status: status(row.status(now)),
            revoked: row.revocation.as_ref().map(revoked),
            sha256: shape::fingerprint(&row.fingerprint),
            has_key: self.with_key.contains(&row.serial),
        }
    }
}

/// The word for a status in `www/api/types.ts`.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Expired => "expired",
        Status::Revoked => "revoked",
    }
}

fn revoked(revocation: &Revocation) -> RevokedView {
    RevokedView {
        date: revocation.date.to_string(),
        reason: revocation.reason.as_str(),
        invalidity_date: revocation.invalidity_date.map(|time| time.to_string()),
    }
}

fn newest_crl(crl: &NewestCrl, number: u64) -> Result<NewestCrlView> {
    Ok(NewestCrlView {
        number: number.to_string(),
        this_update: Time::from_unix(crl.this_update)?.to_string(),
        next_update: Time::from_unix(crl.next_update)?.to_string(),
        entries: crl.entries,
    })
}

/// The pages that an authority's record names, in order.
fn index_pages<'a>(record: &AuthorityRecord, contents: &'a Contents) -> Result<Vec<(RecordId, &'a IndexPage)>> {
    let page = |id: &RecordId| match contents.get(id) {
        Some(Record::IndexPage(page)) => Ok((*id, page)),
        _ => Err(missing(Kind::IndexPage, *id)),
    };
    record.pages.iter().map(page).collect()
}

fn signer(id: RecordId, contents: &Contents) -> Result<PrivateKey> {
    match contents.get(&id) {
        Some(Record::Key(record)) => PrivateKey::from_pkcs8(record.pkcs8()),
        _ => Err(missing(Kind::Key, id)),
    }
}

/// The requests made beside an authority, the oldest first.
fn requests(authority: RecordId, contents: &Contents) -> Vec<(RecordId, RequestRecord)> {
    let mut requests: Vec<_> = contents
        .iter()
        .filter_map(|(id, record)| match record {
            Record::Request(request) if request.authority == authority => Some((*id, request.clone())),
            _ => None,
        })
        .collect();
    requests.sort_by_key(|(_, request)| request.created);
    requests
}

fn missing(kind: Kind, id: RecordId) -> Error {
    Error::new(Code::VaultRecordMissing).field(format!("{} {}", kind.as_str(), id.hot_key()))
}

fn read_counters(record: &AuthorityRecord) -> Result<Counters> {
    Ok(Counters {
        crl_number: record.crl_number,
        base_crl: record.crl_number,
        next_serial: None,
        last_crl: record.last_crl.map(Time::from_unix).transpose()?,
        last_act: Time::from_unix(record.last_act)?,
    })
}

fn read_row(row: &IndexRow) -> Result<Row> {
    Ok(Row {
        serial: SerialNumber::from_der_content(&row.serial),
        subject: parse::name_der(&row.subject)?,
        names: row.names.clone(),
        not_before: Time::from_unix(row.not_before)?,
        not_after: Time::from_unix(row.not_after)?,
        profile: ProfileName::parse(&row.profile),
        renews: None,
        retires: None,
        issued: Time::from_unix(row.issued)?,
        fingerprint: row.sha256,
        revocation: row.revocation.as_ref().map(read_revocation).transpose()?,
    })
}

fn read_revocation(row: &RevocationRow) -> Result<Revocation> {
    let reason = RevocationReason::ALL.into_iter().find(|reason| reason.number() == row.reason);
    Ok(Revocation {
        date: Time::from_unix(row.date)?,
        reason: reason.ok_or_else(|| Error::new(Code::ReasonUnknown).found(row.reason.to_string()))?,
        invalidity_date: row.invalidity_date.map(Time::from_unix).transpose()?,
        hold_instruction: None,
        after_crl: row.after_crl,
    })
}

fn write_row(row: &Row, record: RecordId) -> Result<IndexRow> {
    Ok(IndexRow {
        serial: row.serial.der_content(),
        subject: encode::name_der(&row.subject)?,
        names: row.names.clone(),
        not_before: row.not_before.unix(),
        not_after: row.not_after.unix(),
        profile: row.profile.as_str().to_owned(),
        issued: row.issued.unix(),
        sha256: row.fingerprint,
        record,
        revocation: row.revocation.as_ref().map(write_revocation),
    })
}

fn write_revocation(revocation: &Revocation) -> RevocationRow {
    RevocationRow {
        date: revocation.date.unix(),
        reason: revocation.reason.number(),
        invalidity_date: revocation.invalidity_date.map(Time::unix),
        after_crl: revocation.after_crl,
    }
}
