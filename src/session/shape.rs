//! The model in words: how names, keys, certificates and reports become views.

use base64ct::{Base64, Encoding};
use serde_bytes::ByteBuf;

use super::view::{
    AttributeView, CertificateView, CrlView, ExtensionView, FindingView, KeyView, NamePartView, ObjectView,
    ProblemView, PurposeView, ReportRowView, RequestView, TlsaView, ViolationView, WouldIssueView,
};
use crate::bundle::{self, Answer, Purpose};
use crate::error::{Error, Result, Violation};
use crate::key::{KeyKind, PublicKey, PublicKeyDetails, Severity, digest};
use crate::model::{
    Certificate, CertificateList, CertificationRequest, Extension, GeneralName, Name, RequestAttribute, RequestOrigin,
};
use crate::parse::{self, ObjectKind};
use crate::policy::{Decision, ReportRow, Verdict, Warning};

/// The label of a certificate's PEM block (RFC 7468, section 5).
pub const CERTIFICATE: &str = "CERTIFICATE";
/// The label of a CRL's PEM block (RFC 7468, section 6).
pub const CRL: &str = "X509 CRL";
/// The label of a request's PEM block (RFC 7468, section 7).
pub const REQUEST: &str = "CERTIFICATE REQUEST";

/// Bytes in upper-case hexadecimal with colons, as fingerprints are compared.
pub fn fingerprint(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

pub fn name_parts(name: &Name) -> Vec<NamePartView> {
    let part = |attribute: &crate::model::Attribute| NamePartView {
        kind: attribute.label(),
        oid: attribute.oid.to_string(),
        value: attribute.text(),
    };
    name.attributes().map(part).collect()
}

/// The common name, or the first of the other names, or the first part of the subject.
pub fn title(subject: &Name, names: &[String]) -> String {
    let bare = |name: &String| name.split_once(':').map_or_else(|| name.clone(), |(_, value)| value.to_owned());
    let first_part = || subject.attributes().next().map(crate::model::Attribute::text);
    subject.common_name().or_else(|| names.first().map(bare)).or_else(first_part).unwrap_or_default()
}

pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Refuse => "refuse",
        Severity::Warn => "warn",
        Severity::Note => "note",
    }
}

pub fn key(spki: &[u8]) -> Result<KeyView> {
    let key = PublicKey::from_spki(spki)?;
    let finding = |finding: crate::key::KeyFinding| FindingView {
        code: finding.code,
        severity: severity(finding.severity),
        text: finding.text,
    };
    Ok(KeyView {
        label: key.label(),
        kind: kind(key.details()).map(KeyKind::as_str),
        spki_sha256: fingerprint(&digest::sha256(spki)),
        findings: key.judge().into_iter().map(finding).collect(),
    })
}

/// The kind of a key, where it is one that is made here.
const fn kind(details: &PublicKeyDetails) -> Option<KeyKind> {
    match details {
        PublicKeyDetails::Rsa { bits: 2048, .. } => Some(KeyKind::Rsa2048),
        PublicKeyDetails::Rsa { bits: 3072, .. } => Some(KeyKind::Rsa3072),
        PublicKeyDetails::Rsa { bits: 4096, .. } => Some(KeyKind::Rsa4096),
        PublicKeyDetails::Ec { curve, .. } => Some(*curve),
        PublicKeyDetails::Ed25519 { .. } => Some(KeyKind::Ed25519),
        PublicKeyDetails::Rsa { .. } | PublicKeyDetails::Other { .. } => None,
    }
}

fn extension(extension: &Extension) -> ExtensionView {
    let (name, text) = bundle::extension_text(extension);
    ExtensionView { oid: extension.value.oid().to_string(), name, critical: extension.critical, text }
}

pub fn extensions(all: &[Extension]) -> Vec<ExtensionView> {
    all.iter().map(extension).collect()
}

