//! Time and Validity (RFC 5280, section 4.1.2.5).

use super::element::{self, tag};
use crate::error::Result;
use crate::model::{Time, Validity};

/// UTCTime through the year 2049, GeneralizedTime from 2050 on; always to the second and with Z.
pub(super) fn time(time: Time) -> Result<Vec<u8>> {
    let (year, month, day, hour, minute, second) = time.civil();
    if year < 2050 {
        let text = format!("{:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z", year.rem_euclid(100));
        element::element(tag::UTC_TIME, text.as_bytes())
    } else {
        generalized(time)
    }
}

/// GeneralizedTime whatever the year, as invalidityDate wants it (RFC 5280, section 5.3.2).
pub(super) fn generalized(time: Time) -> Result<Vec<u8>> {
    let (year, month, day, hour, minute, second) = time.civil();
    let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    element::element(tag::GENERALIZED_TIME, text.as_bytes())
}

/// Validity ::= SEQUENCE { notBefore Time, notAfter Time }.
pub(super) fn validity(validity: &Validity) -> Result<Vec<u8>> {
    element::sequence(&[time(validity.not_before())?, time(validity.not_after())?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_changes_with_the_year_2050() {
        let cases = [
            ("1950-01-01T00:00:00Z", "\x17\x0D500101000000Z"),
            ("2026-11-20T12:34:56Z", "\x17\x0D261120123456Z"),
            ("2049-12-31T23:59:59Z", "\x17\x0D491231235959Z"),
            ("2050-01-01T00:00:00Z", "\x18\x0F20500101000000Z"),
            ("9999-12-31T23:59:59Z", "\x18\x0F99991231235959Z"),
        ];
        for (text, der) in cases {
            assert_eq!(time(Time::parse(text).unwrap()).unwrap(), der.as_bytes(), "{text}");
        }
    }
}
