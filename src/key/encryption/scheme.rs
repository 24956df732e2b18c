//! What an encryption is called and what it costs, told before any of its work is done.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Decode;
use der::asn1::AnyRef;
use pkcs8::pkcs5::pbes2::{Kdf, PBES2_OID, PBKDF2_OID, Pbkdf2Prf, SCRYPT_OID};
use spki::AlgorithmIdentifierRef;

use super::{check_salt, mac, old, scheme_name, too_costly};
use crate::error::Result;

/// The iterations that are spent on all that is opened in one go: some ten seconds in a browser.
const MAX_WORK: u64 = 6_000_000;
/// So many bytes of memory that scrypt fills take as long as one iteration of PBKDF2.
const SCRYPT_BYTES: u64 = 400;

/// The work that may still be done for passwords. A file may ask for little in each of its parts, and for much in all of them.
#[derive(Debug)]
pub(crate) struct Work {
    left: u64,
}

impl Default for Work {
    fn default() -> Self {
        Self { left: MAX_WORK }
    }
}

impl Work {
    /// Takes off what something costs.
    ///
    /// # Errors
    /// [`Code::KeyDerivationTooCostly`](crate::error::Code::KeyDerivationTooCostly) where too little is left.
    pub(crate) fn spend(&mut self, cost: u64) -> Result<()> {
        // what is alone too costly is refused with its own number, by whoever would do the work
        self.left = self.left.checked_sub(cost.min(u64::from(super::MAX_ITERATIONS))).ok_or_else(|| {
            let all = format!("more than {MAX_WORK} iterations in all");
            too_costly(all, format!("{MAX_WORK} iterations in all"))
        })?;
        Ok(())
    }
}

/// How something is encrypted, and what it costs to open it.
#[derive(Debug)]
pub(crate) struct Description {
    /// `PBES2: PBKDF2-HMAC-SHA256, 2048 iterations, AES-256-CBC`.
    pub words: String,
    /// In iterations.
    pub cost: u64,
}

/// Describes a password-based encryption, also one that is not read.
pub(crate) fn describe(algorithm: AlgorithmIdentifierRef<'_>) -> Description {
    if algorithm.oid == PBES2_OID {
        return pbes2(algorithm).unwrap_or_else(|| Description { words: "PBES2".to_owned(), cost: 0 });
    }
    let Some(words) = old::words(algorithm.oid) else {
        return Description { words: scheme_name(algorithm.oid), cost: 0 };
    };
    let iterations = old::iterations(algorithm).unwrap_or_default();
    // key and vector are derived one after the other
    Description { words: format!("{words}, {}", counted(iterations)), cost: iterations.saturating_mul(2) }
}

fn pbes2(algorithm: AlgorithmIdentifierRef<'_>) -> Option<Description> {
    let (kdf, cipher) = algorithm.parameters?.sequence(mac::two_algorithms).ok()?;
    let Description { words, cost } = derivation(kdf)?;
    let cipher = cipher_name(cipher.oid).map_or_else(|| scheme_name(cipher.oid), str::to_owned);
    Some(Description { words: format!("PBES2: {words}, {cipher}"), cost })
}

fn derivation(algorithm: AlgorithmIdentifierRef<'_>) -> Option<Description> {
    if ![PBKDF2_OID, SCRYPT_OID].contains(&algorithm.oid) || check_salt(algorithm).is_err() {
        return None;
    }
    Some(match Kdf::try_from(algorithm).ok()? {
        Kdf::Pbkdf2(kdf) => {
            let iterations = kdf.iteration_count.into();
            Description { words: format!("PBKDF2-{}, {}", prf_name(kdf.prf), counted(iterations)), cost: iterations }
        }
        Kdf::Scrypt(kdf) => {
            let (n, r, p) = (kdf.cost_parameter, u64::from(kdf.block_size), u64::from(kdf.parallelization));
            let bytes = n.saturating_mul(r).saturating_mul(128).saturating_mul(p);
            Description { words: format!("scrypt with N={n}, r={r}, p={p}"), cost: bytes / SCRYPT_BYTES }
        }
        _ => return None,
    })
}

/// How a MAC is made: the digest or PBMAC1, whose parameters have salt and iterations of their own.
pub(crate) fn describe_mac(algorithm: AlgorithmIdentifierRef<'_>, iterations: i32) -> Description {
    if algorithm.oid.to_string() == mac::PBMAC1 {
        return pbmac1(algorithm).unwrap_or_else(|| Description { words: "PBMAC1".to_owned(), cost: 0 });
    }
    let digest = match algorithm.oid {
        rfc5912::ID_SHA_1 => "HMAC-SHA1".to_owned(),
        rfc5912::ID_SHA_224 => "HMAC-SHA224".to_owned(),
        rfc5912::ID_SHA_256 => "HMAC-SHA256".to_owned(),
        rfc5912::ID_SHA_384 => "HMAC-SHA384".to_owned(),
        rfc5912::ID_SHA_512 => "HMAC-SHA512".to_owned(),
        other => format!("HMAC with {other}"),
    };
    let iterations = u64::try_from(iterations).unwrap_or_default();
    Description { words: format!("{digest}, {}", counted(iterations)), cost: iterations }
}

fn pbmac1(algorithm: AlgorithmIdentifierRef<'_>) -> Option<Description> {
    let (kdf, scheme) = algorithm.parameters?.sequence(mac::two_algorithms).ok()?;
    let Description { words, cost } = derivation(kdf)?;
    let scheme = mac::scheme_name(scheme.oid).map_or_else(|| scheme.oid.to_string(), str::to_owned);
    Some(Description { words: format!("PBMAC1: {words}, {scheme}"), cost })
}

/// Describes the encryption around a key in an EncryptedPrivateKeyInfo; nothing where it is none.
pub(crate) fn describe_key(der: &[u8]) -> Option<Description> {
    let algorithm = AnyRef::from_der(der).ok()?.sequence(|reader| {
        let algorithm = AlgorithmIdentifierRef::decode(reader)?;
        AnyRef::decode(reader)?;
        Ok::<_, der::Error>(algorithm)
    });
    algorithm.ok().map(describe)
}

pub(super) fn counted(iterations: u64) -> String {
    format!("{iterations} iteration{}", if iterations == 1 { "" } else { "s" })
}

const fn prf_name(prf: Pbkdf2Prf) -> &'static str {
    match prf {
        Pbkdf2Prf::HmacWithSha1 => "HMAC-SHA1",
        Pbkdf2Prf::HmacWithSha224 => "HMAC-SHA224",
        Pbkdf2Prf::HmacWithSha256 => "HMAC-SHA256",
        Pbkdf2Prf::HmacWithSha384 => "HMAC-SHA384",
        Pbkdf2Prf::HmacWithSha512 => "HMAC-SHA512",
        _ => "HMAC",
    }
}

fn cipher_name(oid: ObjectIdentifier) -> Option<&'static str> {
    Some(match oid {
        super::AES_128_CBC_OID => "AES-128-CBC",
        super::AES_192_CBC_OID => "AES-192-CBC",
        super::AES_256_CBC_OID => "AES-256-CBC",
        super::DES_EDE3_CBC_OID => "triple DES",
        _ => return None,
    })
}
