//! What a renewal of the authority's own certificate does not reach: a certificate whose authorityKeyIdentifier names the serial number
//! of its issuer's certificate (`issuer:always`) chains to that one alone, see docs/decisions/0011.

use super::{Asking, PAGE, content};
use crate::authority::Status;
use crate::error::Result;
use crate::model::{Certificate, ExtensionValue, SerialNumber};
use crate::parse;
use crate::session::held::{Held, Line};
use crate::session::ledger;
use crate::session::view::{CertificatesView, View};

impl Asking<'_> {
    pub(super) fn bound(&self, authority: &str) -> Result<View> {
        let held = self.authorities.find(authority)?;
        let now = self.env.now();
        let mut found = Vec::new();
        for line in held.newest_first().filter(|line| line.status(now) == Status::Valid) {
            let Line::Whole(row) = line else { continue };
            let Some(record) = content(self.vault, held, &row.serial, self.cold)? else { continue };
            let named = named_issuer(&parse::certificate_der(&record.certificate)?);
            if named.as_ref() == Some(&held.authority.certificate.serial) {
                found.push(line);
            }
        }
        let entries = found.iter().take(PAGE).map(|line| ledger::entry(held, *line, now)).collect();
        Ok(View::Certificates(CertificatesView { total: found.len(), entries }))
    }
}

/// The cold records of the certificates that are not revoked.
pub(super) fn needs(held: &Held) -> Result<Vec<String>> {
    let rows = held.authority.rows().filter(|row| row.revocation.is_none());
    let records = rows.map(|row| held.record_of(&row.serial));
    records.filter_map(|record| record.map(|id| id.map(|id| id.cold_key())).transpose()).collect()
}

/// The serial number of the one certificate of its issuer that it chains to, where it names one.
fn named_issuer(certificate: &Certificate) -> Option<SerialNumber> {
    certificate.extension(|value| match value {
        ExtensionValue::AuthorityKeyIdentifier(identifier) => identifier.serial.clone(),
        _ => None,
    })
}
