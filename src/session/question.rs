//! Questions: what the vault holds, in words. Nothing is changed.

mod bound;
mod directory;
mod expiry;
mod files;

use super::call::{KeyOwner, Publish, Question, Secret};
use super::held::{Held, Line};
use super::publication::{self, Choice, Compared, Source};
use super::request::{self, Chosen, Cold, Incoming, assessment};
use super::view::{CertificateEntryView, CertificatesView, CrlView, ExportedKeyView, StoredRequestView, View};
use super::{Authorities, inspect, ledger, overview, shape};
use crate::authority::Status;
use crate::bundle;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, Signer, digest};
use crate::model::{CertificateList, SerialNumber, Time};
use crate::parse;
use crate::vault::{CertificateRecord, Kind, NewestCrl, Record, RecordId, RequestRecord, SealedRecords, Vault};

/// How many certificates a page of the ledger holds, and how many entries one of the journal, unless it is said.
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
            Question::Vault {} => overview::vault(self.vault, self.authorities, now).map(View::Vault),
            Question::Authority { authority } => {
                ledger::authority(self.authorities.find(authority)?, self.authorities, now).map(View::Authority)
            }
            Question::Assess { authority, csr, options } => {
                let held = self.authorities.find(authority)?;
                let incoming = Incoming::read(held, csr, Cold { vault: self.vault, records: self.cold })?;
                let chosen = Chosen::read(options, held, incoming.renews.as_ref(), now)?;
                let assessed = chosen.assess(held, &incoming, now);
                assessment(&incoming, chosen, assessed).map(View::Assessment)
            }
            Question::Certificates { authority, status, query, archived, offset, limit } => {
                let held = self.authorities.find(authority)?;
                let filter = Filter::new(status.as_deref(), query.as_deref(), archived.as_deref(), now)?;
                let page = (offset.unwrap_or_default(), limit.unwrap_or(PAGE));
                Ok(View::Certificates(certificates(held, &filter, page)))
            }
            Question::Certificate { authority, serial } => self.certificate(authority, serial).map(View::Certificate),
            Question::Requests { authority } => self.requests(authority.as_deref()).map(View::Requests),
            Question::InspectDirectory(brought) => self.inspect_directory(brought),
            Question::ExportDirectory { authority, passphrase, key_derivation } => {
                self.export_directory(authority, passphrase.as_str(), key_derivation.as_deref())
            }
            Question::Configuration { authority } => self.configuration(authority),
            Question::Index { authority } => self.index(authority),
            Question::Status { authority, serial } => self.status(authority, serial),
            Question::Crl { authority } => self.crl(self.authorities.find(authority)?.crl_at(now)).map(View::Crl),
            Question::Expiry { authority } => self.expiry(authority),
            Question::Bound { authority } => self.bound(authority),
            Question::Publication(act) => self.publication(act),
            Question::DeltaCrl { authority } => self.crl(self.authorities.find(authority)?.delta).map(View::Crl),
            Question::ExportKey { authority, of, password, passphrase } => {
                self.export_key(authority.as_deref(), of, password.as_ref(), passphrase.as_ref()).map(View::Key)
            }
            Question::Bundle(question) => self.bundle(question).map(View::Bundle),
            Question::Journal { offset, limit } => {
                let page = (offset.unwrap_or_default(), limit.unwrap_or(PAGE));
                overview::journal(&self.vault.open_journal(self.cold)?, page).map(View::Journal)
            }
        }
    }

    fn certificate(&self, authority: &str, serial: &str) -> Result<CertificateEntryView> {
        let held = self.authorities.find(authority)?;
        let serial = SerialNumber::parse(serial)?;
        let content = content(self.vault, held, &serial, self.cold)?;
        ledger::certificate(held, &serial, content.as_ref(), self.env.now())
    }

    fn requests(&self, authority: Option<&str>) -> Result<Vec<StoredRequestView>> {
        let requests = match authority {
            Some(id) => &self.authorities.find(id)?.requests,
            None => self.authorities.requests(),
        };
        requests.iter().rev().map(|(id, request)| ledger::stored_request(*id, request)).collect()
    }

    fn crl(&self, newest: Option<NewestCrl>) -> Result<Option<CrlView>> {
        newest.map(|newest| crl(self.vault, &newest, self.cold).map(|crl| shape::crl(&crl))).transpose()
    }

    fn publication(&self, act: &Publish) -> Result<View> {
        let now = self.env.now();
        let held = self.authorities.find(&act.authority)?;
        let source = Source { vault: self.vault, authorities: self.authorities, cold: self.cold, now };
        let folder = source.folder(held, &Choice::read(act, held)?)?;
        let compared = Compared::of(&folder, &source.manifest(held)?, now)?;
        publication::view(held, folder, compared, false).map(|view| View::Published(Box::new(view)))
    }

    fn export_key(
        &mut self,
        authority: Option<&str>,
        of: &KeyOwner,
        password: Option<&Secret>,
        passphrase: Option<&Secret>,
    ) -> Result<ExportedKeyView> {
        let owner = Owner::find(self.authorities, authority, of)?;
        let key = private_key(self.vault, owner.request, self.cold)?;
        if password.is_none() {
            self.vault.ask_again(passphrase.map(Secret::as_str))?;
        }
        let key_pem = inspect::key_pem(self.env, &key, password.map(Secret::as_str))?;
        let content = |(held, serial)| content(self.vault, held, &serial, self.cold);
        let content = owner.issued.map(content).transpose()?.flatten();
        let certificate = content.map(|content| bundle::pem(shape::CERTIFICATE, &content.certificate));
        let key_cert_pem = certificate.map(|certificate| format!("{key_pem}{certificate}"));
        Ok(ExportedKeyView { key_pem, key_cert_pem })
    }
}

