//! Between a directory and the ledger of an authority: what was taken in becomes an [`Authority`], and an authority an index.

use std::collections::BTreeSet;

use const_oid::db::rfc5280::ID_CE_DELTA_CRL_INDICATOR;

use super::directory::{Import, ImportedRow, index_reason};
use super::index::{Index, IndexReason, IndexRevocation, IndexRow, IndexStatus};
use super::objects::Objects;
use crate::authority::{Authority, BareRow, Counters, Parts, Revocation, Row};
use crate::error::Result;
use crate::model::{CertificateList, Oid, RevocationReason, SerialNumber, Time};

impl Import {
    /// The authority that goes on from here at this moment. A row without a certificate is a bare one; the row that an authority's own
    /// certificate may have (`openssl ca -selfsign`) stays in the index alone.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`](crate::error::Code::LedgerInconsistent).
    pub fn adopt(&self, now: Time) -> Result<Authority> {
        let counters = self.counters(now);
        let listed = self.complete_crls().next().map(serials).unwrap_or_default();
        let changed = self.delta_crl().filter(|_| counters.delta_crl > 0).map(serials).unwrap_or_default();
        let (mut rows, mut bare) = (Vec::new(), Vec::new());
        for row in self.issued() {
            let after_crl = match (listed.contains(&row.row.serial), changed.contains(&row.row.serial)) {
                (true, _) => 0,
                (false, true) => counters.base_crl,
                (false, false) => counters.crl_number,
            };
            let revocation = row.revocation(after_crl);
            match &row.certificate {
                Some(found) => rows.push(Row::from_elsewhere(&found.value, revocation, now)),
                None => bare.push(BareRow {
                    serial: row.row.serial.clone(),
                    subject: row.row.subject.clone(),
                    not_after: row.row.not_after,
                    revocation,
                }),
            }
        }
        let parts = Parts {
            former: self.former.clone(),
            rows,
            bare,
            ..Parts::new(self.certificate.clone(), self.chain.clone(), counters)
        };
        Authority::restore(parts)
    }

    /// The rows of what the authority issued to others: a root that `openssl ca -selfsign` made has a row of its own.
    pub fn issued(&self) -> impl Iterator<Item = &ImportedRow> {
        let own = std::iter::once(&self.certificate).chain(&self.former).filter(|own| own.is_self_issued());
        let own: BTreeSet<&SerialNumber> = own.map(|own| &own.serial).collect();
        self.rows.iter().filter(move |row| !own.contains(&row.row.serial))
    }

    /// The CRLs that are no delta CRLs, the newest first.
    pub fn complete_crls(&self) -> impl Iterator<Item = &CertificateList> {
        self.crls.iter().filter(|crl| !is_delta(crl))
    }

    /// The newest delta CRL.
    #[must_use]
    pub fn delta_crl(&self) -> Option<&CertificateList> {
        self.crls.iter().find(|crl| is_delta(crl))
    }

    /// Whether serial numbers are random by the configuration, so that no file counts them.
    #[must_use]
    pub fn random_serials(&self) -> bool {
        self.settings.as_ref().is_some_and(|settings| settings.random_serials)
    }

    /// What the directory tells of the numbers and the time of the last act, which was not later than now whatever dates say: a
    /// certificate may be for next year.
    fn counters(&self, now: Time) -> Counters {
        let made = self.crls.iter().filter_map(number_of).max().unwrap_or(0);
        let counted = self.next_crl_number.as_ref().and_then(small).map_or(0, |next| next.saturating_sub(1));
        let crl_number = made.max(counted);
        let newest = self.crls.first().map(|crl| crl.this_update);
        let issued =
            self.rows.iter().filter_map(|row| row.certificate.as_ref()).map(|found| found.value.validity.not_before());
        let revoked = self.rows.iter().filter_map(|row| row.row.revocation.as_ref()).map(|revocation| revocation.date);
        let own = self.certificate.validity.not_before();
        let last_act = issued.chain(revoked).chain(newest).fold(own, Time::max).min(now);
        // without the list itself, with its number, nobody knows what it said: the next one says all
        let base = self.complete_crls().next().and_then(|crl| Some((number_of(crl)?, crl.this_update)));
        let (base_crl, last_crl) = base.filter(|(number, _)| *number > 0).unzip();
        let (base_crl, last_crl) = (base_crl.unwrap_or(0), last_crl.map(|update| update.min(last_act)));
        let delta_crl = self.delta_crl().and_then(number_of).filter(|number| base_crl > 0 && *number > base_crl);
        let delta_crl = delta_crl.unwrap_or(0);
        let next_serial = Some(self.next_serial.clone()).filter(|_| !self.random_serials());
        Counters { crl_number, base_crl, delta_crl, last_crl, last_act, next_serial }
    }
}

impl ImportedRow {
    /// How the certificate was revoked, if it was.
    #[must_use]
    pub fn revocation(&self, after_crl: u64) -> Option<Revocation> {
        let known = revocation_of(self.row.revocation.as_ref()?, after_crl);
        Some(Revocation { invalidity_date: known.invalidity_date.or(self.invalidity_date), ..known })
    }
}

