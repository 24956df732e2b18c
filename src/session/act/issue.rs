//! Signing requests, and the settings by which they are signed.

use super::{Acting, Prepared, entry, other_change};
use crate::authority::{Change, Grounds};
use crate::error::{Code, Error, Result};
use crate::model::{RevocationReason, SerialNumber, Time};
use crate::policy::{Decision, ReportRow, Warning};
use crate::session::call::{Csr, IssueOptions, SettingsRequest, Superseding};
use crate::session::draft::Draft;
use crate::session::held::Line;
use crate::session::request::{Chosen, Cold, Incoming};
use crate::session::view::{BatchItemView, BatchView, IssuedView, View};
use crate::session::{ledger, settings, shape};
use crate::vault::{CertificateRecord, Deed, Entry, RecordId};

/// The most requests that are signed in one act: what is sealed is held in memory until the store has it.
const MAX_BATCH: usize = 1000;

/// A request that may be signed.
struct Decided {
    incoming: Incoming,
    chosen: Chosen,
    decision: Decision,
    report: Vec<ReportRow>,
    warnings: Vec<Warning>,
}

impl Acting<'_> {
    pub(super) fn issue(&mut self, authority: &str, csr: &Csr, options: &IssueOptions) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        let decided = self.decide(&draft, csr, options)?;
        let superseded = self.supersede_all(&mut draft, options.supersede.as_ref())?;
        let mut issued = self.issue_one(&mut draft, decided)?;
        issued.superseded = superseded;
        Prepared::of([draft], View::Issued(issued))
    }

    pub(super) fn issue_many(&mut self, authority: &str, csrs: &[Csr], options: &IssueOptions) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        if options.supersede.is_some() || options.renews.is_some() {
            return Err(of_one_alone());
        }
        if !(1..=MAX_BATCH).contains(&csrs.len()) {
            let found = format!("{} requests", csrs.len());
            return Err(Error::new(Code::CallUnknown).field("csrs").found(found).allowed(format!("1 to {MAX_BATCH}")));
        }
        let mut items = Vec::with_capacity(csrs.len());
        for csr in csrs {
            items.push(match self.decide(&draft, csr, options) {
                Ok(decided) => {
                    let issued = Some(self.issue_one(&mut draft, decided)?);
                    BatchItemView { issued, ..BatchItemView::default() }
                }
                Err(error) => refused(&error),
            });
        }
        Prepared::of([draft], View::Batch(BatchView { items }))
    }

    /// What is decided about a request, by the draft as it is.
    fn decide(&mut self, draft: &Draft, csr: &Csr, options: &IssueOptions) -> Result<Decided> {
        let (held, now) = (&draft.held, self.env.now());
        let incoming = Incoming::read(held, csr, Cold { vault: self.vault, records: self.cold })?;
        incoming.verify()?;
        let chosen = Chosen::read(options, held, incoming.renews.as_ref(), now)?;
        let assessment = chosen.assess(held, &incoming, now);
        let decision = assessment.outcome.map_err(Error::violations)?;
        held.signer()?;
        Ok(Decided { incoming, chosen, decision, report: assessment.report, warnings: assessment.warnings })
    }

    /// Signs one request in a draft.
    fn issue_one(&mut self, draft: &mut Draft, decided: Decided) -> Result<IssuedView> {
        let Decided { incoming, chosen, decision, report, warnings } = decided;
        let own = &draft.held.authority;
        let change = own.issue_in_order(self.env, &decision, draft.held.signer()?, &chosen.order)?;
        let Change::Issued { row, certificate, .. } = &change else { return Err(other_change()) };
        let content = CertificateRecord { certificate: certificate.clone(), request: Some(incoming.form()) };
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
            report: shape::report(report),
            warnings: chosen.warnings(warnings),
            superseded: Vec::new(),
        })
    }

    /// Revokes what is superseded, at once or at its date. Their serial numbers.
    fn supersede_all(&mut self, draft: &mut Draft, superseded: Option<&Superseding>) -> Result<Vec<String>> {
        let Some(superseded) = superseded else { return Ok(Vec::new()) };
        let on = superseded.on.as_deref().map(Time::parse).transpose().map_err(|error| error.field("supersede.on"))?;
        let mut serials = Vec::with_capacity(superseded.serials.len());
        for serial in &superseded.serials {
            let serial = SerialNumber::parse(serial)?;
            self.supersede_one(draft, &serial, on)?;
            serials.push(serial.to_string());
        }
        Ok(serials)
    }

    fn supersede_one(&mut self, draft: &mut Draft, serial: &SerialNumber, on: Option<Time>) -> Result<()> {
        let now = self.env.now();
        let (change, deed, detail) = match on {
            None => {
                let grounds = Grounds::from(RevocationReason::Superseded);
                let change = draft.held.authority.revoke(now, serial, &grounds)?;
                (change, Deed::Revoke, RevocationReason::Superseded.as_str().to_owned())
            }
            Some(date) => (draft.held.authority.retire(now, serial, on)?, Deed::Retire, date.to_string()),
        };
        draft.apply(&change)?;
        let sha256 = match draft.held.line(serial)? {
            Line::Whole(row) => Some(row.fingerprint),
            Line::Bare(_) => None,
        };
        let serial = serial.der_content();
        draft.journal(Entry { serial, sha256, detail, ..entry(now, deed, Some(draft.held.id)) });
        Ok(())
    }

    pub(super) fn configure(&mut self, authority: &str, wanted: SettingsRequest) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        draft.configure(self.env, settings::checked(wanted)?);
        let now = self.env.now();
        draft.journal(entry(now, Deed::Configure, Some(draft.held.id)));
        let view = ledger::authority(&draft.held, self.authorities, now)?;
        Prepared::of([draft], View::Authority(view))
    }
}

fn of_one_alone() -> Error {
    Error::new(Code::CallUnknown).field("options").found("a lineage for many requests at once")
}

/// Why a request of many is not signed.
fn refused(error: &Error) -> BatchItemView {
    let violations: Vec<_> = error.violated().iter().map(shape::violation).collect();
    let violations = (!violations.is_empty()).then_some(violations);
    BatchItemView { problem: Some(shape::problem(error)), violations, ..BatchItemView::default() }
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
