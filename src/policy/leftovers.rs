//! What a request has beside what certificates are made of: it is left out, and that is said.

use super::Case;
use super::report::{Ruling, extension_field, value_in_words};
use crate::model::{Extension, ExtensionValue, GeneralName, Oid};

/// Requested extensions that no rule of their own looks at.
pub(super) fn extensions(case: &Case<'_>) -> Ruling {
    let mut ruling = Ruling::default();
    for extension in case.asked().filter(|extension| !has_own_rule(case, &extension.value)) {
        drop_extension(&mut ruling, extension);
    }
    ruling
}

/// What a certificate that stands for a request says of how it was issued.
pub(super) fn of_certificate(case: &Case<'_>) -> Ruling {
    let mut ruling = Ruling::default();
    let counts = |extension: &Extension| case.asked().any(|asked| asked == extension);
    for extension in case.request.extensions.iter().filter(|extension| !counts(extension)) {
        let why = "It says how the certificate that was handed in was issued; the new one says its own.";
        ruling.dropped(extension_field(&extension.value), value_in_words(&extension.value), why);
    }
    ruling
}

fn has_own_rule(case: &Case<'_>, value: &ExtensionValue) -> bool {
    match value {
        ExtensionValue::BasicConstraints(_)
        | ExtensionValue::KeyUsage(_)
        | ExtensionValue::ExtendedKeyUsage(_)
        | ExtensionValue::SubjectAltName(_)
        | ExtensionValue::SubjectKeyIdentifier(_)
        | ExtensionValue::AuthorityKeyIdentifier(_) => true,
        ExtensionValue::NameConstraints(_) => case.profile().is_authority(),
        _ => false,
    }
}

fn drop_extension(ruling: &mut Ruling, extension: &Extension) {
    let field = extension_field(&extension.value);
    if extension.critical {
        let text = format!(
            "The request marks {field} as critical, and it is left out: ask its sender whether the certificate is of \
             use without it."
        );
        ruling.warned("request/critical-extension-dropped", text);
    }
    let (what, why) = dropped(&extension.value);
    ruling.dropped(field, what, why);
}

/// What it says, in words, and why it is left out.
fn dropped(value: &ExtensionValue) -> (String, &'static str) {
    let own = "Where to find the issuer and its CRL is for the authority to say, not for the request.";
    match value {
        ExtensionValue::IssuerAltName(names) => (list(names), "The issuer's names are for the authority to say."),
        ExtensionValue::CrlDistributionPoints(points) => (list(points.iter().flat_map(|point| &point.full_name)), own),
        ExtensionValue::AuthorityInfoAccess(descriptions) => {
            (list(descriptions.iter().map(|description| &description.location)), own)
        }
        ExtensionValue::NameConstraints(_) => (
            "name constraints".to_owned(),
            "Only the certificate of an authority may have it (RFC 5280, section 4.2.1.10).",
        ),
        ExtensionValue::CertificatePolicies(policies) => (
            super::report::listed(policies.iter().map(|policy| policy.oid)),
            "The authority issues under no published policy.",
        ),
        ExtensionValue::CrlNumber(number) => (number.to_string(), "It belongs to a CRL."),
        ExtensionValue::Other { oid, der } => other(oid, der.len()),
        _ => (extension_field(value), "It is issued in the authority's own form."),
    }
}

fn list<'a>(names: impl IntoIterator<Item = &'a GeneralName>) -> String {
    super::report::listed(names)
}

fn other(oid: &Oid, octets: usize) -> (String, &'static str) {
    let named = |name: &str| format!("{name} ({octets} octets)");
    match oid.to_string().as_str() {
        "1.3.6.1.4.1.311.20.2" => (named("Microsoft certificate template name"), MICROSOFT),
        "1.3.6.1.4.1.311.21.7" => (named("Microsoft certificate template"), MICROSOFT),
        "1.3.6.1.4.1.311.21.10" => (named("Microsoft application policies"), MICROSOFT),
        "1.3.6.1.4.1.311.25.2" => {
            (named("Microsoft account security identifier"), "It would map the certificate to an account.")
        }
        "1.2.840.113549.1.9.15" => (named("S/MIME capabilities"), "Mail programs say this themselves in each message."),
        "1.3.6.1.5.5.7.1.24" => (named("TLS feature"), "It demands OCSP, which this authority does not offer."),
        "2.16.840.1.113730.1.1" => (named("Netscape certificate type"), "extKeyUsage has taken its place."),
        "2.16.840.1.113730.1.13" => (named("Netscape comment"), "It says nothing to clients."),
        _ => (named("an extension that is not known here"), "What is not understood is not certified."),
    }
}

const MICROSOFT: &str = "It steers Microsoft's own authority; servers do without it.";

/// Attributes beside the requested extensions: a certificate has no place for them.
pub(super) fn attributes(case: &Case<'_>) -> Ruling {
    let mut ruling = Ruling::default();
    for attribute in &case.request.attributes {
        let name = attribute.name.map_or_else(|| attribute.oid.to_string(), str::to_owned);
        let why = match name.as_str() {
            "challengePassword" => {
                "It is a password between its sender and the authority; a certificate is public and never carries it."
            }
            _ => "It is meant for the authority; a certificate has no place for it.",
        };
        ruling.dropped(format!("attribute.{name}"), &attribute.text, why);
    }
    ruling
}
