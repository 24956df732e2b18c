//! An authority that is certified once more, by the same issuer as before or, in a cross-certificate, by another one (RFC 4210,
//! section 4.4). It goes through the same rules as any request; what differs is what must stay as it was.

use super::identifiers::key_identifier;
use super::{Choices, Decision, assess};
use crate::error::{Error, Result};
use crate::model::{Certificate, CertificationRequest, ExtensionValue, RequestOrigin, Time, Validity};

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
    authority.basic_constraints().and_then(|constraints| constraints.path_len)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{KeyKind, Signer, make_key};
    use crate::model::{BasicConstraints, Extension, KeyUsage, KeyUsages, Name, SerialNumber, SignatureAlgorithm};
    use crate::policy::Profile;

    fn now() -> Time {
        Time::parse("2026-11-20T12:00:00Z").unwrap()
    }

    /// A certificate of an authority that others made, with a key identifier of its own.
    fn authority(seed: u8, name: &str, path_len: Option<u8>) -> Certificate {
        let key = make_key(&mut FixedEnv::new(now(), seed), KeyKind::Ed25519).unwrap();
        let subject = Name::parse(name).unwrap();
        let usages = KeyUsages::of(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]);
        let extensions = [
            ExtensionValue::BasicConstraints(BasicConstraints { ca: true, path_len }),
            ExtensionValue::KeyUsage(usages),
            ExtensionValue::SubjectKeyIdentifier(vec![seed; 3]),
        ];
        Certificate {
            der: vec![seed],
            tbs_der: vec![],
            version: 3,
            serial: SerialNumber::parse("07").unwrap(),
            signature_algorithm: SignatureAlgorithm::Ed25519,
            issuer: Name::parse("CN=Above").unwrap(),
            validity: Validity::new(now().plus_seconds(-1000), now().plus_seconds(900 * 86_400)).unwrap(),
            subject,
            spki: key.public_key().spki().to_vec(),
            extensions: extensions.map(|value| Extension { critical: false, value }).to_vec(),
            signature: vec![],
        }
    }

    fn choices() -> Choices {
        Choices { days: 30, ..Choices::of(Profile::IntermediateCa) }
    }

    #[test]
    fn key_identifier_name_and_path_length_stay() {
        let (own, issuer) = (authority(1, "CN=Below", None), authority(2, "CN=Above", None));
        let decision = recertified(&own, &choices(), &issuer, &[], now()).unwrap();
        assert_eq!((&decision.subject, &decision.spki), (&own.subject, &own.spki));
        let values: Vec<_> = decision.extensions.iter().map(|extension| &extension.value).collect();
        assert!(values.contains(&&ExtensionValue::SubjectKeyIdentifier(vec![1; 3])), "{values:?}");
        let unbound = ExtensionValue::BasicConstraints(BasicConstraints { ca: true, path_len: None });
        assert!(values.contains(&&unbound), "a path length would cut off what is below it: {values:?}");
    }

    #[test]
    fn the_path_length_is_as_long_as_every_issuer_leaves_it() {
        let issuers = |own, issuer, root| {
            let above = [issuer, root].map(|path_len| authority(2, "CN=Above", path_len));
            path_length(&authority(1, "CN=Below", own), &above[0], &above[1..])
        };
        for (own, issuer, root, left) in [
            (None, None, None, None),
            (Some(3), None, None, Some(3)),
            (Some(3), Some(2), None, Some(1)),
            (None, None, Some(4), Some(2)),
            (Some(0), Some(5), Some(4), Some(0)),
            (Some(5), Some(3), Some(3), Some(1)),
        ] {
            assert_eq!(issuers(own, issuer, root), left, "{own:?} {issuer:?} {root:?}");
        }
    }

    #[test]
    fn a_cross_certificate_stands_for_the_whole_time_that_both_are_valid() {
        let (old, new) = (authority(1, "CN=Root", None), authority(2, "CN=Root", None));
        let end = now().plus_seconds(100 * 86_400);
        let new = Certificate { validity: Validity::new(now(), end).unwrap(), ..new };
        let crossed = |days| cross_certified(&old, &choices(), days, &new, now()).unwrap().validity;
        assert_eq!(crossed(None), Validity::new(old.validity.not_before(), end).unwrap());
        assert_eq!(crossed(Some(10)).not_after(), now().plus_seconds(10 * 86_400));
        assert_eq!(crossed(Some(1000)).not_after(), end);
    }

    #[test]
    fn an_issuer_that_may_not_is_refused() {
        let (own, issuer) = (authority(1, "CN=Below", None), authority(2, "CN=Above", Some(0)));
        assert!(recertified(&own, &choices(), &issuer, &[], now()).is_err());
    }
}
