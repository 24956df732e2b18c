//! Certificates (RFC 5280, section 4.1).

use super::MAX_REQUEST;
use super::der::{Element, Elements, Within, tag};
use super::extension::extensions;
use super::name::name;
use super::signed::{Fields, signed, subject_public_key_info};
use super::time::time;
use crate::error::Result;
use crate::model::{Certificate, Extension, Name, SerialNumber, Validity};

const FIELDS: Fields = Fields {
    content: "tbsCertificate",
    version_tag: tag::constructed(0),
    parts: &[
        "version",
        "serialNumber",
        "signature",
        "issuer",
        "validity",
        "subject",
        "subjectPublicKeyInfo",
        "issuerUniqueID",
        "subjectUniqueID",
        "extensions",
    ],
};

/// Reads a certificate.
pub fn certificate(der: &[u8]) -> Result<Certificate> {
    let signed = signed(der, &FIELDS, MAX_REQUEST)?;
    let mut parts = signed.content.elements();
    let version = version(&mut parts).within("version")?;
    let serial = parts.expect(tag::INTEGER).within("serialNumber")?;
    signed.check_inner_algorithm(&mut parts)?;
    let issuer = next_name(&mut parts).within("issuer")?;
    let validity = parts.expect(tag::SEQUENCE).and_then(|element| validity(&element)).within("validity")?;
    let subject = next_name(&mut parts).within("subject")?;
    let spki = subject_public_key_info(&mut parts).within("subjectPublicKeyInfo")?;
    let extensions = last_parts(parts, version)?;
    Ok(Certificate {
        der: der.to_vec(),
        tbs_der: signed.content.bytes.to_vec(),
        version,
        serial: SerialNumber::from_der_content(serial.content),
        signature_algorithm: signed.algorithm,
        issuer,
        validity,
        subject,
        spki,
        extensions,
        signature: signed.signature.to_vec(),
    })
}

fn next_name(parts: &mut Elements<'_>) -> Result<Name> {
    name(&parts.any()?)
}

/// v1 is the default and left out.
fn version(parts: &mut Elements<'_>) -> Result<u8> {
    let Some(explicit) = parts.optional(tag::constructed(0))? else { return Ok(1) };
    let number = explicit.only()?.expect(tag::INTEGER)?;
    match number.unsigned() {
        Some(0) => Ok(1),
        Some(1) => Ok(2),
        Some(2) => Ok(3),
        _ => Err(number.refused("an unknown version").allowed("0, 1 or 2")),
    }
}

fn validity(element: &Element<'_>) -> Result<Validity> {
    let mut parts = element.elements();
    let not_before = parts.any().and_then(|element| time(&element)).within("validity.notBefore")?;
    let not_after = parts.any().and_then(|element| time(&element)).within("validity.notAfter")?;
    parts.finish()?;
    Validity::new(not_before, not_after)
}

/// The unique identifiers, which nobody uses, and the extensions, which version 3 alone can have.
fn last_parts(mut parts: Elements<'_>, version: u8) -> Result<Vec<Extension>> {
    parts.optional(tag::primitive(1)).within("issuerUniqueID")?;
    parts.optional(tag::primitive(2)).within("subjectUniqueID")?;
    let explicit = parts.optional(tag::constructed(3)).within("extensions")?;
    parts.finish().within("extensions")?;
    match explicit {
        Some(explicit) if version == 3 => extensions(&explicit.only().within("extensions")?),
        Some(explicit) => Err(explicit.unexpected("no extensions before version 3").field("extensions")),
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{ED25519, KEY, NAME, oid, seq, signed, tlv};
    use super::*;
    use crate::error::Code;

    const V3: &[u8] = &[0xa0, 3, 2, 1, 2];
    const SERIAL: &[u8] = &[2, 1, 5];

    fn times(from: &str, to: &str) -> Vec<u8> {
        seq(&[&tlv(tag::UTC_TIME, &[from.as_bytes()]), &tlv(tag::UTC_TIME, &[to.as_bytes()])])
    }

    fn made(version: &[u8], serial: &[u8], rest: &[u8]) -> Vec<u8> {
        signed(&[version, serial, ED25519, NAME, &times("260101000000Z", "270101000000Z"), NAME, KEY, rest])
    }

    fn one_extension() -> Vec<u8> {
        tlv(0xa3, &[&seq(&[&seq(&[&oid("1.2.3"), &[4, 0]])])])
    }

    #[test]
    fn the_parts_are_kept_as_they_came() {
        let der = made(V3, SERIAL, &one_extension());
        let certificate = certificate(&der).unwrap();
        assert_eq!((certificate.version, certificate.serial.to_string()), (3, "05".into()));
        assert_eq!(certificate.validity.not_after().to_string(), "2027-01-01T00:00:00Z");
        assert_eq!((certificate.spki.as_slice(), certificate.extensions.len()), (KEY, 1));
        assert!(der.windows(certificate.tbs_der.len()).any(|window| window == certificate.tbs_der));
        assert_eq!(certificate.signature, [7, 8]);
    }

    #[test]
    fn every_version_is_read() {
        for (version, number) in [(&[][..], 1), (&[0xa0, 3, 2, 1, 0], 1), (&[0xa0, 3, 2, 1, 1], 2), (V3, 3)] {
            assert_eq!(certificate(&made(version, SERIAL, &[])).unwrap().version, number);
        }
        let error = certificate(&made(&[0xa0, 3, 2, 1, 3], SERIAL, &[])).unwrap_err();
        assert_eq!(error.field_name(), Some("version"));
        let error = certificate(&made(&[], SERIAL, &one_extension())).unwrap_err();
        assert_eq!(error.field_name(), Some("extensions"));
    }

    #[test]
    fn serial_numbers_of_others_are_kept() {
        for serial in [&[2, 1, 0][..], &[2, 1, 0xff], &tlv(2, &[&[1; 30]])] {
            assert_eq!(certificate(&made(V3, serial, &[])).unwrap().serial.der_content(), serial[2..]);
        }
    }

    #[test]
    fn a_wrong_part_is_named() {
        let good = times("260101000000Z", "270101000000Z");
        let build = |algorithm: &[u8], times: &[u8]| signed(&[V3, SERIAL, algorithm, NAME, times, NAME, KEY]);
        for (der, code, field) in [
            (build(&[0x30, 5, 6, 3, 0x2b, 0x65, 0x71], &good), Code::DerMalformed, "signature"),
            (build(ED25519, &times("2601010000Z", "270101000000Z")), Code::DerMalformed, "validity.notBefore"),
            (build(ED25519, &times("260101000000Z", "271301000000Z")), Code::DerMalformed, "validity.notAfter"),
            (build(ED25519, &times("270101000000Z", "260101000000Z")), Code::ValidityOrder, "validity"),
        ] {
            let error = certificate(&der).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (code, Some(field)), "{error}");
        }
    }
}
