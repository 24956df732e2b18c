//! The directory of `openssl ca` (and `pki/` of easy-rsa) taken in whole: a map from path to bytes becomes an authority's certificate,
//! key, ledger, CRLs and requests. Whatever does not fit is named and mended, or named and kept aside; nothing is left out in silence.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::ca::CaSettings;
use super::config::{Beside, Config};
use super::explain::{Severity, objects_of};
use super::index::{
    Index, IndexAttributes, IndexReason, IndexRevocation, IndexRow, IndexStatus, NumberFile, one_line, successor,
};
use crate::error::{Code, Error, Result};
use crate::key::{PrivateKey, PublicKey, Signer};
use crate::model::{
    Certificate, CertificateList, CertificationRequest, ExtensionValue, SerialNumber, SignatureAlgorithm,
};
use crate::parse::{self, ObjectKind};

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
    /// Its private key, as it lies there.
    pub key: Option<KeyFile>,
    /// Private keys of others, as they lie there.
    pub other_keys: Vec<KeyFile>,
    /// The ledger: one row for each serial number.
    pub rows: Vec<ImportedRow>,
    /// The CRLs of this authority, the newest first.
    pub crls: Vec<CertificateList>,
    /// The requests. Their own signatures are checked when they are signed.
    pub requests: Vec<Found<CertificationRequest>>,
    /// The configuration.
    pub config: Option<Config>,
    /// What the configuration says of the authority.
    pub settings: Option<CaSettings>,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The next serial number.
    pub next_serial: SerialNumber,
    /// The number of the next CRL.
    pub next_crl_number: Option<SerialNumber>,
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
        let files = normalised(files)?;
        let mut reader = Reader { files: &files, findings: Vec::new() };
        let (config, config_path) = reader.config(environment);
        let settings = config.as_ref().and_then(|config| reader.settings(config));
        let places = Places { files: &files, config_path, settings: settings.as_ref() };
        let mut things = reader.things(&places);
        let (certificate, chain) = reader.authority(&places, &mut things)?;
        let (key, other_keys) = reader.keys(&places, things.keys, &certificate);
        let crls = reader.crls(things.crls, &certificate);
        let mut certificates = reader.issued(things.certificates, &certificate, &chain);
        let rows = reader.rows(&places, &mut certificates, &crls, &certificate)?;
        let next_serial = reader.next_serial(&places, &rows);
        let next_crl_number = reader.next_crl_number(&places, &crls);
        let unique_subject = reader.unique_subject(&places);
        reader.judge_authority(&certificate);
        let mut findings = reader.findings;
        findings.sort_by_key(|finding| match finding.severity {
            Severity::Refuse => 0,
            Severity::Warn => 1,
            Severity::Note => 2,
        });
        Ok(Self {
            certificate,
            chain,
            key,
            other_keys,
            rows,
            crls,
            requests: things.requests,
            config,
            settings,
            unique_subject,
            next_serial,
            next_crl_number,
            findings,
        })
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
}

/// Whether the key is that of the certificate.
fn belongs(key: &PrivateKey, certificate: &Certificate) -> bool {
    PublicKey::from_spki(&certificate.spki).is_ok_and(|certified| certified.details() == key.public_key().details())
}

/// The paths with `/` between the parts and nothing that leads out.
fn normalised(files: &Files) -> Result<Files> {
    let total: usize = files.values().map(Vec::len).sum();
    if total > MAX_TOTAL || files.len() > MAX_FILES {
        let found = format!("{} files, {total} bytes", files.len());
        return Err(Error::new(Code::DirectoryTooLarge)
            .found(found)
            .allowed(format!("{MAX_FILES} files, {MAX_TOTAL} bytes")));
    }
    files.iter().map(|(path, bytes)| Ok((safe_path(path)?, bytes.clone()))).collect()
}

/// The path without `./` and with `/` for `\`.
///
/// # Errors
/// [`Code::DirectoryPath`] where it leads out of the directory.
pub fn safe_path(path: &str) -> Result<String> {
    let slashed = path.replace('\\', "/");
    let out = || Error::new(Code::DirectoryPath).field(path).found(path).allowed("a path below the directory");
    let is_drive = slashed.chars().nth(1) == Some(':') && slashed.starts_with(|c: char| c.is_ascii_alphabetic());
    if slashed.starts_with('/') || is_drive || slashed.contains('\0') {
        return Err(out());
    }
    let parts: Vec<&str> = slashed.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    match parts.is_empty() || parts.contains(&"..") {
        true => Err(out()),
        false => Ok(parts.join("/")),
    }
}

