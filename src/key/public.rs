//! Public keys: what a SubjectPublicKeyInfo says (RFC 5280, section 4.1.2.7; RFC 3279, RFC 5480, RFC 8410).

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use der::Decode;
use der::asn1::AnyRef;
use elliptic_curve::CurveArithmetic;
use elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve;
use rsa::pkcs1::RsaPublicKeyRef;
use spki::SubjectPublicKeyInfoRef;

use super::{KeyKind, digest, encoding};
use crate::error::{Code, Error, Result};
use crate::model::Oid;

/// What is known of a public key from its SubjectPublicKeyInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    spki: Vec<u8>,
    /// The content of the subjectPublicKey BIT STRING.
    key_bits: Vec<u8>,
    details: PublicKeyDetails,
}

/// What a public key is, in words and numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKeyDetails {
    /// RSA (RFC 3279, section 2.3.1).
    Rsa {
        /// The modulus, big-endian, without leading zeros.
        modulus: Vec<u8>,
        /// The public exponent, big-endian, without leading zeros.
        exponent: Vec<u8>,
        /// The length of the modulus.
        bits: usize,
    },
    /// ECDSA on one of the three curves (RFC 5480).
    Ec {
        /// The curve: [`KeyKind::P256`], [`KeyKind::P384`] or [`KeyKind::P521`].
        curve: KeyKind,
        /// The point, uncompressed; as it came where it is no point of the curve.
        point: Vec<u8>,
    },
    /// Ed25519 (RFC 8410).
    Ed25519 {
        /// The 32 octets.
        point: Vec<u8>,
    },
    /// Another algorithm: it can be shown, and is not certified.
    Other {
        /// The algorithm, or the curve where it is ECDSA on another named curve.
        algorithm: Oid,
    },
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. A known algorithm whose point is off the curve is still read, and judged.
    ///
    /// # Errors
    /// [`Code::KeyEncoding`], with the offset in `der`.
    pub fn from_spki(der: &[u8]) -> Result<Self> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|error| encoding(&error))?;
        let key_bits = info.subject_public_key.as_bytes().ok_or_else(|| {
            Error::new(Code::KeyEncoding)
                .field("subjectPublicKey")
                .found("a number of bits that is not a multiple of 8")
        })?;
        let details = details(info.algorithm.oid, info.algorithm.parameters, key_bits)?;
        Ok(Self { spki: der.to_vec(), key_bits: key_bits.to_vec(), details })
    }

    /// The DER of the SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The content of the subjectPublicKey BIT STRING.
    #[must_use]
    pub fn key_bits(&self) -> &[u8] {
        &self.key_bits
    }

    /// What it is.
    #[must_use]
    pub const fn details(&self) -> &PublicKeyDetails {
        &self.details
    }

    /// The kind, where it is one that is made here.
    #[must_use]
    pub const fn kind(&self) -> Option<KeyKind> {
        match &self.details {
            PublicKeyDetails::Rsa { bits: 2048, .. } => Some(KeyKind::Rsa2048),
            PublicKeyDetails::Rsa { bits: 3072, .. } => Some(KeyKind::Rsa3072),
            PublicKeyDetails::Rsa { bits: 4096, .. } => Some(KeyKind::Rsa4096),
            PublicKeyDetails::Ec { curve, .. } => Some(*curve),
            PublicKeyDetails::Ed25519 { .. } => Some(KeyKind::Ed25519),
            PublicKeyDetails::Rsa { .. } | PublicKeyDetails::Other { .. } => None,
        }
    }

    /// `RSA 2048 bit`, `ECDSA P-256`, `Ed25519`.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.details {
            PublicKeyDetails::Rsa { bits, .. } => format!("RSA {bits} bit"),
            PublicKeyDetails::Ec { curve, .. } => format!("ECDSA {}", curve.as_str().to_uppercase()),
            PublicKeyDetails::Ed25519 { .. } => "Ed25519".to_owned(),
            PublicKeyDetails::Other { algorithm } => algorithm_name(*algorithm),
        }
    }

    /// SHA-1 of the subjectPublicKey BIT STRING's content: method 1 of RFC 5280, section 4.2.1.2.
    #[must_use]
    pub fn key_identifier(&self) -> [u8; 20] {
        digest::sha1(&self.key_bits)
    }
}

fn details(algorithm: ObjectIdentifier, parameters: Option<AnyRef<'_>>, key_bits: &[u8]) -> Result<PublicKeyDetails> {
    match algorithm {
        rfc5912::RSA_ENCRYPTION => rsa(key_bits),
        rfc5912::ID_EC_PUBLIC_KEY => Ok(ec(parameters, key_bits)),
        rfc8410::ID_ED_25519 => Ok(PublicKeyDetails::Ed25519 { point: key_bits.to_vec() }),
        other => Ok(PublicKeyDetails::Other { algorithm: other.into() }),
    }
}

fn rsa(key_bits: &[u8]) -> Result<PublicKeyDetails> {
    let key = RsaPublicKeyRef::from_der(key_bits)
        .map_err(|error| Error::new(Code::KeyEncoding).field("subjectPublicKey").found(error.kind().to_string()))?;
    let modulus = trimmed(key.modulus.as_bytes());
    let bits = modulus.first().map_or(0, |first| modulus.len() * 8 - zeros(*first));
    Ok(PublicKeyDetails::Rsa { modulus, exponent: trimmed(key.public_exponent.as_bytes()), bits })
}

/// How many bits before the first that is set.
fn zeros(byte: u8) -> usize {
    (0..8).rev().take_while(|bit| byte >> bit == 0).count()
}

