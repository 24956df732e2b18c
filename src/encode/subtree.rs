//! The base of a GeneralSubtree (RFC 5280, section 4.2.1.10).

use std::net::IpAddr;

use super::element::{self, tag};
use super::name_der;
use crate::error::{Code, Error, Result};
use crate::parse::Subtree;

/// The base of a subtree in DER.
///
/// # Errors
/// [`Code::EncodeValue`] for text that is not ASCII and for a kind that is not known.
pub fn subtree_der(subtree: &Subtree) -> Result<Vec<u8>> {
    match subtree {
        Subtree::Email(text) => ascii(1, text),
        Subtree::Dns(text) => ascii(2, text),
        Subtree::Uri(text) => ascii(6, text),
        Subtree::Directory(name) => element::element(tag::constructed(4), &name_der(name)?),
        Subtree::Ip { address, mask } => {
            element::element(tag::primitive(7), &[octets(*address), octets(*mask)].concat())
        }
        Subtree::Other(_) => Err(Error::new(Code::EncodeValue).found(subtree.to_string())),
    }
}

fn ascii(number: u8, text: &str) -> Result<Vec<u8>> {
    match text.is_ascii() {
        true => element::element(tag::primitive(number), text.as_bytes()),
        false => Err(Error::new(Code::EncodeValue).found(text).allowed("ASCII")),
    }
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::subtree_der as read;

    #[test]
    fn what_is_shown_is_read_and_written_and_read_again() {
        for (text, shown) in [
            ("dns:Sample.com", "dns:sample.com"),
            ("dns:.sample.com", "dns:.sample.com"),
            ("dns:com", "dns:com"),
            ("email:sample.com", "email:sample.com"),
            ("email:Ann@sample.com", "email:Ann@sample.com"),
            ("uri:.sample.com", "uri:.sample.com"),
            ("ip:192.0.2.0/24", "ip:192.0.2.0/255.255.255.0"),
            ("ip:10.0.0.0/255.0.0.0", "ip:10.0.0.0/255.0.0.0"),
            ("ip:192.0.2.1", "ip:192.0.2.1/255.255.255.255"),
            ("ip:0.0.0.0/0", "ip:0.0.0.0/0.0.0.0"),
            ("ip:2001:db8::/32", "ip:2001:db8::/ffff:ffff::"),
            ("dirname:O=The Sample Company,C=US", "dirname:O=The Sample Company,C=US"),
        ] {
            let subtree = Subtree::parse(text).unwrap();
            assert_eq!(subtree.to_string(), shown, "{text}");
            assert_eq!(read(&subtree_der(&subtree).unwrap()).unwrap(), subtree, "{text}");
        }
    }

    #[test]
    fn what_is_no_subtree_is_refused() {
        for (text, code) in [
            ("sample.com", Code::GeneralNameSyntax),
            ("rid:1.2.3", Code::GeneralNameSyntax),
            ("dns:*.sample.com", Code::DnsNameSyntax),
            ("dns:", Code::DnsNameSyntax),
            ("dns:a b", Code::DnsNameSyntax),
            ("ip:192.0.2.0/33", Code::IpAddressSyntax),
            ("ip:192.0.2.0/ffff::", Code::IpAddressSyntax),
            ("ip:many", Code::IpAddressSyntax),
            ("dirname:sample", Code::NameSyntax),
        ] {
            assert_eq!(Subtree::parse(text).unwrap_err().code(), code, "{text}");
        }
        assert_eq!(subtree_der(&Subtree::Other(0x88)).unwrap_err().code(), Code::EncodeValue);
    }
}
