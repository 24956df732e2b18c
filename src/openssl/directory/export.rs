//! The directory of an authority, for `openssl ca` to go on with.

use std::collections::BTreeSet;

use super::path::within;
use super::{ConfigurationFiles, DirectoryFinding, Files, Layout, text_of};
use crate::authority::{Authority, Revocation};
use crate::bundle;
use crate::error::{Code, Error, Result};
use crate::key::PrivateKey;
use crate::model::{Certificate, RevocationReason, SerialNumber};
use crate::openssl::ca::CaSettings;
use crate::openssl::config::{Beside, Config};
use crate::openssl::explain::{Severity, objects_of};
use crate::openssl::index::{Index, IndexAttributes, NumberFile};
use crate::parse;

/// Where what was kept goes whose place something else has now.
const ASIDE: &str = "kept";

/// A path for a file whose own path is taken: below `kept/`, and with a number where that is taken as well.
pub fn aside(path: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let first = within(ASIDE, path);
    let numbered = (2_u32..).map(|number| format!("{first}.{number}"));
    std::iter::once(first.clone()).chain(numbered).find(|path| !is_taken(path)).unwrap_or(first)
}

/// What goes into a directory that `openssl ca` goes on with.
#[derive(Clone, Debug)]
pub struct Export<'a> {
    /// The authority's certificate.
    pub certificate: &'a Certificate,
    /// The issuers above it, nearest first.
    pub chain: &'a [Certificate],
    /// Its private key, in PEM under a passphrase; nothing for an authority whose key is elsewhere.
    pub key_pem: Option<&'a str>,
    /// The ledger.
    pub index: &'a Index,
    /// Earlier certificates of its key.
    pub former: &'a [Certificate],
    /// The newest CRL, in DER.
    pub crl: Option<&'a [u8]>,
    /// The newest delta CRL, in DER.
    pub delta: Option<&'a [u8]>,
    /// The next serial number; nothing where they are random and no file is kept.
    pub next_serial: Option<&'a SerialNumber>,
    /// The number of the next CRL.
    pub next_crl_number: &'a SerialNumber,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The configuration.
    pub configuration: &'a ConfigurationFiles,
    /// What a directory that was taken in had beside.
    pub kept: &'a Files,
}

impl Export<'_> {
    /// Where each part goes: where the directory that was taken in had it, and the configuration says.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.configuration.layout(self.kept)
    }

    /// The files, by their path: all but the `certificates` that it issued, of which there may be very many.
    ///
    /// # Errors
    /// [`Code::KeyEncoding`] where the key is not encrypted: an authority's key does not leave without a passphrase.
    pub fn files(&self) -> Result<Files> {
        let layout = self.layout();
        let mut files = self.kept.clone();
        self.configuration(&mut files);
        self.ledger(&layout, &mut files);
        put_object(&mut files, &layout.certificate, "CERTIFICATE", &self.certificate.der);
        if !self.chain.is_empty() {
            let above = self.chain.iter().map(|above| bundle::pem("CERTIFICATE", &above.der));
            files.insert(layout.chain.clone(), above.collect::<String>().into_bytes());
        }
        for (path, crl) in [(&layout.crl, self.crl), (&layout.delta, self.delta)] {
            if let Some(crl) = crl {
                put_object(&mut files, path, "X509 CRL", crl);
            }
        }
        let known = self.known();
        for certificate in self.former.iter().filter(|certificate| !known.contains(&certificate.der)) {
            put_object(&mut files, &layout.former_of(&certificate.serial), "CERTIFICATE", &certificate.der);
        }
        if let Some(key) = self.key_pem {
            if !is_encrypted(key.as_bytes()) {
                return Err(Error::new(Code::KeyEncoding).field(layout.private_key).allowed("an encrypted key in PEM"));
            }
            // another key in its place was never the authority's own
            if let Some(before) = self.kept.get(&layout.private_key) {
                files.insert(aside(&layout.private_key, |path| files.contains_key(path)), before.clone());
            }
            files.insert(layout.private_key, key.to_owned().into_bytes());
        }
        Ok(files)
    }

    /// The configuration and what it includes; the octets of a file that say the same stay as they are.
    fn configuration(&self, files: &mut Files) {
        let texts = self.configuration.includes.iter().chain([(&self.configuration.path, &self.configuration.text)]);
        for (path, text) in texts {
            if files.get(path).is_none_or(|bytes| text_of(bytes) != *text) {
                files.insert(path.clone(), text.clone().into_bytes());
            }
        }
    }

    fn ledger(&self, layout: &Layout, files: &mut Files) {
        // what could not be read in the index stands in no other place
        if let Some(before) = files.get(&layout.index).filter(|bytes| Index::parse(bytes).is_err()) {
            let before = before.clone();
            files.insert(aside(&layout.index, |path| files.contains_key(path)), before);
        }
        let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
        put(&layout.index, self.index.write());
        put(&layout.attributes(), IndexAttributes { unique_subject: self.unique_subject }.write());
        put(&layout.crl_number, NumberFile::write(self.next_crl_number));
        if let Some(serial) = self.next_serial {
            put(&layout.serial, NumberFile::write(serial));
        }
    }

    /// The DER of everything that a directory that was taken in has beside.
    fn known(&self) -> BTreeSet<Vec<u8>> {
        self.kept.values().filter(|bytes| is_labelled(bytes)).flat_map(|bytes| objects(bytes)).collect()
    }

    /// Where the certificates that it issued go, one after the other.
    #[must_use]
    pub fn certificates(&self) -> Certificates<'_> {
        Certificates { layout: self.layout(), kept: self.kept, known: self.known(), aside: BTreeSet::new() }
    }
}

