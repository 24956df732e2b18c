//! Between a directory of `openssl ca` and an authority of the vault.

use std::collections::{BTreeMap, BTreeSet};

use super::call::{BroughtDirectory, DirectoryInput, Secret};
use super::held::Held;
use super::shape;
use super::view::DirectoryFindingView;
use crate::error::{Code, Error, Result};
use crate::key::Severity;
use crate::openssl::archive::Archive;
use crate::openssl::configuration::Made;
use crate::openssl::directory::{ConfigurationFiles, DirectoryFinding, Files, Import, Layout};
use crate::vault::{ConfigurationRecord, SettingsRecord};

/// Where the configuration is written that is made for an authority without one.
const MADE: [&str; 2] = ["openssl.cnf", "rootpage.cnf"];

/// Reads a directory. Entries of an archive that are no files are a finding.
pub fn read(input: &DirectoryInput, environment: &BTreeMap<String, String>) -> Result<Import> {
    let archive = match input {
        DirectoryInput::Archive { archive } => Archive::read(archive)?,
        DirectoryInput::Files { files } => Archive { files: listed(files)?, left_out: Vec::new() },
    };
    let mut import = Import::read(&archive.files, environment)?;
    import.findings.extend(archive.left_out.into_iter().map(|path| DirectoryFinding {
        code: "entry-left-out",
        severity: Severity::Warn,
        path,
        text: "is neither a file nor a folder; left out".to_owned(),
    }));
    Ok(import)
}

fn listed(files: &[(String, serde_bytes::ByteBuf)]) -> Result<Files> {
    let mut all = Files::new();
    for (path, bytes) in files {
        if all.insert(path.clone(), bytes.to_vec()).is_some() {
            return Err(Error::new(Code::ArchiveFormat).field(path).found("the same path twice"));
        }
    }
    Ok(all)
}

impl BroughtDirectory {
    /// The directory, read with its environment.
    ///
    /// # Errors
    /// Those of [`Import::read`] and of the archive.
    pub fn read(&self) -> Result<Import> {
        let nothing = BTreeMap::new();
        read(&self.input, self.environment.as_ref().unwrap_or(&nothing))
    }

    /// What the authority's key is encrypted with, where it was said.
    pub fn passphrase(&self) -> Option<&str> {
        self.passphrase.as_ref().map(Secret::as_str).filter(|text| !text.is_empty())
    }
}

/// What was found, in words.
pub fn findings(all: Vec<DirectoryFinding>) -> Vec<DirectoryFindingView> {
    let view = |finding: DirectoryFinding| DirectoryFindingView {
        code: finding.code,
        severity: shape::severity(finding.severity),
        path: finding.path,
        text: finding.text,
    };
    all.into_iter().map(view).collect()
}

/// The settings of an authority that was taken in.
pub fn settings(import: &Import) -> SettingsRecord {
    let hours = import.settings.as_ref().and_then(|settings| settings.crl_hours);
    let usual = SettingsRecord::default();
    SettingsRecord {
        configuration: import.configuration.clone().map(record_of),
        sequential: !import.random_serials(),
        unique_subject: import.unique_subject,
        crl_seconds: hours.map_or(usual.crl_seconds, |hours| u64::from(hours).saturating_mul(3600)),
        ..usual
    }
}

/// The configuration of an authority, and whether it was made for it.
pub fn configuration(held: &Held) -> (ConfigurationFiles, bool) {
    match &held.settings.configuration {
        Some(record) => (files_of(record), false),
        None => (made(held), true),
    }
}

/// A configuration as the vault keeps it.
pub fn record_of(files: ConfigurationFiles) -> ConfigurationRecord {
    let ConfigurationFiles { path, text, includes, environment } = files;
    let (includes, environment) = (includes.into_iter().collect(), environment.into_iter().collect());
    ConfigurationRecord { path, text, includes, environment }
}

/// A configuration that the vault keeps.
pub fn files_of(record: &ConfigurationRecord) -> ConfigurationFiles {
    ConfigurationFiles {
        path: record.path.clone(),
        text: record.text.clone(),
        includes: record.includes.iter().cloned().collect(),
        environment: record.environment.iter().cloned().collect(),
    }
}

fn made(held: &Held) -> ConfigurationFiles {
    let paths: BTreeSet<&str> = held.files.iter().map(|file| file.path.as_str()).collect();
    let layout = Layout::of(paths.iter().copied(), None, None);
    let settings = &held.settings;
    let made = Made {
        layout: &layout,
        random_serials: !settings.sequential,
        unique_subject: settings.unique_subject,
        crl_seconds: u32::try_from(settings.crl_seconds).unwrap_or(u32::MAX),
        crl: &settings.crl_urls,
        delta: &settings.delta_urls,
        issuer: &settings.issuer_urls,
        ocsp: &settings.ocsp_urls,
    };
    let path = MADE.iter().find(|path| !paths.contains(*path)).copied().unwrap_or_default();
    ConfigurationFiles {
        path: path.to_owned(),
        text: made.text(),
        includes: BTreeMap::new(),
        environment: BTreeMap::new(),
    }
}

/// Where the parts of an authority are in its directory.
pub fn layout(held: &Held) -> Layout {
    let paths: Files = held.files.iter().map(|file| (file.path.clone(), Vec::new())).collect();
    configuration(held).0.layout(&paths)
}

/// What an authority's settings say and its own configuration does not: OpenSSL goes by the configuration.
pub fn beyond_configuration(held: &Held) -> Vec<DirectoryFinding> {
    let (files, made) = configuration(held);
    let settings = &held.settings;
    let urls = [&settings.crl_urls, &settings.delta_urls, &settings.issuer_urls, &settings.ocsp_urls];
    let published = urls.iter().any(|urls| !urls.is_empty());
    let counts = files.counts_serials();
    let differences = [
        (
            published,
            "publication-beyond-configuration",
            "the addresses of the settings are not in it: what OpenSSL signs goes without them",
        ),
        (
            !settings.sequential && counts,
            "serials-beyond-configuration",
            "it counts serial numbers, which are random in the settings: OpenSSL goes on from the greatest",
        ),
        (
            settings.sequential && !counts,
            "serials-beyond-configuration",
            "it asks for random serial numbers, which are counted in the settings",
        ),
    ];
    let finding = |(_, code, text): (bool, &'static str, &str)| DirectoryFinding {
        code,
        severity: Severity::Warn,
        path: files.path.clone(),
        text: text.to_owned(),
    };
    differences.into_iter().filter(|(differs, ..)| *differs && !made).map(finding).collect()
}
