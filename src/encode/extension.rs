//! Extensions (RFC 5280, sections 4.2 and 5.2).

use super::element::{self, tag};
use super::general_name::{general_name_der, general_names, implicit_general_names};
use crate::error::Result;
use crate::model::{
    AccessDescription, AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, ExtensionValue,
    KeyUsage, KeyUsages, NameConstraints, Oid, PolicyInformation,
};

/// Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension.
pub(super) fn extensions(extensions: &[Extension]) -> Result<Vec<u8>> {
    element::sequence(&extensions.iter().map(extension).collect::<Result<Vec<_>>>()?)
}

fn extension(extension: &Extension) -> Result<Vec<u8>> {
    typed(&extension.value.oid(), extension.critical, &extension_value_der(&extension.value)?)
}

/// Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }.
pub(super) fn typed(oid: &Oid, critical: bool, value: &[u8]) -> Result<Vec<u8>> {
    let critical = if critical { element::boolean_true()? } else { Vec::new() };
    element::sequence(&[element::oid(oid)?, critical, element::octet_string(value)?])
}

/// The content of an extension in DER, as it stands inside the OCTET STRING.
///
/// # Errors
/// [`Code::EncodeValue`](crate::error::Code::EncodeValue) where a value does not fit its type.
pub fn extension_value_der(value: &ExtensionValue) -> Result<Vec<u8>> {
    match value {
        ExtensionValue::BasicConstraints(constraints) => basic_constraints(*constraints),
        ExtensionValue::KeyUsage(usages) => key_usage_der(*usages),
        ExtensionValue::ExtendedKeyUsage(purposes) => sequence_of(purposes, element::oid),
        ExtensionValue::SubjectAltName(names) | ExtensionValue::IssuerAltName(names) => general_names(names),
        ExtensionValue::SubjectKeyIdentifier(id) => element::octet_string(id),
        ExtensionValue::AuthorityKeyIdentifier(identifier) => authority_key_identifier(identifier),
        ExtensionValue::CrlDistributionPoints(points) => sequence_of(points, distribution_point),
        ExtensionValue::AuthorityInfoAccess(descriptions) => sequence_of(descriptions, access_description),
        ExtensionValue::NameConstraints(constraints) => name_constraints(constraints),
        ExtensionValue::CertificatePolicies(policies) => sequence_of(policies, policy),
        ExtensionValue::CrlNumber(number) => element::unsigned(*number),
        ExtensionValue::Other { der, .. } => Ok(der.clone()),
    }
}

fn sequence_of<T>(items: &[T], item: impl Fn(&T) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    element::sequence(&items.iter().map(item).collect::<Result<Vec<_>>>()?)
}

/// Section 4.2.1.9; `cA` is FALSE by default and then left out.
fn basic_constraints(constraints: BasicConstraints) -> Result<Vec<u8>> {
    let ca = if constraints.ca { element::boolean_true()? } else { Vec::new() };
    let path_len = constraints.path_len.map_or(Ok(Vec::new()), |length| element::unsigned(length.into()))?;
    element::sequence(&[ca, path_len])
}

/// KeyUsage ::= BIT STRING with named bits (section 4.2.1.3), in DER.
///
/// # Errors
/// None that a set of uses can cause.
pub fn key_usage_der(usages: KeyUsages) -> Result<Vec<u8>> {
    element::named_bits(&KeyUsage::ALL.map(|usage| usages.contains(usage)))
}

/// Section 4.2.1.1.
fn authority_key_identifier(identifier: &AuthorityKeyIdentifier) -> Result<Vec<u8>> {
    let key_id = identifier.key_id.as_ref().map_or(Ok(Vec::new()), |id| element::element(tag::primitive(0), id))?;
    let issuer = if identifier.issuer.is_empty() { Vec::new() } else { implicit_general_names(1, &identifier.issuer)? };
    let serial = identifier
        .serial
        .as_ref()
        .map_or(Ok(Vec::new()), |serial| element::element(tag::primitive(2), &serial.der_content()))?;
    element::sequence(&[key_id, issuer, serial])
}

