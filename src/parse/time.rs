//! UTCTime and GeneralizedTime as certificates may have them: to the second, in UTC (RFC 5280, section 4.1.2.5).

use super::der::{Element, tag};
use crate::error::{Code, Error, Result};
use crate::model::Time;

/// Reads either type; a GeneralizedTime before 2050 is read too, since others write it and it says the same.
pub fn time(element: &Element<'_>) -> Result<Time> {
    match element.tag {
        tag::UTC_TIME => utc_time(element),
        tag::GENERALIZED_TIME => generalized_time(element),
        _ => Err(element.unexpected("UTCTime or GeneralizedTime")),
    }
}

/// Two digits for the year: 50 is 1950, 49 is 2049.
fn utc_time(element: &Element<'_>) -> Result<Time> {
    let [year, rest @ ..] = numbers::<6>(element.content).ok_or_else(|| wrong(element, "YYMMDDHHMMSSZ"))?;
    let century = if year < 50 { 2000 } else { 1900 };
    moment(element, i64::from(year).saturating_add(century), rest)
}

/// Reads a GeneralizedTime, whatever its tag: it may be implicit.
pub fn generalized_time(element: &Element<'_>) -> Result<Time> {
    let [century, year, rest @ ..] = numbers::<7>(element.content).ok_or_else(|| wrong(element, "YYYYMMDDHHMMSSZ"))?;
    moment(element, i64::from(century).saturating_mul(100).saturating_add(year.into()), rest)
}

fn moment(element: &Element<'_>, year: i64, [month, day, hour, minute, second]: [u8; 5]) -> Result<Time> {
    Time::from_civil(year, month, day, hour, minute, second).map_err(|_| wrong(element, "a day and a time that exist"))
}

fn wrong(element: &Element<'_>, allowed: &str) -> Error {
    let found = String::from_utf8_lossy(element.content).escape_default().to_string();
    Error::new(Code::DerMalformed).at(element.content_offset()).found(found).allowed(allowed)
}

/// `N` numbers of two digits each, and a Z.
fn numbers<const N: usize>(content: &[u8]) -> Option<[u8; N]> {
    let (pairs, [b'Z']) = content.as_chunks::<2>() else { return None };
    let pairs: &[[u8; 2]; N] = pairs.try_into().ok()?;
    let mut numbers = [0; N];
    for (number, [tens, ones]) in numbers.iter_mut().zip(pairs) {
        *number = digit(*tens)?.saturating_mul(10).saturating_add(digit(*ones)?);
    }
    Some(numbers)
}

const fn digit(octet: u8) -> Option<u8> {
    if octet.is_ascii_digit() { octet.checked_sub(b'0') } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Result<String> {
        let der = super::super::der::made::tlv(tag, &[text.as_bytes()]);
        time(&Element::whole(&der)?).map(|time| time.to_string())
    }

    #[test]
    fn both_types_are_read() {
        for (tag, text, shown) in [
            (tag::UTC_TIME, "261120120000Z", "2026-11-20T12:00:00Z"),
            (tag::UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"),
            (tag::UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z"),
            (tag::GENERALIZED_TIME, "20260228235959Z", "2026-02-28T23:59:59Z"),
            (tag::GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(tag, text).unwrap(), shown);
        }
    }

    #[test]
    fn what_rfc_5280_does_not_allow_is_refused_at_its_first_octet() {
        for (tag, text) in [
            (tag::UTC_TIME, "2611201200Z"),
            (tag::UTC_TIME, "261120120000"),
            (tag::UTC_TIME, "261120120000+0000"),
            (tag::UTC_TIME, "260229000000Z"),
            (tag::UTC_TIME, "261120240000Z"),
            (tag::UTC_TIME, "20261120120000Z"),
            (tag::GENERALIZED_TIME, "20261120120000.5Z"),
            (tag::GENERALIZED_TIME, "00010101000000Z"),
            (tag::GENERALIZED_TIME, ""),
        ] {
            let error = read(tag, text).unwrap_err();
            assert_eq!((error.code(), error.offset()), (Code::DerMalformed, Some(2)), "{text}");
            assert_eq!(error.found_text(), Some(text));
        }
        assert_eq!(read(tag::INTEGER, "1").unwrap_err().allowed_text(), Some("UTCTime or GeneralizedTime"));
    }
}
