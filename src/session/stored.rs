//! Between the ledger and the vault's records: each fact in the form in which it is kept, and back.

use crate::authority::{Authority, BareRow, Counters, Parts, Release, Revocation, Row};
use crate::encode;
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, Oid, RevocationReason, SerialNumber, Time};
use crate::parse;
use crate::policy::ProfileName;
use crate::vault::{AuthorityRecord, BareIndexRow, IndexPage, IndexRow, RecordId, ReleaseRow, RevocationRow};

/// The authority that a record and its pages hold.
pub fn read_authority(record: &AuthorityRecord, pages: &[(RecordId, &IndexPage)]) -> Result<Authority> {
    let certificates = |all: &[Vec<u8>]| all.iter().map(|der| parse::certificate_der(der)).collect::<Result<Vec<_>>>();
    let rows = pages.iter().flat_map(|(_, page)| &page.rows);
    let bare = pages.iter().flat_map(|(_, page)| &page.bare);
    Authority::restore(Parts {
        certificate: read_certificate(&record.certificate)?,
        chain: certificates(&record.chain)?,
        former: certificates(&record.former)?,
        rows: rows.map(read_row).collect::<Result<_>>()?,
        bare: bare.map(read_bare).collect::<Result<_>>()?,
        releases: record.releases.iter().map(read_release).collect::<Result<_>>()?,
        counters: read_counters(record)?,
    })
}

fn read_certificate(der: &[u8]) -> Result<Certificate> {
    parse::certificate_der(der)
}

fn read_counters(record: &AuthorityRecord) -> Result<Counters> {
    // one that was taken in may be no newer than the complete one beside it
    let is_delta = |number: u64| number > record.base_crl && number <= record.crl_number;
    Ok(Counters {
        crl_number: record.crl_number,
        base_crl: record.base_crl,
        delta_crl: record.delta.map(|delta| delta.number).filter(|number| is_delta(*number)).unwrap_or_default(),
        last_crl: record.last_crl.map(Time::from_unix).transpose()?,
        last_act: Time::from_unix(record.last_act)?,
        next_serial: record.next_serial.as_deref().map(SerialNumber::from_der_content),
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
        issued: Time::from_unix(row.issued)?,
        fingerprint: row.sha256,
        renews: row.renews.as_deref().map(SerialNumber::from_der_content),
        retires: row.retires.map(Time::from_unix).transpose()?,
        revocation: row.revocation.as_ref().map(read_revocation).transpose()?,
    })
}

/// The row of a certificate as it is kept, with the cold record that holds it.
pub fn write_row(row: &Row, record: RecordId) -> Result<IndexRow> {
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
        renews: row.renews.as_ref().map(SerialNumber::der_content),
        retires: row.retires.map(Time::unix),
        revocation: row.revocation.as_ref().map(write_revocation),
    })
}

fn read_bare(row: &BareIndexRow) -> Result<BareRow> {
    Ok(BareRow {
        serial: SerialNumber::from_der_content(&row.serial),
        subject: row.subject.clone(),
        not_after: Time::from_unix(row.not_after)?,
        revocation: row.revocation.as_ref().map(read_revocation).transpose()?,
    })
}

/// A row without a certificate as it is kept.
pub fn write_bare(row: &BareRow) -> BareIndexRow {
    BareIndexRow {
        serial: row.serial.der_content(),
        subject: row.subject.clone(),
        not_after: row.not_after.unix(),
        revocation: row.revocation.as_ref().map(write_revocation),
    }
}

fn read_revocation(row: &RevocationRow) -> Result<Revocation> {
    let reason = RevocationReason::ALL.into_iter().find(|reason| reason.number() == row.reason);
    Ok(Revocation {
        date: Time::from_unix(row.date)?,
        reason: reason.ok_or_else(|| Error::new(Code::ReasonUnknown).found(row.reason.to_string()))?,
        invalidity_date: row.invalidity_date.map(Time::from_unix).transpose()?,
        hold_instruction: row.hold_instruction.as_deref().map(Oid::parse).transpose()?,
        after_crl: row.after_crl,
    })
}

fn write_revocation(revocation: &Revocation) -> RevocationRow {
    RevocationRow {
        date: revocation.date.unix(),
        reason: revocation.reason.number(),
        invalidity_date: revocation.invalidity_date.map(Time::unix),
        hold_instruction: revocation.hold_instruction.map(|oid| oid.to_string()),
        after_crl: revocation.after_crl,
    }
}

fn read_release(row: &ReleaseRow) -> Result<Release> {
    Ok(Release {
        serial: SerialNumber::from_der_content(&row.serial),
        date: Time::from_unix(row.date)?,
        after_crl: row.after_crl,
    })
}

/// A hold that was taken back, as it is kept.
pub fn write_release(release: &Release) -> ReleaseRow {
    ReleaseRow { serial: release.serial.der_content(), date: release.date.unix(), after_crl: release.after_crl }
}
