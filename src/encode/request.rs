//! CertificationRequestInfo (RFC 2986, section 4.1).

use const_oid::db::rfc5912::ID_EXTENSION_REQ;

use super::element;
use super::extension::extensions;
use super::name::name_der;
use super::{ToBeSigned, algorithm};
use crate::error::Result;
use crate::model::{Extension, Name, Oid, SignatureAlgorithm};

/// What a request will say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestContent {
    /// Whom the certificate is to be for.
    pub subject: Name,
    /// The key that is to be certified: the DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// The extensions that are asked for.
    pub extensions: Vec<Extension>,
}

impl ToBeSigned for RequestContent {
    /// Version 1. `attributes` is there even where it is empty, as every program expects.
    ///
    /// # Errors
    /// As [`ToBeSigned::tbs`]; a request does not name its signature algorithm in what is signed, and one that nothing
    /// is signed with is refused here all the same.
    fn tbs(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>> {
        const V1: u128 = 0;
        algorithm::identifier(algorithm)?;
        let attributes = if self.extensions.is_empty() { vec![] } else { vec![extension_request(&self.extensions)?] };
        element::sequence(&[
            element::unsigned(V1)?,
            name_der(&self.subject)?,
            self.spki.clone(),
            element::implicit_set_of(0, attributes)?,
        ])
    }
}

/// extensionRequest of PKCS #9 (RFC 2985, section 5.4.2).
fn extension_request(requested: &[Extension]) -> Result<Vec<u8>> {
    element::sequence(&[element::oid(&Oid::from(ID_EXTENSION_REQ))?, element::set_of(vec![extensions(requested)?])?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ExtensionValue;

    fn tbs(extensions: Vec<Extension>) -> Vec<u8> {
        let content = RequestContent { subject: Name::default(), spki: vec![0x30, 0], extensions };
        content.tbs(SignatureAlgorithm::EcdsaSha256).unwrap()
    }

    #[test]
    fn attributes_are_there_even_where_they_are_empty() {
        assert_eq!(tbs(vec![]), [0x30, 9, 2, 1, 0, 0x30, 0, 0x30, 0, 0xA0, 0]);
    }

    #[test]
    fn extensions_are_asked_for_in_one_attribute() {
        let value = ExtensionValue::SubjectKeyIdentifier(vec![7]);
        let der = tbs(vec![Extension { critical: false, value }]);
        let attributes = b"\xA0\x1D\x30\x1B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x0E\x31\x0E\x30\x0C\
            \x30\x0A\x06\x03\x55\x1D\x0E\x04\x03\x04\x01\x07";
        assert!(der.ends_with(attributes), "{der:02x?}");
    }
}
