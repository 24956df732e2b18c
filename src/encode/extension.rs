//! Extensions (RFC 5280, sections 4.2 and 5.2).

use const_oid::ObjectIdentifier;
use der::asn1::OctetString;
use der::flagset::FlagSet;
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::certpolicy::PolicyInformation as TypedPolicy;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::crl::dp::DistributionPoint as TypedPoint;
use x509_cert::ext::pkix::name::DistributionPointName;

use super::general_name::{all_typed, alternative_names, typed};
use super::{der, kept, serial, unencodable};
use crate::error::Result;
use crate::model::{
    AccessDescription, AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, ExtensionValue,
    KeyUsage, KeyUsages, NameConstraints, PolicyInformation,
};

pub(super) fn extensions(extensions: &[Extension]) -> Result<x509_cert::ext::Extensions> {
    extensions.iter().map(extension).collect()
}

fn extension(extension: &Extension) -> Result<x509_cert::ext::Extension> {
    holding(*extension.value.oid().inner(), extension.critical, extension_value_der(&extension.value)?)
}

/// The extension with this content.
pub(super) fn holding(extn_id: ObjectIdentifier, critical: bool, der: Vec<u8>) -> Result<x509_cert::ext::Extension> {
    let extn_value = octets(der)?;
    Ok(x509_cert::ext::Extension { extn_id, critical, extn_value })
}

fn octets(content: impl Into<Box<[u8]>>) -> Result<OctetString> {
    OctetString::new(content).map_err(unencodable)
}

/// The content of an extension in DER, as it stands inside the OCTET STRING.
///
/// # Errors
/// [`Code::EncodeValue`](crate::error::Code::EncodeValue) where a value does not fit its type.
pub fn extension_value_der(value: &ExtensionValue) -> Result<Vec<u8>> {
    match value {
        ExtensionValue::BasicConstraints(constraints) => der(&basic_constraints(*constraints)),
        ExtensionValue::KeyUsage(usages) => key_usage_der(*usages),
        ExtensionValue::ExtendedKeyUsage(purposes) => {
            der(&pkix::ExtendedKeyUsage(purposes.iter().map(|purpose| *purpose.inner()).collect()))
        }
        ExtensionValue::SubjectAltName(names) => match all_typed(names) {
            Ok(names) => der(&pkix::SubjectAltName(names)),
            Err(_) => alternative_names(names),
        },
        ExtensionValue::IssuerAltName(names) => match all_typed(names) {
            Ok(names) => der(&pkix::IssuerAltName(names)),
            Err(_) => alternative_names(names),
        },
        ExtensionValue::SubjectKeyIdentifier(id) => der(&pkix::SubjectKeyIdentifier(octets(id.as_slice())?)),
        ExtensionValue::AuthorityKeyIdentifier(identifier) => der(&authority_key_identifier(identifier)?),
        ExtensionValue::CrlDistributionPoints(points) => {
            list(points, distribution_point).and_then(|points| der(&pkix::CrlDistributionPoints(points)))
        }
        ExtensionValue::AuthorityInfoAccess(descriptions) => list(descriptions, access_description)
            .and_then(|descriptions| der(&pkix::AuthorityInfoAccessSyntax(descriptions))),
        ExtensionValue::NameConstraints(constraints) => der(&name_constraints(constraints)?),
        ExtensionValue::CertificatePolicies(policies) => {
            list(policies, policy).and_then(|policies| der(&pkix::CertificatePolicies(policies)))
        }
        ExtensionValue::CrlNumber(number) => der(&pkix::CrlNumber::try_from(*number).map_err(unencodable)?),
        ExtensionValue::Other { der, .. } => Ok(der.clone()),
    }
}

fn list<T, U>(items: &[T], typed: impl Fn(&T) -> Result<U>) -> Result<Vec<U>> {
    items.iter().map(typed).collect()
}

/// Section 4.2.1.9; `cA` is FALSE by default and then left out.
const fn basic_constraints(constraints: BasicConstraints) -> pkix::BasicConstraints {
    pkix::BasicConstraints { ca: constraints.ca, path_len_constraint: constraints.path_len }
}

/// KeyUsage ::= BIT STRING with named bits (section 4.2.1.3), in DER.
///
/// # Errors
/// None that a set of uses can cause.
pub fn key_usage_der(usages: KeyUsages) -> Result<Vec<u8>> {
    der(&pkix::KeyUsage(usages.iter().fold(FlagSet::default(), |all, usage| all | flag(usage))))
}

