//! A store as far as it can be told without the passwords of its keys, and the adding of trusted entries to it: what was in
//! it stays as it is, byte by byte.

use super::{KEY, Kind, Reader, SECRET, TRUSTED, intact, object, put_certificate, put_number, put_text, store_hash};
use crate::error::{Code, Error, Result};

/// An entry from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its name.
    pub alias: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// What it is.
    pub value: OutlineValue,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineValue {
    /// A certificate that is trusted.
    Trusted(Vec<u8>),
    /// A private key, still locked, and its chain.
    Key(Vec<Vec<u8>>),
    /// A symmetric key, still locked.
    Secret,
}

/// Where the number of entries stands, behind magic and version.
const COUNT_AT: usize = 8;
const ENTRIES_AT: usize = 12;

/// Reads a store with its own password, and none of its keys.
///
/// # Errors
/// [`Code::KeyPassphraseWrong`] also where the store was changed; [`Code::DerTruncated`], [`Code::DerMalformed`],
/// [`Code::DerDepth`].
pub fn outline(bytes: &[u8], password: &str) -> Result<(Kind, Vec<Outline>)> {
    let (kind, content) = intact(bytes, password)?;
    let mut reader = Reader { bytes: content, at: 4 };
    let version = reader.version()?;
    let count = reader.number()?;
    let entries = (0..count).map(|_| entry(&mut reader, version)).collect::<Result<Vec<_>>>()?;
    match reader.at == content.len() {
        true => Ok((kind, entries)),
        false => Err(Error::new(Code::DerTrailing).at(reader.at)),
    }
}

/// The store with trusted certificates behind what is in it, each under its alias, which no entry of the store has.
///
/// # Errors
/// As [`outline`], and [`Code::EncodeValue`] where something is too long for the format.
pub fn add(bytes: &[u8], password: &str, created: i64, certificates: &[(String, &[u8])]) -> Result<Vec<u8>> {
    let (_, content) = intact(bytes, password)?;
    let mut reader = Reader { bytes: content, at: 4 };
    let version = reader.version()?;
    let too_many = |_| Error::new(Code::EncodeValue).found("too many entries");
    let added = u32::try_from(certificates.len()).map_err(too_many)?;
    let mut out = content.get(..COUNT_AT).unwrap_or_default().to_vec();
    put_number(&mut out, reader.number()?.saturating_add(added));
    out.extend_from_slice(content.get(ENTRIES_AT..).unwrap_or_default());
    for (alias, der) in certificates {
        put_number(&mut out, TRUSTED);
        put_text(&mut out, &alias.to_lowercase())?;
        out.extend_from_slice(&created.to_be_bytes());
        put_certificate(&mut out, der, version)?;
    }
    let hash = store_hash(&out, password);
    out.extend_from_slice(&hash);
    Ok(out)
}

fn entry(reader: &mut Reader<'_>, version: u32) -> Result<Outline> {
    let start = reader.at;
    let kind = reader.number()?;
    let (alias, created) = (reader.text()?, reader.time()?);
    let value = match kind {
        TRUSTED => OutlineValue::Trusted(reader.certificate(version)?),
        KEY => {
            reader.sized()?;
            let count = reader.number()?;
            OutlineValue::Key((0..count).map(|_| reader.certificate(version)).collect::<Result<_>>()?)
        }
        SECRET => {
            object::skip(reader)?;
            OutlineValue::Secret
        }
        other => {
            return Err(Error::new(Code::DerMalformed).at(start).found(format!("an entry of the kind {other}")));
        }
    };
    let bytes = reader.bytes.get(start..reader.at).unwrap_or_default().to_vec();
    Ok(Outline { alias, created, value, bytes })
}
