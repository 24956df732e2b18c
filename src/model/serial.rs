//! Serial numbers (RFC 5280, section 4.1.2.2).

use std::fmt;
use std::sync::Arc;

use crate::error::{Code, Error, Result};

/// A certificate's serial number: a positive integer of at most 20 octets.
///
/// What others issued may break that rule: [`SerialNumber::from_der_content`] keeps such a number as it is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SerialNumber(
    /// The content octets of the DER INTEGER, never empty. Shared: a ledger is copied for each act, and has many.
    Arc<[u8]>,
);

/// The most octets of a serial number (RFC 5280, section 4.1.2.2).
const MAX_OCTETS: usize = 20;

impl SerialNumber {
    /// The number of 16 random bytes: 127 bits are used, the first byte is never zero.
    #[must_use]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        let [first, ..] = &mut bytes;
        *first &= 0x7f;
        if *first == 0 {
            *first = 0x40;
        }
        Self(Arc::from(bytes))
    }

    /// The number whose DER INTEGER has this content (two's complement), whatever others put into it.
    #[must_use]
    pub fn from_der_content(content: &[u8]) -> Self {
        Self(Arc::from(if content.is_empty() { &[0] } else { content }))
    }

    /// The content octets of the DER INTEGER: a zero in front where the first bit is set.
    #[must_use]
    pub fn der_content(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// Reads hexadecimal, with or without colons, as certificates show it.
    ///
    /// # Errors
    /// [`Code::SerialSyntax`].
    pub fn parse(text: &str) -> Result<Self> {
        magnitude(text).map(|bytes| Self(Arc::from(as_positive(bytes)))).ok_or_else(|| {
            Error::new(Code::SerialSyntax).found(text).allowed("1 to 40 hexadecimal digits, not all zero")
        })
    }

    /// The number after it, as OpenSSL counts.
    ///
    /// # Errors
    /// [`Code::SerialSyntax`] behind the greatest number of 20 octets.
    pub fn successor(&self) -> Result<Self> {
        let mut octets: Vec<u8> = self.0.iter().copied().skip_while(|octet| *octet == 0).collect();
        let mut carry = true;
        for octet in octets.iter_mut().rev() {
            (*octet, carry) = octet.overflowing_add(u8::from(carry));
        }
        if carry {
            octets.insert(0, 1);
        }
        let last = || Error::new(Code::SerialSyntax).found(format!("the number after {self}")).allowed("20 octets");
        if octets.len() > MAX_OCTETS { Err(last()) } else { Ok(Self(Arc::from(as_positive(octets)))) }
    }

    /// Whether it is negative, which only what others issued can be.
    fn is_negative(&self) -> bool {
        self.0.first().is_some_and(|first| first & 0x80 != 0)
    }
}

/// The digits as big-endian bytes without leading zeros.
fn magnitude(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let nibbles: Option<Vec<u8>> = digits.chars().filter(|c| *c != ':').map(nibble).collect();
    let nibbles: Vec<u8> = nibbles?.into_iter().skip_while(|nibble| *nibble == 0).collect();
    let bytes: Vec<u8> =
        nibbles.rchunks(2).rev().map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)).collect();
    (1..=MAX_OCTETS).contains(&bytes.len()).then_some(bytes)
}

fn nibble(digit: char) -> Option<u8> {
    digit.to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Puts a zero in front where the first bit would make the number negative.
fn as_positive(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}

/// The magnitude of a negative number in two's complement: all bits turned over, plus one.
fn negated(content: &[u8]) -> Vec<u8> {
    let mut carry = true;
    let mut bytes: Vec<u8> = content
        .iter()
        .rev()
        .map(|byte| {
            let (sum, over) = (!byte).overflowing_add(u8::from(carry));
            carry = over;
            sum
        })
        .collect();
    bytes.reverse();
    bytes
}

/// Upper-case hexadecimal of even length, as `index.txt` and OpenSSL's file names have it; a minus sign before what is negative.
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = if self.is_negative() { negated(&self.0) } else { self.0.to_vec() };
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(bytes.len() - 1);
        if self.is_negative() {
            f.write_str("-")?;
        }
        bytes.iter().skip(zeros).try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_are_positive_and_sixteen_octets_long() {
        for first in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut bytes = [0xab; 16];
            bytes[0] = first;
            let content = SerialNumber::from_random(bytes).der_content();
            assert_eq!(content.len(), 16);
            assert!((1..0x80).contains(&content[0]), "{first}");
        }
    }

    #[test]
    fn text_is_read_with_and_without_colons() {
        for (text, shown, content) in [
            ("01", "01", vec![1]),
            ("0:1", "01", vec![1]),
            ("abc", "0ABC", vec![0x0a, 0xbc]),
            ("00:f1:02", "F102", vec![0, 0xf1, 2]),
            ("0x80", "80", vec![0, 0x80]),
            (" 7F ", "7F", vec![0x7f]),
        ] {
            let serial = SerialNumber::parse(text).unwrap();
            assert_eq!(serial.to_string(), shown);
            assert_eq!(serial.der_content(), content);
            assert_eq!(SerialNumber::parse(shown).unwrap(), serial);
        }
    }

    #[test]
    fn text_that_is_no_positive_number_of_20_octets_is_refused() {
        for text in ["", "0", "00:00", "-1", "xyz", "1 2", &"f".repeat(41)] {
            assert_eq!(SerialNumber::parse(text).unwrap_err().code(), Code::SerialSyntax, "{text}");
        }
        assert!(SerialNumber::parse(&"f".repeat(40)).is_ok());
    }

    #[test]
    fn numbers_are_counted_over_every_octet() {
        let next = |text: &str| SerialNumber::parse(text).unwrap().successor().map(|next| next.to_string());
        for (number, after) in [("01", "02"), ("7F", "80"), ("80", "81"), ("FF", "0100"), ("01FF", "0200")] {
            assert_eq!(next(number).unwrap(), after);
        }
        assert_eq!(next(&"FF".repeat(20)).unwrap_err().code(), Code::SerialSyntax);
    }

    #[test]
    fn what_others_issued_is_kept_and_shown_as_it_is() {
        for (content, shown) in [
            (&[0][..], "00"),
            (&[0xff], "-01"),
            (&[0x80], "-80"),
            (&[0xff, 0x00], "-0100"),
            (&[0x00, 0x00, 0x01], "01"),
            (&[0x7f; 21], "7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F"),
        ] {
            let serial = SerialNumber::from_der_content(content);
            assert_eq!(serial.der_content(), content);
            assert_eq!(serial.to_string(), shown);
        }
        assert_eq!(SerialNumber::from_der_content(&[]).to_string(), "00");
    }
}
