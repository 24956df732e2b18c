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
mod naming;
mod profile;
mod publication;
mod recertified;
mod report;
mod root;
mod subject;
mod template;
mod union;
mod usage;
mod validity;

pub use clients::{KeyRole, key_warnings};
pub(crate) use identifiers::{authority_key_identifier, key_identifier};
pub use issuer::check_authority;
pub(crate) use issuer::may;
pub use naming::{FieldOutcome, FieldVerdict, NamePolicy, NameRule, Naming, Need, PolicyAnswer, without_email};
pub use profile::{Profile, ProfileName, profile_of};
pub use recertified::{cross_certified, recertified};
pub use report::{ReportRow, Verdict, Warning, extension_type};
pub use root::{renewed_root, root};
pub use template::{CopyExtensions, ExtensionRule, ExtensionRules, ExtensionSource, Made, Template};
pub use validity::{BeyondIssuer, most_days};

use crate::error::{Result, Violation};
use crate::key::PublicKey;
use crate::model::{
    Certificate, CertificationRequest, Extension, ExtensionValue, GeneralName, Name, NameConstraints, RequestOrigin,
    Time, Validity,
};
use report::Ruling;

/// What the person chose, and what the authority says of all its certificates.
#[derive(Clone, Debug)]
pub struct Choices {
    /// What the certificate is for; with a template, the built-in profile that comes nearest to it.
    pub profile: Profile,
    /// The authority's own profile that decides the extensions in place of the built-in one.
    pub template: Option<Template>,
    /// How long it is valid, where no end is chosen.
    pub days: u32,
    /// From when on it is valid; as of now without it.
    pub not_before: Option<Time>,
    /// Until when it is valid, in place of the days.
    pub not_after: Option<Time>,
    /// What becomes of a certificate that would outlive its issuer.
    pub beyond_issuer: BeyondIssuer,
    /// In place of the request's subject.
    pub subject: Option<Name>,
    /// In place of the request's subject alternative names; None keeps them, an empty list means that there are to be
    /// none.
    pub san: Option<Vec<GeneralName>>,
    /// Path length of an intermediate authority (default 0); an end entity has none.
    pub path_len: Option<u8>,
    /// What an intermediate authority is bound to, in place of the request's wish.
    pub name_constraints: Option<NameConstraints>,
    /// Which fields of the subject there must be.
    pub naming: Naming,
    /// Where the CRL, the issuer's certificate and its responder are: extensions for every certificate.
    pub publication: Vec<Extension>,
}

impl Choices {
    /// Those of somebody who only picks a profile.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        Self {
            profile,
            template: None,
            days: profile.default_days(),
            not_before: None,
            not_after: None,
            beyond_issuer: BeyondIssuer::default(),
            subject: None,
            san: None,
            path_len: None,
            name_constraints: None,
            naming: Naming::default(),
            publication: Vec::new(),
        }
    }

    /// By what the certificate's profile is called.
    #[must_use]
    pub fn profile_name(&self) -> ProfileName {
        match &self.template {
            Some(template) => ProfileName::parse(&template.name),
            None => ProfileName::BuiltIn(self.profile),
        }
    }
}

/// What will be issued, but for the serial number and the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it is for.
    pub profile: ProfileName,
    /// The key of the authority that it was decided for.
    pub issuer_key: Vec<u8>,
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
    /// The authorities above the issuer, nearest first.
    chain: &'a [Certificate],
    now: Time,
}

impl<'a> Case<'a> {
    const fn profile(&self) -> Profile {
        self.choices.profile
    }

    /// The extensions that are asked for. Of a certificate that stands for a request those count that say whom it is for; the
    /// others say how it was issued.
    fn asked(&self) -> impl Iterator<Item = &'a Extension> {
        let is_certificate = !matches!(self.request.origin, RequestOrigin::Pkcs10 | RequestOrigin::Spkac);
        self.request.extensions.iter().filter(move |extension| !is_certificate || is_of_subject(&extension.value))
    }

    /// The content of the requested extension that the function picks.
    fn requested<T>(&self, pick: impl Fn(&'a ExtensionValue) -> Option<T>) -> Option<T> {
        self.asked().find_map(|extension| pick(&extension.value))
    }

    /// Every authority above the certificate, nearest first.
    fn issuers(&self) -> impl Iterator<Item = &'a Certificate> {
        std::iter::once(self.issuer).chain(self.chain)
    }

    /// What an authority is called.
    fn called(&self, authority: &Certificate) -> String {
        match authority == self.issuer {
            true => "the issuer".to_owned(),
            false => authority.subject.common_name().unwrap_or_else(|| authority.subject.to_string()),
        }
    }
}

