//! TBSCertList (RFC 5280, section 5.1).

use const_oid::db::rfc5280::{ID_CE_CRL_REASONS, ID_CE_INVALIDITY_DATE};

use super::element::{self, tag};
use super::extension::{extension_value_der, extensions, typed};
use super::name::name_der;
use super::{ToBeSigned, algorithm, time};
use crate::error::Result;
use crate::model::{Extension, Name, Oid, RevocationReason, RevokedCertificate, SignatureAlgorithm, Time};

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
        const V2: u128 = 1;
        let revoked = self.revoked.iter().map(entry).collect::<Result<Vec<_>>>()?;
        element::sequence(&[
            element::unsigned(V2)?,
            algorithm::identifier(algorithm)?,
            name_der(&self.issuer)?,
            time::time(self.this_update)?,
            time::time(self.next_update)?,
            if revoked.is_empty() { Vec::new() } else { element::sequence(&revoked)? },
            element::element(tag::constructed(0), &extensions(&self.extensions)?)?,
        ])
    }
}

fn entry(revoked: &RevokedCertificate) -> Result<Vec<u8>> {
    let extensions = [vec![reason(revoked)?, invalidity_date(revoked)?], others(revoked)?].concat().concat();
    element::sequence(&[
        element::element(tag::INTEGER, &revoked.serial.der_content())?,
        time::time(revoked.date)?,
        if extensions.is_empty() { Vec::new() } else { element::sequence(&[extensions])? },
    ])
}

/// Section 5.3.1: a reason of unspecified is not said.
fn reason(revoked: &RevokedCertificate) -> Result<Vec<u8>> {
    match revoked.reason.map_or(0, number) {
        0 => Ok(Vec::new()),
        number => typed(&Oid::from(ID_CE_CRL_REASONS), false, &element::element(tag::ENUMERATED, &[number])?),
    }
}

const fn number(reason: RevocationReason) -> u8 {
    match reason {
        RevocationReason::Unspecified => 0,
        RevocationReason::KeyCompromise => 1,
        RevocationReason::CaCompromise => 2,
        RevocationReason::AffiliationChanged => 3,
        RevocationReason::Superseded => 4,
        RevocationReason::CessationOfOperation => 5,
        RevocationReason::CertificateHold => 6,
        RevocationReason::RemoveFromCrl => 8,
        RevocationReason::PrivilegeWithdrawn => 9,
        RevocationReason::AaCompromise => 10,
    }
}

/// Section 5.3.2.
fn invalidity_date(revoked: &RevokedCertificate) -> Result<Vec<u8>> {
    revoked
        .invalidity_date
        .map_or(Ok(Vec::new()), |date| typed(&Oid::from(ID_CE_INVALIDITY_DATE), false, &time::generalized(date)?))
}

fn others(revoked: &RevokedCertificate) -> Result<Vec<Vec<u8>>> {
    revoked
        .other
        .iter()
        .map(|extension| typed(&extension.value.oid(), extension.critical, &extension_value_der(&extension.value)?))
        .collect()
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

    #[test]
    fn entries_say_a_reason_only_where_there_is_one() {
        let plain = b"\x30\x12\x02\x01\x05\x17\x0D261120120000Z";
        assert_eq!(entry(&revoked(None, None)).unwrap(), plain);
        assert_eq!(entry(&revoked(Some(RevocationReason::Unspecified), None)).unwrap(), plain);
        let reason =
            b"\x30\x20\x02\x01\x05\x17\x0D261120120000Z\x30\x0C\x30\x0A\x06\x03\x55\x1D\x15\x04\x03\x0A\x01\x01";
        assert_eq!(entry(&revoked(Some(RevocationReason::KeyCompromise), None)).unwrap(), reason);
    }

    #[test]
    fn the_invalidity_date_is_a_generalized_time_in_any_year() {
        let der = entry(&revoked(None, Some("2026-01-02T03:04:05Z"))).unwrap();
        assert!(der.ends_with(b"\x06\x03\x55\x1D\x18\x04\x11\x18\x0F20260102030405Z"));
    }

    #[test]
    fn an_empty_list_is_left_out() {
        let content = CrlContent {
            issuer: Name::default(),
            this_update: Time::parse("2026-11-20T12:00:00Z").unwrap(),
            next_update: Time::parse("2050-01-01T00:00:00Z").unwrap(),
            revoked: vec![],
            extensions: vec![],
        };
        let der = content.tbs(SignatureAlgorithm::Ed25519).unwrap();
        assert!(der.ends_with(b"\x17\x0D261120120000Z\x18\x0F20500101000000Z\xA0\x02\x30\x00"));
    }
}
