//! nameConstraints (RFC 5280, section 4.2.1.10): what the issuer may certify, and what an intermediate asks to be bound
//! to.

use std::net::IpAddr;

use super::Case;
use super::names::{common_names, email_addresses, has_email, host, is_host};
use super::report::{Ruling, extension_field, listed, value_in_words};
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, Extension, ExtensionValue, GeneralName, Name, NameConstraints};
use crate::parse::{Subtree, subtree_der};

/// Every name of the certificate must lie within the constraints of every authority above it; clients would refuse it
/// otherwise.
pub(super) fn rule(case: &Case<'_>, subject: &Name, names: &[GeneralName]) -> Ruling {
    let mut ruling = Ruling::default();
    for issuer in case.issuers() {
        match Limits::of(issuer) {
            Ok(None) => {}
            Ok(Some(limits)) => limits.of_authority(case, issuer).judge(&mut ruling, subject, names),
            Err(error) => {
                let whose = case.called(issuer);
                let found = format!("the constraints of {whose} cannot be read: {}", error.code().what());
                ruling.violated("issuer.nameConstraints", Code::PolicyNameConstraints, found);
            }
        }
    }
    ruling
}

/// What binds a new authority: the constraints that were chosen for it, else its own wish, which is granted, for it only
/// narrows. The extension is critical, as it must be.
pub(super) fn passed_on(case: &Case<'_>) -> (Option<Extension>, Ruling) {
    let mut ruling = Ruling::default();
    let requested = case.requested(|value| match value {
        ExtensionValue::NameConstraints(constraints) => Some(constraints),
        _ => None,
    });
    if !case.profile().is_authority() {
        only_for_authorities(case, &mut ruling);
        return (None, ruling);
    }
    let Some(constraints) = case.choices.name_constraints.as_ref().or(requested) else { return (None, ruling) };
    let value = ExtensionValue::NameConstraints(constraints.clone());
    match Limits::read(constraints) {
        Ok(limits) => {
            bound(case, &value, requested, &limits.in_words(), &mut ruling);
            if limits.has_leading_dot() {
                ruling.warned(
                    "client/pyca-leading-dot",
                    "Python's cryptography refuses name constraints that begin with a dot.",
                );
            }
        }
        Err(error) => ruling.refused_by(extension_field(&value), "name constraints", &error),
    }
    (Some(Extension { critical: true, value }), ruling)
}

/// Constraints that were chosen for a certificate that certifies nothing.
pub(super) fn only_for_authorities(case: &Case<'_>, ruling: &mut Ruling) {
    if case.choices.name_constraints.is_some() {
        let found = "name constraints for a profile that makes no authority";
        ruling.violated("extension.nameConstraints", Code::PolicyUsageConflict, found);
    }
}

fn bound(
    case: &Case<'_>,
    value: &ExtensionValue,
    requested: Option<&NameConstraints>,
    in_words: &str,
    ruling: &mut Ruling,
) {
    let field = extension_field(value);
    match (&case.choices.name_constraints, requested) {
        (Some(chosen), Some(requested)) if chosen != requested => {
            let requested = value_in_words(&ExtensionValue::NameConstraints(requested.clone()));
            ruling.changed(
                field,
                requested,
                in_words,
                "The constraints that were chosen take the place of the request's.",
            );
        }
        (Some(_), None) => ruling.added(field, in_words, "It was chosen, and binds the new authority."),
        _ => ruling.taken(field, in_words, "It binds the new authority, and can only narrow what it certifies."),
    }
}

/// The constraints of an authority, read.
struct Limits {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
    /// Whose they are, behind what is said of them; nothing for the issuer itself.
    whose: String,
}

impl Limits {
    fn of(issuer: &Certificate) -> Result<Option<Self>> {
        let constraints = issuer.extension(|value| match value {
            ExtensionValue::NameConstraints(constraints) => Some(constraints),
            _ => None,
        });
        constraints.map(Self::read).transpose()
    }

