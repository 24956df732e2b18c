//! What the configuration says of an authority (openssl-ca(1)): its files, its defaults, its policy of names.

use super::config::{Config, Entry};
use super::index::date;
use super::names::StringMask;
use super::objects::Objects;
use super::value;
use crate::error::{Code, Error, Result};
use crate::model::{Attribute, Name, Oid, RelativeName, Time};

/// The section behind `default_ca`, or the one that `-name` chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaSettings {
    /// The section's name.
    pub section: String,
    /// `database`: where `index.txt` is.
    pub database: Option<String>,
    /// `serial`: where the next serial number is.
    pub serial: Option<String>,
    /// `rand_serial`: serial numbers are random, and no file is kept.
    pub random_serials: bool,
    /// `crlnumber`: where the next number of a CRL is.
    pub crl_number: Option<String>,
    /// `new_certs_dir`: where a copy of each certificate goes.
    pub new_certificates: Option<String>,
    /// `certificate`: where the authority's certificate is.
    pub certificate: Option<String>,
    /// `private_key`: where its key is.
    pub private_key: Option<String>,
    /// `default_days`.
    pub days: Option<u32>,
    /// `default_startdate`; nothing for `today`.
    pub start: Option<Time>,
    /// `default_enddate`.
    pub end: Option<Time>,
    /// `default_crl_days` and `default_crl_hours`, added up in hours.
    pub crl_hours: Option<u32>,
    /// `default_md`.
    pub digest: Option<DigestChoice>,
    /// `unique_subject`, which counts only while there is no `index.txt.attr`.
    pub unique_subject: bool,
    /// `x509_extensions`: the section of what every certificate gets.
    pub extensions: Option<Entry>,
    /// `crl_extensions`.
    pub crl_extensions: Option<Entry>,
    /// `preserve`: the request's order of the name is kept, and fields that the policy does not name.
    pub preserve: bool,
    /// `email_in_dn`: whether an e-mail address may stand in the name.
    pub email_in_dn: bool,
    /// `copy_extensions`.
    pub copy_extensions: CopyExtensions,
    /// `policy`.
    pub policy: Option<Policy>,
    /// `name_opt`, as it stands there: how names are shown.
    pub name_options: Option<String>,
    /// `cert_opt`, as it stands there: how certificates are shown.
    pub certificate_options: Option<String>,
    /// `string_mask` of the default section.
    pub string_mask: StringMask,
}

/// What the configuration asks to be signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestChoice {
    /// `default`: what suits the key.
    OfTheKey,
    /// SHA-256, SHA-384 or SHA-512, by OpenSSL's name.
    Sound(String),
    /// MD5, SHA-1 and others that nothing is signed with here: what suits the key is taken instead.
    Refused(String),
}

/// Which extensions of a request go into the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyExtensions {
    /// None of them.
    #[default]
    None,
    /// Those that the configuration does not give itself.
    Copy,
    /// All, in place of those of the configuration: the request may make itself an authority.
    CopyAll,
}

/// The rules of a policy section, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The section's name.
    pub section: String,
    /// The rules.
    pub rules: Vec<PolicyRule>,
}

/// One line of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRule {
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

impl DigestChoice {
    /// Reads the name of a digest as OpenSSL takes it, in upper or lower case.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "default" => Self::OfTheKey,
            name @ ("sha256" | "sha384" | "sha512") => Self::Sound(name.to_owned()),
            "sha2-256" | "sha-256" => Self::Sound("sha256".to_owned()),
            "sha2-384" | "sha-384" => Self::Sound("sha384".to_owned()),
            "sha2-512" | "sha-512" => Self::Sound("sha512".to_owned()),
            other => Self::Refused(other.to_owned()),
        }
    }
}

