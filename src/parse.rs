//! Bytes from outside, made into the model: PEM, DER, base64, UTF-16; requests, certificates, CRLs, names and extensions.
//! Sizes and depths are capped before anything is built.

mod algorithm;
pub mod ber;
mod certificate;
mod crl;
pub(crate) mod der;
mod extension;
mod general_name;
mod name;
mod pem;
mod request;
mod shape;
mod signed;
mod sniff;
mod spkac;
mod subtree;
mod text;
mod time;

use std::fmt;

use crate::error::{Code, Error, Result};
use crate::key::{PublicKey, PublicKeyDetails};
use crate::model::{Certificate, CertificateList, CertificationRequest, ExtensionValue, Name, Oid, SignatureAlgorithm};
pub(crate) use sniff::{Piece, Pieces, with_keys};

pub(crate) use extension::{RawExtension, raw_extensions};
pub(crate) use name::relative_name;
pub(crate) use request::{is_extension_request, raw_attribute};
pub use subtree::{Subtree, subtree_der};
pub(crate) use time::generalized_time;

/// The most that is read of a request or a certificate: 1 MiB.
pub const MAX_REQUEST: usize = 1 << 20;

/// The most that is read of a CRL: 64 MiB.
pub const MAX_CRL: usize = 64 << 20;

/// What a piece of input is, and its DER.
#[derive(Clone, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its DER. Empty where it is a private key: that is read by [`PrivateKey::parse`](crate::key::PrivateKey::parse) alone.
    pub der: Vec<u8>,
}

/// What a piece of input can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// A certification request (RFC 2986).
    Request,
    /// A SignedPublicKeyAndChallenge: a key with a proof, and no name.
    Spkac,
    /// A certificate (RFC 5280, section 4).
    Certificate,
    /// A certificate revocation list (RFC 5280, section 5).
    Crl,
    /// A private key: PKCS #8, PKCS #1, SEC 1, or of another program.
    PrivateKey,
    /// A private key under a passphrase.
    EncryptedPrivateKey,
    /// A public key: SubjectPublicKeyInfo or PKCS #1.
    PublicKey,
    /// PKCS #7 or CMS (RFC 5652).
    Pkcs7,
    /// PKCS #12 (RFC 7292).
    Pkcs12,
    /// Java's keystore of before PKCS #12.
    Jks,
    /// The one of the Java Cryptography Extension.
    Jceks,
    /// Something else.
    Other,
}

/// What was found in an input and how it had to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it holds, in order.
    pub objects: Vec<Object>,
    /// What was repaired on the way, in words: `UTF-16 read as text`, `text around the block left out`, `base64 without its BEGIN line`.
    pub repairs: Vec<String>,
}

impl ObjectKind {
    /// What it is, in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "a certification request",
            Self::Spkac => "an SPKAC",
            Self::Certificate => "a certificate",
            Self::Crl => "a CRL",
            Self::PrivateKey => "a private key",
            Self::EncryptedPrivateKey => "an encrypted private key",
            Self::PublicKey => "a public key",
            Self::Pkcs7 => "PKCS #7",
            Self::Pkcs12 => "PKCS #12",
            Self::Jks => "a Java keystore (JKS)",
            Self::Jceks => "a Java keystore (JCEKS)",
            Self::Other => "something else",
        }
    }
}

/// The kind and the length: what it holds may be long, and nobody's business.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({:?}, {} bytes)", self.kind, self.der.len())
    }
}

/// Names whatever it is given.
///
/// # Errors
/// [`Code::InputEmpty`], [`Code::InputTooLarge`], [`Code::InputUnrecognised`]; [`Code::PemTruncated`] and [`Code::PemBody`] for a
/// broken PEM block; the `parse/der-…` codes for broken DER of which nothing can be told.
pub fn sniff(input: &[u8]) -> Result<Sniffed> {
    sniff::sniff(input)
}

/// Whether it is a CRL, which may be larger than anything else, as far as a look at its beginning tells.
pub(crate) fn is_crl(input: &[u8]) -> bool {
    sniff::is_crl(input)
}

/// Whether it is one whole element of DER.
///
/// # Errors
/// The `parse/der-…` codes with the byte.
pub(crate) fn whole(der: &[u8]) -> Result<()> {
    der::Element::whole(der).map(drop)
}

/// Reads one request in whatever wrapping, with what was repaired. Does not check the signature: [`verify_request`] does.
///
/// # Errors
/// Those of [`sniff()`] and of [`request_der`]; [`Code::PrivateKeyInstead`] and [`Code::PemLabelUnexpected`] where there is no request.
pub fn request(input: &[u8]) -> Result<(CertificationRequest, Vec<String>)> {
    if input.len() > MAX_REQUEST {
        return Err(sniff::too_large(input.len()));
    }
    let Pieces { pieces, mut repairs } = sniff::pieces(input)?;
    let Some(at) = pieces.iter().position(is_request) else { return Err(no_request(pieces)) };
    repairs.extend(left_out(&pieces, at));
    let der = pieces.into_iter().nth(at).map_or_else(|| Err(Error::new(Code::InputEmpty)), |piece| piece.der)?;
    Ok((request_der(&der)?, repairs))
}

