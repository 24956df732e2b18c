//! Finding out what an input is: DER, PEM or bare base64, in whatever text encoding (RFC 7468, with what mail programs,
//! web forms and Windows do to it).

use super::der::Element;
use super::pem::{self, Block, Wrong};
use super::shape::{self, shape};
use super::text::Text;
use super::{MAX_CRL, MAX_REQUEST, Object, ObjectKind, Sniffed};
use crate::error::{Code, Error, Result};

/// One thing in an input, perhaps broken.
pub struct Piece {
    /// What its label says, where it has one.
    pub label: Option<String>,
    /// What it is, by its content, or by its label where the content does not tell. Nothing where neither does.
    pub kind: Option<ObjectKind>,
    /// What its headers say of how it is encrypted: `DEK-Info` (RFC 1421, section 4.6.1.3).
    pub dek_info: Option<String>,
    /// What OpenSSL writes in front of it as its friendlyName.
    pub alias: Option<String>,
    /// Its DER; of a private key, nothing, unless [`with_keys`] found it.
    pub der: Result<Vec<u8>>,
}

/// All that is in an input, in order.
pub struct Pieces {
    /// At least one.
    pub pieces: Vec<Piece>,
    /// What had to be repaired, in words.
    pub repairs: Vec<String>,
}

/// Names whatever it is given.
pub fn sniff(input: &[u8]) -> Result<Sniffed> {
    check_size(input)?;
    let Pieces { pieces, repairs } = pieces(input)?;
    let objects = pieces.into_iter().map(Piece::object).collect::<Result<_>>()?;
    Ok(Sniffed { objects, repairs })
}

/// A CRL may be large; nothing else is, and what is too large is refused before it is looked at closely.
fn check_size(input: &[u8]) -> Result<()> {
    // Base64 needs a third more than what is in it, and line breaks.
    let max_text = MAX_CRL.saturating_mul(3) / 2;
    if input.len() <= MAX_REQUEST || (input.len() <= max_text && is_crl(input)) {
        Ok(())
    } else {
        Err(too_large(input.len()))
    }
}

/// Whether it is a CRL, or text with one.
pub fn is_crl(input: &[u8]) -> bool {
    shape(input) == Some(ObjectKind::Crl) || pem::find(input, b"-----BEGIN X509 CRL", 0).is_some()
}

/// The refusal of something so long.
pub fn too_large(len: usize) -> Error {
    Error::new(Code::InputTooLarge).found(format!("{len} bytes")).allowed(format!("{MAX_REQUEST} bytes"))
}

/// Finds everything in the input. Private keys are named, and not carried any further.
pub fn pieces(input: &[u8]) -> Result<Pieces> {
    let Pieces { pieces, repairs } = with_keys(input)?;
    Ok(Pieces { pieces: pieces.into_iter().map(Piece::without_secret).collect(), repairs })
}

/// Finds everything in the input, private keys too.
pub fn with_keys(input: &[u8]) -> Result<Pieces> {
    if is_binary(input) {
        return Ok(Pieces { pieces: vec![Piece::bare(input.to_vec())], repairs: Vec::new() });
    }
    let text = Text::new(input);
    if text.bytes.trim_ascii().is_empty() {
        return Err(Error::new(Code::InputEmpty));
    }
    let repairs: Vec<String> = text.repair.into_iter().map(Into::into).collect();
    let found = pem::blocks(&text)?;
    if found.blocks.is_empty() { bare_base64(&text, repairs) } else { Ok(in_blocks(found, repairs)) }
}

/// DER, or a keystore of Java.
fn is_binary(input: &[u8]) -> bool {
    is_der(input) || shape::keystore(input).is_some()
}

/// DER begins with a SEQUENCE whose length is hardly ever a character; where it is one, the content must tell.
fn is_der(input: &[u8]) -> bool {
    match input {
        [0x30, second, ..] if !second.is_ascii() => true,
        [0x30, ..] => shape(input).is_some(),
        _ => false,
    }
}

fn in_blocks(found: pem::Blocks, mut repairs: Vec<String>) -> Pieces {
    if found.surrounded {
        repairs.push("text around the block left out".into());
    }
    let mut pieces = Vec::new();
    for mut block in found.blocks {
        repairs.extend(block.repairs.drain(..).map(Into::into));
        pieces.push(Piece::of_block(block, &mut repairs));
    }
    Pieces { pieces, repairs }
}

