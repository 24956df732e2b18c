//! The ledger: the rows of the index, then what certificates and CRLs know beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::places::Places;
use super::{Found, ImportedRow, Reader, RowSource, text_of};
use crate::error::Result;
use crate::model::{
    Certificate, CertificateList, CertificationRequest, RevocationReason, RevokedCertificate, SerialNumber, Time,
};
use crate::openssl::explain::Severity;
use crate::openssl::index::{Index, IndexReason, IndexRevocation, IndexRow, IndexStatus, one_line};

/// The rows so far, each to be found by its serial number.
#[derive(Default)]
struct Rows {
    all: Vec<ImportedRow>,
    by_serial: BTreeMap<SerialNumber, usize>,
}

impl Rows {
    fn push(&mut self, row: ImportedRow) {
        self.by_serial.insert(row.row.serial.clone(), self.all.len());
        self.all.push(row);
    }

    fn find(&self, serial: &SerialNumber) -> Option<&ImportedRow> {
        self.by_serial.get(serial).and_then(|at| self.all.get(*at))
    }

    fn find_mut(&mut self, serial: &SerialNumber) -> Option<&mut ImportedRow> {
        self.by_serial.get(serial).and_then(|at| self.all.get_mut(*at))
    }
}

/// The certificates that no row has taken yet, in their order, each to be found by its serial number.
struct Unclaimed {
    all: Vec<Option<Found<Certificate>>>,
    by_serial: BTreeMap<SerialNumber, Vec<usize>>,
}

impl Unclaimed {
    fn new(certificates: Vec<Found<Certificate>>) -> Self {
        let mut by_serial: BTreeMap<SerialNumber, Vec<usize>> = BTreeMap::new();
        for (at, found) in certificates.iter().enumerate() {
            by_serial.entry(found.value.serial.clone()).or_default().push(at);
        }
        Self { all: certificates.into_iter().map(Some).collect(), by_serial }
    }

    /// Takes the certificate of a row: the one with its subject too, where several have its serial number.
    fn take(&mut self, row: &IndexRow) -> Option<Found<Certificate>> {
        let places = self.by_serial.get(&row.serial)?;
        let here = |at: &&usize| self.all.get(**at).is_some_and(Option::is_some);
        let exact = |at: &&usize| {
            let found = self.all.get(**at).and_then(Option::as_ref);
            found.is_some_and(|found| one_line(&found.value.subject) == row.subject)
        };
        let at = *places.iter().find(exact).or_else(|| places.iter().find(here))?;
        self.all.get_mut(at).and_then(Option::take)
    }
}

