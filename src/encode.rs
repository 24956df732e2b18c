//! Decisions made into signed DER: `tbs` says what is signed, `assemble` joins the signature to it, and [`sign`] is the
//! one funnel through which every certificate, request and CRL goes.
//!
//! The crate `x509-cert` has the types of RFC 5280 and RFC 2986, and `der` writes them. What the crates have no type for
//! is told where it is written; the elements that are joined by hand for it are in `element`.

mod algorithm;
mod certificate;
mod crl;
pub(crate) mod element;
mod extension;
mod general_name;
mod list_extension;
mod name;
mod request;
mod serial;
mod subtree;
mod time;

pub use certificate::CertificateContent;
pub use crl::CrlContent;
pub use extension::{extension_value_der, key_usage_der};
pub use general_name::general_name_der;
pub use list_extension::{delta_crl_indicator, freshest_crl, hold_instruction_code, issuing_distribution_point};
pub use name::name_der;
pub use request::RequestContent;
pub use subtree::subtree_der;

use std::fmt::Display;

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Encode, Sequence};
use x509_cert::AlgorithmIdentifier;

use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::Signer;
use crate::model::SignatureAlgorithm;

/// Anything that can be signed.
pub trait ToBeSigned {
    /// The DER that is signed, for a signer of this algorithm.
    ///
    /// # Errors
    /// [`Code::EncodeValue`] where a value does not fit its type, [`Code::EncodeAlgorithm`] where nothing is signed so.
    fn tbs(&self, algorithm: SignatureAlgorithm) -> Result<Vec<u8>>;
}

/// Signs, verifies its own signature, and gives the DER.
///
/// The check costs little and a wrong signature would cost much: a fault in the arithmetic of RSA gives the key away.
///
/// # Errors
/// What [`ToBeSigned::tbs`] and [`Signer::sign`] say, and [`Code::SignatureSelfCheck`].
pub fn sign(env: &mut dyn Env, content: &dyn ToBeSigned, signer: &dyn Signer) -> Result<Vec<u8>> {
    let algorithm = signer.signature_algorithm();
    let tbs = content.tbs(algorithm)?;
    let signature = signer.sign(env, &tbs)?;
    if !signer.public_key().verify(algorithm, &tbs, &signature)? {
        return Err(Error::new(Code::SignatureSelfCheck));
    }
    assemble(&tbs, algorithm, &signature)
}

/// Joins what was signed with its signature: SEQUENCE { tbs, algorithm, BIT STRING } (RFC 5280, sections 4.1 and 5.1;
/// RFC 2986, section 4.2).
///
/// # Errors
/// [`Code::EncodeAlgorithm`] where nothing is signed with the algorithm.
pub fn assemble(tbs: &[u8], algorithm: SignatureAlgorithm, signature: &[u8]) -> Result<Vec<u8>> {
    let algorithm = algorithm::identifier(algorithm)?;
    let content = AnyRef::from_der(tbs).map_err(unencodable)?;
    let signature = BitStringRef::from_bytes(signature).map_err(unencodable)?;
    der(&Signed { content, algorithm, signature })
}

/// What certificates, requests and CRLs have in common. The types of the crate, and `Builder::assemble`, would encode the
/// content a second time: here the very bytes that were signed are joined to their signature.
#[derive(Sequence)]
struct Signed<'a> {
    content: AnyRef<'a>,
    algorithm: AlgorithmIdentifier,
    signature: BitStringRef<'a>,
}

fn der(value: &impl Encode) -> Result<Vec<u8>> {
    value.to_der().map_err(unencodable)
}

/// What was kept in DER, as the crate's type of it: refused where that would write it in other bytes than it came in.
fn kept<T>(bytes: &[u8]) -> Result<T>
where
    T: for<'a> Decode<'a, Error = der::Error> + Encode,
{
    let value = T::from_der(bytes).map_err(unencodable)?;
    if der(&value)? == bytes { Ok(value) } else { Err(unencodable("DER that would be written otherwise")) }
}

/// What the crates refused to write.
fn unencodable(error: impl Display) -> Error {
    Error::new(Code::EncodeValue).found(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::PublicKey;
    use crate::model::Time;

    struct Bytes;

    impl ToBeSigned for Bytes {
        fn tbs(&self, _: SignatureAlgorithm) -> Result<Vec<u8>> {
            Ok(vec![0x30, 0])
        }
    }

    /// Signs with zeros: a key whose hardware is broken.
    struct Broken(crate::key::PrivateKey);

    impl Signer for Broken {
        fn public_key(&self) -> PublicKey {
            self.0.public_key()
        }

        fn signature_algorithm(&self) -> SignatureAlgorithm {
            self.0.signature_algorithm()
        }

        fn sign(&self, _: &mut dyn Env, _: &[u8]) -> Result<Vec<u8>> {
            Ok(vec![0; 64])
        }
    }

    #[test]
    fn a_signature_that_does_not_verify_never_leaves() {
        let mut env = FixedEnv::new(Time::from_unix(1_800_000_000).unwrap(), 1);
        let key = crate::key::make_key(&mut env, crate::key::KeyKind::Ed25519).unwrap();
        assert!(sign(&mut env, &Bytes, &key).is_ok());
        assert_eq!(sign(&mut env, &Bytes, &Broken(key)).unwrap_err().code(), Code::SignatureSelfCheck);
    }
}
