//! Private keys from outside: PKCS#8 plain and encrypted, PKCS#1, SEC1, and OpenSSL's older encrypted PEM.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag};
use pkcs8::PrivateKeyInfoRef;
use rsa::pkcs1::RsaPrivateKeyRef;
use rsa::{BoxedUint, RsaPrivateKey};
use sec1::EcPrivateKey;
use zeroize::Zeroizing;

use super::armor::{self, Block};
use super::private::Secret;
use super::public::algorithm_name;
use super::{KeyFile, PrivateKey, encoding};
use crate::error::{Code, Error, Result};

/// The largest RSA modulus that is read: checking a larger one takes too long.
const MAX_RSA_BYTES: usize = 2048;

impl PrivateKey {
    /// Reads an unencrypted PKCS#8 PrivateKeyInfo.
    ///
    /// # Errors
    /// [`Code::KeyEncoding`], [`Code::KeyAlgorithmUnsupported`], [`Code::KeyInconsistent`], [`Code::KeySize`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|error| encoding(&error))?;
        let secret = match info.algorithm.oid {
            rfc5912::RSA_ENCRYPTION => rsa(info.private_key.as_bytes())?,
            rfc5912::ID_EC_PUBLIC_KEY => {
                ec(info.private_key.as_bytes(), Some(named_curve(info.algorithm.parameters)?))?
            }
            rfc8410::ID_ED_25519 => ed25519(info)?,
            other => return Err(unsupported(algorithm_name(other.into()))),
        };
        Self::new(secret)
    }

    /// Reads PEM or DER: PKCS#8 (plain, encrypted), PKCS#1, SEC1, traditional `Proc-Type: 4,ENCRYPTED`.
    /// Other blocks and text around the key's block are passed over.
    ///
    /// # Errors
    /// As [`from_pkcs8`](Self::from_pkcs8); [`Code::PemTruncated`], [`Code::PemBody`];
    /// [`Code::KeyPassphraseMissing`], [`Code::KeyPassphraseWrong`], [`Code::KeyEncryptionUnsupported`],
    /// [`Code::KeyDerivationTooCostly`].
    pub fn parse(input: &[u8], passphrase: Option<&str>) -> Result<Self> {
        if input.first() == Some(&0x30) {
            return KeyFile::of_der(Zeroizing::new(input.to_vec()))?.open(passphrase);
        }
        let text = armor::text(input);
        let blocks = armor::blocks(&text)?;
        match blocks.iter().find(|block| block.label.ends_with("PRIVATE KEY")) {
            Some(block) => from_block(block, passphrase),
            None if blocks.is_empty() => Err(Error::new(Code::KeyEncoding).found("neither PEM nor DER")),
            None => {
                let labels: Vec<&str> = blocks.iter().map(|block| block.label).collect();
                Err(Error::new(Code::KeyEncoding).found(labels.join(", ")).allowed("PRIVATE KEY"))
            }
        }
    }
}

fn from_block(block: &Block<'_>, passphrase: Option<&str>) -> Result<PrivateKey> {
    let is_encrypted = block.header("Proc-Type").is_some_and(|kind| kind.ends_with("ENCRYPTED"));
    let dek_info = is_encrypted.then(|| block.header("DEK-Info").unwrap_or_default());
    KeyFile::of_block(block.label, dek_info, block.decode()?).open(passphrase)
}

/// What a key in DER is, by the tags of what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Encrypted,
    Pkcs8,
    Pkcs1,
    Sec1,
    Dsa,
    Other,
}

/// PKCS #1 has nine numbers, and the traditional form of DSA six.
pub(super) fn shape(der: &[u8]) -> der::Result<Shape> {
    let mut reader = SliceReader::new(der)?;
    let tags = reader.sequence(|inner| {
        let mut tags = Vec::new();
        while !inner.is_finished() {
            tags.push(Tag::peek(inner)?);
            inner.tlv_bytes()?;
        }
        Ok::<_, der::Error>(tags)
    })?;
    Ok(match tags.as_slice() {
        [Tag::Sequence, ..] => Shape::Encrypted,
        [Tag::Integer, Tag::Sequence, ..] => Shape::Pkcs8,
        [Tag::Integer, Tag::OctetString, ..] => Shape::Sec1,
        numbers @ [Tag::Integer, Tag::Integer, ..] if numbers.len() == 6 => Shape::Dsa,
        [Tag::Integer, Tag::Integer, ..] => Shape::Pkcs1,
        _ => Shape::Other,
    })
}

