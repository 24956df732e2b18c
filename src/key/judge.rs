//! Whether a certificate may carry a public key: no client will look as closely later.

mod rsa;

use spki::SubjectPublicKeyInfoRef;

use super::public::uncompressed;
use super::{KeyKind, PublicKey, PublicKeyDetails};
use der::Decode;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is signed.
    Refuse,
    /// It is signed once the person has seen it.
    Warn,
    /// Worth knowing.
    Note,
}

/// One thing that is wrong with a public key, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFinding {
    /// A stable word: `rsa-too-small`, `rsa-too-large`, `rsa-size-unusual`, `rsa-even`, `rsa-exponent`,
    /// `rsa-exponent-small`, `rsa-small-factor`, `rsa-fermat`, `rsa-roca`, `rsa-pattern`, `ec-identity`,
    /// `ec-not-on-curve`, `ec-compressed`, `ed25519-length`, `ed25519-not-on-curve`, `ed25519-non-canonical`,
    /// `ed25519-small-order`, `ed25519-mixed-order`, `algorithm-parameters`, `algorithm-unsupported`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// In words, with the figures.
    pub text: String,
}

impl KeyFinding {
    fn refuse(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, severity: Severity::Refuse, text: text.into() }
    }

    fn warn(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warn, text: text.into() }
    }
}

impl PublicKey {
    /// Whether a certificate may carry it (NIST SP 800-131A and SP 800-56B, ROCA, Fermat, curve membership, small order).
    /// Empty where nothing is wrong.
    #[must_use]
    pub fn judge(&self) -> Vec<KeyFinding> {
        let mut findings = match self.details() {
            PublicKeyDetails::Rsa { modulus, exponent, bits } => rsa::judge(modulus, exponent, *bits),
            PublicKeyDetails::Ec { curve, point } => ec(*curve, point, self.key_bits()),
            PublicKeyDetails::Ed25519 { point } => ed25519(point).into_iter().collect(),
            PublicKeyDetails::Other { .. } => vec![unsupported(&self.label())],
        };
        findings.extend(self.parameters());
        findings
    }

    /// RFC 3279, section 2.3.1 wants NULL as the parameters of RSA; RFC 8410, section 3 wants none with Ed25519.
    fn parameters(&self) -> Option<KeyFinding> {
        let info = SubjectPublicKeyInfoRef::from_der(self.spki()).ok()?;
        let (right, wanted) = match self.details() {
            PublicKeyDetails::Rsa { .. } => (info.algorithm.parameters.is_some_and(|any| any.is_null()), "NULL"),
            PublicKeyDetails::Ed25519 { .. } => (info.algorithm.parameters.is_none(), "no"),
            PublicKeyDetails::Ec { .. } | PublicKeyDetails::Other { .. } => (true, ""),
        };
        let text = format!("The key's algorithm should have {wanted} parameters; some clients refuse others.");
        (!right).then(|| KeyFinding::warn("algorithm-parameters", text))
    }
}

fn unsupported(label: &str) -> KeyFinding {
    let text =
        format!("The key's algorithm is {label}; RSA, ECDSA on P-256, P-384 or P-521, and Ed25519 are certified.");
    KeyFinding::refuse("algorithm-unsupported", text)
}

fn ec(curve: KeyKind, point: &[u8], key_bits: &[u8]) -> Vec<KeyFinding> {
    let name = curve.as_str().to_uppercase();
    let on_curve = match curve {
        KeyKind::P256 => uncompressed::<p256::NistP256>(point),
        KeyKind::P384 => uncompressed::<p384::NistP384>(point),
        _ => uncompressed::<p521::NistP521>(point),
    };
    match (on_curve, key_bits) {
        (_, [0]) => vec![KeyFinding::refuse("ec-identity", format!("The point is the point at infinity of {name}."))],
        (None, _) => vec![KeyFinding::refuse("ec-not-on-curve", format!("The point does not lie on {name}."))],
        (Some(_), [2 | 3, ..]) => {
            let text = "The point is compressed, which several clients do not read (GnuTLS among them).";
            vec![KeyFinding::warn("ec-compressed", text)]
        }
        _ => Vec::new(),
    }
}

