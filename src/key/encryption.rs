//! Private keys and other things under a passphrase: PBES2 (RFC 8018) is read and written, OpenSSL's older PEM and what
//! came before PBES2 are read.

mod java;
mod mac;
mod old;
mod scheme;

pub(crate) use java::{java_password, open_jceks, open_jks, seal_jks};
pub(crate) use mac::{MacParameters, mac_digest};
pub(crate) use old::{bmp, pkcs12_passwords};
pub(crate) use scheme::{Work, describe, describe_key, describe_mac};

use aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tagged};
use des::TdesEde3;
use md5::{Digest, Md5};
use pkcs8::SecretDocument;
use pkcs8::pkcs5::pbes2::{
    AES_128_CBC_OID, AES_192_CBC_OID, AES_256_CBC_OID, DES_EDE3_CBC_OID, EncryptionScheme, Kdf, PBES2_OID, PBKDF2_OID,
    Parameters, Pbkdf2Prf, SCRYPT_OID, ScryptParams,
};
use pkcs8::pkcs5::{self};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::encoding;
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// What is written: the number that OWASP asks for with PBKDF2-HMAC-SHA256.
const ITERATIONS: u32 = 600_000;
/// What is written into a bundle, whose password each of its parts asks for anew.
const BUNDLE_ITERATIONS: u32 = 100_000;
/// What is accepted: some five seconds in a browser.
const MAX_ITERATIONS: u32 = 2_500_000;
/// What is accepted of scrypt: 128·N·r bytes of memory, gone through p times.
const MAX_SCRYPT_MEMORY: u64 = 1 << 30;
const MAX_SCRYPT_WORK: u64 = 1 << 32;
/// The longest salt for which the crate has room; others write 8 to 20 octets.
const MAX_SALT: usize = 32;

/// scrypt with 16 MiB, gone through five times, as OWASP has it: more memory OpenSSL refuses to use unless it is told to.
const SCRYPT: (u64, u16, u16) = (1 << 14, 8, 5);

/// How the key that encrypts is derived from a passphrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyDerivation {
    /// PBKDF2-HMAC-SHA256 with 600 000 iterations, which every OpenSSL since 1.0 reads.
    #[default]
    Pbkdf2,
    /// scrypt (RFC 7914), which OpenSSL reads since 1.1: harder on those who guess with many machines.
    Scrypt,
}

impl KeyDerivation {
    /// Reads `pbkdf2` or `scrypt`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "pbkdf2" => Some(Self::Pbkdf2),
            "scrypt" => Some(Self::Scrypt),
            _ => None,
        }
    }

    fn parameters(self, salt: &[u8; 16], iv: [u8; 16]) -> pkcs5::Result<Parameters> {
        if self == Self::Pbkdf2 {
            return Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, salt, iv);
        }
        let (cost_parameter, block_size, parallelization) = SCRYPT;
        let salt =
            salt.as_slice().try_into().map_err(|_| pkcs5::Error::AlgorithmParametersInvalid { oid: SCRYPT_OID })?;
        let kdf = ScryptParams { salt, cost_parameter, block_size, parallelization, key_length: None };
        Ok(Parameters { kdf: Kdf::Scrypt(kdf), encryption: EncryptionScheme::Aes256Cbc { iv } })
    }

    /// Whether a key derivation that was read is this one, with its parameters.
    fn is(self, kdf: &Kdf) -> bool {
        match (self, kdf) {
            (Self::Pbkdf2, Kdf::Pbkdf2(kdf)) => {
                kdf.prf == Pbkdf2Prf::HmacWithSha256 && kdf.iteration_count == ITERATIONS
            }
            (Self::Scrypt, Kdf::Scrypt(kdf)) => (kdf.cost_parameter, kdf.block_size, kdf.parallelization) == SCRYPT,
            _ => false,
        }
    }
}

/// How something is encrypted under a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// PBES2: AES-256-CBC with PBKDF2-HMAC-SHA256.
    Aes256,
    /// Triple DES as PKCS #12 had it, for programs that know nothing else.
    TripleDes,
}

impl Scheme {
    /// That of the two which whoever wrote this one knows.
    pub(crate) fn near(algorithm: ObjectIdentifier) -> Self {
        if algorithm == PBES2_OID { Self::Aes256 } else { Self::TripleDes }
    }
}

