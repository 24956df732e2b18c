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
