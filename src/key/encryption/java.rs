//! How Java's own keystores protect a private key. JKS: the key is exclusive-ored with hashes of the password, which is
//! no encryption to rely on. JCEKS: triple DES with a key that MD5 makes in a way of Sun's own.

use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use des::TdesEde3;
use md5::{Digest, Md5};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::{MAX_ITERATIONS, too_costly, unsupported};
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// The length of a SHA-1, of the salt in front and of the check behind.
const HASH: usize = 20;

/// A password as Java hashes it: UTF-16, big-endian, without an end.
pub(crate) fn java_password(password: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.encode_utf16().flat_map(u16::to_be_bytes).collect())
}

/// Opens a key of JKS: salt, key exclusive-ored, check.
pub(crate) fn open_jks(protected: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>> {
    let short = || unsupported("a key that is too short for its protection");
    let (salt, rest) = protected.split_at_checked(HASH).ok_or_else(short)?;
    let end = rest.len().checked_sub(HASH).ok_or_else(short)?;
    let (hidden, check) = rest.split_at_checked(end).ok_or_else(short)?;
    let password = java_password(password);
    let plain = exclusive_or(hidden, salt, &password);
    match check_of(&password, &plain)[..] == *check {
        true => Ok(plain),
        false => Err(Error::new(Code::KeyPassphraseWrong)),
    }
}

/// Hides a key as JKS does.
pub(crate) fn seal_jks(env: &mut dyn Env, pkcs8: &[u8], password: &str) -> Vec<u8> {
    let mut salt = [0; HASH];
    env.fill(&mut salt);
    let password = java_password(password);
    let hidden = exclusive_or(pkcs8, &salt, &password);
    [&salt[..], &hidden, &check_of(&password, pkcs8)].concat()
}

fn check_of(password: &[u8], plain: &[u8]) -> [u8; HASH] {
    Sha1::new().chain_update(password).chain_update(plain).finalize().into()
}

/// Each block of the stream is the hash of the password and the block before.
fn exclusive_or(bytes: &[u8], salt: &[u8], password: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut block = Zeroizing::new(salt.to_vec());
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len()));
    for chunk in bytes.chunks(HASH) {
        block = Zeroizing::new(Sha1::new().chain_update(password).chain_update(block.as_slice()).finalize().to_vec());
        out.extend(chunk.iter().zip(block.iter()).map(|(byte, mask)| byte ^ mask));
    }
    out
}

/// Opens a key of JCEKS (PBEWithMD5AndTripleDES): the halves of the salt make a key half each.
pub(crate) fn open_jceks(
    ciphertext: &[u8],
    salt: &[u8],
    iterations: i64,
    password: &str,
) -> Result<Zeroizing<Vec<u8>>> {
    let iterations = match u32::try_from(iterations) {
        Ok(count @ 1..=MAX_ITERATIONS) => count,
        Ok(0) | Err(_) => return Err(unsupported(format!("{iterations} iterations"))),
        Ok(many) => return Err(too_costly(format!("{many} iterations"), MAX_ITERATIONS.to_string())),
    };
    let &[a, b, c, d, e, f, g, h] = salt else { return Err(unsupported("a salt that is not 8 octets long")) };
    let second = [e, f, g, h];
    // two halves that are the same would make one key of two: the first is turned around, by a loop that Sun got wrong
    let first = if [a, b, c, d] == second { [d, a, b, d] } else { [a, b, c, d] };
    let half = |salt: [u8; 4]| {
        let mut block = Zeroizing::new(salt.to_vec());
        for _ in 0..iterations {
            let hash = Md5::new().chain_update(block.as_slice()).chain_update(password.as_bytes()).finalize();
            block = Zeroizing::new(hash.to_vec());
        }
        block
    };
    let derived = Zeroizing::new([half(first).as_slice(), half(second).as_slice()].concat());
    let (key, iv) = derived.split_at_checked(24).unwrap_or_default();
    let cipher = Decryptor::<TdesEde3>::new_from_slices(key, iv).map_err(|_| unsupported("triple DES"))?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut buffer).map(<[u8]>::len);
    buffer.truncate(length.map_err(|_| Error::new(Code::KeyPassphraseWrong))?);
    Ok(buffer)
}
