//! Reading: from the bytes of files to the tree.

use super::{
    Container, Content, Key, MAX_BYTES, MAX_FILES, MAX_OBJECTS, MAX_PASSWORDS, Material, Object, ObjectKind, Zeroizing,
};
use crate::bundle::{jks, pkcs7, pkcs12};
use crate::encode::element::{bit_string, element, oid, sequence};
use crate::error::{Code, Error, Result};
use crate::key::encryption::Work;
use crate::key::{KeyFile, PrivateKey, PublicKey};
use crate::model::{Name, Oid};
use crate::parse::{self, MAX_CRL, Piece, Pieces};

/// Reads everything.
pub fn read(files: &[(&str, &[u8])], passwords: &[&str]) -> Result<Material> {
    check_limits(files, passwords)?;
    let mut reading = Reading::new(files, passwords);
    for (file, (_, content)) in files.iter().enumerate() {
        reading.file = file;
        match reading.file(content) {
            Ok(objects) => reading.objects.extend(objects),
            Err(error) if files.len() == 1 || is_for_all(&error) => return Err(error),
            Err(error) => reading.objects.push(broken(file, ObjectKind::Other, error)),
        }
    }
    reading.finish()
}

/// Whether nothing more is read after it.
fn is_for_all(error: &Error) -> bool {
    error.field_name() == Some(OBJECTS)
}

const OBJECTS: &str = "objects";

fn check_limits(files: &[(&str, &[u8])], passwords: &[&str]) -> Result<()> {
    let too_many = |field: &str, found: usize, allowed: usize| {
        Err(Error::new(Code::InputTooLarge).field(field).found(format!("{found}")).allowed(format!("{allowed}")))
    };
    if files.is_empty() {
        return Err(Error::new(Code::InputEmpty));
    }
    if files.len() > MAX_FILES {
        return too_many("files", files.len(), MAX_FILES);
    }
    if passwords.len() > MAX_PASSWORDS {
        return too_many("passwords", passwords.len(), MAX_PASSWORDS);
    }
    // base64 needs a third more than what is in it
    let max_text = MAX_CRL.saturating_mul(3) / 2;
    let (lists, others): (Vec<_>, Vec<_>) = files.iter().map(|(_, content)| *content).partition(|file| is_crl(file));
    let size = |files: &[&[u8]]| files.iter().map(|file| file.len()).sum::<usize>();
    let (lists, others) = (size(&lists), size(&others));
    let refused = |found: usize, allowed: usize| {
        let (found, allowed) = (format!("{found} bytes"), format!("{allowed} bytes"));
        Err(Error::new(Code::InputTooLarge).found(found).allowed(allowed))
    };
    match (others > MAX_BYTES, lists > max_text) {
        (true, _) => refused(others, MAX_BYTES),
        (_, true) => refused(lists, max_text),
        _ => Ok(()),
    }
}

/// A CRL may be larger than anything else. Where a smaller file is one does not matter.
fn is_crl(file: &[u8]) -> bool {
    file.len() > MAX_BYTES && parse::is_crl(file)
}

struct Reading<'a> {
    names: Vec<&'a str>,
    /// Those that were given.
    given: &'a [&'a str],
    /// Those of containers, which have an empty one at times.
    passwords: Vec<&'a str>,
    work: Work,
    /// The file that is being read.
    file: usize,
    /// Of each file, whether a password opened something in it.
    opened: Vec<bool>,
    count: usize,
    objects: Vec<Object>,
    repairs: Vec<String>,
}

