//! The content of extensions as OpenSSL 3.0 shows it.

use const_oid::db::{rfc5280, rfc6960};

use super::general_name::{constraint, pair, printed};
use super::name::one_attribute;
use super::objects::long_name;
use super::{colons, indented, printable, raw, time_text};
use crate::error::Result;
use crate::model::Oid;
use crate::parse::der::{Element, tag};
use crate::parse::{generalized_time, relative_name};

type Show = fn(&Element<'_>, usize) -> Result<String>;

/// The content, indented, without a line break at its end. What OpenSSL does not know, or cannot read, is shown as characters, with
/// dots for those that cannot be seen.
pub fn content(oid: Oid, octets: &[u8], indent: usize) -> String {
    let known = show(oid).and_then(|show| Element::whole(octets).and_then(|content| show(&content, indent)).ok());
    known.unwrap_or_else(|| indented(indent, &printable(octets)))
}

/// How the content of this type is shown.
fn show(oid: Oid) -> Option<Show> {
    Some(match *oid.inner() {
        rfc5280::ID_CE_BASIC_CONSTRAINTS => basic_constraints,
        rfc5280::ID_CE_KEY_USAGE => |it, indent| bits(it, indent, &KEY_USAGES),
        rfc5280::ID_CE_EXT_KEY_USAGE => extended_key_usage,
        rfc5280::ID_CE_SUBJECT_ALT_NAME | rfc5280::ID_CE_ISSUER_ALT_NAME | rfc5280::ID_CE_CERTIFICATE_ISSUER => names,
        rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER => {
            |it, indent| Ok(indented(indent, &colons(it.expect(tag::OCTET_STRING)?.content)))
        }
        rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER => authority_key_identifier,
        rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS | rfc5280::ID_CE_FRESHEST_CRL => distribution_points,
        rfc5280::ID_CE_ISSUING_DISTRIBUTION_POINT => issuing_distribution_point,
        rfc5280::ID_PE_AUTHORITY_INFO_ACCESS | rfc5280::ID_PE_SUBJECT_INFO_ACCESS => access,
        rfc5280::ID_CE_NAME_CONSTRAINTS => name_constraints,
        rfc5280::ID_CE_CERTIFICATE_POLICIES => policies,
        rfc5280::ID_CE_POLICY_CONSTRAINTS => policy_constraints,
        rfc5280::ID_CE_POLICY_MAPPINGS => policy_mappings,
        rfc5280::ID_CE_CRL_NUMBER | rfc5280::ID_CE_DELTA_CRL_INDICATOR | rfc5280::ID_CE_INHIBIT_ANY_POLICY => {
            |it, indent| Ok(indented(indent, &integer(it.expect(tag::INTEGER)?.content)))
        }
        rfc5280::ID_CE_CRL_REASONS => reason,
        rfc5280::ID_CE_INVALIDITY_DATE => {
            |it, indent| Ok(indented(indent, &time_text(generalized_time(&it.expect(tag::GENERALIZED_TIME)?)?)))
        }
        rfc5280::ID_CE_HOLD_INSTRUCTION_CODE => |it, indent| Ok(indented(indent, &long_name(it.oid()?))),
        rfc5280::ID_CE_PRIVATE_KEY_USAGE_PERIOD => private_key_usage_period,
        rfc6960::ID_PKIX_OCSP_NOCHECK => |it, _| it.expect(tag::NULL).map(|_| String::new()),
        _ => return show_rare(&oid.to_string()),
    })
}

/// Those that the table of identifiers does not have.
fn show_rare(oid: &str) -> Option<Show> {
    match oid {
        "1.3.6.1.5.5.7.1.24" => Some(tls_feature),
        "2.16.840.1.113730.1.1" => Some(|it, indent| bits(it, indent, &NETSCAPE_TYPES)),
        "2.16.840.1.113730.1.2"
        | "2.16.840.1.113730.1.3"
        | "2.16.840.1.113730.1.4"
        | "2.16.840.1.113730.1.7"
        | "2.16.840.1.113730.1.8"
        | "2.16.840.1.113730.1.12"
        | "2.16.840.1.113730.1.13" => {
            Some(|it, indent| Ok(indented(indent, &raw(it.expect(tag::IA5_STRING)?.content))))
        }
        _ => None,
    }
}

const KEY_USAGES: [&str; 9] = [
    "Digital Signature",
    "Non Repudiation",
    "Key Encipherment",
    "Data Encipherment",
    "Key Agreement",
    "Certificate Sign",
    "CRL Sign",
    "Encipher Only",
    "Decipher Only",
];

const NETSCAPE_TYPES: [&str; 8] =
    ["SSL Client", "SSL Server", "S/MIME", "Object Signing", "Unused", "SSL CA", "S/MIME CA", "Object Signing CA"];

/// The bits of ReasonFlags (RFC 5280, section 4.2.1.13).
const REASON_FLAGS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];

