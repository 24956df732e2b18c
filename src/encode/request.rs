//! CertificationRequestInfo (RFC 2986, section 4.1).

use x509_cert::attr::{Attribute, Attributes};
use x509_cert::request::{CertReqInfo, ExtensionReq, Version};

use super::extension::extensions;
use super::{ToBeSigned, algorithm, der, kept, name, unencodable};
use crate::error::Result;
use crate::model::{Extension, Name, SignatureAlgorithm};

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
        algorithm::identifier(algorithm)?;
        // not the crate's RequestBuilder, which asks for extensions even where there are none
        der(&CertReqInfo {
            version: Version::V1,
            subject: name::typed(&self.subject)?,
            public_key: kept(&self.spki)?,
            attributes: attributes(&self.extensions)?,
        })
    }
}

/// extensionRequest of PKCS #9 (RFC 2985, section 5.4.2), where there are extensions.
fn attributes(requested: &[Extension]) -> Result<Attributes> {
    let mut attributes = Attributes::new();
    if !requested.is_empty() {
        let request = ExtensionReq(extensions(requested)?);
        Attribute::try_from(request).and_then(|attribute| attributes.insert(attribute)).map_err(unencodable)?;
    }
    Ok(attributes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ExtensionValue;

    /// An Ed25519 key.
    const SPKI: [u8; 12] = [0x30, 10, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 1, 0];

    fn tbs(extensions: Vec<Extension>) -> Vec<u8> {
        let content = RequestContent { subject: Name::default(), spki: SPKI.to_vec(), extensions };
        content.tbs(SignatureAlgorithm::EcdsaSha256).unwrap()
    }

    #[test]
    fn attributes_are_there_even_where_they_are_empty() {
        assert_eq!(tbs(vec![]), [&[0x30, 19, 2, 1, 0, 0x30, 0][..], &SPKI, &[0xA0, 0]].concat());
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
