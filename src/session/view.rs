//! What leaves the session: plain values with the shapes of `www/api/types.ts`.
//!
//! Whoever changes one changes the other; `tests/session.rs` writes a sample of each to `tests/vectors/views`, and
//! `tests/js` holds the samples to the types.

use serde::Serialize;
use serde_bytes::ByteBuf;

/// A part of a distinguished name: `CN`, `mail.sample.com`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamePartView {
    /// The short name of the type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The identifier of the type.
    pub oid: String,
    /// The value.
    pub value: String,
}

/// A distinguished name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameView {
    /// Its parts, in the order of the certificate.
    pub parts: Vec<NamePartView>,
}

/// An attribute type that names may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameAttributeView {
    /// `CN`.
    pub short: &'static str,
    /// `commonName`.
    pub long: &'static str,
    /// `2.5.4.3`.
    pub oid: &'static str,
    /// The greatest number of characters.
    pub max: usize,
}

/// Something that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingView {
    /// A stable word.
    pub code: &'static str,
    /// `refuse`, `warn`, `note`.
    pub severity: &'static str,
    /// In words.
    pub text: String,
}

/// A public key in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// `ECDSA P-256`.
    pub label: String,
    /// The kind, where it is one that is made here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// SHA-256 of the SubjectPublicKeyInfo, in hexadecimal.
    pub spki_sha256: String,
    /// What is wrong with it.
    pub findings: Vec<FindingView>,
}

/// An extension in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExtensionView {
    /// The type's identifier.
    pub oid: String,
    /// The type's name.
    pub name: String,
    /// Whether a client that does not know it must refuse.
    pub critical: bool,
    /// The content in words.
    pub text: String,
}

/// An attribute of a request in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttributeView {
    /// The type's identifier.
    pub oid: String,
    /// The type's name.
    pub name: String,
    /// The content in words.
    pub text: String,
}

/// What a request says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// Whom the certificate is for.
    pub subject: String,
    /// The same, taken apart.
    pub subject_parts: Vec<NamePartView>,
    /// The key that is to be certified.
    pub key: KeyView,
    /// How it is signed.
    pub signature_algorithm: String,
    /// Whether its own signature fits.
    pub signature_valid: bool,
    /// The subject alternative names that are asked for.
    pub san: Vec<String>,
    /// The extensions that are asked for.
    pub extensions: Vec<ExtensionView>,
    /// The attributes beside the extensions.
    pub attributes: Vec<AttributeView>,
    /// What had to be repaired to read it.
    pub repairs: Vec<String>,
    /// In PEM.
    pub pem: String,
    /// In DER.
    pub der: ByteBuf,
    /// OpenSSL's text.
    pub text: String,
}

/// One line of what becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportRowView {
    /// Which field.
    pub field: String,
    /// `taken`, `changed`, `added`, `dropped`, `refused`.
    pub verdict: &'static str,
    /// What was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<String>,
    /// What is issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// The reason.
    pub why: String,
}

/// A rule that refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ViolationView {
    /// The rule's code.
    pub code: &'static str,
    /// The field that it is about.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What happened, as one sentence.
    pub message: String,
}

/// What would be issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WouldIssueView {
    /// The subject.
    pub subject: String,
    /// The subject alternative names.
    pub san: Vec<String>,
    /// The first moment of validity.
    pub not_before: String,
    /// The last moment of validity.
    pub not_after: String,
    /// The extensions.
    pub extensions: Vec<ExtensionView>,
}

/// What would be issued, beside what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssessmentView {
    /// The request.
    pub request: RequestView,
    /// What becomes of each field.
    pub report: Vec<ReportRowView>,
    /// What the person should know.
    pub warnings: Vec<FindingView>,
    /// Which rules refused.
    pub violations: Vec<ViolationView>,
    /// What would be issued, where it can be signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<WouldIssueView>,
}

/// A certificate, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// The serial number.
    pub serial: String,
    /// Whom it is for.
    pub subject: String,
    /// The same, taken apart.
    pub subject_parts: Vec<NamePartView>,
    /// Who signed it.
    pub issuer: String,
    /// The first moment of validity.
    pub not_before: String,
    /// The last moment of validity.
    pub not_after: String,
    /// The certified key.
    pub key: KeyView,
    /// How it is signed.
    pub signature_algorithm: String,
    /// The extensions.
    pub extensions: Vec<ExtensionView>,
    /// The subject alternative names.
    pub san: Vec<String>,
    /// The SHA-256 fingerprint.
    pub sha256: String,
    /// The SHA-1 fingerprint.
    pub sha1: String,
    /// In PEM.
    pub pem: String,
    /// In DER.
    pub der: ByteBuf,
    /// OpenSSL's text.
    pub text: String,
}

/// The revocation of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevokedView {
    /// When.
    pub date: String,
    /// Why.
    pub reason: &'static str,
    /// Since when the key is suspected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invalidity_date: Option<String>,
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// The serial number.
    pub serial: String,
    /// Whom it is for.
    pub subject: String,
    /// The common name, or the first name of the certificate.
    pub title: String,
    /// The subject alternative names.
    pub names: Vec<String>,
    /// The profile that it was issued with.
    pub profile: String,
    /// When it was issued.
    pub issued: String,
    /// The first moment of validity.
    pub not_before: String,
    /// The last moment of validity.
    pub not_after: String,
    /// `valid`, `expired`, `revoked`.
    pub status: &'static str,
    /// Its revocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<RevokedView>,
    /// The SHA-256 fingerprint.
    pub sha256: String,
    /// Whether the vault holds its private key.
    pub has_key: bool,
}