/// PKCS #1 (RFC 8017, appendix A.1.2).
pub(super) fn pkcs1(der: &[u8]) -> Result<PrivateKey> {
    PrivateKey::new(rsa(der)?)
}

/// SEC 1 (RFC 5915).
pub(super) fn sec1(der: &[u8]) -> Result<PrivateKey> {
    PrivateKey::new(ec(der, None)?)
}

pub(super) fn unsupported(name: impl Into<String>) -> Error {
    Error::new(Code::KeyAlgorithmUnsupported).found(name)
}

fn inconsistent(what: &str) -> Error {
    Error::new(Code::KeyInconsistent).found(what)
}

/// An RSA key in PKCS#1 (RFC 8017, appendix A.1.2). The exponents and the coefficient of the Chinese remainder theorem
/// are computed anew, so that wrong ones in the file cannot give the key away through a faulty signature.
fn rsa(der: &[u8]) -> Result<Secret> {
    let key = RsaPrivateKeyRef::from_der(der).map_err(|error| encoding(&error))?;
    if key.other_prime_infos.is_some() {
        return Err(unsupported("RSA with more than two primes"));
    }
    let bytes = key.modulus.as_bytes();
    if bytes.len() > MAX_RSA_BYTES {
        let allowed = format!("at most {} bit", MAX_RSA_BYTES * 8);
        return Err(Error::new(Code::KeySize).found(format!("RSA {} bit", bytes.len() * 8)).allowed(allowed));
    }
    let number = |bytes: &[u8]| {
        let bits = u32::try_from(bytes.len() * 8).ok();
        bits.and_then(|bits| BoxedUint::from_be_slice(bytes, bits).ok()).ok_or_else(|| Error::new(Code::KeyEncoding))
    };
    let primes = vec![number(key.prime1.as_bytes())?, number(key.prime2.as_bytes())?];
    let (modulus, exponent) = (number(bytes)?, number(key.public_exponent.as_bytes())?);
    let key = RsaPrivateKey::from_components(modulus, exponent, number(key.private_exponent.as_bytes())?, primes);
    key.map(|key| Secret::Rsa(Box::new(key))).map_err(|error| inconsistent(&error.to_string()))
}

/// The curve by its name. One that is spelled out in numbers is not read: they may say anything (CVE-2020-0601).
fn named_curve(parameters: Option<AnyRef<'_>>) -> Result<ObjectIdentifier> {
    let name = parameters.and_then(|any| any.decode_as().ok());
    name.ok_or_else(|| unsupported("ECDSA on a curve without a name"))
}

/// An EC key in SEC1 (RFC 5915). The curve is named around it, in it, or told by the length of the secret number.
fn ec(der: &[u8], curve: Option<ObjectIdentifier>) -> Result<Secret> {
    let key = EcPrivateKey::from_der(der).map_err(|error| encoding(&error))?;
    let named = key.parameters.as_ref().and_then(|parameters| parameters.named_curve());
    let by_length = || match key.private_key.len() {
        32 => Some(rfc5912::SECP_256_R_1),
        48 => Some(rfc5912::SECP_384_R_1),
        66 => Some(rfc5912::SECP_521_R_1),
        _ => None,
    };
    let wrong = |_| inconsistent("a public point that is not that of the secret number, or a number out of range");
    match curve.or(named).or_else(by_length) {
        Some(rfc5912::SECP_256_R_1) => {
            p256::SecretKey::try_from(key).map(|key| Secret::P256(Box::new(key.into()))).map_err(wrong)
        }
        Some(rfc5912::SECP_384_R_1) => {
            p384::SecretKey::try_from(key).map(|key| Secret::P384(Box::new(key.into()))).map_err(wrong)
        }
        Some(rfc5912::SECP_521_R_1) => {
            p521::SecretKey::try_from(key).map(|key| Secret::P521(Box::new(key.into()))).map_err(wrong)
        }
        Some(other) => Err(unsupported(algorithm_name(other.into()))),
        None => Err(unsupported("ECDSA on a curve without a name")),
    }
}

