//! What requests, certificates and CRLs have in common: SEQUENCE { what is signed, algorithm, signature }.

use super::algorithm::signature_algorithm;
use super::der::{Element, Elements, Within, tag};
use crate::error::{Code, Error, Result};
use crate::model::SignatureAlgorithm;

/// The names of what is signed and of its parts, in their order.
pub struct Fields {
    /// `tbsCertificate` and the like.
    pub content: &'static str,
    /// How the version begins, where it is not left out.
    pub version_tag: u8,
    /// `version` first.
    pub parts: &'static [&'static str],
}

/// Something signed, taken apart.
pub struct Signed<'a> {
    /// What is signed.
    pub content: Element<'a>,
    /// The AlgorithmIdentifier as it stands beside the signature.
    pub algorithm_der: &'a [u8],
    /// How it is signed.
    pub algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: &'a [u8],
}

/// Takes something signed apart. With the `fields`, a broken byte can be said to lie in one of them.
pub fn signed<'a>(der: &'a [u8], fields: &Fields, max: usize) -> Result<Signed<'a>> {
    if der.len() > max {
        return Err(Error::new(Code::InputTooLarge)
            .found(format!("{} bytes", der.len()))
            .allowed(format!("{max} bytes")));
    }
    let outer = Element::whole(der).map_err(|error| located(error, der, fields))?;
    let mut parts = outer.expect(tag::SEQUENCE)?.elements();
    let content = parts.expect(tag::SEQUENCE)?;
    let algorithm = parts.expect(tag::SEQUENCE).within("signatureAlgorithm")?;
    let signature = parts.expect(tag::BIT_STRING).and_then(|bits| bits.octets()).within("signature")?;
    parts.finish()?;
    Ok(Signed {
        content,
        algorithm_der: algorithm.bytes,
        algorithm: signature_algorithm(&algorithm).within("signatureAlgorithm")?,
        signature,
    })
}

impl Signed<'_> {
    /// The algorithm stands inside what is signed too, and must be the same (RFC 5280, sections 4.1.1.2 and 5.1.1.2).
    pub fn check_inner_algorithm(&self, parts: &mut Elements<'_>) -> Result<()> {
        let inner = parts.expect(tag::SEQUENCE).within("signature")?;
        if inner.bytes == self.algorithm_der {
            Ok(())
        } else {
            Err(inner.refused("another algorithm than beside the signature").field("signature"))
        }
    }
}

/// A SubjectPublicKeyInfo, of whatever algorithm, as DER.
pub fn subject_public_key_info(parts: &mut Elements<'_>) -> Result<Vec<u8>> {
    let element = parts.expect(tag::SEQUENCE)?;
    let mut inner = element.elements();
    inner.expect(tag::SEQUENCE)?.elements().expect(tag::OID)?.oid()?;
    inner.expect(tag::BIT_STRING)?.octets()?;
    inner.finish()?;
    Ok(element.bytes.to_vec())
}

/// Adds the field that the offset of an error lies in, as far as the outer headers still tell.
fn located(error: Error, der: &[u8], fields: &Fields) -> Error {
    match error.offset().and_then(|offset| field_at(der, offset, fields)) {
        Some(field) => error.field(field),
        None => error,
    }
}

fn field_at(der: &[u8], offset: usize, fields: &Fields) -> Option<&'static str> {
    let ends_before = |element: &Element<'_>| offset >= element.offset.saturating_add(element.bytes.len());
    let mut outer = Element::outermost(der, 0).ok()?.elements();
    let Ok(content) = outer.any() else { return Some(fields.content) };
    if !ends_before(&content) {
        return Some(part_at(&content, ends_before, fields));
    }
    match outer.next() {
        Ok(Some(algorithm)) if ends_before(&algorithm) => Some("signature"),
        _ => Some("signatureAlgorithm"),
    }
}

fn part_at(content: &Element<'_>, ends_before: impl Fn(&Element<'_>) -> bool, fields: &Fields) -> &'static str {
    let mut parts = content.elements();
    // A certificate of version 1 and a CRL of version 1 have no version.
    let has_version = content.content.first() == Some(&fields.version_tag);
    for field in fields.parts.iter().skip(usize::from(!has_version)) {
        match parts.next() {
            Ok(Some(part)) if ends_before(&part) => {}
            _ => return field,
        }
    }
    fields.content
}
