//! A configuration explained line by line: what each line will do, and what of it is dangerous or not what it seems.
//!
//! Each finding has a stable code, a place and a remedy; one function per rule.

use std::collections::BTreeMap;

use super::ca::{CaSettings, DigestChoice};
use super::config::{Config, Entry, Line, Place, Section, Statement};
use super::extensions::{Maker, Subject};
use super::objects::Objects;
use super::profiles::{SECTION, merge_rule};
use super::req::{NameForm, ReqSettings};
use crate::error::{Code, Result};
pub use crate::key::Severity;
use crate::policy::{CopyExtensions, ExtensionRule, Need};

/// Something about a configuration that its owner should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable word, such as `weak-digest`: see the table in `docs/openssl-compatibility.md`.
    pub code: &'static str,
    /// How grave it is: what is refused is not obeyed.
    pub severity: Severity,
    /// Where it stands, where it is about a line.
    pub place: Option<Place>,
    /// What it is about, in words.
    pub text: String,
}

/// One line with what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedLine {
    /// Where it begins.
    pub place: Place,
    /// What it says, variables replaced.
    pub statement: String,
    /// What it will do.
    pub meaning: String,
}

/// A configuration, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Every line that says something, in the order of the file.
    pub lines: Vec<ExplainedLine>,
    /// What is dangerous or not what it seems, the gravest first.
    pub findings: Vec<Finding>,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Default,
    Ca,
    Authority,
    Policy,
    Request,
    Name,
    Attributes,
    Extensions,
    CrlExtensions,
    Objects,
    Rootpage,
    Merge,
    Detail,
    Unused,
}

/// Everything that the rules look at.
struct Facts<'a> {
    config: &'a Config,
    objects: Objects,
    roles: BTreeMap<&'a str, Role>,
    authority: Option<CaSettings>,
    request: Option<ReqSettings>,
}

/// The names that the configuration adds with `oid_section`.
///
/// # Errors
/// As [`Objects::of_section`].
pub fn objects_of(config: &Config) -> Result<Objects> {
    let named = ["default", "ca", "req"].iter().find_map(|section| config.section(section)?.entry("oid_section"));
    named.map_or_else(|| Ok(Objects::default()), |entry| Objects::of_section(config, entry))
}

/// Explains a configuration. What cannot be understood in it is a finding too.
#[must_use]
pub fn explain(config: &Config) -> Explanation {
    let mut findings = Vec::new();
    let objects = noted(objects_of(config), &mut findings).unwrap_or_default();
    let authority = match config.text("ca", "default_ca") {
        Some(_) => noted(CaSettings::read(config, None, &objects), &mut findings),
        None => None,
    };
    let request = noted(ReqSettings::read(config, &objects), &mut findings).flatten();
    let roles = roles(config);
    let facts = Facts { config, objects, roles, authority, request };
    findings.extend(RULES.iter().flat_map(|rule| rule(&facts)));
    findings.sort_by_key(|finding| match finding.severity {
        Severity::Refuse => 0,
        Severity::Warn => 1,
        Severity::Note => 2,
    });
    Explanation { lines: config.lines().iter().map(|line| explained(&facts, line)).collect(), findings }
}

/// The value, or the error as a finding.
fn noted<T>(result: Result<T>, findings: &mut Vec<Finding>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            findings.push(Finding {
                code: "not-understood",
                severity: Severity::Refuse,
                place: None,
                text: error.to_string(),
            });
            None
        }
    }
}

const RULES: [fn(&Facts<'_>) -> Vec<Finding>; 24] = [
    weak_digest,
    small_key,
    version_1,
    leaf_is_authority,
    missing_ca_false,
    copied_extensions,
    no_alternative_name,
    vanishing_fields,
    unmatchable_fields,
    missing_policy,
    unique_subject,
    crl_defaults,
    missing_keys,
    unknown_keys,
    sequential_serials,
    validity,
    passwords,
    windows_paths,
    overridden,
    missing_includes,
    requests,
    extension_findings,
    merge_findings,
    misplaced,
];

fn finding(code: &'static str, severity: Severity, place: Option<&Place>, text: impl Into<String>) -> Vec<Finding> {
    vec![Finding { code, severity, place: place.cloned(), text: text.into() }]
}

/// The role of every section, by who refers to it.
fn roles(config: &Config) -> BTreeMap<&str, Role> {
    let mut roles: BTreeMap<&str, Role> =
        config.sections().iter().map(|section| (section.name.as_str(), own_role(section))).collect();
    let mut give = |name: Option<&str>, role: Role| {
        if let Some(known) = name.and_then(|name| roles.get_mut(name)) {
            *known = role;
        }
    };
    let authority = config.text("ca", "default_ca").unwrap_or_default();
    give(Some(authority), Role::Authority);
    for (section, key, role) in [
        (authority, "policy", Role::Policy),
        (authority, "x509_extensions", Role::Extensions),
        (authority, "crl_extensions", Role::CrlExtensions),
        ("req", "distinguished_name", Role::Name),
        ("req", "attributes", Role::Attributes),
        ("req", "req_extensions", Role::Extensions),
        ("req", "x509_extensions", Role::Extensions),
        ("default", "oid_section", Role::Objects),
        (SECTION, "merge", Role::Merge),
    ] {
        give(config.text(section, key), role);
    }
    roles
}

/// What a section looks like by itself, where nobody refers to it: `-extensions`, `-policy` and `-name` choose it by name.
fn own_role(section: &Section) -> Role {
    let is_need = |entry: &Entry| matches!(entry.value.as_str(), "match" | "supplied" | "optional");
    let has = |name: &str| section.entry(name).is_some();
    match section.name.as_str() {
        "default" => Role::Default,
        "ca" => Role::Ca,
        "req" => Role::Request,
        SECTION => Role::Rootpage,
        _ if section.entries.is_empty() => Role::Unused,
        _ if section.entries.iter().all(is_need) => Role::Policy,
        _ if has("database") && (has("private_key") || has("new_certs_dir")) => Role::Authority,
        _ if section.entries.iter().any(|entry| is_extension(&entry.name) || is_encoded(&entry.value)) => {
            Role::Extensions
        }
        _ => Role::Detail,
    }
}

/// Whether the value is one that only an extension has.
fn is_encoded(value: &str) -> bool {
    let value = value.strip_prefix("critical,").unwrap_or(value).trim_start();
    value.starts_with("DER:") || value.starts_with("ASN1:")
}

fn is_extension(name: &str) -> bool {
    EXTENSIONS.iter().any(|(known, _)| *known == name)
}

impl<'a> Facts<'a> {
    /// The sections of this role.
    fn sections(&self, role: Role) -> impl Iterator<Item = &'a Section> {
        let is = move |section: &&Section| self.roles.get(section.name.as_str()) == Some(&role);
        self.config.sections().iter().filter(is)
    }

    /// The entry of the authority's section, or of the default one.
    fn key(&self, name: &str) -> Option<&'a Entry> {
        let authority = self.authority.as_ref()?;
        self.config.value(&authority.section, name)
    }

    fn authority_place(&self) -> Option<&'a Place> {
        let authority = self.authority.as_ref()?;
        self.config.section(&authority.section).map(|section| &section.place)
    }

    /// The section of what every certificate gets.
    fn leaf_section(&self) -> Option<&'a Section> {
        let named_by = self.authority.as_ref()?.extensions.as_ref()?;
        self.config.section(&named_by.value)
    }
}

