//! Distinguished names (RFC 5280, section 4.1.2.4) and the string types that they are made of.

use super::der::{Element, tag};
use crate::error::Result;
use crate::model::{Attribute, AttributeValue, Name, RelativeName, StringKind};

/// Reads a Name.
pub fn name(element: &Element<'_>) -> Result<Name> {
    let mut relative = Vec::new();
    let mut names = element.expect(tag::SEQUENCE)?.elements();
    while let Some(set) = names.next()? {
        relative.push(relative_name(&set.expect(tag::SET)?)?);
    }
    Ok(Name::new(relative))
}

/// Reads the attributes of a relative name, in an element of whatever tag.
pub fn relative_name(set: &Element<'_>) -> Result<RelativeName> {
    let mut elements = set.elements();
    let first = attribute(&elements.expect(tag::SEQUENCE)?)?;
    let mut rest = Vec::new();
    while let Some(element) = elements.next()? {
        rest.push(attribute(&element)?);
    }
    Ok(RelativeName::new(first, rest))
}

fn attribute(element: &Element<'_>) -> Result<Attribute> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let oid = parts.expect(tag::OID)?.oid()?;
    let value = parts.any()?;
    parts.finish()?;
    Ok(Attribute { oid, value: attribute_value(&value) })
}

/// A value is kept as text only where the text gives the same octets again.
fn attribute_value(value: &Element<'_>) -> AttributeValue {
    match (string_kind(value.tag), text(value)) {
        (Some(kind), Some(text)) => AttributeValue::Text { kind, text },
        _ => AttributeValue::Other(value.bytes.to_vec()),
    }
}

const fn string_kind(tag: u8) -> Option<StringKind> {
    Some(match tag {
        tag::UTF8_STRING => StringKind::Utf8,
        tag::PRINTABLE_STRING => StringKind::Printable,
        tag::IA5_STRING => StringKind::Ia5,
        tag::TELETEX_STRING => StringKind::Teletex,
        tag::BMP_STRING => StringKind::Bmp,
        tag::UNIVERSAL_STRING => StringKind::Universal,
        tag::NUMERIC_STRING => StringKind::Numeric,
        _ => return None,
    })
}

/// The text of a string type; nothing where the octets are not what the type says, or where it is no string.
///
/// The narrow alphabets of PrintableString and NumericString are not asked for: `*` and `@` stand in many a PrintableString.
pub fn text(element: &Element<'_>) -> Option<String> {
    let octets = element.content;
    match element.tag {
        tag::UTF8_STRING => std::str::from_utf8(octets).ok().map(Into::into),
        tag::PRINTABLE_STRING | tag::IA5_STRING | tag::NUMERIC_STRING | tag::VISIBLE_STRING => ascii(octets),
        tag::TELETEX_STRING => Some(octets.iter().copied().map(char::from).collect()),
        tag::BMP_STRING => units::<2>(octets)?.map(|unit| char::from_u32(u16::from_be_bytes(unit).into())).collect(),
        tag::UNIVERSAL_STRING => units::<4>(octets)?.map(|unit| char::from_u32(u32::from_be_bytes(unit))).collect(),
        _ => None,
    }
}

/// The text of octets that are all ASCII.
pub fn ascii(octets: &[u8]) -> Option<String> {
    if octets.is_ascii() { std::str::from_utf8(octets).ok().map(Into::into) } else { None }
}

/// Octets taken `N` by `N`; nothing where some are left over.
fn units<const N: usize>(octets: &[u8]) -> Option<impl Iterator<Item = [u8; N]>> {
    let (units, rest) = octets.as_chunks::<N>();
    rest.is_empty().then(|| units.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{oid, seq, tlv};
    use super::*;

    fn common_name(value: &[u8]) -> Attribute {
        let der = seq(&[&tlv(tag::SET, &[&seq(&[&oid("2.5.4.3"), value])])]);
        let name = name(&Element::whole(&der).unwrap()).unwrap();
        name.attributes().next().unwrap().clone()
    }

    #[test]
    fn each_string_type_is_read() {
        for (tag, octets, kind, text) in [
            (tag::UTF8_STRING, "Bücher".as_bytes(), StringKind::Utf8, "Bücher"),
            (tag::PRINTABLE_STRING, b"*.sample.com", StringKind::Printable, "*.sample.com"),
            (tag::IA5_STRING, b"a@b", StringKind::Ia5, "a@b"),
            (tag::TELETEX_STRING, b"B\xfccher", StringKind::Teletex, "Bücher"),
            (tag::BMP_STRING, &[0, b'a', 0x20, 0xac], StringKind::Bmp, "a€"),
            (tag::UNIVERSAL_STRING, &[0, 1, 0xf5, 0x12], StringKind::Universal, "🔒"),
            (tag::NUMERIC_STRING, b"12", StringKind::Numeric, "12"),
        ] {
            let value = common_name(&tlv(tag, &[octets])).value;
            assert_eq!(value, AttributeValue::Text { kind, text: text.into() });
        }
    }

    #[test]
    fn what_is_no_text_is_kept_whole() {
        for (tag, octets) in [
            (tag::UTF8_STRING, &[0xff][..]),
            (tag::PRINTABLE_STRING, &[0xfc]),
            (tag::BMP_STRING, &[0]),
            (tag::BMP_STRING, &[0xd8, 0]),
            (tag::UNIVERSAL_STRING, &[0, 0x11, 0, 0]),
            (tag::OCTET_STRING, &[1]),
        ] {
            let der = tlv(tag, &[octets]);
            assert_eq!(common_name(&der).value, AttributeValue::Other(der));
        }
    }

    #[test]
    fn a_relative_name_has_at_least_one_attribute() {
        assert!(name(&Element::whole(&seq(&[&tlv(tag::SET, &[])])).unwrap()).is_err());
        assert!(name(&Element::whole(&seq(&[])).unwrap()).unwrap().is_empty());
    }
}