fn revocation_of(revocation: &IndexRevocation, after_crl: u64) -> Revocation {
    let reason = revocation.reason.as_ref();
    Revocation {
        date: revocation.date,
        reason: reason.map_or(RevocationReason::Unspecified, IndexReason::reason),
        invalidity_date: reason.and_then(IndexReason::invalidity_date),
        hold_instruction: reason.and_then(hold_instruction),
        after_crl,
    }
}

/// The identifier of what to do with a certificate on hold; nothing for a name that nobody knows, which stays in the index.
fn hold_instruction(reason: &IndexReason) -> Option<Oid> {
    match reason {
        IndexReason::HoldInstruction(name) => Objects::default().oid(name),
        _ => None,
    }
}

/// Whether a CRL says only what changed since another one (RFC 5280, section 5.2.4).
fn is_delta(crl: &CertificateList) -> bool {
    crl.extensions.iter().any(|extension| extension.value.oid() == Oid::from(ID_CE_DELTA_CRL_INDICATOR))
}

/// What a CRL lists.
fn serials(crl: &CertificateList) -> BTreeSet<&SerialNumber> {
    crl.revoked.iter().map(|revoked| &revoked.serial).collect()
}

/// The number of a CRL, where it has one that a ledger can count.
#[must_use]
pub fn number_of(crl: &CertificateList) -> Option<u64> {
    crl.number().and_then(|number| u64::try_from(number).ok())
}

fn small(number: &SerialNumber) -> Option<u64> {
    u64::from_str_radix(&number.to_string(), 16).ok()
}

/// The index of an authority, going on from an earlier one: rows that nothing happened to stay as they are, octet by octet.
#[must_use]
pub fn index_after(authority: &Authority, before: &Index) -> Index {
    let mut rows: Vec<IndexRow> = before.rows.iter().map(|row| row_after(authority, row)).collect();
    let known: BTreeSet<&SerialNumber> = before.rows.iter().map(|row| &row.serial).collect();
    let mut new: Vec<&Row> = authority.rows().filter(|row| !known.contains(&row.serial)).collect();
    new.sort_by_key(|row| row.issued);
    rows.extend(new.into_iter().map(new_row));
    rows.extend(authority.bares().filter(|row| !known.contains(&row.serial)).map(new_bare_row));
    Index { rows }
}

fn row_after(authority: &Authority, before: &IndexRow) -> IndexRow {
    let row = authority.row(&before.serial).map(|row| row.revocation);
    let Some(now) = row.or_else(|| authority.bare(&before.serial).map(|row| row.revocation)) else {
        return before.clone();
    };
    let known = before.revocation.as_ref().map(|revocation| revocation_of(revocation, 0));
    match (now, known) {
        (None, None) => before.clone(),
        (Some(now), Some(known)) if says_the_same(now, known) => before.clone(),
        (Some(now), _) => {
            IndexRow { status: IndexStatus::Revoked, revocation: Some(index_revocation(now)), ..before.clone() }
        }
        (None, Some(_)) => IndexRow { status: IndexStatus::Valid, revocation: None, ..before.clone() },
    }
}

/// Whether the index would say the same of both.
fn says_the_same(now: Revocation, known: Revocation) -> bool {
    let said = |revocation: Revocation| index_reason(revocation.reason, revocation.invalidity_date).invalidity_date();
    let facts = |revocation: Revocation| (revocation.date, revocation.reason, revocation.hold_instruction);
    facts(now) == facts(known) && said(now) == said(known)
}

/// The row of a certificate that no index had yet.
#[must_use]
pub fn new_row(row: &Row) -> IndexRow {
    let subject = super::index::one_line(&row.subject);
    fresh_row(&row.serial, row.not_after, row.revocation, subject)
}

/// The row of a bare one that no index had yet.
#[must_use]
pub fn new_bare_row(row: &BareRow) -> IndexRow {
    fresh_row(&row.serial, row.not_after, row.revocation, row.subject.clone())
}

fn fresh_row(serial: &SerialNumber, not_after: Time, revocation: Option<Revocation>, subject: String) -> IndexRow {
    IndexRow {
        status: if revocation.is_some() { IndexStatus::Revoked } else { IndexStatus::Valid },
        not_after,
        revocation: revocation.map(index_revocation),
        serial: serial.clone(),
        file: "unknown".to_owned(),
        subject,
    }
}

fn index_revocation(revocation: Revocation) -> IndexRevocation {
    let instruction = revocation.hold_instruction.filter(|_| revocation.reason == RevocationReason::CertificateHold);
    let reason = match instruction {
        Some(instruction) => {
            let objects = Objects::default();
            let name = objects.short(instruction).map_or_else(|| instruction.to_string(), str::to_owned);
            Some(IndexReason::HoldInstruction(name))
        }
        None => (revocation.reason != RevocationReason::Unspecified)
            .then(|| index_reason(revocation.reason, revocation.invalidity_date)),
    };
    IndexRevocation { date: revocation.date, reason }
}
