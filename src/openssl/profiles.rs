//! A configuration as an authority of Rootpage uses it: its extension sections are profiles, its policy sections policies of
//! names, and a section that OpenSSL does not look at says who decides about each extension.
//!
//! ```text
//! [rootpage]
//! merge = rootpage_merge
//! [rootpage_merge]
//! subjectAltName = union
//! ```

use std::rc::Rc;

use super::ca::{CaSettings, name_rules};
use super::config::{Beside, Config, Entry, Place, Section};
use super::explain::{extension_sections, objects_of, policy_sections};
use super::extensions::{Issuer, Maker, Subject};
use super::names::{StringMask, masked};
use super::objects::Objects;
use super::value;
use crate::encode::extension_value_der;
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, Extension, ExtensionValue, Name, Oid, SerialNumber};
use crate::parse;
use crate::policy::{
    CopyExtensions, ExtensionRule, ExtensionRules, ExtensionSource, Made, NamePolicy, Naming, Profile, Template,
    profile_of,
};

/// The section in which Rootpage's own settings stand.
pub const SECTION: &str = "rootpage";

/// A configuration, read as far as signing goes.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The text, read.
    pub config: Rc<Config>,
    objects: Rc<Objects>,
    /// The section of `openssl ca`; nothing where the configuration has none.
    pub authority: Option<CaSettings>,
    /// Its extension sections, in their order.
    pub profiles: Vec<SectionProfile>,
    /// Its policy sections, in their order.
    pub policies: Vec<NamePolicy>,
    rules: Vec<(Oid, ExtensionRule)>,
}

/// An extension section as a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionProfile {
    /// The section's name.
    pub name: String,
    /// The built-in profile that comes nearest to it.
    pub base: Profile,
    /// How long its certificates are valid, unless it is said: `default_days`, else what is usual for the nearest one.
    pub days: u32,
    /// What it says, in words.
    pub about: String,
    place: Place,
}

impl Configuration {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Those of [`Config::parse`], [`CaSettings::read`] and of the sections, with the place.
    pub fn parse(name: &str, text: &str, beside: &Beside) -> Result<Self> {
        Self::read(Config::parse(name, text, beside)?)
    }

    /// What a configuration says of signing.
    ///
    /// # Errors
    /// Those of [`CaSettings::read`] and of the sections, with the place.
    pub fn read(config: Config) -> Result<Self> {
        let objects = objects_of(&config)?;
        let authority = match config.text("ca", "default_ca") {
            Some(_) => Some(CaSettings::read(&config, None, &objects)?),
            None => None,
        };
        let days = authority.as_ref().and_then(|authority| authority.days);
        let profiles = extension_sections(&config).map(|section| profile(&config, &objects, section, days)).collect();
        let policy =
            |section: &Section| Ok(NamePolicy { section: section.name.clone(), rules: name_rules(section, &objects)? });
        let policies = policy_sections(&config).map(policy).collect::<Result<_>>()?;
        let rules = merge_rules(&config, &objects)?;
        Ok(Self { config: Rc::new(config), objects: Rc::new(objects), authority, profiles, policies, rules })
    }

    /// How long certificates of a built-in profile are valid, unless it is said: `default_days`, as with every section. An authority
    /// lasts longer than what it signs.
    #[must_use]
    pub fn usual_days(&self, profile: Profile) -> u32 {
        let days = self.authority.as_ref().and_then(|authority| authority.days);
        days.filter(|_| !profile.is_authority()).unwrap_or_else(|| profile.default_days())
    }

    /// The profile that `x509_extensions` names.
    #[must_use]
    pub fn default_profile(&self) -> Option<&str> {
        self.authority.as_ref()?.extensions.as_ref().map(|entry| entry.value.as_str())
    }

    /// The policy that `policy` names.
    #[must_use]
    pub fn default_policy(&self) -> Option<&str> {
        self.authority.as_ref()?.policy.as_ref().map(|policy| policy.section.as_str())
    }

    /// The profile of this name.
    ///
    /// # Errors
    /// [`Code::PolicyProfileUnknown`].
    pub fn profile(&self, name: &str) -> Result<&SectionProfile> {
        let names = || self.profiles.iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>().join(", ");
        let unknown = || Error::new(Code::PolicyProfileUnknown).field("profile").found(name).allowed(names());
        self.profiles.iter().find(|profile| profile.name == name).ok_or_else(unknown)
    }