impl Reader<'_> {
    /// The ledger: the rows of the index, then what certificates and CRLs know beside it.
    pub(super) fn rows(
        &mut self,
        places: &Places<'_>,
        certificates: Vec<Found<Certificate>>,
        crls: &[CertificateList],
        authority: &Certificate,
    ) -> Result<Vec<ImportedRow>> {
        let path = places.index();
        let mut unclaimed = Unclaimed::new(certificates);
        let mut rows = Rows::default();
        match &path {
            Some(path) => {
                for (line, row) in self.index(path)? {
                    self.put_row(&mut rows, row, &mut unclaimed, &format!("{path}:{line}"));
                }
            }
            None => self.note("index-missing", Severity::Warn, "index.txt", "made anew from the certificates and CRLs"),
        }
        // the certificate of a root often has a row: it is the first that `CA.pl -newca` signs
        for found in unclaimed.all.into_iter().flatten() {
            self.put_certificate(&mut rows, found, path.is_some());
        }
        for row in rows.all.iter().filter(|row| row.certificate.is_none() && row.row.serial != authority.serial) {
            let text = format!("there is no certificate {} in the directory: the row alone is kept", row.row.serial);
            self.note("row-without-certificate", Severity::Warn, path.clone().unwrap_or_default(), text);
        }
        for crl in crls {
            crl.revoked.iter().for_each(|revoked| self.revocation(crl, revoked, &mut rows));
        }
        Ok(rows.all)
    }

    /// The rows of the index with their lines; what cannot be read is named.
    fn index(&mut self, path: &str) -> Result<Vec<(usize, IndexRow)>> {
        let bytes = self.files.get(path).map(Vec::as_slice).unwrap_or_default();
        let read = Index::read(bytes)?;
        for repair in read.repairs {
            self.note("index-mended", Severity::Note, format!("{path}:{}", repair.line), repair.text);
        }
        let broken: BTreeSet<usize> = read.broken.iter().map(|broken| broken.line).collect();
        for row in read.broken {
            let text = format!("{} The row is kept aside: {}", row.error, row.text);
            self.note("row-broken", Severity::Warn, format!("{path}:{}", row.line), text);
        }
        // lines of rows: every line that is not broken, empty or a comment, in order
        let text = text_of(bytes);
        let is_row = |(line, text): &(usize, &str)| {
            let text = text.trim_end_matches('\r');
            !text.is_empty() && !text.starts_with('#') && !broken.contains(line)
        };
        let lines: Vec<usize> = (1..).zip(text.split('\n')).filter(is_row).map(|(line, _)| line).collect();
        Ok(lines.into_iter().zip(read.index.rows).collect())
    }

    /// Puts a row of the index beside its certificate.
    fn put_row(&mut self, rows: &mut Rows, row: IndexRow, unclaimed: &mut Unclaimed, place: &str) {
        if let Some(earlier) = rows.find_mut(&row.serial) {
            // the safe one of two counts: what is revoked stays revoked
            let kept = if earlier.row.status != IndexStatus::Revoked && row.status == IndexStatus::Revoked {
                earlier.row = row;
                "this one counts, since it revokes"
            } else {
                "the earlier one counts"
            };
            let text = format!("the serial number {} has a row already; {kept}", earlier.row.serial);
            return self.note("duplicate-serial", Severity::Warn, place, text);
        }
        let certificate = unclaimed.take(&row);
        if let Some(found) = &certificate {
            self.compare(&row, found, place);
        }
        rows.push(ImportedRow { row, certificate, request: None, invalidity_date: None, source: RowSource::Index });
    }

    /// Puts a certificate that no row of the index has: it gets a row, unless its serial number has one.
    fn put_certificate(&mut self, rows: &mut Rows, found: Found<Certificate>, beside_index: bool) {
        let serial = &found.value.serial;
        if let Some(other) = rows.find(serial) {
            let taken = other.certificate.as_ref().map_or("the index", |other| other.path.as_str());
            let text = format!("has the serial number {serial} of {taken}; kept aside");
            return self.note("serial-used-twice", Severity::Refuse, found.path, text);
        }
        if beside_index {
            let text = format!("has no row in the index: one was made for {serial}");
            self.note("certificate-without-row", Severity::Warn, found.path.clone(), text);
        }
        rows.push(ImportedRow {
            row: row_of(&found.value),
            certificate: Some(found),
            request: None,
            invalidity_date: None,
            source: RowSource::Certificate,
        });
    }

    fn compare(&mut self, row: &IndexRow, found: &Found<Certificate>, place: &str) {
        let expected = row_of(&found.value);
        if row.not_after != expected.not_after {
            let text = format!(
                "says it ends {}, and {} ends {}; the certificate counts",
                row.not_after, found.path, expected.not_after
            );
            self.note("row-differs", Severity::Warn, place, text);
        }
        if row.subject != expected.subject {
            let text =
                format!("says {}, and {} is for {}; the certificate counts", row.subject, found.path, expected.subject);
            self.note("row-differs", Severity::Warn, place, text);
        }
    }

    /// Revokes what a CRL revokes and the index does not.
    fn revocation(&mut self, crl: &CertificateList, revoked: &RevokedCertificate, rows: &mut Rows) {
        let reason = revoked.reason.filter(|reason| *reason != RevocationReason::Unspecified);
        let revocation = IndexRevocation {
            date: revoked.date,
            reason: reason.map(|reason| index_reason(reason, revoked.invalidity_date)),
        };
        match rows.find_mut(&revoked.serial) {
            Some(row) if row.row.status == IndexStatus::Revoked => self.invalidity_date(row, revoked),
            Some(row) => {
                row.row.status = IndexStatus::Revoked;
                row.row.revocation = Some(revocation);
                let text = format!(
                    "{} is revoked by the CRL of {} and not in the index; it counts as revoked",
                    revoked.serial, crl.this_update
                );
                self.note("revoked-in-crl-only", Severity::Warn, "index.txt", text);
                self.invalidity_date(row, revoked);
            }
            None => {
                let text = format!(
                    "{} is revoked by the CRL of {}, and there is neither row nor certificate; a row without a name was made",
                    revoked.serial, crl.this_update
                );
                self.note("revoked-unknown", Severity::Warn, "index.txt", text);
                let mut row = nameless(revoked, revocation);
                self.invalidity_date(&mut row, revoked);
                rows.push(row);
            }
        }
    }

    /// Takes over since when a key is suspected, where the index cannot say it: it has a place for that moment with the reasons
    /// keyCompromise and CACompromise alone. The newest CRL counts, which is asked first.
    fn invalidity_date(&mut self, row: &mut ImportedRow, revoked: &RevokedCertificate) {
        let reason = row.row.revocation.as_ref().and_then(|revocation| revocation.reason.as_ref());
        let same = reason.map(IndexReason::reason) == revoked.reason || revoked.reason.is_none();
        let said = reason.and_then(IndexReason::invalidity_date);
        let Some(date) = revoked.invalidity_date.filter(|_| same && said.is_none() && row.invalidity_date.is_none())
        else {
            return;
        };
        row.invalidity_date = Some(date);
        let text = format!("{} is suspected since {date}, says a CRL; index.txt cannot say so", revoked.serial);
        self.note("invalidity-date-beyond-index", Severity::Note, "index.txt", text);
    }
}

