//! A private key as it came: in which form, how it is encrypted, and not yet opened.

use std::fmt;

use zeroize::Zeroizing;

use super::encryption::{self, Work};
use super::read::{self, Shape};
use super::{PrivateKey, encoding};
use crate::error::{Code, Error, Result};

/// A private key of a file. Its memory is cleared when it is dropped; it shows nothing in Debug.
pub struct KeyFile {
    form: Form,
    /// The label of its block, where it has one.
    label: String,
    /// What `DEK-Info` says where the block is encrypted as a whole.
    dek_info: Option<String>,
    bytes: Zeroizing<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Pkcs8,
    Encrypted,
    Pkcs1,
    Sec1,
    Dsa,
    OpenSsh,
    Other,
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyFile({:?}, [elided])", self.form)
    }
}

impl KeyFile {
    /// The content of a PEM block with this label, and what its header `DEK-Info` says where it is encrypted.
    #[must_use]
    pub fn of_block(label: &str, dek_info: Option<&str>, bytes: Zeroizing<Vec<u8>>) -> Self {
        let form = match label {
            "PRIVATE KEY" => Form::Pkcs8,
            "ENCRYPTED PRIVATE KEY" => Form::Encrypted,
            "RSA PRIVATE KEY" => Form::Pkcs1,
            "EC PRIVATE KEY" => Form::Sec1,
            "DSA PRIVATE KEY" => Form::Dsa,
            "OPENSSH PRIVATE KEY" => Form::OpenSsh,
            _ => Form::Other,
        };
        Self { form, label: label.to_owned(), dek_info: dek_info.map(str::to_owned), bytes }
    }

    /// A key in DER, told apart by what stands first in it.
    ///
    /// # Errors
    /// [`Code::KeyEncoding`] where it is none.
    pub fn of_der(bytes: Zeroizing<Vec<u8>>) -> Result<Self> {
        let form = match read::shape(&bytes).map_err(|error| encoding(&error))? {
            Shape::Encrypted => Form::Encrypted,
            Shape::Pkcs8 => Form::Pkcs8,
            Shape::Pkcs1 => Form::Pkcs1,
            Shape::Sec1 => Form::Sec1,
            Shape::Dsa => Form::Dsa,
            Shape::Other => return Err(Error::new(Code::KeyEncoding).found("something that is no private key")),
        };
        Ok(Self { form, label: String::new(), dek_info: None, bytes })
    }

    /// `PKCS #8`, `PKCS #1`, `SEC 1`…
    #[must_use]
    pub const fn form(&self) -> &'static str {
        match self.form {
            Form::Pkcs8 | Form::Encrypted => "PKCS #8",
            Form::Pkcs1 => "PKCS #1",
            Form::Sec1 => "SEC 1",
            Form::Dsa => "DSA's traditional form",
            Form::OpenSsh => "OpenSSH",
            Form::Other => "another form",
        }
    }

    /// How it is encrypted, in words; nothing where it is not.
    #[must_use]
    pub fn encryption(&self) -> Option<String> {
        match (&self.dek_info, self.form) {
            (Some(info), _) => Some(encryption::traditional_words(info)),
            (None, Form::Encrypted) => {
                let described = encryption::describe_key(&self.bytes);
                Some(described.map_or_else(|| "unknown".to_owned(), |described| described.words))
            }
            _ => None,
        }
    }

    /// Opens it with whichever of the passwords does; with none, where it is not encrypted.
    ///
    /// # Errors
    /// [`Code::KeyPassphraseMissing`], [`Code::KeyPassphraseWrong`] where none of them does, and what
    /// [`PrivateKey::parse`] says.
    pub(crate) fn open_with(&self, passwords: &[&str], work: &mut Work) -> Result<PrivateKey> {
        if self.encryption().is_none() {
            return self.open(None);
        }
        let cost = match self.dek_info {
            Some(_) => 1,
            None => encryption::describe_key(&self.bytes).map_or(0, |described| described.cost),
        };
        let mut answer = self.open(None);
        for password in passwords {
            if !matches!(&answer, Err(error) if is_about_passwords(error)) {
                break;
            }
            work.spend(cost)?;
            answer = self.open(Some(password));
        }
        answer
    }

    /// Opens it, with its passphrase where it is encrypted.
    ///
    /// # Errors
    /// As [`PrivateKey::parse`].
    pub fn open(&self, passphrase: Option<&str>) -> Result<PrivateKey> {
        let plain = match &self.dek_info {
            Some(info) => &encryption::open_traditional(info, &self.bytes, passphrase)?,
            None => &self.bytes,
        };
        match self.form {
            Form::Pkcs8 => PrivateKey::from_pkcs8(plain),
            Form::Encrypted => PrivateKey::from_pkcs8(&encryption::open(plain, passphrase)?),
            Form::Pkcs1 => read::pkcs1(plain),
            Form::Sec1 => read::sec1(plain),
            Form::Dsa => Err(read::unsupported("DSA")),
            Form::OpenSsh => Err(Error::new(Code::KeyEncoding)
                .found("OPENSSH PRIVATE KEY")
                .allowed("PKCS#8; convert a copy with `ssh-keygen -p -m PKCS8 -f key`")),
            Form::Other => Err(Error::new(Code::KeyEncoding).found(self.label.as_str()).allowed("PRIVATE KEY")),
        }
    }
}

/// Whether another password could change it.
fn is_about_passwords(error: &Error) -> bool {
    matches!(error.code(), Code::KeyPassphraseMissing | Code::KeyPassphraseWrong)
}
