//! Text in the layout of OpenSSL 3.0: `openssl x509 -text -noout`, `openssl req -text -noout`, `openssl crl -text -noout`.
//!
//! It is written from the DER, so that what the model leaves out or evens up (the case of a host name, the order of an entry's
//! extensions) is shown as it is. Some things differ on purpose: a challengePassword is not shown; a key that OpenSSL cannot load is
//! said to be so without its list of errors; the restrictions of an RSA-PSS key are left out; and signed certificate timestamps, which a private authority has no use for, are shown
//! like an unknown extension.

mod extension;
mod general_name;
mod key;
mod name;
pub(super) mod objects;
pub(super) mod purpose;

use std::fmt::Write as _;

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc2985, rfc5912};

use crate::error::Result;
use crate::model::{
    Certificate, CertificateList, CertificationRequest, Extension, RevokedCertificate, SerialNumber,
    SignatureAlgorithm, Time,
};
use crate::parse::der::{Element, Elements, tag};
use crate::parse::{RawExtension, is_extension_request, raw_attribute, raw_extensions};
use name::one_line;
use objects::long_name;

/// A certificate.
pub fn certificate(certificate: &Certificate) -> Result<String> {
    let mut out = String::from("Certificate:\n    Data:\n");
    let number = certificate.version.saturating_sub(1);
    line(&mut out, 8, &format!("Version: {} (0x{number:x})", certificate.version));
    serial(&mut out, &certificate.serial.der_content());
    let parts = signed_parts(&certificate.der)?;
    algorithm(&mut out, &parts.algorithm, 8)?;
    line(&mut out, 8, &format!("Issuer: {}", one_line(&certificate.issuer)));
    line(&mut out, 8, "Validity");
    line(&mut out, 12, &format!("Not Before: {}", time_text(certificate.validity.not_before())));
    line(&mut out, 12, &format!("Not After : {}", time_text(certificate.validity.not_after())));
    line(&mut out, 8, &format!("Subject: {}", one_line(&certificate.subject)));
    line(&mut out, 8, "Subject Public Key Info:");
    key::public_key(&mut out, &Element::whole(&certificate.spki)?)?;
    for part in parts.content.elements().rest()? {
        match part.tag {
            UNIQUE_ISSUER => unique_id(&mut out, "Issuer", &part),
            UNIQUE_SUBJECT => unique_id(&mut out, "Subject", &part),
            EXTENSIONS => extensions(&mut out, "X509v3 extensions", &part.only()?, 8)?,
            _ => {}
        }
    }
    signature(&mut out, &parts)?;
    Ok(out)
}

const UNIQUE_ISSUER: u8 = tag::primitive(1);
const UNIQUE_SUBJECT: u8 = tag::primitive(2);
const EXTENSIONS: u8 = tag::constructed(3);
const ATTRIBUTES: u8 = tag::constructed(0);
const LIST_EXTENSIONS: u8 = tag::constructed(0);

/// A request.
pub fn request(request: &CertificationRequest) -> Result<String> {
    let mut out = String::from("Certificate Request:\n    Data:\n        Version: 1 (0x0)\n");
    line(&mut out, 8, &format!("Subject: {}", one_line(&request.subject)));
    line(&mut out, 8, "Subject Public Key Info:");
    key::public_key(&mut out, &Element::whole(&request.spki)?)?;
    let parts = signed_parts(&request.der)?;
    let set = parts.content.elements().rest()?.into_iter().find(|part| part.tag == ATTRIBUTES);
    attributes(&mut out, &set.map_or(Ok(Vec::new()), |set| set.elements().rest())?)?;
    signature(&mut out, &parts)?;
    Ok(out)
}