/// Where the configuration says that files are, and where they lie.
struct Places<'a> {
    files: &'a Files,
    config_path: Option<String>,
    settings: Option<&'a CaSettings>,
}

impl Places<'_> {
    /// The file that a configuration's path means: beside the configuration, or wherever the end of the path fits.
    fn resolve(&self, path: &str) -> Option<String> {
        let slashed = path.replace('\\', "/");
        let parts: Vec<&str> = slashed.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let base = self.config_path.as_deref().and_then(|config| config.rsplit_once('/')).map(|(base, _)| base);
        (0..parts.len()).find_map(|skip| {
            let rest = parts.get(skip..)?.join("/");
            let beside = base.map(|base| format!("{base}/{rest}")).filter(|path| self.files.contains_key(path));
            beside.or_else(|| self.shallowest(|path| path == rest || path.ends_with(&format!("/{rest}"))))
        })
    }

    /// The fitting path with the fewest parts.
    fn shallowest(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        self.files.keys().filter(|path| fits(path)).min_by_key(|path| (path.matches('/').count(), path.len())).cloned()
    }

    /// The file that a key of the configuration names, else the one with one of these names.
    fn file(&self, configured: Option<&String>, names: &[&str]) -> Option<String> {
        let by_name = || {
            names.iter().find_map(|name| self.shallowest(|path| path == *name || path.ends_with(&format!("/{name}"))))
        };
        configured.and_then(|path| self.resolve(path)).or_else(by_name)
    }

    fn setting(&self, pick: impl Fn(&CaSettings) -> &Option<String>) -> Option<&String> {
        self.settings.and_then(|settings| pick(settings).as_ref())
    }

    fn index(&self) -> Option<String> {
        self.file(self.setting(|settings| &settings.database), &["index.txt"])
    }

    fn serial(&self) -> Option<String> {
        self.file(self.setting(|settings| &settings.serial), &["serial"])
    }

    fn crl_number(&self) -> Option<String> {
        self.file(self.setting(|settings| &settings.crl_number), &["crlnumber"])
    }

    fn certificate(&self) -> Option<String> {
        self.file(
            self.setting(|settings| &settings.certificate),
            &["cacert.pem", "ca.crt", "ca.pem", "cacert.crt", "ca.cert.pem"],
        )
    }

    fn private_key(&self) -> Option<String> {
        self.file(
            self.setting(|settings| &settings.private_key),
            &["private/cakey.pem", "private/ca.key", "cakey.pem", "ca.key", "ca.key.pem"],
        )
    }
}

/// Everything that the files hold, by kind.
#[derive(Default)]
struct Things {
    certificates: Vec<Found<Certificate>>,
    requests: Vec<Found<CertificationRequest>>,
    crls: Vec<Found<CertificateList>>,
    keys: Vec<KeyFile>,
}

struct Reader<'a> {
    files: &'a Files,
    findings: Vec<DirectoryFinding>,
}

