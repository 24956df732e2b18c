//! A file that a passphrase opens: one PEM text with a private key under the passphrase, and a message of CMS for that key
//! (AuthEnvelopedData, RFC 5083, with RFC 5753 and RFC 5084). `openssl cms -decrypt` reads both blocks from the one file.
//!
//! By hand, because the kept crate (`cms`) knows no AuthEnvelopedData.

use base64ct::{Base64, Encoder, Encoding, LineEnding};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Reader, SliceReader};
use zeroize::Zeroizing;

use crate::encode::element::{bit_string, element, header, octet_string, oid, sequence, set_of, tag, unsigned};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::recipient::{self, Encrypted};
use crate::key::{KeyDerivation, KeyKind, PrivateKey, PublicKey, digest, make_key};
use crate::model::Oid;

/// RFC 5083, section 2; RFC 5753, section 7.1.4; RFC 3565, section 2.3.2; RFC 5084, section 3.2.
const AUTH_ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.23");
const STD_DH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.1.11.1");
const AES256_WRAP: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.45");
const AES256_GCM: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.46");

/// The label of the message, and that of the key that opens it.
const MESSAGE: &str = "CMS";
const KEY: &str = "ENCRYPTED PRIVATE KEY";
/// The label of the same key as something else than the passphrase opens it. OpenSSL passes over a block whose label it does not know.
const LOCKED: &str = "ROOTPAGE RECOVERY";
/// The width of a line of PEM (RFC 7468, section 2).
const LINE: usize = 64;

/// A key for one file.
///
/// # Errors
/// As [`make_key`].
pub fn make_file_key(env: &mut dyn Env) -> Result<PrivateKey> {
    make_key(env, KeyKind::P256)
}

/// Encrypts for a key of [`make_file_key`], in the memory that the content has: the text of the file. The key is in it under the
/// passphrase, and a second time as the caller has sealed it.
///
/// # Errors
/// [`Code::KeyPassphraseMissing`], [`Code::EncodeValue`].
pub fn seal(
    env: &mut dyn Env,
    key: &PrivateKey,
    content: Vec<u8>,
    passphrase: &str,
    sealed_key: &[u8],
) -> Result<String> {
    let locked = key.to_encrypted_pem_by(env, passphrase, KeyDerivation::Scrypt)? + &super::pem(LOCKED, sealed_key);
    let encrypted = recipient::encrypt(env, key.public(), &shared_info()?, content)?;
    let (before, after) = around(key.public(), &encrypted)?;
    pem_after(locked, &[&before, &encrypted.ciphertext, &after])
}

