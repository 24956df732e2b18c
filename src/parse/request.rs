//! Certification requests (RFC 2986) and the attributes that programs put into them (RFC 2985; Microsoft's MS-WCCE, section 2.2.2.7).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc2985;

use super::MAX_REQUEST;
use super::der::{Element, Within, tag};
use super::extension::extensions;
use super::name::{name, text};
use super::signed::{Fields, signed, subject_public_key_info};
use crate::error::{Code, Error, Result};
use crate::model::{CertificationRequest, Extension, RequestAttribute, RequestOrigin};

const FIELDS: Fields = Fields {
    content: "certificationRequestInfo",
    version_tag: tag::INTEGER,
    parts: &["version", "subject", "subjectPublicKeyInfo", "attributes"],
};

const MICROSOFT_EXTENSIONS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.14");
const RENEWAL_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.1");
const ENROLMENT_PAIR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.2.1");
const ENROLMENT_PROVIDER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.2.2");
const OS_VERSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.2.3");
const CLIENT_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.20");

/// Reads a request.
pub fn request(der: &[u8]) -> Result<CertificationRequest> {
    let signed = signed(der, &FIELDS, MAX_REQUEST)?;
    let mut parts = signed.content.elements();
    check_version(&parts.expect(tag::INTEGER).within("version")?)?;
    let subject = parts.any().and_then(|element| name(&element)).within("subject")?;
    let spki = subject_public_key_info(&mut parts).within("subjectPublicKeyInfo")?;
    // The attributes may be an empty set, not absent; some old programs left them out, and nothing is lost by reading that.
    let attributes = parts.optional(tag::constructed(0)).within("attributes")?;
    parts.finish().within("attributes")?;
    let attributes = attributes.map_or(Ok(Attributes::default()), |set| read_attributes(&set)).within("attributes")?;
    Ok(CertificationRequest {
        der: der.to_vec(),
        info_der: signed.content.bytes.to_vec(),
        subject,
        spki,
        extensions: attributes.extensions.unwrap_or_default(),
        attributes: attributes.other,
        origin: RequestOrigin::Pkcs10,
        signature_algorithm: signed.algorithm,
        signature: signed.signature.to_vec(),
    })
}

fn check_version(version: &Element<'_>) -> Result<()> {
    match version.unsigned() {
        Some(0) => Ok(()),
        number => Err(Error::new(Code::RequestVersion)
            .field("version")
            .at(version.content_offset())
            .found(number.map_or("a number out of range".into(), |number| number.to_string()))
            .allowed("0")),
    }
}

#[derive(Default)]
struct Attributes {
    extensions: Option<Vec<Extension>>,
    other: Vec<RequestAttribute>,
}

/// The attributes need not be sorted: many programs write them in an order of their own.
fn read_attributes(set: &Element<'_>) -> Result<Attributes> {
    let mut attributes = Attributes::default();
    let mut elements = set.elements();
    while let Some(element) = elements.next()? {
        let attribute = raw_attribute(&element)?;
        if is_extension_request(&attribute.oid) {
            let requested = extensions(&attribute.single_value()?)?;
            if attributes.extensions.replace(requested).is_some() {
                return Err(Error::new(Code::ExtensionDuplicate)
                    .field("attributes")
                    .at(element.offset)
                    .found("two requests for extensions"));
            }
        } else {
            attributes.other.push(attribute.described());
        }
    }
    Ok(attributes)
}

/// Whether the attribute holds extensions: PKCS #9 extensionRequest, or Microsoft's older identifier for it.
pub fn is_extension_request(oid: &ObjectIdentifier) -> bool {
    *oid == rfc2985::PKCS_9_AT_EXTENSION_REQUEST || *oid == MICROSOFT_EXTENSIONS
}

/// An attribute, taken apart.
pub struct RawAttribute<'a> {
    /// The type.
    pub oid: ObjectIdentifier,
    /// The SET of its values.
    pub values: Element<'a>,
    whole: Element<'a>,
}