impl Reader<'_> {
    fn note(&mut self, code: &'static str, severity: Severity, path: impl Into<String>, text: impl Into<String>) {
        self.findings.push(DirectoryFinding { code, severity, path: path.into(), text: text.into() });
    }

    fn text(&self, path: &str) -> String {
        self.files.get(path).map(|bytes| text_of(bytes)).unwrap_or_default()
    }

    /// The configuration: the shallowest `.cnf` or `.conf` with a section `[ca]`.
    fn config(&mut self, environment: &BTreeMap<String, String>) -> (Option<Config>, Option<String>) {
        let is_config = |path: &str| [".cnf", ".conf", ".cfg"].iter().any(|end| path.ends_with(end));
        let mut paths: Vec<String> = self.files.keys().filter(|path| is_config(path)).cloned().collect();
        let rank = |path: &String| (!path.ends_with("openssl.cnf"), path.matches('/').count(), path.len());
        paths.sort_by_key(rank);
        let texts = paths.iter().map(|path| (path.clone(), self.text(path))).collect();
        let beside = Beside { files: texts, environment: environment.clone() };
        for path in paths {
            match Config::parse(&path, &self.text(&path), &beside) {
                Ok(config) if config.section("ca").is_some() => return (Some(config), Some(path)),
                Ok(_) => {
                    self.note("config-not-of-an-authority", Severity::Note, path, "has no section [ca]; kept aside");
                }
                Err(error) => self.note(
                    "config-broken",
                    Severity::Warn,
                    error.field_name().unwrap_or(&path).to_owned(),
                    format!("{error} Gone on without it."),
                ),
            }
        }
        (None, None)
    }

    fn settings(&mut self, config: &Config) -> Option<CaSettings> {
        match objects_of(config).and_then(|objects| CaSettings::read(config, None, &objects)) {
            Ok(settings) => Some(settings),
            Err(error) => {
                let place = error.field_name().unwrap_or("openssl.cnf").to_owned();
                self.note("config-broken", Severity::Warn, place, error.to_string());
                None
            }
        }
    }

    /// Looks into every file that is not one of the ledger's own.
    fn things(&mut self, places: &Places<'_>) -> Things {
        let own: Vec<String> = [places.index(), places.serial(), places.crl_number()].into_iter().flatten().collect();
        let mut things = Things::default();
        for (path, bytes) in self.files {
            if !own.contains(path) && !is_of_the_ledger(path) {
                self.thing(path, bytes, &mut things);
            }
        }
        things
    }

    fn thing(&mut self, path: &str, bytes: &[u8], things: &mut Things) {
        let sniffed = match parse::sniff(bytes) {
            Ok(sniffed) => sniffed,
            Err(error) => {
                let severity = if looks_important(path) { Severity::Warn } else { Severity::Note };
                return self.note("file-kept-aside", severity, path, format!("{} Kept aside.", error.code().what()));
            }
        };
        for object in sniffed.objects {
            let found = |error: Error| format!("{error} Kept aside.");
            match object.kind {
                ObjectKind::Certificate => match parse::certificate_der(&object.der) {
                    Ok(value) => things.certificates.push(Found { path: path.to_owned(), value }),
                    Err(error) => self.note("certificate-broken", Severity::Warn, path, found(error)),
                },
                ObjectKind::Request => match parse::request_der(&object.der) {
                    Ok(value) => things.requests.push(Found { path: path.to_owned(), value }),
                    Err(error) => self.note("request-broken", Severity::Warn, path, found(error)),
                },
                ObjectKind::Crl => match parse::crl_der(&object.der) {
                    Ok(value) => things.crls.push(Found { path: path.to_owned(), value }),
                    Err(error) => self.note("crl-broken", Severity::Warn, path, found(error)),
                },
                ObjectKind::PrivateKey | ObjectKind::EncryptedPrivateKey => {
                    let encrypted = match PrivateKey::parse(bytes, None) {
                        Ok(_) => false,
                        Err(error) if error.code() == Code::KeyPassphraseMissing => true,
                        Err(error) => {
                            self.note("key-broken", Severity::Warn, path, found(error));
                            continue;
                        }
                    };
                    let bytes = Zeroizing::new(bytes.to_vec());
                    things.keys.push(KeyFile { path: path.to_owned(), bytes, encrypted });
                }
                kind => self.note("file-kept-aside", Severity::Note, path, format!("is {}; kept aside", kind.name())),
            }
        }
    }

    /// The authority's certificate and what is above it.
    fn authority(&mut self, places: &Places<'_>, things: &mut Things) -> Result<(Certificate, Vec<Certificate>)> {
        let configured = places.certificate();
        let all = &things.certificates;
        let at_place = configured.as_ref().and_then(|path| all.iter().find(|found| found.path == *path));
        let found = at_place.or_else(|| most_used_issuer(all)).cloned().ok_or_else(|| {
            let field =
                places.setting(|settings| &settings.certificate).cloned().unwrap_or_else(|| "cacert.pem".to_owned());
            Error::new(Code::DirectoryCertificateMissing).field(field)
        })?;
        if configured.as_deref() != Some(found.path.as_str()) {
            let text = "taken for the authority's certificate, since it issued the others";
            self.note("authority-certificate-guessed", Severity::Warn, found.path.clone(), text);
        }
        let chain = chain_above(&found.value, all);
        if chain.is_empty() && !found.value.is_self_issued() {
            let text = format!("its issuer {} is not in the directory", found.value.issuer);
            self.note("issuer-missing", Severity::Note, found.path.clone(), text);
        }
        Ok((found.value, chain))
    }

    /// The authority's key and those of others.
    fn keys(
        &mut self,
        places: &Places<'_>,
        keys: Vec<KeyFile>,
        authority: &Certificate,
    ) -> (Option<KeyFile>, Vec<KeyFile>) {
        let configured = places.private_key();
        let fits = |file: &KeyFile| PrivateKey::parse(&file.bytes, None).is_ok_and(|key| belongs(&key, authority));
        let at_place = keys.iter().position(|file| Some(&file.path) == configured.as_ref());
        let chosen = match at_place.and_then(|at| keys.get(at).map(|file| (at, file))) {
            Some((at, file)) if file.encrypted || fits(file) => Some(at),
            Some((_, file)) => {
                self.note(
                    "key-mismatch",
                    Severity::Warn,
                    file.path.clone(),
                    "is not the key of the authority's certificate; kept aside",
                );
                keys.iter().position(fits)
            }
            None => keys.iter().position(fits),
        };
        if chosen.is_none() {
            let path = configured.unwrap_or_else(|| "private/cakey.pem".to_owned());
            let text = "there is no key of the authority: it can be looked at, and signs nothing";
            self.note("key-missing", Severity::Warn, path, text);
        }
        let (mut own, mut others) = (None, Vec::new());
        for (at, file) in keys.into_iter().enumerate() {
            if Some(at) == chosen {
                own = Some(file);
            } else {
                others.push(file);
            }
        }
        if let Some(file) = own.as_ref().filter(|file| !file.encrypted) {
            let path = file.path.clone();
            self.note("key-not-encrypted", Severity::Warn, path, "the authority's key lies there without a passphrase");
        }
        (own, others)
    }

    /// The CRLs of this authority whose signature fits, the newest first.
    fn crls(&mut self, crls: Vec<Found<CertificateList>>, authority: &Certificate) -> Vec<CertificateList> {
        let mut own: Vec<CertificateList> = Vec::new();
        for Found { path, value } in crls {
            if !value.issuer.matches(&authority.subject) {
                let text = format!("is a CRL of {}; kept aside", value.issuer);
                self.note("crl-of-another", Severity::Note, path, text);
            } else if self.is_signed_by(authority, &path, value.signature_algorithm, &value.tbs_der, &value.signature)
                && !own.contains(&value)
            {
                own.push(value);
            }
        }
        own.sort_by_key(|crl| std::cmp::Reverse(crl.this_update));
        own
    }

    /// Whether the authority signed it; where that cannot be known, it is said and believed.
    fn is_signed_by(
        &mut self,
        authority: &Certificate,
        path: &str,
        algorithm: SignatureAlgorithm,
        tbs: &[u8],
        signature: &[u8],
    ) -> bool {
        match PublicKey::from_spki(&authority.spki).and_then(|key| key.verify(algorithm, tbs, signature)) {
            Ok(true) => true,
            Ok(false) => {
                self.note(
                    "signature-wrong",
                    Severity::Refuse,
                    path,
                    "names this authority as its issuer, and its signature does not fit; kept aside",
                );
                false
            }
            Err(error) => {
                self.note("signature-not-checked", Severity::Warn, path, error.to_string());
                true
            }
        }
    }

    /// The certificates that this authority issued, each once.
    fn issued(
        &mut self,
        all: Vec<Found<Certificate>>,
        authority: &Certificate,
        chain: &[Certificate],
    ) -> Vec<Found<Certificate>> {
        let mut issued: Vec<Found<Certificate>> = Vec::new();
        for found in all {
            let known = issued.iter().any(|other| other.value.der == found.value.der) || chain.contains(&found.value);
            if known || found.value.der == authority.der {
                continue;
            }
            if !found.value.issuer.matches(&authority.subject) {
                let text = format!("was issued by {}; kept aside", found.value.issuer);
                self.note("certificate-of-another", Severity::Note, found.path, text);
                continue;
            }
            let Found { path, value } = &found;
            if self.is_signed_by(authority, path, value.signature_algorithm, &value.tbs_der, &value.signature) {
                issued.push(found);
            }
        }
        issued
    }

    /// The ledger: the rows of the index, then what certificates and CRLs know beside it.
    fn rows(
        &mut self,
        places: &Places<'_>,
        certificates: &mut Vec<Found<Certificate>>,
        crls: &[CertificateList],
        authority: &Certificate,
    ) -> Result<Vec<ImportedRow>> {
        let path = places.index();
        let mut rows: Vec<ImportedRow> = Vec::new();
        match &path {
            Some(path) => {
                for (line, row) in self.index(path)? {
                    self.put_row(&mut rows, row, certificates, &format!("{path}:{line}"));
                }
            }
            None => self.note("index-missing", Severity::Warn, "index.txt", "made anew from the certificates and CRLs"),
        }
        // the certificate of a root often has a row: it is the first that `CA.pl -newca` signs
        for found in certificates.drain(..) {
            if let Some(other) = rows.iter().find(|row| row.row.serial == found.value.serial) {
                let taken = other.certificate.as_ref().map_or("the index", |other| other.path.as_str());
                let text = format!("has the serial number {} of {taken}; kept aside", found.value.serial);
                self.note("serial-used-twice", Severity::Refuse, found.path, text);
                continue;
            }
            if path.is_some() {
                let text = format!("has no row in the index: one was made for {}", found.value.serial);
                self.note("certificate-without-row", Severity::Warn, found.path.clone(), text);
            }
            rows.push(ImportedRow {
                row: row_of(&found.value),
                certificate: Some(found),
                source: RowSource::Certificate,
            });
        }
        for row in rows.iter().filter(|row| row.certificate.is_none() && row.row.serial != authority.serial) {
            let text = format!("there is no certificate {} in the directory: the row alone is kept", row.row.serial);
            self.findings.push(DirectoryFinding {
                code: "row-without-certificate",
                severity: Severity::Warn,
                path: path.clone().unwrap_or_default(),
                text,
            });
        }
        for crl in crls {
            self.revocations(crl, &mut rows);
        }
        Ok(rows)
    }

    /// The rows of the index with their lines; what cannot be read is named.
    fn index(&mut self, path: &str) -> Result<Vec<(usize, IndexRow)>> {
        let bytes = self.files.get(path).map(Vec::as_slice).unwrap_or_default();
        let read = Index::read(bytes)?;
        for repair in read.repairs {
            self.note("index-mended", Severity::Note, format!("{path}:{}", repair.line), repair.text);
        }
        let broken: Vec<usize> = read.broken.iter().map(|broken| broken.line).collect();
        for row in read.broken {
            let text = format!("{} The row is kept aside: {}", row.error, row.text);
            self.note("row-broken", Severity::Warn, format!("{path}:{}", row.line), text);
        }
        // lines of rows: every line that is not broken, empty or a comment, in order
        let text = text_of(bytes);
        let is_row = |(line, text): &(usize, &str)| {
            let text = text.trim_end_matches('\r');
            !text.is_empty() && !text.starts_with('#') && !broken.contains(line)
        };
        let lines: Vec<usize> = (1..).zip(text.split('\n')).filter(is_row).map(|(line, _)| line).collect();
        Ok(lines.into_iter().zip(read.index.rows).collect())
    }

    /// Puts a row of the index beside its certificate.
    fn put_row(
        &mut self,
        rows: &mut Vec<ImportedRow>,
        row: IndexRow,
        certificates: &mut Vec<Found<Certificate>>,
        place: &str,
    ) {
        if let Some(earlier) = rows.iter_mut().find(|known| known.row.serial == row.serial) {
            // the safe one of two counts: what is revoked stays revoked
            let kept = if earlier.row.status != IndexStatus::Revoked && row.status == IndexStatus::Revoked {
                earlier.row = row;
                "this one counts, since it revokes"
            } else {
                "the earlier one counts"
            };
            let text = format!("the serial number {} has a row already; {kept}", earlier.row.serial);
            return self.note("duplicate-serial", Severity::Warn, place, text);
        }
        let same = |found: &Found<Certificate>| found.value.serial == row.serial;
        let exact = certificates.iter().position(|found| same(found) && one_line(&found.value.subject) == row.subject);
        let at = exact.or_else(|| certificates.iter().position(same));
        let certificate = at.map(|at| certificates.remove(at));
        if let Some(found) = &certificate {
            self.compare(&row, found, place);
        }
        rows.push(ImportedRow { row, certificate, source: RowSource::Index });
    }

    fn compare(&mut self, row: &IndexRow, found: &Found<Certificate>, place: &str) {
        let expected = row_of(&found.value);
        if row.not_after != expected.not_after {
            let text = format!(
                "says it ends {}, and {} ends {}; the certificate counts",
                row.not_after, found.path, expected.not_after
            );
            self.note("row-differs", Severity::Warn, place, text);
        }
        if row.subject != expected.subject {
            let text =
                format!("says {}, and {} is for {}; the certificate counts", row.subject, found.path, expected.subject);
            self.note("row-differs", Severity::Warn, place, text);
        }
    }

    /// Revokes what a CRL revokes and the index does not.
    fn revocations(&mut self, crl: &CertificateList, rows: &mut Vec<ImportedRow>) {
        for revoked in &crl.revoked {
            let reason = revoked.reason.filter(|reason| *reason != crate::model::RevocationReason::Unspecified);
            let revocation = IndexRevocation {
                date: revoked.date,
                reason: reason.map(|reason| index_reason(reason, revoked.invalidity_date)),
            };
            match rows.iter_mut().find(|row| row.row.serial == revoked.serial) {
                Some(row) if row.row.status == IndexStatus::Revoked => {}
                Some(row) => {
                    row.row.status = IndexStatus::Revoked;
                    row.row.revocation = Some(revocation);
                    let text = format!(
                        "{} is revoked by the CRL of {} and not in the index; it counts as revoked",
                        revoked.serial, crl.this_update
                    );
                    self.note("revoked-in-crl-only", Severity::Warn, "index.txt", text);
                }
                None => {
                    let row = IndexRow {
                        status: IndexStatus::Revoked,
                        not_after: crate::model::Time::FOREVER,
                        revocation: Some(revocation),
                        serial: revoked.serial.clone(),
                        file: "unknown".to_owned(),
                        subject: String::new(),
                    };
                    let text = format!(
                        "{} is revoked by the CRL of {}, and there is neither row nor certificate; a row without a name was made",
                        revoked.serial, crl.this_update
                    );
                    self.note("revoked-unknown", Severity::Warn, "index.txt", text);
                    rows.push(ImportedRow { row, certificate: None, source: RowSource::Crl });
                }
            }
        }
    }

    /// The number in a file, with what was mended.
    fn number(&mut self, path: Option<&String>) -> Option<SerialNumber> {
        let path = path?;
        match NumberFile::parse(path, self.files.get(path)?) {
            Ok(file) => {
                for repair in file.repairs {
                    self.note("number-mended", Severity::Note, path.clone(), repair.text);
                }
                Some(file.next)
            }
            Err(error) => {
                self.note("number-broken", Severity::Warn, path.clone(), format!("{error} Counted anew."));
                None
            }
        }
    }

    fn next_serial(&mut self, places: &Places<'_>, rows: &[ImportedRow]) -> SerialNumber {
        let path = places.serial();
        let given = self.number(path.as_ref());
        let is_used = |serial: &SerialNumber| rows.iter().any(|row| row.row.serial == *serial);
        if let Some(serial) = given.as_ref().filter(|serial| !is_used(serial)) {
            return serial.clone();
        }
        let largest = rows.iter().map(|row| &row.row.serial).max_by_key(|serial| magnitude(serial));
        let next =
            largest.and_then(|largest| successor(largest).ok()).unwrap_or_else(|| SerialNumber::from_der_content(&[1]));
        let place = path.unwrap_or_else(|| "serial".to_owned());
        match given {
            Some(given) => self.note(
                "serial-used-already",
                Severity::Warn,
                place,
                format!("{given} is used already; {next} is next"),
            ),
            None => self.note("serial-missing", Severity::Note, place, format!("counted anew: {next} is next")),
        }
        next
    }

    fn next_crl_number(&mut self, places: &Places<'_>, crls: &[CertificateList]) -> Option<SerialNumber> {
        let path = places.crl_number();
        let given = self.number(path.as_ref());
        let largest = crls.iter().filter_map(crl_number).max();
        let after = largest
            .and_then(|largest| largest.checked_add(1))
            .and_then(|next| SerialNumber::parse(&format!("{next:02X}")).ok());
        match (given, after) {
            (Some(given), Some(after)) if magnitude(&given) < magnitude(&after) => {
                let text = format!("{given} is not greater than the number of a CRL that exists; {after} is next");
                self.note("crl-number-behind", Severity::Warn, path.unwrap_or_default(), text);
                Some(after)
            }
            (Some(given), _) => Some(given),
            (None, after) => after,
        }
    }

    /// `index.txt.attr` counts in place of the configuration, as with OpenSSL.
    fn unique_subject(&mut self, places: &Places<'_>) -> bool {
        let configured = places.settings.is_none_or(|settings| settings.unique_subject);
        let path = places.index().map(|index| format!("{index}.attr")).filter(|path| self.files.contains_key(path));
        let attribute = path.as_ref().and_then(|path| IndexAttributes::parse(&self.text(path)));
        match (attribute, path) {
            (Some(attribute), Some(path)) if places.settings.is_some() && attribute.unique_subject != configured => {
                self.note(
                    "unique-subject-differs",
                    Severity::Note,
                    path,
                    "counts in place of the configuration, as with OpenSSL",
                );
                attribute.unique_subject
            }
            (Some(attribute), _) => attribute.unique_subject,
            _ => configured,
        }
    }

    /// Says what of the authority's own certificate should be replaced.
    fn judge_authority(&mut self, certificate: &Certificate) {
        let subject = certificate.subject.to_string();
        let weak = matches!(
            certificate.signature_algorithm,
            SignatureAlgorithm::RsaMd5 | SignatureAlgorithm::RsaSha1 | SignatureAlgorithm::EcdsaSha1
        );
        if weak {
            self.note(
                "authority-weak-digest",
                Severity::Warn,
                subject.clone(),
                "is signed with MD5 or SHA-1: it can be looked at and gone on with, and should be replaced",
            );
        }
        let findings = PublicKey::from_spki(&certificate.spki).map(|key| key.judge()).unwrap_or_default();
        for finding in findings.into_iter().filter(|finding| finding.severity == Severity::Refuse) {
            let text = format!("{} The authority should be replaced.", finding.text);
            self.note("authority-weak-key", Severity::Warn, subject.clone(), text);
        }
        let is_authority = certificate.extension(|value| match value {
            ExtensionValue::BasicConstraints(constraints) => Some(constraints.ca),
            _ => None,
        });
        if is_authority != Some(true) {
            self.note(
                "authority-without-basic-constraints",
                Severity::Warn,
                subject,
                "does not say CA:TRUE: strict programs refuse what it signed",
            );
        }
    }
}