impl CaSettings {
    /// What the configuration says of the authority `name`, or of the one behind `default_ca`.
    ///
    /// # Errors
    /// [`Code::ConfigSectionMissing`], [`Code::ConfigValue`] with the place.
    pub fn read(config: &Config, name: Option<&str>, objects: &Objects) -> Result<Self> {
        let section = match name {
            Some(name) => name.to_owned(),
            None => default_ca(config)?,
        };
        if config.section(&section).is_none() {
            return Err(Error::new(Code::ConfigSectionMissing).found(format!("[{section}]")));
        }
        let keys = Keys { config, section: &section };
        let settings = Self {
            database: keys.text("database"),
            serial: keys.text("serial"),
            random_serials: keys.entry("rand_serial").is_some(),
            crl_number: keys.text("crlnumber"),
            new_certificates: keys.text("new_certs_dir"),
            certificate: keys.text("certificate"),
            private_key: keys.text("private_key"),
            days: keys.number("default_days")?,
            start: keys.date("default_startdate")?,
            end: keys.date("default_enddate")?,
            crl_hours: crl_hours(&keys)?,
            digest: keys.text("default_md").map(|text| DigestChoice::parse(&text)),
            unique_subject: keys.text("unique_subject").is_none_or(|text| !text.starts_with(['f', 'F', 'n', 'N', '0'])),
            extensions: keys.entry("x509_extensions").cloned(),
            crl_extensions: keys.entry("crl_extensions").cloned(),
            preserve: keys.text("preserve").is_some_and(|text| text.starts_with(['y', 'Y'])),
            email_in_dn: keys.text("email_in_dn").as_deref() != Some("no"),
            copy_extensions: copy_extensions(&keys)?,
            policy: keys.entry("policy").map(|entry| Policy::read(config, entry, objects)).transpose()?,
            name_options: keys.text("name_opt"),
            certificate_options: keys.text("cert_opt"),
            string_mask: string_mask(config, "default")?,
            section: section.clone(),
        };
        Ok(settings)
    }
}

fn default_ca(config: &Config) -> Result<String> {
    let missing = || Error::new(Code::ConfigSectionMissing).found("no default_ca").allowed("default_ca = … in [ca]");
    config.text("ca", "default_ca").map(str::to_owned).ok_or_else(missing)
}

/// The values of one section, each looked for in the default section too.
struct Keys<'a> {
    config: &'a Config,
    section: &'a str,
}

impl<'a> Keys<'a> {
    fn entry(&self, name: &str) -> Option<&'a Entry> {
        self.config.value(self.section, name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.entry(name).map(|entry| entry.value.clone())
    }

    fn number(&self, name: &str) -> Result<Option<u32>> {
        let number = |entry: &Entry| {
            let digits: String = entry.value.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok().ok_or_else(|| wrong(entry, "a number"))
        };
        self.entry(name).map(number).transpose()
    }

    fn date(&self, name: &str) -> Result<Option<Time>> {
        match self.entry(name) {
            None => Ok(None),
            Some(entry) if entry.value == "today" => Ok(None),
            Some(entry) => {
                date(&entry.value).map(Some).map_err(|_| wrong(entry, "today, YYMMDDhhmmssZ or YYYYMMDDhhmmssZ"))
            }
        }
    }
}

fn wrong(entry: &Entry, allowed: &str) -> Error {
    entry.value_place.error(Code::ConfigValue).found(format!("{} = {}", entry.name, entry.value)).allowed(allowed)
}

fn crl_hours(keys: &Keys<'_>) -> Result<Option<u32>> {
    let (days, hours) = (keys.number("default_crl_days")?, keys.number("default_crl_hours")?);
    let sum = days.unwrap_or(0).saturating_mul(24).saturating_add(hours.unwrap_or(0));
    Ok((sum > 0).then_some(sum))
}

fn copy_extensions(keys: &Keys<'_>) -> Result<CopyExtensions> {
    match keys.entry("copy_extensions") {
        None => Ok(CopyExtensions::None),
        Some(entry) => match entry.value.as_str() {
            "none" => Ok(CopyExtensions::None),
            "copy" => Ok(CopyExtensions::Copy),
            "copyall" => Ok(CopyExtensions::CopyAll),
            _ => Err(wrong(entry, "none, copy or copyall")),
        },
    }
}

/// The `string_mask` of a section.
pub(super) fn string_mask(config: &Config, section: &str) -> Result<StringMask> {
    match config.value(section, "string_mask") {
        None => Ok(StringMask::default()),
        Some(entry) => StringMask::parse(&entry.value)
            .ok_or_else(|| wrong(entry, "default, pkix, utf8only, nombstr or MASK:number")),
    }
}

