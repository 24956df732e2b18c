//! Distinguished names (RFC 5280, section 4.1.2.4 and appendix A; RFC 4514).

mod parse;

use std::fmt;

use super::Oid;
use crate::error::{Code, Error, Result};

/// A distinguished name: relative names in the order of the certificate, the most general usually first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name(Vec<RelativeName>);

/// One relative distinguished name: almost always one attribute, a `+` in text where there are more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RelativeName(Vec<Attribute>);

/// An attribute type and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// The type, such as 2.5.4.3 for a common name.
    pub oid: Oid,
    /// The value.
    pub value: AttributeValue,
}

/// An attribute's value, kept so that it is encoded again exactly as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// Text of one of the ASN.1 string types.
    Text {
        /// The ASN.1 type that it has in DER.
        kind: StringKind,
        /// The text itself.
        text: String,
    },
    /// Something else: its whole DER.
    Other(Vec<u8>),
}

/// The ASN.1 string types that names are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StringKind {
    /// UTF8String: what Rootpage writes where PrintableString will not do.
    Utf8,
    /// PrintableString: what Rootpage writes where it will do, as OpenSSL does not but RFC 5280 allows, for C and serialNumber.
    Printable,
    /// IA5String: ASCII, for e-mail addresses and domain components.
    Ia5,
    /// TeletexString, read and written as ISO 8859-1.
    Teletex,
    /// BMPString: UTF-16, big-endian, without surrogates.
    Bmp,
    /// UniversalString: UTF-32, big-endian.
    Universal,
    /// NumericString.
    Numeric,
}

/// An attribute type that has a name: the short and the long one of OpenSSL, its bounds and its string type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeType {
    /// OpenSSL's short name: `CN`, `emailAddress`.
    pub short: &'static str,
    /// OpenSSL's long name: `commonName`.
    pub long: &'static str,
    /// The dotted identifier.
    pub oid: &'static str,
    /// The least and the greatest number of characters (RFC 5280, appendix A).
    pub bounds: (usize, usize),
    /// The string type that it is written in by default.
    pub kind: StringKind,
}

/// The upper bound of X.520's ub-name, and ours for what has none.
const UB_NAME: usize = 32_768;

const fn attribute(
    short: &'static str,
    long: &'static str,
    oid: &'static str,
    bounds: (usize, usize),
    kind: StringKind,
) -> AttributeType {
    AttributeType { short, long, oid, bounds, kind }
}

impl AttributeType {
    /// Every attribute type that has a name here: those of RFC 5280 appendix A first, then those of X.520, RFC 4519,
    /// RFC 2985 and the guidelines for extended validation.
    pub const ALL: &'static [Self] = &[
        attribute("CN", "commonName", "2.5.4.3", (1, 64), StringKind::Utf8),
        attribute("C", "countryName", "2.5.4.6", (2, 2), StringKind::Printable),
        attribute("L", "localityName", "2.5.4.7", (1, 128), StringKind::Utf8),
        attribute("ST", "stateOrProvinceName", "2.5.4.8", (1, 128), StringKind::Utf8),
        attribute("O", "organizationName", "2.5.4.10", (1, 64), StringKind::Utf8),
        attribute("OU", "organizationalUnitName", "2.5.4.11", (1, 64), StringKind::Utf8),
        attribute("emailAddress", "emailAddress", "1.2.840.113549.1.9.1", (1, 255), StringKind::Ia5),
        attribute("serialNumber", "serialNumber", "2.5.4.5", (1, 64), StringKind::Printable),
        attribute("SN", "surname", "2.5.4.4", (1, UB_NAME), StringKind::Utf8),
        attribute("GN", "givenName", "2.5.4.42", (1, UB_NAME), StringKind::Utf8),
        attribute("initials", "initials", "2.5.4.43", (1, UB_NAME), StringKind::Utf8),
        attribute("generationQualifier", "generationQualifier", "2.5.4.44", (1, UB_NAME), StringKind::Utf8),
        attribute("name", "name", "2.5.4.41", (1, UB_NAME), StringKind::Utf8),
        attribute("title", "title", "2.5.4.12", (1, 64), StringKind::Utf8),
        attribute("dnQualifier", "dnQualifier", "2.5.4.46", (1, UB_NAME), StringKind::Printable),
        attribute("pseudonym", "pseudonym", "2.5.4.65", (1, 128), StringKind::Utf8),
        attribute("DC", "domainComponent", "0.9.2342.19200300.100.1.25", (1, 63), StringKind::Ia5),
        attribute("UID", "userId", "0.9.2342.19200300.100.1.1", (1, 256), StringKind::Utf8),
        attribute("street", "streetAddress", "2.5.4.9", (1, 128), StringKind::Utf8),
        attribute("postalCode", "postalCode", "2.5.4.17", (1, 40), StringKind::Utf8),
        attribute("postOfficeBox", "postOfficeBox", "2.5.4.18", (1, 40), StringKind::Utf8),
        attribute("telephoneNumber", "telephoneNumber", "2.5.4.20", (1, 32), StringKind::Printable),
        attribute("description", "description", "2.5.4.13", (1, 1024), StringKind::Utf8),
        attribute("businessCategory", "businessCategory", "2.5.4.15", (1, 128), StringKind::Utf8),
        attribute("organizationIdentifier", "organizationIdentifier", "2.5.4.97", (1, UB_NAME), StringKind::Utf8),
        attribute("jurisdictionL", "jurisdictionLocalityName", "1.3.6.1.4.1.311.60.2.1.1", (1, 128), StringKind::Utf8),
        attribute(
            "jurisdictionST",
            "jurisdictionStateOrProvinceName",
            "1.3.6.1.4.1.311.60.2.1.2",
            (1, 128),
            StringKind::Utf8,
        ),
        attribute(
            "jurisdictionC",
            "jurisdictionCountryName",
            "1.3.6.1.4.1.311.60.2.1.3",
            (2, 2),
            StringKind::Printable,
        ),
        attribute("unstructuredName", "unstructuredName", "1.2.840.113549.1.9.2", (1, 255), StringKind::Utf8),
        attribute("unstructuredAddress", "unstructuredAddress", "1.2.840.113549.1.9.8", (1, 255), StringKind::Utf8),
    ];

    /// What other programs call some of them: Microsoft's E, S, G and T, the short surname of RFC 4519.
    const ALIASES: &'static [(&'static str, &'static str)] =
        &[("E", "emailAddress"), ("Email", "emailAddress"), ("S", "ST"), ("G", "GN"), ("T", "title")];

    /// The type with this identifier.
    #[must_use]
    pub fn by_oid(oid: Oid) -> Option<&'static Self> {
        let dotted = oid.to_string();
        Self::ALL.iter().find(|known| known.oid == dotted)
    }

    /// The type with this short or long name, in upper or lower case.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        let alias = Self::ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        let name = alias.map_or(name, |(_, short)| short);
        Self::ALL.iter().find(|known| known.short.eq_ignore_ascii_case(name) || known.long.eq_ignore_ascii_case(name))
    }

    /// Whether its value is the two letters of a country.
    fn is_country(&self) -> bool {
        self.bounds == (2, 2)
    }
}