fn weak_digest(facts: &Facts<'_>) -> Vec<Finding> {
    let weak = |section: &Section| {
        let entry = section.entry("default_md")?;
        let DigestChoice::Refused(name) = DigestChoice::parse(&entry.value) else { return None };
        let text = format!("{name} is broken or not for signatures; SHA-256 is used, or what suits the key");
        Some(Finding { code: "weak-digest", severity: Severity::Refuse, place: Some(entry.place.clone()), text })
    };
    facts.config.sections().iter().filter_map(weak).collect()
}

fn small_key(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(request) = &facts.request else { return Vec::new() };
    match (request.bits, facts.config.value("req", "default_bits")) {
        (Some(bits), Some(entry)) if bits < 2048 => {
            let text = format!(
                "RSA with {bits} bits can be broken and is refused by browsers; {} bits are used",
                request.bits_made()
            );
            finding("small-key", Severity::Refuse, Some(&entry.place), text)
        }
        _ => Vec::new(),
    }
}

fn version_1(facts: &Facts<'_>) -> Vec<Finding> {
    match &facts.authority {
        Some(authority) if authority.extensions.is_none() => {
            let text = "there is no x509_extensions, so `openssl ca` makes certificates of version 1 without any extension: no name that \
browsers look for, and many programs take such a certificate for an authority; Rootpage uses a profile in its place";
            finding("version-1-certificates", Severity::Refuse, facts.authority_place(), text)
        }
        _ => Vec::new(),
    }
}

/// Whether basicConstraints says CA:TRUE, CA:FALSE or nothing.
fn says_ca(section: &Section) -> Option<bool> {
    let value = &section.entry("basicConstraints")?.value;
    let says = |words: [&str; 3]| words.iter().any(|word| value.replace(' ', "").contains(&format!("CA:{word}")));
    Some(says(["TRUE", "true", "yes"]) || says(["Y", "y", "YES"]))
}

fn leaf_is_authority(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(section) = facts.leaf_section().filter(|section| says_ca(section) == Some(true)) else {
        return Vec::new();
    };
    let text = format!("[{}] has CA:TRUE: every certificate that is signed becomes an authority itself", section.name);
    finding(
        "every-certificate-an-authority",
        Severity::Refuse,
        section.entry("basicConstraints").map(|entry| &entry.place),
        text,
    )
}

fn missing_ca_false(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(section) = facts.leaf_section().filter(|section| says_ca(section).is_none()) else { return Vec::new() };
    let text = format!("[{}] does not say basicConstraints = CA:FALSE", section.name);
    finding("missing-ca-false", Severity::Warn, Some(&section.place), text)
}

fn copied_extensions(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authority) = &facts.authority else { return Vec::new() };
    let place = facts.key("copy_extensions").map(|entry| &entry.place);
    match authority.copy_extensions {
        CopyExtensions::CopyAll => {
            let text = "with OpenSSL a request may bring CA:TRUE and becomes an authority; Rootpage copies all but that and key identifiers";
            finding("copy-all", Severity::Refuse, place, text)
        }
        CopyExtensions::Copy if facts.leaf_section().is_none_or(|section| says_ca(section).is_none()) => {
            let text = "with copy_extensions = copy and no basicConstraints of your own, a request may bring CA:TRUE with OpenSSL; Rootpage does not copy it";
            finding("copy-without-basic-constraints", Severity::Refuse, place, text)
        }
        _ => Vec::new(),
    }
}