/// Section 4.2.1.13: `[0] EXPLICIT` around the CHOICE, `[0] IMPLICIT` for fullName within it.
fn distribution_point(point: &DistributionPoint) -> Result<Vec<u8>> {
    if let Some(der) = &point.other {
        return Ok(der.clone());
    }
    let full_name = implicit_general_names(0, &point.full_name)?;
    element::sequence(&[element::element(tag::constructed(0), &full_name)?])
}

/// Section 4.2.2.1.
fn access_description(description: &AccessDescription) -> Result<Vec<u8>> {
    element::sequence(&[element::oid(&description.method)?, general_name_der(&description.location)?])
}

/// Section 4.2.1.10; `minimum` is 0 by default and then left out.
fn name_constraints(constraints: &NameConstraints) -> Result<Vec<u8>> {
    element::sequence(&[subtrees(0, &constraints.permitted)?, subtrees(1, &constraints.excluded)?])
}

fn subtrees(number: u8, bases: &[Vec<u8>]) -> Result<Vec<u8>> {
    if bases.is_empty() {
        return Ok(Vec::new());
    }
    let subtrees =
        bases.iter().map(|base| element::sequence(std::slice::from_ref(base))).collect::<Result<Vec<_>>>()?;
    element::element(tag::constructed(number), &subtrees.concat())
}

/// Section 4.2.1.4.
fn policy(policy: &PolicyInformation) -> Result<Vec<u8>> {
    element::sequence(&[element::oid(&policy.oid)?, policy.qualifiers.clone().unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{GeneralName, SerialNumber};

    fn names(texts: &[&str]) -> Vec<GeneralName> {
        texts.iter().map(|text| GeneralName::parse(text).unwrap()).collect()
    }

    #[test]
    fn values_are_written_as_their_sections_ask() {
        let basic = |ca, path_len| ExtensionValue::BasicConstraints(BasicConstraints { ca, path_len });
        let usages = |list: &[KeyUsage]| ExtensionValue::KeyUsage(KeyUsages::of(list));
        let identifier = AuthorityKeyIdentifier {
            key_id: Some(vec![1, 2]),
            issuer: names(&["dns:a.bc"]),
            serial: Some(SerialNumber::parse("80").unwrap()),
        };
        let point = DistributionPoint { full_name: names(&["uri:http://a.bc"]), other: None };
        let constraints = NameConstraints { permitted: vec![b"\x82\x02bc".to_vec()], excluded: vec![] };
        let cases: [(ExtensionValue, &[u8]); 10] = [
            (basic(false, None), &[0x30, 0]),
            (basic(true, None), &[0x30, 3, 1, 1, 0xFF]),
            (basic(true, Some(0)), &[0x30, 6, 1, 1, 0xFF, 2, 1, 0]),
            (usages(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment]), &[3, 2, 5, 0xA0]),
            (usages(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]), &[3, 2, 1, 6]),
            (ExtensionValue::CrlNumber(200), &[2, 2, 0, 200]),
            (ExtensionValue::SubjectKeyIdentifier(vec![9]), &[4, 1, 9]),
            (
                ExtensionValue::AuthorityKeyIdentifier(identifier),
                b"\x30\x10\x80\x02\x01\x02\xA1\x06\x82\x04a.bc\x82\x02\x00\x80",
            ),
            (
                ExtensionValue::CrlDistributionPoints(vec![point]),
                b"\x30\x13\x30\x11\xA0\x0F\xA0\x0D\x86\x0Bhttp://a.bc",
            ),
            (ExtensionValue::NameConstraints(constraints), b"\x30\x08\xA0\x06\x30\x04\x82\x02bc"),
        ];
        for (value, der) in cases {
            assert_eq!(extension_value_der(&value).unwrap(), der, "{value:?}");
        }
    }

    #[test]
    fn not_critical_is_the_default_and_left_out() {
        let value = ExtensionValue::BasicConstraints(BasicConstraints { ca: false, path_len: None });
        let der = |critical| extension(&Extension { critical, value: value.clone() }).unwrap();
        assert_eq!(der(false), [0x30, 9, 6, 3, 0x55, 0x1D, 0x13, 4, 2, 0x30, 0]);
        assert_eq!(der(true), [0x30, 12, 6, 3, 0x55, 0x1D, 0x13, 1, 1, 0xFF, 4, 2, 0x30, 0]);
    }
}
