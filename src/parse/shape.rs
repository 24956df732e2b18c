//! What a DER is, told from its outermost elements, also where it is cut off further behind.

use const_oid::db::rfc5911;

use super::ObjectKind;
use super::der::{Element, Elements, tag};

/// PKCS #7 and PKCS #12 may come in BER with an indefinite length, of which only the beginning is looked at.
const INDEFINITE: &[u8] = &[tag::SEQUENCE, 0x80];
const PKCS7_BEGINNING: &[u8] = &[tag::OID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7];
const PKCS12_BEGINNING: &[u8] = &[tag::INTEGER, 1, 3];

/// The first octets of Java's own keystores.
const JKS: &[u8] = &[0xfe, 0xed, 0xfe, 0xed];
const JCEKS: &[u8] = &[0xce, 0xce, 0xce, 0xce];

/// Which of Java's keystores it is, which are no DER.
pub fn keystore(bytes: &[u8]) -> Option<ObjectKind> {
    match bytes.get(..4)? {
        JKS => Some(ObjectKind::Jks),
        JCEKS => Some(ObjectKind::Jceks),
        _ => None,
    }
}

/// What the DER is; nothing where it is none of what is known.
pub fn shape(der: &[u8]) -> Option<ObjectKind> {
    if let Some(content) = der.strip_prefix(INDEFINITE) {
        return indefinite(content);
    }
    let outer = Element::clipped(der, 0).filter(|outer| outer.tag == tag::SEQUENCE)?;
    let parts = first_elements(&outer);
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    match (tags.as_slice(), parts.as_slice()) {
        ([tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..], _) => Some(ObjectKind::PrivateKey),
        ([tag::INTEGER, tag::SEQUENCE, ..], [version, ..]) if version.content == [3] => Some(ObjectKind::Pkcs12),
        ([tag::INTEGER, tag::OCTET_STRING, ..], [version, ..]) if version.content == [1] => {
            Some(ObjectKind::PrivateKey)
        }
        ([tag::INTEGER, tag::INTEGER], [modulus, _]) if modulus.content.len() > 8 => Some(ObjectKind::PublicKey),
        // PKCS #1 and the traditional form of DSA begin with a version of 0 and go on with large numbers.
        ([tag::INTEGER, tag::INTEGER, ..], [version, ..]) if version.content == [0] => Some(ObjectKind::PrivateKey),
        ([tag::OID, ..], [oid, ..]) if is_pkcs7(oid) => Some(ObjectKind::Pkcs7),
        ([tag::SEQUENCE, tag::BIT_STRING, ..], _) => Some(ObjectKind::PublicKey),
        ([tag::SEQUENCE, tag::OCTET_STRING, ..], [algorithm, ..]) if begins_with_oid(algorithm) => {
            Some(ObjectKind::EncryptedPrivateKey)
        }
        ([tag::SEQUENCE, ..], [content, ..]) => signed_shape(content),
        _ => None,
    }
}

fn indefinite(content: &[u8]) -> Option<ObjectKind> {
    if content.starts_with(PKCS7_BEGINNING) {
        Some(ObjectKind::Pkcs7)
    } else {
        content.starts_with(PKCS12_BEGINNING).then_some(ObjectKind::Pkcs12)
    }
}

/// Tells what is signed from the types of its first parts. A request: number, name, key. A certificate: version or number, number
/// or algorithm, name, two times. A CRL: a number or not, algorithm, name, a time.
fn signed_shape(content: &Element<'_>) -> Option<ObjectKind> {
    let parts = first_elements(content);
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    match (tags.as_slice(), parts.as_slice()) {
        ([tag::SEQUENCE, tag::IA5_STRING], _) => Some(ObjectKind::Spkac),
        ([0xa0, tag::INTEGER, ..], _) => Some(ObjectKind::Certificate),
        ([tag::SEQUENCE, tag::SEQUENCE, tag::UTC_TIME | tag::GENERALIZED_TIME, ..], _) => Some(ObjectKind::Crl),
        ([tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::UTC_TIME | tag::GENERALIZED_TIME, ..], _) => {
            Some(ObjectKind::Crl)
        }
        ([tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::SEQUENCE, ..], _) => Some(ObjectKind::Certificate),
        ([tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, ..], [_, name, ..]) if !begins_with_oid(name) => {
            Some(ObjectKind::Request)
        }
        _ => None,
    }
}

/// Up to four of the elements within, as long as they can be read; the last one may be cut off.
fn first_elements<'a>(outer: &Element<'a>) -> Vec<Element<'a>> {
    let mut elements: Elements<'a> = outer.elements();
    let mut all = Vec::new();
    while let Some(element) = elements.next_clipped().filter(|_| all.len() < 4) {
        all.push(element);
    }
    all
}

fn begins_with_oid(element: &Element<'_>) -> bool {
    element.content.first() == Some(&tag::OID)
}

/// 1.2.840.113549.1.7, or a type below it.
fn is_pkcs7(oid: &Element<'_>) -> bool {
    oid.oid().is_ok_and(|oid| oid.inner().parent() == rfc5911::ID_SIGNED_DATA.parent())
}
