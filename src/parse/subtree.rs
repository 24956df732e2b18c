//! The base of a GeneralSubtree (RFC 5280, section 4.2.1.10): it has the form of a GeneralName, and other rules. A host
//! may be a whole domain or begin with a dot, an address has a mask.

use std::fmt;
use std::net::IpAddr;

use super::der::{Element, tag};
use super::name::{ascii, name};
use crate::error::{Code, Error, Result};
use crate::model::{HostPattern, Name};

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

impl Subtree {
    /// Reads what is shown: `dns:sample.com`, `dns:.sample.com`, `email:sample.com`, `uri:sample.com`, `ip:192.0.2.0/24` or with
    /// the mask as an address, `dirname:O=The Sample Company,C=US`.
    ///
    /// # Errors
    /// [`Code::GeneralNameSyntax`], [`Code::IpAddressSyntax`], [`Code::DnsNameSyntax`] and the codes of names.
    pub fn parse(text: &str) -> Result<Self> {
        let syntax = || Error::new(Code::GeneralNameSyntax).found(text);
        let (kind, value) = text.split_once(':').ok_or_else(syntax)?;
        let value = value.trim();
        match kind.trim().to_ascii_lowercase().as_str() {
            "dns" => host(value).map(Self::Dns),
            "uri" => host(value).map(Self::Uri),
            "email" => match value.rsplit_once('@') {
                Some((local, at)) => host(at).map(|at| Self::Email(format!("{local}@{at}"))),
                None => host(value).map(Self::Email),
            },
            "ip" => addresses(value).ok_or_else(|| Error::new(Code::IpAddressSyntax).found(text)),
            "dirname" => Name::parse(value).map(Self::Directory),
            _ => Err(syntax()),
        }
    }
}

/// A host, or after a dot those below it.
fn host(text: &str) -> Result<String> {
    match HostPattern::of(text.strip_prefix('.').unwrap_or(text)) {
        HostPattern::Dns(name) if !name.is_wildcard() => {
            let dot = if text.starts_with('.') { "." } else { "" };
            Ok(format!("{dot}{}", name.as_str()))
        }
        // a domain of one label is no host and a subtree all the same
        _ if is_label(text.strip_prefix('.').unwrap_or(text)) => Ok(text.to_ascii_lowercase()),
        _ => Err(Error::new(Code::DnsNameSyntax).found(text)),
    }
}

fn is_label(text: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=63).contains(&text.len()) && text.chars().all(is_inside) && !text.starts_with('-') && !text.ends_with('-')
}

/// An address with the count of its bits or with a mask behind the stroke; alone it is that one address.
fn addresses(text: &str) -> Option<Subtree> {
    let (address, mask) = text.split_once('/').map_or((text, None), |(address, mask)| (address, Some(mask)));
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let mask = match mask.map(|mask| mask.parse::<u32>().map_err(|_| mask)) {
        None => bits(address, most)?,
        Some(Ok(length)) => bits(address, length)?,
        Some(Err(mask)) => mask.parse().ok().filter(|mask: &IpAddr| mask.is_ipv4() == address.is_ipv4())?,
    };
    Some(Subtree::Ip { address, mask })
}

/// A mask of so many ones for an address of this family.
fn bits(address: IpAddr, length: u32) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(_) => IpAddr::from(u32::MAX.checked_shl(32_u32.checked_sub(length)?).unwrap_or(0).to_be_bytes()),
        IpAddr::V6(_) => IpAddr::from(u128::MAX.checked_shl(128_u32.checked_sub(length)?).unwrap_or(0).to_be_bytes()),
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