/// Opens such a file.
///
/// # Errors
/// [`Code::KeyPassphraseWrong`] and what [`PrivateKey::parse`] says of the key; [`Code::InputUnrecognised`] where there is no message;
/// [`Code::BundleCheckFailed`] where the message was changed.
pub fn open(file: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>> {
    let key = super::pem(KEY, &block(file, KEY)?);
    open_with_key(file, &PrivateKey::parse(key.as_bytes(), Some(passphrase))?)
}

/// The key as the caller of [`seal`] has sealed it; nothing in a file that was written before there was one.
///
/// # Errors
/// [`Code::InputUnrecognised`] where it ends in its middle.
pub fn sealed_key(file: &[u8]) -> Result<Option<Vec<u8>>> {
    let begin = format!("-----BEGIN {LOCKED}-----");
    let stands = file.split(|byte| *byte == b'\n').any(|line| line.trim_ascii() == begin.as_bytes());
    stands.then(|| block(file, LOCKED)).transpose()
}

/// Opens such a file with the key that it was written for.
///
/// # Errors
/// As [`open`].
pub fn open_with_key(file: &[u8], key: &PrivateKey) -> Result<Zeroizing<Vec<u8>>> {
    recipient::decrypt(key, read(block(file, MESSAGE)?)?, &shared_info()?).map_err(|error| match error.code() {
        Code::KeyEncoding => Error::new(Code::BundleCheckFailed).found("a message that was changed"),
        _ => error,
    })
}

// ---------------------------------------------------------------- PEM, without a second copy of what may be very large

/// A block of PEM behind a text, with the content in parts.
fn pem_after(mut text: String, parts: &[&[u8]]) -> Result<String> {
    let unencodable = |_| Error::new(Code::EncodeValue).field(MESSAGE);
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let digits = length.div_ceil(3) * 4;
    text.push_str(&format!("-----BEGIN {MESSAGE}-----\n"));
    let end = format!("\n-----END {MESSAGE}-----\n");
    let start = text.len();
    let mut bytes = text.into_bytes();
    let lines = digits + digits.saturating_sub(1) / LINE;
    bytes.reserve_exact(lines + end.len());
    // the encoder asks for a byte more than it writes
    bytes.resize(start + lines + 1, 0);
    let space = bytes.get_mut(start..).unwrap_or_default();
    let mut encoder = Encoder::<Base64>::new_wrapped(space, LINE, LineEnding::LF).map_err(unencodable)?;
    parts.iter().try_for_each(|part| encoder.encode(part)).map_err(unencodable)?;
    let written = encoder.finish().map_err(unencodable)?.len();
    bytes.truncate(start + written);
    bytes.extend(end.into_bytes());
    String::from_utf8(bytes).map_err(|_| Error::new(Code::EncodeValue).field(MESSAGE))
}

/// The content of the first block of PEM with this label, wherever its lines end.
fn block(file: &[u8], label: &str) -> Result<Vec<u8>> {
    let [begin, end] = ["BEGIN", "END"].map(|word| format!("-----{word} {label}-----"));
    let mut lines =
        file.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).skip_while(|line| *line != begin.as_bytes());
    lines.next().ok_or_else(unrecognised)?;
    let mut content = Vec::with_capacity(file.len() / 4 * 3);
    let mut digits = Vec::with_capacity(CHUNK + LINE);
    loop {
        let line = lines.next().ok_or_else(unrecognised)?;
        let is_end = line == end.as_bytes();
        if !is_end {
            digits.extend(line);
        }
        if is_end || digits.len() >= CHUNK {
            let whole = if is_end { digits.len() } else { digits.len() / 4 * 4 };
            let decoded = std::str::from_utf8(digits.get(..whole).unwrap_or_default()).map_err(|_| unrecognised())?;
            content.extend(Base64::decode_vec(decoded).map_err(|_| unrecognised())?);
            digits.drain(..whole);
        }
        if is_end {
            return Ok(content);
        }
    }
}

/// How many digits are decoded at a time.
const CHUNK: usize = 1 << 16;

// ---------------------------------------------------------------- CMS

/// What stands before and after the ciphertext in `ContentInfo` with `AuthEnvelopedData` for one recipient, whose key is known by its identifier.
fn around(public: &PublicKey, encrypted: &Encrypted) -> Result<(Vec<u8>, Vec<u8>)> {
    let length = encrypted.ciphertext.len();
    let after = octet_string(&encrypted.tag)?;
    let algorithm =
        sequence(&[oid(&Oid::from(AES256_GCM))?, sequence(&[octet_string(&encrypted.nonce)?, unsigned(16)?])?])?;
    let content = [oid(&Oid::from(rfc5911::ID_DATA))?, algorithm, header(0x80, length)?].concat();
    let content = [header(tag::SEQUENCE, content.len() + length)?, content].concat();
    let data = [unsigned(0)?, set_of(vec![recipient_info(public, encrypted)?])?, content].concat();
    let data = [header(tag::SEQUENCE, data.len() + length + after.len())?, data].concat();
    let info = [header(0xa0, data.len() + length + after.len())?, data].concat();
    let info = [oid(&Oid::from(AUTH_ENVELOPED_DATA))?, info].concat();
    Ok(([header(tag::SEQUENCE, info.len() + length + after.len())?, info].concat(), after))
}

/// `KeyAgreeRecipientInfo` (RFC 5652, section 6.2.2).
fn recipient_info(public: &PublicKey, encrypted: &Encrypted) -> Result<Vec<u8>> {
    let originator = [sequence(&[oid(&Oid::from(rfc5912::ID_EC_PUBLIC_KEY))?])?, bit_string(&encrypted.point)?];
    let identifier = octet_string(&digest::sha1(public.spki()))?;
    let recipients = sequence(&[sequence(&[element(0xa0, &identifier)?, octet_string(&encrypted.wrapped)?])?])?;
    let parts = [
        unsigned(3)?,
        element(0xa0, &element(0xa1, &originator.concat())?)?,
        sequence(&[oid(&Oid::from(STD_DH_SHA256))?, wrap_algorithm()?])?,
        recipients,
    ];
    element(0xa1, &parts.concat())
}

