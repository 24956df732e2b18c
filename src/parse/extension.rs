//! Extensions (RFC 5280, section 4.2): the known ones are taken apart, all others are kept as they came.

use std::collections::BTreeSet;

use const_oid::db::{DB, rfc5280};

use super::der::{Element, Within, tag};
use super::general_name::{empty, general_name, general_names};
use crate::error::{Code, Error, Result};
use crate::model::{
    AccessDescription, AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, ExtensionValue,
    KeyUsage, KeyUsages, NameConstraints, Oid, PolicyInformation, SerialNumber,
};

/// The parts of an extension, before its content is looked at.
#[derive(Clone, Copy, Debug)]
pub struct RawExtension<'a> {
    /// The type.
    pub oid: Oid,
    /// Whether it is critical.
    pub critical: bool,
    /// The OCTET STRING with the content.
    pub octets: Element<'a>,
}

/// Takes Extensions apart; none may stand there twice.
pub fn raw_extensions<'a>(element: &Element<'a>) -> Result<Vec<RawExtension<'a>>> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    let mut elements = element.expect(tag::SEQUENCE)?.elements();
    while let Some(element) = elements.next()? {
        let extension = raw_extension(&element)?;
        if !seen.insert(extension.oid) {
            return Err(Error::new(Code::ExtensionDuplicate).field(field(extension.oid)).at(element.offset));
        }
        all.push(extension);
    }
    Ok(all)
}

fn raw_extension<'a>(element: &Element<'a>) -> Result<RawExtension<'a>> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let oid = parts.expect(tag::OID)?.oid()?;
    // DER leaves a FALSE out; some programs write it all the same, and it says nothing else.
    let critical = parts.optional(tag::BOOLEAN)?.map_or(Ok(false), |critical| critical.boolean())?;
    let octets = parts.expect(tag::OCTET_STRING)?;
    parts.finish()?;
    Ok(RawExtension { oid, critical, octets })
}

/// Reads Extensions.
pub fn extensions(element: &Element<'_>) -> Result<Vec<Extension>> {
    raw_extensions(element).within("extensions")?.iter().map(extension).collect()
}

/// Reads one extension.
pub fn extension(raw: &RawExtension<'_>) -> Result<Extension> {
    let value = value(raw).map_err(|error| malformed(raw, &error))?;
    Ok(Extension { critical: raw.critical, value })
}

/// Reads the content of an extension.
pub fn content(oid: Oid, der: &[u8]) -> Result<ExtensionValue> {
    let octets = Element { tag: tag::OCTET_STRING, content: der, bytes: der, offset: 0 };
    let raw = RawExtension { oid, critical: false, octets };
    value(&raw).map_err(|error| malformed(&raw, &error))
}

/// What was wrong inside an extension, told as its refusal.
pub fn malformed(raw: &RawExtension<'_>, error: &Error) -> Error {
    let mut refusal = Error::new(Code::ExtensionMalformed).field(field(raw.oid));
    refusal = refusal.at(error.offset().unwrap_or_else(|| raw.octets.content_offset()));
    refusal = refusal.found(error.found_text().unwrap_or_else(|| error.code().what()));
    match error.allowed_text() {
        Some(allowed) => refusal.allowed(allowed),
        None => refusal,
    }
}

/// The name that errors and reports give an extension: `extension.subjectAltName`, or its identifier where it has no name.
pub fn field(oid: Oid) -> String {
    let name = DB.by_oid(oid.inner()).and_then(|name| name.strip_prefix("id-ce-").or(name.strip_prefix("id-pe-")));
    name.map_or_else(|| format!("extension.{oid}"), |name| format!("extension.{name}"))
}