/// The files of the certificates of a directory, each made when it is its turn.
#[derive(Debug)]
pub struct Certificates<'a> {
    layout: Layout,
    kept: &'a Files,
    known: BTreeSet<Vec<u8>>,
    /// The paths of what was put aside.
    aside: BTreeSet<String>,
}

impl Certificates<'_> {
    /// The files of one certificate, in DER, and of the request that it was signed for: those that were not taken in as they are.
    pub fn files_of(&mut self, serial: &SerialNumber, certificate: &[u8], request: Option<&[u8]>) -> Files {
        let path = self.layout.certificate_of(serial);
        let mut files = self.set_aside(&path, certificate);
        if !self.kept.get(&path).is_some_and(|bytes| holds(bytes, certificate)) {
            files.insert(path, bundle::pem("CERTIFICATE", certificate).into_bytes());
        }
        // what `openssl ca` does not ask for, and another program may, where no file has it yet
        if let Some(request) = request.filter(|der| !self.known.contains(*der)) {
            files.insert(self.layout.request_of(serial), bundle::pem("CERTIFICATE REQUEST", request).into_bytes());
        }
        files
    }

    /// Another certificate that lay where one of the ledger must lie is not lost.
    fn set_aside(&mut self, path: &str, der: &[u8]) -> Files {
        let Some(before) = self.kept.get(path).filter(|bytes| !holds(bytes, der)) else { return Files::new() };
        let aside = aside(path, |path| self.kept.contains_key(path) || self.aside.contains(path));
        self.aside.insert(aside.clone());
        [(aside, before.clone())].into()
    }
}

impl ConfigurationFiles {
    /// The configuration, read.
    ///
    /// # Errors
    /// As [`Config::parse`].
    pub fn parse(&self) -> Result<Config> {
        let beside = Beside { files: self.includes.clone(), environment: self.environment.clone() };
        Config::parse(&self.path, &self.text, &beside)
    }

    /// Whether `openssl ca` asks for a file that counts serial numbers.
    #[must_use]
    pub fn counts_serials(&self) -> bool {
        let config = self.parse().ok();
        let settings = config.as_ref().and_then(settings_of);
        settings.is_none_or(|settings| !settings.random_serials)
    }

    /// Where the files of the authority are by it, in a directory that has these files.
    #[must_use]
    pub fn layout(&self, files: &Files) -> Layout {
        let config = self.parse().ok();
        let settings = config.as_ref().and_then(settings_of);
        Layout::of(files.keys().map(String::as_str), Some(&self.path), settings.as_ref())
    }
}

fn settings_of(config: &Config) -> Option<CaSettings> {
    CaSettings::read(config, None, &objects_of(config).ok()?).ok()
}

/// Whether a file holds this object.
fn holds(bytes: &[u8], der: &[u8]) -> bool {
    parse::sniff(bytes).is_ok_and(|sniffed| sniffed.objects.iter().any(|object| object.der == der))
}

/// Whether a file has a block of PEM.
fn is_labelled(bytes: &[u8]) -> bool {
    bytes.windows(11).any(|window| window == b"-----BEGIN ")
}

/// The DER of everything in a file.
fn objects(bytes: &[u8]) -> Vec<Vec<u8>> {
    parse::sniff(bytes)
        .map(|sniffed| sniffed.objects.into_iter().map(|object| object.der).collect())
        .unwrap_or_default()
}

/// Puts a certificate or a CRL in; a file that holds it already stays as it is, with whatever stands beside it.
fn put_object(files: &mut Files, path: &str, label: &str, der: &[u8]) {
    if !files.get(path).is_some_and(|bytes| holds(bytes, der)) {
        files.insert(path.to_owned(), bundle::pem(label, der).into_bytes());
    }
}

/// Whether a key needs a passphrase.
fn is_encrypted(bytes: &[u8]) -> bool {
    PrivateKey::parse(bytes, None).is_err_and(|error| error.code() == Code::KeyPassphraseMissing)
}

/// What the ledger knows and index.txt has no way to say; the newest CRL says it.
#[must_use]
pub fn beyond_index(authority: &Authority, layout: &Layout) -> Vec<DirectoryFinding> {
    let rows = authority.rows().filter_map(|row| Some((&row.serial, row.revocation?)));
    let bare = authority.bares().filter_map(|row| Some((&row.serial, row.revocation?)));
    let unsaid = |revocation: &Revocation| {
        let sayable = [RevocationReason::KeyCompromise, RevocationReason::CaCompromise].contains(&revocation.reason);
        revocation.invalidity_date.filter(|_| !sayable)
    };
    let finding = |(serial, revocation): (&SerialNumber, Revocation)| {
        let date = unsaid(&revocation)?;
        let reason = revocation.reason.as_str();
        Some(DirectoryFinding {
            code: "invalidity-date-beyond-index",
            severity: Severity::Warn,
            path: layout.index.clone(),
            text: format!(
                "{serial} is revoked with the reason {reason} and suspected since {date}: index.txt cannot say so, and a CRL that OpenSSL makes will not"
            ),
        })
    };
    rows.chain(bare).filter_map(finding).collect()
}
