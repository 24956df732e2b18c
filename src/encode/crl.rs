//! TBSCertList (RFC 5280, section 5.1).

use const_oid::AssociatedOid;
use const_oid::db::rfc5280::ID_CE_INVALIDITY_DATE;
use x509_cert::certificate::Version;
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::pkix::CrlReason;

use super::extension::{self, extensions, holding};
use super::{ToBeSigned, algorithm, der, name, serial, time};
use crate::error::Result;
use crate::model::{Extension, Name, RevocationReason, RevokedCertificate, SignatureAlgorithm, Time};

/// What a CRL will say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlContent {
    /// Who signs it.
    pub issuer: Name,
    /// When it is made.
    pub this_update: Time,
    /// When the next one is due.
    pub next_update: Time,
    /// The certificates that are revoked.
    pub revoked: Vec<RevokedCertificate>,
    /// The list's own extensions.
    pub extensions: Vec<Extension>,
}

impl ToBeSigned for CrlContent {
    /// Version 2 always. `revokedCertificates` is left out where there are none (section 5.1.2.6).
    fn tbs(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>> {
        let revoked = self.revoked.iter().map(entry).collect::<Result<Vec<_>>>()?;
        // not the crate's CrlBuilder, which makes the extensions itself, of a whole certificate of the issuer
        der(&TbsCertList {
            version: Version::V2,
            signature: algorithm::identifier(algorithm)?,
            issuer: name::typed(&self.issuer)?,
            this_update: time::time(self.this_update)?,
            next_update: Some(time::time(self.next_update)?),
            revoked_certificates: some(revoked),
            crl_extensions: some(extensions(&self.extensions)?),
        })
    }
}

fn entry(revoked: &RevokedCertificate) -> Result<RevokedCert> {
    let mut extensions = Vec::new();
    extensions.extend(reason(revoked)?);
    extensions.extend(invalidity_date(revoked)?);
    extensions.extend(extension::extensions(&revoked.other)?);
    Ok(RevokedCert {
        serial_number: serial::serial(&revoked.serial)?,
        revocation_date: time::time(revoked.date)?,
        crl_entry_extensions: some(extensions),
    })
}

/// A list of at least one, or none.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// Section 5.3.1: a reason of unspecified is not said.
fn reason(revoked: &RevokedCertificate) -> Result<Option<x509_cert::ext::Extension>> {
    let said = revoked.reason.filter(|reason| *reason != RevocationReason::Unspecified);
    said.map(|reason| holding(CrlReason::OID, false, der(&number(reason))?)).transpose()
}

const fn number(reason: RevocationReason) -> CrlReason {
    match reason {
        RevocationReason::Unspecified => CrlReason::Unspecified,
        RevocationReason::KeyCompromise => CrlReason::KeyCompromise,
        RevocationReason::CaCompromise => CrlReason::CaCompromise,
        RevocationReason::AffiliationChanged => CrlReason::AffiliationChanged,
        RevocationReason::Superseded => CrlReason::Superseded,
        RevocationReason::CessationOfOperation => CrlReason::CessationOfOperation,
        RevocationReason::CertificateHold => CrlReason::CertificateHold,
        RevocationReason::RemoveFromCrl => CrlReason::RemoveFromCRL,
        RevocationReason::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        RevocationReason::AaCompromise => CrlReason::AaCompromise,
    }
}

/// Section 5.3.2; the crate has no type of its own for the date.
fn invalidity_date(revoked: &RevokedCertificate) -> Result<Option<x509_cert::ext::Extension>> {
    let date = revoked.invalidity_date;
    date.map(|date| holding(ID_CE_INVALIDITY_DATE, false, der(&time::generalized(date)?)?)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SerialNumber;

    fn revoked(reason: Option<RevocationReason>, invalidity_date: Option<&str>) -> RevokedCertificate {
        RevokedCertificate {
            serial: SerialNumber::parse("05").unwrap(),
            date: Time::parse("2026-11-20T12:00:00Z").unwrap(),
            reason,
            invalidity_date: invalidity_date.map(|text| Time::parse(text).unwrap()),
            other: vec![],
        }
    }

    fn written(revoked: &RevokedCertificate) -> Vec<u8> {
        der(&entry(revoked).unwrap()).unwrap()
    }

    #[test]
    fn entries_say_a_reason_only_where_there_is_one() {
        let plain = b"\x30\x12\x02\x01\x05\x17\x0D261120120000Z";
        assert_eq!(written(&revoked(None, None)), plain);
        assert_eq!(written(&revoked(Some(RevocationReason::Unspecified), None)), plain);
        let reason =
            b"\x30\x20\x02\x01\x05\x17\x0D261120120000Z\x30\x0C\x30\x0A\x06\x03\x55\x1D\x15\x04\x03\x0A\x01\x01";
        assert_eq!(written(&revoked(Some(RevocationReason::KeyCompromise), None)), reason);
    }

    #[test]
    fn the_invalidity_date_is_a_generalized_time_in_any_year() {
        let der = written(&revoked(None, Some("2026-01-02T03:04:05Z")));
        assert!(der.ends_with(b"\x06\x03\x55\x1D\x18\x04\x11\x18\x0F20260102030405Z"));
    }

    #[test]
    fn empty_lists_are_left_out() {
        let content = CrlContent {
            issuer: Name::default(),
            this_update: Time::parse("2026-11-20T12:00:00Z").unwrap(),
            next_update: Time::parse("2050-01-01T00:00:00Z").unwrap(),
            revoked: vec![],
            extensions: vec![],
        };
        let der = content.tbs(SignatureAlgorithm::Ed25519).unwrap();
        assert!(der.ends_with(b"\x17\x0D261120120000Z\x18\x0F20500101000000Z"));
    }
}
