//! What the configuration says of an authority (openssl-ca(1)): its files, its defaults, its policy of names.

use super::config::{Config, Entry, Section};
use super::index::date;
use super::names::StringMask;
use super::objects::Objects;
use super::value;
use crate::error::{Code, Error, Result};
use crate::model::Time;
use crate::policy::{CopyExtensions, NamePolicy, NameRule, Need};

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
    pub policy: Option<NamePolicy>,
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
            // OpenSSL looks for it in [ca] and in the default section, not in the section of the authority
            preserve: config.text("ca", "preserve").is_some_and(|text| text.starts_with(['y', 'Y'])),
            email_in_dn: keys.text("email_in_dn").as_deref() != Some("no"),
            copy_extensions: copy_extensions(&keys)?,
            policy: keys.entry("policy").map(|entry| name_policy(config, entry, objects)).transpose()?,
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

/// Reads the section that `policy = …` names.
///
/// # Errors
/// [`Code::ConfigSectionMissing`], [`Code::ConfigValue`], [`Code::NameAttributeUnknown`] with the place.
pub fn name_policy(config: &Config, named_by: &Entry, objects: &Objects) -> Result<NamePolicy> {
    let section = value::section(config, &named_by.value, &named_by.value_place)?;
    Ok(NamePolicy { section: section.name.clone(), rules: name_rules(section, objects)? })
}

/// The rules of a policy section.
pub(super) fn name_rules(section: &Section, objects: &Objects) -> Result<Vec<NameRule>> {
    let rule = |entry: &Entry| {
        let need = Need::parse(&entry.value).ok_or_else(|| wrong(entry, "match, supplied or optional"))?;
        let unknown = || entry.place.error(Code::NameAttributeUnknown).found(&entry.name);
        let oid = objects.oid(&entry.name).ok_or_else(unknown)?;
        Ok(NameRule { name: entry.name.clone(), oid, need })
    };
    section.entries.iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::Beside;

    fn settings(text: &str) -> Result<CaSettings> {
        CaSettings::read(&Config::parse("c", text, &Beside::default())?, None, &Objects::default())
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
            "rand_serial = yes\n[ca]\ndefault_ca = d\npreserve = yes\n[d]\nunique_subject = no\nemail_in_dn = no\ncopy_extensions = copy\n\
default_days = 365\ndefault_crl_days = 1\ndefault_crl_hours = 6\ndefault_md = MD5\ndefault_startdate = 250101000000Z\n\
default_enddate = 20510101000000Z\nname_opt = ca_default\ncert_opt = no_pubkey\n",
        )
        .unwrap();
        assert_eq!(
            (full.unique_subject, full.preserve, full.email_in_dn, full.random_serials),
            (false, true, false, true)
        );
        assert_eq!((full.copy_extensions, full.days, full.crl_hours), (CopyExtensions::Copy, Some(365), Some(30)));
        assert_eq!(full.digest, Some(DigestChoice::Refused("md5".to_owned())));
        assert_eq!(full.end.unwrap().to_string(), "2051-01-01T00:00:00Z");
        let shown = (full.name_options.as_deref(), full.certificate_options.as_deref());
        assert_eq!(shown, (Some("ca_default"), Some("no_pubkey")));
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
    fn a_policy_is_read_in_its_order() {
        let text = "[ca]\ndefault_ca = d\n[d]\npolicy = p\n[p]\nstateOrProvinceName = optional\ncountryName = match\nCN = supplied\n";
        let policy = settings(text).unwrap().policy.unwrap();
        let read: Vec<_> = policy.rules.iter().map(|rule| (rule.name.as_str(), rule.need)).collect();
        assert_eq!(
            read,
            [("stateOrProvinceName", Need::Optional), ("countryName", Need::Match), ("CN", Need::Supplied)]
        );
        for (line, code) in [("CN = perhaps", Code::ConfigValue), ("shoeSize = match", Code::NameAttributeUnknown)] {
            let text = format!("[ca]\ndefault_ca = d\n[d]\npolicy = p\n[p]\n{line}\n");
            assert_eq!(settings(&text).unwrap_err().code(), code, "{line}");
        }
    }
}