/// Files of the ledger and of editors, which hold nothing else.
fn is_of_the_ledger(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let bases = ["index.txt", "serial", "crlnumber"];
    bases.iter().any(|base| name.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        || [".cnf", ".conf", ".cfg", ".rnd", ".swp"].iter().any(|end| name.ends_with(end))
        || matches!(name, ".rand" | ".DS_Store" | "Thumbs.db" | "desktop.ini" | "vars" | "vars.example")
}

fn looks_important(path: &str) -> bool {
    [".pem", ".crt", ".cer", ".der", ".crl", ".key", ".csr", ".req"].iter().any(|end| path.ends_with(end))
}

/// Whether a key needs a passphrase.
fn is_encrypted(bytes: &[u8]) -> bool {
    PrivateKey::parse(bytes, None).is_err_and(|error| error.code() == Code::KeyPassphraseMissing)
}

/// The text of a file: UTF-8, else one character for each octet.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect())
}

/// The certificate that issued most of the others.
fn most_used_issuer(all: &[Found<Certificate>]) -> Option<&Found<Certificate>> {
    let is_authority = |certificate: &Certificate| {
        certificate.is_self_issued()
            || certificate
                .extension(|value| matches!(value, ExtensionValue::BasicConstraints(c) if c.ca).then_some(()))
                .is_some()
    };
    let issued = |issuer: &Certificate| all.iter().filter(|found| found.value.issuer.matches(&issuer.subject)).count();
    all.iter().filter(|found| is_authority(&found.value)).max_by_key(|found| issued(&found.value))
}

