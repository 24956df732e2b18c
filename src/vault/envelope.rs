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

/// The key that seals. Its memory is cleared when it is dropped.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// The key with these bytes.
    #[must_use]
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// A new random key.
    pub fn make(env: &mut dyn Env) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        env.fill(bytes.as_mut());
        Self(bytes)
    }

    /// The bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_ref()
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
    let cipher = XChaCha20Poly1305::new((&*key.0).into());
    cipher
        .encrypt(&XNonce::from(*nonce), Payload { msg, aad })
        .map_err(|_| Error::new(Code::VaultFormat).found("more than can be sealed"))
}

/// The plaintext, if nothing was changed.
pub(super) fn decrypt(key: &DataKey, nonce: &[u8; NONCE_LENGTH], aad: &[u8], msg: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = XChaCha20Poly1305::new((&*key.0).into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad }).ok().map(Zeroizing::new)
}
