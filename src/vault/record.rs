//! What is inside the records: plain facts in bytes and numbers, written with postcard behind a version of their own.
//!
//! What an earlier version wrote is read for ever: `v1` has its shapes, and what becomes of them.

mod v1;

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::journal::JournalPage;
use crate::env::Env;
use crate::error::{Code, Error, Result};
use crate::key::digest;

/// The version of the head's content.
const HEAD_VERSION: u8 = 1;

/// A record's identifier: random, so that it tells nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordId([u8; 16]);

impl RecordId {
    /// The identifier of the head, which is no record of the list.
    pub const HEAD: Self = Self([0; 16]);

    /// The identifier with these bytes.
    #[must_use]
    pub const fn of(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// A new random identifier.
    pub fn make(env: &mut dyn Env) -> Self {
        let mut bytes = [0; 16];
        env.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads 32 hexadecimal digits in lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        base16ct::lower::decode(text, &mut bytes).ok().filter(|read| read.len() == 16)?;
        Some(Self(bytes))
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The key of a record that is loaded on opening.
    #[must_use]
    pub fn hot_key(&self) -> String {
        format!("hot/{self}")
    }

    /// The key of a record that is loaded when it is looked at.
    #[must_use]
    pub fn cold_key(&self) -> String {
        format!("cold/{self}")
    }
}

/// 32 hexadecimal digits in lower case.
impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({self})")
    }
}

/// What kind a record is of, with the number that it is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The head: which records there are.
    Head,
    /// An authority.
    Authority,
    /// A private key.
    Key,
    /// A page of an authority's index.
    IndexPage,
    /// A page of the journal.
    JournalPage,
    /// A request made here.
    Request,
    /// A certificate and the request that it was signed for.
    Certificate,
    /// A certificate revocation list.
    Crl,
    /// An authority's settings.
    Settings,
    /// A file that was taken in with an authority.
    File,
    /// What was published of an authority last.
    Publication,
    /// Which files were published.
    Manifest,
    /// The vault's own settings.
    VaultSettings,
    /// What of an authority is archived.
    Archive,
}

impl Kind {
    /// Every kind, in the order of the numbers.
    pub const ALL: [Self; 14] = [
        Self::Head,
        Self::Authority,
        Self::Key,
        Self::IndexPage,
        Self::JournalPage,
        Self::Request,
        Self::Certificate,
        Self::Crl,
        Self::Settings,
        Self::File,
        Self::Publication,
        Self::Manifest,
        Self::VaultSettings,
        Self::Archive,
    ];

    /// The number that stands in the associated data and in the head.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Head => 0,
            Self::Authority => 1,
            Self::Key => 2,
            Self::IndexPage => 3,
            Self::JournalPage => 4,
            Self::Request => 5,
            Self::Certificate => 6,
            Self::Crl => 7,
            Self::Settings => 8,
            Self::File => 9,
            Self::Publication => 10,
            Self::Manifest => 11,
            Self::VaultSettings => 12,
            Self::Archive => 13,
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The kind in words, as errors name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Authority => "authority",
            Self::Key => "private key",
            Self::IndexPage => "index page",
            Self::JournalPage => "journal page",
            Self::Request => "request",
            Self::Certificate => "certificate",
            Self::Crl => "CRL",
            Self::Settings => "settings",
            Self::File => "file",
            Self::Publication => "publication",
            Self::Manifest => "manifest",
            Self::VaultSettings => "vault settings",
            Self::Archive => "archive",
        }
    }

    /// The version of the content that is written.
    const fn version(self) -> u8 {
        match self {
            Self::Head => HEAD_VERSION,
            Self::Key
            | Self::Crl
            | Self::Settings
            | Self::File
            | Self::Publication
            | Self::Manifest
            | Self::VaultSettings
            | Self::Archive => 1,
            Self::Authority | Self::IndexPage | Self::Request | Self::Certificate => 2,
            Self::JournalPage => 4,
        }
    }
}

/// A record's content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "an act has a few of them")]
pub enum Record {
    /// An authority.
    Authority(AuthorityRecord),
    /// A private key.
    Key(KeyRecord),
    /// A page of an authority's index.
    IndexPage(IndexPage),
    /// A page of the journal.
    JournalPage(JournalPage),
    /// A request made here.
    Request(RequestRecord),
    /// A certificate and the request that it was signed for.
    Certificate(CertificateRecord),
    /// A certificate revocation list.
    Crl(CrlRecord),
    /// An authority's settings.
    Settings(SettingsRecord),
    /// A file that was taken in with an authority.
    File(FileRecord),
    /// What was published of an authority last.
    Publication(PublicationRecord),
    /// Which files were published.
    Manifest(ManifestRecord),
    /// The vault's own settings.
    VaultSettings(VaultSettingsRecord),
    /// What of an authority is archived.
    Archive(ArchiveRecord),
}