/// Takes an attribute apart.
pub fn raw_attribute<'a>(element: &Element<'a>) -> Result<RawAttribute<'a>> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let oid = *parts.expect(tag::OID)?.oid()?.inner();
    let values = parts.expect(tag::SET)?;
    parts.finish()?;
    Ok(RawAttribute { oid, values, whole: *element })
}

impl<'a> RawAttribute<'a> {
    /// The one value of an attribute that can have no more.
    pub fn single_value(&self) -> Result<Element<'a>> {
        self.values.only()
    }

    fn described(&self) -> RequestAttribute {
        RequestAttribute {
            oid: self.oid.into(),
            name: attribute_name(&self.oid),
            text: self.text(),
            der: self.whole.bytes.to_vec(),
        }
    }

    fn text(&self) -> String {
        if self.oid == rfc2985::PKCS_9_AT_CHALLENGE_PASSWORD {
            return "(a password, not shown)".into();
        }
        let values = self.values.elements().rest().unwrap_or_default();
        values.iter().map(|value| value_text(&self.oid, value)).collect::<Vec<_>>().join(", ")
    }
}

/// The names that RFC 2985 and Microsoft's documents give.
fn attribute_name(oid: &ObjectIdentifier) -> Option<&'static str> {
    Some(match *oid {
        rfc2985::PKCS_9_AT_CHALLENGE_PASSWORD => "challengePassword",
        rfc2985::PKCS_9_AT_UNSTRUCTURED_NAME => "unstructuredName",
        rfc2985::PKCS_9_AT_UNSTRUCTURED_ADDRESS => "unstructuredAddress",
        RENEWAL_CERTIFICATE => "msRenewalCertificate",
        ENROLMENT_PAIR => "msEnrollmentNameValuePair",
        ENROLMENT_PROVIDER => "msEnrollmentCSPProvider",
        OS_VERSION => "msOSVersion",
        CLIENT_INFO => "msRequestClientInfo",
        _ => return None,
    })
}

/// A value in words where it is text, or the text in it where it is one of Microsoft's; else in hexadecimal.
fn value_text(oid: &ObjectIdentifier, value: &Element<'_>) -> String {
    let words = match *oid {
        CLIENT_INFO | ENROLMENT_PROVIDER | ENROLMENT_PAIR => texts_within(value),
        _ => text(value),
    };
    words.unwrap_or_else(|| hexadecimal(value.bytes))
}

