//! What was brought, as acts and questions take it: an authority, a key, files made of it.

use super::bundle;
use super::call::{FileRequest, Material as Brought, Secret};
use super::view::BundleView;
use crate::bundle::Identity;
use crate::bundle::file::Source;
use crate::bundle::material::{Match, Material};
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey};
use crate::model::Certificate;

/// Reads what was brought.
fn read(brought: &Brought) -> Result<Material> {
    let files: Vec<(&str, &[u8])> =
        brought.files.iter().map(|file| (file.name.as_str(), file.content.as_slice())).collect();
    let passwords: Vec<&str> = brought.passwords.iter().map(Secret::as_str).collect();
    Material::read(&files, &passwords)
}

/// The identity that is to become an authority: the one that was chosen, else the first of an authority.
///
/// # Errors
/// [`Code::PolicyIssuerNotAuthority`] where it is none, [`Code::KeyPassphraseMissing`] where its key may be among what is locked,
/// and what [`Material::read`] and [`Material::into_identity`] say.
pub fn authority_of(brought: &Brought, chosen: Option<usize>) -> Result<Identity> {
    let material = read(brought)?;
    let identities = material.identities();
    let is_authority = |found: &Match<'_>| found.certificate.is_authority();
    let number = chosen.or_else(|| identities.iter().position(is_authority)).unwrap_or_default();
    match identities.get(number) {
        Some(found) if !is_authority(found) => {
            let found = found.certificate.subject.to_string();
            return Err(Error::new(Code::PolicyIssuerNotAuthority).field("identity").found(found));
        }
        // without its key it would be taken in, and the key be missed later
        Some(found) if found.key.is_none() && material.locked() > 0 => {
            return Err(Error::new(Code::KeyPassphraseMissing).field("material"));
        }
        _ => {}
    }
    material.into_identity(number)
}

/// The private key of a certificate.
///
/// # Errors
/// [`Code::KeyPassphraseMissing`] where it may be among what is locked, [`Code::KeyMismatch`] where there are other keys,
/// [`Code::BundleKeyMissing`] where there is none, and what [`Material::read`] says.
pub fn key_of(brought: &Brought, certificate: &Certificate) -> Result<PrivateKey> {
    let material = read(brought)?;
    let locked = material.locked();
    let certified = PublicKey::from_spki(&certificate.spki)?;
    let keys = material.into_keys();
    let missing = match keys.first() {
        _ if locked > 0 => Error::new(Code::KeyPassphraseMissing),
        Some(key) => Error::new(Code::KeyMismatch).found(key.public().label()).allowed(certified.label()),
        None => Error::new(Code::BundleKeyMissing).found("no private key in what was brought"),
    };
    let found = keys.into_iter().find(|key| key.public().details() == certified.details());
    found.ok_or_else(|| missing.field("key"))
}

/// Files for programs, made of what was brought.
///
/// # Errors
/// What [`Material::read`], [`Material::into_identity`] and `bundle::made` say.
pub fn convert(
    env: &mut dyn Env,
    files: &[(&str, &[u8])],
    passwords: &[Secret],
    identity: usize,
    requests: &[FileRequest],
) -> Result<BundleView> {
    let passwords: Vec<&str> = passwords.iter().map(Secret::as_str).collect();
    let identity = Material::read(files, &passwords)?.into_identity(identity)?;
    bundle::made(env, Source { identity: &identity, lists: &[] }, requests)
}
