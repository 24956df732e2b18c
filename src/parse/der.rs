//! Strict DER (X.690), one element at a time, with the place of everything that is read.
//!
//! [`Element::whole`] is the guard that stands before everything else: it walks the whole tree once, and refuses what is not
//! DER at the byte where it stops being so. What is read afterwards cannot run over an end.
//! The `der` crate gives no place for an error inside a nested type and has no UniversalString, hence this walker of our own.

use crate::error::{Code, Error, Result};
use crate::model::Oid;

/// How deep elements may be nested: real requests and certificates need about a dozen levels.
pub const MAX_DEPTH: usize = 32;

/// Identifier octets (X.690, section 8.1.2).
pub mod tag {
    #![allow(missing_docs, reason = "the names are those of X.680")]

    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const NUMERIC_STRING: u8 = 0x12;
    pub const PRINTABLE_STRING: u8 = 0x13;
    pub const TELETEX_STRING: u8 = 0x14;
    pub const IA5_STRING: u8 = 0x16;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const VISIBLE_STRING: u8 = 0x1a;
    pub const UNIVERSAL_STRING: u8 = 0x1c;
    pub const BMP_STRING: u8 = 0x1e;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// `[number]` of a primitive type, IMPLICIT.
    #[must_use]
    pub const fn primitive(number: u8) -> u8 {
        0x80 | number
    }

    /// `[number]` of a constructed type, or EXPLICIT.
    #[must_use]
    pub const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }

    /// The type's name, where it is one that certificates use.
    #[must_use]
    pub const fn name(tag: u8) -> Option<&'static str> {
        Some(match tag {
            BOOLEAN => "BOOLEAN",
            INTEGER => "INTEGER",
            BIT_STRING => "BIT STRING",
            OCTET_STRING => "OCTET STRING",
            NULL => "NULL",
            OID => "OBJECT IDENTIFIER",
            ENUMERATED => "ENUMERATED",
            UTF8_STRING => "UTF8String",
            PRINTABLE_STRING => "PrintableString",
            IA5_STRING => "IA5String",
            UTC_TIME => "UTCTime",
            GENERALIZED_TIME => "GeneralizedTime",
            SEQUENCE => "SEQUENCE",
            SET => "SET",
            _ => return None,
        })
    }
}

/// One element: identifier, length, content, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet (the first one, of a tag number above 30).
    pub tag: u8,
    /// Where the identifier octet stands, counted from the beginning of the outermost DER.
    pub offset: usize,
    /// The whole element, header included.
    pub bytes: &'a [u8],
    /// What the header announces.
    pub content: &'a [u8],
}

/// The elements within another, read one by one.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
    offset: usize,
}

/// What an identifier and length announce.
struct Header {
    tag: u8,
    len: usize,
    content_len: usize,
}

/// Adds the field to an error that has none yet, so that the innermost name wins.
pub trait Within {
    /// Says which field was being read.
    #[must_use]
    fn within(self, field: &str) -> Self;
}

impl<T> Within for Result<T> {
    fn within(self, field: &str) -> Self {
        self.map_err(|error| if error.field_name().is_some() { error } else { error.field(field) })
    }
}

impl<'a> Element<'a> {
    /// The one element that the bytes are, after every element within has been looked at.
    ///
    /// # Errors
    /// [`Code::DerTruncated`], [`Code::DerTrailing`], [`Code::DerMalformed`], [`Code::DerDepth`], each with the byte.
    pub fn whole(der: &'a [u8]) -> Result<Self> {
        Self::whole_at(der, 0)
    }

    /// Like [`whole`](Self::whole), for bytes that begin at `offset` of something greater.
    ///
    /// # Errors
    /// As [`whole`](Self::whole).
    pub fn whole_at(der: &'a [u8], offset: usize) -> Result<Self> {
        let outer = Self::outermost(der, offset)?;
        outer.check(0)?;
        Ok(outer)
    }