fn no_alternative_name(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authority) = &facts.authority else { return Vec::new() };
    let own = facts.leaf_section().is_some_and(|section| section.entry("subjectAltName").is_some());
    if own || authority.copy_extensions != CopyExtensions::None {
        return Vec::new();
    }
    let text = "certificates get no subjectAltName, and browsers look at nothing else; Rootpage takes the host that the common name says";
    finding("no-subject-alternative-name", Severity::Warn, facts.authority_place(), text)
}

/// The fields that `[req]` asks for.
fn asked<'a>(facts: &'a Facts<'_>) -> Vec<(&'a str, crate::model::Oid)> {
    match facts.request.as_ref().and_then(|request| request.name.as_ref()) {
        Some(NameForm::Fields(fields)) => fields.iter().map(|field| (field.name.as_str(), field.oid)).collect(),
        _ => Vec::new(),
    }
}

fn vanishing_fields(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authority) = facts.authority.as_ref().filter(|authority| !authority.preserve) else { return Vec::new() };
    let Some(policy) = &authority.policy else { return Vec::new() };
    let vanishes = |(name, oid): &(&str, _)| (!policy.names(*oid)).then(|| (*name).to_owned());
    let lost = |name: String| {
        let text = format!(
            "[req] asks for {name}, and [{}] does not name it: it vanishes when the request is signed",
            policy.section
        );
        let place = facts.config.section(&policy.section).map(|section| section.place.clone());
        Finding { code: "policy-field-vanishes", severity: Severity::Warn, place, text }
    };
    asked(facts).iter().filter_map(vanishes).map(lost).collect()
}

fn unmatchable_fields(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(policy) = facts.authority.as_ref().and_then(|authority| authority.policy.as_ref()) else {
        return Vec::new();
    };
    let asked = asked(facts);
    let unmet = policy
        .rules
        .iter()
        .filter(|rule| rule.need != Need::Optional && !asked.iter().any(|(_, oid)| *oid == rule.oid));
    let text = |name: &str| {
        format!("[{}] needs {name}, and [req] does not ask for it: its requests will be refused", policy.section)
    };
    let finding = |name: &String| {
        let place = facts.config.value(&policy.section, name).map(|entry| entry.place.clone());
        Finding { code: "policy-field-not-asked", severity: Severity::Warn, place, text: text(name) }
    };
    if asked.is_empty() { Vec::new() } else { unmet.map(|rule| finding(&rule.name)).collect() }
}

fn missing_policy(facts: &Facts<'_>) -> Vec<Finding> {
    match &facts.authority {
        Some(authority) if authority.policy.is_none() => finding(
            "policy-missing",
            Severity::Warn,
            facts.authority_place(),
            "there is no policy: `openssl ca` refuses to sign without one",
        ),
        _ => Vec::new(),
    }
}

fn unique_subject(facts: &Facts<'_>) -> Vec<Finding> {
    match &facts.authority {
        Some(authority) if authority.unique_subject => {
            let text = "unique_subject is yes (its default): a certificate cannot be renewed under the same name before the old one is revoked, \
and `openssl ca` then fails with TXT_DB error number 2; index.txt.attr, once it is there, counts in place of this file";
            let place = facts.key("unique_subject").map(|entry| &entry.place);
            finding("unique-subject-blocks-renewal", Severity::Note, place.or_else(|| facts.authority_place()), text)
        }
        _ => Vec::new(),
    }
}

fn crl_defaults(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authority) = &facts.authority else { return Vec::new() };
    let mut findings = Vec::new();
    if authority.crl_hours.is_none() {
        let text = "default_crl_days is missing: `openssl ca -gencrl` wants -crldays each time";
        findings.extend(finding("crl-days-missing", Severity::Note, facts.authority_place(), text));
    }
    if authority.crl_number.is_none() {
        let text = "crlnumber is missing: CRLs carry no number, which RFC 5280 requires (section 5.2.3); Rootpage numbers them";
        findings.extend(finding("crl-number-missing", Severity::Warn, facts.authority_place(), text));
    }
    if authority.crl_extensions.is_none() {
        let text = "crl_extensions is missing: CRLs carry no authorityKeyIdentifier (RFC 5280, section 5.2.1); Rootpage adds it";
        findings.extend(finding("crl-extensions-missing", Severity::Warn, facts.authority_place(), text));
    }
    findings
}

fn missing_keys(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authority) = &facts.authority else { return Vec::new() };
    let absent = |name: &&str| facts.key(name).is_none();
    let missing = ["database", "new_certs_dir", "certificate", "private_key"].into_iter().filter(absent);
    let serial = (!authority.random_serials && authority.serial.is_none()).then_some("serial");
    let text = |name| format!("{name} is missing: `openssl ca` cannot sign without it");
    missing
        .chain(serial)
        .flat_map(|name| finding("key-missing", Severity::Warn, facts.authority_place(), text(name)))
        .collect()
}

fn unknown_keys(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (role, known) in [(Role::Authority, CA_KEYS), (Role::Request, REQ_KEYS)] {
        let entries = facts.sections(role).flat_map(|section| &section.entries);
        // a value that others use as a variable, such as dir, is no key and no mistake
        let unknown = entries.filter(|entry| !known.iter().any(|(name, _)| *name == entry.name) && entry.name != "dir");
        findings.extend(unknown.flat_map(|entry| {
            let text = format!("OpenSSL does not know {}: the line does nothing{}", entry.name, renamed(&entry.name));
            finding("unknown-key", Severity::Note, Some(&entry.place), text)
        }));
    }
    findings
}

