//! What is said of directories of `openssl ca`.

use serde::Serialize;
use serde_bytes::ByteBuf;

use super::{AuthorityView, CertificateView, CountsView, EntryView, ExplanationView};

/// Something in a directory that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirectoryFindingView {
    /// A stable word.
    pub code: &'static str,
    /// `refuse`, `warn`, `note`.
    pub severity: &'static str,
    /// The file, with the line behind a colon where it is about one.
    pub path: String,
    /// What is so, and what was done about it.
    pub text: String,
}

/// What a directory holds, before it is taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// The authority's certificate.
    pub certificate: CertificateView,
    /// Where its key is, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_path: Option<String>,
    /// Whether a passphrase is needed.
    pub key_encrypted: bool,
    /// How many certificates it has.
    pub counts: CountsView,
    /// How many of them are rows alone.
    pub bare: usize,
    /// How many CRLs of it there are.
    pub crls: usize,
    /// How many requests there are.
    pub requests: usize,
    /// The files that are kept as they are.
    pub kept: Vec<String>,
    /// What is not as it should be.
    pub findings: Vec<DirectoryFindingView>,
    /// The variables behind `$ENV::` that the configuration asks for and nobody gave.
    pub unset: Vec<String>,
    /// The authority of this vault with the same key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<String>,
    /// Its configuration, line by line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ExplanationView>,
}

/// A directory that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedView {
    /// The authority.
    pub authority: AuthorityView,
    /// What was not as it should be.
    pub findings: Vec<DirectoryFindingView>,
}

/// A directory that was merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergedView {
    /// The authority as it is now.
    pub authority: AuthorityView,
    /// What was not as it should be.
    pub findings: Vec<DirectoryFindingView>,
    /// The serial numbers that are new.
    pub added: Vec<String>,
    /// The serial numbers that the directory revokes.
    pub revoked: Vec<String>,
    /// The serial numbers that stand in two different certificates.
    pub conflicts: Vec<String>,
}

/// A directory that `openssl ca` goes on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DirectoryView {
    /// All of it.
    pub zip: ByteBuf,
    /// The paths of its files.
    pub files: Vec<String>,
    /// What it cannot say.
    pub findings: Vec<DirectoryFindingView>,
}

/// An openssl.cnf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigurationTextView {
    /// Its path in the directory.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether it was made from the authority's settings.
    pub made: bool,
}

/// An index.txt with what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IndexView {
    /// The file.
    pub index: String,
    /// The file `serial`; empty where serial numbers are random and no file counts them.
    pub serial: String,
    /// The file `crlnumber`.
    pub crl_number: String,
    /// The file `index.txt.attr`.
    pub attributes: String,
    /// What `openssl ca -updatedb` would turn from V to E now.
    pub expired: Vec<EntryView>,
    /// The rows of the index.
    pub rows: Vec<String>,
}

/// What `openssl ca -status` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// The serial number.
    pub serial: String,
    /// Whether the index has it.
    pub known: bool,
    /// `V`, `R`, `E`, as the index has it, or `unknown`.
    pub status: &'static str,
    /// The row of the index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// What OpenSSL prints.
    pub text: String,
}