/// An authority: its certificate and where the rest of it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityRecord {
    /// When it was made or taken in.
    pub created: i64,
    /// Its certificate in DER.
    #[serde(with = "serde_bytes")]
    pub certificate: Vec<u8>,
    /// The issuers above it in DER, nearest first.
    pub chain: Vec<Vec<u8>>,
    /// Earlier certificates of its key in DER, the newest first.
    pub former: Vec<Vec<u8>>,
    /// The record of its private key; nothing where the key is elsewhere.
    pub key: Option<RecordId>,
    /// The record of its settings; nothing where they are those of a new authority.
    pub settings: Option<RecordId>,
    /// The authority whose place it takes with a new key.
    pub succeeds: Option<RecordId>,
    /// The number of its newest CRL, complete or not; 0 where there is none.
    pub crl_number: u64,
    /// The number of its newest complete CRL; 0 where there is none.
    pub base_crl: u64,
    /// The latest thisUpdate of its complete CRLs, or when they were made where that was ahead.
    pub last_crl: Option<i64>,
    /// When it last signed or revoked.
    pub last_act: i64,
    /// The content octets of the next serial number, where they are counted.
    pub next_serial: Option<Vec<u8>>,
    /// Its newest complete CRL.
    pub crl: Option<NewestCrl>,
    /// Complete CRLs that were signed ahead of their dates together with that one, in the order of the dates.
    pub ahead: Vec<NewestCrl>,
    /// Its newest delta CRL, if it is younger than that.
    pub delta: Option<NewestCrl>,
    /// The holds taken back since the newest complete CRL.
    pub releases: Vec<ReleaseRow>,
    /// The pages of its index, in order.
    pub pages: Vec<RecordId>,
    /// The files that were taken in with it and are kept.
    pub files: Vec<FileRow>,
}

/// What an authority's record says of its newest CRL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewestCrl {
    /// The cold record that holds it.
    pub record: RecordId,
    /// SHA-256 of its DER.
    pub sha256: [u8; 32],
    /// Its number.
    pub number: u64,
    /// When it was made.
    pub this_update: i64,
    /// When the next one is due.
    pub next_update: i64,
    /// How many certificates are on it.
    pub entries: u64,
}

/// A hold that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRow {
    /// The content octets of the serial number's DER INTEGER.
    #[serde(with = "serde_bytes")]
    pub serial: Vec<u8>,
    /// When.
    pub date: i64,
    /// The number of the CRL that was the newest then.
    pub after_crl: u64,
}

/// A file that was taken in with an authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its path in the directory.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The cold record that holds it.
    pub record: RecordId,
}

/// An authority's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsRecord {
    /// Its configuration, where it has one.
    pub configuration: Option<ConfigurationRecord>,
    /// Where its CRLs are published.
    pub crl_urls: Vec<String>,
    /// Where its certificate is published.
    pub issuer_urls: Vec<String>,
    /// Where its OCSP responder answers.
    pub ocsp_urls: Vec<String>,
    /// Where its delta CRLs are published.
    pub delta_urls: Vec<String>,
    /// A certificate that would outlive its issuer: 0 refused, 1 truncated, 2 permitted.
    pub beyond_issuer: u8,
    /// Whether serial numbers are counted, not random.
    pub sequential: bool,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The seconds until the next CRL is due.
    pub crl_seconds: u64,
}

/// The configuration of an authority: an openssl.cnf, with what it includes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationRecord {
    /// Its path in the directory.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The path and the text of each file that it includes.
    pub includes: Vec<(String, String)>,
    /// The name and the value of each variable of the environment that it was read with.
    pub environment: Vec<(String, String)>,
}

impl Default for SettingsRecord {
    /// Those of a new authority: the built-in profiles, and a CRL for 31 days.
    fn default() -> Self {
        Self {
            configuration: None,
            crl_urls: Vec::new(),
            issuer_urls: Vec::new(),
            ocsp_urls: Vec::new(),
            delta_urls: Vec::new(),
            beyond_issuer: 0,
            sequential: false,
            unique_subject: false,
            crl_seconds: 31 * 86_400,
        }
    }
}

