//! What is kept of a directory so that it can be given back whole.

use super::{Files, Import};
use crate::bundle;
use crate::parse;

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
        // the text that `openssl ca` writes before the PEM can be made again from the certificate
        if files.get(&path).is_some_and(|bytes| is_only(bytes, &found.value.der)) {
            files.remove(&path);
        }
    }
    for (row, request) in import.rows.iter().filter_map(|row| Some((row, row.request.as_ref()?))) {
        let path = layout.request_of(&row.row.serial);
        if row.certificate.is_some() && request.path == path {
            take_same(&mut files, &path, bundle::pem("CERTIFICATE REQUEST", &request.value.der).as_bytes());
        }
    }
    for former in &import.former {
        take_same(&mut files, &layout.former_of(&former.serial), bundle::pem("CERTIFICATE", &former.der).as_bytes());
    }
    files
}

/// Whether a file holds this certificate and no other thing.
fn is_only(bytes: &[u8], der: &[u8]) -> bool {
    match parse::sniff(bytes).as_ref().map(|sniffed| sniffed.objects.as_slice()) {
        Ok([object]) => object.der == der,
        _ => false,
    }
}

/// Takes the file away where it has this content.
fn take_same(files: &mut Files, path: &str, content: &[u8]) {
    if files.get(path).is_some_and(|bytes| bytes == content) {
        files.remove(path);
    }
}
