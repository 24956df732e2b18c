//! The little language behind `ASN1:` (ASN1_generate_nconf(3)): `SEQUENCE:section`, `EXPLICIT:0,UTF8:text`, `FORMAT:HEX,OCT:00FF`.

use super::config::{Config, Place};
use super::objects::Objects;
use super::value;
use crate::encode::element::{self, element};
use crate::error::{Code, Error, Result};
use crate::model::StringKind;
use crate::parse::der::tag;

/// How deep sequences may lie in sequences, as in OpenSSL.
const MAX_DEPTH: usize = 50;
/// The most octets that one value may become.
const MAX_SIZE: usize = 1 << 16;

/// What a value is made with.
#[derive(Clone, Copy)]
pub(super) struct Generator<'a> {
    pub config: &'a Config,
    pub objects: &'a Objects,
}

/// How the text of a primitive value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Ascii,
    Utf8,
    Hex,
    BitList,
}

/// What is put around a value, the outermost first.
#[derive(Clone, Copy)]
enum Around {
    Explicit(u8),
    Sequence,
    Set,
    OctetString,
    BitString,
}

/// The class and number of a tag.
#[derive(Clone, Copy)]
struct Tag {
    class: u8,
    number: u8,
}

impl Generator<'_> {
    /// The DER of a value.
    ///
    /// # Errors
    /// [`Code::ConfigValue`], [`Code::ConfigRecursive`], [`Code::ConfigSectionMissing`] with the place.
    pub fn der(&self, text: &str, place: &Place) -> Result<Vec<u8>> {
        self.value(text, place, 0)
    }

    fn value(&self, text: &str, place: &Place, depth: usize) -> Result<Vec<u8>> {
        if depth > MAX_DEPTH {
            return Err(place.error(Code::ConfigRecursive).found(text).allowed(format!("{MAX_DEPTH} levels")));
        }
        let wrong = |allowed: &str| place.error(Code::ConfigValue).found(text).allowed(allowed);
        let mut rest = text;
        let mut format = Format::Ascii;
        let mut implicit: Option<Tag> = None;
        let mut around: Vec<(Around, Option<Tag>)> = Vec::new();
        loop {
            let item = rest.split(',').next().unwrap_or_default();
            let (word, argument) =
                item.trim().split_once(':').map_or((item.trim(), None), |(word, arg)| (word, Some(arg)));
            match word {
                "IMP" | "IMPLICIT" if implicit.is_none() => implicit = Some(tag(argument).ok_or_else(|| wrong(TAGS))?),
                "EXP" | "EXPLICIT" if implicit.is_none() => {
                    let tag = tag(argument).ok_or_else(|| wrong(TAGS))?;
                    around.push((Around::Explicit(tag.class | 0x20 | tag.number), None));
                }
                "SEQWRAP" => around.push((Around::Sequence, implicit.take())),
                "SETWRAP" => around.push((Around::Set, implicit.take())),
                "OCTWRAP" => around.push((Around::OctetString, implicit.take())),
                "BITWRAP" => around.push((Around::BitString, implicit.take())),
                "FORM" | "FORMAT" => {
                    format = format_of(argument).ok_or_else(|| wrong("FORMAT:ASCII, UTF8, HEX or BITLIST"))?;
                }
                _ => break,
            }
            rest = rest.split_once(',').ok_or_else(|| wrong("a type behind the last comma"))?.1;
        }
        if around.len() > 20 {
            return Err(wrong("at most 20 tags around a value"));
        }
        // the rest is taken whole: commas and colons in the text of a string belong to it
        let trimmed = rest.trim_start();
        let (word, argument) = trimmed.split_once(':').map_or((trimmed, None), |(word, text)| (word, Some(text)));
        let inner = self.typed(word, argument, format, place, depth)?;
        let mut der = implicit.map_or_else(|| Ok(inner.clone()), |tag| retagged(&inner, tag))?;
        for (around, implicit) in around.into_iter().rev() {
            der = wrapped(around, &der)?;
            der = implicit.map_or_else(|| Ok(der.clone()), |tag| retagged(&der, tag))?;
        }
        match der.len() > MAX_SIZE {
            true => Err(place.error(Code::ConfigTooLarge).allowed(format!("{MAX_SIZE} bytes in an extension"))),
            false => Ok(der),
        }
    }

    fn typed(
        &self,
        word: &str,
        argument: Option<&str>,
        format: Format,
        place: &Place,
        depth: usize,
    ) -> Result<Vec<u8>> {
        let text = argument.unwrap_or_default();
        let wrong = |allowed: &str| place.error(Code::ConfigValue).found(format!("{word}:{text}")).allowed(allowed);
        match word {
            "SEQ" | "SEQUENCE" => element::sequence(&self.members(argument, place, depth)?),
            "SET" => element::set_of(self.members(argument, place, depth)?),
            "NULL" if text.is_empty() => element(tag::NULL, &[]),
            "BOOL" | "BOOLEAN" => {
                let value = value::boolean(text).ok_or_else(|| wrong("TRUE or FALSE"))?;
                element(tag::BOOLEAN, &[if value { 0xFF } else { 0 }])
            }
            "INT" | "INTEGER" => element(tag::INTEGER, &value::integer(text).ok_or_else(|| wrong(NUMBERS))?),
            "ENUM" | "ENUMERATED" => element(tag::ENUMERATED, &value::integer(text).ok_or_else(|| wrong(NUMBERS))?),
            "OID" | "OBJECT" => {
                element::oid(&self.objects.oid(text).ok_or_else(|| wrong("an object identifier or its name"))?)
            }
            "UTC" | "UTCTIME" => time(tag::UTC_TIME, text, 10).ok_or_else(|| wrong("YYMMDDhhmm[ss]Z"))?,
            "GENTIME" | "GENERALIZEDTIME" => {
                time(tag::GENERALIZED_TIME, text, 12).ok_or_else(|| wrong("YYYYMMDDhhmm[ss]Z"))?
            }
            "OCT" | "OCTETSTRING" => element::octet_string(
                &raw(text, format).ok_or_else(|| wrong("text, or hexadecimal behind FORMAT:HEX"))?,
            ),
            "BITSTR" | "BITSTRING" => bits(text, format).ok_or_else(|| wrong("hexadecimal, text or a list of bits"))?,
            _ => {
                let (tag, kind) = string_type(word).ok_or_else(|| wrong(TYPES))?;
                let text = characters(text, format).ok_or_else(|| wrong("text with FORMAT:ASCII or FORMAT:UTF8"))?;
                let content = kind.map_or_else(|| latin1(&text), |kind| encoded(kind, &text));
                element(tag, &content.ok_or_else(|| wrong("characters that the string type can hold"))?)
            }
        }
    }

    /// The members of a sequence or set: the values of the section's entries, whose names do not count.
    fn members(&self, argument: Option<&str>, place: &Place, depth: usize) -> Result<Vec<Vec<u8>>> {
        let Some(name) = argument else { return Ok(Vec::new()) };
        let section = value::section(self.config, name, place)?;
        let mut total = 0_usize;
        let mut members = Vec::new();
        for entry in &section.entries {
            let der = self.value(&entry.value, &entry.value_place, depth + 1)?;
            total = total.saturating_add(der.len());
            if total > MAX_SIZE {
                return Err(place.error(Code::ConfigTooLarge).allowed(format!("{MAX_SIZE} bytes in an extension")));
            }
            members.push(der);
        }
        Ok(members)
    }
}

