//! A request on its way to a certificate: where it comes from, and what was chosen for it.

use std::collections::BTreeMap;

use super::call::{Csr, IssueOptions, PolicyChoice};
use super::held::Held;
use super::inspect::general_names;
use super::view::{AssessmentView, FindingView};
use super::{question, settings, shape};
use crate::authority::Order;
use crate::encode::subtree_der;
use crate::error::{Code, Error, Result, Violation};
use crate::key::Severity;
use crate::model::{CertificationRequest, Name, NameConstraints, Oid, RequestOrigin, SerialNumber, Time};
use crate::openssl::index::one_line;
use crate::openssl::profiles::Configuration;
use crate::openssl::request as openssl_request;
use crate::parse::{self, Subtree};
use crate::policy::{
    Assessment, BeyondIssuer, Choices, ExtensionRule, Naming, Profile, Template, Warning, extension_type,
};
use crate::vault::{CertificateRecord, RecordId, RequestForm, SealedRecords, SettingsRecord, Vault};

/// A request that was handed in, one made here, or what a certificate that is renewed was signed for.
pub struct Incoming {
    pub request: CertificationRequest,
    /// What had to be repaired to read it.
    pub repairs: Vec<String>,
    /// The request made here that has the same key, if there is one.
    pub stored: Option<RecordId>,
    /// The certificate that it renews, where that is where it comes from.
    pub renews: Option<SerialNumber>,
}

/// Where sealed records are opened.
#[derive(Clone, Copy)]
pub struct Cold<'a> {
    pub vault: &'a Vault,
    pub records: &'a SealedRecords<'a>,
}

impl Incoming {
    pub fn read(held: &Held, csr: &Csr, cold: Cold<'_>) -> Result<Self> {
        let mut incoming = Self::found(held, csr, cold)?;
        // beside an SPKAC the name stands in words, and the configuration says which string types they become
        if incoming.request.origin == RequestOrigin::Spkac
            && let Some(configuration) = settings::configuration(&held.settings)?
        {
            incoming.request.subject = configuration.written(&incoming.request.subject)?;
        }
        Ok(incoming)
    }

    fn found(held: &Held, csr: &Csr, cold: Cold<'_>) -> Result<Self> {
        match csr {
            Csr::Stored { request } => {
                let (id, record) = held.request(request)?;
                let request = parse::request_der(&record.der)?;
                Ok(Self { request, repairs: Vec::new(), stored: Some(id), renews: None })
            }
            Csr::Renew { renew } => Self::renewed(held, renew, cold),
            Csr::Bytes(bytes) => {
                let (request, repairs) = openssl_request::read(bytes)?;
                let stored = made_here(held, &request);
                Ok(Self { request, repairs, stored, renews: None })
            }
        }
    }

    /// What a certificate was signed for.
    fn renewed(held: &Held, serial: &str, cold: Cold<'_>) -> Result<Self> {
        let serial = SerialNumber::parse(serial)?;
        let content = question::content(cold.vault, held, &serial, cold.records)?;
        let content = content.ok_or_else(|| {
            Error::new(Code::RequestUnknown).field("renew").found(format!("{serial}, of which there is no certificate"))
        })?;
        let request = signed_for(&content)?;
        let stored = made_here(held, &request);
        Ok(Self { request, repairs: Vec::new(), stored, renews: Some(serial) })
    }

    /// Whether its sender has the key. The certificate of this authority that stands for a request was signed for whoever had.
    pub fn verify(&self) -> Result<()> {
        match self.request.origin {
            RequestOrigin::Renewed => Ok(()),
            _ => parse::verify_request(&self.request),
        }
    }

    /// As it is kept beside the certificate.
    pub fn form(&self) -> RequestForm {
        let bytes = self.request.der.clone();
        match self.request.origin {
            RequestOrigin::Pkcs10 => RequestForm::Pkcs10(bytes),
            RequestOrigin::Spkac => RequestForm::Spkac(bytes),
            RequestOrigin::SelfSigned | RequestOrigin::Renewed | RequestOrigin::Authority => {
                RequestForm::Certificate(bytes)
            }
        }
    }
}

