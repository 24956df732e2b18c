//! What leaves the session: plain values with the shapes of `www/api/types.ts`.
//!
//! Whoever changes one changes the other; `tests/session.rs` writes a sample of each to `tests/vectors/views`, and
//! `tests/js` holds the samples to the types.

mod bundle;
mod directory;
mod inspect;
mod publication;
mod recovery;
mod vault;

pub use bundle::{BundleView, CheckView, MadeFileView};
pub use directory::{
    ConfigurationTextView, DirectoryFindingView, DirectoryView, ImportPreview, ImportedView, IndexView, MergedView,
    StatusView,
};
pub use inspect::{ContainerView, IdentityView, InspectView, ObjectView, PrivateKeyView, PurposeView, TlsaView};
pub use publication::{BesideView, LastPublicationView, PublishedFileView, PublishedView, SwapView};
pub use recovery::{QrView, RecoveryKitView, RecoveryShareView, RecoverySharesView, RecoveryWordsView};
pub use vault::{
    BackupFolderView, BackupReportView, BackupStateView, DamageView, JournalEntryView, JournalView, KdfView,
    RecordedBackupView, TakenBackupView, VaultView,
};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
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
    /// `pkcs10`, `spkac`, `certificate`.
    pub form: &'static str,
    /// In PEM; the file itself where it is an SPKAC.
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
    /// The pin of its key: SHA-256 of the SubjectPublicKeyInfo, in base64 (RFC 7469, section 2.4).
    pub pin: String,
    /// What TLSA records say of it.
    pub tlsa: Vec<TlsaView>,
    /// What it may be used for.
    pub purposes: Vec<PurposeView>,
    /// The same as `openssl x509 -noout -purpose` writes it.
    pub purposes_text: String,
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
    /// What to do with a certificate on hold: an identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_instruction: Option<String>,
}

/// A line of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    /// The profile that it was issued with; absent in a bare row, as the next two are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// When it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// The first moment of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// The last moment of validity.
    pub not_after: String,
    /// `valid`, `expired`, `revoked`.
    pub status: &'static str,
    /// Its revocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<RevokedView>,
    /// From when on it is to be revoked as superseded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retires: Option<String>,
    /// The serial number of the certificate that it renews.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    /// The serial number of the certificate that renews it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renewed_by: Option<String>,
    /// The SHA-256 fingerprint; absent in a bare row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether a line of `index.txt` is all that there is of it.
    pub bare: bool,
    /// Whether the vault holds its private key.
    pub has_key: bool,
    /// Whether it is listed only when it is asked for.
    pub archived: bool,
}

/// A page of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificatesView {
    /// How many there are in all.
    pub total: usize,
    /// Those of the page.
    pub entries: Vec<EntryView>,
}

/// What a certificate was signed for, as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestFileView {
    /// `pkcs10`, `spkac`, `certificate`.
    pub form: &'static str,
    /// In PEM; the file itself where it is an SPKAC.
    pub pem: String,
    /// In DER; the file itself where it is an SPKAC.
    pub der: ByteBuf,
}

/// A certificate of the ledger with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateEntryView {
    /// Its line of the ledger.
    #[serde(flatten)]
    pub entry: EntryView,
    /// The certificate; absent in a bare row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateView>,
    /// The issuers above it, nearest first, in PEM.
    pub chain_pem: String,
    /// What it was signed for, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestFileView>,
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
    /// The serial numbers of those that were revoked for it, or will be.
    pub superseded: Vec<String>,
}

/// What became of one request of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BatchItemView {
    /// The certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<IssuedView>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemView>,
    /// The rules that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub violations: Option<Vec<ViolationView>>,
}

/// What became of many requests, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BatchView {
    /// Each of them.
    pub items: Vec<BatchItemView>,
}

/// A profile that an authority can sign by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// By what it is chosen.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it does.
    pub about: String,
    /// How long its certificates are valid, unless it is said.
    pub days: u32,
    /// Whether it is one that every authority has.
    pub built_in: bool,
    /// Whether the subject is an authority.
    pub is_authority: bool,
}

/// The profiles and policies that an authority can sign by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfilesView {
    /// The profiles: those of the configuration, then those that every authority has.
    pub profiles: Vec<ProfileView>,
    /// The one that is taken where none is chosen.
    pub default_profile: String,
    /// The policies of names.
    pub policies: Vec<String>,
    /// The one that is taken where none is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_policy: Option<String>,
}

/// A line of a configuration with what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedLineView {
    /// `openssl.cnf:12:5`.
    pub place: String,
    /// The number of the line in its file.
    pub line: u32,
    /// What it says, variables replaced.
    pub statement: String,
    /// What it will do.
    pub meaning: String,
}

/// Something about a configuration that its owner should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlacedFindingView {
    /// A stable word.
    pub code: &'static str,
    /// `refuse`, `warn`, `note`.
    pub severity: &'static str,
    /// Where it stands, where it is about a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The number of that line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// In words.
    pub text: String,
}

/// A rule for one field of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameRuleView {
    /// The field, as the configuration has it.
    pub field: String,
    /// `match`, `supplied`, `optional`.
    pub need: &'static str,
}

/// A policy of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NamePolicyView {
    /// Its section.
    pub name: String,
    /// Its rules, in the order of the certificate.
    pub rules: Vec<NameRuleView>,
}