fn attributes(out: &mut String, set: &[Element<'_>]) -> Result<()> {
    line(out, 8, "Attributes:");
    if set.is_empty() {
        line(out, 12, "(none)");
    }
    let mut requested = None;
    for element in set {
        let attribute = raw_attribute(element)?;
        if is_extension_request(&attribute.oid) {
            requested = Some(attribute.single_value()?);
            continue;
        }
        let name = long_name(attribute.oid.into());
        let hidden = attribute.oid == rfc2985::PKCS_9_AT_CHALLENGE_PASSWORD;
        for (index, value) in attribute.values.elements().rest()?.iter().enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            let shown = if hidden { "(a password, not shown)".into() } else { attribute_value(value) };
            line(out, if index == 0 { 12 } else { 0 }, &format!("{name:<25}:{shown}"));
        }
    }
    line(out, 12, "Requested Extensions:");
    requested.map_or(Ok(()), |list| extension_list(out, &list, 16))
}

fn attribute_value(value: &Element<'_>) -> String {
    match value.tag {
        tag::PRINTABLE_STRING | tag::TELETEX_STRING | tag::NUMERIC_STRING | tag::UTF8_STRING | tag::IA5_STRING => {
            raw(value.content)
        }
        _ => "unable to print attribute".into(),
    }
}

/// A CRL.
pub fn crl(crl: &CertificateList) -> Result<String> {
    let mut out = String::from("Certificate Revocation List (CRL):\n");
    line(&mut out, 8, &format!("Version {} (0x{:x})", crl.version, crl.version.saturating_sub(1)));
    let parts = signed_parts(&crl.der)?;
    algorithm(&mut out, &parts.algorithm, 8)?;
    line(&mut out, 8, &format!("Issuer: {}", one_line(&crl.issuer)));
    line(&mut out, 8, &format!("Last Update: {}", time_text(crl.this_update)));
    line(&mut out, 8, &format!("Next Update: {}", crl.next_update.map_or("NONE".into(), time_text)));
    let content = parts.content.elements().rest()?;
    if let Some(list) = content.iter().find(|part| part.tag == LIST_EXTENSIONS) {
        extensions(&mut out, "CRL extensions", &list.only()?, 8)?;
    }
    // The third SEQUENCE: the first two are the algorithm and the issuer.
    let list = content.iter().filter(|part| part.tag == tag::SEQUENCE).nth(2);
    entries(&mut out, &crl.revoked, list)?;
    signature(&mut out, &parts)?;
    Ok(out)
}

fn entries(out: &mut String, revoked: &[RevokedCertificate], list: Option<&Element<'_>>) -> Result<()> {
    let Some(list) = list.filter(|_| !revoked.is_empty()) else {
        line(out, 0, "No Revoked Certificates.");
        return Ok(());
    };
    line(out, 0, "Revoked Certificates:");
    let mut elements: Elements<'_> = list.elements();
    for entry in revoked {
        line(out, 4, &format!("Serial Number: {}", wrapped(&entry.serial.to_string())));
        line(out, 8, &format!("Revocation Date: {}", time_text(entry.date)));
        if let Some(list) = elements.any()?.elements().rest()?.get(2) {
            extensions(out, "CRL entry extensions", list, 8)?;
        }
    }
    Ok(())
}

/// After each 35 octets a backslash and a new line.
fn wrapped(hexadecimal: &str) -> String {
    let (sign, digits) = hexadecimal.strip_prefix('-').map_or(("", hexadecimal), |digits| ("-", digits));
    let lines = digits.as_bytes().chunks(70).map(|line| String::from_utf8_lossy(line).into_owned());
    format!("{sign}{}", lines.collect::<Vec<_>>().join("\\\n"))
}

/// The content of an extension, without indentation.
pub fn extension_content(extension: &Extension) -> Result<String> {
    let der = crate::encode::extension_value_der(&extension.value)?;
    Ok(extension::content(extension.value.oid(), &der, 0).trim_end_matches('\n').into())
}