/// The request that a certificate was signed for, or the certificate where none is known.
fn signed_for(content: &CertificateRecord) -> Result<CertificationRequest> {
    let of_certificate = |der: &[u8]| {
        let certificate = parse::certificate_der(der)?;
        let request = CertificationRequest::of_certificate(&certificate, RequestOrigin::SelfSigned);
        let is_own = parse::verify_request(&request).is_ok();
        let origin = if is_own { RequestOrigin::SelfSigned } else { RequestOrigin::Renewed };
        Ok(CertificationRequest { origin, ..request })
    };
    match &content.request {
        Some(RequestForm::Pkcs10(der)) => parse::request_der(der),
        Some(RequestForm::Spkac(text)) => openssl_request::read(text).map(|(request, _)| request),
        Some(RequestForm::Certificate(der)) => of_certificate(der),
        None => of_certificate(&content.certificate),
    }
}

/// The request made here for the same key: whoever downloads a request and hands it in again still has its key here.
fn made_here(held: &Held, request: &CertificationRequest) -> Option<RecordId> {
    let same_key = |der: &[u8]| parse::request_der(der).is_ok_and(|stored| stored.spki == request.spki);
    held.requests.iter().find(|(_, record)| same_key(&record.der)).map(|(id, _)| *id)
}

/// What was chosen, with the authority's settings and the defaults in place of what was not.
pub struct Chosen {
    pub choices: Choices,
    pub order: Order,
    unique_subject: bool,
    /// Which certificates are superseded in the same act, and so hold their subject no longer.
    superseded: Vec<SerialNumber>,
    /// What the person should know of the defaults.
    note: Option<Warning>,
}

impl Chosen {
    pub fn read(options: &IssueOptions, held: &Held, renews: Option<&SerialNumber>, now: Time) -> Result<Self> {
        let own = &held.settings;
        let configuration = settings::configuration(own)?;
        let order = order(options, own, renews)?;
        let (profile, template, usual) = profile(options, held, order.renews.as_ref(), configuration.as_ref())?;
        let dates = Dates::read(options, configuration.as_ref())?;
        let beyond_issuer = settings::beyond_issuer(own);
        let (days, note) = match (options.days, dates.not_after, beyond_issuer) {
            (Some(days), _, _) => (days, None),
            (None, Some(_), _) | (None, None, BeyondIssuer::Permit) => (usual, None),
            (None, None, _) => proposed_days(usual, held, now),
        };
        let choices = Choices {
            template,
            days,
            not_before: dates.not_before,
            not_after: dates.not_after,
            beyond_issuer,
            subject: options.subject.as_deref().map(|text| subject(text, configuration.as_ref())).transpose()?,
            san: options.san.as_deref().map(general_names).transpose()?,
            path_len: options.path_length,
            name_constraints: name_constraints(list(&options.permitted), list(&options.excluded))?,
            naming: naming(options.policy.as_ref(), configuration.as_ref())?,
            publication: settings::publication(own)?,
            ..Choices::of(profile)
        };
        let superseded = options.supersede.iter().filter(|superseded| superseded.on.is_none());
        let serials = superseded.flat_map(|superseded| &superseded.serials);
        Ok(Self {
            choices,
            order,
            unique_subject: own.unique_subject,
            superseded: serials.map(|serial| SerialNumber::parse(serial)).collect::<Result<_>>()?,
            note,
        })
    }

    /// The warnings of an assessment, and the note on the defaults.
    pub fn warnings(self, warnings: Vec<Warning>) -> Vec<FindingView> {
        shape::warnings(warnings.into_iter().chain(self.note).collect())
    }

    /// What the authority makes of the request, its rule on subjects included.
    pub fn assess(&self, held: &Held, incoming: &Incoming, now: Time) -> Assessment {
        let mut assessment = held.authority.assess(&incoming.request, &self.choices, now);
        let Ok(decision) = &assessment.outcome else { return assessment };
        let holders = if self.unique_subject { self.holders(held, &decision.subject, now) } else { Vec::new() };
        if !holders.is_empty() {
            let found = format!("{}; held by {}", decision.subject, holders.join(", "));
            let violation = Violation { code: Code::PolicySubjectTaken, field: "subject".to_owned(), found };
            assessment.outcome = Err(vec![violation]);
        }
        assessment
    }

