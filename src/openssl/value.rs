//! The small languages inside the values of a configuration: lists of `name:value`, booleans, numbers, hexadecimal.

use super::config::{Config, Entry, Place, Section};
use crate::error::{Code, Error, Result};

/// One `name:value` or `name` of a list, or one entry of a section that stands for the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub name: String,
    pub value: Option<String>,
    pub place: Place,
}

impl Pair {
    /// Whether the name is this word, perhaps with `.1` behind it to tell it from another of the same name.
    pub fn is(&self, word: &str) -> bool {
        named(&self.name, word)
    }

    /// The value, which must be there.
    pub fn required(&self) -> Result<&str> {
        self.value.as_deref().ok_or_else(|| self.wrong("a value behind the colon"))
    }

    /// A refusal of this pair.
    pub fn wrong(&self, allowed: &str) -> Error {
        let found = match &self.value {
            Some(value) => format!("{}:{value}", self.name),
            None => self.name.clone(),
        };
        self.place.error(Code::ConfigValue).found(found).allowed(allowed)
    }

    /// The pair without `prefix` before its name.
    pub fn without(&self, prefix: &str) -> Option<Self> {
        let name = self.name.strip_prefix(prefix)?;
        Some(Self { name: name.to_owned(), ..self.clone() })
    }

    pub fn boolean(&self) -> Result<bool> {
        boolean(self.required()?).ok_or_else(|| self.wrong("TRUE or FALSE"))
    }

    /// The number as the content of a DER INTEGER.
    pub fn integer(&self) -> Result<Vec<u8>> {
        integer(self.required()?).ok_or_else(|| self.wrong("a number, decimal or 0x and hexadecimal"))
    }
}

/// Whether `name` is `word` or `word.anything`.
pub(super) fn named(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The pairs of a value: of the section that `@section` names, else of the list itself.
pub(super) fn pairs(config: &Config, text: &str, place: &Place) -> Result<Vec<Pair>> {
    match text.strip_prefix('@') {
        Some(name) => Ok(of_section(section(config, name, place)?)),
        None => list(text, place),
    }
}

pub(super) fn of_section(section: &Section) -> Vec<Pair> {
    let pair = |entry: &Entry| Pair {
        name: entry.name.clone(),
        value: Some(entry.value.clone()),
        place: entry.value_place.clone(),
    };
    section.entries.iter().map(pair).collect()
}

pub(super) fn section<'a>(config: &'a Config, name: &str, place: &Place) -> Result<&'a Section> {
    config.section(name).ok_or_else(|| place.error(Code::ConfigSectionMissing).found(format!("[{name}]")))
}

/// `name:value, name, name:value`. A comma always parts, a colon only where no value has begun.
pub(super) fn list(text: &str, place: &Place) -> Result<Vec<Pair>> {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    line.split(',').map(|item| pair(item, place)).collect()
}

fn pair(item: &str, place: &Place) -> Result<Pair> {
    let (name, value) = match item.split_once(':') {
        Some((name, value)) => (name.trim(), Some(value.trim().to_owned())),
        None => (item.trim(), None),
    };
    if name.is_empty() || value.as_ref().is_some_and(String::is_empty) {
        let allowed = "names and values between commas; a value with a comma in it goes into a section of its own";
        return Err(place.error(Code::ConfigValue).found(item).allowed(allowed));
    }
    Ok(Pair { name: name.to_owned(), value, place: place.clone() })
}

/// The words that OpenSSL takes for true and false in extensions.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "TRUE" | "true" | "Y" | "y" | "YES" | "yes" => Some(true),
        "FALSE" | "false" | "N" | "n" | "NO" | "no" => Some(false),
        _ => None,
    }
}

/// A number of any size, decimal or hexadecimal behind `0x`, with a minus before it or not, as the content of a DER INTEGER.
pub(super) fn integer(text: &str) -> Option<Vec<u8>> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    if digits.is_empty() || digits.len() > 256 {
        return None;
    }
    let mut magnitude: Vec<u8> = Vec::new();
    for digit in digits.chars() {
        multiply_add(&mut magnitude, radix, digit.to_digit(radix)?);
    }
    Some(twos_complement(magnitude, negative))
}

/// `number * radix + digit`, on octets with the least significant first.
fn multiply_add(octets: &mut Vec<u8>, radix: u32, digit: u32) {
    let mut carry = digit;
    for octet in octets.iter_mut() {
        let [low, rest @ ..] = (u32::from(*octet) * radix + carry).to_le_bytes();
        *octet = low;
        carry = u32::from(rest[0]);
    }
    if carry > 0 {
        octets.push(carry.to_le_bytes()[0]);
    }
}

/// The shortest two's complement, most significant octet first, of a magnitude with the least significant first.
fn twos_complement(mut octets: Vec<u8>, negative: bool) -> Vec<u8> {
    octets.push(0);
    if negative {
        let mut carry = true;
        for octet in &mut octets {
            (*octet, carry) = (!*octet).overflowing_add(u8::from(carry));
        }
    }
    octets.reverse();
    while let [first, second, ..] = octets.as_slice() {
        let needless = (*first == 0 && *second < 0x80) || (*first == 0xFF && *second >= 0x80);
        if !needless {
            break;
        }
        octets.remove(0);
    }
    octets
}

/// Octets in hexadecimal, with colons between them or not.
pub(super) fn octets(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().filter(|c| *c != ':').map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_the_shortest_two_s_complement() {
        let cases: [(&str, &[u8]); 10] = [
            ("0", &[0]),
            ("127", &[127]),
            ("128", &[0, 128]),
            ("-128", &[128]),
            ("-129", &[0xFF, 0x7F]),
            ("256", &[1, 0]),
            ("0x0102", &[1, 2]),
            ("0xff", &[0, 255]),
            ("-1", &[255]),
            ("-0", &[0]),
        ];
        for (text, content) in cases {
            assert_eq!(integer(text).unwrap(), content, "{text}");
        }
        assert_eq!(integer("340282366920938463463374607431768211456").unwrap().len(), 17);
        for text in ["", "x", "1a", "0x", "1.5", "--1"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn lists_part_at_commas_and_at_the_first_colon() {
        let place = Place { file: "c".into(), line: 1, column: 1 };
        let read = |text: &str| -> Vec<(String, Option<String>)> {
            list(text, &place).unwrap().into_iter().map(|pair| (pair.name, pair.value)).collect()
        };
        let pair = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        assert_eq!(read(" CA : TRUE , pathlen:0"), [pair("CA", Some("TRUE")), pair("pathlen", Some("0"))]);
        assert_eq!(read("URI:http://a/b"), [pair("URI", Some("http://a/b"))]);
        for text in ["", "a,,b", "a:", ":b", "a,"] {
            assert_eq!(list(text, &place).unwrap_err().code(), Code::ConfigValue, "{text}");
        }
    }

    #[test]
    fn hexadecimal_may_have_colons() {
        assert_eq!(octets("01:fF"), Some(vec![1, 255]));
        assert_eq!((octets("012"), octets("0g")), (None, None));
    }
}