/// OpenSSL's name of an algorithm.
pub fn signature_algorithm(algorithm: SignatureAlgorithm) -> String {
    let known = match algorithm {
        SignatureAlgorithm::RsaMd5 => "md5WithRSAEncryption",
        SignatureAlgorithm::RsaSha1 => "sha1WithRSAEncryption",
        SignatureAlgorithm::RsaSha256 => "sha256WithRSAEncryption",
        SignatureAlgorithm::RsaSha384 => "sha384WithRSAEncryption",
        SignatureAlgorithm::RsaSha512 => "sha512WithRSAEncryption",
        SignatureAlgorithm::RsaPssSha256 | SignatureAlgorithm::RsaPssSha384 | SignatureAlgorithm::RsaPssSha512 => {
            "rsassaPss"
        }
        SignatureAlgorithm::EcdsaSha1 => "ecdsa-with-SHA1",
        SignatureAlgorithm::EcdsaSha256 => "ecdsa-with-SHA256",
        SignatureAlgorithm::EcdsaSha384 => "ecdsa-with-SHA384",
        SignatureAlgorithm::EcdsaSha512 => "ecdsa-with-SHA512",
        SignatureAlgorithm::Ed25519 => "ED25519",
        SignatureAlgorithm::Other(oid) => return long_name(oid),
    };
    known.into()
}

struct SignedParts<'a> {
    content: Element<'a>,
    algorithm: Element<'a>,
    signature: Element<'a>,
}

fn signed_parts(der: &[u8]) -> Result<SignedParts<'_>> {
    let mut parts = Element::whole(der)?.elements();
    Ok(SignedParts { content: parts.any()?, algorithm: parts.any()?, signature: parts.any()? })
}

fn extensions(out: &mut String, title: &str, list: &Element<'_>, indent: usize) -> Result<()> {
    if list.content.is_empty() {
        return Ok(());
    }
    line(out, indent, &format!("{title}:"));
    extension_list(out, list, indent.saturating_add(4))
}

fn extension_list(out: &mut String, list: &Element<'_>, indent: usize) -> Result<()> {
    for one in &raw_extensions(list)? {
        extension_lines(out, one, indent);
    }
    Ok(())
}

fn extension_lines(out: &mut String, raw: &RawExtension<'_>, indent: usize) {
    let critical = if raw.critical { "critical" } else { "" };
    line(out, indent, &format!("{}: {critical}", long_name(raw.oid)));
    line(out, 0, &extension::content(raw.oid, raw.octets.content, indent.saturating_add(4)));
}

/// The algorithm and, where it is RSA-PSS, its parameters.
fn algorithm(out: &mut String, element: &Element<'_>, indent: usize) -> Result<()> {
    let name = algorithm_name(element)?;
    let parameters = pss_parameters(element)?;
    line(out, indent, &format!("Signature Algorithm: {name}{parameters}"));
    Ok(())
}

/// The algorithm beside the signature, and the signature.
fn signature(out: &mut String, parts: &SignedParts<'_>) -> Result<()> {
    line(out, 4, &format!("Signature Algorithm: {}", algorithm_name(&parts.algorithm)?));
    line(out, 4, &format!("Signature Value:{}", pss_parameters(&parts.algorithm)?));
    hexadecimal_lines(out, parts.signature.octets()?, 18, 8);
    Ok(())
}

const PSS: ObjectIdentifier = rfc5912::ID_RSASSA_PSS;

/// RSASSA-PSS-params (RFC 4055, section 3.1) as lines that follow what stands before; nothing for other algorithms.
fn pss_parameters(algorithm: &Element<'_>) -> Result<String> {
    let mut parts = algorithm.elements();
    if *parts.any()?.oid()?.inner() != PSS {
        return Ok(String::new());
    }
    match parts.next()? {
        Some(sequence) => pss_lines(sequence.expect(tag::SEQUENCE)?.elements()),
        None => Ok(indented(8, "(INVALID PSS PARAMETERS)")),
    }
}

