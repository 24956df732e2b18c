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

/// What becomes of a certificate that would outlive its issuer, or an authority above that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BeyondIssuer {
    /// It is refused.
    #[default]
    Refuse,
    /// It ends with the first of them that ends.
    Truncate,
    /// It is issued, and clients refuse it once one of them has ended.
    Permit,
}

impl BeyondIssuer {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Refuse, Self::Truncate, Self::Permit];

    /// `refuse`, `truncate`, `permit`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Truncate => "truncate",
            Self::Permit => "permit",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == text)
    }
}

/// The validity for the chosen days or dates, which must lie within that of every authority above, as the authority says.
pub(super) fn rule(case: &Case<'_>) -> (Option<Validity>, Ruling) {
    let mut ruling = Ruling::default();
    let from = case.choices.not_before.unwrap_or_else(|| beginning(case.now).max(case.issuer.validity.not_before()));
    let wanted = case.choices.not_after.map_or(Wanted::Days(case.choices.days), Wanted::Until);
    let validity = match wanted.made(from) {
        Ok(validity) => validity,
        Err(error) => {
            ruling.refused_by(FIELD, wanted.in_words(), &error);
            return (None, ruling);
        }
    };
    let Some(validity) = within_chain(case, &wanted, validity, &mut ruling) else { return (None, ruling) };
    beginning_noted(case, &validity, &mut ruling);
    lifetime(&mut ruling, case.profile(), whole_days(&validity));
    (Some(validity), ruling)
}

/// What was asked for.
enum Wanted {
    Days(u32),
    Until(Time),
}

impl Wanted {
    fn made(&self, from: Time) -> Result<Validity> {
        match self {
            Self::Days(days) => span(from, *days),
            Self::Until(end) => Validity::new(from, *end),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Days(days) => in_days(*days),
            Self::Until(end) => format!("until {end}"),
        }
    }
}

/// The validity as far as the authorities above let it reach; nothing where they refuse it.
fn within_chain(case: &Case<'_>, wanted: &Wanted, validity: Validity, ruling: &mut Ruling) -> Option<Validity> {
    let first = first_end(case);
    let last = first.validity.not_after();
    if validity.not_after() <= last {
        ruling.added(FIELD, in_full(&validity), reason(case));
        return Some(validity);
    }
    let whose = case.called(first);
    match case.choices.beyond_issuer {
        BeyondIssuer::Refuse => {
            let found = outlives(&validity, last, &whose);
            ruling.refused(FIELD, wanted.in_words(), Code::PolicyValidityTooLong, found);
            None
        }
        BeyondIssuer::Truncate => match Validity::new(validity.not_before(), last) {
            Ok(short) => {
                let why = format!("It ends with {whose}, as the authority says of what would outlive it.");
                ruling.changed(FIELD, wanted.in_words(), in_full(&short), why);
                Some(short)
            }
            Err(_) => {
                let found = outlives(&validity, last, &whose);
                ruling.refused(FIELD, wanted.in_words(), Code::PolicyValidityTooLong, found);
                None
            }
        },
        BeyondIssuer::Permit => {
            ruling.added(FIELD, in_full(&validity), reason(case));
            let text = format!(
                "It would end {}, and {whose} ends {last}: clients refuse it from then on, until there is another \
                 certificate for the same key of that authority.",
                validity.not_after()
            );
            ruling.warned("issuer/outlived", text);
            Some(validity)
        }
    }
}

/// The authority above that ends first.
fn first_end<'a>(case: &Case<'a>) -> &'a Certificate {
    let ends_before = |first: &'a Certificate, other: &'a Certificate| {
        if other.validity.not_after() < first.validity.not_after() { other } else { first }
    };
    case.issuers().fold(case.issuer, ends_before)
}

fn reason(case: &Case<'_>) -> String {
    match (case.choices.not_before, case.choices.not_after) {
        (None, None) => format!("The days that were chosen for the profile {}.", case.choices.profile_name().as_str()),
        (_, None) => "The beginning and the days that were chosen.".to_owned(),
        (None, _) => "The end that was chosen.".to_owned(),
        _ => "The beginning and the end that were chosen.".to_owned(),
    }
}

fn in_full(validity: &Validity) -> String {
    format!("{} to {} ({})", validity.not_before(), validity.not_after(), in_days(whole_days(validity)))
}

fn whole_days(validity: &Validity) -> u32 {
    u32::try_from(days_left(validity.not_before(), validity.not_after())).unwrap_or(u32::MAX)
}

/// A beginning that clients do not take as the person may think.
fn beginning_noted(case: &Case<'_>, validity: &Validity, ruling: &mut Ruling) {
    let from = validity.not_before();
    if validity.not_after() < case.now {
        ruling
            .warned("validity/over", format!("It ends {}, which is past: no client accepts it.", validity.not_after()));
    } else if from > case.now {
        ruling.noted("validity/later", format!("Clients refuse it before {from}."));
    }
    if from < case.issuer.validity.not_before() {
        let begins = case.issuer.validity.not_before();
        let text = format!(
            "It would be valid from {from} on, and its issuer from {begins} on: clients accept it from then on."
        );
        ruling.noted("issuer/begins-later", text);
    }
}

/// The most days for which the issuer can sign now without outliving an authority above it; 0 where less than a day is left.
#[must_use]
pub fn most_days(issuer: &Certificate, chain: &[Certificate], now: Time) -> u32 {
    let from = beginning(now).max(issuer.validity.not_before());
    let last = chain.iter().map(|above| above.validity.not_after()).fold(issuer.validity.not_after(), Time::min);
    u32::try_from(days_left(from, last)).unwrap_or_default().min(MAX_DAYS)
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

fn outlives(validity: &Validity, last: Time, whose: &str) -> String {
    let end = validity.not_after();
    match days_left(validity.not_before(), last) {
        0 => format!("it would end {end}; {whose} ends {last}, in less than a day"),
        most => format!("it would end {end}; {whose} ends {last}, so at most {} can be issued", in_days(most)),
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
