//! Keys: RSA, ECDSA on P-256, P-384 and P-521, Ed25519; how they are made, read, written, judged and used to sign.
//!
//! The crates that do the arithmetic are named here and nowhere else.

pub mod digest;

use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::SignatureAlgorithm;

/// What kind of key to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with a modulus of 2048 bits.
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    Rsa4096,
    /// ECDSA on P-256 (secp256r1, prime256v1): the default.
    P256,
    /// ECDSA on P-384 (secp384r1).
    P384,
    /// ECDSA on P-521 (secp521r1).
    P521,
    /// Ed25519.
    Ed25519,
}

impl KeyKind {
    /// `rsa-2048` … `ed25519`, as the package writes them.
    #[must_use]
    pub const fn as_str(self) -> &'static str { todo!() }
    /// Reads what [`as_str`](Self::as_str) writes.
    ///
    /// # Errors
    /// [`Code::KeyAlgorithmUnsupported`](crate::error::Code::KeyAlgorithmUnsupported).
    pub fn parse(text: &str) -> Result<Self> { todo!("{text}") }
}

/// What is known of a public key from its SubjectPublicKeyInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey { /* private: spki der + parsed enum */ spki: Vec<u8> }

/// What a public key is, in words and numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKeyDetails {
    /// RSA: the modulus and the public exponent, big-endian.
    Rsa { modulus: Vec<u8>, exponent: Vec<u8>, bits: usize },
    /// ECDSA on one of the three curves: the uncompressed point.
    Ec { curve: KeyKind, point: Vec<u8> },
    /// Ed25519: the 32 octets.
    Ed25519 { point: Vec<u8> },
    /// Another algorithm: it can be shown, and is not certified.
    Other { algorithm: crate::model::Oid },
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity { Refuse, Warn, Note }

/// One thing that is wrong with a public key, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFinding {
    /// A stable word: `rsa-too-small`, `rsa-exponent`, `rsa-fermat`, `rsa-roca`, `rsa-small-factor`, `rsa-even`, `ec-not-on-curve`, `ed25519-small-order`, `algorithm-unsupported`…
    pub code: &'static str,
    pub severity: Severity,
    /// In words, with the figures.
    pub text: String,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. A known algorithm whose point is off the curve is still read, and judged.
    pub fn from_spki(der: &[u8]) -> Result<Self> { todo!("{der:?}") }
    pub fn spki(&self) -> &[u8] { &self.spki }
    pub fn details(&self) -> &PublicKeyDetails { todo!() }
    /// `RSA 2048 bit`, `ECDSA P-256`, `Ed25519`.
    pub fn label(&self) -> String { todo!() }
    /// SHA-1 of the subjectPublicKey BIT STRING's content: method 1 of RFC 5280, section 4.2.1.2.
    pub fn key_identifier(&self) -> [u8; 20] { todo!() }
    /// Whether a certificate may carry it (NIST SP 800-131A, ROCA, Fermat, curve membership, small order).
    pub fn judge(&self) -> Vec<KeyFinding> { todo!() }
    /// Whether the signature fits. Ed25519 is strict. An algorithm that cannot be checked is an error.
    pub fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> Result<bool> { todo!("{algorithm:?} {message:?} {signature:?}") }
}

/// Whoever can sign: a private key here, one elsewhere tomorrow.
pub trait Signer {
    fn public_key(&self) -> PublicKey;
    /// How this key signs: the hash is matched to the curve.
    fn signature_algorithm(&self) -> SignatureAlgorithm;
    /// Signs. `env` blinds RSA.
    fn sign(&self, env: &mut dyn Env, message: &[u8]) -> Result<Vec<u8>>;
}

/// A private key. Its memory is cleared when it is dropped; it shows nothing in Debug.
pub struct PrivateKey { /* enum of the crates' types */ }

impl PrivateKey {
    /// Reads an unencrypted PKCS#8 PrivateKeyInfo.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self> { todo!("{der:?}") }
    /// Reads PEM or DER: PKCS#8 (plain, encrypted), PKCS#1, SEC1, traditional `Proc-Type: 4,ENCRYPTED`.
    pub fn parse(input: &[u8], passphrase: Option<&str>) -> Result<Self> { todo!("{input:?} {passphrase:?}") }
    /// PKCS#8 in DER, v1 (RFC 5208), as every program reads it.
    pub fn to_pkcs8(&self) -> Result<zeroize::Zeroizing<Vec<u8>>> { todo!() }
    /// `-----BEGIN PRIVATE KEY-----`.
    pub fn to_pem(&self) -> Result<zeroize::Zeroizing<String>> { todo!() }
    /// `-----BEGIN ENCRYPTED PRIVATE KEY-----`: PBES2, PBKDF2-HMAC-SHA256 with 600 000 iterations, AES-256-CBC.
    pub fn to_encrypted_pem(&self, env: &mut dyn Env, passphrase: &str) -> Result<String> { todo!("{} {passphrase}", env.now()) }
}

/// The making of a key, one small step at a time, so that it can be watched and broken off.
pub struct KeySearch { /* kind, primes so far, candidates tested */ }

impl KeySearch {
    pub fn new(kind: KeyKind) -> Self { todo!("{kind:?}") }
    /// Does a bounded piece of work (a few milliseconds to some tens). The key, once it is found.
    pub fn step(&mut self, env: &mut dyn Env) -> Result<Option<PrivateKey>> { todo!("{}", env.now()) }
    /// An honest guess between 0 and 1 of how far it is (candidates tested against the expected number), and how many were tested.
    pub fn progress(&self) -> (f64, u32) { todo!() }
}

/// The making of a key in one go.
pub fn make_key(env: &mut dyn Env, kind: KeyKind) -> Result<PrivateKey, Error> { let mut s = KeySearch::new(kind); loop { if let Some(k) = s.step(env)? { return Ok(k); } } }
