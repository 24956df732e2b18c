//! Files under their paths: one path has one file.

use std::collections::BTreeMap;

use super::PublicFile;
use crate::error::{Code, Error, Result};

/// The files that are there so far.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    files: BTreeMap<String, PublicFile>,
    /// The paths, by themselves in lower case.
    lower: BTreeMap<String, String>,
}

impl Shelf {
    /// Puts a file under its path, where it may be already.
    ///
    /// # Errors
    /// [`Code::PublicationConflict`] where another file is there, or a folder.
    pub(super) fn put(&mut self, path: &str, file: PublicFile) -> Result<()> {
        match self.in_the_way(path, &file) {
            None => {
                self.insert(path, file);
                Ok(())
            }
            Some(other) => {
                let both = self.files.get(&other).map(|there| format!("{} and {}", there.about, file.about));
                let found = both.unwrap_or_default();
                Err(Error::new(Code::PublicationConflict).field(path).found(format!("{found} ({other})")))
            }
        }
    }

    /// The same, for an address that points to it.
    ///
    /// # Errors
    /// As [`Shelf::put`]; the address is said.
    pub(super) fn put_for(&mut self, path: &str, file: PublicFile, url: &str) -> Result<()> {
        self.put(path, file).map_err(|error| {
            let found = error.found_text().unwrap_or_default().to_owned();
            error.found(format!("{url}: {found}"))
        })?;
        if let Some(file) = self.files.get_mut(path) {
            file.urls.push(url.to_owned());
        }
        Ok(())
    }

    /// Puts a file that no address points to: under its usual name, or the next one that is free.
    pub(super) fn put_beside(&mut self, stem: &str, suffix: &str, file: PublicFile) -> String {
        let names = std::iter::once(format!("{stem}{suffix}"))
            .chain((2_u32..).map(|number| format!("{stem}-{number}{suffix}")));
        let free = names.into_iter().find(|name| self.in_the_way(name, &file).is_none());
        let path = free.unwrap_or_default();
        self.insert(&path, file);
        path
    }

    /// What is there so far.
    pub(super) const fn files(&self) -> &BTreeMap<String, PublicFile> {
        &self.files
    }

    pub(super) fn finish(self) -> BTreeMap<String, PublicFile> {
        self.files
    }

    /// What is where a file is to be, and is not that file: another one under the path, be it in other letters that many systems take for the
    /// same, a file where the path has a folder, or a folder where it has its file.
    fn in_the_way(&self, path: &str, file: &PublicFile) -> Option<String> {
        let wanted = path.to_lowercase();
        let other = self
            .lower
            .get(&wanted)
            .filter(|there| self.files.get(*there).is_none_or(|known| known.bytes != file.bytes));
        let slashes = wanted.match_indices('/').filter_map(|(at, _)| wanted.get(..at));
        let above = || slashes.filter_map(|folder| self.lower.get(folder)).next();
        let folder = format!("{wanted}/");
        let below = || self.lower.range(folder.clone()..).next().filter(|(there, _)| there.starts_with(&folder));
        other.or_else(above).or_else(|| below().map(|(_, there)| there)).cloned()
    }

    fn insert(&mut self, path: &str, file: PublicFile) {
        self.lower.entry(path.to_lowercase()).or_insert_with(|| path.to_owned());
        self.files.entry(path.to_owned()).or_insert(file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> PublicFile {
        PublicFile::new(text, "text/plain", format!("the file {text}"))
    }

    #[test]
    fn the_same_file_may_be_asked_for_twice_and_another_one_may_not() {
        let mut shelf = Shelf::default();
        shelf.put_for("a/b", file("1"), "http://one/a/b").unwrap();
        shelf.put_for("a/b", file("1"), "http://two/a/b").unwrap();
        for path in ["a/b", "A/b", "a/b/c", "a"] {
            let error = shelf.put_for(path, file("2"), "http://three/").unwrap_err();
            assert_eq!(error.code(), Code::PublicationConflict);
            assert_eq!(error.field_name(), Some(path));
            assert!(error.found_text().unwrap().contains("http://three/: the file 1 and the file 2"), "{error}");
        }
        assert_eq!(shelf.finish()["a/b"].urls, ["http://one/a/b", "http://two/a/b"]);
    }

    #[test]
    fn a_file_that_nothing_points_to_makes_way() {
        let mut shelf = Shelf::default();
        assert_eq!(shelf.put_beside("ca", ".pem", file("1")), "ca.pem");
        assert_eq!(shelf.put_beside("ca", ".pem", file("1")), "ca.pem");
        assert_eq!(shelf.put_beside("ca", ".pem", file("2")), "ca-2.pem");
        assert_eq!(shelf.put_beside("ca", ".pem", file("3")), "ca-3.pem");
    }
}