    /// The valid certificates with this subject that stay valid, as OpenSSL's `unique_subject` looks at them. An empty subject
    /// is nobody's.
    fn holders(&self, held: &Held, subject: &Name, now: Time) -> Vec<String> {
        use super::held::Line;
        use crate::authority::Status;
        if subject.is_empty() {
            return Vec::new();
        }
        let in_one_line = one_line(subject);
        let same = |line: &Line<'_>| match line {
            Line::Whole(row) => row.subject.matches(subject) && !self.superseded.contains(&row.serial),
            Line::Bare(row) => row.subject == in_one_line && !self.superseded.contains(&row.serial),
        };
        let valid = held.oldest_first().filter(|line| line.status(now) == Status::Valid && same(line));
        let serial = |line: Line<'_>| match line {
            Line::Whole(row) => row.serial.to_string(),
            Line::Bare(row) => row.serial.to_string(),
        };
        valid.map(serial).collect()
    }
}

fn list(names: &Option<Vec<String>>) -> &[String] {
    names.as_deref().unwrap_or_default()
}

/// What the certificate is for: the built-in profile, or the nearest one and the section of the configuration. And the days that
/// are usual.
fn profile(
    options: &IssueOptions,
    held: &Held,
    renews: Option<&SerialNumber>,
    known: Option<&Configuration>,
) -> Result<(Profile, Option<Template>, u32)> {
    let default = known.and_then(Configuration::default_profile);
    let before = renews.and_then(|serial| profile_before(held, serial, known));
    let name = options.profile.as_deref().or(before).or(default).unwrap_or_else(|| Profile::Server.as_str());
    let section = known.filter(|configuration| {
        configuration.profiles.iter().any(|profile| profile.name == name) || Profile::parse(name).is_err()
    });
    let Some(configuration) = section else {
        no_answers(options)?;
        let profile = Profile::parse(name)?;
        let days = known.map_or_else(|| profile.default_days(), |known| known.usual_days(profile));
        return Ok((profile, None, days));
    };
    let (found, mut template) =
        (configuration.profile(name)?, configuration.template(name, &held.authority.certificate)?);
    template.rules.answers = answers(options.extensions.as_ref(), configuration)?;
    Ok((found.base, Some(template), found.days))
}

/// What is renewed stays what it was for, as long as there is such a profile. A certificate that was taken in has the name of the
/// built-in profile that comes nearest to it: that stands for the configuration's own, where it comes nearest to that too.
fn profile_before<'a>(held: &'a Held, serial: &SerialNumber, known: Option<&Configuration>) -> Option<&'a str> {
    let name = held.authority.row(serial)?.profile.as_str();
    let is_section = |name: &str| known.is_some_and(|configuration| configuration.profile(name).is_ok());
    let default = known.and_then(|configuration| configuration.profile(configuration.default_profile()?).ok());
    match Profile::parse(name) {
        _ if is_section(name) => Some(name),
        Ok(profile) => Some(name).filter(|_| default.is_none_or(|default| default.base != profile)),
        Err(_) => None,
    }
}

/// A built-in profile decides about every extension itself.
fn no_answers(options: &IssueOptions) -> Result<()> {
    match options.extensions.as_ref().filter(|answers| !answers.is_empty()) {
        None => Ok(()),
        Some(_) => {
            Err(Error::new(Code::CallUnknown).field("extensions").found("answers for a profile that asks nothing"))
        }
    }
}

/// What was answered about extensions.
fn answers(
    answers: Option<&BTreeMap<String, String>>,
    configuration: &Configuration,
) -> Result<Vec<(Oid, ExtensionRule)>> {
    let answer = |(name, word): (&String, &String)| {
        let field = || format!("extensions.{name}");
        let oid = configuration.extension_type(name).or_else(|| extension_type(name));
        let oid = oid.ok_or_else(|| Error::new(Code::ConfigExtensionUnknown).field(field()).found(name))?;
        let rule = ExtensionRule::parse(word).filter(|rule| *rule != ExtensionRule::Ask);
        let wrong = || Error::new(Code::CallUnknown).field(field()).found(word);
        Ok((oid, rule.ok_or_else(|| wrong().allowed("profile, request, union, refuse"))?))
    };
    answers.into_iter().flatten().map(answer).collect()
}

/// From when until when, as it was chosen, else as the configuration says.
struct Dates {
    not_before: Option<Time>,
    not_after: Option<Time>,
}