/// The numbers of CRLReason (RFC 5280, section 5.3.1); 7 is not used.
const REASONS: [(u128, &str); 10] = [
    (0, "Unspecified"),
    (1, "Key Compromise"),
    (2, "CA Compromise"),
    (3, "Affiliation Changed"),
    (4, "Superseded"),
    (5, "Cessation Of Operation"),
    (6, "Certificate Hold"),
    (8, "Remove From CRL"),
    (9, "Privilege Withdrawn"),
    (10, "AA Compromise"),
];

/// What stands on one line, with commas between, or the word for nothing.
fn listed(indent: usize, items: &[String]) -> String {
    if items.is_empty() { indented(indent, "<EMPTY>\n") } else { indented(indent, &items.join(", ")) }
}

/// What stands on lines of its own.
fn stacked(indent: usize, items: &[String]) -> String {
    if items.is_empty() {
        return listed(indent, items);
    }
    items.iter().map(|item| indented(indent, item)).collect::<Vec<_>>().join("\n")
}

fn named((kind, value): (String, String)) -> String {
    format!("{kind}:{value}")
}

/// A number of less than 128 bits in decimal, a larger one in hexadecimal.
pub fn integer(content: &[u8]) -> String {
    if let Some(number) = widened::<16>(content) {
        return i128::from_be_bytes(number).to_string();
    }
    let serial = crate::model::SerialNumber::from_der_content(content).to_string();
    match serial.strip_prefix('-') {
        Some(magnitude) => format!("-0x{magnitude}"),
        None => format!("0x{serial}"),
    }
}

/// The same number in `N` octets, if it fits.
pub fn widened<const N: usize>(content: &[u8]) -> Option<[u8; N]> {
    let sign = if content.first().is_some_and(|first| first & 0x80 != 0) { 0xff } else { 0 };
    let mut octets = vec![sign; N.checked_sub(content.len())?];
    octets.extend(content);
    octets.try_into().ok()
}

fn basic_constraints(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let ca = parts.optional(tag::BOOLEAN)?.map_or(Ok(false), |ca| ca.boolean())?;
    let mut items = vec![format!("CA:{}", if ca { "TRUE" } else { "FALSE" })];
    if let Some(len) = parts.optional(tag::INTEGER)? {
        items.push(format!("pathlen:{}", integer(len.content)));
    }
    parts.finish()?;
    Ok(listed(indent, &items))
}

/// The names of the bits that are set; OpenSSL cannot show none.
fn bits(element: &Element<'_>, indent: usize, names: &[&str]) -> Result<String> {
    let names = bit_names(element.expect(tag::BIT_STRING)?.content, names);
    if names.is_empty() { Err(element.refused("no bits")) } else { Ok(listed(indent, &names)) }
}

fn bit_names(content: &[u8], names: &[&str]) -> Vec<String> {
    let octets = content.get(1..).unwrap_or_default();
    let is_set = |bit: usize| octets.get(bit / 8).is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0);
    names.iter().enumerate().filter(|(bit, _)| is_set(*bit)).map(|(_, name)| (*name).to_owned()).collect()
}

fn extended_key_usage(element: &Element<'_>, indent: usize) -> Result<String> {
    let purposes = element.expect(tag::SEQUENCE)?.elements().rest()?;
    let names = purposes.iter().map(|purpose| purpose.oid().map(long_name)).collect::<Result<Vec<_>>>()?;
    Ok(listed(indent, &names))
}

fn names(element: &Element<'_>, indent: usize) -> Result<String> {
    let names = element.expect(tag::SEQUENCE)?.elements().rest()?;
    let pairs = names.iter().map(|name| pair(name).map(named)).collect::<Result<Vec<_>>>()?;
    Ok(listed(indent, &pairs))
}

/// `keyid:` stands only where something follows.
fn authority_key_identifier(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let key_id = parts.optional(tag::primitive(0))?;
    let alone = parts.is_finished();
    let issuer = parts.optional(tag::constructed(1))?;
    let serial = parts.optional(tag::primitive(2))?;
    parts.finish()?;
    let mut items = Vec::new();
    if let Some(id) = key_id {
        items.push(format!("{}{}", if alone { "" } else { "keyid:" }, colons(id.content)));
    }
    for name in issuer.map_or(Ok(Vec::new()), |names| names.elements().rest())? {
        items.push(named(pair(&name)?));
    }
    if let Some(serial) = serial {
        items.push(format!("serial:{}", colons(magnitude(serial.content))));
    }
    if items.is_empty() { Err(element.refused("nothing")) } else { Ok(stacked(indent, &items)) }
}

