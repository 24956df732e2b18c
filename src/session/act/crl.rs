//! Certificate revocation lists.

use super::{Acting, Prepared, entry, other_change};
use crate::authority::{Change, CrlRequest};
use crate::error::Result;
use crate::parse;
use crate::session::draft::Draft;
use crate::session::shape;
use crate::session::view::View;
use crate::vault::{Deed, Entry, NewestCrl};

impl Acting<'_> {
    pub(super) fn issue_crl(&mut self, authority: &str, days: u32) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        let change = draft.held.authority.issue_crl(self.env, &CrlRequest::days(days), draft.held.signer()?)?;
        let Change::CrlIssued { number, crl: der, this_update, next_update, .. } = &change else {
            return Err(other_change());
        };
        let view = shape::crl(&parse::crl_der(der)?);
        draft.apply(&change)?;
        let newest = draft.put_crl(self.env, der.clone(), |record, sha256| NewestCrl {
            record,
            sha256,
            number: *number,
            this_update: this_update.unix(),
            next_update: next_update.unix(),
            entries: u64::try_from(view.entries).unwrap_or(u64::MAX),
        });
        (draft.held.crl, draft.held.delta) = (Some(newest), None);
        draft.journal(Entry {
            sha256: Some(newest.sha256),
            detail: number.to_string(),
            ..entry(*this_update, Deed::IssueCrl, Some(draft.held.id))
        });
        Prepared::of([draft], View::Crl(Some(view)))
    }
}
