//! What is handed out: PEM, and text in OpenSSL's layout.

pub mod enveloped;
pub mod file;
pub mod identity;
pub mod jks;
pub mod material;
pub mod pkcs12;
pub mod pkcs7;
pub mod publication;
mod text;
pub mod truststore;

pub use identity::{Identity, title};
pub use text::purpose::{Answer, Purpose};

use crate::error::Result;
use crate::model::{Certificate, CertificateList, CertificationRequest, Extension, SignatureAlgorithm};

/// A PEM block (RFC 7468): label `CERTIFICATE`, lines of 64 characters that end in LF.
#[must_use]
pub fn pem(label: &str, der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(label, der), config)
}

/// `openssl x509 -text -noout`.
#[must_use]
pub fn certificate_text(certificate: &Certificate) -> String {
    shown(text::certificate(certificate))
}

/// `openssl req -text -noout`. The one thing that is left out is a challengePassword: it is a secret.
#[must_use]
pub fn request_text(request: &CertificationRequest) -> String {
    shown(text::request(request))
}

/// `openssl crl -text -noout`.
#[must_use]
pub fn crl_text(crl: &CertificateList) -> String {
    shown(text::crl(crl))
}

/// What a certificate may be used for, in OpenSSL's order.
#[must_use]
pub fn purposes(certificate: &Certificate) -> Vec<Purpose> {
    text::purpose::purposes(certificate)
}

/// `openssl x509 -noout -purpose`.
#[must_use]
pub fn purposes_text(purposes: &[Purpose]) -> String {
    text::purpose::text(purposes)
}

/// OpenSSL's long name of the extension (`X509v3 Subject Alternative Name`, the identifier where it has none), and its content as
/// OpenSSL shows it.
#[must_use]
pub fn extension_text(extension: &Extension) -> (String, String) {
    let name = text::objects::long_name(extension.value.oid());
    let content = shown(text::extension_content(extension));
    (name, content)
}

/// OpenSSL's name: `ecdsa-with-SHA256`.
#[must_use]
pub fn signature_algorithm_text(algorithm: SignatureAlgorithm) -> String {
    text::signature_algorithm(algorithm)
}

/// What was read from DER can be shown from it. Were it put together by hand, and its DER no such thing, then the text says so.
fn shown(text: Result<String>) -> String {
    text.unwrap_or_else(|error| error.to_string())
}
