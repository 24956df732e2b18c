//! One certificate in the ledger.

use super::Counters;
use crate::error::{Code, Error, Result};
use crate::model::{Name, RevocationReason, SerialNumber, Time};
use crate::policy::Profile;

/// One certificate in the ledger, as the list needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its serial number.
    pub serial: SerialNumber,
    /// Whom it is for.
    pub subject: Name,
    /// The subject alternative names as text, for the list and the search.
    pub names: Vec<String>,
    /// The first moment of its validity.
    pub not_before: Time,
    /// The last moment of its validity.
    pub not_after: Time,
    /// What it is for.
    pub profile: Profile,
    /// When it was signed.
    pub issued: Time,
    /// SHA-256 of the certificate's DER.
    pub fingerprint: [u8; 32],
    /// How it was revoked, if it was.
    pub revocation: Option<Revocation>,
}

/// How a certificate was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Since when it is revoked. A hold that became final keeps the date of the hold (X.509).
    pub date: Time,
    /// Why.
    pub reason: RevocationReason,
    /// Since when the key is suspected (RFC 5280, section 5.3.2).
    pub invalidity_date: Option<Time>,
    /// The number of the CRL that was the newest when this was recorded; 0 where there was none: a later CRL says it.
    pub after_crl: u64,
}

/// What may be expected of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is neither expired nor revoked.
    Valid,
    /// Its validity is over, and it was never revoked.
    Expired,
    /// It was revoked, and may be expired as well.
    Revoked,
}

impl Row {
    /// Whether it is valid, expired or revoked.
    #[must_use]
    pub fn status(&self, now: Time) -> Status {
        match self.revocation {
            Some(_) => Status::Revoked,
            None if self.not_after < now => Status::Expired,
            None => Status::Valid,
        }
    }

    /// Whether the row can stand in a ledger that has come so far.
    pub(super) fn check(&self, counters: &Counters) -> Result<()> {
        let wrong = if self.not_after <= self.not_before {
            "an end that is not after the beginning"
        } else if self.issued > counters.last_act {
            "issued after the last act"
        } else if self.revocation.is_some_and(|revocation| revocation.after_crl > counters.crl_number) {
            "revoked after a CRL that is not made yet"
        } else if self.revocation.is_some_and(|revocation| revocation.reason == RevocationReason::RemoveFromCrl) {
            "revoked with the reason removeFromCRL"
        } else {
            return Ok(());
        };
        let field = format!("certificate {}", self.serial);
        Err(Error::new(Code::LedgerInconsistent).field(field).found(wrong))
    }
}
