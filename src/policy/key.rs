//! The key that is to be certified: no client will judge it for us.

use super::Case;
use super::report::{Ruling, Warning};
use crate::error::Code;
use crate::key::{KeyFinding, PublicKey, Severity};
use crate::model::{CertificationRequest, RequestOrigin, SignatureAlgorithm};

const FIELD: &str = "key";

/// Judges the key, and the signature with which the request proves that its sender has it.
pub(super) fn rule(case: &Case<'_>) -> (Option<PublicKey>, Ruling) {
    match PublicKey::from_spki(&case.request.spki) {
        Ok(key) => {
            let ruling = Ruling::all([judgement(case, &key), proof(case.request)]);
            (Some(key), ruling)
        }
        Err(error) => {
            let mut ruling = Ruling::default();
            ruling.refused_by(FIELD, "a key that cannot be read", &error);
            (None, ruling)
        }
    }
}

fn judgement(case: &Case<'_>, key: &PublicKey) -> Ruling {
    let mut ruling = Ruling::default();
    let findings = key.judge();
    let grave: Vec<&KeyFinding> = findings.iter().filter(|finding| finding.severity == Severity::Refuse).collect();
    for finding in &grave {
        ruling.refused(FIELD, key.label(), Code::PolicyKeyRefused, &finding.text);
    }
    if is_issuers(case, key) {
        ruling.refused(FIELD, key.label(), Code::PolicyKeyRefused, "it is the key of the issuer itself");
    } else if grave.is_empty() {
        ruling.taken(FIELD, key.label(), proven(case.request.origin));
    }
    ruling.warnings =
        findings.into_iter().filter(|finding| finding.severity != Severity::Refuse).map(warning).collect();
    ruling
}

/// Whether it is the issuer's own key: by its octets, since the AlgorithmIdentifier around them can be written
/// differently.
fn is_issuers(case: &Case<'_>, key: &PublicKey) -> bool {
    let issuer = PublicKey::from_spki(&case.issuer.spki);
    case.issuer.spki == case.request.spki || issuer.is_ok_and(|issuer| issuer.key_identifier() == key.key_identifier())
}

const fn proven(origin: RequestOrigin) -> &'static str {
    match origin {
        RequestOrigin::Pkcs10 => "The request proves that its sender holds this key.",
        RequestOrigin::Spkac => "The SPKAC proves that its sender holds this key.",
        RequestOrigin::SelfSigned => "The certificate is signed with its own key, so whoever made it held this key.",
        RequestOrigin::Renewed => "It is the key of the certificate that is renewed.",
        RequestOrigin::Authority => "It is the key of the authority's certificate.",
    }
}

fn warning(finding: KeyFinding) -> Warning {
    Warning { code: finding.code, severity: finding.severity, text: finding.text }
}

/// A proof by a broken hash still tells that the request's sender had the key; that nobody else wrote the rest of the
/// request is not sure any more.
fn proof(request: &CertificationRequest) -> Ruling {
    let mut ruling = Ruling::default();
    if request.origin == RequestOrigin::Renewed {
        return ruling;
    }
    if request.origin == RequestOrigin::Spkac {
        ruling.warned(
            "request/spkac-name",
            "Nothing protects the name beside an SPKAC: make sure by another way that it is the one that was sent.",
        );
    }
    match request.signature_algorithm {
        SignatureAlgorithm::RsaMd5 => ruling.warned(
            "request/md5",
            "The request is signed with MD5, which is broken: make sure by another way that it is the one that was \
             sent.",
        ),
        SignatureAlgorithm::RsaSha1 | SignatureAlgorithm::EcdsaSha1 => ruling.warned(
            "request/sha1",
            "The request is signed with SHA-1, which is broken: make sure by another way that it is the one that was \
             sent. The certificate itself is signed with SHA-2.",
        ),
        _ => {}
    }
    ruling
}