    /// What a profile makes of the requests to this issuer.
    ///
    /// # Errors
    /// [`Code::PolicyProfileUnknown`].
    pub fn template(&self, name: &str, issuer: &Certificate) -> Result<Template> {
        let profile = self.profile(name)?;
        let place = profile.place.clone();
        let named_by =
            Entry { name: "-extensions".to_owned(), value: name.to_owned(), place: place.clone(), value_place: place };
        let source = SectionSource {
            config: Rc::clone(&self.config),
            objects: Rc::clone(&self.objects),
            mask: self.string_mask(),
            named_by,
            issuer: Issuer::of(issuer),
        };
        let copy = self.authority.as_ref().map_or(CopyExtensions::None, |authority| authority.copy_extensions);
        let rules = ExtensionRules { copy, of_type: self.rules.clone(), answers: Vec::new() };
        Ok(Template { name: profile.name.clone(), base: profile.base, source: Rc::new(source), rules })
    }

    /// A name that was chosen, or that stands beside an SPKAC, in the string types of `string_mask`.
    ///
    /// # Errors
    /// As [`masked`].
    pub fn written(&self, name: &Name) -> Result<Name> {
        masked(name, self.string_mask())
    }

    fn string_mask(&self) -> StringMask {
        self.authority.as_ref().map_or_else(StringMask::default, |authority| authority.string_mask)
    }

    /// The rules for names: those of the policy named, else of the configuration's own.
    ///
    /// # Errors
    /// [`Code::ConfigSectionMissing`].
    pub fn naming(&self, policy: Option<&str>) -> Result<Naming> {
        let missing = |name: &str| Error::new(Code::ConfigSectionMissing).field("policy").found(format!("[{name}]"));
        let find = |name: &str| {
            self.policies.iter().find(|policy| policy.section == name).cloned().ok_or_else(|| missing(name))
        };
        let policy = policy.or_else(|| self.default_policy()).map(find).transpose()?;
        Ok(Naming { policy, ..self.without_policy() })
    }

    /// The rules for names where no policy is to be held against them.
    #[must_use]
    pub fn without_policy(&self) -> Naming {
        let authority = self.authority.as_ref();
        Naming {
            policy: None,
            preserve: authority.is_some_and(|authority| authority.preserve),
            email_in_dn: authority.is_none_or(|authority| authority.email_in_dn),
        }
    }

    /// The identifier of an extension, by OpenSSL's name for it or in dotted form.
    #[must_use]
    pub fn extension_type(&self, name: &str) -> Option<Oid> {
        self.objects.oid(name)
    }
}

fn profile(config: &Config, objects: &Objects, section: &Section, days: Option<u32>) -> SectionProfile {
    let mut maker = Maker::new(config, objects, Subject::default(), None);
    // what needs the certificate itself says nothing of what the profile is for
    let made = section.entries.iter().filter_map(|entry| maker.extension(entry).ok().flatten());
    let known: Vec<Extension> = made.filter_map(|extension| understood(extension).ok()).collect();
    let base = profile_of(known.iter().map(|extension| &extension.value));
    let about = section.entries.iter().map(|entry| format!("{} = {}", entry.name, entry.value)).collect::<Vec<_>>();
    SectionProfile {
        name: section.name.clone(),
        base,
        days: days.unwrap_or_else(|| base.default_days()),
        about: about.join("; "),
        place: section.place.clone(),
    }
}

/// Who decides about which extension.
fn merge_rules(config: &Config, objects: &Objects) -> Result<Vec<(Oid, ExtensionRule)>> {
    let Some(named_by) = config.section(SECTION).and_then(|section| section.entry("merge")) else {
        return Ok(Vec::new());
    };
    let section = value::section(config, &named_by.value, &named_by.value_place)?;
    section.entries.iter().map(|entry| merge_rule(entry, objects)).collect()
}

/// One line of the section that `merge` names.
///
/// # Errors
/// [`Code::ConfigExtensionUnknown`] and [`Code::ConfigValue`], with the place.
pub(super) fn merge_rule(entry: &Entry, objects: &Objects) -> Result<(Oid, ExtensionRule)> {
    let unknown = || entry.place.error(Code::ConfigExtensionUnknown).found(&entry.name);
    let oid = objects.oid(&entry.name).ok_or_else(unknown)?;
    let words = || ExtensionRule::ALL.map(ExtensionRule::as_str).join(", ");
    let wrong = || entry.value_place.error(Code::ConfigValue).found(&entry.value).allowed(words());
    Ok((oid, ExtensionRule::parse(&entry.value).ok_or_else(wrong)?))
}

/// Makes the extensions of a section for one certificate.
#[derive(Debug)]
struct SectionSource {
    config: Rc<Config>,
    objects: Rc<Objects>,
    mask: StringMask,
    named_by: Entry,
    issuer: Issuer,
}

