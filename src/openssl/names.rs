//! Names in the values of a configuration: distinguished names from sections, general names with their words, string types
//! by `string_mask`.

use std::net::IpAddr;

use super::asn1::Generator;
use super::config::{Entry, Place, Section};
use super::objects::Objects;
use super::value::{self, Pair};
use crate::encode::element::{self, element};
use crate::error::{Code, Error, Result};
use crate::model::{Attribute, AttributeType, AttributeValue, GeneralName, Name, Oid, RelativeName, StringKind};
use crate::parse::der::tag;

/// Which string types a name may be written in (`string_mask`): a set of the bits that OpenSSL gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StringMask(u32);

const NUMERIC: u32 = 1;
const PRINTABLE: u32 = 1 << 1;
const TELETEX: u32 = 1 << 2;
const IA5: u32 = 1 << 4;
const UNIVERSAL: u32 = 1 << 8;
const BMP: u32 = 1 << 11;
const UTF8: u32 = 1 << 13;
/// DirectoryString, as OpenSSL's table of names has it.
const DIRECTORY: u32 = PRINTABLE | TELETEX | BMP | UTF8;

/// `utf8only`, which OpenSSL takes where nothing is said.
impl Default for StringMask {
    fn default() -> Self {
        Self(UTF8)
    }
}

impl StringMask {
    /// Reads `default`, `pkix`, `utf8only`, `nombstr` or `MASK:0x2002`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(match text {
            "default" => u32::MAX,
            "pkix" => !TELETEX,
            "utf8only" => UTF8,
            "nombstr" => !(BMP | UTF8),
            _ => mask_number(text.strip_prefix("MASK:")?)?,
        }))
    }

    /// The string type for a text of this attribute type: the first, in OpenSSL's order, that the mask has and that can hold it.
    #[must_use]
    pub fn kind(self, oid: Oid, text: &str) -> Option<StringKind> {
        let mask = match AttributeType::by_oid(oid).map(|known| known.kind) {
            // OpenSSL leaves the types that have only one string type out of the mask
            Some(kind @ (StringKind::Printable | StringKind::Ia5)) if !is_text(oid) => return Some(kind),
            _ if is_pkcs9(oid) => self.0 & (DIRECTORY | IA5),
            _ => self.0 & DIRECTORY,
        };
        let order = [
            (NUMERIC, StringKind::Numeric),
            (PRINTABLE, StringKind::Printable),
            (IA5, StringKind::Ia5),
            (TELETEX, StringKind::Teletex),
            (BMP, StringKind::Bmp),
            (UNIVERSAL, StringKind::Universal),
            (UTF8, StringKind::Utf8),
        ];
        order
            .into_iter()
            .find(|(bit, kind)| mask & bit != 0 && text.chars().all(|c| kind.allows(c)))
            .map(|(_, kind)| kind)
    }
}

fn mask_number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => u32::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    }
}

/// telephoneNumber is a PrintableString in RFC 5280's sense and a plain text for OpenSSL.
fn is_text(oid: Oid) -> bool {
    oid.to_string() == "2.5.4.20"
}

/// unstructuredName and challengePassword: PKCS9String is DirectoryString or IA5String.
fn is_pkcs9(oid: Oid) -> bool {
    matches!(oid.to_string().as_str(), "1.2.840.113549.1.9.2" | "1.2.840.113549.1.9.7")
}

/// The type of an attribute whose name may have `0.`, `1:` or `x,` before it, and whether `+` joins it to the one before.
///
/// # Errors
/// [`Code::ConfigValue`] with the place.
pub(super) fn attribute_type(objects: &Objects, name: &str, place: &Place) -> Result<(Oid, bool)> {
    let bare = name.split_once([':', ',', '.']).map_or(name, |(_, rest)| if rest.is_empty() { name } else { rest });
    let (joined, bare) = bare.strip_prefix('+').map_or((false, bare), |rest| (true, rest));
    let known = objects.oid(bare).or_else(|| objects.oid(name));
    let oid = known.ok_or_else(|| {
        place
            .error(Code::NameAttributeUnknown)
            .found(name)
            .allowed("commonName, CN and the like, or a name of oid_section")
    })?;
    Ok((oid, joined))
}

