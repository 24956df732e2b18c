//! What a program will refuse, or a person should know, of a certificate or of how a file is written. Facts with the place
//! where they stand, each under a stable word.

use super::{Format, Order, Source};
use crate::bundle::pkcs12::Strength;
use crate::key::{PublicKey, PublicKeyDetails, Severity};
use crate::model::{Certificate, ExtensionValue, GeneralName};

/// The longest that Apple's programs take a server's certificate for, since 2019 (support.apple.com/103769), in seconds.
const APPLE_DAYS: i64 = 825;
const DAY: i64 = 86_400;

/// Something to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable word.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// In words.
    pub text: String,
}

impl Finding {
    pub(super) fn warn(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warn, text: text.into() }
    }

    pub(super) fn note(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, severity: Severity::Note, text: text.into() }
    }
}

/// What is to be known of the certificate and of how the file is written.
#[must_use]
pub fn findings(source: Source<'_>, order: &Order) -> Vec<Finding> {
    let certificate = source.identity.certificate();
    let server = if is_server(certificate) { of_server(certificate) } else { Vec::new() };
    let key = of_key(certificate);
    let incomplete = (!source.identity.is_complete()).then(incomplete);
    server.into_iter().chain(key).chain(incomplete).chain(of_order(source, order)).collect()
}

/// Whether TLS clients connect to the subject: it says so, or says nothing and is no authority.
fn is_server(certificate: &Certificate) -> bool {
    let purposes = certificate.extension(|value| match value {
        ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes),
        _ => None,
    });
    match purposes {
        Some(purposes) => purposes.iter().any(|purpose| *purpose.inner() == const_oid::db::rfc5280::ID_KP_SERVER_AUTH),
        None => !certificate.is_authority(),
    }
}

fn of_server(certificate: &Certificate) -> Vec<Finding> {
    let seconds = certificate.validity.not_after().unix().saturating_sub(certificate.validity.not_before().unix());
    let days = seconds.saturating_add(1).saturating_add(DAY - 1) / DAY;
    let too_long = (days > APPLE_DAYS).then(|| {
        let text =
            format!("It is valid for {days} days: macOS and iOS refuse a server's certificate of more than 825.");
        Finding::warn("certificate/longer-than-825-days", text)
    });
    let is_host = |name: &GeneralName| matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_));
    let nameless = (!certificate.alternative_names().iter().any(is_host)).then(|| {
        let text = "It has no host name or address as a subject alternative name: browsers and other clients of this decade look nowhere else.";
        Finding::warn("certificate/no-host-name", text)
    });
    too_long.into_iter().chain(nameless).collect()
}

fn of_key(certificate: &Certificate) -> Option<Finding> {
    let key = PublicKey::from_spki(&certificate.spki).ok()?;
    match key.details() {
        PublicKeyDetails::Rsa { bits, .. } if *bits < 2048 => Some(Finding::warn(
            "certificate/rsa-too-short",
            format!("Its key is RSA with {bits} bits: current programs refuse less than 2048."),
        )),
        PublicKeyDetails::Ed25519 { .. } => Some(Finding::note(
            "certificate/ed25519",
            "Its key is Ed25519: no browser takes such a certificate of a server, nor do Windows and macOS.",
        )),
        _ => None,
    }
}

fn incomplete() -> Finding {
    let text = "The chain does not lead up to a root: the certificates above are not at hand.";
    Finding::warn("chain/incomplete", text)
}

fn of_order(source: Source<'_>, order: &Order) -> Vec<Finding> {
    let is_pkcs12 = matches!(order.format, Format::Pkcs12 | Format::Pkcs12Truststore);
    let is_java = matches!(order.format, Format::Jks | Format::JksTruststore);
    let name = order.entry_name(source.identity);
    let weak = is_pkcs12 && order.strength == Strength::Compatible && order.existing.is_none();
    let empty = order.format == Format::Pkcs12 && order.password().is_empty();
    let plain = order.holds_key() && !order.is_encrypted() && !empty;
    [
        weak.then(|| {
            let text = "Triple DES and SHA-1 are for programs that know nothing newer: the file is no safer than its password is long.";
            Finding::warn("pkcs12/compatible", text)
        }),
        ((is_pkcs12 || is_java) && !name.is_ascii()).then(|| {
            let text = format!("The name “{name}” is not ASCII: some programs show it wrongly, and on a command line it is hard to name.");
            Finding::note("store/name-not-ascii", text)
        }),
        (order.format == Format::Jks).then(|| {
            let text = "The key of a JKS is hidden and hardly encrypted: Java since 9 reads PKCS #12, which protects it.";
            Finding::note("jks/weak", text)
        }),
        empty.then(|| {
            let text = "The password is empty: whoever has the file has the key, and some programs refuse to open it.";
            Finding::warn("pkcs12/empty-password", text)
        }),
        plain.then(|| Finding::note("key/plain", "The private key in it is not encrypted: whoever has the file has the key.")),
        (!order.password().is_ascii()).then(|| match is_pkcs12 {
            true => {
                let text = "The password is not ASCII: Java 17 and older open no PKCS #12 with such a one.";
                Finding::warn("store/password-not-ascii", text)
            }
            false => {
                let text = "The password is not ASCII: programs do not agree on how such a one is read.";
                Finding::note("store/password-not-ascii", text)
            }
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
