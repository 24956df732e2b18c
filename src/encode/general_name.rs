//! GeneralName (RFC 5280, section 4.2.1.6).

use std::net::IpAddr;

use super::element::{self, tag};
use super::name::name_der;
use crate::error::{Code, Error, Result};
use crate::model::GeneralName;

/// A general name in DER.
///
/// # Errors
/// [`Code::EncodeValue`] where an address that must be ASCII is not.
pub fn general_name_der(name: &GeneralName) -> Result<Vec<u8>> {
    match name {
        GeneralName::Email(address) => ascii(1, address),
        GeneralName::Dns(host) => ascii(2, host.as_str()),
        // a Name is a CHOICE, so its tag is explicit (X.680, section 31.2.7)
        GeneralName::Directory(name) => element::element(tag::constructed(4), &name_der(name)?),
        GeneralName::Uri(uri) => ascii(6, uri),
        GeneralName::Ip(IpAddr::V4(address)) => element::element(tag::primitive(7), &address.octets()),
        GeneralName::Ip(IpAddr::V6(address)) => element::element(tag::primitive(7), &address.octets()),
        GeneralName::RegisteredId(oid) => element::element(tag::primitive(8), oid.inner().as_bytes()),
        GeneralName::Other { der, .. } => Ok(der.clone()),
    }
}

/// GeneralNames in DER: SEQUENCE SIZE (1..MAX) OF GeneralName.
pub(super) fn general_names(names: &[GeneralName]) -> Result<Vec<u8>> {
    element::sequence(&all(names)?)
}

/// The names as the content of an implicitly tagged GeneralNames.
pub(super) fn implicit_general_names(number: u8, names: &[GeneralName]) -> Result<Vec<u8>> {
    element::element(tag::constructed(number), &all(names)?.concat())
}

fn all(names: &[GeneralName]) -> Result<Vec<Vec<u8>>> {
    names.iter().map(general_name_der).collect()
}

fn ascii(number: u8, text: &str) -> Result<Vec<u8>> {
    if text.is_ascii() {
        element::element(tag::primitive(number), text.as_bytes())
    } else {
        Err(Error::new(Code::EncodeValue).field("generalName").found(format!("{text:?}")).allowed("ASCII"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_tag() {
        let cases: [(&str, &[u8]); 6] = [
            ("email:a@b.c", b"\x81\x05a@b.c"),
            ("dns:a.bc", b"\x82\x04a.bc"),
            ("uri:http://a.bc", b"\x86\x0Bhttp://a.bc"),
            ("ip:192.0.2.1", &[0x87, 4, 192, 0, 2, 1]),
            ("rid:1.2.3", &[0x88, 2, 0x2A, 3]),
            ("dirname:CN=a", &[0xA4, 14, 0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0C, 1, b'a']),
        ];
        for (text, der) in cases {
            assert_eq!(general_name_der(&GeneralName::parse(text).unwrap()).unwrap(), der, "{text}");
        }
        let six = general_name_der(&GeneralName::parse("ip:2001:db8::1").unwrap()).unwrap();
        assert_eq!((six.len(), six.last()), (18, Some(&1)));
    }

    #[test]
    fn what_must_be_ascii_is_not_bent() {
        let error = general_name_der(&GeneralName::Email("ä@b.c".into())).unwrap_err();
        assert_eq!(error.code(), Code::EncodeValue);
    }
}
