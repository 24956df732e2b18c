//! What is asked of the session: acts, which change the vault, and questions, which do not (`www/api/types.ts`).

mod bundle;
mod ledger;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::view::{KdfView, PublicationView};
pub use bundle::{Bundle, BundleSource, FileRequest, Material, MaterialFile};
pub use ledger::{
    AdoptAuthority, CreateAuthority, DeleteAuthority, DetachKey, IssueCrl, IssueCrlSeries, Publish, RenewAuthority,
    ReplaceAuthority, Revoke, Supersede,
};

/// A passphrase on its way in: its memory is cleared when it is dropped, and it is never shown.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The passphrase itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([elided])")
    }
}

/// An act: the core seals, the store commits, and only then does the answer leave the core.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "act", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Act {
    /// A new authority, for a key that is handed in.
    CreateAuthority(CreateAuthority),
    /// An authority whose certificate was signed elsewhere; with a key, or that of a request, or none.
    AdoptAuthority(AdoptAuthority),
    /// The private key of an authority that was kept elsewhere.
    AttachKey {
        /// Whose.
        authority: String,
        /// Files with the key among other things, in place of a key that is handed in.
        material: Option<Material>,
    },
    /// The end of an authority's private key in this vault.
    DetachKey(DetachKey),
    /// An authority's own certificate anew, for the same key.
    RenewAuthority(RenewAuthority),
    /// Another authority in the place of one, with a key that is handed in.
    ReplaceAuthority(ReplaceAuthority),
    /// A request for a key that is handed in and kept.
    CreateRequest {
        /// Beside which authority it is kept; beside none where it is to be signed elsewhere.
        authority: Option<String>,
        /// Whom the certificate is for.
        subject: String,
        /// The subject alternative names.
        san: Vec<String>,
        /// What the certificate is for.
        profile: Option<String>,
    },
    /// A certificate for a request.
    Issue {
        /// Which authority signs.
        authority: String,
        /// The request.
        csr: Csr,
        /// How it is signed.
        options: IssueOptions,
    },
    /// Certificates for many requests, in one commit: what refuses one is reported, and the others are signed.
    IssueMany {
        /// Which authority signs.
        authority: String,
        /// The requests.
        csrs: Vec<Csr>,
        /// How all of them are signed.
        options: IssueOptions,
    },
    /// Other settings of an authority.
    Configure {
        /// Which.
        authority: String,
        /// All of them.
        settings: SettingsRequest,
    },
    /// The revocation of a certificate.
    Revoke(Revoke),
    /// A certificate that a newer one takes the place of.
    Supersede(Supersede),
    /// The end of a hold.
    Release {
        /// Which authority issued it.
        authority: String,
        /// Its serial number.
        serial: String,
    },
    /// A directory of `openssl ca`, taken in as a new authority.
    ImportDirectory(BroughtDirectory),
    /// A directory of an authority of this vault that went its own way.
    MergeDirectory {
        /// Which authority.
        authority: String,
        /// The directory.
        input: DirectoryInput,
    },
    /// A new CRL.
    IssueCrl(IssueCrl),
    /// CRLs that are signed ahead.
    IssueCrlSeries(IssueCrlSeries),
    /// What is public of an authority.
    Publish(Publish),
    /// Another passphrase.
    ChangePassphrase {
        /// The one until now.
        current: Secret,
        /// The new one.
        passphrase: Secret,
    },
    /// More work for whoever guesses the passphrase, which stays.
    Strengthen {
        /// The vault's passphrase.
        passphrase: Secret,
        /// The parameters of the key derivation.
        kdf: KdfView,
    },
    /// A backup that was taken and is kept elsewhere.
    RecordBackup {
        /// The revision of the vault in it.
        revision: u64,
        /// SHA-256 of the file, in hexadecimal.
        sha256: String,
    },
    /// After how many acts without a backup nothing is issued.
    SetBackupLimit {
        /// So many; with null that is never so.
        acts: Option<u32>,
    },
    /// What is listed no more unless it is asked for, or again.
    Archive {
        /// Which authority, or of which.
        authority: String,
        /// Which of its certificates; the authority itself without it.
        serial: Option<String>,
        /// Whether it is archived from now on.
        archived: bool,
    },
    /// The end of an authority in this vault.
    DeleteAuthority(DeleteAuthority),
    /// The recovery key, for paper.
    MakeRecoveryKit {
        /// The vault's passphrase.
        passphrase: Option<Secret>,
    },
    /// The recovery key in shares, for several papers.
    MakeRecoveryShares {
        /// The vault's passphrase.
        passphrase: Option<Secret>,
        /// How many shares open the vault.
        threshold: u8,
        /// How many there are.
        shares: u8,
    },
    /// A passphrase for a vault that was opened with its recovery key.
    ResetPassphrase {
        /// The new one.
        passphrase: Secret,
    },
}