/// The issuers above a certificate, as far as they are among these.
fn chain_above(certificate: &Certificate, all: &[Found<Certificate>]) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut below = certificate;
    while !below.is_self_issued() && chain.len() < 16 {
        let above = all.iter().find(|found| found.value.subject.matches(&below.issuer) && found.value.der != below.der);
        let Some(above) = above.filter(|above| !chain.contains(&above.value)) else { break };
        chain.push(above.value.clone());
        below = &above.value;
    }
    chain
}

/// The row that OpenSSL would write for a certificate.
#[must_use]
pub fn row_of(certificate: &Certificate) -> IndexRow {
    IndexRow {
        status: IndexStatus::Valid,
        not_after: certificate.validity.not_after(),
        revocation: None,
        serial: certificate.serial.clone(),
        file: "unknown".to_owned(),
        subject: one_line(&certificate.subject),
    }
}

/// The reason as the index has it, with the moment of the compromise where there is one.
#[must_use]
pub fn index_reason(
    reason: crate::model::RevocationReason,
    invalidity_date: Option<crate::model::Time>,
) -> IndexReason {
    use crate::model::RevocationReason;
    match (reason, invalidity_date) {
        (RevocationReason::KeyCompromise, Some(date)) => IndexReason::KeyTime(date),
        (RevocationReason::CaCompromise, Some(date)) => IndexReason::CaKeyTime(date),
        (reason, _) => IndexReason::Plain(reason),
    }
}

