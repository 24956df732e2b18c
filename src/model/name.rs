//! Distinguished names (RFC 5280, section 4.1.2.4 and appendix A; RFC 4514).

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

impl AttributeType {
    /// Every attribute type that has a name here.
    pub const ALL: &'static [Self] = &[];

    /// The type with this identifier.
    #[must_use]
    pub fn by_oid(oid: Oid) -> Option<&'static Self> {
        todo!("{oid}")
    }

    /// The type with this short or long name, in upper or lower case.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        todo!("{name}")
    }
}

impl Attribute {
    /// An attribute made here: bounds and characters are checked, the string type is chosen by the attribute type.
    ///
    /// # Errors
    /// The `model/name-attribute-…` codes and [`Code::CountrySyntax`], with the field `subject.CN` and the like.
    pub fn new(oid: Oid, text: &str) -> Result<Self> {
        Err(Error::new(Code::NameAttributeEmpty).found(format!("{oid}{text}")))
    }

    /// The short name of the type, or the dotted identifier where it has none.
    #[must_use]
    pub fn label(&self) -> String {
        todo!()
    }

    /// The value as text; `#` and hexadecimal for what is not text.
    #[must_use]
    pub fn text(&self) -> String {
        todo!()
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
        Err(Error::new(Code::NameSyntax).found(text))
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
        todo!()
    }

    /// Whether there is no attribute at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both are the same name by the comparison of RFC 5280, section 7.1: case and repeated spaces do not count.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        todo!("{other}")
    }
}

/// RFC 4514, the most specific first, with short names: `CN=mail.sample.com,O=The Sample Company,C=US`.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
