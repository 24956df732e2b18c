//! subjectAltName (RFC 5280, section 4.2.1.6): the names that clients look for.

use std::collections::HashSet;
use std::net::IpAddr;

use super::report::{Ruling, listed};
use super::template::{Template, names_of};
use super::{Case, Profile};
use crate::error::Code;
use crate::model::{Attribute, Extension, ExtensionValue, GeneralName, HostPattern, Name};
use crate::parse::{Subtree, subtree_der};

const FIELD: &str = "extension.subjectAltName";

/// The names that are issued: those that were chosen, else those of the request, and what the subject alone says.
pub(super) fn rule(case: &Case<'_>, subject: &Name) -> (Vec<GeneralName>, Ruling) {
    let requested = case.requested(ExtensionValue::alternative_names).unwrap_or_default();
    let mut list = NameList::new(case.profile());
    match &case.choices.san {
        Some(chosen) => list.choose(chosen, requested),
        None => {
            list.request(requested);
            list.derive(subject, requested.is_empty());
        }
    }
    list.check(subject, case.choices.san.is_some());
    (list.names, list.ruling)
}

/// The names of a template's certificate: those that were chosen, else those that are there, and where no name is a host and
/// the profile lets it, what the common name says.
pub(super) fn of_template(
    case: &Case<'_>,
    template: &Template,
    subject: &Name,
    extensions: &mut Vec<Extension>,
    ruling: &mut Ruling,
) {
    let mut names = names_of(extensions);
    if let Some(chosen) = &case.choices.san {
        names = chosen_in_place(case, chosen, ruling);
    } else if template.completes_names() && !names.iter().any(is_host) {
        let why = "The common name looks like a host, and browsers look for hosts here only.";
        for name in common_names(subject).filter_map(|text| host(&text)) {
            ruling.added(FIELD, &name, why);
            names.push(name);
        }
    }
    for name in &names {
        warn_of_name(name, ruling);
    }
    if template.base.is_server() && !names.iter().any(is_host) {
        ruling.noted("client/no-host-name", "Browsers look for a host name or an address here, and there is none.");
    }
    put(names, subject, extensions, ruling);
}

/// The names that were chosen take the place of all others, and the lines of those.
fn chosen_in_place(case: &Case<'_>, chosen: &[GeneralName], ruling: &mut Ruling) -> Vec<GeneralName> {
    ruling.report.retain(|row| row.field != FIELD);
    let asked = case.asked().cloned().collect::<Vec<_>>();
    let requested: HashSet<GeneralName> = names_of(&asked).into_iter().collect();
    let mut names: Vec<GeneralName> = Vec::new();
    for name in chosen.iter().filter(|name| !chosen_twice(&mut names, name)) {
        match requested.contains(name) {
            true => ruling.taken(FIELD, name, "The names that were chosen and the request agree."),
            false => ruling.added(FIELD, name, "It is among the names that were chosen."),
        }
    }
    for name in requested.iter().filter(|name| !names.contains(name)) {
        ruling.dropped(FIELD, shown(name), "It is not among the names that were chosen.");
    }
    names
}

fn chosen_twice(names: &mut Vec<GeneralName>, name: &GeneralName) -> bool {
    let is_there = names.contains(name);
    if !is_there {
        names.push(name.clone());
    }
    is_there
}

/// A name that breaks the rule of its kind is never issued; one of somebody's own kind is told.
fn warn_of_name(name: &GeneralName, ruling: &mut Ruling) {
    match name {
        GeneralName::Other { oid: Some(_), .. } => ruling.warned(
            "request/other-name",
            format!("{} is a name of somebody's own kind: to Windows it may be an account to log in to.", shown(name)),
        ),
        GeneralName::Other { oid: None, .. } => {
            ruling.refused(FIELD, shown(name), Code::PolicyNameRefused, format!("{} {BROKEN}", shown(name)));
        }
        _ => {}
    }
}

/// The names into the list of extensions: in place of what stands there, else behind it.
fn put(names: Vec<GeneralName>, subject: &Name, extensions: &mut Vec<Extension>, ruling: &mut Ruling) {
    let is_names = |extension: &Extension| extension.value.alternative_names().is_some();
    let at = extensions.iter().position(is_names);
    let Some(mut made) = extension(subject, &names) else {
        extensions.retain(|extension| !is_names(extension));
        return;
    };
    if subject.is_empty() {
        ruling.added(FIELD, "critical", "The subject is empty, so every client must understand these names.");
    }
    match at.and_then(|at| extensions.get_mut(at)) {
        Some(before) => {
            made.critical |= before.critical;
            *before = made;
        }
        None => extensions.push(made),
    }
}