fn magnitude(content: &[u8]) -> &[u8] {
    match content {
        [0, rest @ ..] if !rest.is_empty() => rest,
        _ => content,
    }
}

fn access(element: &Element<'_>, indent: usize) -> Result<String> {
    let descriptions = element.expect(tag::SEQUENCE)?.elements().rest()?;
    let shown = descriptions.iter().map(access_description).collect::<Result<Vec<_>>>()?;
    Ok(stacked(indent, &shown))
}

fn access_description(element: &Element<'_>) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let method = parts.any()?.oid()?;
    Ok(format!("{} - {}", long_name(method), named(pair(&parts.any()?)?)))
}

/// No line break follows a name: what comes next begins on its line. That is how OpenSSL 3.0 does it.
fn distribution_points(element: &Element<'_>, indent: usize) -> Result<String> {
    let points = element.expect(tag::SEQUENCE)?.elements().rest()?;
    let shown = points.iter().map(|point| distribution_point(point, indent)).collect::<Result<Vec<_>>>()?;
    Ok(shown.join("\n"))
}

fn distribution_point(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let mut text = String::new();
    if let Some(name) = parts.optional(tag::constructed(0))? {
        text.push_str(&point_name(&name.only()?, indent)?);
    }
    if let Some(flags) = parts.optional(tag::primitive(1))? {
        text.push_str(&reason_flags("Reasons", &flags, indent));
    }
    if let Some(issuer) = parts.optional(tag::constructed(2))? {
        text.push_str(&titled_names("CRL Issuer", &issuer, indent)?);
    }
    parts.finish()?;
    Ok(text)
}

fn point_name(name: &Element<'_>, indent: usize) -> Result<String> {
    if name.tag == tag::constructed(0) {
        return titled_names("Full Name", name, indent);
    }
    let relative = relative_name(name)?;
    let attributes = relative.attributes().iter().map(one_attribute).collect::<Vec<_>>().join(" + ");
    let indent_more = indent.saturating_add(2);
    Ok(format!("{}{}", indented(indent, "Relative Name:\n"), indented(indent_more, &(attributes + "\n"))))
}

fn titled_names(title: &str, names: &Element<'_>, indent: usize) -> Result<String> {
    let names = names.elements().rest()?;
    let shown = names.iter().map(printed).collect::<Result<Vec<_>>>()?;
    let names = shown.iter().map(|name| indented(indent.saturating_add(2), name)).collect::<Vec<_>>().join("\n");
    Ok(format!("{}{names}", indented(indent, &format!("{title}:\n"))))
}

fn reason_flags(title: &str, flags: &Element<'_>, indent: usize) -> String {
    let names = bit_names(flags.content, &REASON_FLAGS);
    let shown = if names.is_empty() { "<EMPTY>".into() } else { names.join(", ") };
    let indent_more = indent.saturating_add(2);
    format!("{}{}", indented(indent, &format!("{title}:\n")), indented(indent_more, &(shown + "\n")))
}

fn issuing_distribution_point(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let name = parts.optional(tag::constructed(0))?;
    let mut text = name.map_or(Ok(String::new()), |name| point_name(&name.only()?, indent))?;
    let flag = |text: &mut String, set: Option<Element<'_>>, words: &str| {
        if set.is_some_and(|set| set.content != [0]) {
            text.push_str(&indented(indent, &format!("{words}\n")));
        }
    };
    flag(&mut text, parts.optional(tag::primitive(1))?, "Only User Certificates");
    flag(&mut text, parts.optional(tag::primitive(2))?, "Only CA Certificates");
    let reasons = parts.optional(tag::primitive(3))?;
    flag(&mut text, parts.optional(tag::primitive(4))?, "Indirect CRL");
    if let Some(reasons) = reasons {
        text.push_str(&reason_flags("Only Some Reasons", &reasons, indent));
    }
    flag(&mut text, parts.optional(tag::primitive(5))?, "Only Attribute Certificates");
    parts.finish()?;
    Ok(if text.is_empty() { listed(indent, &[]) } else { text })
}

fn name_constraints(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let mut shown = Vec::new();
    for (number, title) in [(0, "Permitted"), (1, "Excluded")] {
        if let Some(trees) = parts.optional(tag::constructed(number))? {
            shown.push(subtrees(title, &trees, indent)?);
        }
    }
    parts.finish()?;
    Ok(shown.join("\n"))
}