impl ExtensionSource for SectionSource {
    fn make(&self, subject: &Name, key_identifier: [u8; 20]) -> Result<Made> {
        let subject = Subject { name: Some(subject), key_identifier: Some(key_identifier) };
        let mut maker = Maker::new(&self.config, &self.objects, subject, Some(&self.issuer)).with_mask(self.mask);
        let made = maker.section(&self.named_by)?.into_iter().filter(|extension| !is_empty(&extension.value));
        let extensions = made.map(understood).collect::<Result<_>>()?;
        let closing = maker.closing();
        Ok(Made { extensions, closing, email_moved: maker.email_moved() })
    }
}

/// `email:copy` and `issuer:copy` find nothing to copy now and then. OpenSSL makes an empty list of it, which no certificate may
/// have (RFC 5280, section 4.2.1.6).
fn is_empty(value: &ExtensionValue) -> bool {
    matches!(value, ExtensionValue::SubjectAltName(names) | ExtensionValue::IssuerAltName(names) if names.is_empty())
}

/// An extension that was written octet by octet (`DER:`, `ASN1:`) is judged by what it says, as one that a client reads.
fn understood(extension: Extension) -> Result<Extension> {
    let der = extension_value_der(&extension.value)?;
    let value = parse::extension_value_der(extension.value.oid(), &der)?;
    Ok(Extension { critical: extension.critical, value })
}

impl Issuer {
    /// What extensions copy from the certificate that signs.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        Self {
            is_subject: false,
            subject_key_identifier: certificate.subject_key_identifier().map(<[u8]>::to_vec),
            issuer: certificate.issuer.clone(),
            serial: SerialNumber::from_der_content(&certificate.serial.der_content()),
            alternative_names: certificate.alternative_names().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[ca]\ndefault_ca = d\n[d]\ndefault_days = 90\npolicy = p\nx509_extensions = usr\ncopy_extensions = copy\n\
[p]\ncountryName = match\ncommonName = supplied\n[q]\ncommonName = optional\n[usr]\nbasicConstraints = CA:FALSE\n\
[srv]\nextendedKeyUsage = serverAuth\n[mail]\nextendedKeyUsage = emailProtection\nsubjectAltName = email:copy\n\
[sub]\nbasicConstraints = critical,CA:TRUE,pathlen:0\n[odd]\n2.5.29.19 = DER:30:03:01:01:FF\n\
[rootpage]\nmerge = m\n[m]\nsubjectAltName = union\n2.5.29.37 = ask\n";

    fn read(text: &str) -> Result<Configuration> {
        Configuration::parse("c", text, &Beside::default())
    }

    #[test]
    fn every_extension_section_is_a_profile_with_the_nearest_one_that_is_built_in() {
        let configuration = read(TEXT).unwrap();
        let found: Vec<_> =
            configuration.profiles.iter().map(|profile| (profile.name.as_str(), profile.base, profile.days)).collect();
        let expected = [
            ("usr", Profile::Server, 90),
            ("srv", Profile::Server, 90),
            ("mail", Profile::Email, 90),
            ("sub", Profile::IntermediateCa, 90),
            ("odd", Profile::IntermediateCa, 90),
        ];
        assert_eq!(found, expected);
        assert_eq!((configuration.default_profile(), configuration.default_policy()), (Some("usr"), Some("p")));
        let policies: Vec<_> = configuration.policies.iter().map(|policy| policy.section.as_str()).collect();
        assert_eq!(policies, ["p", "q"]);
        assert_eq!(configuration.naming(Some("gone")).unwrap_err().code(), Code::ConfigSectionMissing);
        assert_eq!(configuration.profile("gone").unwrap_err().code(), Code::PolicyProfileUnknown);
    }

    #[test]
    fn rules_of_our_own_are_read_and_a_wrong_word_is_named_with_its_place() {
        let rules = read(TEXT).unwrap().rules;
        let found: Vec<_> = rules.iter().map(|(oid, rule)| (oid.to_string(), rule.as_str())).collect();
        assert_eq!(found, [("2.5.29.17".to_owned(), "union"), ("2.5.29.37".to_owned(), "ask")]);
        for (line, with, code) in [
            ("= union", "= both", Code::ConfigValue),
            ("subjectAltName = union", "altName = union", Code::ConfigExtensionUnknown),
            ("merge = m", "merge = gone", Code::ConfigSectionMissing),
        ] {
            let error = read(&TEXT.replace(line, with)).unwrap_err();
            assert_eq!(error.code(), code, "{with}");
            assert!(error.field_name().unwrap().starts_with("c:"), "{with}");
        }
    }

    #[test]
    fn a_configuration_for_requests_only_has_profiles_too() {
        let configuration = read("[req]\nx509_extensions = v3\n[v3]\nbasicConstraints = CA:TRUE\n").unwrap();
        assert_eq!(configuration.profiles.first().unwrap().days, Profile::IntermediateCa.default_days());
        assert_eq!((configuration.default_profile(), configuration.default_policy()), (None, None));
    }
}