    /// The one element that the bytes are, without a look inside.
    ///
    /// # Errors
    /// As [`whole`](Self::whole), of the outermost header.
    pub fn outermost(der: &'a [u8], offset: usize) -> Result<Self> {
        let end = offset.saturating_add(der.len());
        let truncated = |found: String| Error::new(Code::DerTruncated).at(end).found(found);
        let header = header(der, offset)?.ok_or_else(|| truncated(format!("{} bytes", der.len())))?;
        let len = header.len.saturating_add(header.content_len);
        if len > der.len() {
            return Err(truncated(format!("{} of {len} bytes", der.len())));
        }
        let (bytes, rest) = der.split_at(len);
        if !rest.is_empty() {
            return Err(Error::new(Code::DerTrailing).at(offset.saturating_add(len)).found(count(rest.len())));
        }
        Ok(Self { tag: header.tag, offset, bytes, content: bytes.get(header.len..).unwrap_or_default() })
    }

    /// The element at the beginning, with as much of its content as there is.
    #[must_use]
    pub fn clipped(bytes: &'a [u8], offset: usize) -> Option<Self> {
        let header = header(bytes, offset).ok()??;
        let bytes = bytes.get(..header.len.saturating_add(header.content_len)).unwrap_or(bytes);
        Some(Self { tag: header.tag, offset, bytes, content: bytes.get(header.len..).unwrap_or_default() })
    }

    /// Where the content begins.
    #[must_use]
    pub fn content_offset(&self) -> usize {
        self.offset.saturating_add(self.bytes.len().saturating_sub(self.content.len()))
    }

    /// Whether the element is made of others.
    #[must_use]
    pub const fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }

    /// The elements within.
    #[must_use]
    pub fn elements(&self) -> Elements<'a> {
        Elements { rest: self.content, offset: self.content_offset() }
    }

    /// The one element within, of an EXPLICIT tag.
    ///
    /// # Errors
    /// [`Code::DerMalformed`] where there is not exactly one.
    pub fn only(&self) -> Result<Self> {
        let mut elements = self.elements();
        let only = elements.any()?;
        elements.finish()?;
        Ok(only)
    }

    /// This element, if it has this tag.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn expect(self, tag: u8) -> Result<Self> {
        if self.tag == tag { Ok(self) } else { Err(self.unexpected(&type_name(tag))) }
    }

    /// The refusal of this element where something else must stand.
    #[must_use]
    pub fn unexpected(&self, allowed: &str) -> Error {
        Error::new(Code::DerMalformed).at(self.offset).found(type_name(self.tag)).allowed(allowed)
    }

    /// The refusal of this element's content.
    #[must_use]
    pub fn refused(&self, found: impl Into<String>) -> Error {
        Error::new(Code::DerMalformed).at(self.content_offset()).found(found)
    }

    /// The object identifier that it is.
    ///
    /// # Errors
    /// [`Code::DerMalformed`], also for an arc of more than 32 bits.
    pub fn oid(&self) -> Result<Oid> {
        const_oid::ObjectIdentifier::from_bytes(self.expect(tag::OID)?.content)
            .map(Oid::from)
            .map_err(|_| self.refused("an object identifier that is too long"))
    }

    /// The BOOLEAN that it is.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn boolean(&self) -> Result<bool> {
        Ok(self.expect(tag::BOOLEAN)?.content == [0xff])
    }

    /// The content of the INTEGER, ENUMERATED or implicitly tagged integer that it is, as a number of at most 128 bits that is not negative.
    #[must_use]
    pub fn unsigned(&self) -> Option<u128> {
        let (first, _) = self.content.split_first()?;
        if first & 0x80 != 0 || self.content.len() > 17 {
            return None;
        }
        self.content.iter().try_fold(0_u128, |number, byte| number.checked_mul(256)?.checked_add(u128::from(*byte)))
    }

    /// The octets of the BIT STRING that it is, which must have no unused bits.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn octets(&self) -> Result<&'a [u8]> {
        match self.expect(tag::BIT_STRING)?.content.split_first() {
            Some((0, octets)) => Ok(octets),
            _ => Err(self.refused("a BIT STRING with unused bits").allowed("whole octets")),
        }
    }

    /// Checks this element and every one within.
    fn check(&self, depth: usize) -> Result<()> {
        if depth >= MAX_DEPTH {
            return Err(Error::new(Code::DerDepth).at(self.offset).allowed(format!("{MAX_DEPTH} levels")));
        }
        if !self.is_constructed() {
            return self.check_primitive();
        }
        let mut elements = self.elements();
        while let Some(element) = elements.next()? {
            element.check(depth.saturating_add(1))?;
        }
        Ok(())
    }

    /// Checks the content of the types that have a canonical form (X.690, sections 8 and 11).
    fn check_primitive(&self) -> Result<()> {
        let wrong = match self.tag {
            tag::BOOLEAN if !matches!(self.content, [0] | [0xff]) => "a BOOLEAN that is neither 00 nor FF",
            tag::INTEGER | tag::ENUMERATED if !is_minimal_integer(self.content) => "an INTEGER that is empty or padded",
            tag::NULL if !self.content.is_empty() => "a NULL with content",
            tag::OID if !is_identifier(self.content) => "an object identifier that is cut or padded",
            tag::BIT_STRING if !is_bit_string(self.content) => "a BIT STRING whose unused bits are wrong",
            _ => return Ok(()),
        };
        Err(self.refused(wrong))
    }
}