fn value(raw: &RawExtension<'_>) -> Result<ExtensionValue> {
    let read: fn(&Element<'_>) -> Result<Option<ExtensionValue>> = match *raw.oid.inner() {
        rfc5280::ID_CE_BASIC_CONSTRAINTS => |it| basic_constraints(it).map(ExtensionValue::BasicConstraints).map(Some),
        rfc5280::ID_CE_KEY_USAGE => |it| key_usage(it).map(ExtensionValue::KeyUsage).map(Some),
        rfc5280::ID_CE_EXT_KEY_USAGE => |it| extended_key_usage(it).map(ExtensionValue::ExtendedKeyUsage).map(Some),
        rfc5280::ID_CE_SUBJECT_ALT_NAME => |it| alt_names(it).map(ExtensionValue::SubjectAltName).map(Some),
        rfc5280::ID_CE_ISSUER_ALT_NAME => |it| alt_names(it).map(ExtensionValue::IssuerAltName).map(Some),
        rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER => {
            |it| Ok(Some(ExtensionValue::SubjectKeyIdentifier(it.expect(tag::OCTET_STRING)?.content.to_vec())))
        }
        rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => {
            |it| authority_key_identifier(it).map(ExtensionValue::AuthorityKeyIdentifier).map(Some)
        }
        rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS => {
            |it| list(it, distribution_point).map(ExtensionValue::CrlDistributionPoints).map(Some)
        }
        rfc5280::ID_PE_AUTHORITY_INFO_ACCESS => {
            |it| list(it, access_description).map(ExtensionValue::AuthorityInfoAccess).map(Some)
        }
        rfc5280::ID_CE_NAME_CONSTRAINTS => |it| name_constraints(it).map(ExtensionValue::NameConstraints).map(Some),
        rfc5280::ID_CE_CERTIFICATE_POLICIES => {
            |it| list(it, policy_information).map(ExtensionValue::CertificatePolicies).map(Some)
        }
        // A number of more than 128 bits is right (up to 20 octets), and is kept as it came.
        rfc5280::ID_CE_CRL_NUMBER => |it| Ok(it.expect(tag::INTEGER)?.unsigned().map(ExtensionValue::CrlNumber)),
        _ => return Ok(other(raw)),
    };
    let content = Element::whole_at(raw.octets.content, raw.octets.content_offset())?;
    Ok(read(&content)?.unwrap_or_else(|| other(raw)))
}

fn other(raw: &RawExtension<'_>) -> ExtensionValue {
    ExtensionValue::Other { oid: raw.oid, der: raw.octets.content.to_vec() }
}

/// A SEQUENCE OF at least one.
fn list<T>(element: &Element<'_>, item: fn(&Element<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    let mut elements = element.expect(tag::SEQUENCE)?.elements();
    while let Some(element) = elements.next()? {
        all.push(item(&element)?);
    }
    if all.is_empty() { Err(empty(element)) } else { Ok(all) }
}

fn basic_constraints(element: &Element<'_>) -> Result<BasicConstraints> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let ca = parts.optional(tag::BOOLEAN)?.map_or(Ok(false), |ca| ca.boolean())?;
    let path_len = parts.optional(tag::INTEGER)?.map(|number| path_len(&number)).transpose()?;
    parts.finish()?;
    Ok(BasicConstraints { ca, path_len })
}

fn path_len(number: &Element<'_>) -> Result<u8> {
    let len = number.unsigned().and_then(|len| u8::try_from(len).ok());
    len.ok_or_else(|| number.refused("a path length out of range").allowed("0 to 255"))
}

/// Bit 0 is the highest bit of the first octet.
fn key_usage(element: &Element<'_>) -> Result<KeyUsages> {
    let Some((_, octets)) = element.expect(tag::BIT_STRING)?.content.split_first() else {
        return Err(element.refused("no bits"));
    };
    let mut left = octets.iter().map(|octet| octet.count_ones()).sum::<u32>();
    let mut usages = Vec::new();
    for usage in KeyUsage::ALL {
        let (octet, bit) = place(usage);
        if octets.get(octet).is_some_and(|octet| octet & bit != 0) {
            usages.push(usage);
            left = left.saturating_sub(1);
        }
    }
    if left > 0 {
        Err(element.refused("a bit without a meaning").allowed("bits 0 to 8"))
    } else {
        Ok(KeyUsages::of(&usages))
    }
}

