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

/// The number modulo a small one, four octets at a time.
fn remainder(number: &[u8], divisor: u32) -> u32 {
    let (head, words) = number.split_at(number.len() % 4);
    let octets = |rest: u64, octet: &u8| (rest << 8 | u64::from(*octet)) % u64::from(divisor);
    let word = |rest: u64, octets: &[u8]| {
        let word = octets.try_into().map_or(0, u32::from_be_bytes);
        (rest << 32 | u64::from(word)) % u64::from(divisor)
    };
    let rest = words.chunks_exact(4).fold(head.iter().fold(0, octets), word);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::FixedEnv;
    use crate::key::{KeyKind, PublicKeyDetails, Signer, make_key};
    use crate::model::Time;

    const F4: [u8; 3] = [1, 0, 1];

    fn codes(modulus: &BoxedUint, exponent: &[u8]) -> Vec<&'static str> {
        let modulus = modulus.to_be_bytes_trimmed_vartime();
        let bits = BoxedUint::from_be_slice_vartime(&modulus).bits_vartime();
        judge(&modulus, exponent, usize::try_from(bits).unwrap()).iter().map(|finding| finding.code).collect()
    }

    fn good() -> BoxedUint {
        let key = make_key(&mut FixedEnv::new(Time::EARLIEST, 6), KeyKind::Rsa2048).unwrap().public_key();
        let PublicKeyDetails::Rsa { modulus, .. } = key.details() else { panic!("RSA") };
        BoxedUint::from_be_slice_vartime(modulus)
    }

    fn number(decimal: u64) -> BoxedUint {
        BoxedUint::from(decimal).resize(2112)
    }

    /// An odd number of so many bits whose other bits look random.
    fn random(bits: u32, seed: u8) -> BoxedUint {
        let mut octets = vec![0; usize::try_from(bits / 8).unwrap()];
        crate::env::Env::fill(&mut FixedEnv::new(Time::EARLIEST, seed), &mut octets);
        octets[0] |= 0xc0;
        *octets.last_mut().unwrap() |= 1;
        BoxedUint::from_be_slice_vartime(&octets)
    }

    #[test]
    fn remainders_are_those_of_the_number() {
        for (number, divisor, rest) in
            [(&[][..], 7, 0), (&[8], 7, 1), (&[1, 0, 0], 7, 2), (&[1, 0, 0, 0, 0], 9973, 5089), (&[0xff; 9], 10, 5)]
        {
            assert_eq!(remainder(number, divisor), rest, "{number:?}");
        }
    }

    #[test]
    fn a_good_modulus_is_without_fault() {
        assert_eq!(codes(&good(), &F4), Vec::<&str>::new());
    }

    #[test]
    fn sizes_are_judged() {
        let judged = |bits| size(bits).map(|finding| (finding.code, finding.severity));
        use super::super::Severity::{Refuse, Warn};
        for bits in [0, 1, 512, 1024, 2047] {
            assert_eq!(judged(bits), Some(("rsa-too-small", Refuse)), "{bits}");
        }
        for bits in [2048, 2056, 3072, 4096, 8192] {
            assert_eq!(judged(bits), None, "{bits}");
        }
        assert_eq!(judged(2049), Some(("rsa-size-unusual", Warn)));
        assert_eq!(judged(8200), Some(("rsa-too-large", Warn)));
        assert_eq!(judged(16_392), Some(("rsa-too-large", Refuse)));
        assert_eq!(judge(&vec![0xff; 1 << 20], &F4, 8 << 20).len(), 1, "nothing is computed with a huge modulus");
        assert_eq!(judge(&[], &[], 0).len(), 1);
    }

    #[test]
    fn exponents_are_judged() {
        let judged = |octets: &[u8]| exponent(octets).map(|finding| finding.code);
        for octets in [&[][..], &[1], &[2], &[4], &[1, 0, 0], &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert_eq!(judged(octets), Some("rsa-exponent"), "{octets:?}");
        }
        for octets in [&[3][..], &[17], &[0xff, 0xff]] {
            assert_eq!(judged(octets), Some("rsa-exponent-small"), "{octets:?}");
        }
        for octets in [&F4[..], &[1, 0, 0, 1], &[1, 0xff, 0xff, 0xff, 0xff]] {
            assert_eq!(judged(octets), None, "{octets:?}");
        }
        for octets in [&[2, 0, 0, 0, 1][..], &[0xff; 256]] {
            assert_eq!(judged(octets), Some("rsa-exponent"), "{octets:?}");
        }
    }

    /// A good modulus with its last bit cleared.
    #[test]
    fn an_even_modulus_is_refused() {
        let even = good().wrapping_sub(BoxedUint::one());
        assert_eq!(codes(&even, &F4), ["rsa-even"]);
    }

    /// A random number times a small prime, for primes at both ends of what is tried and just below boulder's bound.
    #[test]
    fn a_small_factor_is_found() {
        for prime in [3_u64, 5, 751, 9973] {
            let modulus = random(2048, 1).resize(2112).wrapping_mul(number(prime));
            assert_eq!(codes(&modulus, &F4).last(), Some(&"rsa-small-factor"), "{prime}");
        }
    }

    /// The product of a random p and of p + d: primes are not needed, only that no small factor is found first.
    fn near(distance: u64) -> BoxedUint {
        (0..=u8::MAX)
            .map(|seed| {
                let p = random(1024, seed).resize(2048);
                p.wrapping_mul(p.wrapping_add(BoxedUint::from(distance).resize(2048)))
            })
            .find(|modulus| small_factor(&modulus.to_be_bytes()).is_none())
            .unwrap()
    }

    #[test]
    fn near_primes_are_found() {
        assert_eq!(codes(&near(0), &F4), ["rsa-fermat"], "a square");
        assert_eq!(codes(&near(2), &F4), ["rsa-fermat"]);
        assert_eq!(codes(&near(1 << 40), &F4), ["rsa-fermat"]);
    }

    /// Two numbers k·M + (65537^a mod M) of 1024 bits, as the library made its primes: M is the product of the first 39
    /// primes for 512-bit keys and of the first 126 for these.
    #[test]
    fn the_mark_of_roca_is_found() {
        let product = odd_primes(702).fold(number(2), |product, prime| product.wrapping_mul(number(u64::from(prime))));
        let divisor = crypto_bigint::NonZero::new(product.clone()).unwrap();
        let marked = |k: u64, a: u32| {
            let power = (0..a).fold(number(1), |power, _| power.wrapping_mul(number(65_537)).rem_vartime(&divisor));
            product.wrapping_mul(number(k)).wrapping_add(&power)
        };
        let odd = |k, a| Some(marked(k, a)).filter(|p| small_factor(&p.to_be_bytes()).is_none());
        let p = (1 << 50..).find_map(|k| odd(k, 1234)).unwrap();
        let q = (3 << 50..).find_map(|k| odd(k, 777)).unwrap();
        assert_eq!(codes(&p.wrapping_mul(&q), &F4).last(), Some(&"rsa-roca"));
    }

    /// The share of random moduli that bear the mark by chance: how much of each field the subgroup fills.
    #[test]
    fn the_mark_of_roca_is_rare_by_chance() {
        let share: f64 = odd_primes(168)
            .map(|prime| {
                let powers =
                    std::iter::successors(Some(65_537 % prime), |power| Some(power * (65_537 % prime) % prime));
                f64::from(u32::try_from(powers.take_while(|power| *power != 1).count() + 1).unwrap()) / f64::from(prime)
            })
            .product();
        assert!(share < 1e-8, "{share}");
    }

    /// Eight random octets 32 times over (the last bit set), and a modulus of ones.
    #[test]
    fn a_repeating_modulus_is_refused() {
        let octets: Vec<u8> = [0xd1, 0x5e, 0x0b, 0x9a, 0x44, 0x27, 0xc3, 0x6d].repeat(32);
        let found = pattern(&octets).unwrap();
        assert_eq!(found.code, "rsa-pattern");
        assert!(pattern(&[0xff; 256]).is_some());
        assert!(pattern(&good().to_be_bytes()).is_none());
    }
}
