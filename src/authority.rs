//! The ledger of one authority over time, sans I/O: an act gives a [`Change`], and only `apply` makes it so.

use std::collections::BTreeMap;
use crate::encode::RequestContent;
use crate::env::Env;
use crate::error::Result;
use crate::key::Signer;
use crate::model::{Certificate, CertificationRequest, Name, RevocationReason, SerialNumber, Time};
use crate::policy::{Choices, Decision, Profile};

/// The authority: its certificate, chain and ledger. No private key.
#[derive(Clone, Debug)]
pub struct Authority {
    pub certificate: Certificate,
    /// The issuers above it, nearest first; empty for a root.
    pub chain: Vec<Certificate>,
    rows: BTreeMap<SerialNumber, Row>,
    counters: Counters,
}

/// What the ledger remembers beside its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    /// The number of the newest CRL; 0 where there was none yet.
    pub crl_number: u64,
    /// When the newest CRL was made (its thisUpdate).
    pub last_crl: Option<Time>,
    /// When the authority last acted.
    pub last_act: Time,
}

/// One certificate in the ledger, as the list needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub serial: SerialNumber,
    pub subject: Name,
    /// The subject alternative names as text, for the list and the search.
    pub names: Vec<String>,
    pub not_before: Time,
    pub not_after: Time,
    pub profile: Profile,
    pub issued: Time,
    /// SHA-256 of the certificate's DER.
    pub fingerprint: [u8; 32],
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status { Valid, Expired, Revoked }

/// What an act changes. `apply` of the same change to the same authority gives the same ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Issued { row: Row, certificate: Vec<u8> },
    Revoked { serial: SerialNumber, revocation: Revocation, at: Time },
    Released { serial: SerialNumber, at: Time },
    CrlIssued { number: u64, crl: Vec<u8>, this_update: Time, next_update: Time },
}

impl Authority {
    /// A new root: its self-signed certificate.
    pub fn make_root(env: &mut dyn Env, subject: &Name, days: u32, signer: &dyn Signer) -> Result<Self> { let _ = (env.now(), subject, days, signer.public_key()); todo!() }
    /// An authority read back from records. Invariants are checked here (`authority/key-mismatch` is `check_key`).
    pub fn restore(certificate: Certificate, chain: Vec<Certificate>, rows: Vec<Row>, counters: Counters) -> Result<Self> { todo!("{certificate:?}{chain:?}{rows:?}{counters:?}") }
    pub fn check_key(&self, signer: &dyn Signer) -> Result<()> { let _ = signer.public_key(); todo!() }
    /// Signs what was decided, with a serial number that this ledger never had.
    pub fn issue(&self, env: &mut dyn Env, decision: &Decision, signer: &dyn Signer) -> Result<Change> { let _ = (env.now(), decision, signer.public_key()); todo!() }
    pub fn assess(&self, request: &CertificationRequest, choices: &Choices, now: Time) -> crate::policy::Assessment { crate::policy::assess(request, choices, &self.certificate, now) }
    pub fn revoke(&self, now: Time, serial: &SerialNumber, reason: RevocationReason, invalidity_date: Option<Time>) -> Result<Change> { todo!("{now}{serial}{reason:?}{invalidity_date:?}") }
    pub fn release(&self, now: Time, serial: &SerialNumber) -> Result<Change> { todo!("{now}{serial}") }
    /// A CRL for so many days: its number is greater than the last and never less than the seconds since 1970.
    pub fn issue_crl(&self, env: &mut dyn Env, days: u32, signer: &dyn Signer) -> Result<Change> { let _ = (env.now(), days, signer.public_key()); todo!() }
    pub fn apply(&mut self, change: &Change) -> Result<()> { todo!("{change:?}") }
    pub fn row(&self, serial: &SerialNumber) -> Option<&Row> { self.rows.get(serial) }
    pub fn rows(&self) -> impl Iterator<Item = &Row> { self.rows.values() }
    pub fn counters(&self) -> Counters { self.counters }
    pub fn crl_number(&self) -> u64 { self.counters.crl_number }
    pub fn last_act(&self) -> Time { self.counters.last_act }
    /// How many certificates were revoked since the newest CRL: those that nobody outside knows of.
    pub fn revoked_since_crl(&self) -> usize { self.rows.values().filter_map(|row| row.revocation).filter(|revocation| revocation.after_crl == self.counters.crl_number).count() }
}

impl Change {
    /// What the ledger remembers beside its rows, after this change: what is stored before it is applied.
    #[must_use]
    pub fn counters_after(&self, before: Counters) -> Counters {
        match self {
            Self::Issued { row, .. } => Counters { last_act: row.issued, ..before },
            Self::Revoked { at, .. } | Self::Released { at, .. } => Counters { last_act: *at, ..before },
            Self::CrlIssued { number, this_update, .. } => {
                Counters { crl_number: *number, last_crl: Some(*this_update), last_act: *this_update }
            }
        }
    }
}

impl Row { pub fn status(&self, now: Time) -> Status { todo!("{now}") } }

/// A signed certification request for a key made here.
pub fn make_request(env: &mut dyn Env, content: &RequestContent, signer: &dyn Signer) -> Result<Vec<u8>> { crate::encode::sign(env, content, signer) }
