//! Files for programs, as they are handed out.

use serde::Serialize;
use serde_bytes::ByteBuf;

use super::FindingView;

/// One file.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeFileView {
    /// Its name.
    pub name: String,
    /// Its format.
    pub format: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub content: ByteBuf,
    /// The same as text, where it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether a private key is in it, encrypted or not.
    pub secret: bool,
    /// Whether that key is encrypted.
    pub encrypted: bool,
    /// What is in it, in words.
    pub about: String,
}

impl std::fmt::Debug for MadeFileView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, format, content, secret, .. } = self;
        write!(f, "MadeFileView({name}, {format}, {} bytes, secret: {secret})", content.len())
    }
}

/// What was opened again and found right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// Which file.
    pub file: String,
    /// What was found, in words.
    pub what: String,
}

/// Files for a program, each of them opened again before it was given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BundleView {
    /// The files.
    pub files: Vec<MadeFileView>,
    /// What was checked.
    pub checks: Vec<CheckView>,
    /// What a program will refuse, or a person should know.
    pub findings: Vec<FindingView>,
    /// All of them, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<ByteBuf>,
}
