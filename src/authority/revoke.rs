//! Revoking and releasing (RFC 5280, section 5.3.1).
//!
//! A revocation is final, but for certificateHold: that can be taken back, or become final with another reason. An
//! expired certificate may still be revoked: what it signed is looked at for longer than it is valid.

use super::{Authority, Change, Revocation, Row};
use crate::error::{Code, Error, Result};
use crate::model::{RevocationReason, SerialNumber, Time};

impl Authority {
    /// Revokes a certificate as of now, or makes a hold final: X.509 keeps the date of the hold then.
    ///
    /// # Errors
    /// [`Code::SerialUnknown`], [`Code::AlreadyRevoked`], [`Code::ReasonUnknown`] for removeFromCRL, which only delta
    /// CRLs say, [`Code::InvalidityDate`] for one that is not past, [`Code::ClockBackwards`].
    pub fn revoke(
        &self,
        now: Time,
        serial: &SerialNumber,
        reason: RevocationReason,
        invalidity_date: Option<Time>,
    ) -> Result<Change> {
        self.check_clock(now)?;
        let row = self.known(serial)?;
        row.may_become(reason)?;
        if let Some(date) = invalidity_date.filter(|date| *date > now) {
            let refusal = Error::new(Code::InvalidityDate).field("invalidityDate").found(date.to_string());
            return Err(refusal.allowed(format!("not after {now}")));
        }
        let date = row.revocation.map_or(now, |hold| hold.date);
        let revocation =
            Revocation { date, reason, invalidity_date, hold_instruction: None, after_crl: self.crl_number() };
        Ok(Change::Revoked { serial: serial.clone(), revocation, at: now })
    }

    /// Takes a hold back.
    ///
    /// # Errors
    /// [`Code::SerialUnknown`], [`Code::NotHeld`], [`Code::ClockBackwards`].
    pub fn release(&self, now: Time, serial: &SerialNumber) -> Result<Change> {
        self.check_clock(now)?;
        self.known(serial)?.may_be_released()?;
        Ok(Change::Released { serial: serial.clone(), at: now })
    }
}

impl Row {
    /// Whether it can be revoked for this reason: if it is not revoked yet, or on hold and the reason is another.
    pub(super) fn may_become(&self, reason: RevocationReason) -> Result<()> {
        if reason == RevocationReason::RemoveFromCrl {
            return Err(Error::new(Code::ReasonUnknown)
                .field("reason")
                .found("removeFromCRL, which only a delta CRL says"));
        }
        match self.revocation {
            Some(is) if is.reason != RevocationReason::CertificateHold || is.reason == reason => {
                let found = format!("{} since {}", is.reason.as_str(), is.date);
                Err(Error::new(Code::AlreadyRevoked).field("serial").found(found))
            }
            _ => Ok(()),
        }
    }

    /// Whether it is on hold.
    pub(super) fn may_be_released(&self) -> Result<()> {
        match self.revocation {
            Some(is) if is.reason == RevocationReason::CertificateHold => Ok(()),
            Some(is) => Err(Error::new(Code::NotHeld).field("serial").found(is.reason.as_str())),
            None => Err(Error::new(Code::NotHeld).field("serial").found("a certificate that is not revoked")),
        }
    }
}