impl<'a> Reading<'a> {
    fn new(files: &[(&'a str, &[u8])], given: &'a [&'a str]) -> Self {
        let empty = (!given.contains(&"")).then_some("");
        Self {
            names: files.iter().map(|(name, _)| *name).collect(),
            given,
            passwords: given.iter().copied().chain(empty).collect(),
            work: Work::default(),
            file: 0,
            opened: vec![false; files.len()],
            count: 0,
            objects: Vec::new(),
            repairs: Vec::new(),
        }
    }

    fn file(&mut self, content: &[u8]) -> Result<Vec<Object>> {
        let Pieces { pieces, repairs } = parse::with_keys(content)?;
        repairs.into_iter().for_each(|repair| self.repaired(repair));
        let has_key = pieces.iter().any(Piece::is_private);
        let (parameters, pieces): (Vec<Piece>, Vec<Piece>) =
            pieces.into_iter().partition(|piece| has_key && is_parameters(piece));
        if let Some(label) = parameters.into_iter().find_map(|piece| piece.label) {
            self.repaired(format!("block {label} left out: the key says the same"));
        }
        pieces.into_iter().map(|piece| self.piece(piece)).collect()
    }

    fn repaired(&mut self, what: String) {
        let named = match self.names.get(self.file) {
            Some(name) if self.names.len() > 1 && !name.is_empty() => format!("{name}: {what}"),
            _ => what,
        };
        if !self.repairs.contains(&named) {
            self.repairs.push(named);
        }
    }

    /// One more object.
    fn object(&mut self, kind: ObjectKind, content: Result<Content>) -> Result<Object> {
        self.count += 1;
        if self.count > MAX_OBJECTS {
            let refusal = Error::new(Code::InputTooLarge).field(OBJECTS).found(format!("more than {MAX_OBJECTS}"));
            return Err(refusal.allowed(format!("{MAX_OBJECTS}")));
        }
        Ok(match content {
            Ok(content) => Object { file: self.file, kind, alias: None, trusted: None, content, problem: None },
            Err(error) if is_for_all(&error) => return Err(error),
            Err(error) => broken(self.file, kind, error),
        })
    }

    fn piece(&mut self, piece: Piece) -> Result<Object> {
        let Piece { label, kind, dek_info, alias, der } = piece;
        let found = kind.unwrap_or(ObjectKind::Other);
        let content = match der.map(Zeroizing::new) {
            Err(error) => Err(error),
            Ok(der) if matches!(found, ObjectKind::PrivateKey | ObjectKind::EncryptedPrivateKey) => {
                let file = match &label {
                    Some(label) => Ok(KeyFile::of_block(label, dek_info.as_deref(), der)),
                    None => KeyFile::of_der(der),
                };
                return self.key_file(found, file, alias);
            }
            Ok(der) if found == ObjectKind::Other && label.is_none() => {
                return Err(parse::whole(&der).err().unwrap_or(Error::new(Code::InputUnrecognised)));
            }
            Ok(der) => self.content(found, &der),
        };
        Ok(Object { alias, ..self.object(found, content)? })
    }

    fn content(&mut self, kind: ObjectKind, der: &[u8]) -> Result<Content> {
        Ok(match kind {
            ObjectKind::Request => Content::Request(Box::new(parse::request_der(der)?)),
            ObjectKind::Spkac => {
                parse::spkac_der(der, Name::default())?;
                Content::Spkac(der.to_vec())
            }
            ObjectKind::Certificate => Content::Certificate(Box::new(parse::certificate_der(der)?)),
            ObjectKind::Crl => Content::Crl(Box::new(parse::crl_der(der)?)),
            ObjectKind::PublicKey => Content::PublicKey(public_key(der)?),
            ObjectKind::Pkcs7 => Content::Container(self.pkcs7(der)?),
            ObjectKind::Pkcs12 => Content::Container(self.pkcs12(der)?),
            ObjectKind::Jks | ObjectKind::Jceks => Content::Container(self.jks(der)?),
            ObjectKind::PrivateKey | ObjectKind::EncryptedPrivateKey | ObjectKind::Other => Content::Nothing,
        })
    }

    fn key_file(&mut self, kind: ObjectKind, file: Result<KeyFile>, alias: Option<String>) -> Result<Object> {
        let file = match file {
            Ok(file) => file,
            Err(error) => return self.object(kind, Err(error)),
        };
        let encryption = file.encryption();
        let (key, problem) = match file.open_with(self.given, &mut self.work) {
            Ok(key) => (Some(key), None),
            Err(error) if is_locked(&error) => (None, None),
            Err(error) => (None, Some(error)),
        };
        if key.is_some() && encryption.is_some() {
            self.opens();
        }
        // what cannot be read with any password is not locked
        let encryption = encryption.filter(|_| problem.is_none());
        let content = Content::PrivateKey(Key { form: file.form(), encryption, key });
        Ok(Object { alias, problem, ..self.object(kind, Ok(content))? })
    }

    /// A password opened something of this file.
    fn opens(&mut self) {
        if let Some(opened) = self.opened.get_mut(self.file) {
            *opened = true;
        }
    }

    fn certificate(&mut self, der: &[u8]) -> Result<Object> {
        let content = parse::certificate_der(der).map(|certificate| Content::Certificate(Box::new(certificate)));
        self.object(ObjectKind::Certificate, content)
    }

    fn crl(&mut self, der: &[u8]) -> Result<Object> {
        self.object(ObjectKind::Crl, parse::crl_der(der).map(|crl| Content::Crl(Box::new(crl))))
    }

    /// A private key that stood in a container.
    fn key(&mut self, pkcs8: &[u8]) -> Result<Object> {
        let (key, problem) = match PrivateKey::from_pkcs8(pkcs8) {
            Ok(key) => (Some(key), None),
            Err(error) => (None, Some(error)),
        };
        let content = Content::PrivateKey(Key { form: "PKCS #8", encryption: None, key });
        Ok(Object { problem, ..self.object(ObjectKind::PrivateKey, Ok(content))? })
    }

    /// A private key in a container that no password opens.
    fn locked_key(&mut self, encryption: String) -> Result<Object> {
        let content = Content::PrivateKey(Key { form: "PKCS #8", encryption: Some(encryption), key: None });
        self.object(ObjectKind::EncryptedPrivateKey, Ok(content))
    }

    fn pkcs7(&mut self, der: &[u8]) -> Result<Container> {
        let found = pkcs7::read(der)?;
        let certificates = found.certificates.iter().map(|der| self.certificate(der)).collect::<Result<Vec<_>>>()?;
        let crls = found.crls.iter().map(|der| self.crl(der)).collect::<Result<Vec<_>>>()?;
        let contents = certificates.into_iter().chain(crls).collect();
        Ok(Container { protection: Vec::new(), opened: true, empty_password: None, contents })
    }

    fn pkcs12(&mut self, der: &[u8]) -> Result<Container> {
        let (found, facts) = pkcs12::open(der, &self.passwords, &mut self.work)?;
        let opened = facts.locked == 0;
        if opened && !facts.algorithms.is_empty() && facts.empty_password.is_none() {
            self.opens();
        }
        let mut contents = Vec::new();
        for key in &found.keys {
            contents.push(Object { alias: key.friendly_name.clone(), ..self.key(&key.pkcs8)? });
        }
        for alias in facts.locked_keys {
            contents.push(Object { alias, ..self.locked_key("PKCS #12".to_owned())? });
        }
        for certificate in &found.certificates {
            let trusted = certificate.trusted.then_some(true);
            let alias = certificate.friendly_name.clone();
            contents.push(Object { alias, trusted, ..self.certificate(&certificate.der)? });
        }
        for crl in &found.crls {
            contents.push(self.crl(crl)?);
        }
        facts.repairs.into_iter().for_each(|repair| self.repaired(repair));
        Ok(Container { protection: facts.protection, opened, empty_password: facts.empty_password, contents })
    }

    fn jks(&mut self, bytes: &[u8]) -> Result<Container> {
        let found = jks::open(bytes, &self.passwords, &mut self.work)?;
        let mut protection = Vec::new();
        let (mut contents, mut locked, mut opened) = (Vec::new(), 0, 0);
        for entry in found.entries {
            let alias = Some(entry.alias);
            match entry.value {
                jks::FoundValue::Trusted(der) => {
                    contents.push(Object { alias, trusted: Some(true), ..self.certificate(&der)? });
                }
                jks::FoundValue::Key { pkcs8, protection: words, chain } => {
                    let key = match pkcs8 {
                        Some(pkcs8) => self.key(&pkcs8)?,
                        None => self.locked_key(words.clone())?,
                    };
                    if key.is_locked() {
                        locked += 1;
                    } else {
                        opened += 1;
                    }
                    protection.push(format!("private keys: {words}"));
                    contents.push(Object { alias: alias.clone(), ..key });
                    for der in &chain {
                        contents.push(Object { alias: alias.clone(), ..self.certificate(der)? });
                    }
                }
            }
        }
        protection.dedup();
        protection.insert(0, "certificates: not encrypted".to_owned());
        protection.push("a hash of all of it: SHA-1".to_owned());
        if found.intact || opened > 0 {
            self.opens();
        }
        // the hash alone tells of a truststore whether a password is its own
        let is_refused = !found.intact && opened == 0 && !self.given.is_empty();
        if !found.intact && !is_refused {
            self.repaired(
                "It was read without the password of the store: a change of it would not be noticed.".to_owned(),
            );
        }
        if let Some(problem) = found.rest {
            self.repaired(format!("What stands behind the last entry that is shown is left out. {problem}"));
        }
        let opened = locked == 0 && !is_refused;
        Ok(Container { protection, opened, empty_password: None, contents })
    }

    /// What is locked although there were passwords has a problem, where none of them opened anything of its file.
    fn finish(mut self) -> Result<Material> {
        let names: Vec<String> = self.names.iter().map(|name| (*name).to_owned()).collect();
        let wrong = |object: &Object| {
            let name = names.get(object.file).filter(|name| !name.is_empty()).map_or("password", String::as_str);
            Error::new(Code::KeyPassphraseWrong).field(name)
        };
        let refused = |object: &&mut Object| {
            object.is_locked() && !self.given.is_empty() && !self.opened.get(object.file).copied().unwrap_or_default()
        };
        let mut first = None;
        for object in self.objects.iter_mut().filter(refused) {
            let error = wrong(object);
            first.get_or_insert_with(|| error.clone());
            object.problem = Some(error);
        }
        if let Some(error) = first.filter(|_| !self.opened.contains(&true)) {
            return Err(error);
        }
        match self.objects.as_mut_slice() {
            [alone] if alone.problem.is_some() => {
                Err(alone.problem.take().unwrap_or(Error::new(Code::InputUnrecognised)))
            }
            [] => Err(Error::new(Code::InputEmpty)),
            _ => Ok(Material { objects: self.objects, repairs: self.repairs }),
        }
    }
}

/// What OpenSSL writes in front of a private key.
fn is_parameters(piece: &Piece) -> bool {
    matches!(piece.label.as_deref(), Some("EC PARAMETERS" | "DSA PARAMETERS"))
}

fn broken(file: usize, kind: ObjectKind, error: Error) -> Object {
    Object { file, kind, alias: None, trusted: None, content: Content::Nothing, problem: Some(error) }
}

/// Whether another password could open it.
fn is_locked(error: &Error) -> bool {
    matches!(error.code(), Code::KeyPassphraseMissing | Code::KeyPassphraseWrong)
}

/// The SubjectPublicKeyInfo of a public key, which may come as PKCS #1 alone (RFC 8017, appendix A.1.1).
fn public_key(der: &[u8]) -> Result<Vec<u8>> {
    const NULL: u8 = 0x05;
    let Err(refusal) = PublicKey::from_spki(der) else { return Ok(der.to_vec()) };
    let rsa = const_oid::db::rfc5912::RSA_ENCRYPTION;
    let algorithm = sequence(&[oid(&Oid::from(rsa))?, element(NULL, &[])?])?;
    let spki = sequence(&[algorithm, bit_string(der)?])?;
    PublicKey::from_spki(&spki).map(|_| spki).map_err(|_| refusal)
}
