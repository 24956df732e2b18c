//! Which fields a subject must have, may have and loses: a policy of names, as `openssl ca` holds requests against it.

use crate::error::{Code, Violation};
use crate::model::{Attribute, Name, Oid, RelativeName};

use super::report::{ReportRow, Ruling, Verdict};

/// What the authority says of the subject's fields beside their form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Which fields there must be; nothing where every request's name is taken as it came.
    pub policy: Option<NamePolicy>,
    /// `preserve`: the request's order is kept, and fields that the policy does not name.
    pub preserve: bool,
    /// `email_in_dn`: whether an e-mail address may stand in the name.
    pub email_in_dn: bool,
}

/// A request's name is taken as it came.
impl Default for Naming {
    fn default() -> Self {
        Self { policy: None, preserve: false, email_in_dn: true }
    }
}

/// The rules of a policy section, in their order, which is that of the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePolicy {
    /// The section's name.
    pub section: String,
    /// The rules.
    pub rules: Vec<NameRule>,
}

/// One line of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRule {
    /// The name as it stands there.
    pub name: String,
    /// The attribute type.
    pub oid: Oid,
    /// What is asked of it.
    pub need: Need,
}

/// What a policy asks of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It must be there and be the same as the authority's.
    Match,
    /// It must be there.
    Supplied,
    /// It may be there.
    Optional,
}

impl Need {
    /// The word in a configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Supplied => "supplied",
            Self::Optional => "optional",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Match, Self::Supplied, Self::Optional].into_iter().find(|need| need.as_str() == text)
    }
}

/// What became of one field of the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldVerdict {
    /// OpenSSL's name for the field, as the policy has it; else its short name.
    pub field: String,
    /// The attribute type.
    pub oid: Oid,
    /// What the policy asks; nothing where it does not name the field.
    pub need: Option<Need>,
    /// The request's value, where it has the field.
    pub requested: Option<String>,
    /// What happens to it.
    pub outcome: FieldOutcome,
}

/// What the policy does with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldOutcome {
    /// It goes into the certificate.
    Taken,
    /// It is the same as the authority's, whose way of writing it, which is this, goes into the certificate.
    Matched(String),
    /// It is optional and not there.
    Absent,
    /// It must be there and is not.
    Missing,
    /// It must be the same as the authority's, which is this.
    Different(String),
    /// The authority has no such field, so nothing can match it: the policy is wrong for this authority.
    IssuerLacksIt,
    /// The policy does not name it and `preserve` is not set: it vanishes.
    Dropped,
}

/// What the policy makes of a request's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyAnswer {
    /// The answer per field: the policy's fields in its order, then those that it does not name.
    pub fields: Vec<FieldVerdict>,
    /// What is left of the name: the subject, where no field is wrong.
    pub name: Name,
}

impl PolicyAnswer {
    /// Whether the request cannot be signed for a field.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        self.fields.iter().any(FieldVerdict::is_refusal)
    }
}

impl NamePolicy {
    /// Holds a request's name against the policy and the issuer's name, as `openssl ca` does, with the answer per field.
    ///
    /// A match is looked for by the comparison of RFC 5280, section 7.1, so a PrintableString is the same as a UTF8String with the
    /// same text; the issuer's own value goes into the certificate, as with OpenSSL.
    #[must_use]
    pub fn apply(&self, request: &Name, issuer: &Name, preserve: bool) -> PolicyAnswer {
        let mut fields = Vec::new();
        let mut taken: Vec<Attribute> = Vec::new();
        for rule in &self.rules {
            let asked: Vec<&Attribute> = request.attributes().filter(|attribute| attribute.oid == rule.oid).collect();
            if asked.is_empty() {
                fields.push(rule.verdict(None, rule.absent()));
            }
            for attribute in asked {
                let (outcome, value) = rule.judge(attribute, issuer);
                fields.push(rule.verdict(Some(attribute), outcome));
                taken.extend(value);
            }
        }
        if preserve {
            return PolicyAnswer { fields, name: request.clone() };
        }
        let unnamed = request.attributes().filter(|attribute| !self.names(attribute.oid));
        fields.extend(unnamed.map(FieldVerdict::dropped));
        let name = Name::new(taken.into_iter().map(|attribute| RelativeName::new(attribute, Vec::new())).collect());
        PolicyAnswer { fields, name }
    }

