//! Acts on authorities themselves: new ones, and their own certificates.

use super::{Acting, Prepared, entry};
use crate::authority::Authority;
use crate::error::Result;
use crate::key::{PrivateKey, digest};
use crate::model::Name;
use crate::session::call::CreateAuthority;
use crate::session::draft::Draft;
use crate::session::held::Held;
use crate::session::ledger;
use crate::session::view::View;
use crate::vault::{Deed, Entry, RecordId};

impl Acting<'_> {
    pub(super) fn create_authority(&mut self, act: &CreateAuthority, signer: PrivateKey) -> Result<Prepared> {
        let authority = Authority::make_root(self.env, &Name::parse(&act.subject)?, act.days, &signer)?;
        let (id, now) = (RecordId::make(self.env), self.env.now());
        let certificate = &authority.certificate;
        let entry = Entry {
            serial: certificate.serial.der_content(),
            sha256: Some(digest::sha256(&certificate.der)),
            detail: certificate.subject.to_string(),
            ..entry(now, Deed::CreateAuthority, Some(id))
        };
        let mut draft = Draft::new(Held::new(id, now, authority));
        draft.put_signer(self.env, signer)?;
        draft.journal(entry);
        let view = ledger::authority(&draft.held, self.authorities, now)?;
        Prepared::of([draft], View::Authority(view))
    }
}
