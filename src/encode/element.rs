//! The few shapes that DER is made of (X.690, section 8), joined from encodings that are finished already.
//!
//! What certificates, requests and CRLs are made of are types of the crate `x509-cert`. This is for what no crate has a
//! type for: names with a UniversalString, whose tag `der` does not know, and the free forms of OpenSSL's configuration.

use der::asn1::BitStringRef;
use der::{Encode, Length};

use super::unencodable;
use crate::error::{Code, Error, Result};
use crate::model::Oid;
pub(crate) use crate::parse::der::tag;

/// One element: identifier, length, content.
pub(crate) fn element(identifier: u8, content: &[u8]) -> Result<Vec<u8>> {
    Ok([&header(identifier, content.len())?, content].concat())
}

/// What stands before a content of so many bytes: identifier and length.
pub(crate) fn header(identifier: u8, length: usize) -> Result<Vec<u8>> {
    let length = Length::try_from(length).map_err(unencodable)?.to_der().map_err(unencodable)?;
    Ok([&[identifier], length.as_slice()].concat())
}

/// SEQUENCE of finished elements, in this order; an empty part is one that is left out.
pub(crate) fn sequence(parts: &[Vec<u8>]) -> Result<Vec<u8>> {
    element(tag::SEQUENCE, &parts.concat())
}

/// SET OF finished elements, sorted as DER asks (X.690, section 11.6).
pub(crate) fn set_of(mut parts: Vec<Vec<u8>>) -> Result<Vec<u8>> {
    parts.sort();
    element(tag::SET, &parts.concat())
}

pub(crate) fn oid(oid: &Oid) -> Result<Vec<u8>> {
    oid.inner().to_der().map_err(unencodable)
}

/// INTEGER from zero up, without needless leading zeros.
pub(crate) fn unsigned(number: u128) -> Result<Vec<u8>> {
    number.to_der().map_err(unencodable)
}

pub(crate) fn octet_string(content: &[u8]) -> Result<Vec<u8>> {
    element(tag::OCTET_STRING, content)
}

/// BIT STRING of whole octets.
pub(crate) fn bit_string(content: &[u8]) -> Result<Vec<u8>> {
    BitStringRef::from_bytes(content).and_then(|bits| bits.to_der()).map_err(unencodable)
}

/// BIT STRING whose bits have names: zeros at the end are left out (X.690, section 11.2.2).
pub(crate) fn named_bits(bits: &[bool]) -> Result<Vec<u8>> {
    let length = bits.iter().rposition(|bit| *bit).map_or(0, |last| last + 1);
    let octets: Vec<u8> = bits.iter().take(length).collect::<Vec<_>>().chunks(8).map(octet).collect();
    let unused = u8::try_from(octets.len() * 8 - length).map_err(|_| Error::new(Code::EncodeValue))?;
    BitStringRef::new(unused, &octets).and_then(|bits| bits.to_der()).map_err(unencodable)
}

fn octet(bits: &[&bool]) -> u8 {
    bits.iter().zip((0..8).rev()).fold(0, |octet, (bit, place)| octet | (u8::from(**bit) << place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_bits_lose_their_trailing_zeros() {
        let cases: [(&[bool], &[u8]); 5] = [
            (&[], &[3, 1, 0]),
            (&[false, false], &[3, 1, 0]),
            (&[true, false, true, false], &[3, 2, 5, 0xA0]),
            (&[false, false, false, false, false, true, true], &[3, 2, 1, 0x06]),
            (&[true, false, false, false, false, false, false, false, true], &[3, 3, 7, 0x80, 0x80]),
        ];
        for (bits, der) in cases {
            assert_eq!(named_bits(bits).unwrap(), der, "{bits:?}");
        }
    }

    #[test]
    fn sets_are_sorted_and_sequences_are_not() {
        let parts = vec![vec![2, 1, 9], vec![2, 1, 1], vec![1, 1, 0xFF]];
        assert_eq!(set_of(parts.clone()).unwrap(), [0x31, 9, 1, 1, 0xFF, 2, 1, 1, 2, 1, 9]);
        assert_eq!(sequence(&parts).unwrap(), [0x30, 9, 2, 1, 9, 2, 1, 1, 1, 1, 0xFF]);
    }

    #[test]
    fn lengths_take_the_short_form_where_it_does() {
        assert_eq!(element(tag::NULL, &[]).unwrap(), [5, 0]);
        assert_eq!(element(tag::IA5_STRING, &[b'a'; 127]).unwrap().get(..2).unwrap(), [0x16, 127]);
        assert_eq!(element(tag::IA5_STRING, &[b'a'; 128]).unwrap().get(..3).unwrap(), [0x16, 0x81, 128]);
        assert_eq!(element(tag::IA5_STRING, &[b'a'; 256]).unwrap().get(..4).unwrap(), [0x16, 0x82, 1, 0]);
    }

    #[test]
    fn numbers_are_never_negative_by_accident() {
        assert_eq!(unsigned(0).unwrap(), [2, 1, 0]);
        assert_eq!(unsigned(128).unwrap(), [2, 2, 0, 128]);
        assert_eq!(unsigned(1_800_000_000).unwrap(), [2, 4, 0x6B, 0x49, 0xD2, 0]);
    }
}
