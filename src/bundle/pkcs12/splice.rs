//! Certificates added to a file that somebody else made: a part more behind its parts, which stay as they are byte by byte, and
//! the MAC made anew in the way of the old one.

use const_oid::db::{rfc5911, rfc6268};
use der::asn1::OctetString;
use der::{Decode, Encode};
use pkcs12::cms::encrypted_data::EncryptedData;
use pkcs12::{AuthenticatedSafe, MacData, Pfx};
use spki::AlgorithmIdentifierRef;

use super::read::octets;
use super::write::{certificate, data, der, encrypted};
use super::{Certificate, outline};
use crate::encode::element::{element, tag};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::encryption::{MacParameters, Scheme, pkcs12_passwords};
use crate::parse::ber;

/// The file with these certificates in it too. They are encrypted where those of the file are, and in the kind of its encryption:
/// AES where it knows that, else triple DES.
///
/// # Errors
/// What [`read`](super::read()) says, and [`Code::EncodeValue`].
pub fn add(env: &mut dyn Env, file: &[u8], password: &str, certificates: &[Certificate]) -> Result<Vec<u8>> {
    outline(file, password)?;
    let outer = ber::to_der(file)?;
    let pfx = Pfx::from_der(&outer).map_err(broken)?;
    let safe = octets(&pfx.auth_safe.content)?;
    let bags = der(&certificates.iter().map(certificate).collect::<Result<Vec<_>>>()?)?;
    let part = match scheme(safe)? {
        Some(scheme) => encrypted(env, &bags, password, scheme)?,
        None => data(&bags)?,
    };
    let parts = [content(safe)?, &der(&part)?].concat();
    let joined = element(tag::SEQUENCE, &parts)?;
    let mac_data = pfx.mac_data.map(|mac| renewed(mac, password, safe, &joined)).transpose()?;
    der(&Pfx { version: pfx.version, auth_safe: data(&joined)?, mac_data })
}

/// The parts of a file as they are in it, one behind the other.
///
/// # Errors
/// [`Code::DerMalformed`] and what [`ber::to_der`] says.
pub fn parts(file: &[u8]) -> Result<Vec<u8>> {
    let outer = ber::to_der(file)?;
    let pfx = Pfx::from_der(&outer).map_err(broken)?;
    content(octets(&pfx.auth_safe.content)?).map(<[u8]>::to_vec)
}

/// How the first encrypted part is encrypted; nothing where none is.
fn scheme(safe: &[u8]) -> Result<Option<Scheme>> {
    let parts = AuthenticatedSafe::from_der(&ber::to_der(safe)?).map_err(broken)?;
    let Some(part) = parts.iter().find(|part| part.content_type == rfc6268::ID_ENCRYPTED_DATA) else {
        return match parts.iter().all(|part| part.content_type == rfc5911::ID_DATA) {
            true => Ok(None),
            false => Err(Error::new(Code::KeyEncryptionUnsupported).found("parts that are encrypted with a key")),
        };
    };
    let data: EncryptedData = part.content.decode_as().map_err(broken)?;
    Ok(Some(Scheme::near(data.enc_content_info.content_enc_alg.oid)))
}

/// What is within the sequence of parts, as it came: its length may be left open.
fn content(safe: &[u8]) -> Result<&[u8]> {
    let malformed = || Error::new(Code::DerMalformed).found("the sequence of parts");
    match safe {
        [0x30, 0x80, open @ ..] => open.strip_suffix(&[0, 0]).ok_or_else(malformed),
        [0x30, short @ 0..0x80, rest @ ..] if rest.len() == usize::from(*short) => Ok(rest),
        [0x30, long, rest @ ..] => rest.get(usize::from(long & 0x7f)..).ok_or_else(malformed),
        _ => Err(malformed()),
    }
}

/// The same MAC over other content, with the form of an empty password that fitted the old one.
fn renewed(old: MacData, password: &str, before: &[u8], after: &[u8]) -> Result<MacData> {
    let algorithm = old.mac.algorithm.to_der().map_err(broken)?;
    let parameters = MacParameters {
        algorithm: AlgorithmIdentifierRef::from_der(&algorithm).map_err(broken)?,
        salt: old.mac_salt.as_bytes(),
        iterations: old.iterations,
    };
    for octets in pkcs12_passwords(password) {
        if parameters.mac(password, &octets, before)? == old.mac.digest.as_bytes() {
            let digest = OctetString::new(parameters.mac(password, &octets, after)?).map_err(broken)?;
            let mut renewed = old;
            renewed.mac.digest = digest;
            return Ok(renewed);
        }
    }
    Err(Error::new(Code::KeyPassphraseWrong))
}

fn broken(error: der::Error) -> Error {
    Error::new(Code::DerMalformed).found(error.kind().to_string())
}