fn subtrees(title: &str, trees: &Element<'_>, indent: usize) -> Result<String> {
    let mut lines = vec![indented(indent, &format!("{title}:"))];
    for tree in trees.elements().rest()? {
        lines.push(indented(indent.saturating_add(2), &constraint(&tree.elements().any()?)?));
    }
    Ok(lines.join("\n"))
}

fn policies(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut lines = Vec::new();
    for policy in element.expect(tag::SEQUENCE)?.elements().rest()? {
        let mut parts = policy.expect(tag::SEQUENCE)?.elements();
        lines.push(indented(indent, &format!("Policy: {}", long_name(parts.any()?.oid()?))));
        for qualifier in parts.next()?.map_or(Ok(Vec::new()), |qualifiers| qualifiers.elements().rest())? {
            lines.push(policy_qualifier(&qualifier, indent.saturating_add(2))?);
        }
    }
    Ok(lines.join("\n"))
}

fn policy_qualifier(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let oid = parts.any()?.oid()?;
    Ok(match oid.to_string().as_str() {
        "1.3.6.1.5.5.7.2.1" => indented(indent, &format!("CPS: {}", raw(parts.any()?.content))),
        "1.3.6.1.5.5.7.2.2" => {
            let notice = user_notice(&parts.any()?, indent.saturating_add(2))?;
            format!("{}{notice}", indented(indent, "User Notice:\n"))
        }
        _ => indented(indent.saturating_add(2), &format!("Unknown Qualifier: {}", long_name(oid))),
    })
}

fn user_notice(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut lines = Vec::new();
    for part in element.expect(tag::SEQUENCE)?.elements().rest()? {
        if part.tag != tag::SEQUENCE {
            lines.push(indented(indent, &format!("Explicit Text: {}", raw(part.content))));
            continue;
        }
        let mut reference = part.elements();
        lines.push(indented(indent, &format!("Organization: {}", raw(reference.any()?.content))));
        let numbers = reference.any()?.elements().rest()?;
        let title = if numbers.len() > 1 { "Numbers" } else { "Number" };
        let numbers = numbers.iter().map(|number| integer(number.content)).collect::<Vec<_>>().join(", ");
        lines.push(indented(indent, &format!("{title}: {numbers}")));
    }
    Ok(lines.join("\n"))
}

fn policy_constraints(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let mut items = Vec::new();
    for (number, title) in [(0, "Require Explicit Policy"), (1, "Inhibit Policy Mapping")] {
        if let Some(skip) = parts.optional(tag::primitive(number))? {
            items.push(format!("{title}:{}", integer(skip.content)));
        }
    }
    parts.finish()?;
    Ok(listed(indent, &items))
}

fn policy_mappings(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut items = Vec::new();
    for mapping in element.expect(tag::SEQUENCE)?.elements().rest()? {
        let mut parts = mapping.expect(tag::SEQUENCE)?.elements();
        items.push(format!("{}:{}", long_name(parts.any()?.oid()?), long_name(parts.any()?.oid()?)));
    }
    Ok(listed(indent, &items))
}

fn reason(element: &Element<'_>, indent: usize) -> Result<String> {
    let number = element.expect(tag::ENUMERATED)?;
    let name = REASONS.iter().find(|(reason, _)| number.unsigned() == Some(*reason));
    let shown = name.map_or_else(|| integer(number.content), |(_, name)| (*name).into());
    Ok(indented(indent, &shown))
}

fn private_key_usage_period(element: &Element<'_>, indent: usize) -> Result<String> {
    let mut parts = element.expect(tag::SEQUENCE)?.elements();
    let mut items = Vec::new();
    for (number, title) in [(0, "Not Before"), (1, "Not After")] {
        if let Some(time) = parts.optional(tag::primitive(number))? {
            items.push(format!("{title}: {}", time_text(generalized_time(&time)?)));
        }
    }
    parts.finish()?;
    Ok(indented(indent, &items.join(", ")))
}

/// TLS extensions (RFC 7633) that OpenSSL has a name for.
fn tls_feature(element: &Element<'_>, indent: usize) -> Result<String> {
    let features = element.expect(tag::SEQUENCE)?.elements().rest()?;
    let name = |feature: &Element<'_>| match feature.unsigned() {
        Some(5) => "status_request".into(),
        Some(17) => "status_request_v2".into(),
        _ => integer(feature.content),
    };
    Ok(listed(indent, &features.iter().map(name).collect::<Vec<_>>()))
}
