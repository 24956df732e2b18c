//! Directories at a desk: taken in, merged, and given back.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::unwrap_in_result, reason = "a test fails by panicking")]

use rootpage::error::Result;
use rootpage::openssl::archive::Archive;
use rootpage::openssl::directory::Files;
use rootpage::session::view::{
    ConfigurationTextView, DirectoryView, ImportPreview, ImportedView, IndexView, MergedView, StatusView,
};
use rootpage::session::{Act, BroughtDirectory, DirectoryInput, Question, Secret, View};
use serde_bytes::ByteBuf;

use crate::desk::{Desk, NOON};
use crate::openssl::{Ca, PASSPHRASE, now};

/// The files of a folder, as a browser hands them over.
pub fn folder(files: &Files) -> DirectoryInput {
    DirectoryInput::Files {
        files: files.iter().map(|(path, bytes)| (path.clone(), ByteBuf::from(bytes.clone()))).collect(),
    }
}

pub fn import_act(input: DirectoryInput, passphrase: Option<&str>) -> Act {
    let passphrase = passphrase.map(|text| Secret::from(text.to_owned()));
    Act::ImportDirectory(BroughtDirectory { input, passphrase, environment: None })
}

/// With the variables behind `$ENV::` that are given.
pub fn inspect_question(input: DirectoryInput, environment: &[(&str, &str)]) -> Question {
    let given = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Question::InspectDirectory(BroughtDirectory { input, passphrase: None, environment: Some(given) })
}

/// A desk whose clock is that of this computer, as OpenSSL's is.
pub fn desk_of_today() -> Desk {
    let desk = Desk::new();
    desk.clock.forward(now().unix() - NOON);
    desk
}

impl Desk {
    pub fn import(&mut self, files: &Files) -> Result<ImportedView> {
        match self.act(import_act(folder(files), Some(PASSPHRASE)))? {
            View::Imported(view) => Ok(view),
            other => panic!("another view: {other:?}"),
        }
    }

    pub fn merge(&mut self, authority: &str, files: &Files) -> Result<MergedView> {
        match self.act(Act::MergeDirectory { authority: authority.to_owned(), input: folder(files) })? {
            View::Merged(view) => Ok(view),
            other => panic!("another view: {other:?}"),
        }
    }

    pub fn inspect(&mut self, files: &Files) -> Result<Box<ImportPreview>> {
        let question = inspect_question(folder(files), &[]);
        match self.ask(&question)? {
            View::Preview(view) => Ok(view),
            other => panic!("another view: {other:?}"),
        }
    }

    pub fn export_view(&mut self, authority: &str) -> DirectoryView {
        let question = Question::ExportDirectory {
            authority: authority.to_owned(),
            passphrase: Secret::from(PASSPHRASE.to_owned()),
            key_derivation: None,
        };
        match self.ask(&question).unwrap() {
            View::Directory(view) => view,
            other => panic!("another view: {other:?}"),
        }
    }

    /// The files of the directory.
    pub fn export_directory(&mut self, authority: &str) -> Files {
        let view = self.export_view(authority);
        let files = Archive::read(&view.zip).unwrap().files;
        assert_eq!(files.keys().cloned().collect::<Vec<_>>(), view.files);
        files
    }

    pub fn index(&mut self, authority: &str) -> IndexView {
        match self.ask(&Question::Index { authority: authority.to_owned() }).unwrap() {
            View::Index(view) => view,
            other => panic!("another view: {other:?}"),
        }
    }

    pub fn status(&mut self, authority: &str, serial: &str) -> StatusView {
        let question = Question::Status { authority: authority.to_owned(), serial: serial.to_owned() };
        match self.ask(&question).unwrap() {
            View::Status(view) => view,
            other => panic!("another view: {other:?}"),
        }
    }

    pub fn configuration(&mut self, authority: &str) -> ConfigurationTextView {
        match self.ask(&Question::Configuration { authority: authority.to_owned() }).unwrap() {
            View::Configuration(view) => view,
            other => panic!("another view: {other:?}"),
        }
    }
}

impl Ca {
    /// Writes the files over those of the directory.
    pub fn write_all(&self, files: &Files) {
        files.iter().for_each(|(path, bytes)| self.write(path, bytes));
    }
}
