//! A certificate added to the truststore of somebody else, JKS, JCEKS or PKCS #12: no entry of it is lost or written anew, be it a
//! private key under a password of its own or a symmetric one.

use super::{jks, pkcs12};
use crate::env::Env;
use crate::error::{Code, Error, Result};

/// What is asked for: a certificate in DER, and what it is to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// Its name.
    pub name: String,
    /// The certificate.
    pub der: Vec<u8>,
}

/// The store afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its bytes.
    pub store: Vec<u8>,
    /// What it is, in words.
    pub kind: &'static str,
    /// What each certificate is called in it now.
    pub entries: Vec<AddedEntry>,
}

/// What became of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedEntry {
    /// What it is called there.
    pub name: String,
    /// Whether it was in it already, perhaps under another name.
    pub was_there: bool,
    /// Whether it got another name, because an entry has the one that was asked for.
    pub is_renamed: bool,
}

/// An entry as far as it can be compared: its name, its certificate where it is trusted, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    name: Option<String>,
    trusted: Option<Vec<u8>>,
    bytes: Vec<u8>,
}

/// Adds trusted certificates. What is trusted in it already is not added again.
///
/// # Errors
/// [`Code::KeyPassphraseMissing`] where a password is needed, [`Code::KeyPassphraseWrong`], and what the readers say.
pub fn add(env: &mut dyn Env, store: &[u8], password: Option<&str>, certificates: &[Trusted]) -> Result<Added> {
    let before = entries(store, password)?;
    let mut taken: Vec<String> =
        before.iter().filter_map(|entry| entry.name.as_deref()).map(str::to_lowercase).collect();
    let (mut new, mut told) = (Vec::new(), Vec::new());
    for certificate in certificates {
        let there = before.iter().find(|entry| entry.trusted.as_ref() == Some(&certificate.der));
        let entry = match there {
            Some(entry) => {
                let name = entry.name.clone().unwrap_or_default();
                AddedEntry { name, was_there: true, is_renamed: false }
            }
            None => {
                let name = free(&certificate.name, |name| taken.contains(&name.to_lowercase()));
                taken.push(name.to_lowercase());
                new.push(Trusted { name: name.clone(), der: certificate.der.clone() });
                AddedEntry { is_renamed: name != certificate.name, name, was_there: false }
            }
        };
        told.push(entry);
    }
    let changed = if new.is_empty() { store.to_vec() } else { with(env, store, password, &new)? };
    Ok(Added { store: changed, kind: kind(store), entries: told })
}

/// Whether all that was in the store before is in it afterwards, as it was and in its order. Both are read anew.
///
/// # Errors
/// As [`add`].
pub fn keeps(before: &[u8], after: &[u8], password: Option<&str>) -> Result<bool> {
    let (old, new) = (entries(before, password)?, entries(after, password)?);
    let same_parts = || -> Result<bool> { Ok(pkcs12::parts(after)?.starts_with(&pkcs12::parts(before)?)) };
    Ok(kind(before) == kind(after) && new.starts_with(&old) && (jks::is_keystore(before) || same_parts()?))
}

/// The certificates that are trusted in a store.
///
/// # Errors
/// As [`add`].
pub fn trusted(store: &[u8], password: Option<&str>) -> Result<Vec<Vec<u8>>> {
    Ok(entries(store, password)?.into_iter().filter_map(|entry| entry.trusted).collect())
}

/// The name itself, or with a number behind it where it is taken.
#[must_use]
pub fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2u32..).map(|number| format!("{name} ({number})"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

fn kind(store: &[u8]) -> &'static str {
    match store.first_chunk() {
        Some([0xFE, 0xED, 0xFE, 0xED]) => "JKS",
        Some([0xCE, 0xCE, 0xCE, 0xCE]) => "JCEKS",
        _ => "PKCS #12",
    }
}

fn with(env: &mut dyn Env, store: &[u8], password: Option<&str>, new: &[Trusted]) -> Result<Vec<u8>> {
    let password = password.unwrap_or_default();
    if jks::is_keystore(store) {
        let new: Vec<(String, &[u8])> = new.iter().map(|one| (one.name.clone(), one.der.as_slice())).collect();
        return jks::add(store, password, jks::created(env.now()), &new);
    }
    let certificate = |one: &Trusted| pkcs12::Certificate {
        der: one.der.clone(),
        friendly_name: Some(one.name.clone()),
        local_key_id: None,
        trusted: true,
    };
    pkcs12::add(env, store, password, &new.iter().map(certificate).collect::<Vec<_>>())
}

fn entries(store: &[u8], password: Option<&str>) -> Result<Vec<Entry>> {
    let missing = |error: Error| match (password, error.code()) {
        (None, Code::KeyPassphraseWrong) => Error::new(Code::KeyPassphraseMissing).field("password"),
        _ => error,
    };
    let read = if jks::is_keystore(store) { of_jks } else { of_pkcs12 };
    read(store, password.unwrap_or_default()).map_err(missing)
}

fn of_jks(store: &[u8], password: &str) -> Result<Vec<Entry>> {
    let entry = |outline: jks::Outline| Entry {
        name: Some(outline.alias),
        trusted: match outline.value {
            jks::OutlineValue::Trusted(der) => Some(der),
            jks::OutlineValue::Key(_) | jks::OutlineValue::Secret => None,
        },
        bytes: outline.bytes,
    };
    Ok(jks::outline(store, password)?.1.into_iter().map(entry).collect())
}

/// The certificates, and in front of them the names of everything else: a key's name is taken, too.
fn of_pkcs12(store: &[u8], password: &str) -> Result<Vec<Entry>> {
    let (certificates, others) = pkcs12::outline(store, password)?;
    let other = |name| Entry { name: Some(name), trusted: None, bytes: Vec::new() };
    let certificate = |one: pkcs12::Certificate| Entry {
        name: one.friendly_name,
        trusted: one.trusted.then(|| one.der.clone()),
        bytes: one.der,
    };
    Ok(others.into_iter().map(other).chain(certificates.into_iter().map(certificate)).collect())
}
