//! The ledger of one authority over time, sans I/O: an act gives a [`Change`], and only [`Authority::apply`] makes it
//! so.
//!
//! Between the two lies the commit: what was signed is stored before anybody sees it, and before the ledger knows it.

mod change;
mod crl;
mod issue;
mod layered;
mod renew;
mod revoke;
mod row;

pub use change::{Change, Counters};
pub use crl::{CrlRequest, IssuedCrl, NextUpdate, Retired, SeriesRequest};
pub use issue::Order;
pub use layered::Layered;
pub use renew::{chain_of, has_signed};
pub use revoke::Grounds;
pub use row::{BareRow, Release, Revocation, Row, Status};

use std::collections::BTreeSet;
use std::sync::Arc;

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
    /// Earlier certificates of the same key, the newest first.
    pub former: Vec<Certificate>,
    /// Shared, so that a copy of the ledger, which every act works on, costs little.
    rows: Layered<SerialNumber, Arc<Row>>,
    bare: Layered<SerialNumber, BareRow>,
    releases: Vec<Release>,
    counters: Counters,
}

/// What an authority is read back from.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Its own certificate.
    pub certificate: Certificate,
    /// The issuers above it, nearest first; empty for a root.
    pub chain: Vec<Certificate>,
    /// Earlier certificates of the same key, the newest first.
    pub former: Vec<Certificate>,
    /// The certificates of the ledger.
    pub rows: Vec<Row>,
    /// Those of which a line of `index.txt` is all there is.
    pub bare: Vec<BareRow>,
    /// The holds taken back since the newest complete CRL.
    pub releases: Vec<Release>,
    /// What the ledger remembers beside its rows.
    pub counters: Counters,
}

impl Parts {
    /// Those of an authority with an empty ledger.
    #[must_use]
    pub const fn new(certificate: Certificate, chain: Vec<Certificate>, counters: Counters) -> Self {
        Self {
            certificate,
            chain,
            former: Vec::new(),
            rows: Vec::new(),
            bare: Vec::new(),
            releases: Vec::new(),
            counters,
        }
    }
}

/// How far a clock may be set back without a word: those who set theirs by the network do so all the time.
const CLOCK_SLACK: i64 = 300;

impl Authority {
    /// An authority read back from records.
    ///
    /// # Errors
    /// [`Code::LedgerInconsistent`] where two rows have one serial number, a row is younger than the last act, or the
    /// chain does not lead upwards. Whether a key belongs to it is asked by [`check_key`](Self::check_key).
    pub fn restore(parts: Parts) -> Result<Self> {
        let Parts { certificate, chain, former, rows, bare, releases, counters } = parts;
        counters.check()?;
        check_chain(&certificate, &chain)?;
        rows.iter().try_for_each(|row| row.check(&counters))?;
        bare.iter().try_for_each(|row| row.check(&counters))?;
        let own = std::iter::once(&certificate).chain(&former).filter(|own| own.is_self_issued());
        let serials: BTreeSet<_> = own.map(|own| &own.serial).collect();
        let serials =
            serials.into_iter().chain(rows.iter().map(|row| &row.serial)).chain(bare.iter().map(|row| &row.serial));
        check_unique(serials)?;
        let rows = rows.into_iter().map(|row| (row.serial.clone(), Arc::new(row))).collect();
        let bare = bare.into_iter().map(|row| (row.serial.clone(), row)).collect();
        Ok(Self { certificate, chain, former, rows, bare, releases, counters })
    }

    /// Puts what was changed where copies share it: once the acts that worked on copies are over.
    pub fn settle(&mut self) {
        self.rows.settle();
        self.bare.settle();
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
        policy::assess(request, choices, &self.certificate, &self.chain, now)
    }

    /// The certificate with this serial number.
    #[must_use]
    pub fn row(&self, serial: &SerialNumber) -> Option<&Row> {
        self.rows.get(serial).map(AsRef::as_ref)
    }

