//! The numbers that come next, and whether a subject may stand twice.

use super::places::Places;
use super::{ImportedRow, Reader};
use crate::model::{CertificateList, SerialNumber};
use crate::openssl::explain::Severity;
use crate::openssl::index::{IndexAttributes, NumberFile, successor};

impl Reader<'_> {
    /// The number in a file, with what was mended.
    fn number(&mut self, path: Option<&String>) -> Option<SerialNumber> {
        let path = path?;
        match NumberFile::parse(path, self.files.get(path)?) {
            Ok(file) => {
                for repair in file.repairs {
                    self.note("number-mended", Severity::Note, path.clone(), repair.text);
                }
                Some(file.next)
            }
            Err(error) => {
                self.note("number-broken", Severity::Warn, path.clone(), format!("{error} Counted anew."));
                None
            }
        }
    }

    pub(super) fn next_serial(&mut self, places: &Places<'_>, rows: &[ImportedRow]) -> SerialNumber {
        let path = places.serial();
        let given = self.number(path.as_ref());
        let is_used = |serial: &SerialNumber| rows.iter().any(|row| row.row.serial == *serial);
        if let Some(serial) = given.as_ref().filter(|serial| !is_used(serial)) {
            return serial.clone();
        }
        let largest = rows.iter().map(|row| &row.row.serial).max_by_key(|serial| magnitude(serial));
        let next =
            largest.and_then(|largest| successor(largest).ok()).unwrap_or_else(|| SerialNumber::from_der_content(&[1]));
        let place = path.unwrap_or_else(|| "serial".to_owned());
        match given {
            Some(given) => self.note(
                "serial-used-already",
                Severity::Warn,
                place,
                format!("{given} is used already; {next} is next"),
            ),
            // random numbers need no file
            None if places.settings.is_some_and(|settings| settings.random_serials) => {}
            None => self.note("serial-missing", Severity::Note, place, format!("counted anew: {next} is next")),
        }
        next
    }

    pub(super) fn next_crl_number(&mut self, places: &Places<'_>, crls: &[CertificateList]) -> Option<SerialNumber> {
        let path = places.crl_number();
        let given = self.number(path.as_ref());
        let largest = crls.iter().filter_map(CertificateList::number).max();
        let after = largest
            .and_then(|largest| largest.checked_add(1))
            .and_then(|next| SerialNumber::parse(&format!("{next:02X}")).ok());
        match (given, after) {
            (Some(given), Some(after)) if magnitude(&given) < magnitude(&after) => {
                let text = format!("{given} is not greater than the number of a CRL that exists; {after} is next");
                self.note("crl-number-behind", Severity::Warn, path.unwrap_or_default(), text);
                Some(after)
            }
            (Some(given), _) => Some(given),
            (None, after) => after,
        }
    }

    /// `index.txt.attr` counts in place of the configuration, as with OpenSSL.
    pub(super) fn unique_subject(&mut self, places: &Places<'_>) -> bool {
        let configured = places.settings.is_none_or(|settings| settings.unique_subject);
        let path = places.index().map(|index| format!("{index}.attr")).filter(|path| self.files.contains_key(path));
        let attribute = path.as_ref().and_then(|path| IndexAttributes::parse(&self.text(path)));
        match (attribute, path) {
            (Some(attribute), Some(path)) if places.settings.is_some() && attribute.unique_subject != configured => {
                self.note(
                    "unique-subject-differs",
                    Severity::Note,
                    path,
                    "counts in place of the configuration, as with OpenSSL",
                );
                attribute.unique_subject
            }
            (Some(attribute), _) => attribute.unique_subject,
            _ => configured,
        }
    }
}

/// A number to compare by: its octets without zeros in front, the shorter first.
#[must_use]
pub fn magnitude(serial: &SerialNumber) -> (usize, Vec<u8>) {
    let octets: Vec<u8> = serial.der_content().into_iter().skip_while(|octet| *octet == 0).collect();
    (octets.len(), octets)
}