/// A file that was taken in with an authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path in the directory.
    pub path: String,
    /// Its bytes.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// What was published of an authority last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationRecord {
    /// Of which authority.
    pub authority: RecordId,
    /// When.
    pub at: i64,
    /// How much of the ledger is public: 0 nothing, 1 for those who know a serial number, 2 all of it.
    pub certificates: u8,
    /// The title of the page; empty where it is that of the authority.
    pub title: String,
    /// Whom to ask; empty where nobody was named.
    pub contact: String,
    /// How many files there were.
    pub files: u64,
    /// The cold record that says which.
    pub manifest: RecordId,
    /// SHA-256 of that record's content, its version included.
    pub sha256: [u8; 32],
}

/// Which files were published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestRecord {
    /// The files, by their paths.
    pub files: Vec<PublishedRow>,
}

impl ManifestRecord {
    /// SHA-256 of the content as it is sealed: the record that refers to a manifest says which one it means.
    ///
    /// # Errors
    /// [`Code::VaultFormat`] for one that cannot be written.
    pub fn sha256(&self) -> Result<[u8; 32]> {
        Ok(digest::sha256(&encode(Kind::Manifest.version(), self)?))
    }
}

/// A file that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRow {
    /// Its path in the folder.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// When these bytes were published for the first time.
    pub since: i64,
}

/// The vault's own settings. A vault without them has those of a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultSettingsRecord {
    /// After how many acts without a backup nothing is issued any more; nothing where that is never so.
    pub backup_limit: Option<u32>,
    /// The backup that was taken last.
    pub backup: Option<BackupRow>,
}

/// A backup that was taken and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRow {
    /// The revision of the vault in it.
    pub revision: u64,
    /// When it was said to be kept.
    pub at: i64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

impl VaultSettingsRecord {
    /// After how many acts a new vault wants a backup.
    pub const BACKUP_LIMIT: u32 = 25;

    /// How many acts there were since the last backup, at this revision of the vault. That one was recorded is none of them.
    #[must_use]
    pub fn acts(&self, revision: u64) -> u64 {
        self.backup.map_or(revision, |backup| revision.saturating_sub(backup.revision).saturating_sub(1))
    }

    /// Whether nothing is issued before a backup is taken.
    #[must_use]
    pub fn is_due(&self, revision: u64) -> bool {
        self.backup_limit.is_some_and(|limit| self.acts(revision) >= u64::from(limit))
    }
}

impl Default for VaultSettingsRecord {
    fn default() -> Self {
        Self { backup_limit: Some(Self::BACKUP_LIMIT), backup: None }
    }
}

/// What of an authority is archived: it is not listed unless it is asked for, and nothing else is other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveRecord {
    /// Of which authority.
    pub authority: RecordId,
    /// Whether the authority itself is.
    pub whole: bool,
    /// The content octets of the serial numbers of the certificates that are, ascending.
    pub serials: Vec<Vec<u8>>,
}

/// A private key. Its memory is cleared when it is dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// The unencrypted PKCS#8 in DER; what seals it is the record.
    #[serde(with = "serde_bytes")]
    pkcs8: Vec<u8>,
}

impl KeyRecord {
    /// The record of this key.
    #[must_use]
    pub fn new(pkcs8: &[u8]) -> Self {
        Self { pkcs8: pkcs8.to_vec() }
    }

    /// The unencrypted PKCS#8 in DER.
    #[must_use]
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }
}

impl Drop for KeyRecord {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.pkcs8);
    }
}

impl fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRecord([elided])")
    }
}

/// A page of an authority's index: at most [`IndexPage::CAPACITY`] rows, in the order in which they were issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPage {
    /// The rows.
    pub rows: Vec<IndexRow>,
    /// The rows of which there is no certificate. They count for the page as the others do.
    pub bare: Vec<BareIndexRow>,
}

impl IndexPage {
    /// How many rows a page holds: a change rewrites one page, an opening reads them all.
    pub const CAPACITY: usize = 256;
}

/// A certificate in the index, as the list needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRow {
    /// The content octets of the serial number's DER INTEGER.
    #[serde(with = "serde_bytes")]
    pub serial: Vec<u8>,
    /// The subject in DER.
    #[serde(with = "serde_bytes")]
    pub subject: Vec<u8>,
    /// The subject alternative names as text.
    pub names: Vec<String>,
    /// The first moment of validity.
    pub not_before: i64,
    /// The last moment of validity.
    pub not_after: i64,
    /// The profile that it was issued with: `server`.
    pub profile: String,
    /// When it was issued.
    pub issued: i64,
    /// SHA-256 of the certificate's DER.
    pub sha256: [u8; 32],
    /// The cold record that holds it.
    pub record: RecordId,
    /// The content octets of the serial number of the certificate that it renews.
    pub renews: Option<Vec<u8>>,
    /// From when on it is to be revoked as superseded.
    pub retires: Option<i64>,
    /// Its revocation, where it is revoked.
    pub revocation: Option<RevocationRow>,
}