/// The subject alternative names, as text.
pub fn san(all: &[Extension]) -> Vec<String> {
    let names = all.iter().filter_map(|extension| extension.value.alternative_names());
    names.flatten().map(GeneralName::to_string).collect()
}

fn attribute(attribute: &RequestAttribute) -> AttributeView {
    let oid = attribute.oid.to_string();
    let name = attribute.name.map_or_else(|| oid.clone(), str::to_owned);
    AttributeView { oid, name, text: attribute.text.clone() }
}

pub fn request(request: &CertificationRequest, repairs: Vec<String>) -> Result<RequestView> {
    Ok(RequestView {
        subject: request.subject.to_string(),
        subject_parts: name_parts(&request.subject),
        key: key(&request.spki)?,
        signature_algorithm: bundle::signature_algorithm_text(request.signature_algorithm),
        signature_valid: parse::verify_request(request).is_ok(),
        san: san(&request.extensions),
        extensions: extensions(&request.extensions),
        attributes: request.attributes.iter().map(attribute).collect(),
        repairs,
        form: form(request.origin),
        pem: pem_of(request),
        der: ByteBuf::from(request.der.as_slice()),
        text: text_of(request)?,
    })
}

/// The word for the form of a request in `www/api/types.ts`.
pub const fn form(origin: RequestOrigin) -> &'static str {
    match origin {
        RequestOrigin::Pkcs10 => "pkcs10",
        RequestOrigin::Spkac => "spkac",
        RequestOrigin::SelfSigned | RequestOrigin::Renewed | RequestOrigin::Authority => "certificate",
    }
}

/// A request in PEM; the file itself where it is an SPKAC.
fn pem_of(request: &CertificationRequest) -> String {
    match request.origin {
        RequestOrigin::Pkcs10 => bundle::pem(REQUEST, &request.der),
        RequestOrigin::Spkac => String::from_utf8_lossy(&request.der).into_owned(),
        RequestOrigin::SelfSigned | RequestOrigin::Renewed | RequestOrigin::Authority => {
            bundle::pem(CERTIFICATE, &request.der)
        }
    }
}

fn text_of(request: &CertificationRequest) -> Result<String> {
    Ok(match request.origin {
        RequestOrigin::Pkcs10 => bundle::request_text(request),
        RequestOrigin::Spkac => pem_of(request),
        RequestOrigin::SelfSigned | RequestOrigin::Renewed | RequestOrigin::Authority => {
            bundle::certificate_text(&parse::certificate_der(&request.der)?)
        }
    })
}

pub fn certificate(certificate: &Certificate) -> Result<CertificateView> {
    let purposes = bundle::purposes(certificate);
    Ok(CertificateView {
        serial: certificate.serial.to_string(),
        subject: certificate.subject.to_string(),
        subject_parts: name_parts(&certificate.subject),
        issuer: certificate.issuer.to_string(),
        not_before: certificate.validity.not_before().to_string(),
        not_after: certificate.validity.not_after().to_string(),
        key: key(&certificate.spki)?,
        signature_algorithm: bundle::signature_algorithm_text(certificate.signature_algorithm),
        extensions: extensions(&certificate.extensions),
        san: san(&certificate.extensions),
        sha256: fingerprint(&digest::sha256(&certificate.der)),
        sha1: fingerprint(&digest::sha1(&certificate.der)),
        pin: Base64::encode_string(&digest::sha256(&certificate.spki)),
        tlsa: tlsa(certificate),
        purposes: purposes.iter().map(purpose).collect(),
        purposes_text: bundle::purposes_text(&purposes),
        pem: bundle::pem(CERTIFICATE, &certificate.der),
        der: ByteBuf::from(certificate.der.as_slice()),
        text: bundle::certificate_text(certificate),
    })
}