fn wrap_algorithm() -> Result<Vec<u8>> {
    sequence(&[oid(&Oid::from(AES256_WRAP))?])
}

/// `ECC-CMS-SharedInfo` (RFC 5753, section 7.2): the algorithm, and the 256 bits of its key.
fn shared_info() -> Result<Vec<u8>> {
    sequence(&[wrap_algorithm()?, element(0xa2, &octet_string(&256_u32.to_be_bytes())?)?])
}

/// Reads a message that [`seal`] wrote; another one is refused. The ciphertext stays in the memory that the message has.
fn read(mut der: Vec<u8>) -> Result<Encrypted> {
    let (kind, data) = content_info(&der).map_err(broken)?;
    if kind != AUTH_ENVELOPED_DATA {
        return Err(unrecognised().found(format!("CMS of the kind {kind}")));
    }
    let read = read_data(data).map_err(broken)?;
    let (encrypted, length, after) = read.ok_or_else(|| unrecognised().found("CMS with other algorithms"))?;
    // in DER, what encloses the tag ends with it
    der.truncate(der.len().saturating_sub(after));
    der.drain(..der.len().saturating_sub(length));
    Ok(Encrypted { ciphertext: der, ..encrypted })
}

fn content_info(der: &[u8]) -> der::Result<(ObjectIdentifier, &[u8])> {
    AnyRef::from_der(der)?.sequence(|reader| {
        let kind = ObjectIdentifier::decode(reader)?;
        Ok((kind, AnyRef::from_der(reader.tlv_bytes()?)?.value()))
    })
}

/// The parts but for the ciphertext, where the algorithms are the ones that are written; how long the ciphertext is, and what is after it.
fn read_data(der: &[u8]) -> der::Result<Option<(Encrypted, usize, usize)>> {
    let [_, recipients, content, tag] = parts(der)?;
    let [recipient] = parts(recipients)?;
    let [_, originator, algorithm, keys] = parts(recipient)?;
    let [originator] = parts(originator)?;
    let [_, point] = parts(originator)?;
    let [agreement, wrap] = parts(algorithm)?;
    let [wrap] = parts(wrap)?;
    let [key] = parts(keys)?;
    let [_, wrapped] = parts(key)?;
    let [_, cipher, ciphertext] = parts(content)?;
    let [cipher, parameters] = parts(cipher)?;
    let [nonce, _] = parts(parameters)?;
    let algorithms = [agreement, wrap, cipher].map(ObjectIdentifier::from_der);
    let is_ours = algorithms == [Ok(STD_DH_SHA256), Ok(AES256_WRAP), Ok(AES256_GCM)];
    let nonce = <&OctetStringRef>::from_der(nonce)?.as_bytes().try_into().ok();
    let encrypted = |nonce| {
        let encrypted = Encrypted {
            point: BitStringRef::from_der(point)?.raw_bytes().to_vec(),
            wrapped: <&OctetStringRef>::from_der(wrapped)?.as_bytes().to_vec(),
            nonce,
            ciphertext: Vec::new(),
            tag: <&OctetStringRef>::from_der(tag)?.as_bytes().to_vec(),
        };
        Ok((encrypted, AnyRef::from_der(ciphertext)?.value().len(), tag.len()))
    };
    nonce.filter(|_| is_ours).map(encrypted).transpose()
}

/// The elements within an element, which must be so many.
fn parts<const N: usize>(der: &[u8]) -> der::Result<[&[u8]; N]> {
    let mut reader = SliceReader::new(AnyRef::from_der(der)?.value())?;
    let mut all = Vec::with_capacity(N);
    while !reader.is_finished() {
        all.push(reader.tlv_bytes()?);
    }
    all.try_into().map_err(|_| der::ErrorKind::Failed.into())
}

fn unrecognised() -> Error {
    Error::new(Code::InputUnrecognised).allowed("PEM with ENCRYPTED PRIVATE KEY and CMS")
}

