//! Reading: BER and DER, every encryption that there was, one password for all of it.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc6268};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Tag, Tagged};
use pkcs12::cms::encrypted_data::EncryptedData;
use pkcs12::safe_bag::{SafeBag, SafeContents};
use pkcs12::{AuthenticatedSafe, CertBag, CrlBag, Pfx};
use spki::AlgorithmIdentifierRef;
use x509_cert::attr::Attribute;
use zeroize::Zeroizing;

use super::{Certificate, Contents, FRIENDLY_NAME, Key, LOCAL_KEY_ID, TRUSTED_KEY_USAGE};
use crate::error::{Code, Error, Result};
use crate::key::encryption::{MacParameters, Work, check, decrypt, describe, describe_mac, pkcs12_passwords};
use crate::parse::ber;

/// The most bytes of a file: a truststore with every public authority has a quarter of a megabyte.
const MAX_BYTES: usize = 16 << 20;
/// How deep safes may lie in each other.
const MAX_DEPTH: usize = 4;

/// An empty password: PKCS #12 has two, which programs take for each other or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyPassword {
    /// Two octets of zero, as most programs write it.
    Empty,
    /// No octets at all.
    Absent,
}

/// What is to be known of a file beside its contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether anything holds it together: without a MAC nobody notices a change.
    pub has_mac: bool,
    /// The MAC and the encryptions by their identifiers, each once.
    pub algorithms: Vec<ObjectIdentifier>,
    /// The same in words, with what each is for.
    pub protection: Vec<String>,
    /// Which empty password it has, where the MAC fits one.
    pub empty_password: Option<EmptyPassword>,
    /// How many of its parts no password opened.
    pub locked: usize,
    /// What programs call the private keys among them.
    pub locked_keys: Vec<Option<String>>,
    /// What had to be repaired, and what is left out.
    pub repairs: Vec<String>,
    /// What programs call that which was not read: symmetric keys.
    pub passed_over: Vec<String>,
}

/// Reads a file. An empty password is tried as the two things that programs take it for.
///
/// # Errors
/// [`Code::KeyPassphraseWrong`], [`Code::KeyEncryptionUnsupported`], [`Code::KeyDerivationTooCostly`],
/// [`Code::DerMalformed`] and what [`ber::to_der`] says.
pub fn read(file: &[u8], password: &str) -> Result<(Contents, Facts)> {
    let (contents, facts) = open(file, &[password], &mut Work::default())?;
    if facts.locked == 0 { Ok((contents, facts)) } else { Err(Error::new(Code::KeyPassphraseWrong)) }
}

/// The certificates of a file and the names of all else in it, whose private keys may be under other passwords.
///
/// # Errors
/// As [`read`].
pub fn outline(file: &[u8], password: &str) -> Result<(Vec<Certificate>, Vec<String>)> {
    let (contents, facts) = open(file, &[password], &mut Work::default())?;
    if facts.locked > facts.locked_keys.len() {
        return Err(Error::new(Code::KeyPassphraseWrong));
    }
    let opened = contents.keys.into_iter().map(|key| key.friendly_name);
    let names = opened.chain(facts.locked_keys).flatten().chain(facts.passed_over).collect();
    Ok((contents.certificates, names))
}

/// Reads as much of a file as the passwords open: each is tried on each part, for some programs have one for the MAC and another
/// for what is in it. Where none fits the MAC, what is not encrypted is read all the same.
///
/// # Errors
/// As [`read`], but for wrong passwords.
pub(crate) fn open(file: &[u8], passwords: &[&str], work: &mut Work) -> Result<(Contents, Facts)> {
    if file.len() > MAX_BYTES {
        return Err(Error::new(Code::InputTooLarge).found(format!("{} bytes", file.len())).allowed("16 MiB"));
    }
    let der = ber::to_der(file)?;
    let passwords = passwords.to_vec();
    let mut reading = Reading { passwords, work, contents: Contents::default(), facts: Facts::default() };
    if der != file {
        reading.facts.repairs.push("It is BER with lengths left open, as NSS and older programs write it.".to_owned());
    }
    let pfx = Pfx::from_der(&der).map_err(broken)?;
    if pfx.auth_safe.content_type != rfc5911::ID_DATA {
        let found = "a file that is signed with a key, where only a password is known";
        return Err(Error::new(Code::KeyEncryptionUnsupported).found(found));
    }
    let safe = octets(&pfx.auth_safe.content)?;
    reading.check_mac(&pfx, safe)?;
    // the MAC is of the bytes as they came
    for part in AuthenticatedSafe::from_der(&ber::to_der(safe)?).map_err(broken)? {
        reading.part(part.content_type, &part.content)?;
    }
    Ok((reading.contents, reading.facts))
}

struct Reading<'a> {
    /// Those that may open it, the one that fits the MAC first.
    passwords: Vec<&'a str>,
    work: &'a mut Work,
    contents: Contents,
    facts: Facts,
}

