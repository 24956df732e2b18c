//! What acts on the ledger and on authorities themselves are told.

use serde::{Deserialize, Deserializer};
use serde_bytes::ByteBuf;

use super::{Material, Secret};

/// A new root, or an authority below one of this vault, for a key that is handed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAuthority {
    /// Its name.
    pub subject: String,
    /// How long it is valid.
    pub days: u32,
    /// Which authority of this vault signs it; a root signs itself.
    pub issuer: Option<String>,
    /// How many authorities may follow below it.
    pub path_length: Option<u8>,
    /// The names that it may certify: `dns:sample.com`, `ip:192.0.2.0/24`.
    #[serde(default)]
    pub permitted: Vec<String>,
    /// The names that it may not certify.
    #[serde(default)]
    pub excluded: Vec<String>,
}

impl CreateAuthority {
    /// A root.
    #[must_use]
    pub fn root(subject: impl Into<String>, days: u32) -> Self {
        Self { subject: subject.into(), days, ..Self::default() }
    }
}

/// An authority whose certificate was signed elsewhere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdoptAuthority {
    /// Its certificate and, beside it, those above it, in whatever wrapping.
    pub certificate: Option<ByteBuf>,
    /// The request made here whose key it has.
    pub request: Option<String>,
    /// In place of both: files with its certificate, its key, and those above it.
    pub material: Option<Material>,
    /// Which identity of these files; the first one of an authority without it.
    pub identity: Option<usize>,
}

/// The end of an authority's private key in this vault.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DetachKey {
    /// Whose.
    pub authority: String,
    /// The vault's passphrase.
    pub passphrase: Secret,
}

/// The end of an authority in this vault, with all that there is of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeleteAuthority {
    /// Which.
    pub authority: String,
    /// The vault's passphrase.
    pub passphrase: Option<Secret>,
}

/// An authority's own certificate anew, for the same key.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenewAuthority {
    /// Whose.
    pub authority: String,
    /// How long it is valid.
    pub days: u32,
}

/// Another authority in the place of this one, with a key that is handed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReplaceAuthority {
    /// In whose place.
    pub authority: String,
    /// Its name; the same one without it.
    pub subject: Option<String>,
    /// How long it is valid.
    pub days: u32,
    /// How long the cross-certificates are valid; as long as can be without it.
    pub cross_days: Option<u32>,
}

/// The revocation of a certificate.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Revoke {
    /// Which authority issued it.
    pub authority: String,
    /// Its serial number.
    pub serial: Option<String>,
    /// The certificate itself in place of its serial number, in whatever wrapping: one that the ledger does not know comes into it.
    pub certificate: Option<ByteBuf>,
    /// Why.
    pub reason: String,
    /// Since when the key is suspected.
    pub invalidity_date: Option<String>,
    /// What to do with a certificate on hold: a name of OpenSSL or an identifier.
    pub hold_instruction: Option<String>,
    /// Whether a serial number that the ledger does not know comes into it.
    #[serde(default)]
    pub record: bool,
}

/// A certificate that a newer one takes the place of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Supersede {
    /// Which authority issued it.
    pub authority: String,
    /// Its serial number.
    pub serial: String,
    /// At which date it is revoked; without it now, with null not at all any more.
    #[serde(default, deserialize_with = "present")]
    pub on: Option<Option<String>>,
}

/// What stands there, be it null, other than what does not stand there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A new CRL.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueCrl {
    /// Of which authority.
    pub authority: String,
    /// Days until the next one is due; together with the hours and seconds. Without any of them as the authority's settings say.
    pub days: Option<u32>,
    /// Hours until then.
    pub hours: Option<u32>,
    /// Seconds until then.
    pub seconds: Option<u32>,
    /// Whether it says only what has changed since the newest complete one.
    #[serde(default)]
    pub delta: bool,
    /// `users` or `authorities`, where it is to speak of these alone.
    pub scope: Option<String>,
    /// Whether it says where it is to be had.
    #[serde(default)]
    pub distribution_point: bool,
    /// When it is made, in place of now.
    pub last_update: Option<String>,
    /// When the next one is due, in place of days, hours and seconds.
    pub next_update: Option<String>,
}

impl IssueCrl {
    /// A complete one for so many days.
    #[must_use]
    pub fn days(authority: impl Into<String>, days: u32) -> Self {
        Self { authority: authority.into(), days: Some(days), ..Self::default() }
    }
}

/// CRLs that are signed ahead.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueCrlSeries {
    /// Of which authority.
    pub authority: String,
    /// How many.
    pub count: u32,
    /// Days for which each is valid; together with the hours and seconds.
    pub days: Option<u32>,
    /// Hours.
    pub hours: Option<u32>,
    /// Seconds.
    pub seconds: Option<u32>,
    /// For how many seconds two of them are valid together; a tenth of the whole without it.
    pub overlap_seconds: Option<u32>,
}

/// What is public of an authority, put together. Whatever is not said is as it was the last time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publish {
    /// Of which authority.
    pub authority: String,
    /// How much of the ledger is public: `none`, `serial`, `search`; `serial` the first time.
    pub certificates: Option<String>,
    /// The title of the page; empty for the authority's own.
    pub title: Option<String>,
    /// Whom to ask: an e-mail address, a web page or a text; empty for nobody.
    pub contact: Option<String>,
}
