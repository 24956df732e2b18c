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