    fn read(constraints: &NameConstraints) -> Result<Self> {
        let read = |bases: &[Vec<u8>]| {
            bases.iter().map(|base| subtree_der(base)).collect::<Result<Vec<_>>>().map_err(as_extension)
        };
        let whose = String::new();
        Ok(Self { permitted: read(&constraints.permitted)?, excluded: read(&constraints.excluded)?, whose })
    }

    fn of_authority(mut self, case: &Case<'_>, authority: &Certificate) -> Self {
        if authority != case.issuer {
            self.whose = format!(" of {}", case.called(authority));
        }
        self
    }

    fn in_words(&self) -> String {
        match (self.permitted.is_empty(), self.excluded.is_empty()) {
            (_, true) => format!("permitted: {}", listed(&self.permitted)),
            (true, _) => format!("excluded: {}", listed(&self.excluded)),
            _ => format!("permitted: {}; excluded: {}", listed(&self.permitted), listed(&self.excluded)),
        }
    }

    fn has_leading_dot(&self) -> bool {
        let is_dotted = |tree: &Subtree| matches!(tree, Subtree::Dns(text) if text.starts_with('.'));
        self.permitted.iter().chain(&self.excluded).any(is_dotted)
    }

    /// The alternative names, the subject itself, its e-mail addresses, and, where no alternative name is a host, a
    /// common name that looks like one: OpenSSL and NSS hold that to the constraints as well.
    fn judge(&self, ruling: &mut Ruling, subject: &Name, names: &[GeneralName]) {
        for name in names {
            self.judge_name(ruling, "extension.subjectAltName", name);
        }
        if !subject.is_empty() {
            self.judge_name(ruling, "subject", &GeneralName::Directory(subject.clone()));
        }
        for address in email_addresses(subject).filter(|address| !has_email(names, address)) {
            self.judge_name(ruling, "subject.emailAddress", &GeneralName::Email(address));
        }
        let hosts = common_names(subject).filter_map(|text| host(&text));
        for host in hosts.filter(|_| !names.iter().any(is_host)) {
            self.judge_name(ruling, "subject.CN", &host);
        }
    }

    fn judge_name(&self, ruling: &mut Ruling, field: &str, name: &GeneralName) {
        let of_kind: Vec<&Subtree> = self.permitted.iter().filter(|tree| is_of_kind(tree, name)).collect();
        if !of_kind.is_empty() && !of_kind.iter().any(|tree| holds_all_of(tree, name)) {
            let found = format!("{name} lies in no permitted subtree{} ({})", self.whose, listed(of_kind));
            ruling.violated(field, Code::PolicyNameConstraints, found);
        }
        if let Some(tree) = self.excluded.iter().find(|tree| is_of_kind(tree, name) && holds_some_of(tree, name)) {
            let found = format!("{name} lies in the excluded subtree {tree}{}", self.whose);
            ruling.violated(field, Code::PolicyNameConstraints, found);
        }
    }
}

fn as_extension(error: Error) -> Error {
    let refusal = Error::new(Code::ExtensionMalformed).field("extension.nameConstraints");
    refusal.found(error.found_text().unwrap_or_else(|| error.code().what()))
}

const fn is_of_kind(tree: &Subtree, name: &GeneralName) -> bool {
    matches!(
        (tree, name),
        (Subtree::Dns(_), GeneralName::Dns(_))
            | (Subtree::Email(_), GeneralName::Email(_))
            | (Subtree::Uri(_), GeneralName::Uri(_))
            | (Subtree::Ip { .. }, GeneralName::Ip(_))
            | (Subtree::Directory(_), GeneralName::Directory(_))
    )
}

/// Whether every name that a client takes this one for lies in the subtree.
fn holds_all_of(tree: &Subtree, name: &GeneralName) -> bool {
    match (tree, name) {
        (Subtree::Dns(tree), GeneralName::Dns(host)) => match host.as_str().strip_prefix("*.") {
            Some(behind) => domain_holds(tree, behind) || is_dotted(tree, behind),
            None => domain_holds(tree, host.as_str()),
        },
        (Subtree::Uri(tree), GeneralName::Uri(uri)) => uri_host(uri).is_some_and(|host| host_holds(tree, host)),
        (tree, name) => holds(tree, name),
    }
}

