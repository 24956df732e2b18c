//! Acts: what is signed and sealed, and what it changes in the session once the store has it.

use zeroize::Zeroizing;

use super::call::{Act, CreateRequest, Csr, IssueOptions};
use super::held::Held;
use super::inspect;
use super::question;
use super::request::{Chosen, Incoming};
use super::view::{IssuedView, StoredRequestView, View};
use super::{Authorities, shape};
use crate::authority::{Authority, Change, Row};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, digest};
use crate::model::{Name, RevocationReason, SerialNumber, Time};
use crate::parse;
use crate::vault::{
    CertificateRecord, Changes, CrlRecord, Deed, Entry, KeyRecord, NewestCrl, Record, RecordId, RequestRecord,
    SealedRecords, Vault,
};

/// An act that is done but for the store: what is to be sealed, what is answered, and what then changes here.
pub struct Prepared {
    pub changes: Changes,
    pub view: View,
    pub effect: Effect,
}

/// What an act changes in the session once the store has it.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Effect {
    /// Nothing beside the vault's own.
    Nothing,
    /// A new authority.
    Authority(Box<Held>),
    /// A new request.
    Request { id: RecordId, request: RequestRecord },
    /// A change of an authority's ledger.
    Ledger { authority: RecordId, change: Change, issued: Option<Issued>, crl: Option<NewestCrl> },
}

/// Where a certificate that was issued stands in the vault.
#[derive(Debug)]
pub struct Issued {
    serial: SerialNumber,
    record: RecordId,
    page: RecordId,
    request: Option<(RecordId, RequestRecord)>,
}

impl Effect {
    /// Makes it so.
    pub fn apply(self, authorities: &mut Authorities) -> Result<()> {
        match self {
            Self::Nothing => {}
            Self::Authority(held) => authorities.add(*held),
            Self::Request { id, request } => authorities.find_mut(request.authority)?.add_request(id, request),
            Self::Ledger { authority, change, issued, crl } => {
                let held = authorities.find_mut(authority)?;
                held.authority.apply(&change)?;
                held.crl = crl.or(held.crl);
                if let Some(issued) = issued {
                    held.issued(issued.serial, issued.record, issued.page);
                    issued.request.into_iter().for_each(|(id, request)| held.add_request(id, request));
                }
            }
        }
        Ok(())
    }
}

/// What an act works with.
pub struct Acting<'a> {
    pub env: &'a mut dyn Env,
    pub vault: &'a Vault,
    pub authorities: &'a Authorities,
    pub cold: &'a SealedRecords<'a>,
}