/// A configuration, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationView {
    /// Every line that says something.
    pub lines: Vec<ExplainedLineView>,
    /// What is dangerous or not what it seems, the gravest first.
    pub findings: Vec<PlacedFindingView>,
    /// The profiles.
    pub profiles: Vec<ProfileView>,
    /// The policies.
    pub policies: Vec<NamePolicyView>,
    /// The profile that is taken where none is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_profile: Option<String>,
    /// The policy that is taken where none is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_policy: Option<String>,
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
    /// The serial numbers of the certificates that were revoked by the act that made it, because their date to retire had come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<String>,
}

/// CRLs that were signed ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrlSeriesView {
    /// The lists, in the order of their dates.
    pub lists: Vec<CrlView>,
    /// All of them in DER and PEM.
    pub zip: ByteBuf,
}

/// When a certificate of a chain ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainEndView {
    /// Of whom.
    pub title: String,
    /// When.
    pub not_after: String,
    /// The authority of this vault that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

/// Something that is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// When, or until when.
    pub when: String,
    /// What.
    pub what: String,
    /// Whether it is done, or over.
    pub done: bool,
}

/// What ends when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpiryView {
    /// The authority and those above it, nearest first.
    pub chain: Vec<ChainEndView>,
    /// The valid certificates that end after the chain does.
    pub outliving: Vec<EntryView>,
    /// When the last of the valid certificates ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// What is to be done, in the order of the dates.
    pub steps: Vec<StepView>,
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

/// An issuer above an authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainLinkView {
    /// Its common name, or the first part of its name.
    pub title: String,
    /// Its name.
    pub subject: String,
    /// The last moment of its validity.
    pub not_after: String,
    /// Its identifier, where it is an authority of this vault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

/// A file that was taken in with an authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileView {
    /// Its path in the directory.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
}

/// Where an authority's certificate and CRLs are published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublicationView {
    /// Where its CRLs are.
    pub crl: Vec<String>,
    /// Where its certificate is.
    pub issuer: Vec<String>,
    /// Where its OCSP responder answers.
    pub ocsp: Vec<String>,
    /// Where its delta CRLs are.
    pub delta: Vec<String>,
}

/// The configuration of an authority: an openssl.cnf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigurationView {
    /// Its path in the directory.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The text of each file that it includes, by its path.
    pub includes: BTreeMap<String, String>,
    /// The variables behind `$ENV::` that it is read with.
    pub environment: BTreeMap<String, String>,
}

/// An authority's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Its configuration, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<ConfigurationView>,
    /// Where its certificate and CRLs are published.
    pub publication: PublicationView,
    /// What becomes of a certificate that would outlive its issuer: `refuse`, `truncate`, `permit`.
    pub beyond_issuer: &'static str,
    /// `random`, `sequential`.
    pub serials: &'static str,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The seconds until the next CRL is due, unless it is said.
    pub crl_seconds: u64,
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
    /// Whether the vault holds its private key.
    pub has_key: bool,
    /// How many certificates it has.
    pub counts: CountsView,
    /// Its newest complete CRL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<NewestCrlView>,
    /// Its newest delta CRL, if it is younger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta_crl: Option<NewestCrlView>,
    /// The number of the complete CRL that it adds to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_crl: Option<String>,
    /// How many certificates were revoked since.
    pub unpublished_revocations: usize,
    /// Its settings.
    pub settings: SettingsView,
    /// The profiles and policies that it can sign by.
    #[serde(flatten)]
    pub profiles: ProfilesView,
    /// The authority of this vault that signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The issuers above it, nearest first.
    pub chain: Vec<ChainLinkView>,
    /// Earlier certificates of its key, the newest first.
    pub former: Vec<CertificateView>,
    /// The authority whose place it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<String>,
    /// The authority that takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeded_by: Option<String>,
    /// The next serial number, where they are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_serial: Option<String>,
    /// The files that were taken in with it and are kept.
    pub files: Vec<FileView>,
    /// What was published of it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<LastPublicationView>,
    /// Whether it is out of sight.
    pub archived: bool,
    /// Whether a record of it is not as it should be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
}

/// A request made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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
    /// Whether the vault holds the private key.
    pub has_key: bool,
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
    /// What became of many requests.
    Batch(BatchView),
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
    /// CRLs that were signed ahead.
    CrlSeries(CrlSeriesView),
    /// What ends when.
    Expiry(ExpiryView),
    /// A private key.
    Key(ExportedKeyView),
    /// Files for a program.
    Bundle(BundleView),
    /// What a directory holds.
    Preview(Box<ImportPreview>),
    /// What was taken in.
    Imported(ImportedView),
    /// What was merged.
    Merged(MergedView),
    /// A directory.
    Directory(DirectoryView),
    /// An openssl.cnf.
    Configuration(ConfigurationTextView),
    /// An index.txt.
    Index(IndexView),
    /// What `openssl ca -status` says.
    Status(StatusView),
    /// What is public.
    Published(Box<PublishedView>),
    /// A page of the journal.
    Journal(JournalView),
    /// The recovery key.
    RecoveryKit(RecoveryKitView),
    /// The recovery key in shares.
    RecoveryShares(RecoverySharesView),
}