/// The strings of a SEQUENCE, without its numbers and signatures: machine, user and process; or the provider; or name and value.
fn texts_within(value: &Element<'_>) -> Option<String> {
    let parts = value.expect(tag::SEQUENCE).ok()?.elements().rest().ok()?;
    let texts = parts.iter().filter_map(text).collect::<Vec<_>>();
    (!texts.is_empty()).then(|| texts.join(", "))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::der::made::{ED25519, KEY, NAME, oid, seq, signed, tlv};
    use super::*;

    const VERSION: &[u8] = &[2, 1, 0];

    fn attribute(dotted: &str, values: &[&[u8]]) -> Vec<u8> {
        seq(&[&oid(dotted), &tlv(tag::SET, values)])
    }

    fn with_attributes(attributes: &[&[u8]]) -> Vec<u8> {
        signed(&[VERSION, NAME, KEY, &tlv(0xa0, attributes)])
    }

    fn requested(dotted: &str) -> Vec<u8> {
        attribute(dotted, &[&seq(&[&seq(&[&oid("1.2.3"), &[4, 0]])])])
    }

    const PKCS9: &str = "1.2.840.113549.1.9.14";
    const MICROSOFT: &str = "1.3.6.1.4.1.311.2.1.14";

    #[test]
    fn the_parts_are_kept_as_they_came() {
        let der = signed(&[VERSION, NAME, KEY, &tlv(0xa0, &[])]);
        let request = request(&der).unwrap();
        assert_eq!(request.subject.to_string(), "CN=a");
        assert_eq!(request.spki, KEY);
        assert_eq!(request.info_der, seq(&[VERSION, NAME, KEY, &[0xa0, 0]]));
        assert_eq!(request.signature, [7, 8]);
        assert_eq!(request.der, der);
    }

    #[test]
    fn attributes_may_be_absent() {
        assert!(request(&signed(&[VERSION, NAME, KEY])).unwrap().attributes.is_empty());
    }

    #[test]
    fn extensions_are_read_under_both_identifiers_and_once() {
        for dotted in [PKCS9, MICROSOFT] {
            let request = request(&with_attributes(&[&requested(dotted)])).unwrap();
            assert_eq!(request.extensions.len(), 1);
            assert!(request.attributes.is_empty());
        }
        for second in [PKCS9, MICROSOFT] {
            let error = request(&with_attributes(&[&requested(PKCS9), &requested(second)])).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::ExtensionDuplicate, Some("attributes")));
        }
        let two_values = attribute(PKCS9, &[&seq(&[]), &seq(&[])]);
        let error = request(&with_attributes(&[&two_values])).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (Code::DerMalformed, Some("attributes")));
    }

    #[test]
    fn other_attributes_are_shown_and_kept() {
        let text = attribute("1.2.3", &[&[0x0c, 1, b'a'], &[2, 1, 9]]);
        let empty = attribute("1.2.4", &[]);
        let request = request(&with_attributes(&[&text, &empty])).unwrap();
        let shown: Vec<_> =
            request.attributes.iter().map(|it| (it.oid.to_string(), it.name, it.text.as_str())).collect();
        assert_eq!(shown, [("1.2.3".into(), None, "a, 020109"), ("1.2.4".into(), None, "")]);
        assert_eq!(request.attributes[0].der, text);
    }

    #[test]
    fn another_version_is_refused() {
        for (version, found) in [(&[2, 1, 1][..], "1"), (&[2, 1, 0xff], "a number out of range")] {
            let error = request(&signed(&[version, NAME, KEY, &[0xa0, 0]])).unwrap_err();
            assert_eq!((error.code(), error.found_text()), (Code::RequestVersion, Some(found)));
            assert_eq!(error.offset(), Some(6));
        }
    }

    #[test]
    fn a_broken_part_is_named() {
        let bad: &[u8] = &[0x30, 2, 5, 1];
        for (parts, field) in [
            (&[&[4, 0][..], NAME, KEY, &[0xa0, 0]][..], "version"),
            (&[VERSION, bad, KEY, &[0xa0, 0]], "subject"),
            (&[VERSION, &[4, 0], KEY, &[0xa0, 0]], "subject"),
            (&[VERSION, NAME, bad, &[0xa0, 0]], "subjectPublicKeyInfo"),
            (&[VERSION, NAME, &[0x30, 0], &[0xa0, 0]], "subjectPublicKeyInfo"),
            (&[VERSION, NAME, KEY, &[0xa0, 2, 0x30, 1]], "attributes"),
            (&[VERSION, NAME, KEY, &[0xa0, 2, 0x30, 0]], "attributes"),
            (&[VERSION, NAME, KEY, &[0xa1, 0]], "attributes"),
            (&[VERSION, NAME, KEY, &[0xa0, 0], &[5, 0]], "attributes"),
        ] {
            let error = request(&signed(parts)).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::DerMalformed, Some(field)), "{error}");
        }
        let info = seq(&[VERSION, NAME, KEY, &[0xa0, 0]]);
        for (algorithm, signature, field) in [
            (&[0x30, 2, 5, 1][..], &[3, 1, 0][..], "signatureAlgorithm"),
            (&[0x30, 0], &[3, 1, 0], "signatureAlgorithm"),
            (ED25519, &[3, 2, 1, 1], "signature"),
            (ED25519, &[3, 2, 1, 2], "signature"),
            (ED25519, &[4, 0], "signature"),
        ] {
            let error = request(&seq(&[&info, algorithm, signature])).unwrap_err();
            assert_eq!((error.code(), error.field_name()), (Code::DerMalformed, Some(field)), "{error}");
        }
    }
}