/// Whether some name that a client takes this one for lies in the subtree: a wildcard reaches into subtrees below it. A
/// URI without a host cannot be told apart, and counts as within.
fn holds_some_of(tree: &Subtree, name: &GeneralName) -> bool {
    match (tree, name) {
        (Subtree::Dns(tree), GeneralName::Dns(host)) => match host.as_str().strip_prefix("*.") {
            Some(behind) => {
                domain_holds(tree, behind) || is_dotted(tree, behind) || domain_holds(behind, undotted(tree))
            }
            None => domain_holds(tree, host.as_str()),
        },
        (Subtree::Uri(tree), GeneralName::Uri(uri)) => uri_host(uri).is_none_or(|host| host_holds(tree, host)),
        (tree, name) => holds(tree, name),
    }
}

fn holds(tree: &Subtree, name: &GeneralName) -> bool {
    match (tree, name) {
        (Subtree::Email(tree), GeneralName::Email(address)) => mailbox_holds(tree, address),
        (Subtree::Ip { address, mask }, GeneralName::Ip(found)) => range_holds(*address, *mask, *found),
        (Subtree::Directory(tree), GeneralName::Directory(found)) => directory_holds(tree, found),
        _ => false,
    }
}

/// dNSName: the host itself and everything that has labels in front of it. A tree with a leading dot, which RFC 5280
/// does not know and others write, holds only what is below it; an empty one holds everything.
fn domain_holds(tree: &str, host: &str) -> bool {
    let (tree, host) = (tree.to_ascii_lowercase(), host.to_ascii_lowercase());
    tree.is_empty() || host == tree || ends_below(&host, &tree)
}

fn ends_below(host: &str, tree: &str) -> bool {
    host.strip_suffix(undotted(tree)).is_some_and(|front| front.ends_with('.') && front.len() > 1)
}

fn undotted(tree: &str) -> &str {
    tree.strip_prefix('.').unwrap_or(tree)
}

/// Whether `*.behind` lies wholly below `.behind`.
fn is_dotted(tree: &str, behind: &str) -> bool {
    tree.strip_prefix('.').is_some_and(|tree| tree.eq_ignore_ascii_case(behind))
}

/// The host of a URI or mailbox: exactly this one, or after a dot those below it.
fn host_holds(tree: &str, host: &str) -> bool {
    let (tree, host) = (tree.to_ascii_lowercase(), host.to_ascii_lowercase());
    tree.is_empty() || if tree.starts_with('.') { ends_below(&host, &tree) } else { host == tree }
}

/// rfc822Name: a mailbox, all mailboxes of a host, or of the hosts below a domain. The part before the @ has case.
fn mailbox_holds(tree: &str, address: &str) -> bool {
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    match tree.rsplit_once('@') {
        Some((tree_local, tree_host)) => tree_local == local && tree_host.eq_ignore_ascii_case(host),
        None => host_holds(tree, host),
    }
}

/// The host name of a URI; nothing where it has none, or an address (which RFC 5280 tells to refuse).
fn uri_host(uri: &str) -> Option<&str> {
    let authority = uri.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = if host.starts_with('[') { return None } else { host.split(':').next()? };
    (!host.is_empty() && host.parse::<IpAddr>().is_err()).then_some(host)
}

/// iPAddress: the same bits wherever the mask has a one. An address of the other family lies in no range.
fn range_holds(address: IpAddr, mask: IpAddr, found: IpAddr) -> bool {
    match (address, mask, found) {
        (IpAddr::V4(address), IpAddr::V4(mask), IpAddr::V4(found)) => {
            address.to_bits() & mask.to_bits() == found.to_bits() & mask.to_bits()
        }
        (IpAddr::V6(address), IpAddr::V6(mask), IpAddr::V6(found)) => {
            address.to_bits() & mask.to_bits() == found.to_bits() & mask.to_bits()
        }
        _ => false,
    }
}

