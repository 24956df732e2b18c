//! Whether a signature fits (RFC 8017, FIPS 186-5, RFC 8032).

use ed25519_dalek::{Signature, VerifyingKey};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::traits::SignatureScheme;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::Digest;

use super::{KeyKind, PublicKey, PublicKeyDetails};
use crate::error::{Code, Error, Result};
use crate::model::SignatureAlgorithm;

/// The sizes of RSA moduli that are computed with: below, anybody can factor them; above, it takes too long.
const RSA_BITS: std::ops::RangeInclusive<usize> = 512..=16_384;

impl PublicKey {
    /// Whether the signature fits. Ed25519 is strict: no key of small order, no second encoding of anything.
    /// A signature of another family than the key's does not fit. That an algorithm is broken (MD5, SHA-1) is for the
    /// policy to say.
    ///
    /// # Errors
    /// [`Code::KeyAlgorithmUnsupported`] or [`Code::KeySize`] where it cannot be checked.
    pub fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> Result<bool> {
        match (self.details(), family(algorithm)?) {
            (PublicKeyDetails::Rsa { modulus, exponent, bits }, Family::Rsa(scheme, hash)) => {
                rsa(modulus, exponent, *bits, scheme, hash, message, signature)
            }
            (PublicKeyDetails::Ec { curve, point }, Family::Ecdsa(hash)) => {
                Ok(ecdsa(*curve, point, &hash.digest(message), signature))
            }
            (PublicKeyDetails::Ed25519 { point }, Family::Ed25519) => Ok(ed25519(point, message, signature)),
            (PublicKeyDetails::Other { .. }, _) => {
                Err(Error::new(Code::KeyAlgorithmUnsupported).field("key").found(self.label()))
            }
            _ => Ok(false),
        }
    }
}

enum Family {
    Rsa(Scheme, Hash),
    Ecdsa(Hash),
    Ed25519,
}

#[derive(Clone, Copy)]
enum Scheme {
    Pkcs1,
    Pss,
}

#[derive(Clone, Copy)]
enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(message).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(message).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(message).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(message).to_vec(),
        }
    }
}

fn family(algorithm: SignatureAlgorithm) -> Result<Family> {
    Ok(match algorithm {
        SignatureAlgorithm::RsaMd5 => Family::Rsa(Scheme::Pkcs1, Hash::Md5),
        SignatureAlgorithm::RsaSha1 => Family::Rsa(Scheme::Pkcs1, Hash::Sha1),
        SignatureAlgorithm::RsaSha256 => Family::Rsa(Scheme::Pkcs1, Hash::Sha256),
        SignatureAlgorithm::RsaSha384 => Family::Rsa(Scheme::Pkcs1, Hash::Sha384),
        SignatureAlgorithm::RsaSha512 => Family::Rsa(Scheme::Pkcs1, Hash::Sha512),
        SignatureAlgorithm::RsaPssSha256 => Family::Rsa(Scheme::Pss, Hash::Sha256),
        SignatureAlgorithm::RsaPssSha384 => Family::Rsa(Scheme::Pss, Hash::Sha384),
        SignatureAlgorithm::RsaPssSha512 => Family::Rsa(Scheme::Pss, Hash::Sha512),
        SignatureAlgorithm::EcdsaSha1 => Family::Ecdsa(Hash::Sha1),
        SignatureAlgorithm::EcdsaSha256 => Family::Ecdsa(Hash::Sha256),
        SignatureAlgorithm::EcdsaSha384 => Family::Ecdsa(Hash::Sha384),
        SignatureAlgorithm::EcdsaSha512 => Family::Ecdsa(Hash::Sha512),
        SignatureAlgorithm::Ed25519 => Family::Ed25519,
        SignatureAlgorithm::Other(oid) => {
            let error = Error::new(Code::KeyAlgorithmUnsupported).field("signatureAlgorithm");
            return Err(error.found(oid.to_string()));
        }
    })
}

fn rsa(
    modulus: &[u8],
    exponent: &[u8],
    bits: usize,
    scheme: Scheme,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<bool> {
    if !RSA_BITS.contains(&bits) {
        let allowed = format!("{} to {} bit", RSA_BITS.start(), RSA_BITS.end());
        return Err(Error::new(Code::KeySize).field("key").found(format!("RSA {bits} bit")).allowed(allowed));
    }
    // An even modulus or an exponent that is even, 1 or greater than 2^33: nothing that such a key says is worth
    // anything, and computing with it may take for ever.
    let Some(key) = rsa_key(modulus, exponent) else { return Ok(false) };
    let digest = hash.digest(message);
    let fits = |scheme: Result<(), rsa::Error>| Ok(scheme.is_ok());
    match (scheme, hash) {
        (Scheme::Pkcs1, Hash::Md5) => fits(Pkcs1v15Sign::new::<md5::Md5>().verify(&key, &digest, signature)),
        (Scheme::Pkcs1, Hash::Sha1) => fits(Pkcs1v15Sign::new::<sha1::Sha1>().verify(&key, &digest, signature)),
        (Scheme::Pkcs1, Hash::Sha256) => fits(Pkcs1v15Sign::new::<sha2::Sha256>().verify(&key, &digest, signature)),
        (Scheme::Pkcs1, Hash::Sha384) => fits(Pkcs1v15Sign::new::<sha2::Sha384>().verify(&key, &digest, signature)),
        (Scheme::Pkcs1, Hash::Sha512) => fits(Pkcs1v15Sign::new::<sha2::Sha512>().verify(&key, &digest, signature)),
        (Scheme::Pss, Hash::Sha384) => fits(Pss::<sha2::Sha384>::new().verify(&key, &digest, signature)),
        (Scheme::Pss, Hash::Sha512) => fits(Pss::<sha2::Sha512>::new().verify(&key, &digest, signature)),
        (Scheme::Pss, _) => fits(Pss::<sha2::Sha256>::new().verify(&key, &digest, signature)),
    }
}

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Option<RsaPublicKey> {
    let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, u32::try_from(bytes.len()).ok()? * 8).ok();
    RsaPublicKey::new_with_size_limits(number(modulus)?, number(exponent)?, RSA_BITS).ok()
}

