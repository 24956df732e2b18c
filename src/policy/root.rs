//! A root: the authority that certifies itself (RFC 5280, section 4.2.1), at first and again.

use super::identifiers::{authority_key_identifier, key_identifier, subject_key_identifier};
use super::profile::authority_usages;
use super::{subject, validity};
use crate::error::{Code, Error, Result};
use crate::key::{PublicKey, Severity};
use crate::model::{BasicConstraints, Certificate, Extension, ExtensionValue, Name, Time, Validity};

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
    let key = safe_key(spki)?;
    Ok((subject.clone(), validity::span_from_now(now, days)?, extensions(&key)))
}

/// What a root says when it certifies itself again for the same key: what it said before, so that whatever it signed goes on
/// chaining to it. The key identifier stays whatever it was, for the certificates below point to it; a pointer to the serial
/// number of the former certificate would lead astray and is left out; what a root of today must have is added.
///
/// # Errors
/// [`Code::PolicyKeyRefused`], [`Code::PolicyValidityRange`].
pub fn renewed_root(former: &Certificate, days: u32, now: Time) -> Result<(Validity, Vec<Extension>)> {
    let key = safe_key(&former.spki)?;
    let identifier = key_identifier(former).unwrap_or_else(|| key.key_identifier().to_vec());
    let mut renewed: Vec<Extension> = former.extensions.iter().map(|known| again(known, &identifier)).collect();
    for wanted in extensions(&key) {
        if !renewed.iter().any(|known| known.value.oid() == wanted.value.oid()) {
            renewed.push(again(&wanted, &identifier));
        }
    }
    Ok((validity::span_from_now(now, days)?, renewed))
}

fn again(known: &Extension, identifier: &[u8]) -> Extension {
    match &known.value {
        ExtensionValue::AuthorityKeyIdentifier(_) => authority_key_identifier(identifier.to_vec()),
        ExtensionValue::SubjectKeyIdentifier(_) => {
            Extension { critical: false, value: ExtensionValue::SubjectKeyIdentifier(identifier.to_vec()) }
        }
        ExtensionValue::BasicConstraints(_) => Extension { critical: true, value: known.value.clone() },
        _ => known.clone(),
    }
}

fn safe_key(spki: &[u8]) -> Result<PublicKey> {
    let key = PublicKey::from_spki(spki)?;
    match key.judge().into_iter().find(|finding| finding.severity == Severity::Refuse) {
        None => Ok(key),
        Some(grave) => Err(Error::new(Code::PolicyKeyRefused).field("key").found(grave.text)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{KeyKind, Signer, make_key};
    use crate::model::{AuthorityKeyIdentifier, SerialNumber, SignatureAlgorithm};

    fn now() -> Time {
        Time::parse("2026-11-20T12:00:00Z").unwrap()
    }

    /// A root that others made: its key identifier is of another method, and it points to its own serial number.
    fn former(extensions: Vec<Extension>) -> Certificate {
        let key = make_key(&mut FixedEnv::new(now(), 1), KeyKind::Ed25519).unwrap();
        let name = Name::parse("CN=Old Root").unwrap();
        Certificate {
            der: vec![],
            tbs_der: vec![],
            version: 3,
            serial: SerialNumber::parse("07").unwrap(),
            signature_algorithm: SignatureAlgorithm::RsaSha1,
            issuer: name.clone(),
            validity: Validity::new(now(), now().plus_seconds(60)).unwrap(),
            subject: name,
            spki: key.public_key().spki().to_vec(),
            extensions,
            signature: vec![],
        }
    }

    #[test]
    fn a_root_that_certifies_itself_again_says_what_it_said() {
        let pointer = AuthorityKeyIdentifier {
            key_id: Some(vec![1, 2, 3]),
            issuer: vec![],
            serial: Some(SerialNumber::parse("07").unwrap()),
        };
        let bound = BasicConstraints { ca: true, path_len: Some(2) };
        let extensions = vec![
            Extension { critical: false, value: ExtensionValue::SubjectKeyIdentifier(vec![1, 2, 3]) },
            Extension { critical: false, value: ExtensionValue::AuthorityKeyIdentifier(pointer) },
            Extension { critical: false, value: ExtensionValue::BasicConstraints(bound) },
            Extension { critical: false, value: ExtensionValue::CrlNumber(5) },
        ];
        let (validity, renewed) = renewed_root(&former(extensions.clone()), 10, now()).unwrap();
        assert_eq!(validity.not_after(), now().plus_seconds(10 * 86_400 - 301));
        assert_eq!(renewed[0], extensions[0], "the key identifier");
        assert_eq!(renewed[1], authority_key_identifier(vec![1, 2, 3]), "without the serial number");
        assert_eq!(renewed[2], Extension { critical: true, ..extensions[2].clone() }, "the path length");
        assert_eq!(renewed[3], extensions[3], "and what else there was");
        assert_eq!(renewed[4].value, ExtensionValue::KeyUsage(authority_usages()));
        assert_eq!(renewed.len(), 5);
    }

    #[test]
    fn a_root_of_version_1_becomes_one_of_today() {
        let former = former(vec![]);
        let (_, renewed) = renewed_root(&former, 10, now()).unwrap();
        assert_eq!(renewed, extensions(&PublicKey::from_spki(&former.spki).unwrap()));
    }
}
