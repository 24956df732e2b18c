//! A file that a passphrase opens: one PEM text with a private key under the passphrase, and a message of CMS for that key
//! (AuthEnvelopedData, RFC 5083, with RFC 5753 and RFC 5084). `openssl cms -decrypt` reads both blocks from the one file.
//!
//! By hand, because the kept crate (`cms`) knows no AuthEnvelopedData.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Reader, SliceReader};
use zeroize::Zeroizing;

use crate::encode::element::{bit_string, element, octet_string, oid, sequence, set_of, unsigned};
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

/// Encrypts under a passphrase: the text of the file.
///
/// # Errors
/// [`Code::KeyPassphraseMissing`], [`Code::EncodeValue`].
pub fn seal(env: &mut dyn Env, plain: &[u8], passphrase: &str) -> Result<String> {
    let key = make_key(env, KeyKind::P256)?;
    let locked = key.to_encrypted_pem_by(env, passphrase, KeyDerivation::Scrypt)?;
    let message = message(env, plain, key.public())?;
    Ok(locked + &super::pem("CMS", &message))
}

/// Opens such a file.
///
/// # Errors
/// [`Code::KeyPassphraseWrong`] and what [`PrivateKey::parse`] says of the key; [`Code::InputUnrecognised`] where there is no message;
/// [`Code::BundleCheckFailed`] where the message was changed.
pub fn open(file: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>> {
    let blocks = pem::parse_many(file).map_err(|_| unrecognised())?;
    let message = blocks.iter().find(|block| block.tag() == "CMS").ok_or_else(unrecognised)?;
    let key = blocks.iter().find(|block| block.tag() == "ENCRYPTED PRIVATE KEY").ok_or_else(unrecognised)?;
    let key = PrivateKey::parse(pem::encode(key).as_bytes(), Some(passphrase))?;
    let encrypted = read(message.contents())?;
    recipient::decrypt(&key, &encrypted, &shared_info()?).map_err(|error| match error.code() {
        Code::KeyEncoding => Error::new(Code::BundleCheckFailed).found("a message that was changed"),
        _ => error,
    })
}

/// `ContentInfo` with `AuthEnvelopedData` for one recipient, whose key is known by its identifier.
fn message(env: &mut dyn Env, plain: &[u8], public: &PublicKey) -> Result<Vec<u8>> {
    let encrypted = recipient::encrypt(env, public, &shared_info()?, plain)?;
    let content = sequence(&[
        oid(&Oid::from(rfc5911::ID_DATA))?,
        sequence(&[oid(&Oid::from(AES256_GCM))?, sequence(&[octet_string(&encrypted.nonce)?, unsigned(16)?])?])?,
        element(0x80, &encrypted.ciphertext)?,
    ])?;
    let data = sequence(&[
        unsigned(0)?,
        set_of(vec![recipient_info(public, &encrypted)?])?,
        content,
        octet_string(&encrypted.tag)?,
    ])?;
    sequence(&[oid(&Oid::from(AUTH_ENVELOPED_DATA))?, element(0xa0, &data)?])
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

/// Reads a message that [`message`] wrote; another one is refused.
fn read(der: &[u8]) -> Result<Encrypted> {
    let (kind, data) = content_info(der).map_err(broken)?;
    if kind != AUTH_ENVELOPED_DATA {
        return Err(unrecognised().found(format!("CMS of the kind {kind}")));
    }
    let encrypted = read_data(data).map_err(broken)?;
    encrypted.ok_or_else(|| unrecognised().found("CMS with other algorithms"))
}

fn content_info(der: &[u8]) -> der::Result<(ObjectIdentifier, &[u8])> {
    AnyRef::from_der(der)?.sequence(|reader| {
        let kind = ObjectIdentifier::decode(reader)?;
        Ok((kind, AnyRef::from_der(reader.tlv_bytes()?)?.value()))
    })
}

/// The parts, where the algorithms are the ones that are written.
fn read_data(der: &[u8]) -> der::Result<Option<Encrypted>> {
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
        Ok(Encrypted {
            point: BitStringRef::from_der(point)?.raw_bytes().to_vec(),
            wrapped: <&OctetStringRef>::from_der(wrapped)?.as_bytes().to_vec(),
            nonce,
            ciphertext: AnyRef::from_der(ciphertext)?.value().to_vec(),
            tag: <&OctetStringRef>::from_der(tag)?.as_bytes().to_vec(),
        })
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
        seal(&mut env, b"what is kept", PASSPHRASE).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_with_the_passphrase_alone() {
        let file = sealed();
        assert_eq!(open(file.as_bytes(), PASSPHRASE).unwrap().as_slice(), b"what is kept");
        assert_eq!(open(file.as_bytes(), "another passphrase").unwrap_err().code(), Code::KeyPassphraseWrong);
        for other in ["", "-----BEGIN CMS-----\n-----END CMS-----\n"] {
            assert_eq!(open(other.as_bytes(), PASSPHRASE).unwrap_err().code(), Code::InputUnrecognised);
        }
    }

    /// All but the identifier of the key, which says nothing that is relied on, and the version.
    #[test]
    fn a_message_that_was_changed_does_not_open() {
        let file = sealed();
        let blocks = pem::parse_many(&file).unwrap();
        let (der, key) = (blocks[1].contents(), open_key(&blocks[0]));
        let (encrypted, shared) = (read(der).unwrap(), shared_info().unwrap());
        for byte in 0..encrypted.ciphertext.len() {
            let mut touched = encrypted.clone();
            touched.ciphertext[byte] ^= 1;
            assert!(recipient::decrypt(&key, &touched, &shared).is_err());
        }
        let spoil: [fn(&mut Encrypted); 4] =
            [|one| one.tag[0] ^= 1, |one| one.nonce[0] ^= 1, |one| one.wrapped[9] ^= 1, |one| one.point[40] ^= 1];
        for spoil in spoil {
            let mut touched = encrypted.clone();
            spoil(&mut touched);
            assert!(recipient::decrypt(&key, &touched, &shared).is_err());
        }
        assert!(recipient::decrypt(&key, &encrypted, &shared).is_ok());
    }

    fn open_key(block: &pem::Pem) -> PrivateKey {
        PrivateKey::parse(pem::encode(block).as_bytes(), Some(PASSPHRASE)).unwrap()
    }
}
