//! The report: what becomes of what, and what the person should know.

use crate::error::{Code, Error, Violation};
use crate::key::Severity;
use crate::model::{ExtensionValue, Oid};

/// What becomes of something that was asked for, or that the profile adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is issued as it was asked for.
    Taken,
    /// Something else is issued in its place.
    Changed,
    /// It was not asked for and is issued.
    Added,
    /// It was asked for and is left out.
    Dropped,
    /// It was asked for, and nothing is issued because of it.
    Refused,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// `subject.CN`, `subject`, `key`, `validity`, `extension.subjectAltName`, `attribute.challengePassword`…
    pub field: String,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What was asked for.
    pub requested: Option<String>,
    /// What is issued.
    pub issued: Option<String>,
    /// The reason, as a sentence.
    pub why: String,
}

/// Something that the person should know before signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable word: `client/chromium-p521`, `request/sha1`, or that of a finding on the key.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// In words.
    pub text: String,
}

/// What one rule says, or several together.
#[derive(Debug, Default)]
pub(super) struct Ruling {
    pub report: Vec<ReportRow>,
    pub warnings: Vec<Warning>,
    pub violations: Vec<Violation>,
}

impl Ruling {
    /// Several rulings as one, in this order.
    pub fn all(rulings: impl IntoIterator<Item = Self>) -> Self {
        rulings.into_iter().fold(Self::default(), Self::and)
    }

    fn and(mut self, other: Self) -> Self {
        self.report.extend(other.report);
        self.warnings.extend(other.warnings);
        self.violations.extend(other.violations);
        self
    }

    pub fn taken(&mut self, field: impl Into<String>, what: impl ToString, why: impl Into<String>) {
        let what = Some(what.to_string());
        self.row(field, Verdict::Taken, what.clone(), what, why);
    }

    pub fn changed(
        &mut self,
        field: impl Into<String>,
        requested: impl ToString,
        issued: impl ToString,
        why: impl Into<String>,
    ) {
        self.row(field, Verdict::Changed, Some(requested.to_string()), Some(issued.to_string()), why);
    }

    pub fn added(&mut self, field: impl Into<String>, issued: impl ToString, why: impl Into<String>) {
        self.row(field, Verdict::Added, None, Some(issued.to_string()), why);
    }

    pub fn dropped(&mut self, field: impl Into<String>, requested: impl ToString, why: impl Into<String>) {
        self.row(field, Verdict::Dropped, Some(requested.to_string()), None, why);
    }

    /// Refuses something that was asked for: a line of the report and the violation.
    pub fn refused(
        &mut self,
        field: impl Into<String>,
        requested: impl ToString,
        code: Code,
        found: impl Into<String>,
    ) {
        let (field, found) = (field.into(), found.into());
        let why = format!("{} {}", code.what(), sentence(&found));
        self.row(field.clone(), Verdict::Refused, Some(requested.to_string()), None, why);
        self.violated(field, code, found);
    }

    /// Refuses because of a value that the model refuses.
    pub fn refused_by(&mut self, field: impl Into<String>, requested: impl ToString, error: &Error) {
        self.refused(field, requested, error.code(), evidence(error));
    }

    /// Refuses because of something that nobody asked for: the issuer, or a name that is missing.
    pub fn violated(&mut self, field: impl Into<String>, code: Code, found: impl Into<String>) {
        self.violations.push(Violation { code, field: field.into(), found: found.into() });
    }

    pub fn warned(&mut self, code: &'static str, text: impl Into<String>) {
        self.warnings.push(Warning { code, severity: Severity::Warn, text: text.into() });
    }

    pub fn noted(&mut self, code: &'static str, text: impl Into<String>) {
        self.warnings.push(Warning { code, severity: Severity::Note, text: text.into() });
    }

    fn row(
        &mut self,
        field: impl Into<String>,
        verdict: Verdict,
        requested: Option<String>,
        issued: Option<String>,
        why: impl Into<String>,
    ) {
        self.report.push(ReportRow { field: field.into(), verdict, requested, issued, why: why.into() });
    }
}

/// What was found, what would be allowed and where, as a model's refusal says it.
fn evidence(error: &Error) -> String {
    let found = error.found_text().unwrap_or("nothing");
    let place = error.offset().map_or(String::new(), |offset| format!(" at character {}", offset + 1));
    let allowed = error.allowed_text().map_or(String::new(), |allowed| format!("; allowed: {allowed}"));
    format!("{found}{place}{allowed}")
}

/// A finding as a sentence of its own: a capital in front where it begins with a word, a full stop at its end.
fn sentence(found: &str) -> String {
    let mut characters = found.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    let word: String = found.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_plain_word = word.len() > 1 && found.chars().nth(word.chars().count()).is_none_or(|c| c == ' ');
    match first {
        Some(first) if is_plain_word => format!("{first}{}.", characters.as_str()),
        _ => format!("{found}."),
    }
}

/// The field of an extension: `extension.subjectAltName`, or its identifier where it has no name.
pub(super) fn extension_field(value: &ExtensionValue) -> String {
    format!("extension.{}", extension_name(value))
}

fn extension_name(value: &ExtensionValue) -> String {
    let oid = value.oid();
    named(&oid, &["id-ce-", "id-pe-"]).map_or_else(|| oid.to_string(), str::to_owned)
}

