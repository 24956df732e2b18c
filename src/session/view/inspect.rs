//! What is said of whatever was given.

use serde::Serialize;

use super::{CertificateView, ChainLinkView, CrlView, FindingView, KeyView, ProblemView, RequestView};

/// What a certificate may be used for, as OpenSSL sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PurposeView {
    /// OpenSSL's words: `SSL client`.
    pub name: &'static str,
    /// Whether the certificate itself may be used for it: `yes`, `no`, `doubtful`.
    pub leaf: &'static str,
    /// Whether it may stand above one that is used for it: `yes`, `no`, `doubtful`.
    pub authority: &'static str,
}

/// What a TLSA record says of a certificate (RFC 6698, section 2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsaView {
    /// 2: an authority above the server's certificate. 3: the server's certificate.
    pub usage: u8,
    /// 0: the whole certificate. 1: its key.
    pub selector: u8,
    /// 1: as SHA-256.
    pub matching: u8,
    /// In hexadecimal.
    pub data: String,
}

/// A private key: never itself, only what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrivateKeyView {
    /// `PKCS #8`, `PKCS #1`, `SEC 1`…
    pub form: &'static str,
    /// How it is encrypted, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
    /// Whether it could be read.
    pub opened: bool,
    /// Its public half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyView>,
}

/// A file with several things in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerView {
    /// `pkcs12`, `pkcs7`, `jks`, `jceks`.
    pub format: &'static str,
    /// How it is protected, in words.
    pub protection: Vec<String>,
    /// Whether all of it could be read.
    pub opened: bool,
    /// Where its password is empty: `empty`, or `absent`, which is written otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty_password: Option<&'static str>,
    /// What is in it, as far as it could be read.
    pub contents: Vec<ObjectView>,
}

/// One thing in an input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectView {
    /// `request`, `certificate`, `crl`, `private-key`…
    pub kind: &'static str,
    /// In words.
    pub label: &'static str,
    /// The file that it came in, where files have names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What the file calls it: a friendlyName, the alias of a keystore.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether it is marked as trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trusted: Option<bool>,
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
    /// The private key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key: Option<PrivateKeyView>,
    /// What has several things in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerView>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemView>,
}

/// A certificate with what belongs to it, found among all that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityView {
    /// The certificate.
    pub certificate: CertificateView,
    /// Whether its private key is there.
    pub has_key: bool,
    /// Those above it, nearest first.
    pub chain: Vec<ChainLinkView>,
    /// Whether the chain leads up to a self-signed certificate.
    pub complete: bool,
    /// Whether it is an authority's.
    pub is_authority: bool,
    /// The files that its parts came from.
    pub files: Vec<String>,
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
    /// Certificates with their keys and chains: those with a key first.
    pub identities: Vec<IdentityView>,
    /// How many things need a password that was not given.
    pub locked: usize,
    /// What is worth knowing of all of it together.
    pub findings: Vec<FindingView>,
}
