//! Do others accept what is issued? rustls-webpki (with ring) is asked here, since it needs no other program; OpenSSL,
//! GnuTLS, Go and Java are asked in `tests/interop`.
#![allow(clippy::unwrap_used, clippy::unwrap_in_result, clippy::panic, clippy::string_slice, reason = "tests may")]

#[path = "support/ca.rs"]
mod ca;

use std::time::Duration;

use ca::{Ca, Request, choices, key, now};
use rootpage::key::KeyKind;
use rootpage::model::{Certificate, RevocationReason};
use rootpage::policy::Profile;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, Error, KeyUsage, RevocationOptionsBuilder,
    anchor_from_trusted_cert,
};

/// What a verifier has and asks.
struct Asked<'a> {
    root: &'a Certificate,
    intermediates: &'a [&'a Certificate],
    leaf: &'a Certificate,
    host: &'static str,
}

fn unix_time() -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now().unix()).unwrap()))
}

fn verify(asked: &Asked<'_>, usage: KeyUsage, crl: Option<&[u8]>) -> Result<(), Error> {
    let root = CertificateDer::from(asked.root.der.as_slice());
    let anchors = [anchor_from_trusted_cert(&root)?];
    let leaf = CertificateDer::from(asked.leaf.der.as_slice());
    let intermediates: Vec<_> =
        asked.intermediates.iter().map(|certificate| CertificateDer::from(certificate.der.as_slice())).collect();
    let crl = crl.map(|der| CertRevocationList::from(BorrowedCertRevocationList::from_der(der).unwrap()));
    let crls: Vec<&CertRevocationList<'_>> = crl.iter().collect();
    let revocation = (!crls.is_empty()).then(|| RevocationOptionsBuilder::new(&crls).unwrap().build());
    let certificate = EndEntityCert::try_from(&leaf)?;
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    certificate.verify_for_usage(algorithms, &anchors, &intermediates, unix_time(), usage, revocation, None)?;
    certificate.verify_is_valid_for_subject_name(&ServerName::try_from(asked.host).unwrap())
}

fn request() -> Request {
    Request::new("CN=mail.sample.com,O=The Sample Company,C=US").san(&["dns:mail.sample.com", "dns:*.lan.sample.com"])
}

#[test]
fn a_server_below_its_root() {
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::Ed25519, KeyKind::Rsa2048] {
        let mut ca = Ca::root(kind);
        let leaf = ca.issue(&request().sign(&key(KeyKind::P384, 8)), &choices(Profile::Server));
        let asked = Asked { root: &ca.authority.certificate, intermediates: &[], leaf: &leaf, host: "mail.sample.com" };
        assert_eq!(verify(&asked, KeyUsage::server_auth(), None), Ok(()), "{kind:?}");
        assert_eq!(verify(&Asked { host: "a.lan.sample.com", ..asked }, KeyUsage::server_auth(), None), Ok(()));
        let wrong = verify(&Asked { host: "other.sample.com", ..asked }, KeyUsage::server_auth(), None);
        assert!(matches!(wrong, Err(Error::CertNotValidForName(_))), "{wrong:?}");
        let wrong = verify(&asked, KeyUsage::client_auth(), None);
        assert!(matches!(wrong, Err(Error::RequiredEkuNotFoundContext(_))), "{wrong:?}");
    }
}

#[test]
fn a_server_and_a_client_below_an_intermediate() {
    let mut ca = Ca::root(KeyKind::P384);
    let mut below = ca.intermediate(KeyKind::P256, 0);
    let leaf = below.issue(&request().sign(&key(KeyKind::Rsa2048, 8)), &choices(Profile::ServerClient));
    let (root, intermediate) = (&ca.authority.certificate, &below.authority.certificate);
    let asked = Asked { root, intermediates: &[intermediate], leaf: &leaf, host: "mail.sample.com" };
    assert_eq!(verify(&asked, KeyUsage::server_auth(), None), Ok(()));
    assert_eq!(verify(&asked, KeyUsage::client_auth(), None), Ok(()));
    let alone = verify(&Asked { intermediates: &[], ..asked }, KeyUsage::server_auth(), None);
    assert_eq!(alone, Err(Error::UnknownIssuer));
}

#[test]
fn a_path_length_that_is_used_up() {
    let mut ca = Ca::root(KeyKind::P256);
    let mut first = ca.intermediate(KeyKind::P256, 1);
    let mut second = first.intermediate(KeyKind::P256, 0);
    let leaf = second.issue(&request().with_p256(), &choices(Profile::Server));
    let intermediates = [&second.authority.certificate, &first.authority.certificate];
    let root = &ca.authority.certificate;
    let asked = Asked { root, intermediates: &intermediates, leaf: &leaf, host: "mail.sample.com" };
    assert_eq!(verify(&asked, KeyUsage::server_auth(), None), Ok(()));
}

#[test]
fn a_certificate_that_a_crl_takes_back() {
    let mut ca = Ca::root(KeyKind::P256);
    let leaf = ca.issue(&request().with_p256(), &choices(Profile::Server));
    let before = ca.issue_crl();
    let change = ca.authority.revoke(now(), &leaf.serial, &RevocationReason::KeyCompromise.into()).unwrap();
    ca.authority.apply(&change).unwrap();
    let after = ca.issue_crl();
    let asked = Asked { root: &ca.authority.certificate, intermediates: &[], leaf: &leaf, host: "mail.sample.com" };
    assert_eq!(verify(&asked, KeyUsage::server_auth(), Some(&before)), Ok(()));
    assert_eq!(verify(&asked, KeyUsage::server_auth(), Some(&after)), Err(Error::CertRevoked));
}

#[test]
fn what_is_warned_of_is_true() {
    let mut ca = Ca::root(KeyKind::P521);
    let leaf = ca.issue(&request().with_p256(), &choices(Profile::Server));
    let codes: Vec<&str> = ca
        .assess(&request().with_p256(), &choices(Profile::Server))
        .warnings
        .iter()
        .map(|warning| warning.code)
        .collect();
    assert_eq!(codes, ["client/rustls-p521-authority"]);
    let asked = Asked { root: &ca.authority.certificate, intermediates: &[], leaf: &leaf, host: "mail.sample.com" };
    assert!(verify(&asked, KeyUsage::server_auth(), None).is_err());
}