/// One attribute with the string type that the mask asks for.
///
/// # Errors
/// The codes of [`Attribute::new`], and [`Code::ConfigValue`] where no string type of the mask can hold the text.
pub fn attribute(oid: Oid, text: &str, mask: StringMask, place: &Place) -> Result<Attribute> {
    let checked = Attribute::new(oid, text).map_err(|error| error.field(place.to_string()))?;
    let none =
        || place.error(Code::ConfigValue).found(text).allowed("characters that a string type of string_mask can hold");
    let kind = mask.kind(oid, text).ok_or_else(none)?;
    Ok(Attribute { value: AttributeValue::Text { kind, text: text.to_owned() }, ..checked })
}

/// The name with the string types that the mask asks for, as OpenSSL makes one of `-subj` and of the lines beside an SPKAC.
///
/// # Errors
/// [`Code::ConfigValue`] where no string type of the mask can hold a text.
pub fn masked(name: &Name, mask: StringMask) -> Result<Name> {
    let attribute = |attribute: &Attribute| match &attribute.value {
        AttributeValue::Text { text, .. } => {
            let none = || {
                let refusal = Error::new(Code::ConfigValue).field("subject").found(text.as_str());
                refusal.allowed("characters that a string type of string_mask can hold")
            };
            let kind = mask.kind(attribute.oid, text).ok_or_else(none)?;
            Ok(Attribute { value: AttributeValue::Text { kind, text: text.clone() }, ..*attribute })
        }
        AttributeValue::Other(_) => Ok(attribute.clone()),
    };
    let relative = name.relative().iter().map(|relative| {
        let mut attributes = relative.attributes().iter().map(attribute).collect::<Result<Vec<_>>>()?.into_iter();
        Ok(attributes.next().map(|first| RelativeName::new(first, attributes.collect())))
    });
    Ok(Name::new(relative.filter_map(Result::transpose).collect::<Result<_>>()?))
}

/// The name that the entries of a section make up, in their order (`dirName`, and `[req]` with `prompt = no`).
///
/// # Errors
/// As [`attribute`] and the unknown attribute type.
pub fn name_of_section(objects: &Objects, section: &Section, mask: StringMask) -> Result<Name> {
    let mut relative: Vec<(Attribute, Vec<Attribute>)> = Vec::new();
    for entry in &section.entries {
        let (oid, joined) = attribute_type(objects, &entry.name, &entry.place)?;
        let attribute = attribute(oid, &entry.value, mask, &entry.value_place)?;
        match relative.last_mut().filter(|_| joined) {
            Some((_, rest)) => rest.push(attribute),
            None => relative.push((attribute, Vec::new())),
        }
    }
    Ok(Name::new(relative.into_iter().map(|(first, rest)| RelativeName::new(first, rest)).collect()))
}

/// What general names are made with.
#[derive(Clone, Copy)]
pub(super) struct Namer<'a> {
    pub generator: Generator<'a>,
    pub mask: StringMask,
}

