//! Paths of a directory: with `/` between the parts, and none that leads out.

use super::{Files, MAX_FILES, MAX_TOTAL};
use crate::error::{Code, Error, Result};

/// The paths with `/` between the parts and nothing that leads out.
pub(super) fn normalised(files: &Files) -> Result<Files> {
    let total: usize = files.values().map(Vec::len).sum();
    if total > MAX_TOTAL || files.len() > MAX_FILES {
        let found = format!("{} files, {total} bytes", files.len());
        return Err(Error::new(Code::DirectoryTooLarge)
            .found(found)
            .allowed(format!("{MAX_FILES} files, {MAX_TOTAL} bytes")));
    }
    let mut normal = Files::new();
    for (path, bytes) in files {
        let path = safe_path(path)?;
        if normal.insert(path.clone(), bytes.clone()).is_some() {
            return Err(Error::new(Code::ArchiveFormat).field(path).found("the same path twice"));
        }
    }
    Ok(normal)
}

/// The path without `./` and with `/` for `\`.
///
/// # Errors
/// [`Code::DirectoryPath`] where it leads out of the directory.
pub fn safe_path(path: &str) -> Result<String> {
    let slashed = path.replace('\\', "/");
    let out = || Error::new(Code::DirectoryPath).field(path).found(path).allowed("a path below the directory");
    if slashed.starts_with('/') || has_drive(&slashed) || slashed.contains('\0') {
        return Err(out());
    }
    let parts = parts(&slashed);
    match parts.is_empty() || parts.contains(&"..") {
        true => Err(out()),
        false => Ok(parts.join("/")),
    }
}

/// Whether it begins with the letter of a drive, as paths of Windows do.
fn has_drive(path: &str) -> bool {
    path.chars().nth(1) == Some(':') && path.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The parts of a path with `/` between them.
fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").collect()
}

/// The parts of a path of a configuration, wherever it leads: without a drive, and without what leads up.
pub(super) fn parts_below(path: &str) -> Vec<String> {
    let slashed = path.replace('\\', "/");
    let below = if has_drive(&slashed) { slashed.chars().skip(2).collect() } else { slashed };
    parts(&below).into_iter().filter(|part| *part != "..").map(str::to_owned).collect()
}

/// The folder that a file lies in; empty for the top one.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A file in a folder, of which the top one is empty.
pub(super) fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_is_refused() {
        for path in ["../a", "a/../../b", "/etc/passwd", "C:\\a", "C:/a", "..\\a", "a/..", "", ".", "a\0b"] {
            assert_eq!(safe_path(path).unwrap_err().code(), Code::DirectoryPath, "{path}");
        }
        assert_eq!(safe_path("./a\\b//c").unwrap(), "a/b/c");
    }

    #[test]
    fn a_path_of_a_configuration_stays_below() {
        for (path, below) in
            [("./demoCA/index.txt", "demoCA/index.txt"), ("/etc/CA/../x", "etc/CA/x"), ("C:\\CA\\serial", "CA/serial")]
        {
            assert_eq!(parts_below(path).join("/"), below, "{path}");
        }
    }
}