fn purpose(purpose: &Purpose) -> PurposeView {
    const fn answer(answer: Answer) -> &'static str {
        match answer {
            Answer::No => "no",
            Answer::Yes => "yes",
            Answer::Warning(_) => "doubtful",
        }
    }
    PurposeView { name: purpose.name, leaf: answer(purpose.leaf), authority: answer(purpose.authority) }
}

/// The records that RFC 7671 recommends (section 5.1 for a server's certificate, 5.2 for an authority's): of the key, and of the
/// whole certificate.
fn tlsa(certificate: &Certificate) -> Vec<TlsaView> {
    const AUTHORITY: u8 = 2;
    const SERVER: u8 = 3;
    let usage = if certificate.is_authority() { AUTHORITY } else { SERVER };
    let record = |selector, content: &[u8]| {
        let data = digest::sha256(content).iter().map(|byte| format!("{byte:02x}")).collect();
        TlsaView { usage, selector, matching: 1, data }
    };
    vec![record(1, &certificate.spki), record(0, &certificate.der)]
}

pub fn crl(crl: &CertificateList) -> CrlView {
    CrlView {
        number: crl.number().map(|number| number.to_string()).unwrap_or_default(),
        this_update: crl.this_update.to_string(),
        next_update: crl.next_update.map(|time| time.to_string()).unwrap_or_default(),
        entries: crl.revoked.len(),
        pem: bundle::pem(CRL, &crl.der),
        der: ByteBuf::from(crl.der.as_slice()),
        text: bundle::crl_text(crl),
        superseded: Vec::new(),
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Taken => "taken",
        Verdict::Changed => "changed",
        Verdict::Added => "added",
        Verdict::Dropped => "dropped",
        Verdict::Refused => "refused",
    }
}

pub fn report(rows: Vec<ReportRow>) -> Vec<ReportRowView> {
    let row = |row: ReportRow| ReportRowView {
        field: row.field,
        verdict: verdict(row.verdict),
        requested: row.requested,
        issued: row.issued,
        why: row.why,
    };
    rows.into_iter().map(row).collect()
}

pub fn warnings(warnings: Vec<Warning>) -> Vec<FindingView> {
    let finding =
        |warning: Warning| FindingView { code: warning.code, severity: severity(warning.severity), text: warning.text };
    warnings.into_iter().map(finding).collect()
}

pub fn violation(violation: &Violation) -> ViolationView {
    ViolationView {
        code: violation.code.as_str(),
        field: violation.field.clone(),
        found: violation.found.clone(),
        message: violation.code.what().to_owned(),
    }
}

pub fn would_issue(decision: &Decision) -> WouldIssueView {
    WouldIssueView {
        subject: decision.subject.to_string(),
        san: san(&decision.extensions),
        not_before: decision.validity.not_before().to_string(),
        not_after: decision.validity.not_after().to_string(),
        extensions: extensions(&decision.extensions),
    }
}

pub fn problem(error: &Error) -> ProblemView {
    ProblemView {
        code: error.code().as_str(),
        message: error.to_string(),
        field: error.field_name().map(str::to_owned),
        offset: error.offset(),
    }
}

/// The word for a kind of object in `www/api/types.ts`.
const fn object_kind(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Request => "request",
        ObjectKind::Spkac => "spkac",
        ObjectKind::Certificate => "certificate",
        ObjectKind::Crl => "crl",
        ObjectKind::PrivateKey => "private-key",
        ObjectKind::EncryptedPrivateKey => "encrypted-private-key",
        ObjectKind::PublicKey => "public-key",
        ObjectKind::Pkcs7 => "pkcs7",
        ObjectKind::Pkcs12 => "pkcs12",
        ObjectKind::Jks => "jks",
        ObjectKind::Jceks => "jceks",
        ObjectKind::Other => "other",
    }
}

/// An object that is named; what is in it comes beside.
pub fn object(kind: ObjectKind) -> ObjectView {
    ObjectView { kind: object_kind(kind), label: kind.name(), ..ObjectView::default() }
}
