//! PKCS #12 (RFC 7292): a private key, its certificate and the chain in one file under a password.
//!
//! Read is whatever programs of thirty years have written; written is one of two forms: [`Strength::Modern`] for
//! everything of this decade, [`Strength::Compatible`] for what knows triple DES and SHA-1 alone.

mod read;
mod splice;
mod write;

pub(crate) use read::open;
pub use read::{EmptyPassword, Facts, outline, read};
pub use splice::{add, parts};
pub use write::{Strength, write, write_open};

use std::fmt;

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

/// friendlyName of PKCS #9: what programs call an entry (RFC 2985, section 5.5.1).
const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
/// localKeyId of PKCS #9: which certificate belongs to which key (RFC 2985, section 5.5.2).
const LOCAL_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");
/// Oracle's trustedKeyUsage: without it Java does not take a certificate that has no key for a trusted one.
const TRUSTED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.113894.746875.1.1");
/// anyExtendedKeyUsage: trusted for everything.
const ANY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

/// What is in such a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The private keys.
    pub keys: Vec<Key>,
    /// The certificates, in the order of the file.
    pub certificates: Vec<Certificate>,
    /// The CRLs in DER.
    pub crls: Vec<Vec<u8>>,
}

/// A private key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// Unencrypted PKCS #8 in DER.
    pub pkcs8: Zeroizing<Vec<u8>>,
    /// What programs call it.
    pub friendly_name: Option<String>,
    /// The same as that of its certificate.
    pub local_key_id: Option<Vec<u8>>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("friendly_name", &self.friendly_name).finish_non_exhaustive()
    }
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// In DER.
    pub der: Vec<u8>,
    /// What programs call it.
    pub friendly_name: Option<String>,
    /// The same as that of its key.
    pub local_key_id: Option<Vec<u8>>,
    /// Whether Java trusts it.
    pub trusted: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::error::Code;
    use crate::key::{KeyKind, make_key};
    use crate::model::Time;

    fn env() -> FixedEnv {
        FixedEnv::new(Time::parse("2026-11-20T12:00:00Z").unwrap(), 1)
    }

    fn contents() -> Contents {
        let key = make_key(&mut env(), KeyKind::Ed25519).unwrap().to_pkcs8().unwrap();
        let name = |text: &str| Some(text.to_owned());
        let certificate = |der: &[u8], friendly_name, local_key_id, trusted| Certificate {
            der: der.to_vec(),
            friendly_name,
            local_key_id,
            trusted,
        };
        Contents {
            keys: vec![Key {
                pkcs8: Zeroizing::new(key.as_slice().to_vec()),
                friendly_name: name("mail ⚙ 🔑"),
                local_key_id: Some(vec![1; 20]),
            }],
            certificates: vec![
                certificate(&[0x30, 0x00], name("mail ⚙ 🔑"), Some(vec![1; 20]), false),
                certificate(&[0x30, 0x03, 0x02, 0x01, 0x05], None, None, true),
            ],
            crls: Vec::new(),
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        for strength in [Strength::Modern, Strength::Compatible] {
            for password in ["", "secret", "pässwörd 🔑"] {
                let file = write(&mut env(), &contents(), password, strength).unwrap();
                let (read, facts) = read(&file, password).unwrap();
                assert_eq!(read, contents(), "{strength:?} {password}");
                assert!(facts.repairs.is_empty() && facts.has_mac, "{facts:?}");
            }
        }
    }

    #[test]
    fn a_wrong_password_and_a_changed_file_are_refused() {
        let file = write(&mut env(), &contents(), "secret", Strength::Compatible).unwrap();
        let code = |file: &[u8], password| read(file, password).unwrap_err().code();
        for password in ["", "Secret", "secret "] {
            assert_eq!(code(&file, password), Code::KeyPassphraseWrong, "{password}");
        }
        for at in [0, 1, 10, 60, file.len() - 1] {
            let mut changed = file.clone();
            if let Some(byte) = changed.get_mut(at) {
                *byte ^= 1;
            }
            assert!(read(&changed, "secret").is_err(), "byte {at}");
        }
        for length in 0..file.len() {
            assert!(read(file.get(..length).unwrap(), "secret").is_err(), "{length} bytes of it");
        }
    }
}