fn trimmed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().skip_while(|byte| *byte == 0).collect()
}

fn ec(parameters: Option<AnyRef<'_>>, key_bits: &[u8]) -> PublicKeyDetails {
    let Some(curve) = parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok()) else {
        return PublicKeyDetails::Other { algorithm: rfc5912::ID_EC_PUBLIC_KEY.into() };
    };
    let (curve, point) = match curve {
        rfc5912::SECP_256_R_1 => (KeyKind::P256, uncompressed::<p256::NistP256>(key_bits)),
        rfc5912::SECP_384_R_1 => (KeyKind::P384, uncompressed::<p384::NistP384>(key_bits)),
        rfc5912::SECP_521_R_1 => (KeyKind::P521, uncompressed::<p521::NistP521>(key_bits)),
        other => return PublicKeyDetails::Other { algorithm: other.into() },
    };
    PublicKeyDetails::Ec { curve, point: point.unwrap_or_else(|| key_bits.to_vec()) }
}

/// The point with both its coordinates, or nothing where it is no point of the curve.
pub(super) fn uncompressed<C>(point: &[u8]) -> Option<Vec<u8>>
where
    C: CurveArithmetic,
    C::FieldBytesSize: ModulusSize,
    C::AffinePoint: FromSec1Point<C> + ToSec1Point<C>,
{
    let key = elliptic_curve::PublicKey::<C>::from_sec1_bytes(point).ok()?;
    Some(key.to_sec1_point(false).as_bytes().to_vec())
}

/// The name of an algorithm or curve that is not certified, or its dotted identifier.
pub(super) fn algorithm_name(oid: Oid) -> String {
    let dotted = oid.to_string();
    let known = OTHERS.iter().find(|(known, _)| *known == dotted);
    known.map_or(dotted, |(_, name)| (*name).to_owned())
}

/// Algorithms that keys are found to have, beside those that are certified.
const OTHERS: &[(&str, &str)] = &[
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.113549.1.1.7", "RSA-OAEP"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.10046.2.1", "Diffie-Hellman"),
    ("1.2.840.10045.2.1", "ECDSA on a curve without a name"),
    ("1.3.132.0.10", "ECDSA secp256k1"),
    ("1.3.132.0.33", "ECDSA P-224"),
    ("1.2.840.10045.3.1.1", "ECDSA P-192"),
    ("1.3.36.3.3.2.8.1.1.7", "ECDSA brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.11", "ECDSA brainpoolP384r1"),
    ("1.3.36.3.3.2.8.1.1.13", "ECDSA brainpoolP512r1"),
    ("1.2.156.10197.1.301", "SM2"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.113", "Ed448"),
    ("1.2.643.7.1.1.1.1", "GOST R 34.10-2012 256 bit"),
    ("1.2.643.7.1.1.1.2", "GOST R 34.10-2012 512 bit"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{Signer, make_key};
    use crate::model::Time;

    #[test]
    fn what_is_made_here_is_named_and_known_by_its_kind() {
        let mut env = FixedEnv::new(Time::EARLIEST, 1);
        for (kind, label) in [
            (KeyKind::P256, "ECDSA P-256"),
            (KeyKind::P384, "ECDSA P-384"),
            (KeyKind::P521, "ECDSA P-521"),
            (KeyKind::Ed25519, "Ed25519"),
        ] {
            let key = make_key(&mut env, kind).unwrap().public_key();
            assert_eq!((key.label().as_str(), key.kind()), (label, Some(kind)));
            assert_eq!(PublicKey::from_spki(key.spki()).unwrap(), key);
            assert_eq!(key.key_identifier(), digest::sha1(key.key_bits()));
        }
    }

    #[test]
    fn a_compressed_point_is_shown_uncompressed() {
        let mut env = FixedEnv::new(Time::EARLIEST, 1);
        let key = make_key(&mut env, KeyKind::P256).unwrap().public_key();
        let PublicKeyDetails::Ec { point, .. } = key.details() else { panic!("ECDSA") };
        // The head of the SubjectPublicKeyInfo with the shorter lengths, then the sign of y and x.
        let mut spki = key.spki()[..26].to_vec();
        (spki[1], spki[24]) = (0x39, 0x22);
        spki.push(2 + (point[64] & 1));
        spki.extend_from_slice(&point[1..33]);
        let compressed = PublicKey::from_spki(&spki).unwrap();
        assert_eq!(compressed.details(), key.details());
        assert_ne!(compressed.key_identifier(), key.key_identifier());
    }

    #[test]
    fn what_is_no_key_is_refused_with_its_place() {
        let mut env = FixedEnv::new(Time::EARLIEST, 1);
        let good = make_key(&mut env, KeyKind::P256).unwrap().public_key().spki().to_vec();
        assert_eq!(PublicKey::from_spki(&good[..40]).unwrap_err().code(), Code::KeyEncoding);
        let mut trailing = good.clone();
        trailing.push(0);
        assert_eq!(PublicKey::from_spki(&trailing).unwrap_err().code(), Code::KeyEncoding);
        let mut wrong_tag = good;
        wrong_tag[4] = 0x07;
        assert_eq!(PublicKey::from_spki(&wrong_tag).unwrap_err().offset(), Some(5), "behind the wrong tag at 4");
    }

    #[test]
    fn other_algorithms_have_names() {
        for (oid, name) in [("1.3.132.0.10", "ECDSA secp256k1"), ("1.3.101.113", "Ed448"), ("1.2.3", "1.2.3")] {
            assert_eq!(algorithm_name(Oid::parse(oid).unwrap()), name);
        }
    }
}
