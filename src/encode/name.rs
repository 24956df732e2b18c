//! Name (RFC 5280, section 4.1.2.4).

use der::asn1::{Any, BmpString, Ia5StringRef, Utf8StringRef};
use der::{Decode, Tag};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::RelativeDistinguishedName;

use super::element::{self, tag};
use super::{der, unencodable};
use crate::error::{Code, Error, Result};
use crate::model::{Attribute, AttributeValue, Name, RelativeName, StringKind};

/// A name in DER. Each value keeps its string type, so a name that was read is written byte for byte as it was.
///
/// # Errors
/// [`Code::EncodeValue`] where a text has characters that its string type cannot hold.
pub fn name_der(name: &Name) -> Result<Vec<u8>> {
    typed(name).and_then(|name| der(&name)).or_else(|_| joined(name))
}

/// The name as the crate has it, in which all that is signed has its names. It knows no UniversalString: a name with one
/// can be shown and compared, and nothing is signed for it.
pub(super) fn typed(name: &Name) -> Result<x509_cert::name::Name> {
    let relative = name.relative().iter().map(relative_name).collect::<Result<Vec<_>>>()?;
    Ok(x509_cert::name::Name::hazmat_from_rdn_sequence(relative.into()))
}

fn relative_name(relative: &RelativeName) -> Result<RelativeDistinguishedName> {
    let attributes = relative.attributes().iter().map(attribute).collect::<Result<Vec<_>>>()?;
    RelativeDistinguishedName::try_from(attributes).map_err(unencodable)
}

fn attribute(attribute: &Attribute) -> Result<AttributeTypeAndValue> {
    let value = match &attribute.value {
        AttributeValue::Text { kind, text } => string(*kind, text),
        AttributeValue::Other(der) => Any::from_der(der).map_err(unencodable),
    };
    let value = value.map_err(|error| error.field(format!("name.{}", attribute.label())))?;
    Ok(AttributeTypeAndValue { oid: *attribute.oid.inner(), value })
}

/// The text in its string type. The crate's own PrintableString and TeletexString are narrower than what stands in names:
/// others write PrintableStrings with an @ and TeletexStrings in ISO 8859-1, and those are to be written as they were. It
/// has no NumericString.
fn string(kind: StringKind, text: &str) -> Result<Any> {
    let value = match kind {
        StringKind::Utf8 => Utf8StringRef::new(text).map(Any::from),
        StringKind::Ia5 => Ia5StringRef::new(text).map(Any::from),
        StringKind::Bmp => BmpString::from_utf8(text).and_then(|text| Any::encode_from(&text)),
        StringKind::Printable => octets(text, 0x7F).and_then(|octets| Any::new(Tag::PrintableString, octets)),
        StringKind::Numeric => octets(text, 0x7F).and_then(|octets| Any::new(Tag::NumericString, octets)),
        StringKind::Teletex => octets(text, 0xFF).and_then(|octets| Any::new(Tag::TeletexString, octets)),
        StringKind::Universal => Err(der::ErrorKind::TagUnknown { byte: tag::UNIVERSAL_STRING }.into()),
    };
    value.map_err(|_| Error::new(Code::EncodeValue).found(format!("{text:?} as {kind:?}String")))
}

/// One octet a character, none of them greater than the last.
fn octets(text: &str, last: u8) -> der::Result<Vec<u8>> {
    let octet = |c: char| u8::try_from(u32::from(c)).ok().filter(|octet| *octet <= last);
    text.chars().map(octet).collect::<Option<_>>().ok_or_else(|| der::ErrorKind::Failed.into())
}

/// The name by hand, with values of whatever tag.
fn joined(name: &Name) -> Result<Vec<u8>> {
    let relative = |relative: &RelativeName| {
        element::set_of(relative.attributes().iter().map(joined_attribute).collect::<Result<Vec<_>>>()?)
    };
    element::sequence(&name.relative().iter().map(relative).collect::<Result<Vec<_>>>()?)
}

