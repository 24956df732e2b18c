//! From when until when (RFC 5280, section 4.1.2.5).

use super::report::Ruling;
use super::{Case, Profile};
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, Time, Validity};

const FIELD: &str = "validity";
const DAY: i64 = 86_400;
/// The most days of any certificate: a century.
const MAX_DAYS: u32 = 36_500;
/// How far the beginning lies in the past, so that a client whose clock is a little slow accepts the certificate at
/// once.
const BACKDATED: i64 = 300;

/// The validity for the chosen days, which must lie within the issuer's.
pub(super) fn rule(case: &Case<'_>) -> (Option<Validity>, Ruling) {
    let mut ruling = Ruling::default();
    let days = case.choices.days;
    let from = beginning(case.now).max(case.issuer.validity.not_before());
    let validity = match span(from, days) {
        Ok(validity) => validity,
        Err(error) => {
            ruling.refused_by(FIELD, in_days(days), &error);
            return (None, ruling);
        }
    };
    let last = case.issuer.validity.not_after();
    if validity.not_after() > last {
        ruling.refused(FIELD, in_days(days), Code::PolicyValidityTooLong, outlives(from, &validity, last));
        return (None, ruling);
    }
    let why = format!("The days that were chosen for the profile {}.", case.profile().as_str());
    ruling.added(FIELD, format!("{} to {} ({})", from, validity.not_after(), in_days(days)), why);
    lifetime(&mut ruling, case.profile(), days);
    (Some(validity), ruling)
}

/// The most days for which the issuer can sign now; 0 where less than a day is left to it.
#[must_use]
pub fn most_days(issuer: &Certificate, now: Time) -> u32 {
    let from = beginning(now).max(issuer.validity.not_before());
    u32::try_from(days_left(from, issuer.validity.not_after())).unwrap_or_default().min(MAX_DAYS)
}

/// The whole days from one moment to another, both ends included.
fn days_left(from: Time, last: Time) -> i64 {
    (last.unix() - from.unix() + 1).max(0) / DAY
}

/// The validity of something that is valid as of now, for so many days.
pub(super) fn span_from_now(now: Time, days: u32) -> Result<Validity> {
    span(beginning(now), days)
}

fn beginning(now: Time) -> Time {
    now.plus_seconds(-BACKDATED)
}

/// Both ends belong to the validity, so its last second is one before so many whole days are over.
fn span(from: Time, days: u32) -> Result<Validity> {
    if !(1..=MAX_DAYS).contains(&days) {
        let allowed = format!("1 to {MAX_DAYS} days");
        return Err(Error::new(Code::PolicyValidityRange).field(FIELD).found(in_days(days)).allowed(allowed));
    }
    Validity::new(from, from.plus_seconds(i64::from(days) * DAY - 1))
}

fn outlives(from: Time, validity: &Validity, last: Time) -> String {
    let most = days_left(from, last);
    let end = validity.not_after();
    match most {
        0 => format!("it would end {end}; the issuer ends {last}, in less than a day"),
        _ => format!("it would end {end}; the issuer ends {last}, so at most {} can be issued", in_days(most)),
    }
}

fn in_days(days: impl Into<i64>) -> String {
    match days.into() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// What clients say to the length of a server certificate's life (Apple's article 103769; the CA/Browser Forum's
/// SC-081).
fn lifetime(ruling: &mut Ruling, profile: Profile, days: u32) {
    if !profile.is_server() {
        return;
    }
    match days {
        ..=397 => {}
        398..=825 => ruling.noted(
            "client/over-397-days",
            "Public authorities may not issue server certificates for so long; clients accept it from an authority of \
             one's own.",
        ),
        _ => ruling.warned(
            "client/apple-825-days",
            format!(
                "macOS and iOS refuse a server certificate that is valid for more than 825 days; this one would be for \
                 {days}."
            ),
        ),
    }
}