impl<'a> Elements<'a> {
    /// The next element, if there is one.
    ///
    /// # Errors
    /// [`Code::DerMalformed`] where it is broken or reaches over the end.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator of results cannot be left with `?` in the middle as easily"
    )]
    pub fn next(&mut self) -> Result<Option<Element<'a>>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let overrun = |found: String| Error::new(Code::DerMalformed).at(self.offset.saturating_add(1)).found(found);
        let header = header(self.rest, self.offset)?.ok_or_else(|| overrun("an element that is cut off".into()))?;
        let left = self.rest.len().saturating_sub(header.len);
        if header.content_len > left {
            return Err(overrun(format!("a length of {} where {} are left", header.content_len, count(left))));
        }
        let (bytes, rest) = self.rest.split_at(header.len.saturating_add(header.content_len));
        let content = bytes.get(header.len..).unwrap_or_default();
        let element = Element { tag: header.tag, offset: self.offset, bytes, content };
        self.offset = self.offset.saturating_add(bytes.len());
        self.rest = rest;
        Ok(Some(element))
    }

    /// The next element, which must be there.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn any(&mut self) -> Result<Element<'a>> {
        self.next()?.ok_or_else(|| self.missing("an element"))
    }

    /// The next element, which must be there and have this tag.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn expect(&mut self, tag: u8) -> Result<Element<'a>> {
        match self.next()? {
            Some(element) => element.expect(tag),
            None => Err(self.missing(&type_name(tag))),
        }
    }

    /// The next element, if it has this tag.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.rest.first() == Some(&tag) { self.next() } else { Ok(None) }
    }

    /// The next element, with as much of its content as there is; nothing where none begins.
    #[must_use]
    pub fn next_clipped(&mut self) -> Option<Element<'a>> {
        let element = Element::clipped(self.rest, self.offset)?;
        self.offset = self.offset.saturating_add(element.bytes.len());
        self.rest = self.rest.get(element.bytes.len()..).unwrap_or_default();
        Some(element)
    }

    /// The two elements that are left.
    ///
    /// # Errors
    /// [`Code::DerMalformed`] where there are fewer or more.
    pub fn two(mut self) -> Result<[Element<'a>; 2]> {
        let two = [self.any()?, self.any()?];
        self.finish()?;
        Ok(two)
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn finish(mut self) -> Result<()> {
        match self.next()? {
            Some(element) => Err(element.unexpected("nothing more")),
            None => Ok(()),
        }
    }

    /// All that is left.
    ///
    /// # Errors
    /// [`Code::DerMalformed`].
    pub fn rest(mut self) -> Result<Vec<Element<'a>>> {
        let mut all = Vec::new();
        while let Some(element) = self.next()? {
            all.push(element);
        }
        Ok(all)
    }

    fn missing(&self, allowed: &str) -> Error {
        Error::new(Code::DerMalformed).at(self.offset).found("nothing").allowed(allowed)
    }
}

