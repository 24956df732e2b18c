//! The directory of `openssl ca` (and `pki/` of easy-rsa) taken in whole: a map from path to bytes becomes an authority's certificate,
//! key, ledger, CRLs and requests. Whatever does not fit is named and mended, or named and kept aside; nothing is left out in silence.

mod contents;
mod export;
mod identity;
mod kept;
mod layout;
mod numbers;
mod path;
mod places;
mod rows;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

pub use export::{Export, aside, beyond_index};
pub use layout::Layout;
pub use numbers::magnitude;
pub use path::safe_path;
pub use rows::{index_reason, row_of};
pub use settings::ConfigurationFiles;

use super::ca::CaSettings;
use super::config::Config;
use super::explain::Severity;
use super::index::IndexRow;
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey, Signer};
use crate::model::{Certificate, CertificateList, CertificationRequest, SerialNumber, Time};
use places::Places;

/// A directory: the bytes of each file by its path, with `/` between the parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The most bytes of all files together.
pub const MAX_TOTAL: usize = 128 << 20;
/// The most files.
pub const MAX_FILES: usize = 200_000;

/// What was taken in.
#[derive(Debug)]
pub struct Import {
    /// The authority's certificate.
    pub certificate: Certificate,
    /// The issuers above it that are in the directory, nearest first.
    pub chain: Vec<Certificate>,
    /// Other certificates of its own key: earlier ones, and those of other issuers.
    pub former: Vec<Certificate>,
    /// Its private key, as it lies there.
    pub key: Option<KeyFile>,
    /// Private keys of others, as they lie there. They are among the kept files too.
    pub other_keys: Vec<KeyFile>,
    /// The ledger: one row for each serial number.
    pub rows: Vec<ImportedRow>,
    /// The CRLs of this authority, the newest first.
    pub crls: Vec<CertificateList>,
    /// The requests. Their own signatures are checked when they are signed.
    pub requests: Vec<Found<CertificationRequest>>,
    /// The configuration.
    pub config: Option<Config>,
    /// The configuration's text with the files that it includes.
    pub configuration: Option<ConfigurationFiles>,
    /// The variables behind `$ENV::` that the configuration asks for and nobody gave.
    pub unset: BTreeSet<String>,
    /// What the configuration says of the authority.
    pub settings: Option<CaSettings>,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The next serial number.
    pub next_serial: SerialNumber,
    /// The number of the next CRL.
    pub next_crl_number: Option<SerialNumber>,
    /// Every file that an export does not make again octet by octet of the rest: the index as it was, keys and certificates of others,
    /// what could not be read, and whatever lay beside. The authority's own key is not among them.
    pub kept: Files,
    /// What was mended or kept aside.
    pub findings: Vec<DirectoryFinding>,
}

/// Something in the directory that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryFinding {
    /// A stable word, such as `row-without-certificate`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The file, with the line behind a colon where it is about one.
    pub path: String,
    /// What is so, and what was done about it.
    pub text: String,
}

/// Something and the file that it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The file.
    pub path: String,
    /// What was in it.
    pub value: T,
}

/// A private key as it lies in its file; Debug shows nothing of it.
#[derive(Clone)]
pub struct KeyFile {
    /// The file.
    pub path: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether a passphrase is needed.
    pub encrypted: bool,
}

impl std::fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, bytes: _, encrypted } = self;
        f.debug_struct("KeyFile").field("path", path).field("encrypted", encrypted).finish_non_exhaustive()
    }
}

/// A row of the ledger with what the directory has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// The row, as the index has it or as it was made anew.
    pub row: IndexRow,
    /// The certificate; nothing where the directory has none with this number.
    pub certificate: Option<Found<Certificate>>,
    /// The request that the certificate was made for, known by its public key.
    pub request: Option<Found<CertificationRequest>>,
    /// Since when the key is suspected, where a CRL says so and the index has no way to.
    pub invalidity_date: Option<Time>,
    /// Where the row comes from.
    pub source: RowSource,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSource {
    /// The index.
    Index,
    /// A certificate that the index does not have.
    Certificate,
    /// A CRL that revokes a number of which there is neither row nor certificate.
    Crl,
}

