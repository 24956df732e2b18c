//! The subject, attribute by attribute (RFC 5280, section 4.1.2.6 and appendix A.1).

use super::Case;
use super::naming::{self, FieldOutcome, FieldVerdict, PolicyAnswer};
use super::report::{Ruling, Verdict};
use crate::error::{Code, Error, Result};
use crate::model::{Attribute, AttributeType, AttributeValue, Name, RelativeName, RequestOrigin, StringKind};

/// The subject: the chosen one, else the request's, what the authority's policy leaves of it, each attribute as it came where
/// its form is right. E-mail addresses that are not to stay in it are still there, for alternative names copy them.
pub(super) fn rule(case: &Case<'_>) -> (Name, Ruling) {
    let requested = &case.request.subject;
    let asked = case.choices.subject.as_ref().unwrap_or(requested);
    let policy = case.choices.naming.policy.as_ref();
    let answer = policy.map(|policy| policy.apply(asked, &case.issuer.subject, case.choices.naming.preserve));
    let name = answer.as_ref().map_or(asked, |answer| &answer.name);
    let (name, mut ruling) = match &case.choices.subject {
        Some(_) => settle(name, &mut Chosen::new(requested, answer.as_ref())),
        None => settle(name, &mut AsRequested),
    };
    if let (Some(policy), Some(answer)) = (policy, &answer) {
        naming::reported(policy, answer, &mut ruling);
    }
    (name, ruling)
}

/// Takes the e-mail addresses out of the name, and says so in place of what was said of them.
pub(super) fn take_out_email(name: &Name, ruling: &mut Ruling, why: &str) -> Name {
    let (rest, taken_out) = naming::without_email(name);
    for address in taken_out {
        let is_line = |row: &&mut super::ReportRow| {
            row.field == "subject.emailAddress" && row.issued.as_deref() == Some(address.as_str())
        };
        if let Some(row) = ruling.report.iter_mut().find(is_line) {
            (row.verdict, row.issued, row.why) = (Verdict::Dropped, None, why.to_owned());
            row.requested.get_or_insert(address);
        }
    }
    rest
}

/// Whether the subject may stand there as it is, empty for instance.
pub(super) fn whole(case: &Case<'_>, subject: &Name) -> Ruling {
    let mut ruling = Ruling::default();
    let profile = case.profile();
    if subject.is_empty() && (profile.is_authority() || profile == super::Profile::CodeSigning) {
        let found = format!("the subject is empty, and clients know {} by it", in_words(profile.is_authority()));
        ruling.violated("subject", Code::PolicyNameMissing, found);
    }
    let is_successor = case.request.origin == RequestOrigin::Authority;
    if profile.is_authority() && !is_successor && subject.matches(&case.issuer.subject) {
        let found = "it is the name of the issuer, and clients would take the one for the other";
        ruling.refused("subject", subject, Code::PolicyNameRefused, found);
    }
    ruling
}

const fn in_words(authority: bool) -> &'static str {
    if authority { "an authority" } else { "who signs a program" }
}

/// Where an attribute's line of the report comes from: was it asked for?
trait Source {
    /// The attribute is issued as it stands there, or in another form for the reason given.
    fn settled(&mut self, ruling: &mut Ruling, given: &Attribute, issued: &Attribute, why: Option<String>);
    /// Every attribute has been seen.
    fn finished(&mut self, _: &mut Ruling) {}
}

struct AsRequested;

impl Source for AsRequested {
    fn settled(&mut self, ruling: &mut Ruling, given: &Attribute, issued: &Attribute, why: Option<String>) {
        match why {
            None => {
                ruling.taken(field(given), given.text(), "The request has it in a form that certificates may have.");
            }
            Some(why) => ruling.changed(field(given), with_kind(given), with_kind(issued), why),
        }
    }
}

/// A chosen subject is compared with the request's, attribute type by attribute type.
struct Chosen<'a> {
    requested: Vec<&'a Attribute>,
}

impl<'a> Chosen<'a> {
    /// What the policy drops from the chosen subject has its line already.
    fn new(requested: &'a Name, answer: Option<&PolicyAnswer>) -> Self {
        let fields = answer.map(|answer| answer.fields.as_slice()).unwrap_or_default();
        let is_dropped = |attribute: &Attribute| {
            let is_it = |verdict: &FieldVerdict| {
                verdict.oid == attribute.oid && verdict.requested.as_deref() == Some(attribute.text().as_str())
            };
            fields.iter().any(|verdict| verdict.outcome == FieldOutcome::Dropped && is_it(verdict))
        };
        Self { requested: requested.attributes().filter(|attribute| !is_dropped(attribute)).collect() }
    }

    fn take(&mut self, given: &Attribute) -> Option<&'a Attribute> {
        let same = |requested: &&Attribute| requested.oid == given.oid && requested.text() == given.text();
        let place = self.requested.iter().position(same);
        let place = place.or_else(|| self.requested.iter().position(|requested| requested.oid == given.oid));
        place.map(|place| self.requested.remove(place))
    }
}

