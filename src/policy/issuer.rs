//! Whether the issuer may issue this at all: its certificate is judged as a client's path validation judges it
//! (RFC 5280, section 6.1.4), so that nothing leaves that every client refuses.

use super::Case;
use super::report::{Ruling, listed, purpose_name};
use crate::error::Code;
use crate::model::{BasicConstraints, Certificate, ExtensionValue, KeyUsage, Oid};

/// The issuer is valid now, is an authority, and may certify for this purpose and at this depth.
pub(super) fn rule(case: &Case<'_>) -> Ruling {
    Ruling::all([valid_now(case), authority(case.issuer), purposes(case), path_length(case)])
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
    if !basic_constraints(issuer).is_some_and(|constraints| constraints.ca) {
        ruling.violated("issuer.basicConstraints", Code::PolicyIssuerNotAuthority, "no CA:TRUE");
    }
    if !may(issuer, KeyUsage::KeyCertSign) {
        ruling.violated("issuer.keyUsage", Code::PolicyIssuerNotAuthority, "no keyCertSign");
    }
    ruling
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

fn basic_constraints(issuer: &Certificate) -> Option<BasicConstraints> {
    issuer.extension(|value| match value {
        ExtensionValue::BasicConstraints(constraints) => Some(*constraints),
        _ => None,
    })
}

/// The purposes of an authority bound those of what it certifies; so do all clients measured but Java and GnuTLS.
fn purposes(case: &Case<'_>) -> Ruling {
    let mut ruling = Ruling::default();
    let allowed = case.issuer.extension(|value| match value {
        ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes),
        _ => None,
    });
    let Some(allowed) = allowed else { return ruling };
    let any = Oid::from(const_oid::db::rfc5280::ANY_EXTENDED_KEY_USAGE);
    let missing: Vec<Oid> = case
        .profile()
        .purposes()
        .into_iter()
        .filter(|purpose| !allowed.contains(purpose) && !allowed.contains(&any))
        .collect();
    if !missing.is_empty() {
        let [missing, allowed] = [&missing, allowed].map(|list| listed(list.iter().map(purpose_name)));
        let found = format!("the issuer may certify for {allowed} only, not for {missing}");
        ruling.violated("issuer.extKeyUsage", Code::PolicyUsageConflict, found);
    }
    ruling
}

/// An issuer with path length n may have an authority of at most n - 1 below it (RFC 5280, section 4.2.1.9).
fn path_length(case: &Case<'_>) -> Ruling {
    let mut ruling = Ruling::default();
    let issuer = basic_constraints(case.issuer).and_then(|constraints| constraints.path_len);
    let (Some(issuer), true) = (issuer, case.profile().is_authority()) else { return ruling };
    let wanted = case.choices.path_len.unwrap_or(0);
    match issuer.checked_sub(1) {
        None => ruling.violated("issuer.basicConstraints", Code::PolicyPathLength, "the issuer's path length is 0"),
        Some(most) if wanted > most => {
            let found = format!("path length {wanted}; the issuer's is {issuer}, so {most} is the most");
            ruling.violated("extension.basicConstraints", Code::PolicyPathLength, found);
        }
        Some(_) => {}
    }
    ruling
}
