//! A request on its way to a certificate: where it comes from, and what was chosen for it.

use super::call::{Csr, IssueOptions};
use super::held::Held;
use super::inspect::general_names;
use super::shape;
use super::view::{AssessmentView, FindingView};
use crate::authority::Authority;
use crate::error::{Error, Result, Violation};
use crate::key::Severity;
use crate::model::{CertificationRequest, Name, Time};
use crate::parse;
use crate::policy::{Assessment, Choices, Profile, Warning};
use crate::vault::RecordId;

/// A request that was handed in, or one made here.
pub struct Incoming {
    pub request: CertificationRequest,
    /// What had to be repaired to read it.
    pub repairs: Vec<String>,
    /// The request made here that has the same key, if there is one.
    pub stored: Option<RecordId>,
}

impl Incoming {
    pub fn read(held: &Held, csr: &Csr) -> Result<Self> {
        match csr {
            Csr::Stored { request } => {
                let (id, record) = held.request(request)?;
                Ok(Self { request: parse::request_der(&record.der)?, repairs: Vec::new(), stored: Some(id) })
            }
            Csr::Bytes(bytes) => {
                let (request, repairs) = parse::request(bytes)?;
                let stored = made_here(held, &request);
                Ok(Self { request, repairs, stored })
            }
        }
    }
}

/// The request made here for the same key: whoever downloads a request and hands it in again still has its key here.
fn made_here(held: &Held, request: &CertificationRequest) -> Option<RecordId> {
    let same_key = |der: &[u8]| parse::request_der(der).is_ok_and(|stored| stored.spki == request.spki);
    held.requests.iter().find(|(_, record)| same_key(&record.der)).map(|(id, _)| *id)
}

/// What was chosen, with the defaults in place of what was not.
pub struct Chosen {
    pub choices: Choices,
    /// What the person should know of the defaults.
    note: Option<Warning>,
}

impl Chosen {
    pub fn read(options: &IssueOptions, authority: &Authority, now: Time) -> Result<Self> {
        let profile = options.profile.as_deref().map_or(Ok(Profile::Server), Profile::parse)?;
        let (days, note) = options.days.map_or_else(|| proposed_days(profile, authority, now), |days| (days, None));
        let choices = Choices {
            days,
            subject: options.subject.as_deref().map(Name::parse).transpose()?,
            san: options.san.as_deref().map(general_names).transpose()?,
            path_len: options.path_length,
            ..Choices::of(profile)
        };
        Ok(Self { choices, note })
    }

    /// The warnings of an assessment, and the note on the defaults.
    pub fn warnings(self, warnings: Vec<Warning>) -> Vec<FindingView> {
        shape::warnings(warnings.into_iter().chain(self.note).collect())
    }
}

/// The days of the profile, or as many as are left to the issuer.
fn proposed_days(profile: Profile, authority: &Authority, now: Time) -> (u32, Option<Warning>) {
    let issuer = &authority.certificate;
    let (usual, most) = (profile.default_days(), crate::policy::most_days(issuer, &authority.chain, now));
    if most == 0 || usual <= most {
        return (usual, None);
    }
    let end = issuer.validity.not_after();
    let text = format!("The authority ends {end}: {most} days in place of the usual {usual}.");
    (most, Some(Warning { code: "issuer/ends-sooner", severity: Severity::Note, text }))
}

/// What would be issued, beside what was asked for. A signature that does not fit refuses whatever the policy says.
pub fn assessment(incoming: &Incoming, chosen: Chosen, assessment: Assessment) -> Result<AssessmentView> {
    let signature = parse::verify_request(&incoming.request).err().as_ref().map(signature_violation);
    let (decision, violations) = match assessment.outcome {
        Ok(decision) => (Some(decision), Vec::new()),
        Err(violations) => (None, violations),
    };
    Ok(AssessmentView {
        request: shape::request(&incoming.request, incoming.repairs.clone())?,
        report: shape::report(assessment.report),
        warnings: chosen.warnings(assessment.warnings),
        issued: decision.filter(|_| signature.is_none()).as_ref().map(shape::would_issue),
        violations: signature.iter().chain(&violations).map(shape::violation).collect(),
    })
}

fn signature_violation(error: &Error) -> Violation {
    Violation {
        code: error.code(),
        field: error.field_name().unwrap_or("signature").to_owned(),
        found: error.found_text().unwrap_or_default().to_owned(),
    }
}
