//! Public keys as OpenSSL 3.0 shows them.

use super::objects::{long_name, short_name};
use super::{hexadecimal_lines, line};
use crate::error::Result;
use crate::parse::der::{Element, tag};

/// Writes what follows `Subject Public Key Info:`.
pub fn public_key(out: &mut String, spki: &Element<'_>) -> Result<()> {
    let mut parts = spki.elements();
    let mut algorithm = parts.any()?.elements();
    let bits = parts.any()?.octets()?;
    let oid = algorithm.any()?.oid()?;
    let parameters = algorithm.next()?;
    line(out, 12, &format!("Public Key Algorithm: {}", long_name(oid)));
    let mut key = String::new();
    let shown = match oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => rsa(&mut key, bits),
        "1.2.840.113549.1.1.10" => rsa(&mut key, bits).map(|()| {
            if parameters.is_none() {
                line(&mut key, 16, "No PSS parameter restrictions");
            }
        }),
        "1.2.840.10045.2.1" => ec(&mut key, parameters, bits),
        "1.3.101.110" | "1.3.101.111" | "1.3.101.112" | "1.3.101.113" => {
            line(&mut key, 16, &format!("{} Public-Key:", long_name(oid)));
            point(&mut key, bits);
            Ok(())
        }
        _ => Err(spki.unexpected("a key that can be shown")),
    };
    match shown {
        Ok(()) => out.push_str(&key),
        Err(_) => line(out, 12, "Unable to load Public Key"),
    }
    Ok(())
}

/// RSAPublicKey (RFC 8017, appendix A.1.1).
fn rsa(out: &mut String, bits: &[u8]) -> Result<()> {
    let mut parts = Element::whole(bits)?.expect(tag::SEQUENCE)?.elements();
    let modulus = parts.expect(tag::INTEGER)?;
    let exponent = parts.expect(tag::INTEGER)?;
    line(out, 16, &format!("Public-Key: ({} bit)", bit_len(modulus.content)));
    number(out, "Modulus", modulus.content);
    number(out, "Exponent", exponent.content);
    Ok(())
}

fn bit_len(content: &[u8]) -> usize {
    let significant = content.iter().skip_while(|octet| **octet == 0);
    let leading = significant.clone().next().map_or(0, |octet| octet.leading_zeros());
    significant.count().saturating_mul(8).saturating_sub(usize::try_from(leading).unwrap_or_default())
}

/// A number of at most 64 bits in decimal and hexadecimal, a larger one in octets.
fn number(out: &mut String, name: &str, content: &[u8]) {
    let small = if bit_len(content) <= 64 { content.iter().try_fold(0_u64, shifted) } else { None };
    match small {
        Some(number) => line(out, 16, &format!("{name}: {number} (0x{number:x})")),
        None => {
            line(out, 16, &format!("{name}:"));
            hexadecimal_lines(out, content, 15, 20);
        }
    }
}

fn shifted(number: u64, octet: &u8) -> Option<u64> {
    number.checked_mul(256)?.checked_add(u64::from(*octet))
}

/// A point on a named curve (RFC 5480).
fn ec(out: &mut String, parameters: Option<Element<'_>>, bits: &[u8]) -> Result<()> {
    let Some(parameters) = parameters else { return Err(crate::error::Code::KeyEncoding.into()) };
    let oid = parameters.oid()?;
    let name = short_name(oid);
    let Some((_, size, nist)) = CURVES.iter().find(|(curve, _, _)| *curve == name) else {
        return Err(parameters.unexpected("a named curve"));
    };
    line(out, 16, &format!("Public-Key: ({size} bit)"));
    point(out, bits);
    line(out, 16, &format!("ASN1 OID: {name}"));
    if let Some(nist) = nist {
        line(out, 16, &format!("NIST CURVE: {nist}"));
    }
    Ok(())
}

/// Curves by OpenSSL's short name, with the bits of their order and their name at NIST.
const CURVES: [(&str, u16, Option<&str>); 12] = [
    ("prime192v1", 192, Some("P-192")),
    ("secp224r1", 224, Some("P-224")),
    ("prime256v1", 256, Some("P-256")),
    ("secp384r1", 384, Some("P-384")),
    ("secp521r1", 521, Some("P-521")),
    ("secp256k1", 256, None),
    ("brainpoolP256r1", 256, None),
    ("brainpoolP384r1", 384, None),
    ("brainpoolP512r1", 512, None),
    ("brainpoolP256t1", 256, None),
    ("brainpoolP384t1", 384, None),
    ("brainpoolP512t1", 512, None),
];

fn point(out: &mut String, octets: &[u8]) {
    line(out, 16, "pub:");
    hexadecimal_lines(out, octets, 15, 20);
}
