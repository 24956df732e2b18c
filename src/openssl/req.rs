//! What the configuration says of requests (openssl-req(1)): the key, and the name that is asked for field by field.

use super::ca::{DigestChoice, string_mask};
use super::config::{Config, Entry, Section};
use super::names::{StringMask, attribute_type, name_of_section};
use super::objects::Objects;
use super::value;
use crate::error::{Code, Result};
use crate::model::{Name, Oid};

/// The least size of an RSA key that is made, whatever the configuration says (NIST SP 800-131A).
const LEAST_BITS: u32 = 2048;

/// The section `[req]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReqSettings {
    /// `default_bits`, as it stands there.
    pub bits: Option<u32>,
    /// `default_md`.
    pub digest: Option<DigestChoice>,
    /// `default_keyfile`.
    pub key_file: Option<String>,
    /// Whether a new key is encrypted: `encrypt_key`, and `encrypt_rsa_key` of old.
    pub encrypt_key: bool,
    /// Whether the name is asked for; with `prompt = no` it stands in the configuration.
    pub prompt: bool,
    /// `string_mask`.
    pub string_mask: StringMask,
    /// `utf8`: OpenSSL takes texts for ISO 8859-1 without it, Rootpage for UTF-8 always.
    pub utf8: bool,
    /// `req_extensions`: the section of what goes into a request.
    pub request_extensions: Option<Entry>,
    /// `x509_extensions`: the section of what goes into a self-signed certificate.
    pub certificate_extensions: Option<Entry>,
    /// `distinguished_name`: what is asked for, or what the name is.
    pub name: Option<NameForm>,
    /// `attributes`: what is asked for beside the name.
    pub attributes: Vec<Field>,
    /// Fields whose type is not known: OpenSSL leaves them out without a word.
    pub unknown_fields: Vec<Entry>,
}

/// What the section of `distinguished_name` holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// What is asked for, in this order.
    Fields(Vec<Field>),
    /// The name itself, with `prompt = no`.
    Fixed(Name),
}

/// One field that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name as it stands there: `0.organizationName`.
    pub name: String,
    /// The attribute type.
    pub oid: Oid,
    /// Whether it belongs to the same relative name as the field before.
    pub joined: bool,
    /// The words that ask for it.
    pub prompt: String,
    /// `_default`.
    pub default: Option<String>,
    /// `_value`, which is taken without asking.
    pub value: Option<String>,
    /// `_min`.
    pub min: Option<u32>,
    /// `_max`.
    pub max: Option<u32>,
}

impl ReqSettings {
    /// Reads `[req]`; nothing where there is no such section.
    ///
    /// # Errors
    /// [`Code::ConfigSectionMissing`], [`Code::ConfigValue`] and the codes of names, with the place.
    pub fn read(config: &Config, objects: &Objects) -> Result<Option<Self>> {
        if config.section("req").is_none() {
            return Ok(None);
        }
        let entry = |name: &str| config.value("req", name);
        let text = |name: &str| config.text("req", name);
        let mask = string_mask(config, "req")?;
        let prompt = text("prompt") != Some("no");
        let mut unknown_fields = Vec::new();
        let name = entry("distinguished_name")
            .map(|named_by| name_form(config, named_by, objects, prompt, mask, &mut unknown_fields))
            .transpose()?;
        let attributes = match entry("attributes") {
            Some(named_by) => {
                let section = value::section(config, &named_by.value, &named_by.value_place)?;
                fields(section, objects, &mut unknown_fields)?
            }
            None => Vec::new(),
        };
        Ok(Some(Self {
            bits: entry("default_bits").map(number).transpose()?,
            digest: text("default_md").map(DigestChoice::parse),
            key_file: text("default_keyfile").map(str::to_owned),
            encrypt_key: text("encrypt_rsa_key").or_else(|| text("encrypt_key")) != Some("no"),
            prompt,
            string_mask: mask,
            utf8: text("utf8") == Some("yes"),
            request_extensions: entry("req_extensions").cloned(),
            certificate_extensions: entry("x509_extensions").cloned(),
            name,
            attributes,
            unknown_fields,
        }))
    }

