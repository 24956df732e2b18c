//! The ledger in words: authorities, their lines, certificates and requests as views.

use serde_bytes::ByteBuf;

use super::directory::files_of;
use super::held::{Held, Line};
use super::view::ConfigurationView;
use super::view::{
    AuthorityView, CertificateEntryView, ChainLinkView, CountsView, EntryView, FileView, NewestCrlView,
    PublicationView, RequestFileView, RevokedView, SettingsView, StoredRequestView,
};
use super::{Authorities, shape};
use crate::authority::{BareRow, Revocation, Row, Status};
use crate::bundle;
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, SerialNumber, Time};
use crate::openssl::directory::ConfigurationFiles;
use crate::parse;
use crate::vault::{
    CertificateRecord, ConfigurationRecord, FileRow, NewestCrl, RecordId, RequestForm, RequestRecord, SettingsRecord,
};

/// An authority.
pub fn authority(held: &Held, authorities: &Authorities, now: Time) -> Result<AuthorityView> {
    let own = &held.authority;
    Ok(AuthorityView {
        id: held.id.to_string(),
        title: shape::title(&own.certificate.subject, &[]),
        certificate: shape::certificate(&own.certificate)?,
        created: held.created.to_string(),
        has_key: held.has_key(),
        counts: counts(held, now),
        crl: held.crl_at(now).as_ref().map(newest_crl).transpose()?,
        delta_crl: held.delta.as_ref().map(newest_crl).transpose()?,
        base_crl: held.delta.map(|_| own.base_crl().to_string()),
        unpublished_revocations: own.revoked_since_crl(),
        settings: settings(&held.settings),
        profiles: super::settings::profiles(&held.settings),
        issuer: own.chain.first().and_then(|issuer| authorities.of_certificate(issuer)).map(|held| held.id.to_string()),
        chain: own.chain.iter().map(|above| chain_link(above, authorities)).collect(),
        former: own.former.iter().map(shape::certificate).collect::<Result<_>>()?,
        succeeds: held.succeeds.map(|id| id.to_string()),
        succeeded_by: authorities.successor(held.id).map(|held| held.id.to_string()),
        next_serial: own.counters().next_serial.as_ref().map(ToString::to_string),
        files: held.files.iter().map(file).collect(),
        published: super::publication::last(held)?,
        archived: held.archive.as_ref().is_some_and(|(_, archived)| archived.whole),
        damaged: held.damaged,
    })
}

fn chain_link(certificate: &Certificate, authorities: &Authorities) -> ChainLinkView {
    ChainLinkView {
        title: shape::title(&certificate.subject, &[]),
        subject: certificate.subject.to_string(),
        not_after: certificate.validity.not_after().to_string(),
        authority: authorities.of_certificate(certificate).map(|held| held.id.to_string()),
    }
}

fn file(row: &FileRow) -> FileView {
    FileView { path: row.path.clone(), size: row.size }
}

/// An authority's settings.
pub fn settings(settings: &SettingsRecord) -> SettingsView {
    let view = |record: &ConfigurationRecord| {
        let ConfigurationFiles { path, text, includes, environment } = files_of(record);
        ConfigurationView { path, text, includes, environment }
    };
    SettingsView {
        configuration: settings.configuration.as_ref().map(view),
        publication: PublicationView {
            crl: settings.crl_urls.clone(),
            issuer: settings.issuer_urls.clone(),
            ocsp: settings.ocsp_urls.clone(),
            delta: settings.delta_urls.clone(),
        },
        beyond_issuer: beyond_issuer(settings.beyond_issuer),
        serials: if settings.sequential { "sequential" } else { "random" },
        unique_subject: settings.unique_subject,
        crl_seconds: settings.crl_seconds,
    }
}

/// The word for what becomes of a certificate that would outlive its issuer.
pub const fn beyond_issuer(number: u8) -> &'static str {
    match number {
        1 => "truncate",
        2 => "permit",
        _ => "refuse",
    }
}

fn counts(held: &Held, now: Time) -> CountsView {
    let whole = held.authority.rows().map(|row| row.status(now));
    let mut counts = CountsView::default();
    for status in whole.chain(held.authority.bares().map(|row| row.status(now))) {
        let count = match status {
            Status::Valid => &mut counts.valid,
            Status::Expired => &mut counts.expired,
            Status::Revoked => &mut counts.revoked,
        };
        *count += 1;
    }
    counts
}

