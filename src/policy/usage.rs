//! What the key may be used for: basicConstraints, keyUsage and extKeyUsage (RFC 5280, sections 4.2.1.9, 4.2.1.3,
//! 4.2.1.12).
//!
//! All three are the profile's. What the request asks for is compared with it, and never copied.

use super::Case;
use super::profile::authority_usages;
use super::report::{Ruling, listed, purpose_name, value_in_words};
use crate::error::Code;
use crate::key::PublicKey;
use crate::model::{BasicConstraints, Extension, ExtensionValue, KeyUsage, KeyUsages, Oid};

const BASIC_CONSTRAINTS: &str = "extension.basicConstraints";
const KEY_USAGE: &str = "extension.keyUsage";
const EXTENDED_KEY_USAGE: &str = "extension.extKeyUsage";

/// basicConstraints, critical: CA:FALSE for an end entity, CA:TRUE with a path length for an authority. A request that
/// asks for the other is refused, for its sender has something else in mind.
pub(super) fn basic_constraints(case: &Case<'_>) -> (Extension, Ruling) {
    let mut ruling = Ruling::default();
    let issued = constraints(case);
    let requested = case.requested(ExtensionValue::basic_constraints);
    match requested {
        None => ruling.added(BASIC_CONSTRAINTS, in_words(issued), subject_is(issued)),
        Some(requested) if requested.ca != issued.ca => {
            let found = format!("{} under the profile {}", in_words(requested), case.profile().as_str());
            ruling.refused(BASIC_CONSTRAINTS, in_words(requested), Code::PolicyUsageConflict, found);
        }
        Some(requested) if requested == issued => ruling.taken(BASIC_CONSTRAINTS, in_words(issued), subject_is(issued)),
        Some(requested) => {
            let why = "The path length is the one that was chosen here.";
            ruling.changed(BASIC_CONSTRAINTS, in_words(requested), in_words(issued), why);
        }
    }
    if let (Some(length), false) = (case.choices.path_len, issued.ca) {
        let found = format!("path length {length} for the profile {}, which is no authority", case.profile().as_str());
        ruling.violated(BASIC_CONSTRAINTS, Code::PolicyUsageConflict, found);
    }
    (Extension { critical: true, value: ExtensionValue::BasicConstraints(issued) }, ruling)
}

fn constraints(case: &Case<'_>) -> BasicConstraints {
    let ca = case.profile().is_authority();
    BasicConstraints { ca, path_len: ca.then(|| case.choices.path_len.unwrap_or(0)) }
}

fn in_words(constraints: BasicConstraints) -> String {
    value_in_words(&ExtensionValue::BasicConstraints(constraints))
}

const fn subject_is(constraints: BasicConstraints) -> &'static str {
    if constraints.ca { "The subject is an authority." } else { "The subject is no authority." }
}

/// keyUsage, critical. Asking for an authority's uses under another profile is refused.
pub(super) fn key_usage(case: &Case<'_>, key: Option<&PublicKey>) -> (Extension, Ruling) {
    let mut ruling = Ruling::default();
    let profile = case.profile();
    let fallback =
        || if profile.is_authority() { authority_usages() } else { KeyUsages::of(&[KeyUsage::DigitalSignature]) };
    let issued = key.map_or_else(fallback, |key| profile.key_usages(key));
    let requested = case.requested(|value| match value {
        ExtensionValue::KeyUsage(usages) => Some(*usages),
        _ => None,
    });
    match requested {
        None => ruling.added(KEY_USAGE, usages(issued), format!("The profile {} needs it.", profile.as_str())),
        Some(requested) if asks_for_authority(requested) && !profile.is_authority() => {
            let found = format!("{} under the profile {}", usages(requested), profile.as_str());
            ruling.refused(KEY_USAGE, usages(requested), Code::PolicyUsageConflict, found);
        }
        Some(requested) if requested == issued => {
            ruling.taken(KEY_USAGE, usages(issued), format!("The profile {} gives it.", profile.as_str()));
        }
        Some(requested) => {
            ruling.changed(KEY_USAGE, usages(requested), usages(issued), difference(case, requested, issued));
        }
    }
    (Extension { critical: true, value: ExtensionValue::KeyUsage(issued) }, ruling)
}

fn asks_for_authority(usages: KeyUsages) -> bool {
    authority_usages().iter().any(|usage| usages.contains(usage))
}

fn difference(case: &Case<'_>, requested: KeyUsages, issued: KeyUsages) -> String {
    let only = |some: KeyUsages, others: KeyUsages| {
        listed(some.iter().filter(|usage| !others.contains(*usage)).map(KeyUsage::as_str))
    };
    let profile = case.profile().as_str();
    match (only(requested, issued), only(issued, requested)) {
        (dropped, added) if added.is_empty() => format!("The profile {profile} with this key does without {dropped}."),
        (dropped, added) if dropped.is_empty() => format!("The profile {profile} needs {added} as well."),
        (dropped, added) => format!("The profile {profile} with this key does without {dropped}, and needs {added}."),
    }
}

fn usages(usages: KeyUsages) -> String {
    value_in_words(&ExtensionValue::KeyUsage(usages))
}

/// extKeyUsage: the profile's purposes. A line for each one that is asked for or given.
pub(super) fn extended_key_usage(case: &Case<'_>) -> (Option<Extension>, Ruling) {
    let mut ruling = Ruling::default();
    let issued = case.profile().purposes();
    let requested = case.requested(|value| match value {
        ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes.as_slice()),
        _ => None,
    });
    for purpose in requested.unwrap_or_default() {
        purpose_row(&mut ruling, case, purpose, &issued);
    }
    for purpose in issued.iter().filter(|purpose| !requested.is_some_and(|requested| requested.contains(purpose))) {
        ruling.added(
            EXTENDED_KEY_USAGE,
            purpose_name(purpose),
            format!("The profile {} is for it.", case.profile().as_str()),
        );
    }
    if let Some(requested) = requested {
        other_purpose(&mut ruling, case, requested, &issued);
    }
    let extension = Extension { critical: false, value: ExtensionValue::ExtendedKeyUsage(issued.clone()) };
    ((!issued.is_empty()).then_some(extension), ruling)
}

fn purpose_row(ruling: &mut Ruling, case: &Case<'_>, purpose: &Oid, issued: &[Oid]) {
    let (name, profile) = (purpose_name(purpose), case.profile().as_str());
    if issued.contains(purpose) {
        ruling.taken(EXTENDED_KEY_USAGE, name, format!("The profile {profile} is for it."));
    } else if name == "anyExtendedKeyUsage" {
        ruling.dropped(EXTENDED_KEY_USAGE, name, "Browsers refuse it; the purposes are named one by one.");
    } else if case.profile().is_authority() {
        ruling.dropped(
            EXTENDED_KEY_USAGE,
            name,
            "A purpose in an authority's certificate narrows what it may certify.",
        );
    } else {
        ruling.dropped(
            EXTENDED_KEY_USAGE,
            name,
            format!("The profile {profile} is not for it; another profile may be."),
        );
    }
}

/// None of the purposes that were asked for is given: perhaps the wrong profile was chosen.
fn other_purpose(ruling: &mut Ruling, case: &Case<'_>, requested: &[Oid], issued: &[Oid]) {
    if !issued.is_empty() && !requested.iter().any(|purpose| issued.contains(purpose)) {
        let requested = listed(requested.iter().map(purpose_name));
        let text =
            format!("The request asks for {requested}, and the profile {} gives none of it.", case.profile().as_str());
        ruling.warned("request/other-purpose", text);
    }
}
