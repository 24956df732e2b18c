//! Whether the issuer may issue this at all: its certificate is judged as a client's path validation judges it
//! (RFC 5280, section 6.1.4), so that nothing leaves that every client refuses.

use super::Case;
use super::report::{Ruling, listed, purpose_name};
use crate::error::{Code, Error, Result};
use crate::model::{Certificate, Extension, ExtensionValue, KeyUsage, Oid};

/// The issuer is valid now, is an authority, and may certify for this purpose and at this depth, as every authority above it
/// says.
pub(super) fn rule(case: &Case<'_>, extensions: &[Extension]) -> Ruling {
    let issuer = [valid_now(case), authority(case.issuer)];
    let of_each = case
        .issuers()
        .enumerate()
        .flat_map(|(depth, issuer)| [purposes(case, issuer, extensions), path_length(case, depth, issuer, extensions)]);
    Ruling::all(issuer.into_iter().chain(of_each))
}

fn valid_now(case: &Case<'_>) -> Ruling {
    let mut ruling = Ruling::default();
    let validity = &case.issuer.validity;
    if !validity.contains(case.now) {
        let found = format!(
            "it is {}; the issuer is valid from {} to {}",
            case.now,
            validity.not_before(),
            validity.not_after()
        );
        ruling.violated("issuer.validity", Code::PolicyIssuerExpired, found);
    }
    ruling
}

fn authority(issuer: &Certificate) -> Ruling {
    let mut ruling = Ruling::default();
    if !issuer.is_authority() {
        ruling.violated("issuer.basicConstraints", Code::PolicyIssuerNotAuthority, "no CA:TRUE");
    }
    if !may(issuer, KeyUsage::KeyCertSign) {
        ruling.violated("issuer.keyUsage", Code::PolicyIssuerNotAuthority, "no keyCertSign");
    }
    ruling
}

/// Whether the certificate is that of an authority.
///
/// # Errors
/// [`Code::PolicyIssuerNotAuthority`].
pub fn check_authority(certificate: &Certificate) -> Result<()> {
    match authority(certificate).violations.into_iter().next() {
        None => Ok(()),
        Some(violation) => Err(Error::new(violation.code).field("certificate").found(violation.found)),
    }
}

/// Whether the certificate's keyUsage allows the use: one without keyUsage allows every one (RFC 5280, section
/// 4.2.1.3).
pub(crate) fn may(issuer: &Certificate, usage: KeyUsage) -> bool {
    let usages = issuer.extension(|value| match value {
        ExtensionValue::KeyUsage(usages) => Some(*usages),
        _ => None,
    });
    usages.is_none_or(|usages| usages.contains(usage))
}

/// The purposes of an authority bound those of what it certifies; so do all clients measured but Java and GnuTLS.
fn purposes(case: &Case<'_>, issuer: &Certificate, extensions: &[Extension]) -> Ruling {
    let mut ruling = Ruling::default();
    let allowed = issuer.extension(|value| match value {
        ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes),
        _ => None,
    });
    let Some(allowed) = allowed else { return ruling };
    let any = Oid::from(const_oid::db::rfc5280::ANY_EXTENDED_KEY_USAGE);
    let wanted = extensions.iter().find_map(|extension| match &extension.value {
        ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes.as_slice()),
        _ => None,
    });
    let is_missing = |purpose: &&Oid| !allowed.contains(purpose) && !allowed.contains(&any);
    let missing: Vec<&Oid> = wanted.unwrap_or_default().iter().filter(is_missing).collect();
    if !missing.is_empty() {
        let (missing, allowed) =
            (listed(missing.into_iter().map(purpose_name)), listed(allowed.iter().map(purpose_name)));
        let found = format!("{} may certify for {allowed} only, not for {missing}", case.called(issuer));
        ruling.violated("issuer.extKeyUsage", Code::PolicyUsageConflict, found);
    }
    ruling
}

/// An issuer with path length n may have at most n authorities below it, and one of them may have the rest below it
/// (RFC 5280, section 4.2.1.9). The issuers between are `depth`.
fn path_length(case: &Case<'_>, depth: usize, issuer: &Certificate, extensions: &[Extension]) -> Ruling {
    let mut ruling = Ruling::default();
    let Some(length) = issuer.basic_constraints().and_then(|constraints| constraints.path_len) else { return ruling };
    let made = extensions
        .iter()
        .filter_map(|extension| extension.value.basic_constraints())
        .find_map(|constraints| constraints.ca.then_some(constraints.path_len));
    let whose = case.called(issuer);
    let below = usize::from(length).checked_sub(depth);
    match (below, made) {
        (Some(_), None) => {}
        (None, None) => {
            let found = format!("the path length of {whose} is {length}, and {depth} authorities are below it already");
            ruling.violated("issuer.basicConstraints", Code::PolicyPathLength, found);
        }
        (None | Some(0), Some(_)) => {
            let found = match depth {
                0 => format!("the path length of {whose} is {length}"),
                _ => format!("the path length of {whose} is {length}, and {depth} authorities are below it already"),
            };
            ruling.violated("issuer.basicConstraints", Code::PolicyPathLength, found);
        }
        (Some(below), Some(Some(wanted))) if usize::from(wanted) > below - 1 => {
            let found = format!(
                "path length {wanted}; that of {whose} is {length}, so {} is the most",
                below.saturating_sub(1)
            );
            ruling.violated("extension.basicConstraints", Code::PolicyPathLength, found);
        }
        (Some(_), Some(_)) => {}
    }
    ruling
}