fn broken(error: der::Error) -> Error {
    Error::new(Code::DerMalformed).found(error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::model::Time;

    const PASSPHRASE: &str = "correct horse battery staple";

    fn sealed() -> String {
        let mut env = FixedEnv::new(Time::from_unix(1_795_176_000).unwrap(), 5);
        let key = make_file_key(&mut env).unwrap();
        seal(&mut env, &key, b"what is kept".to_vec(), PASSPHRASE, b"the key in another way").unwrap()
    }

    #[test]
    fn what_was_sealed_opens_with_the_passphrase_alone() {
        let file = sealed();
        assert_eq!(open(file.as_bytes(), PASSPHRASE).unwrap().as_slice(), b"what is kept");
        assert_eq!(sealed_key(file.as_bytes()).unwrap().unwrap(), b"the key in another way");
        assert_eq!(sealed_key(file.replace(LOCKED, "SOMETHING").as_bytes()).unwrap(), None);
        let end = file.find("-----END ROOTPAGE").unwrap();
        assert_eq!(sealed_key(&file.as_bytes()[..end]).unwrap_err().code(), Code::InputUnrecognised);
        assert_eq!(open(file.as_bytes(), "another passphrase").unwrap_err().code(), Code::KeyPassphraseWrong);
        for other in ["", "-----BEGIN CMS-----\n-----END CMS-----\n"] {
            assert_eq!(open(other.as_bytes(), PASSPHRASE).unwrap_err().code(), Code::InputUnrecognised);
        }
    }

    /// All but the identifier of the key, which says nothing that is relied on, and the version.
    #[test]
    fn a_message_that_was_changed_does_not_open() {
        let file = sealed();
        let key = pem::parse_many(&file).unwrap();
        let key = PrivateKey::parse(pem::encode(&key[0]).as_bytes(), Some(PASSPHRASE)).unwrap();
        let encrypted = read(block(file.as_bytes(), MESSAGE).unwrap()).unwrap();
        let shared = shared_info().unwrap();
        for byte in 0..encrypted.ciphertext.len() {
            let mut touched = encrypted.clone();
            touched.ciphertext[byte] ^= 1;
            assert!(recipient::decrypt(&key, touched, &shared).is_err());
        }
        let spoil: [fn(&mut Encrypted); 4] =
            [|one| one.tag[0] ^= 1, |one| one.nonce[0] ^= 1, |one| one.wrapped[9] ^= 1, |one| one.point[40] ^= 1];
        for spoil in spoil {
            let mut touched = encrypted.clone();
            spoil(&mut touched);
            assert!(recipient::decrypt(&key, touched, &shared).is_err());
        }
        assert!(recipient::decrypt(&key, encrypted, &shared).is_ok());
    }

    /// Of every length that base64 may end with, and longer than what is decoded at a time; with line ends and widths of others, too.
    #[test]
    fn a_block_is_that_of_the_crate_and_read_from_any_lines() {
        for length in [1, 2, 3, 47, 48, 49, 96, 3 * CHUNK + 1] {
            let content: Vec<u8> = (0..length).map(|number| number.to_le_bytes()[0]).collect();
            let (one, other) = content.split_at(length / 5);
            let text = pem_after("before\n".to_owned(), &[one, &[], other]).unwrap();
            assert_eq!(text, format!("before\n{}", crate::bundle::pem(MESSAGE, &content)));
            assert_eq!(block(text.as_bytes(), MESSAGE).unwrap(), content);
            let other = text.replace('\n', "\r\n").replacen("\r\n", "\n", 2);
            assert_eq!(block(other.as_bytes(), MESSAGE).unwrap(), content);
            assert_eq!(block(&text.as_bytes()[..text.len() - 5], MESSAGE).unwrap_err().code(), Code::InputUnrecognised);
        }
        let narrow = b"-----BEGIN CMS-----\n d2hh\ndCBp\n\ncyBrZXB0\n-----END CMS-----";
        assert_eq!(block(narrow, MESSAGE).unwrap(), b"what is kept");
        assert_eq!(
            block(b"-----BEGIN CMS-----\nd2h?\n-----END CMS-----", MESSAGE).unwrap_err().code(),
            Code::InputUnrecognised
        );
    }
}
