//! The password-based encryption of before 1999, which files still have: PBES1 (RFC 8018, section 6.1) and that of
//! PKCS #12 (RFC 7292, appendix C). It is read always, and of it triple DES alone is written, for programs that know
//! nothing newer.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit, KeyIvInit};
use cbc::{Decryptor, Encryptor};
use const_oid::ObjectIdentifier;
use der::Encode;
use der::asn1::OctetString;
use des::{Des, TdesEde2, TdesEde3};
use md5::{Digest, Md5};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use pkcs12::pbe_params::Pkcs12PbeParams;
use rc2::Rc2;
use sha1::Sha1;
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};
use zeroize::Zeroizing;

use super::{MAX_ITERATIONS, too_costly, unsupported};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::encoding;

const PBE_MD5_DES: &str = "1.2.840.113549.1.5.3";
const PBE_MD5_RC2: &str = "1.2.840.113549.1.5.6";
const PBE_SHA1_DES: &str = "1.2.840.113549.1.5.10";
const PBE_SHA1_RC2: &str = "1.2.840.113549.1.5.11";
const PKCS12_3DES: ObjectIdentifier = pkcs12::PKCS_12_PBE_WITH_SHAAND3_KEY_TRIPLE_DES_CBC;
const PKCS12_2DES: ObjectIdentifier = pkcs12::PKCS_12_PBE_WITH_SHAAND2_KEY_TRIPLE_DES_CBC;
const PKCS12_RC2_128: ObjectIdentifier = pkcs12::PKCS_12_PBE_WITH_SHAAND128_BIT_RC2_CBC;
const PKCS12_RC2_40: ObjectIdentifier = pkcs12::PKCS_12_PBEWITH_SHAAND40_BIT_RC2_CBC;

/// What is written: slow enough that a short password takes a while, and no more than Windows XP waits for.
const ITERATIONS: i32 = 100_000;

/// The ciphers of these schemes. The key of RC2 has its length in bits.
#[derive(Clone, Copy)]
enum Cipher {
    Des,
    TripleDes,
    TripleDesTwoKeys,
    Rc2(usize),
}

/// Password, salt and iterations into a hash.
type Pbkdf1 = fn(&[u8], &[u8], i32) -> Zeroizing<Vec<u8>>;

/// How key and vector are made of the password.
enum Derivation {
    /// PBKDF1: the hash again and again, cut into key and vector.
    Pbkdf1(Pbkdf1),
    /// That of PKCS #12 with SHA-1.
    Pkcs12,
}

fn scheme(oid: ObjectIdentifier) -> Option<(Derivation, Cipher)> {
    let scheme = match oid {
        PKCS12_3DES => (Derivation::Pkcs12, Cipher::TripleDes),
        PKCS12_2DES => (Derivation::Pkcs12, Cipher::TripleDesTwoKeys),
        PKCS12_RC2_128 => (Derivation::Pkcs12, Cipher::Rc2(128)),
        PKCS12_RC2_40 => (Derivation::Pkcs12, Cipher::Rc2(40)),
        oid => match oid.to_string().as_str() {
            PBE_MD5_DES => (Derivation::Pbkdf1(pbkdf1::<Md5>), Cipher::Des),
            PBE_SHA1_DES => (Derivation::Pbkdf1(pbkdf1::<Sha1>), Cipher::Des),
            PBE_MD5_RC2 => (Derivation::Pbkdf1(pbkdf1::<Md5>), Cipher::Rc2(64)),
            PBE_SHA1_RC2 => (Derivation::Pbkdf1(pbkdf1::<Sha1>), Cipher::Rc2(64)),
            _ => return None,
        },
    };
    Some(scheme)
}

/// The name of one of these schemes.
pub(super) fn words(oid: ObjectIdentifier) -> Option<&'static str> {
    Some(match oid {
        PKCS12_3DES => "triple DES",
        PKCS12_2DES => "triple DES with two keys",
        PKCS12_RC2_128 => "RC2-128",
        PKCS12_RC2_40 => "RC2-40",
        oid => match oid.to_string().as_str() {
            PBE_MD5_DES => "PBES1: MD5, DES",
            PBE_MD5_RC2 => "PBES1: MD5, RC2-64",
            PBE_SHA1_DES => "PBES1: SHA-1, DES",
            PBE_SHA1_RC2 => "PBES1: SHA-1, RC2-64",
            _ => return None,
        },
    })
}

/// The iterations that one of these schemes asks for.
pub(super) fn iterations(algorithm: AlgorithmIdentifierRef<'_>) -> Option<u64> {
    let parameters: Pkcs12PbeParams = algorithm.parameters?.decode_as().ok()?;
    u64::try_from(parameters.iterations).ok()
}

/// Whether the scheme is one of these.
pub(super) fn knows(oid: ObjectIdentifier) -> bool {
    scheme(oid).is_some()
}

/// Whether it asks for a number of iterations that is accepted.
pub(super) fn check(algorithm: AlgorithmIdentifierRef<'_>) -> Result<()> {
    parameters(algorithm).map(drop)
}