/// directoryName: a name that begins with all of the tree's relative names.
fn directory_holds(tree: &Name, found: &Name) -> bool {
    let beginning = found.relative().iter().take(tree.relative().len()).cloned().collect();
    Name::new(beginning).matches(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_and_some(tree: &Subtree, name: &str) -> (bool, bool) {
        let name = GeneralName::parse(name).unwrap();
        assert!(is_of_kind(tree, &name), "{tree} {name}");
        (holds_all_of(tree, &name), holds_some_of(tree, &name))
    }

    #[test]
    fn hosts_lie_at_or_below_a_domain() {
        let cases = [
            ("sample.com", "dns:sample.com", true, true),
            ("sample.com", "dns:a.b.sample.com", true, true),
            ("Sample.com", "dns:mail.sample.com", true, true),
            ("sample.com", "dns:badsample.com", false, false),
            ("sample.com", "dns:sample.com.org", false, false),
            (".sample.com", "dns:sample.com", false, false),
            (".sample.com", "dns:a.sample.com", true, true),
            ("", "dns:anything.org", true, true),
            ("sample.com", "dns:*.sample.com", true, true),
            (".sample.com", "dns:*.sample.com", true, true),
            ("www.sample.com", "dns:*.sample.com", false, true),
            ("mail.sample.com", "dns:*.other.com", false, false),
        ];
        for (tree, name, all, some) in cases {
            assert_eq!(all_and_some(&Subtree::Dns(tree.into()), name), (all, some), "{tree} {name}");
        }
    }

    #[test]
    fn mailboxes_lie_at_a_host_or_below_a_dot() {
        let cases = [
            ("sample.com", "email:a@sample.com", true),
            ("sample.com", "email:a@mail.sample.com", false),
            (".sample.com", "email:a@mail.sample.com", true),
            (".sample.com", "email:a@sample.com", false),
            ("a@sample.com", "email:a@SAMPLE.com", true),
            ("a@sample.com", "email:A@sample.com", false),
        ];
        for (tree, name, held) in cases {
            assert_eq!(all_and_some(&Subtree::Email(tree.into()), name), (held, held), "{tree} {name}");
        }
    }

    #[test]
    fn uris_lie_at_their_host() {
        let cases = [
            ("sample.com", "uri:https://sample.com/x", (true, true)),
            ("sample.com", "uri:https://u@sample.com:8443?q", (true, true)),
            ("sample.com", "uri:https://a.sample.com/", (false, false)),
            (".sample.com", "uri:https://a.sample.com/", (true, true)),
            // without a host name nothing can be said, and that is never in favour
            ("sample.com", "uri:urn:sample:com", (false, true)),
            ("sample.com", "uri:https://192.0.2.1/", (false, true)),
        ];
        for (tree, name, held) in cases {
            assert_eq!(all_and_some(&Subtree::Uri(tree.into()), name), held, "{tree} {name}");
        }
    }

    #[test]
    fn addresses_lie_within_their_mask() {
        let tree =
            |address: &str, mask: &str| Subtree::Ip { address: address.parse().unwrap(), mask: mask.parse().unwrap() };
        let ten = tree("10.0.0.0", "255.0.0.0");
        assert_eq!(all_and_some(&ten, "ip:10.1.2.3"), (true, true));
        assert_eq!(all_and_some(&ten, "ip:11.1.2.3"), (false, false));
        assert_eq!(all_and_some(&ten, "ip:::1"), (false, false));
        assert_eq!(all_and_some(&tree("2001:db8::", "ffff:ffff::"), "ip:2001:db8::1"), (true, true));
    }

    #[test]
    fn names_begin_with_their_tree() {
        let tree = Subtree::Directory(Name::parse("O=The Sample Company,C=US").unwrap());
        assert_eq!(all_and_some(&tree, "dirname:CN=a,O=the sample  company,C=US"), (true, true));
        assert_eq!(all_and_some(&tree, "dirname:CN=a,O=Another,C=US"), (false, false));
        assert_eq!(all_and_some(&tree, "dirname:C=US"), (false, false));
    }
}
