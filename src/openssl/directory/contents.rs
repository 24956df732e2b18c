//! What lies in the files, by kind: certificates, requests, CRLs and private keys.

use zeroize::Zeroizing;

use super::places::Places;
use super::{Found, KeyFile, Reader};
use crate::error::{Code, Error};
use crate::key::PrivateKey;
use crate::model::{Certificate, CertificateList, CertificationRequest};
use crate::openssl::explain::Severity;
use crate::parse::{self, ObjectKind};

/// Everything that the files hold, by kind.
#[derive(Default)]
pub(super) struct Things {
    pub(super) certificates: Vec<Found<Certificate>>,
    pub(super) requests: Vec<Found<CertificationRequest>>,
    pub(super) crls: Vec<Found<CertificateList>>,
    pub(super) keys: Vec<KeyFile>,
}

impl Reader<'_> {
    /// Looks into every file that is not one of the ledger's own.
    pub(super) fn things(&mut self, places: &Places<'_>) -> Things {
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
