//! The configuration of the directory, with the files that it includes and the environment that easy-rsa gives it.

use std::collections::BTreeMap;

use super::path::folder_of;
use super::{Reader, text_of};
use crate::error::Code;
use crate::openssl::ca::CaSettings;
use crate::openssl::config::{Beside, Config, Statement};
use crate::openssl::explain::{Severity, objects_of};

/// The text of a configuration and of the files that it includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationFiles {
    /// The file.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The text of each file that it includes, by its path.
    pub includes: BTreeMap<String, String>,
    /// The variables behind `$ENV::` that it was read with.
    pub environment: BTreeMap<String, String>,
}

/// A configuration that was read, and its text.
pub(super) struct Known {
    pub(super) config: Config,
    pub(super) files: ConfigurationFiles,
}

/// What easy-rsa sets for its `openssl-easyrsa.cnf` unless a file `vars` says otherwise.
const EASY_RSA: &[(&str, &str)] = &[
    ("EASYRSA_PKI", "pki"),
    ("EASYRSA_DN", "cn_only"),
    ("EASYRSA_REQ_COUNTRY", "US"),
    ("EASYRSA_REQ_PROVINCE", "California"),
    ("EASYRSA_REQ_CITY", "San Francisco"),
    ("EASYRSA_REQ_ORG", "Copyleft Certificate Co"),
    ("EASYRSA_REQ_EMAIL", "me@example.net"),
    ("EASYRSA_REQ_OU", "My Organizational Unit"),
    ("EASYRSA_REQ_CN", "ChangeMe"),
    ("EASYRSA_REQ_SERIAL", ""),
    ("EASYRSA_KEY_SIZE", "2048"),
    ("EASYRSA_CA_EXPIRE", "3650"),
    ("EASYRSA_CERT_EXPIRE", "825"),
    ("EASYRSA_CRL_DAYS", "180"),
    ("EASYRSA_DIGEST", "sha256"),
];

impl Reader<'_> {
    /// The configuration: the shallowest `.cnf` or `.conf` with a section `[ca]`.
    pub(super) fn configuration(&mut self, environment: &BTreeMap<String, String>) -> Option<Known> {
        let is_config = |path: &str| [".cnf", ".conf", ".cfg"].iter().any(|end| path.ends_with(end));
        let mut paths: Vec<String> = self.files.keys().filter(|path| is_config(path)).cloned().collect();
        let rank = |path: &String| (!path.ends_with("openssl.cnf"), path.matches('/').count(), path.len());
        paths.sort_by_key(rank);
        let texts: BTreeMap<String, String> = paths.iter().map(|path| (path.clone(), self.text(path))).collect();
        paths.into_iter().find_map(|path| self.configuration_in(path, &texts, environment))
    }

    fn configuration_in(
        &mut self,
        path: String,
        texts: &BTreeMap<String, String>,
        environment: &BTreeMap<String, String>,
    ) -> Option<Known> {
        let text = texts.get(&path)?;
        let mut beside = Beside { files: texts.clone(), environment: environment.clone() };
        if text.contains("ENV::EASYRSA") {
            self.easy_rsa(&path, &mut beside.environment);
        }
        match Config::parse(&path, text, &beside) {
            Ok(config) if config.section("ca").is_some() => {
                let files = ConfigurationFiles {
                    includes: includes(&config, texts),
                    text: text.clone(),
                    environment: beside.environment,
                    path,
                };
                return Some(Known { config, files });
            }
            Ok(_) => {
                self.note("config-not-of-an-authority", Severity::Note, path, "has no section [ca]; kept aside");
            }
            Err(error) => {
                self.unset.extend(Config::unset_variables(&path, text, &beside));
                let hint = match error.code() {
                    Code::ConfigVariable => "Gone on without it: the environment that it asks for can be given.",
                    _ => "Gone on without it.",
                };
                let place = error.field_name().unwrap_or(&path).to_owned();
                self.note("config-broken", Severity::Warn, place, format!("{error} {hint}"));
            }
        }
        None
    }

    /// What easy-rsa would have set: its defaults, and `set_var NAME "value"` of a file `vars`.
    fn easy_rsa(&self, config: &str, environment: &mut BTreeMap<String, String>) {
        let vars = self.files.iter().filter(|(path, _)| *path == "vars" || path.ends_with("/vars"));
        let nearest = vars.min_by_key(|(path, _)| (folder_of(path) != folder_of(config), path.len()));
        let text = nearest.map(|(_, bytes)| text_of(bytes)).unwrap_or_default();
        let set = text.lines().filter_map(set_var);
        let defaults = EASY_RSA.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        for (name, value) in set.chain(defaults) {
            environment.entry(name).or_insert(value);
        }
    }

    pub(super) fn settings(&mut self, config: &Config) -> Option<CaSettings> {
        match objects_of(config).and_then(|objects| CaSettings::read(config, None, &objects)) {
            Ok(settings) => Some(settings),
            Err(error) => {
                let place = error.field_name().unwrap_or("openssl.cnf").to_owned();
                self.note("config-broken", Severity::Warn, place, error.to_string());
                None
            }
        }
    }
}

/// The files that a configuration includes.
fn includes(config: &Config, texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let files = config.lines().iter().flat_map(|line| match &line.statement {
        Statement::Include { files, .. } => files.as_slice(),
        _ => &[],
    });
    files.filter_map(|path| texts.get(path).map(|text| (path.clone(), text.clone()))).collect()
}

/// A line `set_var EASYRSA_DN "org"` of easy-rsa's `vars`. What a shell would put in for `$PWD` or `$EASYRSA` is left out: paths are
/// found by their end.
fn set_var(line: &str) -> Option<(String, String)> {
    let (name, value) = line.trim().strip_prefix("set_var")?.trim().split_once(char::is_whitespace)?;
    let value = value.trim();
    let value = value.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or(value);
    let words: Vec<&str> = value.split('/').filter(|part| !part.starts_with('$')).collect();
    Some((name.to_owned(), words.join("/")))
}