fn renamed(name: &str) -> &'static str {
    match name {
        "nameopt" => " (it is written name_opt today)",
        "certopt" => " (it is written cert_opt today)",
        _ => "",
    }
}

fn sequential_serials(facts: &Facts<'_>) -> Vec<Finding> {
    match &facts.authority {
        Some(authority) if !authority.random_serials => {
            let text = "serial numbers count up; random ones (rand_serial) cannot be guessed and never meet after a restored backup";
            finding("sequential-serials", Severity::Note, facts.authority_place(), text)
        }
        _ => Vec::new(),
    }
}

fn validity(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(authority) = &facts.authority else { return Vec::new() };
    let place = facts.key("default_days").map(|entry| &entry.place);
    match authority.days {
        Some(days) if days > 825 => {
            let text = format!(
                "{days} days: Apple's programs refuse certificates of servers that are valid longer than 825 days"
            );
            finding("validity-long", Severity::Warn, place, text)
        }
        None if authority.end.is_none() => {
            let text = "default_days is missing: `openssl ca` wants -days each time";
            finding("days-missing", Severity::Note, facts.authority_place(), text)
        }
        _ => Vec::new(),
    }
}

fn passwords(facts: &Facts<'_>) -> Vec<Finding> {
    let secret = |name: &str| facts.config.section("req")?.entry(name);
    let text = "a passphrase stands in the file for everyone to read";
    ["input_password", "output_password"]
        .into_iter()
        .filter_map(secret)
        .flat_map(|entry| finding("password-in-file", Severity::Warn, Some(&entry.place), text))
        .collect()
}

/// `C:OpenSSLbin` is what is left of `C:\OpenSSL\bin`: a backslash takes the meaning off the character behind it.
fn windows_paths(facts: &Facts<'_>) -> Vec<Finding> {
    let paths = ["dir", "database", "serial", "crlnumber", "new_certs_dir", "certificate", "private_key"];
    let is_broken = |value: &str| {
        let mut characters = value.chars();
        characters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && characters.next() == Some(':')
            && characters.next().is_some_and(|c| c != '/' && c != '\\')
    };
    let entries = facts.config.sections().iter().flat_map(|section| &section.entries);
    let broken = entries.filter(|entry| paths.contains(&entry.name.as_str()) && is_broken(&entry.value));
    let text = |entry: &Entry| format!("{}: a single backslash is lost; write \\\\ or /", entry.value);
    broken.flat_map(|entry| finding("backslash-lost", Severity::Warn, Some(&entry.place), text(entry))).collect()
}

fn overridden(facts: &Facts<'_>) -> Vec<Finding> {
    let replaced = |line: &Line| match &line.statement {
        Statement::Value { entry, replaces: Some(earlier), .. } => {
            let text = format!("{} stands at {earlier} already; only this one counts", entry.name);
            finding("value-overridden", Severity::Note, Some(&line.place), text)
        }
        _ => Vec::new(),
    };
    facts.config.lines().iter().flat_map(replaced).collect()
}

fn missing_includes(facts: &Facts<'_>) -> Vec<Finding> {
    let missing = |line: &Line| match &line.statement {
        Statement::Include { path, files } if files.is_empty() => {
            let text = format!("{path} was not given; OpenSSL too goes on without a file that is missing");
            finding("include-missing", Severity::Warn, Some(&line.place), text)
        }
        _ => Vec::new(),
    };
    facts.config.lines().iter().flat_map(missing).collect()
}

fn requests(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(request) = &facts.request else { return Vec::new() };
    let mut findings = Vec::new();
    for entry in &request.unknown_fields {
        let text = format!("{} is no type of a name: OpenSSL leaves it out without a word", entry.name);
        findings.extend(finding("field-unknown", Severity::Warn, Some(&entry.place), text));
    }
    if let Some(entry) = facts.config.value("req", "string_mask").filter(|entry| entry.value != "utf8only") {
        let text =
            "names are written in string types of the last century; a name may then differ from the same one in UTF-8";
        findings.extend(finding("old-string-types", Severity::Note, Some(&entry.place), text));
    }
    if !request.encrypt_key {
        let entry = facts.config.value("req", "encrypt_key").or_else(|| facts.config.value("req", "encrypt_rsa_key"));
        findings.extend(finding(
            "key-not-encrypted",
            Severity::Warn,
            entry.map(|entry| &entry.place),
            "new keys are stored without a passphrase",
        ));
    }
    findings.extend(not_utf8(facts, request));
    findings
}

fn not_utf8(facts: &Facts<'_>, request: &ReqSettings) -> Vec<Finding> {
    let entries = facts.sections(Role::Name).flat_map(|section| &section.entries);
    let mut wide = entries.filter(|entry| !request.utf8 && !entry.value.is_ascii());
    let text = "without utf8 = yes OpenSSL takes these characters for ISO 8859-1 and bends them; Rootpage reads UTF-8";
    wide.next().map_or_else(Vec::new, |entry| finding("not-utf8", Severity::Warn, Some(&entry.place), text))
}

/// The sections of what certificates get, in their order.
pub(super) fn extension_sections(config: &Config) -> impl Iterator<Item = &Section> {
    sections_of(config, Role::Extensions)
}

/// The sections of rules for names, in their order.
pub(super) fn policy_sections(config: &Config) -> impl Iterator<Item = &Section> {
    sections_of(config, Role::Policy)
}