impl Act {
    /// The passphrases of the vault in it: the same keys give the same one on every system, so their form is to be made normal.
    pub fn vault_passphrases(&mut self) -> Vec<&mut Secret> {
        match self {
            Self::ChangePassphrase { current, passphrase } => vec![current, passphrase],
            Self::Strengthen { passphrase, .. } => vec![passphrase],
            Self::MakeRecoveryKit { passphrase } | Self::MakeRecoveryShares { passphrase, .. } => {
                passphrase.iter_mut().collect()
            }
            Self::ResetPassphrase { passphrase } => vec![passphrase],
            Self::DetachKey(act) => vec![&mut act.passphrase],
            Self::DeleteAuthority(act) => act.passphrase.as_mut().into_iter().collect(),
            Self::CreateAuthority(_)
            | Self::AdoptAuthority(_)
            | Self::AttachKey { .. }
            | Self::RenewAuthority(_)
            | Self::ReplaceAuthority(_)
            | Self::CreateRequest { .. }
            | Self::Issue { .. }
            | Self::IssueMany { .. }
            | Self::Configure { .. }
            | Self::Revoke(_)
            | Self::Supersede(_)
            | Self::Release { .. }
            | Self::ImportDirectory(_)
            | Self::MergeDirectory { .. }
            | Self::IssueCrl(_)
            | Self::IssueCrlSeries(_)
            | Self::Publish(_)
            | Self::RecordBackup { .. }
            | Self::SetBackupLimit { .. }
            | Self::Archive { .. } => Vec::new(),
        }
    }

    /// Whether certificates are issued by it: only so long as a backup is not due.
    #[must_use]
    pub const fn issues(&self) -> bool {
        matches!(
            self,
            Self::Issue { .. }
                | Self::IssueMany { .. }
                | Self::CreateAuthority(_)
                | Self::RenewAuthority(_)
                | Self::ReplaceAuthority(_)
        )
    }
}

/// A question: nothing is changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Question {
    /// The vault at a glance.
    Vault {},
    /// One authority.
    Authority {
        /// Which.
        authority: String,
    },
    /// What would be issued for a request.
    Assess {
        /// Which authority would sign.
        authority: String,
        /// The request.
        csr: Csr,
        /// How it would be signed.
        options: IssueOptions,
    },
    /// A page of the ledger.
    Certificates {
        /// Of which authority.
        authority: String,
        /// Only those that are `valid`, `expired` or `revoked`.
        status: Option<String>,
        /// Only those with this in their subject, names or serial number.
        query: Option<String>,
        /// What is archived: `without`, `with`, `only`; `without`, unless it is said.
        archived: Option<String>,
        /// From which on.
        offset: Option<usize>,
        /// How many at most.
        limit: Option<usize>,
    },
    /// One certificate.
    Certificate {
        /// Which authority issued it.
        authority: String,
        /// Its serial number.
        serial: String,
    },
    /// The requests made here.
    Requests {
        /// Beside which authority; without it those that are to be signed elsewhere.
        authority: Option<String>,
    },
    /// The newest CRL.
    Crl {
        /// Of which authority.
        authority: String,
    },
    /// What a directory holds, before it is taken in.
    InspectDirectory(BroughtDirectory),
    /// A directory that `openssl ca` goes on with.
    ExportDirectory {
        /// Of which authority.
        authority: String,
        /// What the key is encrypted with there.
        passphrase: Secret,
        /// `pbkdf2`, unless it is `scrypt`.
        key_derivation: Option<String>,
    },
    /// The authority's openssl.cnf.
    Configuration {
        /// Of which authority.
        authority: String,
    },
    /// Its index.txt, and what `openssl ca -updatedb` would change in it.
    Index {
        /// Of which authority.
        authority: String,
    },
    /// What `openssl ca -status` says.
    Status {
        /// Of which authority.
        authority: String,
        /// Of which serial number.
        serial: String,
    },
    /// The newest delta CRL.
    DeltaCrl {
        /// Of which authority.
        authority: String,
    },
    /// What would be public.
    Publication(Publish),
    /// What ends when, and what is to be done until then.
    Expiry {
        /// Of which authority.
        authority: String,
    },
    /// The valid certificates that chain to the authority's present certificate alone, whatever takes its place.
    Bound {
        /// Of which authority.
        authority: String,
    },
    /// A private key that the vault holds.
    ExportKey {
        /// Of which authority; of none is the key of a request for elsewhere, until its certificate is taken in.
        authority: Option<String>,
        /// Whose.
        of: KeyOwner,
        /// What it is encrypted with; plain without it.
        password: Option<Secret>,
        /// The vault's passphrase, without which no plain key is given out.
        passphrase: Option<Secret>,
    },
    /// Files for a program.
    Bundle(Bundle),
    /// A page of the journal, and all of it as a text.
    Journal {
        /// From which on, the newest first.
        offset: Option<usize>,
        /// How many at most.
        limit: Option<usize>,
    },
}

