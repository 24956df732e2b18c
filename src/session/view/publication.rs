//! What is said of a publication.

use serde::Serialize;
use serde_bytes::ByteBuf;

use super::FindingView;

/// What was published of an authority last, at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastPublicationView {
    /// When.
    pub at: String,
    /// How many files there were.
    pub files: u64,
    /// How much of the ledger is public: `none`, `serial`, `search`.
    pub certificates: &'static str,
    /// The title of the page; empty where it is that of the authority.
    pub title: String,
    /// Whom to ask; empty where nobody was named.
    pub contact: String,
}

/// A public file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedFileView {
    /// Its path from the root of the host.
    pub path: String,
    /// How many bytes it has.
    pub size: usize,
    /// What a server says that it is.
    pub media_type: &'static str,
    /// In words.
    pub about: String,
    /// `new`, `changed`, `same`.
    pub change: &'static str,
    /// Since when it is as it is, where it was published before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The addresses that point to it.
    pub urls: Vec<String>,
}

/// What takes the place of public files at a date that is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SwapView {
    /// From when on.
    pub from: String,
    /// The paths.
    pub files: Vec<String>,
}

/// What is for whoever puts the folder onto a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BesideView {
    /// Its path in the zip.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// What is public of an authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublishedView {
    /// The folder with what goes with it; absent where it was only asked what would be in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<ByteBuf>,
    /// The public files, by their paths.
    pub files: Vec<PublishedFileView>,
    /// The paths of files that were published the last time, and are not any more.
    pub removed: Vec<String>,
    /// When it was published the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The path of the page.
    pub page: String,
    /// The lists that were signed ahead.
    pub ahead: Vec<SwapView>,
    /// The README and the lines for servers, which are not public.
    pub beside: Vec<BesideView>,
    /// What its owner should know.
    pub findings: Vec<FindingView>,
}
