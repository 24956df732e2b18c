//! Revoking, releasing and retiring (RFC 5280, section 5.3.1).
//!
//! A revocation is final, but for certificateHold: that can be taken back, or become final with another reason. An
//! expired certificate may still be revoked: what it signed is looked at for longer than it is valid. A certificate that has a
//! successor may be given a date on which it retires: the first CRL after that revokes it as superseded.

use super::{Authority, BareRow, Change, Revocation, Row};
use crate::error::{Code, Error, Result};
use crate::key::PublicKey;
use crate::model::{Certificate, Oid, RevocationReason, SerialNumber, Time};

/// Why a certificate is revoked, and what else its entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// The reason.
    pub reason: RevocationReason,
    /// Since when the key is suspected.
    pub invalidity_date: Option<Time>,
    /// What to do with a certificate on hold.
    pub hold_instruction: Option<Oid>,
}

impl From<RevocationReason> for Grounds {
    fn from(reason: RevocationReason) -> Self {
        Self { reason, invalidity_date: None, hold_instruction: None }
    }
}

impl Grounds {
    fn check(&self, now: Time) -> Result<()> {
        if let Some(date) = self.invalidity_date.filter(|date| *date > now) {
            let refusal = Error::new(Code::InvalidityDate).field("invalidityDate").found(date.to_string());
            return Err(refusal.allowed(format!("not after {now}")));
        }
        match self.hold_instruction {
            Some(_) if self.reason != RevocationReason::CertificateHold => {
                let refusal = Error::new(Code::ReasonUnknown).field("holdInstruction").found(self.reason.as_str());
                Err(refusal.allowed("certificateHold"))
            }
            _ => Ok(()),
        }
    }
}

impl Authority {
    /// Revokes a certificate as of now, or makes a hold final: X.509 keeps the date of the hold then.
    ///
    /// # Errors
    /// [`Code::SerialUnknown`], [`Code::AlreadyRevoked`], [`Code::ReasonUnknown`] for removeFromCRL, which only delta
    /// CRLs say, and for a hold instruction without a hold, [`Code::InvalidityDate`] for one that is not past,
    /// [`Code::ClockBackwards`].
    pub fn revoke(&self, now: Time, serial: &SerialNumber, grounds: &Grounds) -> Result<Change> {
        self.check_clock(now)?;
        self.may_become(serial, grounds.reason)?;
        let revocation = self.revocation(now, self.revocation_of(serial)?, grounds)?;
        Ok(Change::Revoked { serial: serial.clone(), revocation, at: now })
    }

    fn revocation(&self, now: Time, before: Option<Revocation>, grounds: &Grounds) -> Result<Revocation> {
        grounds.check(now)?;
        let date = before.map_or(now, |hold| hold.date);
        let Grounds { reason, invalidity_date, hold_instruction } = *grounds;
        Ok(Revocation { date, reason, invalidity_date, hold_instruction, after_crl: self.crl_number() })
    }

    /// Takes a hold back.
    ///
    /// # Errors
    /// [`Code::SerialUnknown`], [`Code::NotHeld`], [`Code::ClockBackwards`].
    pub fn release(&self, now: Time, serial: &SerialNumber) -> Result<Change> {
        self.check_clock(now)?;
        self.may_be_released(serial)?;
        Ok(Change::Released { serial: serial.clone(), at: now })
    }

    /// Takes a certificate into the ledger that this authority signed and that the ledger does not know, revoked at once where
    /// grounds are given.
    ///
    /// # Errors
    /// [`Code::NotIssuedHere`], [`Code::LedgerInconsistent`] where its serial number is known, and what
    /// [`revoke`](Self::revoke) says.
    pub fn record(&self, now: Time, certificate: &Certificate, grounds: Option<&Grounds>) -> Result<Change> {
        self.check_clock(now)?;
        self.check_issued_here(certificate)?;
        self.check_free(&certificate.serial)?;
        let revocation = grounds.map(|grounds| self.first_revocation(now, grounds)).transpose()?;
        let row = Row::from_elsewhere(certificate, revocation, now);
        Ok(Change::Recorded { row, certificate: certificate.der.clone(), at: now })
    }