/// Encrypts under a password: the AlgorithmIdentifier in DER, and the ciphertext.
///
/// # Errors
/// [`Code::KeyEncoding`] where the crates refuse.
pub(crate) fn encrypt(env: &mut dyn Env, plain: &[u8], password: &str, scheme: Scheme) -> Result<(Vec<u8>, Vec<u8>)> {
    match scheme {
        Scheme::Aes256 => {
            let (mut salt, mut iv) = ([0; 16], [0; 16]);
            env.fill(&mut salt);
            env.fill(&mut iv);
            let failed = |_| Error::new(Code::KeyEncoding).found("something that could not be encrypted");
            let parameters =
                Parameters::generate_pbkdf2_sha256_aes256cbc(BUNDLE_ITERATIONS, &salt, iv).map_err(failed)?;
            let ciphertext = parameters.encrypt(password, plain).map_err(failed)?;
            let algorithm = pkcs5::EncryptionScheme::from(parameters).to_der().map_err(|error| encoding(&error))?;
            Ok((algorithm, ciphertext))
        }
        Scheme::TripleDes => old::encrypt_3des(env, plain, password),
    }
}

/// Encrypts a PKCS#8 key: PBES2 with this key derivation and AES-256-CBC.
pub(super) fn seal(
    env: &mut dyn Env,
    pkcs8: &[u8],
    passphrase: &str,
    derivation: KeyDerivation,
) -> Result<SecretDocument> {
    if passphrase.is_empty() {
        return Err(Error::new(Code::KeyPassphraseMissing));
    }
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    env.fill(&mut salt);
    env.fill(&mut iv);
    let failed = |_| Error::new(Code::KeyEncoding).found("a key that could not be encrypted");
    let parameters = derivation.parameters(&salt, iv).map_err(failed)?;
    let ciphertext = parameters.encrypt(passphrase, pkcs8).map_err(failed)?;
    let info = pkcs8::EncryptedPrivateKeyInfoRef {
        encryption_algorithm: parameters.into(),
        encrypted_data: OctetStringRef::new(&ciphertext).map_err(|error| encoding(&error))?,
    };
    let der = info.to_der().map_err(|error| encoding(&error))?;
    check_written(&der, pkcs8.len(), derivation)?;
    SecretDocument::try_from(der).map_err(|error| encoding(&error))
}

/// Reads what was written and holds it to what was meant: a key once went out under a weaker cipher than its owner
/// had asked for (CVE-2024-13454 of another program), because nobody looked.
fn check_written(der: &[u8], plain_length: usize, derivation: KeyDerivation) -> Result<()> {
    let (algorithm, ciphertext) = encrypted(der)?;
    let parameters = pbes2(algorithm)?;
    let kdf = derivation.is(&parameters.kdf);
    let cipher = matches!(parameters.encryption, EncryptionScheme::Aes256Cbc { .. });
    let length = ciphertext.len() == (plain_length / 16 + 1) * 16;
    match kdf && cipher && length {
        true => Ok(()),
        false => Err(Error::new(Code::KeyEncoding).found("an encrypted key that is not as it was meant")),
    }
}

/// Decrypts an EncryptedPrivateKeyInfo (RFC 5958, section 3).
pub(super) fn open(der: &[u8], passphrase: Option<&str>) -> Result<Zeroizing<Vec<u8>>> {
    let (algorithm, ciphertext) = encrypted(der)?;
    // what is wrong with the algorithm is said before the passphrase is asked for
    check(algorithm)?;
    let passphrase = passphrase.ok_or_else(|| Error::new(Code::KeyPassphraseMissing))?;
    decrypt(algorithm, ciphertext, passphrase).and_then(checked)
}

/// The scheme and the ciphertext of an EncryptedPrivateKeyInfo.
fn encrypted(der: &[u8]) -> Result<(AlgorithmIdentifierRef<'_>, &[u8])> {
    pair(der, |reader| Ok((AlgorithmIdentifierRef::decode(reader)?, <&OctetStringRef>::decode(reader)?.as_bytes())))
}

/// Whether the scheme is one that is read, and costs no more than is accepted.
pub(crate) fn check(algorithm: AlgorithmIdentifierRef<'_>) -> Result<()> {
    if old::knows(algorithm.oid) { old::check(algorithm) } else { pbes2(algorithm).map(drop) }
}

