//! Decisions made into signed DER: `tbs` says what is signed, `assemble` joins the signature to it, and [`sign`] is the
//! one funnel through which every certificate, request and CRL goes.

mod algorithm;
mod certificate;
mod crl;
pub(crate) mod element;
mod extension;
mod general_name;
mod name;
mod request;
mod time;

pub use certificate::CertificateContent;
pub use crl::CrlContent;
pub use extension::{extension_value_der, key_usage_der};
pub use general_name::general_name_der;
pub use name::name_der;
pub use request::RequestContent;

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
    element::sequence(&[tbs.to_vec(), algorithm::identifier(algorithm)?, element::bit_string(signature)?])
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