impl Import {
    /// Takes a directory in.
    ///
    /// # Errors
    /// [`Code::DirectoryPath`], [`Code::DirectoryTooLarge`], [`Code::DirectoryCertificateMissing`], [`Code::IndexTooLarge`].
    pub fn read(files: &Files, environment: &BTreeMap<String, String>) -> Result<Self> {
        let files = path::normalised(files)?;
        let mut reader = Reader { files: &files, findings: Vec::new(), unset: BTreeSet::new() };
        let configuration = reader.configuration(environment);
        let settings = configuration.as_ref().and_then(|known| reader.settings(&known.config));
        let config_path = configuration.as_ref().map(|known| known.files.path.as_str());
        let places = Places::new(&files, config_path, settings.as_ref());
        let mut things = reader.things(&places);
        let (certificate, chain) = reader.authority(&places, &mut things)?;
        let (key, other_keys) = reader.keys(&places, things.keys, &certificate);
        let crls = reader.crls(things.crls, &certificate);
        let former = former(&certificate, &things.certificates);
        let certificates = reader.issued(things.certificates, &certificate, &chain);
        let mut rows = reader.rows(&places, certificates, &crls, &certificate)?;
        rows::match_requests(&mut rows, &things.requests);
        let next_serial = reader.next_serial(&places, &rows);
        let next_crl_number = reader.next_crl_number(&places, &crls);
        let unique_subject = reader.unique_subject(&places);
        reader.judge_authority(&certificate);
        let Reader { mut findings, unset, .. } = reader;
        findings.sort_by_key(|finding| match finding.severity {
            Severity::Refuse => 0,
            Severity::Warn => 1,
            Severity::Note => 2,
        });
        let mut import = Self {
            certificate,
            chain,
            former,
            key,
            other_keys,
            rows,
            crls,
            requests: things.requests,
            settings,
            unset,
            config: configuration.as_ref().map(|known| known.config.clone()),
            configuration: configuration.map(|known| known.files),
            unique_subject,
            next_serial,
            next_crl_number,
            kept: Files::new(),
            findings,
        };
        import.kept = kept::kept(&import, files);
        Ok(import)
    }

    /// The authority's private key, opened and held against the certificate.
    ///
    /// # Errors
    /// [`Code::KeyUnknown`] where there is none, [`Code::KeyMismatch`], and what [`PrivateKey::parse`] says.
    pub fn open_key(&self, passphrase: Option<&str>) -> Result<PrivateKey> {
        let file = self.key.as_ref().ok_or_else(|| Error::new(Code::KeyUnknown).field("private/cakey.pem"))?;
        let key = PrivateKey::parse(&file.bytes, passphrase).map_err(|error| error.field(file.path.clone()))?;
        match belongs(&key, &self.certificate) {
            true => Ok(key),
            false => Err(Error::new(Code::KeyMismatch).field(file.path.clone()).found(key.public_key().label())),
        }
    }

    /// Where in the directory each part of the authority is.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let path = self.configuration.as_ref().map(|files| files.path.as_str());
        Layout::of(self.kept.keys().map(String::as_str), path, self.settings.as_ref())
    }
}

/// Whether the key is that of the certificate.
fn belongs(key: &PrivateKey, certificate: &Certificate) -> bool {
    PublicKey::from_spki(&certificate.spki).is_ok_and(|certified| certified.details() == key.public_key().details())
}

/// Whether both are certificates of one authority and one key.
fn same_authority(one: &Certificate, other: &Certificate) -> bool {
    one.spki == other.spki && one.subject.matches(&other.subject)
}

/// The other certificates of an authority's own key, the newest first.
fn former(authority: &Certificate, all: &[Found<Certificate>]) -> Vec<Certificate> {
    let others = all.iter().map(|found| &found.value).filter(|one| one.der != authority.der);
    let mut former: Vec<Certificate> = others.filter(|one| same_authority(one, authority)).cloned().collect();
    former.sort_by(|one, other| {
        other.validity.not_before().cmp(&one.validity.not_before()).then_with(|| one.der.cmp(&other.der))
    });
    former.dedup();
    former
}

/// Reads a directory, and notes what is wrong on the way.
struct Reader<'a> {
    files: &'a Files,
    findings: Vec<DirectoryFinding>,
    unset: BTreeSet<String>,
}

impl Reader<'_> {
    fn note(&mut self, code: &'static str, severity: Severity, path: impl Into<String>, text: impl Into<String>) {
        self.findings.push(DirectoryFinding { code, severity, path: path.into(), text: text.into() });
    }

    fn text(&self, path: &str) -> String {
        self.files.get(path).map(|bytes| text_of(bytes)).unwrap_or_default()
    }
}

/// The text of a file: UTF-8, else one character for each octet.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_is_refused() {
        let files = Files::from([("x/../../y".to_owned(), Vec::new())]);
        assert_eq!(Import::read(&files, &BTreeMap::new()).unwrap_err().code(), Code::DirectoryPath);
    }

    #[test]
    fn an_empty_directory_has_no_authority() {
        let files = Files::from([("index.txt".to_owned(), Vec::new())]);
        assert_eq!(Import::read(&files, &BTreeMap::new()).unwrap_err().code(), Code::DirectoryCertificateMissing);
    }
}