impl Reading<'_> {
    fn check_mac(&mut self, pfx: &Pfx, safe: &[u8]) -> Result<()> {
        let Some(data) = &pfx.mac_data else {
            self.facts.repairs.push("It has no MAC: a change of it would not be noticed.".to_owned());
            self.protected("no MAC".to_owned());
            return Ok(());
        };
        let algorithm = data.mac.algorithm.to_der().map_err(broken)?;
        let algorithm = AlgorithmIdentifierRef::from_der(&algorithm).map_err(broken)?;
        let described = describe_mac(algorithm, data.iterations);
        self.protected(format!("MAC: {}", described.words));
        let parameters = MacParameters { algorithm, salt: data.mac_salt.as_bytes(), iterations: data.iterations };
        for (at, password) in self.passwords.clone().into_iter().enumerate() {
            for (form, octets) in
                [EmptyPassword::Empty, EmptyPassword::Absent].into_iter().zip(pkcs12_passwords(password))
            {
                self.work.spend(described.cost)?;
                if parameters.mac(password, &octets, safe)? == data.mac.digest.as_bytes() {
                    self.facts.has_mac = true;
                    self.facts.empty_password = password.is_empty().then_some(form);
                    self.passwords.swap(0, at);
                    self.used(data.mac.algorithm.oid);
                    return Ok(());
                }
            }
        }
        // what is too costly or unknown is said also where there is no password to try
        if self.passwords.is_empty() {
            parameters.check()?;
        }
        self.facts.locked += 1;
        Ok(())
    }

    fn used(&mut self, algorithm: ObjectIdentifier) {
        if !self.facts.algorithms.contains(&algorithm) {
            self.facts.algorithms.push(algorithm);
        }
    }

    fn protected(&mut self, words: String) {
        if !self.facts.protection.contains(&words) {
            self.facts.protection.push(words);
        }
    }

    /// One part of the file: bags as they are, or encrypted.
    fn part(&mut self, kind: ObjectIdentifier, content: &der::Any) -> Result<()> {
        match kind {
            rfc5911::ID_DATA => {
                let before = self.contents.certificates.len();
                self.safe(octets(content)?, 0)?;
                if self.contents.certificates.len() > before {
                    self.protected("certificates: not encrypted".to_owned());
                }
                Ok(())
            }
            rfc6268::ID_ENCRYPTED_DATA => {
                let data: EncryptedData = content.decode_as().map_err(broken)?;
                let info = &data.enc_content_info;
                let Some(ciphertext) = &info.encrypted_content else { return Ok(()) };
                let algorithm = info.content_enc_alg.to_der().map_err(broken)?;
                let (certificates, keys) = (self.contents.certificates.len(), self.contents.keys.len());
                let plain = self.decrypted(&algorithm, ciphertext.as_bytes(), is_safe)?;
                if let Some(plain) = plain {
                    self.safe(&plain, 0)?;
                }
                let certificates = self.contents.certificates.len() > certificates;
                let what = match (certificates, self.contents.keys.len() > keys) {
                    (true, false) => "certificates",
                    (false, true) => "private keys",
                    _ => "contents",
                };
                self.encrypted(what, &algorithm)
            }
            other => {
                let text = format!("A part of the kind {other}, which is encrypted with a key, is left out.");
                self.facts.repairs.push(text);
                Ok(())
            }
        }
    }

    fn encrypted(&mut self, what: &str, algorithm: &[u8]) -> Result<()> {
        let algorithm = AlgorithmIdentifierRef::from_der(algorithm).map_err(broken)?;
        self.protected(format!("{what}: {}", describe(algorithm).words));
        Ok(())
    }

    /// What a password opens to something that looks right; nothing where none does.
    fn decrypted(
        &mut self,
        algorithm: &[u8],
        ciphertext: &[u8],
        looks_right: fn(&[u8]) -> bool,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let algorithm = AlgorithmIdentifierRef::from_der(algorithm).map_err(broken)?;
        self.used(algorithm.oid);
        let cost = describe(algorithm).cost;
        check(algorithm)?;
        for password in &self.passwords {
            self.work.spend(cost)?;
            match decrypt(algorithm, ciphertext, password) {
                Ok(plain) if looks_right(&plain) => return Ok(Some(plain)),
                Err(error) if error.code() != Code::KeyPassphraseWrong => return Err(error),
                _ => {}
            }
        }
        self.facts.locked += 1;
        Ok(None)
    }

    fn safe(&mut self, der: &[u8], depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(Error::new(Code::DerDepth).found("safes in safes"));
        }
        // what comes out of a wrong password may have a right padding
        let der = ber::to_der(der).map_err(|_| Error::new(Code::KeyPassphraseWrong))?;
        let bags = SafeContents::from_der(&der).map_err(|_| Error::new(Code::KeyPassphraseWrong))?;
        bags.iter().try_for_each(|bag| self.bag(bag, depth))
    }

    fn bag(&mut self, bag: &SafeBag, depth: usize) -> Result<()> {
        let content: AnyRef<'_> = explicit(&bag.bag_value)?;
        let named = Attributes::of(bag)?;
        match bag.bag_id {
            pkcs12::PKCS_12_KEY_BAG_OID => {
                let pkcs8 = Zeroizing::new(content.to_der().map_err(broken)?);
                self.facts.repairs.push("A private key in it is not encrypted.".to_owned());
                self.protected("private keys: not encrypted".to_owned());
                self.contents.keys.push(named.key(pkcs8));
            }
            pkcs12::PKCS_12_PKCS8_KEY_BAG_OID => {
                let (algorithm, ciphertext): (AlgorithmIdentifierRef<'_>, &OctetStringRef) = content
                    .sequence(|reader| Ok((Decode::decode(reader)?, Decode::decode(reader)?)))
                    .map_err(broken)?;
                let algorithm = algorithm.to_der().map_err(broken)?;
                self.encrypted("private keys", &algorithm)?;
                let is_sequence = |plain: &[u8]| AnyRef::from_der(plain).is_ok_and(|any| any.tag() == Tag::Sequence);
                match self.decrypted(&algorithm, ciphertext.as_bytes(), is_sequence)? {
                    Some(pkcs8) => self.contents.keys.push(named.key(pkcs8)),
                    None => self.facts.locked_keys.push(named.friendly_name),
                }
            }
            pkcs12::PKCS_12_CERT_BAG_OID => {
                let certificate: CertBag = content.decode_as().map_err(broken)?;
                self.certificate(&certificate, named);
            }
            pkcs12::PKCS_12_CRL_BAG_OID => {
                let crl: CrlBag = content.decode_as().map_err(broken)?;
                self.contents.crls.push(crl.crl_value.as_bytes().to_vec());
            }
            pkcs12::PKCS_12_SAFE_CONTENTS_BAG_OID => self.safe(&content.to_der().map_err(broken)?, depth + 1)?,
            pkcs12::PKCS_12_SECRET_BAG_OID => {
                self.facts.passed_over.extend(named.friendly_name);
                self.left_out("A secret, such as a symmetric key,");
            }
            other => self.left_out(&format!("Something of the kind {other}")),
        }
        Ok(())
    }

    fn certificate(&mut self, bag: &CertBag, named: Attributes) {
        if bag.cert_id != pkcs12::PKCS_12_X509_CERT_OID {
            return self.left_out("A certificate that is none of X.509");
        }
        self.contents.certificates.push(Certificate {
            der: bag.cert_value.as_bytes().to_vec(),
            friendly_name: named.friendly_name,
            local_key_id: named.local_key_id,
            trusted: named.trusted,
        });
    }

    fn left_out(&mut self, what: &str) {
        self.facts.repairs.push(format!("{what} is left out."));
    }
}

