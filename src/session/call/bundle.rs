//! Files for programs: which, of what, and with which key.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_bytes::ByteBuf;

use super::Secret;

/// Files of a certificate and those above it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bundle {
    /// Of which authority.
    pub authority: String,
    /// Of which of its certificates.
    pub of: BundleSource,
    /// Which files.
    pub files: Vec<FileRequest>,
    /// The private key of the certificate, where the vault does not hold it.
    pub key: Option<Material>,
    /// The vault's passphrase, without which no private key of an authority is given out, and no other one plain.
    pub passphrase: Option<Secret>,
}

/// Of what files are made.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum BundleSource {
    /// Of a certificate of the ledger.
    Certificate {
        /// Its serial number.
        serial: String,
    },
    /// Of the authority itself.
    Authority {
        /// `true`.
        authority: bool,
    },
}

/// How one file is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileRequest {
    /// The file's name.
    pub name: String,
    /// The format.
    pub format: String,
    /// The password of the key or the store.
    pub password: Option<Secret>,
    /// Whether an unencrypted private key is really meant.
    #[serde(default)]
    pub plain: bool,
    /// Of PKCS #12: `modern`, `compatible`.
    pub compatibility: Option<String>,
    /// What programs call the entry; the title of the certificate without it.
    pub friendly_name: Option<String>,
    /// With the issuers, without the root.
    pub chain: Option<bool>,
    /// With the root too.
    pub root: Option<bool>,
    /// A truststore that the entry is added to.
    pub existing: Option<ByteBuf>,
    /// What a wrapping says beside.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// Things that were brought, and the passwords that may open them: each is tried on each.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// The files.
    pub files: Vec<MaterialFile>,
    /// The passwords.
    #[serde(default)]
    pub passwords: Vec<Secret>,
}

/// One file that was brought.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: ByteBuf,
}

impl std::fmt::Debug for MaterialFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MaterialFile({} bytes)", self.content.len())
    }
}