const fn is_of_subject(value: &ExtensionValue) -> bool {
    matches!(
        value,
        ExtensionValue::SubjectAltName(_) | ExtensionValue::ExtendedKeyUsage(_) | ExtensionValue::NameConstraints(_)
    )
}

/// Judges a request (whose signature was verified by the caller) for an issuer and the authorities above it, nearest first.
#[must_use]
pub fn assess(
    request: &CertificationRequest,
    choices: &Choices,
    issuer: &Certificate,
    chain: &[Certificate],
    now: Time,
) -> Assessment {
    let case = Case { request, choices, issuer, chain, now };
    let (key, of_key) = key::rule(&case);
    let (whole_subject, mut of_subject) = subject::rule(&case);
    let (validity, of_validity) = validity::rule(&case);
    let (contents, of_contents) = contents(&case, key.as_ref(), &whole_subject);
    let subject = final_subject(&case, whole_subject, contents.email_moved, &mut of_subject);
    let Contents { extensions, names, .. } = contents;
    let ruling = Ruling::all([
        of_subject,
        subject::whole(&case, &subject),
        of_key,
        of_validity,
        of_contents,
        leftovers::of_certificate(&case),
        leftovers::attributes(&case),
        issuer::rule(&case, &extensions),
        constraints::rule(&case, &subject, &names),
        clients::rule(&case, key.as_ref(), &subject, &names),
    ]);
    let issuer_key = issuer.spki.clone();
    let (profile, spki) = (choices.profile_name(), request.spki.clone());
    let decide = |validity| Decision { profile, issuer_key, subject, spki, validity, extensions };
    let outcome = match validity {
        Some(validity) if ruling.violations.is_empty() => Ok(decide(validity)),
        _ => Err(ruling.violations),
    };
    Assessment { report: ruling.report, warnings: ruling.warnings, outcome }
}

/// What a certificate says beside subject, key and validity.
struct Contents {
    names: Vec<GeneralName>,
    extensions: Vec<Extension>,
    /// Whether the profile takes e-mail addresses out of the name.
    email_moved: bool,
}

fn contents(case: &Case<'_>, key: Option<&PublicKey>, subject: &Name) -> (Contents, Ruling) {
    match (&case.choices.template, key) {
        (Some(template), Some(key)) => by_template(case, template, key, subject),
        // the key is refused already, and nothing can be said of an extension that is computed from it
        (Some(_), None) => {
            let nothing = Contents { names: Vec::new(), extensions: Vec::new(), email_moved: false };
            (nothing, Ruling::default())
        }
        (None, key) => by_profile(case, key, subject),
    }
}

fn by_profile(case: &Case<'_>, key: Option<&PublicKey>, subject: &Name) -> (Contents, Ruling) {
    let (names, of_names) = names::rule(case, subject);
    let issued = if case.choices.naming.email_in_dn { subject.clone() } else { without_email(subject).0 };
    let (mut extensions, of_extensions) = extensions(case, key, &issued, &names);
    let of_publication = publication::rule(case, &mut extensions);
    let rulings = [of_names, of_extensions, of_publication, leftovers::extensions(case)];
    (Contents { names, extensions, email_moved: false }, Ruling::all(rulings))
}

fn by_template(case: &Case<'_>, template: &Template, key: &PublicKey, subject: &Name) -> (Contents, Ruling) {
    let (filled, mut ruling) = template::rule(case, template, key, subject);
    let mut extensions = filled.extensions;
    if template.base.is_authority() {
        template::bind(case, &mut extensions, &mut ruling);
    } else {
        constraints::only_for_authorities(case, &mut ruling);
    }
    let of_publication = publication::rule(case, &mut extensions);
    extensions.extend(filled.closing);
    let names = template::names_of(&extensions);
    let rulings = [template::needless_answers(&template.rules), ruling, of_publication];
    (Contents { names, extensions, email_moved: filled.email_moved }, Ruling::all(rulings))
}

/// The subject as it is issued: without e-mail addresses where the authority or the profile does not want them there.
fn final_subject(case: &Case<'_>, subject: Name, email_moved: bool, ruling: &mut Ruling) -> Name {
    let why = match (case.choices.naming.email_in_dn, email_moved) {
        (true, false) => return subject,
        (false, _) => "The authority keeps e-mail addresses out of the name (email_in_dn = no).",
        (true, true) => "The profile moves it to the subject alternative names (email:move).",
    };
    subject::take_out_email(&subject, ruling, why)
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
