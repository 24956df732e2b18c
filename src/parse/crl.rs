//! Certificate revocation lists (RFC 5280, section 5.1).

use const_oid::db::rfc5280;

use super::MAX_CRL;
use super::der::{Element, Elements, Within, tag};
use super::extension::{RawExtension, extension, extensions, malformed, raw_extensions};
use super::name::name;
use super::signed::{Fields, signed};
use super::time::{generalized_time, time};
use crate::error::Result;
use crate::model::{CertificateList, Extension, RevocationReason, RevokedCertificate, SerialNumber, Time};

const FIELDS: Fields = Fields {
    content: "tbsCertList",
    version_tag: tag::INTEGER,
    parts: &["version", "signature", "issuer", "thisUpdate", "nextUpdate", "revokedCertificates", "crlExtensions"],
};

/// Reads a CRL.
pub fn crl(der: &[u8]) -> Result<CertificateList> {
    let signed = signed(der, &FIELDS, MAX_CRL)?;
    let mut parts = signed.content.elements();
    let version = version(&mut parts).within("version")?;
    signed.check_inner_algorithm(&mut parts)?;
    let issuer = parts.any().and_then(|element| name(&element)).within("issuer")?;
    let this_update = parts.any().and_then(|element| time(&element)).within("thisUpdate")?;
    let next_update = next_update(&mut parts).within("nextUpdate")?;
    let list = parts.optional(tag::SEQUENCE).within("revokedCertificates")?;
    let revoked = list.map_or(Ok(Vec::new()), |list| revoked_certificates(&list)).within("revokedCertificates")?;
    Ok(CertificateList {
        der: der.to_vec(),
        tbs_der: signed.content.bytes.to_vec(),
        version,
        signature_algorithm: signed.algorithm,
        issuer,
        this_update,
        next_update,
        revoked,
        extensions: list_extensions(parts)?,
        signature: signed.signature.to_vec(),
    })
}

/// v1 is left out, v2 is 1.
fn version(parts: &mut Elements<'_>) -> Result<u8> {
    match parts.optional(tag::INTEGER)? {
        None => Ok(1),
        Some(number) if number.unsigned() == Some(1) => Ok(2),
        Some(number) => Err(number.refused("an unknown version").allowed("1")),
    }
}

fn next_update(parts: &mut Elements<'_>) -> Result<Option<Time>> {
    let element = match parts.optional(tag::UTC_TIME)? {
        Some(element) => Some(element),
        None => parts.optional(tag::GENERALIZED_TIME)?,
    };
    element.map(|element| time(&element)).transpose()
}

fn list_extensions(mut parts: Elements<'_>) -> Result<Vec<Extension>> {
    let explicit = parts.optional(tag::constructed(0)).within("crlExtensions")?;
    parts.finish().within("crlExtensions")?;
    let list = explicit.map(|explicit| explicit.only()).transpose().within("crlExtensions")?;
    list.map_or(Ok(Vec::new()), |list| extensions(&list))
}

fn revoked_certificates(list: &Element<'_>) -> Result<Vec<RevokedCertificate>> {
    let mut all = Vec::new();
    let mut elements = list.elements();
    while let Some(element) = elements.next()? {
        all.push(revoked_certificate(&element)?);
    }
    Ok(all)
}

fn revoked_certificate(element: &Element<'_>) -> Result<RevokedCertificate> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let serial = SerialNumber::from_der_content(parts.expect(tag::INTEGER)?.content);
    let date = time(&parts.any()?)?;
    let list = parts.optional(tag::SEQUENCE)?;
    parts.finish()?;
    let mut entry = RevokedCertificate { serial, date, reason: None, invalidity_date: None, other: Vec::new() };
    for raw in list.map_or(Ok(Vec::new()), |list| raw_extensions(&list))? {
        entry_extension(&mut entry, &raw)?;
    }
    Ok(entry)
}

/// The two extensions of an entry that the model has a place for, where they are not critical as they should not be.
fn entry_extension(entry: &mut RevokedCertificate, raw: &RawExtension<'_>) -> Result<()> {
    match *raw.oid.inner() {
        rfc5280::ID_CE_CRL_REASONS if !raw.critical => {
            entry.reason = Some(reason(raw).map_err(|error| malformed(raw, &error))?);
        }
        rfc5280::ID_CE_INVALIDITY_DATE if !raw.critical => {
            entry.invalidity_date = Some(invalidity_date(raw).map_err(|error| malformed(raw, &error))?);
        }
        _ => entry.other.push(extension(raw)?),
    }
    Ok(())
}

