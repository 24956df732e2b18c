//! PEM blocks (RFC 7468) in whatever text surrounds them.
//!
//! The blocks are found here, with their places: the kept crates pass over a broken one in silence, and leave copies of a private
//! key behind in memory.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::text::Text;
use crate::error::{Code, Error, Result};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// A label is a few words; what is longer is none, and is not looked through.
const MAX_LABEL: usize = 80;

/// More blocks than any bundle of certificates has.
const MAX_BLOCKS: usize = 1000;

/// A block, as far as its BEGIN line tells, and what came of its body.
pub struct Block {
    /// What the BEGIN line says: `CERTIFICATE REQUEST`.
    pub label: String,
    /// How the body is encrypted, where its headers say so (RFC 1421, sections 4.6.1.1 and 4.6.1.3).
    pub dek_info: Option<String>,
    /// What the text in front of it calls it: the `friendlyName` among OpenSSL's bag attributes.
    pub alias: Option<String>,
    /// The decoded body.
    pub body: Result<Vec<u8>>,
    /// What had to be done to read it.
    pub repairs: Vec<&'static str>,
}

/// The blocks of a text.
pub struct Blocks {
    /// The blocks in their order.
    pub blocks: Vec<Block>,
    /// Whether something other than blank space stands around them.
    pub surrounded: bool,
}

/// Finds every block.
///
/// # Errors
/// [`Code::InputTooLarge`] where there are more than anybody needs.
pub fn blocks(text: &Text<'_>) -> Result<Blocks> {
    let mut found = Blocks { blocks: Vec::new(), surrounded: false };
    let mut at = 0;
    while let Some(begin) = find(&text.bytes, BEGIN, at) {
        found.surrounded |= !is_blank(&text.bytes, at, begin);
        let (mut block, end) = block(text, begin);
        block.alias = alias(slice(&text.bytes, at, begin));
        found.blocks.push(block);
        if found.blocks.len() > MAX_BLOCKS {
            let allowed = format!("{MAX_BLOCKS} blocks");
            return Err(Error::new(Code::InputTooLarge).found(format!("more than {allowed}")).allowed(allowed));
        }
        at = end;
    }
    found.surrounded |= !is_blank(&text.bytes, at, text.bytes.len());
    Ok(found)
}

/// The name that `openssl pkcs12` writes in front of a block.
fn alias(before: &[u8]) -> Option<String> {
    const WORD: &[u8] = b"friendlyName:";
    let line = before.rsplit(|byte| *byte == b'\n').find_map(|line| line.trim_ascii().strip_prefix(WORD))?;
    Some(String::from_utf8_lossy(line.trim_ascii()).into_owned())
}

/// Whether nothing but white space, or the mark of a quoted line in a mail, stands there.
fn is_blank(bytes: &[u8], from: usize, to: usize) -> bool {
    slice(bytes, from, to).iter().all(|byte| byte.is_ascii_whitespace() || *byte == b'>')
}

/// Where the bytes stand, from a place on.
pub fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let place = bytes.get(from..)?.windows(what.len()).position(|window| window == what)?;
    place.checked_add(from)
}

fn slice(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    bytes.get(from..to).unwrap_or_default()
}

/// The block that begins there, and where it ends.
fn block(text: &Text<'_>, begin: usize) -> (Block, usize) {
    let bytes = &text.bytes;
    let truncated = |label: String, at: usize| {
        let error = Error::new(Code::PemTruncated).at(text.offset_in_input(at)).found(format!("BEGIN {label}"));
        Block { label, dek_info: None, alias: None, body: Err(error), repairs: Vec::new() }
    };
    let label_at = begin.saturating_add(BEGIN.len());
    let Some((label, body_at)) = label(bytes, label_at) else {
        return (truncated("…".into(), begin), next_begin(bytes, label_at));
    };
    let limit = next_begin(bytes, body_at);
    let Some(end) = find(slice(bytes, 0, limit), END, body_at) else { return (truncated(label, begin), limit) };
    let Some((end_label, after)) = self::label(bytes, end.saturating_add(END.len())) else {
        return (truncated(label, begin), limit);
    };
    let mut block = decoded(text, label, body_at, end);
    if end_label != block.label {
        let error = Error::new(Code::PemTruncated).at(text.offset_in_input(end));
        block.body = Err(error.found(format!("END {end_label}")).allowed(format!("END {}", block.label)));
    }
    (block, after)
}

/// The label that begins there, up to five dashes on the same line, and the place behind them.
fn label(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    let most = slice(bytes, at, at.saturating_add(MAX_LABEL).min(bytes.len()));
    let line_end = most.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let line = slice(most, 0, line_end.unwrap_or(most.len()));
    let dashes = find(line, DASHES, 0)?;
    let label = std::str::from_utf8(slice(line, 0, dashes)).ok()?;
    label.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()).then_some(())?;
    Some((label.into(), at.saturating_add(dashes).saturating_add(DASHES.len())))
}

fn next_begin(bytes: &[u8], from: usize) -> usize {
    find(bytes, BEGIN, from).unwrap_or(bytes.len())
}

