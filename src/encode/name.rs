//! Name (RFC 5280, section 4.1.2.4).

use super::element::{self, tag};
use crate::error::{Code, Error, Result};
use crate::model::{Attribute, AttributeValue, Name, RelativeName, StringKind};

/// A name in DER. Each value keeps its string type, so a name that was read is written byte for byte as it was.
///
/// # Errors
/// [`Code::EncodeValue`] where a text has characters that its string type cannot hold.
pub fn name_der(name: &Name) -> Result<Vec<u8>> {
    let relative = name.relative().iter().map(relative_name).collect::<Result<Vec<_>>>()?;
    element::sequence(&relative)
}

/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue.
fn relative_name(relative: &RelativeName) -> Result<Vec<u8>> {
    let attributes = relative.attributes().iter().map(attribute).collect::<Result<Vec<_>>>()?;
    element::set_of(attributes)
}

fn attribute(attribute: &Attribute) -> Result<Vec<u8>> {
    let value = match &attribute.value {
        AttributeValue::Text { kind, text } => {
            string(*kind, text).map_err(|error| error.field(format!("name.{}", attribute.label())))?
        }
        AttributeValue::Other(der) => der.clone(),
    };
    element::sequence(&[element::oid(&attribute.oid)?, value])
}

fn string(kind: StringKind, text: &str) -> Result<Vec<u8>> {
    let octets =
        octets(kind, text).ok_or_else(|| Error::new(Code::EncodeValue).found(format!("{text:?} as {kind:?}String")))?;
    element::element(identifier(kind), &octets)
}

const fn identifier(kind: StringKind) -> u8 {
    match kind {
        StringKind::Utf8 => tag::UTF8_STRING,
        StringKind::Printable => tag::PRINTABLE_STRING,
        StringKind::Ia5 => tag::IA5_STRING,
        StringKind::Teletex => tag::TELETEX_STRING,
        StringKind::Bmp => tag::BMP_STRING,
        StringKind::Universal => tag::UNIVERSAL_STRING,
        StringKind::Numeric => tag::NUMERIC_STRING,
    }
}

/// The content octets, or nothing where a character does not fit. Which characters beside that a type allows is not
/// asked here: others write PrintableStrings with an @, and those are to be written as they were.
fn octets(kind: StringKind, text: &str) -> Option<Vec<u8>> {
    match kind {
        StringKind::Utf8 => Some(text.as_bytes().to_vec()),
        StringKind::Printable | StringKind::Ia5 | StringKind::Numeric => text.is_ascii().then(|| text.into()),
        StringKind::Teletex => text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
        StringKind::Bmp => units(text, |c| u16::try_from(c).ok().map(u16::to_be_bytes)),
        StringKind::Universal => units(text, |c| Some(c.to_be_bytes())),
    }
}

fn units<const N: usize>(text: &str, unit: impl Fn(u32) -> Option<[u8; N]>) -> Option<Vec<u8>> {
    text.chars().map(|c| unit(u32::from(c))).collect::<Option<Vec<_>>>().map(|units| units.concat())
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
        let cases: [(StringKind, &str, &[u8]); 7] = [
            (StringKind::Utf8, "ä", &[0x0C, 2, 0xC3, 0xA4]),
            (StringKind::Printable, "a@b", &[0x13, 3, b'a', b'@', b'b']),
            (StringKind::Ia5, "a_b", &[0x16, 3, b'a', b'_', b'b']),
            (StringKind::Teletex, "ä", &[0x14, 1, 0xE4]),
            (StringKind::Bmp, "a€", &[0x1E, 4, 0, b'a', 0x20, 0xAC]),
            (StringKind::Universal, "😀", &[0x1C, 4, 0, 1, 0xF6, 0]),
            (StringKind::Numeric, "12 3", &[0x12, 4, b'1', b'2', b' ', b'3']),
        ];
        for (kind, text, der) in cases {
            assert_eq!(string(kind, text).unwrap(), der, "{kind:?}");
        }
    }

    #[test]
    fn a_character_that_does_not_fit_is_named() {
        for (kind, text) in [(StringKind::Ia5, "ä"), (StringKind::Teletex, "€"), (StringKind::Bmp, "😀")] {
            let error = attribute(&value(kind, text)).unwrap_err();
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