fn crl_number(crl: &CertificateList) -> Option<u128> {
    crl.extensions.iter().find_map(|extension| match extension.value {
        ExtensionValue::CrlNumber(number) => Some(number),
        _ => None,
    })
}

/// A number to compare by: its octets without zeros in front, the shorter first.
fn magnitude(serial: &SerialNumber) -> (usize, Vec<u8>) {
    let octets: Vec<u8> = serial.der_content().into_iter().skip_while(|octet| *octet == 0).collect();
    (octets.len(), octets)
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
    /// The certificates, in DER, with their serial numbers.
    pub certificates: &'a [(SerialNumber, Vec<u8>)],
    /// The newest CRL, in DER.
    pub crl: Option<&'a [u8]>,
    /// The next serial number.
    pub next_serial: &'a SerialNumber,
    /// The number of the next CRL.
    pub next_crl_number: &'a SerialNumber,
    /// Whether two valid certificates may not have the same subject.
    pub unique_subject: bool,
    /// The configuration; nothing for one of Rootpage's own.
    pub config: Option<&'a str>,
}

impl Export<'_> {
    /// The files, by their path.
    ///
    /// # Errors
    /// [`Code::KeyEncoding`] where the key is not encrypted: an authority's key does not leave without a passphrase.
    pub fn files(&self) -> Result<Files> {
        let mut files = Files::new();
        let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
        put("openssl.cnf", self.config.unwrap_or(DEFAULT_CONFIG).to_owned());
        put("index.txt", self.index.write());
        put("index.txt.attr", IndexAttributes { unique_subject: self.unique_subject }.write());
        put("serial", NumberFile::write(self.next_serial));
        put("crlnumber", NumberFile::write(self.next_crl_number));
        put("cacert.pem", crate::bundle::pem("CERTIFICATE", &self.certificate.der));
        if !self.chain.is_empty() {
            put("chain.pem", self.chain.iter().map(|above| crate::bundle::pem("CERTIFICATE", &above.der)).collect());
        }
        if let Some(crl) = self.crl {
            put("crl.pem", crate::bundle::pem("X509 CRL", crl));
        }
        for (serial, der) in self.certificates {
            put(&format!("newcerts/{serial}.pem"), crate::bundle::pem("CERTIFICATE", der));
        }
        if let Some(key) = self.key_pem {
            if !is_encrypted(key.as_bytes()) {
                return Err(Error::new(Code::KeyEncoding)
                    .field("private/cakey.pem")
                    .allowed("an encrypted key in PEM"));
            }
            put("private/cakey.pem", key.to_owned());
        }
        Ok(files)
    }
}