impl Acting<'_> {
    /// Does an act: what was signed stays in the answer, and the answer stays here until the store has the rest.
    pub fn prepare(&mut self, act: Act, key: Option<PrivateKey>) -> Result<Prepared> {
        match act {
            Act::CreateAuthority { subject, days } => self.create_authority(&subject, days, wanted(key)?),
            Act::CreateRequest { authority, subject, san, profile } => {
                self.create_request(&authority, &CreateRequest { subject, san, profile }, &wanted(key)?)
            }
            Act::Issue { authority, csr, options } => self.issue(&authority, &csr, &options),
            Act::Revoke { authority, serial, reason, invalidity_date } => {
                self.revoke(&authority, &serial, &reason, invalidity_date.as_deref())
            }
            Act::Release { authority, serial } => self.release(&authority, &serial),
            Act::IssueCrl { authority, days } => self.issue_crl(&authority, days),
            Act::ChangePassphrase { current, passphrase } => {
                self.change_passphrase(current.as_str(), passphrase.as_str())
            }
        }
    }

    fn create_authority(&mut self, subject: &str, days: u32, signer: PrivateKey) -> Result<Prepared> {
        let authority = Authority::make_root(self.env, &Name::parse(subject)?, days, &signer)?;
        let (id, key, now) = (RecordId::make(self.env), RecordId::make(self.env), self.env.now());
        let certificate = &authority.certificate;
        let entry = Entry {
            serial: certificate.serial.der_content(),
            sha256: Some(digest::sha256(&certificate.der)),
            detail: certificate.subject.to_string(),
            ..entry(now, Deed::CreateAuthority, Some(id))
        };
        let key_record = KeyRecord::new(&signer.to_pkcs8()?);
        let held = Held::new(id, key, now, authority, signer);
        let hot = vec![(id, Record::Authority(held.record())), (key, Record::Key(key_record))];
        Ok(Prepared {
            changes: Changes { hot, journal: vec![entry], ..Changes::default() },
            view: View::Authority(held.view(now)?),
            effect: Effect::Authority(Box::new(held)),
        })
    }

    fn create_request(&mut self, authority: &str, wanted: &CreateRequest, key: &PrivateKey) -> Result<Prepared> {
        let held = self.authorities.find(authority)?;
        let der = inspect::make_request(self.env, key, wanted)?;
        let (id, key_id, now) = (RecordId::make(self.env), RecordId::make(self.env), self.env.now());
        let entry = Entry { sha256: Some(digest::sha256(&der)), ..entry(now, Deed::CreateRequest, Some(held.id)) };
        let request = RequestRecord { authority: held.id, created: now.unix(), der, key: key_id, issued: Vec::new() };
        let changes = Changes {
            hot: vec![(id, Record::Request(request.clone()))],
            cold: vec![(key_id, Record::Key(KeyRecord::new(&key.to_pkcs8()?)))],
            journal: vec![entry],
            ..Changes::default()
        };
        let view: StoredRequestView = question::stored_request(id, &request)?;
        Ok(Prepared { changes, view: View::Request(view), effect: Effect::Request { id, request } })
    }

    fn issue(&mut self, authority: &str, csr: &Csr, options: &IssueOptions) -> Result<Prepared> {
        let held = self.authorities.find(authority)?;
        let incoming = Incoming::read(held, csr)?;
        parse::verify_request(&incoming.request)?;
        let chosen = Chosen::read(options, &held.authority.certificate, self.env.now())?;
        let assessment = held.authority.assess(&incoming.request, &chosen.choices, self.env.now());
        let decision = assessment.outcome.map_err(Error::violations)?;
        let change = held.authority.issue(self.env, &decision, &held.signer)?;
        let Change::Issued { row, certificate } = &change else { return Err(other_change()) };
        let content = CertificateRecord { certificate: certificate.clone(), request: incoming.request.der };
        let issued = self.place(held, row, incoming.stored);
        let certificate = question::certificate_entry(held, row, &content, issued.request.is_some(), self.env.now())?;
        let view = IssuedView {
            certificate,
            report: shape::report(assessment.report),
            warnings: chosen.warnings(assessment.warnings),
        };
        Ok(Prepared {
            changes: issued_changes(held, &change, row, content, &issued)?,
            view: View::Issued(view),
            effect: Effect::Ledger { authority: held.id, change, issued: Some(issued), crl: None },
        })
    }

    /// Where a new certificate is to stand, and the request made here that it is for.
    fn place(&mut self, held: &Held, row: &Row, stored: Option<RecordId>) -> Issued {
        let stored = held.requests.iter().find(|(id, _)| Some(*id) == stored).cloned();
        let request = stored.map(|(id, mut request)| {
            request.issued.push(row.serial.der_content());
            (id, request)
        });
        Issued {
            serial: row.serial.clone(),
            record: RecordId::make(self.env),
            page: held.open_page().unwrap_or_else(|| RecordId::make(self.env)),
            request,
        }
    }

    fn revoke(&mut self, authority: &str, serial: &str, reason: &str, invalidity: Option<&str>) -> Result<Prepared> {
        let held = self.authorities.find(authority)?;
        let serial = SerialNumber::parse(serial)?;
        let (reason, invalidity) = (RevocationReason::parse(reason)?, invalidity.map(Time::parse).transpose()?);
        held.row(&serial)?;
        let change = held.authority.revoke(self.env.now(), &serial, reason, invalidity)?;
        let Change::Revoked { revocation, at, .. } = &change else { return Err(other_change()) };
        let row = Row { revocation: Some(*revocation), ..held.row(&serial)?.clone() };
        let entry = Entry { detail: reason.as_str().to_owned(), ..entry(*at, Deed::Revoke, Some(held.id)) };
        self.changed(held, change, &row, entry)
    }

    fn release(&mut self, authority: &str, serial: &str) -> Result<Prepared> {
        let held = self.authorities.find(authority)?;
        let serial = SerialNumber::parse(serial)?;
        held.row(&serial)?;
        let change = held.authority.release(self.env.now(), &serial)?;
        let Change::Released { at, .. } = &change else { return Err(other_change()) };
        let row = Row { revocation: None, ..held.row(&serial)?.clone() };
        let entry = entry(*at, Deed::Release, Some(held.id));
        self.changed(held, change, &row, entry)
    }

    /// A change of one row of the ledger.
    fn changed(&mut self, held: &Held, change: Change, row: &Row, entry: Entry) -> Result<Prepared> {
        let content = question::certificate_record(self.vault, held, &row.serial, self.cold)?;
        let has_key = held.request_of(&row.serial).is_some();
        let view = question::certificate_entry(held, row, &content, has_key, self.env.now())?;
        let (page, rows) = held.page_changed(row)?;
        let record = Record::Authority(held.record_after(&change, None, None));
        let entry = Entry { serial: row.serial.der_content(), sha256: Some(row.fingerprint), ..entry };
        let changes = Changes {
            hot: vec![(held.id, record), (page, Record::IndexPage(rows))],
            journal: vec![entry],
            ..Changes::default()
        };
        let effect = Effect::Ledger { authority: held.id, change, issued: None, crl: None };
        Ok(Prepared { changes, view: View::Certificate(view), effect })
    }

    fn issue_crl(&mut self, authority: &str, days: u32) -> Result<Prepared> {
        let held = self.authorities.find(authority)?;
        let change = held.authority.issue_crl(self.env, days, &held.signer)?;
        let Change::CrlIssued { number, crl: der, this_update, next_update } = &change else {
            return Err(other_change());
        };
        let view = shape::crl(&parse::crl_der(der)?);
        let crl = NewestCrl {
            record: RecordId::make(self.env),
            sha256: digest::sha256(der),
            this_update: this_update.unix(),
            next_update: next_update.unix(),
            entries: u64::try_from(view.entries).unwrap_or(u64::MAX),
        };
        let entry = Entry {
            sha256: Some(crl.sha256),
            detail: number.to_string(),
            ..entry(*this_update, Deed::IssueCrl, Some(held.id))
        };
        let changes = Changes {
            hot: vec![(held.id, Record::Authority(held.record_after(&change, Some(crl), None)))],
            cold: vec![(crl.record, Record::Crl(CrlRecord { der: der.clone() }))],
            journal: vec![entry],
            ..Changes::default()
        };
        let effect = Effect::Ledger { authority: held.id, change, issued: None, crl: Some(crl) };
        Ok(Prepared { changes, view: View::Crl(Some(view)), effect })
    }

    fn change_passphrase(&mut self, current: &str, passphrase: &str) -> Result<Prepared> {
        self.vault.check_passphrase(current)?;
        let now = self.env.now();
        let mut view = question::vault(self.vault, self.authorities, now)?;
        view.revision = view.revision.saturating_add(1);
        let changes = Changes {
            passphrase: Some((Zeroizing::new(passphrase.to_owned()), self.vault.kdf())),
            journal: vec![entry(now, Deed::ChangePassphrase, None)],
            ..Changes::default()
        };
        Ok(Prepared { changes, view: View::Vault(view), effect: Effect::Nothing })
    }
}

