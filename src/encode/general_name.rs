//! GeneralName (RFC 5280, section 4.2.1.6).

use der::asn1::Ia5String;
use x509_cert::ext::pkix::name::{self as pkix, GeneralNames};

use super::element::{self, tag};
use super::{der, kept, name};
use crate::error::{Code, Error, Result};
use crate::model::GeneralName;

/// A general name in DER.
///
/// # Errors
/// [`Code::EncodeValue`] where an address that must be ASCII is not.
pub fn general_name_der(name: &GeneralName) -> Result<Vec<u8>> {
    match name {
        GeneralName::Other { der, .. } => Ok(der.clone()),
        // not as the crate's type: the name may have strings that it does not know. A Name is a CHOICE, so its tag is
        // explicit (X.680, section 31.2.7)
        GeneralName::Directory(name) => element::element(tag::constructed(4), &name::name_der(name)?),
        name => der(&typed(name)?),
    }
}

/// The name as the crate has it, which has no x400Address and holds what others made to the rules.
pub(super) fn typed(name: &GeneralName) -> Result<pkix::GeneralName> {
    Ok(match name {
        GeneralName::Email(address) => pkix::GeneralName::Rfc822Name(ascii(address)?),
        GeneralName::Dns(host) => pkix::GeneralName::DnsName(ascii(host.as_str())?),
        GeneralName::Directory(name) => pkix::GeneralName::DirectoryName(name::typed(name)?),
        GeneralName::Uri(uri) => pkix::GeneralName::UniformResourceIdentifier(ascii(uri)?),
        GeneralName::Ip(address) => (*address).into(),
        GeneralName::RegisteredId(oid) => pkix::GeneralName::RegisteredId(*oid.inner()),
        GeneralName::Other { der, .. } => kept(der)?,
    })
}

pub(super) fn all_typed(names: &[GeneralName]) -> Result<GeneralNames> {
    names.iter().map(typed).collect()
}

/// Alternative names, those that [`typed`] refuses too: whoever looks at a request or a certificate is shown them.
pub(super) fn alternative_names(names: &[GeneralName]) -> Result<Vec<u8>> {
    element::sequence(&names.iter().map(general_name_der).collect::<Result<Vec<_>>>()?)
}

fn ascii(text: &str) -> Result<Ia5String> {
    Ia5String::new(text)
        .map_err(|_| Error::new(Code::EncodeValue).field("generalName").found(format!("{text:?}")).allowed("ASCII"))
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
