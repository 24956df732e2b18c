//! Certificate revocation lists (RFC 5280, section 5).
//!
//! thisUpdate is the present moment, not backdated as certificates are: no revocation may be younger than its list. nextUpdate
//! never lies behind the end of the authority's own certificate, for nobody could verify the list any more; less time than was
//! asked for is then given. What is listed is said in `entries`, lists that are signed ahead in `series`.

mod entries;
mod series;

pub use series::SeriesRequest;

use super::{Authority, Change, Revocation};
use crate::encode::{self, CrlContent, name_der};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::Signer;
use crate::model::{
    CertificateList, CrlScope, Extension, ExtensionValue, GeneralName, KeyUsage, RevokedCertificate, SerialNumber, Time,
};
use crate::parse;
use crate::policy::{authority_key_identifier, key_identifier, may};

const DAY: i64 = 86_400;
/// The longest time until the next CRL: ten years, for an authority that is kept in a safe.
const MAX_SECONDS: i64 = 3_650 * DAY;

/// When the next list is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextUpdate {
    /// So many seconds after this one.
    After(i64),
    /// At this moment.
    At(Time),
}

/// What a CRL is to be like.
#[derive(Clone, Debug)]
pub struct CrlRequest {
    /// When the next one is due.
    pub next_update: NextUpdate,
    /// When it is made, in place of now.
    pub this_update: Option<Time>,
    /// Of which certificates it speaks. A list of a part stands beside the whole one, never in its place: nothing is taken for
    /// published by it.
    pub scope: CrlScope,
    /// The newest complete list, where only what has changed since is to be said (a delta CRL).
    pub base: Option<CertificateList>,
    /// Where the list is to be had, to be said in it.
    pub distribution_point: Vec<GeneralName>,
    /// Where the delta CRLs are, to be said in a complete list.
    pub freshest: Vec<GeneralName>,
}

impl CrlRequest {
    /// A complete list for so many seconds.
    #[must_use]
    pub const fn seconds(seconds: i64) -> Self {
        Self {
            next_update: NextUpdate::After(seconds),
            this_update: None,
            scope: CrlScope::All,
            base: None,
            distribution_point: Vec::new(),
            freshest: Vec::new(),
        }
    }

    /// A complete list for so many days.
    #[must_use]
    pub fn days(days: u32) -> Self {
        Self::seconds(i64::from(days).saturating_mul(DAY))
    }
}

/// A list that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCrl {
    /// Its number.
    pub number: u64,
    /// Its DER.
    pub crl: Vec<u8>,
    /// When it was made.
    pub this_update: Time,
    /// When the next one is due.
    pub next_update: Time,
}

/// The certificates that are revoked by the very act that makes a list, because their date has come.
pub type Retired = Vec<(SerialNumber, Revocation)>;

impl Authority {
    /// A CRL: its number is greater than the last and never less than the seconds since 1970, so that an authority restored
    /// from an older backup does not use one again. Certificates whose date to retire has come are revoked by the same change.
    ///
    /// # Errors
    /// [`Code::CrlDays`], [`Code::CrlBaseMissing`], [`Code::CrlSignMissing`], [`Code::PolicyIssuerExpired`],
    /// [`Code::CrlNumberExhausted`], [`Code::KeyMismatch`], [`Code::ClockBackwards`], [`Code::SignatureSelfCheck`].
    pub fn issue_crl(&self, env: &mut dyn Env, request: &CrlRequest, signer: &dyn Signer) -> Result<Change> {
        let now = env.now();
        self.check_may_sign_crls(now, signer)?;
        let this_update = self.this_update(now, request.this_update)?;
        let next_update = self.next_update(this_update, request.next_update)?;
        let retired = self.retiring(now.min(this_update));
        let number = self.next_crl_number(now)?;
        let (revoked, about) = match &request.base {
            None => (self.complete(request.scope, this_update), about_complete(request)?),
            Some(base) => {
                self.check_base(base, request)?;
                (self.changed_since(base, this_update), about_delta(base, self.base_crl())?)
            }
        };
        let content = self.crl_content(number, (this_update, next_update), revoked?, about);
        if request.this_update.is_some() {
            check_dates(&content, this_update)?;
        }
        let crl = sign_crl(env, &content, signer)?;
        let (delta, scope) = (request.base.is_some(), request.scope);
        Ok(Change::CrlIssued { number, crl, this_update, next_update, delta, scope, retired, at: now })
    }

    fn check_may_sign_crls(&self, now: Time, signer: &dyn Signer) -> Result<()> {
        self.check_clock(now)?;
        self.check_key(signer)?;
        if !may(&self.certificate, KeyUsage::CrlSign) {
            return Err(Error::new(Code::CrlSignMissing).field("issuer.keyUsage"));
        }
        self.check_in_validity(now)
    }