/// What a new certificate changes: its record, its page of the index, the authority, and the request made here.
fn issued_changes(
    held: &Held,
    change: &Change,
    row: &Row,
    content: CertificateRecord,
    issued: &Issued,
) -> Result<Changes> {
    let new_page = held.open_page().is_none().then_some(issued.page);
    let page = held.page_with(row, issued.record)?;
    let entry = Entry {
        serial: row.serial.der_content(),
        sha256: Some(row.fingerprint),
        detail: row.profile.as_str().to_owned(),
        ..entry(row.issued, Deed::Issue, Some(held.id))
    };
    let mut hot = vec![
        (held.id, Record::Authority(held.record_after(change, None, new_page))),
        (issued.page, Record::IndexPage(page)),
    ];
    hot.extend(issued.request.iter().map(|(id, request)| (*id, Record::Request(request.clone()))));
    let cold = vec![(issued.record, Record::Certificate(content))];
    Ok(Changes { hot, cold, journal: vec![entry], ..Changes::default() })
}

fn entry(at: Time, deed: Deed, authority: Option<RecordId>) -> Entry {
    Entry { at: at.unix(), deed, authority, serial: Vec::new(), sha256: None, detail: String::new() }
}

fn wanted(key: Option<PrivateKey>) -> Result<PrivateKey> {
    key.ok_or_else(|| Error::new(Code::CallUnknown).field("key").found("an act that needs a key, without one"))
}

/// An authority answers each act with its own kind of change; another one is nothing to seal.
fn other_change() -> Error {
    Error::new(Code::CallUnknown).found("another change than the act's")
}
