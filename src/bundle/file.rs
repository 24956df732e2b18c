//! One file for a program: made, opened again, and looked at with the eyes of those who will refuse it.
//!
//! [`make`] gives out nothing that [`check()`] has not opened from its finished bytes.

mod check;
mod findings;
mod format;
mod kubernetes;
mod mobileconfig;
mod openvpn;
mod pem;
mod settings;
mod store;

use std::collections::BTreeMap;

use zeroize::Zeroizing;

pub use check::check;
pub use findings::{Finding, findings};
pub use format::Format;

use super::Identity;
use super::pkcs12::Strength;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::{Certificate, CertificateList};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// How it is written.
    pub format: Format,
    /// Of the key or the store.
    pub password: Option<Zeroizing<String>>,
    /// Whether an unencrypted private key is really meant.
    pub plain: bool,
    /// For which programs a PKCS #12 is.
    pub strength: Strength,
    /// What programs call the entry; the title of the certificate without it.
    pub friendly_name: Option<String>,
    /// With the issuers below the root; what the format does usually without it.
    pub chain: Option<bool>,
    /// With the root; what the format does usually without it.
    pub root: Option<bool>,
    /// The truststore that the certificate is added to.
    pub existing: Option<Vec<u8>>,
    /// What a wrapping says beside: `remote` of OpenVPN.
    pub settings: BTreeMap<String, String>,
}

/// What it is made of.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The certificate, those above it, and its key where that is at hand.
    pub identity: &'a Identity,
    /// The lists that are at hand: that of the issuer, then those of the issuers above it.
    pub lists: &'a [IssuerList],
}

/// The newest complete CRL of an authority that is at hand.
#[derive(Clone, Debug)]
pub struct IssuerList {
    /// What the authority is called.
    pub issuer: String,
    /// Its list, where it has made one.
    pub crl: Option<CertificateList>,
}

/// A file that was made and opened again.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its bytes.
    pub content: Zeroizing<Vec<u8>>,
    /// Whether a private key is in it, encrypted or not.
    pub secret: bool,
    /// Whether what is secret in it is encrypted.
    pub encrypted: bool,
    /// What is in it, in words.
    pub about: String,
    /// What was opened again and found right.
    pub checks: Vec<String>,
    /// What a program will refuse, or a person should know.
    pub findings: Vec<Finding>,
}

