//! Does the same input give the same bytes? With a clock that stands still and randomness that is known, every artifact
//! is byte for byte what lies in `tests/vectors/golden`. `UPDATE=1 cargo test --test golden` writes them anew: look at
//! each difference before it is kept.
#![allow(clippy::unwrap_used, clippy::unwrap_in_result, clippy::panic, clippy::string_slice, reason = "tests may")]

#[path = "support/ca.rs"]
mod ca;

use std::fs;
use std::path::PathBuf;

use ca::{Ca, Request, choices, key, now};
use pem::{EncodeConfig, LineEnding, Pem};
use rootpage::authority::Grounds;
use rootpage::key::KeyKind;
use rootpage::model::{ExtensionValue, RevocationReason};
use rootpage::policy::Profile;

const KINDS: [KeyKind; 5] = [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519, KeyKind::Rsa2048];

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/golden")
}

fn check(name: &str, label: &str, der: &[u8]) {
    let text = pem::encode_config(&Pem::new(label, der), EncodeConfig::new().set_line_ending(LineEnding::LF));
    let path = directory().join(format!("{name}.pem"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(text, golden, "{name} changed");
}

/// A request as each profile wants it.
fn request(profile: Profile) -> Request {
    match profile {
        Profile::Server | Profile::ServerClient => Request::new("CN=mail.sample.com,O=The Sample Company,C=US").san(&[
            "dns:mail.sample.com",
            "ip:192.0.2.1",
            "ip:2001:db8::1",
        ]),
        Profile::Client => Request::new("CN=Ann Example,O=The Sample Company,C=US"),
        Profile::Email => Request::new("emailAddress=ann@sample.com,CN=Ann Example,O=The Sample Company,C=US"),
        Profile::CodeSigning => Request::new("CN=The Sample Company,O=The Sample Company,C=US"),
        Profile::IntermediateCa => Request::new("CN=Sample Intermediate,O=The Sample Company,C=US"),
    }
}

#[test]
fn roots_of_every_kind_of_key() {
    for kind in KINDS {
        check(&format!("root-{}", kind.as_str()), "CERTIFICATE", &Ca::root(kind).authority.certificate.der);
    }
}

#[test]
fn certificates_of_every_profile() {
    let mut ca = Ca::root(KeyKind::P256);
    for profile in Profile::ALL {
        let certificate = ca.issue(&request(profile).with_p256(), &choices(profile));
        check(&format!("certificate-{}", profile.as_str()), "CERTIFICATE", &certificate.der);
    }
}

#[test]
fn certificates_for_every_kind_of_key() {
    for kind in KINDS {
        let mut ca = Ca::root(KeyKind::P384);
        let certificate = ca.issue(&request(Profile::Server).sign(&key(kind, 8)), &choices(Profile::Server));
        check(&format!("server-{}", kind.as_str()), "CERTIFICATE", &certificate.der);
    }
}

#[test]
fn certificates_with_an_empty_subject_and_with_a_wildcard() {
    let mut ca = Ca::root(KeyKind::P256);
    let empty = Request::new("").san(&["dns:mail.sample.com"]).with_p256();
    check("certificate-empty-subject", "CERTIFICATE", &ca.issue(&empty, &choices(Profile::Server)).der);
    // pkilint calls every wildcard an invalid domain name: RFC 5280 leaves them to RFC 9525
    let wildcard = Request::new("CN=*.sample.com").with_p256();
    check("certificate-wildcard", "CERTIFICATE", &ca.issue(&wildcard, &choices(Profile::Server)).der);
}

#[test]
fn lists_empty_and_full() {
    let mut ca = Ca::root(KeyKind::P256);
    check("crl-empty", "X509 CRL", &ca.issue_crl());
    for reason in RevocationReason::ALL.into_iter().filter(|reason| *reason != RevocationReason::RemoveFromCrl) {
        let serial = ca.issue(&request(Profile::Client).with_p256(), &choices(Profile::Client)).serial;
        let since = (reason == RevocationReason::KeyCompromise).then(|| now().plus_seconds(-86_400));
        let change = ca.authority.revoke(now(), &serial, &Grounds { invalidity_date: since, ..reason.into() }).unwrap();
        ca.authority.apply(&change).unwrap();
    }
    check("crl-reasons", "X509 CRL", &ca.issue_crl());
}

#[test]
fn requests_for_every_kind_of_key() {
    for kind in KINDS {
        let request = Request::new("CN=mail.sample.com,O=The Sample Company,C=US")
            .san(&["dns:mail.sample.com"])
            .with(ExtensionValue::SubjectKeyIdentifier(vec![1, 2, 3]));
        check(&format!("request-{}", kind.as_str()), "CERTIFICATE REQUEST", &request.sign(&key(kind, 8)).der);
    }
}