/// Whether a DER signature fits the digest on the curve of one of the three crates, which share no common type for it.
macro_rules! fits_on {
    ($curve:ident, $point:expr, $digest:expr, $signature:expr) => {
        $curve::ecdsa::VerifyingKey::from_sec1_bytes($point).is_ok_and(|key| {
            let signature = $curve::ecdsa::Signature::from_der($signature);
            signature.is_ok_and(|signature| key.verify_prehash($digest, &signature).is_ok())
        })
    };
}

fn ecdsa(curve: KeyKind, point: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    match curve {
        KeyKind::P256 => fits_on!(p256, point, digest, signature),
        KeyKind::P384 => fits_on!(p384, point, digest, signature),
        KeyKind::P521 => fits_on!(p521, point, digest, signature),
        _ => false,
    }
}

fn ed25519(point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let key = point.try_into().ok().and_then(|point| VerifyingKey::from_bytes(point).ok());
    let signature = Signature::from_slice(signature).ok();
    matches!((key, signature), (Some(key), Some(signature)) if key.verify_strict(message, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{Signer, make_key};
    use crate::model::{Oid, Time};

    #[test]
    fn a_signature_made_here_fits_and_any_other_does_not() {
        let mut env = FixedEnv::new(Time::EARLIEST, 2);
        for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519, KeyKind::Rsa2048] {
            let signer = make_key(&mut env, kind).unwrap();
            let (key, algorithm) = (signer.public_key(), signer.signature_algorithm());
            let mut signature = signer.sign(&mut env, b"message").unwrap();
            assert_eq!(key.verify(algorithm, b"message", &signature), Ok(true), "{kind:?}");
            assert_eq!(key.verify(algorithm, b"massage", &signature), Ok(false), "{kind:?}");
            assert_eq!(key.verify(algorithm, b"message", &[]), Ok(false));
            *signature.last_mut().unwrap() ^= 1;
            assert_eq!(key.verify(algorithm, b"message", &signature), Ok(false), "{kind:?}");
        }
    }

    #[test]
    fn a_signature_of_another_family_does_not_fit() {
        let mut env = FixedEnv::new(Time::EARLIEST, 2);
        let key = make_key(&mut env, KeyKind::P256).unwrap();
        let signature = key.sign(&mut env, b"message").unwrap();
        assert_eq!(key.public_key().verify(SignatureAlgorithm::Ed25519, b"message", &signature), Ok(false));
        assert_eq!(key.public_key().verify(SignatureAlgorithm::EcdsaSha512, b"message", &signature), Ok(false));
    }

    #[test]
    fn what_cannot_be_checked_is_an_error() {
        let mut env = FixedEnv::new(Time::EARLIEST, 2);
        let key = make_key(&mut env, KeyKind::Ed25519).unwrap().public_key();
        let other = SignatureAlgorithm::Other(Oid::parse("1.2.840.10040.4.3").unwrap());
        assert_eq!(key.verify(other, b"", b"").unwrap_err().code(), Code::KeyAlgorithmUnsupported);
    }

    /// Moduli of every odd length and value: whatever is read must be answered, never computed for long, never a trap.
    #[test]
    fn rsa_keys_of_any_shape_get_an_answer() {
        for length in [0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 255, 257, 2047, 2048, 2049, 10_000] {
            for modulus in [vec![0xff; length], vec![0x80; length], vec![0x01; length]] {
                let bits = trimmed_bits(&modulus);
                for exponent in [&[][..], &[1], &[2], &[3], &[1, 0, 1], &[0xff; 5]] {
                    for scheme in [Scheme::Pkcs1, Scheme::Pss] {
                        let answer = rsa(&modulus, exponent, bits, scheme, Hash::Sha512, b"", &vec![1; length]);
                        assert_ne!(answer, Ok(true), "{length} {exponent:?}");
                    }
                }
            }
        }
    }

    fn trimmed_bits(modulus: &[u8]) -> usize {
        modulus.first().map_or(0, |first| modulus.len() * 8 - usize::try_from(first.leading_zeros()).unwrap())
    }
}
