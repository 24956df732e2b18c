//! Distinguished names as text: RFC 4514, and OpenSSL's `/C=US/CN=…`.

use super::{Attribute, AttributeType, AttributeValue, Name, RelativeName, StringKind};
use crate::error::{Code, Error, Result};
use crate::model::Oid;

/// Reads a name in either way of writing. An offset in an error counts the bytes of `text`.
pub(super) fn name(text: &str) -> Result<Name> {
    let style = if text.trim_start().starts_with('/') { Style::Slashes } else { Style::Rfc4514 };
    let mut reader = Reader { text, at: 0, style };
    reader.skip_spaces();
    if style == Style::Slashes {
        reader.next();
        reader.skip_spaces();
    }
    if reader.peek().is_none() {
        return Ok(Name::default());
    }
    let mut relative = reader.relative_names()?;
    if style == Style::Rfc4514 {
        relative.reverse();
    }
    Ok(Name::new(relative))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `CN=mail.sample.com,O=The Sample Company`, the most specific first.
    Rfc4514,
    /// `/O=The Sample Company/CN=mail.sample.com`, in the order of the certificate.
    Slashes,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    style: Style,
}

impl Reader<'_> {
    fn relative_names(&mut self) -> Result<Vec<RelativeName>> {
        let mut names = vec![self.relative_name()?];
        while let Some(separator) = self.next() {
            if !self.style.separates(separator) {
                return Err(self.syntax(self.at - separator.len_utf8(), "a comma between the parts"));
            }
            names.push(self.relative_name()?);
        }
        Ok(names)
    }

    fn relative_name(&mut self) -> Result<RelativeName> {
        let first = self.attribute()?;
        let mut rest = Vec::new();
        while self.peek() == Some('+') {
            self.next();
            rest.push(self.attribute()?);
        }
        Ok(RelativeName::new(first, rest))
    }

    fn attribute(&mut self) -> Result<Attribute> {
        let oid = self.attribute_type()?;
        self.skip_spaces();
        let start = self.at;
        let attribute = match self.peek() {
            Some('#') if self.style == Style::Rfc4514 => self.hexadecimal().and_then(|der| of_der(oid, der)),
            _ => self.value().and_then(|text| Attribute::new(oid, &text)),
        };
        // Where in the value it is wrong cannot be said by byte once escapes are taken away: the value's start is.
        attribute.map_err(|error| if error.code() == Code::NameSyntax { error } else { error.at(start) })
    }

    /// The type, up to and with the equals sign.
    fn attribute_type(&mut self) -> Result<Oid> {
        self.skip_spaces();
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || ".-_ ".contains(c)) {
            self.next();
        }
        let name = self.text.get(start..self.at).unwrap_or_default().trim();
        if name.is_empty() {
            return Err(self.syntax(start, "an attribute type such as CN"));
        }
        if self.peek() != Some('=') {
            return Err(self.syntax(self.at, "an equals sign behind the attribute type"));
        }
        self.next();
        type_of(name).ok_or_else(|| Error::new(Code::NameAttributeUnknown).at(start).found(name))
    }

    /// A value behind a hash mark: the hexadecimal of its DER.
    fn hexadecimal(&mut self) -> Result<Vec<u8>> {
        let start = self.at;
        self.next();
        let mut der = Vec::new();
        while self.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
            der.push(self.hex_pair().ok_or_else(|| self.syntax(start, "two hexadecimal digits for each byte"))?);
        }
        self.skip_spaces();
        match is_one_element(&der) {
            true => Ok(der),
            false => Err(self.syntax(start, "the hexadecimal of one whole DER value")),
        }
    }

    /// A value in characters: up to the next separator, without the spaces around it.
    fn value(&mut self) -> Result<String> {
        let start = self.at;
        let bytes = match self.peek() {
            Some('"') if self.style == Style::Rfc4514 => self.quoted()?,
            _ => self.unquoted()?,
        };
        String::from_utf8(bytes).map_err(|_| self.syntax(start, "escaped bytes that are UTF-8"))
    }

    fn quoted(&mut self) -> Result<Vec<u8>> {
        let start = self.at;
        self.next();
        let mut bytes = Vec::new();
        loop {
            match self.next() {
                None => return Err(self.syntax(start, "a second quotation mark")),
                Some('"') => break,
                Some('\\') => self.escape(&mut bytes)?,
                Some(c) => push(&mut bytes, c),
            }
        }
        self.skip_spaces();
        Ok(bytes)
    }

    fn unquoted(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut end = 0;
        while let Some(c) = self.peek().filter(|c| *c != '+' && !self.style.separates(*c)) {
            self.next();
            match c {
                '\\' => self.escape(&mut bytes)?,
                '"' if self.style == Style::Rfc4514 => {
                    return Err(self.syntax(self.at - 1, "\\\" for a quotation mark"));
                }
                c => push(&mut bytes, c),
            }
            // A space counts once something stands behind it, or where it was escaped.
            if !c.is_whitespace() {
                end = bytes.len();
            }
        }
        bytes.truncate(end);
        Ok(bytes)
    }

    /// What stands behind a backslash: a byte in hexadecimal (RFC 4514 alone), or the character itself.
    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let byte = if self.style == Style::Rfc4514 { self.hex_pair() } else { None };
        if let Some(byte) = byte {
            bytes.push(byte);
            return Ok(());
        }
        let c = self.next().ok_or_else(|| self.syntax(self.at - 1, "a character behind the backslash"))?;
        push(bytes, c);
        Ok(())
    }

    fn hex_pair(&mut self) -> Option<u8> {
        let pair = self.text.get(self.at..self.at.checked_add(2)?)?;
        let digits = pair.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = u8::from_str_radix(pair, 16).ok().filter(|_| digits)?;
        self.at += 2;
        Some(byte)
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.next();
        }
    }

    fn syntax(&self, offset: usize, expected: &str) -> Error {
        let rest = self.text.get(offset..).unwrap_or_default();
        let found = rest.chars().take(20).collect::<String>();
        let found = if found.is_empty() { "the end of the name".to_owned() } else { found };
        Error::new(Code::NameSyntax).at(offset).found(found).allowed(expected)
    }
}

