//! Extensions (RFC 5280, section 4.2).

use super::{GeneralName, Oid, SerialNumber};

/// One extension of a certificate, of a request or of a CRL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Whether a client that does not know it must refuse the certificate.
    pub critical: bool,
    /// What it says.
    pub value: ExtensionValue,
}

/// The content of an extension: parsed where the type is known, else as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtensionValue {
    /// Authority or not, and how many authorities may follow.
    BasicConstraints(BasicConstraints),
    /// What the key may be used for.
    KeyUsage(KeyUsages),
    /// The purposes, as identifiers.
    ExtendedKeyUsage(Vec<Oid>),
    /// The names that clients look for.
    SubjectAltName(Vec<GeneralName>),
    /// Other names of the issuer.
    IssuerAltName(Vec<GeneralName>),
    /// The identifier of the key in this certificate.
    SubjectKeyIdentifier(Vec<u8>),
    /// The identifier of the key that signed.
    AuthorityKeyIdentifier(AuthorityKeyIdentifier),
    /// Where the CRL is.
    CrlDistributionPoints(Vec<DistributionPoint>),
    /// Where the issuer's certificate or an OCSP responder is.
    AuthorityInfoAccess(Vec<AccessDescription>),
    /// The names that certificates below may have.
    NameConstraints(NameConstraints),
    /// Under which policies it was issued.
    CertificatePolicies(Vec<PolicyInformation>),
    /// The number of a CRL, as the content octets of its DER INTEGER.
    CrlNumber(u128),
    /// Any other: the DER inside the extension's OCTET STRING.
    Other {
        /// The type.
        oid: Oid,
        /// The content of the OCTET STRING.
        der: Vec<u8>,
    },
}

/// basicConstraints (RFC 5280, section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the subject is an authority.
    pub ca: bool,
    /// How many authorities may follow below it.
    pub path_len: Option<u8>,
}

/// One use of a key, with the number of its bit (RFC 5280, section 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum KeyUsage {
    /// Signatures, of TLS handshakes for instance.
    DigitalSignature = 0,
    /// Signatures that bind their maker (nonRepudiation).
    ContentCommitment = 1,
    /// Encrypting keys, as RSA key exchange does.
    KeyEncipherment = 2,
    /// Encrypting data itself.
    DataEncipherment = 3,
    /// Agreeing on a key.
    KeyAgreement = 4,
    /// Signing certificates.
    KeyCertSign = 5,
    /// Signing CRLs.
    CrlSign = 6,
    /// Only encrypting, when agreeing on a key.
    EncipherOnly = 7,
    /// Only decrypting, when agreeing on a key.
    DecipherOnly = 8,
}

impl KeyUsage {
    /// Every use, in the order of the bits.
    pub const ALL: [Self; 9] = [
        Self::DigitalSignature,
        Self::ContentCommitment,
        Self::KeyEncipherment,
        Self::DataEncipherment,
        Self::KeyAgreement,
        Self::KeyCertSign,
        Self::CrlSign,
        Self::EncipherOnly,
        Self::DecipherOnly,
    ];

    /// The name in RFC 5280 and in OpenSSL's configuration: `digitalSignature`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DigitalSignature => "digitalSignature",
            Self::ContentCommitment => "nonRepudiation",
            Self::KeyEncipherment => "keyEncipherment",
            Self::DataEncipherment => "dataEncipherment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyCertSign => "keyCertSign",
            Self::CrlSign => "cRLSign",
            Self::EncipherOnly => "encipherOnly",
            Self::DecipherOnly => "decipherOnly",
        }
    }
}

/// A set of uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsages(u16);

impl KeyUsages {
    /// The set of these uses.
    #[must_use]
    pub fn of(usages: &[KeyUsage]) -> Self {
        Self(usages.iter().fold(0, |bits, usage| bits | Self::bit(*usage)))
    }

    /// Whether the use is in the set.
    #[must_use]
    pub const fn contains(self, usage: KeyUsage) -> bool {
        self.0 & Self::bit(usage) != 0
    }

