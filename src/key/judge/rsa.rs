//! RSA moduli and exponents that should not be certified.

use crypto_bigint::{BoxedUint, Resize};

use super::KeyFinding;

/// The largest modulus that is looked into.
const MAX_BITS: usize = 16_384;
/// Rounds of Fermat's method: they find primes that share the upper half of their bits and some more.
const FERMAT_ROUNDS: usize = 100;
/// Every prime below is tried as a factor.
const SMALL_FACTORS: u32 = 10_000;
/// The greatest exponent that verifiers compute with (2^33 - 1).
const MAX_EXPONENT_BYTES: usize = 5;

pub(super) fn judge(modulus: &[u8], exponent: &[u8], bits: usize) -> Vec<KeyFinding> {
    let mut findings: Vec<KeyFinding> = size(bits).into_iter().collect();
    if !(64..=MAX_BITS).contains(&bits) {
        return findings;
    }
    findings.extend(self::exponent(exponent));
    findings.extend(structure(modulus));
    findings
}

fn size(bits: usize) -> Option<KeyFinding> {
    match bits {
        0..2048 => {
            let text = format!("The modulus has {bits} bit; fewer than 2048 can be factored by whoever pays for it.");
            Some(KeyFinding::refuse("rsa-too-small", text))
        }
        _ if bits > MAX_BITS => {
            let text = format!("The modulus has {bits} bit; more than {MAX_BITS} are not looked into.");
            Some(KeyFinding::refuse("rsa-too-large", text))
        }
        _ if bits > 8192 => {
            let text = format!("The modulus has {bits} bit; many clients refuse more than 8192.");
            Some(KeyFinding::warn("rsa-too-large", text))
        }
        _ if !bits.is_multiple_of(8) => {
            let text = format!("The modulus has {bits} bit, which is not a multiple of 8; some clients refuse that.");
            Some(KeyFinding::warn("rsa-size-unusual", text))
        }
        _ => None,
    }
}

/// NIST SP 800-56B, section 6.2: odd and greater than 2^16; smaller ones are of old and weaken what is badly padded.
fn exponent(exponent: &[u8]) -> Option<KeyFinding> {
    let value = exponent.iter().fold(0_u64, |value, byte| value.saturating_mul(256).saturating_add(u64::from(*byte)));
    if value < 3 || exponent.last().is_none_or(|last| last % 2 == 0) {
        return Some(KeyFinding::refuse("rsa-exponent", format!("The public exponent is {value}: 1 or even.")));
    }
    if exponent.len() > MAX_EXPONENT_BYTES || value >= 1 << 33 {
        let text = format!("The public exponent has {} octets; no client computes with one so large.", exponent.len());
        return Some(KeyFinding::refuse("rsa-exponent", text));
    }
    let text = format!("The public exponent is {value}; 65537 is usual, and some clients refuse less.");
    (value < 65_537).then(|| KeyFinding::warn("rsa-exponent-small", text))
}

/// What the modulus is made of: the first finding, for one is enough to refuse it.
fn structure(modulus: &[u8]) -> Option<KeyFinding> {
    if modulus.last().is_none_or(|last| last % 2 == 0) {
        return Some(KeyFinding::refuse("rsa-even", "The modulus is even."));
    }
    small_factor(modulus).or_else(|| pattern(modulus)).or_else(|| roca(modulus)).or_else(|| fermat(modulus))
}

/// The number modulo a small one.
fn remainder(number: &[u8], divisor: u32) -> u32 {
    let rest = number.iter().fold(0_u64, |rest, byte| (rest << 8 | u64::from(*byte)) % u64::from(divisor));
    u32::try_from(rest).unwrap_or(divisor)
}

fn is_prime(number: u32) -> bool {
    number > 1 && (2..).take_while(|divisor| divisor * divisor <= number).all(|divisor| !number.is_multiple_of(divisor))
}

fn odd_primes(below: u32) -> impl Iterator<Item = u32> {
    (3..below).step_by(2).filter(|number| is_prime(*number))
}

fn small_factor(modulus: &[u8]) -> Option<KeyFinding> {
    let factor = odd_primes(SMALL_FACTORS).find(|prime| remainder(modulus, *prime) == 0)?;
    Some(KeyFinding::refuse("rsa-small-factor", format!("The modulus is divisible by {factor}.")))
}

/// A stretch of 16 octets that repeats itself every 1, 2, 4 or 8: broken generators and placeholders leave such.
fn pattern(modulus: &[u8]) -> Option<KeyFinding> {
    let repeats = |period: usize| {
        modulus.windows(16 + period).any(|window| window.iter().zip(window.iter().skip(period)).all(|(a, b)| a == b))
    };
    let period = [1, 2, 4, 8].into_iter().find(|period| repeats(*period))?;
    let text = format!("The modulus repeats itself every {period} octets: it is not random.");
    Some(KeyFinding::refuse("rsa-pattern", text))
}

/// ROCA (CVE-2017-15361): the primes of one library are of the form k·M + (65537^a mod M) with M the product of many
/// small primes, so the modulus lies in the subgroup that 65537 generates modulo each of them. A random modulus does so
/// modulo all of these once in many millions of times.
fn roca(modulus: &[u8]) -> Option<KeyFinding> {
    let in_subgroup = |prime: u32| {
        let rest = remainder(modulus, prime);
        let powers = std::iter::successors(Some(1), |power| Some(power * (65_537 % prime) % prime));
        powers.take(usize::try_from(prime).unwrap_or_default()).any(|power| power == rest)
    };
    let text = "The modulus bears the mark of the library of ROCA (CVE-2017-15361), whose keys can be factored.";
    odd_primes(168).all(in_subgroup).then(|| KeyFinding::refuse("rsa-roca", text))
}

/// Fermat's method: n = a² − b² with a small b where the primes are near each other (CVE-2022-26320).
fn fermat(modulus: &[u8]) -> Option<KeyFinding> {
    let precision = u32::try_from(modulus.len()).ok()?.checked_mul(8)?.checked_add(64)?;
    let n = BoxedUint::from_be_slice_vartime(modulus).try_resize(precision)?;
    let mut a = n.floor_sqrt_vartime();
    if a.wrapping_square() < n {
        a = a.wrapping_add(BoxedUint::one());
    }
    let mut difference = a.wrapping_square().wrapping_sub(&n);
    for round in 0..FERMAT_ROUNDS {
        if is_square(&difference) {
            let text =
                format!("The primes are so near each other that Fermat's method finds them in {} rounds.", round + 1);
            return Some(KeyFinding::refuse("rsa-fermat", text));
        }
        // (a + 1)² − n = (a² − n) + 2a + 1
        difference = difference.wrapping_add(&a).wrapping_add(&a).wrapping_add(BoxedUint::one());
        a = a.wrapping_add(BoxedUint::one());
    }
    None
}

/// Few numbers are squares modulo 256 and modulo 9·5·7·11·13, so the root is hardly ever taken.
fn is_square(number: &BoxedUint) -> bool {
    let bytes = number.to_be_bytes();
    let residue = |modulus: u32| {
        let rest = remainder(&bytes, modulus);
        (0..modulus).any(|root| root * root % modulus == rest)
    };
    [256, 9, 5, 7, 11, 13].into_iter().all(residue) && {
        let root = number.floor_sqrt_vartime();
        root.wrapping_square() == *number
    }
}
