//! Between a directory and the ledger of an authority: what was taken in becomes an [`Authority`], and an authority an index.

use super::directory::{Import, ImportedRow, index_reason};
use super::index::{Index, IndexReason, IndexRevocation, IndexRow, IndexStatus};
use crate::authority::{Authority, Counters, Parts, Revocation, Row};
use crate::error::Result;
use crate::key::digest::sha256;
use crate::model::{Certificate, CertificateList, ExtensionValue, Oid, RevocationReason, SerialNumber, Time};
use crate::policy::Profile;

/// An authority that was taken in, and what its ledger cannot hold.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// The authority with every row that has a certificate.
    pub authority: Authority,
    /// The rows that have none: they stay in the index as they are. A ledger has a certificate for each of its rows, so a CRL that
    /// is made of it does not list those of them that are revoked: whoever adopts says so before the first CRL.
    pub bare: Vec<IndexRow>,
}

impl Import {
    /// The authority that goes on from here.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`](crate::error::Code::LedgerInconsistent), and what an impossible revocation date gives.
    pub fn adopt(&self) -> Result<Adopted> {
        let counters = self.counters();
        let (whole, bare): (Vec<&ImportedRow>, Vec<&ImportedRow>) =
            self.rows.iter().partition(|row| row.certificate.is_some());
        let rows = whole.into_iter().filter_map(|row| self.ledger_row(row, &counters)).collect();
        let parts = Parts { rows, ..Parts::new(self.certificate.clone(), self.chain.clone(), counters) };
        let authority = Authority::restore(parts)?;
        Ok(Adopted { authority, bare: bare.into_iter().map(|row| row.row.clone()).collect() })
    }

    /// What the directory tells of the numbers and the time of the last act.
    fn counters(&self) -> Counters {
        let made = self.crls.iter().filter_map(number_of).max().unwrap_or(0);
        let counted = self.next_crl_number.as_ref().and_then(small).map_or(0, |next| next.saturating_sub(1));
        let crl_number = made.max(counted);
        let newest = self.crls.first().map(|crl| crl.this_update);
        let issued =
            self.rows.iter().filter_map(|row| row.certificate.as_ref()).map(|found| found.value.validity.not_before());
        let revoked = self.rows.iter().filter_map(|row| row.row.revocation.as_ref()).map(|revocation| revocation.date);
        let own = self.certificate.validity.not_before();
        let last_act = issued.chain(revoked).chain(newest).fold(own, Time::max);
        let last_crl = (crl_number > 0).then(|| newest.unwrap_or(last_act));
        Counters { crl_number, base_crl: crl_number, last_crl, last_act, next_serial: None }
    }

    fn ledger_row(&self, row: &ImportedRow, counters: &Counters) -> Option<Row> {
        let certificate = &row.certificate.as_ref()?.value;
        let listed =
            self.crls.first().is_some_and(|crl| crl.revoked.iter().any(|revoked| revoked.serial == row.row.serial));
        let after_crl = if listed { 0 } else { counters.crl_number };
        Some(Row {
            serial: certificate.serial.clone(),
            subject: certificate.subject.clone(),
            names: alternative_names(certificate),
            not_before: certificate.validity.not_before(),
            not_after: certificate.validity.not_after(),
            profile: profile_of(certificate).into(),
            issued: certificate.validity.not_before(),
            fingerprint: sha256(&certificate.der),
            renews: None,
            retires: None,
            revocation: row.row.revocation.as_ref().map(|revocation| revocation_of(revocation, after_crl)),
        })
    }
}

fn revocation_of(revocation: &IndexRevocation, after_crl: u64) -> Revocation {
    let reason = revocation.reason.as_ref();
    Revocation {
        date: revocation.date,
        reason: reason.map_or(RevocationReason::Unspecified, IndexReason::reason),
        invalidity_date: reason.and_then(IndexReason::invalidity_date),
        hold_instruction: None,
        after_crl,
    }
}