    /// Revokes a serial number of which nothing else is known, as `openssl ca -revoke` cannot: it stands on every CRL from then
    /// on, for nobody knows the end of its certificate.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`] where the serial number is known, and what [`revoke`](Self::revoke) says.
    pub fn record_bare(&self, now: Time, serial: &SerialNumber, grounds: &Grounds) -> Result<Change> {
        self.check_clock(now)?;
        self.check_free(serial)?;
        let revocation = Some(self.first_revocation(now, grounds)?);
        let (subject, not_after) = (String::new(), Time::FOREVER);
        Ok(Change::BareRecorded { row: BareRow { serial: serial.clone(), subject, not_after, revocation }, at: now })
    }

    fn first_revocation(&self, now: Time, grounds: &Grounds) -> Result<Revocation> {
        check_reason(grounds.reason)?;
        self.revocation(now, None, grounds)
    }

    /// Gives a certificate a date on which it retires, or takes it back.
    ///
    /// # Errors
    /// [`Code::SerialUnknown`], [`Code::AlreadyRevoked`], [`Code::RetireDate`] for a date that is not to come or lies behind the
    /// certificate's end, [`Code::ClockBackwards`].
    pub fn retire(&self, now: Time, serial: &SerialNumber, on: Option<Time>) -> Result<Change> {
        self.check_clock(now)?;
        let row = self.known(serial)?;
        if let Some(date) = on {
            self.may_become(serial, RevocationReason::Superseded)?;
            if date <= now || date > row.not_after {
                let refusal = Error::new(Code::RetireDate).field("on").found(date.to_string());
                return Err(refusal.allowed(format!("after {now}, not after {}", row.not_after)));
            }
        }
        Ok(Change::RetirementSet { serial: serial.clone(), on, at: now })
    }

    /// Whether this authority signed it: its name, and the signature by its key.
    ///
    /// # Errors
    /// [`Code::NotIssuedHere`], and what [`PublicKey::from_spki`] says.
    pub fn check_issued_here(&self, certificate: &Certificate) -> Result<()> {
        let not_here = |found: String| Error::new(Code::NotIssuedHere).field("certificate").found(found);
        let own = &self.certificate.subject;
        if !certificate.issuer.matches(own) {
            return Err(not_here(certificate.issuer.to_string()).allowed(own.to_string()));
        }
        let key = PublicKey::from_spki(&self.certificate.spki)?;
        match key.verify(certificate.signature_algorithm, &certificate.tbs_der, &certificate.signature) {
            Ok(true) => Ok(()),
            _ => Err(not_here("a signature by another key".to_owned())),
        }
    }

    /// How a certificate is revoked, whether it is here or not.
    pub(super) fn revocation_of(&self, serial: &SerialNumber) -> Result<Option<Revocation>> {
        match (self.rows.get(serial), self.bare.get(serial)) {
            (Some(row), _) => Ok(row.revocation),
            (None, Some(row)) => Ok(row.revocation),
            (None, None) => Err(self.unknown(serial)),
        }
    }

    /// Whether it can be revoked for this reason: if it is not revoked yet, or on hold and the reason is another.
    pub(super) fn may_become(&self, serial: &SerialNumber, reason: RevocationReason) -> Result<()> {
        check_reason(reason)?;
        match self.revocation_of(serial)? {
            Some(is) if is.reason != RevocationReason::CertificateHold || is.reason == reason => {
                let found = format!("{} since {}", is.reason.as_str(), is.date);
                Err(Error::new(Code::AlreadyRevoked).field("serial").found(found))
            }
            _ => Ok(()),
        }
    }

    /// Whether it is on hold.
    pub(super) fn may_be_released(&self, serial: &SerialNumber) -> Result<()> {
        match self.revocation_of(serial)? {
            Some(is) if is.reason == RevocationReason::CertificateHold => Ok(()),
            Some(is) => Err(Error::new(Code::NotHeld).field("serial").found(is.reason.as_str())),
            None => Err(Error::new(Code::NotHeld).field("serial").found("a certificate that is not revoked")),
        }
    }
}

fn check_reason(reason: RevocationReason) -> Result<()> {
    if reason == RevocationReason::RemoveFromCrl {
        let found = "removeFromCRL, which only a delta CRL says";
        return Err(Error::new(Code::ReasonUnknown).field("reason").found(found));
    }
    Ok(())
}
