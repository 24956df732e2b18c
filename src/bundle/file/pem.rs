//! Certificates, keys and lists as files of their own: PEM, DER, text, PKCS #7.

use zeroize::Zeroizing;

use super::{Format, Order, Source, Written, count, root};
use crate::bundle::{certificate_text, pem, pkcs7};
use crate::env::Env;
use crate::error::Result;
use crate::key::{KeyDerivation, PrivateKey};
use crate::model::{Certificate, CertificateList};

/// The label of a certificate's PEM block (RFC 7468, section 5).
pub(super) const CERTIFICATE: &str = "CERTIFICATE";
const CRL: &str = "X509 CRL";
/// The label of RFC 7468, section 8.
const PKCS7: &str = "PKCS7";

pub(super) fn write(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let identity = source.identity;
    let certificate = identity.certificate();
    Ok(match order.format {
        Format::Certificate => Written::new(certificates([certificate]), "The certificate."),
        Format::CertificateDer => Written::new(certificate.der.clone(), "The certificate."),
        Format::CertificateText => Written::new(with_text(certificate), "The certificate, and what it says."),
        Format::Chain => chain(source, order),
        Format::Fullchain => {
            let path = order.path(identity);
            Written::new(certificates(path.iter().copied()), path_about(path.len()))
        }
        Format::Root => Written::new(certificates([root(identity)?]), "The root."),
        Format::RootDer => Written::new(root(identity)?.der.clone(), "The root."),
        Format::RootText => Written::new(with_text(root(identity)?), "The root, and what it says."),
        Format::Pkcs7 => Written::new(signed_data(source, order)?, path_about(order.path(identity).len())),
        Format::Pkcs7Pem => {
            Written::new(pem(PKCS7, &signed_data(source, order)?), path_about(order.path(identity).len()))
        }
        Format::Crl => crls(&source.crls(order)?),
        Format::CrlDer => {
            Written::new(source.crls(order)?.iter().map(|crl| crl.der.as_slice()).collect::<Vec<_>>().concat(), NEWEST)
        }
        _ => with_key(env, source, order)?,
    })
}

const NEWEST: &str = "The newest complete CRL.";

fn crls(all: &[&CertificateList]) -> Written {
    let about = match all.len() {
        1 => NEWEST.to_owned(),
        more => format!("The newest complete CRL of each of {more} authorities."),
    };
    Written::new(all.iter().map(|crl| pem(CRL, &crl.der)).collect::<String>(), about)
}

fn path_about(length: usize) -> String {
    match length.saturating_sub(1) {
        0 => "The certificate.".to_owned(),
        above => format!("The certificate and {} above it.", count(above, "certificate")),
    }
}

/// Those above the certificate. A file with nothing in it is refused by every program, so where the root is the only one
/// above it, the root is in it.
fn chain(source: Source<'_>, order: &Order) -> Written {
    let above = chain_of(source, order);
    Written::new(certificates(above.iter().copied()), format!("The {} above it.", count(above.len(), "certificate")))
}

/// Those that the format `chain` has.
pub(super) fn chain_of<'a>(source: Source<'a>, order: &Order) -> Vec<&'a Certificate> {
    let above = order.above(source.identity);
    if above.is_empty() { source.identity.root().into_iter().collect() } else { above }
}

fn with_key(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    let key = source.key()?;
    let path = || certificates(order.path(source.identity));
    let joined = |first: &str, second: &str| [first, second].concat().into_bytes();
    Ok(match order.format {
        Format::KeyDer => Written::with_key(key_der(env, key, order)?.as_slice(), key_about(order)),
        Format::KeyTraditional => {
            Written::with_key(key.to_traditional_pem()?.as_bytes(), "The private key, not encrypted.")
        }
        Format::KeyCertificate => {
            Written::with_key(joined(&key_pem(env, key, order)?, &path()), "Key, certificate and chain in one.")
        }
        Format::CertificateKey => {
            Written::with_key(joined(&path(), &key_pem(env, key, order)?), "Certificate, chain and key in one.")
        }
        _ => Written::with_key(key_pem(env, key, order)?.as_bytes(), key_about(order)),
    })
}

fn key_about(order: &Order) -> &'static str {
    if order.is_encrypted() { "The private key, encrypted." } else { "The private key, not encrypted." }
}

/// PKCS #8 in PEM, encrypted where there is a password.
pub(super) fn key_pem(env: &mut dyn Env, key: &PrivateKey, order: &Order) -> Result<Zeroizing<String>> {
    match order.is_encrypted() {
        true => key.to_encrypted_pem(env, order.password()).map(Zeroizing::new),
        false => key.to_pem(),
    }
}

fn key_der(env: &mut dyn Env, key: &PrivateKey, order: &Order) -> Result<Zeroizing<Vec<u8>>> {
    match order.is_encrypted() {
        true => key.to_encrypted_der(env, order.password(), KeyDerivation::Pbkdf2),
        false => key.to_pkcs8(),
    }
}

/// Certificates in PEM, one behind the other.
pub(super) fn certificates<'a>(all: impl IntoIterator<Item = &'a Certificate>) -> String {
    all.into_iter().map(|certificate| pem(CERTIFICATE, &certificate.der)).collect()
}

fn with_text(certificate: &Certificate) -> String {
    certificate_text(certificate) + &pem(CERTIFICATE, &certificate.der)
}

fn signed_data(source: Source<'_>, order: &Order) -> Result<Vec<u8>> {
    let certificates = order.path(source.identity).into_iter().map(|certificate| certificate.der.clone()).collect();
    pkcs7::write(&pkcs7::Contents { certificates, crls: Vec::new() })
}
