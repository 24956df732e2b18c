//! Certification requests (RFC 2986) and the attributes that programs put into them (RFC 2985; Microsoft's MS-WCCE, section 2.2.2.7).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc2985;

use super::MAX_REQUEST;
use super::der::{Element, Within, tag};
use super::extension::extensions;
use super::name::{name, text};
use super::signed::{Fields, signed, subject_public_key_info};
use crate::error::{Code, Error, Result};
use crate::model::{CertificationRequest, Extension, RequestAttribute};

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