/// Whether bags come out of it: what a wrong password opens may have a right padding.
fn is_safe(plain: &[u8]) -> bool {
    ber::to_der(plain).is_ok_and(|der| SafeContents::from_der(&der).is_ok())
}

/// What stands beside the content of a bag.
#[derive(Default)]
struct Attributes {
    friendly_name: Option<String>,
    local_key_id: Option<Vec<u8>>,
    trusted: bool,
}

impl Attributes {
    fn of(bag: &SafeBag) -> Result<Self> {
        let mut named = Self::default();
        for attribute in bag.bag_attributes.iter().flat_map(|attributes| attributes.iter()) {
            named.take(attribute)?;
        }
        Ok(named)
    }

    fn take(&mut self, attribute: &Attribute) -> Result<()> {
        let first = attribute.values.iter().next();
        match attribute.oid {
            FRIENDLY_NAME => {
                // the crate's BMPString knows the basic plane alone
                let name = first.filter(|value| value.tag() == Tag::BmpString);
                self.friendly_name = name.map(|name| utf16(name.value()));
            }
            LOCAL_KEY_ID => self.local_key_id = first.map(octets).transpose()?.map(<[u8]>::to_vec),
            TRUSTED_KEY_USAGE => self.trusted = true,
            _ => {}
        }
        Ok(())
    }

    fn key(self, pkcs8: Zeroizing<Vec<u8>>) -> Key {
        Key { pkcs8, friendly_name: self.friendly_name, local_key_id: self.local_key_id }
    }
}

/// Pairs of octets as text.
fn utf16(octets: &[u8]) -> String {
    let units: Vec<u16> =
        octets.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, octet| unit << 8 | u16::from(*octet))).collect();
    String::from_utf16_lossy(&units)
}

/// What is within an explicit `[0]`.
fn explicit(der: &[u8]) -> Result<AnyRef<'_>> {
    let outer = AnyRef::from_der(der).map_err(broken)?;
    AnyRef::from_der(outer.value()).map_err(broken)
}

pub(super) fn octets(any: &der::Any) -> Result<&[u8]> {
    let string: &OctetStringRef = any.decode_as().map_err(broken)?;
    Ok(string.as_bytes())
}

/// The crates' errors count from the beginning of a part, so no place is told.
fn broken(error: der::Error) -> Error {
    Error::new(Code::DerMalformed).found(error.kind().to_string())
}
