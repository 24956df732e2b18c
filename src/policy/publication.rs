//! Where to find the CRL, the issuer's certificate and its responder: what the authority says in every certificate
//! (RFC 5280, sections 4.2.1.13, 4.2.1.15 and 4.2.2.1).

use super::Case;
use super::report::{Ruling, extension_field, value_in_words};
use crate::model::Extension;

/// Adds the extensions of the authority's settings, each where the profile has none of that type itself.
pub(super) fn rule(case: &Case<'_>, extensions: &mut Vec<Extension>) -> Ruling {
    let mut ruling = Ruling::default();
    for extension in &case.choices.publication {
        let is_there = extensions.iter().any(|known| known.value.oid() == extension.value.oid());
        if !is_there {
            let why = "The authority says it in every certificate.";
            ruling.added(extension_field(&extension.value), value_in_words(&extension.value), why);
            extensions.push(extension.clone());
        }
    }
    ruling
}