/// The number of a CRL, where it has one that a ledger can count.
fn number_of(crl: &CertificateList) -> Option<u64> {
    let number = crl.extensions.iter().find_map(|extension| match extension.value {
        ExtensionValue::CrlNumber(number) => Some(number),
        _ => None,
    });
    number.and_then(|number| u64::try_from(number).ok())
}

fn small(number: &SerialNumber) -> Option<u64> {
    u64::from_str_radix(&number.to_string(), 16).ok()
}

fn alternative_names(certificate: &Certificate) -> Vec<String> {
    let names = certificate.extension(|value| match value {
        ExtensionValue::SubjectAltName(names) => Some(names),
        _ => None,
    });
    names.into_iter().flatten().map(ToString::to_string).collect()
}

/// What a certificate that others made is for, by its basicConstraints and its purposes.
fn profile_of(certificate: &Certificate) -> Profile {
    let is_authority =
        certificate.extension(|value| matches!(value, ExtensionValue::BasicConstraints(c) if c.ca).then_some(()));
    if is_authority.is_some() {
        return Profile::IntermediateCa;
    }
    let purposes = certificate.extension(|value| match value {
        ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes.as_slice()),
        _ => None,
    });
    let has = |oid: const_oid::ObjectIdentifier| purposes.unwrap_or_default().contains(&Oid::from(oid));
    use const_oid::db::rfc5280::{ID_KP_CLIENT_AUTH, ID_KP_CODE_SIGNING, ID_KP_EMAIL_PROTECTION, ID_KP_SERVER_AUTH};
    match (has(ID_KP_SERVER_AUTH), has(ID_KP_CLIENT_AUTH)) {
        (true, true) => Profile::ServerClient,
        (true, false) => Profile::Server,
        _ if has(ID_KP_EMAIL_PROTECTION) => Profile::Email,
        _ if has(ID_KP_CODE_SIGNING) => Profile::CodeSigning,
        (false, true) => Profile::Client,
        // without purposes it serves for everything, servers first
        (false, false) => Profile::Server,
    }
}

/// The index of an authority, going on from an earlier one: rows that nothing happened to stay as they are, octet by octet.
#[must_use]
pub fn index_after(authority: &Authority, before: &Index) -> Index {
    let mut rows: Vec<IndexRow> = before.rows.iter().map(|row| row_after(authority, row)).collect();
    let is_new = |row: &&Row| !before.rows.iter().any(|known| known.serial == row.serial);
    let mut new: Vec<&Row> = authority.rows().filter(is_new).collect();
    new.sort_by_key(|row| row.issued);
    rows.extend(new.into_iter().map(new_row));
    Index { rows }
}

fn row_after(authority: &Authority, before: &IndexRow) -> IndexRow {
    let Some(row) = authority.row(&before.serial) else { return before.clone() };
    let known = before.revocation.as_ref().map(|revocation| revocation_of(revocation, 0));
    let same =
        |a: Revocation, b: Revocation| (a.date, a.reason, a.invalidity_date) == (b.date, b.reason, b.invalidity_date);
    match (row.revocation, known) {
        (None, None) => before.clone(),
        (Some(now), Some(known)) if same(now, known) => before.clone(),
        (Some(now), _) => {
            IndexRow { status: IndexStatus::Revoked, revocation: Some(index_revocation(now)), ..before.clone() }
        }
        (None, Some(_)) => IndexRow { status: IndexStatus::Valid, revocation: None, ..before.clone() },
    }
}

fn new_row(row: &Row) -> IndexRow {
    IndexRow {
        status: if row.revocation.is_some() { IndexStatus::Revoked } else { IndexStatus::Valid },
        not_after: row.not_after,
        revocation: row.revocation.map(index_revocation),
        serial: row.serial.clone(),
        file: "unknown".to_owned(),
        subject: super::index::one_line(&row.subject),
    }
}

fn index_revocation(revocation: Revocation) -> IndexRevocation {
    let reason = (revocation.reason != RevocationReason::Unspecified)
        .then(|| index_reason(revocation.reason, revocation.invalidity_date));
    IndexRevocation { date: revocation.date, reason }
}