/// A page of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificatesView {
    /// How many there are in all.
    pub total: usize,
    /// Those of the page.
    pub entries: Vec<EntryView>,
}

/// A request as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestFileView {
    /// In PEM.
    pub pem: String,
    /// In DER.
    pub der: ByteBuf,
}

/// A certificate of the ledger with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateEntryView {
    /// Its line of the ledger.
    #[serde(flatten)]
    pub entry: EntryView,
    /// The certificate.
    pub certificate: CertificateView,
    /// The issuers above it, nearest first, in PEM.
    pub chain_pem: String,
    /// The request that it was signed for.
    pub request: RequestFileView,
}

/// What was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssuedView {
    /// The certificate with all that belongs to it.
    #[serde(flatten)]
    pub certificate: CertificateEntryView,
    /// What became of each field of the request.
    pub report: Vec<ReportRowView>,
    /// What the person should know.
    pub warnings: Vec<FindingView>,
}

/// A certificate revocation list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CrlView {
    /// Its number in decimal; empty where a list made elsewhere has none.
    pub number: String,
    /// When it was made.
    pub this_update: String,
    /// When the next one is due; empty where a list made elsewhere does not say.
    pub next_update: String,
    /// How many certificates are on it.
    pub entries: usize,
    /// In PEM.
    pub pem: String,
    /// In DER.
    pub der: ByteBuf,
    /// OpenSSL's text.
    pub text: String,
}

/// How many certificates an authority has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountsView {
    /// Neither expired nor revoked.
    pub valid: usize,
    /// Expired, and not revoked.
    pub expired: usize,
    /// Revoked.
    pub revoked: usize,
}

/// The newest CRL of an authority, at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewestCrlView {
    /// Its number in decimal.
    pub number: String,
    /// When it was made.
    pub this_update: String,
    /// When the next one is due.
    pub next_update: String,
    /// How many certificates are on it.
    pub entries: u64,
}

/// An authority of the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorityView {
    /// Its identifier in the vault.
    pub id: String,
    /// Its common name, or the first part of its name.
    pub title: String,
    /// Its certificate.
    pub certificate: CertificateView,
    /// When it was made.
    pub created: String,
    /// How many certificates it has.
    pub counts: CountsView,
    /// Its newest CRL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<NewestCrlView>,
    /// How many certificates were revoked since.
    pub unpublished_revocations: usize,
}

/// A request made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoredRequestView {
    /// Its identifier in the vault.
    pub id: String,
    /// Whom the certificate is for.
    pub subject: String,
    /// The subject alternative names.
    pub san: Vec<String>,
    /// When it was made.
    pub created: String,
    /// Its key.
    pub key: KeyView,
    /// In PEM.
    pub pem: String,
    /// In DER.
    pub der: ByteBuf,
    /// OpenSSL's text.
    pub text: String,
    /// The serial numbers of the certificates signed for it.
    pub issued: Vec<String>,
}

/// A request made for a key at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CreatedRequestView {
    /// In PEM.
    pub pem: String,
    /// In DER.
    pub der: ByteBuf,
    /// OpenSSL's text.
    pub text: String,
}

/// The vault at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VaultView {
    /// Counts every commit.
    pub revision: u64,
    /// When it was made.
    pub created: String,
    /// Its authorities, the oldest first.
    pub authorities: Vec<AuthorityView>,
}

/// A private key as it was asked for.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedKeyView {
    /// The key in PEM.
    pub key_pem: String,
    /// The key and its certificate in one file, where there is a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_cert_pem: Option<String>,
}

impl std::fmt::Debug for ExportedKeyView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExportedKeyView([elided])")
    }
}

/// Why something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProblemView {
    /// The stable code.
    pub code: &'static str,
    /// The whole sentence.
    pub message: String,
    /// The field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The byte that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
}

/// One thing in an input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ObjectView {
    /// `request`, `certificate`, `crl`, `private-key`…
    pub kind: &'static str,
    /// In words.
    pub label: &'static str,
    /// The request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestView>,
    /// The certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateView>,
    /// The list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<CrlView>,
    /// The public half of a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyView>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemView>,
}

/// Whatever was given, named and explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InspectView {
    /// The first thing in it.
    #[serde(flatten)]
    pub first: ObjectView,
    /// What had to be repaired to read it.
    pub repairs: Vec<String>,
    /// The others.
    pub others: Vec<ObjectView>,
}

/// The answer to an act or a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum View {
    /// The vault.
    Vault(VaultView),
    /// An authority.
    Authority(AuthorityView),
    /// What would be issued.
    Assessment(AssessmentView),
    /// What was issued.
    Issued(IssuedView),
    /// A page of the ledger.
    Certificates(CertificatesView),
    /// A certificate of the ledger.
    Certificate(CertificateEntryView),
    /// A request made here.
    Request(StoredRequestView),
    /// The requests made here.
    Requests(Vec<StoredRequestView>),
    /// The newest CRL, where there is one.
    Crl(Option<CrlView>),
    /// A private key.
    Key(ExportedKeyView),
}