/// The configuration of an authority that was made in Rootpage: for a server's certificate, as its profile `server` is.
pub const DEFAULT_CONFIG: &str = "\
# The configuration of an authority that was exported from Rootpage. `openssl ca -config openssl.cnf` is run in this directory.
[ ca ]
default_ca = CA_default

[ CA_default ]
dir              = .
certificate      = $dir/cacert.pem
private_key      = $dir/private/cakey.pem
new_certs_dir    = $dir/newcerts
database         = $dir/index.txt
serial           = $dir/serial
crlnumber        = $dir/crlnumber
default_md       = default
default_days     = 397
default_crl_days = 31
policy           = policy_anything
x509_extensions  = server
crl_extensions   = crl
copy_extensions  = copy
unique_subject   = no
email_in_dn      = no
name_opt         = ca_default
cert_opt         = ca_default

[ policy_anything ]
countryName            = optional
stateOrProvinceName    = optional
localityName           = optional
organizationName       = optional
organizationalUnitName = optional
commonName             = optional
emailAddress           = optional

[ server ]
basicConstraints       = critical,CA:FALSE
keyUsage               = critical,digitalSignature,keyEncipherment
extendedKeyUsage       = serverAuth
subjectKeyIdentifier   = hash
authorityKeyIdentifier = keyid

