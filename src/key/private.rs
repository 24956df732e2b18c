//! Private keys: what they sign, and how they are written (RFC 5208, RFC 5915, RFC 8410, RFC 8017).

use std::fmt;

use der::{Decode, Encode};
use ed25519_dalek::pkcs8::KeypairBytes;
use p256::ecdsa::signature::Signer as _;
use pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding, PrivateKeyInfoRef, SecretDocument};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sec1::{EcParameters, EcPrivateKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{KeyDerivation, PublicKey, encoding, encryption};
use crate::env::{Env, make_rng};
use crate::error::{Code, Error, Result};
use crate::model::SignatureAlgorithm;

/// Whoever can sign: a private key here, one elsewhere tomorrow.
pub trait Signer {
    /// The public key that its signatures fit.
    fn public_key(&self) -> PublicKey;

    /// How this key signs: the hash is matched to the curve.
    fn signature_algorithm(&self) -> SignatureAlgorithm;

    /// Signs. `env` blinds RSA; ECDSA takes its nonce from the key and the message (RFC 6979).
    ///
    /// # Errors
    /// [`Code::SignatureSelfCheck`] where the computation went wrong.
    fn sign(&self, env: &mut dyn Env, message: &[u8]) -> Result<Vec<u8>>;
}

/// A private key. Its memory is cleared when it is dropped; it shows nothing in Debug.
pub struct PrivateKey {
    secret: Secret,
    public: PublicKey,
}

/// The key itself, in the types of the crates, each of which clears its memory.
pub(super) enum Secret {
    Rsa(Box<RsaPrivateKey>),
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
    P521(Box<p521::ecdsa::SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

impl PrivateKey {
    /// The key with its public part, which is computed from it.
    pub(super) fn new(secret: Secret) -> Result<Self> {
        let spki = match &secret {
            Secret::Rsa(key) => key.to_public_key().to_public_key_der(),
            Secret::P256(key) => key.verifying_key().to_public_key_der(),
            Secret::P384(key) => key.verifying_key().to_public_key_der(),
            Secret::P521(key) => key.verifying_key().to_public_key_der(),
            Secret::Ed25519(key) => key.verifying_key().to_public_key_der(),
        };
        let public = PublicKey::from_spki(spki.map_err(|_| Error::new(Code::KeyEncoding))?.as_bytes())?;
        Ok(Self { secret, public })
    }

    /// The public key.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The key itself.
    pub(super) const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// PKCS#8 in DER, v1 (RFC 5208), as every program reads it: OpenSSL refuses an Ed25519 key in v2.
    ///
    /// # Errors
    /// [`Code::KeyEncoding`] where the key cannot be written (an RSA key of more than two primes).
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>> {
        self.document().map(|document| document.to_bytes())
    }

    /// `-----BEGIN PRIVATE KEY-----`.
    ///
    /// # Errors
    /// As [`to_pkcs8`](Self::to_pkcs8).
    pub fn to_pem(&self) -> Result<Zeroizing<String>> {
        self.document()?.to_pem("PRIVATE KEY", LineEnding::LF).map_err(|_| Error::new(Code::KeyEncoding))
    }

    /// `-----BEGIN ENCRYPTED PRIVATE KEY-----`: PBES2, PBKDF2-HMAC-SHA256 with 600 000 iterations, AES-256-CBC.
    ///
    /// # Errors
    /// As [`to_pkcs8`](Self::to_pkcs8), and [`Code::KeyPassphraseMissing`] where the passphrase is empty.
    pub fn to_encrypted_pem(&self, env: &mut dyn Env, passphrase: &str) -> Result<String> {
        self.to_encrypted_pem_by(env, passphrase, KeyDerivation::Pbkdf2)
    }

    /// The same, with the key derivation that is asked for.
    ///
    /// # Errors
    /// As [`to_encrypted_pem`](Self::to_encrypted_pem).
    pub fn to_encrypted_pem_by(
        &self,
        env: &mut dyn Env,
        passphrase: &str,
        derivation: KeyDerivation,
    ) -> Result<String> {
        let document = encryption::seal(env, &self.to_pkcs8()?, passphrase, derivation)?;
        let pem = document.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF);
        pem.map(|pem| pem.to_string()).map_err(|_| Error::new(Code::KeyEncoding))
    }

    /// PKCS#8 in DER, encrypted with PBES2 and AES-256-CBC: what is in [`to_encrypted_pem`](Self::to_encrypted_pem).
    ///
    /// # Errors
    /// As [`to_encrypted_pem`](Self::to_encrypted_pem).
    pub fn to_encrypted_der(
        &self,
        env: &mut dyn Env,
        passphrase: &str,
        derivation: KeyDerivation,
    ) -> Result<Zeroizing<Vec<u8>>> {
        encryption::seal(env, &self.to_pkcs8()?, passphrase, derivation).map(|document| document.to_bytes())
    }

    /// The form of before PKCS#8, not encrypted: PKCS#1 (`RSA PRIVATE KEY`) or SEC1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    /// [`Code::KeyAlgorithmUnsupported`] for Ed25519, which never had one.
    pub fn to_traditional_pem(&self) -> Result<Zeroizing<String>> {
        let pkcs8 = self.to_pkcs8()?;
        let info = PrivateKeyInfoRef::from_der(&pkcs8).map_err(|error| encoding(&error))?;
        let (label, der) = match &self.secret {
            Secret::Rsa(_) => ("RSA PRIVATE KEY", info.private_key.as_bytes().to_vec()),
            Secret::P256(_) | Secret::P384(_) | Secret::P521(_) => {
                ("EC PRIVATE KEY", with_curve(&info).map_err(|error| encoding(&error))?)
            }
            Secret::Ed25519(_) => {
                let refusal = Error::new(Code::KeyAlgorithmUnsupported).found("Ed25519, which has no such form");
                return Err(refusal.allowed("RSA, ECDSA"));
            }
        };
        let document = SecretDocument::try_from(der).map_err(|error| encoding(&error))?;
        document.to_pem(label, LineEnding::LF).map_err(|_| Error::new(Code::KeyEncoding))
    }

    fn document(&self) -> Result<SecretDocument> {
        let document = match &self.secret {
            Secret::Rsa(key) => key.to_pkcs8_der(),
            Secret::P256(key) => key.to_pkcs8_der(),
            Secret::P384(key) => key.to_pkcs8_der(),
            Secret::P521(key) => key.to_pkcs8_der(),
            Secret::Ed25519(key) => KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_der(),
        };
        document.map_err(|_| Error::new(Code::KeyEncoding))
    }
}

impl Signer for PrivateKey {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn signature_algorithm(&self) -> SignatureAlgorithm {
        match self.secret {
            Secret::Rsa(_) => SignatureAlgorithm::RsaSha256,
            Secret::P256(_) => SignatureAlgorithm::EcdsaSha256,
            Secret::P384(_) => SignatureAlgorithm::EcdsaSha384,
            Secret::P521(_) => SignatureAlgorithm::EcdsaSha512,
            Secret::Ed25519(_) => SignatureAlgorithm::Ed25519,
        }
    }

    fn sign(&self, env: &mut dyn Env, message: &[u8]) -> Result<Vec<u8>> {
        match &self.secret {
            Secret::Rsa(key) => sign_rsa(key, env, message),
            Secret::P256(key) => {
                der_of(key.try_sign(message).map(|s: p256::ecdsa::DerSignature| s.as_bytes().to_vec()))
            }
            Secret::P384(key) => {
                der_of(key.try_sign(message).map(|s: p384::ecdsa::DerSignature| s.as_bytes().to_vec()))
            }
            Secret::P521(key) => {
                der_of(key.try_sign(message).map(|s: p521::ecdsa::DerSignature| s.as_bytes().to_vec()))
            }
            Secret::Ed25519(key) => der_of(key.try_sign(message).map(|s: ed25519_dalek::Signature| s.to_vec())),
        }
    }
}

/// The key within PKCS#8 names its curve around it; standing alone it must name it itself (RFC 5915, section 3).
fn with_curve(info: &PrivateKeyInfoRef<'_>) -> der::Result<Vec<u8>> {
    let inner = EcPrivateKey::from_der(info.private_key.as_bytes())?;
    let curve = info.algorithm.parameters_oid().map_err(|_| der::Tag::ObjectIdentifier.value_error())?;
    EcPrivateKey { parameters: Some(EcParameters::NamedCurve(curve)), ..inner }.to_der()
}

/// Blinded, because the crate's private operation is not constant in time (RUSTSEC-2023-0071).
fn sign_rsa(key: &RsaPrivateKey, env: &mut dyn Env, message: &[u8]) -> Result<Vec<u8>> {
    let mut blinding = make_rng(env);
    let signature = key.sign_with_rng(&mut blinding, Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message));
    signature.map_err(|_| Error::new(Code::SignatureSelfCheck).found(format!("RSA {} bit", key.n().bits())))
}

fn der_of<E>(signature: std::result::Result<Vec<u8>, E>) -> Result<Vec<u8>> {
    signature.map_err(|_| Error::new(Code::SignatureSelfCheck))
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{KeyKind, make_key};
    use crate::model::Time;

    fn env(seed: u8) -> FixedEnv {
        FixedEnv::new(Time::EARLIEST, seed)
    }

    fn hexadecimal(text: &str) -> Vec<u8> {
        let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        text.as_bytes().chunks(2).map(octet).collect()
    }

    /// RFC 6979, appendix A.2.5, `sample` with SHA-256; RFC 8032, section 7.1, test 1.
    #[test]
    fn signatures_are_those_of_the_standards() {
        let secret = hexadecimal("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        let key = p256::SecretKey::from_slice(&secret).unwrap();
        let key = PrivateKey::new(Secret::P256(Box::new(key.into()))).unwrap();
        let signature = key.sign(&mut env(1), b"sample").unwrap();
        let r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
        let s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
        assert_eq!(signature, hexadecimal(&format!("3046022100{r}022100{s}")));

        let secret = hexadecimal("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let key = ed25519_dalek::SigningKey::from_bytes(&secret.try_into().unwrap());
        let key = PrivateKey::new(Secret::Ed25519(Box::new(key))).unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(key.public().key_bits(), hexadecimal(public));
        let signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
        assert_eq!(key.sign(&mut env(1), b"").unwrap(), hexadecimal(signature));
    }

    #[test]
    fn a_signature_does_not_depend_on_the_environment() {
        for kind in [KeyKind::Rsa2048, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
            let key = make_key(&mut env(1), kind).unwrap();
            assert_eq!(key.sign(&mut env(2), b"message"), key.sign(&mut env(3), b"message"), "{kind:?}");
        }
    }

    #[test]
    fn the_hash_is_matched_to_the_curve() {
        for (kind, algorithm) in [
            (KeyKind::P256, SignatureAlgorithm::EcdsaSha256),
            (KeyKind::P384, SignatureAlgorithm::EcdsaSha384),
            (KeyKind::P521, SignatureAlgorithm::EcdsaSha512),
            (KeyKind::Ed25519, SignatureAlgorithm::Ed25519),
        ] {
            assert_eq!(make_key(&mut env(1), kind).unwrap().signature_algorithm(), algorithm);
        }
    }

    /// The version of an Ed25519 key is the fifth octet: 0 is v1, which OpenSSL reads; v2 it refuses.
    #[test]
    fn an_ed25519_key_is_written_in_the_first_version() {
        let der = make_key(&mut env(1), KeyKind::Ed25519).unwrap().to_pkcs8().unwrap();
        assert_eq!((der.len(), der[4]), (48, 0));
    }
}
