//! Revoking certificates, giving them a date to retire, and releasing those on hold.

use super::{Acting, Prepared, entry};
use crate::authority::{Authority, Change, Grounds};
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, Oid, RevocationReason, SerialNumber, Time};
use crate::openssl::objects::Objects;
use crate::session::call::{Revoke, Supersede};
use crate::session::certificates::certificate;
use crate::session::draft::Draft;
use crate::session::held::{Held, Line};
use crate::session::view::View;
use crate::session::{Authorities, ledger, question};
use crate::vault::{CertificateRecord, Deed, Entry};

impl Acting<'_> {
    pub(super) fn revoke(&mut self, act: &Revoke) -> Result<Prepared> {
        let draft = Draft::of(self.authorities.find(&act.authority)?);
        let (reason, grounds) = grounds(act)?;
        let now = self.env.now();
        let entry = Entry { detail: reason.as_str().to_owned(), ..entry(now, Deed::Revoke, Some(draft.held.id)) };
        match Target::of(&draft.held.authority, act)? {
            Target::Known(serial) => {
                let change = draft.held.authority.revoke(now, &serial, &grounds)?;
                self.changed(draft, &change, &serial, entry)
            }
            Target::Certificate(found) => {
                let change = draft.held.authority.record(now, &found, Some(&grounds))?;
                let content = CertificateRecord { certificate: found.der, request: None };
                self.recorded(draft, &change, &found.serial, Some(content), entry)
            }
            Target::Bare(serial) => {
                let change = draft.held.authority.record_bare(now, &serial, &grounds)?;
                self.recorded(draft, &change, &serial, None, entry)
            }
        }
    }

    pub(super) fn supersede(&mut self, act: &Supersede) -> Result<Prepared> {
        let draft = Draft::of(self.authorities.find(&act.authority)?);
        let (serial, now, id) = (SerialNumber::parse(&act.serial)?, self.env.now(), Some(draft.held.id));
        let Some(on) = &act.on else {
            let reason = RevocationReason::Superseded;
            let change = draft.held.authority.revoke(now, &serial, &reason.into())?;
            let entry = Entry { detail: reason.as_str().to_owned(), ..entry(now, Deed::Revoke, id) };
            return self.changed(draft, &change, &serial, entry);
        };
        let on = on.as_deref().map(Time::parse).transpose()?;
        let change = draft.held.authority.retire(now, &serial, on)?;
        let detail = on.map_or_else(|| "not any more".to_owned(), |date| date.to_string());
        self.changed(draft, &change, &serial, Entry { detail, ..entry(now, Deed::Retire, id) })
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
        self.told_of_certificate(draft, serial, content.as_ref(), entry)
    }

    /// A row that has come into the ledger.
    fn recorded(
        &mut self,
        mut draft: Draft,
        change: &Change,
        serial: &SerialNumber,
        content: Option<CertificateRecord>,
        entry: Entry,
    ) -> Result<Prepared> {
        draft.add(self.env, change, content.clone())?;
        self.told_of_certificate(draft, serial, content.as_ref(), entry)
    }

    fn told_of_certificate(
        &mut self,
        mut draft: Draft,
        serial: &SerialNumber,
        content: Option<&CertificateRecord>,
        entry: Entry,
    ) -> Result<Prepared> {
        draft.journal(Entry { serial: serial.der_content(), sha256: fingerprint(&draft.held, serial)?, ..entry });
        let view = ledger::certificate(&draft.held, serial, content, self.env.now())?;
        Prepared::of([draft], View::Certificate(view))
    }
}

fn fingerprint(held: &Held, serial: &SerialNumber) -> Result<Option<[u8; 32]>> {
    Ok(match held.line(serial)? {
        Line::Whole(row) => Some(row.fingerprint),
        Line::Bare(_) => None,
    })
}

/// What is to be revoked.
enum Target {
    /// A line of the ledger.
    Known(SerialNumber),
    /// A certificate that the ledger does not know.
    Certificate(Box<Certificate>),
    /// A serial number that the ledger does not know.
    Bare(SerialNumber),
}

impl Target {
    fn of(authority: &Authority, act: &Revoke) -> Result<Self> {
        let is_known = |serial: &SerialNumber| authority.row(serial).is_some() || authority.bare(serial).is_some();
        match (&act.certificate, &act.serial) {
            (Some(bytes), None) => {
                let found = certificate(bytes)?;
                authority.check_issued_here(&found)?;
                Ok(if is_known(&found.serial) { Self::Known(found.serial) } else { Self::Certificate(Box::new(found)) })
            }
            (None, Some(serial)) => {
                let serial = SerialNumber::parse(serial)?;
                Ok(if act.record && !is_known(&serial) { Self::Bare(serial) } else { Self::Known(serial) })
            }
            _ => Err(Error::new(Code::CallUnknown).field("serial").allowed("a serial number or a certificate")),
        }
    }
}

/// The keys of the cold records that a revocation needs: those of a certificate that the ledger knows.
pub fn needs(authorities: &Authorities, act: &Revoke) -> Result<Vec<String>> {
    let held = authorities.find(&act.authority)?;
    match Target::of(&held.authority, act)? {
        Target::Known(serial) => question::needs_record(held, &serial),
        Target::Certificate(_) | Target::Bare(_) => Ok(Vec::new()),
    }
}

fn grounds(act: &Revoke) -> Result<(RevocationReason, Grounds)> {
    let reason = RevocationReason::parse(&act.reason)?;
    let invalidity_date = act.invalidity_date.as_deref().map(Time::parse).transpose()?;
    let hold_instruction = act.hold_instruction.as_deref().map(hold_instruction).transpose()?;
    Ok((reason, Grounds { invalidity_date, hold_instruction, ..reason.into() }))
}

fn hold_instruction(text: &str) -> Result<Oid> {
    Objects::default().oid(text).ok_or_else(|| {
        let refusal = Error::new(Code::OidSyntax).field("holdInstruction").found(text);
        refusal.allowed("holdInstructionNone, holdInstructionCallIssuer, holdInstructionReject, an identifier")
    })
}
