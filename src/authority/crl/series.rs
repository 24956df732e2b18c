//! Lists that are signed ahead, for an authority whose key is kept offline.
//!
//! Each is complete, and is made as if it were the day that it says: what retires until then is on it. The numbers are those that
//! come next, one after another, so that a list made later, whenever that is, has a higher one. What is recorded is what is so
//! today; delta CRLs build on the first of the lists, and so fit to each of them.

use super::entries::Told;
use super::{CrlRequest, IssuedCrl, NextUpdate, about_complete, sign_crl};
use crate::authority::{Authority, Change};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::Signer;
use crate::model::{CrlScope, Time};

/// The most lists of a series: ten years of weeks.
const MAX_LISTS: u32 = 520;

/// A series of complete lists.
#[derive(Clone, Debug)]
pub struct SeriesRequest {
    /// How many.
    pub count: u32,
    /// For how many seconds each is valid.
    pub seconds: i64,
    /// For how many of these the next one is valid too.
    pub overlap: i64,
    /// What else they say; the dates in it do not count.
    pub like: CrlRequest,
}

impl Authority {
    /// The lists of a series, the first of them for now.
    ///
    /// # Errors
    /// [`Code::CrlDays`] for a series that has no lists, too many, or some that would begin after the authority's end, and what
    /// [`issue_crl`](Self::issue_crl) says.
    pub fn issue_crl_series(&self, env: &mut dyn Env, request: &SeriesRequest, signer: &dyn Signer) -> Result<Change> {
        let now = env.now();
        self.check_may_sign_crls(now, signer)?;
        let dates = self.series_dates(now, request)?;
        let first = self.next_crl_number(now)?;
        let mut told = Told { last: self.counters.last_crl, base: self.base_crl() };
        let mut lists = Vec::with_capacity(dates.len());
        for (ahead, this_update) in (0_u64..).zip(dates) {
            let number = first.checked_add(ahead).ok_or_else(|| Error::new(Code::CrlNumberExhausted))?;
            let next_update = self.next_update(this_update, NextUpdate::After(request.seconds))?;
            let revoked = self.complete_after(told, CrlScope::All, this_update)?;
            let about = about_complete(&request.like)?;
            let content = self.crl_content(number, (this_update, next_update), revoked, about);
            let crl = sign_crl(env, &content, signer)?;
            lists.push(IssuedCrl { number, crl, this_update, next_update });
            told = Told { last: Some(this_update), base: self.crl_number().saturating_add(1) };
        }
        Ok(Change::CrlSeriesIssued { lists, retired: self.retiring(now), at: now })
    }

    /// When each list is made. None begins at the authority's end or later, and none is left out without a word.
    fn series_dates(&self, now: Time, request: &SeriesRequest) -> Result<Vec<Time>> {
        let step = request.seconds.saturating_sub(request.overlap);
        if request.overlap < 0 || step < 1 {
            let refusal = Error::new(Code::CrlDays).field("overlapSeconds").found(request.overlap.to_string());
            return Err(refusal.allowed(format!("0 to {}", request.seconds.saturating_sub(1))));
        }
        let end = self.certificate.validity.not_after();
        let room = end.unix().saturating_sub(now.unix()).saturating_sub(1) / step;
        let most = u32::try_from(room.saturating_add(1)).unwrap_or(MAX_LISTS).min(MAX_LISTS);
        if !(1..=most).contains(&request.count) {
            let refusal = Error::new(Code::CrlDays).field("count").found(request.count.to_string());
            return Err(refusal.allowed(format!("1 to {most}; the authority ends {end}")));
        }
        Ok((0..request.count).map(|index| now.plus_seconds(step.saturating_mul(i64::from(index)))).collect())
    }
}
