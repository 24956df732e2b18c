//! Private keys: what they sign, and how they are written (RFC 5208, RFC 5915, RFC 8410, RFC 8017).

use std::fmt;

use ed25519_dalek::pkcs8::KeypairBytes;
use p256::ecdsa::signature::Signer as _;
use pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding, SecretDocument};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{PublicKey, encryption};
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
        let document = encryption::seal(env, &self.to_pkcs8()?, passphrase)?;
        let pem = document.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF);
        pem.map(|pem| pem.to_string()).map_err(|_| Error::new(Code::KeyEncoding))
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