impl StringKind {
    /// Whether a string of this type can hold the character (X.680, sections 41 and 43).
    #[must_use]
    pub fn allows(self, c: char) -> bool {
        match self {
            Self::Utf8 | Self::Universal => true,
            Self::Printable => c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c),
            Self::Ia5 => c.is_ascii(),
            Self::Teletex => u32::from(c) < 0x100,
            Self::Bmp => u32::from(c) < 0x1_0000,
            Self::Numeric => c.is_ascii_digit() || c == ' ',
        }
    }
}

/// Whether the character has no business in a name: it is shown as nothing, or turns the text around it about
/// (Unicode's control characters, its direction marks and the byte order mark).
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl Attribute {
    /// An attribute made here: bounds and characters are checked, the string type is chosen by the attribute type.
    /// A type that has no name here gets a UTF8String.
    ///
    /// # Errors
    /// The `model/name-attribute-…` codes and [`Code::CountrySyntax`], with the field `subject.CN` and the like.
    pub fn new(oid: Oid, text: &str) -> Result<Self> {
        let kind = AttributeType::by_oid(oid).map_or(StringKind::Utf8, |known| known.kind);
        Self::of_kind(oid, kind, text)
    }

    /// The same, with the string type given.
    fn of_kind(oid: Oid, kind: StringKind, text: &str) -> Result<Self> {
        let checked = Self { oid, value: AttributeValue::Text { kind, text: text.to_owned() } };
        match check_text(AttributeType::by_oid(oid), kind, text) {
            Ok(()) => Ok(checked),
            Err(error) => Err(error.field(format!("subject.{}", checked.label()))),
        }
    }

    /// The short name of the type, or the dotted identifier where it has none.
    #[must_use]
    pub fn label(&self) -> String {
        AttributeType::by_oid(self.oid).map_or_else(|| self.oid.to_string(), |known| known.short.to_owned())
    }

    /// The value as text; `#` and hexadecimal for what is not text.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.value {
            AttributeValue::Text { text, .. } => text.clone(),
            AttributeValue::Other(der) => der.iter().fold("#".to_owned(), |text, byte| text + &format!("{byte:02X}")),
        }
    }

    /// Whether both say the same by RFC 5280, section 7.1.
    fn matches(&self, other: &Self) -> bool {
        self.oid == other.oid
            && match (&self.value, &other.value) {
                (AttributeValue::Text { text: a, .. }, AttributeValue::Text { text: b, .. }) => {
                    prepared(a) == prepared(b)
                }
                (a, b) => a == b,
            }
    }
}

