//! What a wrapping says beside the certificates: words that are looked at before they stand in a configuration, for a line break
//! in one would be a line of its own.

use std::collections::BTreeMap;

use super::Format;
use crate::error::{Code, Error, Result};

/// The settings of one file, of which each must be known.
pub(super) struct Settings<'a> {
    format: Format,
    all: &'a BTreeMap<String, String>,
}

impl<'a> Settings<'a> {
    /// The settings, where there are none but these.
    pub fn new(format: Format, all: &'a BTreeMap<String, String>, known: &[&str]) -> Result<Self> {
        match all.keys().find(|name| !known.contains(&name.as_str())) {
            Some(other) => Err(refused(format, other, other).allowed(known.join(", "))),
            None => Ok(Self { format, all }),
        }
    }

    /// The value of one, which has these characters alone.
    pub fn word(&self, name: &str, is_allowed: fn(char) -> bool) -> Result<Option<&'a str>> {
        let Some(value) = self.all.get(name).map(|value| value.trim()).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        match value.chars().all(is_allowed) {
            true => Ok(Some(value)),
            false => Err(refused(self.format, name, value)),
        }
    }

    /// The value of one, which is one of these; the first without it.
    pub fn choice(&self, name: &str, choices: &[&'static str]) -> Result<&'static str> {
        let first = choices.first().copied().unwrap_or_default();
        let Some(value) = self.all.get(name).filter(|value| !value.is_empty()) else { return Ok(first) };
        let found = choices.iter().copied().find(|choice| choice == value);
        found.ok_or_else(|| refused(self.format, name, value).allowed(choices.join(", ")))
    }

    /// Text without a line break.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>> {
        self.word(name, |c| !c.is_control())
    }

    pub fn refused(&self, name: &str, found: &str) -> Error {
        refused(self.format, name, found)
    }
}

fn refused(format: Format, name: &str, found: &str) -> Error {
    Error::new(Code::BundleFormatUnfit)
        .field(format!("settings.{name}"))
        .found(format!("{found}, in {}", format.as_str()))
}
