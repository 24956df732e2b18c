//! What may be issued, and why: request × profile × issuer × time → decision or violations. One function per rule.
//!
//! Nothing of a request is copied unseen. Each attribute of its subject, its key, each extension and attribute that it
//! has gets a line of the report that says what becomes of it; what is issued follows the profile (RFC 5280, section
//! 4).

mod clients;
mod constraints;
mod identifiers;
mod issuer;
mod key;
mod leftovers;
mod names;
mod profile;
mod report;
mod root;
mod subject;
mod usage;
mod validity;

pub use clients::{KeyRole, key_warnings};
pub(crate) use identifiers::{authority_key_identifier, key_identifier};
pub(crate) use issuer::may;
pub use profile::{Profile, ProfileName};
pub use report::{ReportRow, Verdict, Warning};
pub use root::root;
pub use validity::most_days;

use crate::error::{Result, Violation};
use crate::key::PublicKey;
use crate::model::{Certificate, CertificationRequest, Extension, ExtensionValue, GeneralName, Name, Time, Validity};
use report::Ruling;

/// What the person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// What the certificate is for.
    pub profile: Profile,
    /// How long it is valid.
    pub days: u32,
    /// In place of the request's subject.
    pub subject: Option<Name>,
    /// In place of the request's subject alternative names; None keeps them, an empty list means that there are to be
    /// none.
    pub san: Option<Vec<GeneralName>>,
    /// Path length of an intermediate authority (default 0); an end entity has none.
    pub path_len: Option<u8>,
}

/// What will be issued, but for the serial number and the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it is for.
    pub profile: Profile,
    /// Whom it is for.
    pub subject: Name,
    /// The certified key: the DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// From when until when.
    pub validity: Validity,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
}

/// The whole answer: the report is there whether it is refused or not.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// What becomes of everything that was asked for, and what is added.
    pub report: Vec<ReportRow>,
    /// What the person should know before signing.
    pub warnings: Vec<Warning>,
    /// What will be issued, or every rule that refuses.
    pub outcome: Result<Decision, Vec<Violation>>,
}

/// What the rules look at.
struct Case<'a> {
    request: &'a CertificationRequest,
    choices: &'a Choices,
    issuer: &'a Certificate,
    now: Time,
}

impl<'a> Case<'a> {
    const fn profile(&self) -> Profile {
        self.choices.profile
    }

    /// The content of the requested extension that the function picks.
    fn requested<T>(&self, pick: impl Fn(&'a ExtensionValue) -> Option<T>) -> Option<T> {
        self.request.extensions.iter().find_map(|extension| pick(&extension.value))
    }
}

/// Judges a request (whose signature was verified by the caller) for an issuer.
#[must_use]
pub fn assess(request: &CertificationRequest, choices: &Choices, issuer: &Certificate, now: Time) -> Assessment {
    let case = Case { request, choices, issuer, now };
    let (key, of_key) = key::rule(&case);
    let (subject, of_subject) = subject::rule(&case);
    let (validity, of_validity) = validity::rule(&case);
    let (names, of_names) = names::rule(&case, &subject);
    let (extensions, of_extensions) = extensions(&case, key.as_ref(), &subject, &names);
    let ruling = Ruling::all([
        of_subject,
        of_key,
        of_validity,
        of_names,
        of_extensions,
        leftovers::extensions(&case),
        leftovers::attributes(&case),
        issuer::rule(&case),
        constraints::rule(&case, &subject, &names),
        clients::rule(&case, key.as_ref(), &subject, &names),
    ]);
    let decide =
        |validity| Decision { profile: case.profile(), subject, spki: request.spki.clone(), validity, extensions };
    let outcome = match validity {
        Some(validity) if ruling.violations.is_empty() => Ok(decide(validity)),
        _ => Err(ruling.violations),
    };
    Assessment { report: ruling.report, warnings: ruling.warnings, outcome }
}

/// Every extension of the certificate, in the order in which they stand there.
fn extensions(
    case: &Case<'_>,
    key: Option<&PublicKey>,
    subject: &Name,
    names: &[GeneralName],
) -> (Vec<Extension>, Ruling) {
    let (basic_constraints, of_basic_constraints) = usage::basic_constraints(case);
    let (key_usage, of_key_usage) = usage::key_usage(case, key);
    let (extended_key_usage, of_extended_key_usage) = usage::extended_key_usage(case);
    let (name_constraints, of_name_constraints) = constraints::passed_on(case);
    let (identifiers, of_identifiers) = identifiers::rule(case, key);
    let some = [
        Some(basic_constraints),
        Some(key_usage),
        extended_key_usage,
        names::extension(subject, names),
        name_constraints,
    ];
    let rulings = [of_basic_constraints, of_key_usage, of_extended_key_usage, of_name_constraints, of_identifiers];
    (some.into_iter().flatten().chain(identifiers).collect(), Ruling::all(rulings))
}