/// The row of a number that a CRL revokes, and of which nothing else is known.
fn nameless(revoked: &RevokedCertificate, revocation: IndexRevocation) -> ImportedRow {
    let row = IndexRow {
        status: IndexStatus::Revoked,
        not_after: Time::FOREVER,
        revocation: Some(revocation),
        serial: revoked.serial.clone(),
        file: "unknown".to_owned(),
        subject: String::new(),
    };
    ImportedRow { row, certificate: None, request: None, invalidity_date: None, source: RowSource::Crl }
}

/// Puts each request beside the certificates with its public key: of several the one with the certificate's subject, or, since a
/// policy leaves fields out and orders them anew, with its common name. Another host's request is none of this certificate.
pub(super) fn match_requests(rows: &mut [ImportedRow], requests: &[Found<CertificationRequest>]) {
    let mut by_key: BTreeMap<&[u8], Vec<&Found<CertificationRequest>>> = BTreeMap::new();
    for request in requests {
        by_key.entry(&request.value.spki).or_default().push(request);
    }
    for row in rows {
        let Some(Found { value: certificate, .. }) = &row.certificate else { continue };
        let Some(fitting) = by_key.get(certificate.spki.as_slice()) else { continue };
        let same = fitting.iter().find(|request| request.value.subject == certificate.subject);
        let named = || {
            let name = certificate.subject.common_name();
            fitting.iter().rev().find(|request| request.value.subject.common_name() == name)
        };
        let only = || if fitting.len() == 1 { fitting.first() } else { None };
        row.request = same.or_else(named).or_else(only).map(|request| (*request).clone());
    }
}

/// The row that OpenSSL would write for a certificate.
#[must_use]
pub fn row_of(certificate: &Certificate) -> IndexRow {
    IndexRow {
        status: IndexStatus::Valid,
        not_after: certificate.validity.not_after(),
        revocation: None,
        serial: certificate.serial.clone(),
        file: "unknown".to_owned(),
        subject: one_line(&certificate.subject),
    }
}

/// The reason as the index has it, with the moment of the compromise where there is one.
#[must_use]
pub fn index_reason(reason: RevocationReason, invalidity_date: Option<Time>) -> IndexReason {
    match (reason, invalidity_date) {
        (RevocationReason::KeyCompromise, Some(date)) => IndexReason::KeyTime(date),
        (RevocationReason::CaCompromise, Some(date)) => IndexReason::CaKeyTime(date),
        (reason, _) => IndexReason::Plain(reason),
    }
}
