//! Java's keystores of before PKCS #12: JKS is read and written, JCEKS is read. Nobody but Sun's source describes them.
//!
//! A store is a list of entries, each under an alias: a certificate that is trusted, or a private key with its chain. A
//! hash over all of it and the password tells whether it was changed.

mod object;
mod outline;

pub use outline::{Outline, OutlineValue, add, outline};

use std::fmt;

use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use crate::encode::element::{octet_string, sequence};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::digest::sha1;
use crate::key::encryption::{Work, java_password, open_jceks, open_jks, seal_jks};
use crate::model::Time;

const JKS: u32 = 0xFEED_FEED;
const JCEKS: u32 = 0xCECE_CECE;
const KEY: u32 = 1;
const TRUSTED: u32 = 2;
const SECRET: u32 = 3;
/// What Sun hashes between password and store.
const WHITENER: &[u8] = b"Mighty Aphrodite";
const HASH: usize = 20;
/// Sun's identifiers of the ways in which keys are protected.
const JKS_PROTECTION: &str = "1.3.6.1.4.1.42.2.17.1.1";
const JCEKS_PROTECTION: &str = "1.3.6.1.4.1.42.2.19.1";
/// The most bytes of a store.
const MAX_BYTES: usize = 16 << 20;

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Java's default up to version 8.
    Jks,
    /// That of the Java Cryptography Extension.
    Jceks,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, in lower case as Java writes it.
    pub alias: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// What it is.
    pub value: Value,
}

/// What an entry is.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A certificate that is trusted.
    Trusted(Vec<u8>),
    /// A private key and its chain, the certificate of the key first.
    Key {
        /// Unencrypted PKCS #8 in DER.
        pkcs8: Zeroizing<Vec<u8>>,
        /// The chain in DER.
        chain: Vec<Vec<u8>>,
    },
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trusted(_) => f.write_str("Trusted"),
            Self::Key { chain, .. } => write!(f, "Key with a chain of {}", chain.len()),
        }
    }
}

/// Whether the bytes begin as one of these stores does.
#[must_use]
pub fn is_keystore(bytes: &[u8]) -> bool {
    let magic = bytes.first_chunk().map(|first| u32::from_be_bytes(*first));
    magic == Some(JKS) || magic == Some(JCEKS)
}

/// Reads a store. The passwords of its keys are that of the store, as `keytool` makes them.
///
/// # Errors
/// [`Code::KeyPassphraseWrong`] also where the store was changed, for its hash is of both; [`Code::DerTruncated`],
/// [`Code::DerMalformed`], [`Code::KeyEncryptionUnsupported`].
pub fn read(bytes: &[u8], password: &str) -> Result<(Kind, Vec<Entry>)> {
    intact(bytes, password)?;
    let opened = open(bytes, &[password], &mut Work::default())?;
    let entry = |found: Found| -> Result<Entry> {
        let value = match found.value {
            FoundValue::Trusted(der) => Value::Trusted(der),
            FoundValue::Key { pkcs8: Some(pkcs8), chain, .. } => Value::Key { pkcs8, chain },
            FoundValue::Key { .. } => return Err(Error::new(Code::KeyPassphraseWrong).field(found.alias)),
        };
        Ok(Entry { alias: found.alias, created: found.created, value })
    };
    match opened.rest {
        Some(problem) => Err(problem),
        None => Ok((opened.kind, opened.entries.into_iter().map(entry).collect::<Result<_>>()?)),
    }
}

/// A store of which as much was read as the passwords open: certificates stand in it as they are.
#[derive(Debug)]
pub(crate) struct Opened {
    pub kind: Kind,
    pub entries: Vec<Found>,
    /// Whether its hash fits one of the passwords: nothing was changed.
    pub intact: bool,
    /// Why what stands behind the last of the entries cannot be read.
    pub rest: Option<Error>,
}

/// An entry, perhaps locked.
pub(crate) struct Found {
    pub alias: String,
    pub created: i64,
    pub value: FoundValue,
}

/// What an entry is, as far as it could be read.
pub(crate) enum FoundValue {
    Trusted(Vec<u8>),
    Key {
        /// Nothing where no password opens it: it may have another one than the store.
        pkcs8: Option<Zeroizing<Vec<u8>>>,
        /// How it is protected, in words.
        protection: String,
        chain: Vec<Vec<u8>>,
    },
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found").field("alias", &self.alias).finish_non_exhaustive()
    }
}