const TAGS: &str = "a tag number from 0 to 30, perhaps with U, A, P or C behind it";
const NUMBERS: &str = "a number, decimal or 0x and hexadecimal";
const TYPES: &str = "BOOL, NULL, INT, ENUM, OID, UTCTIME, GENTIME, OCT, BITSTR, UTF8, IA5, PRINTABLE, NUMERIC, BMP, UNIV, T61, VISIBLE, GENSTR, SEQ or SET";

/// `0`, `2U`, `3A`: the class is context-specific where no letter says another.
fn tag(argument: Option<&str>) -> Option<Tag> {
    let text = argument?.trim();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let class = match text.strip_prefix(digits)? {
        "" | "C" => 0x80,
        "U" => 0,
        "A" => 0x40,
        "P" => 0xC0,
        _ => return None,
    };
    let number = digits.parse().ok().filter(|number| *number <= 30)?;
    Some(Tag { class, number })
}

fn format_of(argument: Option<&str>) -> Option<Format> {
    match argument? {
        text if text.starts_with("ASCII") => Some(Format::Ascii),
        text if text.starts_with("UTF8") => Some(Format::Utf8),
        text if text.starts_with("HEX") => Some(Format::Hex),
        text if text.starts_with("BITLIST") => Some(Format::BitList),
        _ => None,
    }
}