fn sections_of(config: &Config, role: Role) -> impl Iterator<Item = &Section> {
    let roles = roles(config);
    config.sections().iter().filter(move |section| roles.get(section.name.as_str()) == Some(&role))
}

/// OpenSSL looks for `preserve` and `msie_hack` in `[ca]` and in the default section, though its manual has them among the rest.
fn misplaced(facts: &Facts<'_>) -> Vec<Finding> {
    let entries = facts.sections(Role::Authority).flat_map(|section| &section.entries);
    let misplaced = entries.filter(|entry| matches!(entry.name.as_str(), "preserve" | "msie_hack"));
    let text = |entry: &Entry| format!("{} does nothing here: OpenSSL reads it in [ca] alone", entry.name);
    misplaced.flat_map(|entry| finding("misplaced-key", Severity::Warn, Some(&entry.place), text(entry))).collect()
}

/// Rules of our own that are none.
fn merge_findings(facts: &Facts<'_>) -> Vec<Finding> {
    let named_by = facts.config.section(SECTION).and_then(|section| section.entry("merge"));
    let missing = named_by.filter(|entry| facts.config.section(&entry.value).is_none());
    let of_missing = missing.map(|entry| {
        let text = format!("there is no section [{}]", entry.value);
        finding("merge-rule-unknown", Severity::Refuse, Some(&entry.value_place), text)
    });
    let entries = facts.sections(Role::Merge).flat_map(|section| &section.entries);
    let wrong = entries.filter_map(|entry| merge_rule(entry, &facts.objects).err().map(|error| (entry, error)));
    let of_wrong = wrong.flat_map(|(entry, error)| {
        finding("merge-rule-unknown", Severity::Refuse, Some(&entry.place), error.to_string())
    });
    of_missing.into_iter().flatten().chain(of_wrong).collect()
}

fn extension_findings(facts: &Facts<'_>) -> Vec<Finding> {
    let sections = facts.sections(Role::Extensions).chain(facts.sections(Role::CrlExtensions));
    sections.flat_map(|section| extension_section(facts, section)).collect()
}

fn extension_section(facts: &Facts<'_>, section: &Section) -> Vec<Finding> {
    let mut findings: Vec<Finding> = section.entries.iter().filter_map(|entry| extension_error(facts, entry)).collect();
    if says_ca(section) == Some(true) {
        let entry = section.entry("basicConstraints");
        if !entry.is_some_and(|entry| entry.value.starts_with("critical,")) {
            let text = format!(
                "[{}]: RFC 5280 wants basicConstraints of an authority critical (section 4.2.1.9)",
                section.name
            );
            findings.extend(finding(
                "basic-constraints-not-critical",
                Severity::Warn,
                entry.map(|entry| &entry.place),
                text,
            ));
        }
        if section.entry("keyUsage").is_none() {
            let text = format!(
                "[{}]: an authority without keyUsage keyCertSign and cRLSign is refused by strict programs",
                section.name
            );
            findings.extend(finding("authority-without-key-usage", Severity::Warn, Some(&section.place), text));
        }
    }
    for entry in &section.entries {
        if entry.name.starts_with("ns") && is_extension(&entry.name) {
            let text = format!("{}: nothing has looked at it since Netscape", entry.name);
            findings.extend(finding("netscape-extension", Severity::Note, Some(&entry.place), text));
        }
        if entry.name == "authorityKeyIdentifier" && entry.value.contains("issuer:always") {
            let text = "issuer:always ties the certificate to one serial number of its issuer, so the issuer cannot be renewed under the same key";
            findings.extend(finding("issuer-pinned-by-serial", Severity::Note, Some(&entry.place), text));
        }
    }
    findings
}

/// Whether the value can be made into an extension, as far as that can be known before there is a certificate.
fn extension_error(facts: &Facts<'_>, entry: &Entry) -> Option<Finding> {
    let mut maker = Maker::new(facts.config, &facts.objects, Subject::default(), None);
    let error = maker.extension(entry).err().filter(|error| error.code() != Code::ConfigExtensionContext)?;
    let place = Some(entry.place.clone());
    Some(Finding { code: "extension-not-understood", severity: Severity::Refuse, place, text: error.to_string() })
}

fn explained(facts: &Facts<'_>, line: &Line) -> ExplainedLine {
    let (statement, meaning) = match &line.statement {
        Statement::Section(name) => (format!("[ {name} ]"), section_meaning(facts, name)),
        Statement::Value { section, entry, .. } => {
            let shown = if is_secret(&entry.name) { "(not shown)" } else { entry.value.as_str() };
            (format!("{} = {shown}", entry.name), value_meaning(facts, section, entry))
        }
        Statement::Pragma { name, value } => {
            (format!(".pragma = {name}:{value}"), "sets how this file is read".to_owned())
        }
        Statement::Include { path, files } => {
            (format!(".include = {path}"), format!("reads {} files in this place", files.len()))
        }
    };
    ExplainedLine { place: line.place.clone(), statement, meaning }
}

fn is_secret(name: &str) -> bool {
    matches!(name, "input_password" | "output_password" | "challengePassword_default" | "challengePassword_value")
}

fn role_of(facts: &Facts<'_>, section: &str) -> Role {
    facts.roles.get(section).copied().unwrap_or(Role::Unused)
}

