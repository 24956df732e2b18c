//! Questions: what the vault holds, in words. Nothing is changed.

use serde_bytes::ByteBuf;

use super::call::{KeyOwner, Question};
use super::held::{self, Held};
use super::inspect;
use super::request::{Chosen, Incoming, assessment};
use super::view::{
    CertificateEntryView, CertificatesView, CrlView, ExportedKeyView, RequestFileView, StoredRequestView, VaultView,
    View,
};
use super::{Authorities, shape};
use crate::authority::{Row, Status};
use crate::bundle;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, Signer, digest};
use crate::model::{Certificate, SerialNumber, Time};
use crate::parse;
use crate::vault::{CertificateRecord, Kind, Record, RecordId, RequestRecord, SealedRecords, Vault};

/// How many certificates a page of the ledger holds, unless it is said.
const PAGE: usize = 100;

/// What a question works with.
pub struct Asking<'a> {
    pub env: &'a mut dyn Env,
    pub vault: &'a Vault,
    pub authorities: &'a Authorities,
    pub cold: &'a SealedRecords<'a>,
}

impl Asking<'_> {
    pub fn answer(&mut self, question: &Question) -> Result<View> {
        let now = self.env.now();
        match question {
            Question::Vault {} => vault(self.vault, self.authorities, now).map(View::Vault),
            Question::Authority { authority } => self.authorities.find(authority)?.view(now).map(View::Authority),
            Question::Assess { authority, csr, options } => {
                let held = self.authorities.find(authority)?;
                let incoming = Incoming::read(held, csr)?;
                let chosen = Chosen::read(options, &held.authority.certificate, now)?;
                let assessed = held.authority.assess(&incoming.request, &chosen.choices, now);
                assessment(&incoming, chosen, assessed).map(View::Assessment)
            }
            Question::Certificates { authority, status, query, offset, limit } => {
                let held = self.authorities.find(authority)?;
                let filter = Filter::new(status.as_deref(), query.as_deref(), now)?;
                let page = (offset.unwrap_or_default(), limit.unwrap_or(PAGE));
                Ok(View::Certificates(certificates(held, &filter, page)))
            }
            Question::Certificate { authority, serial } => self.certificate(authority, serial).map(View::Certificate),
            Question::Requests { authority } => requests(self.authorities.find(authority)?).map(View::Requests),
            Question::Crl { authority } => self.crl(authority).map(View::Crl),
            Question::ExportKey { authority, of, password } => {
                let password = password.as_ref().map(super::call::Secret::as_str);
                self.export_key(authority, of, password).map(View::Key)
            }
        }
    }

    fn certificate(&self, authority: &str, serial: &str) -> Result<CertificateEntryView> {
        let held = self.authorities.find(authority)?;
        let serial = SerialNumber::parse(serial)?;
        let (row, has_key) = (held.row(&serial)?, held.request_of(&serial).is_some());
        let content = certificate_record(self.vault, held, &serial, self.cold)?;
        certificate_entry(held, row, &content, has_key, self.env.now())
    }

    fn crl(&self, authority: &str) -> Result<Option<CrlView>> {
        let held = self.authorities.find(authority)?;
        let Some(newest) = held.crl else { return Ok(None) };
        match self.vault.open_cold(Kind::Crl, newest.record, self.cold)? {
            Record::Crl(crl) if digest::sha256(&crl.der) == newest.sha256 => {
                Ok(Some(shape::crl(&parse::crl_der(&crl.der)?)))
            }
            _ => Err(tampered(Kind::Crl, newest.record)),
        }
    }

    fn export_key(&mut self, authority: &str, of: &KeyOwner, password: Option<&str>) -> Result<ExportedKeyView> {
        let held = self.authorities.find(authority)?;
        let owner = Owner::find(held, of)?;
        let key = self.private_key(owner.request)?;
        let key_pem = inspect::key_pem(self.env, &key, password)?;
        let certificate = owner
            .serial
            .map(|serial| certificate_record(self.vault, held, &serial, self.cold))
            .transpose()?
            .map(|content| bundle::pem(shape::CERTIFICATE, &content.certificate));
        let key_cert_pem = certificate.map(|certificate| format!("{key_pem}{certificate}"));
        Ok(ExportedKeyView { key_pem, key_cert_pem })
    }

    /// The private key of a request made here. It must be that of the request.
    fn private_key(&self, request: &RequestRecord) -> Result<PrivateKey> {
        let Record::Key(record) = self.vault.open_cold(Kind::Key, request.key, self.cold)? else {
            return Err(tampered(Kind::Key, request.key));
        };
        let key = PrivateKey::from_pkcs8(record.pkcs8())?;
        if key.public_key().spki() == parse::request_der(&request.der)?.spki {
            Ok(key)
        } else {
            Err(Error::new(Code::KeyMismatch).field("request"))
        }
    }
}

/// The keys of the cold records that a question needs.
pub fn needs(authorities: &Authorities, question: &Question) -> Result<Vec<String>> {
    match question {
        Question::Certificate { authority, serial } => needs_certificate(authorities, authority, serial),
        Question::Crl { authority } => {
            Ok(authorities.find(authority)?.crl.map(|crl| crl.record.cold_key()).into_iter().collect())
        }
        Question::ExportKey { authority, of, .. } => {
            let held = authorities.find(authority)?;
            let owner = Owner::find(held, of)?;
            let certificate = owner.serial.map(|serial| held.record_of(&serial)).transpose()?;
            Ok([Some(owner.request.key), certificate].into_iter().flatten().map(|id| id.cold_key()).collect())
        }
        Question::Vault {}
        | Question::Authority { .. }
        | Question::Assess { .. }
        | Question::Certificates { .. }
        | Question::Requests { .. } => Ok(Vec::new()),
    }
}

