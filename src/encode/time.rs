//! Time and Validity (RFC 5280, section 4.1.2.5).

use der::asn1::Any;
use der::{DateTime, Tag};

use super::unencodable;
use crate::error::{Error, Result};
use crate::model::{Time, Validity};

/// UTCTime through the year 2049, GeneralizedTime from 2050 on; always to the second and with Z.
pub(super) fn time(time: Time) -> Result<x509_cert::time::Time> {
    date_time(time).map(Into::into)
}

/// GeneralizedTime whatever the year, as invalidityDate wants it (RFC 5280, section 5.3.2). By hand: the crate's calendar
/// begins with 1970, and since when a key is suspected is whatever somebody says.
pub(super) fn generalized(time: Time) -> Result<Any> {
    let (year, month, day, hour, minute, second) = time.civil();
    let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    Any::new(Tag::GeneralizedTime, text.into_bytes()).map_err(unencodable)
}

pub(super) fn validity(validity: &Validity) -> Result<x509_cert::time::Validity> {
    Ok(x509_cert::time::Validity::new(time(validity.not_before())?, time(validity.not_after())?))
}

/// The crate's calendar begins with 1970; nothing is issued or revoked before X.509 was there.
fn date_time(time: Time) -> Result<DateTime> {
    let (year, month, day, hour, minute, second) = time.civil();
    let unfit =
        |error: &dyn std::fmt::Display| -> Error { unencodable(format!("{time}: {error}")).allowed("1970 to 9999") };
    let year = u16::try_from(year).map_err(|error| unfit(&error))?;
    DateTime::new(year, month, day, hour, minute, second).map_err(|error| unfit(&error))
}

#[cfg(test)]
mod tests {
    use super::super::der;
    use super::*;
    use crate::error::Code;

    #[test]
    fn the_form_changes_with_the_year_2050() {
        let cases = [
            ("1970-01-01T00:00:00Z", "\x17\x0D700101000000Z"),
            ("2026-11-20T12:34:56Z", "\x17\x0D261120123456Z"),
            ("2049-12-31T23:59:59Z", "\x17\x0D491231235959Z"),
            ("2050-01-01T00:00:00Z", "\x18\x0F20500101000000Z"),
            ("9999-12-31T23:59:59Z", "\x18\x0F99991231235959Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(der(&time(Time::parse(text).unwrap()).unwrap()).unwrap(), expected.as_bytes(), "{text}");
        }
    }

    #[test]
    fn a_suspicion_may_have_any_year() {
        assert_eq!(der(&generalized(Time::EARLIEST).unwrap()).unwrap(), b"\x18\x0F19500101000000Z");
    }

    #[test]
    fn times_before_1970_are_refused_and_not_bent() {
        let error = time(Time::EARLIEST).unwrap_err();
        assert_eq!((error.code(), error.allowed_text()), (Code::EncodeValue, Some("1970 to 9999")));
    }
}