    /// Every certificate, in the order of the serial numbers.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().map(AsRef::as_ref)
    }

    /// The row with this serial number of which there is no certificate.
    #[must_use]
    pub fn bare(&self, serial: &SerialNumber) -> Option<&BareRow> {
        self.bare.get(serial)
    }

    /// Every row without a certificate, in the order of the serial numbers.
    pub fn bares(&self) -> impl Iterator<Item = &BareRow> {
        self.bare.values()
    }

    /// The holds taken back since the newest complete CRL.
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// How every certificate was revoked that is, those without a certificate here included.
    pub fn revocations(&self) -> impl Iterator<Item = (&SerialNumber, &Revocation)> {
        let whole = self.rows.values().filter_map(|row| Some((&row.serial, row.revocation.as_ref()?)));
        let bare = self.bare.values().filter_map(|row| Some((&row.serial, row.revocation.as_ref()?)));
        whole.chain(bare)
    }

    /// What the ledger remembers beside its rows.
    #[must_use]
    pub const fn counters(&self) -> &Counters {
        &self.counters
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

    /// The number of the newest complete CRL; 0 where there was none yet.
    #[must_use]
    pub const fn base_crl(&self) -> u64 {
        self.counters.base_crl
    }

    /// How many certificates were revoked since the newest CRL, complete or delta: those that nobody outside knows of.
    #[must_use]
    pub fn revoked_since_crl(&self) -> usize {
        let told = self.counters.base_crl.max(self.counters.delta_crl);
        self.revocations().filter(|(_, revocation)| revocation.after_crl >= told).count()
    }

    fn known(&self, serial: &SerialNumber) -> Result<&Row> {
        self.row(serial).ok_or_else(|| self.unknown(serial))
    }

    /// The refusal of a serial number of which there is no certificate here.
    fn unknown(&self, serial: &SerialNumber) -> Error {
        let refusal = Error::new(Code::SerialUnknown).field("serial");
        match self.bare.contains_key(serial) {
            true => refusal.found(format!("{serial}, whose certificate is not here")),
            false => refusal.found(serial.to_string()),
        }
    }

    /// Nothing is signed or revoked by a clock that runs backwards: its dates would contradict those of earlier acts.
    fn check_clock(&self, now: Time) -> Result<()> {
        if now.plus_seconds(CLOCK_SLACK) < self.counters.last_act {
            let allowed = format!("not before {}", self.counters.last_act);
            return Err(Error::new(Code::ClockBackwards).found(now.to_string()).allowed(allowed));
        }
        Ok(())
    }

    /// A serial number stands in one certificate alone, the authority's own included where it issued those itself.
    fn is_taken(&self, serial: &SerialNumber) -> bool {
        let mut own = std::iter::once(&self.certificate).chain(&self.former).filter(|own| own.is_self_issued());
        own.any(|own| own.serial == *serial) || self.rows.contains_key(serial) || self.bare.contains_key(serial)
    }

    fn check_free(&self, serial: &SerialNumber) -> Result<()> {
        if self.is_taken(serial) { Err(twice(serial)) } else { Ok(()) }
    }

    fn insert(&mut self, row: Row) -> Result<()> {
        self.check_free(&row.serial)?;
        self.rows.insert(row.serial.clone(), Arc::new(row));
        Ok(())
    }

    fn insert_bare(&mut self, row: BareRow) -> Result<()> {
        self.check_free(&row.serial)?;
        self.bare.insert(row.serial.clone(), row);
        Ok(())
    }
}

fn twice(serial: &SerialNumber) -> Error {
    Error::new(Code::LedgerInconsistent).field("serial").found(format!("serial number {serial} twice"))
}

fn check_unique<'a>(serials: impl Iterator<Item = &'a SerialNumber>) -> Result<()> {
    let mut sorted: Vec<&SerialNumber> = serials.collect();
    sorted.sort_unstable();
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    pairs.filter(|(one, other)| one == other).try_for_each(|(serial, _)| Err(twice(serial)))
}

/// Whether the chain leads upwards from the certificate.
fn check_chain(certificate: &Certificate, chain: &[Certificate]) -> Result<()> {
    let links = std::iter::once(certificate).chain(chain);
    for (below, above) in links.zip(chain) {
        if !below.issuer.matches(&above.subject) {
            let found = format!("{} is not issued by {}", below.subject, above.subject);
            return Err(Error::new(Code::LedgerInconsistent).field("chain").found(found));
        }
    }
    Ok(())
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