/// In which octet a use's bit stands, and the octet with that bit alone.
const fn place(usage: KeyUsage) -> (usize, u8) {
    match usage {
        KeyUsage::DigitalSignature => (0, 0x80),
        KeyUsage::ContentCommitment => (0, 0x40),
        KeyUsage::KeyEncipherment => (0, 0x20),
        KeyUsage::DataEncipherment => (0, 0x10),
        KeyUsage::KeyAgreement => (0, 0x08),
        KeyUsage::KeyCertSign => (0, 0x04),
        KeyUsage::CrlSign => (0, 0x02),
        KeyUsage::EncipherOnly => (0, 0x01),
        KeyUsage::DecipherOnly => (1, 0x80),
    }
}

fn extended_key_usage(element: &Element<'_>) -> Result<Vec<Oid>> {
    list(element, |purpose| purpose.oid())
}

fn alt_names(element: &Element<'_>) -> Result<Vec<crate::model::GeneralName>> {
    general_names(&element.expect(tag::SEQUENCE)?)
}

fn authority_key_identifier(element: &Element<'_>) -> Result<AuthorityKeyIdentifier> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let key_id = parts.optional(tag::primitive(0))?.map(|id| id.content.to_vec());
    let issuer = parts.optional(tag::constructed(1))?.map(|names| general_names(&names)).transpose()?;
    let serial = parts.optional(tag::primitive(2))?.map(|number| SerialNumber::from_der_content(number.content));
    parts.finish()?;
    Ok(AuthorityKeyIdentifier { key_id, issuer: issuer.unwrap_or_default(), serial })
}

fn distribution_point(element: &Element<'_>) -> Result<DistributionPoint> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let name = parts.optional(tag::constructed(0))?.map(|name| name.only()).transpose()?;
    let reasons = parts.optional(tag::primitive(1))?;
    let issuer = parts.optional(tag::constructed(2))?;
    parts.finish()?;
    issuer.map(|names| general_names(&names)).transpose()?;
    let full_name = match name {
        Some(name) if name.tag == tag::constructed(0) => Some(general_names(&name)?),
        Some(name) => name.expect(tag::constructed(1)).map(|_| None)?,
        None => None,
    };
    let plain = full_name.is_some() && reasons.is_none() && issuer.is_none();
    Ok(DistributionPoint { full_name: full_name.unwrap_or_default(), other: (!plain).then(|| element.bytes.to_vec()) })
}

fn access_description(element: &Element<'_>) -> Result<AccessDescription> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let method = parts.expect(tag::OID)?.oid()?;
    let location = general_name(&parts.any()?)?;
    parts.finish()?;
    Ok(AccessDescription { method, location })
}

fn name_constraints(element: &Element<'_>) -> Result<NameConstraints> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let permitted = parts.optional(tag::constructed(0))?.map(|trees| subtrees(&trees)).transpose()?;
    let excluded = parts.optional(tag::constructed(1))?.map(|trees| subtrees(&trees)).transpose()?;
    parts.finish()?;
    Ok(NameConstraints { permitted: permitted.unwrap_or_default(), excluded: excluded.unwrap_or_default() })
}

fn subtrees(element: &Element<'_>) -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    let mut elements = element.elements();
    while let Some(tree) = elements.next()? {
        all.push(subtree(&tree)?);
    }
    if all.is_empty() { Err(empty(element)) } else { Ok(all) }
}

/// The base alone: minimum is 0 and maximum absent (RFC 5280, section 4.2.1.10), and DER leaves both out.
fn subtree(element: &Element<'_>) -> Result<Vec<u8>> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let base = parts.any()?;
    parts.finish()?;
    general_name(&base)?;
    Ok(base.bytes.to_vec())
}