/// The element with another tag in place of its own; what is constructed stays so.
fn retagged(der: &[u8], tag: Tag) -> Result<Vec<u8>> {
    let (first, rest) = der.split_first().ok_or_else(|| Error::new(Code::EncodeValue))?;
    let identifier = tag.class | (first & 0x20) | tag.number;
    Ok([&[identifier], rest].concat())
}

fn wrapped(around: Around, der: &[u8]) -> Result<Vec<u8>> {
    match around {
        Around::Explicit(identifier) => element(identifier, der),
        Around::Sequence => element(tag::SEQUENCE, der),
        Around::Set => element(tag::SET, der),
        Around::OctetString => element::octet_string(der),
        Around::BitString => element::bit_string(der),
    }
}

fn time(tag: u8, text: &str, least: usize) -> Option<Result<Vec<u8>>> {
    let digits = text.strip_suffix('Z')?;
    let fits = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == least || digits.len() == least + 2);
    fits.then(|| element(tag, text.as_bytes()))
}

fn raw(text: &str, format: Format) -> Option<Vec<u8>> {
    match format {
        Format::Ascii => Some(text.as_bytes().to_vec()),
        Format::Hex => value::octets(text),
        Format::Utf8 | Format::BitList => None,
    }
}

fn bits(text: &str, format: Format) -> Option<Result<Vec<u8>>> {
    if format != Format::BitList {
        return raw(text, format).map(|octets| element::bit_string(&octets));
    }
    let numbers: Option<Vec<usize>> =
        text.split(',').map(|number| number.trim().parse().ok().filter(|bit| *bit <= 256)).collect();
    let numbers = numbers?;
    let set: Vec<bool> = (0..=256).map(|bit| numbers.contains(&bit)).collect();
    Some(element::named_bits(&set))
}

/// The tag of a string type, and how its characters are written; nothing where it is one octet each without a rule.
fn string_type(word: &str) -> Option<(u8, Option<StringKind>)> {
    Some(match word {
        "UTF8" | "UTF8String" => (tag::UTF8_STRING, Some(StringKind::Utf8)),
        "PRINTABLE" | "PRINTABLESTRING" => (tag::PRINTABLE_STRING, Some(StringKind::Printable)),
        "IA5" | "IA5STRING" => (tag::IA5_STRING, Some(StringKind::Ia5)),
        "NUMERIC" | "NUMERICSTRING" => (tag::NUMERIC_STRING, Some(StringKind::Numeric)),
        "BMP" | "BMPSTRING" => (tag::BMP_STRING, Some(StringKind::Bmp)),
        "UNIV" | "UNIVERSALSTRING" => (tag::UNIVERSAL_STRING, Some(StringKind::Universal)),
        "T61" | "T61STRING" | "TELETEXSTRING" => (tag::TELETEX_STRING, None),
        "VISIBLE" | "VISIBLESTRING" => (tag::VISIBLE_STRING, None),
        "GENSTR" | "GeneralString" => (0x1B, None),
        _ => return None,
    })
}

/// The characters of a text: behind `FORMAT:ASCII` each octet of the file is one (ISO 8859-1).
fn characters(text: &str, format: Format) -> Option<String> {
    match format {
        Format::Ascii => Some(text.bytes().map(char::from).collect()),
        Format::Utf8 => Some(text.to_owned()),
        Format::Hex | Format::BitList => None,
    }
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// The content octets of a string, where its type can hold all its characters.
pub(super) fn encoded(kind: StringKind, text: &str) -> Option<Vec<u8>> {
    if !text.chars().all(|c| kind.allows(c)) {
        return None;
    }
    match kind {
        StringKind::Bmp => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        StringKind::Universal => Some(text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()),
        StringKind::Teletex => latin1(text),
        _ => Some(text.as_bytes().to_vec()),
    }
}