/// Decrypts what a password-based scheme protects. What comes out of a wrong passphrase is refused by its padding, once
/// in 256 times not: the caller looks whether it is what it should be.
///
/// # Errors
/// [`Code::KeyPassphraseWrong`], [`Code::KeyEncryptionUnsupported`], [`Code::KeyDerivationTooCostly`].
pub(crate) fn decrypt(
    algorithm: AlgorithmIdentifierRef<'_>,
    ciphertext: &[u8],
    passphrase: &str,
) -> Result<Zeroizing<Vec<u8>>> {
    if old::knows(algorithm.oid) {
        return old::decrypt(algorithm, ciphertext, passphrase);
    }
    let parameters = pbes2(algorithm)?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = match parameters.decrypt_in_place(passphrase, &mut buffer) {
        Ok(plain) => plain.len(),
        Err(pkcs5::Error::DecryptFailed) => return Err(Error::new(Code::KeyPassphraseWrong)),
        Err(error) => return Err(unsupported(error.to_string())),
    };
    buffer.truncate(length);
    Ok(buffer)
}

/// A wrong passphrase gives a right padding once in 256 times: what came out must be DER as well.
fn checked(plain: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>> {
    match AnyRef::from_der(&plain) {
        Ok(any) if any.tag() == der::Tag::Sequence => Ok(plain),
        _ => Err(Error::new(Code::KeyPassphraseWrong)),
    }
}

fn unsupported(found: impl Into<String>) -> Error {
    Error::new(Code::KeyEncryptionUnsupported).found(found)
}

/// How it is encrypted with PBES2, held to what is accepted.
fn pbes2(algorithm: AlgorithmIdentifierRef<'_>) -> Result<Parameters> {
    if algorithm.oid != PBES2_OID {
        return Err(unsupported(scheme_name(algorithm.oid)));
    }
    let inner = algorithm.parameters.ok_or_else(|| unsupported("PBES2 without its parameters"))?;
    let (kdf, cipher) = inner
        .sequence(|reader| Ok((AlgorithmIdentifierRef::decode(reader)?, AlgorithmIdentifierRef::decode(reader)?)))
        .map_err(|error: der::Error| encoding(&error))?;
    Ok(Parameters { kdf: checked_kdf(kdf)?, encryption: checked_cipher(cipher)? })
}

fn pair<'a, T>(der: &'a [u8], read: impl FnOnce(&mut SliceReader<'a>) -> der::Result<T>) -> Result<T> {
    let whole = |reader: &mut SliceReader<'a>| reader.sequence(read);
    let mut reader = SliceReader::new(der).map_err(|error| encoding(&error))?;
    let value = whole(&mut reader).map_err(|error| encoding(&error))?;
    reader.finish().map(|()| value).map_err(|error| encoding(&error))
}

/// The key derivation, refused before any work where it asks for too much.
fn checked_kdf(algorithm: AlgorithmIdentifierRef<'_>) -> Result<Kdf> {
    if ![PBKDF2_OID, SCRYPT_OID].contains(&algorithm.oid) {
        return Err(unsupported(scheme_name(algorithm.oid)));
    }
    check_salt(algorithm)?;
    let kdf = Kdf::try_from(algorithm).map_err(|_| unsupported("a key derivation with other parameters"))?;
    match &kdf {
        Kdf::Pbkdf2(parameters) if parameters.iteration_count > MAX_ITERATIONS => {
            Err(too_costly(format!("{} iterations", parameters.iteration_count), format!("{MAX_ITERATIONS}")))
        }
        Kdf::Pbkdf2(parameters) if parameters.iteration_count == 0 => Err(unsupported("PBKDF2 without an iteration")),
        Kdf::Scrypt(parameters) => check_scrypt(parameters).map(|()| kdf.clone()),
        _ => Ok(kdf),
    }
}

/// The crate panics where the salt is longer than it has room for, so this looks first.
fn check_salt(algorithm: AlgorithmIdentifierRef<'_>) -> Result<()> {
    let parameters = algorithm.parameters.ok_or_else(|| unsupported("a key derivation without its parameters"))?;
    let salt = parameters.sequence(|reader| {
        let salt = <&OctetStringRef>::decode(reader)?;
        while !reader.is_finished() {
            reader.tlv_bytes()?;
        }
        Ok::<_, der::Error>(salt.as_bytes().len())
    });
    match salt {
        Ok(length) if length <= MAX_SALT => Ok(()),
        Ok(length) => Err(unsupported(format!("a salt of {length} octets"))),
        Err(_) => Err(unsupported("a salt that is no octet string")),
    }
}

fn check_scrypt(parameters: &ScryptParams) -> Result<()> {
    let (n, r, p) = (parameters.cost_parameter, parameters.block_size.into(), parameters.parallelization.into());
    if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
        return Err(unsupported(format!("scrypt with N={n}, r={r}, p={p}")));
    }
    let memory = n.saturating_mul(r).saturating_mul(128);
    match memory > MAX_SCRYPT_MEMORY || memory.saturating_mul(p) > MAX_SCRYPT_WORK {
        true => Err(too_costly(format!("scrypt with N={n}, r={r}, p={p}"), "1 GiB of memory, gone through four times")),
        false => Ok(()),
    }
}

