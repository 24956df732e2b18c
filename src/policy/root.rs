//! A root: the authority that certifies itself (RFC 5280, section 4.2.1).

use super::identifiers::{authority_key_identifier, subject_key_identifier};
use super::profile::authority_usages;
use super::{subject, validity};
use crate::error::{Code, Error, Result};
use crate::key::{PublicKey, Severity};
use crate::model::{BasicConstraints, Extension, ExtensionValue, Name, Time, Validity};

/// What a new root certificate says: critical basicConstraints CA:TRUE, keyUsage keyCertSign and cRLSign, SKI, AKI.
///
/// There is no path length: a root with path length 0 was refused by most clients above an intermediate.
///
/// # Errors
/// [`Code::PolicyNameMissing`] for an empty subject (section 4.1.2.6), the `model/…` codes for an attribute
/// that cannot be, [`Code::PolicyKeyRefused`], [`Code::PolicyValidityRange`].
pub fn root(subject: &Name, spki: &[u8], days: u32, now: Time) -> Result<(Name, Validity, Vec<Extension>)> {
    if subject.is_empty() {
        return Err(Error::new(Code::PolicyNameMissing).field("subject").found("an empty name"));
    }
    subject::check(subject)?;
    let key = PublicKey::from_spki(spki)?;
    if let Some(grave) = key.judge().into_iter().find(|finding| finding.severity == Severity::Refuse) {
        return Err(Error::new(Code::PolicyKeyRefused).field("key").found(grave.text));
    }
    Ok((subject.clone(), validity::span_from_now(now, days)?, extensions(&key)))
}

fn extensions(key: &PublicKey) -> Vec<Extension> {
    let constraints = BasicConstraints { ca: true, path_len: None };
    vec![
        Extension { critical: true, value: ExtensionValue::BasicConstraints(constraints) },
        Extension { critical: true, value: ExtensionValue::KeyUsage(authority_usages()) },
        subject_key_identifier(key),
        authority_key_identifier(key.key_identifier().to_vec()),
    ]
}