/// Reads as much of a store as the passwords open: each is tried on the store and on each of its keys.
///
/// # Errors
/// As [`read`], but for wrong passwords.
pub(crate) fn open(bytes: &[u8], passwords: &[&str], work: &mut Work) -> Result<Opened> {
    let (kind, content, hash) = unpacked(bytes)?;
    let intact = passwords.iter().any(|password| store_hash(content, password)[..] == *hash);
    let mut reader = Reader { bytes: content, at: 4 };
    let version = reader.version()?;
    let count = reader.number()?;
    let (mut entries, mut rest) = (Vec::new(), None);
    for _ in 0..count {
        match reader.entry(version, passwords, work) {
            Ok(entry) => entries.push(entry),
            // a symmetric key does not say how long it is, so nothing behind it can be found
            Err(error) if error.code() == Code::KeyEncryptionUnsupported => {
                rest = Some(error);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    match rest.is_some() || reader.at == content.len() {
        true => Ok(Opened { kind, entries, intact, rest }),
        false => Err(Error::new(Code::DerTrailing).at(reader.at)),
    }
}

/// Which store it is, and its content without the hash, which must be that of the password.
fn intact<'a>(bytes: &'a [u8], password: &str) -> Result<(Kind, &'a [u8])> {
    let (kind, content, hash) = unpacked(bytes)?;
    match store_hash(content, password)[..] == *hash {
        true => Ok((kind, content)),
        false => Err(Error::new(Code::KeyPassphraseWrong)),
    }
}

/// Which store it is, what its hash is of, and the hash.
fn unpacked(bytes: &[u8]) -> Result<(Kind, &[u8], &[u8])> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::new(Code::InputTooLarge).found(format!("{} bytes", bytes.len())).allowed("16 MiB"));
    }
    let end = bytes.len().checked_sub(HASH).ok_or_else(|| Error::new(Code::DerTruncated).at(bytes.len()))?;
    let (content, hash) = bytes.split_at_checked(end).unwrap_or_default();
    match (Reader { bytes: content, at: 0 }).number()? {
        JKS => Ok((Kind::Jks, content, hash)),
        JCEKS => Ok((Kind::Jceks, content, hash)),
        _ => Err(Error::new(Code::InputUnrecognised)),
    }
}

/// Writes a JKS. An alias is in it in lower case, for Java looks for it so.
///
/// # Errors
/// [`Code::EncodeValue`] where something is too long for the format.
pub fn write(env: &mut dyn Env, entries: &[Entry], password: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    put_number(&mut out, JKS);
    put_number(&mut out, 2);
    put_number(&mut out, length(entries.len())?);
    for entry in entries {
        put_entry(env, &mut out, entry, password)?;
    }
    let hash = store_hash(&out, password);
    out.extend_from_slice(&hash);
    Ok(out)
}

/// A time as entries have it.
#[must_use]
pub const fn created(time: Time) -> i64 {
    time.unix().saturating_mul(1000)
}

