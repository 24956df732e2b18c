//! Serial numbers (RFC 5280, section 4.1.2.2).

use std::fmt;

use crate::error::{Code, Error, Result};

/// A certificate's serial number: a positive integer of at most 20 octets, as big-endian bytes without leading zeros.
///
/// What others issued may break that rule: [`SerialNumber::from_der_content`] keeps such a number as it is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    /// The number of 16 random bytes: 127 bits are used, the first byte is never zero.
    #[must_use]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        todo!("{bytes:?}")
    }

    /// The number whose DER INTEGER has this content (two's complement), whatever others put into it.
    #[must_use]
    pub fn from_der_content(content: &[u8]) -> Self {
        todo!("{content:?}")
    }

    /// The content octets of the DER INTEGER: a zero in front where the first bit is set.
    #[must_use]
    pub fn der_content(&self) -> Vec<u8> {
        todo!()
    }

    /// Reads hexadecimal, with or without colons, as certificates show it.
    ///
    /// # Errors
    /// [`Code::SerialSyntax`].
    pub fn parse(text: &str) -> Result<Self> {
        Err(Error::new(Code::SerialSyntax).found(text))
    }
}

/// Upper-case hexadecimal of even length, as `index.txt` and OpenSSL's file names have it.
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}
