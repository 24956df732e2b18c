//! A key made here, and the request for it.

use super::{Acting, Effect, Prepared, entry};
use crate::error::Result;
use crate::key::{PrivateKey, digest};
use crate::session::call::CreateRequest;
use crate::session::draft::Draft;
use crate::session::view::View;
use crate::session::{inspect, ledger};
use crate::vault::{Changes, Deed, Entry, KeyRecord, Record, RecordId, RequestRecord};

impl Acting<'_> {
    /// Beside an authority, or beside none where it is to be signed elsewhere.
    pub(super) fn create_request(
        &mut self,
        authority: Option<&str>,
        wanted: &CreateRequest,
        key: &PrivateKey,
    ) -> Result<Prepared> {
        let held = authority.map(|id| self.authorities.find(id)).transpose()?;
        let der = inspect::make_request(self.env, key, wanted)?;
        let (id, key_id, now) = (RecordId::make(self.env), RecordId::make(self.env), self.env.now());
        let authority = held.map(|held| held.id);
        let entry = Entry { sha256: Some(digest::sha256(&der)), ..entry(now, Deed::CreateRequest, authority) };
        let request = RequestRecord { authority, created: now.unix(), der, key: Some(key_id), issued: Vec::new() };
        let view = View::Request(ledger::stored_request(id, &request)?);
        let mut prepared = match held {
            Some(held) => {
                let mut draft = Draft::of(held);
                draft.put_request(id, request);
                Prepared::of([draft], view)?
            }
            None => {
                let mut prepared = Prepared { changes: Changes::default(), view, effect: Effect::default() };
                prepared.put_request(id, request);
                prepared
            }
        };
        prepared.changes.cold.push((key_id, Record::Key(KeyRecord::new(&key.to_pkcs8()?))));
        prepared.changes.journal.push(entry);
        Ok(prepared)
    }
}