impl Style {
    const fn separates(self, c: char) -> bool {
        match self {
            Self::Rfc4514 => matches!(c, ',' | ';'),
            Self::Slashes => c == '/',
        }
    }
}

fn push(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// A type by its short or long name, or as a dotted identifier, with or without `OID.` before it.
fn type_of(name: &str) -> Option<Oid> {
    if let Some(known) = AttributeType::by_name(name) {
        return Oid::parse(known.oid).ok();
    }
    let prefix = name.get(..4).filter(|prefix| prefix.eq_ignore_ascii_case("oid."));
    let dotted = prefix.and_then(|prefix| name.get(prefix.len()..)).unwrap_or(name);
    Oid::parse(dotted).ok()
}

/// An attribute whose value was written as DER: text is checked as all text is, anything else is kept as it is.
fn of_der(oid: Oid, der: Vec<u8>) -> Result<Attribute> {
    let kind = match der.first() {
        Some(0x0c) => Some(StringKind::Utf8),
        Some(0x13) => Some(StringKind::Printable),
        Some(0x16) => Some(StringKind::Ia5),
        _ => None,
    };
    match (kind, content(&der).and_then(|content| std::str::from_utf8(content).ok())) {
        (Some(kind), Some(text)) => Attribute::of_kind(oid, kind, text),
        (Some(_), None) => Err(Error::new(Code::NameAttributeCharset).allowed("UTF-8")),
        (None, _) => Ok(Attribute { oid, value: AttributeValue::Other(der) }),
    }
}

/// Whether the bytes are one element of DER by its first tag and length: enough that what is built around it stays whole.
fn is_one_element(der: &[u8]) -> bool {
    content(der).is_some()
}

/// The content of the one element that the bytes are, with a tag of one byte and a length of at most three.
fn content(der: &[u8]) -> Option<&[u8]> {
    let (tag, rest) = der.split_first()?;
    let (length, content) = match rest {
        [0x81, a, rest @ ..] if *a >= 0x80 => (usize::from(*a), rest),
        [0x82, a, b, rest @ ..] if *a > 0 => (usize::from(*a) << 8 | usize::from(*b), rest),
        [a, rest @ ..] if *a < 0x80 => (usize::from(*a), rest),
        _ => return None,
    };
    (tag & 0x1f != 0x1f && *tag != 0 && content.len() == length).then_some(content)
}