fn section_meaning(facts: &Facts<'_>, name: &str) -> String {
    match role_of(facts, name) {
        Role::Default => "values that every section may use",
        Role::Ca => "which section `openssl ca` uses",
        Role::Authority => "an authority: its files and its defaults",
        Role::Policy => "a policy: which fields of a name must be there, in the order of the certificate",
        Role::Request => "how requests and self-signed certificates are made",
        Role::Name => "the fields of the subject's name, in the order of the request",
        Role::Attributes => "what a request says beside the name and the key",
        Role::Extensions => "extensions of a certificate or request",
        Role::CrlExtensions => "extensions of a CRL",
        Role::Objects => "names for object identifiers",
        Role::Rootpage => "what Rootpage reads and OpenSSL does not",
        Role::Merge => "who decides about an extension that the profile and the request both have a say in",
        Role::Detail => "details that another section refers to",
        Role::Unused => "nothing that `openssl ca` or `openssl req` reads",
    }
    .to_owned()
}

fn value_meaning(facts: &Facts<'_>, section: &str, entry: &Entry) -> String {
    let of = |table: &[(&str, &str)]| {
        table.iter().find(|(name, _)| *name == entry.name).map(|(_, meaning)| (*meaning).to_owned())
    };
    let nothing = || "does nothing: OpenSSL does not know the name here".to_owned();
    match role_of(facts, section) {
        Role::Default => {
            let loaded = "the section of what OpenSSL loads; Rootpage loads nothing";
            of(CA_KEYS)
                .or_else(|| of(REQ_KEYS))
                .or_else(|| of(&[("openssl_conf", loaded), ("openssl_init", loaded)]))
                .unwrap_or_else(|| format!("${} in the lines below", entry.name))
        }
        Role::Ca => of(&[("default_ca", "the section that is used where -name chooses no other")])
            .or_else(|| of(CA_KEYS).filter(|_| matches!(entry.name.as_str(), "preserve" | "msie_hack")))
            .unwrap_or_else(nothing),
        Role::Authority => of(CA_KEYS)
            .unwrap_or_else(|| if entry.name == "dir" { "$dir in the lines below".to_owned() } else { nothing() }),
        Role::Policy => policy_meaning(&entry.value).to_owned(),
        Role::Request => of(REQ_KEYS).unwrap_or_else(nothing),
        Role::Name | Role::Attributes => field_meaning(entry),
        Role::Extensions | Role::CrlExtensions => extension_meaning(entry),
        Role::Objects => format!("{} is a name for an object identifier", entry.name),
        Role::Rootpage => of(&[("merge", "the section of rules for extensions that a request asks for")])
            .unwrap_or_else(|| "does nothing: Rootpage does not know the name here".to_owned()),
        Role::Merge => merge_meaning(entry),
        Role::Detail => "a detail of what refers to this section".to_owned(),
        Role::Unused => "nothing reads this".to_owned(),
    }
}

fn merge_meaning(entry: &Entry) -> String {
    let who = match ExtensionRule::parse(&entry.value) {
        Some(ExtensionRule::Profile) => "only what the profile says counts",
        Some(ExtensionRule::Request) => "what the request asks for takes the place of the profile's",
        Some(ExtensionRule::Union) => "what the profile has and what the request asks for, together",
        Some(ExtensionRule::Ask) => "the person is asked each time",
        Some(ExtensionRule::Refuse) => "a request that asks for another than the profile's is refused",
        None => "not a rule: profile, request, union, ask or refuse",
    };
    format!("{}: {who}", entry.name)
}

fn policy_meaning(need: &str) -> &'static str {
    match need {
        "match" => "must be in the request, the same as in the authority's own name",
        "supplied" => "must be in the request",
        _ => "may be in the request",
    }
}

fn field_meaning(entry: &Entry) -> String {
    let suffix = |suffix: &str| entry.name.strip_suffix(suffix);
    if let Some(field) = suffix("_default") {
        format!("what is taken for {field} where nothing is typed")
    } else if let Some(field) = suffix("_min") {
        format!("the least length of {field}")
    } else if let Some(field) = suffix("_max") {
        format!("the greatest length of {field}")
    } else if let Some(field) = suffix("_value") {
        format!("{field}, without asking")
    } else {
        format!("asks for {}", entry.name)
    }
}

fn extension_meaning(entry: &Entry) -> String {
    let known = EXTENSIONS.iter().find(|(name, _)| *name == entry.name).map(|(_, meaning)| *meaning);
    let critical = if entry.value.starts_with("critical,") {
        "; whoever does not know it must refuse the certificate"
    } else {
        ""
    };
    format!("{}{critical}", known.unwrap_or("an extension of somebody's own, octet by octet"))
}

/// The keys of an authority's section, and what they do.
pub(super) const CA_KEYS: &[(&str, &str)] = &[
    ("oid_file", "a file of names for object identifiers"),
    ("oid_section", "the section of names for object identifiers"),
    ("new_certs_dir", "where a copy of each certificate goes, named by its serial number"),
    ("certs", "where certificates are kept; `openssl ca` does not read it"),
    ("crl_dir", "where CRLs are kept; `openssl ca` does not read it"),
    ("crl", "where the CRL is kept; `openssl ca` does not read it"),
    ("certificate", "the authority's certificate"),
    ("private_key", "the authority's private key"),
    ("RANDFILE", "a file of random bytes, from before OpenSSL had its own"),
    ("default_days", "how many days a certificate is valid"),
    ("default_startdate", "from when a certificate is valid"),
    ("default_enddate", "until when a certificate is valid"),
    ("default_crl_days", "in how many days the next CRL is due"),
    ("default_crl_hours", "in how many hours the next CRL is due"),
    ("default_md", "the digest that is signed"),
    ("default_email_in_dn", "of old; email_in_dn is what counts"),
    ("database", "the list of every certificate that was signed"),
    ("unique_subject", "whether two valid certificates may not have the same name"),
    ("serial", "where the next serial number is"),
    ("rand_serial", "serial numbers are random, whatever the value says"),
    ("crlnumber", "where the number of the next CRL is"),
    ("x509_extensions", "the section of what every certificate gets"),
    ("crl_extensions", "the section of what every CRL gets"),
    ("preserve", "whether the request's order of the name is kept, and fields that the policy does not name"),
    ("email_in_dn", "whether an e-mail address may stand in the name"),
    ("msie_hack", "for a program of 1997"),
    ("name_opt", "how names are shown before signing"),
    ("cert_opt", "how the certificate is shown before signing"),
    ("copy_extensions", "which extensions of a request go into the certificate"),
    ("policy", "the section of rules for the name"),
    ("string_mask", "which string types a name may be written in"),
    ("utf8", "whether texts are UTF-8"),
];

