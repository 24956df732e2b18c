//! An authority that is certified once more, by the same issuer as before or, in a cross-certificate, by another one (RFC 4210,
//! section 4.4). It goes through the same rules as any request; what differs is what must stay as it was.

use super::identifiers::key_identifier;
use super::{Choices, Decision, assess};
use crate::error::{Error, Result};
use crate::model::{
    BasicConstraints, Certificate, CertificationRequest, ExtensionValue, RequestOrigin, Time, Validity,
};

/// What the issuer certifies of an authority that has a certificate. Its key identifier stays, for what it signed points to it,
/// and so does its path length as far as the issuers allow one: a shorter one would cut off what is below it.
///
/// # Errors
/// [`Code::PolicyViolations`](crate::error::Code::PolicyViolations) with every rule that refuses.
pub fn recertified(
    authority: &Certificate,
    choices: &Choices,
    issuer: &Certificate,
    chain: &[Certificate],
    now: Time,
) -> Result<Decision> {
    let path_len = path_length(authority, issuer, chain);
    let choices = Choices { path_len: Some(path_len.unwrap_or(0)), ..choices.clone() };
    let assessed = assess(&as_request(authority), &choices, issuer, chain, now);
    let mut decision = assessed.outcome.map_err(Error::violations)?;
    for extension in &mut decision.extensions {
        match &mut extension.value {
            ExtensionValue::BasicConstraints(constraints) => constraints.path_len = path_len,
            ExtensionValue::SubjectKeyIdentifier(id) => *id = key_identifier(authority).unwrap_or_else(|| id.clone()),
            _ => {}
        }
    }
    Ok(decision)
}

/// A cross-certificate: it begins when the authority's own certificate does, for it is to stand for that one at any time, and
/// ends with the one of both that ends first, or sooner where fewer days are chosen.
///
/// # Errors
/// As [`recertified`], and what [`Validity::new`] refuses.
pub fn cross_certified(
    authority: &Certificate,
    choices: &Choices,
    days: Option<u32>,
    issuer: &Certificate,
    now: Time,
) -> Result<Decision> {
    let ends = authority.validity.not_after().min(issuer.validity.not_after());
    let chosen = days.map(|days| now.plus_seconds(i64::from(days).saturating_mul(86_400)));
    let end = chosen.map_or(ends, |chosen| chosen.min(ends));
    let choices = Choices { not_after: Some(end), ..choices.clone() };
    let decision = recertified(authority, &choices, issuer, &[], now)?;
    Ok(Decision { validity: Validity::new(authority.validity.not_before(), end)?, ..decision })
}

/// The longest path length that both the authority had and every issuer above leaves it.
fn path_length(authority: &Certificate, issuer: &Certificate, chain: &[Certificate]) -> Option<u8> {
    let above = std::iter::once(issuer).chain(chain).zip(1_u8..);
    let left = above.filter_map(|(issuer, depth)| Some(said(issuer)?.saturating_sub(depth)));
    left.chain(said(authority)).min()
}

fn said(authority: &Certificate) -> Option<u8> {
    authority.extension(|value| match value {
        ExtensionValue::BasicConstraints(BasicConstraints { path_len, .. }) => *path_len,
        _ => None,
    })
}

/// The certificate as the request that it stands for: its name, its key, and what it is bound to.
fn as_request(authority: &Certificate) -> CertificationRequest {
    CertificationRequest {
        der: authority.der.clone(),
        info_der: authority.tbs_der.clone(),
        subject: authority.subject.clone(),
        spki: authority.spki.clone(),
        extensions: authority.extensions.clone(),
        attributes: Vec::new(),
        origin: RequestOrigin::Authority,
        signature_algorithm: authority.signature_algorithm,
        signature: authority.signature.clone(),
    }
}
