//! The key of a vault on paper: as words that a person can type, whole or in shares, and as QR codes.
//!
//! `docs/recovery.md` writes the form down, so that a stranger can write a reader.

mod code;
mod share;
mod words;

use std::fmt;

use zeroize::Zeroizing;

pub use code::QrCode;
pub use share::{MOST_SHARES, RecoveryShare, combine, split};
pub use words::Words;

use crate::error::{Code, Error, Result};
use words::Form;

/// The bytes of the key.
const KEY_LENGTH: usize = 32;
/// The form and the tag of the vault before everything else.
const TAG_LENGTH: usize = 3;

/// What tells the papers of one vault from those of another: the first 20 bits of its identifier, which is no secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VaultTag([u8; TAG_LENGTH]);

impl VaultTag {
    /// That of the vault with this identifier.
    #[must_use]
    pub const fn of(vault: &[u8; 16]) -> Self {
        let [first, second, third, ..] = *vault;
        Self([first >> 4, first << 4 | second >> 4, second << 4 | third >> 4])
    }

    /// The first bytes of a body: four bits with its form, and the tag.
    fn with(self, form: Form) -> [u8; TAG_LENGTH] {
        let [first, second, third] = self.0;
        [form.number() << 4 | first, second, third]
    }

    const fn read(bytes: [u8; TAG_LENGTH]) -> Self {
        let [first, second, third] = bytes;
        Self([first & 0x0f, second, third])
    }
}

/// Five hexadecimal digits: those that the vault's identifier begins with.
impl fmt::Display for VaultTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third] = self.0;
        write!(f, "{first:x}{second:02x}{third:02x}")
    }
}

impl fmt::Debug for VaultTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VaultTag({self})")
    }
}

/// The key that opens a vault without its passphrase. Its memory is cleared when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey {
    tag: VaultTag,
    secret: Zeroizing<[u8; KEY_LENGTH]>,
}

impl RecoveryKey {
    /// The key of the vault with this identifier.
    #[must_use]
    pub const fn new(vault: &[u8; 16], secret: Zeroizing<[u8; KEY_LENGTH]>) -> Self {
        Self { tag: VaultTag::of(vault), secret }
    }

    /// Which vault it is of.
    #[must_use]
    pub const fn tag(&self) -> VaultTag {
        self.tag
    }

    /// The key itself, for the vault with this identifier.
    ///
    /// # Errors
    /// [`Code::RecoveryOfAnother`].
    pub fn secret_of(&self, vault: &[u8; 16]) -> Result<&Zeroizing<[u8; KEY_LENGTH]>> {
        let wanted = VaultTag::of(vault);
        if self.tag == wanted {
            return Ok(&self.secret);
        }
        let error =
            Error::new(Code::RecoveryOfAnother).field("words").found(format!("words of the vault {}", self.tag));
        Err(error.allowed(format!("those of the vault {wanted}")))
    }

    /// The words of the key. They are read again before they are given out.
    ///
    /// # Errors
    /// [`Code::BundleCheckFailed`], should they not say what they ought to.
    pub fn words(&self) -> Result<Words> {
        let words = words::write(Form::Key, &self.body());
        match Paper::read(&words.text()) {
            Ok(Paper::Key(read)) if read == *self => Ok(words),
            _ => Err(Error::new(Code::BundleCheckFailed).field("recovery")),
        }
    }

    /// The form, the tag, and the key.
    fn body(&self) -> Zeroizing<Vec<u8>> {
        let mut body = Zeroizing::new(Vec::with_capacity(Form::Key.length()));
        body.extend(self.tag.with(Form::Key));
        body.extend(self.secret.iter());
        body
    }

    /// Reads what a person typed: the words of the key, or those of as many shares as are needed, one after the other.
    ///
    /// # Errors
    /// What [`Paper::read_all`] and [`combine`] refuse.
    pub fn read(text: &str) -> Result<Self> {
        let mut shares = Vec::new();
        for paper in Paper::read_all(text)? {
            match paper {
                Paper::Key(key) => return Ok(key),
                Paper::Share(share) => shares.push(share),
            }
        }
        combine(&shares)
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryKey").field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// What the words of a paper say.
#[derive(Debug)]
pub enum Paper {
    /// The whole key.
    Key(RecoveryKey),
    /// A share of it.
    Share(RecoveryShare),
}

impl Paper {
    /// Reads the words of one paper.
    ///
    /// # Errors
    /// [`Code::RecoveryWordUnknown`], [`Code::RecoveryWordsCount`], [`Code::RecoveryWordsWrong`], [`Code::VaultTooNew`].
    pub fn read(text: &str) -> Result<Self> {
        let mut papers = Self::read_all(text)?;
        match papers.pop() {
            Some(paper) if papers.is_empty() => Ok(paper),
            _ => Err(words::other_count("those of several papers")),
        }
    }

    /// Reads the words of a key, or of one or more shares.
    ///
    /// # Errors
    /// As [`Paper::read`].
    pub fn read_all(text: &str) -> Result<Vec<Self>> {
        words::read(text)?.iter().map(|(form, body)| Self::read_body(*form, body)).collect()
    }

    fn read_body(form: Form, body: &[u8]) -> Result<Self> {
        let (head, rest) = body.split_first_chunk::<TAG_LENGTH>().ok_or_else(too_new)?;
        let tag = VaultTag::read(*head);
        match form {
            _ if tag.with(form) != *head => Err(too_new()),
            Form::Key => {
                Ok(Self::Key(RecoveryKey { tag, secret: Zeroizing::new(rest.try_into().map_err(|_| too_new())?) }))
            }
            Form::Share => RecoveryShare::read(tag, rest).ok_or_else(too_new).map(Self::Share),
        }
    }
}

/// Words that fit together, of a form that is not known here.
fn too_new() -> Error {
    Error::new(Code::VaultTooNew).field("words")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub const VAULT: [u8; 16] = [0x4f, 0x2a, 0x1b, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    pub fn key() -> RecoveryKey {
        let secret = std::array::from_fn(|at| u8::try_from(at).unwrap() * 7);
        RecoveryKey::new(&VAULT, Zeroizing::new(secret))
    }

    #[test]
    fn the_tag_is_what_the_identifier_begins_with() {
        assert_eq!(key().tag().to_string(), "4f2a1");
        assert_eq!(VaultTag::read(key().tag().with(Form::Share)), key().tag());
    }

    #[test]
    fn what_is_written_is_read() {
        let words = key().words().unwrap();
        assert_eq!(words.iter().count(), 28);
        assert_eq!(RecoveryKey::read(&words.text()).unwrap(), key());
        assert!(!format!("{:?} {words:?}", key()).contains(words.iter().nth(5).unwrap()));
    }

    #[test]
    fn the_key_of_another_vault_is_named_as_such() {
        let mut other = VAULT;
        other[2] ^= 0x10;
        let error = key().secret_of(&other).unwrap_err();
        assert_eq!((error.code(), error.found_text()), (Code::RecoveryOfAnother, Some("words of the vault 4f2a1")));
        other[2] ^= 0x11;
        assert_eq!(key().secret_of(&other).unwrap(), &key().secret, "only the tag is compared");
    }

    #[test]
    fn a_form_of_a_later_version_is_named_as_such() {
        let mut body = key().body();
        body[0] = 0x30 | body[0] & 0x0f;
        let words = words::write(Form::Key, &body);
        assert_eq!(Paper::read(&words.text()).unwrap_err().code(), Code::VaultTooNew);
    }
}
