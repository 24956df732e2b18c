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