/// Points that verify more than one key may: RFC 8032, section 5.1.3, and the eight points of small order.
fn ed25519(point: &[u8]) -> Option<KeyFinding> {
    let Ok(octets) = <&[u8; 32]>::try_from(point) else {
        let text = format!("The point has {} octets in place of 32.", point.len());
        return Some(KeyFinding::refuse("ed25519-length", text));
    };
    let Ok(key) = ed25519_dalek::VerifyingKey::from_bytes(octets) else {
        return Some(KeyFinding::refuse("ed25519-not-on-curve", "The point does not lie on the curve."));
    };
    let text = "The point is one of the eight of small order: signatures that anybody can make fit it.";
    if key.is_weak() {
        return Some(KeyFinding::refuse("ed25519-small-order", text));
    }
    if key.to_edwards().compress().as_bytes() != octets {
        let text = "The point is not written in the one way that RFC 8032 has for it.";
        return Some(KeyFinding::refuse("ed25519-non-canonical", text));
    }
    let text = "The point lies outside the subgroup of prime order, where no right key is.";
    (!key.to_edwards().is_torsion_free()).then(|| KeyFinding::refuse("ed25519-mixed-order", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{Signer, make_key};
    use crate::model::Time;

    fn made(kind: KeyKind) -> PublicKey {
        make_key(&mut FixedEnv::new(Time::EARLIEST, 3), kind).unwrap().public_key()
    }

    fn codes(spki: &[u8]) -> Vec<&'static str> {
        PublicKey::from_spki(spki).unwrap().judge().iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn keys_made_here_are_without_fault() {
        for kind in [KeyKind::Rsa2048, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
            assert_eq!(made(kind).judge(), [], "{kind:?}");
        }
    }

    /// A good point with its last bit turned over: y² no longer is x³ − 3x + b.
    #[test]
    fn a_point_off_the_curve_is_refused() {
        for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521] {
            let mut spki = made(kind).spki().to_vec();
            *spki.last_mut().unwrap() ^= 1;
            assert_eq!(codes(&spki), ["ec-not-on-curve"], "{kind:?}");
        }
    }

    /// id-ecPublicKey with P-256 and the one octet 00 that stands for the point at infinity.
    #[test]
    fn the_point_at_infinity_is_refused() {
        let good = made(KeyKind::P256);
        let mut spki = vec![0x30, 0x19];
        spki.extend_from_slice(&good.spki()[2..23]);
        spki.extend_from_slice(&[0x03, 0x02, 0x00, 0x00]);
        assert_eq!(codes(&spki), ["ec-identity"]);
    }

    fn ed25519_spki(point: [u8; 32]) -> Vec<u8> {
        let mut spki = made(KeyKind::Ed25519).spki()[..12].to_vec();
        spki.extend_from_slice(&point);
        spki
    }

    #[test]
    fn ed25519_points_that_fit_too_much_are_refused() {
        // y = 1 is the neutral element; y = 0 has order 4; y = p + 1 is y = 1 written in a second way;
        // y = 2 is no point of the curve.
        let mut point = [0; 32];
        assert_eq!(codes(&ed25519_spki(point)), ["ed25519-small-order"]);
        point[0] = 1;
        assert_eq!(codes(&ed25519_spki(point)), ["ed25519-small-order"]);
        let mut second_way = [0xff; 32];
        (second_way[0], second_way[31]) = (0xee, 0x7f);
        assert_eq!(codes(&ed25519_spki(second_way)), ["ed25519-small-order"]);
        point[0] = 2;
        assert_eq!(codes(&ed25519_spki(point)), ["ed25519-not-on-curve"]);
        // y = p + 3: the first point after those of small order that has a second way of writing.
        second_way[0] = 0xf0;
        assert_eq!(codes(&ed25519_spki(second_way)), ["ed25519-non-canonical"]);
    }

    /// A right point with the point (0, −1) of order two added to it: y becomes −y and x changes its sign.
    #[test]
    fn an_ed25519_point_of_mixed_order_is_refused() {
        let mut point: [u8; 32] = made(KeyKind::Ed25519).key_bits().try_into().unwrap();
        let sign = point[31] & 0x80;
        point[31] &= 0x7f;
        let mut borrow = 0i16;
        for (index, octet) in point.iter_mut().enumerate() {
            let p = match index {
                0 => 0xed,
                31 => 0x7f,
                _ => 0xff,
            };
            let difference = p - i16::from(*octet) - borrow;
            borrow = i16::from(difference < 0);
            *octet = u8::try_from(difference.rem_euclid(256)).unwrap();
        }
        point[31] |= sign ^ 0x80;
        assert_eq!(codes(&ed25519_spki(point)), ["ed25519-mixed-order"]);
    }

    /// The same 65 octets said to lie on secp256k1 (1.3.132.0.10), and an Ed25519 key said to be Ed448.
    #[test]
    fn other_algorithms_are_refused_by_name() {
        let good = made(KeyKind::P256);
        let mut spki = vec![0x30, 0x56, 0x30, 0x10];
        spki.extend_from_slice(&good.spki()[4..13]);
        spki.extend_from_slice(&[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a]);
        spki.extend_from_slice(&good.spki()[23..]);
        let findings = PublicKey::from_spki(&spki).unwrap().judge();
        assert_eq!(findings[0].code, "algorithm-unsupported");
        assert!(findings[0].text.contains("secp256k1"), "{}", findings[0].text);

        let mut ed448 = made(KeyKind::Ed25519).spki().to_vec();
        ed448[8] = 0x71;
        assert!(PublicKey::from_spki(&ed448).unwrap().judge()[0].text.contains("Ed448"));
    }

    /// rsaEncryption without its NULL.
    #[test]
    fn missing_parameters_are_told() {
        let good = made(KeyKind::Rsa2048);
        let mut spki = vec![0x30, 0x82, 0x01, 0x20, 0x30, 0x0b];
        spki.extend_from_slice(&good.spki()[6..17]);
        spki.extend_from_slice(&good.spki()[19..]);
        assert_eq!(codes(&spki), ["algorithm-parameters"]);
    }
}
