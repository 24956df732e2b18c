//! TBSCertificate (RFC 5280, section 4.1).

use super::element::{self, tag};
use super::extension::extensions;
use super::name::name_der;
use super::{ToBeSigned, algorithm, time};
use crate::error::Result;
use crate::model::{Extension, Name, SerialNumber, SignatureAlgorithm, Validity};

/// What a certificate will say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateContent {
    /// The serial number.
    pub serial: SerialNumber,
    /// Who signs it.
    pub issuer: Name,
    /// From when until when.
    pub validity: Validity,
    /// Whom it is for.
    pub subject: Name,
    /// The certified key: the DER of the SubjectPublicKeyInfo.
    pub spki: Vec<u8>,
    /// The extensions, in order.
    pub extensions: Vec<Extension>,
}

impl ToBeSigned for CertificateContent {
    /// Version 3 always; the extensions, which are its reason, are never empty.
    fn tbs(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>> {
        const V3: u128 = 2;
        element::sequence(&[
            element::element(tag::constructed(0), &element::unsigned(V3)?)?,
            element::element(tag::INTEGER, &self.serial.der_content())?,
            algorithm::identifier(algorithm)?,
            name_der(&self.issuer)?,
            time::validity(&self.validity)?,
            name_der(&self.subject)?,
            self.spki.clone(),
            element::element(tag::constructed(3), &extensions(&self.extensions)?)?,
        ])
    }
}