/// The name of a type, or its identifier octet: `tag 0xA3`.
fn type_name(tag: u8) -> String {
    tag::name(tag).map_or_else(|| format!("tag 0x{tag:02X}"), Into::into)
}

fn count(bytes: usize) -> String {
    if bytes == 1 { "1 byte".into() } else { format!("{bytes} bytes") }
}

/// Reads identifier and length; nothing where the bytes end before them.
fn header(bytes: &[u8], offset: usize) -> Result<Option<Header>> {
    let Some(tag) = bytes.first().copied() else { return Ok(None) };
    check_tag(tag).map_err(|allowed| {
        Error::new(Code::DerMalformed).at(offset).found(format!("tag 0x{tag:02X}")).allowed(allowed)
    })?;
    let tag_len = tag_len(bytes);
    let Some((first, more)) = bytes.get(tag_len..).and_then(<[u8]>::split_first) else { return Ok(None) };
    let wrong = |found: &str| Error::new(Code::DerMalformed).at(offset.saturating_add(tag_len)).found(found);
    if *first < 0x80 {
        return Ok(Some(Header { tag, len: tag_len.saturating_add(1), content_len: usize::from(*first) }));
    }
    let octets = usize::from(first & 0x7f);
    if octets == 0 {
        return Err(wrong("an indefinite length").allowed("a definite length"));
    }
    if octets > 4 {
        return Err(wrong("a length of more than 4 octets"));
    }
    let Some(octets) = more.get(..octets) else { return Ok(None) };
    let content_len = octets.iter().fold(0_usize, |len, octet| (len << 8) | usize::from(*octet));
    if content_len < 0x80 || octets.first() == Some(&0) {
        return Err(wrong("a length that could be written shorter"));
    }
    Ok(Some(Header { tag, len: tag_len.saturating_add(1).saturating_add(octets.len()), content_len }))
}

/// How many octets the identifier has: more than one for tag numbers above 30 (X.690, section 8.1.2.4).
fn tag_len(bytes: &[u8]) -> usize {
    match bytes.split_first() {
        Some((first, more)) if first & 0x1f == 0x1f => {
            more.iter().take_while(|octet| **octet & 0x80 != 0).count().saturating_add(2)
        }
        _ => 1,
    }
}

/// DER knows one form for each universal type: SEQUENCE, SET and their kin are constructed, all others primitive.
fn check_tag(tag: u8) -> std::result::Result<(), &'static str> {
    let constructed = tag & 0x20 != 0;
    match (tag & 0xc0, tag & 0x1f) {
        (0, 0 | 15) => Err("a type of X.680"),
        (0, 8 | 11 | 16 | 17 | 29) if !constructed => Err("its constructed form"),
        (0, 8 | 11 | 16 | 17 | 29) => Ok(()),
        (0, _) if constructed => Err("its primitive form"),
        _ => Ok(()),
    }
}

fn is_minimal_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [0, second, ..] => second & 0x80 != 0,
        [0xff, second, ..] => second & 0x80 == 0,
        _ => true,
    }
}

fn is_identifier(content: &[u8]) -> bool {
    let mut begins = true;
    for octet in content {
        if begins && *octet == 0x80 {
            return false;
        }
        begins = octet & 0x80 == 0;
    }
    begins && !content.is_empty()
}