/// Base64 that lost its BEGIN and END lines, or never had them, of DER or (as Kubernetes writes it) of PEM.
fn bare_base64(text: &Text<'_>, mut repairs: Vec<String>) -> Result<Pieces> {
    let body = text.bytes.trim_ascii();
    let decoded = match pem::base64(&text.bytes) {
        Ok(decoded) => decoded,
        Err(wrong) if begins_like_der(body) => return Err(body_error(text, wrong)),
        Err(_) => return Err(Error::new(Code::InputUnrecognised)),
    };
    if decoded.starts_with(b"-----BEGIN ") {
        repairs.push("base64 around the PEM block taken off".into());
        let found = pem::blocks(&Text::new(&decoded))?;
        return Ok(in_blocks(found, repairs));
    }
    if !is_binary(&decoded) {
        return Err(Error::new(Code::InputUnrecognised));
    }
    repairs.push("base64 without its BEGIN line".into());
    Ok(Pieces { pieces: vec![Piece::bare(decoded)], repairs })
}

/// Base64 of a SEQUENCE of some hundred bytes begins with `MI`.
fn begins_like_der(body: &[u8]) -> bool {
    body.starts_with(b"MI") && body.iter().take(40).all(|byte| pem::is_base64(*byte) || byte.is_ascii_whitespace())
}

fn body_error(text: &Text<'_>, wrong: Wrong) -> Error {
    match wrong {
        Wrong::Character(at, found) => Error::new(Code::PemBody).at(text.offset_in_input(at)).found(found),
        Wrong::Length(found) => {
            Error::new(Code::PemBody).at(text.offset_in_input(text.bytes.trim_ascii_end().len())).found(found)
        }
    }
}

impl Piece {
    fn bare(der: Vec<u8>) -> Self {
        let kind = shape::keystore(&der).or_else(|| shape(&der));
        Self { label: None, kind, dek_info: None, alias: None, der: Ok(der) }
    }

    /// The content counts for more than the label: a request is a request under whatever name.
    fn of_block(block: Block, repairs: &mut Vec<String>) -> Self {
        let encrypted = block.dek_info.is_some();
        let labelled = labelled(&block.label, encrypted);
        let shaped = block.body.as_ref().ok().and_then(|der| shape(der)).filter(|_| !encrypted);
        if let Some(shaped) = shaped.filter(|shaped| labelled != Some(*shaped)) {
            repairs.push(format!("block labelled {} read as {}", block.label, shaped.name()));
        }
        let der = match block.label.as_str() {
            "TRUSTED CERTIFICATE" => block.body.map(|der| without_trust(der, repairs)),
            _ => block.body,
        };
        Self { label: Some(block.label), kind: shaped.or(labelled), dek_info: block.dek_info, alias: block.alias, der }
    }

    /// Whether it is a private key, open or encrypted.
    pub fn is_private(&self) -> bool {
        matches!(self.kind, Some(ObjectKind::PrivateKey | ObjectKind::EncryptedPrivateKey))
    }

    /// A private key is named, and not carried any further.
    fn without_secret(mut self) -> Self {
        if self.is_private() {
            self.der = Ok(Vec::new());
        }
        self
    }

    fn object(self) -> Result<Object> {
        let kind = self.kind.unwrap_or(ObjectKind::Other);
        let der = self.der?;
        if der.len() > MAX_REQUEST && kind != ObjectKind::Crl {
            return Err(too_large(der.len()));
        }
        if self.label.is_none() && kind == ObjectKind::Other {
            Element::whole(&der)?;
        }
        Ok(Object { kind, der })
    }
}

/// What a label stands for (RFC 7468, and what OpenSSL and Microsoft write beside it).
fn labelled(label: &str, encrypted: bool) -> Option<ObjectKind> {
    Some(match label {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => ObjectKind::Request,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => ObjectKind::Certificate,
        "X509 CRL" => ObjectKind::Crl,
        "ENCRYPTED PRIVATE KEY" => ObjectKind::EncryptedPrivateKey,
        _ if label.contains("PRIVATE KEY") && encrypted => ObjectKind::EncryptedPrivateKey,
        _ if label.contains("PRIVATE KEY") => ObjectKind::PrivateKey,
        "PUBLIC KEY" | "RSA PUBLIC KEY" => ObjectKind::PublicKey,
        "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => ObjectKind::Pkcs7,
        "PKCS12" => ObjectKind::Pkcs12,
        _ => return None,
    })
}

/// OpenSSL's TRUSTED CERTIFICATE has settings of its own behind the certificate.
fn without_trust(mut der: Vec<u8>, repairs: &mut Vec<String>) -> Vec<u8> {
    let len = Element::clipped(&der, 0).map_or(der.len(), |certificate| certificate.bytes.len());
    if len < der.len() {
        der.truncate(len);
        repairs.push("trust settings behind the certificate left out".into());
    }
    der
}
