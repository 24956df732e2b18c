//! Keys: RSA, ECDSA on P-256, P-384 and P-521, Ed25519; how they are made, read, written, judged and used to sign.
//!
//! The crates that do the arithmetic are named here and nowhere else.

mod armor;
pub mod digest;
pub(crate) mod encryption;
mod file;
mod judge;
mod private;
mod public;
mod read;
pub(crate) mod recipient;
pub mod recovery;
mod search;
mod verify;

pub use encryption::KeyDerivation;
pub use file::KeyFile;
pub use judge::{KeyFinding, Severity};
pub use private::{PrivateKey, Signer};
pub use public::{PublicKey, PublicKeyDetails};
pub use search::{KeySearch, make_key};

use crate::error::{Code, Error, Result};

/// What kind of key to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA with a modulus of 2048 bits.
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    Rsa4096,
    /// ECDSA on P-256 (secp256r1, prime256v1): the default.
    P256,
    /// ECDSA on P-384 (secp384r1).
    P384,
    /// ECDSA on P-521 (secp521r1).
    P521,
    /// Ed25519.
    Ed25519,
}

impl KeyKind {
    /// Every kind, in the order of this list.
    pub const ALL: [Self; 7] =
        [Self::Rsa2048, Self::Rsa3072, Self::Rsa4096, Self::P256, Self::P384, Self::P521, Self::Ed25519];

    /// `rsa-2048` … `ed25519`, as the package writes them.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa2048 => "rsa-2048",
            Self::Rsa3072 => "rsa-3072",
            Self::Rsa4096 => "rsa-4096",
            Self::P256 => "p-256",
            Self::P384 => "p-384",
            Self::P521 => "p-521",
            Self::Ed25519 => "ed25519",
        }
    }

    /// Reads what [`as_str`](Self::as_str) writes.
    ///
    /// # Errors
    /// [`Code::KeyAlgorithmUnsupported`].
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            Error::new(Code::KeyAlgorithmUnsupported).found(text).allowed(all)
        })
    }
}

/// The refusal of bytes that are not the DER that they should be, with the byte where it goes wrong.
fn encoding(error: &der::Error) -> Error {
    let refusal = Error::new(Code::KeyEncoding).found(error.kind().to_string());
    match error.position().and_then(|position| usize::try_from(position).ok()) {
        Some(offset) => refusal.at(offset),
        None => refusal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in KeyKind::ALL {
            assert_eq!(KeyKind::parse(kind.as_str()), Ok(kind));
        }
        assert_eq!(KeyKind::parse("rsa-1024").unwrap_err().code(), Code::KeyAlgorithmUnsupported);
    }
}
