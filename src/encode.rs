//! Decisions made into signed DER: `tbs` says what is signed, `assemble` joins the signature to it, and [`sign`] is the one funnel
//! through which every certificate, request and CRL goes.

use crate::env::Env;
use crate::error::Result;
use crate::key::Signer;
use crate::model::{Extension, GeneralName, Name, RevokedCertificate, SerialNumber, SignatureAlgorithm, Time, Validity};

/// What a certificate will say.
#[derive(Clone, Debug)]
pub struct CertificateContent { pub serial: SerialNumber, pub issuer: Name, pub validity: Validity, pub subject: Name, pub spki: Vec<u8>, pub extensions: Vec<Extension> }
/// What a CRL will say.
#[derive(Clone, Debug)]
pub struct CrlContent { pub issuer: Name, pub this_update: Time, pub next_update: Time, pub revoked: Vec<RevokedCertificate>, pub extensions: Vec<Extension> }
/// What a request will say.
#[derive(Clone, Debug)]
pub struct RequestContent { pub subject: Name, pub spki: Vec<u8>, pub extensions: Vec<Extension> }

/// Anything that can be signed.
pub trait ToBeSigned {
    /// The DER that is signed, for a signer of this algorithm.
    fn tbs(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>>;
}

/// Joins what was signed with its signature: SEQUENCE { tbs, algorithm, BIT STRING }.
pub fn assemble(tbs: &[u8], algorithm: SignatureAlgorithm, signature: &[u8]) -> Result<Vec<u8>> { todo!("{tbs:?} {algorithm:?} {signature:?}") }

/// Signs, verifies its own signature (`authority/signature-self-check`), and gives the DER.
pub fn sign(env: &mut dyn Env, content: &dyn ToBeSigned, signer: &dyn Signer) -> Result<Vec<u8>> { let _ = (env.now(), content, signer.public_key()); todo!() }

pub fn name_der(name: &Name) -> Result<Vec<u8>> { todo!("{name}") }
pub fn extension_value_der(value: &crate::model::ExtensionValue) -> Result<Vec<u8>> { todo!("{value:?}") }
pub fn general_name_der(name: &GeneralName) -> Result<Vec<u8>> { todo!("{name}") }
