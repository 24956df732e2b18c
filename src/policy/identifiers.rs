//! subjectKeyIdentifier and authorityKeyIdentifier (RFC 5280, sections 4.2.1.1 and 4.2.1.2).

use super::Case;
use super::report::{Ruling, extension_field, hexadecimal};
use crate::key::PublicKey;
use crate::model::{AuthorityKeyIdentifier, Certificate, Extension, ExtensionValue};

/// Both identifiers, computed here whatever the request says: a wrong one breaks the building of chains.
pub(super) fn rule(case: &Case<'_>, key: Option<&PublicKey>) -> (Vec<Extension>, Ruling) {
    let (subject, of_subject) = key.map(|key| subject_key(case, key)).unzip();
    let (issuer, of_issuer) = issuer_key(case);
    let extensions = subject.into_iter().chain(issuer).collect();
    (extensions, Ruling::all(of_subject.into_iter().chain([of_issuer])))
}

/// SKI by method 1, and AKI with the key identifier alone.
pub(super) fn subject_key_identifier(key: &PublicKey) -> Extension {
    Extension { critical: false, value: ExtensionValue::SubjectKeyIdentifier(key.key_identifier().to_vec()) }
}

/// The AKI that points to a key identifier.
pub(crate) fn authority_key_identifier(key_id: Vec<u8>) -> Extension {
    let identifier = AuthorityKeyIdentifier { key_id: Some(key_id), ..AuthorityKeyIdentifier::default() };
    Extension { critical: false, value: ExtensionValue::AuthorityKeyIdentifier(identifier) }
}

fn subject_key(case: &Case<'_>, key: &PublicKey) -> (Extension, Ruling) {
    let mut ruling = Ruling::default();
    let extension = subject_key_identifier(key);
    let issued = key.key_identifier();
    let requested = case.requested(|value| match value {
        ExtensionValue::SubjectKeyIdentifier(id) => Some(id),
        _ => None,
    });
    let field = extension_field(&extension.value);
    let why = "It is the SHA-1 of the key, by which clients find the certificate.";
    match requested {
        None => ruling.added(field, hexadecimal(&issued), why),
        Some(id) if *id == issued => ruling.taken(field, hexadecimal(id), why),
        Some(id) => ruling.changed(field, hexadecimal(id), hexadecimal(&issued), why),
    }
    (extension, ruling)
}

fn issuer_key(case: &Case<'_>) -> (Option<Extension>, Ruling) {
    let mut ruling = Ruling::default();
    let requested = case.requested(|value| match value {
        ExtensionValue::AuthorityKeyIdentifier(identifier) => Some(identifier),
        _ => None,
    });
    let Some(key_id) = key_identifier(case.issuer) else { return (None, ruling) };
    let extension = authority_key_identifier(key_id.clone());
    let field = extension_field(&extension.value);
    let why = "It points to the key of the issuer.";
    match requested
        .map(|identifier| identifier.key_id.as_deref().map_or_else(|| "no key identifier".into(), hexadecimal))
    {
        None => ruling.added(field, hexadecimal(&key_id), why),
        Some(requested) => ruling.changed(field, requested, hexadecimal(&key_id), why),
    }
    (Some(extension), ruling)
}

/// The identifier by which certificates and CRLs point to this issuer: the one that its certificate says, else
/// computed. Nothing only where the issuer's key cannot be read, and then nothing can be signed with it.
pub(crate) fn key_identifier(issuer: &Certificate) -> Option<Vec<u8>> {
    let said = issuer.subject_key_identifier().map(<[u8]>::to_vec);
    said.or_else(|| PublicKey::from_spki(&issuer.spki).ok().map(|key| key.key_identifier().to_vec()))
}