/// A CRL of the vault, which must be the one that the authority's record says.
pub fn crl(vault: &Vault, newest: &NewestCrl, cold: &SealedRecords<'_>) -> Result<CertificateList> {
    match vault.open_cold(Kind::Crl, newest.record, cold)? {
        Record::Crl(crl) if digest::sha256(&crl.der) == newest.sha256 => parse::crl_der(&crl.der),
        _ => Err(tampered(Kind::Crl, newest.record)),
    }
}

/// The private key of a request made here. It must be that of the request.
pub fn private_key(vault: &Vault, request: &RequestRecord, cold: &SealedRecords<'_>) -> Result<PrivateKey> {
    let id = request.key.ok_or_else(|| Error::new(Code::KeyUnknown).field("request"))?;
    let Record::Key(record) = vault.open_cold(Kind::Key, id, cold)? else { return Err(tampered(Kind::Key, id)) };
    let key = PrivateKey::from_pkcs8(record.pkcs8())?;
    if key.public_key().spki() == parse::request_der(&request.der)?.spki {
        Ok(key)
    } else {
        Err(Error::new(Code::KeyMismatch).field("request"))
    }
}

/// The keys of the records that a question needs: cold ones, and those of the journal.
pub fn needs(vault: &Vault, authorities: &Authorities, question: &Question) -> Result<Vec<String>> {
    match question {
        Question::Certificate { authority, serial } => needs_certificate(authorities, authority, serial),
        Question::Assess { authority, csr, .. } => request::needs(authorities.find(authority)?, csr),
        Question::Crl { authority } => Ok(authorities.find(authority)?.crl_records().map(|id| id.cold_key()).collect()),
        Question::DeltaCrl { authority } => {
            Ok(authorities.find(authority)?.delta.map(|crl| crl.record.cold_key()).into_iter().collect())
        }
        Question::ExportKey { authority, of, .. } => {
            let owner = Owner::find(authorities, authority.as_deref(), of)?;
            let certificate = owner.issued.map(|(held, serial)| held.record_of(&serial)).transpose()?.flatten();
            Ok([owner.request.key, certificate].into_iter().flatten().map(|id| id.cold_key()).collect())
        }
        Question::Bundle(question) => files::needs(authorities, question),
        Question::Bound { authority } => bound::needs(authorities.find(authority)?),
        Question::ExportDirectory { authority, .. } => Ok(directory::needs_all(authorities.find(authority)?)),
        Question::Publication(act) => publication::needs(authorities, &act.authority),
        Question::Index { authority } | Question::Status { authority, .. } => {
            Ok(directory::needs_index(authorities.find(authority)?))
        }
        Question::Journal { .. } => Ok(vault.journal_keys()),
        Question::Vault {}
        | Question::Authority { .. }
        | Question::Expiry { .. }
        | Question::InspectDirectory(_)
        | Question::Configuration { .. }
        | Question::Certificates { .. }
        | Question::Requests { .. } => Ok(Vec::new()),
    }
}

/// The keys of the cold records of a certificate.
pub fn needs_certificate(authorities: &Authorities, authority: &str, serial: &str) -> Result<Vec<String>> {
    needs_record(authorities.find(authority)?, &SerialNumber::parse(serial)?)
}

/// The key of the cold record of a certificate; there is none for a bare row.
pub fn needs_record(held: &Held, serial: &SerialNumber) -> Result<Vec<String>> {
    Ok(held.record_of(serial)?.map(|id| id.cold_key()).into_iter().collect())
}

/// Whose key is asked for: the request made here, and the certificate that goes with the key.
struct Owner<'a> {
    request: &'a RequestRecord,
    issued: Option<(&'a Held, SerialNumber)>,
}

