//! AlgorithmIdentifier (RFC 5280, section 4.1.1.2).

use const_oid::db::{rfc5912, rfc8410};
use der::asn1::Any;
use x509_cert::AlgorithmIdentifier;

use crate::error::{Code, Error, Result};
use crate::model::SignatureAlgorithm;

/// The identifier of an algorithm that is signed with here. RSA PKCS #1 has NULL parameters (RFC 4055, section 5);
/// ECDSA (RFC 5758, section 3.2) and Ed25519 (RFC 8410, section 3) have none.
pub(super) fn identifier(algorithm: SignatureAlgorithm) -> Result<AlgorithmIdentifier> {
    let (oid, parameters) = match algorithm {
        SignatureAlgorithm::RsaSha256 => (rfc5912::SHA_256_WITH_RSA_ENCRYPTION, Some(Any::null())),
        SignatureAlgorithm::RsaSha384 => (rfc5912::SHA_384_WITH_RSA_ENCRYPTION, Some(Any::null())),
        SignatureAlgorithm::RsaSha512 => (rfc5912::SHA_512_WITH_RSA_ENCRYPTION, Some(Any::null())),
        SignatureAlgorithm::EcdsaSha256 => (rfc5912::ECDSA_WITH_SHA_256, None),
        SignatureAlgorithm::EcdsaSha384 => (rfc5912::ECDSA_WITH_SHA_384, None),
        SignatureAlgorithm::EcdsaSha512 => (rfc5912::ECDSA_WITH_SHA_512, None),
        SignatureAlgorithm::Ed25519 => (rfc8410::ID_ED_25519, None),
        // broken hashes, and PSS, which Firefox and Go refuse in authorities
        SignatureAlgorithm::RsaMd5
        | SignatureAlgorithm::RsaSha1
        | SignatureAlgorithm::EcdsaSha1
        | SignatureAlgorithm::RsaPssSha256
        | SignatureAlgorithm::RsaPssSha384
        | SignatureAlgorithm::RsaPssSha512
        | SignatureAlgorithm::Other(_) => {
            return Err(Error::new(Code::EncodeAlgorithm).found(format!("{algorithm:?}")));
        }
    };
    Ok(AlgorithmIdentifier { oid, parameters })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(algorithm: SignatureAlgorithm) -> Vec<u8> {
        super::super::der(&identifier(algorithm).unwrap()).unwrap()
    }

    #[test]
    fn parameters_are_null_for_rsa_and_absent_for_the_rest() {
        let rsa = der(SignatureAlgorithm::RsaSha256);
        assert_eq!(rsa, [&[0x30, 13, 6, 9], &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11][..], &[5, 0]].concat());
        assert_eq!(der(SignatureAlgorithm::Ed25519), [0x30, 5, 6, 3, 0x2B, 0x65, 0x70]);
        let ecdsa = der(SignatureAlgorithm::EcdsaSha384);
        assert_eq!(ecdsa, [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3]);
    }

    #[test]
    fn broken_hashes_are_never_written() {
        for algorithm in [SignatureAlgorithm::RsaMd5, SignatureAlgorithm::RsaSha1, SignatureAlgorithm::EcdsaSha1] {
            assert_eq!(identifier(algorithm).unwrap_err().code(), Code::EncodeAlgorithm);
        }
    }
}