fn too_costly(found: String, allowed: impl Into<String>) -> Error {
    Error::new(Code::KeyDerivationTooCostly).found(found).allowed(allowed)
}

/// The cipher. The crate panics where the vector of DES is too short, so this looks first.
fn checked_cipher(algorithm: AlgorithmIdentifierRef<'_>) -> Result<EncryptionScheme> {
    let iv = algorithm.parameters.and_then(|any| any.decode_as::<&OctetStringRef>().ok());
    if algorithm.oid == DES_EDE3_CBC_OID && iv.is_none_or(|iv| iv.as_bytes().len() != 8) {
        return Err(unsupported("DES-EDE3-CBC with a vector that is not 8 octets long"));
    }
    EncryptionScheme::try_from(algorithm).map_err(|_| unsupported(scheme_name(algorithm.oid)))
}

/// The name of a scheme that is not supported, or its dotted identifier.
fn scheme_name(oid: ObjectIdentifier) -> String {
    let known = match oid.to_string().as_str() {
        "1.2.840.113549.1.5.3" => "PBES1 with MD5 and DES",
        "1.2.840.113549.1.5.10" => "PBES1 with SHA-1 and DES",
        "1.2.840.113549.1.5.11" => "PBES1 with SHA-1 and RC2",
        "1.2.840.113549.1.12.1.1" => "PKCS#12 with SHA-1 and RC4",
        "1.2.840.113549.1.12.1.3" => "PKCS#12 with SHA-1 and triple DES",
        "1.2.840.113549.1.12.1.6" => "PKCS#12 with SHA-1 and RC2",
        "1.3.14.3.2.7" => "DES-CBC",
        "1.2.840.113549.3.2" => "RC2-CBC",
        other => other,
    }
    .to_owned();
    let wrong_vector = [AES_128_CBC_OID, AES_192_CBC_OID, AES_256_CBC_OID].contains(&oid);
    if wrong_vector { "AES-CBC with a vector that is not 16 octets long".to_owned() } else { known }
}

/// How the body of `Proc-Type: 4,ENCRYPTED` is encrypted, in words.
pub(super) fn traditional_words(dek_info: &str) -> String {
    let cipher = dek_info.split_once(',').map_or(dek_info, |(cipher, _)| cipher).trim().to_ascii_uppercase();
    let cipher = if cipher == "DES-EDE3-CBC" { "triple DES".to_owned() } else { cipher };
    format!("OpenSSL's old form: MD5, 1 iteration, {cipher}")
}

/// Decrypts the body of `Proc-Type: 4,ENCRYPTED` as OpenSSL has written it since its beginnings: the vector's first
/// eight octets are the salt, and the key is made with MD5 in one round.
pub(super) fn open_traditional(
    dek_info: &str,
    ciphertext: &[u8],
    passphrase: Option<&str>,
) -> Result<Zeroizing<Vec<u8>>> {
    let (cipher, vector) = dek_info.split_once(',').unwrap_or((dek_info, ""));
    let open = match cipher.trim().to_ascii_uppercase().as_str() {
        "AES-128-CBC" => open_cbc::<Aes128>,
        "AES-192-CBC" => open_cbc::<Aes192>,
        "AES-256-CBC" => open_cbc::<Aes256>,
        "DES-EDE3-CBC" => open_cbc::<TdesEde3>,
        other => return Err(unsupported(other)),
    };
    let iv = hexadecimal(vector.trim()).ok_or_else(|| unsupported(format!("DEK-Info: {dek_info}")))?;
    let passphrase = passphrase.ok_or_else(|| Error::new(Code::KeyPassphraseMissing))?;
    open(passphrase.as_bytes(), &iv, ciphertext).and_then(checked)
}

