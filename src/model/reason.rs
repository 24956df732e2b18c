//! Why a certificate was revoked (RFC 5280, section 5.3.1).

use crate::error::{Code, Error, Result};

/// A revocation reason, with the number of its `CRLReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum RevocationReason {
    /// No reason is given; the extension is left out of the CRL.
    Unspecified = 0,
    /// The private key is known to another.
    KeyCompromise = 1,
    /// The private key of the authority is known to another.
    CaCompromise = 2,
    /// The subject's name or another detail has changed.
    AffiliationChanged = 3,
    /// A new certificate has taken its place.
    Superseded = 4,
    /// The certificate is no longer needed.
    CessationOfOperation = 5,
    /// The certificate is on hold and may be released.
    CertificateHold = 6,
    /// Taken off a list (delta CRLs only).
    RemoveFromCrl = 8,
    /// A privilege in the certificate was withdrawn.
    PrivilegeWithdrawn = 9,
    /// The private key of the attribute authority is known to another.
    AaCompromise = 10,
}

impl RevocationReason {
    /// Every reason, in the order of the numbers.
    pub const ALL: [Self; 10] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::RemoveFromCrl,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The number of the `CRLReason`.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Unspecified => 0,
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::CertificateHold => 6,
            Self::RemoveFromCrl => 8,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }

    /// The name in RFC 5280: `keyCompromise`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }

    /// Reads the name in RFC 5280, in upper or lower case as `openssl ca -crl_reason` does.
    ///
    /// # Errors
    /// [`Code::ReasonUnknown`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| Error::new(Code::ReasonUnknown).found(text))
    }
}
