//! Certificate revocation lists.

use super::{Acting, Prepared, entry, other_change};
use crate::authority::{Change, CrlRequest, IssuedCrl, NextUpdate, Retired, SeriesRequest};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::model::{CertificateList, CrlScope, GeneralName, Time};
use crate::openssl::archive;
use crate::openssl::directory::Files;
use crate::parse;
use crate::session::call::{IssueCrl, IssueCrlSeries};
use crate::session::draft::Draft;
use crate::session::view::{CrlSeriesView, CrlView, View};
use crate::session::{Authorities, question, shape};
use crate::vault::{Deed, Entry, NewestCrl};

impl Acting<'_> {
    pub(super) fn issue_crl(&mut self, act: &IssueCrl) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(&act.authority)?);
        let request = self.crl_request(&draft, act)?;
        let change = draft.held.authority.issue_crl(self.env, &request, draft.held.signer()?)?;
        draft.apply(&change)?;
        let Change::CrlIssued { number, crl, this_update, next_update, delta, scope, retired, at } = change else {
            return Err(other_change());
        };
        let list = IssuedCrl { number, crl, this_update, next_update };
        journal_retired(&mut draft, &retired, at);
        let (newest, view) = keep(self.env, &mut draft, &list, at)?;
        match (delta, scope) {
            (true, _) => draft.held.delta = Some(newest),
            (false, CrlScope::All) => draft.held.set_crls([newest]),
            (false, CrlScope::Users | CrlScope::Authorities) => {}
        }
        let view = CrlView { superseded: serials(&retired), ..view };
        Prepared::of([draft], View::Crl(Some(view)))
    }

    fn crl_request(&self, draft: &Draft, act: &IssueCrl) -> Result<CrlRequest> {
        let settings = &draft.held.settings;
        let usual = i64::try_from(settings.crl_seconds).unwrap_or(i64::MAX);
        let span = span([act.days, act.hours, act.seconds]).unwrap_or(usual);
        Ok(CrlRequest {
            next_update: match act.next_update.as_deref() {
                Some(text) => NextUpdate::At(Time::parse(text)?),
                None => NextUpdate::After(span),
            },
            this_update: act.last_update.as_deref().map(Time::parse).transpose()?,
            scope: act.scope.as_deref().map_or(Ok(CrlScope::All), scope)?,
            base: if act.delta { self.base(draft)? } else { None },
            distribution_point: match act.distribution_point && !act.delta {
                true => some_addresses(&settings.crl_urls)?,
                false => Vec::new(),
            },
            freshest: addresses(&settings.delta_urls)?,
        })
    }

    /// The complete list on which a delta CRL builds.
    fn base(&self, draft: &Draft) -> Result<Option<CertificateList>> {
        let missing = || Error::new(Code::CrlBaseMissing).field("delta").found("no complete CRL");
        let newest = draft.held.crl.ok_or_else(missing)?;
        question::crl(self.vault, &newest, self.cold).map(Some)
    }

    pub(super) fn issue_crl_series(&mut self, act: &IssueCrlSeries) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(&act.authority)?);
        let usual = i64::try_from(draft.held.settings.crl_seconds).unwrap_or(i64::MAX);
        let seconds = span([act.days, act.hours, act.seconds]).unwrap_or(usual);
        let freshest = addresses(&draft.held.settings.delta_urls)?;
        let request = SeriesRequest {
            count: act.count,
            seconds,
            overlap: act.overlap_seconds.map_or(seconds / 10, i64::from),
            like: CrlRequest { freshest, ..CrlRequest::seconds(seconds) },
        };
        let change = draft.held.authority.issue_crl_series(self.env, &request, draft.held.signer()?)?;
        draft.apply(&change)?;
        let Change::CrlSeriesIssued { lists, retired, at } = change else { return Err(other_change()) };
        journal_retired(&mut draft, &retired, at);
        let kept = lists.iter().map(|list| keep(self.env, &mut draft, list, at)).collect::<Result<Vec<_>>>()?;
        draft.held.set_crls(kept.iter().map(|(newest, _)| *newest));
        let mut views: Vec<_> = kept.into_iter().map(|(_, view)| view).collect();
        if let Some(first) = views.first_mut() {
            first.superseded = serials(&retired);
        }
        let zip = serde_bytes::ByteBuf::from(zip(&views)?);
        Prepared::of([draft], View::CrlSeries(CrlSeriesView { lists: views, zip }))
    }
}