/// The type of an extension by the name that reports give it, or in dotted form.
#[must_use]
pub fn extension_type(name: &str) -> Option<Oid> {
    let of_prefix = |prefix: &&str| const_oid::db::DB.by_name(&format!("{prefix}{name}")).map(|oid| Oid::from(*oid));
    ["id-ce-", "id-pe-"].iter().find_map(of_prefix).or_else(|| Oid::parse(name).ok())
}

/// The name of a purpose (RFC 5280, section 4.2.1.12): `serverAuth`, or its identifier where it has no name.
pub(super) fn purpose_name(oid: &Oid) -> String {
    match named(oid, &["id-kp-"]) {
        Some(name) => name.to_owned(),
        None if *oid.inner() == const_oid::db::rfc5280::ANY_EXTENDED_KEY_USAGE => "anyExtendedKeyUsage".to_owned(),
        None => oid.to_string(),
    }
}

fn named(oid: &Oid, prefixes: &[&str]) -> Option<&'static str> {
    let name = const_oid::db::DB.by_oid(oid.inner())?;
    prefixes.iter().find_map(|prefix| name.strip_prefix(prefix))
}

/// What an extension says, in words.
pub(super) fn value_in_words(value: &ExtensionValue) -> String {
    use ExtensionValue as Value;
    let all = |permitted: &[Vec<u8>]| listed(permitted.iter().map(|base| subtree_in_words(base)));
    match value {
        Value::BasicConstraints(constraints) => {
            let ca = if constraints.ca { "CA:TRUE" } else { "CA:FALSE" };
            constraints.path_len.map_or_else(|| ca.to_owned(), |length| format!("{ca}, path length {length}"))
        }
        Value::KeyUsage(usages) => listed(usages.iter().map(crate::model::KeyUsage::as_str)),
        Value::ExtendedKeyUsage(purposes) => listed(purposes.iter().map(purpose_name)),
        Value::SubjectAltName(names) | Value::IssuerAltName(names) => listed(names),
        Value::SubjectKeyIdentifier(id) => hexadecimal(id),
        Value::AuthorityKeyIdentifier(identifier) => {
            let id = identifier.key_id.as_deref().map(hexadecimal);
            let serial = identifier.serial.as_ref().map(|serial| format!("serial number {serial}"));
            listed(id.into_iter().chain(serial))
        }
        Value::CrlDistributionPoints(points) => listed(points.iter().flat_map(|point| &point.full_name)),
        Value::AuthorityInfoAccess(descriptions) => {
            listed(descriptions.iter().map(|description| &description.location))
        }
        Value::NameConstraints(constraints) => {
            let part = |word: &str, bases: &[Vec<u8>]| (!bases.is_empty()).then(|| format!("{word}: {}", all(bases)));
            let parts = [part("permitted", &constraints.permitted), part("excluded", &constraints.excluded)];
            parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
        }
        Value::CertificatePolicies(policies) => listed(policies.iter().map(|policy| policy.oid)),
        Value::CrlNumber(number) => number.to_string(),
        Value::Other { der, .. } => match der.as_slice() {
            octets if octets.len() <= 32 => hexadecimal(octets),
            octets => format!("{} octets", octets.len()),
        },
    }
}

fn subtree_in_words(base: &[u8]) -> String {
    crate::parse::subtree_der(base).map_or_else(|_| hexadecimal(base), |subtree| subtree.to_string())
}

/// Octets as certificates show them: `3A:5F:…`.
pub(super) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(":")
}

/// Words with commas between them.
pub(super) fn listed<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_line_and_a_violation() {
        let mut ruling = Ruling::default();
        ruling.refused("validity", "900 days", Code::PolicyValidityTooLong, "it would end later");
        let row = ruling.report.first().unwrap();
        assert_eq!(row.why, "The certificate would outlive its issuer. It would end later.");
        assert_eq!((row.verdict, row.issued.as_deref()), (Verdict::Refused, None));
        assert_eq!(ruling.violations.first().unwrap().found, "it would end later");
    }

    #[test]
    fn names_of_hosts_keep_their_first_letter() {
        assert_eq!(sentence("w*.sample.com"), "w*.sample.com.");
        assert_eq!(sentence("mail.sample.com is excluded"), "mail.sample.com is excluded.");
        assert_eq!(sentence("no name"), "No name.");
    }

    #[test]
    fn what_has_a_name_is_called_by_it() {
        let other = |oid: &str| ExtensionValue::Other { oid: Oid::parse(oid).unwrap(), der: vec![] };
        assert_eq!(extension_field(&ExtensionValue::SubjectAltName(vec![])), "extension.subjectAltName");
        assert_eq!(extension_field(&ExtensionValue::ExtendedKeyUsage(vec![])), "extension.extKeyUsage");
        assert_eq!(extension_field(&other("1.3.6.1.4.1.311.20.2")), "extension.1.3.6.1.4.1.311.20.2");
        assert_eq!(purpose_name(&Oid::parse("1.3.6.1.5.5.7.3.1").unwrap()), "serverAuth");
        assert_eq!(purpose_name(&Oid::parse("2.5.29.37.0").unwrap()), "anyExtendedKeyUsage");
        assert_eq!(purpose_name(&Oid::parse("1.2.3").unwrap()), "1.2.3");
    }
}