fn policy_information(element: &Element<'_>) -> Result<PolicyInformation> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let oid = parts.expect(tag::OID)?.oid()?;
    let qualifiers = parts.optional(tag::SEQUENCE)?.map(|qualifiers| qualifiers.bytes.to_vec());
    parts.finish()?;
    Ok(PolicyInformation { oid, qualifiers })
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{oid, seq, tlv};
    use super::*;
    use crate::model::GeneralName;

    fn made(dotted: &str, critical: &[u8], content: &[u8]) -> Vec<u8> {
        seq(&[&oid(dotted), critical, &tlv(tag::OCTET_STRING, &[content])])
    }

    fn read(dotted: &str, content: &[u8]) -> Result<ExtensionValue> {
        let list = seq(&[&made(dotted, &[], content)]);
        Ok(extensions(&Element::whole(&list)?)?.remove(0).value)
    }

    #[test]
    fn known_extensions_are_taken_apart() {
        let dns = GeneralName::parse("dns:a.sample.com").unwrap();
        let names = seq(&[&tlv(0x82, &[b"a.sample.com"])]);
        let uri = GeneralName::parse("uri:http://a.sample.com/").unwrap();
        let uri_der = tlv(0x86, &[b"http://a.sample.com/"]);
        let one = Oid::parse("1.2.3").unwrap();
        let cases = [
            ("2.5.29.19", seq(&[]), ExtensionValue::BasicConstraints(BasicConstraints { ca: false, path_len: None })),
            (
                "2.5.29.19",
                seq(&[&[1, 1, 0xff], &[2, 1, 3]]),
                ExtensionValue::BasicConstraints(BasicConstraints { ca: true, path_len: Some(3) }),
            ),
            (
                "2.5.29.15",
                vec![3, 3, 7, 0x86, 0x80],
                ExtensionValue::KeyUsage(KeyUsages::of(&[
                    KeyUsage::DigitalSignature,
                    KeyUsage::KeyCertSign,
                    KeyUsage::CrlSign,
                    KeyUsage::DecipherOnly,
                ])),
            ),
            ("2.5.29.37", seq(&[&oid("1.2.3")]), ExtensionValue::ExtendedKeyUsage(vec![one])),
            ("2.5.29.17", names.clone(), ExtensionValue::SubjectAltName(vec![dns.clone()])),
            ("2.5.29.18", names.clone(), ExtensionValue::IssuerAltName(vec![dns.clone()])),
            ("2.5.29.14", vec![4, 2, 7, 8], ExtensionValue::SubjectKeyIdentifier(vec![7, 8])),
            (
                "2.5.29.35",
                seq(&[&[0x80, 2, 7, 8], &tlv(0xa1, &[&tlv(0x82, &[b"a.sample.com"])]), &[0x82, 1, 5]]),
                ExtensionValue::AuthorityKeyIdentifier(AuthorityKeyIdentifier {
                    key_id: Some(vec![7, 8]),
                    issuer: vec![dns],
                    serial: Some(SerialNumber::from_der_content(&[5])),
                }),
            ),
            (
                "2.5.29.31",
                seq(&[&seq(&[&tlv(0xa0, &[&tlv(0xa0, &[&uri_der])])])]),
                ExtensionValue::CrlDistributionPoints(vec![DistributionPoint {
                    full_name: vec![uri.clone()],
                    other: None,
                }]),
            ),
            (
                "1.3.6.1.5.5.7.1.1",
                seq(&[&seq(&[&oid("1.2.3"), &uri_der])]),
                ExtensionValue::AuthorityInfoAccess(vec![AccessDescription { method: one, location: uri }]),
            ),
            (
                "2.5.29.30",
                seq(&[&tlv(0xa0, &[&seq(&[b"\x82\x02.b"])]), &tlv(0xa1, &[&seq(&[b"\x82\x01c"])])]),
                ExtensionValue::NameConstraints(NameConstraints {
                    permitted: vec![b"\x82\x02.b".to_vec()],
                    excluded: vec![b"\x82\x01c".to_vec()],
                }),
            ),
            (
                "2.5.29.32",
                seq(&[&seq(&[&oid("1.2.3")]), &seq(&[&oid("1.2.3"), &seq(&[&seq(&[&oid("1.2.3")])])])]),
                ExtensionValue::CertificatePolicies(vec![
                    PolicyInformation { oid: one, qualifiers: None },
                    PolicyInformation { oid: one, qualifiers: Some(seq(&[&seq(&[&oid("1.2.3")])])) },
                ]),
            ),
            ("2.5.29.20", vec![2, 2, 0, 0xff], ExtensionValue::CrlNumber(255)),
            ("1.2.3", vec![1, 2, 3], ExtensionValue::Other { oid: one, der: vec![1, 2, 3] }),
        ];
        for (dotted, content, value) in cases {
            assert_eq!(read(dotted, &content).unwrap(), value);
        }
    }

    #[test]
    fn what_the_model_has_no_place_for_is_kept_as_it_came() {
        let large = tlv(2, &[&[1; 20]]);
        assert!(matches!(read("2.5.29.20", &large).unwrap(), ExtensionValue::Other { der, .. } if der == large));
        let point = seq(&[&[0x81, 2, 1, 6]]);
        let ExtensionValue::CrlDistributionPoints(points) = read("2.5.29.31", &seq(&[&point])).unwrap() else {
            panic!()
        };
        assert_eq!(points, [DistributionPoint { full_name: vec![], other: Some(point) }]);
    }

    #[test]
    fn malformed_content_is_refused_with_its_field_and_byte() {
        // SEQUENCE, SEQUENCE and identifier are 2 + 2 + 5 octets, the header of the OCTET STRING is 2.
        let content_at = 11;
        for (dotted, field, content, offset) in [
            ("2.5.29.19", "extension.basicConstraints", &[0x30, 3, 1, 1, 7][..], 4),
            ("2.5.29.19", "extension.basicConstraints", &[0x30, 4, 2, 2, 1, 0], 4),
            ("2.5.29.19", "extension.basicConstraints", &[0x31, 0], 0),
            ("2.5.29.15", "extension.keyUsage", &[3, 3, 6, 0x80, 0x40], 2),
            ("2.5.29.37", "extension.extKeyUsage", &[0x30, 0], 2),
            ("2.5.29.17", "extension.subjectAltName", &[0x30, 0], 2),
            ("2.5.29.17", "extension.subjectAltName", &[0x30, 2, 0x8a, 0], 2),
            ("2.5.29.17", "extension.subjectAltName", &[0x30, 5, 0x82, 1, b'a'], 5),
            ("2.5.29.14", "extension.subjectKeyIdentifier", &[5, 0], 0),
            ("2.5.29.30", "extension.nameConstraints", &[0x30, 2, 0xa0, 0], 4),
            ("2.5.29.20", "extension.cRLNumber", &[2, 1, 1, 0], 3),
        ] {
            let error = read(dotted, content).unwrap_err();
            assert_eq!(error.code(), Code::ExtensionMalformed, "{field} {content:?}");
            assert_eq!(
                (error.field_name(), error.offset()),
                (Some(field), Some(content_at + offset)),
                "{field} {content:?}"
            );
        }
    }

    #[test]
    fn an_extension_stands_there_once() {
        let one = made("1.2.3", &[], &[]);
        let error = extensions(&Element::whole(&seq(&[&one, &one])).unwrap()).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::ExtensionDuplicate, Some("extension.1.2.3")));
        assert_eq!(error.offset(), Some(2 + one.len()));
    }

    #[test]
    fn a_false_that_need_not_be_written_says_the_same() {
        for (critical, expected) in [(&[][..], false), (&[1, 1, 0], false), (&[1, 1, 0xff], true)] {
            let list = seq(&[&made("1.2.3", critical, &[])]);
            assert_eq!(extensions(&Element::whole(&list).unwrap()).unwrap()[0].critical, expected);
        }
    }
}