/// The keys of the cold records that a CRL needs: that of the base of a delta CRL.
pub fn needs(authorities: &Authorities, act: &IssueCrl) -> Result<Vec<String>> {
    let base = authorities.find(&act.authority)?.crl.filter(|_| act.delta);
    Ok(base.map(|crl| crl.record.cold_key()).into_iter().collect())
}

/// Keeps a list and writes it into the journal; the caller says whether it is the newest.
fn keep(env: &mut dyn Env, draft: &mut Draft, list: &IssuedCrl, at: Time) -> Result<(NewestCrl, CrlView)> {
    let view = shape::crl(&parse::crl_der(&list.crl)?);
    let newest = draft.put_crl(env, list.crl.clone(), |record, sha256| NewestCrl {
        record,
        sha256,
        number: list.number,
        this_update: list.this_update.unix(),
        next_update: list.next_update.unix(),
        entries: u64::try_from(view.entries).unwrap_or(u64::MAX),
    });
    draft.journal(Entry {
        sha256: Some(newest.sha256),
        detail: list.number.to_string(),
        ..entry(at, Deed::IssueCrl, Some(draft.held.id))
    });
    Ok((newest, view))
}

/// Each certificate that retires with a list is revoked by it.
fn journal_retired(draft: &mut Draft, retired: &Retired, at: Time) {
    for (serial, revocation) in retired {
        let sha256 = draft.held.authority.row(serial).map(|row| row.fingerprint);
        let detail = revocation.reason.as_str().to_owned();
        let entry = entry(at, Deed::Revoke, Some(draft.held.id));
        draft.journal(Entry { serial: serial.der_content(), sha256, detail, ..entry });
    }
}

fn serials(retired: &Retired) -> Vec<String> {
    retired.iter().map(|(serial, _)| serial.to_string()).collect()
}

/// Days, hours and seconds together; nothing where none of them is said.
fn span(said: [Option<u32>; 3]) -> Option<i64> {
    let parts = said.into_iter().zip([86_400_i64, 3_600, 1]);
    let seconds = parts.filter_map(|(said, unit)| said.map(|said| i64::from(said).saturating_mul(unit)));
    seconds.reduce(i64::saturating_add)
}

fn scope(word: &str) -> Result<CrlScope> {
    match word {
        "users" => Ok(CrlScope::Users),
        "authorities" => Ok(CrlScope::Authorities),
        _ => Err(Error::new(Code::CallUnknown).field("scope").found(word).allowed("users, authorities")),
    }
}

fn addresses(urls: &[String]) -> Result<Vec<GeneralName>> {
    urls.iter().map(|url| GeneralName::parse(&format!("uri:{url}"))).collect()
}

fn some_addresses(urls: &[String]) -> Result<Vec<GeneralName>> {
    match urls.is_empty() {
        true => Err(Error::new(Code::AddressMissing).field("publication.crl")),
        false => addresses(urls),
    }
}

/// Each list in DER, as servers hand it out, and in PEM, under its place in the series and its date.
fn zip(views: &[CrlView]) -> Result<Vec<u8>> {
    let mut files = Files::new();
    for (number, view) in (1_u32..).zip(views) {
        let stem = format!("{number:03}-{}", view.this_update.replace(':', ""));
        files.insert(format!("{stem}.crl"), view.der.to_vec());
        files.insert(format!("{stem}.pem"), view.pem.clone().into_bytes());
    }
    archive::zip(&files)
}
