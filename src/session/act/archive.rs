//! Taking things out of sight, and out of the vault where nothing depends on them any more.

use super::{Acting, Effect, Prepared, entry};
use crate::authority::Authority;
use crate::error::{Code, Error, Result};
use crate::key::digest;
use crate::model::{SerialNumber, Time};
use crate::session::call::DeleteAuthority;
use crate::session::draft::Draft;
use crate::session::view::View;
use crate::session::{check, ledger};
use crate::vault::{Deed, Entry};

impl Acting<'_> {
    /// An authority or one of its certificates is listed no more, or again. Nothing else is other: CRLs, `index.txt` and backups have it.
    pub(super) fn archive(&mut self, authority: &str, serial: Option<&str>, archived: bool) -> Result<Prepared> {
        let mut draft = Draft::of(self.authorities.find(authority)?);
        let serial = serial.map(SerialNumber::parse).transpose()?;
        if let Some(serial) = &serial {
            draft.held.line(serial)?;
        }
        draft.archive(self.env, serial.as_ref(), archived);
        let now = self.env.now();
        let deed = if archived { Deed::Archive } else { Deed::Unarchive };
        let serial = serial.map(|serial| serial.der_content()).unwrap_or_default();
        draft.journal(Entry { serial, ..entry(now, deed, Some(draft.held.id)) });
        let view = ledger::authority(&draft.held, self.authorities, now)?;
        Prepared::of([draft], View::Authority(view))
    }

    /// An authority goes for good, with all that the vault has of it. One that could still have to revoke something stays.
    pub(super) fn delete_authority(&mut self, act: &DeleteAuthority) -> Result<Prepared> {
        let held = self.authorities.find(&act.authority)?;
        let now = self.env.now();
        if let Some(last) = last_end(&held.authority).filter(|last| held.has_key() && *last >= now) {
            let error =
                Error::new(Code::AuthorityInUse).field("authority").found(format!("a certificate until {last}"));
            return Err(error);
        }
        self.vault.ask_again(act.passphrase.as_ref().map(super::Secret::as_str))?;
        // who took its place has no predecessor any more
        let successor = self.authorities.successor(held.id).map(|successor| {
            let mut draft = Draft::of(successor);
            draft.held.succeeds = None;
            draft.finish()
        });
        let (changes, successor) = successor.transpose()?.unzip();
        let mut changes = changes.unwrap_or_default();
        changes.removed.extend(held.hot_records());
        changes.removed_cold.extend(check::referred_by(held).into_iter().map(|referred| referred.id));
        let certificate = &held.authority.certificate;
        changes.journal.push(Entry {
            serial: certificate.serial.der_content(),
            sha256: Some(digest::sha256(&certificate.der)),
            detail: certificate.subject.to_string(),
            ..entry(now, Deed::DeleteAuthority, Some(held.id))
        });
        let effect = Effect { held: successor.into_iter().collect(), deleted: vec![held.id], ..Effect::default() };
        self.of_vault(changes, effect)
    }
}

/// When the last certificate ends that an authority has signed, its own aside.
fn last_end(authority: &Authority) -> Option<Time> {
    let own = digest::sha256(&authority.certificate.der);
    let rows = authority.rows().filter(|row| row.fingerprint != own).map(|row| row.not_after);
    rows.chain(authority.bares().map(|row| row.not_after)).max()
}
