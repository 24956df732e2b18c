//! What an act changes, and how it is made so.

use std::sync::Arc;

use super::{Authority, BareRow, IssuedCrl, Release, Retired, Revocation, Row, check_chain};
use crate::error::{Code, Error, Result};
use crate::key::digest::sha256;
use crate::model::{Certificate, CrlScope, RevocationReason, SerialNumber, Time};

/// What the ledger remembers beside its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counters {
    /// The number of the newest CRL; 0 where there was none yet.
    pub crl_number: u64,
    /// The number of the newest complete CRL, on which delta CRLs build; 0 where there was none yet.
    pub base_crl: u64,
    /// The number of the newest delta CRL on that one; 0 where there is none.
    pub delta_crl: u64,
    /// The latest thisUpdate of a complete CRL, or when it was made where it was made ahead: what had expired by then stands on
    /// a list that was made after its end.
    pub last_crl: Option<Time>,
    /// When the authority last acted.
    pub last_act: Time,
    /// The next serial number, where they are counted.
    pub next_serial: Option<SerialNumber>,
}

impl Counters {
    /// Those of an authority that was made now.
    #[must_use]
    pub const fn new(now: Time) -> Self {
        Self { crl_number: 0, base_crl: 0, delta_crl: 0, last_crl: None, last_act: now, next_serial: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        let is_right = self.last_crl.is_some() == (self.base_crl > 0)
            && self.last_crl <= Some(self.last_act)
            && self.base_crl.max(self.delta_crl) <= self.crl_number
            && (self.delta_crl == 0 || self.delta_crl > self.base_crl);
        match is_right {
            true => Ok(()),
            false => Err(Error::new(Code::LedgerInconsistent).field("counters").found(format!("{self:?}"))),
        }
    }

    /// After a complete CRL. One that was made ahead of its date tells nothing of what expires until then.
    fn with_base(self, number: u64, this_update: Time, made: Time) -> Self {
        let last_crl = self.last_crl.max(Some(this_update.min(made)));
        Self { base_crl: number, delta_crl: 0, last_crl, ..self }
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
        /// The number after its own, where they are counted.
        next_serial: Option<SerialNumber>,
    },
    /// A certificate that was signed before came into the ledger.
    Recorded {
        /// Its line in the ledger.
        row: Row,
        /// Its DER.
        certificate: Vec<u8>,
        /// When that was recorded.
        at: Time,
    },
    /// A serial number of which there is no certificate came into the ledger.
    BareRecorded {
        /// Its line in the ledger.
        row: BareRow,
        /// When that was recorded.
        at: Time,
    },
    /// A certificate was given a date on which it retires, or it was taken back.
    RetirementSet {
        /// Which one.
        serial: SerialNumber,
        /// The date.
        on: Option<Time>,
        /// When that was recorded.
        at: Time,
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
    /// The authority's own certificate was made anew, for the same key and name.
    OwnRenewed {
        /// The new one.
        certificate: Box<Certificate>,
        /// The issuers above it, nearest first.
        chain: Vec<Certificate>,
        /// When that was recorded.
        at: Time,
    },
    /// A certificate above the authority was made anew.
    ChainRenewed {
        /// The issuers above it, nearest first.
        chain: Vec<Certificate>,
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
        /// Whether it says only what has changed since the newest complete one.
        delta: bool,
        /// Of which certificates it speaks.
        scope: CrlScope,
        /// What was revoked with it, because its date had come.
        retired: Retired,
        /// When that was recorded.
        at: Time,
    },
    /// Complete CRLs were signed ahead.
    CrlSeriesIssued {
        /// The lists, in the order of their numbers and dates.
        lists: Vec<IssuedCrl>,
        /// What was revoked with them, because its date had come.
        retired: Retired,
        /// When that was recorded.
        at: Time,
    },
}

impl Change {
    /// The serial numbers whose rows are other or new afterwards.
    #[must_use]
    pub fn touched(&self) -> Vec<&SerialNumber> {
        match self {
            Self::Issued { row, .. } | Self::Recorded { row, .. } => vec![&row.serial],
            Self::BareRecorded { row, .. } => vec![&row.serial],
            Self::Revoked { serial, .. } | Self::Released { serial, .. } | Self::RetirementSet { serial, .. } => {
                vec![serial]
            }
            Self::OwnRenewed { .. } | Self::ChainRenewed { .. } => Vec::new(),
            Self::CrlIssued { retired, .. } | Self::CrlSeriesIssued { retired, .. } => {
                retired.iter().map(|(serial, _)| serial).collect()
            }
        }
    }

    /// What the ledger remembers beside its rows, after this change: what is stored before it is applied.
    #[must_use]
    pub fn counters_after(&self, before: &Counters) -> Counters {
        let before = before.clone();
        match self {
            Self::Issued { row, next_serial, .. } => {
                let next_serial = next_serial.clone().or_else(|| before.next_serial.clone());
                Counters { next_serial, ..before.at(row.issued) }
            }
            Self::Recorded { at, .. }
            | Self::BareRecorded { at, .. }
            | Self::RetirementSet { at, .. }
            | Self::Revoked { at, .. }
            | Self::Released { at, .. }
            | Self::OwnRenewed { at, .. }
            | Self::ChainRenewed { at, .. } => before.at(*at),
            Self::CrlIssued { number, this_update, delta, scope, at, .. } => {
                let before = Counters { crl_number: *number, ..before.at(*at) };
                match (delta, scope) {
                    (true, _) => Counters { delta_crl: *number, ..before },
                    (false, CrlScope::All) => before.with_base(*number, *this_update, *at),
                    (false, CrlScope::Users | CrlScope::Authorities) => before,
                }
            }
            Self::CrlSeriesIssued { lists, at, .. } => {
                let (Some(first), Some(last)) = (lists.first(), lists.last()) else { return before };
                let before = Counters { crl_number: last.number, ..before.at(*at) };
                before.with_base(first.number, first.this_update, *at)
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
            Change::Issued { row, certificate, .. } => self.apply_issued(row, certificate, &counters)?,
            Change::Recorded { row, certificate, .. } => self.apply_recorded(row, certificate, &counters)?,
            Change::BareRecorded { row, .. } => {
                row.check(&counters)?;
                self.insert_bare(row.clone())?;
            }
            Change::RetirementSet { serial, on, .. } => self.apply_retirement(serial, *on)?,
            Change::Revoked { serial, revocation, .. } => self.apply_revoked(serial, *revocation)?,
            Change::Released { serial, at } => self.apply_released(serial, *at)?,
            Change::OwnRenewed { certificate, chain, .. } => self.apply_own(certificate, chain)?,
            Change::ChainRenewed { chain, .. } => {
                check_chain(&self.certificate, chain)?;
                self.chain.clone_from(chain);
            }
            Change::CrlIssued { number, delta, scope, retired, .. } => {
                self.apply_lists(&[*number], retired)?;
                if !delta && *scope == CrlScope::All {
                    self.releases.clear();
                }
            }
            Change::CrlSeriesIssued { lists, retired, .. } => {
                self.apply_lists(&lists.iter().map(|list| list.number).collect::<Vec<_>>(), retired)?;
                self.releases.clear();
            }
        }
        self.counters = counters;
        Ok(())
    }

    fn apply_issued(&mut self, row: &Row, certificate: &[u8], counters: &Counters) -> Result<()> {
        if row.revocation.is_some() {
            return Err(unfit(row));
        }
        self.apply_recorded(row, certificate, counters)
    }

    fn apply_recorded(&mut self, row: &Row, certificate: &[u8], counters: &Counters) -> Result<()> {
        row.check(counters)?;
        if sha256(certificate) != row.fingerprint {
            return Err(unfit(row));
        }
        self.insert(row.clone())
    }

    fn apply_retirement(&mut self, serial: &SerialNumber, on: Option<Time>) -> Result<()> {
        if on.is_some() {
            self.may_become(serial, RevocationReason::Superseded)?;
        }
        let unknown = self.unknown(serial);
        Arc::make_mut(self.rows.get_mut(serial).ok_or(unknown)?).retires = on;
        Ok(())
    }

    fn apply_revoked(&mut self, serial: &SerialNumber, revocation: Revocation) -> Result<()> {
        self.may_become(serial, revocation.reason)?;
        self.set_revocation(serial, Some(revocation));
        Ok(())
    }

    /// A delta CRL will say that the hold is over, if there is a complete one that may have said it.
    fn apply_released(&mut self, serial: &SerialNumber, date: Time) -> Result<()> {
        self.may_be_released(serial)?;
        self.set_revocation(serial, None);
        if self.base_crl() > 0 {
            self.releases.push(Release { serial: serial.clone(), date, after_crl: self.crl_number() });
        }
        Ok(())
    }

    /// What is revoked for good has no need to retire.
    fn set_revocation(&mut self, serial: &SerialNumber, revocation: Option<Revocation>) {
        let is_final = revocation.is_some_and(|is| is.reason != RevocationReason::CertificateHold);
        if let Some(row) = self.rows.get_mut(serial) {
            let row = Arc::make_mut(row);
            row.revocation = revocation;
            row.retires = row.retires.filter(|_| !is_final);
        } else if let Some(row) = self.bare.get_mut(serial) {
            row.revocation = revocation;
        }
    }

    fn apply_own(&mut self, certificate: &Certificate, chain: &[Certificate]) -> Result<()> {
        self.check_own(certificate)?;
        check_chain(certificate, chain)?;
        let former = std::mem::replace(&mut self.certificate, certificate.clone());
        self.former.insert(0, former);
        self.chain = chain.to_vec();
        Ok(())
    }

    fn apply_lists(&mut self, numbers: &[u64], retired: &Retired) -> Result<()> {
        let known = std::iter::once(&self.counters.crl_number).chain(numbers);
        if let Some((before, number)) = known.zip(numbers).find(|(before, number)| number <= before) {
            let found = format!("CRL number {number} after {before}");
            return Err(Error::new(Code::LedgerInconsistent).field("crlNumber").found(found));
        }
        if numbers.is_empty() {
            return Err(Error::new(Code::LedgerInconsistent).field("crlNumber").found("no CRL"));
        }
        for (serial, revocation) in retired {
            self.may_become(serial, revocation.reason)?;
        }
        for (serial, revocation) in retired {
            self.set_revocation(serial, Some(*revocation));
        }
        Ok(())
    }
}

fn unfit(row: &Row) -> Error {
    let found = format!("a line that does not fit to certificate {}", row.serial);
    Error::new(Code::LedgerInconsistent).field("certificate").found(found)
}
