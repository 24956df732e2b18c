//! The shapes of version 1, and what becomes of them.

use serde::Deserialize;

use super::{RecordId, RequestForm};

/// An authority.
#[derive(Deserialize)]
pub(super) struct AuthorityRecord {
    created: i64,
    #[serde(with = "serde_bytes")]
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    key: RecordId,
    crl_number: u64,
    last_crl: Option<i64>,
    last_act: i64,
    crl: Option<NewestCrl>,
    pages: Vec<RecordId>,
}

#[derive(Deserialize)]
struct NewestCrl {
    record: RecordId,
    sha256: [u8; 32],
    this_update: i64,
    next_update: i64,
    entries: u64,
}

/// A page of an authority's index.
#[derive(Deserialize)]
pub(super) struct IndexPage {
    rows: Vec<IndexRow>,
}

#[derive(Deserialize)]
struct IndexRow {
    #[serde(with = "serde_bytes")]
    serial: Vec<u8>,
    #[serde(with = "serde_bytes")]
    subject: Vec<u8>,
    names: Vec<String>,
    not_before: i64,
    not_after: i64,
    profile: String,
    issued: i64,
    sha256: [u8; 32],
    record: RecordId,
    revocation: Option<RevocationRow>,
}

#[derive(Deserialize)]
struct RevocationRow {
    date: i64,
    reason: u8,
    invalidity_date: Option<i64>,
    after_crl: u64,
}

/// A request made here.
#[derive(Deserialize)]
pub(super) struct RequestRecord {
    authority: RecordId,
    created: i64,
    #[serde(with = "serde_bytes")]
    der: Vec<u8>,
    key: RecordId,
    issued: Vec<Vec<u8>>,
}

/// A certificate and the request that it was signed for.
#[derive(Deserialize)]
pub(super) struct CertificateRecord {
    #[serde(with = "serde_bytes")]
    certificate: Vec<u8>,
    #[serde(with = "serde_bytes")]
    request: Vec<u8>,
}

/// There were complete CRLs alone.
impl From<AuthorityRecord> for super::AuthorityRecord {
    fn from(old: AuthorityRecord) -> Self {
        let crl = old.crl.map(|crl| super::NewestCrl {
            record: crl.record,
            sha256: crl.sha256,
            number: old.crl_number,
            this_update: crl.this_update,
            next_update: crl.next_update,
            entries: crl.entries,
        });
        Self {
            created: old.created,
            certificate: old.certificate,
            chain: old.chain,
            former: Vec::new(),
            key: Some(old.key),
            settings: None,
            succeeds: None,
            crl_number: old.crl_number,
            base_crl: old.crl_number,
            last_crl: old.last_crl,
            last_act: old.last_act,
            next_serial: None,
            crl,
            ahead: Vec::new(),
            delta: None,
            releases: Vec::new(),
            pages: old.pages,
            files: Vec::new(),
        }
    }
}

impl From<IndexPage> for super::IndexPage {
    fn from(old: IndexPage) -> Self {
        Self { rows: old.rows.into_iter().map(Into::into).collect(), bare: Vec::new() }
    }
}

impl From<IndexRow> for super::IndexRow {
    fn from(old: IndexRow) -> Self {
        Self {
            serial: old.serial,
            subject: old.subject,
            names: old.names,
            not_before: old.not_before,
            not_after: old.not_after,
            profile: old.profile,
            issued: old.issued,
            sha256: old.sha256,
            record: old.record,
            renews: None,
            retires: None,
            revocation: old.revocation.map(Into::into),
        }
    }
}

impl From<RevocationRow> for super::RevocationRow {
    fn from(old: RevocationRow) -> Self {
        Self {
            date: old.date,
            reason: old.reason,
            invalidity_date: old.invalidity_date,
            hold_instruction: None,
            after_crl: old.after_crl,
        }
    }
}

impl From<RequestRecord> for super::RequestRecord {
    fn from(old: RequestRecord) -> Self {
        Self {
            authority: Some(old.authority),
            created: old.created,
            der: old.der,
            key: Some(old.key),
            issued: old.issued,
        }
    }
}

impl From<CertificateRecord> for super::CertificateRecord {
    fn from(old: CertificateRecord) -> Self {
        Self { certificate: old.certificate, request: Some(RequestForm::Pkcs10(old.request)) }
    }
}
