//! What the measured clients would say: no rule of RFC 5280, and still a certificate that some of them refuse.
//!
//! Measured with twelve clients: OpenSSL, GnuTLS, NSS, Firefox, Chromium, Go, Java, rustls, pyca,
//! curl, Node.

use super::Case;
use super::names::{common_names, email_addresses, has_email, host, is_host};
use super::report::{Ruling, Warning};
use crate::key::{KeyKind, PublicKey, PublicKeyDetails, Severity};
use crate::model::{DnsName, GeneralName, Name};

/// Whose key it is, as clients judge it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// The key of a certificate that certifies nothing.
    EndEntity,
    /// The key of an authority, root or intermediate.
    Authority,
}

/// Which clients refuse a certificate for this key (`client/chromium-p521`, …), and everything below it if it is an
/// authority's.
#[must_use]
pub fn key_warnings(key: &PublicKey, role: KeyRole) -> Vec<Warning> {
    let refused: &[(&'static str, &str)] = match (key.details(), role) {
        (PublicKeyDetails::Ec { curve: KeyKind::P521, .. }, KeyRole::EndEntity) => {
            &[("client/chromium-p521", "Chromium, Chrome and Edge refuse a certificate whose key is on P-521.")]
        }
        (PublicKeyDetails::Ec { curve: KeyKind::P521, .. }, KeyRole::Authority) => &[(
            "client/rustls-p521-authority",
            "Programs built on rustls with ring refuse everything below an authority whose key is on P-521.",
        )],
        (PublicKeyDetails::Ed25519 { .. }, KeyRole::EndEntity) => &[
            ("client/chromium-ed25519", "Chromium, Chrome and Edge refuse a certificate whose key is Ed25519."),
            ("client/firefox-ed25519", "Firefox refuses a certificate whose key is Ed25519."),
        ],
        (PublicKeyDetails::Ed25519 { .. }, KeyRole::Authority) => &[
            (
                "client/chromium-ed25519-authority",
                "Chromium, Chrome and Edge refuse everything below an authority whose key is Ed25519.",
            ),
            ("client/firefox-ed25519-authority", "Firefox refuses everything below an authority whose key is Ed25519."),
            (
                "client/pyca-ed25519-authority",
                "Python's cryptography refuses everything below an authority whose key is Ed25519.",
            ),
        ],
        _ => &[],
    };
    refused.iter().map(|(code, text)| Warning { code, severity: Severity::Warn, text: (*text).to_owned() }).collect()
}

/// What clients say to the keys, to names that they do not look at, and to an address in the wrong place.
pub(super) fn rule(case: &Case<'_>, key: Option<&PublicKey>, subject: &Name, names: &[GeneralName]) -> Ruling {
    let mut ruling = Ruling { warnings: keys(case, key), ..Ruling::default() };
    if case.profile().is_server() {
        unseen_common_names(&mut ruling, subject, names);
    }
    unseen_addresses(&mut ruling, subject, names);
    ruling
}

fn keys(case: &Case<'_>, key: Option<&PublicKey>) -> Vec<Warning> {
    let profile = case.profile();
    if !profile.is_tls() && !profile.is_authority() {
        return Vec::new();
    }
    let role = if profile.is_authority() { KeyRole::Authority } else { KeyRole::EndEntity };
    let of_key = key.map(|key| key_warnings(key, role)).unwrap_or_default();
    let issuer = PublicKey::from_spki(&case.issuer.spki).ok();
    let of_issuer = issuer.map(|issuer| key_warnings(&issuer, KeyRole::Authority)).unwrap_or_default();
    let new = of_issuer.into_iter().filter(|warning| !of_key.contains(warning)).collect::<Vec<_>>();
    of_key.into_iter().chain(new).collect()
}

/// Browsers have not looked at the common name for years (RFC 9525, section 2).
fn unseen_common_names(ruling: &mut Ruling, subject: &Name, names: &[GeneralName]) {
    for text in common_names(subject).filter(|_| names.iter().any(is_host)) {
        match host(&text) {
            Some(host) if names.iter().any(|name| covers(name, &host)) => {}
            Some(_) => ruling.warned(
                "client/cn-not-in-san",
                format!(
                    "The common name {text} is not among the subject alternative names: browsers ignore it and will \
                     refuse {text}."
                ),
            ),
            None => ruling.noted(
                "client/cn-ignored",
                format!("Browsers ignore the common name {text}; they look at the subject alternative names."),
            ),
        }
    }
}

/// Whether a client that wants the host accepts the name: `*` stands for one label (RFC 9525, section 6.3).
fn covers(name: &GeneralName, host: &GeneralName) -> bool {
    match (name, host) {
        (GeneralName::Dns(name), GeneralName::Dns(host)) if name.is_wildcard() => {
            name == host || (!host.is_wildcard() && behind_first_dot(name) == behind_first_dot(host))
        }
        (name, host) => name == host,
    }
}

fn behind_first_dot(name: &DnsName) -> Option<&str> {
    name.as_str().split_once('.').map(|(_, rest)| rest)
}

/// RFC 5280, section 4.1.2.6: new certificates have e-mail addresses among the alternative names.
fn unseen_addresses(ruling: &mut Ruling, subject: &Name, names: &[GeneralName]) {
    for address in email_addresses(subject).filter(|address| !has_email(names, address)) {
        let text = format!(
            "The subject has the e-mail address {address}; RFC 5280 wants it among the subject alternative names, and \
             mail programs look there."
        );
        ruling.noted("client/email-in-subject", text);
    }
}