/// The keys of the cold records of a certificate.
pub fn needs_certificate(authorities: &Authorities, authority: &str, serial: &str) -> Result<Vec<String>> {
    let record = authorities.find(authority)?.record_of(&SerialNumber::parse(serial)?)?;
    Ok(vec![record.cold_key()])
}

/// Whose key is asked for: the request made here, and the certificate that goes with the key.
struct Owner<'a> {
    request: &'a RequestRecord,
    serial: Option<SerialNumber>,
}

impl<'a> Owner<'a> {
    fn find(held: &'a Held, of: &KeyOwner) -> Result<Self> {
        match of {
            KeyOwner::Certificate { serial } => {
                let serial = SerialNumber::parse(serial)?;
                held.row(&serial)?;
                let unknown = || Error::new(Code::KeyUnknown).field("serial").found(serial.to_string());
                let request = held.request_of(&serial).ok_or_else(unknown)?;
                Ok(Self { request, serial: Some(serial) })
            }
            KeyOwner::Request { request } => {
                let (_, request) = held.request(request)?;
                let serial = request.issued.last().map(|serial| SerialNumber::from_der_content(serial));
                Ok(Self { request, serial })
            }
        }
    }
}

/// Which certificates are listed.
struct Filter {
    status: Option<Status>,
    /// What is looked for, in lower case.
    query: String,
    /// The same without what serial numbers are written with.
    digits: String,
    now: Time,
}

impl Filter {
    fn new(status: Option<&str>, query: Option<&str>, now: Time) -> Result<Self> {
        let query = query.unwrap_or_default().trim().to_lowercase();
        let digits = query.replace([':', ' '], "");
        Ok(Self { status: status.map(parse_status).transpose()?, query, digits, now })
    }

    fn takes(&self, row: &Row) -> bool {
        self.status.is_none_or(|status| row.status(self.now) == status) && (self.query.is_empty() || self.finds(row))
    }

    fn finds(&self, row: &Row) -> bool {
        let says = |text: &str| text.to_lowercase().contains(&self.query);
        says(&row.subject.to_string())
            || row.names.iter().any(|name| says(name))
            || row.serial.to_string().to_lowercase().contains(&self.digits)
    }
}

fn parse_status(text: &str) -> Result<Status> {
    [Status::Valid, Status::Expired, Status::Revoked]
        .into_iter()
        .find(|status| held::status(*status) == text)
        .ok_or_else(|| Error::new(Code::CallUnknown).field("status").found(text).allowed("valid, expired, revoked"))
}

fn certificates(held: &Held, filter: &Filter, (offset, limit): (usize, usize)) -> CertificatesView {
    let found: Vec<&Row> = held.newest_first().filter(|row| filter.takes(row)).collect();
    let entries = found.iter().skip(offset).take(limit).map(|row| held.entry(row, filter.now)).collect();
    CertificatesView { total: found.len(), entries }
}

/// The vault at a glance.
pub fn vault(vault: &Vault, authorities: &Authorities, now: Time) -> Result<VaultView> {
    Ok(VaultView {
        revision: vault.revision(),
        created: Time::from_unix(vault.created())?.to_string(),
        authorities: authorities.iter().map(|held| held.view(now)).collect::<Result<_>>()?,
    })
}

fn requests(held: &Held) -> Result<Vec<StoredRequestView>> {
    held.requests.iter().rev().map(|(id, request)| stored_request(*id, request)).collect()
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
        pem: bundle::pem(shape::REQUEST, &request.der),
        text: bundle::request_text(&request),
        der: ByteBuf::from(request.der),
        issued: record.issued.iter().map(serial).collect(),
    })
}

/// The record of a certificate, which must be the one that the index says.
pub fn certificate_record(
    vault: &Vault,
    held: &Held,
    serial: &SerialNumber,
    cold: &SealedRecords<'_>,
) -> Result<CertificateRecord> {
    let (row, id) = (held.row(serial)?, held.record_of(serial)?);
    match vault.open_cold(Kind::Certificate, id, cold)? {
        Record::Certificate(content) if digest::sha256(&content.certificate) == row.fingerprint => Ok(content),
        _ => Err(tampered(Kind::Certificate, id)),
    }
}

/// A certificate of the ledger with all that belongs to it.
pub fn certificate_entry(
    held: &Held,
    row: &Row,
    content: &CertificateRecord,
    has_key: bool,
    now: Time,
) -> Result<CertificateEntryView> {
    let mut entry = held.entry(row, now);
    entry.has_key = has_key;
    let issuers = std::iter::once(&held.authority.certificate).chain(&held.authority.chain);
    Ok(CertificateEntryView {
        entry,
        certificate: shape::certificate(&parse::certificate_der(&content.certificate)?)?,
        chain_pem: issuers.map(|issuer: &Certificate| bundle::pem(shape::CERTIFICATE, &issuer.der)).collect(),
        request: RequestFileView {
            pem: bundle::pem(shape::REQUEST, &content.request),
            der: ByteBuf::from(content.request.as_slice()),
        },
    })
}

fn tampered(kind: Kind, id: RecordId) -> Error {
    Error::new(Code::VaultRecordTampered).field(format!("{} {}", kind.as_str(), id.cold_key()))
}
