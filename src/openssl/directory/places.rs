//! Where the configuration says that files are, and where they lie.

use std::collections::BTreeSet;

use super::path::{folder_of, parts_below};
use super::{CaSettings, Files};

/// The files of a directory, looked for by what the configuration says and by the names that they usually have.
pub(super) struct Places<'a> {
    paths: BTreeSet<&'a str>,
    folder: Option<&'a str>,
    pub(super) settings: Option<&'a CaSettings>,
}

impl<'a> Places<'a> {
    pub(super) fn new(files: &'a Files, config_path: Option<&'a str>, settings: Option<&'a CaSettings>) -> Self {
        Self::of_paths(files.keys().map(String::as_str), config_path, settings)
    }

    pub(super) fn of_paths(
        paths: impl Iterator<Item = &'a str>,
        config_path: Option<&'a str>,
        settings: Option<&'a CaSettings>,
    ) -> Self {
        let folder = config_path.map(folder_of).filter(|folder| !folder.is_empty());
        Self { paths: paths.collect(), folder, settings }
    }

    /// The file that a configuration's path means: beside the configuration, or wherever the end of the path fits.
    fn resolve(&self, path: &str) -> Option<String> {
        let parts = parts_below(path);
        (0..parts.len()).find_map(|skip| {
            let rest = parts.get(skip..)?.join("/");
            let beside = self.folder.map(|folder| format!("{folder}/{rest}"));
            let beside = beside.filter(|path| self.paths.contains(path.as_str()));
            beside.or_else(|| self.shallowest(&rest))
        })
    }

    /// The path with this end and the fewest parts.
    fn shallowest(&self, end: &str) -> Option<String> {
        let ends = |path: &&&str| path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        let fitting = self.paths.iter().filter(ends);
        fitting.min_by_key(|path| (path.matches('/').count(), path.len())).map(|path| (*path).to_owned())
    }

    /// The file that a key of the configuration names, else the one with one of these names.
    pub(super) fn file(&self, configured: Option<&String>, names: &[&str]) -> Option<String> {
        let by_name = || names.iter().find_map(|name| self.shallowest(name));
        configured.and_then(|path| self.resolve(path)).or_else(by_name)
    }

    pub(super) fn setting(&self, pick: impl Fn(&CaSettings) -> &Option<String>) -> Option<&'a String> {
        self.settings.and_then(|settings| pick(settings).as_ref())
    }

    pub(super) fn index(&self) -> Option<String> {
        self.file(self.setting(|settings| &settings.database), &["index.txt"])
    }

    pub(super) fn serial(&self) -> Option<String> {
        self.file(self.setting(|settings| &settings.serial), &["serial"])
    }

    pub(super) fn crl_number(&self) -> Option<String> {
        self.file(self.setting(|settings| &settings.crl_number), &["crlnumber"])
    }

    pub(super) fn certificate(&self) -> Option<String> {
        self.file(
            self.setting(|settings| &settings.certificate),
            &["cacert.pem", "ca.crt", "ca.pem", "cacert.crt", "ca.cert.pem"],
        )
    }

    pub(super) fn private_key(&self) -> Option<String> {
        self.file(
            self.setting(|settings| &settings.private_key),
            &["private/cakey.pem", "private/ca.key", "cakey.pem", "ca.key", "ca.key.pem"],
        )
    }

    pub(super) fn crl(&self) -> Option<String> {
        self.file(None, &["crl.pem"])
    }
}