/// The extension, critical where the subject is empty and says nothing.
pub(super) fn extension(subject: &Name, names: &[GeneralName]) -> Option<Extension> {
    let value = ExtensionValue::SubjectAltName(names.to_vec());
    (!names.is_empty()).then_some(Extension { critical: subject.is_empty(), value })
}

/// The common names of a subject: browsers do not look at them, and people still write the host there.
pub(super) fn common_names(subject: &Name) -> impl Iterator<Item = String> {
    of_type(subject, const_oid::db::rfc4519::CN)
}

/// The e-mail addresses of a subject (emailAddress of PKCS #9).
pub(super) fn email_addresses(subject: &Name) -> impl Iterator<Item = String> {
    of_type(subject, const_oid::db::rfc3280::EMAIL_ADDRESS)
}

fn of_type(subject: &Name, oid: const_oid::ObjectIdentifier) -> impl Iterator<Item = String> {
    subject.attributes().filter(move |attribute| *attribute.oid.inner() == oid).map(Attribute::text)
}

/// The host or address that a common name looks like.
pub(super) fn host(common_name: &str) -> Option<GeneralName> {
    match HostPattern::of(common_name) {
        HostPattern::Dns(name) => Some(GeneralName::Dns(name)),
        HostPattern::Ip(address) => Some(GeneralName::Ip(address)),
        HostPattern::Neither => None,
    }
}

/// Whether it is what a TLS client connects to.
pub(super) const fn is_host(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_))
}

/// Whether the address is among the names.
pub(super) fn has_email(names: &[GeneralName], address: &str) -> bool {
    names.iter().any(|name| matches!(name, GeneralName::Email(email) if email == address))
}

const fn is_email(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Email(_))
}

/// What becomes of a name under a profile.
enum Fate {
    Carried,
    /// It is a host name in form and an address in truth.
    Address(IpAddr),
    NotCarried,
    /// It breaks the rule of a kind that the profile carries; its text.
    Broken(String),
}

fn fate(profile: Profile, name: &GeneralName) -> Fate {
    match name {
        name if profile.carries(name) => Fate::Carried,
        GeneralName::Other { oid: None, der } => broken(profile, der),
        _ => Fate::NotCarried,
    }
}

fn broken(profile: Profile, der: &[u8]) -> Fate {
    let would_carry = |kind: fn(String) -> GeneralName| profile.carries(&kind(String::new()));
    match subtree_der(der) {
        Ok(Subtree::Dns(text)) if profile.is_tls() => {
            text.parse().map_or(Fate::Broken(format!("dns:{text}")), Fate::Address)
        }
        Ok(Subtree::Email(text)) if would_carry(GeneralName::Email) => Fate::Broken(format!("email:{text}")),
        Ok(Subtree::Uri(text)) if would_carry(GeneralName::Uri) => Fate::Broken(format!("uri:{text}")),
        _ => Fate::NotCarried,
    }
}

/// A name as the report shows it; the type of one of somebody's own kind, for its content may be anything.
fn shown(name: &GeneralName) -> String {
    match name {
        GeneralName::Other { oid: Some(oid), .. } => format!("otherName {oid}"),
        GeneralName::Other { oid: None, der } => match subtree_der(der) {
            Ok(subtree) => subtree.to_string(),
            Err(_) => name.to_string(),
        },
        name => name.to_string(),
    }
}

struct NameList {
    profile: Profile,
    names: Vec<GeneralName>,
    /// The same names: a request of a megabyte has tens of thousands of them.
    seen: HashSet<GeneralName>,
    ruling: Ruling,
}

impl NameList {
    fn new(profile: Profile) -> Self {
        Self { profile, names: Vec::new(), seen: HashSet::new(), ruling: Ruling::default() }
    }

    /// Names of the request: what the profile does not carry is left out.
    fn request(&mut self, requested: &[GeneralName]) {
        for name in requested {
            match fate(self.profile, name) {
                Fate::Carried => self.push(name.clone(), |ruling, name| {
                    ruling.taken(FIELD, name, "The request asks for it.");
                }),
                Fate::Address(address) => self.push(GeneralName::Ip(address), |ruling, issued| {
                    ruling.changed(
                        FIELD,
                        shown(name),
                        issued,
                        "Clients look for an address in a name of the kind iPAddress.",
                    );
                }),
                Fate::NotCarried => {
                    let why = format!("The profile {} carries {}.", self.profile.as_str(), self.profile.carried());
                    self.ruling.dropped(FIELD, shown(name), why);
                }
                Fate::Broken(text) => self.refuse(&text, format!("{text} {BROKEN}")),
            }
        }
    }

