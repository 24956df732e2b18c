//! The ledger of one authority over time, sans I/O: an act gives a [`Change`], and only [`Authority::apply`] makes it
//! so.
//!
//! Between the two lies the commit: what was signed is stored before anybody sees it, and before the ledger knows it.

mod change;
mod crl;
mod issue;
mod revoke;
mod row;

pub use change::{Change, Counters};
pub use row::{Revocation, Row, Status};

use std::collections::BTreeMap;

use crate::encode::{self, RequestContent};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PublicKey, Signer};
use crate::model::{Certificate, CertificationRequest, SerialNumber, Time};
use crate::policy::{self, Assessment, Choices};

/// The authority: its certificate, chain and ledger. No private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its own certificate.
    pub certificate: Certificate,
    /// The issuers above it, nearest first; empty for a root.
    pub chain: Vec<Certificate>,
    rows: BTreeMap<SerialNumber, Row>,
    counters: Counters,
}

/// How far a clock may be set back without a word: those who set theirs by the network do so all the time.
const CLOCK_SLACK: i64 = 300;

impl Authority {
    /// An authority read back from records.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`] where two rows have one serial number, a row is younger than the last act, or the
    /// chain does not lead upwards. Whether a key belongs to it is asked by [`check_key`](Self::check_key).
    pub fn restore(
        certificate: Certificate,
        chain: Vec<Certificate>,
        rows: Vec<Row>,
        counters: Counters,
    ) -> Result<Self> {
        let mut authority = Self { certificate, chain, rows: BTreeMap::new(), counters };
        authority.check_chain()?;
        counters.check()?;
        for row in rows {
            row.check(&counters)?;
            authority.insert(row)?;
        }
        Ok(authority)
    }

    /// Whether the private key belongs to the certificate.
    ///
    /// # Errors
    /// [`Code::KeyMismatch`], and what [`PublicKey::from_spki`] says.
    pub fn check_key(&self, signer: &dyn Signer) -> Result<()> {
        let certified = PublicKey::from_spki(&self.certificate.spki)?;
        if certified.details() == signer.public_key().details() {
            return Ok(());
        }
        Err(Error::new(Code::KeyMismatch).found(signer.public_key().label()).allowed(certified.label()))
    }

    /// What would be issued for a request (whose signature was verified by the caller), and why.
    #[must_use]
    pub fn assess(&self, request: &CertificationRequest, choices: &Choices, now: Time) -> Assessment {
        policy::assess(request, choices, &self.certificate, now)
    }

    /// The certificate with this serial number.
    #[must_use]
    pub fn row(&self, serial: &SerialNumber) -> Option<&Row> {
        self.rows.get(serial)
    }

    /// Every certificate, in the order of the serial numbers.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// What the ledger remembers beside its rows.
    #[must_use]
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// The number of the newest CRL; 0 where there was none yet.
    #[must_use]
    pub const fn crl_number(&self) -> u64 {
        self.counters.crl_number
    }

    /// When the authority last acted.
    #[must_use]
    pub const fn last_act(&self) -> Time {
        self.counters.last_act
    }

    /// How many certificates were revoked since the newest CRL: those that nobody outside knows of.
    #[must_use]
    pub fn revoked_since_crl(&self) -> usize {
        let is_new = |revocation: &Revocation| revocation.after_crl == self.counters.crl_number;
        self.rows.values().filter_map(|row| row.revocation).filter(is_new).count()
    }

    fn known(&self, serial: &SerialNumber) -> Result<&Row> {
        self.row(serial).ok_or_else(|| Error::new(Code::SerialUnknown).field("serial").found(serial.to_string()))
    }

    /// Nothing is signed or revoked by a clock that runs backwards: its dates would contradict those of earlier acts.
    fn check_clock(&self, now: Time) -> Result<()> {
        if now.plus_seconds(CLOCK_SLACK) < self.counters.last_act {
            let allowed = format!("not before {}", self.counters.last_act);
            return Err(Error::new(Code::ClockBackwards).found(now.to_string()).allowed(allowed));
        }
        Ok(())
    }

    fn check_chain(&self) -> Result<()> {
        let links = std::iter::once(&self.certificate).chain(&self.chain);
        for (below, above) in links.zip(&self.chain) {
            if !below.issuer.matches(&above.subject) {
                let found = format!("{} is not issued by {}", below.subject, above.subject);
                return Err(Error::new(Code::LedgerInconsistent).field("chain").found(found));
            }
        }
        Ok(())
    }

    /// A serial number stands in one certificate alone, the authority's own included where it issued that itself.
    fn is_taken(&self, serial: &SerialNumber) -> bool {
        let is_own = self.certificate.is_self_issued() && self.certificate.serial == *serial;
        is_own || self.rows.contains_key(serial)
    }

    fn insert(&mut self, row: Row) -> Result<()> {
        if self.is_taken(&row.serial) {
            let found = format!("serial number {} twice", row.serial);
            return Err(Error::new(Code::LedgerInconsistent).field("serial").found(found));
        }
        self.rows.insert(row.serial.clone(), row);
        Ok(())
    }
}

/// A signed certification request for a key made here.
///
/// # Errors
/// What [`encode::sign`] says.
pub fn make_request(env: &mut dyn Env, content: &RequestContent, signer: &dyn Signer) -> Result<Vec<u8>> {
    encode::sign(env, content, signer)
}

#[cfg(test)]
mod tests;
