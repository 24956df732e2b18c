//! What ends when: the authority and those above it, what it signed, and what is to be done until then.

use super::Asking;
use crate::authority::Status;
use crate::error::Result;
use crate::model::{Certificate, Time};
use crate::policy::Profile;
use crate::session::held::{Held, Line};
use crate::session::view::{ChainEndView, ExpiryView, StepView, View};
use crate::session::{ledger, shape};

/// What a server's certificate usually has: an authority that has less left signs for less.
const USUAL_DAYS: i64 = 397;
const DAY: i64 = 86_400;

impl Asking<'_> {
    pub(super) fn expiry(&self, authority: &str) -> Result<View> {
        let held = self.authorities.find(authority)?;
        let now = self.env.now();
        let own = &held.authority;
        let links: Vec<&Certificate> = std::iter::once(&own.certificate).chain(&own.chain).collect();
        let end = links.iter().map(|link| link.validity.not_after()).min().unwrap_or(Time::FOREVER);
        let valid: Vec<Line<'_>> = held.oldest_first().filter(|line| line.status(now) == Status::Valid).collect();
        let last = valid.iter().filter(|line| is_dated(line)).map(not_after).max();
        let mut outliving: Vec<&Line<'_>> =
            valid.iter().filter(|line| is_dated(line) && not_after(line) > end).collect();
        outliving.sort_by_key(|line| not_after(line));
        Ok(View::Expiry(ExpiryView {
            chain: links.iter().map(|link| self.chain_end(link)).collect(),
            outliving: outliving.into_iter().map(|line| ledger::entry(held, *line, now)).collect(),
            last: last.map(|time| time.to_string()),
            steps: Steps { now, end, last }.of(held, self.authorities.successor(held.id)),
        }))
    }

    fn chain_end(&self, certificate: &Certificate) -> ChainEndView {
        ChainEndView {
            title: shape::title(&certificate.subject, &[]),
            not_after: certificate.validity.not_after().to_string(),
            authority: self.authorities.of_certificate(certificate).map(|held| held.id.to_string()),
        }
    }
}

const fn not_after(line: &Line<'_>) -> Time {
    match line {
        Line::Whole(row) => row.not_after,
        Line::Bare(row) => row.not_after,
    }
}

/// A bare row may have no end that is known.
fn is_dated(line: &Line<'_>) -> bool {
    not_after(line) != Time::FOREVER
}

/// What is to be done, and when.
struct Steps {
    now: Time,
    /// When the chain ends.
    end: Time,
    /// When the last valid certificate ends.
    last: Option<Time>,
}

impl Steps {
    fn of(&self, held: &Held, successor: Option<&Held>) -> Vec<StepView> {
        let mut steps: Vec<(Time, String, bool)> = Vec::new();
        let is_followed = successor.is_some();
        let short = self.end.plus_seconds(-USUAL_DAYS * DAY);
        let what = format!(
            "From here on less than {USUAL_DAYS} days are left: certificates end sooner than usual. Renew the authority with the same \
             key, or replace it by one with another key, before."
        );
        steps.push((short, what, is_followed));
        steps.extend(held.authority.former.first().map(|former| self.after_renewal(former)));
        if let Some(successor) = successor {
            self.after_replacement(held, successor, &mut steps);
        }
        let what = "The authority, or one above it, ends: nothing that it signed is accepted any more.".to_owned();
        steps.push((self.end, what, self.end < self.now));
        steps.sort_by_key(|(when, _, _)| *when);
        steps.into_iter().map(|(when, what, done)| StepView { when: when.to_string(), what, done }).collect()
    }

    /// The key is the same: whoever trusts the former certificate goes on until that one ends.
    fn after_renewal(&self, former: &Certificate) -> (Time, String, bool) {
        let end = former.validity.not_after();
        let what =
            "The former certificate of the same key ends: hand the new one out before to all who trust it.".to_owned();
        (end, what, end < self.now)
    }

    fn after_replacement(&self, held: &Held, successor: &Held, steps: &mut Vec<(Time, String, bool)>) {
        let new = &successor.authority;
        let title = shape::title(&new.certificate.subject, &[]);
        let from = new.certificate.validity.not_before();
        steps.push((from, format!("Let {title} sign from here on, and nothing be signed by this authority."), true));
        if let Some(serial) = cross_certificate(held, new.certificate.subject.clone()) {
            let what = format!(
                "Hand the cross-certificate {serial} of this ledger out with each certificate of the successor, for those who trust only \
                 this authority; it ends with this authority at the latest."
            );
            steps.push((from, what, self.end < self.now));
        }
        if let Some(serial) = cross_certificate(successor, held.authority.certificate.subject.clone()) {
            let what = format!(
                "Hand the cross-certificate {serial} of the successor's ledger out with the certificates of this authority, for those who \
                 trust only the successor."
            );
            steps.push((from, what, self.last.is_none_or(|last| last < self.now)));
        }
        let what = format!("Until here everyone must trust {title}: hand its certificate out.");
        steps.push((self.end, what, self.end < self.now));
        if let Some(last) = self.last {
            let what = "The last certificate of this authority ends: make CRLs with its key until then, and keep it no longer.";
            steps.push((last, what.to_owned(), last < self.now));
        }
    }
}

/// The serial number of a valid certificate that one authority issued for another.
fn cross_certificate(issuer: &Held, subject: crate::model::Name) -> Option<String> {
    let is_cross = |row: &&crate::authority::Row| {
        row.profile == Profile::IntermediateCa.into() && row.revocation.is_none() && row.subject.matches(&subject)
    };
    issuer.authority.rows().find(is_cross).map(|row| row.serial.to_string())
}
