//! Where each part of an authority lies in its directory: where it was found, else where the configuration says, else where
//! `openssl ca` has it by custom.

use super::path::{folder_of, parts_below, within};
use super::places::Places;
use crate::model::SerialNumber;
use crate::openssl::ca::CaSettings;

/// The paths of an authority's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// `openssl.cnf`.
    pub configuration: String,
    /// `index.txt`.
    pub index: String,
    /// `serial`.
    pub serial: String,
    /// `crlnumber`.
    pub crl_number: String,
    /// `cacert.pem`.
    pub certificate: String,
    /// `private/cakey.pem`.
    pub private_key: String,
    /// `newcerts`: the folder of the certificates by serial number.
    pub new_certificates: String,
    /// `crl.pem`.
    pub crl: String,
    /// `delta.pem`: the newest delta CRL, which `openssl ca` does not make.
    pub delta: String,
    /// `requests`: the folder of the requests by the serial number of what was signed for them.
    pub requests: String,
    /// `former`: the folder of the authority's earlier certificates.
    pub former: String,
    /// `chain.pem`: the issuers above the authority, which `openssl ca` does not ask for.
    pub chain: String,
}

/// What goes before the paths of the configuration, and before the same paths in the directory.
struct Base {
    configured: Vec<String>,
    found: Vec<String>,
}

impl Base {
    /// Compares a path of the configuration with the one that was found for it: their ends are the same.
    fn of(configured: &str, found: &str) -> Self {
        let (configured, found) = (parts_below(configured), parts_below(found));
        let same = configured.iter().rev().zip(found.iter().rev()).take_while(|(a, b)| a == b).count();
        let front = |parts: &[String]| parts.iter().take(parts.len().saturating_sub(same)).cloned().collect();
        Self { configured: front(&configured), found: front(&found) }
    }

    /// Where another path of the configuration lies.
    fn place(&self, configured: &str) -> String {
        let parts = parts_below(configured);
        match parts.strip_prefix(self.configured.as_slice()) {
            Some(rest) => self.found.iter().chain(rest).cloned().collect::<Vec<_>>().join("/"),
            None => parts.join("/"),
        }
    }
}

impl Layout {
    /// The paths in a directory that has these files, or will have them.
    #[must_use]
    pub fn of<'a>(
        paths: impl Iterator<Item = &'a str>,
        config_path: Option<&'a str>,
        settings: Option<&'a CaSettings>,
    ) -> Self {
        let places = Places::of_paths(paths, config_path, settings);
        let asked = |pick: fn(&CaSettings) -> &Option<String>| places.setting(pick).map(String::as_str);
        let (index, certificate) = (places.index(), places.certificate());
        let known = [
            asked(|settings| &settings.database).zip(index.as_deref()),
            asked(|settings| &settings.certificate).zip(certificate.as_deref()),
        ];
        let base = known.into_iter().flatten().next().map(|(configured, found)| Base::of(configured, found));
        let base = base.unwrap_or(Base { configured: Vec::new(), found: Vec::new() });
        let beside = index.as_deref().or(certificate.as_deref()).map(folder_of);
        let folder = beside.or(config_path.map(folder_of)).unwrap_or_default().to_owned();
        // easy-rsa has no configuration that could be asked, unless its variables are known
        let easy_rsa = certificate.as_deref().is_some_and(|path| path.ends_with("ca.crt"));
        let names = if easy_rsa { ["private/ca.key", "certs_by_serial"] } else { ["private/cakey.pem", "newcerts"] };
        let place = |found: Option<String>, configured: Option<&str>, name: &str| {
            found.or_else(|| configured.map(|path| base.place(path))).unwrap_or_else(|| within(&folder, name))
        };
        Self {
            configuration: config_path.unwrap_or("openssl.cnf").to_owned(),
            index: place(index.clone(), asked(|settings| &settings.database), "index.txt"),
            serial: place(places.serial(), asked(|settings| &settings.serial), "serial"),
            crl_number: place(places.crl_number(), asked(|settings| &settings.crl_number), "crlnumber"),
            certificate: place(certificate.clone(), asked(|settings| &settings.certificate), "cacert.pem"),
            private_key: place(None, asked(|settings| &settings.private_key), names[0]),
            new_certificates: place(None, asked(|settings| &settings.new_certificates), names[1]),
            crl: place(places.crl(), None, "crl.pem"),
            delta: within(&folder, "delta.pem"),
            requests: within(&folder, "requests"),
            former: within(&folder, "former"),
            chain: within(&folder, "chain.pem"),
        }
    }

    /// The file of the certificate with this serial number.
    #[must_use]
    pub fn certificate_of(&self, serial: &SerialNumber) -> String {
        within(&self.new_certificates, &format!("{serial}.pem"))
    }

    /// The file of the request for which this certificate was signed.
    #[must_use]
    pub fn request_of(&self, serial: &SerialNumber) -> String {
        within(&self.requests, &format!("{serial}.pem"))
    }

    /// The file of an earlier certificate of the authority.
    #[must_use]
    pub fn former_of(&self, serial: &SerialNumber) -> String {
        within(&self.former, &format!("{serial}.pem"))
    }

    /// The folders that `openssl ca` wants to be there even where nothing is in them yet.
    #[must_use]
    pub fn folders(&self) -> Vec<&str> {
        let folders = [self.new_certificates.as_str(), folder_of(&self.private_key)];
        folders.into_iter().filter(|folder| !folder.is_empty()).collect()
    }

    /// `index.txt.attr`.
    #[must_use]
    pub fn attributes(&self) -> String {
        format!("{}.attr", self.index)
    }
}
