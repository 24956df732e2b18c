//! Whatever was brought, and the passwords that may open it: a tree of objects, of which keys, certificates and chains find
//! each other by themselves.
//!
//! Each password is tried on each thing. What none of them opens is locked, which is no error. What is broken stands beside
//! what is whole, with its problem. All of it together is bounded: files, bytes, objects, passwords, and the work that the
//! passwords cost.

mod identities;
mod read;

use zeroize::Zeroizing;

pub use identities::Match;

use crate::bundle::Identity;
pub use crate::bundle::pkcs12::EmptyPassword;
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::{Certificate, CertificateList, CertificationRequest};
use crate::parse::ObjectKind;

/// The most files that are looked at together.
pub const MAX_FILES: usize = 200;
/// The most bytes of all of them, less those of CRLs.
pub const MAX_BYTES: usize = 16 << 20;
/// The most objects in all of them: a truststore with every public authority has a hundred and fifty.
pub const MAX_OBJECTS: usize = 2000;
/// The most passwords.
pub const MAX_PASSWORDS: usize = 16;

/// All that was brought.
#[derive(Debug, Default)]
pub struct Material {
    /// The objects in the order of the files, each with what is in it.
    pub objects: Vec<Object>,
    /// What had to be repaired, with the file's name where there are several.
    pub repairs: Vec<String>,
}

/// One thing of a file.
#[derive(Debug)]
pub struct Object {
    /// The number of its file.
    pub file: usize,
    /// What it is.
    pub kind: ObjectKind,
    /// What the file calls it.
    pub alias: Option<String>,
    /// Whether a keystore marks it as trusted.
    pub trusted: Option<bool>,
    /// Its content, as far as it could be read.
    pub content: Content,
    /// Why it could not be.
    pub problem: Option<Error>,
}

/// What an object holds.
#[derive(Debug)]
pub enum Content {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A request.
    Request(Box<CertificationRequest>),
    /// The DER of a SignedPublicKeyAndChallenge.
    Spkac(Vec<u8>),
    /// A list of revoked certificates.
    Crl(Box<CertificateList>),
    /// The DER of a SubjectPublicKeyInfo.
    PublicKey(Vec<u8>),
    /// A private key.
    PrivateKey(Key),
    /// What has several things in it.
    Container(Container),
    /// Nothing that is known.
    Nothing,
}

/// A private key, perhaps locked.
#[derive(Debug)]
pub struct Key {
    /// `PKCS #8`, `PKCS #1`, `SEC 1`…
    pub form: &'static str,
    /// How it is encrypted by itself, where it is.
    pub encryption: Option<String>,
    /// The key, where it could be read.
    pub key: Option<PrivateKey>,
}

/// What has several things in it.
#[derive(Debug)]
pub struct Container {
    /// How it is protected, in words.
    pub protection: Vec<String>,
    /// Whether all of it could be read.
    pub opened: bool,
    /// Which empty password it has, where it has one.
    pub empty_password: Option<EmptyPassword>,
    /// What is in it, as far as it could be read.
    pub contents: Vec<Object>,
}

impl Object {
    /// Whether it needs a password that was not given.
    #[must_use]
    pub const fn is_locked(&self) -> bool {
        match &self.content {
            Content::PrivateKey(key) => key.key.is_none() && key.encryption.is_some(),
            Content::Container(container) => !container.opened,
            _ => false,
        }
    }

    /// What is in it.
    fn contents(&self) -> &[Self] {
        match &self.content {
            Content::Container(container) => &container.contents,
            _ => &[],
        }
    }
}

impl Material {
    /// Reads everything: files with their names, which may be empty, and the passwords that may open them.
    ///
    /// # Errors
    /// Where there is a single thing, why it cannot be read; [`Code::KeyPassphraseWrong`] with the name of the file where no
    /// password opened anything; [`Code::InputTooLarge`] where there is more than is looked at.
    pub fn read(files: &[(&str, &[u8])], passwords: &[&str]) -> Result<Self> {
        read::read(files, passwords)
    }

    /// Gives the files other numbers: those of a list in which they stand among others.
    pub(crate) fn renumber(&mut self, numbers: &[usize]) {
        fn renumber(objects: &mut [Object], numbers: &[usize]) {
            for object in objects {
                object.file = numbers.get(object.file).copied().unwrap_or(object.file);
                if let Content::Container(container) = &mut object.content {
                    renumber(&mut container.contents, numbers);
                }
            }
        }
        renumber(&mut self.objects, numbers);
    }

    /// How many things need a password that was not given. What is in a locked container is not counted again.
    #[must_use]
    pub fn locked(&self) -> usize {
        fn locked(objects: &[Object]) -> usize {
            let inside = |object: &Object| if object.is_locked() { 1 } else { locked(object.contents()) };
            objects.iter().map(inside).sum()
        }
        locked(&self.objects)
    }

    /// Every object, those in containers too, in order.
    fn all(&self) -> Vec<&Object> {
        fn collect<'a>(objects: &'a [Object], all: &mut Vec<&'a Object>) {
            for object in objects {
                all.push(object);
                collect(object.contents(), all);
            }
        }
        let mut all = Vec::new();
        collect(&self.objects, &mut all);
        all
    }

    /// The certificates with their keys and those above them: those with a key first, and those below before those above.
    #[must_use]
    pub fn identities(&self) -> Vec<Match<'_>> {
        identities::matched(&self.all()).0
    }

    /// The private keys that belong to no certificate of all that was brought.
    #[must_use]
    pub fn lonely_keys(&self) -> Vec<&PrivateKey> {
        identities::matched(&self.all()).1
    }

    /// One of the identities, with its key taken out.
    ///
    /// # Errors
    /// [`Code::CallUnknown`] where there is none of this number, and what [`Identity::new`] says.
    pub fn into_identity(self, number: usize) -> Result<Identity> {
        let (certificate, chain, key) = {
            let identities = self.identities();
            let count = identities.len();
            let unknown = || {
                let found = format!("{number}");
                Error::new(Code::CallUnknown).field("identity").found(found).allowed(format!("below {count}"))
            };
            let found = identities.get(number).ok_or_else(unknown)?;
            let chain: Vec<Certificate> = found.chain.iter().map(|above| (*above).clone()).collect();
            (found.certificate.clone(), chain, found.key.map(|key| key.public().clone()))
        };
        let key = key.and_then(|public| self.into_keys().into_iter().find(|key| *key.public() == public));
        Identity::new(key, certificate, &chain.iter().collect::<Vec<_>>())
    }

    /// Every private key that could be read.
    #[must_use]
    pub fn into_keys(self) -> Vec<PrivateKey> {
        fn collect(objects: Vec<Object>, all: &mut Vec<PrivateKey>) {
            for object in objects {
                match object.content {
                    Content::PrivateKey(Key { key: Some(key), .. }) => all.push(key),
                    Content::Container(container) => collect(container.contents, all),
                    _ => {}
                }
            }
        }
        let mut all = Vec::new();
        collect(self.objects, &mut all);
        all
    }
}
