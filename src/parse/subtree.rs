//! The base of a GeneralSubtree (RFC 5280, section 4.2.1.10): it has the form of a GeneralName, and other rules. A host
//! may be a whole domain or begin with a dot, an address has a mask.

use std::fmt;
use std::net::IpAddr;

use super::der::{Element, tag};
use super::name::{ascii, name};
use crate::error::Result;
use crate::model::Name;

/// The names that a certificate below may have, or may not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subtree {
    /// Hosts at or below it.
    Dns(String),
    /// A mailbox, the mailboxes of a host, or, after a dot, of the hosts below it.
    Email(String),
    /// The URIs at a host or, after a dot, at the hosts below it.
    Uri(String),
    /// The addresses that agree with it wherever the mask has a one.
    Ip {
        /// The address.
        address: IpAddr,
        /// Which of its bits count.
        mask: IpAddr,
    },
    /// The names that begin with it.
    Directory(Name),
    /// A kind that nothing issued here has; the identifier octet tells which.
    Other(u8),
}

/// Reads the base of a subtree.
///
/// # Errors
/// The `parse/der-…` codes; `parse/der-malformed` for a host that is not ASCII and an address without its mask.
pub fn subtree_der(der: &[u8]) -> Result<Subtree> {
    let element = Element::whole(der)?;
    let text = || ascii(element.content).ok_or_else(|| element.refused("what is not ASCII"));
    Ok(match element.tag {
        EMAIL => Subtree::Email(text()?),
        DNS => Subtree::Dns(text()?),
        URI => Subtree::Uri(text()?),
        IP_ADDRESS => range(&element)?,
        DIRECTORY_NAME => Subtree::Directory(name(&element.only()?)?),
        other => Subtree::Other(other),
    })
}

const EMAIL: u8 = tag::primitive(1);
const DNS: u8 = tag::primitive(2);
const DIRECTORY_NAME: u8 = tag::constructed(4);
const URI: u8 = tag::primitive(6);
const IP_ADDRESS: u8 = tag::primitive(7);

fn range(element: &Element<'_>) -> Result<Subtree> {
    let (address, mask) = element.content.split_at(element.content.len() / 2);
    match (ip(address), ip(mask)) {
        (Some(address), Some(mask)) => Ok(Subtree::Ip { address, mask }),
        _ => Err(element.refused("an address without its mask").allowed("8 or 32 octets")),
    }
}

fn ip(octets: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(octets).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

/// As a general name is written, with the mask behind an address.
impl fmt::Display for Subtree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(text) => write!(f, "dns:{text}"),
            Self::Email(text) => write!(f, "email:{text}"),
            Self::Uri(text) => write!(f, "uri:{text}"),
            Self::Ip { address, mask } => write!(f, "ip:{address}/{mask}"),
            Self::Directory(name) => write!(f, "dirname:{name}"),
            Self::Other(tag) => write!(f, "names of the kind [{}]", tag & 0x1F),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn each_kind_is_read() {
        let cases: [(&[u8], &str); 7] = [
            (b"\x82\x0A.sample.co", "dns:.sample.co"),
            (b"\x82\x00", "dns:"),
            (b"\x81\x03a.b", "email:a.b"),
            (b"\x86\x03a.b", "uri:a.b"),
            (b"\x87\x08\x0A\x00\x00\x00\xFF\x00\x00\x00", "ip:10.0.0.0/255.0.0.0"),
            (b"\xA4\x10\x30\x0E\x31\x0C\x30\x0A\x06\x03\x55\x04\x0A\x0C\x03Abc", "dirname:O=Abc"),
            (b"\xA3\x02\x30\x00", "names of the kind [3]"),
        ];
        for (der, text) in cases {
            assert_eq!(subtree_der(der).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        for der in
            [&b"\x82\x02\xC3\xA4"[..], b"\x87\x04\x0A\x00\x00\x00", b"\x87\x09\x0A\x00\x00\x00\xFF\x00\x00\x00\x00"]
        {
            assert_eq!(subtree_der(der).unwrap_err().code(), Code::DerMalformed, "{der:02x?}");
        }
    }
}
