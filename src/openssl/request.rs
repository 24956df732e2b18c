//! Everything that `openssl ca` takes for a request: one of PKCS #10, the file of an SPKAC with a name (`-spkac`), and a
//! certificate that is signed with its own key (`-ss_cert`).

use base64ct::{Base64, Encoding};

use super::config::{Beside, Config, Entry};
use super::names::{StringMask, attribute, attribute_type};
use super::objects::Objects;
use crate::error::{Code, Error, Result};
use crate::model::{CertificationRequest, Name, RelativeName, RequestOrigin};
use crate::parse::{self, ObjectKind};

/// What the lines of an SPKAC file are called by in refusals.
const FILE: &str = "spkac";
const WORD: &str = "SPKAC";

/// Reads a request in whatever form, with what was repaired. Does not check the proof that its sender has the key:
/// [`parse::verify_request`] does.
///
/// # Errors
/// Those of [`parse::request`], and [`spkac_file`].
pub fn read(input: &[u8]) -> Result<(CertificationRequest, Vec<String>)> {
    if let Some(text) = spkac_text(input) {
        return spkac_file(text);
    }
    let refusal = match parse::request(input) {
        Ok(read) => return Ok(read),
        Err(error) if error.code() == Code::PemLabelUnexpected => error,
        Err(error) => return Err(error),
    };
    instead_of_request(input).ok_or(refusal)
}

/// Whether the input is the text of an SPKAC file, and the text.
#[must_use]
pub fn spkac_text(input: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input)).ok()?;
    let is_line =
        |line: &str| line.trim_start().strip_prefix(WORD).is_some_and(|rest| rest.trim_start().starts_with('='));
    (input.len() <= parse::MAX_REQUEST && text.lines().any(is_line)).then_some(text)
}

/// Reads the file that `openssl ca -spkac` takes: a line `SPKAC = …` in base64, and the attributes of the name, line by line.
///
/// # Errors
/// Those of [`Config::parse`] and of the name's attributes with the line, and what [`parse::spkac_der`] says.
pub fn spkac_file(text: &str) -> Result<(CertificationRequest, Vec<String>)> {
    let config = Config::parse(FILE, text, &Beside::default())?;
    let objects = Objects::default();
    let entries = config.section("default").map(|section| section.entries.as_slice()).unwrap_or_default();
    let (mut der, mut relative, mut repairs) = (None, Vec::new(), Vec::new());
    for entry in entries {
        match attribute_type(&objects, &entry.name, &entry.place) {
            Ok((oid, _)) => {
                let attribute = attribute(oid, &entry.value, StringMask::default(), &entry.value_place)?;
                relative.push(RelativeName::new(attribute, Vec::new()));
            }
            Err(_) if entry.name == WORD => der = Some(base64(entry)?),
            Err(_) => repairs.push(format!("{}: {} left out: it is no type of a name", entry.place, entry.name)),
        }
    }
    let missing = || Error::new(Code::InputUnrecognised).field(FILE).allowed("a line SPKAC = …");
    let mut request = parse::spkac_der(&der.ok_or_else(missing)?, Name::new(relative))?;
    request.der = text.as_bytes().to_vec();
    Ok((request, repairs))
}

fn base64(entry: &Entry) -> Result<Vec<u8>> {
    let compact: String = entry.value.chars().filter(|c| !c.is_whitespace()).collect();
    Base64::decode_vec(&compact).map_err(|_| entry.value_place.error(Code::PemBody).found("what is not base64"))
}

/// A certificate that is signed with its own key, or an SPKAC without a name.
fn instead_of_request(input: &[u8]) -> Option<(CertificationRequest, Vec<String>)> {
    let sniffed = parse::sniff(input).ok()?;
    let object = sniffed.objects.into_iter().next()?;
    let request = match object.kind {
        ObjectKind::Certificate => {
            let certificate = parse::certificate_der(&object.der).ok()?;
            let request = CertificationRequest::of_certificate(&certificate, RequestOrigin::SelfSigned);
            parse::verify_request(&request).is_ok().then_some(request)?
        }
        ObjectKind::Spkac => {
            let mut request = parse::spkac_der(&object.der, Name::default()).ok()?;
            request.der = format!("{WORD}={}\n", Base64::encode_string(&object.der)).into_bytes();
            request
        }
        _ => return None,
    };
    Some((request, sniffed.repairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE_TEXT: &str = include_str!("../../tests/vectors/openssl/request.spkac");

    #[test]
    fn the_file_of_an_spkac_is_read_with_its_name() {
        let (request, repairs) = read(FILE_TEXT.as_bytes()).unwrap();
        assert_eq!(request.subject.to_string(), "OU=Two,OU=One,CN=mail.sample.com,C=US");
        assert_eq!(repairs, ["spkac:6:1: shoeSize left out: it is no type of a name"]);
        assert_eq!((request.origin, request.der.as_slice()), (RequestOrigin::Spkac, FILE_TEXT.as_bytes()));
        parse::verify_request(&request).unwrap();
    }

    #[test]
    fn an_spkac_without_a_name_is_read_too() {
        let base64 = FILE_TEXT.lines().find_map(|line| line.strip_prefix("SPKAC=")).unwrap();
        let (request, _) = read(base64.as_bytes()).unwrap();
        assert!(request.subject.is_empty());
        parse::verify_request(&request).unwrap();
        let (again, _) = read(&request.der).unwrap();
        assert_eq!(again, request);
    }

    #[test]
    fn what_is_wrong_in_the_file_is_named_with_its_line() {
        for (text, code, field) in [
            ("CN=a\nSPKAC=MIG!\n", Code::PemBody, Some("spkac:2:7")),
            ("SPKAC=MAA=\n", Code::DerMalformed, None),
            ("# SPKAC=x\nCN=a\nSPKAC =\n", Code::DerTruncated, None),
            ("C=USA\nSPKAC=MAA=\n", Code::CountrySyntax, Some("spkac:1:3")),
        ] {
            let error = read(text.as_bytes()).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (code, field), "{text}");
        }
    }
}
