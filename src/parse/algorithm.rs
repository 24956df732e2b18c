//! AlgorithmIdentifier of a signature (RFC 5280, section 4.1.1.2; RFC 4055; RFC 5758; RFC 8410).

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};

use super::der::{Element, tag};
use crate::error::Result;
use crate::model::{Oid, SignatureAlgorithm};

/// ecdsa-with-SHA1 (RFC 3279, section 2.2.3), which the table of identifiers does not have.
const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

/// What stands between an algorithm's identifier and the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameters<'a> {
    Absent,
    Null,
    Some(Element<'a>),
}

/// Reads how something is signed. Known identifiers with parameters that are not theirs are [`SignatureAlgorithm::Other`]:
/// such a signature can be shown, and is never taken for checked.
pub fn signature_algorithm(element: &Element<'_>) -> Result<SignatureAlgorithm> {
    let (oid, parameters) = identifier(element)?;
    let known = match *oid.inner() {
        rfc5912::ID_RSASSA_PSS => pss(parameters),
        _ => plain(oid, parameters),
    };
    Ok(known.unwrap_or(SignatureAlgorithm::Other(oid)))
}

fn identifier<'a>(element: &Element<'a>) -> Result<(Oid, Parameters<'a>)> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let oid = parts.expect(tag::OID)?.oid()?;
    let parameters = match parts.next()? {
        None => Parameters::Absent,
        Some(null) if null.tag == tag::NULL => Parameters::Null,
        Some(other) => Parameters::Some(other),
    };
    parts.finish()?;
    Ok((oid, parameters))
}

fn plain(oid: Oid, parameters: Parameters<'_>) -> Option<SignatureAlgorithm> {
    let (algorithm, null) = match *oid.inner() {
        rfc5912::MD_5_WITH_RSA_ENCRYPTION => (SignatureAlgorithm::RsaMd5, true),
        rfc5912::SHA_1_WITH_RSA_ENCRYPTION => (SignatureAlgorithm::RsaSha1, true),
        rfc5912::SHA_256_WITH_RSA_ENCRYPTION => (SignatureAlgorithm::RsaSha256, true),
        rfc5912::SHA_384_WITH_RSA_ENCRYPTION => (SignatureAlgorithm::RsaSha384, true),
        rfc5912::SHA_512_WITH_RSA_ENCRYPTION => (SignatureAlgorithm::RsaSha512, true),
        ECDSA_WITH_SHA_1 => (SignatureAlgorithm::EcdsaSha1, false),
        rfc5912::ECDSA_WITH_SHA_256 => (SignatureAlgorithm::EcdsaSha256, false),
        rfc5912::ECDSA_WITH_SHA_384 => (SignatureAlgorithm::EcdsaSha384, false),
        rfc5912::ECDSA_WITH_SHA_512 => (SignatureAlgorithm::EcdsaSha512, false),
        rfc8410::ID_ED_25519 => (SignatureAlgorithm::Ed25519, false),
        _ => return None,
    };
    // RSA's parameters are NULL, and their absence must be accepted (RFC 4055, section 5); the others have none.
    let fits = parameters == Parameters::Absent || (null && parameters == Parameters::Null);
    fits.then_some(algorithm)
}

/// RSASSA-PSS-params (RFC 4055, section 3.1), where they are one of the three sets that are checked here.
fn pss(parameters: Parameters<'_>) -> Option<SignatureAlgorithm> {
    let Parameters::Some(parameters) = parameters else { return None };
    let mut parts = parameters.expect(tag::SEQUENCE).ok()?.elements();
    let hash = hash(&parts.expect(tag::constructed(0)).ok()?.only().ok()?)?;
    let mask = mask_hash(&parts.expect(tag::constructed(1)).ok()?.only().ok()?)?;
    let salt = parts.expect(tag::constructed(2)).ok()?.only().ok()?.expect(tag::INTEGER).ok()?.unsigned()?;
    let trailer = match parts.optional(tag::constructed(3)).ok()? {
        Some(trailer) => trailer.only().ok()?.expect(tag::INTEGER).ok()?.unsigned()?,
        None => 1,
    };
    if !parts.is_finished() || mask != hash || trailer != 1 {
        return None;
    }
    match (hash, salt) {
        (rfc5912::ID_SHA_256, 32) => Some(SignatureAlgorithm::RsaPssSha256),
        (rfc5912::ID_SHA_384, 48) => Some(SignatureAlgorithm::RsaPssSha384),
        (rfc5912::ID_SHA_512, 64) => Some(SignatureAlgorithm::RsaPssSha512),
        _ => None,
    }
}

