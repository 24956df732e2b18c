//! CertificateSerialNumber (RFC 5280, section 4.1.2.2).

use der::Tag;
use der::asn1::AnyRef;

use super::unencodable;
use crate::error::Result;
use crate::model::SerialNumber;

/// Decoded, not made with the crate's `new`: that would take what others issued with a negative number for a positive one.
pub(super) fn serial(serial: &SerialNumber) -> Result<x509_cert::serial_number::SerialNumber> {
    let content = serial.der_content();
    AnyRef::new(Tag::Integer, &content)
        .and_then(|integer| integer.decode_as())
        .map_err(|error| unencodable(error).field("serialNumber"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn the_number_is_the_one_that_was_issued() {
        for content in [&[0x05][..], &[0x00, 0x80], &[0x80], &[0xFF, 0x00], &[0x7F; 20], &[0x7F; 21]] {
            let der = super::super::der(&serial(&SerialNumber::from_der_content(content)).unwrap()).unwrap();
            assert_eq!(der.get(2..), Some(content));
        }
    }

    #[test]
    fn what_is_no_der_or_too_long_is_refused() {
        for content in [&[0x00, 0x01][..], &[0x7F; 22]] {
            let error = serial(&SerialNumber::from_der_content(content)).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::EncodeValue, Some("serialNumber")));
        }
    }
}