    /// A list that is made at the very end of the authority could not be due for another one.
    fn check_in_validity(&self, moment: Time) -> Result<()> {
        let validity = &self.certificate.validity;
        if validity.contains(moment) && moment != validity.not_after() {
            return Ok(());
        }
        let allowed = format!("{} to {}", validity.not_before(), validity.not_after());
        let refusal = Error::new(Code::PolicyIssuerExpired).field("issuer.validity").found(moment.to_string());
        Err(refusal.allowed(allowed))
    }

    /// A moment that was chosen lies not before the newest complete list, and not so far ahead that it is a slip of the pen.
    fn this_update(&self, now: Time, chosen: Option<Time>) -> Result<Time> {
        let Some(moment) = chosen else { return Ok(now) };
        let first = self.counters.last_crl.unwrap_or(self.certificate.validity.not_before());
        let last = now.plus_seconds(MAX_SECONDS);
        if !(first..=last).contains(&moment) {
            let refusal = Error::new(Code::CrlDays).field("lastUpdate").found(moment.to_string());
            return Err(refusal.allowed(format!("{first} to {last}")));
        }
        self.check_in_validity(moment).map(|()| moment)
    }

    fn next_update(&self, this_update: Time, wanted: NextUpdate) -> Result<Time> {
        let seconds = match wanted {
            NextUpdate::After(seconds) => seconds,
            NextUpdate::At(moment) => moment.unix().saturating_sub(this_update.unix()),
        };
        if !(1..=MAX_SECONDS).contains(&seconds) {
            let refusal = Error::new(Code::CrlDays).field("nextUpdate").found(format!("{seconds} seconds"));
            return Err(refusal.allowed(format!("1 to {MAX_SECONDS} seconds after {this_update}")));
        }
        Ok(this_update.plus_seconds(seconds).min(self.certificate.validity.not_after()))
    }

    fn next_crl_number(&self, now: Time) -> Result<u64> {
        let next = self.crl_number().checked_add(1).ok_or_else(|| Error::new(Code::CrlNumberExhausted))?;
        Ok(u64::try_from(now.unix()).map_or(next, |seconds| next.max(seconds)))
    }

    /// A delta CRL builds on the newest complete list, whose number the ledger knows, and speaks of the same certificates.
    fn check_base(&self, base: &CertificateList, request: &CrlRequest) -> Result<()> {
        if self.base_crl() == 0 || request.scope != CrlScope::All {
            let found = if self.base_crl() == 0 { "no complete CRL" } else { "a delta CRL of a part" };
            return Err(Error::new(Code::CrlBaseMissing).field("delta").found(found));
        }
        if base.number() == Some(u128::from(self.base_crl())) {
            return Ok(());
        }
        let found = format!("a delta CRL on another list than number {}", self.base_crl());
        Err(Error::new(Code::LedgerInconsistent).field("delta").found(found))
    }

    fn crl_content(
        &self,
        number: u64,
        (this_update, next_update): (Time, Time),
        revoked: Vec<RevokedCertificate>,
        about: Vec<Extension>,
    ) -> CrlContent {
        let number = Extension { critical: false, value: ExtensionValue::CrlNumber(number.into()) };
        let identifier = key_identifier(&self.certificate).map(authority_key_identifier);
        CrlContent {
            issuer: self.certificate.subject.clone(),
            this_update,
            next_update,
            revoked,
            extensions: identifier.into_iter().chain([number]).chain(about).collect(),
        }
    }
}

fn about_complete(request: &CrlRequest) -> Result<Vec<Extension>> {
    let mut about = Vec::new();
    if !request.distribution_point.is_empty() || request.scope != CrlScope::All {
        about.push(encode::issuing_distribution_point(&request.distribution_point, request.scope)?);
    }
    if !request.freshest.is_empty() && request.scope == CrlScope::All {
        about.push(encode::freshest_crl(&request.freshest)?);
    }
    Ok(about)
}

/// What a delta CRL says of itself: its base, and the same issuing distribution point, for a client compares the two (RFC 5280,
/// section 6.3.3).
fn about_delta(base: &CertificateList, number: u64) -> Result<Vec<Extension>> {
    let is_place = |extension: &&Extension| {
        extension.value.oid() == const_oid::db::rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT.into()
    };
    let place = base.extensions.iter().find(is_place).cloned();
    Ok([encode::delta_crl_indicator(number)?].into_iter().chain(place).collect())
}

/// A moment that was chosen must not make a revocation younger than its list.
fn check_dates(content: &CrlContent, this_update: Time) -> Result<()> {
    match content.revoked.iter().map(|entry| entry.date).max() {
        Some(youngest) if youngest > this_update => {
            let refusal = Error::new(Code::CrlDays).field("lastUpdate").found(this_update.to_string());
            Err(refusal.allowed(format!("not before the revocation of {youngest}")))
        }
        _ => Ok(()),
    }
}

fn sign_crl(env: &mut dyn Env, content: &CrlContent, signer: &dyn Signer) -> Result<Vec<u8>> {
    let crl = encode::sign(env, content, signer)?;
    check(&parse::crl_der(&crl)?, content)?;
    Ok(crl)
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
