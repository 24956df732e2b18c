//! Distinguished names as OpenSSL 3.0 shows them: on one line with short names, and in the older form with slashes.

use super::objects::short_name;
use crate::error::Result;
use crate::model::{Attribute, AttributeValue, Name};
use crate::parse::der::{Element, Elements, tag};

/// `C = US, O = The Sample Company, CN = mail.sample.com`.
pub fn one_line(name: &Name) -> String {
    let relative = |attributes: &[Attribute]| attributes.iter().map(attribute).collect::<Vec<_>>().join(" + ");
    name.relative().iter().map(|one| relative(one.attributes())).collect::<Vec<_>>().join(", ")
}

/// `CN = foo` for the attributes of a relative name that stands alone (nameRelativeToCRLIssuer).
pub fn one_attribute(attribute: &Attribute) -> String {
    self::attribute(attribute)
}

fn attribute(attribute: &Attribute) -> String {
    let value = match &attribute.value {
        AttributeValue::Text { text, .. } => escaped(text),
        AttributeValue::Other(der) => other(der),
    };
    format!("{} = {value}", short_name(attribute.oid))
}

/// What is no text to the model: OpenSSL takes the octets of the narrow string types as ISO 8859-1, and dumps all else.
fn other(der: &[u8]) -> String {
    match Element::whole(der) {
        Ok(element) if matches!(element.tag, tag::PRINTABLE_STRING | tag::IA5_STRING | tag::VISIBLE_STRING) => {
            escaped(&element.content.iter().copied().map(char::from).collect::<String>())
        }
        _ => der.iter().fold("#".into(), |text: String, octet| text + &format!("{octet:02X}")),
    }
}

/// The escapes of RFC 2253, but with quotation marks around what has special characters.
fn escaped(text: &str) -> String {
    let special = text.contains([',', '+', '<', '>', ';']) || text.starts_with(['#', ' ']) || text.ends_with(' ');
    let inner: String = text.chars().map(escaped_char).collect();
    if special { format!("\"{inner}\"") } else { inner }
}

fn escaped_char(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.into(),
        _ => c.encode_utf8(&mut [0; 4]).bytes().map(|octet| format!("\\{octet:02X}")).collect(),
    }
}

/// `/C=US/O=The Sample Company/CN=mail.sample.com`, of a Name in DER: the octets as they are, whatever their string type.
pub fn slashes(name: &Element<'_>) -> Result<String> {
    let mut text = String::new();
    let mut sets: Elements<'_> = name.elements();
    while let Some(set) = sets.next()? {
        for (index, attribute) in set.elements().rest()?.iter().enumerate() {
            text.push(if index == 0 { '/' } else { '+' });
            text.push_str(&slash_attribute(attribute)?);
        }
    }
    Ok(text)
}

fn slash_attribute(attribute: &Element<'_>) -> Result<String> {
    let mut parts = attribute.elements();
    let oid = parts.any()?.oid()?;
    let value: String = parts
        .any()?
        .content
        .iter()
        .map(|octet| match octet {
            b'/' | b'+' => format!("\\{}", char::from(*octet)),
            b' '..=b'~' => char::from(*octet).to_string(),
            _ => format!("\\x{octet:02X}"),
        })
        .collect();
    Ok(format!("{}={value}", short_name(oid)))
}