fn pss_lines(mut parameters: Elements<'_>) -> Result<String> {
    let mut explicit = |number: u8| -> Result<Option<Element<'_>>> {
        parameters.optional(tag::constructed(number))?.map(|explicit| explicit.only()).transpose()
    };
    let hash = explicit(0)?.map_or_else(|| Ok("sha1 (default)".into()), |hash| algorithm_name(&hash))?;
    let mask = explicit(1)?.map_or_else(|| Ok("mgf1 with sha1 (default)".into()), |mask| mask_name(&mask))?;
    let number = |number: Option<Element<'_>>, default: &str| match number {
        Some(number) => SerialNumber::from_der_content(number.content).to_string(),
        None => format!("{default} (default)"),
    };
    let lines = [
        indented(8, ""),
        indented(8, &format!("Hash Algorithm: {hash}")),
        indented(8, &format!("Mask Algorithm: {mask}")),
        indented(9, &format!("Salt Length: 0x{}", number(explicit(2)?, "14"))),
        indented(8, &format!("Trailer Field: 0x{}", number(explicit(3)?, "01"))),
    ];
    Ok(lines.join("\n"))
}

fn algorithm_name(algorithm: &Element<'_>) -> Result<String> {
    Ok(long_name(algorithm.elements().any()?.oid()?))
}

fn mask_name(mask: &Element<'_>) -> Result<String> {
    let [function, hash] = mask.elements().two()?;
    Ok(format!("{} with {}", long_name(function.oid()?), algorithm_name(&hash)?))
}

fn unique_id(out: &mut String, whose: &str, element: &Element<'_>) {
    line(out, 8, &format!("{whose} Unique ID: "));
    hexadecimal_lines(out, element.content.get(1..).unwrap_or_default(), 18, 12);
}

/// A small number in decimal and hexadecimal, a larger one in octets.
fn serial(out: &mut String, content: &[u8]) {
    let small = extension::widened::<8>(content);
    match small.map(i64::from_be_bytes) {
        Some(number) if number != -1 => {
            let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
            line(out, 8, &format!("Serial Number: {sign}{size} ({sign}0x{size:x})"));
        }
        _ => large_serial(out, content),
    }
}

fn large_serial(out: &mut String, content: &[u8]) {
    let number = SerialNumber::from_der_content(content).to_string().to_lowercase();
    let (sign, digits) = number.strip_prefix('-').map_or(("", number.as_str()), |digits| (" (Negative)", digits));
    let octets = digits.as_bytes().chunks(2).map(|octet| String::from_utf8_lossy(octet).into_owned());
    line(out, 8, "Serial Number:");
    line(out, 12, &format!("{sign}{}", octets.collect::<Vec<_>>().join(":")));
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Nov 20 12:00:00 2026 GMT`.
fn time_text(time: Time) -> String {
    let (year, month, day, hour, minute, second) = time.civil();
    let month = MONTHS.get(usize::from(month).saturating_sub(1)).unwrap_or(&"");
    format!("{month} {day:2} {hour:02}:{minute:02}:{second:02} {year} GMT")
}

/// Adds a line.
fn line(out: &mut String, indent: usize, text: &str) {
    out.push_str(&indented(indent, text));
    out.push('\n');
}

fn indented(indent: usize, text: &str) -> String {
    format!("{:indent$}{text}", "")
}

/// Adds lines of so many octets in lower-case hexadecimal, with colons between.
fn hexadecimal_lines(out: &mut String, octets: &[u8], per_line: usize, indent: usize) {
    let last = octets.len().saturating_sub(1);
    for (index, octet) in octets.iter().enumerate() {
        if index.is_multiple_of(per_line) {
            out.push_str(&indented(indent, ""));
        }
        let _ = write!(out, "{octet:02x}");
        if index < last {
            out.push(':');
        }
        if index == last || index.saturating_add(1).is_multiple_of(per_line) {
            out.push('\n');
        }
    }
}

/// Upper-case hexadecimal with colons between.
fn colons(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(":")
}

/// Octets as they are, as far as they are UTF-8.
fn raw(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

/// Octets as characters, with dots for those that cannot be seen.
fn printable(octets: &[u8]) -> String {
    let shown = |octet: &u8| match octet {
        b' '..=b'~' | b'\n' | b'\r' => char::from(*octet),
        _ => '.',
    };
    octets.iter().map(shown).collect()
}