/// A certificate of which a line of `index.txt` is all that there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BareIndexRow {
    /// The content octets of the serial number's DER INTEGER.
    #[serde(with = "serde_bytes")]
    pub serial: Vec<u8>,
    /// The subject in OpenSSL's one line; empty where it is not known.
    pub subject: String,
    /// The last moment of validity.
    pub not_after: i64,
    /// Its revocation, where it is revoked.
    pub revocation: Option<RevocationRow>,
}

/// The revocation of a certificate in the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationRow {
    /// When it was revoked.
    pub date: i64,
    /// The number of the CRLReason (RFC 5280, section 5.3.1).
    pub reason: u8,
    /// Since when the key is suspected.
    pub invalidity_date: Option<i64>,
    /// What to do with a certificate on hold: the identifier in dotted form.
    pub hold_instruction: Option<String>,
    /// The number of the CRL that was the newest when it was revoked; 0 where there was none.
    pub after_crl: u64,
}

/// A request made here, or taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// The authority beside which it was made; nothing for one that is to be signed elsewhere.
    pub authority: Option<RecordId>,
    /// When it was made or taken in.
    pub created: i64,
    /// The request in DER.
    #[serde(with = "serde_bytes")]
    pub der: Vec<u8>,
    /// The cold record of its private key; nothing where the key is elsewhere.
    pub key: Option<RecordId>,
    /// The serial numbers of the certificates signed for it.
    pub issued: Vec<Vec<u8>>,
}

/// A certificate and the request that it was signed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRecord {
    /// The certificate in DER.
    #[serde(with = "serde_bytes")]
    pub certificate: Vec<u8>,
    /// What it was signed for; nothing where that is not known.
    pub request: Option<RequestForm>,
}

/// What a certificate was signed for, as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestForm {
    /// A request of PKCS #10 in DER.
    Pkcs10(Vec<u8>),
    /// The text of a file with a SignedPublicKeyAndChallenge and a name.
    Spkac(Vec<u8>),
    /// A certificate that was signed by its own key, in DER.
    Certificate(Vec<u8>),
}

/// A certificate revocation list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlRecord {
    /// The list in DER.
    #[serde(with = "serde_bytes")]
    pub der: Vec<u8>,
}

impl Record {
    /// What kind it is of.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Authority(_) => Kind::Authority,
            Self::Key(_) => Kind::Key,
            Self::IndexPage(_) => Kind::IndexPage,
            Self::JournalPage(_) => Kind::JournalPage,
            Self::Request(_) => Kind::Request,
            Self::Certificate(_) => Kind::Certificate,
            Self::Crl(_) => Kind::Crl,
            Self::Settings(_) => Kind::Settings,
            Self::File(_) => Kind::File,
            Self::Publication(_) => Kind::Publication,
            Self::Manifest(_) => Kind::Manifest,
            Self::VaultSettings(_) => Kind::VaultSettings,
            Self::Archive(_) => Kind::Archive,
        }
    }

    /// The content that is sealed.
    pub(super) fn encode(&self) -> Result<Zeroizing<Vec<u8>>> {
        let version = self.kind().version();
        match self {
            Self::Authority(record) => encode(version, record),
            Self::Key(record) => encode(version, record),
            Self::IndexPage(record) => encode(version, record),
            Self::JournalPage(record) => encode(version, record),
            Self::Request(record) => encode(version, record),
            Self::Certificate(record) => encode(version, record),
            Self::Crl(record) => encode(version, record),
            Self::Settings(record) => encode(version, record),
            Self::File(record) => encode(version, record),
            Self::Publication(record) => encode(version, record),
            Self::Manifest(record) => encode(version, record),
            Self::VaultSettings(record) => encode(version, record),
            Self::Archive(record) => encode(version, record),
        }
    }

    /// Reads the content of a record of this kind, of whatever version there was.
    pub(super) fn decode(kind: Kind, content: &[u8]) -> Result<Self> {
        let (version, value) = split(content)?;
        match (kind, version) {
            (Kind::Authority, 1) => read::<v1::AuthorityRecord>(value).map(|record| Self::Authority(record.into())),
            (Kind::IndexPage, 1) => read::<v1::IndexPage>(value).map(|record| Self::IndexPage(record.into())),
            (Kind::Request, 1) => read::<v1::RequestRecord>(value).map(|record| Self::Request(record.into())),
            (Kind::Certificate, 1) => {
                read::<v1::CertificateRecord>(value).map(|record| Self::Certificate(record.into()))
            }
            // their shape is that of version 4, which has more deeds
            (Kind::JournalPage, 1..=3) => read(value).map(Self::JournalPage),
            (kind, version) if version == kind.version() => Self::decode_newest(kind, value),
            (kind, version) if version > kind.version() => Err(too_new(version)),
            _ => Err(Error::new(Code::VaultRecordTampered)),
        }
    }

    fn decode_newest(kind: Kind, value: &[u8]) -> Result<Self> {
        match kind {
            Kind::Authority => read(value).map(Self::Authority),
            Kind::Key => read(value).map(Self::Key),
            Kind::IndexPage => read(value).map(Self::IndexPage),
            Kind::JournalPage => read(value).map(Self::JournalPage),
            Kind::Request => read(value).map(Self::Request),
            Kind::Certificate => read(value).map(Self::Certificate),
            Kind::Crl => read(value).map(Self::Crl),
            Kind::Settings => read(value).map(Self::Settings),
            Kind::File => read(value).map(Self::File),
            Kind::Publication => read(value).map(Self::Publication),
            Kind::Manifest => read(value).map(Self::Manifest),
            Kind::VaultSettings => read(value).map(Self::VaultSettings),
            Kind::Archive => read(value).map(Self::Archive),
            Kind::Head => Err(Error::new(Code::VaultRecordTampered)),
        }
    }
}