/// The text as it is compared (RFC 4518, simplified): letters in lower case, each run of spaces as one, none at the ends.
fn prepared(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

fn check_text(known: Option<&AttributeType>, kind: StringKind, text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::new(Code::NameAttributeEmpty));
    }
    check_characters(kind, text)?;
    let Some(known) = known else { return check_length((1, UB_NAME), text) };
    if known.is_country() {
        return check_country(text);
    }
    check_length(known.bounds, text)?;
    match known.short {
        "emailAddress" => super::general_name::check_email(text),
        _ => Ok(()),
    }
}

fn check_characters(kind: StringKind, text: &str) -> Result<()> {
    let wrong = text.char_indices().find(|(_, c)| is_hidden(*c) || !kind.allows(*c));
    wrong.map_or(Ok(()), |(offset, c)| {
        let found = format!("{} (U+{:04X})", c.escape_debug(), u32::from(c));
        Err(Error::new(Code::NameAttributeCharset).at(offset).found(found).allowed(characters_of(kind)))
    })
}

const fn characters_of(kind: StringKind) -> &'static str {
    match kind {
        StringKind::Printable => "A to Z, a to z, 0 to 9, space and ' ( ) + , - . / : = ?",
        StringKind::Ia5 => "ASCII characters that can be seen, and space",
        StringKind::Numeric => "0 to 9 and space",
        _ => "any characters that can be seen, and space",
    }
}

fn check_length((least, most): (usize, usize), text: &str) -> Result<()> {
    match text.chars().count() {
        length if length > most => {
            let allowed = format!("at most {most} characters");
            Err(Error::new(Code::NameAttributeTooLong).found(format!("{length} characters")).allowed(allowed))
        }
        length if length < least => Err(Error::new(Code::NameAttributeEmpty)),
        _ => Ok(()),
    }
}

fn check_country(text: &str) -> Result<()> {
    match text.as_bytes() {
        [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(()),
        _ => Err(Error::new(Code::CountrySyntax).found(text).allowed("two capital letters")),
    }
}

impl RelativeName {
    /// The attributes that make up one relative name, at least one.
    #[must_use]
    pub fn new(first: Attribute, rest: Vec<Attribute>) -> Self {
        let mut all = vec![first];
        all.extend(rest);
        Self(all)
    }

    /// Its attributes.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.0
    }

    /// Whether both have the same attributes, in whatever order: it is a SET.
    fn matches(&self, other: &Self) -> bool {
        let within = |attribute: &Attribute, all: &Self| all.0.iter().any(|one| one.matches(attribute));
        self.0.len() == other.0.len()
            && self.0.iter().all(|attribute| within(attribute, other))
            && other.0.iter().all(|attribute| within(attribute, self))
    }
}

impl Name {
    /// The name made of these relative names, in the certificate's order.
    #[must_use]
    pub const fn new(relative: Vec<RelativeName>) -> Self {
        Self(relative)
    }

    /// Reads `CN=mail.sample.com,O=The Sample Company,C=US` (RFC 4514, so the most specific first: the encoded order is
    /// the reverse, C first) or `/C=US/O=The Sample Company/CN=mail.sample.com` (OpenSSL's `-subj`: the encoded order).
    ///
    /// # Errors
    /// [`Code::NameSyntax`] with an offset, [`Code::NameAttributeUnknown`] and what [`Attribute::new`] refuses.
    pub fn parse(text: &str) -> Result<Self> {
        parse::name(text)
    }

    /// The relative names, in the certificate's order.
    #[must_use]
    pub fn relative(&self) -> &[RelativeName] {
        &self.0
    }

    /// Every attribute, in the certificate's order.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter().flat_map(|relative| &relative.0)
    }

    /// The last (most specific) common name.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        let is_common_name = |attribute: &&Attribute| *attribute.oid.inner() == const_oid::db::rfc4519::CN;
        self.attributes().filter(is_common_name).last().map(Attribute::text)
    }

    /// Whether there is no attribute at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both are the same name by the comparison of RFC 5280, section 7.1: case and repeated spaces do not count.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.matches(b))
    }
}

/// RFC 4514, the most specific first, with short names: `CN=mail.sample.com,O=The Sample Company,C=US`. A type without a
/// name is written as its dotted identifier, and its value still as text where it is text, as OpenSSL does.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, relative) in self.0.iter().rev().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            relative.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for RelativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, attribute) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("+")?;
            }
            attribute.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=", self.label())?;
        match &self.value {
            AttributeValue::Text { text, .. } => escape(f, text),
            AttributeValue::Other(_) => f.write_str(&self.text()),
        }
    }
}

/// Writes the text with the escapes of RFC 4514, section 2.4; hidden characters as the hexadecimal of their UTF-8.
fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.char_indices().next_back().map_or(0, |(offset, _)| offset);
    for (offset, c) in text.char_indices() {
        if is_hidden(c) {
            c.encode_utf8(&mut [0; 4]).bytes().try_for_each(|byte| write!(f, "\\{byte:02X}"))?;
            continue;
        }
        let at_edge = (c == ' ' && (offset == 0 || offset == last)) || (c == '#' && offset == 0);
        if at_edge || "\"+,;<>\\".contains(c) {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