/// Makes a file, and opens it again before it is given out.
///
/// # Errors
/// [`Code::BundlePasswordMissing`], [`Code::BundleKeyMissing`], [`Code::BundleRootMissing`], [`Code::BundleCrlMissing`],
/// [`Code::BundleFormatUnfit`], what the writers say, and [`Code::BundleCheckFailed`].
pub fn make(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Made> {
    order.check(source)?;
    let written = write(env, source, order)?;
    let checks = check(source, order, &written.content)?;
    let mut findings = findings(source, order);
    findings.extend(written.findings);
    Ok(Made {
        secret: written.secret,
        encrypted: written.secret && order.is_encrypted(),
        about: written.about,
        content: written.content,
        checks,
        findings,
    })
}

/// A file as its writer leaves it.
struct Written {
    content: Zeroizing<Vec<u8>>,
    about: String,
    secret: bool,
    findings: Vec<Finding>,
}

impl Written {
    fn new(content: impl Into<Vec<u8>>, about: impl Into<String>) -> Self {
        Self { content: Zeroizing::new(content.into()), about: about.into(), secret: false, findings: Vec::new() }
    }

    fn with_key(content: impl Into<Vec<u8>>, about: impl Into<String>) -> Self {
        Self { secret: true, ..Self::new(content, about) }
    }
}

fn write(env: &mut dyn Env, source: Source<'_>, order: &Order) -> Result<Written> {
    match order.format {
        Format::Pkcs12 => store::pkcs12(env, source, order),
        Format::Jks => store::jks(env, source, order),
        Format::Pkcs12Truststore | Format::JksTruststore => store::truststore(env, source, order),
        Format::Openvpn => openvpn::write(env, source, order),
        Format::Mobileconfig => mobileconfig::write(env, source, order),
        Format::Kubernetes | Format::KubernetesCa => kubernetes::write(env, source, order),
        _ => pem::write(env, source, order),
    }
}

impl Order {
    /// An order for this format that says nothing else.
    #[must_use]
    pub const fn of(format: Format) -> Self {
        Self {
            format,
            password: None,
            plain: false,
            strength: Strength::Modern,
            friendly_name: None,
            chain: None,
            root: None,
            existing: None,
            settings: BTreeMap::new(),
        }
    }

    /// What is missing is said before anything is made.
    fn check(&self, source: Source<'_>) -> Result<()> {
        if self.holds_key() {
            source.key()?;
            self.check_protection()?;
        }
        if self.format == Format::CrlDer && self.chain == Some(true) {
            return Err(self.unfit("several lists, of which DER holds one", "crl"));
        }
        if self.existing.is_some() && !self.format.is_truststore() {
            return Err(self.unfit("nothing is added to a file of this format", "pkcs12-truststore, jks-truststore"));
        }
        Ok(())
    }

    fn check_protection(&self) -> Result<()> {
        let missing = || Err(Error::new(Code::BundlePasswordMissing).field("password").found(self.format.as_str()));
        match (self.password().is_empty(), self.format) {
            (false, Format::KeyTraditional | Format::Kubernetes) => {
                Err(self.unfit("a password, and a key in this format is never encrypted", "plain"))
            }
            (false, _) => Ok(()),
            // an empty password is one to PKCS #12, and to nothing else
            (true, Format::Pkcs12) if self.plain || self.password.is_some() => Ok(()),
            (true, Format::Pkcs12 | Format::Jks | Format::Mobileconfig) => missing(),
            (true, _) if self.plain => Ok(()),
            (true, _) => missing(),
        }
    }

    /// Whether a private key is to be in the file. In Apple's profile there is one where there is a password for it.
    #[must_use]
    pub fn holds_key(&self) -> bool {
        self.format.needs_key() || (self.format == Format::Mobileconfig && self.password.is_some())
    }

    /// The password, which is empty where there is none.
    #[must_use]
    pub fn password(&self) -> &str {
        self.password.as_ref().map_or("", |password| password.as_str())
    }

    fn is_encrypted(&self) -> bool {
        !self.password().is_empty()
    }

    fn unfit(&self, found: &str, allowed: &str) -> Error {
        Error::new(Code::BundleFormatUnfit).field(self.format.as_str()).found(found).allowed(allowed)
    }

    /// What programs call the entry.
    fn entry_name(&self, identity: &Identity) -> String {
        self.friendly_name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| identity.title())
    }

    /// Those above the certificate that are to be in the file, nearest first.
    fn above<'a>(&self, identity: &'a Identity) -> Vec<&'a Certificate> {
        let chain = self.chain.unwrap_or_else(|| self.format.has_chain());
        let root = self.root.unwrap_or_else(|| self.format.has_root());
        let below: &[Certificate] = if chain { identity.intermediates() } else { &[] };
        let root = identity.root().filter(|top| root && top.der != identity.certificate().der);
        below.iter().chain(root).collect()
    }

    /// The certificate and those above it that are to be in the file.
    fn path<'a>(&self, identity: &'a Identity) -> Vec<&'a Certificate> {
        std::iter::once(identity.certificate()).chain(self.above(identity)).collect()
    }

    /// What is to be trusted: the root, and with `chain` those between it and the certificate, the topmost first.
    fn trusted<'a>(&self, identity: &'a Identity) -> Result<Vec<&'a Certificate>> {
        let root = root(identity)?;
        let with_chain = self.chain.unwrap_or_else(|| self.format.has_chain());
        let own = Some(identity.certificate()).filter(|own| own.der != root.der && own.is_authority());
        let below = identity.intermediates().iter().rev().chain(own).filter(|_| with_chain);
        Ok(std::iter::once(root).chain(below).collect())
    }
}

impl Source<'_> {
    fn key(&self) -> Result<&PrivateKey> {
        self.identity.key().ok_or_else(|| Error::new(Code::BundleKeyMissing).found(self.identity.title()))
    }

    /// The list of the issuer, and with `chain` those of the authorities above it.
    fn crls(&self, order: &Order) -> Result<Vec<&CertificateList>> {
        let wanted = if order.chain == Some(true) { self.lists.len() } else { 1 };
        if self.lists.is_empty() {
            return Err(Error::new(Code::BundleCrlMissing).found(self.identity.title()));
        }
        let missing = |list: &IssuerList| Error::new(Code::BundleCrlMissing).found(list.issuer.clone());
        self.lists.iter().take(wanted).map(|list| list.crl.as_ref().ok_or_else(|| missing(list))).collect()
    }
}

/// The self-signed end of the chain.
fn root(identity: &Identity) -> Result<&Certificate> {
    let top = || identity.chain().last().unwrap_or_else(|| identity.certificate());
    identity.root().ok_or_else(|| Error::new(Code::BundleRootMissing).found(top().issuer.to_string()))
}

/// `one certificate`, `3 certificates`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("one {what}") } else { format!("{number} {what}s") }
}