/// The keys of `[req]`, and what they do.
pub(super) const REQ_KEYS: &[(&str, &str)] = &[
    ("input_password", "the passphrase of the key that is read"),
    ("output_password", "the passphrase of the key that is made"),
    ("default_bits", "the size of an RSA key"),
    ("default_keyfile", "where a new key goes"),
    ("oid_file", "a file of names for object identifiers"),
    ("oid_section", "the section of names for object identifiers"),
    ("RANDFILE", "a file of random bytes, from before OpenSSL had its own"),
    ("encrypt_key", "whether a new key is stored with a passphrase"),
    ("encrypt_rsa_key", "whether a new key is stored with a passphrase"),
    ("default_md", "the digest that is signed"),
    ("string_mask", "which string types a name may be written in"),
    ("req_extensions", "the section of what a request asks for"),
    ("x509_extensions", "the section of what a self-signed certificate gets"),
    ("prompt", "whether the name is asked for; with no it stands in this file"),
    ("utf8", "whether texts are UTF-8"),
    ("attributes", "the section of what a request says beside the name"),
    ("distinguished_name", "the section of the name's fields"),
];

/// The extensions, and what they say.
const EXTENSIONS: &[(&str, &str)] = &[
    ("basicConstraints", "whether the certificate is an authority, and how many may follow below it"),
    ("keyUsage", "what the key may be used for"),
    ("extendedKeyUsage", "the purposes of the certificate"),
    ("subjectKeyIdentifier", "names the key in this certificate"),
    ("authorityKeyIdentifier", "names the key that signed"),
    ("subjectAltName", "the names that clients look for"),
    ("issuerAltName", "other names of the issuer"),
    ("authorityInfoAccess", "where the issuer's certificate and its responder are"),
    ("subjectInfoAccess", "where more of the subject is"),
    ("crlDistributionPoints", "where the CRL is"),
    ("freshestCRL", "where the delta CRL is"),
    ("issuingDistributionPoint", "which certificates a CRL is about"),
    ("certificatePolicies", "under which policies it was issued"),
    ("policyConstraints", "how far below policies must be said"),
    ("policyMappings", "which policies are the same"),
    ("inhibitAnyPolicy", "how far below anyPolicy counts"),
    ("nameConstraints", "which names certificates below may have"),
    ("tlsfeature", "what a TLS server must do, such as staple its status"),
    ("noCheck", "the responder's own certificate is not asked about"),
    ("nsComment", "a comment that Netscape showed"),
    ("nsCertType", "what Netscape took the certificate for"),
    ("nsBaseUrl", "an address for Netscape"),
    ("nsRevocationUrl", "an address for Netscape"),
    ("nsCaRevocationUrl", "an address for Netscape"),
    ("nsRenewalUrl", "an address for Netscape"),
    ("nsCaPolicyUrl", "an address for Netscape"),
    ("nsSslServerName", "a host name for Netscape"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openssl::config::Beside;

    const HOWTO: &str = include_str!("../../tests/vectors/openssl/howto.cnf");
    const SOUND: &str = "[ca]\ndefault_ca = d\n[d]\ndatabase = i\nnew_certs_dir = n\ncertificate = c\nprivate_key = k\nrand_serial = yes\n\
crlnumber = m\ndefault_days = 397\ndefault_crl_days = 31\ndefault_md = sha256\nunique_subject = no\ncopy_extensions = copy\npolicy = p\n\
x509_extensions = x\ncrl_extensions = y\n[p]\ncommonName = supplied\n[x]\nbasicConstraints = CA:FALSE\n[y]\nauthorityKeyIdentifier = keyid\n";

    fn codes(text: &str) -> Vec<&'static str> {
        let explanation = explain(&Config::parse("openssl.cnf", text, &Beside::default()).unwrap());
        explanation.findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn the_how_to_works_as_printed_and_its_dangers_are_named() {
        let config = Config::parse("openssl.cnf", HOWTO, &Beside::default()).unwrap();
        let explanation = explain(&config);
        let found: Vec<(&str, u32)> =
            explanation.findings.iter().map(|finding| (finding.code, finding.place.as_ref().unwrap().line)).collect();
        for expected in [
            ("weak-digest", 18),
            ("weak-digest", 36),
            ("small-key", 34),
            ("version-1-certificates", 11),
            ("policy-field-vanishes", 25),
            ("unique-subject-blocks-renewal", 11),
            ("crl-days-missing", 11),
            ("crl-number-missing", 11),
            ("unknown-key", 21),
            ("old-string-types", 37),
            ("authority-without-key-usage", 64),
            ("issuer-pinned-by-serial", 67),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:#?}");
        }
        let database = explanation.lines.iter().find(|line| line.statement == "database = ./index.txt").unwrap();
        assert_eq!(
            (database.place.line, database.meaning.as_str()),
            (13, "the list of every certificate that was signed")
        );
        assert!(explanation.lines.iter().all(|line| !line.meaning.is_empty()));
        assert!(!found.iter().any(|(code, _)| code.contains("not-understood")), "{found:?}");
    }

    #[test]
    fn a_sound_configuration_has_no_findings() {
        assert_eq!(codes(SOUND), Vec::<&str>::new());
    }

    #[test]
    fn each_danger_has_its_code() {
        for (line, with, code) in [
            ("default_md = sha256", "default_md = sha1", "weak-digest"),
            ("x509_extensions = x", "", "version-1-certificates"),
            ("CA:FALSE", "critical,CA:TRUE", "every-certificate-an-authority"),
            ("basicConstraints = CA:FALSE", "keyUsage = digitalSignature", "missing-ca-false"),
            ("basicConstraints = CA:FALSE", "keyUsage = digitalSignature", "copy-without-basic-constraints"),
            ("copy_extensions = copy", "copy_extensions = copyall", "copy-all"),
            ("copy_extensions = copy", "", "no-subject-alternative-name"),
            ("policy = p", "", "policy-missing"),
            ("unique_subject = no", "", "unique-subject-blocks-renewal"),
            ("default_crl_days = 31", "", "crl-days-missing"),
            ("crlnumber = m", "", "crl-number-missing"),
            ("crl_extensions = y", "", "crl-extensions-missing"),
            ("database = i", "", "key-missing"),
            ("database = i", "database = i\nnameopt = x", "unknown-key"),
            ("rand_serial = yes", "serial = s", "sequential-serials"),
            ("default_days = 397", "default_days = 3650", "validity-long"),
            ("default_days = 397", "", "days-missing"),
            ("database = i", "database = C:\\CA\\index.txt", "backslash-lost"),
            ("database = i", "database = i\ndatabase = j", "value-overridden"),
            ("[ca]", ".include gone\n[ca]", "include-missing"),
            ("[ca]", "[req]\ninput_password = x\n[ca]", "password-in-file"),
            ("[ca]", "[req]\nencrypt_key = no\n[ca]", "key-not-encrypted"),
            ("[ca]", "[req]\ndefault_bits = 512\n[ca]", "small-key"),
            ("[ca]", "[req]\ndistinguished_name = n\n[n]\nwhatever = x\n[ca]", "field-unknown"),
            ("[ca]", "[req]\ndistinguished_name = n\n[n]\nO = x\nO_default = é\nCN = y\n[ca]", "not-utf8"),
            ("[ca]", "[req]\ndistinguished_name = n\n[n]\nO = x\n[ca]", "policy-field-vanishes"),
            ("[ca]", "[req]\ndistinguished_name = n\n[n]\nO = x\n[ca]", "policy-field-not-asked"),
            ("[x]\n", "[x]\nnsComment = x\n", "netscape-extension"),
            ("[x]\n", "[x]\nkeyUsage = everything\n", "extension-not-understood"),
            ("policy = p", "policy = gone", "not-understood"),
            ("policy = p", "policy = p\npreserve = yes", "misplaced-key"),
            ("[ca]", "[rootpage]\nmerge = m\n[m]\nsubjectAltName = both\n[ca]", "merge-rule-unknown"),
            ("[ca]", "[rootpage]\nmerge = gone\n[ca]", "merge-rule-unknown"),
        ] {
            let codes = codes(&SOUND.replace(line, with));
            assert!(codes.contains(&code), "{with}: {codes:?}");
        }
    }

    #[test]
    fn what_openssl_loads_is_said_to_be_read_by_nothing() {
        let text = "openssl_conf = start\n[start]\nproviders = p\nengines = e\n[p]\nlegacy = l\n[e]\npkcs11 = x\n";
        let explanation = explain(&Config::parse("c", text, &Beside::default()).unwrap());
        let meaning = |statement: &str| {
            explanation.lines.iter().find(|line| line.statement == statement).unwrap().meaning.as_str()
        };
        assert!(meaning("openssl_conf = start").ends_with("Rootpage loads nothing"));
        assert!(!explanation.findings.iter().any(|finding| finding.severity == Severity::Refuse));
    }

    #[test]
    fn rules_of_our_own_are_explained_and_no_finding() {
        let with_rules = format!("{SOUND}[rootpage]\nmerge = m\n[m]\nsubjectAltName = union\nkeyUsage = ask\n");
        assert_eq!(codes(&with_rules), Vec::<&str>::new());
        let explanation = explain(&Config::parse("c", &with_rules, &Beside::default()).unwrap());
        let meaning = |statement: &str| {
            explanation.lines.iter().find(|line| line.statement == statement).unwrap().meaning.as_str()
        };
        assert!(meaning("subjectAltName = union").ends_with("together"));
        assert!(meaning("keyUsage = ask").contains("asked"));
        assert!(meaning("merge = m").starts_with("the section of rules"));
    }

    #[test]
    fn a_passphrase_is_never_shown() {
        let config = Config::parse("c", "[req]\noutput_password = tell nobody\n", &Beside::default()).unwrap();
        assert!(!format!("{:?}", explain(&config)).contains("tell nobody"));
    }
}