    /// Whether the policy has a rule for the attribute type.
    #[must_use]
    pub fn names(&self, oid: Oid) -> bool {
        self.rules.iter().any(|rule| rule.oid == oid)
    }
}

impl NameRule {
    fn verdict(&self, attribute: Option<&Attribute>, outcome: FieldOutcome) -> FieldVerdict {
        let requested = attribute.map(Attribute::text);
        FieldVerdict { field: self.name.clone(), oid: self.oid, need: Some(self.need), requested, outcome }
    }

    const fn absent(&self) -> FieldOutcome {
        match self.need {
            Need::Optional => FieldOutcome::Absent,
            Need::Match | Need::Supplied => FieldOutcome::Missing,
        }
    }

    fn judge(&self, attribute: &Attribute, issuer: &Name) -> (FieldOutcome, Option<Attribute>) {
        if self.need != Need::Match {
            return (FieldOutcome::Taken, Some(attribute.clone()));
        }
        let theirs: Vec<&Attribute> = issuer.attributes().filter(|own| own.oid == self.oid).collect();
        let same = theirs.iter().find(|own| one(own).matches(&one(attribute)));
        match (same, theirs.first()) {
            (Some(own), _) => (FieldOutcome::Matched(own.text()), Some((*own).clone())),
            (None, Some(own)) => (FieldOutcome::Different(own.text()), None),
            (None, None) => (FieldOutcome::IssuerLacksIt, None),
        }
    }
}

fn one(attribute: &Attribute) -> Name {
    Name::new(vec![RelativeName::new(attribute.clone(), Vec::new())])
}

impl FieldVerdict {
    /// Whether the request cannot be signed for it.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self.outcome, FieldOutcome::Missing | FieldOutcome::Different(_) | FieldOutcome::IssuerLacksIt)
    }

    fn dropped(attribute: &Attribute) -> Self {
        let (field, requested) = (attribute.label(), Some(attribute.text()));
        Self { field, oid: attribute.oid, need: None, requested, outcome: FieldOutcome::Dropped }
    }
}

/// The name without its e-mail addresses, and those that it had.
#[must_use]
pub fn without_email(name: &Name) -> (Name, Vec<String>) {
    let is_email = |attribute: &Attribute| *attribute.oid.inner() == const_oid::db::rfc3280::EMAIL_ADDRESS;
    let (mut relative, mut taken_out) = (Vec::new(), Vec::new());
    for one in name.relative() {
        let (emails, rest): (Vec<_>, Vec<_>) = one.attributes().iter().cloned().partition(is_email);
        taken_out.extend(emails.iter().map(Attribute::text));
        let mut rest = rest.into_iter();
        relative.extend(rest.next().map(|first| RelativeName::new(first, rest.collect())));
    }
    (Name::new(relative), taken_out)
}

/// The policy's answer in the report: what it refuses and drops gets a line, and to the line of what it takes its reason is
/// added.
pub(super) fn reported(policy: &NamePolicy, answer: &PolicyAnswer, ruling: &mut Ruling) {
    for verdict in &answer.fields {
        let field = field(verdict.oid);
        let requested = verdict.requested.clone().unwrap_or_default();
        match &verdict.outcome {
            FieldOutcome::Absent => {}
            FieldOutcome::Taken => amend(ruling, &field, &requested, &requested, &reason(policy, verdict)),
            FieldOutcome::Matched(own) => amend(ruling, &field, &requested, own, &reason(policy, verdict)),
            FieldOutcome::Missing => missing(ruling, field, format!("the policy {} asks for it", policy.section)),
            FieldOutcome::Different(own) => {
                let found = format!("{requested}; the policy {} wants the authority's own, {own}", policy.section);
                refused(ruling, field, requested, found);
            }
            FieldOutcome::IssuerLacksIt => {
                let found = format!(
                    "the policy {} wants it to match the authority's name, which has no {}",
                    policy.section, verdict.field
                );
                refused(ruling, field, requested, found);
            }
            FieldOutcome::Dropped => {
                let why = format!("The policy {} does not name it, so it is left out.", policy.section);
                ruling.dropped(field, requested, why);
            }
        }
    }
}