fn newest_crl(crl: &NewestCrl) -> Result<NewestCrlView> {
    Ok(NewestCrlView {
        number: crl.number.to_string(),
        this_update: Time::from_unix(crl.this_update)?.to_string(),
        next_update: Time::from_unix(crl.next_update)?.to_string(),
        entries: crl.entries,
    })
}

/// A line of the ledger in words.
pub fn entry(held: &Held, line: Line<'_>, now: Time) -> EntryView {
    match line {
        Line::Whole(row) => whole(held, row, now),
        Line::Bare(row) => bare(held, row, now),
    }
}

fn whole(held: &Held, row: &Row, now: Time) -> EntryView {
    EntryView {
        serial: row.serial.to_string(),
        subject: row.subject.to_string(),
        title: shape::title(&row.subject, &row.names),
        names: row.names.clone(),
        profile: Some(row.profile.as_str().to_owned()),
        issued: Some(row.issued.to_string()),
        not_before: Some(row.not_before.to_string()),
        not_after: row.not_after.to_string(),
        status: status(row.status(now)),
        revoked: row.revocation.as_ref().map(revoked),
        retires: row.retires.map(|time| time.to_string()),
        renews: row.renews.as_ref().map(ToString::to_string),
        renewed_by: held.renewed_by(&row.serial).map(ToString::to_string),
        sha256: Some(shape::fingerprint(&row.fingerprint)),
        bare: false,
        has_key: held.holds_key_of(&row.serial),
        archived: held.is_archived(&row.serial),
    }
}

fn bare(held: &Held, row: &BareRow, now: Time) -> EntryView {
    EntryView {
        serial: row.serial.to_string(),
        subject: row.subject.clone(),
        title: if row.subject.is_empty() { row.serial.to_string() } else { row.subject.clone() },
        not_after: row.not_after.to_string(),
        status: status(row.status(now)),
        revoked: row.revocation.as_ref().map(revoked),
        bare: true,
        archived: held.is_archived(&row.serial),
        ..EntryView::default()
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
        hold_instruction: revocation.hold_instruction.map(|oid| oid.to_string()),
    }
}

/// A line of the ledger with all that belongs to it; `content` is nothing for a bare row.
pub fn certificate(
    held: &Held,
    serial: &SerialNumber,
    content: Option<&CertificateRecord>,
    now: Time,
) -> Result<CertificateEntryView> {
    let issuers = std::iter::once(&held.authority.certificate).chain(&held.authority.chain);
    Ok(CertificateEntryView {
        entry: entry(held, held.line(serial)?, now),
        certificate: content
            .map(|content| shape::certificate(&parse::certificate_der(&content.certificate)?))
            .transpose()?,
        chain_pem: issuers.map(|issuer| bundle::pem(shape::CERTIFICATE, &issuer.der)).collect(),
        request: content.and_then(|content| content.request.as_ref()).map(request_file),
    })
}

fn request_file(form: &RequestForm) -> RequestFileView {
    let (form, pem, bytes) = match form {
        RequestForm::Pkcs10(der) => ("pkcs10", bundle::pem(shape::REQUEST, der), der),
        RequestForm::Spkac(text) => ("spkac", String::from_utf8_lossy(text).into_owned(), text),
        RequestForm::Certificate(der) => ("certificate", bundle::pem(shape::CERTIFICATE, der), der),
    };
    RequestFileView { form, pem, der: ByteBuf::from(bytes.as_slice()) }
}

/// A request made here, in words.
pub fn stored_request(id: RecordId, record: &RequestRecord) -> Result<StoredRequestView> {
    let request = parse::request_der(&record.der)?;
    let serial = |der: &Vec<u8>| SerialNumber::from_der_content(der).to_string();
    Ok(StoredRequestView {
        id: id.to_string(),
        subject: request.subject.to_string(),
        san: shape::san(&request.extensions),
        created: Time::from_unix(record.created)?.to_string(),
        key: shape::key(&request.spki)?,
        has_key: record.key.is_some(),
        pem: bundle::pem(shape::REQUEST, &request.der),
        text: bundle::request_text(&request),
        der: ByteBuf::from(request.der),
        issued: record.issued.iter().map(serial).collect(),
    })
}

/// What a word for a status means.
pub fn parse_status(text: &str) -> Result<Status> {
    [Status::Valid, Status::Expired, Status::Revoked]
        .into_iter()
        .find(|known| status(*known) == text)
        .ok_or_else(|| Error::new(Code::CallUnknown).field("status").found(text).allowed("valid, expired, revoked"))
}
