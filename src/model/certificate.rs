//! Certificates and lists of revoked ones (RFC 5280, sections 4 and 5).

use super::{
    BasicConstraints, Extension, ExtensionValue, GeneralName, Name, Oid, RevocationReason, SerialNumber, Time, Validity,
};

/// A certificate, read and taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The whole certificate in DER.
    pub der: Vec<u8>,
    /// The part that is signed, in DER.
    pub tbs_der: Vec<u8>,
    /// 1, 2 or 3.
    pub version: u8,
    /// The serial number.
    pub serial: SerialNumber,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Who signed it.
    pub issuer: Name,
    /// From when until when.
    pub validity: Validity,
    /// Whom it is for.
    pub subject: Name,
    /// The certified key: the DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// A certificate revocation list, read and taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateList {
    /// The whole list in DER.
    pub der: Vec<u8>,
    /// The part that is signed, in DER.
    pub tbs_der: Vec<u8>,
    /// 1 or 2.
    pub version: u8,
    /// How it is signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// Who signed it.
    pub issuer: Name,
    /// When it was made.
    pub this_update: Time,
    /// When the next one is due.
    pub next_update: Option<Time>,
    /// The certificates that are revoked.
    pub revoked: Vec<RevokedCertificate>,
    /// The list's own extensions.
    pub extensions: Vec<Extension>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// One entry of a certificate revocation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedCertificate {
    /// Which certificate.
    pub serial: SerialNumber,
    /// When it was revoked.
    pub date: Time,
    /// Why; nothing where it is unspecified.
    pub reason: Option<RevocationReason>,
    /// Since when the key is suspected (RFC 5280, section 5.3.2).
    pub invalidity_date: Option<Time>,
    /// Extensions of the entry beside those two.
    pub other: Vec<Extension>,
}

/// Of which certificates a list speaks (RFC 5280, section 5.2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrlScope {
    /// Of all that its issuer signed.
    #[default]
    All,
    /// Of those whose subject is no authority.
    Users,
    /// Of those whose subject is an authority.
    Authorities,
}

/// How something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// RSA PKCS #1 v1.5 with MD5: broken; read, never written.
    RsaMd5,
    /// RSA PKCS #1 v1.5 with SHA-1: broken; read, never written.
    RsaSha1,
    /// RSA PKCS #1 v1.5 with SHA-256.
    RsaSha256,
    /// RSA PKCS #1 v1.5 with SHA-384.
    RsaSha384,
    /// RSA PKCS #1 v1.5 with SHA-512.
    RsaSha512,
    /// RSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 octets.
    RsaPssSha256,
    /// RSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 octets.
    RsaPssSha384,
    /// RSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 octets.
    RsaPssSha512,
    /// ECDSA with SHA-1: broken; read, never written.
    EcdsaSha1,
    /// ECDSA with SHA-256.
    EcdsaSha256,
    /// ECDSA with SHA-384.
    EcdsaSha384,
    /// ECDSA with SHA-512.
    EcdsaSha512,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Another one: it can be shown and not checked.
    Other(Oid),
}

impl Certificate {
    /// The content of the extension that the function picks.
    pub fn extension<'a, T>(&'a self, pick: impl Fn(&'a ExtensionValue) -> Option<T>) -> Option<T> {
        self.extensions.iter().find_map(|extension| pick(&extension.value))
    }

    /// The subject key identifier, where the certificate has one.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.extension(|value| match value {
            ExtensionValue::SubjectKeyIdentifier(id) => Some(id.as_slice()),
            _ => None,
        })
    }

    /// The names that clients look for (subjectAltName); none where the certificate has no such extension.
    #[must_use]
    pub fn alternative_names(&self) -> &[GeneralName] {
        self.extension(ExtensionValue::alternative_names).unwrap_or_default()
    }

    /// Whether the subject is an authority, and how many may follow, where the certificate says so.
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.extension(ExtensionValue::basic_constraints)
    }

    /// Whether the certificate says that its subject is an authority.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        self.basic_constraints().is_some_and(|constraints| constraints.ca)
    }

    /// Whether issuer and subject are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }
}

impl CertificateList {
    /// The list's number (RFC 5280, section 5.2.3), where it has one.
    #[must_use]
    pub fn number(&self) -> Option<u128> {
        self.extensions.iter().find_map(|extension| match extension.value {
            ExtensionValue::CrlNumber(number) => Some(number),
            _ => None,
        })
    }
}