fn hash(element: &Element<'_>) -> Option<ObjectIdentifier> {
    match identifier(element).ok()? {
        (oid, Parameters::Absent | Parameters::Null) => Some(*oid.inner()),
        _ => None,
    }
}

fn mask_hash(element: &Element<'_>) -> Option<ObjectIdentifier> {
    match identifier(element).ok()? {
        (oid, Parameters::Some(of)) if *oid.inner() == rfc5912::ID_MGF_1 => hash(&of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{oid, seq, tlv};
    use super::*;

    fn read(parts: &[&[u8]]) -> SignatureAlgorithm {
        signature_algorithm(&Element::whole(&seq(parts)).unwrap()).unwrap()
    }

    const NULL: &[u8] = &[5, 0];

    #[test]
    fn parameters_must_be_those_of_the_algorithm() {
        let sha256_rsa = oid("1.2.840.113549.1.1.11");
        assert_eq!(read(&[&sha256_rsa, NULL]), SignatureAlgorithm::RsaSha256);
        assert_eq!(read(&[&sha256_rsa]), SignatureAlgorithm::RsaSha256);
        assert!(matches!(read(&[&sha256_rsa, &[2, 1, 0]]), SignatureAlgorithm::Other(_)));
        let sha256_ecdsa = oid("1.2.840.10045.4.3.2");
        assert_eq!(read(&[&sha256_ecdsa]), SignatureAlgorithm::EcdsaSha256);
        assert!(matches!(read(&[&sha256_ecdsa, NULL]), SignatureAlgorithm::Other(_)));
        assert_eq!(read(&[&oid("1.3.101.112")]), SignatureAlgorithm::Ed25519);
        assert_eq!(read(&[&oid("1.2.840.10045.4.1")]), SignatureAlgorithm::EcdsaSha1);
        assert!(matches!(read(&[&oid("1.3.101.113")]), SignatureAlgorithm::Other(_)));
    }

    fn pss(hash: &str, mask: &str, salt: u8, trailer: &[u8]) -> SignatureAlgorithm {
        let hash = seq(&[&oid(hash), NULL]);
        let mask = seq(&[&oid("1.2.840.113549.1.1.8"), &seq(&[&oid(mask), NULL])]);
        let parameters = seq(&[&tlv(0xa0, &[&hash]), &tlv(0xa1, &[&mask]), &tlv(0xa2, &[&[2, 1, salt]]), trailer]);
        read(&[&oid("1.2.840.113549.1.1.10"), &parameters])
    }

    #[test]
    fn three_sets_of_pss_parameters_are_known() {
        let (sha1, sha256, sha384, sha512) =
            ("1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3");
        assert_eq!(pss(sha256, sha256, 32, &[]), SignatureAlgorithm::RsaPssSha256);
        assert_eq!(pss(sha384, sha384, 48, &[]), SignatureAlgorithm::RsaPssSha384);
        assert_eq!(pss(sha512, sha512, 64, &[0xa3, 3, 2, 1, 1]), SignatureAlgorithm::RsaPssSha512);
        for (hash, mask, salt, trailer) in [
            (sha256, sha1, 32, &[][..]),
            (sha256, sha256, 20, &[]),
            (sha1, sha1, 20, &[]),
            (sha256, sha256, 32, &[0xa3, 3, 2, 1, 2]),
            (sha256, sha256, 32, &[5, 0]),
        ] {
            assert!(matches!(pss(hash, mask, salt, trailer), SignatureAlgorithm::Other(_)));
        }
        assert!(matches!(read(&[&oid("1.2.840.113549.1.1.10")]), SignatureAlgorithm::Other(_)));
    }
}
