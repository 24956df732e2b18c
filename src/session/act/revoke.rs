//! Revoking certificates, and releasing those on hold.

use super::{Acting, Prepared, entry};
use crate::authority::{Change, Grounds};
use crate::error::Result;
use crate::model::{RevocationReason, SerialNumber, Time};
use crate::session::draft::Draft;
use crate::session::held::Line;
use crate::session::view::View;
use crate::session::{ledger, question};
use crate::vault::{Deed, Entry};

impl Acting<'_> {
    pub(super) fn revoke(
        &mut self,
        authority: &str,
        serial: &str,
        reason: &str,
        invalidity: Option<&str>,
    ) -> Result<Prepared> {
        let draft = Draft::of(self.authorities.find(authority)?);
        let serial = SerialNumber::parse(serial)?;
        let (reason, invalidity) = (RevocationReason::parse(reason)?, invalidity.map(Time::parse).transpose()?);
        let now = self.env.now();
        let change =
            draft.held.authority.revoke(now, &serial, &Grounds { invalidity_date: invalidity, ..reason.into() })?;
        let entry = Entry { detail: reason.as_str().to_owned(), ..entry(now, Deed::Revoke, Some(draft.held.id)) };
        self.changed(draft, &change, &serial, entry)
    }

    pub(super) fn release(&mut self, authority: &str, serial: &str) -> Result<Prepared> {
        let draft = Draft::of(self.authorities.find(authority)?);
        let serial = SerialNumber::parse(serial)?;
        let now = self.env.now();
        let change = draft.held.authority.release(now, &serial)?;
        let entry = entry(now, Deed::Release, Some(draft.held.id));
        self.changed(draft, &change, &serial, entry)
    }

    /// A change of one row of the ledger.
    fn changed(&mut self, mut draft: Draft, change: &Change, serial: &SerialNumber, entry: Entry) -> Result<Prepared> {
        draft.apply(change)?;
        let content = question::content(self.vault, &draft.held, serial, self.cold)?;
        let sha256 = match draft.held.line(serial)? {
            Line::Whole(row) => Some(row.fingerprint),
            Line::Bare(_) => None,
        };
        draft.journal(Entry { serial: serial.der_content(), sha256, ..entry });
        let view = ledger::certificate(&draft.held, serial, content.as_ref(), self.env.now())?;
        Prepared::of([draft], View::Certificate(view))
    }
}
