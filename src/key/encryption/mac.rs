//! The MACs that hold a PKCS #12 file together (RFC 7292, section 4; RFC 9579).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use digest::block_api::{BlockSizeUser, EagerHash};
use digest::{Digest, FixedOutputReset};
use hmac::{Hmac, KeyInit, Mac};
use pkcs8::pkcs5::pbes2::{Kdf, Pbkdf2Params, Pbkdf2Prf};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::{MAX_ITERATIONS, checked_kdf, too_costly, unsupported};
use crate::error::Result;
use crate::key::encoding;

/// PBMAC1 of RFC 8018, section 7.1.
pub(super) const PBMAC1: &str = "1.2.840.113549.1.5.14";
/// The longest key that PBMAC1 derives: that of HMAC-SHA512.
const MAX_KEY: usize = 128;

/// What a MAC is made with.
#[derive(Debug)]
pub(crate) struct MacParameters<'a> {
    /// The digest, or PBMAC1.
    pub algorithm: AlgorithmIdentifierRef<'a>,
    /// The salt; PBMAC1 has its own.
    pub salt: &'a [u8],
    /// How often it is hashed; PBMAC1 has its own.
    pub iterations: i32,
}

impl MacParameters<'_> {
    /// Whether it asks for a number of iterations that is accepted.
    ///
    /// # Errors
    /// [`Code::KeyEncryptionUnsupported`](crate::error::Code::KeyEncryptionUnsupported),
    /// [`Code::KeyDerivationTooCostly`](crate::error::Code::KeyDerivationTooCostly).
    pub(crate) fn check(&self) -> Result<()> {
        if self.algorithm.oid.to_string() == PBMAC1 {
            return self.pbmac1_derivation().map(drop);
        }
        match u32::try_from(self.iterations) {
            Ok(1..=MAX_ITERATIONS) => Ok(()),
            Ok(0) | Err(_) => Err(unsupported(format!("a MAC of {} iterations", self.iterations))),
            Ok(many) => Err(too_costly(format!("{many} iterations"), MAX_ITERATIONS.to_string())),
        }
    }

    /// The MAC of data under a password, which is given as text, and as the octets in which PKCS #12 has it.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(crate) fn mac(&self, text: &str, octets: &[u8], data: &[u8]) -> Result<Vec<u8>> {
        if self.algorithm.oid.to_string() == PBMAC1 {
            return self.pbmac1(text, data);
        }
        self.check()?;
        match self.algorithm.oid {
            rfc5912::ID_SHA_1 => self.derived::<Sha1>(octets, data),
            rfc5912::ID_SHA_256 => self.derived::<Sha256>(octets, data),
            rfc5912::ID_SHA_384 => self.derived::<Sha384>(octets, data),
            rfc5912::ID_SHA_512 => self.derived::<Sha512>(octets, data),
            other => Err(unsupported(format!("a MAC with {other}"))),
        }
    }

    fn derived<D>(&self, octets: &[u8], data: &[u8]) -> Result<Vec<u8>>
    where
        D: Digest + FixedOutputReset + BlockSizeUser + EagerHash,
    {
        let size = <D as Digest>::output_size();
        let key = Zeroizing::new(derive_key::<D>(octets, self.salt, Pkcs12KeyType::Mac, self.iterations, size));
        hmac::<D>(&key, data)
    }

    fn pbmac1_derivation(&self) -> Result<(Pbkdf2Params, AlgorithmIdentifierRef<'_>)> {
        let parameters = self.algorithm.parameters.ok_or_else(|| unsupported("PBMAC1 without its parameters"))?;
        let (kdf, scheme) = parameters.sequence(two_algorithms).map_err(|error: der::Error| encoding(&error))?;
        match checked_kdf(kdf)? {
            Kdf::Pbkdf2(kdf) => Ok((kdf, scheme)),
            _ => Err(unsupported("PBMAC1 without PBKDF2")),
        }
    }

    fn pbmac1(&self, text: &str, data: &[u8]) -> Result<Vec<u8>> {
        let (kdf, scheme) = self.pbmac1_derivation()?;
        let length = usize::from(kdf.key_length.ok_or_else(|| unsupported("PBMAC1 without the length of its key"))?);
        if !(1..=MAX_KEY).contains(&length) {
            return Err(unsupported(format!("PBMAC1 with a key of {length} octets")));
        }
        let mut key = Zeroizing::new(vec![0; length]);
        let (salt, iterations) = (kdf.salt.as_ref(), kdf.iteration_count);
        match kdf.prf {
            Pbkdf2Prf::HmacWithSha256 => pbkdf2::pbkdf2_hmac::<Sha256>(text.as_bytes(), salt, iterations, &mut key),
            Pbkdf2Prf::HmacWithSha384 => pbkdf2::pbkdf2_hmac::<Sha384>(text.as_bytes(), salt, iterations, &mut key),
            Pbkdf2Prf::HmacWithSha512 => pbkdf2::pbkdf2_hmac::<Sha512>(text.as_bytes(), salt, iterations, &mut key),
            _ => return Err(unsupported("PBMAC1 with another function than HMAC-SHA256, 384 or 512")),
        }
        match scheme.oid.to_string().as_str() {
            "1.2.840.113549.2.9" => hmac::<Sha256>(&key, data),
            "1.2.840.113549.2.10" => hmac::<Sha384>(&key, data),
            "1.2.840.113549.2.11" => hmac::<Sha512>(&key, data),
            other => Err(unsupported(format!("PBMAC1 with {other}"))),
        }
    }
}

pub(super) fn two_algorithms<'a, R: der::Reader<'a>>(
    reader: &mut R,
) -> der::Result<(AlgorithmIdentifierRef<'a>, AlgorithmIdentifierRef<'a>)> {
    Ok((reader.decode()?, reader.decode()?))
}

fn hmac<D: EagerHash>(key: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    let mac = Hmac::<D>::new_from_slice(key).map_err(|_| unsupported("a key of this length"))?;
    Ok(mac.chain_update(data).finalize().into_bytes().to_vec())
}

/// The object identifier of the digest with which a MAC is written.
pub(crate) const fn mac_digest(modern: bool) -> ObjectIdentifier {
    if modern { rfc5912::ID_SHA_256 } else { rfc5912::ID_SHA_1 }
}

/// The name of the MAC within PBMAC1.
pub(super) fn scheme_name(oid: ObjectIdentifier) -> Option<&'static str> {
    Some(match oid.to_string().as_str() {
        "1.2.840.113549.2.9" => "HMAC-SHA256",
        "1.2.840.113549.2.10" => "HMAC-SHA384",
        "1.2.840.113549.2.11" => "HMAC-SHA512",
        _ => return None,
    })
}