/// What is not read because it is not the request.
fn left_out(pieces: &[Piece], request: usize) -> Option<String> {
    let others = pieces.iter().enumerate().filter(|(index, _)| *index != request).map(|(_, piece)| piece);
    let (keys, others): (Vec<&Piece>, Vec<&Piece>) = others.partition(|piece| piece.is_private());
    if !keys.is_empty() {
        return Some(
            "a private key beside the request left out; it belongs to whoever made the request, and to nobody else"
                .into(),
        );
    }
    let names: Vec<&str> = others.into_iter().map(called).collect();
    (!names.is_empty()).then(|| format!("other blocks left out: {}", names.join(", ")))
}

/// What may be a request: what is one, and DER that tells nothing, of which reading will tell where it is broken.
fn is_request(piece: &Piece) -> bool {
    match piece.kind {
        Some(kind) => kind == ObjectKind::Request,
        None => piece.label.is_none(),
    }
}

/// Why there is no request.
fn no_request(pieces: Vec<Piece>) -> Error {
    if let Some(key) = pieces.iter().find(|piece| piece.is_private()) {
        return Error::new(Code::PrivateKeyInstead).found(called(key));
    }
    let found = pieces.iter().map(called).collect::<Vec<_>>().join(", ");
    let broken = pieces.into_iter().find_map(|piece| piece.der.err());
    broken.unwrap_or_else(|| Error::new(Code::PemLabelUnexpected).found(found).allowed("CERTIFICATE REQUEST"))
}

/// What a piece calls itself, or is.
fn called(piece: &Piece) -> &str {
    match &piece.label {
        Some(label) => label,
        None => piece.kind.unwrap_or(ObjectKind::Other).name(),
    }
}

/// Whether the request's own signature fits (RFC 2986, section 4.2).
///
/// # Errors
/// [`Code::RequestSignature`] where it does not, [`Code::RequestSignatureAlgorithm`] where that cannot be known, and what
/// [`PublicKey::from_spki`] refuses.
pub fn verify_request(request: &CertificationRequest) -> Result<()> {
    let key = PublicKey::from_spki(&request.spki).map_err(|error| in_request(request, error))?;
    let unknown = |found: String| Error::new(Code::RequestSignatureAlgorithm).field("signatureAlgorithm").found(found);
    if let PublicKeyDetails::Other { algorithm } = key.details() {
        return Err(unknown(format!("a key of type {algorithm}")));
    }
    if let SignatureAlgorithm::Other(oid) = request.signature_algorithm {
        return Err(unknown(oid.to_string()));
    }
    match key.verify(request.signature_algorithm, &request.info_der, &request.signature) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(Code::RequestSignature).field("signature")),
        Err(error) => Err(unknown(error.found_text().unwrap_or_else(|| error.code().what()).into())),
    }
}

/// What was wrong with the key, told with the byte of the request in place of the byte of the key.
fn in_request(request: &CertificationRequest, error: Error) -> Error {
    let key_at = request.der.windows(request.spki.len()).position(|window| window == request.spki);
    let error = match (key_at, error.offset()) {
        (Some(key_at), Some(offset)) => error.at(key_at.saturating_add(offset)),
        _ => error,
    };
    error.field("subjectPublicKeyInfo")
}

/// Reads a request (RFC 2986, section 4).
///
/// # Errors
/// The `parse/der-…` codes with the byte and, where it is known, the field; [`Code::RequestVersion`],
/// [`Code::ExtensionDuplicate`], [`Code::ExtensionMalformed`].
pub fn request_der(der: &[u8]) -> Result<CertificationRequest> {
    request::request(der)
}

/// Reads a SignedPublicKeyAndChallenge as a request for this name, which stands beside it and is not protected by it.
///
/// # Errors
/// The `parse/der-…` codes with the byte and, where it is known, the field.
pub fn spkac_der(der: &[u8], subject: Name) -> Result<CertificationRequest> {
    spkac::spkac(der, subject)
}

/// Reads a certificate (RFC 5280, section 4.1).
///
/// # Errors
/// The `parse/der-…` codes with the byte and, where it is known, the field; [`Code::ExtensionDuplicate`],
/// [`Code::ExtensionMalformed`], [`Code::ValidityOrder`].
pub fn certificate_der(der: &[u8]) -> Result<Certificate> {
    certificate::certificate(der)
}

/// Reads a CRL (RFC 5280, section 5.1).
///
/// # Errors
/// The `parse/der-…` codes with the byte and, where it is known, the field; [`Code::ExtensionDuplicate`],
/// [`Code::ExtensionMalformed`].
pub fn crl_der(der: &[u8]) -> Result<CertificateList> {
    crl::crl(der)
}

/// Reads the content of an extension of this type, which is kept as it is where the type is not known.
///
/// # Errors
/// [`Code::ExtensionMalformed`].
pub fn extension_value_der(oid: Oid, der: &[u8]) -> Result<ExtensionValue> {
    extension::content(oid, der)
}

/// Reads a distinguished name (RFC 5280, section 4.1.2.4).
///
/// # Errors
/// The `parse/der-…` codes with the byte.
pub fn name_der(der: &[u8]) -> Result<Name> {
    name::name(&der::Element::whole(der)?)
}