impl Dates {
    fn read(options: &IssueOptions, configuration: Option<&Configuration>) -> Result<Self> {
        let own = configuration.and_then(|configuration| configuration.authority.as_ref());
        let time = |text: &Option<String>, field: &str| {
            text.as_deref().map(Time::parse).transpose().map_err(|error| error.field(field))
        };
        let not_before = time(&options.not_before, "notBefore")?.or_else(|| own.and_then(|own| own.start));
        let default_end = own.and_then(|own| own.end).filter(|_| options.days.is_none());
        let not_after = time(&options.not_after, "notAfter")?;
        if not_after.is_some() && options.days.is_some() {
            return Err(Error::new(Code::CallUnknown).field("days").found("days beside an end").allowed("one of them"));
        }
        Ok(Self { not_before, not_after: not_after.or(default_end) })
    }
}

/// A subject that was chosen, in the string types that the configuration asks for.
fn subject(text: &str, configuration: Option<&Configuration>) -> Result<Name> {
    let name = Name::parse(text)?;
    configuration.map_or(Ok(name.clone()), |configuration| configuration.written(&name))
}

/// The rules for names: those that were chosen, else the configuration's own.
fn naming(policy: Option<&PolicyChoice>, configuration: Option<&Configuration>) -> Result<Naming> {
    match (policy, configuration) {
        (Some(PolicyChoice::Section(name)), None) => {
            Err(Error::new(Code::ConfigSectionMissing).field("policy").found(format!("[{name}]")))
        }
        (Some(PolicyChoice::Switch(true)), _) => {
            Err(Error::new(Code::CallUnknown).field("policy").found("true").allowed("a section's name, or false"))
        }
        (_, None) => Ok(Naming::default()),
        (Some(PolicyChoice::Switch(false)), Some(configuration)) => Ok(configuration.without_policy()),
        (Some(PolicyChoice::Section(name)), Some(configuration)) => configuration.naming(Some(name)),
        (None, Some(configuration)) => configuration.naming(None),
    }
}

/// How the certificate is numbered, and what it renews.
fn order(options: &IssueOptions, settings: &SettingsRecord, renews: Option<&SerialNumber>) -> Result<Order> {
    let counted = match options.serial.as_deref() {
        None => settings.sequential,
        Some("next") => true,
        Some("random") => false,
        Some(other) => {
            return Err(Error::new(Code::CallUnknown).field("serial").found(other).allowed("random, next"));
        }
    };
    let chosen = options.renews.as_deref().map(SerialNumber::parse).transpose()?;
    Ok(Order { counted, renews: chosen.or_else(|| renews.cloned()) })
}

/// What an authority is to be bound to, as `dns:sample.com` and the like; nothing where nothing is said.
///
/// # Errors
/// The codes of [`Subtree::parse`], with the place in the list.
pub fn name_constraints(permitted: &[String], excluded: &[String]) -> Result<Option<NameConstraints>> {
    let bases = |word: &str, texts: &[String]| {
        let base = |(at, text): (usize, &String)| {
            let subtree = Subtree::parse(text).map_err(|error| error.field(format!("{word}.{at}")))?;
            subtree_der(&subtree)
        };
        texts.iter().enumerate().map(base).collect::<Result<Vec<_>>>()
    };
    let constraints =
        NameConstraints { permitted: bases("permitted", permitted)?, excluded: bases("excluded", excluded)? };
    Ok((constraints != NameConstraints::default()).then_some(constraints))
}

/// The days of the profile, or as many as are left to the authorities above.
fn proposed_days(usual: u32, held: &Held, now: Time) -> (u32, Option<Warning>) {
    let own = &held.authority;
    let most = crate::policy::most_days(&own.certificate, &own.chain, now);
    if most == 0 || usual <= most {
        return (usual, None);
    }
    let ends = own.chain.iter().map(|above| above.validity.not_after());
    let end = ends.fold(own.certificate.validity.not_after(), Time::min);
    let text = format!("The authority ends {end}: {most} days in place of the usual {usual}.");
    (most, Some(Warning { code: "issuer/ends-sooner", severity: Severity::Note, text }))
}

/// What would be issued, beside what was asked for. A proof that does not fit refuses whatever the policy says.
pub fn assessment(incoming: &Incoming, chosen: Chosen, assessment: Assessment) -> Result<AssessmentView> {
    let signature = incoming.verify().err().as_ref().map(signature_violation);
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

/// The keys of the cold records that reading a request needs.
pub fn needs(held: &Held, csr: &Csr) -> Result<Vec<String>> {
    let Csr::Renew { renew } = csr else { return Ok(Vec::new()) };
    let record = held.record_of(&SerialNumber::parse(renew)?)?;
    Ok(record.map(|id| id.cold_key()).into_iter().collect())
}
