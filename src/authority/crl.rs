//! Certificate revocation lists (RFC 5280, section 5).
//!
//! A CRL lists every certificate that is revoked and whose validity was not over when the newest CRL was made, and
//! every revocation that was recorded since: an entry so stands in at least one CRL after its certificate's end
//! (section 3.3), and lists do not grow for ever. thisUpdate is the present moment, not backdated as certificates are:
//! no revocation may be younger than its list. nextUpdate never lies behind the end of the authority's own certificate,
//! for nobody could verify the list any more; fewer days than were asked for are then given.

use super::{Authority, Change, Row};
use crate::encode::{self, CrlContent, name_der};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::Signer;
use crate::model::{CertificateList, Extension, ExtensionValue, KeyUsage, RevocationReason, RevokedCertificate, Time};
use crate::parse;
use crate::policy::{authority_key_identifier, key_identifier, may};

const DAY: i64 = 86_400;
/// The most days of a CRL: ten years, for an authority that is kept in a safe.
const MAX_DAYS: u32 = 3_650;

impl Authority {
    /// A CRL for so many days: its number is greater than the last and never less than the seconds since 1970, so that
    /// an authority restored from an older backup does not use one again.
    ///
    /// # Errors
    /// [`Code::CrlDays`], [`Code::CrlSignMissing`], [`Code::PolicyIssuerExpired`], [`Code::CrlNumberExhausted`],
    /// [`Code::KeyMismatch`], [`Code::ClockBackwards`], [`Code::SignatureSelfCheck`].
    pub fn issue_crl(&self, env: &mut dyn Env, days: u32, signer: &dyn Signer) -> Result<Change> {
        let this_update = env.now();
        self.check_clock(this_update)?;
        self.check_key(signer)?;
        self.check_may_sign_crls(this_update)?;
        let next_update = self.next_update(this_update, days)?;
        let number = self.next_crl_number(this_update)?;
        let content = self.crl_content(number, this_update, next_update);
        let crl = encode::sign(env, &content, signer)?;
        check(&parse::crl_der(&crl)?, &content)?;
        Ok(Change::CrlIssued { number, crl, this_update, next_update })
    }

    fn check_may_sign_crls(&self, now: Time) -> Result<()> {
        if !may(&self.certificate, KeyUsage::CrlSign) {
            return Err(Error::new(Code::CrlSignMissing).field("issuer.keyUsage"));
        }
        let validity = &self.certificate.validity;
        if !validity.contains(now) || now == validity.not_after() {
            let allowed = format!("{} to {}", validity.not_before(), validity.not_after());
            return Err(Error::new(Code::PolicyIssuerExpired)
                .field("issuer.validity")
                .found(now.to_string())
                .allowed(allowed));
        }
        Ok(())
    }

    fn next_update(&self, this_update: Time, days: u32) -> Result<Time> {
        if !(1..=MAX_DAYS).contains(&days) {
            let refusal = Error::new(Code::CrlDays).field("days").found(days.to_string());
            return Err(refusal.allowed(format!("1 to {MAX_DAYS}")));
        }
        let wanted = this_update.plus_seconds(i64::from(days) * DAY);
        Ok(wanted.min(self.certificate.validity.not_after()))
    }

    fn next_crl_number(&self, now: Time) -> Result<u64> {
        let next = self.crl_number().checked_add(1).ok_or_else(|| Error::new(Code::CrlNumberExhausted))?;
        Ok(u64::try_from(now.unix()).map_or(next, |seconds| next.max(seconds)))
    }

    fn crl_content(&self, number: u64, this_update: Time, next_update: Time) -> CrlContent {
        let number = Extension { critical: false, value: ExtensionValue::CrlNumber(number.into()) };
        let identifier = key_identifier(&self.certificate).map(authority_key_identifier);
        CrlContent {
            issuer: self.certificate.subject.clone(),
            this_update,
            next_update,
            revoked: self.rows.values().filter_map(|row| self.entry(row)).collect(),
            extensions: identifier.into_iter().chain([number]).collect(),
        }
    }

    fn entry(&self, row: &Row) -> Option<RevokedCertificate> {
        let revocation = row.revocation?;
        let was_valid = self.counters.last_crl.is_none_or(|last| row.not_after >= last);
        let is_new = revocation.after_crl == self.crl_number();
        (was_valid || is_new).then(|| RevokedCertificate {
            serial: row.serial.clone(),
            date: revocation.date,
            reason: Some(revocation.reason).filter(|reason| *reason != RevocationReason::Unspecified),
            invalidity_date: revocation.invalidity_date,
            other: Vec::new(),
        })
    }
}

/// Whether the CRL, read by another part of the program than wrote it, says what was meant.
fn check(crl: &CertificateList, content: &CrlContent) -> Result<()> {
    let says = crl.version == 2
        && name_der(&crl.issuer)? == name_der(&content.issuer)?
        && crl.this_update == content.this_update
        && crl.next_update == Some(content.next_update)
        && crl.revoked == content.revoked
        && crl.extensions == content.extensions;
    match says {
        true => Ok(()),
        false => Err(Error::new(Code::SignatureSelfCheck).found("a CRL that says something else than was decided")),
    }
}