fn reason(raw: &RawExtension<'_>) -> Result<RevocationReason> {
    let number = Element::whole_at(raw.octets.content, raw.octets.content_offset())?.expect(tag::ENUMERATED)?;
    let reason = number
        .unsigned()
        .and_then(|number| RevocationReason::ALL.into_iter().find(|it| u128::from(it.number()) == number));
    reason.ok_or_else(|| number.refused("an unknown reason").allowed("0 to 6, 8 to 10"))
}

fn invalidity_date(raw: &RawExtension<'_>) -> Result<Time> {
    let element = Element::whole_at(raw.octets.content, raw.octets.content_offset())?;
    generalized_time(&element.expect(tag::GENERALIZED_TIME)?)
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{ED25519, NAME, oid, seq, signed, tlv};
    use super::*;
    use crate::error::Code;

    const V2: &[u8] = &[2, 1, 1];

    fn utc(text: &str) -> Vec<u8> {
        tlv(tag::UTC_TIME, &[text.as_bytes()])
    }

    fn entry(serial: u8, extensions: &[u8]) -> Vec<u8> {
        seq(&[&[2, 1, serial], &utc("260101000000Z"), extensions])
    }

    fn with_entries(entries: &[&[u8]]) -> Vec<u8> {
        signed(&[V2, ED25519, NAME, &utc("260102000000Z"), &utc("260202000000Z"), &seq(entries)])
    }

    fn extension(dotted: &str, critical: bool, content: &[u8]) -> Vec<u8> {
        let critical = if critical { &[1, 1, 0xff][..] } else { &[] };
        seq(&[&oid(dotted), critical, &tlv(tag::OCTET_STRING, &[content])])
    }

    const REASON: &str = "2.5.29.21";

    #[test]
    fn entries_are_read_with_reason_and_date() {
        let date = tlv(tag::GENERALIZED_TIME, &[b"20251231000000Z"]);
        let all = seq(&[
            &extension(REASON, false, &[10, 1, 1]),
            &extension("2.5.29.24", false, &date),
            &extension("1.2.3", false, &[]),
        ]);
        let list = crl(&with_entries(&[&entry(1, &all), &entry(2, &[])])).unwrap();
        let [first, second] = list.revoked.as_slice() else { panic!() };
        assert_eq!(first.reason, Some(RevocationReason::KeyCompromise));
        assert_eq!(first.invalidity_date.unwrap().to_string(), "2025-12-31T00:00:00Z");
        assert_eq!(first.other.len(), 1);
        assert_eq!((second.serial.to_string(), second.reason, second.other.len()), ("02".into(), None, 0));
        assert_eq!((list.version, list.next_update.unwrap().to_string()), (2, "2026-02-02T00:00:00Z".into()));
    }

    #[test]
    fn a_critical_reason_stays_critical() {
        let all = seq(&[&extension(REASON, true, &[10, 1, 1])]);
        let list = crl(&with_entries(&[&entry(1, &all)])).unwrap();
        assert_eq!(list.revoked[0].reason, None);
        assert!(list.revoked[0].other[0].critical);
    }

    #[test]
    fn what_may_be_absent_may_be_absent() {
        let list = crl(&signed(&[ED25519, NAME, &utc("260102000000Z")])).unwrap();
        assert_eq!((list.version, list.next_update, list.revoked.len(), list.extensions.len()), (1, None, 0, 0));
        let number = tlv(0xa0, &[&seq(&[&extension("2.5.29.20", false, &[2, 1, 9])])]);
        let list = crl(&signed(&[V2, ED25519, NAME, &utc("260102000000Z"), &number])).unwrap();
        assert_eq!(list.extensions.len(), 1);
    }

    #[test]
    fn a_wrong_part_is_named() {
        let reason = |content: &[u8]| with_entries(&[&entry(1, &seq(&[&extension(REASON, false, content)]))]);
        for (der, code, field) in [
            (signed(&[&[2, 1, 2], ED25519, NAME, &utc("260102000000Z")]), Code::DerMalformed, "version"),
            (signed(&[V2, ED25519, NAME, &utc("26010200Z")]), Code::DerMalformed, "thisUpdate"),
            (signed(&[V2, ED25519, NAME, &utc("260102000000Z"), &utc("26")]), Code::DerMalformed, "nextUpdate"),
            (signed(&[V2, ED25519, NAME, &utc("260102000000Z"), &[5, 0]]), Code::DerMalformed, "crlExtensions"),
            (with_entries(&[&seq(&[&[2, 1, 1]])]), Code::DerMalformed, "revokedCertificates"),
            (reason(&[10, 1, 7]), Code::ExtensionMalformed, "extension.cRLReasons"),
            (reason(&[2, 1, 1]), Code::ExtensionMalformed, "extension.cRLReasons"),
        ] {
            let error = crl(&der).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (code, Some(field)), "{error}");
        }
    }
}