/// What became of one field of the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldVerdict {
    /// OpenSSL's name for the field, as the policy has it; else its short name.
    pub field: String,
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
    /// An e-mail address, and `email_in_dn = no`: it is taken out of the name, though extensions may copy it.
    EmailTakenOut,
}

/// What the policy makes of a request's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyAnswer {
    /// The answer per field: the policy's fields in its order, then those that it does not name.
    pub fields: Vec<FieldVerdict>,
    /// The subject of the certificate, where no field is wrong.
    pub subject: Option<Name>,
}

impl Policy {
    /// Reads the section that `policy = …` names.
    ///
    /// # Errors
    /// [`Code::ConfigSectionMissing`], [`Code::ConfigValue`], [`Code::NameAttributeUnknown`] with the place.
    pub fn read(config: &Config, named_by: &Entry, objects: &Objects) -> Result<Self> {
        let section = value::section(config, &named_by.value, &named_by.value_place)?;
        let rule = |entry: &Entry| {
            let need = match entry.value.as_str() {
                "match" => Need::Match,
                "supplied" => Need::Supplied,
                "optional" => Need::Optional,
                _ => return Err(wrong(entry, "match, supplied or optional")),
            };
            let unknown = || entry.place.error(Code::NameAttributeUnknown).found(&entry.name);
            let oid = objects.oid(&entry.name).ok_or_else(unknown)?;
            Ok(PolicyRule { name: entry.name.clone(), oid, need })
        };
        Ok(Self { section: section.name.clone(), rules: section.entries.iter().map(rule).collect::<Result<Vec<_>>>()? })
    }

    /// Holds a request's name against the policy and the issuer's name, as `openssl ca` does, with the answer per field.
    ///
    /// A match is looked for by the comparison of RFC 5280, section 7.1, so a PrintableString is the same as a UTF8String with the
    /// same text; the issuer's own value goes into the certificate, as with OpenSSL.
    #[must_use]
    pub fn apply(&self, request: &Name, issuer: &Name, preserve: bool, email_in_dn: bool) -> PolicyAnswer {
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
        let refused = fields.iter().any(FieldVerdict::is_refusal);
        for attribute in request.attributes().filter(|attribute| !preserve && !self.names(attribute.oid)) {
            fields.push(FieldVerdict::unnamed(attribute, FieldOutcome::Dropped));
        }
        let subject = match preserve {
            true => request.clone(),
            false => Name::new(taken.into_iter().map(|attribute| RelativeName::new(attribute, Vec::new())).collect()),
        };
        let subject = if email_in_dn { subject } else { without_email(&subject, &mut fields) };
        PolicyAnswer { fields, subject: (!refused).then_some(subject) }
    }

    /// Whether the policy has a rule for the attribute type.
    #[must_use]
    pub fn names(&self, oid: Oid) -> bool {
        self.rules.iter().any(|rule| rule.oid == oid)
    }
}

