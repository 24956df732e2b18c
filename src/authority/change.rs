//! What an act changes, and how it is made so.

use std::sync::Arc;

use super::{Authority, Revocation, Row};
use crate::error::{Code, Error, Result};
use crate::key::digest::sha256;
use crate::model::{SerialNumber, Time};

/// What the ledger remembers beside its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counters {
    /// The number of the newest CRL; 0 where there was none yet.
    pub crl_number: u64,
    /// The number of the newest complete CRL, on which delta CRLs build; 0 where there was none yet.
    pub base_crl: u64,
    /// The latest thisUpdate of any CRL: that of the newest, unless the clock went a little back before it.
    pub last_crl: Option<Time>,
    /// When the authority last acted.
    pub last_act: Time,
    /// The next serial number, where they are counted.
    pub next_serial: Option<SerialNumber>,
}

impl Counters {
    /// Those of an authority that was made now.
    pub(super) const fn new(now: Time) -> Self {
        Self { crl_number: 0, base_crl: 0, last_crl: None, last_act: now, next_serial: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        let is_right = self.last_crl.is_some() == (self.crl_number > 0)
            && self.last_crl <= Some(self.last_act)
            && self.base_crl <= self.crl_number;
        match is_right {
            true => Ok(()),
            false => Err(Error::new(Code::LedgerInconsistent).field("counters").found(format!("{self:?}"))),
        }
    }

    /// The last act is the latest there was, so that a clock cannot be walked back in small steps.
    pub(super) fn at(self, act: Time) -> Self {
        Self { last_act: self.last_act.max(act), ..self }
    }
}

/// What an act changes. [`Authority::apply`] of the same change to the same authority gives the same ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A certificate was signed.
    Issued {
        /// Its line in the ledger.
        row: Row,
        /// Its DER.
        certificate: Vec<u8>,
    },
    /// A certificate was revoked, or a hold became final.
    Revoked {
        /// Which one.
        serial: SerialNumber,
        /// How.
        revocation: Revocation,
        /// When that was recorded.
        at: Time,
    },
    /// A hold was taken back.
    Released {
        /// Of which certificate.
        serial: SerialNumber,
        /// When that was recorded.
        at: Time,
    },
    /// A CRL was signed.
    CrlIssued {
        /// Its number.
        number: u64,
        /// Its DER.
        crl: Vec<u8>,
        /// When it was made.
        this_update: Time,
        /// When the next one is due.
        next_update: Time,
    },
}

impl Change {
    /// The serial numbers whose rows are other or new afterwards.
    #[must_use]
    pub fn touched(&self) -> Vec<&SerialNumber> {
        match self {
            Self::Issued { row, .. } => vec![&row.serial],
            Self::Revoked { serial, .. } | Self::Released { serial, .. } => vec![serial],
            Self::CrlIssued { .. } => Vec::new(),
        }
    }

    /// What the ledger remembers beside its rows, after this change: what is stored before it is applied.
    #[must_use]
    pub fn counters_after(&self, before: &Counters) -> Counters {
        let before = before.clone();
        match self {
            Self::Issued { row, .. } => before.at(row.issued),
            Self::Revoked { at, .. } | Self::Released { at, .. } => before.at(*at),
            Self::CrlIssued { number, this_update, .. } => {
                let last_crl = before.last_crl.max(Some(*this_update));
                Counters { crl_number: *number, base_crl: *number, last_crl, ..before.at(*this_update) }
            }
        }
    }
}

impl Authority {
    /// Makes a change so. It asks neither clock nor randomness: the same change to the same ledger gives the same
    /// ledger.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`], [`Code::SerialUnknown`], [`Code::AlreadyRevoked`] or [`Code::NotHeld`] where the
    /// change does not fit to the ledger; the ledger is then as it was.
    pub fn apply(&mut self, change: &Change) -> Result<()> {
        let counters = change.counters_after(&self.counters);
        match change {
            Change::Issued { row, certificate } => self.apply_issued(row, certificate, &counters)?,
            Change::Revoked { serial, revocation, .. } => self.apply_revoked(serial, *revocation)?,
            Change::Released { serial, .. } => self.apply_released(serial)?,
            Change::CrlIssued { number, .. } => self.check_crl_number(*number)?,
        }
        self.counters = counters;
        Ok(())
    }

    fn apply_issued(&mut self, row: &Row, certificate: &[u8], counters: &Counters) -> Result<()> {
        row.check(counters)?;
        if sha256(certificate) != row.fingerprint || row.revocation.is_some() {
            let found = format!("a line that does not fit to certificate {}", row.serial);
            return Err(Error::new(Code::LedgerInconsistent).field("certificate").found(found));
        }
        self.insert(row.clone())
    }

    fn apply_revoked(&mut self, serial: &SerialNumber, revocation: Revocation) -> Result<()> {
        self.known(serial)?.may_become(revocation.reason)?;
        self.set_revocation(serial, Some(revocation));
        Ok(())
    }

    fn apply_released(&mut self, serial: &SerialNumber) -> Result<()> {
        self.known(serial)?.may_be_released()?;
        self.set_revocation(serial, None);
        Ok(())
    }

    fn set_revocation(&mut self, serial: &SerialNumber, revocation: Option<Revocation>) {
        if let Some(row) = self.rows.get_mut(serial) {
            Arc::make_mut(row).revocation = revocation;
        } else if let Some(row) = self.bare.get_mut(serial) {
            row.revocation = revocation;
        }
    }

    fn check_crl_number(&self, number: u64) -> Result<()> {
        if number > self.counters.crl_number {
            return Ok(());
        }
        let found = format!("CRL number {number} after {}", self.counters.crl_number);
        Err(Error::new(Code::LedgerInconsistent).field("crlNumber").found(found))
    }
}