impl Namer<'_> {
    /// `DNS:…`, `IP:…`, `dirName:section` and the others.
    pub fn general_name(&self, pair: &Pair) -> Result<GeneralName> {
        let text = pair.required()?;
        let word = WORDS.iter().find(|word| pair.is(word));
        let placed = |error: Error| error.field(pair.place.to_string());
        match word.copied() {
            Some("dirName") => self.directory(text, pair).map(GeneralName::Directory),
            Some("otherName") => self.other(text, pair),
            Some("RID") => self.oid(text, pair).map(GeneralName::RegisteredId),
            Some(word) => GeneralName::parse(&format!("{word}:{text}")).map_err(placed),
            None => Err(pair.wrong("email, URI, DNS, RID, IP, dirName or otherName before the colon")),
        }
    }

    /// The names of `@section` or of a list.
    pub fn general_names(&self, pair: &Pair) -> Result<Vec<GeneralName>> {
        let pairs = value::pairs(self.generator.config, pair.required()?, &pair.place)?;
        pairs.iter().map(|pair| self.general_name(pair)).collect()
    }

    pub fn directory(&self, section: &str, pair: &Pair) -> Result<Name> {
        let section = value::section(self.generator.config, section, &pair.place)?;
        name_of_section(self.generator.objects, section, self.mask)
    }

    fn oid(&self, text: &str, pair: &Pair) -> Result<Oid> {
        self.generator.objects.oid(text).ok_or_else(|| pair.wrong("an object identifier"))
    }

    /// `otherName:1.2.3;UTF8:text`: AnotherName is `[0]` IMPLICIT (RFC 5280, section 4.2.1.6).
    fn other(&self, text: &str, pair: &Pair) -> Result<GeneralName> {
        let (oid, value) = text.split_once(';').ok_or_else(|| pair.wrong("otherName:1.2.3;TYPE:value"))?;
        let oid = self.oid(oid, pair)?;
        let value = self.generator.der(value, &pair.place)?;
        let content = [element::oid(&oid)?, element(tag::constructed(0), &value)?].concat();
        Ok(GeneralName::Other { oid: Some(oid), der: element(tag::constructed(0), &content)? })
    }

    /// The base of a subtree of nameConstraints in DER: an address has its mask, a name may begin with a dot
    /// (RFC 5280, section 4.2.1.10).
    pub fn subtree(&self, pair: &Pair) -> Result<Vec<u8>> {
        let text = pair.required()?;
        let ascii = |number: u8| match text.is_ascii() {
            true => element(tag::primitive(number), text.as_bytes()),
            false => Err(pair.wrong("ASCII; an international name in its xn-- form")),
        };
        match WORDS.iter().find(|word| pair.is(word)).copied() {
            Some("email") => ascii(1),
            Some("DNS") => ascii(2),
            Some("URI") => ascii(6),
            Some("IP") => element(
                tag::primitive(7),
                &address_and_mask(text).ok_or_else(|| pair.wrong("IP:address/mask, the mask as an address"))?,
            ),
            _ => crate::encode::general_name_der(&self.general_name(pair)?),
        }
    }
}

const WORDS: [&str; 7] = ["email", "URI", "DNS", "RID", "IP", "dirName", "otherName"];

fn address_and_mask(text: &str) -> Option<Vec<u8>> {
    let (address, mask) = text.split_once('/')?;
    match (address.parse().ok()?, mask.parse().ok()?) {
        (IpAddr::V4(address), IpAddr::V4(mask)) => Some([address.octets(), mask.octets()].concat()),
        (IpAddr::V6(address), IpAddr::V6(mask)) => Some([address.octets(), mask.octets()].concat()),
        _ => None,
    }
}

/// The entry of a section as a pair.
pub(super) fn pair_of(entry: &Entry) -> Pair {
    Pair { name: entry.name.clone(), value: Some(entry.value.clone()), place: entry.value_place.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_chooses_the_string_type_as_openssl_does() {
        let cn = Oid::parse("2.5.4.3").unwrap();
        let country = Oid::parse("2.5.4.6").unwrap();
        for (mask, text, kind) in [
            ("default", "plain", Some(StringKind::Printable)),
            ("default", "a@b", Some(StringKind::Teletex)),
            ("default", "Ж", Some(StringKind::Bmp)),
            ("pkix", "a@b", Some(StringKind::Bmp)),
            ("utf8only", "plain", Some(StringKind::Utf8)),
            ("nombstr", "ä", Some(StringKind::Teletex)),
            ("nombstr", "Ж", None),
            ("MASK:0x2002", "plain", Some(StringKind::Printable)),
            ("MASK:8194", "ä", Some(StringKind::Utf8)),
        ] {
            assert_eq!(StringMask::parse(mask).unwrap().kind(cn, text), kind, "{mask} {text}");
        }
        assert_eq!(StringMask::default().kind(country, "US"), Some(StringKind::Printable));
        assert_eq!(StringMask::parse("MASK:x"), None);
    }
}