[ crl ]
authorityKeyIdentifier = keyid

[ req ]
default_md         = sha256
string_mask        = utf8only
utf8               = yes
distinguished_name = req_name

[ req_name ]
commonName     = Common Name (host name)
commonName_max = 64
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_is_refused() {
        for path in ["../a", "a/../../b", "/etc/passwd", "C:\\a", "C:/a", "..\\a", "a/..", "", ".", "a\0b"] {
            assert_eq!(safe_path(path).unwrap_err().code(), Code::DirectoryPath, "{path}");
        }
        assert_eq!(safe_path("./a\\b//c").unwrap(), "a/b/c");
        let files = Files::from([("x/../../y".to_owned(), Vec::new())]);
        assert_eq!(Import::read(&files, &BTreeMap::new()).unwrap_err().code(), Code::DirectoryPath);
    }

    #[test]
    fn an_empty_directory_has_no_authority() {
        let files = Files::from([("index.txt".to_owned(), Vec::new())]);
        assert_eq!(Import::read(&files, &BTreeMap::new()).unwrap_err().code(), Code::DirectoryCertificateMissing);
    }

    #[test]
    fn the_default_configuration_is_sound() {
        let config = Config::parse("openssl.cnf", DEFAULT_CONFIG, &Beside::default()).unwrap();
        let findings = super::super::explain::explain(&config).findings;
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["sequential-serials"]);
    }
}