impl Source for Chosen<'_> {
    fn settled(&mut self, ruling: &mut Ruling, given: &Attribute, issued: &Attribute, _: Option<String>) {
        match self.take(given) {
            None => ruling.added(field(given), issued.text(), "It is in the subject that was chosen."),
            Some(requested) if requested.text() == issued.text() => {
                ruling.taken(field(given), issued.text(), "The subject that was chosen and the request agree.");
            }
            Some(requested) => {
                let why = "The subject that was chosen takes the place of the request's.";
                ruling.changed(field(given), requested.text(), issued.text(), why);
            }
        }
    }

    fn finished(&mut self, ruling: &mut Ruling) {
        for requested in self.requested.drain(..) {
            ruling.dropped(field(requested), requested.text(), "It is not in the subject that was chosen.");
        }
    }
}

fn settle(name: &Name, source: &mut dyn Source) -> (Name, Ruling) {
    let mut ruling = Ruling::default();
    let relative =
        name.relative().iter().filter_map(|relative| settle_relative(relative, source, &mut ruling)).collect();
    source.finished(&mut ruling);
    (Name::new(relative), ruling)
}

fn settle_relative(relative: &RelativeName, source: &mut dyn Source, ruling: &mut Ruling) -> Option<RelativeName> {
    let mut settled = relative.attributes().iter().filter_map(|attribute| settle_attribute(attribute, source, ruling));
    let first = settled.next()?;
    Some(RelativeName::new(first, settled.collect()))
}

fn settle_attribute(attribute: &Attribute, source: &mut dyn Source, ruling: &mut Ruling) -> Option<Attribute> {
    match formed(attribute) {
        Ok(Form::Right) => {
            source.settled(ruling, attribute, attribute, None);
            Some(attribute.clone())
        }
        Ok(Form::Other(issued, why)) => {
            source.settled(ruling, attribute, &issued, Some(why));
            Some(issued)
        }
        Ok(Form::Nothing(why)) => {
            ruling.dropped(field(attribute), attribute.text(), why);
            None
        }
        Err(error) => {
            ruling.refused_by(field(attribute), attribute.text(), &error);
            None
        }
    }
}

/// In what form an attribute can be issued.
enum Form {
    Right,
    Other(Attribute, String),
    Nothing(&'static str),
}

/// Bounds and characters are those of the model; of the string types the request's own is kept where RFC 5280 allows
/// it.
fn formed(attribute: &Attribute) -> Result<Form> {
    let AttributeValue::Text { kind, text } = &attribute.value else {
        return Ok(Form::Nothing("The value is not text, and what is not understood is not certified."));
    };
    if text.trim().is_empty() {
        return Ok(Form::Nothing("It has no value, and RFC 5280 asks for at least one character."));
    }
    let upper = text.to_ascii_uppercase();
    if is_country(attribute) && upper != *text && upper.len() == 2 {
        let why = "A country is written in capital letters (ISO 3166).".to_owned();
        return Ok(Form::Other(Attribute::new(attribute.oid, &upper)?, why));
    }
    let made = Attribute::new(attribute.oid, text)?;
    if is_kept(*kind, text, &made) {
        return Ok(Form::Right);
    }
    let why = format!("RFC 5280 wants {} here, not {}.", kind_name(made_kind(&made)), kind_name(*kind));
    Ok(Form::Other(made, why))
}

fn is_country(attribute: &Attribute) -> bool {
    AttributeType::by_oid(attribute.oid).is_some_and(|known| known.bounds == (2, 2))
}

/// A DirectoryString is a UTF8String or a PrintableString (RFC 5280, section 4.1.2.4), whichever the request has; other
/// attribute types have one string type of their own.
fn is_kept(kind: StringKind, text: &str, made: &Attribute) -> bool {
    match made_kind(made) {
        StringKind::Utf8 => {
            kind == StringKind::Utf8
                || (kind == StringKind::Printable && text.chars().all(|c| StringKind::Printable.allows(c)))
        }
        own => kind == own,
    }
}

const fn made_kind(attribute: &Attribute) -> StringKind {
    match &attribute.value {
        AttributeValue::Text { kind, .. } => *kind,
        AttributeValue::Other(_) => StringKind::Utf8,
    }
}

fn with_kind(attribute: &Attribute) -> String {
    format!("{} ({})", attribute.text(), kind_name(made_kind(attribute)))
}

const fn kind_name(kind: StringKind) -> &'static str {
    match kind {
        StringKind::Utf8 => "UTF8String",
        StringKind::Printable => "PrintableString",
        StringKind::Ia5 => "IA5String",
        StringKind::Teletex => "TeletexString",
        StringKind::Bmp => "BMPString",
        StringKind::Universal => "UniversalString",
        StringKind::Numeric => "NumericString",
    }
}

fn field(attribute: &Attribute) -> String {
    format!("subject.{}", attribute.label())
}

/// Whether a name that was made here may be a subject: the first attribute that may not, if there is one.
pub(super) fn check(name: &Name) -> Result<()> {
    for attribute in name.attributes() {
        match formed(attribute)? {
            Form::Right => {}
            Form::Other(_, why) => {
                let error = Error::new(Code::NameAttributeCharset).field(field(attribute));
                return Err(error.found(with_kind(attribute)).allowed(why));
            }
            Form::Nothing(why) => {
                return Err(Error::new(Code::NameAttributeEmpty).field(field(attribute)).found(why));
            }
        }
    }
    Ok(())
}
