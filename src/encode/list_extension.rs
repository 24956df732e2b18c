//! Extensions that only a CRL and its entries have (RFC 5280, sections 5.2 and 5.3).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280;
use der::asn1::Uint;
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_cert::ext::pkix::name::DistributionPointName;

use super::extension::extension_value_der;
use super::general_name::all_typed;
use super::{der, unencodable};
use crate::error::Result;
use crate::model::{CrlScope, DistributionPoint, Extension, ExtensionValue, GeneralName, Oid};

/// deltaCRLIndicator, with the number of the complete CRL that the list builds on; always critical (section 5.2.4).
///
/// # Errors
/// None that a number can cause.
pub fn delta_crl_indicator(base: u64) -> Result<Extension> {
    let number = Uint::new(&base.to_be_bytes()).map(pkix::BaseCrlNumber).map_err(unencodable)?;
    Ok(other(rfc5280::ID_CE_DELTA_CRL_INDICATOR, true, der(&number)?))
}

/// freshestCRL: where the delta CRLs are (section 5.2.6). The addresses are those of one list.
///
/// # Errors
/// [`Code::EncodeValue`](crate::error::Code::EncodeValue) for an address that is not ASCII.
pub fn freshest_crl(addresses: &[GeneralName]) -> Result<Extension> {
    let point = DistributionPoint { full_name: addresses.to_vec(), other: None };
    let content = extension_value_der(&ExtensionValue::CrlDistributionPoints(vec![point]))?;
    Ok(other(rfc5280::ID_CE_FRESHEST_CRL, false, content))
}

/// issuingDistributionPoint: where the list is, and of which certificates it speaks; always critical (section 5.2.5). One of the
/// two must say something, for the content may not be empty.
///
/// # Errors
/// [`Code::EncodeValue`](crate::error::Code::EncodeValue) for an address that is not ASCII.
pub fn issuing_distribution_point(addresses: &[GeneralName], scope: CrlScope) -> Result<Extension> {
    let full_name = all_typed(addresses).map(DistributionPointName::FullName)?;
    let content = der(&IssuingDistributionPoint {
        distribution_point: Some(full_name).filter(|_| !addresses.is_empty()),
        only_contains_user_certs: scope == CrlScope::Users,
        only_contains_ca_certs: scope == CrlScope::Authorities,
        only_some_reasons: None,
        indirect_crl: false,
        only_contains_attribute_certs: false,
    })?;
    // the type's own identifier in the crate is that of subjectInfoAccess
    Ok(other(rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT, true, content))
}

/// holdInstructionCode of an entry on hold (RFC 3280, section 5.3.2; RFC 5280 has left it out, and OpenSSL still writes it).
///
/// # Errors
/// None that an identifier can cause.
pub fn hold_instruction_code(instruction: Oid) -> Result<Extension> {
    Ok(other(rfc5280::ID_CE_HOLD_INSTRUCTION_CODE, false, der(instruction.inner())?))
}

fn other(oid: ObjectIdentifier, critical: bool, der: Vec<u8>) -> Extension {
    Extension { critical, value: ExtensionValue::Other { oid: oid.into(), der } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(extension: Extension) -> (bool, String, Vec<u8>) {
        let ExtensionValue::Other { oid, der } = extension.value else { panic!("{extension:?}") };
        (extension.critical, oid.to_string(), der)
    }

    fn address() -> Vec<GeneralName> {
        vec![GeneralName::parse("uri:http://a.bc").unwrap()]
    }

    #[test]
    fn each_is_written_as_its_section_asks() {
        let delta = written(delta_crl_indicator(200).unwrap());
        assert_eq!(delta, (true, "2.5.29.27".into(), vec![2, 2, 0, 200]));
        let freshest = written(freshest_crl(&address()).unwrap());
        assert_eq!(
            freshest,
            (false, "2.5.29.46".into(), b"\x30\x13\x30\x11\xA0\x0F\xA0\x0D\x86\x0Bhttp://a.bc".to_vec())
        );
        let hold = written(hold_instruction_code(Oid::parse("1.2.840.10040.2.3").unwrap()).unwrap());
        assert_eq!(hold, (false, "2.5.29.23".into(), b"\x06\x07\x2A\x86\x48\xCE\x38\x02\x03".to_vec()));
    }

    #[test]
    fn the_place_and_the_part_are_said_where_there_is_one() {
        let cases: [(Vec<GeneralName>, CrlScope, &[u8]); 3] = [
            (address(), CrlScope::All, b"\x30\x11\xA0\x0F\xA0\x0D\x86\x0Bhttp://a.bc"),
            (address(), CrlScope::Users, b"\x30\x14\xA0\x0F\xA0\x0D\x86\x0Bhttp://a.bc\x81\x01\xFF"),
            (vec![], CrlScope::Authorities, b"\x30\x03\x82\x01\xFF"),
        ];
        for (addresses, scope, der) in cases {
            let written = written(issuing_distribution_point(&addresses, scope).unwrap());
            assert_eq!(written, (true, "2.5.29.28".into(), der.to_vec()), "{scope:?}");
        }
    }
}
