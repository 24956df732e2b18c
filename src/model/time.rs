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
        todo!()
    }

    /// The moment with this calendar date and time of day in UTC.
    ///
    /// # Errors
    /// [`Code::TimeSyntax`] where there is no such day or time, [`Code::TimeRange`] outside the years 1950 to 9999.
    pub fn from_civil(year: i64, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Result<Self> {
        todo!()
    }

    /// Reads `2026-11-20T12:00:00Z`, as [`Display`](fmt::Display) writes it.
    ///
    /// # Errors
    /// [`Code::TimeSyntax`], [`Code::TimeRange`].
    pub fn parse(text: &str) -> Result<Self> {
        todo!()
    }
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
