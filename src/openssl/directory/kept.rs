//! What is kept of a directory so that it can be given back whole.

use super::{Files, Import};
use crate::bundle;

/// Every file that an export does not make again octet by octet of the ledger, the configuration and the key.
pub(super) fn kept(import: &Import, mut files: Files) -> Files {
    if let Some(key) = &import.key {
        files.remove(&key.path);
    }
    if let Some(configuration) = &import.configuration {
        let texts = configuration.includes.iter().chain([(&configuration.path, &configuration.text)]);
        for (path, text) in texts {
            take_same(&mut files, path, text.as_bytes());
        }
    }
    let paths = files.keys().map(String::as_str);
    let config_path = import.configuration.as_ref().map(|files| files.path.as_str());
    let layout = super::Layout::of(paths, config_path, import.settings.as_ref());
    for found in import.rows.iter().filter_map(|row| row.certificate.as_ref()) {
        let path = layout.certificate_of(&found.value.serial);
        take_same(&mut files, &path, bundle::pem("CERTIFICATE", &found.value.der).as_bytes());
    }
    files
}

/// Takes the file away where it has this content.
fn take_same(files: &mut Files, path: &str, content: &[u8]) {
    if files.get(path).is_some_and(|bytes| bytes == content) {
        files.remove(path);
    }
}