const fn flag(usage: KeyUsage) -> pkix::KeyUsages {
    match usage {
        KeyUsage::DigitalSignature => pkix::KeyUsages::DigitalSignature,
        KeyUsage::ContentCommitment => pkix::KeyUsages::NonRepudiation,
        KeyUsage::KeyEncipherment => pkix::KeyUsages::KeyEncipherment,
        KeyUsage::DataEncipherment => pkix::KeyUsages::DataEncipherment,
        KeyUsage::KeyAgreement => pkix::KeyUsages::KeyAgreement,
        KeyUsage::KeyCertSign => pkix::KeyUsages::KeyCertSign,
        KeyUsage::CrlSign => pkix::KeyUsages::CRLSign,
        KeyUsage::EncipherOnly => pkix::KeyUsages::EncipherOnly,
        KeyUsage::DecipherOnly => pkix::KeyUsages::DecipherOnly,
    }
}

/// Section 4.2.1.1.
fn authority_key_identifier(identifier: &AuthorityKeyIdentifier) -> Result<pkix::AuthorityKeyIdentifier> {
    let issuer = all_typed(&identifier.issuer)?;
    Ok(pkix::AuthorityKeyIdentifier {
        key_identifier: identifier.key_id.as_deref().map(octets).transpose()?,
        authority_cert_issuer: (!issuer.is_empty()).then_some(issuer),
        authority_cert_serial_number: identifier.serial.as_ref().map(serial::serial).transpose()?,
    })
}

/// Section 4.2.1.13.
fn distribution_point(point: &DistributionPoint) -> Result<TypedPoint> {
    if let Some(der) = &point.other {
        return kept(der);
    }
    let full_name = DistributionPointName::FullName(all_typed(&point.full_name)?);
    Ok(TypedPoint { distribution_point: Some(full_name), reasons: None, crl_issuer: None })
}

/// Section 4.2.2.1.
fn access_description(description: &AccessDescription) -> Result<pkix::AccessDescription> {
    let access_location = typed(&description.location)?;
    Ok(pkix::AccessDescription { access_method: *description.method.inner(), access_location })
}

/// Section 4.2.1.10; `minimum` is 0 by default and then left out.
fn name_constraints(constraints: &NameConstraints) -> Result<pkix::NameConstraints> {
    Ok(pkix::NameConstraints {
        permitted_subtrees: subtrees(&constraints.permitted)?,
        excluded_subtrees: subtrees(&constraints.excluded)?,
    })
}

fn subtrees(bases: &[Vec<u8>]) -> Result<Option<Vec<GeneralSubtree>>> {
    let subtree = |base: &Vec<u8>| Ok(GeneralSubtree { base: kept(base)?, minimum: 0, maximum: None });
    if bases.is_empty() { Ok(None) } else { list(bases, subtree).map(Some) }
}

/// Section 4.2.1.4.
fn policy(policy: &PolicyInformation) -> Result<TypedPolicy> {
    let policy_qualifiers = policy.qualifiers.as_deref().map(kept).transpose()?;
    Ok(TypedPolicy { policy_identifier: *policy.oid.inner(), policy_qualifiers })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
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
    fn what_others_made_is_written_as_it_was_or_refused() {
        let broken = || GeneralName::Other { oid: None, der: b"\x82\x02\xC3\xA4".to_vec() };
        let alternative = ExtensionValue::SubjectAltName(vec![broken(), GeneralName::parse("dns:a.bc").unwrap()]);
        assert_eq!(extension_value_der(&alternative).unwrap(), b"\x30\x0A\x82\x02\xC3\xA4\x82\x04a.bc");
        let reasons = |unused| {
            let point = DistributionPoint { full_name: vec![], other: Some(vec![0x30, 4, 0x81, 2, unused, 0x60]) };
            extension_value_der(&ExtensionValue::CrlDistributionPoints(vec![point]))
        };
        assert_eq!(reasons(5).unwrap(), [0x30, 6, 0x30, 4, 0x81, 2, 5, 0x60]);
        // with zeros behind the last reason, which DER leaves out
        assert_eq!(reasons(1).unwrap_err().code(), Code::EncodeValue);
    }

    #[test]
    fn not_critical_is_the_default_and_left_out() {
        let value = ExtensionValue::BasicConstraints(BasicConstraints { ca: false, path_len: None });
        let der = |critical| der(&extension(&Extension { critical, value: value.clone() }).unwrap()).unwrap();
        assert_eq!(der(false), [0x30, 9, 6, 3, 0x55, 0x1D, 0x13, 4, 2, 0x30, 0]);
        assert_eq!(der(true), [0x30, 12, 6, 3, 0x55, 0x1D, 0x13, 1, 1, 0xFF, 4, 2, 0x30, 0]);
    }
}
