//! GeneralName as OpenSSL 3.0 shows it: in lists as a kind and a value, elsewhere in its own way.

use super::name::{one_line, slashes};
use super::objects::long_name;
use super::{printable, raw};
use crate::error::Result;
use crate::model::Oid;
use crate::parse::der::{Element, tag};

const UNSUPPORTED: &str = "<unsupported>";

/// The kind and the value, as lists of names have them: `DNS`, `mail.sample.com`.
pub fn pair(name: &Element<'_>) -> Result<(String, String)> {
    let kind = |kind: &str, value: String| Ok((kind.to_owned(), value));
    match name.tag & 0x1f {
        0 => other_name(name),
        1 => kind("email", raw(name.content)),
        2 => kind("DNS", raw(name.content)),
        3 => kind("X400Name", UNSUPPORTED.into()),
        4 => kind("DirName", slashes(&name.only()?)?),
        5 => kind("EdiPartyName", UNSUPPORTED.into()),
        6 => kind("URI", raw(name.content)),
        7 => kind("IP Address", address(name.content)),
        8 => kind("Registered ID", registered_id(name)),
        _ => Err(name.unexpected("a GeneralName")),
    }
}

/// The name as it stands in a distribution point or a name constraint.
pub fn printed(name: &Element<'_>) -> Result<String> {
    let value = match name.tag & 0x1f {
        1 | 2 | 6 => printable(name.content),
        4 => one_line(&crate::parse::name_der(name.only()?.bytes)?),
        _ => pair(name)?.1,
    };
    Ok(format!("{}:{value}", pair(name)?.0))
}

/// A name constraint: addresses have a mask.
pub fn constraint(base: &Element<'_>) -> Result<String> {
    if base.tag != tag::primitive(7) {
        return printed(base);
    }
    Ok(match base.content.len() {
        8 | 32 => {
            let (network, mask) = base.content.split_at(base.content.len() / 2);
            format!("IP:{}/{}", address(network), address(mask))
        }
        _ => "IP Address:<invalid>".into(),
    })
}

/// Dots between decimal numbers, or colons between all eight groups without zeros in front.
fn address(octets: &[u8]) -> String {
    match octets.len() {
        4 => octets.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        16 => {
            let groups = octets.as_chunks::<2>().0.iter().map(|group| format!("{:X}", u16::from_be_bytes(*group)));
            groups.collect::<Vec<_>>().join(":")
        }
        _ => "<invalid>".into(),
    }
}

fn registered_id(name: &Element<'_>) -> String {
    match const_oid::ObjectIdentifier::from_bytes(name.content) {
        Ok(oid) => long_name(Oid::from(oid)),
        Err(_) => "<invalid>".into(),
    }
}

/// OpenSSL has short words for five types, and shows the text of any other.
fn other_name(name: &Element<'_>) -> Result<(String, String)> {
    let mut parts = name.elements();
    let oid = parts.any()?.oid()?;
    let value = parts.any()?.only()?;
    let kind = match oid.to_string().as_str() {
        "1.3.6.1.4.1.311.20.2.3" => "UPN".into(),
        "1.3.6.1.5.5.7.8.5" => "XmppAddr".into(),
        "1.3.6.1.5.5.7.8.7" => "SRVName".into(),
        "1.3.6.1.5.5.7.8.8" => "NAIRealm".into(),
        "1.3.6.1.5.5.7.8.9" => "SmtpUTF8Mailbox".into(),
        _ => long_name(oid),
    };
    let text = match value.tag {
        tag::UTF8_STRING | tag::IA5_STRING => raw(value.content),
        _ => UNSUPPORTED.into(),
    };
    Ok((format!("othername: {kind}:"), text))
}
