//! Which certificates a CRL lists.
//!
//! A complete CRL lists every certificate that is revoked and whose validity was not over when the newest complete CRL was made,
//! and every revocation that was recorded since: an entry so stands in at least one complete CRL after its certificate's end (RFC
//! 5280, sections 3.3 and 5.2.4), and lists do not grow for ever. A delta CRL lists what was recorded since its base, and
//! what has come off it since.

use crate::authority::{Authority, Revocation};
use crate::encode;
use crate::error::Result;
use crate::model::{CertificateList, CrlScope, RevocationReason, RevokedCertificate, SerialNumber, Time};
use crate::policy::ProfileName;

use super::Retired;

/// A line of the ledger as lists look at it, whether its certificate is here or not.
struct Line<'a> {
    serial: &'a SerialNumber,
    not_after: Time,
    /// Whether its subject is an authority; nothing where that is not known.
    is_authority: Option<bool>,
    retires: Option<Time>,
    revocation: Option<Revocation>,
}

impl Line<'_> {
    /// What is not known to be of the other kind is listed: a serial number more does no harm, one less does.
    fn is_within(&self, scope: CrlScope) -> bool {
        match scope {
            CrlScope::All => true,
            CrlScope::Users => self.is_authority != Some(true),
            CrlScope::Authorities => self.is_authority != Some(false),
        }
    }
}

/// What the newest complete list has told already.
#[derive(Clone, Copy)]
pub(super) struct Told {
    /// When it was made.
    pub last: Option<Time>,
    /// Its number.
    pub base: u64,
}

impl Authority {
    /// What a complete list of this moment says.
    pub(super) fn complete(&self, scope: CrlScope, at: Time) -> Result<Vec<RevokedCertificate>> {
        self.complete_after(Told { last: self.counters.last_crl, base: self.base_crl() }, scope, at)
    }

    pub(super) fn complete_after(&self, told: Told, scope: CrlScope, at: Time) -> Result<Vec<RevokedCertificate>> {
        let lines = self.lines().filter(|line| line.is_within(scope));
        let listed = lines.filter_map(|line| {
            let revocation = self.revoked_at(&line, at)?;
            let was_valid = told.last.is_none_or(|last| line.not_after >= last);
            (was_valid || revocation.after_crl >= told.base).then(|| entry(line.serial, &revocation))
        });
        listed.collect()
    }

    /// What has changed since the base: what was revoked, and what was released or, on hold, has expired.
    pub(super) fn changed_since(&self, base: &CertificateList, at: Time) -> Result<Vec<RevokedCertificate>> {
        let mut changed = Vec::new();
        for line in self.lines() {
            match self.revoked_at(&line, at) {
                Some(revocation) if revocation.after_crl >= self.base_crl() => {
                    changed.push(entry(line.serial, &revocation)?);
                }
                Some(_) if line.not_after < at && is_held_on(base, line.serial) => {
                    changed.push(removal(line.serial, line.not_after));
                }
                Some(_) => {}
                None => changed.extend(self.release_of(line.serial)),
            }
        }
        Ok(changed)
    }

    fn release_of(&self, serial: &SerialNumber) -> Option<RevokedCertificate> {
        let release = self.releases.iter().rev().find(|release| release.serial == *serial)?;
        Some(removal(serial, release.date))
    }

    /// How a certificate is revoked then: as it is, or because its date to retire has come.
    fn revoked_at(&self, line: &Line<'_>, at: Time) -> Option<Revocation> {
        line.retires.filter(|date| *date <= at).map_or(line.revocation, |date| {
            let date = line.revocation.map_or(date, |hold| hold.date);
            let (reason, after_crl) = (RevocationReason::Superseded, self.crl_number());
            Some(Revocation { date, reason, invalidity_date: None, hold_instruction: None, after_crl })
        })
    }

    /// The certificates whose date to retire has come, and how they are revoked.
    pub(super) fn retiring(&self, now: Time) -> Retired {
        let due = self.lines().filter(|line| line.retires.is_some_and(|date| date <= now));
        due.filter_map(|line| Some((line.serial.clone(), self.revoked_at(&line, now)?))).collect()
    }

    /// In the order of the serial numbers: first those whose certificate is here.
    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let whole = self.rows.values().map(|row| Line {
            serial: &row.serial,
            not_after: row.not_after,
            is_authority: match &row.profile {
                ProfileName::BuiltIn(profile) => Some(profile.is_authority()),
                ProfileName::Section(_) => None,
            },
            retires: row.retires,
            revocation: row.revocation,
        });
        let bare = self.bare.values().map(|row| Line {
            serial: &row.serial,
            not_after: row.not_after,
            is_authority: None,
            retires: None,
            revocation: row.revocation,
        });
        whole.chain(bare)
    }
}

fn is_held_on(base: &CertificateList, serial: &SerialNumber) -> bool {
    let hold = Some(RevocationReason::CertificateHold);
    base.revoked.iter().any(|entry| entry.serial == *serial && entry.reason == hold)
}

fn entry(serial: &SerialNumber, revocation: &Revocation) -> Result<RevokedCertificate> {
    let hold_instruction = revocation.hold_instruction.map(encode::hold_instruction_code).transpose()?;
    Ok(RevokedCertificate {
        serial: serial.clone(),
        date: revocation.date,
        reason: Some(revocation.reason).filter(|reason| *reason != RevocationReason::Unspecified),
        invalidity_date: revocation.invalidity_date,
        other: hold_instruction.into_iter().collect(),
    })
}

fn removal(serial: &SerialNumber, date: Time) -> RevokedCertificate {
    let reason = Some(RevocationReason::RemoveFromCrl);
    RevokedCertificate { serial: serial.clone(), date, reason, invalidity_date: None, other: Vec::new() }
}
