//! PEM around private keys (RFC 7468, and the headers of RFC 1421 that OpenSSL's older form has).
//!
//! By hand, because the kept crates either refuse the headers or leave copies of the key behind in memory.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};

/// One PEM block, not yet decoded.
pub(super) struct Block<'a> {
    /// `PRIVATE KEY`.
    pub label: &'a str,
    /// `Proc-Type` and `DEK-Info`, where there are any.
    pub headers: Vec<(&'a str, &'a str)>,
    body: Vec<&'a str>,
    /// Where it begins in the text.
    pub offset: usize,
}

impl Block<'_> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The bytes that it holds.
    pub fn decode(&self) -> Result<Zeroizing<Vec<u8>>> {
        let text: Zeroizing<String> = Zeroizing::new(self.body.concat());
        let bytes = Base64::decode_vec(&text);
        bytes.map(Zeroizing::new).map_err(|_| Error::new(Code::PemBody).field(self.label).at(self.offset))
    }
}

/// The text of an input: UTF-8 with or without a byte order mark, or UTF-16 as Windows' editors write it.
/// What is neither is kept as far as it is ASCII, for there may be a block in it all the same.
pub(super) fn text(input: &[u8]) -> Zeroizing<String> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Zeroizing<Vec<u16>> =
            Zeroizing::new(bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(unit)).collect());
        Zeroizing::new(String::from_utf16_lossy(&units))
    };
    match input {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => Zeroizing::new(String::from_utf8_lossy(rest).into_owned()),
        all => Zeroizing::new(String::from_utf8_lossy(all).into_owned()),
    }
}

/// Every block of the text.
///
/// # Errors
/// [`Code::PemTruncated`] where one begins and does not end.
pub(super) fn blocks(text: &str) -> Result<Vec<Block<'_>>> {
    let mut blocks = Vec::new();
    let mut lines = Lines { text, at: 0 };
    while let Some((offset, line)) = lines.next() {
        if let Some(label) = boundary(line, "BEGIN") {
            blocks.push(block(label, offset, &mut lines)?);
        }
    }
    Ok(blocks)
}

fn block<'a>(label: &'a str, offset: usize, lines: &mut Lines<'a>) -> Result<Block<'a>> {
    let mut block = Block { label, headers: Vec::new(), body: Vec::new(), offset };
    for (_, line) in lines {
        match (boundary(line, "END"), line.split_once(':')) {
            (Some(_), _) => return Ok(block),
            (None, Some((key, value))) => block.headers.push((key.trim(), value.trim())),
            (None, None) => block.body.extend(line.split_whitespace()),
        }
    }
    Err(Error::new(Code::PemTruncated).field(label).at(offset))
}

/// The label of a line `-----BEGIN label-----`.
fn boundary<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.trim().strip_prefix("-----")?.strip_prefix(word)?.strip_prefix(' ')?;
    rest.strip_suffix("-----")
}

/// The lines of a text with the byte at which each begins; they may end as on any system.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        self.at = start + line.len() + 1;
        Some((start, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_with_their_headers_whatever_stands_around_them() {
        let input = "Bag Attributes\r\n    localKeyID: 01\r\n-----BEGIN EC PARAMETERS-----\r\nBggq\r\n-----END EC PARAMETERS-----\r\n-----BEGIN EC PRIVATE KEY-----\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,00FF\r\n\r\nAAEC\r\nAwQF\r\n-----END EC PRIVATE KEY-----";
        let blocks = blocks(input).unwrap();
        assert_eq!(blocks.iter().map(|block| block.label).collect::<Vec<_>>(), ["EC PARAMETERS", "EC PRIVATE KEY"]);
        assert_eq!(blocks[1].header("dek-info"), Some("AES-128-CBC,00FF"));
        assert_eq!(*blocks[1].decode().unwrap(), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn utf_16_and_byte_order_marks_are_read() {
        let ascii = "-----BEGIN X-----\nAAEC\n-----END X-----\n";
        let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(ascii.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(ascii.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for input in [&little, &big, &format!("\u{feff}{ascii}").into_bytes(), &ascii.replace('\n', "\r").into_bytes()]
        {
            let text = text(input);
            assert_eq!(*blocks(&text).unwrap()[0].decode().unwrap(), [0, 1, 2]);
        }
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_named() {
        let refused = |text: &str| match blocks(text) {
            Ok(blocks) => blocks[0].decode().map(|_| ()).unwrap_err(),
            Err(error) => error,
        };
        assert_eq!(refused("a\n-----BEGIN X-----\nAAEC\n").code(), Code::PemTruncated);
        let error = refused("a\n-----BEGIN X-----\nAA!C\n-----END X-----\n");
        assert_eq!((error.code(), error.offset()), (Code::PemBody, Some(2)));
    }
}
