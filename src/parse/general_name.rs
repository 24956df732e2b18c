//! GeneralName (RFC 5280, section 4.2.1.6).

use std::net::IpAddr;

use super::der::{Element, tag};
use super::name::{ascii, name};
use crate::error::{Error, Result};
use crate::model::{DnsName, GeneralName, Oid};

const OTHER_NAME: u8 = tag::constructed(0);
const EMAIL: u8 = tag::primitive(1);
const DNS: u8 = tag::primitive(2);
const X400_ADDRESS: u8 = tag::constructed(3);
const DIRECTORY_NAME: u8 = tag::constructed(4);
const EDI_PARTY_NAME: u8 = tag::constructed(5);
const URI: u8 = tag::primitive(6);
const IP_ADDRESS: u8 = tag::primitive(7);
const REGISTERED_ID: u8 = tag::primitive(8);

/// Reads GeneralNames: a list of at least one, in an element of whatever tag.
pub fn general_names(element: &Element<'_>) -> Result<Vec<GeneralName>> {
    let mut names = Vec::new();
    let mut elements = element.elements();
    while let Some(element) = elements.next()? {
        names.push(general_name(&element)?);
    }
    if names.is_empty() { Err(empty(element)) } else { Ok(names) }
}

/// The refusal of a list that must have something in it.
pub fn empty(element: &Element<'_>) -> Error {
    element.refused("an empty list").allowed("at least one")
}

/// Reads one GeneralName. A name that breaks the rule of its kind is kept whole, as [`GeneralName::Other`].
pub fn general_name(element: &Element<'_>) -> Result<GeneralName> {
    let known = match element.tag {
        OTHER_NAME => return other_name(element),
        DIRECTORY_NAME => Some(GeneralName::Directory(name(&element.only()?)?)),
        EMAIL => mailbox(element.content),
        DNS => host(element.content),
        URI => uri(element.content),
        IP_ADDRESS => address(element.content),
        REGISTERED_ID => registered_id(element.content),
        X400_ADDRESS | EDI_PARTY_NAME => None,
        _ => return Err(element.unexpected("a GeneralName, [0] to [8]")),
    };
    Ok(known.unwrap_or_else(|| GeneralName::Other { oid: None, der: element.bytes.to_vec() }))
}

fn other_name(element: &Element<'_>) -> Result<GeneralName> {
    let mut parts = element.elements();
    let oid = parts.expect(tag::OID)?.oid()?;
    parts.expect(tag::constructed(0))?.only()?;
    parts.finish()?;
    Ok(GeneralName::Other { oid: Some(oid), der: element.bytes.to_vec() })
}

/// A host name, unless reading it would change more than its case and a dot at its end.
fn host(content: &[u8]) -> Option<GeneralName> {
    let text = ascii(content)?;
    let name = DnsName::parse(&text).ok()?;
    name.as_str().eq_ignore_ascii_case(text.strip_suffix('.').unwrap_or(&text)).then_some(GeneralName::Dns(name))
}

fn mailbox(content: &[u8]) -> Option<GeneralName> {
    let text = ascii(content)?;
    match GeneralName::parse(&format!("email:{text}")) {
        Ok(GeneralName::Email(read)) if read == text => Some(GeneralName::Email(read)),
        _ => None,
    }
}

fn uri(content: &[u8]) -> Option<GeneralName> {
    let text = ascii(content)?;
    match GeneralName::parse(&format!("uri:{text}")) {
        Ok(GeneralName::Uri(read)) if read == text => Some(GeneralName::Uri(read)),
        _ => None,
    }
}

fn address(content: &[u8]) -> Option<GeneralName> {
    let address = match <[u8; 4]>::try_from(content) {
        Ok(v4) => IpAddr::from(v4),
        Err(_) => IpAddr::from(<[u8; 16]>::try_from(content).ok()?),
    };
    Some(GeneralName::Ip(address))
}

fn registered_id(content: &[u8]) -> Option<GeneralName> {
    let oid = const_oid::ObjectIdentifier::from_bytes(content).ok()?;
    Some(GeneralName::RegisteredId(Oid::from(oid)))
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{oid, tlv};
    use super::*;

    fn read(tag: u8, content: &[u8]) -> Result<String> {
        general_name(&Element::whole(&tlv(tag, &[content]))?).map(|name| name.to_string())
    }

    #[test]
    fn each_kind_is_read() {
        for (tag, content, shown) in [
            (DNS, &b"Mail.Sample.com"[..], "dns:mail.sample.com"),
            (DNS, b"*.sample.com", "dns:*.sample.com"),
            (EMAIL, b"sam@sample.com", "email:sam@sample.com"),
            (URI, b"http://sample.com/", "uri:http://sample.com/"),
            (IP_ADDRESS, &[192, 0, 2, 1], "ip:192.0.2.1"),
            (IP_ADDRESS, &[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "ip:2001:db8::1"),
            (REGISTERED_ID, &[0x2a, 3, 4], "rid:1.2.3.4"),
            (DIRECTORY_NAME, b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a", "dirname:CN=a"),
        ] {
            assert_eq!(read(tag, content).unwrap(), shown);
        }
    }

    #[test]
    fn what_breaks_the_rule_of_its_kind_is_kept_whole() {
        for (tag, content) in [
            (DNS, &b"-.com"[..]),
            (DNS, b" mail.sample.com"),
            (DNS, b"m\xc3\xa4il.sample.com"),
            (DNS, b"192.0.2.1"),
            (DNS, b""),
            (EMAIL, b"sam"),
            (EMAIL, b" sam@sample.com"),
            (URI, b"/path"),
            (IP_ADDRESS, b"192"),
            (REGISTERED_ID, b"\x80"),
            (X400_ADDRESS, b""),
            (EDI_PARTY_NAME, b""),
        ] {
            let der = tlv(tag, &[content]);
            let name = general_name(&Element::whole(&der).unwrap()).unwrap();
            assert_eq!(name, GeneralName::Other { oid: None, der });
        }
    }

    #[test]
    fn other_names_keep_their_type() {
        let der = tlv(OTHER_NAME, &[&oid("1.3.6.1.4.1.311.20.2.3"), &tlv(0xa0, &[b"\x0c\x01u"])]);
        let GeneralName::Other { oid, der: kept } = general_name(&Element::whole(&der).unwrap()).unwrap() else {
            panic!()
        };
        assert_eq!(oid.map(|oid| oid.to_string()).as_deref(), Some("1.3.6.1.4.1.311.20.2.3"));
        assert_eq!(kept, der);
    }

    #[test]
    fn what_is_no_general_name_is_refused() {
        assert!(read(tag::primitive(9), b"").is_err());
        assert!(read(tag::UTF8_STRING, b"a").is_err());
        assert!(read(OTHER_NAME, b"").is_err());
    }
}