fn joined_attribute(attribute: &Attribute) -> Result<Vec<u8>> {
    let value = match &attribute.value {
        AttributeValue::Text { kind: StringKind::Universal, text } => universal(text)?,
        AttributeValue::Text { .. } => return self::attribute(attribute).and_then(|attribute| der(&attribute)),
        AttributeValue::Other(der) => der.clone(),
    };
    element::sequence(&[element::oid(&attribute.oid)?, value])
}

/// UTF-32, big-endian.
fn universal(text: &str) -> Result<Vec<u8>> {
    let octets: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    element::element(tag::UNIVERSAL_STRING, &octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Oid;

    fn value(kind: StringKind, text: &str) -> Attribute {
        Attribute { oid: Oid::parse("2.5.4.3").unwrap(), value: AttributeValue::Text { kind, text: text.to_owned() } }
    }

    #[test]
    fn each_string_type_has_its_octets() {
        let cases: [(StringKind, &str, &[u8]); 6] = [
            (StringKind::Utf8, "ä", &[0x0C, 2, 0xC3, 0xA4]),
            (StringKind::Printable, "a@b", &[0x13, 3, b'a', b'@', b'b']),
            (StringKind::Ia5, "a_b", &[0x16, 3, b'a', b'_', b'b']),
            (StringKind::Teletex, "ä", &[0x14, 1, 0xE4]),
            (StringKind::Bmp, "a€", &[0x1E, 4, 0, b'a', 0x20, 0xAC]),
            (StringKind::Numeric, "12 3", &[0x12, 4, b'1', b'2', b' ', b'3']),
        ];
        for (kind, text, der) in cases {
            assert_eq!(super::super::der(&string(kind, text).unwrap()).unwrap(), der, "{kind:?}");
        }
    }

    #[test]
    fn what_the_crate_does_not_know_is_written_and_not_signed() {
        let name = |value| Name::new(vec![RelativeName::new(value, vec![self::value(StringKind::Utf8, "a")])]);
        let universal = name(value(StringKind::Universal, "😀"));
        let second = b"\x30\x0B\x06\x03\x55\x04\x03\x1C\x04\x00\x01\xF6\x00";
        let der = name_der(&universal).unwrap();
        assert!(der.ends_with(second), "{der:02x?}");
        assert_eq!(crate::parse::name_der(&der).unwrap().attributes().count(), 2);
        let error = typed(&universal).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::EncodeValue, Some("name.CN")));
        // a GraphicString
        let other = Attribute { value: AttributeValue::Other(vec![0x19, 1, b'b']), ..value(StringKind::Utf8, "") };
        assert!(name_der(&name(other)).unwrap().ends_with(&[0x19, 1, b'b']));
    }

    #[test]
    fn a_character_that_does_not_fit_is_named() {
        for (kind, text) in [(StringKind::Ia5, "ä"), (StringKind::Teletex, "€"), (StringKind::Bmp, "😀")] {
            let name = Name::new(vec![RelativeName::new(value(kind, text), vec![])]);
            let error = name_der(&name).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::EncodeValue, Some("name.CN")), "{kind:?}");
        }
    }

    #[test]
    fn relative_names_keep_their_order_and_attributes_in_one_are_sorted() {
        let relative = |text| RelativeName::new(value(StringKind::Utf8, text), vec![]);
        let both = RelativeName::new(value(StringKind::Utf8, "b"), vec![value(StringKind::Utf8, "a")]);
        let der = name_der(&Name::new(vec![relative("z"), relative("y"), both])).unwrap();
        let letters: String =
            der.iter().filter(|byte| byte.is_ascii_lowercase()).map(|byte| char::from(*byte)).collect();
        assert_eq!(letters, "zyab");
        assert_eq!(name_der(&Name::default()).unwrap(), [0x30, 0]);
    }
}