impl<'a> Owner<'a> {
    fn find(authorities: &'a Authorities, authority: Option<&str>, of: &KeyOwner) -> Result<Self> {
        match (authority, of) {
            (Some(authority), of) => Self::beside(authorities.find(authority)?, of),
            (None, KeyOwner::Request { request }) => Self::of_elsewhere(authorities, request),
            (None, KeyOwner::Certificate { .. }) => Err(Error::new(Code::CallUnknown).field("authority")),
        }
    }

    /// The key of a request for an authority that signs elsewhere: no certificate is here yet.
    fn of_elsewhere(authorities: &'a Authorities, request: &str) -> Result<Self> {
        let id = RecordId::parse(request);
        let found = authorities.requests().iter().find(|(known, _)| Some(*known) == id);
        let (_, request) = found.ok_or_else(|| Error::new(Code::RequestUnknown).field("request").found(request))?;
        Ok(Self { request, issued: None })
    }

    fn beside(held: &'a Held, of: &KeyOwner) -> Result<Self> {
        match of {
            KeyOwner::Certificate { serial } => {
                let serial = SerialNumber::parse(serial)?;
                held.line(&serial)?;
                let unknown = || Error::new(Code::KeyUnknown).field("serial").found(serial.to_string());
                let request = held.request_of(&serial).ok_or_else(unknown)?;
                Ok(Self { request, issued: Some((held, serial)) })
            }
            KeyOwner::Request { request } => {
                let (_, request) = held.request(request)?;
                let serial = request.issued.last().map(|serial| SerialNumber::from_der_content(serial));
                Ok(Self { request, issued: serial.map(|serial| (held, serial)) })
            }
        }
    }
}

/// Which certificates are listed.
struct Filter {
    status: Option<Status>,
    /// Whether those are listed that are archived, and those that are not.
    archived: (bool, bool),
    /// What is looked for, in lower case.
    query: String,
    /// The same without what serial numbers are written with.
    digits: String,
    now: Time,
}

impl Filter {
    fn new(status: Option<&str>, query: Option<&str>, archived: Option<&str>, now: Time) -> Result<Self> {
        let archived = match archived {
            None | Some("without") => (false, true),
            Some("with") => (true, true),
            Some("only") => (true, false),
            Some(other) => {
                let error = Error::new(Code::CallUnknown).field("archived").found(other);
                return Err(error.allowed("without, with, only"));
            }
        };
        let query = query.unwrap_or_default().trim().to_lowercase();
        let digits = query.replace([':', ' '], "");
        Ok(Self { status: status.map(ledger::parse_status).transpose()?, archived, query, digits, now })
    }

    fn takes(&self, held: &Held, line: Line<'_>) -> bool {
        let (archived, others) = self.archived;
        let is_listed = if held.is_archived(line.serial()) { archived } else { others };
        is_listed
            && self.status.is_none_or(|status| line.status(self.now) == status)
            && (self.query.is_empty() || self.finds(line))
    }

    fn finds(&self, line: Line<'_>) -> bool {
        let says = |text: &str| text.to_lowercase().contains(&self.query);
        let has_digits = |serial: &SerialNumber| serial.to_string().to_lowercase().contains(&self.digits);
        match line {
            Line::Whole(row) => {
                says(&row.subject.to_string()) || row.names.iter().any(|name| says(name)) || has_digits(&row.serial)
            }
            Line::Bare(row) => says(&row.subject) || has_digits(&row.serial),
        }
    }
}

fn certificates(held: &Held, filter: &Filter, (offset, limit): (usize, usize)) -> CertificatesView {
    let found: Vec<Line<'_>> = held.newest_first().filter(|line| filter.takes(held, *line)).collect();
    let entries = found.iter().skip(offset).take(limit).map(|line| ledger::entry(held, *line, filter.now)).collect();
    CertificatesView { total: found.len(), entries }
}

/// The record of a certificate, which must be the one that the index says; nothing for a bare row.
pub fn content(
    vault: &Vault,
    held: &Held,
    serial: &SerialNumber,
    cold: &SealedRecords<'_>,
) -> Result<Option<CertificateRecord>> {
    let Some(id) = held.record_of(serial)? else { return Ok(None) };
    let row = held.row(serial)?;
    match vault.open_cold(Kind::Certificate, id, cold)? {
        Record::Certificate(content) if digest::sha256(&content.certificate) == row.fingerprint => Ok(Some(content)),
        _ => Err(tampered(Kind::Certificate, id)),
    }
}

fn tampered(kind: Kind, id: RecordId) -> Error {
    Error::new(Code::VaultRecordTampered).field(format!("{} {}", kind.as_str(), id.cold_key()))
}