/// Decodes what stands between the BEGIN and the END line. What does not belong there is blanked out, so that places stay.
fn decoded(text: &Text<'_>, label: String, from: usize, to: usize) -> Block {
    let mut body = Zeroizing::new(slice(&text.bytes, from, to).to_vec());
    let mut repairs = Vec::new();
    if blank_quote_marks(&mut body) {
        repairs.push("marks of quoted lines left out");
    }
    if blank_escapes(&mut body) {
        repairs.push("line breaks written as \\n read as line breaks");
    }
    let headers = blank_headers(&mut body);
    let dek_info = headers.as_deref().filter(|headers| headers.contains("ENCRYPTED")).map(dek_info);
    if headers.is_some() && dek_info.is_none() {
        repairs.push("headers inside the block left out");
    }
    let place = |offset: usize| text.offset_in_input(from.saturating_add(offset));
    let decoded = base64(&body).map_err(|wrong| match wrong {
        Wrong::Character(offset, found) => Error::new(Code::PemBody).at(place(offset)).found(found),
        Wrong::Length(found) => Error::new(Code::PemBody).at(place(body.trim_ascii_end().len())).found(found),
    });
    Block { label, dek_info, alias: None, body: decoded, repairs }
}

/// What the header `DEK-Info` says; nothing where it is missing.
fn dek_info(headers: &str) -> String {
    let value = headers.lines().find_map(|line| line.trim().strip_prefix("DEK-Info:"));
    value.unwrap_or_default().trim().to_owned()
}

/// Blanks out `> ` at the beginning of lines, where every line has it.
fn blank_quote_marks(body: &mut [u8]) -> bool {
    let quoted = |line: &[u8]| matches!(line.trim_ascii().first(), None | Some(b'>'));
    let first_line = body.iter().position(|byte| *byte == b'\n').unwrap_or(body.len());
    if !body.contains(&b'>') || !slice(body, first_line, body.len()).split(|byte| *byte == b'\n').all(quoted) {
        return false;
    }
    body.iter_mut().filter(|byte| **byte == b'>').for_each(|byte| *byte = b' ');
    true
}

/// Blanks out `\n` and `\r` written as two characters each, as JSON and shell scripts have them.
fn blank_escapes(body: &mut [u8]) -> bool {
    let mut found = false;
    for at in 0..body.len() {
        if let Some([first @ b'\\', second @ (b'n' | b'r')]) = body.get_mut(at..at.saturating_add(2)) {
            (*first, *second, found) = (b' ', b' ', true);
        }
    }
    found
}

/// Blanks out the headers of RFC 1421 (`Proc-Type: 4,ENCRYPTED`), and gives them.
fn blank_headers(body: &mut [u8]) -> Option<String> {
    let last_colon = body.iter().rposition(|byte| *byte == b':')?;
    let end = find(body, b"\n", last_colon).unwrap_or(body.len());
    let lines = body.get_mut(..end)?;
    let headers = String::from_utf8_lossy(lines).into_owned();
    let is_header = |line: &str| line.trim().is_empty() || line.contains(':') || line.starts_with([' ', '\t']);
    headers.lines().all(is_header).then(|| {
        lines.fill(b' ');
        headers
    })
}

/// What is wrong with base64.
pub enum Wrong {
    /// A character that it does not have, and where.
    Character(usize, String),
    /// Too few or too many characters.
    Length(&'static str),
}

/// Decodes base64 with line breaks and blanks in it (RFC 4648, section 4).
pub fn base64(body: &[u8]) -> Result<Vec<u8>, Wrong> {
    if let Some(at) = body.iter().position(|byte| !is_base64(*byte) && !byte.is_ascii_whitespace()) {
        return Err(Wrong::Character(at, shown(slice(body, at, body.len()))));
    }
    let compact = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    let compact: Zeroizing<Vec<u8>> = Zeroizing::new(compact.collect());
    if let Some(at) = misplaced_padding(body, &compact) {
        return Err(Wrong::Character(at, "'=' before the end".into()));
    }
    if !compact.len().is_multiple_of(4) {
        return Err(Wrong::Length("a number of characters that 4 does not divide: some are lost"));
    }
    let wrong = || Wrong::Length("characters at the end that no encoder writes");
    let text = std::str::from_utf8(&compact).map_err(|_| wrong())?;
    Base64::decode_vec(text).map_err(|_| wrong())
}

/// Whether it is a character of base64 (not of base64url).
pub const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// Where the first `=` stands, if it is neither of the last two characters.
fn misplaced_padding(body: &[u8], compact: &[u8]) -> Option<usize> {
    let padding = compact.iter().filter(|byte| **byte == b'=').count();
    let at_end = compact.iter().rev().take_while(|byte| **byte == b'=').count();
    (padding > at_end || padding > 2).then(|| body.iter().position(|byte| *byte == b'=')).flatten()
}

/// The character at the beginning, as it can be shown.
fn shown(bytes: &[u8]) -> String {
    match String::from_utf8_lossy(slice(bytes, 0, 4)).chars().next() {
        Some(char::REPLACEMENT_CHARACTER) | None => {
            format!("byte 0x{:02X}", bytes.first().copied().unwrap_or_default())
        }
        Some(c) => format!("'{}' (U+{:04X})", c.escape_default(), u32::from(c)),
    }
}
