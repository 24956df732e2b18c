//! Certification requests (RFC 2986).

use super::{Certificate, Extension, Name, Oid, SignatureAlgorithm};

/// A certification request, read and taken apart. Its signature is another matter: `parse::request` says whether it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    /// The whole request in DER.
    pub der: Vec<u8>,
    /// The part that is signed, in DER.
    pub info_der: Vec<u8>,
    /// Whom the certificate is for.
    pub subject: Name,
    /// The key that is to be certified: the DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// The extensions that are asked for (PKCS #9 extensionRequest, and Microsoft's older identifier for it).
    pub extensions: Vec<Extension>,
    /// The attributes beside the extensions.
    pub attributes: Vec<RequestAttribute>,
    /// In what form it came.
    pub origin: RequestOrigin,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: Vec<u8>,
}

impl CertificationRequest {
    /// A certificate that stands for a request: its name, its key and what it says of itself.
    #[must_use]
    pub fn of_certificate(certificate: &Certificate, origin: RequestOrigin) -> Self {
        Self {
            der: certificate.der.clone(),
            info_der: certificate.tbs_der.clone(),
            subject: certificate.subject.clone(),
            spki: certificate.spki.clone(),
            extensions: certificate.extensions.clone(),
            attributes: Vec::new(),
            origin,
            signature_algorithm: certificate.signature_algorithm,
            signature: certificate.signature.clone(),
        }
    }
}

/// In what form a request came, and so how its sender proves to have the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestOrigin {
    /// A certification request of PKCS #10, signed with its own key.
    #[default]
    Pkcs10,
    /// A SignedPublicKeyAndChallenge, signed with its own key, and a name beside it that nothing protects.
    Spkac,
    /// A certificate that is signed with its own key.
    SelfSigned,
    /// A certificate of the same authority that is to be renewed.
    Renewed,
    /// The certificate of an authority that is certified once more; a successor may have the name of the one before.
    Authority,
}

/// An attribute of a request (challengePassword, Microsoft's OS version, …).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestAttribute {
    /// The type.
    pub oid: Oid,
    /// The name of the type, where it has one: `challengePassword`, `msOSVersion`.
    pub name: Option<&'static str>,
    /// The value in words where it is text, else in hexadecimal; `challengePassword` is a secret and is never shown.
    pub text: String,
    /// The DER of the whole attribute.
    pub der: Vec<u8>,
}