    /// The size of an RSA key that is made: what the configuration says, and never less than 2048 bits.
    #[must_use]
    pub fn bits_made(&self) -> u32 {
        match self.bits.unwrap_or(LEAST_BITS) {
            0..=2048 => 2048,
            2049..=3072 => 3072,
            _ => 4096,
        }
    }
}

fn name_form(
    config: &Config,
    named_by: &Entry,
    objects: &Objects,
    prompt: bool,
    mask: StringMask,
    unknown: &mut Vec<Entry>,
) -> Result<NameForm> {
    let section = value::section(config, &named_by.value, &named_by.value_place)?;
    match prompt {
        true => fields(section, objects, unknown).map(NameForm::Fields),
        false => name_of_section(objects, section, mask).map(NameForm::Fixed),
    }
}

/// The fields of a section: each name that is not a bound, a default or a value of another.
fn fields(section: &Section, objects: &Objects, unknown: &mut Vec<Entry>) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    for entry in section.entries.iter().filter(|entry| !is_detail(&entry.name)) {
        let detail = |suffix: &str| section.entry(&format!("{}{suffix}", entry.name));
        match attribute_type(objects, &entry.name, &entry.place) {
            Ok((oid, joined)) => fields.push(Field {
                name: entry.name.clone(),
                oid,
                joined,
                prompt: entry.value.clone(),
                default: detail("_default").map(|entry| entry.value.clone()),
                value: detail("_value").map(|entry| entry.value.clone()),
                min: detail("_min").map(number).transpose()?,
                max: detail("_max").map(number).transpose()?,
            }),
            Err(_) => unknown.push(entry.clone()),
        }
    }
    Ok(fields)
}

/// Whether the name says something about a field in place of naming one.
fn is_detail(name: &str) -> bool {
    ["_min", "_max", "_default", "_value"].iter().any(|suffix| name.ends_with(suffix))
}

fn number(entry: &Entry) -> Result<u32> {
    entry.value.trim().parse().map_err(|_| {
        entry
            .value_place
            .error(Code::ConfigValue)
            .found(format!("{} = {}", entry.name, entry.value))
            .allowed("a number")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::Beside;

    fn read(text: &str) -> Result<ReqSettings> {
        let config = Config::parse("c", text, &Beside::default())?;
        ReqSettings::read(&config, &Objects::default()).map(Option::unwrap)
    }

    #[test]
    fn fields_are_asked_for_with_their_bounds_and_defaults() {
        let text = "[req]\ndistinguished_name = dn\nattributes = at\n[dn]\n0.organizationName = Company\n0.organizationName_default = Sample\n\
countryName = Country\ncountryName_min = 2\ncountryName_max = 2\nwhatever = x\n[at]\nchallengePassword = secret\n";
        let settings = read(text).unwrap();
        let Some(NameForm::Fields(fields)) = &settings.name else { panic!() };
        let plain: Vec<_> = fields.iter().map(|f| (f.oid.to_string(), f.default.as_deref(), f.min, f.max)).collect();
        let expected =
            [("2.5.4.10".to_owned(), Some("Sample"), None, None), ("2.5.4.6".to_owned(), None, Some(2), Some(2))];
        assert_eq!(plain, expected);
        assert_eq!((settings.unknown_fields.len(), settings.attributes.len()), (1, 1));
    }

    #[test]
    fn with_prompt_no_the_name_stands_there() {
        let settings = read("[req]\nprompt = no\ndistinguished_name = dn\nstring_mask = nombstr\n[dn]\nC = US\n1.OU = One\n2.OU = Two\nCN = a\n").unwrap();
        let Some(NameForm::Fixed(name)) = settings.name else { panic!() };
        assert_eq!(name.to_string(), "CN=a,OU=Two,OU=One,C=US");
        assert!(read("[req]\nprompt = no\ndistinguished_name = dn\n[dn]\nCN_default = a\n").is_err());
    }

    #[test]
    fn a_small_key_is_not_made() {
        for (bits, made) in [("512", 2048), ("1024", 2048), ("2048", 2048), ("2500", 3072), ("8192", 4096)] {
            assert_eq!(read(&format!("[req]\ndefault_bits = {bits}\n")).unwrap().bits_made(), made);
        }
        assert_eq!(read("[req]\ndefault_bits = big\n").unwrap_err().code(), Code::ConfigValue);
    }
}