impl PolicyRule {
    fn verdict(&self, attribute: Option<&Attribute>, outcome: FieldOutcome) -> FieldVerdict {
        let requested = attribute.map(Attribute::text);
        FieldVerdict { field: self.name.clone(), need: Some(self.need), requested, outcome }
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
            (Some(own), _) => (FieldOutcome::Taken, Some((*own).clone())),
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

    fn unnamed(attribute: &Attribute, outcome: FieldOutcome) -> Self {
        Self { field: attribute.label(), need: None, requested: Some(attribute.text()), outcome }
    }
}

fn is_email(attribute: &Attribute) -> bool {
    *attribute.oid.inner() == const_oid::db::rfc3280::EMAIL_ADDRESS
}

/// The name without its e-mail addresses, each of which is said.
fn without_email(name: &Name, fields: &mut Vec<FieldVerdict>) -> Name {
    let mut relative = Vec::new();
    for one in name.relative() {
        let (emails, mut rest): (Vec<_>, Vec<_>) = one.attributes().iter().cloned().partition(is_email);
        fields.extend(emails.iter().map(|email| FieldVerdict::unnamed(email, FieldOutcome::EmailTakenOut)));
        if !rest.is_empty() {
            let first = rest.remove(0);
            relative.push(RelativeName::new(first, rest));
        }
    }
    Name::new(relative)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::Beside;

    fn settings(text: &str) -> Result<CaSettings> {
        CaSettings::read(&Config::parse("c", text, &Beside::default())?, None, &Objects::default())
    }

    fn policy(rules: &str) -> Policy {
        settings(&format!("[ca]\ndefault_ca = d\n[d]\npolicy = p\n[p]\n{rules}")).unwrap().policy.unwrap()
    }

    #[test]
    fn every_key_is_read_with_its_default() {
        let bare = settings("[ca]\ndefault_ca = d\n[d]\n").unwrap();
        assert_eq!(
            (bare.unique_subject, bare.preserve, bare.email_in_dn, bare.random_serials),
            (true, false, true, false)
        );
        assert_eq!((bare.copy_extensions, bare.days, bare.crl_hours), (CopyExtensions::None, None, None));
        let full = settings(
            "rand_serial = yes\n[ca]\ndefault_ca = d\n[d]\nunique_subject = no\npreserve = yes\nemail_in_dn = no\ncopy_extensions = copy\n\
default_days = 365\ndefault_crl_days = 1\ndefault_crl_hours = 6\ndefault_md = MD5\ndefault_startdate = 250101000000Z\n\
default_enddate = 20510101000000Z\n",
        )
        .unwrap();
        assert_eq!(
            (full.unique_subject, full.preserve, full.email_in_dn, full.random_serials),
            (false, true, false, true)
        );
        assert_eq!((full.copy_extensions, full.days, full.crl_hours), (CopyExtensions::Copy, Some(365), Some(30)));
        assert_eq!(full.digest, Some(DigestChoice::Refused("md5".to_owned())));
        assert_eq!(full.end.unwrap().to_string(), "2051-01-01T00:00:00Z");
    }

    #[test]
    fn wrong_values_are_refused_with_their_place() {
        for (line, code) in [
            ("copy_extensions = some", Code::ConfigValue),
            ("default_days = many", Code::ConfigValue),
            ("default_enddate = soon", Code::ConfigValue),
            ("policy = gone", Code::ConfigSectionMissing),
            ("policy = ca", Code::ConfigValue),
        ] {
            let error = settings(&format!("[ca]\ndefault_ca = d\n[d]\n{line}\n")).unwrap_err();
            assert_eq!(error.code(), code, "{line}");
            assert!(error.field_name().unwrap().starts_with("c:"), "{line}");
        }
        assert_eq!(settings("[ca]\ndefault_ca = gone\n").unwrap_err().code(), Code::ConfigSectionMissing);
        assert_eq!(settings("a = b\n").unwrap_err().code(), Code::ConfigSectionMissing);
    }

    #[test]
    fn the_policy_answers_per_field() {
        let policy =
            policy("countryName = match\norganizationName = match\ncommonName = supplied\nemailAddress = optional\n");
        let issuer = Name::parse("/C=US/O=Sample/CN=Root").unwrap();
        let request = Name::parse("/CN=mail/O=sample/C=US/L=Metropolis/emailAddress=a@b.com").unwrap();
        let answer = policy.apply(&request, &issuer, false, true);
        assert_eq!(
            answer.subject.unwrap().to_string(),
            "emailAddress=a@b.com,CN=mail,O=Sample,C=US",
            "the policy's order"
        );
        assert_eq!(answer.fields.last().unwrap().outcome, FieldOutcome::Dropped);
        let kept = policy.apply(&request, &issuer, true, false);
        assert_eq!(kept.subject.unwrap().to_string(), "L=Metropolis,C=US,O=sample,CN=mail");
        assert_eq!(kept.fields.last().unwrap().outcome, FieldOutcome::EmailTakenOut);
    }

    #[test]
    fn what_does_not_fit_the_policy_is_named() {
        let policy = policy("countryName = match\nlocalityName = match\ncommonName = supplied\n");
        let issuer = Name::parse("/C=US/CN=Root").unwrap();
        let answer = policy.apply(&Name::parse("/C=DE/L=Berlin").unwrap(), &issuer, false, true);
        let outcomes: Vec<FieldOutcome> = answer.fields.into_iter().map(|field| field.outcome).collect();
        assert_eq!(
            outcomes,
            [FieldOutcome::Different("US".to_owned()), FieldOutcome::IssuerLacksIt, FieldOutcome::Missing]
        );
        assert_eq!(answer.subject, None);
    }
}
