//! Bytes from outside, made into the model: PEM, DER, base64, UTF-16; requests, certificates, CRLs, names and extensions.
//! Sizes and depths are capped before anything is built.

use crate::error::Result;
use crate::model::{Certificate, CertificateList, CertificationRequest, Name};

/// The most that is read: 1 MiB for a request or certificate, 64 MiB for a CRL.
pub const MAX_REQUEST: usize = 1 << 20;

/// What a piece of input is, and its DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object { pub kind: ObjectKind, pub der: Vec<u8> }

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind { Request, Certificate, Crl, PrivateKey, EncryptedPrivateKey, PublicKey, Pkcs7, Pkcs12, Other }

/// What was found in an input and how it had to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    pub objects: Vec<Object>,
    /// What was repaired on the way, in words: `UTF-16 read as text`, `text around the block left out`, `base64 without its BEGIN line`.
    pub repairs: Vec<String>,
}

/// Names whatever it is given.
pub fn sniff(input: &[u8]) -> Result<Sniffed> { todo!("{input:?}") }
/// Reads one request in whatever wrapping, with what was repaired. Does not check the signature.
pub fn request(input: &[u8]) -> Result<(CertificationRequest, Vec<String>)> { todo!("{input:?}") }
/// Whether the request's own signature fits: `parse/request-signature`, `parse/request-signature-algorithm`.
pub fn verify_request(request: &CertificationRequest) -> Result<()> { todo!("{request:?}") }
pub fn request_der(der: &[u8]) -> Result<CertificationRequest> { todo!("{der:?}") }
pub fn certificate_der(der: &[u8]) -> Result<Certificate> { todo!("{der:?}") }
pub fn crl_der(der: &[u8]) -> Result<CertificateList> { todo!("{der:?}") }
pub fn name_der(der: &[u8]) -> Result<Name> { todo!("{der:?}") }
