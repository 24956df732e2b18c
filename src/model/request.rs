//! Certification requests (RFC 2986).

use super::{Extension, Name, Oid, SignatureAlgorithm};

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
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: Vec<u8>,
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