fn ed25519(info: PrivateKeyInfoRef<'_>) -> Result<Secret> {
    let key = ed25519_dalek::SigningKey::try_from(info);
    key.map(|key| Secret::Ed25519(Box::new(key))).map_err(|error| inconsistent(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{KeyKind, Signer, make_key};
    use crate::model::Time;

    fn made(kind: KeyKind) -> PrivateKey {
        make_key(&mut FixedEnv::new(Time::EARLIEST, 5), kind).unwrap()
    }

    fn refused(input: &[u8]) -> Code {
        PrivateKey::parse(input, None).unwrap_err().code()
    }

    #[test]
    fn every_kind_comes_back_from_der_and_pem() {
        for kind in KeyKind::ALL.into_iter().filter(|kind| !matches!(kind, KeyKind::Rsa3072 | KeyKind::Rsa4096)) {
            let key = made(kind);
            assert_eq!(PrivateKey::parse(&key.to_pkcs8().unwrap(), None).unwrap().public(), key.public());
            assert_eq!(PrivateKey::parse(key.to_pem().unwrap().as_bytes(), None).unwrap().public(), key.public());
        }
    }

    #[test]
    fn what_holds_no_key_says_what_it_is() {
        assert_eq!(refused(b""), Code::KeyEncoding);
        assert_eq!(refused(b"hello"), Code::KeyEncoding);
        assert_eq!(refused(&[0x30]), Code::KeyEncoding);
        assert_eq!(refused(&[0x30, 0x00]), Code::KeyEncoding);
        assert_eq!(refused(made(KeyKind::P256).public_key().spki()), Code::KeyEncoding);
        let certificate = b"-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";
        assert!(PrivateKey::parse(certificate, None).unwrap_err().to_string().contains("CERTIFICATE"));
        let openssh = b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAEC\n-----END OPENSSH PRIVATE KEY-----\n";
        assert!(PrivateKey::parse(openssh, None).unwrap_err().to_string().contains("ssh-keygen"));
    }

    /// The secret number or its public point with one bit turned over, near the end of each encoding.
    #[test]
    fn parts_that_do_not_belong_together_are_refused() {
        for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Rsa2048] {
            let mut der = made(kind).to_pkcs8().unwrap().to_vec();
            let index = if kind == KeyKind::Rsa2048 { 40 } else { der.len() - 1 };
            der[index] ^= 1;
            assert_eq!(refused(&der), Code::KeyInconsistent, "{kind:?}");
        }
    }

    #[test]
    fn no_damage_is_a_trap() {
        for kind in [KeyKind::P256, KeyKind::Ed25519] {
            let key = made(kind);
            let der = key.to_pkcs8().unwrap();
            for index in 0..der.len() {
                for bit in [0x01, 0x20, 0x80] {
                    let mut changed = der.to_vec();
                    changed[index] ^= bit;
                    let _ = PrivateKey::parse(&changed, None);
                    assert!(PrivateKey::parse(&der[..index], None).is_err());
                }
            }
        }
    }

    /// PKCS#1 keys whose five numbers are small, so that every check is met by some of them.
    #[test]
    fn no_numbers_of_an_rsa_key_are_a_trap() {
        let numbers = [0, 1, 2, 3, 5, 15, 33, 127];
        let key = |parts: [u8; 5]| {
            let mut der = vec![0x30, 27, 0x02, 1, 0];
            parts.into_iter().chain([1, 1, 1]).for_each(|number| der.extend_from_slice(&[0x02, 1, number]));
            der
        };
        for n in numbers {
            for e in numbers {
                for d in numbers {
                    for p in numbers {
                        for q in numbers {
                            let _ = PrivateKey::parse(&key([n, e, d, p, q]), None);
                        }
                    }
                }
            }
        }
        assert_eq!(refused(&key([15, 3, 3, 5, 2])), Code::KeyInconsistent);
    }

    #[test]
    fn a_key_shows_nothing_of_itself() {
        assert_eq!(format!("{:?}", made(KeyKind::P256)), "PrivateKey(ECDSA P-256)");
    }
}
