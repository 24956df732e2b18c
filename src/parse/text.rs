//! Text from outside as UTF-8, with the way back from a place in it to the byte of the input.

use std::borrow::Cow;

/// An input that is text.
pub struct Text<'a> {
    /// The text. Bytes that no UTF-8 has stand in it as they came: what is looked for is ASCII.
    pub bytes: Cow<'a, [u8]>,
    /// What had to be done to read it.
    pub repair: Option<&'static str>,
    encoding: Encoding,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// ASCII or a superset, and the length of the mark before it.
    Narrow(usize),
    /// UTF-16, and the length of the mark before it.
    Wide(usize),
}

const UTF8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
const LITTLE_ENDIAN_MARK: &[u8] = &[0xff, 0xfe];
const BIG_ENDIAN_MARK: &[u8] = &[0xfe, 0xff];

/// How many octets are looked at to see UTF-16 without a mark.
const SAMPLE: usize = 64;

impl<'a> Text<'a> {
    /// Takes the input as text.
    pub fn new(input: &'a [u8]) -> Self {
        if let Some(rest) = input.strip_prefix(UTF8_MARK) {
            return Self {
                bytes: Cow::Borrowed(rest),
                repair: Some("byte order mark of UTF-8 left out"),
                encoding: Encoding::Narrow(UTF8_MARK.len()),
            };
        }
        if let Some(rest) = input.strip_prefix(LITTLE_ENDIAN_MARK) {
            return Self::wide(rest, u16::from_le_bytes, LITTLE_ENDIAN_MARK.len());
        }
        if let Some(rest) = input.strip_prefix(BIG_ENDIAN_MARK) {
            return Self::wide(rest, u16::from_be_bytes, BIG_ENDIAN_MARK.len());
        }
        if is_ascii_in_utf16(input, 1) {
            return Self::wide(input, u16::from_le_bytes, 0);
        }
        if is_ascii_in_utf16(input, 0) {
            return Self::wide(input, u16::from_be_bytes, 0);
        }
        Self { bytes: Cow::Borrowed(input), repair: None, encoding: Encoding::Narrow(0) }
    }

    fn wide(octets: &[u8], unit: fn([u8; 2]) -> u16, mark: usize) -> Self {
        let units = octets.as_chunks::<2>().0.iter().copied().map(unit);
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Self {
            bytes: Cow::Owned(text.into_bytes()),
            repair: Some("UTF-16 read as text"),
            encoding: Encoding::Wide(mark),
        }
    }

    /// The byte of the input that this byte of the text came from.
    pub fn offset_in_input(&self, offset: usize) -> usize {
        match self.encoding {
            Encoding::Narrow(mark) => mark.saturating_add(offset),
            Encoding::Wide(mark) => {
                let before = String::from_utf8_lossy(self.bytes.get(..offset).unwrap_or_default());
                before.encode_utf16().count().saturating_mul(2).saturating_add(mark)
            }
        }
    }
}

/// Whether every second octet of the beginning is zero, and no other.
fn is_ascii_in_utf16(input: &[u8], zero: usize) -> bool {
    let sample = input.get(..SAMPLE).unwrap_or(input).as_chunks::<2>().0;
    !sample.is_empty() && sample.iter().all(|unit| unit.get(zero) == Some(&0) && !unit.iter().all(|octet| *octet == 0))
}