fn open_cbc<C: BlockCipherDecrypt + KeyInit>(
    passphrase: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let key = md5_key(passphrase, iv, C::key_size());
    let cipher = Decryptor::<C>::new_from_slices(&key, iv)
        .map_err(|_| unsupported(format!("DEK-Info with a vector of {} octets", iv.len())))?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let plain = cipher.decrypt_padded::<Pkcs7>(&mut buffer).map(<[u8]>::len);
    let length = plain.map_err(|_| Error::new(Code::KeyPassphraseWrong))?;
    buffer.truncate(length);
    Ok(buffer)
}

/// OpenSSL's EVP_BytesToKey with MD5 and one iteration: each block is the hash of the last one, the passphrase and the salt.
fn md5_key(passphrase: &[u8], iv: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let salt = iv.get(..8).unwrap_or(iv);
    let hash =
        |last: &[u8]| Md5::new().chain_update(last).chain_update(passphrase).chain_update(salt).finalize().into();
    let mut block: Zeroizing<[u8; 16]> = Zeroizing::new(hash(&[]));
    let mut key = Zeroizing::new(Vec::with_capacity(length + block.len()));
    while key.len() < length {
        key.extend_from_slice(block.as_ref());
        block = Zeroizing::new(hash(block.as_ref()));
    }
    key.truncate(length);
    key
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit()) && text.len().is_multiple_of(2);
    let pairs = || (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    if digits { pairs().collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{KeyKind, PrivateKey, make_key};
    use crate::model::Time;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).unwrap();
        let head = if length < 0x80 { vec![tag, length] } else { vec![tag, 0x81, length] };
        [head, content.to_vec()].concat()
    }

    fn algorithm(oid: ObjectIdentifier, parameters: &[u8]) -> Vec<u8> {
        element(0x30, &[oid.to_der().unwrap(), parameters.to_vec()].concat())
    }

    /// An EncryptedPrivateKeyInfo with two blocks of zeros as its ciphertext.
    fn sealed(kdf: &[u8], cipher: &[u8]) -> Vec<u8> {
        let pbes2 = algorithm(PBES2_OID, &element(0x30, &[kdf, cipher].concat()));
        element(0x30, &[pbes2, element(0x04, &[0; 32])].concat())
    }

    fn pbkdf2(salt: usize, iterations: &[u8]) -> Vec<u8> {
        let parameters = [element(0x04, &vec![1; salt]), element(0x02, iterations)].concat();
        algorithm(PBKDF2_OID, &element(0x30, &parameters))
    }

    fn scrypt(n: &[u8], r: &[u8], p: &[u8]) -> Vec<u8> {
        let parameters = [element(0x04, &[1; 8]), element(0x02, n), element(0x02, r), element(0x02, p)].concat();
        algorithm(SCRYPT_OID, &element(0x30, &parameters))
    }

    fn aes() -> Vec<u8> {
        algorithm(AES_256_CBC_OID, &element(0x04, &[2; 16]))
    }

    fn refused(der: &[u8]) -> Code {
        open(der, Some("passphrase")).unwrap_err().code()
    }

    #[test]
    fn what_costs_too_much_is_refused_before_any_work() {
        for kdf in [
            pbkdf2(8, &[0x00, 0x98, 0x96, 0x81]),
            pbkdf2(8, &[0x7f, 0xff, 0xff, 0xff]),
            scrypt(&[0x01, 0x00, 0x00, 0x00], &[8], &[1]),
            scrypt(&[0x40, 0x00], &[8], &[0x7f, 0xff]),
            scrypt(&[0x40, 0, 0, 0, 0, 0, 0, 0], &[0x7f, 0xff], &[0x7f, 0xff]),
        ] {
            assert_eq!(refused(&sealed(&kdf, &aes())), Code::KeyDerivationTooCostly);
        }
    }

    #[test]
    fn parameters_that_make_no_sense_are_refused() {
        let des = |iv: usize| algorithm(DES_EDE3_CBC_OID, &element(0x04, &vec![2; iv]));
        for (kdf, cipher) in [
            (pbkdf2(33, &[8]), aes()),
            (pbkdf2(120, &[8]), aes()),
            (pbkdf2(8, &[0]), aes()),
            (scrypt(&[0], &[8], &[1]), aes()),
            (scrypt(&[3], &[8], &[1]), aes()),
            (scrypt(&[0x40, 0x00], &[0], &[1]), aes()),
            (scrypt(&[0x40, 0x00], &[8], &[0]), aes()),
            (pbkdf2(8, &[8]), des(0)),
            (pbkdf2(8, &[8]), des(7)),
            (pbkdf2(8, &[8]), des(9)),
            (pbkdf2(8, &[8]), algorithm(AES_256_CBC_OID, &element(0x04, &[2; 12]))),
            (pbkdf2(8, &[8]), algorithm(AES_256_CBC_OID, &[])),
            (algorithm(PBKDF2_OID, &[]), aes()),
            (algorithm(AES_256_CBC_OID, &[]), aes()),
        ] {
            assert_eq!(refused(&sealed(&kdf, &cipher)), Code::KeyEncryptionUnsupported);
        }
    }

    #[test]
    fn a_ciphertext_that_opens_with_nothing_is_a_wrong_passphrase() {
        assert_eq!(refused(&sealed(&pbkdf2(8, &[8]), &aes())), Code::KeyPassphraseWrong);
        assert_eq!(refused(&sealed(&scrypt(&[0x10], &[1], &[1]), &aes())), Code::KeyPassphraseWrong);
    }

    #[test]
    fn bytes_that_are_cut_off_anywhere_are_refused() {
        let whole = sealed(&pbkdf2(8, &[8]), &aes());
        for end in 0..whole.len() {
            assert!(open(&whole[..end], Some("passphrase")).is_err(), "{end}");
        }
        for index in 0..whole.len() {
            let mut changed = whole.clone();
            changed[index] ^= 0x55;
            assert!(open(&changed, Some("passphrase")).is_err(), "{index}");
        }
    }

    #[test]
    fn the_older_form_names_what_it_does_not_know() {
        for info in ["", "AES-128-CBC", "AES-128-CBC,", "AES-128-CBC,00", "AES-128-CBC,XY", "DES-CBC,0011223344556677"]
        {
            let error = open_traditional(info, &[0; 16], Some("passphrase")).unwrap_err();
            assert_eq!(error.code(), Code::KeyEncryptionUnsupported, "{info}");
        }
        let iv = "00112233445566778899aabbccddeeff";
        let error = open_traditional(&format!("AES-128-CBC,{iv}"), &[0; 15], Some("passphrase")).unwrap_err();
        assert_eq!(error.code(), Code::KeyPassphraseWrong);
    }

    #[test]
    fn what_is_written_is_what_was_meant() {
        let mut env = FixedEnv::new(Time::EARLIEST, 1);
        let key = make_key(&mut env, KeyKind::Ed25519).unwrap();
        let pem = key.to_encrypted_pem(&mut env, "passphrase").unwrap();
        assert_eq!(PrivateKey::parse(pem.as_bytes(), Some("passphrase")).unwrap().public(), key.public());
        assert_eq!(key.to_encrypted_pem(&mut env, "").unwrap_err().code(), Code::KeyPassphraseMissing);

        let plain = key.to_pkcs8().unwrap();
        let der = seal(&mut env, &plain, "passphrase", KeyDerivation::Pbkdf2).unwrap();
        assert!(check_written(der.as_bytes(), plain.len(), KeyDerivation::Pbkdf2).is_ok());
        assert!(
            check_written(der.as_bytes(), plain.len() + 16, KeyDerivation::Pbkdf2).is_err(),
            "a ciphertext of another length"
        );
        assert!(
            check_written(&sealed(&pbkdf2(8, &[8]), &aes()), 16, KeyDerivation::Pbkdf2).is_err(),
            "another number of iterations"
        );
    }
}