/// Decrypts with one of these schemes.
pub(super) fn decrypt(
    algorithm: AlgorithmIdentifierRef<'_>,
    ciphertext: &[u8],
    password: &str,
) -> Result<Zeroizing<Vec<u8>>> {
    let (derivation, cipher) = scheme(algorithm.oid).ok_or_else(|| unsupported(algorithm.oid.to_string()))?;
    let (salt, iterations) = parameters(algorithm)?;
    match derivation {
        Derivation::Pbkdf1(derive) => {
            let derived = derive(password.as_bytes(), &salt, iterations);
            let (key, iv) = derived.split_at_checked(8).unwrap_or_default();
            cipher.decrypt(key, iv.get(..8).unwrap_or_default(), ciphertext)
        }
        Derivation::Pkcs12 => {
            let opened = |password: &[u8]| {
                let key = pkcs12_key(password, &salt, Pkcs12KeyType::EncryptionKey, iterations, cipher.key_size());
                let iv = pkcs12_key(password, &salt, Pkcs12KeyType::Iv, iterations, 8);
                cipher.decrypt(&key, &iv, ciphertext)
            };
            pkcs12_passwords(password).iter().map(|password| opened(password)).reduce(Result::or).unwrap_or_else(wrong)
        }
    }
}

/// Encrypts with triple DES: its AlgorithmIdentifier in DER, and the ciphertext.
pub(super) fn encrypt_3des(env: &mut dyn Env, plain: &[u8], password: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut salt = [0; 8];
    env.fill(&mut salt);
    let octets = OctetString::new(salt.as_slice()).map_err(|error| encoding(&error))?;
    let parameters = Pkcs12PbeParams { salt: octets, iterations: ITERATIONS };
    let parameters = der::Any::encode_from(&parameters).map_err(|error| encoding(&error))?;
    let algorithm = AlgorithmIdentifierOwned { oid: PKCS12_3DES, parameters: Some(parameters) };
    let algorithm = algorithm.to_der().map_err(|error| encoding(&error))?;
    let password = bmp(password);
    let key = pkcs12_key(&password, &salt, Pkcs12KeyType::EncryptionKey, ITERATIONS, 24);
    let iv = pkcs12_key(&password, &salt, Pkcs12KeyType::Iv, ITERATIONS, 8);
    let cipher = Encryptor::<TdesEde3>::new_from_slices(&key, &iv).map_err(|_| unsupported("triple DES"))?;
    Ok((algorithm, cipher.encrypt_padded_vec::<Pkcs7>(plain)))
}

/// The salt and the iterations, which are refused before any work where they ask for too much.
fn parameters(algorithm: AlgorithmIdentifierRef<'_>) -> Result<(Vec<u8>, i32)> {
    let inner = algorithm.parameters.ok_or_else(|| unsupported("a scheme without its parameters"))?;
    let parameters: Pkcs12PbeParams = inner.decode_as().map_err(|error: der::Error| encoding(&error))?;
    match u32::try_from(parameters.iterations) {
        Ok(1..=MAX_ITERATIONS) => Ok((parameters.salt.as_bytes().to_vec(), parameters.iterations)),
        Ok(0) | Err(_) => Err(unsupported(format!("{} iterations", parameters.iterations))),
        Ok(too_many) => Err(too_costly(format!("{too_many} iterations"), MAX_ITERATIONS.to_string())),
    }
}

impl Cipher {
    const fn key_size(self) -> usize {
        match self {
            Self::Des => 8,
            Self::TripleDes => 24,
            Self::TripleDesTwoKeys => 16,
            Self::Rc2(bits) => bits / 8,
        }
    }

    fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        match self {
            Self::Des => cbc::<Des>(Des::new_from_slice(key).ok(), iv, ciphertext),
            Self::TripleDes => cbc::<TdesEde3>(TdesEde3::new_from_slice(key).ok(), iv, ciphertext),
            Self::TripleDesTwoKeys => cbc::<TdesEde2>(TdesEde2::new_from_slice(key).ok(), iv, ciphertext),
            Self::Rc2(bits) => cbc::<Rc2>(Some(Rc2::new_with_eff_key_len(key, bits)), iv, ciphertext),
        }
    }
}

fn cbc<C: BlockCipherDecrypt>(cipher: Option<C>, iv: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let cipher = cipher.ok_or_else(|| unsupported("a key of another length"))?;
    let iv = iv.try_into().map_err(|_| unsupported("a vector of another length"))?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let decryptor = Decryptor::<C>::inner_iv_init(cipher, iv);
    let length = decryptor.decrypt_padded::<Pkcs7>(&mut buffer).map(<[u8]>::len);
    match length {
        Ok(length) => {
            buffer.truncate(length);
            Ok(buffer)
        }
        Err(_) => wrong(),
    }
}

fn wrong<T>() -> Result<T> {
    Err(Error::new(Code::KeyPassphraseWrong))
}

/// PBKDF1 (RFC 8018, section 5.1): the first 16 octets of the last hash are key and vector.
fn pbkdf1<D: Digest>(password: &[u8], salt: &[u8], iterations: i32) -> Zeroizing<Vec<u8>> {
    let mut block = Zeroizing::new(D::new().chain_update(password).chain_update(salt).finalize().to_vec());
    for _ in 1..iterations {
        block = Zeroizing::new(D::digest(block.as_slice()).to_vec());
    }
    block
}

fn pkcs12_key(
    password: &[u8],
    salt: &[u8],
    purpose: Pkcs12KeyType,
    iterations: i32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(derive_key::<Sha1>(password, salt, purpose, iterations, length))
}

/// The octets of a password as PKCS #12 has it: UTF-16, big-endian, with a zero at the end (RFC 7292, appendix B.1).
/// Characters outside the basic plane become surrogates, as OpenSSL and Windows write them.
pub(crate) fn bmp(password: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect())
}

/// What a password may be as octets: an empty one is written as two zeros by most, and as nothing by some.
pub(crate) fn pkcs12_passwords(password: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let mut all = vec![bmp(password)];
    if password.is_empty() {
        all.push(Zeroizing::default());
    }
    all
}