impl Question {
    /// The passphrase of the vault in it, whose form is to be made normal.
    pub const fn vault_passphrase(&mut self) -> Option<&mut Secret> {
        match self {
            Self::Bundle(asked) => asked.passphrase.as_mut(),
            Self::ExportKey { passphrase, .. } => passphrase.as_mut(),
            _ => None,
        }
    }
}

/// A directory that is looked at or taken in, with what opens it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BroughtDirectory {
    /// The directory.
    pub input: DirectoryInput,
    /// What its key is encrypted with.
    pub passphrase: Option<Secret>,
    /// The variables behind `$ENV::` in the configuration.
    pub environment: Option<BTreeMap<String, String>>,
}

/// A directory: an archive, or its files.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum DirectoryInput {
    /// A zip, tar or tar.gz.
    Archive {
        /// Its bytes.
        archive: ByteBuf,
    },
    /// The files of a folder.
    Files {
        /// The path and the bytes of each.
        files: Vec<(String, ByteBuf)>,
    },
}

/// A request: as it came, or one made here.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Csr {
    /// One made here.
    Stored {
        /// Its identifier.
        request: String,
    },
    /// What a certificate of this authority was signed for; the certificate itself where that is not known.
    Renew {
        /// The certificate's serial number.
        renew: String,
    },
    /// Its bytes, in whatever wrapping.
    Bytes(ByteBuf),
}

/// Whose private key.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum KeyOwner {
    /// That of a certificate.
    Certificate {
        /// Its serial number.
        serial: String,
    },
    /// That of a request made here.
    Request {
        /// Its identifier.
        request: String,
    },
}

/// How a request is to be signed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueOptions {
    /// The profile; without it that of the authority's configuration, else `server`.
    pub profile: Option<String>,
    /// How long it is valid; as long as the profile proposes without it.
    pub days: Option<u32>,
    /// From when on it is valid.
    pub not_before: Option<String>,
    /// Until when it is valid, in place of the days.
    pub not_after: Option<String>,
    /// In place of the request's subject.
    pub subject: Option<String>,
    /// In place of the request's subject alternative names.
    pub san: Option<Vec<String>>,
    /// How many authorities may follow below an intermediate one.
    pub path_length: Option<u8>,
    /// The policy of names; without it that of the authority's configuration.
    pub policy: Option<PolicyChoice>,
    /// `random`, `next`; as the authority's settings say without it.
    pub serial: Option<String>,
    /// What is decided about extensions that the profile asks about, by OpenSSL's name or identifier: `profile`, `request`,
    /// `union`, `refuse`.
    pub extensions: Option<BTreeMap<String, String>>,
    /// The serial number of the certificate that it renews.
    pub renews: Option<String>,
    /// Which certificates it takes the place of.
    pub supersede: Option<Superseding>,
    /// Which names an intermediate authority may certify: `dns:sample.com`.
    pub permitted: Option<Vec<String>>,
    /// Which names it may not certify.
    pub excluded: Option<Vec<String>>,
}

/// A policy of names: a section of the configuration, or none.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum PolicyChoice {
    /// This section.
    Section(String),
    /// `false`: none.
    Switch(bool),
}

/// Which certificates another one takes the place of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Superseding {
    /// Their serial numbers.
    pub serials: Vec<String>,
    /// When they are revoked; at once without it.
    pub on: Option<String>,
}

/// An authority's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsRequest {
    /// Its configuration.
    pub configuration: Option<ConfigurationRequest>,
    /// Where its certificate and CRLs are published.
    pub publication: PublicationView,
    /// `refuse`, `truncate`, `permit`.
    pub beyond_issuer: String,
    /// `random`, `sequential`.
    pub serials: String,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The seconds until the next CRL is due.
    pub crl_seconds: u64,
}

/// An openssl.cnf with what it includes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationRequest {
    /// Its path in the directory.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The text of each file that it includes, by its path.
    #[serde(default)]
    pub includes: BTreeMap<String, String>,
    /// The variables behind `$ENV::`.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}

/// What a request for a key at hand is to say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateRequest {
    /// Whom the certificate is for.
    pub subject: String,
    /// The subject alternative names.
    pub san: Vec<String>,
    /// What the certificate is for.
    pub profile: Option<String>,
}