fn store_hash(content: &[u8], password: &str) -> [u8; HASH] {
    let hashed = Zeroizing::new([java_password(password).as_slice(), WHITENER, content].concat());
    sha1(&hashed)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let taken = self.at.checked_add(length).and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or_else(|| Error::new(Code::DerTruncated).at(self.at))?;
        self.at += length;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32> {
        Ok(self.take(4)?.iter().fold(0, |number, octet| number << 8 | u32::from(*octet)))
    }

    /// So many bytes as the number in front says.
    fn sized(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn version(&mut self) -> Result<u32> {
        match self.number()? {
            version @ 1..=2 => Ok(version),
            version => Err(Error::new(Code::DerMalformed).at(4).found(format!("version {version}"))),
        }
    }

    fn time(&mut self) -> Result<i64> {
        Ok(self.take(8)?.iter().fold(0, |time: i64, octet| time << 8 | i64::from(*octet)))
    }

    fn text(&mut self) -> Result<String> {
        let length = self.take(2)?.iter().fold(0, |number, octet| number << 8 | usize::from(*octet));
        Ok(modified_utf8(self.take(length)?))
    }

    fn certificate(&mut self, version: u32) -> Result<Vec<u8>> {
        if version == 2 {
            let at = self.at;
            let kind = self.text()?;
            if kind != "X.509" && kind != "X509" {
                return Err(Error::new(Code::DerMalformed).at(at).found(format!("a certificate of the kind {kind}")));
            }
        }
        self.sized().map(<[u8]>::to_vec)
    }

    fn entry(&mut self, version: u32, passwords: &[&str], work: &mut Work) -> Result<Found> {
        let at = self.at;
        let kind = self.number()?;
        let alias = self.text()?;
        let created = self.time()?;
        let value = match kind {
            TRUSTED => FoundValue::Trusted(self.certificate(version)?),
            KEY => {
                let (pkcs8, protection) = key(self.sized()?, passwords, work)?;
                let count = self.number()?;
                let chain = (0..count).map(|_| self.certificate(version)).collect::<Result<_>>()?;
                FoundValue::Key { pkcs8, protection, chain }
            }
            SECRET => {
                let found = format!("the symmetric key {alias}, which stands there as a Java object");
                return Err(Error::new(Code::KeyEncryptionUnsupported).at(at).found(found));
            }
            other => return Err(Error::new(Code::DerMalformed).at(at).found(format!("an entry of the kind {other}"))),
        };
        Ok(Found { alias, created, value })
    }
}

/// How a key is protected, and how it is opened.
enum Protection<'a> {
    Jks,
    Jceks { salt: &'a [u8], iterations: i64 },
}

impl Protection<'_> {
    fn words(&self) -> String {
        match self {
            Self::Jks => "JKS: exclusive-or with SHA-1, which is no encryption to rely on".to_owned(),
            Self::Jceks { iterations, .. } => format!("JCEKS: MD5, {iterations} iterations, triple DES"),
        }
    }

    fn open(&self, protected: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Jks => open_jks(protected, password),
            Self::Jceks { salt, iterations } => open_jceks(protected, salt, *iterations, password),
        }
    }

    /// In iterations: JCEKS derives two halves.
    fn cost(&self) -> u64 {
        match self {
            Self::Jks => 1,
            Self::Jceks { iterations, .. } => u64::try_from(*iterations).unwrap_or_default().saturating_mul(2),
        }
    }
}

/// The private key in its EncryptedPrivateKeyInfo, where a password opens it, and how it is protected.
fn key(der: &[u8], passwords: &[&str], work: &mut Work) -> Result<(Option<Zeroizing<Vec<u8>>>, String)> {
    let (algorithm, protected) = encrypted(der)
        .map_err(|error| Error::new(Code::DerMalformed).found(format!("a private key: {}", error.kind())))?;
    let protection = match algorithm.oid.to_string().as_str() {
        JKS_PROTECTION => Protection::Jks,
        JCEKS_PROTECTION => {
            let parameters = algorithm.parameters.ok_or_else(|| Error::new(Code::DerMalformed))?;
            let (salt, iterations) = jceks_parameters(parameters)
                .map_err(|error| Error::new(Code::DerMalformed).found(error.kind().to_string()))?;
            Protection::Jceks { salt, iterations }
        }
        other => return Err(Error::new(Code::KeyEncryptionUnsupported).found(other)),
    };
    for password in passwords {
        work.spend(protection.cost())?;
        match protection.open(protected, password) {
            Ok(pkcs8) => return Ok((Some(pkcs8), protection.words())),
            Err(error) if error.code() == Code::KeyPassphraseWrong => {}
            Err(error) => return Err(error),
        }
    }
    Ok((None, protection.words()))
}

fn encrypted(der: &[u8]) -> der::Result<(AlgorithmIdentifierRef<'_>, &[u8])> {
    AnyRef::from_der(der)?.sequence(|reader| {
        let algorithm = AlgorithmIdentifierRef::decode(reader)?;
        Ok((algorithm, <&OctetStringRef>::decode(reader)?.as_bytes()))
    })
}

fn jceks_parameters(parameters: AnyRef<'_>) -> der::Result<(&[u8], i64)> {
    parameters.sequence(|reader| Ok((<&OctetStringRef>::decode(reader)?.as_bytes(), i64::decode(reader)?)))
}

fn put_entry(env: &mut dyn Env, out: &mut Vec<u8>, entry: &Entry, password: &str) -> Result<()> {
    put_number(out, if matches!(entry.value, Value::Key { .. }) { KEY } else { TRUSTED });
    put_text(out, &entry.alias.to_lowercase())?;
    out.extend_from_slice(&entry.created.to_be_bytes());
    match &entry.value {
        Value::Trusted(der) => put_certificate(out, der, 2),
        Value::Key { pkcs8, chain } => {
            put_sized(out, &hidden(env, pkcs8, password)?)?;
            put_number(out, length(chain.len())?);
            chain.iter().try_for_each(|der| put_certificate(out, der, 2))
        }
    }
}

