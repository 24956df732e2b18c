//! Candidates without small factors, one after the other from a random beginning.

use std::sync::LazyLock;

use crypto_bigint::{CheckedAdd, Limb, NonZero, Uint};
use zeroize::Zeroizing;

use super::EXPONENT;

/// The greatest bound of a sieve.
const MAX_LIMIT: u32 = 1 << 19;
/// How many odd numbers are sieved at a time.
const WINDOW: u32 = 4096;

/// The odd primes below [`MAX_LIMIT`].
static PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let limit = usize::try_from(MAX_LIMIT).unwrap_or_default();
    let mut composite = vec![false; limit];
    let mut primes = Vec::new();
    for number in (3..limit).step_by(2) {
        if composite.get(number) == Some(&false) {
            primes.extend(u32::try_from(number));
            composite.iter_mut().skip(number * number).step_by(number).for_each(|multiple| *multiple = true);
        }
    }
    primes
});

pub(super) struct Sieve<const LIMBS: usize> {
    /// The odd number at which the window begins.
    base: Zeroizing<Uint<LIMBS>>,
    primes: &'static [u32],
    /// The base modulo each prime.
    residues: Zeroizing<Vec<u32>>,
    /// The base modulo the public exponent.
    for_exponent: u32,
    /// Whether base + 2·i is out.
    out: Zeroizing<Vec<bool>>,
    at: u32,
}

impl<const LIMBS: usize> Sieve<LIMBS> {
    /// A sieve over the odd numbers from `base` with every odd prime below `limit`, [`MAX_LIMIT`] at most.
    pub(super) fn new(base: Zeroizing<Uint<LIMBS>>, limit: u32) -> Self {
        let primes = PRIMES.get(..PRIMES.partition_point(|prime| *prime < limit)).unwrap_or_default();
        let mut residues = Zeroizing::new(Vec::with_capacity(primes.len()));
        remainders(&base, primes, &mut residues);
        let for_exponent = remainder(&base, EXPONENT);
        let mut sieve = Self { base, primes, residues, for_exponent, out: Zeroizing::new(Vec::new()), at: 0 };
        sieve.strike_out();
        sieve
    }

    /// The next candidate; nothing where the numbers of this length are at their end.
    pub(super) fn next(&mut self) -> Option<Zeroizing<Uint<LIMBS>>> {
        loop {
            let index = usize::try_from(self.at).ok()?;
            let Some(ahead) = self.out.iter().skip(index).position(|out| !out) else {
                self.advance()?;
                continue;
            };
            let found = self.at + u32::try_from(ahead).ok()?;
            self.at = found + 1;
            return self.base.checked_add(&Uint::from(2 * found)).into_option().map(Zeroizing::new);
        }
    }

    /// Moves on to the next window.
    fn advance(&mut self) -> Option<()> {
        *self.base = self.base.checked_add(&Uint::from(2 * WINDOW)).into_option()?;
        for (residue, prime) in self.residues.iter_mut().zip(self.primes) {
            *residue = (*residue + 2 * WINDOW) % prime;
        }
        self.for_exponent = (self.for_exponent + 2 * WINDOW) % EXPONENT;
        self.strike_out();
        Some(())
    }

    fn strike_out(&mut self) {
        let window = usize::try_from(WINDOW).unwrap_or_default();
        self.at = 0;
        self.out.clear();
        self.out.resize(window, false);
        let mut strike = |first: u32, prime: u32| {
            let (first, prime) = (usize::try_from(first).unwrap_or(window), usize::try_from(prime).unwrap_or(window));
            self.out.iter_mut().skip(first).step_by(prime).for_each(|out| *out = true);
        };
        for (residue, prime) in self.residues.iter().zip(self.primes) {
            strike(steps_to(0, *residue, *prime), *prime);
        }
        // A prime p with p − 1 divisible by the public exponent has no private exponent.
        strike(steps_to(1, self.for_exponent, EXPONENT), EXPONENT);
    }
}

/// The least i with residue + 2·i = goal modulo the prime.
const fn steps_to(goal: u32, residue: u32, prime: u32) -> u32 {
    let gap = (goal + prime - residue) % prime;
    if gap.is_multiple_of(2) { gap / 2 } else { (gap + prime) / 2 }
}

/// The number modulo each of the primes: two at a time while their product has 32 bits.
fn remainders<const LIMBS: usize>(number: &Uint<LIMBS>, primes: &[u32], out: &mut Vec<u32>) {
    for pair in primes.chunks(2) {
        let product = pair.iter().try_fold(1_u32, |product, prime| product.checked_mul(*prime));
        let rest = product.map(|product| remainder(number, product));
        out.extend(pair.iter().map(|prime| rest.map_or_else(|| remainder(number, *prime), |rest| rest % prime)));
    }
}

#[allow(clippy::useless_conversion, reason = "a limb has 64 bits on most computers and 32 on wasm32")]
fn remainder<const LIMBS: usize>(number: &Uint<LIMBS>, prime: u32) -> u32 {
    let rest = NonZero::new(Limb::from(prime)).into_option().map(|prime| number.rem_limb(prime));
    rest.and_then(|rest| u32::try_from(rest.0).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{U128, U1024};

    /// Every number over some windows: what the sieve leaves is what trial division leaves, and p − 1 is never divisible
    /// by the public exponent.
    #[test]
    fn it_leaves_what_trial_division_leaves() {
        let base = U128::from(1_000_000_000_000_000_000_000_000_000_001_u128);
        let mut sieve = Sieve::new(Zeroizing::new(base), 1 << 16);
        let numbers = (0..3 * WINDOW).map(|index| base.wrapping_add(&Uint::from(2 * index)));
        let small = || PRIMES.iter().take_while(|prime| **prime < 1 << 16);
        let left = numbers
            .filter(|number| small().all(|prime| remainder(number, *prime) != 0) && remainder(number, EXPONENT) != 1);
        let expected: Vec<U128> = left.collect();
        assert!(expected.len() > 500);
        for number in expected {
            assert_eq!(*sieve.next().unwrap(), number);
        }
    }

    #[test]
    fn it_ends_where_the_numbers_end() {
        let base = U128::MAX.wrapping_sub(&U128::from(10 * WINDOW));
        let mut sieve = Sieve::new(Zeroizing::new(base), 1 << 16);
        assert!((0..100_000).any(|_| sieve.next().is_none()));
    }

    #[test]
    fn remainders_of_pairs_are_those_of_each() {
        let number = U1024::MAX.wrapping_sub(&U1024::from(12_345_u32));
        let mut all = Vec::new();
        remainders(&number, &PRIMES, &mut all);
        assert_eq!(all.len(), PRIMES.len());
        assert!(all.iter().zip(PRIMES.iter()).all(|(rest, prime)| *rest == remainder(&number, *prime)));
        assert_eq!(PRIMES.len(), 43_389, "the odd primes below 2^19");
    }
}