/// The content of the head.
pub(super) fn encode_head(head: &impl Serialize) -> Result<Zeroizing<Vec<u8>>> {
    encode(HEAD_VERSION, head)
}

/// Reads what [`encode_head`] wrote.
pub(super) fn decode_head<T: DeserializeOwned>(content: &[u8]) -> Result<T> {
    match split(content)? {
        (HEAD_VERSION, value) => read(value),
        (version, _) if version > HEAD_VERSION => Err(too_new(version)),
        _ => Err(Error::new(Code::VaultRecordTampered)),
    }
}

/// What an entry of the journal is hashed with, whatever version its page has.
pub(super) fn encode_entry(entry: &impl Serialize) -> Result<Zeroizing<Vec<u8>>> {
    encode(1, entry)
}

/// The version and the value, in a buffer that never moves: a private key leaves no copy behind.
fn encode<T: Serialize>(version: u8, value: &T) -> Result<Zeroizing<Vec<u8>>> {
    let refused = |_| Error::new(Code::VaultFormat).found("a value that cannot be written");
    let length = postcard::experimental::serialized_size(&(version, value)).map_err(refused)?;
    let mut buffer = Zeroizing::new(vec![0; length]);
    postcard::to_slice(&(version, value), &mut buffer).map_err(refused)?;
    Ok(buffer)
}

fn split(content: &[u8]) -> Result<(u8, &[u8])> {
    content.split_first().map(|(version, value)| (*version, value)).ok_or(Error::new(Code::VaultRecordTampered))
}

/// Reads a value to its last byte.
fn read<T: DeserializeOwned>(value: &[u8]) -> Result<T> {
    match postcard::take_from_bytes(value) {
        Ok((value, [])) => Ok(value),
        _ => Err(Error::new(Code::VaultRecordTampered)),
    }
}

fn too_new(version: u8) -> Error {
    Error::new(Code::VaultTooNew).found(format!("a record of version {version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_keeps_its_number() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_number(kind.number()), Some(kind));
        }
        assert_eq!(Kind::from_number(14), None);
    }

    #[test]
    fn an_identifier_is_32_digits_in_lower_case() {
        let text = "00112233445566778899aabbccddeeff";
        assert_eq!(RecordId::parse(text).unwrap().to_string(), text);
        for wrong in ["", "00", "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeeff00", "0g"] {
            assert_eq!(RecordId::parse(wrong), None);
        }
    }

    #[test]
    fn a_content_of_a_newer_version_is_left_alone_and_a_longer_one_is_refused() {
        let content = Record::Crl(CrlRecord { der: vec![1, 2, 3] }).encode().unwrap();
        assert_eq!(*content, [1, 3, 1, 2, 3]);
        let code = |content: &[u8]| Record::decode(Kind::Crl, content).unwrap_err().code();
        assert_eq!(code(&[2, 3, 1, 2, 3]), Code::VaultTooNew);
        for wrong in [&[][..], &[0, 3, 1, 2, 3], &[1, 3, 1, 2], &[1, 3, 1, 2, 3, 4]] {
            assert_eq!(code(wrong), Code::VaultRecordTampered);
        }
    }

    #[test]
    fn a_private_key_is_not_shown() {
        let shown = format!("{:?}", Record::Key(KeyRecord::new(b"secret")));
        assert_eq!(shown, "Key(KeyRecord([elided]))");
    }
}
