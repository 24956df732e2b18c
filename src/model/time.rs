//! Moments and spans of time, to the second, without a clock.

use std::fmt;

use crate::error::{Code, Error, Result};

/// A moment: seconds since 1970-01-01T00:00:00Z, within the years 1950 to 9999 that a certificate can say
/// (RFC 5280, section 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// 9999-12-31T23:59:59Z: no well-defined end (RFC 5280, section 4.1.2.5).
    pub const FOREVER: Self = Self(253_402_300_799);
    /// 1950-01-01T00:00:00Z, the earliest moment that a certificate can say.
    pub const EARLIEST: Self = Self(-631_152_000);

    /// The moment so many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`Code::TimeRange`] outside the years 1950 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self> {
        if (Self::EARLIEST.0..=Self::FOREVER.0).contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(Error::new(Code::TimeRange).found(seconds.to_string()))
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The moment so many seconds later (or earlier), kept within the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds).clamp(Self::EARLIEST.0, Self::FOREVER.0))
    }

    /// Year, month, day, hour, minute and second in UTC.
    #[must_use]
    pub fn civil(self) -> (i64, u8, u8, u8, u8, u8) {
        let (year, month, day) = date_of(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        (year, month, day, small(second / 3600), small(second / 60 % 60), small(second % 60))
    }

    /// The moment with this calendar date and time of day in UTC.
    ///
    /// # Errors
    /// [`Code::TimeSyntax`] where there is no such day or time, [`Code::TimeRange`] outside the years 1950 to 9999.
    pub fn from_civil(year: i64, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Result<Self> {
        let date = || Error::new(Code::TimeSyntax).found(format!("{year}-{month}-{day} {hour}:{minute}:{second}"));
        if !(1..=12).contains(&month) || day == 0 || i64::from(day) > days_in_month(year, month) {
            return Err(date().allowed("a day that the calendar has"));
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(date().allowed("00:00:00 to 23:59:59"));
        }
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        days_to_date(year, month, day)
            .and_then(|days| days.checked_mul(SECONDS_PER_DAY)?.checked_add(seconds))
            .ok_or_else(|| Error::new(Code::TimeRange).found(year.to_string()))
            .and_then(Self::from_unix)
    }

    /// Reads `2026-11-20T12:00:00Z`, as [`Display`](fmt::Display) writes it.
    ///
    /// # Errors
    /// [`Code::TimeSyntax`], [`Code::TimeRange`].
    pub fn parse(text: &str) -> Result<Self> {
        let [year, month, day, hour, minute, second] =
            fields(text).ok_or_else(|| Error::new(Code::TimeSyntax).found(text).allowed("YYYY-MM-DDThh:mm:ssZ"))?;
        let [month, day, hour, minute, second] = [month, day, hour, minute, second].map(small);
        Self::from_civil(year, month, day, hour, minute, second)
    }
}

const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 0001-01-01 to 1970-01-01 in the Gregorian calendar.
const DAYS_TO_1970: i64 = 719_162;
/// Days in 400 years, after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in_month(year: i64, month: u8) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 0001-01-01 to the first day of the year.
fn days_to_year(year: i64) -> Option<i64> {
    let past = year.checked_sub(1)?;
    let leaps = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    past.checked_mul(365)?.checked_add(leaps)
}

/// Days from 1970-01-01 to the date.
fn days_to_date(year: i64, month: u8, day: u8) -> Option<i64> {
    let months: i64 = (1..month).map(|month| days_in_month(year, month)).sum();
    Some(days_to_year(year)? + months + i64::from(day) - 1 - DAYS_TO_1970)
}

/// The date so many days after 1970-01-01. The average length of a year gives the year or the one beside it.
fn date_of(days: i64) -> (i64, u8, u8) {
    let mut rest = days + DAYS_TO_1970;
    let guess = rest * 400 / DAYS_PER_ERA + 2;
    let mut starts = (guess - 2..=guess).rev().filter_map(|year| Some((year, days_to_year(year)?)));
    let (year, start) = starts.find(|(_, start)| *start <= rest).unwrap_or((1, 0));
    rest -= start;
    let mut month = 1;
    while rest >= days_in_month(year, month) {
        rest -= days_in_month(year, month);
        month += 1;
    }
    (year, month, small(rest + 1))
}

/// A number that is known to be small.
fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// The six numbers of `2026-11-20T12:00:00Z`.
fn fields(text: &str) -> Option<[i64; 6]> {
    let pattern = b"dddd-dd-ddTdd:dd:ddZ";
    let fits = |(byte, expected): (u8, &u8)| if *expected == b'd' { byte.is_ascii_digit() } else { byte == *expected };
    if text.len() != pattern.len() || !text.bytes().zip(pattern).all(fits) {
        return None;
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let mut next = || numbers.next();
    Some([next()?, next()?, next()?, next()?, next()?, next()?])
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// From when until when a certificate is valid, both moments included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    not_before: Time,
    not_after: Time,
}

impl Validity {
    /// The span from one moment to a later one.
    ///
    /// # Errors
    /// [`Code::ValidityOrder`].
    pub fn new(not_before: Time, not_after: Time) -> Result<Self> {
        if not_before < not_after {
            Ok(Self { not_before, not_after })
        } else {
            Err(Error::new(Code::ValidityOrder).found(format!("{not_before} to {not_after}")))
        }
    }

    /// The first moment of validity.
    #[must_use]
    pub const fn not_before(&self) -> Time {
        self.not_before
    }

    /// The last moment of validity.
    #[must_use]
    pub const fn not_after(&self) -> Time {
        self.not_after
    }

    /// Whether the moment lies within.
    #[must_use]
    pub fn contains(&self, at: Time) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn known_moments_have_their_known_seconds() {
        for (text, unix) in [
            ("1950-01-01T00:00:00Z", Time::EARLIEST.unix()),
            ("1969-12-31T23:59:59Z", -1),
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:34:56Z", 951_827_696),
            ("2026-11-20T12:00:00Z", 1_795_176_000),
            ("2049-12-31T23:59:59Z", 2_524_607_999),
            ("9999-12-31T23:59:59Z", Time::FOREVER.unix()),
        ] {
            assert_eq!(at(text).unix(), unix, "{text}");
            assert_eq!(Time::from_unix(unix).unwrap().to_string(), text);
        }
    }

    #[test]
    fn every_day_of_the_range_comes_back() {
        let mut day = Time::EARLIEST.unix() + 43_210;
        while day <= Time::FOREVER.unix() {
            let time = Time(day);
            let (year, month, date, hour, minute, second) = time.civil();
            assert_eq!(Time::from_civil(year, month, date, hour, minute, second).unwrap(), time);
            day += SECONDS_PER_DAY;
        }
    }

    #[test]
    fn what_the_calendar_or_the_clock_does_not_have_is_refused() {
        for text in [
            "2026-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2016-12-31T23:59:60Z",
            "2026-01-01",
            "2026-01-01 00:00:00Z",
            "+026-01-01T00:00:00Z",
            "2026-01-01T00:00:00+",
            "",
        ] {
            assert_eq!(Time::parse(text).unwrap_err().code(), Code::TimeSyntax, "{text}");
        }
        assert_eq!(Time::parse("1949-12-31T23:59:59Z").unwrap_err().code(), Code::TimeRange);
        assert_eq!(Time::from_civil(10_000, 1, 1, 0, 0, 0).unwrap_err().code(), Code::TimeRange);
        assert_eq!(Time::from_civil(i64::MIN, 1, 1, 0, 0, 0).unwrap_err().code(), Code::TimeRange);
    }

    #[test]
    fn a_span_has_both_its_ends() {
        let validity = Validity::new(at("2026-01-01T00:00:00Z"), at("2026-12-31T23:59:59Z")).unwrap();
        assert!(validity.contains(validity.not_before()) && validity.contains(validity.not_after()));
        assert!(!validity.contains(validity.not_after().plus_seconds(1)));
        assert_eq!(Validity::new(validity.not_after(), validity.not_before()).unwrap_err().code(), Code::ValidityOrder);
    }
}