/// The EncryptedPrivateKeyInfo of a key as JKS protects it.
fn hidden(env: &mut dyn Env, pkcs8: &[u8], password: &str) -> Result<Vec<u8>> {
    let oid = const_oid::ObjectIdentifier::new_unwrap(JKS_PROTECTION);
    let algorithm = AlgorithmIdentifierRef { oid, parameters: Some(AnyRef::NULL) };
    let algorithm = algorithm.to_der().map_err(|error| Error::new(Code::EncodeValue).found(error.to_string()))?;
    sequence(&[algorithm, octet_string(&seal_jks(env, pkcs8, password))?])
}

/// A certificate; the first version of the format did not say of which kind.
fn put_certificate(out: &mut Vec<u8>, der: &[u8], version: u32) -> Result<()> {
    if version == 2 {
        put_text(out, "X.509")?;
    }
    put_sized(out, der)
}

fn put_number(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_be_bytes());
}

fn put_sized(out: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    put_number(out, length(bytes.len())?);
    out.extend_from_slice(bytes);
    Ok(())
}

fn put_text(out: &mut Vec<u8>, text: &str) -> Result<()> {
    let octets: Vec<u8> = text.encode_utf16().flat_map(unit_octets).collect();
    let too_long = |_| Error::new(Code::EncodeValue).found(format!("a name of {} octets", octets.len()));
    out.extend_from_slice(&u16::try_from(octets.len()).map_err(too_long)?.to_be_bytes());
    out.extend_from_slice(&octets);
    Ok(())
}

/// Java's modified UTF-8 (java.io.DataInput): each unit of UTF-16 by itself, so that what is outside the basic plane takes
/// six octets, and zero is written in two.
fn unit_octets(unit: u16) -> Vec<u8> {
    let part = |shift: u16, mark: u16| u8::try_from(unit >> shift & 0x3f | mark).unwrap_or_default();
    match unit {
        1..=0x7f => vec![part(0, unit & 0x40)],
        0 | 0x80..=0x7ff => vec![part(6, 0xc0), part(0, 0x80)],
        _ => vec![u8::try_from(unit >> 12 | 0xe0).unwrap_or_default(), part(6, 0x80), part(0, 0x80)],
    }
}

/// Reads what [`unit_octets`] writes; what is none is shown as replaced.
fn modified_utf8(octets: &[u8]) -> String {
    let mut units = Vec::with_capacity(octets.len());
    let mut rest = octets;
    loop {
        rest = match rest {
            [] => break,
            [one @ 0..0x80, rest @ ..] => {
                units.push(u16::from(*one));
                rest
            }
            [first @ 0xc0..0xe0, second @ 0x80..0xc0, rest @ ..] => {
                units.push(u16::from(first & 0x1f) << 6 | u16::from(second & 0x3f));
                rest
            }
            [first @ 0xe0..0xf0, second @ 0x80..0xc0, third @ 0x80..0xc0, rest @ ..] => {
                units.push(u16::from(first & 0x0f) << 12 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                rest
            }
            [_, rest @ ..] => {
                units.push(0xfffd);
                rest
            }
        };
    }
    String::from_utf16_lossy(&units)
}

fn length(length: usize) -> Result<u32> {
    u32::try_from(length).map_err(|_| Error::new(Code::EncodeValue).found(format!("{length} octets")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The octets are those that DataOutputStream.writeUTF of OpenJDK 17 writes.
    #[test]
    fn names_are_written_as_java_writes_them() {
        for (text, octets) in [
            ("A", &[0x41][..]),
            ("\u{0}", &[0xc0, 0x80]),
            ("é", &[0xc3, 0xa9]),
            ("€", &[0xe2, 0x82, 0xac]),
            ("🔑", &[0xed, 0xa0, 0xbd, 0xed, 0xb4, 0x91]),
        ] {
            let mut out = Vec::new();
            put_text(&mut out, text).unwrap();
            assert_eq!(out.get(2..).unwrap(), octets, "{text}");
            assert_eq!(modified_utf8(octets), text);
        }
        assert_eq!(modified_utf8(&[0x41, 0xff, 0x42, 0xe2]), "A\u{fffd}B\u{fffd}");
    }
}