fn reason(policy: &NamePolicy, verdict: &FieldVerdict) -> String {
    let asks = match verdict.need {
        Some(Need::Match) => "wants the authority's own value",
        Some(Need::Supplied) => "asks for it",
        Some(Need::Optional) | None => "allows it",
    };
    format!("The policy {} {asks}.", policy.section)
}

/// Adds the policy's reason to the line of a field, which says `changed` where the authority's way of writing takes the place
/// of the request's.
fn amend(ruling: &mut Ruling, field: &str, requested: &str, issued: &str, reason: &str) {
    let is_line = |row: &&mut ReportRow| row.field == field && row.issued.as_deref() == Some(issued);
    let Some(row) = ruling.report.iter_mut().find(is_line) else { return };
    if requested != issued && row.verdict == Verdict::Taken {
        row.verdict = Verdict::Changed;
        row.requested = Some(requested.to_owned());
    }
    row.why = format!("{} {reason}", row.why);
}

fn missing(ruling: &mut Ruling, field: String, found: String) {
    let why = format!("{} It is missing: {found}.", Code::PolicyNamePolicy.what());
    ruling.report.push(ReportRow {
        field: field.clone(),
        verdict: Verdict::Refused,
        requested: None,
        issued: None,
        why,
    });
    ruling.violations.push(Violation { code: Code::PolicyNamePolicy, field, found: format!("nothing; {found}") });
}

/// A field that is refused has no other line.
fn refused(ruling: &mut Ruling, field: String, requested: String, found: String) {
    ruling.report.retain(|row| row.field != field || row.requested.as_deref() != Some(requested.as_str()));
    ruling.refused(field, requested, Code::PolicyNamePolicy, found);
}

fn field(oid: Oid) -> String {
    let known = crate::model::AttributeType::by_oid(oid);
    format!("subject.{}", known.map_or_else(|| oid.to_string(), |known| known.short.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(rules: &[(&str, Need)]) -> NamePolicy {
        let rule = |(name, need): &(&str, Need)| NameRule {
            name: (*name).to_owned(),
            oid: Oid::parse(crate::model::AttributeType::by_name(name).unwrap().oid).unwrap(),
            need: *need,
        };
        NamePolicy { section: "p".to_owned(), rules: rules.iter().map(rule).collect() }
    }

    #[test]
    fn the_policy_answers_per_field() {
        let policy = policy(&[
            ("countryName", Need::Match),
            ("organizationName", Need::Match),
            ("commonName", Need::Supplied),
            ("emailAddress", Need::Optional),
        ]);
        let issuer = Name::parse("/C=US/O=Sample/CN=Root").unwrap();
        let request = Name::parse("/CN=mail/O=sample/C=US/L=Metropolis/emailAddress=a@b.com").unwrap();
        let answer = policy.apply(&request, &issuer, false);
        assert_eq!(answer.name.to_string(), "emailAddress=a@b.com,CN=mail,O=Sample,C=US", "the policy's order");
        assert_eq!(answer.fields.last().unwrap().outcome, FieldOutcome::Dropped);
        assert!(!answer.is_refusal());
        let kept = policy.apply(&request, &issuer, true);
        assert_eq!(kept.name, request);
        let (name, taken_out) = without_email(&kept.name);
        assert_eq!(
            (name.to_string().as_str(), taken_out),
            ("L=Metropolis,C=US,O=sample,CN=mail", vec!["a@b.com".to_owned()])
        );
    }

    #[test]
    fn what_does_not_fit_the_policy_is_named() {
        let policy =
            policy(&[("countryName", Need::Match), ("localityName", Need::Match), ("commonName", Need::Supplied)]);
        let issuer = Name::parse("/C=US/CN=Root").unwrap();
        let answer = policy.apply(&Name::parse("/C=DE/L=Berlin").unwrap(), &issuer, false);
        assert!(answer.is_refusal());
        let outcomes: Vec<FieldOutcome> = answer.fields.into_iter().map(|field| field.outcome).collect();
        assert_eq!(
            outcomes,
            [FieldOutcome::Different("US".to_owned()), FieldOutcome::IssuerLacksIt, FieldOutcome::Missing]
        );
    }

    #[test]
    fn every_need_is_read_as_it_is_written() {
        for need in [Need::Match, Need::Supplied, Need::Optional] {
            assert_eq!(Need::parse(need.as_str()), Some(need));
        }
        assert_eq!(Need::parse("perhaps"), None);
    }
}
