//! What is handed out: PEM, and text in OpenSSL's layout.

use crate::model::{Certificate, CertificateList, CertificationRequest, Extension, SignatureAlgorithm};

/// A PEM block (RFC 7468): label `CERTIFICATE`, lines of 64 characters.
pub fn pem(label: &str, der: &[u8]) -> String { todo!("{label} {der:?}") }
/// `openssl x509 -text -noout`.
pub fn certificate_text(certificate: &Certificate) -> String { todo!("{certificate:?}") }
/// `openssl req -text -noout`.
pub fn request_text(request: &CertificationRequest) -> String { todo!("{request:?}") }
/// `openssl crl -text -noout`.
pub fn crl_text(crl: &CertificateList) -> String { todo!("{crl:?}") }
/// OpenSSL's long name of the extension (`X509v3 Subject Alternative Name`, the identifier where it has none), and its content as OpenSSL shows it.
pub fn extension_text(extension: &Extension) -> (String, String) { todo!("{extension:?}") }
/// OpenSSL's name: `ecdsa-with-SHA256`.
pub fn signature_algorithm_text(algorithm: SignatureAlgorithm) -> String { todo!("{algorithm:?}") }