fn is_bit_string(content: &[u8]) -> bool {
    match content {
        [unused] => *unused == 0,
        [unused @ 0..=7, .., last] => last.trailing_zeros() >= u32::from(*unused),
        _ => false,
    }
}

/// DER for the tests of this level.
#[cfg(test)]
pub mod made {
    /// An element of at most 255 octets.
    pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let length = u8::try_from(content.len()).unwrap();
        let header = if length < 0x80 { vec![tag, length] } else { vec![tag, 0x81, length] };
        [header, content].concat()
    }

    /// A SEQUENCE.
    pub fn seq(parts: &[&[u8]]) -> Vec<u8> {
        tlv(super::tag::SEQUENCE, parts)
    }

    /// A name with one attribute: `CN=a`.
    pub const NAME: &[u8] = b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01a";

    /// The AlgorithmIdentifier of Ed25519.
    pub const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";

    /// A SubjectPublicKeyInfo, with far too short a key.
    pub const KEY: &[u8] = b"\x30\x0a\x30\x05\x06\x03\x2b\x65\x70\x03\x01\x00";

    /// What is signed, with Ed25519's identifier and a signature of two octets.
    pub fn signed(content: &[&[u8]]) -> Vec<u8> {
        seq(&[&seq(content), ED25519, &[3, 3, 0, 7, 8]])
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(dotted: &str) -> Vec<u8> {
        tlv(super::tag::OID, &[const_oid::ObjectIdentifier::new_unwrap(dotted).as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(der: &[u8]) -> (Code, Option<usize>) {
        let error = Element::whole(der).unwrap_err();
        (error.code(), error.offset())
    }

    #[test]
    fn what_is_der_passes() {
        for der in [&[0x30, 0][..], &[5, 0], &[0x30, 3, 2, 1, 0], &[0x9f, 0x81, 0x01, 0], &[0xbf, 0x21, 2, 5, 0]] {
            Element::whole(der).unwrap();
        }
    }

    #[test]
    fn the_first_broken_byte_is_named() {
        assert_eq!(refusal(&[]), (Code::DerTruncated, Some(0)));
        assert_eq!(refusal(&[0x30]), (Code::DerTruncated, Some(1)));
        assert_eq!(refusal(&[0x30, 5, 2, 1, 0]), (Code::DerTruncated, Some(5)));
        assert_eq!(refusal(&[0x30, 3, 2, 1, 0, 9]), (Code::DerTrailing, Some(5)));
        assert_eq!(refusal(&[0x30, 3, 2, 2, 0]), (Code::DerMalformed, Some(3)));
        assert_eq!(refusal(&[0x30, 0x80, 0, 0]), (Code::DerMalformed, Some(1)));
        assert_eq!(refusal(&[0x30, 0x81, 0x01, 0]), (Code::DerMalformed, Some(1)));
        assert_eq!(refusal(&[0x30, 2, 0x20, 0]), (Code::DerMalformed, Some(2)));
        assert_eq!(refusal(&[0x30, 2, 0x24, 0]), (Code::DerMalformed, Some(2)));
        assert_eq!(refusal(&[0x30, 4, 2, 2, 0, 1]), (Code::DerMalformed, Some(4)));
        assert_eq!(refusal(&[0x30, 3, 1, 1, 1]), (Code::DerMalformed, Some(4)));
        assert_eq!(refusal(&[0x30, 3, 6, 1, 0x80]), (Code::DerMalformed, Some(4)));
        assert_eq!(refusal(&[0x30, 4, 3, 2, 1, 1]), (Code::DerMalformed, Some(4)));
    }

    #[test]
    fn nesting_ends_somewhere() {
        let mut der = vec![5, 0];
        for _ in 0..MAX_DEPTH {
            let mut outer = vec![0x30, u8::try_from(der.len()).unwrap()];
            outer.append(&mut der);
            der = outer;
        }
        assert_eq!(refusal(&der).0, Code::DerDepth);
    }
}
