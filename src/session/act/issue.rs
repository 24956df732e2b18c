//! Signing requests.

use super::{Acting, Prepared, entry, other_change};
use crate::authority::Change;
use crate::error::{Error, Result};
use crate::parse;
use crate::session::call::{Csr, IssueOptions};
use crate::session::draft::Draft;
use crate::session::request::{Chosen, Incoming};
use crate::session::view::{IssuedView, View};
use crate::session::{ledger, shape};
use crate::vault::{CertificateRecord, Deed, Entry, RecordId, RequestForm};

impl Acting<'_> {
    pub(super) fn issue(&mut self, authority: &str, csr: &Csr, options: &IssueOptions) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        let issued = self.issue_one(&mut draft, csr, options)?;
        Prepared::of([draft], View::Issued(issued))
    }

    /// Signs one request in a draft.
    fn issue_one(&mut self, draft: &mut Draft, csr: &Csr, options: &IssueOptions) -> Result<IssuedView> {
        let incoming = Incoming::read(&draft.held, csr)?;
        parse::verify_request(&incoming.request)?;
        let chosen = Chosen::read(options, &draft.held.authority, self.env.now())?;
        let assessment = draft.held.authority.assess(&incoming.request, &chosen.choices, self.env.now());
        let decision = assessment.outcome.map_err(Error::violations)?;
        let change = draft.held.authority.issue(self.env, &decision, draft.held.signer()?)?;
        let Change::Issued { row, certificate } = &change else { return Err(other_change()) };
        let request = Some(RequestForm::Pkcs10(incoming.request.der));
        let content = CertificateRecord { certificate: certificate.clone(), request };
        draft.add(self.env, &change, Some(content.clone()))?;
        take_note(draft, &row.serial.der_content(), incoming.stored);
        draft.journal(Entry {
            serial: row.serial.der_content(),
            sha256: Some(row.fingerprint),
            detail: row.profile.as_str().to_owned(),
            ..entry(row.issued, Deed::Issue, Some(draft.held.id))
        });
        Ok(IssuedView {
            certificate: ledger::certificate(&draft.held, &row.serial, Some(&content), self.env.now())?,
            report: shape::report(assessment.report),
            warnings: chosen.warnings(assessment.warnings),
        })
    }
}

/// Writes beside the request made here that it was signed.
fn take_note(draft: &mut Draft, serial: &[u8], stored: Option<RecordId>) {
    let request = draft.held.requests.iter().find(|(id, _)| Some(*id) == stored).cloned();
    if let Some((id, request)) = request {
        let mut request = request.as_ref().clone();
        request.issued.push(serial.to_vec());
        draft.put_request(id, request);
    }
}
