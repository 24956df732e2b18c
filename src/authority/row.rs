//! One certificate in the ledger.

use super::Counters;
use crate::error::{Code, Error, Result};
use crate::key::digest::sha256;
use crate::model::{Certificate, Name, Oid, RevocationReason, SerialNumber, Time};
use crate::policy::{ProfileName, profile_of};

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
    pub profile: ProfileName,
    /// When it was signed.
    pub issued: Time,
    /// SHA-256 of the certificate's DER.
    pub fingerprint: [u8; 32],
    /// The certificate that this one renews.
    pub renews: Option<SerialNumber>,
    /// From when on it is to be revoked as superseded: the first CRL after that does it.
    pub retires: Option<Time>,
    /// How it was revoked, if it was.
    pub revocation: Option<Revocation>,
}

/// A certificate of which the ledger knows no more than a line of `index.txt` says: the certificate itself is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareRow {
    /// Its serial number.
    pub serial: SerialNumber,
    /// Whom it is for, in OpenSSL's one line; empty where that is not known.
    pub subject: String,
    /// The last moment of its validity; [`Time::FOREVER`] where that is not known.
    pub not_after: Time,
    /// How it was revoked, if it was.
    pub revocation: Option<Revocation>,
}

/// A hold that was taken back: delta CRLs say so until the next complete CRL (RFC 5280, section 5.2.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Of which certificate.
    pub serial: SerialNumber,
    /// When.
    pub date: Time,
    /// The number of the CRL that was the newest then.
    pub after_crl: u64,
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
    /// What to do with a certificate on hold (RFC 2459's holdInstructionCode, as OpenSSL keeps it).
    pub hold_instruction: Option<Oid>,
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

/// Whether it is valid, expired or revoked.
fn status_of(revocation: Option<&Revocation>, not_after: Time, now: Time) -> Status {
    match revocation {
        Some(_) => Status::Revoked,
        None if not_after < now => Status::Expired,
        None => Status::Valid,
    }
}

impl Row {
    /// The line of a certificate that was signed then.
    pub(super) fn of(certificate: &Certificate, profile: ProfileName, issued: Time) -> Self {
        Self {
            serial: certificate.serial.clone(),
            subject: certificate.subject.clone(),
            names: certificate.alternative_names().iter().map(ToString::to_string).collect(),
            not_before: certificate.validity.not_before(),
            not_after: certificate.validity.not_after(),
            profile,
            issued,
            fingerprint: sha256(&certificate.der),
            renews: None,
            retires: None,
            revocation: None,
        }
    }

    /// The line of a certificate that was issued elsewhere: what it is for is told by its extensions, and when it was signed by
    /// the beginning of its validity, which may be to come.
    #[must_use]
    pub fn from_elsewhere(certificate: &Certificate, revocation: Option<Revocation>, now: Time) -> Self {
        let profile = profile_of(certificate.extensions.iter().map(|extension| &extension.value)).into();
        let issued = certificate.validity.not_before().min(now);
        Self { revocation, ..Self::of(certificate, profile, issued) }
    }

    /// Whether it is valid, expired or revoked.
    #[must_use]
    pub fn status(&self, now: Time) -> Status {
        status_of(self.revocation.as_ref(), self.not_after, now)
    }

    /// Whether the row can stand in a ledger that has come so far.
    pub(super) fn check(&self, counters: &Counters) -> Result<()> {
        let wrong = if self.not_after <= self.not_before {
            "an end that is not after the beginning"
        } else if self.issued > counters.last_act {
            "issued after the last act"
        } else {
            return check_revocation(&self.serial, self.revocation.as_ref(), counters);
        };
        Err(inconsistent(&self.serial, wrong))
    }
}

impl BareRow {
    /// Whether it is valid, expired or revoked.
    #[must_use]
    pub fn status(&self, now: Time) -> Status {
        status_of(self.revocation.as_ref(), self.not_after, now)
    }

    /// Whether the row can stand in a ledger that has come so far.
    pub(super) fn check(&self, counters: &Counters) -> Result<()> {
        check_revocation(&self.serial, self.revocation.as_ref(), counters)
    }
}

fn check_revocation(serial: &SerialNumber, revocation: Option<&Revocation>, counters: &Counters) -> Result<()> {
    match revocation {
        Some(is) if is.after_crl > counters.crl_number => {
            Err(inconsistent(serial, "revoked after a CRL that is not made yet"))
        }
        Some(is) if is.reason == RevocationReason::RemoveFromCrl => {
            Err(inconsistent(serial, "revoked with the reason removeFromCRL"))
        }
        _ => Ok(()),
    }
}

fn inconsistent(serial: &SerialNumber, wrong: &str) -> Error {
    Error::new(Code::LedgerInconsistent).field(format!("certificate {serial}")).found(wrong)
}