    /// Names that were chosen: each of them is wanted, so what the profile does not carry is refused.
    fn choose(&mut self, chosen: &[GeneralName], requested: &[GeneralName]) {
        for name in chosen {
            match fate(self.profile, name) {
                Fate::Carried => self.push(name.clone(), |ruling, name| match requested.contains(name) {
                    true => ruling.taken(FIELD, name, "The names that were chosen and the request agree."),
                    false => ruling.added(FIELD, name, "It is among the names that were chosen."),
                }),
                Fate::Address(_) | Fate::NotCarried => {
                    let profile = self.profile;
                    let found =
                        format!("{}; the profile {} carries {}", shown(name), profile.as_str(), profile.carried());
                    self.refuse(&shown(name), found);
                }
                Fate::Broken(text) => self.refuse(&text, format!("{text} {BROKEN}")),
            }
        }
        let chosen: HashSet<&GeneralName> = chosen.iter().collect();
        for name in requested.iter().filter(|name| !chosen.contains(name)) {
            self.ruling.dropped(FIELD, shown(name), "It is not among the names that were chosen.");
        }
    }

    /// What only the subject says: a host in the common name where the request has no names at all or a server would
    /// have none, and an e-mail address (RFC 5280, section 4.1.2.6).
    fn derive(&mut self, subject: &Name, nothing_requested: bool) {
        if !self.names.iter().any(is_host) && (nothing_requested || self.profile.is_server()) {
            let why = "The common name looks like a host, and browsers look for hosts here only.";
            self.add(common_names(subject).filter_map(|text| host(&text)).collect(), why);
        }
        if !self.names.iter().any(is_email) {
            let why = "The subject has this e-mail address, and RFC 5280 wants it here.";
            let parsed = email_addresses(subject).filter_map(|text| GeneralName::parse(&format!("email:{text}")).ok());
            self.add(parsed.collect(), why);
        }
    }

    fn add(&mut self, names: Vec<GeneralName>, why: &str) {
        for name in names {
            if self.profile.carries(&name) && !self.seen.contains(&name) {
                self.push(name, |ruling, name| ruling.added(FIELD, name, why));
            }
        }
    }

    fn push(&mut self, name: GeneralName, row: impl FnOnce(&mut Ruling, &GeneralName)) {
        if self.seen.insert(name.clone()) {
            row(&mut self.ruling, &name);
            self.names.push(name);
        } else {
            self.ruling.dropped(FIELD, &name, "It stands there already.");
        }
    }

    fn refuse(&mut self, requested: &str, found: String) {
        self.ruling.refused(FIELD, requested, Code::PolicyNameRefused, found);
    }

    fn check(&mut self, subject: &Name, is_chosen: bool) {
        if let Some(found) = self.missing(subject, is_chosen) {
            self.ruling.violated(FIELD, Code::PolicyNameMissing, found);
        }
        if subject.is_empty() && !self.names.is_empty() {
            self.ruling.added(FIELD, "critical", "The subject is empty, so every client must understand these names.");
        }
    }

    /// What this profile cannot do without.
    fn missing(&self, subject: &Name, is_chosen: bool) -> Option<String> {
        let has = |kind: fn(&GeneralName) -> bool| self.names.iter().any(kind);
        match self.profile {
            Profile::Server | Profile::ServerClient if !has(is_host) => Some(no_host(subject, is_chosen)),
            Profile::Email if !has(is_email) => Some("no e-mail address".to_owned()),
            Profile::Client if self.names.is_empty() && subject.is_empty() => Some("no name at all".to_owned()),
            _ => None,
        }
    }
}

const BROKEN: &str = "breaks the rule of its kind; a host has letters, digits and hyphens between dots, and a \
                      wildcard is the whole leftmost label with at least two labels behind it";

fn no_host(subject: &Name, is_chosen: bool) -> String {
    if is_chosen {
        return "no host name and no address among the names that were chosen".to_owned();
    }
    let common_names: Vec<String> = common_names(subject).map(|text| format!("CN={text}")).collect();
    match common_names.is_empty() {
        true => "no host name, no address and no common name".to_owned(),
        false => {
            format!("no host name and no address; {} does not look like one that may be used", listed(common_names))
        }
    }
}