    /// The uses in the set, in the order of the bits.
    pub fn iter(self) -> impl Iterator<Item = KeyUsage> {
        KeyUsage::ALL.into_iter().filter(move |usage| self.contains(*usage))
    }

    const fn bit(usage: KeyUsage) -> u16 {
        match usage {
            KeyUsage::DigitalSignature => 1,
            KeyUsage::ContentCommitment => 1 << 1,
            KeyUsage::KeyEncipherment => 1 << 2,
            KeyUsage::DataEncipherment => 1 << 3,
            KeyUsage::KeyAgreement => 1 << 4,
            KeyUsage::KeyCertSign => 1 << 5,
            KeyUsage::CrlSign => 1 << 6,
            KeyUsage::EncipherOnly => 1 << 7,
            KeyUsage::DecipherOnly => 1 << 8,
        }
    }
}

/// authorityKeyIdentifier (RFC 5280, section 4.2.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyIdentifier {
    /// The issuer's subject key identifier.
    pub key_id: Option<Vec<u8>>,
    /// The name of the issuer's issuer.
    pub issuer: Vec<GeneralName>,
    /// The serial number of the issuer's certificate.
    pub serial: Option<SerialNumber>,
}

/// Where a CRL is to be had (RFC 5280, section 4.2.1.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPoint {
    /// The addresses (fullName).
    pub full_name: Vec<GeneralName>,
    /// The whole DER where it has more than addresses (reasons, cRLIssuer, nameRelativeToCRLIssuer).
    pub other: Option<Vec<u8>>,
}

/// What is to be had where (RFC 5280, section 4.2.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessDescription {
    /// caIssuers or ocsp.
    pub method: Oid,
    /// The address.
    pub location: GeneralName,
}

/// nameConstraints (RFC 5280, section 4.2.1.10): each subtree as the DER of its GeneralName base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// Names must lie within one of these.
    pub permitted: Vec<Vec<u8>>,
    /// Names must lie in none of these.
    pub excluded: Vec<Vec<u8>>,
}

/// One policy (RFC 5280, section 4.2.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInformation {
    /// The policy.
    pub oid: Oid,
    /// The DER of the qualifiers, where there are any.
    pub qualifiers: Option<Vec<u8>>,
}

impl ExtensionValue {
    /// The type's object identifier.
    #[must_use]
    pub fn oid(&self) -> Oid {
        use const_oid::db::rfc5280::*;
        match self {
            Self::BasicConstraints(_) => ID_CE_BASIC_CONSTRAINTS.into(),
            Self::KeyUsage(_) => ID_CE_KEY_USAGE.into(),
            Self::ExtendedKeyUsage(_) => ID_CE_EXT_KEY_USAGE.into(),
            Self::SubjectAltName(_) => ID_CE_SUBJECT_ALT_NAME.into(),
            Self::IssuerAltName(_) => ID_CE_ISSUER_ALT_NAME.into(),
            Self::SubjectKeyIdentifier(_) => ID_CE_SUBJECT_KEY_IDENTIFIER.into(),
            Self::AuthorityKeyIdentifier(_) => ID_CE_AUTHORITY_KEY_IDENTIFIER.into(),
            Self::CrlDistributionPoints(_) => ID_CE_CRL_DISTRIBUTION_POINTS.into(),
            Self::AuthorityInfoAccess(_) => ID_PE_AUTHORITY_INFO_ACCESS.into(),
            Self::NameConstraints(_) => ID_CE_NAME_CONSTRAINTS.into(),
            Self::CertificatePolicies(_) => ID_CE_CERTIFICATE_POLICIES.into(),
            Self::CrlNumber(_) => ID_CE_CRL_NUMBER.into(),
            Self::Other { oid, .. } => *oid,
        }
    }

    /// The names of a subjectAltName.
    #[must_use]
    pub fn alternative_names(&self) -> Option<&[GeneralName]> {
        match self {
            Self::SubjectAltName(names) => Some(names),
            _ => None,
        }
    }

    /// What basicConstraints say.
    #[must_use]
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        match self {
            Self::BasicConstraints(constraints) => Some(*constraints),
            _ => None,
        }
    }
}
